package strict

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

type leaf struct {
	Where
	ID    string  `yaml:"id,required" csv:"id,required"`
	Value float64 `yaml:"value" csv:"value"`
}

type sample struct {
	Where
	ID     string             `yaml:"id,required"`
	Name   locale.Text        `yaml:"name,required"`
	On     bool               `yaml:"on"`
	Count  int                `yaml:"count"`
	Day    measure.Date       `yaml:"day"`
	Due    measure.Period     `yaml:"due"`
	Unit   measure.Unit       `yaml:"unit"`
	Freq   measure.Freq       `yaml:"freq"`
	Tags   []string           `yaml:"tags"`
	Leaves []*leaf            `yaml:"leaves"`
	Plain  []leaf             `yaml:"plain"`
	Shares map[string]float64 `yaml:"shares"`
	Skip   string             `yaml:"-"`
}

func texts(data string) []string {
	var out []string
	var s sample
	for _, f := range YAML("f.yaml", []byte(data), &s) {
		out = append(out, f.Text(locale.EN))
	}
	return out
}

// The fields of an embedded struct are read as if they stood in the struct itself, its Where too.
func TestEmbeddedStructs(t *testing.T) {
	var whole struct {
		leaf
		Tail string `yaml:"tail,required"`
	}
	findings := YAML("f.yaml", []byte("id: x\nvalue: 2\n"), &whole)
	if len(findings) != 1 || findings[0].Code != MissingKey {
		t.Errorf("without the key around the embedded ones: %v", findings)
	}
	findings = YAML("f.yaml", []byte("tail: y\nid: x\nvalue: 2\n"), &whole)
	if len(findings) > 0 || whole.ID != "x" || whole.Value != 2 || whole.Tail != "y" {
		t.Errorf("%v, read as %+v", findings, whole)
	}
	if whole.At("tail").Line != 1 || whole.At("value").Line != 3 {
		t.Errorf("tail stands at %v, value at %v", whole.At("tail"), whole.At("value"))
	}
}

func TestYAMLFindings(t *testing.T) {
	const head = "id: x\nname: {zh: 名, en: name}\n"
	for _, c := range []struct{ data, want string }{
		{head, ""},
		{head + "shares: {a: 1, b: 2}\nleaves:\n  - id: 1\n", ""},
		{"", "f.yaml:1:1: error [strict.missing-key] required key id"},
		{head + "nmae: 1\n", "f.yaml:3:1: error [strict.unknown-key] unknown key nmae; known here: id"},
		{head + "id: y\n", "f.yaml:3:1: error [strict.repeated-key] key id is repeated, first on line 1"},
		{"id:\nname: {zh: 名}\n", "f.yaml:1:3: error [strict.empty-value] required id has no value"},
		{"id: ' '\nname: {zh: 名}\n", "f.yaml:1:5: error [strict.empty-value]"},
		{"id: x\nname: {en: n}\n", "f.yaml:2:7: error [strict.missing-key] required key zh"},
		{"id: x\nname: 名\n", "f.yaml:2:7: error [strict.wrong-type] name must be a mapping"},
		{head + "on: yes\n", "f.yaml:3:5: error [strict.bad-boolean]"},
		{head + "count: 1.5\n", "f.yaml:3:8: error [strict.bad-integer]"},
		{head + "day: 2021-13\n", "f.yaml:3:6: error [strict.bad-date]"},
		{head + "due: soon\n", "f.yaml:3:6: error [strict.bad-period]"},
		{head + "unit: 里\n", "f.yaml:3:7: error [strict.bad-unit]"},
		{head + "freq: W\n", "f.yaml:3:7: error [strict.bad-frequency]"},
		{head + "tags: [a, {b: c}]\n", "f.yaml:3:11: error [strict.wrong-type] tags.1"},
		{head + "leaves: [{id: 人, value: 1,000}]\n", "strict.stray-comma] a comma inside braces made 0"},
		{"id: x\nname: {zh: 约 6,000 人}\n", "f.yaml:2:16: error [strict.stray-comma] a comma"},
		{head + "leaves: [{id: 中文, value: x}]\n", "f.yaml:3:26: error [strict.bad-number] value: x"},
		{head + "leaves: [{id: 中文, value: \"1\"}]\n", "[strict.bad-number] value: 1"},
		{head + "shares: {a: .inf}\n", "[strict.bad-number] shares.a"},
		{head + "shares: {a: 1, a: 2}\n", "f.yaml:3:16: error [strict.repeated-key]"},
		{head + "tags: &x [a]\n", "f.yaml:3:7: error [strict.unsupported]"},
		{head + "<<: {a: b}\n", "[strict.unsupported] packages do not use this feature of YAML: merge"},
		{head + "day: !!str 2021\n", "[strict.unsupported] packages do not use this feature of YAML: tag"},
		{head + "---\na: b\n", "[strict.unsupported] packages do not use this feature of YAML: several"},
		{"id: [a\n", "[strict.syntax]"},
		{"id: \"a\n", "[strict.syntax]"},
		{"id: a\n  b: c\n", "[strict.syntax]"},
		{"id: \xff\n", "f.yaml:1:5: error [strict.encoding]"},
		{strings.Repeat("[", 10000), "[strict.too-deep]"},
		{strings.Repeat("- ", 10000), "[strict.too-deep]"},
		{strings.Repeat("[", 100) + strings.Repeat("]", 100), "[strict.too-deep]"},
		{strings.Repeat("k: v\n", maxKeys+1), "f.yaml:4001:1: error [strict.too-many-keys]"},
		{head + "leaves:\n" + strings.Repeat("- id: a\n  # b\n\n  value: 1\n", maxKeys+1), ""},
		{strings.Repeat(" ", maxBytes+1), "f.yaml:1:1: error [strict.too-large]"},
	} {
		got := strings.Join(texts(c.data), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%.60q:\n got %s\nwant %s", c.data, got, c.want)
		}
	}
}

