package network

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// most is how many findings are collected from one file.
const most = 200

// log collects findings.
type log struct {
	findings []finding.Finding
	errors   int
}

func (l *log) add(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	if len(l.findings) < most {
		l.findings = append(l.findings, finding.New(c, at, subject, pairs...))
		if len(l.findings) == most {
			whole := finding.Pos{File: at.File}
			l.findings = append(l.findings, finding.New(TooMany, whole, at.File, "expected", strconv.Itoa(most)))
		}
	}
	if c.Severity == finding.Error {
		l.errors++
	}
}

// column is a column by its names.
type column struct{ en, zh string }

// table reads a CSV file row by row.
type table struct {
	*log
	file   string
	text   *sheet.TextFile
	reader *csv.Reader
	at     map[string]int    // column by its English name
	zh     map[string]string // the Chinese name of a column
	row    []string
	where  func(i int) finding.Pos // where a cell stands, of what is no CSV
}

// openTable reads the header. It is nil where a column that is needed is not there.
func openTable(l *log, file string, data []byte, columns []column, needed ...string) *table {
	text, _, _ := sheet.Decode(data)
	t := &table{log: l, file: file, text: sheet.NewTextFile(text), reader: csv.NewReader(bytes.NewReader(text)),
		at: map[string]int{}, zh: map[string]string{}}
	t.reader.Comma = sheet.Separator(text)
	t.reader.FieldsPerRecord = -1
	t.reader.ReuseRecord = true
	if !t.next() {
		t.row = nil
	}
	var names []string
	for _, c := range columns {
		names = append(names, c.en)
		t.zh[c.en] = c.zh
	}
	for i, cell := range t.row {
		name := strings.ToLower(strings.TrimSpace(cell))
		k := slices.IndexFunc(columns, func(c column) bool { return c.en == name || c.zh == name })
		if k < 0 {
			t.add(UnknownColumn, t.pos(i), cell, "found", cell, "expected", strings.Join(names, ", "))
			continue
		}
		if _, ok := t.at[columns[k].en]; ok {
			t.add(RepeatedColumn, t.pos(i), cell, "found", cell)
		}
		t.at[columns[k].en] = i
	}
	found := strings.Join(t.row, ", ")
	whole := true
	for _, name := range needed {
		if _, ok := t.at[name]; !ok {
			t.add(NoColumn, finding.Pos{File: file, Line: 1, Column: 1}, name, "expected", name, "found", found)
			whole = false
		}
	}
	if !whole {
		return nil
	}
	return t
}

// next reads a row; false after the last. Rows that are no CSV are told and passed over.
func (t *table) next() bool {
	for {
		row, err := t.reader.Read()
		if errors.Is(err, io.EOF) {
			return false
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			at := t.text.Position(t.file, parse.Line, parse.Column)
			t.add(Syntax, at, t.file, "found", parse.Err.Error(), "expected", "CSV")
			continue
		}
		t.row = row
		return true
	}
}

func (t *table) line() int {
	if t.where != nil {
		return t.where(0).Line
	}
	line, _ := t.reader.FieldPos(0)
	return line
}

func (t *table) pos(i int) finding.Pos {
	if t.where != nil {
		return t.where(i)
	}
	if i >= len(t.row) {
		i = 0
	}
	line, col := t.reader.FieldPos(i)
	return t.text.Position(t.file, line, col)
}

func (t *table) posOf(name string) finding.Pos { return t.pos(t.at[name]) }

// cell is what stands in a column, "" where there is no such column.
func (t *table) cell(name string) string {
	i, ok := t.at[name]
	if !ok || i >= len(t.row) {
		return ""
	}
	return strings.TrimSpace(t.row[i])
}

// name is a cell that must not be empty.
func (t *table) name(column string) (string, bool) {
	s := t.cell(column)
	if s == "" {
		t.add(NoName, t.posOf(column), column, "subject_zh", t.zh[column])
	}
	return strings.Clone(s), s != ""
}

// number is a cell as a number; Missing where it is empty, false where it is something else.
func (t *table) number(column string) (float64, bool) {
	s := t.cell(column)
	if s == "" {
		return measure.Missing, true
	}
	x, ok := strict.Number(s)
	if !ok || math.IsInf(x, 0) || math.IsNaN(x) {
		t.add(BadNumber, t.posOf(column), column, "found", s)
		return measure.Missing, false
	}
	return x, true
}

// amount is a number that is not below zero.
func (t *table) amount(column string) (float64, bool) {
	x, ok := t.number(column)
	if x < 0 {
		t.add(Negative, t.posOf(column), column, "subject_zh", t.zh[column], "found", t.cell(column))
		return measure.Missing, false
	}
	return x, ok
}

func (t *table) date(column string) (measure.Date, bool) {
	s := t.cell(column)
	if s == "" {
		return 0, true
	}
	d, err := measure.ParseDate(s)
	if err != nil {
		t.add(BadDate, t.posOf(column), column, "found", s)
	}
	return d, err == nil
}

func (t *table) choice(column string) (yes, ok bool) {
	switch s := strings.ToLower(t.cell(column)); s {
	case "", "no", "n", "0", "false", "否":
		return false, true
	case "yes", "y", "1", "true", "是":
		return true, true
	default:
		t.add(BadChoice, t.posOf(column), column, "found", s)
		return false, false
	}
}
