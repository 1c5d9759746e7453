package plan

import (
	"bytes"
	"encoding"
	"encoding/json"
	"path"
	"reflect"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
)

// Schemas returns the JSON Schema (draft 2020-12) of each kind of YAML file, by the schema's file
// name, for editors that complete and check while one types. They are made from the structs the
// files are decoded into; `yipanqi check` knows more than a schema can say.
func Schemas() map[string][]byte {
	schemas := make(map[string][]byte, len(Files))
	for _, f := range Files {
		schemas[f.schemaName()] = f.schema()
	}
	return schemas
}

// schemaName is "indicators.schema.json" for indicators.yaml, "scenario.schema.json" for scenarios.
func (f File) schemaName() string {
	dir, base := path.Split(f.Name)
	name := strings.TrimSuffix(base, ".yaml")
	if name == "*" {
		name = strings.TrimSuffix(path.Base(dir), "s")
	}
	return name + ".schema.json"
}

func (f File) schema() []byte {
	defs := map[string]any{}
	top := structSchema(reflect.TypeOf(f.shape).Elem(), defs)
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = f.Name
	top["$defs"] = defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		panic("plan: a schema of maps and strings cannot be written: " + err.Error())
	}
	return b.Bytes()
}

// structSchema describes a struct, and what it is made of in defs.
func structSchema(t reflect.Type, defs map[string]any) map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range fieldsOf(t) {
		s := typeSchema(f.Type, defs)
		if allowed := choices(t, f.key); allowed != nil {
			s = map[string]any{"enum": allowed}
		}
		if text := about[t.Name()+"."+f.key]; text.ZH != "" {
			s["description"] = text.ZH + "\n" + text.EN
		}
		properties[f.key] = s
		if f.required {
			required = append(required, f.key)
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if required != nil {
		s["required"] = required
	}
	return s
}

// taggedField is a field of a struct as files write it.
type taggedField struct {
	reflect.StructField
	key      string
	required bool
}

func fieldsOf(t reflect.Type) []taggedField {
	var fields []taggedField
	for i := range t.NumField() {
		f := t.Field(i)
		if key := keyOf(f); key != "" {
			fields = append(fields, taggedField{f, key, strings.HasSuffix(f.Tag.Get("yaml"), ",required")})
		}
	}
	return fields
}

// typeSchema describes the values of a type. Text may be written without quotes, so that an editor
// sees a number where there is a code or a year.
func typeSchema(t reflect.Type, defs map[string]any) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	text := map[string]any{"type": []string{"string", "number"}}
	switch {
	case t == reflect.TypeFor[locale.Text]():
		return map[string]any{"type": "object", "additionalProperties": false,
			"properties": map[string]any{"zh": map[string]any{"type": []string{"string", "number"}}, "en": text},
			"required":   []string{"zh"}}
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return text
	case t.Kind() == reflect.Struct:
		if _, done := defs[t.Name()]; !done {
			defs[t.Name()] = true // a clause holds clauses
			defs[t.Name()] = structSchema(t, defs)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	switch t.Kind() {
	case reflect.Slice:
		return map[string]any{"type": "array", "items": typeSchema(t.Elem(), defs)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": typeSchema(t.Elem(), defs)}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return text
}
