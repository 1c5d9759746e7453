package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/render"
)

type monitorBody struct {
	Without   bool // there are no readings at all
	Kinds     []siteKind
	Synthetic bool // some batch is
	Batches   []batchRow
	Position  string
}

// siteKind is the sites of one kind.
type siteKind struct {
	ID, Name string
	Areas    []siteArea
	N        int
}

type siteArea struct {
	Name  string // empty for sites that state none
	Sites []siteRow
}

// siteRow is a site with how far it is covered.
type siteRow struct {
	Name, ID, Link     string
	First, Last, Items string // empty where nothing was known of it
	Latest, LatestOf   string
	Synthetic          bool
}

// batchRow is an import that readings come from.
type batchRow struct {
	Source, Origin, Grade, Known, Note string
	Synthetic                          bool
}

func (s *site) monitor(v *visit) (page, error) {
	body := monitorBody{Without: s.ws.Readings() == nil}
	p := page{Template: "monitor", Title: v.say("监测", "Monitoring")}
	if body.Without {
		p.Body = body
		return p, nil
	}
	r := s.ws.Readings()
	covered, err := s.coverages(v)
	if err != nil {
		return p, err
	}
	for _, k := range []struct {
		kind monitor.Kind
		name string
	}{{monitor.City, v.say("城市空气（公布的日值）", "Cities (published values of days)")},
		{monitor.Station, v.say("空气监测点", "Air stations")},
		{monitor.Section, v.say("水质断面与水文站", "River sections")}} {
		if kind := newSiteKind(v, k.kind, k.name, covered); kind.N > 0 {
			body.Kinds = append(body.Kinds, kind)
		}
	}
	headers := r.Headers()
	for i := monitor.KnownBy(headers, v.At.Known) - 1; i >= 0; i-- {
		row := newBatchRow(v, &headers[i])
		body.Synthetic = body.Synthetic || row.Synthetic
		body.Batches = append(body.Batches, row)
	}
	pos := r.Position()
	body.Position = fmt.Sprintf("%x", pos.Hash[:6])
	p.Body = body
	return p, nil
}

func newBatchRow(v *visit, h *monitor.Header) batchRow {
	row := batchRow{Source: h.Source, Origin: h.Origin, Known: h.Known.Date().String(), Note: h.Note,
		Synthetic: h.Grade == citation.Synthetic}
	if h.Grade != "" {
		row.Grade = render.Grade(h.Grade, v.Lang)
	}
	return row
}

