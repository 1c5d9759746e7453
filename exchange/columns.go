package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/strict"
)

// column is what a column holds.
type column int8

const (
	colIndicator column = iota
	colArea
	colPeriod
	colValue
	colUnit
	colStatus
	colDecimals
	colSource
	colPage
	colGrade
	colReporter
	colMethod
	colNote
	colKnown
	colBatch // from here on: what the export of a ledger says about batches
	colOrigin
	colBatchReporter
	colBatchNote
	colSupersedes
	colIndicatorName // shown beside the id; read where there is no other
	colAreaName
	colLabel // not read
	columns
)

// columnNames are the names of each column in a header: the first is what exports write in
// English, the second in Chinese.
var columnNames = [columns][]string{
	colIndicator:     {"indicator", "指标", "指标代码"},
	colArea:          {"area", "地区", "地区代码", "行政区划代码"},
	colPeriod:        {"period", "时期", "年份", "时间"},
	colValue:         {"value", "数值", "值"},
	colUnit:          {"unit", "单位", "计量单位"},
	colStatus:        {"status", "状态"},
	colDecimals:      {"decimals", "小数位"},
	colSource:        {"source", "来源", "数据来源"},
	colPage:          {"page", "页码"},
	colGrade:         {"grade", "等级"},
	colReporter:      {"reporter", "填报单位"},
	colMethod:        {"method", "方法"},
	colNote:          {"note", "备注"},
	colKnown:         {"known", "获知时间"},
	colBatch:         {"batch", "批次"},
	colOrigin:        {"origin", "批次文件"},
	colBatchReporter: {"batch_reporter", "批次填报单位"},
	colBatchNote:     {"batch_note", "批次备注"},
	colSupersedes:    {"supersedes", "取代批次"},
	colIndicatorName: {"indicator_name", "指标名称"},
	colAreaName:      {"area_name", "地区名称"},
	colLabel:         {"no.", "序号"},
}

// columnOf finds a column by its name in a header.
var columnOf = func() map[string]column {
	m := map[string]column{}
	for c, names := range columnNames {
		for _, name := range names {
			m[key(name)] = column(c)
		}
	}
	return m
}()

func (c column) name() locale.Text {
	return locale.Text{ZH: columnNames[c][1], EN: columnNames[c][0]}
}

// headerWithin is how many rows may stand above a header.
const headerWithin = 20

// tellingColumns are those by which a header is known.
var tellingColumns = []column{colIndicator, colIndicatorName, colArea, colAreaName, colPeriod, colValue}

// header looks at a row above the data: it is the header if at least two of its cells name telling
// columns or periods, one of them a column.
func (t *table) header(l *line) {
	t.skipped++
	var named, dated int
	for i, text := range l.cells {
		if c, ok := columnOf[key(text)]; ok && slices.Contains(tellingColumns, c) {
			named++
		} else if _, ok := t.headerPeriod(l, i); ok {
			dated++
		}
	}
	if named == 0 || named+dated < 2 {
		t.unitAbove(l)
		return
	}
	t.headed, t.width = true, len(l.cells)
	t.names = make([]string, len(l.cells))
	for c := range t.at {
		t.at[c] = -1
	}
	for i, name := range l.cells {
		t.names[i] = strings.TrimSpace(name)
		if c, ok := columnOf[key(name)]; ok && c != colLabel && t.at[c] >= 0 {
			t.fail(RepeatedColumn, l, i, "found", t.names[i])
		} else if ok {
			t.at[c] = i
		}
	}
	if t.at[colIndicator] < 0 {
		t.at[colIndicator] = t.at[colIndicatorName]
	}
	if t.at[colArea] < 0 {
		t.at[colArea] = t.at[colAreaName]
	}
	t.wide = t.at[colValue] < 0 && t.at[colPeriod] < 0
	t.otherColumns(l)
	t.required(l)
}

// otherColumns are periods in a wide table, unknown otherwise.
func (t *table) otherColumns(l *line) {
	for i := range l.cells {
		if t.names[i] == "" {
			t.unnamed = append(t.unnamed, i)
			continue
		}
		if _, known := columnOf[key(l.cells[i])]; known {
			continue
		}
		if p, ok := t.headerPeriod(l, i); ok && t.wide {
			t.periods = append(t.periods, periodColumn{i, p})
			continue
		}
		if t.wide && looksDated.MatchString(t.names[i]) {
			t.fail(BadPeriod, l, i, "found", sheet.Brief(t.names[i]))
			continue
		}
		t.fail(UnknownColumn, l, i, append([]string{"found", sheet.Brief(t.names[i])}, columnHint(t.names[i])...)...)
	}
	if !t.wide {
		t.periods = []periodColumn{{at: t.at[colValue]}}
	}
}

