package air

import (
	"math/big"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// City computes the days of a city: by item the mean of the daily values of its valid stations where
// enough of them are valid, then the index. Stations must be of one edition; the city spans all
// their days.
func City(e *Edition, stations []*Days) *Days {
	if len(stations) == 0 {
		return newDays(e, FromStations, 0, 0)
	}
	first, last := stations[0].First, measure.Date(0)
	exempt := stations[0].Exempt
	for _, s := range stations {
		first = min(first, s.First)
		last = max(last, s.First+measure.Date(s.Len()))
		exempt &= s.Exempt
	}
	d := newDays(e, FromStations, first, int(last-first))
	d.stations, d.Exempt = len(stations), exempt
	d.fillCity(stations, 0, d.Len())
	return d
}

// fillCity computes days from up to to (exclusive).
func (d *Days) fillCity(stations []*Days, from, to int) {
	needs := uint16(d.Edition.City.needs(len(stations)))
	for i := range d.value {
		values, counts := d.value[i][from:to], d.count[i][from:to]
		clear(values)
		clear(counts)
		for _, s := range stations {
			shift := int(d.First - s.First)
			a, b := max(from, -shift), min(to, s.Len()-shift)
			for k := a; k < b; k++ {
				if v := s.value[i][k+shift]; v >= 0 {
					values[k-from] += v
					counts[k-from]++
				}
			}
		}
		for k, n := range counts {
			if n < needs {
				values[k] = noValue
			}
		}
	}
	d.judge(from, to)
}

// RegionSummary is the statistics of a region's cities over a span of days.
type RegionSummary struct {
	From, To  measure.Date
	Cities    int
	Counted   int             // cities with a valid day
	GoodRatio decimal.Decimal // mean of the cities' ratios, percent
	Pooled    decimal.Decimal // good days ÷ valid days of all cities together, percent
	Good      int
	Valid     int
	// Items are means over the cities that have the statistic: of annual means and, for pollutants
	// without an annual limit, of percentiles.
	Items [HourItems]RegionItem
}

// RegionItem is a pollutant's figure for a region.
type RegionItem struct {
	Cities int
	Value  decimal.Decimal
}

// Region computes the statistics of a region from those of its cities, which must be of one edition
// and span.
func Region(e *Edition, cities []Summary) RegionSummary {
	r := RegionSummary{Cities: len(cities), GoodRatio: decimal.None}
	ratios := new(big.Rat)
	for _, c := range cities {
		r.From, r.To = c.From, c.To
		if c.Valid == 0 {
			continue
		}
		r.Counted++
		r.Good += c.Good
		r.Valid += c.Valid
		ratios.Add(ratios, big.NewRat(100*int64(c.Good), int64(c.Valid)))
	}
	if r.Counted > 0 {
		r.GoodRatio = decimal.Round(ratios.Quo(ratios, big.NewRat(int64(r.Counted), 1)), e.Rounding.Rate)
	}
	r.Pooled = decimal.Percent(r.Good, r.Valid, e.Rounding.Rate)
	for it := range Item(HourItems) {
		r.Items[it] = regionItem(e, cities, it)
	}
	return r
}

func regionItem(e *Edition, cities []Summary, it Item) RegionItem {
	total := new(big.Rat)
	item := RegionItem{Value: decimal.None}
	for i := range cities {
		if f := cities[i].figures[it]; !f.none() {
			item.Cities++
			total.Add(total, f.rat())
		}
	}
	if item.Cities > 0 {
		item.Value = decimal.Round(total.Quo(total, big.NewRat(int64(item.Cities), 1)), e.statisticPlaces(it))
	}
	return item
}
