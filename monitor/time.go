package monitor

import (
	"fmt"
	"time"

	"github.com/yipanqi/yipanqi/measure"
)

// Hour counts hours since 1970-01-01T00:00 in Beijing time. A reading carries the hour it ends at.
type Hour int32

// The hours that readings may carry: those of the years 1950 to 2149.
var (
	FirstHour = HourOf(measure.DateOf(1950, time.January, 1), 1)
	LastHour  = HourOf(measure.DateOf(2149, time.December, 31), 24)
)

// HourOf returns the hour that ends at n o'clock of a day, n from 0 to 24; at 0 it belongs to the
// day before.
func HourOf(day measure.Date, n int) Hour { return Hour(int(day)*24 + n) }

// Day returns the day the hour belongs to: 24:00 closes a day and does not open the next.
func (h Hour) Day() measure.Date { return measure.Date(floorDiv(int(h)-1, 24)) }

// Clock returns the hour's end within its day, 1 to 24.
func (h Hour) Clock() int { return int(h) - int(h.Day())*24 }

// String writes the day and the hour that ends: 2024-12-31 24:00.
func (h Hour) String() string { return fmt.Sprintf("%v %02d:00", h.Day(), h.Clock()) }

// MarshalText writes the hour as String does.
func (h Hour) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// Step is the number of hours from one reading of a run to the next.
type Step uint8

// Steps.
const (
	Hourly     Step = 1
	FourHourly Step = 4
	Daily      Step = 24
)

func (s Step) valid() bool { return s == Hourly || s == FourHourly || s == Daily }

// Slot counts readings of a step; consecutive ones differ by one.
type Slot int32

// Slot returns the slot of the reading that ends at h, and false where none does.
func (s Step) Slot(h Hour) (Slot, bool) {
	slot := floorDiv(int(h), int(s))
	return Slot(slot), slot*int(s) == int(h)
}

// Hour returns the hour that a slot ends at.
func (s Step) Hour(n Slot) Hour { return Hour(int(n) * int(s)) }

// DaySlot returns the slot of a whole day.
func DaySlot(d measure.Date) Slot { return Slot(d + 1) }

// monthOf returns the month of a slot's day, counted from January of year 0.
func (s Step) monthOf(n Slot) int {
	t := s.Hour(n).Day().Time()
	return t.Year()*12 + int(t.Month()) - 1
}

// MonthOf returns the slots of the month that a slot lies in: from first to last.
func (s Step) MonthOf(n Slot) (first, last Slot) {
	m := s.monthOf(n)
	begin := measure.DateOf(m/12, time.Month(m%12+1), 1)
	end := measure.DateOf(m/12, time.Month(m%12+2), 1)
	return Slot(int(begin)*24/int(s) + 1), Slot(int(end) * 24 / int(s))
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
