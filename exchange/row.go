package exchange

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// facts is what a row says about each of its values.
type facts struct {
	fact.Observation
	indicator *plan.Indicator // nil where it is not known
	unit      measure.Unit    // as stated; the zero unit where it is not
	area      []string        // areas that the row may mean, still to be held against a day
	known     measure.Instant
	stated    bool   // known stands in the file or its source
	batch     string // only in the export of a ledger
}

// facts reads all cells of a row but periods and values.
func (t *table) facts(l *line) *facts {
	f := &facts{}
	f.batch = t.free(l, colBatch)
	if f.batch == "" || !t.onlyBatch(l) {
		f.indicator = t.indicatorIn(l)
		f.area = t.areaIn(l)
		f.unit = t.unitIn(l, f.indicator)
	}
	f.Status = t.statusIn(l)
	source, name := t.sourceIn(l)
	f.Grade, f.Source = t.gradeIn(l), name
	if source != nil {
		if f.Grade == "" && f.batch == "" {
			f.Grade = source.Grade
		}
	}
	f.Reporter = t.reporterIn(l)
	if f.Reporter == "" && f.batch == "" {
		f.Reporter = t.Reporter
	}
	f.Page, f.Method, f.Note = t.free(l, colPage), t.free(l, colMethod), t.free(l, colNote)
	f.known, f.stated = t.knownIn(l, source, f.batch != "")
	return f
}

func (t *table) indicatorIn(l *line) *plan.Indicator {
	i := t.at[colIndicator]
	if i < 0 {
		return t.indicator
	}
	text := t.clean(l, i)
	if text == "" {
		t.empty(l, colIndicator)
		return nil
	}
	switch ids := t.schema.indicatorNames.find(text); len(ids) {
	case 1:
		return t.schema.byID[ids[0]]
	case 0:
		t.fail(UnknownIndicator, l, i, t.unknown(&t.schema.indicatorNames, text)...)
	default:
		t.fail(AmbiguousIndicator, l, i, "found", sheet.Brief(text), "expected", strings.Join(ids, ", "))
	}
	return nil
}

// areaIn finds the areas that a row may mean on any day.
func (t *table) areaIn(l *line) []string {
	i := t.at[colArea]
	if i < 0 {
		return nil
	}
	text := t.clean(l, i)
	if text == "" {
		t.empty(l, colArea)
		return nil
	}
	ids := t.schema.areaNames.find(text)
	if ids == nil {
		t.fail(UnknownArea, l, i, t.unknown(&t.schema.areaNames, text)...)
	}
	return ids
}

func (t *table) empty(l *line, c column) {
	t.fail(EmptyCell, l, t.at[c], "expected", c.name().EN, "expected_zh", c.name().ZH)
}

// unknown gives the arguments of a finding about a name nobody knows.
func (t *table) unknown(n *names, text string) []string {
	return append([]string{"found", sheet.Brief(text)}, t.hint(n, text)...)
}

func (t *table) unitIn(l *line, ind *plan.Indicator) measure.Unit {
	text := t.clean(l, t.at[colUnit])
	if text == "" {
		return t.unit
	}
	if ind != nil && text == ind.Unit.Symbol {
		return ind.Unit
	}
	u, known := t.units[text]
	if !known {
		var err error
		if u, err = measure.ParseUnit(text); err != nil {
			t.fail(BadUnit, l, t.at[colUnit], "found", sheet.Brief(text), "expected", unitOf(ind))
			return measure.Unit{}
		}
		t.units[t.intern(text)] = u
	}
	return u
}

// unitOf names the unit of an indicator for a message.
func unitOf(ind *plan.Indicator) string {
	if ind == nil {
		return "…"
	}
	return ind.Unit.Symbol
}

// sourceIn finds the source a row names, and what the ledger calls it. Reporters cite documents that
// no package lists: their words are kept, unless they look like a slip in the name of a listed one.
// The facts of a package cite only what the package lists.
func (t *table) sourceIn(l *line) (*citation.Source, string) {
	i := t.at[colSource]
	text := t.clean(l, i)
	if text == "" {
		return nil, ""
	}
	if ids := t.schema.sourceNames.find(text); len(ids) == 1 {
		return t.schema.sources[ids[0]], ids[0]
	}
	if t.Known == 0 || t.schema.sourceNames.nearest(text) != "" {
		t.fail(UnknownSource, l, i, t.unknown(&t.schema.sourceNames, text)...)
		return nil, ""
	}
	text = t.intern(text)
	if !t.unlisted[text] {
		t.unlisted[text] = true
		t.fail(UnlistedSource, l, i, "found", sheet.Brief(text))
	}
	return nil, text
}

