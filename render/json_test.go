package render_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
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

	for _, problem := range check(t, "scorecard", b.Bytes()) {
		t.Error(problem)
	}
	// A validator that accepts everything would prove nothing.
	wrong := strings.Replace(b.String(), `"status": "ahead"`, `"status": "fine"`, 1)
	wrong = strings.Replace(wrong, `"ledger"`, `"leger"`, 1)
	if got := check(t, "scorecard", []byte(wrong)); len(got) != 3 {
		t.Errorf("a status and a key that are not known and a missing one were reported as %q", got)
	}
}

func TestOtherAnswersFollowTheirSchemas(t *testing.T) {
	ws := open(t)
	at := ws.DefaultAsOf()
	before := result(t, ws, fact.AsOf{Valid: at.Valid, Known: measure.EndOf(measure.DateOf(2023, 6, 30))})
	r := result(t, ws, at)
	d := evaluate.Compare(before, r)
	d.Targets = append(d.Targets, evaluate.TargetChange{ID: "gone", A: &r.Targets[0]})
	answers := map[string]func(io.Writer) error{
		"diff":     func(w io.Writer) error { return render.DiffJSON(w, before, r, d) },
		"findings": func(w io.Writer) error { return render.FindingsJSON(w, append(ws.Findings(), allFindings(r)...)) },
		"explain": func(w io.Writer) error {
			key := fact.Key{Indicator: "urbanisation", Area: "circle", Period: measure.Year(2022)}
			lineage, err := ws.Explain(context.Background(), r, key)
			if err != nil {
				return err
			}
			return render.ExplainJSON(w, r, nil, lineage)
		},
	}
	observed := fact.Observation{Indicator: "air", Area: "circle", Period: measure.Year(2022), Value: 86.5}
	batch := fact.Batch{ID: "b", Origin: "f.csv", Supersedes: "a", Observations: []fact.Observation{observed}}
	did := render.Import{Findings: ws.Findings(), Batches: []fact.Batch{batch}, Position: &r.Position,
		Preview: &render.Preview{New: 1, Changes: []render.Change{{Key: observed.Key(), Was: measure.Missing, Now: 86.5}}}}
	answers["import"] = func(w io.Writer) error { return render.ImportJSON(w, did) }
	answers["ledger"] = func(w io.Writer) error {
		return render.LedgerJSON(w, "facts.db", r.Position, []render.BatchLine{{Batch: batch, N: 1}})
	}
	answers["files"] = func(w io.Writer) error { return render.FilesJSON(w, nil) }
	for name, write := range answers {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		for _, problem := range check(t, name, b.Bytes()) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

func allFindings(r *evaluate.Result) []finding.Finding {
	all := slices.Clone(r.Findings)
	for i := range r.Targets {
		all = append(all, r.Targets[i].Findings...)
	}
	return all
}

// check holds an answer against its schema in docs/format.
func check(t *testing.T, name string, answer []byte) []string {
	t.Helper()
	text, err := os.ReadFile("../docs/format/" + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	var v any
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		t.Fatal(err)
	}
	return validate(schema, schema, v, "$")
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
