package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/render"
)

// airBody is a year of a station's or city's air.
type airBody struct {
	Basis             string
	Months            []monthDrawing
	Levels            []levelRow
	Good, Valid       int
	Ratio             string // good days of valid days; empty without any
	Days, Needed      int    // in the year, and valid ones it needs
	Enough            bool
	NotValid          []invalidDay
	Differ            int // days that the other edition judges otherwise
	Levelled, Crossed int // of them, of another level; good by one edition only
	Other, OtherLink  string
	Differences       []differenceRow
	Items             []airItemRow
	Composite         string
	Day               *airDayBody // the one that is looked at
}

type monthDrawing struct {
	Name    string
	Drawing template.HTML
}

// levelRow is a level of the index with its days in the year.
type levelRow struct {
	Swatch      template.HTML
	Name, Range string
	Days        int
	Share       string
}

type invalidDay struct{ Date, Link, Why string }

type differenceRow struct{ Date, Link, Here, There string }

// airItemRow is the statistics of a pollutant in a year.
type airItemRow struct {
	Name, Unit                           string
	Valid                                int
	Complete, Attains                    bool
	Mean, MeanLimit, MeanOver            string
	Percentile, PercentileName, DayLimit string
	PercentileOver                       string
	Over, Primary                        int
}

// airDayBody is a day, down to its readings.
type airDayBody struct {
	Date, Verdict, Primary, Why string
	Before, After               string // addresses; empty at the ends
	Items                       []airDayItem
	Counted                     bool // values rest on hours
	Heads                       []string
	Hours                       []hourRow
}

type airDayItem struct{ Name, Value, Unit, Index, Count, Limit string }

type hourRow struct {
	Hour   string
	Values []string
}

// airNames are the pollutants as formulas are written.
var airNames = [air.Items]string{air.PM25: "PM₂.₅", air.PM10: "PM₁₀", air.SO2: "SO₂", air.NO2: "NO₂",
	air.CO: "CO", air.O3: "O₃-8h", air.O3Peak: "O₃-1h"}

func airSet(v *visit, s air.ItemSet) string {
	var names []string
	for _, i := range s.Items() {
		names = append(names, airNames[i])
	}
	return strings.Join(names, v.say("、", ", "))
}

// airView is a site's air in a year under the edition that is asked for, beside another.
type airView struct {
	*siteView
	days, other *air.Days
	first, last measure.Date // of the year, as far as there are days
}

// newAirView reads the edition from the query: the one in force at the end of the year unless told.
// The other is that one where another is asked for, else the next, or the one before the last.
func (v *siteView) newAirView() (*airView, siteFilter, error) {
	editions := air.Editions()
	now := 0
	for i, e := range editions {
		if e.In(measure.Year(v.year).Last()) {
			now = i
		}
	}
	shown, filter := now, siteFilter{Name: "edition", Label: v.say("标准版本", "Edition")}
	if asked := v.r.URL.Query().Get("edition"); asked != "" {
		shown = -1
		for i, e := range editions {
			if e.ID == asked {
				shown = i
			}
		}
		if shown < 0 {
			return nil, filter, notFound(v.say("没有这个版本的标准", "There is no such edition of the standards"))
		}
	}
	for i, e := range editions {
		name := e.ID
		if i == now {
			name += v.say("（当年施行）", " (in force)")
		}
		filter.Choices = append(filter.Choices, choice{e.ID, name, i == shown})
	}
	other := now
	if shown == now {
		other = min(now+1, len(editions)-1)
		if other == now {
			other = now - 1
		}
	}
	a := &airView{siteView: v, days: airDays(&v.readings, editions[shown]), other: airDays(&v.readings, editions[other])}
	year := measure.Year(v.year)
	a.first = max(year.First(), a.days.First)
	a.last = min(year.Last(), a.days.First+measure.Date(a.days.Len())-1)
	return a, filter, nil
}

func (v *siteView) fillAir(body *siteBody) error {
	a, editions, err := v.newAirView()
	if err != nil {
		return err
	}
	items, err := v.itemFilter(airChoices(v.visit, a.days))
	if err != nil {
		return err
	}
	body.Filters = append(body.Filters, editions, items)
	body.Air = a.body()
	if body.Air.Day, err = a.dayBody(); err != nil {
		return err
	}
	body.Editions = append(body.Editions, airEditionNote(a.days.Edition, v.Lang))
	a.fillChart(body)
	return nil
}

