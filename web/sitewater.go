package web

import (
	"cmp"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/render"
)

// waterBody is a section's water by years and months, and closely in one period.
type waterBody struct {
	Calendar            template.HTML
	Levels              []levelRow
	Period, Kind        string
	Whole               string // address of the year, where a month is looked at
	Class, Grade        string // empty without data
	Samples             int
	Months, Needed      int  // with data in the year, and how many it needs
	Enough              bool // a month needs none
	Target, TargetBasis string
	Attains             bool
	Main, Exceeding     []pollutantRow
	Items               []waterItemRow
	LimitOf             string // the class whose limits the table shows
	Absent              string
	Topology            bool // the package says what lies above
	Above               []inflowRow
}

// pollutantRow is an item above a limit.
type pollutantRow struct{ Name, Value, Class, Multiple, Origin string }

// waterItemRow is an item in the period.
type waterItemRow struct {
	Name, Unit, Value, Class, Limit string
	Samples, Below                  int
	Deciding, Judged, Over          bool
}

// inflowRow is a section above, in the same period.
type inflowRow struct {
	Name, Link, Class, Through string
	Items                      []inflowItem
}

type inflowItem struct {
	Name, Above, Here, Change string
	Exceeds                   bool
}

// waterView is a section's water in a period.
type waterView struct {
	*siteView
	edition *water.Edition
	section *water.Section
	judged  water.SectionYear
	target  water.Class
	period  measure.Period // the year, or the month that is asked for
	now     water.Evaluation
	sites   map[string]string // ids of sites by what tables call them
}

// fillWater shows water, or discharge alone.
func (s *site) fillWater(v *siteView, body *siteBody) error {
	var items []choice
	for i := range v.readings.Series {
		item := v.readings.Series[i].Item
		if len(items) == 0 || items[len(items)-1].Value != item.String() {
			items = append(items, choice{Value: item.String(), Name: item.Label().In(v.Lang)})
		}
	}
	w, err := s.newWaterView(v)
	if err != nil {
		return err
	}
	v.item = cmp.Or(v.item, w.deciding())
	filter, err := v.itemFilter(items)
	if err != nil {
		return err
	}
	body.Filters = append(body.Filters, filter)
	if w != nil {
		body.Editions = append(body.Editions, waterEditionNote(w.edition, v.Lang))
		if body.Water, err = s.waterBody(w); err != nil {
			return err
		}
	}
	v.fillTrace(body, w)
	return nil
}

// newWaterView is nil where no water was measured.
func (s *site) newWaterView(v *siteView) (*waterView, error) {
	w := &waterView{siteView: v, edition: water.ForDate(measure.Year(v.year).Last()),
		section: s.waterSection(&v.readings),
		period:  measure.Year(v.year), sites: s.sectionSites()}
	w.target = s.ws.WaterTargets().For(w.section.ID, v.year)
	if w.edition == nil || len(w.section.Samples) == 0 {
		return nil, nil
	}
	w.judged = w.edition.Year(w.section, v.year)
	w.now = w.judged.Annual
	if asked := v.r.URL.Query().Get("month"); asked != "" {
		month, err := strconv.Atoi(asked)
		if err != nil || month < 1 || month > 12 {
			return nil, notFound(v.say("没有这个月份", "There is no such month"))
		}
		w.period = measure.Period{Freq: measure.Month, Ord: int32(v.year*12 + month - 1)}
		w.now = w.judged.Months[month-1]
	}
	return w, nil
}

// deciding is an item that the class of the period rests on; empty where no class does.
func (w *waterView) deciding() string {
	if w == nil || w.now.Deciding == 0 {
		return ""
	}
	items := w.now.Deciding.Items()
	return items[len(items)-1].String()
}

