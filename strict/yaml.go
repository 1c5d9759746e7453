package strict

import (
	"encoding"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

// YAML decodes a file into the struct that into points to, by the tags of its fields: `yaml:"key"`,
// `yaml:"key,required"`, `yaml:"-"`. Fields are strings, booleans, integers, float64, types with
// UnmarshalText, locale.Text (a mapping of zh and en), structs, pointers to structs, slices of
// these, and maps from string to these. The fields of an embedded struct count as those of the
// struct around it; an embedded Where is filled.
//
// Everything wrong in the file is found in one run, unless its syntax cannot be read at all; what
// could be decoded is. A line break at the end of a text is not part of it, and an optional key
// with nothing behind it counts as not written.
func YAML(file string, data []byte, into any) []finding.Finding {
	s, ok := newSource(file, data)
	if !ok {
		return s.findings
	}
	root, ok := s.tree()
	if !ok {
		return s.findings
	}
	d := decoder{source: s}
	if root.kind == null {
		root = &node{kind: mapping, pos: root.pos} // so that what is required is named
	}
	d.value(root, reflect.ValueOf(into).Elem(), field{key: file})
	finding.Sort(d.findings)
	return d.findings
}

// field is what a tag says of a field.
type field struct {
	key      string
	required bool
	index    []int // as reflect.Value.FieldByIndex takes it
}

// fieldsOf reads the tags of a struct and finds its Where; nil where it has none.
func fieldsOf(t reflect.Type, tag string) (fields []field, where []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == whereType {
			where = f.Index
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			inner, at := fieldsOf(f.Type, tag)
			for _, in := range inner {
				in.index = append([]int{i}, in.index...)
				fields = append(fields, in)
			}
			if at != nil {
				where = append([]int{i}, at...)
			}
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get(tag), ",")
		if name == "" || name == "-" {
			continue
		}
		fields = append(fields, field{key: name, required: option == "required", index: f.Index})
	}
	return fields, where
}

var (
	whereType       = reflect.TypeFor[Where]()
	textType        = reflect.TypeFor[locale.Text]()
	unmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

type decoder struct {
	*source
}

// value decodes n into v. f names what is decoded, for findings.
func (d *decoder) value(n *node, v reflect.Value, f field) {
	if n.kind == refused {
		return
	}
	t := v.Type()
	switch {
	case n.kind == null:
		if f.required {
			d.report(EmptyValue, n.pos, f.key)
		}
	case t == textType:
		d.text(n, v, f)
	case reflect.PointerTo(t).Implements(unmarshalerType):
		if d.expect(n, scalar, f) {
			d.scalar(n, v, f)
		}
	case t.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(t.Elem()))
		}
		d.value(n, v.Elem(), f)
	case t.Kind() == reflect.Struct:
		if d.expect(n, mapping, f) {
			d.structure(n, v)
		}
	case t.Kind() == reflect.Slice:
		if d.expect(n, list, f) {
			d.slice(n, v, f)
		}
	case t.Kind() == reflect.Map:
		if d.expect(n, mapping, f) {
			d.mapping(n, v, f)
		}
	default:
		if d.expect(n, scalar, f) {
			d.scalar(n, v, f)
		}
	}
}

// structure decodes a mapping into a struct.
func (d *decoder) structure(n *node, v reflect.Value) {
	fields, at := fieldsOf(v.Type(), "yaml")
	var where Where
	where.Pos, where.source = n.pos, d.source
	written := make(map[string]*node, len(n.keys))
	for i, key := range n.keys {
		if first, again := written[key.text]; again {
			d.report(RepeatedKey, key.pos, key.text, "found", key.text,
				"line", strconv.Itoa(first.pos.Line))
			continue
		}
		written[key.text] = key
		known := false
		for _, f := range fields {
			if f.key == key.text {
				known = true
				where.place(f.key, n.items[i])
				d.value(n.items[i], v.FieldByIndex(f.index), f)
			}
		}
		switch {
		case !known && n.flow && n.items[i].kind == null:
			d.report(StrayComma, key.pos, key.text, "found", key.text)
		case !known:
			d.unknown(UnknownKey, key, fields)
		}
	}
	for _, f := range fields {
		if f.required && written[f.key] == nil {
			d.report(MissingKey, n.pos, f.key, "expected", f.key)
		}
	}
	if at != nil {
		v.FieldByIndex(at).Set(reflect.ValueOf(where))
	}
}

