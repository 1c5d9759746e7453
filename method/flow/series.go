package flow

import (
	"math/big"
	"math/bits"
	"slices"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Scale is what flows are multiplied by: a flow is a whole number of millionths of a m³/s.
const Scale = 1_000_000

// Missing is the flow of a day without one; so is every flow below zero.
const Missing = -1

// most is the largest flow that counts, in millionths: far above any river, so that no sum overflows.
const most = 1e15

// Series is the daily mean flow at a section.
type Series struct {
	First measure.Date
	Flows []int64 // in millionths of a m³/s, by day; Missing where there is none
}

// Reading is a flow at some time of a day, such as every four hours.
type Reading struct {
	Date measure.Date
	Flow int64 // in millionths of a m³/s
}

// Daily returns the daily means of readings in any order, from the first day to the last, each
// rounded half to even to the millionth. Readings without a flow are passed over.
func Daily(readings []Reading) Series {
	list := slices.DeleteFunc(slices.Clone(readings), func(r Reading) bool { return !valid(r.Flow) })
	if len(list) == 0 {
		return Series{}
	}
	slices.SortFunc(list, func(a, b Reading) int { return int(a.Date - b.Date) })
	s := Series{First: list[0].Date}
	s.Flows = make([]int64, list[len(list)-1].Date-s.First+1)
	for i := range s.Flows {
		s.Flows[i] = Missing
	}
	for len(list) > 0 {
		day := list[0].Date
		var sum total
		for len(list) > 0 && list[0].Date == day {
			sum.add(list[0].Flow)
			list = list[1:]
		}
		s.Flows[day-s.First] = roundMicro(sum.mean())
	}
	return s
}

func valid(flow int64) bool { return flow >= 0 && flow <= most }

// clip returns the flows of the days from first to last that the series has.
func (s *Series) clip(first, last measure.Date) []int64 {
	from := min(max(int(first-s.First), 0), len(s.Flows))
	to := min(max(int(last-s.First)+1, from), len(s.Flows))
	return s.Flows[from:to]
}

// sum adds up the valid flows of the days from first to last.
func (s *Series) sum(first, last measure.Date) total {
	var t total
	for _, f := range s.clip(first, last) {
		if valid(f) {
			t.add(f)
		}
	}
	return t
}

// total is a sum of flows; 2^63 of them fit.
type total struct {
	hi, lo uint64
	n      int
}

func (t *total) add(flow int64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, uint64(flow), 0)
	t.hi += carry
	t.n++
}

// reaches reports whether the mean is no less than a flow from 0.
func (t *total) reaches(flow int64) bool {
	hi, lo := bits.Mul64(uint64(flow), uint64(t.n))
	return t.hi > hi || t.hi == hi && t.lo >= lo
}

// mean returns the mean in m³/s; nil of nothing.
func (t *total) mean() *big.Rat {
	if t.n == 0 {
		return nil
	}
	sum := new(big.Int).SetUint64(t.hi)
	sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(t.lo))
	return new(big.Rat).SetFrac(sum, new(big.Int).Mul(big.NewInt(Scale), big.NewInt(int64(t.n))))
}

// roundMicro returns x in millionths, rounded half to even.
func roundMicro(x *big.Rat) int64 { return decimal.Round(x, 6).Units }

// month returns the sum of a month and whether enough of its days have a flow.
func (e *Edition) month(s *Series, year int, m time.Month) (total, bool) {
	p := measure.Period{Freq: measure.Month, Ord: int32(year*12 + int(m) - 1)}
	t := s.sum(p.First(), p.Last())
	return t, t.n > 0 && enough(t.n, int(p.Last()-p.First())+1, e.Satisfaction.MonthPercent)
}

// enough reports whether n is at least percent of all.
func enough(n, all, percent int) bool { return 100*n >= percent*all }
