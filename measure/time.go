package measure

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a civil day: days since 1970-01-01. The zero Date means "no date" wherever a date may be
// left out; 1970-01-01 itself is not used by any record the product keeps.
type Date int32

// DateOf returns the day y-m-d, normalising as time.Date does.
func DateOf(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads YYYY-MM-DD, YYYY-MM (its last day) or YYYY (its last day).
func ParseDate(s string) (Date, error) {
	p, err := ParsePeriod(s)
	if err != nil || (p.Freq != Day && p.Freq != Month && p.Freq != Annual) {
		return 0, fmt.Errorf("date %q: expected YYYY-MM-DD, YYYY-MM or YYYY", s)
	}
	return p.Last(), nil
}

// Time returns midnight UTC of d.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year returns the calendar year of d.
func (d Date) Year() int { return d.Time().Year() }

func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText writes YYYY-MM-DD, empty for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Instant is a moment: microseconds since 1970-01-01T00:00:00Z. It orders what the ledger knew.
type Instant int64

// Forever is later than every recorded moment.
const Forever Instant = 1<<63 - 1

// InstantOf returns the moment t.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// StartOf returns the first moment of d in China standard time (UTC+8), the clock of every
// jurisdiction in the plan.
func StartOf(d Date) Instant { return Instant(int64(d)*86400-8*3600) * 1e6 }

// EndOf returns the last moment of d in China standard time.
func EndOf(d Date) Instant { return StartOf(d+1) - 1 }

// Date returns the day of i in China standard time.
func (i Instant) Date() Date {
	s := int64(i)/1e6 + 8*3600
	if int64(i)%1e6 < 0 {
		s--
	}
	return Date((s - mod(s, 86400)) / 86400)
}

func (i Instant) String() string {
	if i == Forever {
		return "forever"
	}
	return time.UnixMicro(int64(i)).In(china).Format("2006-01-02T15:04:05.999999-07:00")
}

// MarshalText writes the moment in RFC 3339 with China's offset.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText writes; see ParseInstant.
func (i *Instant) UnmarshalText(text []byte) (err error) {
	*i, err = ParseInstant(string(text))
	return err
}

// ParseInstant reads RFC 3339, or a date, which means the end of that day.
func ParseInstant(s string) (Instant, error) {
	if s == "forever" {
		return Forever, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return InstantOf(t), nil
	}
	d, err := ParseDate(s)
	if err != nil {
		return 0, fmt.Errorf("moment %q: expected a date or an RFC 3339 time", s)
	}
	return EndOf(d), nil
}

var china = time.FixedZone("CST", 8*3600)

// Freq is how often a series has a period.
type Freq byte

// Frequencies, as SDMX names them; ToDate is the cumulative January-to-month of Chinese statistics.
const (
	Annual    Freq = 'A'
	Semester  Freq = 'S'
	Quarterly Freq = 'Q'
	Month     Freq = 'M'
	Day       Freq = 'D'
	ToDate    Freq = 'T'
)

// Freqs lists every frequency, the coarsest first.
var Freqs = []Freq{Annual, Semester, Quarterly, Month, ToDate, Day}

func (f Freq) String() string { return string(f) }

// ParseFreq reads the one-letter name of a frequency.
func ParseFreq(s string) (Freq, error) {
	for _, f := range Freqs {
		if s == string(f) {
			return f, nil
		}
	}
	return 0, fmt.Errorf("frequency %q: expected one of A S Q M T D", s)
}

// PerYear returns how many periods make a year; 0 for days.
func (f Freq) PerYear() int {
	switch f {
	case Annual:
		return 1
	case Semester:
		return 2
	case Quarterly:
		return 4
	case Month, ToDate:
		return 12
	}
	return 0
}

// Period is one span of a frequency. Ord counts spans from year 0 (A, S, Q, M, T) or days since
// 1970-01-01 (D), so that consecutive periods differ by one.
type Period struct {
	Freq Freq
	Ord  int32
}

// Year returns the period of a calendar year.
func Year(y int) Period { return Period{Annual, int32(y)} }

// ParsePeriod reads 2024, 2024-S1, 2024-Q3, 2024-08, 2024-08-15 or 2024-01..08 (January to August).
func ParsePeriod(s string) (Period, error) {
	bad := fmt.Errorf("period %q: expected 2024, 2024-S1, 2024-Q3, 2024-08, 2024-08-15 or 2024-01..08", s)
	if len(s) < 4 || len(s) > 4 && s[4] != '-' {
		return Period{}, bad
	}
	y, err := digits(s[:4])
	if err != nil || y == 0 {
		return Period{}, bad
	}
	if len(s) == 4 {
		return Year(y), nil
	}
	rest := s[5:]
	switch {
	case len(rest) == 2 && rest[0] == 'S' && rest[1] >= '1' && rest[1] <= '2':
		return Period{Semester, int32(y*2 + int(rest[1]-'1'))}, nil
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		return Period{Quarterly, int32(y*4 + int(rest[1]-'1'))}, nil
	}
	if month, found := strings.CutPrefix(rest, "01.."); found && len(month) == 2 {
		if m, err := digits(month); err == nil && m >= 1 && m <= 12 {
			return Period{ToDate, int32(y*12 + m - 1)}, nil
		}
		return Period{}, bad
	}
	if len(rest) == 2 {
		if m, err := digits(rest); err == nil && m >= 1 && m <= 12 {
			return Period{Month, int32(y*12 + m - 1)}, nil
		}
		return Period{}, bad
	}
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Period{}, bad
	}
	return Period{Day, int32(t.Unix() / 86400)}, nil
}

