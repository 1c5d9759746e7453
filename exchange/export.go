package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// Export writes facts, one a row. It takes either the batches of a ledger, which read back to the
// same ledger, or single observations, such as what holds at one point of view:
//
//	e := exchange.ExportCSV(w, schema)
//	err := errors.Join(ledger.Batches(ctx, e.Batch), e.Close())
//	err := errors.Join(ledger.Scan(ctx, at, e.Observation), e.Close())
//
// Text that a spreadsheet would take for a formula is written with an apostrophe before it, which
// reading takes away again.
type Export struct {
	schema  *Schema
	out     rows
	columns []column // empty until the first row
	cells   []cell
}

// rows is a file that is written row by row.
type rows interface {
	row(cells []cell) error
	close() error
}

// cell is a text or a number with the decimals it is shown with.
type cell struct {
	text     string
	number   float64 // where isNumber
	decimals int8
	isNumber bool
}

// ExportCSV returns an export to w as CSV in UTF-8 with a byte order mark, by which spreadsheet
// programs know it.
func ExportCSV(w io.Writer, s *Schema) *Export { return &Export{schema: s, out: &csvRows{w: w}} }

// ExportXLSX returns an export to w as a workbook. Nothing is written before Close.
func ExportXLSX(w io.Writer, s *Schema) *Export { return &Export{schema: s, out: &bookRows{w: w}} }

// Batch writes a batch: a row for each observation, the first of which also says what the batch
// says, or a row with the latter alone where it has no observations.
func (e *Export) Batch(b *fact.Batch) error {
	if err := e.begin(colSupersedes); err != nil {
		return err
	}
	e.cells = make([]cell, columns)
	e.batch(b)
	e.text(colOrigin, b.Origin)
	e.text(colBatchReporter, b.Reporter)
	e.text(colBatchNote, b.Note)
	e.text(colSupersedes, b.Supersedes)
	if len(b.Observations) == 0 {
		return e.write()
	}
	for i := range b.Observations {
		e.observation(&b.Observations[i])
		e.batch(b)
		if err := e.write(); err != nil {
			return err
		}
	}
	return nil
}

// Observation writes one observation.
func (e *Export) Observation(o *fact.Observation) error {
	if err := e.begin(colKnown); err != nil {
		return err
	}
	e.cells = make([]cell, columns)
	e.observation(o)
	e.text(colKnown, o.Known.String())
	return e.write()
}

// Close finishes the file. An export of nothing has a header.
func (e *Export) Close() error {
	if e.columns == nil {
		if err := e.begin(colKnown); err != nil {
			return err
		}
	}
	return e.out.close()
}

// begin writes the header, up to the last column, before the first row.
func (e *Export) begin(last column) error {
	if e.columns != nil {
		if e.columns[len(e.columns)-1] != last {
			return errors.New("export: batches and single observations do not go into one file")
		}
		return nil
	}
	header := make([]cell, 0, columns)
	for c := range last + 1 {
		e.columns = append(e.columns, c)
		header = append(header, cell{text: c.name().EN})
	}
	return e.out.row(header)
}

func (e *Export) text(c column, s string) { e.cells[c] = cell{text: sheet.Guard(s)} }

func (e *Export) batch(b *fact.Batch) {
	e.text(colBatch, b.ID)
	e.text(colKnown, b.Known.String())
}

func (e *Export) observation(o *fact.Observation) {
	e.text(colIndicator, o.Indicator)
	e.text(colArea, o.Area)
	e.cells[colPeriod] = cell{text: o.Period.String()}
	e.cells[colValue] = cell{number: o.Value, decimals: o.Decimals, isNumber: !measure.IsMissing(o.Value)}
	e.cells[colUnit] = cell{}
	if ind := e.schema.byID[o.Indicator]; ind != nil {
		e.text(colUnit, ind.Unit.Symbol)
	}
	e.text(colStatus, string(o.Status))
	e.cells[colDecimals] = cell{}
	if hidesDecimals(o) {
		e.cells[colDecimals] = cell{text: strconv.Itoa(int(o.Decimals))}
	}
	e.text(colSource, o.Source)
	e.text(colPage, o.Page)
	e.text(colGrade, string(o.Grade))
	e.text(colReporter, o.Reporter)
	e.text(colMethod, o.Method)
	e.text(colNote, o.Note)
}

// hidesDecimals reports whether the value as written does not show how many decimals it was given
// with, so that a column must say it.
func hidesDecimals(o *fact.Observation) bool {
	if measure.IsMissing(o.Value) {
		return o.Decimals != 0
	}
	whole, frac, _ := strings.Cut(strings.TrimPrefix(measure.Shortest(o.Value), "-"), ".")
	return int(o.Decimals) < len(frac) || len(whole)+int(o.Decimals) > maxStyled
}

