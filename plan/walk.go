package plan

import (
	"reflect"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/strict"
)

// spot is one field of one struct of a package.
type spot struct {
	where   strict.Where
	subject string        // of the struct: "target:urbanization-2025"
	in      reflect.Value // the struct
	owner   reflect.Type  // of the struct
	key     string        // of the field
	tag     reflect.StructTag
	value   reflect.Value
}

// pos returns the position of the field's value.
func (s *spot) pos() finding.Pos { return s.where.At(s.key) }

var (
	whereType = reflect.TypeFor[strict.Where]()
	textType  = reflect.TypeFor[locale.Text]()
)

// subjectOf names a struct by what it is and its id, inside of what it lies in.
func subjectOf(v reflect.Value, inside string) string {
	id := v.FieldByName("ID")
	if !id.IsValid() {
		return inside
	}
	switch v.Interface().(type) {
	case Version, Reading, Station, Line, Party, Rule, Parameter, Instance, Measure, Quantity, Payment, Apportionment:
		return inside + "/" + id.String()
	}
	return strings.ToLower(v.Type().Name()) + ":" + id.String()
}

// keyOf returns the key of a field as files write it; empty for what is not in the file.
func keyOf(f reflect.StructField) string {
	tag := f.Tag.Get("yaml")
	if tag == "" {
		tag = f.Tag.Get("csv")
	}
	key, _, _ := strings.Cut(tag, ",")
	return strings.TrimPrefix(key, "-")
}

// each visits every field of a struct, of the structs in it and in its lists, in order.
func each(v reflect.Value, inside string, visit func(*spot)) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	s := spot{subject: subjectOf(v, inside), in: v, owner: v.Type()}
	if w := v.FieldByName("Where"); w.IsValid() {
		s.where = w.Interface().(strict.Where)
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		s.key, s.tag, s.value = keyOf(f), f.Tag, v.Field(i)
		if s.key == "" {
			continue
		}
		field := s
		visit(&field)
		if f.Type.Kind() == reflect.Slice && isStruct(f.Type.Elem()) {
			for j := range s.value.Len() {
				each(s.value.Index(j), s.subject, visit)
			}
		}
	}
}

// isStruct reports whether t is a struct of a package, or points to one.
func isStruct(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	_, ok := t.FieldByName("Where")
	return ok
}

// visit visits every field of the package, in file order, those of the territory's groups too.
func (p *Plan) visit(visit func(*spot)) {
	each(reflect.ValueOf(&p.Manifest), "", visit)
	for _, c := range p.Clauses {
		if c.Parent == nil { // the others lie within
			each(reflect.ValueOf(c), "", visit)
		}
	}
	all(p.Positions, visit)
	all(p.TaskGroups, visit)
	all(p.Bodies, visit)
	for _, i := range p.Indicators {
		if i.Index == nil { // the others say what their index says
			each(reflect.ValueOf(i), "", visit)
		}
	}
	all(p.Indices, visit)
	all(p.Targets, visit)
	all(p.Projects, visit)
	all(p.Mechanisms, visit)
	all(p.Assumptions, visit)
	all(p.Compacts, visit)
	for _, n := range p.Networks {
		n.visit(visit)
	}
	all(p.Sources, visit)
	if p.Territory != nil {
		all(p.Territory.Groups, visit)
	}
}

func all[T any](list []*T, visit func(*spot)) {
	for _, item := range list {
		each(reflect.ValueOf(item), "", visit)
	}
}
