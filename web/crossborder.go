package web

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/render"
)

// crossborderBody is the sections with target classes in a year.
type crossborderBody struct {
	Needs     []neededFile // what is missing for the page to say anything, or all it could
	Empty     bool
	Filters   []siteFilter
	Year      int
	Annual    tallyBody
	Monthly   tallyBody
	NoData    int
	NoTarget  int
	Synthetic bool
	Sections  []crossingRow
	Levels    []levelRow
	Edition   editionNote
}

// neededFile is a file, or readings, with what it is for.
type neededFile struct {
	Name, Columns, For string
	There              bool
}

type tallyBody struct {
	Rate          string // empty where nothing was evaluated
	Attained, All int
}

// crossingRow is a section in the year.
type crossingRow struct {
	Name, ID, Link, River, From, To string
	Crosses                         bool
	Target, Class                   string
	Verdict                         string // met, missed, no-data or no-target
	Complete                        bool
	MonthsMet, MonthsAll            int
	Months                          template.HTML
	Exceeding                       []pollutantRow
	Above                           []inflowRow
}

// crossing is the sections of a year as a visit sees them.
type crossing struct {
	*siteView
	edition    *water.Edition
	attainment water.Attainment
	sections   map[string]*water.SectionAttainment
	sites      map[string]string // ids of sites by what tables call them
}

// siteLink is the address of a section's page in the year.
func (c *crossing) siteLink(section string) string {
	return c.Link(sitePath(c.sites[section]), "year", strconv.Itoa(c.year), "palette", c.palette)
}

func (s *site) crossborder(v *visit) (page, error) {
	p := page{Template: "crossborder", Title: v.say("跨界断面", "Boundary sections")}
	body := crossborderBody{Needs: s.neededFiles(v)}
	years, err := s.waterYears(v)
	if err != nil {
		return p, err
	}
	if body.Empty = len(years) == 0; body.Empty {
		p.Body = body
		return p, nil
	}
	view := &siteView{visit: v, years: years, year: years[0], palette: v.r.URL.Query().Get("palette")}
	if err := view.chooseYear(); err != nil {
		return p, err
	}
	c, err := s.newCrossing(view)
	if err != nil {
		return p, err
	}
	body.Filters = []siteFilter{{"year", v.say("年份", "Year"), view.yearChoices()}, paletteFilter(view)}
	body.Year = view.year
	s.fillCrossing(c, &body)
	p.Title += " · " + strconv.Itoa(view.year)
	p.Body = body
	return p, nil
}

// neededFiles lists what the page rests on.
func (s *site) neededFiles(v *visit) []neededFile {
	return []neededFile{
		{"monitoring/water-targets.csv", "section,year,target", v.say("各断面各年的目标类别", "the target class of sections by year"),
			len(s.ws.WaterTargets()) > 0},
		{"monitoring/sections.csv", "section,name,river,water,from,to,downstream",
			v.say("断面在哪条河、哪两地之间，下一个断面是哪个", "on which river and boundary a section lies, and what lies below"),
			s.ws.Topology() != nil},
		{"yipanqi serve --readings FILE", v.say("由 yipanqi readings import 存入", "kept by yipanqi readings import"),
			v.say("断面的水质监测数据", "readings of water at the sections"), s.ws.Readings() != nil},
	}
}

// waterYears lists the years that any section has a target for or readings in, the latest first; none
// without targets, topology or without readings.
func (s *site) waterYears(v *visit) ([]int, error) {
	if s.ws.Readings() == nil || len(s.ws.WaterTargets()) == 0 && s.ws.Topology() == nil {
		return nil, nil
	}
	covered, err := s.coverages(v)
	if err != nil {
		return nil, err
	}
	found := map[int]bool{}
	for i := range covered {
		if c := &covered[i]; c.site.Kind == monitor.Section && c.items > 0 {
			for y := c.first.Year(); y <= c.last.Year(); y++ {
				found[y] = true
			}
		}
	}
	var years []int
	for y := range found {
		years = append(years, y)
	}
	slices.Sort(years)
	slices.Reverse(years)
	return years, nil
}

// newCrossing judges every section in the year, on all processors.
func (s *site) newCrossing(v *siteView) (*crossing, error) {
	c := &crossing{siteView: v, edition: water.ForDate(measure.Year(v.year).Last()),
		sections: map[string]*water.SectionAttainment{}, sites: s.sectionSites()}
	if c.edition == nil {
		return nil, notFound(v.say("这一年没有施行中的标准", "No edition was in force in this year"))
	}
	var err error
	c.attainment, err = s.crossings.get(s.seenFrom(v.visit)+strconv.Itoa(v.year), func() (water.Attainment, error) {
		judged, err := s.judgeSections(v, c.edition)
		return c.edition.Attain(v.year, judged, s.ws.WaterTargets()), err
	})
	for i := range c.attainment.Sections {
		x := &c.attainment.Sections[i]
		c.sections[x.ID] = x
	}
	return c, err
}

