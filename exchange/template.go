package exchange

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Form is what a reporting unit is asked: each indicator, in each area, for each period of the
// indicator's frequency.
type Form struct {
	Plan       *plan.Plan
	Body       string // who reports; may be empty
	Areas      []string
	Indicators []string
	Periods    []measure.Period
	Lang       locale.Lang // of headers and instructions
}

// ErrEmptyForm says that no indicator of a form has any of its periods.
var ErrEmptyForm = errors.New("the form asks for nothing: no indicator has periods like those named")

// formColumns are the columns of a form. Those from firstInput on are to be filled in.
var formColumns = []column{colIndicator, colIndicatorName, colArea, colAreaName, colPeriod, colUnit, colReporter,
	colValue, colStatus, colSource, colPage, colMethod, colNote}

// firstInput is the index of the value in formColumns.
const firstInput = 7

// The sheets of a form; only the first is read back.
var (
	formSheet  = locale.Text{ZH: "填报", EN: "Form"}
	guideSheet = locale.Text{ZH: "说明", EN: "Guide"}
	listSheet  = locale.Text{ZH: "代码表", EN: "Lists"}
)

// WriteTemplate writes a form as a workbook: what is asked is locked, what is to be filled in has
// lists to choose from. Filled in, it is read by Read. Nothing in it keeps anybody from unlocking it.
func WriteTemplate(w io.Writer, f Form) error {
	t := &template{Form: f, book: excelize.NewFile()}
	defer t.book.Close()
	t.sheet = formSheet.In(f.Lang)
	t.try(t.book.SetSheetName("Sheet1", t.sheet))
	t.styles()
	rows := t.rows()
	if t.err == nil && rows == 1 {
		return ErrEmptyForm
	}
	t.layout(rows)
	t.lists(rows)
	t.guide()
	if t.err != nil {
		return fmt.Errorf("template: %w", t.err)
	}
	return t.book.Write(w)
}

// template is a form being written; the first error stays.
type template struct {
	Form
	book  *excelize.File
	sheet string
	err   error

	header, locked, input, wrapped int // styles
}

func (t *template) try(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *template) style(s *excelize.Style) int {
	id, err := t.book.NewStyle(s)
	t.try(err)
	return id
}

func (t *template) styles() {
	border := []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1},
		{Type: "right", Color: "D9D9D9", Style: 1}}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	t.header = t.style(&excelize.Style{Border: border, Fill: fill("1F4E79"),
		Font:      &excelize.Font{Bold: true, Color: "FFFFFF"},
		Alignment: &excelize.Alignment{Vertical: "center"}})
	t.locked = t.style(&excelize.Style{Fill: fill("F2F2F2"), Border: border})
	t.input = t.style(&excelize.Style{Fill: fill("FFFBE6"), Border: border,
		Protection: &excelize.Protection{Locked: false}})
	t.wrapped = t.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
}

// rows writes the header and a row for each thing asked; it returns how many.
func (t *template) rows() int {
	header := make([]any, len(formColumns))
	for i, c := range formColumns {
		header[i] = c.name().In(t.Lang)
	}
	t.put(t.sheet, 1, header)
	n := 1
	schema := ForPlan(t.Plan)
	if len(schema.bodyNames.ids[t.Body]) == 0 && t.Body != "" {
		t.try(fmt.Errorf("unknown body %q", t.Body))
	}
	for _, id := range t.Indicators {
		ind := schema.byID[id]
		if ind == nil {
			t.try(fmt.Errorf("unknown indicator %q", id))
			continue
		}
		for _, area := range t.Areas {
			for _, p := range t.Periods {
				if p.Freq != ind.Freq {
					continue
				}
				n++
				t.put(t.sheet, n, []any{id, ind.Name.In(t.Lang), area, t.Plan.Territory.NameOf(area).In(t.Lang),
					p.String(), ind.Unit.Symbol, t.Body})
			}
		}
	}
	return n
}

func (t *template) put(sheet string, row int, values []any) {
	t.try(t.book.SetSheetRow(sheet, cellName(1, row), &values))
}

// cellName names a cell by column and row, both from 1.
func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row)
	return name
}

// layout gives the form its widths, colours and locks.
func (t *template) layout(rows int) {
	last := len(formColumns)
	t.try(t.book.SetCellStyle(t.sheet, "A1", cellName(last, 1), t.header))
	t.try(t.book.SetCellStyle(t.sheet, "A2", cellName(firstInput, rows), t.locked))
	t.try(t.book.SetCellStyle(t.sheet, cellName(firstInput+1, 2), cellName(last, rows), t.input))
	widths := map[column]float64{colIndicatorName: 26, colAreaName: 16, colSource: 24, colNote: 30, colIndicator: 20}
	for i, c := range formColumns {
		name, _ := excelize.ColumnNumberToName(i + 1)
		width, ok := widths[c]
		if !ok {
			width = 12
		}
		t.try(t.book.SetColWidth(t.sheet, name, name, width))
	}
	t.try(t.book.SetPanes(t.sheet, &excelize.Panes{Freeze: true, YSplit: 1, XSplit: 5,
		TopLeftCell: "F2", ActivePane: "bottomRight"}))
	t.try(t.book.ProtectSheet(t.sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true,
		SelectUnlockedCells: true, FormatColumns: true, AutoFilter: true, Sort: true}))
}

