package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Findings about revenue.
var (
	UnknownTax = code("unknown-tax", finding.Error, "{subject}：没有税种“{found}”", "{subject}: there is no tax {found}",
		"用 {expected}", "use one of {expected}")
	UnknownCohort = code("unknown-cohort", finding.Error, "{subject}：没有企业类别“{found}”",
		"{subject}: there is no class of enterprises {found}", "用 原有、新设、迁入（old、new、moved），或留空",
		"use old, new or moved, or leave it blank")
	NotFen = code("not-fen", finding.Error, "{subject}：{found} 元不是整数分",
		"{subject}: {found} yuan is not a whole number of fen",
		"写到分为止", "write it to the fen")
	RevenuePeriod = code("revenue-period", finding.Error, "{subject}：税收的期间应为年或月，不是 {found}",
		"{subject}: revenue is of a year or a month, not {found}", "改写期间", "mend the period")
)

// revenueColumns are the names of the columns of a revenue register, first in English, second in Chinese.
var revenueColumns = [...][]string{{"enterprise", "企业", "企业名称", "纳税人"}, {"tax", "税种"}, {"area", "地区", "入库地"},
	{"cohort", "类别", "企业类别"}, {"period", "期间", "时期", "年份"}, {"amount", "金额", "税额"}, {"unit", "单位"},
	{"known", "获知时间"}}

const (
	revEnterprise = iota
	revTax
	revArea
	revCohort
	revPeriod
	revAmount
	revUnit
	revKnown
)

// taxNames are the Chinese names of taxes, in the order of fact.Taxes.
var taxNames = []string{"增值税", "企业所得税", "个人所得税", "营业税", "消费税", "资源税", "城市维护建设税", "房产税",
	"印花税", "城镇土地使用税", "土地增值税", "车船税", "耕地占用税", "契税", "环境保护税", "其他"}

var cohortNames = []string{"原有", "新设", "迁入"}

// ReadRevenue reads a revenue register: a row for each enterprise, tax and period, with columns in
// English or Chinese. Amounts are exact decimals in 元 unless a unit is given: 分 (fen), 万元, 亿元. A row
// that states no day on which it was known counts as known at the moment given. Nothing is read of a file
// with an error.
func ReadRevenue(file string, data []byte, known measure.Instant) ([]fact.Revenue, []finding.Finding) {
	r := &revenueReader{file: file, known: known, seen: map[revenueRow]finding.Pos{}}
	if len(data) > DefaultMaxBytes {
		r.report(TooLarge, finding.Pos{File: file}, file, "found", strconv.Itoa(len(data)), "expected",
			strconv.Itoa(DefaultMaxBytes))
		return nil, r.findings
	}
	text, gb, bad := sheet.Decode(data)
	src := sheet.NewTextFile(text)
	if bad >= 0 {
		r.report(BadEncoding, src.At(file, bad), file)
		return nil, r.findings
	}
	if gb {
		r.report(ReadAsGB18030, finding.Pos{File: file}, file)
	}
	records := csv.NewReader(bytes.NewReader(text))
	records.FieldsPerRecord, records.Comma = -1, sheet.Separator(text)
	r.pos = func(i int) finding.Pos {
		line, column := records.FieldPos(i)
		return src.Position(file, line, column)
	}
	for len(r.findings) < maxFindings && !r.headless {
		cells, err := records.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			r.report(CSVSyntax, src.Position(file, wrong.Line, wrong.Column), file)
			continue
		}
		r.row(cells)
	}
	if r.at == nil {
		r.report(NoHeader, finding.Pos{File: file, Line: 1, Column: 1}, file, "rows", "1", "expected", "企业, 税种, 期间, 金额")
	}
	finding.Sort(r.findings)
	if worst, any := finding.Worst(r.findings); any && worst >= finding.Error {
		return nil, r.findings
	}
	return r.records, r.findings
}

// ReadPackageRevenue reads every register in a directory of a package, known from the day given where a
// row does not say.
func ReadPackageRevenue(fsys fs.FS, dir string, known measure.Instant) ([]fact.Revenue, []finding.Finding) {
	names, _ := fs.Glob(fsys, dir+"/*.csv") // the pattern is well formed
	var all []fact.Revenue
	var findings []finding.Finding
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			findings = append(findings, finding.New(Unreadable, finding.Pos{File: name}, name, "found", err.Error()))
			continue
		}
		records, more := ReadRevenue(name, data, known)
		all, findings = append(all, records...), append(findings, more...)
	}
	return all, findings
}

type revenueRow struct {
	fact.RevenueKey
	known measure.Instant
}

type revenueReader struct {
	file     string
	known    measure.Instant
	at       []int // column of each of revenueColumns, -1 for none; nil before the header
	width    int
	headless bool // the header is wrong, so that no row can be read
	pos      func(i int) finding.Pos
	seen     map[revenueRow]finding.Pos
	records  []fact.Revenue
	findings []finding.Finding
}

func (r *revenueReader) report(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	r.findings = append(r.findings, finding.New(c, at, subject, pairs...))
}

