package water

import (
	"math"
	"math/big"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/measure/portable"
)

// Scale is what values are multiplied by: a value is a whole number of millionths.
const Scale = 1_000_000

// Missing is the value of an item that was not measured; every value below zero counts as missing,
// but of temperature, which is missing only where it is Missing.
const Missing = math.MinInt64

// Sample is what was measured of one section at one time, or one row of readings.
type Sample struct {
	Date  measure.Date
	Value [Items]int64 // in millionths of the item's unit, or Missing
	Below ItemSet      // items below the detection limit, whose value is that limit
}

// NoSample returns a sample of a day with nothing measured.
func NoSample(d measure.Date) Sample {
	s := Sample{Date: d}
	for i := range s.Value {
		s.Value[i] = Missing
	}
	return s
}

// has reports whether an item was measured.
func (s *Sample) has(i Item) bool {
	return s.Value[i] >= 0 || i == Temp && s.Value[i] != Missing
}

// Section is a place of measurement and what was measured there, in any order.
type Section struct {
	ID      string
	Water   Water
	Samples []Sample
}

// Means are the means of a section in a period, or of several sections.
type Means struct {
	Samples int // in the period
	Months  int // of a period of several months: those with a sample
	Items   [Items]Mean
}

// Mean is the mean of one item.
type Mean struct {
	Samples int // that have the item
	Below   int // of them below the detection limit
	Parts   int // months or sections whose means it is the mean of; 0 for a mean of samples

	value *big.Rat // in the item's unit; nil without data
}

// Exact returns the mean as a new fraction in the item's unit; nil without data.
func (m Mean) Exact() *big.Rat {
	if m.value == nil {
		return nil
	}
	return new(big.Rat).Set(m.value)
}

// Average returns the means of samples, each counting once.
func (e *Edition) Average(samples []Sample) Means {
	m := Means{Samples: len(samples)}
	var measured, limits [Items]total
	for k := range samples {
		s := &samples[k]
		for i := range Item(Items) {
			switch {
			case !s.has(i):
				continue
			case s.Below.Has(i):
				m.Items[i].Below++
				limits[i].add(s.Value[i])
			default:
				measured[i].add(s.Value[i])
			}
			m.Items[i].Samples++
		}
	}
	for i := range Item(Items) {
		if n := m.Items[i].Samples; n > 0 {
			sum := measured[i].times(100)
			sum.Add(sum, limits[i].times(int64(e.Means.BelowLimitPercent)))
			m.Items[i].value = new(big.Rat).SetFrac(sum, big.NewInt(100*Scale*int64(n)))
		}
	}
	if n := m.Items[PH].Samples; e.Means.PHByHydrogen && n > 1 {
		values := make([]int64, 0, n)
		for k := range samples {
			if samples[k].has(PH) {
				values = append(values, samples[k].Value[PH])
			}
		}
		m.Items[PH].value = meanPH(values)
	}
	return m
}

// total is a sum of any size: what does not fit low is in high.
type total struct {
	high big.Int
	low  int64
}

func (t *total) add(v int64) {
	sum := t.low + v
	if (sum > t.low) != (v > 0) && v != 0 {
		t.high.Add(&t.high, big.NewInt(t.low))
		sum = v
	}
	t.low = sum
}

func (t *total) times(n int64) *big.Int {
	sum := new(big.Int).Add(&t.high, big.NewInt(t.low))
	return sum.Mul(sum, big.NewInt(n))
}

// AverageOf returns the means of means, each counting once: of a year from its months, of a river
// from its sections.
func (e *Edition) AverageOf(parts []Means) Means {
	var m Means
	for k := range parts {
		m.Samples += parts[k].Samples
	}
	for i := range Item(Items) {
		item := &m.Items[i]
		sum := new(big.Rat)
		var values []int64
		for k := range parts {
			p := &parts[k].Items[i]
			item.Samples += p.Samples
			item.Below += p.Below
			if p.value == nil {
				continue
			}
			item.Parts++
			sum.Add(sum, p.value)
			if i == PH {
				values = append(values, decimal.Round(p.value, 6).Units)
			}
		}
		switch {
		case item.Parts == 0:
		case i == PH && e.Means.PHByHydrogen && item.Parts > 1:
			item.value = meanPH(values)
		default:
			item.value = sum.Quo(sum, new(big.Rat).SetInt64(int64(item.Parts)))
		}
	}
	return m
}

var ln10 = portable.Log(10)

// meanPH returns −lg of the mean of 10^−pH, to the millionth. Values, in millionths, are put in order
// first, so that the sum has the same bits whatever their order was, and counted from the lowest, so
// that no term is lost.
func meanPH(values []int64) *big.Rat {
	slices.Sort(values)
	lowest := values[0]
	var sum float64
	for _, v := range values {
		above := float64(v-lowest) / Scale
		sum += portable.Exp(-float64(above * ln10))
	}
	above := -portable.Log(sum/float64(len(values))) / ln10 // at most lg of their number
	return big.NewRat(lowest+int64(math.RoundToEven(float64(above*Scale))), Scale)
}

// PeriodMeans returns the means of a section in a period: of a month or a day those of its samples,
// of anything longer those of its months' means.
func (e *Edition) PeriodMeans(s *Section, p measure.Period) Means {
	first, last := p.First(), p.Last()
	if p.Freq == measure.Month || p.Freq == measure.Day {
		return e.Average(between(s.Samples, first, last))
	}
	var months []Means
	for month := monthOf(first); month.First() <= last; month = month.Add(1) {
		months = append(months, e.PeriodMeans(s, month))
	}
	return e.ofMonths(months)
}

// ofMonths returns the means of months, and counts those with samples.
func (e *Edition) ofMonths(months []Means) Means {
	m := e.AverageOf(months)
	for k := range months {
		if months[k].Samples > 0 {
			m.Months++
		}
	}
	return m
}

func between(samples []Sample, first, last measure.Date) []Sample {
	var list []Sample
	for _, s := range samples {
		if s.Date >= first && s.Date <= last {
			list = append(list, s)
		}
	}
	return list
}

func monthOf(d measure.Date) measure.Period {
	t := d.Time()
	return measure.Period{Freq: measure.Month, Ord: int32(t.Year()*12 + int(t.Month()) - 1)}
}

// reported returns a mean as an assessment shows it.
func (e *Edition) reported(i Item, x *big.Rat) decimal.Decimal {
	if x == nil {
		return decimal.None
	}
	return decimal.RoundKeeping(x, e.table.rule[i].Places)
}