func airChoices(v *visit, d *air.Days) []choice {
	var list []choice
	for i := air.Item(0); i < air.Items; i++ {
		if _, limited := d.Edition.Judged().Day.Of(i); limited {
			list = append(list, choice{Value: i.String(), Name: airNames[i]})
		}
	}
	return list
}

func (a *airView) body() *airBody {
	e, s := a.days.Edition, a.days.Year(a.year)
	b := &airBody{Basis: airBasis(a.visit, a.days.Basis), Good: s.Good, Valid: s.Valid, Days: s.Days,
		Needed: e.Periods.Year,
		Enough: s.Valid >= e.Periods.Year, Composite: s.Composite.String(), Other: a.other.Edition.ID,
		OtherLink: a.here("edition", a.other.Edition.ID)}
	if !s.GoodRatio.IsNone() {
		b.Ratio = s.GoodRatio.String() + "%"
	}
	a.addLevels(b, &s)
	differs := a.addDifferences(b)
	a.addMonths(b, differs)
	for i := air.Item(0); i < air.Items; i++ {
		if _, limited := e.Judged().Day.Of(i); limited {
			b.Items = append(b.Items, newAirItemRow(e, i, &s.Items[i]))
		}
	}
	return b
}

func airBasis(v *visit, b air.Basis) string {
	if b == air.FromHours {
		return v.say("由小时值计算", "from hourly readings")
	}
	return v.say("按公布的日值", "from published values of days")
}

func (a *airView) palette() []render.RGB {
	var standard []render.RGB
	for _, b := range a.days.Edition.Index.Bands {
		standard = append(standard, rgb(b.RGB))
	}
	return a.colours(standard)
}

// addLevels adds the levels with how many days each had.
func (a *airView) addLevels(b *airBody, s *air.Summary) {
	from, palette := 0, a.palette()
	for i, band := range a.days.Edition.Index.Bands {
		row := levelRow{Name: band.Name.In(a.Lang), Days: s.Levels[i], Range: fmt.Sprintf("%d–%d", from, band.UpTo)}
		if band.UpTo == 0 {
			row.Range = fmt.Sprintf("> %d", from-1)
		}
		row.Swatch = template.HTML(render.Swatch(palette[i], strconv.Itoa(i+1), row.Name)) // our own drawing, escaped
		if s.Valid > 0 {
			row.Share = render.Number(100*float64(s.Levels[i])/float64(s.Valid), 1) + "%"
		}
		b.Levels = append(b.Levels, row)
		from = band.UpTo + 1
	}
}

// addDifferences adds the days of the year that the other edition judges otherwise.
func (a *airView) addDifferences(b *airBody) map[measure.Date]air.Difference {
	differs := map[measure.Date]air.Difference{}
	for _, d := range air.Compare(a.days, a.other) {
		if d.Date < a.first || d.Date > a.last {
			continue
		}
		differs[d.Date] = d
		if d.Old.Level != d.New.Level {
			b.Levelled++
		}
		if good(a.days.Edition, d.Old) != good(a.other.Edition, d.New) {
			b.Crossed++
		}
		b.Differences = append(b.Differences, differenceRow{render.Date(d.Date, a.Lang), a.dayLink(d.Date),
			a.brief(a.days.Edition, d.Old), a.brief(a.other.Edition, d.New)})
	}
	b.Differ = len(b.Differences)
	return differs
}

// good reports whether a day counts as one.
func good(e *air.Edition, d air.Day) bool {
	return d.Index != air.NoIndex && d.Index <= e.Index.ExceedingAbove
}

// verdict says a day in a few words: its index, level and primary pollutants.
func (a *airView) verdict(e *air.Edition, d air.Day) string {
	if d.Index == air.NoIndex {
		return a.say("无效", "not valid")
	}
	text := fmt.Sprintf("AQI %d %s", d.Index, e.Index.Bands[d.Level-1].Name.In(a.Lang))
	if d.Primary != 0 {
		text += a.say("，首要污染物 ", ", primary ") + airSet(a.visit, d.Primary)
	}
	return text
}

// brief says a day in a list: its index, level and primary pollutants.
func (a *airView) brief(e *air.Edition, d air.Day) string {
	if d.Index == air.NoIndex {
		return a.say("无效", "not valid")
	}
	level := e.Index.Bands[d.Level-1].Name.In(a.Lang)
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", d.Index, level, airSet(a.visit, d.Primary)))
}

func (a *airView) dayLink(d measure.Date) string { return a.here("day", d.String()) + "#day" }

