// Package synthetic makes monitoring data that look like real ones and are none: with the course of
// days and seasons, weather that lasts, spikes, gaps and values below detection. Sites are named 合成,
// and whoever stores the data gives them the grade "synthetic". They serve benchmarks and
// demonstrations, and never stand in for a reading.
//
// The same seed gives the same data on every machine: everything is computed in whole numbers.
package synthetic

import (
	"fmt"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// random is splitmix64 (Steele, Lea and Flood 2014), a generator of 64-bit numbers.
type random uint64

func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1; for small n, as good as equally often.
func (r *random) below(n int) int { return int(r.next() >> 33 % uint64(n)) }

// stream returns the generator of one series, unlike that of any other.
func stream(seed uint64, site, item int) *random {
	r := random(seed)
	r = random(r.next() ^ uint64(site)<<16 ^ uint64(item))
	r.next()
	return &r
}

// course is how a quantity runs through the year and the day, in percent of its mean.
type course struct {
	item  monitor.Item
	mean  int // in units of grain
	grain int32
	month [12]int
	hour  [24]int // of every hour, or nothing
	swing int     // of weather, in percent
}

var (
	twoPeaks = [24]int{96, 92, 88, 85, 84, 88, 98, 112, 120, 118, 110, 102,
		96, 90, 86, 85, 88, 96, 106, 114, 118, 114, 108, 102}
	noon = [24]int{62, 58, 54, 50, 47, 44, 42, 46, 58, 78, 102, 126,
		146, 160, 166, 164, 154, 138, 118, 100, 86, 78, 72, 66}
	winter = [12]int{175, 145, 115, 90, 75, 60, 55, 58, 68, 85, 115, 160}
	summer = [12]int{50, 65, 90, 115, 135, 140, 145, 140, 110, 80, 60, 45}
)

var air = []course{
	{monitor.PM25, 38, 1000, winter, twoPeaks, 60},
	{monitor.PM10, 62, 1000, winter, twoPeaks, 55},
	{monitor.SO2, 8, 1000, winter, twoPeaks, 40},
	{monitor.NO2, 32, 1000, winter, twoPeaks, 45},
	{monitor.CO, 8, 100, winter, twoPeaks, 35},
	{monitor.O3, 62, 1000, summer, noon, 50},
}

var level = [12]int{100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100}

var water = []course{
	{monitor.Temperature, 180, 100, [12]int{50, 58, 75, 100, 122, 138, 150, 152, 130, 105, 80, 58}, [24]int{}, 6},
	{monitor.PH, 780, 10_000, level, [24]int{}, 3},
	{monitor.DO, 85, 100_000, [12]int{118, 114, 108, 100, 94, 90, 86, 86, 92, 100, 108, 114}, [24]int{}, 12},
	{monitor.CODMn, 28, 100_000, summer, [24]int{}, 30},
	{monitor.NH3N, 180, 1_000, winter, [24]int{}, 70},
	{monitor.TP, 80, 1_000, summer, [24]int{}, 45},
	{monitor.TN, 210, 10_000, winter, [24]int{}, 30},
	{monitor.Turbidity, 30, 1000, summer, [24]int{}, 80},
	{monitor.Conductivity, 390, 1000, level, [24]int{}, 15},
}

var discharge = course{monitor.Discharge, 5200, 100,
	[12]int{35, 33, 38, 60, 95, 150, 240, 210, 170, 95, 55, 40}, [24]int{}, 50}

// at returns the percentage of a day of the year, on the line between the middles of months.
func (c *course) at(d measure.Date) int {
	t := d.Time()
	m, day := int(t.Month())-1, t.Day()
	if day <= 15 {
		m, day = m+11, day+15
	} else {
		day -= 15
	}
	return (c.month[m%12]*(30-min(day, 30)) + c.month[(m+1)%12]*min(day, 30)) / 30
}

// Air returns a station of air and its hourly readings of pm25, pm10, so2, no2, co and o3 over days.
func Air(seed uint64, n int, from, to measure.Date) (monitor.Site, []monitor.Run) {
	site := monitor.Site{ID: fmt.Sprintf("合成站%04d", n), Area: fmt.Sprintf("合成市%02d", n%16), Kind: monitor.Station}
	return site, runs(seed, n, site.ID, air, monitor.Hourly, from, to)
}

// Water returns a section of a river and its readings of every four hours over days.
func Water(seed uint64, n int, from, to measure.Date) (monitor.Site, []monitor.Run) {
	site := monitor.Site{ID: fmt.Sprintf("合成断面%04d", n), Area: fmt.Sprintf("合成市%02d", n%16), Kind: monitor.Section}
	return site, runs(seed, n, site.ID, water, monitor.FourHourly, from, to)
}

// Flow returns a section of a river and its mean discharge by days.
func Flow(seed uint64, n int, from, to measure.Date) (monitor.Site, []monitor.Run) {
	site := monitor.Site{ID: fmt.Sprintf("合成水文站%04d", n), Area: fmt.Sprintf("合成市%02d", n%16), Kind: monitor.Section}
	return site, runs(seed, n, site.ID, []course{discharge}, monitor.Daily, from, to)
}

// runs makes the series of a site. Gaps of days strike all items at once.
func runs(seed uint64, n int, site string, courses []course, step monitor.Step, from, to measure.Date) []monitor.Run {
	first, _ := step.Slot(monitor.HourOf(from, int(step)))
	last, _ := step.Slot(monitor.HourOf(to, 24))
	off := outages(stream(seed, n, 99), int(last-first)+1, int(step))
	list := make([]monitor.Run, 0, len(courses))
	for k := range courses {
		c := &courses[k]
		r := monitor.Run{Site: site, Item: c.item, Step: step, First: first, Values: make([]int32, last-first+1)}
		c.fill(&r, stream(seed, n, k), off)
		list = append(list, r)
	}
	return list
}

// outages marks the readings that a station lost altogether: some hours to three days, now and then.
func outages(r *random, n, step int) []bool {
	off := make([]bool, n)
	left := 0
	for i := range off {
		if left--; left < 0 && r.below(2400/step) == 0 {
			left = (1 + r.below(72)) / step
		}
		off[i] = left > 0
	}
	return off
}

// fill makes one series.
func (c *course) fill(r *monitor.Run, random *random, off []bool) {
	scale := 70 + random.below(61) // of this site, in percent
	weather, spike, day, ofDay := 0, 0, measure.Date(0), 0
	for i := range r.Values {
		h := r.Step.Hour(r.First + monitor.Slot(i))
		if d := h.Day(); d != day || i == 0 {
			day, ofDay = d, c.at(d)
		}
		weather += (random.below(2001)-1000)*int(r.Step)/24 - weather*int(r.Step)/96
		if spike > 0 {
			spike--
		} else if random.below(3000) == 0 {
			spike = 1 + random.below(8)
		}
		v := c.mean * scale * ofDay / 10_000
		if c.hour[0] > 0 {
			v = v * c.hour[h.Clock()-1] / 100
		}
		v += v * c.swing * max(-900, min(weather, 2500)) / 100_000
		v += (v*random.below(21) - 10*v) / 100 // of the instrument
		if spike > 0 && c.item != monitor.PH && c.item != monitor.Temperature {
			v *= 3
		}
		switch {
		case off[i] || random.below(250) == 0:
			r.Values[i] = monitor.Missing
		default:
			r.Values[i] = int32(max(v, 1)) * c.grain
		}
		if c.item == monitor.NH3N && v < 25 && r.Values[i] != monitor.Missing {
			r.Values[i] = 25 * c.grain
			r.Flags = append(r.Flags, monitor.Flagged{At: int32(i), Flag: monitor.NonDetect})
		}
	}
}
