package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/render"
)

// The scorecard's JSON is a contract: the golden file shows it, the schema states it.
func TestScorecardJSON(t *testing.T) {
	ws := open(t)
	r := result(t, ws, ws.DefaultAsOf())
	var b bytes.Buffer
	if err := render.ScorecardJSON(&b, r, [32]byte{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	golden(t, "scorecard.json", b.String())

	var schema, answer any
	text, err := os.ReadFile("../docs/format/scorecard.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	for _, problem := range validate(schema.(map[string]any), schema.(map[string]any), answer, "$") {
		t.Error(problem)
	}
	// A validator that accepts everything would prove nothing.
	answer.(map[string]any)["targets"].([]any)[0].(map[string]any)["status"] = "fine"
	delete(answer.(map[string]any), "ledger")
	if got := validate(schema.(map[string]any), schema.(map[string]any), answer, "$"); len(got) != 2 {
		t.Errorf("two mistakes were reported as %q", got)
	}
}

// validate checks v by the part of JSON Schema 2020-12 that the product's schemas use.
func validate(root, schema map[string]any, v any, at string) (problems []string) {
	say := func(format string, args ...any) {
		problems = append(problems, at+": "+fmt.Sprintf(format, args...))
	}
	if ref, ok := schema["$ref"].(string); ok {
		return validate(root, root["$defs"].(map[string]any)[ref[len("#/$defs/"):]].(map[string]any), v, at)
	}
	if want := schema["type"]; want != nil {
		names, several := want.([]any)
		if !several {
			names = []any{want}
		}
		if !slices.ContainsFunc(names, func(n any) bool { return isType(v, n.(string)) }) {
			say("%v is not %v", v, want)
			return problems
		}
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		say("%v is none of %v", v, enum)
	}
	properties, _ := schema["properties"].(map[string]any)
	if object, ok := v.(map[string]any); ok {
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := object[name.(string)]; !ok {
				say("%v is missing", name)
			}
		}
		for name, value := range object {
			if sub, ok := properties[name].(map[string]any); ok {
				problems = append(problems, validate(root, sub, value, at+"."+name)...)
			} else if schema["additionalProperties"] == false {
				say("%s is not in the schema", name)
			}
		}
	}
	if list, ok := v.([]any); ok && schema["items"] != nil {
		for i, item := range list {
			items := schema["items"].(map[string]any)
			problems = append(problems, validate(root, items, item, fmt.Sprintf("%s[%d]", at, i))...)
		}
	}
	return problems
}

func isType(v any, name string) bool {
	switch x := v.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && x == float64(int64(x))
	case []any:
		return name == "array"
	}
	return name == "object"
}