// judgeSections evaluates sections with water in the year, and those with a target that have none.
func (s *site) judgeSections(v *siteView, e *water.Edition) ([]water.SectionYear, error) {
	var sites []monitor.Site
	for _, x := range s.ws.Readings().Sites() {
		if x.Kind == monitor.Section {
			sites = append(sites, x)
		}
	}
	all, year := make([]water.SectionYear, len(sites)), measure.Year(v.year)
	err := s.eachSite(v.visit, sites, func(i int, r *monitor.Readings) error {
		part := between(r, year.First(), year.Last())
		part.Site = sites[i]
		all[i] = e.Year(s.waterSection(&part), v.year)
		return nil
	})
	judged, there := []water.SectionYear{}, map[string]bool{}
	for i := range all {
		if all[i].Annual.Samples > 0 || s.ws.WaterTargets().For(all[i].ID, v.year) != water.NoClass {
			judged = append(judged, all[i])
			there[all[i].ID] = true
		}
	}
	var without []string
	for id, years := range s.ws.WaterTargets() {
		if years[v.year] != water.NoClass && !there[id] {
			without = append(without, id)
		}
	}
	slices.Sort(without)
	for _, id := range without {
		judged = append(judged, e.Year(&water.Section{ID: id}, v.year))
	}
	return judged, err
}

func (s *site) fillCrossing(c *crossing, body *crossborderBody) {
	a := &c.attainment
	body.Annual = tallyBody{rate(a.Annual), a.Annual.Attained, a.Annual.Evaluated}
	body.Monthly = tallyBody{rate(a.Monthly), a.Monthly.Attained, a.Monthly.Evaluated}
	body.NoData = a.NoData
	body.Edition = waterEditionNote(c.edition, c.Lang)
	evaluations := map[string]*water.Evaluation{}
	for id, x := range c.sections {
		evaluations[id] = &x.Annual
	}
	headers := s.ws.Readings().Headers()
	for i := range monitor.KnownBy(headers, c.At.Known) {
		body.Synthetic = body.Synthetic || headers[i].Grade == citation.Synthetic
	}
	palette := c.colours(waterPalette(c.edition))
	for i := range a.Sections {
		x := &a.Sections[i]
		row := s.newCrossingRow(c, x, evaluations)
		if x.Target == water.NoClass && !row.Crosses {
			body.NoTarget++
			continue
		}
		row.Months = template.HTML(c.strip(x, palette)) // our own drawing, escaped
		body.Sections = append(body.Sections, row)
	}
	body.Levels = gradeLevels(c.visit, c.edition, palette)
	slices.SortStableFunc(body.Sections, func(a, b crossingRow) int {
		return slices.Index(verdicts, a.Verdict) - slices.Index(verdicts, b.Verdict)
	})
}

// verdicts are in the order of the list: what needs action first.
var verdicts = []string{"missed", "no-data", "met", "no-target"}

func rate(t water.Tally) string {
	if t.Rate.IsNone() {
		return ""
	}
	return t.Rate.String() + "%"
}

func (s *site) newCrossingRow(c *crossing, x *water.SectionAttainment,
	evaluations map[string]*water.Evaluation) crossingRow {
	row := crossingRow{Name: x.ID, ID: x.ID, Target: x.Target.In(c.Lang), Class: x.Annual.Class.In(c.Lang),
		Complete: x.Complete, MonthsMet: x.Monthly.Attained, MonthsAll: x.Monthly.Evaluated}
	switch {
	case x.Annual.Class == water.NoClass, x.Target != water.NoClass && !x.Judged():
		row.Verdict = "no-data"
	case x.Target == water.NoClass:
		row.Verdict = "no-target"
	case x.Attains:
		row.Verdict = "met"
	default:
		row.Verdict = "missed"
	}
	if x.Annual.Samples > 0 {
		row.Link = c.siteLink(x.ID)
	}
	for _, p := range x.Exceeding {
		row.Exceeding = append(row.Exceeding, newPollutantRow(c.visit, c.edition, p))
	}
	t := s.ws.Topology()
	if t == nil {
		return row
	}
	place, ok := t.Place(x.ID)
	if !ok {
		return row
	}
	row.Name, row.River, row.Crosses = placeName(place), place.River, place.Crosses()
	row.From, row.To = place.From, place.To
	passage := t.Passage(c.edition, x.ID, x.Target, evaluations)
	for i, p := range passage.Exceeding {
		row.Exceeding[i].Origin = originName(c.visit, p.Origin)
	}
	for _, in := range passage.Above {
		row.Above = append(row.Above, inflowRow{Name: placeName(in.Section), Class: in.Class.In(c.Lang),
			Link: c.siteLink(in.Section.ID)})
	}
	return row
}

// strip draws the classes of a section's months in one row.
func (c *crossing) strip(x *water.SectionAttainment, palette []render.RGB) string {
	g := render.Grid{Title: c.say("各月类别", "Classes of months"), Palette: palette, Width: 24, Height: 22}
	var row render.GridRow
	var said []string
	for m := range x.Months {
		ev := &x.Months[m]
		p := measure.Period{Freq: measure.Month, Ord: int32(c.year*12 + m)}
		cell := render.Cell{State: render.Empty, Tip: render.Period(p, c.Lang) + " " + c.say("无数据", "no data")}
		if ev.Class != water.NoClass {
			cell = render.Cell{State: render.Valued, Level: ev.Grade, Text: classMark(c.visit, ev.Class),
				Tip:    render.Period(p, c.Lang) + " " + ev.Class.In(c.Lang),
				Marked: x.Target != water.NoClass && ev.Class > x.Target}
			if cell.Text == "劣Ⅴ" {
				cell.Text = "劣" // for want of room
			}
			said = append(said, fmt.Sprintf("%d: %s", m+1, ev.Class.In(c.Lang)))
		}
		row.Cells = append(row.Cells, cell)
	}
	g.Rows = []render.GridRow{row}
	g.Description = strings.Join(said, c.say("；", "; "))
	return g.SVG()
}
