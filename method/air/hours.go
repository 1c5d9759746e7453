package air

import (
	"math"

	"github.com/yipanqi/yipanqi/measure"
)

// Hour counts hours since 1970-01-01T00:00 in Beijing time. A reading carries the hour it ends at.
type Hour int32

// HourOf returns the hour that ends at n o'clock of a day, n from 1 to 24.
func HourOf(day measure.Date, n int) Hour { return Hour(int(day)*24 + n) }

// Day returns the day the hour belongs to: 24:00 closes a day, it does not open the next.
func (h Hour) Day() measure.Date {
	d := (h - 1) / 24
	if (h-1)%24 < 0 {
		d--
	}
	return measure.Date(d)
}

// Clock returns the hour's end within its day, 1 to 24.
func (h Hour) Clock() int { return int(h) - int(h.Day())*24 }

// Missing marks a reading that is not there.
const Missing = math.MinInt32

// Hours are the hourly readings of one station, in thousandths of the item's unit, hour by hour from
// First. An item without readings may be empty.
type Hours struct {
	First Hour
	Value [HourItems][]int32
	// Exempt are items outside the station's monitoring plan that were never the primary pollutant
	// of a polluted day in three years: where the edition allows it, the index does without them.
	Exempt ItemSet
}

// span returns the days that the readings touch.
func (h *Hours) span() (first measure.Date, days int) {
	n := 0
	for _, v := range h.Value {
		n = max(n, len(v))
	}
	if n == 0 {
		return h.First.Day(), 0
	}
	first = h.First.Day()
	return first, int((h.First+Hour(n)-1).Day()-first) + 1
}

// day returns the 24 readings of an item on a day; buffer takes them where the series begins or ends
// within the day.
func (h *Hours) day(i Item, d measure.Date, buffer *[24]int32) *[24]int32 {
	values := h.Value[i]
	at := int(HourOf(d, 1) - h.First)
	if at >= 0 && at+24 <= len(values) {
		return (*[24]int32)(values[at:])
	}
	return h.partOfDay(i, at, buffer)
}

func (h *Hours) partOfDay(i Item, at int, buffer *[24]int32) *[24]int32 {
	for k := range buffer {
		buffer[k] = Missing
		if j := at + k; j >= 0 && j < len(h.Value[i]) {
			buffer[k] = h.Value[i][j]
		}
	}
	return buffer
}
