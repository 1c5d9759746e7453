package main

import (
	"sync"

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
	each(len(f.cities), workers, func(c int) {
		members := days[c*stationsPerCity : min((c+1)*stationsPerCity, len(days))]
		f.cities[c] = air.City(e, members).Year(year)
	})
	f.region = air.Region(e, f.cities)
	return f
}

// fromHours computes the figures of loaded readings.
func fromHours(e *air.Edition, year, workers int, hours []*air.Hours) *figures {
	days := make([]*air.Days, len(hours))
	summaries := make([]air.Summary, len(hours))
	each(len(hours), workers, func(i int) {
		days[i] = air.Station(e, hours[i])
		summaries[i] = days[i].Year(year)
	})
	return fromDays(e, year, workers, days, summaries)
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
	each(len(hours), workers, func(i int) {
		for _, v := range hours[i].Value {
			var a, b, c, d, e, f, g, h int32
			for len(v) >= 8 {
				a, b, c, d = a|v[0], b|v[1], c|v[2], d|v[3]
				e, f, g, h = e|v[4], f|v[5], g|v[6], h|v[7]
				v = v[8:]
			}
			sums[i] |= a | b | c | d | e | f | g | h
		}
	})
	total := int32(0)
	for _, s := range sums {
		total |= s
	}
	return total
}

func each(n, workers int, f func(int)) {
	var wg sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range workers {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	wg.Wait()
}