func (t *table) reporterIn(l *line) string {
	text := t.clean(l, t.at[colReporter])
	if text == "" {
		return ""
	}
	ids := t.schema.bodyNames.find(text)
	if len(ids) != 1 {
		t.fail(UnknownReporter, l, t.at[colReporter], t.unknown(&t.schema.bodyNames, text)...)
		return ""
	}
	return ids[0]
}

// statusNames are the statuses in words.
var statusNames = map[string]measure.Status{
	"正常": measure.Normal, "口径变动": measure.Break, "估计": measure.Estimated, "预测": measure.Forecast,
	"插补": measure.Imputed, "未收集": measure.NotCollected, "不存在": measure.NotExisting, "停测": measure.Suspended,
	"初步": measure.Provisional, "保密": measure.Confidential, "不可靠": measure.Unreliable, "未核实": measure.Unvalidated,
}

// statusIn reads a status; empty where none is stated.
func (t *table) statusIn(l *line) measure.Status {
	text := t.clean(l, t.at[colStatus])
	if text == "" {
		return ""
	}
	if i := slices.Index(measure.Statuses, measure.Status(text)); i >= 0 {
		return measure.Statuses[i]
	}
	if s, ok := statusNames[text]; ok {
		return s
	}
	if s := measure.Status(strings.ToUpper(text)); s.Valid() {
		return s
	}
	t.fail(BadStatus, l, t.at[colStatus], "found", sheet.Brief(text), "expected", listOf(measure.Statuses))
	return ""
}

// gradeNames are the grades in Chinese.
var gradeNames = map[string]citation.Grade{
	"官方": citation.Official, "媒体引官方": citation.PressOfOfficial, "媒体": citation.Press, "二手": citation.Secondary,
	"原始数据计算": citation.Computed, "推算": citation.Derived, "自算": citation.Own, "假定": citation.Assumed,
	"合成": citation.Synthetic,
}

func (t *table) gradeIn(l *line) citation.Grade {
	text := t.clean(l, t.at[colGrade])
	if text == "" {
		return ""
	}
	if i := slices.Index(citation.Grades, citation.Grade(text)); i >= 0 {
		return citation.Grades[i]
	}
	if g, ok := gradeNames[text]; ok {
		return g
	}
	t.fail(BadGrade, l, t.at[colGrade], "found", sheet.Brief(text), "expected", listOf(citation.Grades))
	return ""
}

func listOf[T ~string](values []T) string {
	var texts []string
	for _, v := range values {
		texts = append(texts, string(v))
	}
	return strings.Join(texts, ", ")
}

// knownIn gives the moment from which a row is known: as the row states it, else that of the import
// or, where the import has none, of the source. stated is true where it is not the import's.
func (t *table) knownIn(l *line, source *citation.Source, export bool) (known measure.Instant, stated bool) {
	i := t.at[colKnown]
	if text := t.clean(l, i); text != "" {
		known, ok := t.moment(text)
		switch {
		case !ok:
			t.fail(BadKnown, l, i, "found", sheet.Brief(text))
		case t.Known != 0 && known > t.Known:
			t.fail(KnownLater, l, i, "found", sheet.Brief(text), "expected", t.Known.String())
		}
		return known, true
	}
	switch {
	case t.Known != 0 && !export:
		return t.Known, false
	case source != nil && (source.Published != 0 || source.Known != 0) && !export:
		return source.KnownFrom(), true
	}
	t.fail(NoKnown, l, max(i, 0))
	return 0, true
}

// moment reads a moment; of a day, its start in China, as with the publication of a source.
func (t *table) moment(text string) (measure.Instant, bool) {
	if d, err := measure.ParseDate(text); err == nil {
		return measure.StartOf(d), true
	}
	if d, ok := serialDay(text, t.epoch); ok {
		return measure.StartOf(d), true
	}
	if p, ok := parsePeriod(text); ok && p.Freq == measure.Day {
		return measure.StartOf(p.Last()), true
	}
	known, err := measure.ParseInstant(text)
	return known, err == nil && known != measure.Forever
}