func (d *decoder) unknown(c *finding.Code, key *node, fields []field) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.key
	}
	zh, en := "删去它，或改成已有的名称", "remove it, or use a known name"
	if near := Nearest(key.text, names); near != "" {
		zh, en = "是不是 "+near+"？", "did you mean "+near+"?"
	}
	d.report(c, key.pos, key.text, "found", key.text, "expected", strings.Join(names, ", "),
		"hint_zh", zh, "hint_en", en)
}

// text decodes a mapping of languages. Chinese must be there where the field is required, or where
// there is any text at all.
func (d *decoder) text(n *node, v reflect.Value, f field) {
	if !d.expect(n, mapping, f) {
		return
	}
	var both struct {
		ZH string `yaml:"zh,required"`
		EN string `yaml:"en"`
	}
	d.structure(n, reflect.ValueOf(&both).Elem())
	v.Set(reflect.ValueOf(locale.Text{ZH: both.ZH, EN: both.EN}))
}

// slice decodes a list; a required one must have an element.
func (d *decoder) slice(n *node, v reflect.Value, f field) {
	if f.required && len(n.items) == 0 {
		d.report(EmptyValue, n.pos, f.key)
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
	for i, item := range n.items {
		d.value(item, v.Index(i), field{key: f.key + "." + strconv.Itoa(i), required: true})
	}
}

// mapping decodes a mapping whose keys are the author's own.
func (d *decoder) mapping(n *node, v reflect.Value, f field) {
	v.Set(reflect.MakeMap(v.Type()))
	lines := make(map[string]int, len(n.keys))
	for i, key := range n.keys {
		if line, again := lines[key.text]; again {
			d.report(RepeatedKey, key.pos, key.text, "found", key.text, "line", strconv.Itoa(line))
			continue
		}
		lines[key.text] = key.pos.Line
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(n.items[i], item, field{key: f.key + "." + key.text, required: true})
		v.SetMapIndex(reflect.ValueOf(key.text).Convert(v.Type().Key()), item)
	}
}

// expect reports a node of another kind than wanted.
func (d *decoder) expect(n *node, want kind, f field) bool {
	if n.kind == want {
		return true
	}
	names := map[kind][2]string{scalar: {"单个值", "a single value"},
		mapping: {"映射（键: 值）", "a mapping (key: value)"}, list: {"列表（- 项）", "a list (- item)"}}
	d.report(WrongType, n.pos, f.key, "expected", names[want][1], "found", names[n.kind][1],
		"expected_zh", names[want][0], "found_zh", names[n.kind][0])
	return false
}

// scalar decodes a single value.
func (d *decoder) scalar(n *node, v reflect.Value, f field) {
	if f.required && strings.TrimSpace(n.text) == "" {
		d.report(EmptyValue, n.pos, f.key)
		return
	}
	quoted := n.style != plain
	if c, why := setText(v, n.text, quoted); c != nil {
		d.report(c, n.pos, f.key, "found", n.text, "why", why)
	}
}

// setText reads text as v's type wants it and returns the code of what is wrong with it.
func setText(v reflect.Value, text string, quoted bool) (c *finding.Code, why string) {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			v.SetZero()
			if c = badText[v.Type()]; c == nil {
				c = BadValue
			}
			return c, err.Error()
		}
		return nil, ""
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		if quoted || text != "true" && text != "false" {
			return BadBool, ""
		}
		v.SetBool(text == "true")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if quoted || err != nil {
			return BadInteger, ""
		}
		v.SetInt(n)
	case reflect.Float64:
		x, ok := Number(text)
		if quoted || !ok {
			return BadNumber, ""
		}
		v.SetFloat(x)
	default:
		panic("strict: a field of type " + v.Type().String() + " cannot be decoded")
	}
	return nil, ""
}

// Number reads a finite decimal number; neither hexadecimal nor names such as inf count.
func Number(text string) (float64, bool) {
	if strings.Trim(text, "0123456789.eE+-") != "" {
		return 0, false
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsInf(x, 0)
}
