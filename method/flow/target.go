package flow

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Method says where a target comes from.
type Method string

// The methods.
const (
	ByDecree      Method = "fixed"        // a figure somebody set
	ByDriestMonth Method = "driest-month" // Qp
	ByTennant     Method = "tennant"
)

// Target is the ecological flow asked of a section.
type Target struct {
	Method Method
	Months [12]int64 // the flow by month from January, in millionths of a m³/s
	Years  int       // of the series a computed target comes from
	Short  bool      // the series has fewer years than the edition asks for
}

// Of returns the target of a month in m³/s.
func (t *Target) Of(m time.Month) decimal.Decimal {
	return decimal.Decimal{Units: t.Months[m-1], Places: 6}
}

// Fixed returns the target of one flow for all months, in millionths of a m³/s.
func Fixed(flow int64) Target {
	t := Target{Method: ByDecree}
	for m := range t.Months {
		t.Months[m] = flow
	}
	return t
}

// DriestMonth is the month with the lowest mean flow of a year.
type DriestMonth struct {
	Year  int
	Month time.Month // the first of equals
	Flow  *big.Rat   // m³/s
}

// DriestMonths returns the driest month of each calendar year all of whose months count, in order.
func (e *Edition) DriestMonths(s *Series) []DriestMonth {
	var list []DriestMonth
	for _, year := range s.years() {
		driest := DriestMonth{Year: year}
		months := 0
		for m := time.January; m <= time.December; m++ {
			sum, ok := e.month(s, year, m)
			if !ok {
				continue
			}
			months++
			if mean := sum.mean(); driest.Flow == nil || mean.Cmp(driest.Flow) < 0 {
				driest.Month, driest.Flow = m, mean
			}
		}
		if months == 12 {
			list = append(list, driest)
		}
	}
	return list
}

// years lists the calendar years the series touches.
func (s *Series) years() []int {
	if len(s.Flows) == 0 {
		return nil
	}
	last := s.First + measure.Date(len(s.Flows)) - 1
	var years []int
	for y := s.First.Year(); y <= last.Year(); y++ {
		years = append(years, y)
	}
	return years
}

// Qp returns the target that the driest months of a series reach in percent of the years: with n
// flows falling, the m-th has the empirical frequency m/(n+1) (Weibull), and frequencies between are
// interpolated. It is an error where the frequency lies outside those of the series, as 95 % does
// with fewer than 19 years.
func (e *Edition) Qp(driest []DriestMonth, percent int) (Target, error) {
	n := len(driest)
	position := percent * (n + 1) // in hundredths of m
	if percent <= 0 || position < 100 || position > 100*n {
		return Target{}, fmt.Errorf("a frequency of %d %% lies outside those of %d years", percent, n)
	}
	list := slices.Clone(driest)
	slices.SortFunc(list, func(a, b DriestMonth) int { return b.Flow.Cmp(a.Flow) })
	m, part := position/100, position%100
	x := new(big.Rat).Set(list[m-1].Flow)
	if part > 0 {
		step := new(big.Rat).Sub(list[m].Flow, x)
		x.Add(x, step.Mul(step, big.NewRat(int64(part), 100)))
	}
	t := Fixed(roundMicro(x))
	t.Method, t.Years, t.Short = ByDriestMonth, n, n < e.DriestMonth.Years
	return t, nil
}

// MeanAnnual returns the mean of the calendar years whose months all count, each the mean of its
// months weighed by their days, in m³/s, and the number of years; nil without any.
func (e *Edition) MeanAnnual(s *Series) (*big.Rat, int) {
	sum, n := new(big.Rat), 0
	for _, year := range s.years() {
		if mean := e.yearMean(s, year); mean != nil {
			sum.Add(sum, mean)
			n++
		}
	}
	if n == 0 {
		return nil, 0
	}
	return sum.Quo(sum, new(big.Rat).SetInt64(int64(n))), n
}

func (e *Edition) yearMean(s *Series, year int) *big.Rat {
	sum, days := new(big.Rat), int64(0)
	for m := time.January; m <= time.December; m++ {
		t, ok := e.month(s, year, m)
		if !ok {
			return nil
		}
		p := measure.Period{Freq: measure.Month, Ord: int32(year*12 + int(m) - 1)}
		length := int64(p.Last()-p.First()) + 1
		sum.Add(sum, new(big.Rat).Mul(t.mean(), new(big.Rat).SetInt64(length)))
		days += length
	}
	return sum.Quo(sum, new(big.Rat).SetInt64(days))
}

// TennantTarget returns the target of a level from the mean annual flow of so many years, in m³/s.
func (e *Edition) TennantTarget(level Level, meanAnnual *big.Rat, years int) Target {
	t := Target{Method: ByTennant, Years: years}
	for m := range t.Months {
		percent := level.High
		if slices.Contains(e.Tennant.LowSeason, m+1) {
			percent = level.Low
		}
		t.Months[m] = roundMicro(new(big.Rat).Mul(meanAnnual, big.NewRat(int64(percent), 100)))
	}
	return t
}