// value reads one value of a row, and adds it if it and the row, since before, hold no error.
func (t *table) value(l *line, c periodColumn, f *facts, before int) {
	p, okPeriod := t.periodIn(l, c, f.indicator)
	o := f.Observation
	read := t.valueIn(l, c, f, &o)
	if !read && t.errors == before {
		return
	}
	var row int32
	okArea := false
	if okPeriod && len(f.area) > 0 {
		o.Area, row, okArea = t.areaThen(l, f, p.Period)
	}
	t.decimalsIn(l, &o)
	if t.errors > before || !read || !okArea {
		return
	}
	o.Indicator, o.Period = f.indicator.ID, p.Period
	if o.Status != measure.Forecast && p.first > f.known.Date() {
		t.fail(FuturePeriod, l, c.at, "found", p.String(), "expected", f.known.Date().String())
	}
	t.observe(l, c, &o, row, f)
}

// areaThen tells which of the areas that the row may mean it means in a period, with its row in the
// territory. What is wrong is said once a row.
func (t *table) areaThen(l *line, f *facts, p measure.Period) (id string, row int32, ok bool) {
	if len(f.area) == 1 {
		if row, ok := t.schema.steady[f.area[0]]; ok {
			return f.area[0], row, true
		}
	}
	i := t.at[colArea]
	text := t.clean(l, i)
	ids, gone := t.schema.area(text, p)
	switch {
	case gone:
		t.fail(AreaNotThen, l, i, "found", sheet.Brief(text), "expected", p.String())
	case len(ids) != 1:
		t.fail(AmbiguousArea, l, i, "found", sheet.Brief(text), "expected", strings.Join(ids, ", "))
	default:
		n, _ := t.schema.territory.Row(ids[0])
		return ids[0], int32(n), true
	}
	f.area = nil
	return "", 0, false
}

// periodIn reads the period of a value, at the indicator's frequency where that is known.
func (t *table) periodIn(l *line, c periodColumn, ind *plan.Indicator) (foundPeriod, bool) {
	i, p, text := c.at, c.period, ""
	if !t.wide {
		i = t.at[colPeriod]
		if i < 0 {
			return foundPeriod{}, false
		}
		if text = t.clean(l, i); text == "" {
			t.empty(l, colPeriod)
			return foundPeriod{}, false
		}
		if ind != nil {
			if found, ok := t.periodsAt[atFrequency{text, ind.Freq}]; ok {
				return found, true
			}
		}
		var ok bool
		if d, serial := serialDay(text, t.epoch); serial {
			p, ok = dayOf(d), true
		} else {
			p, ok = parsePeriod(text)
		}
		if !ok {
			t.fail(BadPeriod, l, i, "found", sheet.Brief(text))
			return foundPeriod{}, false
		}
	}
	if ind == nil {
		return foundPeriod{p, p.First()}, true
	}
	return t.periodAt(l, i, p, text, ind)
}

// periodAt gives a period at the frequency of an indicator.
func (t *table) periodAt(l *line, i int, p measure.Period, text string, ind *plan.Indicator) (foundPeriod, bool) {
	q, fromDay, ok := atFreq(p, ind.Freq)
	if !ok {
		t.fail(WrongFrequency, l, i, "found", p.String(), "indicator", ind.ID,
			"expected", around(p.Last(), ind.Freq).String())
		return foundPeriod{}, false
	}
	found := foundPeriod{q, q.First()}
	switch {
	case fromDay:
		t.fail(PeriodFromDate, l, i, "found", p.String(), "expected", q.String())
	case text != "" && len(t.periodsAt) < maxInterned:
		t.periodsAt[atFrequency{t.intern(text), ind.Freq}] = found
	}
	return found, true
}

// marks stand for a missing value in tables, without saying why it is missing.
var marks = []string{"-", "--", "---", "—", "——", "–", "…", "……", "...", "..", ".", "*", "**", "/", "\\", "无", "缺",
	"na", "n/a", "nan", "null", "nil", "none"}