// Add returns the period n steps later.
func (p Period) Add(n int) Period { return Period{p.Freq, p.Ord + int32(n)} }

// First returns the first day of p.
func (p Period) First() Date {
	switch p.Freq {
	case Day:
		return Date(p.Ord)
	case ToDate:
		return DateOf(p.CalendarYear(), time.January, 1)
	}
	n := p.Freq.PerYear()
	return DateOf(p.CalendarYear(), time.Month(int(mod(int64(p.Ord), int64(n)))*12/n+1), 1)
}

// Last returns the last day of p.
func (p Period) Last() Date {
	switch p.Freq {
	case Day:
		return Date(p.Ord)
	case ToDate:
		return Period{Month, p.Ord}.Last()
	}
	return p.Add(1).First() - 1
}

// CalendarYear returns the year p lies in.
func (p Period) CalendarYear() int {
	switch p.Freq {
	case Day:
		return Date(p.Ord).Year()
	case 0:
		return 0
	}
	n := int32(p.Freq.PerYear())
	return int((p.Ord - int32(mod(int64(p.Ord), int64(n)))) / n)
}

func (p Period) String() string {
	y := p.CalendarYear()
	switch p.Freq {
	case Annual:
		return fmt.Sprintf("%04d", y)
	case Semester:
		return fmt.Sprintf("%04d-S%d", y, mod(int64(p.Ord), 2)+1)
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", y, mod(int64(p.Ord), 4)+1)
	case Month:
		return fmt.Sprintf("%04d-%02d", y, mod(int64(p.Ord), 12)+1)
	case ToDate:
		return fmt.Sprintf("%04d-01..%02d", y, mod(int64(p.Ord), 12)+1)
	case Day:
		return Date(p.Ord).Time().Format("2006-01-02")
	}
	return ""
}

// MarshalText writes the period as String does.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// Axis is a run of consecutive periods of one frequency: the columns of a block.
type Axis struct {
	Freq  Freq
	First int32 // Ord of column 0
	N     int
}

// AxisOf returns the axis of frequency f that covers the years from first to last, both whole.
func AxisOf(f Freq, first, last int) Axis {
	if f == Day {
		from := DateOf(first, time.January, 1)
		return Axis{Day, int32(from), int(DateOf(last+1, time.January, 1) - from)}
	}
	n := f.PerYear()
	return Axis{f, int32(first * n), (last - first + 1) * n}
}

// At returns the period of column i.
func (a Axis) At(i int) Period { return Period{a.Freq, a.First + int32(i)} }

// Index returns the column of p, and false where p is not on the axis.
func (a Axis) Index(p Period) (int, bool) {
	i := int(p.Ord) - int(a.First)
	return i, p.Freq == a.Freq && i >= 0 && i < a.N
}

func mod(a, n int64) int64 { return (a%n + n) % n }

func digits(s string) (int, error) {
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, strconv.ErrSyntax
		}
	}
	return strconv.Atoi(s)
}

// UnmarshalText reads a date as ParseDate does.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// UnmarshalText reads a period as ParsePeriod does.
func (p *Period) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePeriod(string(text))
	return err
}

// UnmarshalText reads a frequency as ParseFreq does.
func (f *Freq) UnmarshalText(text []byte) (err error) {
	*f, err = ParseFreq(string(text))
	return err
}