func (s *site) waterBody(w *waterView) (*waterBody, error) {
	ev, e := &w.now, w.edition
	b := &waterBody{Period: render.Period(w.period, w.Lang), Class: ev.Class.In(w.Lang), Samples: ev.Samples,
		Kind:   map[water.Water]string{water.River: w.say("河流", "river"), water.Lake: w.say("湖库", "lake")}[w.section.Water],
		Months: w.judged.Annual.Months, Needed: e.Means.Months, Enough: w.judged.Complete || w.period.Freq == measure.Month}
	if w.period.Freq == measure.Month {
		b.Whole = w.here()
	}
	if ev.Grade > 0 {
		b.Grade = e.Grade(ev.Grade).Title.In(w.Lang)
	}
	limit := water.ClassIII
	if w.target != water.NoClass {
		limit = w.target
		b.Target, b.Attains = w.target.In(w.Lang), ev.Class != water.NoClass && ev.Class <= w.target
		b.TargetBasis = w.monthsMet()
	}
	b.LimitOf = limit.In(w.Lang)
	for _, p := range ev.Main {
		b.Main = append(b.Main, newPollutantRow(w.visit, e, p))
	}
	b.Items = w.items(limit)
	if ev.Samples > 0 {
		b.Absent = waterSet(w.visit, e, ev.Absent)
	}
	w.addCalendar(b)
	if s.ws.Topology() != nil {
		return b, s.addPassage(w, b)
	}
	return b, nil
}

// monthsMet says in how many months the target was attained.
func (w *waterView) monthsMet() string {
	met, all := 0, 0
	for i := range w.judged.Months {
		if c := w.judged.Months[i].Class; c != water.NoClass {
			all++
			if c <= w.target {
				met++
			}
		}
	}
	return w.say(fmt.Sprintf("%d/%d个月达标", met, all), fmt.Sprintf("met in %d of %d months", met, all))
}

func newPollutantRow(v *visit, e *water.Edition, p water.Pollutant) pollutantRow {
	return pollutantRow{Name: e.ItemTitle(p.Item).In(v.Lang), Value: p.Value.String(), Class: p.Class.In(v.Lang),
		Multiple: p.Multiple.String()}
}

func waterSet(v *visit, e *water.Edition, s water.ItemSet) string {
	var names []string
	for _, i := range s.Items() {
		names = append(names, e.ItemTitle(i).In(v.Lang))
	}
	return strings.Join(names, v.say("、", ", "))
}

