package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"
)

// namedTable is one of several tables that a command writes.
type namedTable struct {
	name    string
	columns []string
	rows    [][]any
}

// tables writes several tables: to a workbook and as JSON all of them, each under its name; as CSV the
// one that show names, or the first.
func (o *output) tables(all []namedTable, show string) error {
	at := 0
	for i, t := range all {
		if t.name == show {
			at = i
		}
	}
	if show != "" && all[at].name != show {
		return unknown("table", show, ids(all, func(t namedTable) string { return t.name }))
	}
	kind := strings.ToLower(filepath.Ext(o.file))
	switch {
	case kind == ".xlsx":
		return writeFile(o.file, func(w io.Writer) error { return o.book(w, all) })
	case kind == ".json":
		return writeFile(o.file, func(w io.Writer) error { return tablesJSON(w, all) })
	case o.file == "" && o.json:
		return tablesJSON(o.out, all)
	}
	return o.table(all[at].columns, func(add addRow) error { return all[at].fill(add) })
}

func (t *namedTable) add(values ...any) { t.rows = append(t.rows, values) }

func (t *namedTable) fill(add addRow) error {
	for _, row := range t.rows {
		if err := add(row...); err != nil {
			return err
		}
	}
	return nil
}

// tablesJSON writes an object of arrays.
func tablesJSON(w io.Writer, all []namedTable) error {
	for i, t := range all {
		before := ","
		if i == 0 {
			before = "{"
		}
		if _, err := fmt.Fprintf(w, "%s\n%q: ", before, t.name); err != nil {
			return err
		}
		part := &jsonTable{columns: t.columns, out: w}
		if err := t.fill(func(values ...any) error { return part.row(values) }); err != nil {
			return err
		}
		if err := part.close(); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "}\n")
	return err
}

// book writes a workbook of a sheet for each table, and one of notes.
func (o *output) book(w io.Writer, all []namedTable) error {
	notes := namedTable{name: o.say("说明", "Notes"), columns: []string{o.say("说明", "note")}}
	for _, text := range o.notes {
		notes.add(text)
	}
	book := excelize.NewFile()
	cells := &bookTable{output: o, book: book, styles: map[int8]int{}}
	for i, t := range append(all, notes) {
		if i == 0 {
			if err := book.SetSheetName(tableSheet, t.name); err != nil {
				return err
			}
		} else if _, err := book.NewSheet(t.name); err != nil {
			return err
		}
		sheet, err := book.NewStreamWriter(t.name)
		if err != nil {
			return err
		}
		cells.sheet, cells.n = sheet, 1
		header := make([]any, len(t.columns))
		for k, name := range t.columns {
			header[k] = cellText(name)
		}
		if err := sheet.SetRow("A1", header); err != nil {
			return err
		}
		for _, row := range t.rows {
			if err := cells.row(row); err != nil {
				return err
			}
		}
		if err := sheet.Flush(); err != nil {
			return err
		}
	}
	return book.Write(w)
}
