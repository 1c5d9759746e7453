package water

import (
	"math/big"
	"slices"

	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Index is the index of a city's rivers or of its lakes: the sum of the ratios of items.
type Index struct {
	Sections int // with data
	Items    ItemSet
	Ratios   [Items]decimal.Decimal // None without data
	Value    decimal.Decimal        // None without data

	exact *big.Rat
}

// CityIndex is the city index (CWQI), lower is better. Only indices of the same items compare.
type CityIndex struct {
	City        string
	River, Lake Index
	Value       decimal.Decimal
	Complete    bool // rivers and lakes, as far as there are any, have every judged item
	Rank        int  // set by RankCities, from 1; equal figures share one, 0 without data
}

// CityIndex computes the index of a city from the means of its sections in a period. Rivers and
// lakes are averaged apart and weighed by the number of their sections.
func (e *Edition) CityIndex(city string, sections []SectionMeans) CityIndex {
	c := CityIndex{City: city, Value: decimal.None, Complete: true}
	c.River, c.Lake = e.index(River, sections), e.index(Lake, sections)
	total, n := new(big.Rat), int64(0)
	for _, x := range []Index{c.River, c.Lake} {
		if x.exact == nil {
			continue
		}
		c.Complete = c.Complete && x.Items == e.table.judged
		total.Add(total, new(big.Rat).Mul(x.exact, big.NewRat(int64(x.Sections), 1)))
		n += int64(x.Sections)
	}
	if n == 0 {
		c.Complete = false
		return c
	}
	c.Value = decimal.Round(total.Quo(total, big.NewRat(n, 1)), e.Rounding.Index)
	return c
}

func (e *Edition) index(w Water, sections []SectionMeans) Index {
	x := Index{Value: decimal.None}
	var parts []Means
	for _, s := range sections {
		if s.Water == w && e.Evaluate(w, s.Means).Class != NoClass {
			parts = append(parts, s.Means)
		}
	}
	x.Sections = len(parts)
	mean := e.AverageOf(parts)
	total := new(big.Rat)
	for i := range Item(Items) {
		x.Ratios[i] = decimal.None
		if !e.table.judged.Has(i) {
			continue
		}
		ratio := e.ratio(w, i, mean.Items[i].value)
		if ratio == nil {
			continue
		}
		x.Items |= 1 << i
		x.Ratios[i] = decimal.Round(ratio, e.Rounding.Index)
		total.Add(total, ratio)
	}
	if x.Items != 0 {
		x.exact = total
		x.Value = decimal.Round(total, e.Rounding.Index)
	}
	return x
}

// neutral is the pH that has no deviation.
const neutral = 7

// ratio returns how a value stands to the limit of the edition's class: value ÷ limit, limit ÷ value
// where higher is better, and for pH the deviation from 7 as a part of the one allowed on that side.
// It is nil without a value and for a division by zero.
func (e *Edition) ratio(w Water, i Item, x *big.Rat) *big.Rat {
	if x == nil || !e.limited(w, i) {
		return nil
	}
	limits := &e.table.limit[w][i]
	limit := big.NewRat(limits[e.City.Standard-1], Scale)
	switch e.table.form[i] {
	case least:
		if x.Sign() == 0 {
			return nil
		}
		return limit.Quo(limit, x)
	case within:
		away := new(big.Rat).Sub(x, big.NewRat(neutral, 1))
		end := big.NewRat(limits[1], Scale)
		if away.Sign() <= 0 {
			end = big.NewRat(limits[0], Scale)
		}
		end.Sub(end, big.NewRat(neutral, 1))
		return away.Quo(away, end)
	}
	if limit.Sign() == 0 {
		return nil
	}
	return limit.Quo(x, limit)
}

// RankCities orders cities by their index, the best first and those without one last, and sets their
// ranks.
func RankCities(cities []CityIndex) {
	slices.SortStableFunc(cities, func(a, b CityIndex) int {
		if a.Value.IsNone() || b.Value.IsNone() {
			return rank(a.Value.IsNone(), b.Value.IsNone())
		}
		return a.Value.Rat().Cmp(b.Value.Rat())
	})
	for i := range cities {
		switch {
		case cities[i].Value.IsNone():
			cities[i].Rank = 0
		case i > 0 && cities[i].Value == cities[i-1].Value:
			cities[i].Rank = cities[i-1].Rank
		default:
			cities[i].Rank = i + 1
		}
	}
}
