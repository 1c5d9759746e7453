package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
)

// longTable is a plain table from a file: named columns, a line for each row.
type longTable struct {
	file     string
	header   []string
	rows     [][]string
	lines    []int // of rows, in the file
	problems []problem
}

// problem is what is wrong in a place of a file, in both languages.
type problem struct {
	line, column int
	text         textError
}

const (
	maxTableBytes = 200 << 20
	maxProblems   = 20 // shown
)

// readLongTable reads CSV (UTF-8 or GB 18030, commas or tabs) or the first sheet of a workbook. The
// first row with anything in it is the header.
func readLongTable(file string) (*longTable, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxTableBytes {
		return nil, textError{file + "：文件过大", file + ": the file is too large"}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t := &longTable{file: file}
	if strings.EqualFold(filepath.Ext(file), ".xlsx") {
		err = t.readBook(data)
	} else {
		err = t.readText(data)
	}
	if err == nil && len(t.rows) == 0 {
		err = textError{file + "：没有数据行", file + ": there are no rows"}
	}
	return t, err
}

func (t *longTable) readText(data []byte) error {
	text, _, bad := sheet.Decode(data)
	if bad >= 0 {
		return textError{t.file + "：文字既不是 UTF-8 也不是 GB 18030", t.file + ": the text is neither UTF-8 nor GB 18030"}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = sheet.Separator(text), -1, true
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.file, err)
		}
		line, _ := r.FieldPos(0)
		t.add(record, line)
	}
}

func (t *longTable) readBook(data []byte) error {
	if found, why := sheet.Inspect(data, maxTableBytes); why != sheet.Sound {
		return textError{t.file + "：不能打开这个工作簿：" + found, t.file + ": the workbook cannot be opened: " + found}
	}
	book, err := sheet.Open(data, maxTableBytes)
	if err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		return fmt.Errorf("%s: %w", t.file, err)
	}
	for i, record := range rows {
		t.add(record, i+1)
	}
	return nil
}

func (t *longTable) add(record []string, line int) {
	cells := make([]string, len(record))
	empty := true
	for i, cell := range record {
		cells[i] = sheet.Unguard(strings.TrimSpace(sheet.Narrow(cell)))
		empty = empty && cells[i] == ""
	}
	switch {
	case empty:
	case t.header == nil:
		t.header = cells
	default:
		for len(cells) < len(t.header) {
			cells = append(cells, "")
		}
		t.rows, t.lines = append(t.rows, cells), append(t.lines, line)
	}
}

// column finds a column by the name the user gave, or else by the names it usually has. It is -1 where
// there is none, which is an error of a column the user named.
func (t *longTable) column(given string, usual ...string) (int, error) {
	if given != "" {
		if i := t.named(given); i >= 0 {
			return i, nil
		}
		return -1, textError{fmt.Sprintf("%s 没有列“%s”；有：%s", t.file, given, strings.Join(t.header, "、")),
			fmt.Sprintf("%s has no column %q; it has: %s", t.file, given, strings.Join(t.header, ", "))}
	}
	for _, name := range usual {
		if i := t.named(name); i >= 0 {
			return i, nil
		}
	}
	return -1, nil
}

func (t *longTable) named(name string) int {
	return slices.IndexFunc(t.header, func(h string) bool { return strings.EqualFold(h, sheet.Narrow(name)) })
}

// number reads a cell: NaN where it is empty or a sign for nothing, and where it is no number, which
// is a problem.
func (t *longTable) number(row, column int) float64 {
	cell := t.rows[row][column]
	switch cell {
	case "", "-", "--", "—", "…", "...", "NA", "N/A", "nan", "NaN", "缺", "无":
		return math.NaN()
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
	if err != nil || math.IsInf(v, 0) {
		t.wrong(row, column, "“%s”不是数", "%q is not a number", cell)
		return math.NaN()
	}
	return v
}

func (t *longTable) wrong(row, column int, zh, en string, args ...any) {
	t.problems = append(t.problems, problem{t.lines[row], column + 1,
		textError{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}})
}

// refuse tells all problems of a table; the error is nil where there are none.
func (t *longTable) refuse(a *app) error {
	for i, p := range t.problems {
		if i == maxProblems {
			a.progress("……另有 %d 处", "… and %d more", len(t.problems)-i)
			break
		}
		fmt.Fprintf(a.errs, "%s:%d:%d: %s\n", t.file, p.line, p.column, errorText(p.text, a.lang))
	}
	if len(t.problems) > 0 {
		return errSaid
	}
	return nil
}