// lists writes the choices and ties the cells to them.
func (t *template) lists(rows int) {
	sheet := listSheet.In(t.Lang)
	t.newSheet(sheet)
	t.put(sheet, 1, []any{colStatus.name().In(t.Lang), colSource.name().In(t.Lang)})
	for i, s := range measure.Statuses {
		t.try(t.book.SetCellStr(sheet, cellName(1, i+2), string(s)))
	}
	for i, s := range t.Plan.Sources {
		t.try(t.book.SetCellStr(sheet, cellName(2, i+2), s.ID))
		t.try(t.book.SetCellStr(sheet, cellName(3, i+2), s.Title.In(t.Lang)))
	}
	t.choose(colStatus, rows, fmt.Sprintf("'%s'!$A$2:$A$%d", sheet, len(measure.Statuses)+1))
	if len(t.Plan.Sources) > 0 {
		t.choose(colSource, rows, fmt.Sprintf("'%s'!$B$2:$B$%d", sheet, len(t.Plan.Sources)+1))
	}
	number := excelize.NewDataValidation(true)
	number.SetSqref(t.cellsOf(colValue, rows))
	t.try(number.SetRange(-1e15, 1e15, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween))
	message := locale.Text{ZH: "请填写数；没有数值就留空并选状态",
		EN: "Write a number; where there is none, leave it blank and choose a status"}
	number.SetError(excelize.DataValidationErrorStyleStop, colValue.name().In(t.Lang), message.In(t.Lang))
	t.try(t.book.AddDataValidation(t.sheet, number))
}

func (t *template) newSheet(name string) {
	_, err := t.book.NewSheet(name)
	t.try(err)
}

// choose offers a range of cells as the choices in a column.
func (t *template) choose(c column, rows int, from string) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(t.cellsOf(c, rows))
	v.SetSqrefDropList(from)
	t.try(t.book.AddDataValidation(t.sheet, v))
}

// cellsOf is the range of the cells to fill in a column.
func (t *template) cellsOf(c column, rows int) string {
	at := 1
	for i := range formColumns {
		if formColumns[i] == c {
			at = i + 1
		}
	}
	return cellName(at, 2) + ":" + cellName(at, rows)
}

// statusMeanings tell what the statuses say, in the order of measure.Statuses.
var statusMeanings = []locale.Text{
	{ZH: "正常", EN: "normal"},
	{ZH: "口径变动，与前期不可比", EN: "break: not comparable with earlier periods"},
	{ZH: "估计", EN: "estimated"},
	{ZH: "预测", EN: "forecast"},
	{ZH: "插补", EN: "imputed"},
	{ZH: "没有数值：存在但未收集", EN: "no value: it exists and was not collected"},
	{ZH: "没有数值：不可能存在", EN: "no value: it cannot exist"},
	{ZH: "没有数值：停测", EN: "no value: measuring was suspended"},
	{ZH: "初步", EN: "provisional"},
	{ZH: "没有数值：保密", EN: "no value: confidential"},
	{ZH: "不可靠", EN: "unreliable"},
	{ZH: "未核实", EN: "unvalidated"},
}

// guide writes the instructions.
func (t *template) guide() {
	lines := []locale.Text{
		{ZH: "填报说明", EN: "How to fill in this form"},
		{ZH: "只填“填报”表里黄色的格；灰色的格说明要填什么，不要改动。",
			EN: "Fill in the yellow cells of the sheet Form only; the grey cells say what is asked and stay as they are."},
		{ZH: "数值按“单位”列的单位填写，照公布的小数位写。", EN: "Write values in the unit of the unit column, with the decimals published."},
		{ZH: "没有数值：留空并选状态 L、M、Q 或 H。零写 0。暂时不填的格留空，不会被读取。",
			EN: "No value: leave the cell blank and choose the status L, M, Q or H. Zero is 0. " +
				"What is left blank without a status is not read."},
		{ZH: "来源从下拉表中选；页码写页、表或段。", EN: "Choose the source from the list; the page is a page, table or paragraph."},
		{ZH: "填好后导入；所有问题会按格一次列出，改正之前什么也不会入账。",
			EN: "Then import it; all problems are listed by cell at once, and nothing is recorded before they are mended."},
	}
	for i, s := range measure.Statuses {
		lines = append(lines, locale.Text{ZH: string(s) + "　" + statusMeanings[i].ZH,
			EN: string(s) + "  " + statusMeanings[i].EN})
	}
	sheet := guideSheet.In(t.Lang)
	t.newSheet(sheet)
	for i, text := range lines {
		t.try(t.book.SetCellStr(sheet, cellName(1, i+1), text.In(t.Lang)))
	}
	t.try(t.book.SetColWidth(sheet, "A", "A", 90))
	t.try(t.book.SetCellStyle(sheet, "A1", cellName(1, len(lines)), t.wrapped))
	t.try(t.book.ProtectSheet(sheet, &excelize.SheetProtectionOptions{SelectLockedCells: true}))
}
