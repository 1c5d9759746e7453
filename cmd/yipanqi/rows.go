package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/network"
)

// output is where a command writes its table, and as what: to standard output as CSV or JSON, or to a
// file, as CSV, JSON or a workbook by its name.
type output struct {
	*app
	file  string
	notes []string // what is to be known beside the table

	place func(values []any) (network.Point, bool) // of a row, where a table can be GeoJSON
}

func (o *output) register(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.file, "output", "o", "", o.say("输出文件（.csv、.xlsx、.json 或 .parquet）；默认为标准输出",
		"file to write (.csv, .xlsx, .json or .parquet); standard output by default"))
}

// note tells something about the table: on stderr, and in a workbook on a sheet of its own.
func (o *output) note(zh, en string, args ...any) {
	o.progress(zh, en, args...)
	o.notes = append(o.notes, fmt.Sprintf(o.say(zh, en), args...))
}

// addRow adds a row to a table, a value for each column: a text, a number, or something that writes
// itself as text and as JSON; nil where there is no value.
type addRow func(values ...any) error

// table writes a table that fill makes row by row.
func (o *output) table(columns []string, fill func(addRow) error) error {
	if o.file == "" {
		return o.rows(o.out, "", columns, fill)
	}
	kind := strings.ToLower(filepath.Ext(o.file))
	if kind == ".geojson" && o.place == nil {
		return textError{"这张表不能写成 GeoJSON：" + o.file, "this table cannot be written as GeoJSON: " + o.file}
	}
	if !slices.Contains([]string{".csv", ".xlsx", ".json", ".parquet", ".geojson"}, kind) {
		return textError{"输出文件的扩展名是 .csv、.xlsx、.json 或 .parquet：" + o.file,
			"the file to write ends in .csv, .xlsx, .json or .parquet: " + o.file}
	}
	return writeFile(o.file, func(w io.Writer) error {
		buffer := bufio.NewWriter(w)
		if err := o.rows(buffer, kind, columns, fill); err != nil {
			return err
		}
		return buffer.Flush()
	})
}

func (o *output) rows(w io.Writer, kind string, columns []string, fill func(addRow) error) error {
	var t interface {
		row(values []any) error
		close() error
	}
	var err error
	switch {
	case kind == ".xlsx":
		t, err = newBookTable(w, columns, o)
	case kind == ".parquet":
		t = &parquetTable{columns: columns, out: w}
	case kind == ".geojson":
		t, err = newGeoJSONTable(w, columns, o.place)
	case kind == ".json" || o.json:
		t = &jsonTable{columns: columns, out: w}
	default:
		t, err = newCSVTable(w, columns, kind == ".csv")
	}
	if err != nil {
		return err
	}
	err = fill(func(values ...any) error {
		if len(values) != len(columns) {
			return fmt.Errorf("a row of %d values in a table of %d columns", len(values), len(columns))
		}
		return t.row(values)
	})
	if err != nil {
		return err
	}
	return t.close()
}

// cellText is a value as a cell of text shows it, safe in a spreadsheet.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return sheet.Guard(v)
	}
	return fmt.Sprint(v)
}

// csvTable writes CSV.
type csvTable struct{ csv *csv.Writer }

// newCSVTable begins a table; one for spreadsheets has the mark they know UTF-8 by.
func newCSVTable(w io.Writer, columns []string, forSheets bool) (csvTable, error) {
	t := csvTable{csv.NewWriter(w)}
	if forSheets {
		t.csv.UseCRLF = true
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return t, err
		}
	}
	return t, t.csv.Write(columns)
}

func (t csvTable) row(values []any) error {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = cellText(v)
	}
	return t.csv.Write(texts)
}

func (t csvTable) close() error {
	t.csv.Flush()
	return t.csv.Error()
}

// jsonTable writes an array of objects whose names keep the order of the columns.
type jsonTable struct {
	columns []string
	out     io.Writer
	n       int
}

func (t *jsonTable) row(values []any) error {
	object, err := t.object(values)
	if err != nil {
		return err
	}
	line := []byte(",\n ")
	if t.n++; t.n == 1 {
		line = []byte("[\n ")
	}
	_, err = t.out.Write(append(line, object...))
	return err
}

// object is a row as an object.
func (t *jsonTable) object(values []any) ([]byte, error) {
	line := []byte("{")
	for i, v := range values {
		if i > 0 {
			line = append(line, ", "...)
		}
		name, err := json.Marshal(t.columns[i])
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		line = append(append(append(line, name...), ": "...), value...)
	}
	return append(line, '}'), nil
}

func (t *jsonTable) close() error {
	end := "\n]\n"
	if t.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(t.out, end)
	return err
}

// bookTable writes a workbook: the table, and on a second sheet what its columns hold and what it
// rests on.
type bookTable struct {
	*output
	out     io.Writer
	columns []string
	book    *excelize.File
	sheet   *excelize.StreamWriter
	styles  map[int8]int // by decimals
	n       int
}

const tableSheet = "Sheet1"

func newBookTable(w io.Writer, columns []string, o *output) (*bookTable, error) {
	t := &bookTable{output: o, out: w, columns: columns, book: excelize.NewFile(), styles: map[int8]int{}}
	var err error
	if t.sheet, err = t.book.NewStreamWriter(tableSheet); err != nil {
		return nil, err
	}
	header := make([]any, len(columns))
	for i, name := range columns {
		header[i] = name
	}
	panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := t.sheet.SetPanes(&panes); err != nil {
		return nil, err
	}
	t.n = 1
	return t, t.sheet.SetRow("A1", header)
}

func (t *bookTable) row(values []any) error {
	if t.n++; t.n > excelize.TotalRows {
		return textError{"工作表放不下这么多行，请改用 .csv", "a sheet has not room for so many rows; write .csv instead"}
	}
	cells := make([]any, len(values))
	for i, v := range values {
		cell, err := t.cell(v)
		if err != nil {
			return err
		}
		cells[i] = cell
	}
	return t.sheet.SetRow("A"+strconv.Itoa(t.n), cells)
}

// cell writes numbers as numbers that show their decimals, and everything else as text.
func (t *bookTable) cell(v any) (any, error) {
	switch v := v.(type) {
	case nil, int, bool, float64:
		return v, nil
	case decimal.Decimal:
		if v.IsNone() {
			return nil, nil
		}
		style, err := t.style(v.Places)
		return excelize.Cell{StyleID: style, Value: v.Float()}, err
	}
	return cellText(v), nil
}

func (t *bookTable) style(places int8) (int, error) {
	if id, ok := t.styles[places]; ok {
		return id, nil
	}
	format := "0"
	if places > 0 {
		format += "." + strings.Repeat("0", int(places))
	}
	id, err := t.book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	t.styles[places] = id
	return id, err
}

func (t *bookTable) close() error {
	if err := t.sheet.Flush(); err != nil {
		return err
	}
	title := t.say("说明", "Notes")
	if _, err := t.book.NewSheet(title); err != nil {
		return err
	}
	notes, err := t.book.NewStreamWriter(title)
	if err != nil {
		return err
	}
	n := 0
	for _, text := range t.notes {
		n++
		if err := notes.SetRow("A"+strconv.Itoa(n), []any{cellText(text)}); err != nil {
			return err
		}
	}
	n++ // a blank row
	for _, name := range t.columns {
		n++
		if err := notes.SetRow("A"+strconv.Itoa(n), []any{name, meaningOf(name).In(t.lang)}); err != nil {
			return err
		}
	}
	if err := notes.Flush(); err != nil {
		return err
	}
	return t.book.Write(t.out)
}
