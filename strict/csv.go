package strict

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// CSV decodes a table with a header into a slice of structs (T) by the tags of their fields:
// `csv:"name"`, `csv:"name,required"`. Columns may come in any order; a field may be a string,
// boolean, integer, float64 or a type with UnmarshalText. An empty cell leaves its field zero,
// float64 Missing. An embedded Where is filled. Everything wrong is found in one run; rows that are
// wrong are left out of the result.
func CSV[T any](file string, data []byte, into *[]T) []finding.Finding {
	s, ok := newSource(file, data)
	if !ok {
		return s.findings
	}
	t := &table{source: s, lines: bytes.Split(s.data, []byte("\n"))}
	t.fields, t.where = fieldsOf(reflect.TypeFor[T](), "csv")
	t.reader = csv.NewReader(bytes.NewReader(s.data))
	t.reader.FieldsPerRecord = -1
	if t.header() {
		for {
			row, err := t.reader.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			var item T
			if t.record(row, err, reflect.ValueOf(&item).Elem()) {
				*into = append(*into, item)
			}
		}
	}
	finding.Sort(s.findings)
	return s.findings
}

type table struct {
	*source
	reader  *csv.Reader
	lines   [][]byte
	fields  []field
	where   []int
	columns []int // index into fields by column; -1 for columns nobody wants
}

// header reads the first row; false where there is none.
func (t *table) header() bool {
	names := make([]string, len(t.fields))
	for i, f := range t.fields {
		names[i] = f.key
	}
	row, err := t.reader.Read()
	if err != nil {
		t.report(NoHeader, finding.Pos{File: t.file, Line: 1, Column: 1}, t.file,
			"expected", strings.Join(names, ", "))
		return false
	}
	seen := make(map[string]bool)
	for i, name := range row {
		column := -1
		for j, f := range t.fields {
			if f.key == name {
				column = j
			}
		}
		switch {
		case seen[name]:
			t.report(RepeatedColumn, t.cell(i), name, "found", name)
			column = -1
		case column < 0:
			d := decoder{t.source}
			d.unknown(UnknownColumn, &node{pos: t.cell(i), text: name}, t.fields)
		}
		seen[name] = true
		t.columns = append(t.columns, column)
	}
	for _, f := range t.fields {
		if f.required && !seen[f.key] {
			t.report(MissingColumn, t.cell(0), f.key, "expected", f.key)
		}
	}
	return true
}

// record decodes one row into v and reports whether it is right.
func (t *table) record(row []string, err error, v reflect.Value) bool {
	before := len(t.findings)
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		at := finding.Pos{File: t.file, Line: parse.Line, Column: t.column(parse.Line, parse.Column)}
		what := parse.Err.Error()
		t.report(CSVSyntax, at, t.file, "found", what, "found_zh", inChinese(what))
		return false
	}
	if len(row) != len(t.columns) {
		t.report(RowLength, t.cell(0), t.file, "found", strconv.Itoa(len(row)),
			"expected", strconv.Itoa(len(t.columns)))
		return false
	}
	var where Where
	where.Pos, where.source = t.cell(0), t.source
	for _, f := range t.fields {
		if cell := v.FieldByIndex(f.index); cell.Kind() == reflect.Float64 {
			cell.SetFloat(measure.Missing)
		}
	}
	for i, text := range row {
		if t.columns[i] < 0 {
			continue
		}
		f := t.fields[t.columns[i]]
		at := t.cell(i)
		where.Place(f.key, at)
		if strings.TrimSpace(text) == "" {
			if f.required {
				t.report(EmptyValue, at, f.key)
			}
			continue
		}
		if c, why := setText(v.FieldByIndex(f.index), text, false); c != nil {
			t.report(c, at, f.key, "found", text, "why", why)
		}
	}
	if t.where != nil {
		v.FieldByIndex(t.where).Set(reflect.ValueOf(where))
	}
	return len(t.findings) == before
}

// cell returns the position of a cell of the row last read.
func (t *table) cell(i int) finding.Pos {
	line, column := t.reader.FieldPos(i)
	return finding.Pos{File: t.file, Line: line, Column: t.column(line, column)}
}

// column turns a column in bytes into one in characters.
func (t *table) column(line, bytes int) int {
	text := t.lines[min(line, len(t.lines))-1]
	return utf8.RuneCount(text[:max(min(bytes-1, len(text)), 0)]) + 1
}