// colour is a type of a user's own, with its own notation.
type colour string

func (c *colour) UnmarshalText(text []byte) error {
	if *c = colour(text); *c != "red" {
		return errors.New("only red will do")
	}
	return nil
}

func TestOwnNotation(t *testing.T) {
	var s struct {
		Paint colour `yaml:"paint"`
	}
	fs := YAML("f.yaml", []byte("paint: blue\n"), &s)
	if len(fs) != 1 || fs[0].Code != BadValue || !strings.Contains(fs[0].Message(locale.EN), "only red") {
		t.Errorf("findings %v", fs)
	}
	if s.Paint != "" {
		t.Errorf("a value that could not be read was kept: %q", s.Paint)
	}
}

func TestYAMLDecodes(t *testing.T) {
	const data = `# 注
id: 510100 # a number as written is text here
name:
  zh: >-
    两行
    文字
  en: "a \"b\""
on: true
count: -3
day: 2021-10
due: 2025
unit: km/100km2
freq: M
tags: [a, 'b', c]
leaves:
  - id: one
    value: 6.5
  - {id: 二, value: 1e3}
plain:
- id: three
shares:
  kaizhou: 0.5
`
	var s sample
	if fs := YAML("f.yaml", []byte(data), &s); len(fs) > 0 {
		t.Fatal(fs[0].Text(locale.EN))
	}
	if s.ID != "510100" || s.Name.ZH != "两行 文字" || s.Name.EN != `a "b"` || !s.On || s.Count != -3 ||
		s.Day.String() != "2021-10-31" || s.Due != measure.Year(2025) || s.Unit.Symbol != "km/100km2" ||
		s.Freq != measure.Month || len(s.Tags) != 3 || s.Leaves[0].Value != 6.5 ||
		s.Leaves[1].Value != 1000 || s.Plain[0].ID != "three" || s.Shares["kaizhou"] != 0.5 {
		t.Errorf("decoded %+v", s)
	}
	for _, c := range []struct {
		w         Where
		key, want string
	}{
		{s.Where, "", "f.yaml:2:1"},
		{s.Where, "id", "f.yaml:2:5"},
		{s.Where, "tags.1", "f.yaml:14:11"},
		{s.Where, "name.en", "f.yaml:7:7"},
		{s.Where, "shares.kaizhou", "f.yaml:22:12"},
		{s.Where, "leaves.0", "f.yaml:16:5"},
		{s.Leaves[0].Where, "value", "f.yaml:17:12"},
		{s.Leaves[1].Where, "", "f.yaml:18:5"},
		{s.Leaves[1].Where, "value", "f.yaml:18:20"},
		{s.Plain[0].Where, "value", "f.yaml:20:3"},
	} {
		if got := c.w.At(c.key).String(); got != c.want {
			t.Errorf("position of %q: %s, want %s", c.key, got, c.want)
		}
	}
}

func TestInside(t *testing.T) {
	const data = `id: 人口 + gdp2
name: {zh: 'it''s gdp2', en: "a \" gdp2"}
tags:
  - |
    first line
      + gdp2

  - >-
    one
    gdp2
  - a
    gdp2
`
	var s sample
	if fs := YAML("f.yaml", []byte(data), &s); len(fs) > 0 {
		t.Fatal(fs[0].Text(locale.EN))
	}
	for _, c := range []struct{ key, value, want string }{
		{"id", s.ID, "f.yaml:1:10"},
		{"name.zh", s.Name.ZH, "f.yaml:2:19"},
		{"name.en", s.Name.EN, "f.yaml:2:36"},
		{"tags.0", s.Tags[0], "f.yaml:6:9"},
		{"tags.1", s.Tags[1], "f.yaml:10:5"},
		{"tags.2", s.Tags[2], "f.yaml:12:5"},
		{"count", "gdp2", "f.yaml:1:1"},
	} {
		got := s.Inside(c.key, c.value, strings.Index(c.value, "gdp2")).String()
		if got != c.want {
			t.Errorf("gdp2 in %s %q at %s, want %s", c.key, c.value, got, c.want)
		}
	}
}

// The mistakes people make are told in Chinese too, though the readers below speak English.
func TestSyntaxErrorsAreToldInChinese(t *testing.T) {
	english := regexp.MustCompile(`[a-z]{3,}`)
	said := func(fs []finding.Finding) {
		t.Helper()
		i := slices.IndexFunc(fs, func(f finding.Finding) bool {
			return f.Code == Syntax || f.Code == Unsupported || f.Code == CSVSyntax
		})
		if i < 0 {
			t.Errorf("findings %v, want one of syntax", fs)
		} else if text := fs[i].Message(locale.ZH); english.MatchString(text) {
			t.Error(text)
		}
	}
	for _, data := range []string{"id: a: b\n", "id: a\n  b: c\n", "id: [a, b\n", "id: {a: b\n", "id: \"a\n",
		"id: 'a\n", "id:a\nname: b\n", "leaves:\n- id: a\n b: c\n", "leaves:\n\t- id: a\n", "leaves: - a\n",
		"tags: [a b: c: d]\n", "id: &a b\n", "id: *a\n", "a: b\n---\nc: d\n"} {
		var s sample
		said(YAML("f", []byte(data), &s))
	}
	for _, data := range []string{"code\na\"b\n", "code\n\"a\n", "code\n\"a\"b\n"} {
		var rows []row
		said(CSV("f", []byte(data), &rows))
	}
}
