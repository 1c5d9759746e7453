package plan

import (
	"bytes"
	"encoding"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// golden compares a generated file with the one in the repository; UPDATE=1 writes it instead.
func golden(t *testing.T, file string, want []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code makes; run UPDATE=1 go test ./plan", file)
	}
}

func TestSchemas(t *testing.T) {
	schemas := Schemas()
	if len(schemas) != len(Files) {
		t.Errorf("%d schemas of %d files", len(schemas), len(Files))
	}
	for name, schema := range schemas {
		golden(t, filepath.Join("../docs/format/schema", name), schema)
	}
	written, err := filepath.Glob("../docs/format/schema/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range written {
		if schemas[filepath.Base(file)] == nil {
			t.Errorf("%s belongs to no file of a package", file)
		}
	}
}

// structsOf lists the structs of a package's files, each once, in the order a reader meets them.
func structsOf() []reflect.Type {
	var list []reflect.Type
	var add func(t reflect.Type)
	add = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || slices.Contains(list, t) || len(fieldsOf(t)) == 0 {
			return
		}
		list = append(list, t)
		for _, f := range fieldsOf(t) {
			add(f.Type)
		}
	}
	for _, f := range Files {
		add(reflect.TypeOf(f.shape))
	}
	return list
}

func TestEveryFieldIsDescribed(t *testing.T) {
	described := map[string]bool{}
	for _, s := range structsOf() {
		for _, f := range fieldsOf(s) {
			key := s.Name() + "." + f.key
			described[key] = true
			if text := about[key]; text.ZH == "" || text.EN == "" {
				t.Errorf("nothing says what %s is for", key)
			}
		}
	}
	for key := range about {
		if !described[key] {
			t.Errorf("%s is described but does not exist", key)
		}
	}
	for key := range vocabulary {
		if !described[key] {
			t.Errorf("%s has a vocabulary but does not exist", key)
		}
	}
}

// typeName says in prose what a field holds.
func typeName(t reflect.Type, f taggedField, l locale.Lang) string {
	named := map[reflect.Type]locale.Text{
		reflect.TypeFor[locale.Text]():    {ZH: "双语文字", EN: "text in both languages"},
		reflect.TypeFor[measure.Date]():   {ZH: "日期", EN: "date"},
		reflect.TypeFor[measure.Period](): {ZH: "时期", EN: "period"},
		reflect.TypeFor[measure.Unit]():   {ZH: "单位", EN: "unit"},
		reflect.TypeFor[measure.Freq]():   {ZH: "频率", EN: "frequency"},
	}
	kinds := map[reflect.Kind]locale.Text{
		reflect.String: {ZH: "文字", EN: "text"}, reflect.Bool: {ZH: "是否", EN: "true or false"},
		reflect.Float64: {ZH: "数", EN: "number"}, reflect.Int: {ZH: "整数", EN: "integer"},
	}
	if ref := f.Tag.Get("ref"); ref != "" {
		var to []string
		for _, kind := range strings.Fields(ref) {
			name := locale.Text{ZH: things[kind].zh, EN: kind}
			to = append(to, name.In(l))
		}
		return map[locale.Lang]string{locale.ZH: "引用", locale.EN: "reference to "}[l] + strings.Join(to, "/")
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if text, ok := named[t]; ok {
		return text.In(l)
	}
	switch {
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return kinds[reflect.String].In(l)
	case t.Kind() == reflect.Slice:
		of := t.Elem()
		for of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() == reflect.Struct {
			return fmt.Sprintf("%s[%s](#%s-%s)", map[locale.Lang]string{locale.ZH: "列表：", locale.EN: "list of "}[l],
				of.Name(), strings.ToLower(of.Name()), l)
		}
		return map[locale.Lang]string{locale.ZH: "列表：", locale.EN: "list of "}[l] + typeName(of, taggedField{}, l)
	case t.Kind() == reflect.Map:
		return map[locale.Lang]string{locale.ZH: "映射：标识到", locale.EN: "map of ids to "}[l] +
			typeName(t.Elem(), taggedField{}, l)
	}
	return kinds[t.Kind()].In(l)
}

// fieldTable is the table of a struct's fields in the format reference.
func fieldTable(s reflect.Type, l locale.Lang) string {
	var b strings.Builder
	head := locale.Text{ZH: "| 字段 | 必填 | 类型 | 说明 |", EN: "| key | required | type | meaning |"}
	yes := locale.Text{ZH: "必填", EN: "yes"}
	b.WriteString(head.In(l) + "\n|---|---|---|---|\n")
	for _, f := range fieldsOf(s) {
		required := ""
		if f.required {
			required = yes.In(l)
		}
		kind := typeName(f.Type, f, l)
		if allowed := choices(s, f.key); allowed != nil {
			kind = "`" + strings.Join(allowed, "` `") + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.key, required, kind, about[s.Name()+"."+f.key].In(l))
	}
	return b.String()
}

// The format reference holds a table for every struct in both languages, made from the code.
func TestFormatReference(t *testing.T) {
	made := map[string]bool{}
	for _, file := range []string{"../docs/format/package.md", "../docs/format/compact.md", "../docs/format/networks.md"} {
		golden(t, file, withTables(t, file, made))
	}
	for _, s := range structsOf() {
		for _, l := range []locale.Lang{locale.ZH, locale.EN} {
			if key := s.Name() + " " + string(l); !made[key] {
				t.Errorf("nothing has a table <!-- fields %s -->", key)
			}
		}
	}
	text, err := os.ReadFile("../docs/format/package.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Files {
		if bytes.Count(text, []byte("`"+f.Name+"`")) < 2 {
			t.Errorf("package.md does not tell of %s in both languages", f.Name)
		}
	}
}

// withTables returns a file with its tables of fields made anew, and notes which it has.
func withTables(t *testing.T, file string, made map[string]bool) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`(?s)<!-- fields (\w+) (zh|en) -->\n.*?<!-- end -->`)
	return table.ReplaceAllFunc(text, func(block []byte) []byte {
		m := table.FindSubmatch(block)
		for _, s := range structsOf() {
			if s.Name() == string(m[1]) {
				made[string(m[1])+" "+string(m[2])] = true
				return fmt.Appendf(nil, "<!-- fields %s %s -->\n%s<!-- end -->", m[1], m[2],
					fieldTable(s, locale.Lang(m[2])))
			}
		}
		t.Errorf("%s: there is no struct %s", file, m[1])
		return block
	})
}
