package main

import (
	"sync"
	"sync/atomic"

	"github.com/yipanqi/yipanqi/method/air"
)

// figures are what both sides compute of a year: for every station and city, and of the region.
type figures struct {
	stations, cities []air.Summary
	region           air.RegionSummary
}

// stationsPerCity neighbouring stations make a city.
const stationsPerCity = 10

// fromDays computes the figures of stations whose days are known.
func fromDays(e *air.Edition, year, workers int, days []*air.Days, summaries []air.Summary) *figures {
	f := &figures{stations: summaries}
	f.cities = make([]air.Summary, (len(days)+stationsPerCity-1)/stationsPerCity)
	each(len(f.cities), workers, func() func(int) {
		return func(c int) {
			f.cities[c] = air.City(e, days[c*stationsPerCity:min((c+1)*stationsPerCity, len(days))]).Year(year)
		}
	})
	f.region = air.Region(e, f.cities)
	return f
}

// fromHours computes the figures of loaded readings, city by city; the days of a city's stations live
// in its worker's memory and are not kept.
func fromHours(e *air.Edition, year, workers int, hours []*air.Hours) *figures {
	f := &figures{stations: make([]air.Summary, len(hours))}
	f.cities = make([]air.Summary, (len(hours)+stationsPerCity-1)/stationsPerCity)
	each(len(f.cities), workers, func() func(int) {
		days := make([]*air.Days, stationsPerCity)
		for k := range days {
			days[k] = new(air.Days)
		}
		return func(c int) {
			first := c * stationsPerCity
			members := hours[first:min(first+stationsPerCity, len(hours))]
			for k, h := range members {
				f.stations[first+k] = days[k].Station(e, h).Year(year)
			}
			f.cities[c] = air.City(e, days[:len(members)]).Year(year)
		}
	})
	f.region = air.Region(e, f.cities)
	return f
}

// fromFile computes the figures while reading; readings are dropped as soon as their days are known.
func fromFile(e *air.Edition, year, workers, stations int, path string) (*figures, error) {
	r, err := openParquet(path)
	if err != nil {
		return nil, err
	}
	defer r.close()
	days := make([]*air.Days, stations)
	summaries := make([]air.Summary, stations)
	err = r.each(workers, false, func(s int, h *air.Hours) {
		days[s] = air.Station(e, h)
		summaries[s] = days[s].Year(year)
	})
	if err != nil {
		return nil, err
	}
	return fromDays(e, year, workers, days, summaries), nil
}

// load reads all readings into memory.
func load(workers, stations int, path string) ([]*air.Hours, error) {
	r, err := openParquet(path)
	if err != nil {
		return nil, err
	}
	defer r.close()
	hours := make([]*air.Hours, stations)
	err = r.each(workers, true, func(s int, h *air.Hours) { hours[s] = h })
	return hours, err
}

// onePass reads every loaded reading once and does nothing else with it.
func onePass(workers int, hours []*air.Hours) int32 {
	sums := make([]int32, len(hours))
	each(len(hours), workers, func() func(int) {
		return func(i int) {
			for _, v := range hours[i].Value {
				sums[i] |= orAll(v)
			}
		}
	})
	total := int32(0)
	for _, s := range sums {
		total |= s
	}
	return total
}

func orAll(v []int32) int32 {
	var a, b, c, d, e, f, g, h int32
	for len(v) >= 8 {
		a, b, c, d = a|v[0], b|v[1], c|v[2], d|v[3]
		e, f, g, h = e|v[4], f|v[5], g|v[6], h|v[7]
		v = v[8:]
	}
	return a | b | c | d | e | f | g | h
}

// each calls 0 to n−1 on the functions that its workers make for themselves.
func each(n, workers int, worker func() func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			f := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