// newSiteKind groups the sites of a kind by area; those of areas without a name come last.
func newSiteKind(v *visit, kind monitor.Kind, name string, covered []siteCoverage) siteKind {
	k := siteKind{ID: string(kind), Name: name}
	for i := range covered {
		c := &covered[i]
		if c.site.Kind != kind {
			continue
		}
		area := siteAreaName(v, c.site)
		at := slices.IndexFunc(k.Areas, func(a siteArea) bool { return a.Name == area })
		if at < 0 {
			at = len(k.Areas)
			k.Areas = append(k.Areas, siteArea{Name: area})
		}
		k.Areas[at].Sites = append(k.Areas[at].Sites, newSiteRow(v, c))
		k.N++
	}
	slices.SortStableFunc(k.Areas, func(a, b siteArea) int {
		if (a.Name == "") != (b.Name == "") {
			return -cmp.Compare(len(a.Name), len(b.Name))
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return k
}

func newSiteRow(v *visit, c *siteCoverage) siteRow {
	row := siteRow{Name: c.site.Label(), ID: c.site.ID, Link: v.Link(sitePath(c.site.ID)), Synthetic: c.synthetic}
	if c.items == 0 {
		return row
	}
	row.First, row.Last = c.first.String(), c.last.String()
	row.Items = v.say(fmt.Sprintf("%d项", c.items), fmt.Sprintf("%d items", c.items))
	if c.latest.day != 0 {
		row.Latest, row.LatestOf = c.latest.say(v), c.latest.day.String()
	}
	return row
}

func sitePath(id string) string { return "/monitor/" + id }

// siteAreaName names the area a site states: by its code where it is one, else as it is written.
func siteAreaName(v *visit, s monitor.Site) string {
	if code, ok := v.Plan.Territory.Resolve(s.Area, 0); ok {
		return areaName(v, code)
	}
	return s.Area
}

// siteCoverage is what is known of a site, in no language.
type siteCoverage struct {
	site        monitor.Site
	first, last measure.Date // of readings
	items       int
	latest      latestReading
	synthetic   bool
}

// latestReading is the latest day, or month, that a method gives a figure for.
type latestReading struct {
	day     measure.Date // of a month the last one
	edition *air.Edition
	air     air.Day
	class   water.Class
	item    monitor.Item // where no method judges: the item and its value
	value   int32
}

func (r *latestReading) say(v *visit) string {
	switch {
	case r.edition != nil:
		return fmt.Sprintf("AQI %d %s", r.air.Index, r.edition.Index.Bands[r.air.Level-1].Name.In(v.Lang))
	case r.class != water.NoClass:
		return r.class.In(v.Lang)
	}
	return strings.TrimSpace(r.item.Label().In(v.Lang) + " " + r.item.Format(r.value) + " " + unitOf(r.item))
}

// coverages looks at every site, on all processors.
func (s *site) coverages(v *visit) ([]siteCoverage, error) {
	return s.covered.get(s.seenFrom(v), func() ([]siteCoverage, error) {
		sites := s.ws.Readings().Sites()
		list := make([]siteCoverage, len(sites))
		err := s.eachSite(v, sites, func(i int, r *monitor.Readings) (err error) {
			list[i], err = s.cover(v, sites[i], r)
			return err
		})
		return list, err
	})
}

func (s *site) cover(v *visit, site monitor.Site, r *monitor.Readings) (siteCoverage, error) {
	c := siteCoverage{site: site, items: len(r.Series)}
	for i := range r.Series {
		series := &r.Series[i]
		first, last := series.Day(0), series.Day(len(series.Values)-1)
		if c.first == 0 || first < c.first {
			c.first = first
		}
		c.last = max(c.last, last)
	}
	if c.items == 0 {
		return c, nil
	}
	c.latest = latestOf(r, c.last)
	hours := monthEnds(&r.Series[0])
	if len(hours) == 0 {
		return c, nil
	}
	batch, err := s.batchOf(v, site.ID, &r.Series[0], hours[len(hours)-1])
	if batch >= 0 {
		c.synthetic = s.ws.Readings().Headers()[batch].Grade == citation.Synthetic
	}
	return c, err
}

// latestOf returns the latest figure among a site's last readings: an index, a class, or a reading.
func latestOf(r *monitor.Readings, last measure.Date) latestReading {
	tail := between(r, last-40, last)
	if days := airDays(&tail, air.ForDate(last)); days != nil {
		for d := last; d >= days.First; d-- {
			if int(d-days.First) >= days.Len() {
				continue
			}
			if day := days.Day(d); day.Index != air.NoIndex {
				return latestReading{day: d, edition: days.Edition, air: day}
			}
		}
	}
	if e := water.ForDate(last); e != nil {
		month := monthOf(last)
		if ev := e.Period(method.WaterSection(&tail, water.River), month); ev.Class != water.NoClass {
			return latestReading{day: min(last, month.Last()), class: ev.Class}
		}
	}
	var latest latestReading
	for i := range tail.Series {
		series := &tail.Series[i]
		for k := len(series.Values) - 1; k >= 0; k-- {
			if value := series.Values[k]; value != monitor.Missing && series.Day(k) > latest.day {
				latest = latestReading{day: series.Day(k), item: series.Item, value: value}
			}
		}
	}
	return latest
}
