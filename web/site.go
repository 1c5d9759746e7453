package web

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/render"
)

// siteBody is one station, city or section in a year.
type siteBody struct {
	Name, ID, Kind, Area string
	Synthetic            bool
	First, Last          string // empty where nothing was known of it
	Year                 int
	Filters              []siteFilter
	Air                  *airBody
	Water                *waterBody
	Chart                template.HTML
	ChartTitle           string
	ChartLegend          traceLegend
	Editions             []editionNote
	Sources              []batchRow
}

// siteFilter is a choice over the page.
type siteFilter struct {
	Name, Label string
	Choices     []choice
}

// traceLegend says which marks a chart of readings holds.
type traceLegend struct{ Values, Means, Over, Limits, Target string }

// editionNote is an edition with what it rests on.
type editionNote struct {
	Line        string
	Assumptions []string
}

// siteView is a site as a visit sees it: its readings, and what the query asks of them.
type siteView struct {
	*visit
	site     monitor.Site
	readings monitor.Readings // up to the valid date
	year     int
	years    []int
	palette  string // safe, or empty for the standard's
	item     string
}

func (s *site) monitorSite(v *visit) (page, error) {
	view, err := s.newSiteView(v)
	if err != nil {
		return page{}, err
	}
	body := siteBody{Name: view.site.Label(), ID: view.site.ID, Kind: siteKindName(v, view.site.Kind),
		Area: siteAreaName(v, view.site), Year: view.year}
	p := page{Template: "site", Title: body.Name}
	if len(view.readings.Series) == 0 {
		p.Body = body
		return p, nil
	}
	first, last := view.span()
	body.First, body.Last = first.String(), last.String()
	if body.Sources, body.Synthetic, err = s.sourcesOf(view); err != nil {
		return p, err
	}
	body.Filters = append(body.Filters, siteFilter{"year", v.say("年份", "Year"), view.yearChoices()})
	switch days := airDays(&view.readings, air.Editions()[0]); {
	case days != nil:
		err = view.fillAir(&body)
	default:
		err = s.fillWater(view, &body)
	}
	if err != nil {
		return p, err
	}
	if body.Air != nil || body.Water != nil {
		body.Filters = append(body.Filters, paletteFilter(view))
	}
	p.Title += " · " + strconv.Itoa(view.year)
	p.Body = body
	return p, nil
}

func (s *site) newSiteView(v *visit) (*siteView, error) {
	id, reader := v.r.PathValue("site"), s.ws.Readings()
	var sites []monitor.Site
	if reader != nil {
		sites = reader.Sites()
	}
	at := slices.IndexFunc(sites, func(x monitor.Site) bool { return x.ID == id })
	if at < 0 {
		return nil, notFound(v.say("没有这个监测点", "There is no such site"))
	}
	view := &siteView{visit: v, site: sites[at], item: v.r.URL.Query().Get("item")}
	var all monitor.Readings
	if err := reader.Load(&all, id, v.At.Known); err != nil {
		return nil, err
	}
	view.readings = between(&all, 0, v.At.Valid)
	view.readings.Site = view.site
	view.palette = v.r.URL.Query().Get("palette")
	return view, view.readYear()
}

// readYear finds the years with readings and the one that is asked for: the latest unless told.
func (v *siteView) readYear() error {
	if len(v.readings.Series) == 0 {
		return nil
	}
	first, last := v.span()
	for y := last.Year(); y >= first.Year(); y-- {
		v.years = append(v.years, y)
	}
	v.year = last.Year()
	return v.chooseYear()
}

// chooseYear reads the year that is asked for.
func (v *siteView) chooseYear() error {
	if asked := v.r.URL.Query().Get("year"); asked != "" {
		year, err := strconv.Atoi(asked)
		if err != nil || !slices.Contains(v.years, year) {
			return notFound(v.say("这个监测点没有这一年的数据", "The site has no readings of this year"))
		}
		v.year = year
	}
	return nil
}

// span returns the first and the last day with a reading.
func (v *siteView) span() (first, last measure.Date) {
	for i := range v.readings.Series {
		s := &v.readings.Series[i]
		if from := s.Day(0); i == 0 || from < first {
			first = from
		}
		last = max(last, s.Day(len(s.Values)-1))
	}
	return first, last
}

func (v *siteView) yearChoices() []choice {
	var list []choice
	for _, y := range v.years {
		list = append(list, choice{strconv.Itoa(y), strconv.Itoa(y), y == v.year})
	}
	return list
}

