package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
)

// rows writes a table as it is made: as CSV, or as a JSON array of objects with the same names. A
// value is a string, a number, or something that writes itself as text and as JSON.
type rows struct {
	columns []string
	json    bool
	out     io.Writer
	csv     *csv.Writer
	n       int
}

// table begins a table on standard output.
func (a *app) table(columns ...string) (*rows, error) {
	t := &rows{columns: columns, json: a.json, out: a.out, csv: csv.NewWriter(a.out)}
	if t.json {
		return t, nil
	}
	return t, t.csv.Write(columns)
}

// row writes one row, a value for each column.
func (t *rows) row(values ...any) error {
	if len(values) != len(t.columns) {
		return fmt.Errorf("a row of %d values in a table of %d columns", len(values), len(t.columns))
	}
	t.n++
	if t.json {
		return t.object(values)
	}
	texts := make([]string, len(values))
	for i, v := range values {
		if v != nil {
			texts[i] = fmt.Sprint(v)
		}
	}
	return t.csv.Write(texts)
}

// object writes a row as an object whose names keep the order of the columns.
func (t *rows) object(values []any) error {
	line := []byte(",\n {")
	if t.n == 1 {
		line = []byte("[\n {")
	}
	for i, v := range values {
		if i > 0 {
			line = append(line, ", "...)
		}
		name, err := json.Marshal(t.columns[i])
		if err != nil {
			return err
		}
		value, err := json.Marshal(v)
		if err != nil {
			return err
		}
		line = append(append(append(line, name...), ": "...), value...)
	}
	_, err := t.out.Write(append(line, '}'))
	return err
}

// close finishes the table.
func (t *rows) close() error {
	if !t.json {
		t.csv.Flush()
		return t.csv.Error()
	}
	end := "\n]\n"
	if t.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(t.out, end)
	return err
}
