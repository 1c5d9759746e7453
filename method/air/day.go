package air

import "github.com/yipanqi/yipanqi/measure"

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
	values, counts := make([]int64, Items*n), make([]uint16, Items*n)
	for i := range d.value {
		d.value[i] = values[i*n : (i+1)*n : (i+1)*n]
		d.count[i] = counts[i*n : (i+1)*n : (i+1)*n]
	}
	sets := make([]ItemSet, 3*n)
	d.primary, d.exceeding, d.over = sets[:n:n], sets[n:2*n:2*n], sets[2*n:]
	d.index = make([]int16, n)
	return d
}

// Len returns the number of days.
func (d *Days) Len() int { return len(d.index) }

// Station computes the days that a station's hourly readings touch.
func Station(e *Edition, h *Hours) *Days {
	first, n := h.span()
	d := newDays(e, FromHours, first, n)
	if e.Incomplete.Exempt {
		d.Exempt = h.Exempt
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
	for k := from; k < to; k++ {
		d.judge(k)
	}
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
	for k := range n {
		d.judge(k)
	}
	return d
}

// of returns the number that a day's value is still to be divided by.
func (d *Days) of(i Item, k int) int64 {
	if d.Basis == FromStations {
		return int64(d.count[i][k])
	}
	return 1
}

// judge computes the index of a day from its values.
func (d *Days) judge(k int) {
	e, t := d.Edition, &d.Edition.table
	highest := NoIndex
	var have, off, primary, exceeding, over ItemSet
	for i := range Item(Items) {
		num := d.value[i][k]
		if num < 0 {
			continue
		}
		of := d.of(i, k)
		reported := t.reported(i, num, of)
		bit := ItemSet(1) << i
		if reported > t.most[i] {
			over |= bit
		}
		if t.curve[i] == nil {
			continue
		}
		sub := t.iaqiOf(i, reported)
		if !e.Index.RoundFirst {
			sub = t.curve[i].exact(num, of)
		}
		if sub == NoIndex {
			off |= bit
			continue
		}
		have |= bit
		if sub > e.Index.ExceedingAbove {
			exceeding |= bit
		}
		switch {
		case sub > highest:
			highest, primary = sub, bit
		case sub == highest:
			primary |= bit
		}
	}
	if highest != NoIndex {
		highest = max(highest, e.Index.Least)
	}
	if highest <= e.Index.PrimaryAbove {
		primary = 0
	}
	if off.Has(O3) && have.Has(O3Peak) {
		have |= 1 << O3 // off the table of eight-hour means, the hour stands for it
	}
	if lacks := Basic &^ d.Exempt &^ have; lacks != 0 && highest <= e.Incomplete.PublishAbove {
		highest, primary = NoIndex, 0
	}
	d.index[k] = int16(highest)
	d.primary[k], d.exceeding[k], d.over[k] = primary, exceeding, over
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
	Concentration Decimal // as reported; None where it does not count
	Index         int     // sub-index, NoIndex where there is none
	Count         int     // valid hours, for O3 means of eight hours; of a city, valid stations
	Needed        int     // of the same, for the value to count; 0 for published values
}

// Day returns a day that lies within d.
func (d *Days) Day(date measure.Date) Day {
	k := int(date - d.First)
	e, t := d.Edition, &d.Edition.table
	day := Day{Date: date, Index: int(d.index[k]), Primary: d.primary[k], Exceeding: d.exceeding[k],
		Over: d.over[k]}
	day.Level = e.Level(day.Index)
	for i := range Item(Items) {
		item := DayItem{Concentration: None, Index: NoIndex, Count: int(d.count[i][k]), Needed: d.needed(i)}
		if num := d.value[i][k]; num >= 0 {
			of := d.of(i, k)
			item.Concentration = Decimal{t.reported(i, num, of), t.places[i]}
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