// write writes the row in hand; what a batch says stands in its first row only.
func (e *Export) write() error {
	err := e.out.row(e.cells[:len(e.columns)])
	clear(e.cells)
	return err
}

// shown writes a number with its decimals, unless those would hide digits or be too many.
func (c cell) shown() string {
	text := measure.Shortest(c.number)
	if n := naturalDecimals(c.number); int(c.decimals) > n && c.decimals <= maxStyled {
		if n == 0 {
			text += "."
		}
		text += strings.Repeat("0", int(c.decimals)-n)
	}
	return text
}

// csvRows writes CSV.
type csvRows struct {
	w     io.Writer
	csv   *csv.Writer
	texts []string
}

func (r *csvRows) row(cells []cell) error {
	if r.csv == nil {
		if _, err := io.WriteString(r.w, "\ufeff"); err != nil {
			return err
		}
		r.csv = csv.NewWriter(r.w)
	}
	r.texts = r.texts[:0]
	for _, c := range cells {
		if c.isNumber {
			c.text = c.shown()
		}
		r.texts = append(r.texts, c.text)
	}
	return r.csv.Write(r.texts)
}

func (r *csvRows) close() error {
	r.csv.Flush()
	return r.csv.Error()
}

// bookRows writes a workbook, as many sheets of it as the rows need.
type bookRows struct {
	w      io.Writer
	book   *excelize.File
	sheet  *excelize.StreamWriter
	sheets int
	header []cell
	n      int           // rows written to the sheet
	styles map[int8]int  // by decimals
	values []interface{} // of the row in hand
}

// rowsPerSheet leaves room below the 1,048,576 rows that a sheet can have.
const rowsPerSheet = 1_000_000

// maxCellText is how many UTF-16 units a cell of a sheet can hold.
const maxCellText = 32_767

func (r *bookRows) row(cells []cell) error {
	if r.book == nil {
		r.book, r.styles, r.header = excelize.NewFile(), map[int8]int{}, append([]cell(nil), cells...)
		return r.nextSheet()
	}
	if r.n == rowsPerSheet {
		if err := r.nextSheet(); err != nil {
			return err
		}
	}
	return r.put(cells)
}

// nextSheet begins another sheet with the header.
func (r *bookRows) nextSheet() error {
	name := "facts"
	if r.sheets++; r.sheets == 1 {
		if err := r.book.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else {
		if err := r.sheet.Flush(); err != nil {
			return err
		}
		name += "-" + strconv.Itoa(r.sheets)
		if _, err := r.book.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if r.sheet, err = r.book.NewStreamWriter(name); err != nil {
		return err
	}
	panes := excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := r.sheet.SetPanes(&panes); err != nil {
		return err
	}
	r.n = 0
	return r.put(r.header)
}

func (r *bookRows) put(cells []cell) error {
	r.values = r.values[:0]
	for _, c := range cells {
		v, err := r.value(c)
		if err != nil {
			return fmt.Errorf("row %d: %w", r.n+1, err)
		}
		r.values = append(r.values, v)
	}
	r.n++
	name, err := excelize.CoordinatesToCellName(1, r.n)
	if err != nil {
		return err
	}
	return r.sheet.SetRow(name, r.values)
}

// value gives a cell as the library wants it: a number that a sheet can hold as a number with its
// style, anything else as text.
func (r *bookRows) value(c cell) (interface{}, error) {
	switch {
	case c.isNumber && isSheetNumber(c.number):
		style, err := r.style(c.decimals)
		return excelize.Cell{StyleID: style, Value: c.number}, err
	case c.isNumber:
		return c.shown(), nil
	case c.text == "":
		return nil, nil
	case len(utf16.Encode([]rune(c.text))) > maxCellText:
		return nil, fmt.Errorf("a cell of a sheet holds at most %d characters; export as CSV", maxCellText)
	}
	return c.text, nil
}

// isSheetNumber reports whether v has at most the 15 significant digits that spreadsheets keep.
func isSheetNumber(v float64) bool {
	back, _ := decimalOf(v).float()
	return back == v && (v == 0 || v > 1e-9 || v < -1e-9) && v < 1e15 && v > -1e15
}

// maxStyled is how many digits the style of a number shows: those that spreadsheets keep.
const maxStyled = 15

// style shows a number with its decimals.
func (r *bookRows) style(decimals int8) (int, error) {
	if decimals < 0 || decimals > maxStyled {
		return 0, nil
	}
	if id, ok := r.styles[decimals]; ok {
		return id, nil
	}
	format := "0"
	if decimals > 0 {
		format += "." + strings.Repeat("0", int(decimals))
	}
	id, err := r.book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	r.styles[decimals] = id
	return id, err
}

func (r *bookRows) close() error {
	defer r.book.Close()
	if err := r.sheet.Flush(); err != nil {
		return err
	}
	return r.book.Write(r.w)
}
