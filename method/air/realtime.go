package air

import "github.com/yipanqi/yipanqi/measure/decimal"

// HourReport is the real-time index of one hour.
type HourReport struct {
	Hour    Hour
	Index   int // NoIndex where no pollutant has one
	Level   int
	Primary ItemSet
	Items   [HourItems]HourItem
}

// HourItem is one pollutant of an hour; O3 stands for the hourly mean here.
type HourItem struct {
	Concentration decimal.Decimal // as reported: of the hour, of particulates of the edition's hours
	Index         int
}

// AtHour computes the real-time index of an hour from a station's readings: the hourly breakpoints
// for gases, the daily ones for particulates.
func AtHour(e *Edition, h *Hours, hour Hour) HourReport {
	r := HourReport{Hour: hour, Index: NoIndex}
	t := &e.table
	for i := range Item(HourItems) {
		item := &r.Items[i]
		item.Concentration, item.Index = decimal.None, NoIndex
		c, hours, least := t.hour[i], 1, 1
		switch i {
		case PM25, PM10:
			c, hours, least = t.curve[i], e.HourIndex.Hours, e.HourIndex.Least
		case O3:
			c = t.hour[O3Peak]
		}
		sum, n := h.last(i, hour, hours)
		if n < least {
			continue
		}
		item.Concentration = decimal.Quo(sum, 1000*int64(n), int(t.places[i]))
		num, of := item.Concentration.Units*t.divisor[i], int64(1)
		if !e.Index.RoundFirst {
			num, of = sum*unit, int64(n)
		}
		item.Index = c.exact(num, of)
		switch {
		case item.Index > r.Index:
			r.Index, r.Primary = item.Index, 1<<i
		case item.Index == r.Index && r.Index != NoIndex:
			r.Primary |= 1 << i
		}
	}
	if r.Index != NoIndex {
		r.Index = max(r.Index, e.Index.Least)
	}
	if r.Index <= e.Index.PrimaryAbove {
		r.Primary = 0
	}
	r.Level = e.Level(r.Index)
	return r
}

// last sums the valid readings of the hours that end with one, and counts them.
func (h *Hours) last(i Item, hour Hour, hours int) (sum int64, n int) {
	end := int(hour-h.First) + 1
	for k := max(end-hours, 0); k < min(end, len(h.Value[i])); k++ {
		if v := h.Value[i][k]; v >= 0 {
			sum += int64(v)
			n++
		}
	}
	return sum, n
}
