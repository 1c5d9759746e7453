package air

import (
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Basis says what daily values were made from.
type Basis uint8

// Bases of daily values.
const (
	FromHours    Basis = iota // a station's hourly readings
	FromStations              // the mean of a city's stations
	AsPublished               // daily concentrations given as such
)

// Days are the daily values of a station or a city under one edition, with their index: arrays by
// item over the days from First. Values are exact.
type Days struct {
	Edition *Edition
	Basis   Basis
	First   measure.Date
	Exempt  ItemSet // items the index does without, see Hours

	stations int // of a city
	// value is the concentration × scale, for the mean of stations × their number too; -1 where it
	// does not count.
	value [Items][]int64
	// count is the number of valid hours (for O3 of valid means), or of valid stations.
	count [Items][]uint16

	index     []int16
	primary   []ItemSet
	exceeding []ItemSet // sub-index above the edition's ExceedingAbove
	over      []ItemSet // reported concentration above the daily limit
}

const noValue = -1

func newDays(e *Edition, basis Basis, first measure.Date, n int) *Days {
	d := &Days{Edition: e, Basis: basis, First: first}
	d.allocate(n)
	return d
}

func (d *Days) allocate(n int) {
	values, counts := make([]int64, Items*n), make([]uint16, Items*n)
	for i := range d.value {
		d.value[i] = values[i*n : (i+1)*n : (i+1)*n]
		d.count[i] = counts[i*n : (i+1)*n : (i+1)*n]
	}
	sets := make([]ItemSet, 3*n)
	d.primary, d.exceeding, d.over = sets[:n:n], sets[n:2*n:2*n], sets[2*n:]
	d.index = make([]int16, n)
}

// Len returns the number of days.
func (d *Days) Len() int { return len(d.index) }

// Station computes the days that a station's hourly readings touch.
func Station(e *Edition, h *Hours) *Days { return new(Days).Station(e, h) }

// Station computes the days of a station in place of what d held, in its memory where that suffices,
// and returns d.
func (d *Days) Station(e *Edition, h *Hours) *Days {
	first, n := h.span()
	d.Edition, d.Basis, d.First, d.Exempt = e, FromHours, first, 0
	if e.Incomplete.Exempt {
		d.Exempt = h.Exempt
	}
	if d.Len() != n {
		d.allocate(n)
	}
	d.fill(h, 0, n)
	return d
}

// fill computes days from up to to (exclusive) from hourly readings.
func (d *Days) fill(h *Hours, from, to int) {
	for i := range O3 {
		d.fillMeans(h, i, from, to)
	}
	d.fillOzone(h, from, to)
	d.judge(from, to)
}

// DailyValues are daily concentrations as published, in thousandths of the item's unit, day by day
// from First; negative where there is none. An item without values may be empty.
type DailyValues struct {
	First  measure.Date
	Value  [Items][]int32
	Exempt ItemSet
}

// Published computes index and statistics from daily concentrations that were published as such.
func Published(e *Edition, v *DailyValues) *Days {
	n := 0
	for _, values := range v.Value {
		n = max(n, len(values))
	}
	d := newDays(e, AsPublished, v.First, n)
	if e.Incomplete.Exempt {
		d.Exempt = v.Exempt
	}
	for i := range d.value {
		for k := range n {
			d.value[i][k] = noValue
			if k < len(v.Value[i]) && v.Value[i][k] >= 0 {
				d.value[i][k] = int64(v.Value[i][k]) * unit
			}
		}
	}
	d.judge(0, n)
	return d
}

// of returns the number that a day's value is still to be divided by.
func (d *Days) of(i Item, k int) int64 {
	if d.Basis == FromStations {
		return int64(d.count[i][k])
	}
	return 1
}

// judge computes the index of days from up to to (exclusive) from their values, a block of days at a
// time and in it pollutant by pollutant.
func (d *Days) judge(from, to int) {
	for ; from < to; from += block {
		d.judgeBlock(from, min(from+block, to))
	}
}

// block is the number of days whose sub-indices fit on the stack.
const block = 64

// subIndices are those of a block of days by pollutant, NoIndex where there is none.
type subIndices [Items][block]int16

func (d *Days) judgeBlock(from, to int) {
	var subs subIndices
	clear(d.over[from:to])
	for i := range Item(Items) {
		d.subIndices(i, from, to, &subs[i])
	}
	for k := from; k < to; k++ {
		d.join(k, &subs, k-from)
	}
}

// subIndices computes the sub-indices of a pollutant, and whether it is over its daily limit.
func (d *Days) subIndices(i Item, from, to int, subs *[block]int16) {
	t := &d.Edition.table
	table, most, divisor := t.index[i], t.most[i], t.divisor[i]
	if !d.Edition.Index.RoundFirst {
		table = nil
	}
	of := int64(1)
	values, over := d.value[i][from:to], d.over[from:to]
	for k, num := range values {
		subs[k&(block-1)] = NoIndex
		if num < 0 {
			continue
		}
		if d.Basis == FromStations {
			of = int64(d.count[i][from+k])
		}
		reported := roundHalfEven(num, divisor*of)
		over[k] |= ItemSet((most-reported)>>63&1) << i
		switch {
		case reported < int64(len(table)):
			subs[k&(block-1)] = table[reported]
		case t.curve[i] != nil:
			subs[k&(block-1)] = int16(t.iaqi(i, num, of, d.Edition.Index.RoundFirst))
		}
	}
}

// join makes the index of day k, with its sets, from its sub-indices, the j-th of the block. Sets are
// put together from sign bits, since branches would be mispredicted.
func (d *Days) join(k int, subs *subIndices, j int) {
	e := d.Edition
	highest := int16(NoIndex)
	for i := range subs {
		highest = max(highest, subs[i][j])
	}
	above := int16(e.Index.ExceedingAbove)
	var have, primary, exceeding ItemSet
	for i := range subs {
		sub := subs[i][j]
		have |= ItemSet(^sub>>15&1) << i              // sub ≥ 0
		primary |= ItemSet(^(sub-highest)>>15&1) << i // sub ≥ highest
		exceeding |= ItemSet((above-sub)>>15&1) << i  // sub > above
	}
	if highest != NoIndex {
		highest = max(highest, int16(e.Index.Least))
	}
	if have.Has(O3Peak) && d.value[O3][k] >= 0 {
		have |= 1 << O3 // off the table of eight-hour means, the hour stands for it
	}
	if int(highest) <= e.Index.PrimaryAbove {
		primary = 0
	}
	if lacks := Basic &^ d.Exempt &^ have; lacks != 0 && int(highest) <= e.Incomplete.PublishAbove {
		highest, primary = NoIndex, 0
	}
	d.index[k], d.primary[k], d.exceeding[k] = highest, primary, exceeding
}

// Day is one day of a station or city, as reported.
type Day struct {
	Date      measure.Date
	Index     int // NoIndex where the day has none
	Level     int // number of the edition's band, from 1; 0 without an index
	Primary   ItemSet
	Exceeding ItemSet // by sub-index
	Over      ItemSet // by the daily limit
	Missing   ItemSet // basic items without a sub-index; they are why a day has no index
	Items     [Items]DayItem
}

// DayItem is one pollutant of a day.
type DayItem struct {
	Concentration decimal.Decimal // as reported; None where it does not count
	Index         int             // sub-index, NoIndex where there is none
	Count         int             // valid hours, for O3 means of eight hours; of a city, valid stations
	Needed        int             // of the same, for the value to count; 0 for published values
}

// Day returns a day that lies within d.
func (d *Days) Day(date measure.Date) Day {
	k := int(date - d.First)
	e, t := d.Edition, &d.Edition.table
	day := Day{Date: date, Index: int(d.index[k]), Primary: d.primary[k], Exceeding: d.exceeding[k],
		Over: d.over[k]}
	day.Level = e.Level(day.Index)
	for i := range Item(Items) {
		item := DayItem{Concentration: decimal.None, Index: NoIndex, Count: int(d.count[i][k]), Needed: d.needed(i)}
		if num := d.value[i][k]; num >= 0 {
			of := d.of(i, k)
			item.Concentration = decimal.Decimal{Units: t.reported(i, num, of), Places: t.places[i]}
			if t.curve[i] != nil {
				item.Index = t.iaqi(i, num, of, e.Index.RoundFirst)
			}
		}
		if Basic.Has(i) && item.Index == NoIndex {
			day.Missing |= 1 << i
		}
		day.Items[i] = item
	}
	if day.Items[O3].Concentration.Units >= 0 && day.Items[O3Peak].Index != NoIndex {
		day.Missing &^= 1 << O3
	}
	return day
}

// All yields every day in turn.
func (d *Days) All(yield func(Day) bool) {
	for k := range d.Len() {
		if !yield(d.Day(d.First + measure.Date(k))) {
			return
		}
	}
}

// needed returns the count at which a value of an item counts.
func (d *Days) needed(i Item) int {
	switch {
	case d.Basis == AsPublished:
		return 0
	case d.Basis == FromStations:
		return d.Edition.City.needs(d.stations)
	case i == O3:
		return d.Edition.Ozone.Means
	case i == O3Peak:
		return d.Edition.Ozone.PeakHours
	}
	return d.Edition.Mean.Hours
}

// clip returns the part of a span that lies within d, as indices.
func (d *Days) clip(from, to measure.Date) (int, int) {
	i := min(max(int(from-d.First), 0), d.Len())
	j := min(max(int(to-d.First)+1, i), d.Len())
	return i, j
}
