package air

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/yipanqi/yipanqi/measure"
)

// Stations computes the days of many stations, on several workers; the result does not depend on
// how many.
func Stations(e *Edition, hours []*Hours, workers int) []*Days {
	days := make([]*Days, len(hours))
	parallel(len(hours), workers, func(i int) { days[i] = Station(e, hours[i]) })
	return days
}

// parallel calls f for 0 to n−1, each once.
func parallel(n, workers int, f func(int)) {
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// Network keeps the figures of a region's stations, cities and the region itself, and keeps them
// right as single readings are corrected.
type Network struct {
	Edition *Edition

	hours  []*Hours
	city   []int   // of a station
	member [][]int // stations of a city

	stations []unitFigures
	cities   []unitFigures
	region   map[span]RegionSummary
}

// unitFigures are the figures of a station or city.
type unitFigures struct {
	days      *Days
	summaries map[span]Summary
}

// span is a calendar month or, with month 0, a year.
type span struct {
	year  int
	month time.Month
}

func spansOf(d measure.Date) [2]span {
	t := d.Time()
	return [2]span{{t.Year(), t.Month()}, {t.Year(), 0}}
}

func (s span) dates() (from, to measure.Date) {
	if s.month == 0 {
		p := measure.Year(s.year)
		return p.First(), p.Last()
	}
	return measure.DateOf(s.year, s.month, 1), measure.DateOf(s.year, s.month+1, 1) - 1
}

// NewNetwork computes everything once. city[i] is the number of the city that station i belongs to,
// counted from 0.
func NewNetwork(e *Edition, hours []*Hours, city []int, workers int) *Network {
	n := &Network{Edition: e, hours: hours, city: city, region: map[span]RegionSummary{}}
	for i, c := range city {
		for len(n.member) <= c {
			n.member = append(n.member, nil)
		}
		n.member[c] = append(n.member[c], i)
	}
	n.stations = make([]unitFigures, len(hours))
	parallel(len(hours), workers, func(i int) { n.stations[i] = figuresOf(Station(e, hours[i])) })
	n.cities = make([]unitFigures, len(n.member))
	parallel(len(n.member), workers, func(c int) { n.cities[c] = figuresOf(City(e, n.daysOf(c))) })
	for _, c := range n.cities {
		for s := range c.summaries {
			if _, done := n.region[s]; !done {
				n.summarizeRegion(s)
			}
		}
	}
	return n
}

func figuresOf(d *Days) unitFigures {
	u := unitFigures{days: d, summaries: map[span]Summary{}}
	for k := range d.Len() {
		for _, s := range spansOf(d.First + measure.Date(k)) {
			if _, done := u.summaries[s]; !done {
				u.summarize(s)
			}
		}
	}
	return u
}

func (u *unitFigures) summarize(s span) { u.summaries[s] = u.days.Summary(s.dates()) }

// renew makes a summary new after a reading of one pollutant changed.
func (u *unitFigures) renew(s span, i Item) {
	summary := u.summaries[s]
	items := ItemSet(1) << i
	if i == O3 {
		items |= 1 << O3Peak
	}
	u.days.summarize(&summary, items)
	u.summaries[s] = summary
}

// summarizeRegion counts a city without days in the span as one without figures.
func (n *Network) summarizeRegion(s span) {
	from, to := s.dates()
	cities := make([]Summary, len(n.cities))
	for i, c := range n.cities {
		summary, ok := c.summaries[s]
		if !ok {
			summary = Summary{From: from, To: to}
		}
		cities[i] = summary
	}
	n.region[s] = Region(n.Edition, cities)
}

func (n *Network) daysOf(city int) []*Days {
	days := make([]*Days, len(n.member[city]))
	for k, i := range n.member[city] {
		days[k] = n.stations[i].days
	}
	return days
}

// Station returns the days of a station; they change as readings are corrected.
func (n *Network) Station(i int) *Days { return n.stations[i].days }

// City returns the days of a city; they change as readings are corrected.
func (n *Network) City(i int) *Days { return n.cities[i].days }

// StationSummary returns the statistics of a station's year or, with a month, of its month; false
// where it has no days in it. CitySummary and RegionSummary do the same.
func (n *Network) StationSummary(i, year int, month time.Month) (Summary, bool) {
	s, ok := n.stations[i].summaries[span{year, month}]
	return s, ok
}

// CitySummary returns the statistics of a city.
func (n *Network) CitySummary(i, year int, month time.Month) (Summary, bool) {
	s, ok := n.cities[i].summaries[span{year, month}]
	return s, ok
}

// RegionSummary returns the statistics of the region.
func (n *Network) RegionSummary(year int, month time.Month) (RegionSummary, bool) {
	s, ok := n.region[span{year, month}]
	return s, ok
}

// Recomputed counts what a correction made new.
type Recomputed struct {
	StationDays, StationSpans int
	CityDays, CitySpans       int
	RegionSpans               int
}

// Correct replaces one reading and recomputes the day, month and year it belongs to: of its station,
// and where the station's day changed, of its city, and where the city's day changed, of the region.
// It reports what was recomputed; nothing where the reading lies outside the station's series.
func (n *Network) Correct(station int, i Item, h Hour, value int32) Recomputed {
	var r Recomputed
	hours := n.hours[station]
	at := int(h - hours.First)
	if i >= HourItems || at < 0 || at >= len(hours.Value[i]) || hours.Value[i][at] == value {
		return r
	}
	hours.Value[i][at] = value
	day := h.Day()
	own := &n.stations[station]
	k := int(day - own.days.First)
	r.StationDays++
	if !own.days.refresh(k, func() { own.days.fill(hours, k, k+1) }) {
		return r
	}
	for _, s := range spansOf(day) {
		own.renew(s, i)
		r.StationSpans++
	}
	city := &n.cities[n.city[station]]
	members := n.daysOf(n.city[station])
	k = int(day - city.days.First)
	r.CityDays++
	if !city.days.refresh(k, func() { city.days.fillCity(members, k, k+1) }) {
		return r
	}
	for _, s := range spansOf(day) {
		city.renew(s, i)
		n.summarizeRegion(s)
		r.CitySpans++
		r.RegionSpans++
	}
	return r
}

// refresh recomputes day k and reports whether that changed it.
func (d *Days) refresh(k int, compute func()) bool {
	before := d.content(k)
	compute()
	return d.content(k) != before
}

// content is what later figures are made from.
func (d *Days) content(k int) (c struct {
	value                   [Items]int64
	count                   [Items]uint16
	index                   int16
	primary, exceeds, above ItemSet
}) {
	for i := range d.value {
		c.value[i], c.count[i] = d.value[i][k], d.count[i][k]
	}
	c.index, c.primary, c.exceeds, c.above = d.index[k], d.primary[k], d.exceeding[k], d.over[k]
	return c
}