// addMonths draws the calendar, and lists the days that are not valid.
func (a *airView) addMonths(b *airBody, differs map[measure.Date]air.Difference) {
	here := a.r.URL.Query().Get("day")
	for m := time.January; m <= time.December; m++ {
		var cells []render.Cell
		for d := measure.DateOf(a.year, m, 1); d < measure.DateOf(a.year, m+1, 1); d++ {
			c := a.cell(d)
			if x, ok := differs[d]; ok {
				c.Marked = x.Old.Level != x.New.Level
				c.Tip += a.say("；按", "; by the edition ") + a.other.Edition.ID + a.say("年版：", ": ") +
					a.verdict(a.other.Edition, x.New)
			}
			if c.State == render.Invalid {
				b.NotValid = append(b.NotValid, invalidDay{render.Date(d, a.Lang), c.Link, a.why(a.days.Day(d))})
			}
			c.Here = d.String() == here
			cells = append(cells, c)
		}
		g := render.Month(a.year, m, cells, a.palette(), a.Lang)
		b.Months = append(b.Months, monthDrawing{g.Title, template.HTML(g.SVG())}) // our own drawing, escaped
	}
}

// cell shows a day in the calendar.
func (a *airView) cell(date measure.Date) render.Cell {
	c := render.Cell{State: render.Empty, Corner: strconv.Itoa(date.Time().Day()),
		Tip: render.Date(date, a.Lang) + " "}
	if date < a.first || date > a.last || !measured(a.days.Day(date)) {
		c.Tip += a.say("无数据", "no data")
		return c
	}
	d := a.days.Day(date)
	c.Link = a.dayLink(date)
	if d.Index == air.NoIndex {
		c.State, c.Text = render.Invalid, ""
		c.Tip += a.say("无效：", "not valid: ") + a.why(d)
		return c
	}
	c.State, c.Level, c.Text = render.Valued, d.Level, strconv.Itoa(d.Index)
	c.Tip += a.verdict(a.days.Edition, d)
	if counts := a.counts(d); counts != "" {
		c.Tip += a.say("；", "; ") + counts
	}
	return c
}

// measured reports whether anything was measured on a day.
func measured(d air.Day) bool {
	for i := range d.Items {
		if d.Items[i].Count > 0 || !d.Items[i].Concentration.IsNone() {
			return true
		}
	}
	return false
}

// why says what a day lacks: hours, or values altogether.
func (a *airView) why(d air.Day) string {
	var short, none []string
	for _, i := range d.Missing.Items() {
		if x := d.Items[i]; x.Needed > 0 {
			short = append(short, fmt.Sprintf("%s %d/%d", airNames[i], x.Count, x.Needed))
		} else {
			none = append(none, airNames[i])
		}
	}
	var parts []string
	if len(short) > 0 {
		parts = append(parts, a.say("有效小时不足 ", "too few valid hours: ")+strings.Join(short, a.say("、", ", ")))
	}
	if len(none) > 0 {
		parts = append(parts, a.say("缺 ", "without ")+strings.Join(none, a.say("、", ", ")))
	}
	return strings.Join(parts, a.say("；", "; "))
}

// counts says how many hours a day's values rest on; empty for published ones.
func (a *airView) counts(d air.Day) string {
	low, high := 24, 0
	for _, i := range air.Basic.Items() {
		if d.Items[i].Needed > 0 && i != air.O3 {
			low, high = min(low, d.Items[i].Count), max(high, d.Items[i].Count)
		}
	}
	switch {
	case high == 0:
		return ""
	case low == high:
		return a.say(fmt.Sprintf("各项有效 %d 小时", low), fmt.Sprintf("%d valid hours", low))
	}
	return a.say(fmt.Sprintf("各项有效 %d–%d 小时", low, high), fmt.Sprintf("%d–%d valid hours", low, high))
}

func newAirItemRow(e *air.Edition, i air.Item, s *air.ItemSummary) airItemRow {
	row := airItemRow{Name: airNames[i], Unit: i.Unit(), Valid: s.Valid, Complete: s.Complete, Attains: s.Attains,
		Mean: s.Mean.String(), Percentile: s.Percentile.String(), MeanOver: s.MeanMultiple.String(),
		PercentileOver: s.PercentileMultiple.String(), Over: s.Over, Primary: s.Primary}
	if limit, ok := e.Judged().Year.Of(i); ok {
		row.MeanLimit = limit.String()
	}
	if limit, ok := e.Judged().Day.Of(i); ok {
		row.DayLimit = limit.String()
	}
	if p, ok := e.Percentile.Percent.Of(i); ok {
		row.PercentileName = "P" + p.String()
	}
	return row
}

