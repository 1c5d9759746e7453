package flow

import (
	"math/big"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Basis is the unit that is counted.
type Basis uint8

// The bases.
const (
	ByDay   Basis = iota // daily mean flows
	ByMonth              // monthly mean flows
)

func (b Basis) String() string { return [...]string{"day", "month"}[b] }

// MarshalText writes the basis' name.
func (b Basis) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// Count is the satisfaction of a target on one basis.
type Count struct {
	Basis    Basis
	Met      int             // days or months whose mean flow reaches the target
	Valid    int             // days or months with a flow
	Total    int             // of the calendar
	Percent  decimal.Decimal // met of valid; None without any
	Complete bool            // enough of them are valid for the section to count
}

// Satisfaction is how far a section's target was satisfied in a period, on both bases.
type Satisfaction struct {
	Section string
	First   measure.Date
	Last    measure.Date
	Target  Target
	Day     Count
	Month   Count
	Least   decimal.Decimal // the lowest daily flow in m³/s; None without any
	LeastOn measure.Date
}

// On returns the count of a basis.
func (s *Satisfaction) On(b Basis) *Count {
	if b == ByMonth {
		return &s.Month
	}
	return &s.Day
}

// Satisfy counts the days and the whole months from first to last whose flow reaches the target.
func (e *Edition) Satisfy(section string, s *Series, target Target, first, last measure.Date) Satisfaction {
	r := Satisfaction{Section: section, First: first, Last: last, Target: target, Least: decimal.None}
	r.Day, r.Month = Count{Basis: ByDay}, Count{Basis: ByMonth}
	for d := first; d <= last; {
		p := monthOf(d)
		end := min(p.Last(), last)
		e.countDays(&r, s, d, end)
		if d == p.First() && end == p.Last() {
			e.countMonth(&r, s, p)
		}
		d = end + 1
	}
	for _, c := range []*Count{&r.Day, &r.Month} {
		c.Percent = decimal.Percent(c.Met, c.Valid, e.Satisfaction.Share)
		c.Complete = c.Valid > 0 && enough(c.Valid, c.Total, e.Satisfaction.PeriodPercent)
	}
	return r
}

// countDays counts days of one month.
func (e *Edition) countDays(r *Satisfaction, s *Series, first, last measure.Date) {
	r.Day.Total += int(last-first) + 1
	target := r.Target.Months[first.Time().Month()-1]
	start := max(first, s.First)
	for k, f := range s.clip(first, last) {
		if !valid(f) {
			continue
		}
		r.Day.Valid++
		if f >= target {
			r.Day.Met++
		}
		if r.Least.IsNone() || f < r.Least.Units {
			r.Least, r.LeastOn = decimal.Decimal{Units: f, Places: 6}, start+measure.Date(k)
		}
	}
}

func (e *Edition) countMonth(r *Satisfaction, s *Series, p measure.Period) {
	r.Month.Total++
	t := p.First().Time()
	sum, ok := e.month(s, t.Year(), t.Month())
	if !ok {
		return
	}
	r.Month.Valid++
	if sum.reaches(r.Target.Months[t.Month()-1]) {
		r.Month.Met++
	}
}

func monthOf(d measure.Date) measure.Period {
	t := d.Time()
	return measure.Period{Freq: measure.Month, Ord: int32(t.Year()*12 + int(t.Month()-time.January))}
}

// Readings are the ways to read one figure for a region out of its sections' satisfactions, on one
// basis. Only complete sections enter; Incomplete names the others.
type Readings struct {
	Basis      Basis
	Threshold  int // percent
	Sections   int
	Evaluated  int
	Incomplete []string
	Reaching   int             // sections with at least the threshold
	Share      decimal.Decimal // (a) percent of the evaluated sections that reach the threshold
	Mean       decimal.Decimal // (b) mean of the sections' satisfactions
	Minimum    decimal.Decimal // (c) the lowest of them
	Lowest     []string        // the sections that have it
}

// Read returns the readings of sections on a basis.
func (e *Edition) Read(sections []Satisfaction, b Basis) Readings {
	rule := &e.Satisfaction
	r := Readings{Basis: b, Threshold: rule.Threshold, Sections: len(sections)}
	sum := new(big.Rat)
	var least *big.Rat
	for k := range sections {
		c := sections[k].On(b)
		if !c.Complete {
			r.Incomplete = append(r.Incomplete, sections[k].Section)
			continue
		}
		r.Evaluated++
		if 100*c.Met >= rule.Threshold*c.Valid {
			r.Reaching++
		}
		x := big.NewRat(100*int64(c.Met), int64(c.Valid))
		sum.Add(sum, x)
		switch {
		case least == nil || x.Cmp(least) < 0:
			least, r.Lowest = x, []string{sections[k].Section}
		case x.Cmp(least) == 0:
			r.Lowest = append(r.Lowest, sections[k].Section)
		}
	}
	r.Share = decimal.Percent(r.Reaching, r.Evaluated, rule.Share)
	r.Minimum = decimal.Round(least, rule.Share)
	r.Mean = decimal.None
	if r.Evaluated > 0 {
		r.Mean = decimal.Round(sum.Quo(sum, big.NewRat(int64(r.Evaluated), 1)), rule.Share)
	}
	return r
}