// valueIn reads a value and its status into o. It is false where there is none to add: it is blank,
// or wrong, which has been reported.
func (t *table) valueIn(l *line, c periodColumn, f *facts, o *fact.Observation) bool {
	text := t.clean(l, c.at)
	o.Value = measure.Missing
	if s := measure.Status(text); t.wide && s.Valid() && s.NoValue() {
		o.Status = s
		return true
	}
	isMark := slices.Contains(marks, strings.ToLower(text))
	switch {
	case (text == "" || isMark) && o.Status.NoValue():
		return true
	case text == "" && o.Status != "" && !t.wide:
		t.fail(NoValueForStatus, l, max(c.at, 0), "expected", string(o.Status))
	case text == "":
		if t.blank++; t.blank == 1 {
			t.firstBlank = t.pos(l, max(c.at, 0))
		}
	case isMark:
		t.fail(MissingMark, l, c.at, "found", text)
	case strings.HasPrefix(text, "#"):
		t.fail(CellError, l, c.at, "found", sheet.Brief(text))
	case o.Status.NoValue():
		t.fail(ValueForStatus, l, c.at, "expected", string(o.Status), "found", sheet.Brief(text))
	default:
		return t.numberIn(l, c, text, f, o)
	}
	return false
}

// numberIn reads a number and converts it to the indicator's unit.
func (t *table) numberIn(l *line, c periodColumn, text string, f *facts, o *fact.Observation) bool {
	d, sign, wrong := t.number(l, c.at, text)
	if wrong != nil {
		t.fail(wrong, l, c.at, "found", sheet.Brief(text))
		return false
	}
	if f.indicator == nil {
		return false
	}
	to := f.indicator.Unit
	from := f.unit
	if from.Symbol == "" {
		from = to
	}
	if to.Symbol == "" { // said where the indicator is declared
		return false
	}
	if !from.SameDimension(to) {
		t.fail(WrongUnit, l, max(t.at[colUnit], 0), "found", from.Symbol, "expected", to.Symbol)
		return false
	}
	if sign != "" && sign != from.Symbol {
		if f.unit.Symbol != "" || !measure.MustUnit(sign).SameDimension(to) {
			t.fail(WrongUnit, l, c.at, "found", sign, "expected", from.Symbol)
			return false
		}
		from = measure.MustUnit(sign)
	}
	v, decimals, ok := d.convert(from, to)
	if !ok {
		t.fail(OutOfRange, l, c.at, "found", sheet.Brief(text))
		return false
	}
	if to.Kind == measure.Share && (v > 100 || v < -100) && to.Den == 100 {
		t.fail(PercentRange, l, c.at, "found", sheet.Brief(text))
	}
	o.Value, o.Decimals = v, decimals
	if o.Status == "" {
		o.Status = measure.Normal
	}
	return true
}

// dateShown tells dates from numbers in what a spreadsheet shows.
var dateShown = regexp.MustCompile(`\d[-/年月:]`)

// number reads a number. In a sheet it is stored with binary noise and without the zeros and
// percent sign that its format shows, which count as given.
func (t *table) number(l *line, i int, text string) (d decimal, sign string, wrong *finding.Code) {
	shown := l.shown[i]
	if shown == l.cells[i] {
		return parseDecimal(text)
	}
	stored, err := strconv.ParseFloat(text, 64)
	if err != nil || dateShown.MatchString(shown) || shown == "TRUE" || shown == "FALSE" {
		return d, "", BadNumber
	}
	d = decimalOf(stored)
	looks, sign, wrong := parseDecimal(strings.TrimSpace(sheet.Narrow(shown)))
	if wrong != nil {
		return d, "", nil
	}
	if sign == "%" {
		d.exp += 2
	}
	a, _ := d.float()
	b, _ := looks.float()
	if a == b && looks.decimals() > d.decimals() {
		d = looks
	}
	return d, sign, nil
}

// decimalsIn reads the number of decimals where an export states it.
func (t *table) decimalsIn(l *line, o *fact.Observation) {
	text := t.clean(l, t.at[colDecimals])
	if text == "" {
		return
	}
	n, err := strconv.ParseInt(text, 10, 8)
	if err != nil {
		t.fail(BadDecimals, l, t.at[colDecimals], "found", sheet.Brief(text))
		return
	}
	o.Decimals = int8(n)
}