// looksDated tells a period written badly from a name.
var looksDated = regexp.MustCompile(`^\d{4}\D`)

// columnHint suggests the column that a name was meant for.
func columnHint(name string) []string {
	var known []string
	for _, names := range columnNames[:colIndicatorName] {
		known = append(known, names...)
	}
	if near := strict.Nearest(name, known); near != "" {
		return []string{"hint_zh", "是不是“" + near + "”？", "hint_en", "did you mean " + near + "?"}
	}
	return []string{"hint_zh", "改成认识的列名，或删去这一列", "hint_en", "rename it to a known column, or delete it"}
}

// required reports the columns that a table cannot do without.
func (t *table) required(l *line) {
	needed := []column{colArea, colPeriod, colValue}
	if t.wide {
		needed = []column{colArea}
	}
	for _, c := range needed {
		if t.at[c] < 0 {
			t.fail(MissingColumn, l, 0, "expected", c.name().EN, "expected_zh", c.name().ZH)
		}
	}
	if t.wide && len(t.periods) == 0 {
		t.fail(MissingColumn, l, 0, "expected", colValue.name().EN, "expected_zh", colValue.name().ZH)
	}
	if t.at[colIndicator] < 0 {
		t.indicator = t.namedIndicator()
		if t.indicator == nil {
			t.fail(IndicatorNotNamed, l, 0)
		}
	}
	t.readUnitAbove()
}

// namedIndicator is the indicator of a table without such a column: the one named for the import,
// else the one the sheet is named after; nil where neither names one.
func (t *table) namedIndicator() *plan.Indicator {
	for _, name := range []string{t.Indicator, t.sheet} {
		if ids := t.schema.indicatorNames.find(name); len(ids) == 1 {
			return t.schema.byID[ids[0]]
		}
	}
	return nil
}

// headerPeriod reads a cell of a header as a period.
func (t *table) headerPeriod(l *line, i int) (measure.Period, bool) {
	text := strings.TrimSpace(sheet.Narrow(l.cells[i]))
	if text == "" {
		return measure.Period{}, false
	}
	if d, ok := serialDay(text, t.epoch); ok {
		return dayOf(d), true
	}
	return parsePeriod(text)
}

// statedUnit is how tables state their unit above the header.
var statedUnit = regexp.MustCompile(`单位\s*[:：]\s*([^\s)）,，]+)|[Uu]nit\s*:\s*([^\s),]+)`)

// unitAbove remembers a unit stated above the header: 单位：万人.
func (t *table) unitAbove(l *line) {
	for i, text := range l.cells {
		if m := statedUnit.FindStringSubmatch(text); m != nil {
			t.unitText, t.unitPos = sheet.Narrow(m[1]+m[2]), t.pos(l, i)
		}
	}
}

// readUnitAbove reads the unit stated above the header.
func (t *table) readUnitAbove() {
	if t.unitText == "" {
		return
	}
	u, err := measure.ParseUnit(t.unitText)
	if err != nil {
		t.report(BadUnit, t.unitPos, t.unitText, "found", sheet.Brief(t.unitText), "expected", unitOf(t.indicator))
	}
	t.unit = u
}

// end reports what can only be said after the last row.
func (t *table) end() {
	if !t.headed {
		return
	}
	if t.blank > 0 {
		t.report(BlankValues, t.firstBlank, t.sheet, "found", strconv.Itoa(t.blank))
	}
	if !t.any {
		t.report(NoRows, finding.Pos{File: t.name}, t.name)
	}
}

// noHeader reports a file none of whose tables has a header.
func (r *reader) noHeader(file string, rows int) {
	var expected []string
	for _, c := range []column{colIndicator, colArea, colPeriod, colValue} {
		expected = append(expected, strings.Join(columnNames[c][:2], "/"))
	}
	r.report(NoHeader, finding.Pos{File: file, Line: 1, Column: 1}, file,
		"rows", strconv.Itoa(min(rows, headerWithin)), "expected", strings.Join(expected, ", "))
}