func (w *waterView) items(limit water.Class) []waterItemRow {
	var rows []waterItemRow
	for i := range water.Item(water.Items) {
		x := &w.now.Items[i]
		if x.Samples == 0 {
			continue
		}
		row := waterItemRow{Name: w.edition.ItemTitle(i).In(w.Lang), Value: x.Value.String(), Class: x.Class.In(w.Lang),
			Limit: w.edition.Limit(w.section.Water, i, limit), Samples: x.Samples, Below: x.Below,
			Deciding: w.now.Deciding.Has(i) && w.now.Class > water.ClassI, Judged: w.now.Judged.Has(i), Over: x.Class > limit}
		for _, rule := range w.edition.Limits.Items {
			if rule.Item == i {
				row.Unit = rule.Unit
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func waterPalette(e *water.Edition) []render.RGB {
	var list []render.RGB
	for _, g := range e.Classes.Grades {
		list = append(list, rgb(g.RGB))
	}
	return list
}

// addCalendar draws the classes of all months and years, and tells what their colours mean.
func (w *waterView) addCalendar(b *waterBody) {
	palette := w.colours(waterPalette(w.edition))
	g := render.Grid{Title: w.say("各月与各年的水质类别", "Classes of months and years"), Palette: palette,
		Width: 52, Height: 34, Gap: 12}
	for m := range 12 {
		g.Heads = append(g.Heads, w.say(fmt.Sprintf("%d月", m+1), time.Month(m + 1).String()[:3]))
	}
	g.Heads = append(g.Heads, w.say("全年", "year"))
	for _, y := range w.years {
		edition := water.ForDate(measure.Year(y).Last())
		if edition == nil {
			continue
		}
		judged, row := edition.Year(w.section, y), render.GridRow{Head: strconv.Itoa(y)}
		for m := range judged.Months {
			p := measure.Period{Freq: measure.Month, Ord: int32(y*12 + m)}
			row.Cells = append(row.Cells, w.cell(edition, &judged.Months[m], p, strconv.Itoa(m+1)))
		}
		annual := w.cell(edition, &judged.Annual, measure.Year(y), "")
		if annual.State == render.Valued && !judged.Complete {
			annual.Marked = true
			annual.Tip += w.say("；有数据的月份不足", "; too few months have data")
		}
		row.Cells = append(row.Cells, annual)
		g.Rows = append(g.Rows, row)
	}
	b.Calendar = template.HTML(g.SVG()) // our own drawing, escaped
	b.Levels = gradeLevels(w.visit, w.edition, palette)
	for i := range w.judged.Months {
		if grade := w.judged.Months[i].Grade; grade > 0 {
			b.Levels[grade-1].Days++
		}
	}
}

// cell shows a month, or a year, in the calendar.
func (w *waterView) cell(e *water.Edition, ev *water.Evaluation, p measure.Period, month string) render.Cell {
	c := render.Cell{State: render.Empty, Here: p == w.period,
		Tip: render.Period(p, w.Lang) + " " + w.say("无数据", "no data")}
	if ev.Samples == 0 {
		return c
	}
	c.Link = w.here("year", strconv.Itoa(p.CalendarYear()), "month", month)
	if ev.Class == water.NoClass {
		c.State = render.Invalid
		c.Tip = render.Period(p, w.Lang) + w.say(" 没有参评项目", " no item that counts")
		return c
	}
	c.State, c.Level, c.Text = render.Valued, ev.Grade, classMark(w.visit, ev.Class)
	c.Tip = render.Period(p, w.Lang) + " " + ev.Class.In(w.Lang) + w.say("，", ", ") + e.Grade(ev.Grade).Title.In(w.Lang)
	if ev.Class > water.ClassI {
		c.Tip += w.say("；定类项目 ", "; decided by ") + waterSet(w.visit, e, ev.Deciding)
	}
	c.Tip += w.say(fmt.Sprintf("；样本 %d", ev.Samples), fmt.Sprintf("; %d samples", ev.Samples))
	return c
}

// classMark is a class as a cell has room for it.
func classMark(v *visit, c water.Class) string {
	if c == water.BeyondV {
		return v.say("劣Ⅴ", ">Ⅴ")
	}
	return c.String()
}

// gradeLevels are the grades in their colours, with the classes in them.
func gradeLevels(v *visit, e *water.Edition, palette []render.RGB) []levelRow {
	var rows []levelRow
	from := 1
	for i, g := range e.Classes.Grades {
		text := classMark(v, water.Class(from))
		if g.UpTo > from {
			text += "–" + classMark(v, water.Class(g.UpTo))
		}
		rows = append(rows, levelRow{Name: g.Title.In(v.Lang),
			Swatch: template.HTML(render.Swatch(palette[i], text, g.Title.In(v.Lang)))}) // our own drawing, escaped
		from = g.UpTo + 1
	}
	return rows
}

// addPassage adds what entered from above, in the same period.
func (s *site) addPassage(w *waterView, b *waterBody) error {
	id := w.section.ID
	if _, b.Topology = s.ws.Topology().Place(id); !b.Topology {
		return nil
	}
	evaluations := map[string]*water.Evaluation{id: &w.now}
	if err := s.evaluateAbove(w, id, evaluations); err != nil {
		return err
	}
	passage := s.ws.Topology().Passage(w.edition, id, w.target, evaluations)
	for _, x := range passage.Exceeding {
		row := newPollutantRow(w.visit, w.edition, x.Pollutant)
		row.Origin = originName(w.visit, x.Origin)
		b.Exceeding = append(b.Exceeding, row)
	}
	for _, in := range passage.Above {
		b.Above = append(b.Above, w.inflow(in))
	}
	return nil
}

// evaluateAbove evaluates the sections above one, and above those of them that have no class.
func (s *site) evaluateAbove(w *waterView, id string, evaluations map[string]*water.Evaluation) error {
	for _, place := range s.ws.Topology().Above(id) {
		var all monitor.Readings
		if err := s.ws.Readings().Load(&all, w.sites[place.ID], w.At.Known); err != nil {
			return err
		}
		part := between(&all, w.period.First(), min(w.period.Last(), lastSeen(w.visit)))
		part.Site.ID = place.ID // even of a site without readings
		ev := w.edition.Period(s.waterSection(&part), w.period)
		evaluations[place.ID] = &ev
		if ev.Class == water.NoClass {
			if err := s.evaluateAbove(w, place.ID, evaluations); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *waterView) inflow(in water.Inflow) inflowRow {
	row := inflowRow{Name: placeName(in.Section), Class: in.Class.In(w.Lang),
		Link: w.Link(sitePath(w.sites[in.Section.ID]), "year", strconv.Itoa(w.year), "palette", w.palette)}
	for i, p := range in.Through {
		if i > 0 {
			row.Through += w.say("、", ", ")
		}
		row.Through += placeName(p)
	}
	for _, d := range in.Items {
		if !w.edition.Judged().Has(d.Item) {
			continue
		}
		item := inflowItem{Name: w.edition.ItemTitle(d.Item).In(w.Lang), Above: d.Above.String(), Here: d.Here.String(),
			Change: signed(d.Change), Exceeds: d.Exceeds}
		row.Items = append(row.Items, item)
	}
	return row
}

func placeName(p *water.Place) string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// signed writes a difference with its sign.
func signed(d decimal.Decimal) string {
	if d.Units > 0 {
		return "+" + d.String()
	}
	return strings.Replace(d.String(), "-", "−", 1)
}

func originName(v *visit, o water.Origin) string {
	switch o {
	case water.Entered:
		return v.say("入境前已超", "above it already")
	case water.Between:
		return v.say("区间内新增", "added on the way")
	}
	return v.say("上游无该项数据", "not measured above")
}

// lastSeen is the last day that a visit sees.
func lastSeen(v *visit) measure.Date {
	if v.At.Valid == 0 {
		return monitor.LastHour.Day()
	}
	return v.At.Valid
}

// fillTrace draws the readings of the item that is chosen, with the means of months and, of water that
// is judged, the limits of classes.
func (v *siteView) fillTrace(body *siteBody, w *waterView) {
	item, err := monitor.ParseItem(v.item)
	if err != nil {
		return // the choices are items
	}
	year := measure.Year(v.year)
	part := between(&v.readings, year.First(), year.Last())
	series := seriesOf(&part, item)
	if series == nil {
		return
	}
	t := v.trace(series)
	body.ChartTitle = item.Label().In(v.Lang)
	body.ChartLegend.Values = v.say("读数", "reading")
	if judged, err := water.ParseItem(v.item); err == nil && w != nil {
		w.addMeans(&t, judged)
		w.addLimits(&t, judged)
	}
	if len(t.Means) > 0 {
		body.ChartLegend.Means = v.say("月均值", "mean of a month")
	}
	for _, x := range t.Limits {
		if x.Target {
			body.ChartLegend.Target = v.say("目标类别的限值", "limit of the target class")
		} else {
			body.ChartLegend.Limits = v.say("类别限值", "limit of a class")
		}
	}
	body.Chart = template.HTML(t.SVG(v.Lang)) // our own drawing, escaped
}

func (w *waterView) addMeans(t *render.Trace, item water.Item) {
	for m := range w.judged.Months {
		x := &w.judged.Months[m].Items[item]
		if x.Value.IsNone() {
			continue
		}
		p := measure.Period{Freq: measure.Month, Ord: int32(w.year*12 + m)}
		t.Means = append(t.Means, render.TracePoint{Day: render.MiddleOf(p), Value: x.Value.Float(),
			Tip: strings.TrimSpace(render.Period(p, w.Lang) + " " + x.Value.String() + " " + x.Class.In(w.Lang))})
	}
}

// addLimits adds the limits of the classes; equal ones are one line, and both ends of a range two.
func (w *waterView) addLimits(t *render.Trace, item water.Item) {
	for c := water.ClassI; c <= water.ClassV; c++ {
		for _, text := range strings.Split(w.edition.Limit(w.section.Water, item, c), "–") {
			d, err := decimal.Parse(text)
			if err != nil {
				continue // no limit
			}
			w.addLimit(t, d, c)
		}
	}
}

func (w *waterView) addLimit(t *render.Trace, d decimal.Decimal, c water.Class) {
	for i := range t.Limits {
		if x := &t.Limits[i]; x.Value == d.Float() {
			x.Target = x.Target || c == w.target
			if name := c.In(w.Lang); c == w.target {
				x.Label = name + " " + d.String()
			}
			return
		}
	}
	t.Limits = append(t.Limits, render.Limit{Value: d.Float(), Label: c.In(w.Lang) + " " + d.String(),
		Target: c == w.target})
}
