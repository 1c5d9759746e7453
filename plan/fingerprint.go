package plan

import (
	"crypto/sha256"
	"encoding"
	"fmt"
	"hash"
	"reflect"
	"strconv"

	"github.com/yipanqi/yipanqi/formula"
)

// prose are the keys of plain text fields that say something to readers only.
var prose = map[string]bool{"version": true, "method": true, "publisher": true, "address": true,
	"page": true, "accessed": true, "name_zh": true, "name_en": true, "old_name": true}

// Fingerprint is a hash (SHA-256) over what the package means: everything an evaluation can depend
// on, and no names, summaries, notes or layout. Packages of one fingerprint evaluate alike.
func (p *Plan) Fingerprint() [32]byte {
	h := sha256.New()
	p.visit(func(s *spot) { hashSpot(h, s) })
	if t := p.Territory; t != nil {
		all(t.Areas, func(s *spot) { hashSpot(h, s) })
		all(t.Changes, func(s *spot) { hashSpot(h, s) })
	}
	return [32]byte(h.Sum(nil))
}

// Fingerprint is a hash (SHA-256) over what the agreement means, as that of the plan.
func (c *Compact) Fingerprint() [32]byte {
	h := sha256.New()
	each(reflect.ValueOf(c), "", func(s *spot) { hashSpot(h, s) })
	return [32]byte(h.Sum(nil))
}

// hashSpot adds one field. Each entry is unambiguous: its texts are quoted.
func hashSpot(h hash.Hash, s *spot) {
	if s.value.Type() == textType || prose[s.key] || s.value.IsZero() {
		return
	}
	if s.value.Kind() == reflect.Slice && isStruct(s.value.Type().Elem()) {
		fmt.Fprintf(h, "%q.%s[%d]\n", s.subject, s.key, s.value.Len()) // the elements follow
		return
	}
	fmt.Fprintf(h, "%q.%s=", s.subject, s.key)
	if program, ok := s.program(); ok {
		fmt.Fprintf(h, "%x\n", program.Fingerprint())
		return
	}
	if s.value.Kind() == reflect.Slice {
		for i := range s.value.Len() {
			fmt.Fprintf(h, "%q,", textOf(s.value.Index(i)))
		}
	} else {
		fmt.Fprintf(h, "%q", textOf(s.value))
	}
	h.Write([]byte{'\n'})
}

// program returns what a formula was compiled to; false for other fields.
func (s *spot) program() (*formula.Program, bool) {
	switch x := s.in.Interface().(type) {
	case Indicator:
		return x.Program, s.key == "formula" && x.Program != nil
	case Quantity:
		return x.Program, s.key == "formula" && x.Program != nil
	case Payment:
		program := map[string]*formula.Program{"when": x.Programs.When, "amount": x.Programs.Amount,
			"cap": x.Programs.Cap, "floor": x.Programs.Floor}[s.key]
		return program, program != nil
	}
	return nil, false
}

// textOf writes a single value as a file would.
func textOf(v reflect.Value) string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		if err != nil {
			panic("plan: a value that was read cannot be written: " + err.Error())
		}
		return string(text)
	}
	switch v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'g', -1, 64)
	case reflect.Int, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	}
	return fmt.Sprint(v.Interface()) // frequencies, by String
}
