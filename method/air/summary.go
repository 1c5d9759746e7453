package air

import (
	"math/big"
	"math/bits"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Summary is the statistics of a month, a year or any span of days.
type Summary struct {
	From, To  measure.Date
	Days      int             // of the calendar
	Valid     int             // with an index
	Good      int             // with an index of 100 at most, the edition's ExceedingAbove
	Levels    []int           // valid days by level, from the first
	GoodRatio decimal.Decimal // percent of the valid days; None without any
	Items     [Items]ItemSummary
	Composite decimal.Decimal // None where a pollutant has no statistic

	figures [HourItems]fraction // exact mean or, without an annual limit, percentile
}

// ItemSummary is the statistics of one pollutant.
type ItemSummary struct {
	Valid      int             // days whose value counts
	Complete   bool            // they suffice for the span's statistics to be valid
	Mean       decimal.Decimal // as reported
	Percentile decimal.Decimal // the edition's, as reported
	Over       int             // days above the daily limit
	OverRate   decimal.Decimal // percent of the valid days
	Exceeding  int             // days with a sub-index above ExceedingAbove
	Primary    int             // days as primary pollutant, alone or not

	MeanMultiple       decimal.Decimal // (mean − limit) ÷ limit where the mean is above the annual limit
	PercentileMultiple decimal.Decimal // the same of percentile and daily limit
	Attains            bool            // neither is above its limit, and the statistics are complete
	Index              decimal.Decimal // single index: mean or, without an annual limit, percentile ÷ limit
}

// Month returns the statistics of a calendar month.
func (d *Days) Month(year int, month time.Month) Summary {
	first := measure.DateOf(year, month, 1)
	return d.Summary(first, measure.DateOf(year, month+1, 1)-1)
}

// Year returns the statistics of a calendar year.
func (d *Days) Year(year int) Summary {
	p := measure.Year(year)
	return d.Summary(p.First(), p.Last())
}

// Summary returns the statistics of the days from from to to. They are complete, by pollutant, where
// every month they touch has its days, and a whole year also its own (GB 3095, table 4).
func (d *Days) Summary(from, to measure.Date) Summary {
	s := Summary{From: from, To: to, Days: int(to-from) + 1}
	d.summarize(&s, 1<<Items-1)
	return s
}

// summarize makes a summary new: what the index says, and the statistics of some pollutants.
func (d *Days) summarize(s *Summary, items ItemSet) {
	var buffer [366]int64
	values := sample{values: buffer[:0]}
	i, j := d.clip(s.From, s.To)
	d.countIndices(s, i, j)
	months, whole := d.needs(s.From, s.To)
	for it := range Item(Items) {
		item := &s.Items[it]
		if items.Has(it) {
			mean, percentile := d.statistics(it, i, j, &values)
			item.Valid = len(values.values)
			item.Complete = item.Valid >= whole && d.complete(it, months)
			item.Mean, item.Percentile, item.Index = decimal.None, decimal.None, decimal.None
			item.MeanMultiple, item.PercentileMultiple = decimal.None, decimal.None
			if it != O3Peak {
				d.assess(s, it, mean, percentile)
			}
		}
		item.OverRate = decimal.Percent(item.Over, item.Valid, d.Edition.Rounding.Rate)
	}
	s.Composite = d.composite(s)
}

// statistics returns mean and percentile of an item over days i to j, and leaves its values in the
// sample.
func (d *Days) statistics(it Item, i, j int, values *sample) (mean, percentile fraction) {
	fits := d.sample(it, i, j, values)
	switch {
	case it == O3Peak:
		return fraction{}, fraction{} // none is asked for
	case !fits:
		return d.wideStatistics(it, i, j)
	}
	return values.mean(), values.percentile(d.Edition.table.percent[it])
}

// countIndices counts what the days' indices say.
func (d *Days) countIndices(s *Summary, i, j int) {
	e := d.Edition
	s.Valid, s.Good, s.Levels = 0, 0, make([]int, len(e.Index.Bands))
	for it := range s.Items {
		s.Items[it].Primary, s.Items[it].Exceeding, s.Items[it].Over = 0, 0, 0
	}
	for k := i; k < j; k++ {
		primary, exceeding, over := d.primary[k], d.exceeding[k], d.over[k]
		for set := primary | exceeding | over; set != 0; set &= set - 1 {
			it := Item(bits.TrailingZeros8(uint8(set)))
			item := &s.Items[it]
			item.Primary += int(primary >> it & 1)
			item.Exceeding += int(exceeding >> it & 1)
			item.Over += int(over >> it & 1)
		}
		if d.index[k] == NoIndex {
			continue
		}
		s.Valid++
		s.Levels[e.table.level[d.index[k]]-1]++
		if int(d.index[k]) <= e.Index.ExceedingAbove {
			s.Good++
		}
	}
	s.GoodRatio = decimal.Percent(s.Good, s.Valid, e.Rounding.Rate)
}

// monthDays is how many valid days a month needs; i and j are its days in the span, as indices.
type monthDays struct{ i, j, least int }

// needs lists what the months of a span need, and what the span itself does if it is a year.
func (d *Days) needs(from, to measure.Date) (months []monthDays, whole int) {
	rule := &d.Edition.Periods
	year := measure.Year(from.Year())
	if from == year.First() && to == year.Last() {
		whole = rule.Year
	}
	months = make([]monthDays, 0, 12)
	t := from.Time()
	for first, m := from, t.Month(); first <= to; m++ {
		last := measure.DateOf(t.Year(), m+1, 1) - 1
		i, j := d.clip(first, min(last, to))
		least := rule.Month
		if (m-1)%12+1 == time.February {
			least = rule.February
		}
		months = append(months, monthDays{i, j, least})
		first = last + 1
	}
	return months, whole
}

// complete reports whether every month has the valid days of an item that it needs.
func (d *Days) complete(it Item, months []monthDays) bool {
	for _, m := range months {
		n := 0
		for _, v := range d.value[it][m.i:m.j] {
			n += int(v>>63) + 1
		}
		if n < m.least {
			return false
		}
	}
	return true
}

// assess reports the statistics of a pollutant and holds them against its limits. Multiples and
// single indices are made from the reported figures.
func (d *Days) assess(summary *Summary, it Item, mean, percentile fraction) {
	e, t := d.Edition, &d.Edition.table
	s := &summary.Items[it]
	places := e.statisticPlaces(it)
	s.Mean, s.Percentile = mean.round(places), percentile.round(places)
	s.MeanMultiple = multiple(s.Mean, t.year[it], e.Rounding.Multiple)
	s.PercentileMultiple = multiple(s.Percentile, t.day[it], e.Rounding.Multiple)
	s.Attains = s.Complete && s.MeanMultiple.IsNone() && s.PercentileMultiple.IsNone()
	figure, limit := d.judgedBy(s, it)
	s.Index = quotient(figure, limit, e.Rounding.Index)
	summary.figures[it] = mean
	if t.year[it] == 0 {
		summary.figures[it] = percentile
	}
}

// statisticPlaces returns the places of reported means and percentiles.
func (e *Edition) statisticPlaces(it Item) int {
	if it == CO {
		return e.Rounding.StatisticCO
	}
	return e.Rounding.Statistic
}

// judgedBy returns the statistic of a pollutant that counts for the composite index, and its limit.
func (d *Days) judgedBy(s *ItemSummary, it Item) (figure decimal.Decimal, limit int64) {
	if t := &d.Edition.table; t.year[it] == 0 {
		return s.Percentile, t.day[it]
	}
	return s.Mean, d.Edition.table.year[it]
}

// multiple returns (figure − limit) ÷ limit, of a limit in thousandths; None where the figure is not
// above the limit.
func multiple(figure decimal.Decimal, limit int64, places int) decimal.Decimal {
	if figure.IsNone() || limit == 0 {
		return decimal.None
	}
	above, _ := figure.At(3) // statistics have no more places
	if above -= limit; above <= 0 {
		return decimal.None
	}
	return decimal.Quo(above, limit, places)
}

func quotient(figure decimal.Decimal, limit int64, places int) decimal.Decimal {
	if figure.IsNone() {
		return decimal.None
	}
	thousandths, _ := figure.At(3)
	return decimal.Quo(thousandths, limit, places)
}

// composite weighs the single indices, unrounded.
func (d *Days) composite(s *Summary) decimal.Decimal {
	total := new(big.Rat)
	for it := range Item(HourItems) {
		figure, limit := d.judgedBy(&s.Items[it], it)
		if figure.IsNone() {
			return decimal.None
		}
		thousandths, _ := figure.At(3) // as weight and limit are
		total.Add(total, big.NewRat(thousandths*d.Edition.table.weight[it], 1000*limit))
	}
	return decimal.Round(total, d.Edition.Rounding.Index)
}