// here is the address of the page with what is chosen, changed by pairs.
func (v *siteView) here(pairs ...string) string {
	query := v.r.URL.Query()
	all := []string{"year", strconv.Itoa(v.year), "edition", query.Get("edition"), "item", v.item, "palette", v.palette}
	return v.Link(sitePath(v.site.ID), append(all, pairs...)...)
}

// colours returns the palette that is chosen for levels with the standard's colours.
func (v *siteView) colours(standard []render.RGB) []render.RGB {
	if v.palette == "safe" {
		return render.SafePalette(len(standard))
	}
	return standard
}

func paletteFilter(v *siteView) siteFilter {
	return siteFilter{"palette", v.say("配色", "Colours"), []choice{
		{"", v.say("标准规定", "of the standard"), v.palette != "safe"},
		{"safe", v.say("色觉友好", "safe for colour blindness"), v.palette == "safe"}}}
}

func rgb(list []int) render.RGB {
	return render.RGB{uint8(list[0]), uint8(list[1]), uint8(list[2])}
}

// sourcesOf lists the batches that the readings of the year come from.
func (s *site) sourcesOf(view *siteView) (rows []batchRow, synthetic bool, err error) {
	year := measure.Year(view.year)
	part := between(&view.readings, year.First(), year.Last())
	headers, err := s.batchesOf(view.visit, &part)
	for i := range headers {
		rows = append(rows, newBatchRow(view.visit, &headers[i]))
		synthetic = synthetic || rows[i].Synthetic
	}
	return rows, synthetic, err
}

func siteKindName(v *visit, k monitor.Kind) string {
	switch k {
	case monitor.City:
		return v.say("城市", "city")
	case monitor.Station:
		return v.say("空气监测点", "air station")
	}
	return v.say("河流断面", "river section")
}

func newEditionNote(line string, notes []locale.Text, l locale.Lang) editionNote {
	n := editionNote{Line: line}
	for _, x := range notes {
		n.Assumptions = append(n.Assumptions, x.In(l))
	}
	return n
}

func airEditionNote(e *air.Edition, l locale.Lang) editionNote {
	var notes []locale.Text
	for _, a := range e.Assumptions() {
		notes = append(notes, a.Note)
	}
	return newEditionNote(e.Line(l), notes, l)
}

func waterEditionNote(e *water.Edition, l locale.Lang) editionNote {
	var notes []locale.Text
	for _, a := range e.Assumptions() {
		notes = append(notes, a.Note)
	}
	return newEditionNote(e.Line(l), notes, l)
}

// itemFilter is the choice of the item that the chart shows; the first is shown unless told.
func (v *siteView) itemFilter(items []choice) (siteFilter, error) {
	at := slices.IndexFunc(items, func(c choice) bool { return c.Value == cmp.Or(v.item, items[0].Value) })
	if at < 0 {
		return siteFilter{}, notFound(v.say("这里没有这个监测项目", "There is no such item here"))
	}
	v.item = items[at].Value
	items[at].Here = true
	return siteFilter{"item", v.say("项目", "Item"), items}, nil
}

// trace is the chart of a series as it was measured.
func (v *siteView) trace(s *monitor.Series) render.Trace {
	t := render.Trace{Title: v.site.Label() + " · " + s.Item.Label().In(v.Lang) + " · " + strconv.Itoa(v.year),
		Unit: unitOf(s.Item), Year: v.year, First: s.Day(0), PerDay: int(monitor.Daily / s.Step)}
	// The series may begin within a day.
	for k := monitor.HourOf(s.Day(0), int(s.Step)); k < s.Hour(0); k += monitor.Hour(s.Step) {
		t.Values = append(t.Values, measure.Missing)
	}
	for _, value := range s.Values {
		t.Values = append(t.Values, number(s.Item, value))
	}
	return t
}

// number is a reading in the item's unit.
func number(i monitor.Item, value int32) float64 {
	if value == monitor.Missing {
		return measure.Missing
	}
	scale := 1.0
	for range i.Digits() {
		scale *= 10
	}
	return float64(value) / scale
}

// seriesOf returns an item's series, of days where it has one by the clock too; nil without any.
func seriesOf(r *monitor.Readings, item monitor.Item) *monitor.Series {
	if s := r.Daily(item); s != nil {
		return s
	}
	return r.Clock(item)
}

// unitOf names an item's unit; empty for a bare number.
func unitOf(i monitor.Item) string {
	if i.Unit() == "1" {
		return ""
	}
	return i.Unit()
}