// dayBody is the day that the query asks for, nil where it asks for none.
func (a *airView) dayBody() (*airDayBody, error) {
	asked := a.r.URL.Query().Get("day")
	if asked == "" {
		return nil, nil
	}
	date, err := measure.ParseDate(asked)
	if err != nil {
		return nil, badQuery(a.visit, "day", asked)
	}
	if date < a.first || date > a.last {
		return nil, notFound(a.say("这一天没有数据", "There are no readings of this day"))
	}
	d := a.days.Day(date)
	b := &airDayBody{Date: render.Date(date, a.Lang), Verdict: a.verdict(a.days.Edition, d)}
	if d.Index == air.NoIndex {
		b.Why = a.why(d)
	}
	if date > a.first {
		b.Before = a.dayLink(date - 1)
	}
	if date < a.last {
		b.After = a.dayLink(date + 1)
	}
	for i, x := range d.Items {
		if it := air.Item(i); x.Needed > 0 || !x.Concentration.IsNone() {
			b.Items = append(b.Items, a.dayItem(it, x))
			b.Counted = b.Counted || x.Needed > 0
		}
	}
	a.addHours(b, date)
	return b, nil
}

func (a *airView) dayItem(it air.Item, x air.DayItem) airDayItem {
	row := airDayItem{Name: airNames[it], Unit: it.Unit(), Value: x.Concentration.String()}
	if x.Index != air.NoIndex {
		row.Index = strconv.Itoa(x.Index)
	}
	if x.Needed > 0 {
		row.Count = fmt.Sprintf("%d / %d", x.Count, x.Needed)
	}
	if limit, ok := a.days.Edition.Judged().Day.Of(it); ok {
		row.Limit = limit.String()
	}
	return row
}

// addHours adds the hourly readings of a day.
func (a *airView) addHours(b *airDayBody, date measure.Date) {
	if method.AirHours(&a.readings) == nil {
		return
	}
	part := between(&a.readings, date, date)
	var series []*monitor.Series
	for i := range part.Series {
		if s := &part.Series[i]; s.Item.Medium() == monitor.Air && s.Step == monitor.Hourly {
			series = append(series, s)
			b.Heads = append(b.Heads, s.Item.Label().EN)
		}
	}
	for n := 1; n <= 24 && len(series) > 0; n++ {
		row := hourRow{Hour: fmt.Sprintf("%02d:00", n)}
		for _, s := range series {
			value, flag := s.At(monitor.HourOf(date, n))
			text := s.Item.Format(value)
			if flag != 0 {
				text += " (" + flag.String() + ")"
			}
			row.Values = append(row.Values, text)
		}
		b.Hours = append(b.Hours, row)
	}
}

// fillChart draws the daily values of the item that is chosen, with the daily limits of both classes.
func (a *airView) fillChart(body *siteBody) {
	item, err := air.ParseItem(a.item)
	if err != nil {
		return // the choices are items
	}
	e := a.days.Edition
	t := render.Trace{Title: body.Name + " · " + airNames[item] + " · " + strconv.Itoa(a.year), Unit: item.Unit(),
		Year: a.year, First: a.first, PerDay: 1}
	for _, class := range e.Limits.Classes {
		if limit, ok := class.Day.Of(item); ok {
			label := a.say([]string{"一", "二", "三"}[class.Class-1]+"级 ", fmt.Sprintf("class %d: ", class.Class))
			t.Limits = append(t.Limits, render.Limit{Value: limit.Float(), Target: class.Class == e.Limits.Judged,
				Label: label + limit.String()})
		}
	}
	for date := a.first; date <= a.last; date++ {
		d := a.days.Day(date)
		value := d.Items[item].Concentration.Float()
		t.Values = append(t.Values, value)
		if d.Over.Has(item) {
			t.Over = append(t.Over, render.TracePoint{Day: float64(date) + 0.5, Value: value,
				Tip: render.Date(date, a.Lang) + " " + d.Items[item].Concentration.String() + " " + item.Unit()})
		}
	}
	body.ChartTitle = a.say(airNames[item]+"日值与日平均限值", "Days of "+airNames[item]+" and the daily limits")
	body.Chart = template.HTML(t.SVG(a.Lang)) // our own drawing, escaped
	body.ChartLegend = traceLegend{Values: a.say("日值", "value of the day"),
		Limits: a.say("其他级别的限值", "limit of the other class"),
		Target: a.say("评价所用的限值", "limit judged by")}
	if len(t.Over) > 0 {
		body.ChartLegend.Over = a.say("超过限值的日子", "day above it")
	}
}