func (r *revenueReader) row(cells []string) {
	if r.at == nil {
		r.header(cells)
		return
	}
	if len(cells) != r.width {
		r.report(RowLength, r.pos(0), r.file, "found", strconv.Itoa(len(cells)), "expected", strconv.Itoa(r.width))
		return
	}
	before := len(r.findings)
	record := fact.Revenue{Enterprise: r.text(cells, revEnterprise), Area: r.text(cells, revArea), Known: r.known}
	record.Tax = r.choice(cells, revTax, fact.Taxes, taxNames, UnknownTax)
	record.Cohort = r.choice(cells, revCohort, fact.Cohorts, cohortNames, UnknownCohort)
	for _, c := range []int{revEnterprise, revTax, revPeriod, revAmount} {
		if r.text(cells, c) == "" {
			r.report(EmptyCell, r.cell(c), revenueColumns[c][1], "expected", revenueColumns[c][0], "expected_zh",
				revenueColumns[c][1])
		}
	}
	record.Period = r.period(cells)
	record.Fen = r.amount(cells)
	if text := r.text(cells, revKnown); text != "" {
		known, err := measure.ParseInstant(text)
		if err != nil {
			r.report(BadKnown, r.cell(revKnown), revenueColumns[revKnown][1], "found", sheet.Brief(text))
		}
		record.Known = known
	}
	if len(r.findings) > before {
		return
	}
	key := revenueRow{record.Key(), record.Known}
	if first, again := r.seen[key]; again {
		r.report(Duplicate, r.pos(0), r.file, "found", record.Enterprise+" "+record.Tax+" "+record.Period.String(),
			"place", first.String())
		return
	}
	at := r.pos(0)
	r.seen[key] = at
	record.Origin = fmt.Sprintf("%s:%d", r.file, at.Line)
	r.records = append(r.records, record)
}

// header reads the names of columns.
func (r *revenueReader) header(cells []string) {
	r.width = len(cells)
	r.at = make([]int, len(revenueColumns))
	for c := range r.at {
		r.at[c] = -1
	}
	before := len(r.findings)
	var all []string
	for _, names := range revenueColumns {
		all = append(all, names...)
	}
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		c := slices.IndexFunc(revenueColumns[:], func(names []string) bool { return slices.Contains(names, name) })
		switch {
		case c < 0:
			zh, en := "改成认识的列名，或删去这一列", "rename it to a known column, or delete it"
			if near := strict.Nearest(name, all); near != "" {
				zh, en = "是不是“"+near+"”？", "did you mean "+near+"?"
			}
			r.report(UnknownColumn, r.pos(i), r.file, "found", sheet.Brief(name), "hint_zh", zh, "hint_en", en)
		case r.at[c] >= 0:
			r.report(RepeatedColumn, r.pos(i), r.file, "found", sheet.Brief(name))
		default:
			r.at[c] = i
		}
	}
	for _, c := range []int{revEnterprise, revTax, revPeriod, revAmount} {
		if r.at[c] < 0 {
			r.report(MissingColumn, r.pos(0), r.file, "expected", revenueColumns[c][0], "expected_zh", revenueColumns[c][1])
		}
	}
	r.headless = len(r.findings) > before
}

// text returns a cell without what surrounds it; empty where there is no such column.
func (r *revenueReader) text(cells []string, c int) string {
	if r.at[c] < 0 {
		return ""
	}
	return strings.TrimSpace(sheet.Unguard(cells[r.at[c]]))
}

// cell returns the position of a column in the row, of the row where there is no such column.
func (r *revenueReader) cell(c int) finding.Pos { return r.pos(max(r.at[c], 0)) }

// choice reads a word or its Chinese name.
func (r *revenueReader) choice(cells []string, c int, words, names []string, unknown *finding.Code) string {
	text := r.text(cells, c)
	if text == "" || slices.Contains(words, text) {
		return text
	}
	if i := slices.Index(names, text); i >= 0 {
		return words[i]
	}
	r.report(unknown, r.cell(c), revenueColumns[c][1], "found", sheet.Brief(text), "expected", strings.Join(names, "、"))
	return ""
}

func (r *revenueReader) period(cells []string) measure.Period {
	text := r.text(cells, revPeriod)
	if text == "" {
		return measure.Period{}
	}
	p, ok := parsePeriod(sheet.Narrow(text))
	switch {
	case !ok:
		r.report(BadPeriod, r.cell(revPeriod), revenueColumns[revPeriod][1], "found", sheet.Brief(text))
	case p.Freq != measure.Annual && p.Freq != measure.Month:
		r.report(RevenuePeriod, r.cell(revPeriod), revenueColumns[revPeriod][1], "found", p.String())
	}
	return p
}

// amount reads an amount to the fen.
func (r *revenueReader) amount(cells []string) int64 {
	text := r.text(cells, revAmount)
	if text == "" {
		return 0
	}
	d, percent, wrong := parseDecimal(sheet.Narrow(text))
	if wrong == nil && percent != "" {
		wrong = BadNumber
	}
	if wrong != nil {
		r.report(wrong, r.cell(revAmount), revenueColumns[revAmount][1], "found", sheet.Brief(text))
		return 0
	}
	exp, ok := map[string]int{"": 2, "元": 2, "分": 0, "fen": 0, "万元": 6, "亿元": 10}[r.text(cells, revUnit)]
	if !ok {
		r.report(BadUnit, r.cell(revUnit), revenueColumns[revUnit][1], "found", sheet.Brief(r.text(cells, revUnit)),
			"expected", "元, 分, 万元, 亿元")
		return 0
	}
	fen, ok := new(big.Rat).SetString(d.text + "e" + strconv.Itoa(d.exp+exp))
	switch {
	case !ok || new(big.Rat).Abs(fen).Cmp(mostFen) > 0:
		r.report(OutOfRange, r.cell(revAmount), revenueColumns[revAmount][1], "found", sheet.Brief(text))
	case !fen.IsInt():
		r.report(NotFen, r.cell(revAmount), revenueColumns[revAmount][1], "found", sheet.Brief(text))
	default:
		return fen.Num().Int64()
	}
	return 0
}

// mostFen is the largest amount of one record: 10 万亿元. Every fen up to it is a number of its own in
// formulas.
var mostFen = big.NewRat(1e15, 1)
