package air_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

// without leaves a pollutant out on the first n days from a date.
func without(i air.Item, first, from measure.Date, n int) func(*air.DailyValues) {
	return func(v *air.DailyValues) {
		for k := range n {
			v.Value[i][int(from-first)+k] = air.Missing
		}
	}
}

func TestMonthsAndYearsNeedTheirDays(t *testing.T) {
	jan23, feb23, feb24 := measure.DateOf(2023, 1, 1), measure.DateOf(2023, 2, 1), measure.DateOf(2024, 2, 1)
	jan24 := measure.DateOf(2024, 1, 1)
	for _, c := range []struct {
		name        string
		year, month int // month 0: the year
		first, from measure.Date
		missing     int
		complete    bool
	}{
		{"27 days of 31", 2023, 1, jan23, jan23, 4, true},
		{"26 days of 31", 2023, 1, jan23, jan23, 5, false},
		{"25 days of February", 2023, 2, jan23, feb23, 3, true},
		{"24 days of February", 2023, 2, jan23, feb23, 4, false},
		{"25 days of a leap February", 2024, 2, jan24, feb24, 4, true},
		{"24 days of a leap February", 2024, 2, jan24, feb24, 5, false},
		{"a year whose months all count", 2023, 0, jan23, jan23, 4, true},
		{"a year with a month of 26 days", 2023, 0, jan23, jan23, 5, false},
		{"a leap year with a month of 26 days", 2024, 0, jan24, jan24, 5, false},
	} {
		n := 365
		if c.year == 2024 {
			n = 366
		}
		d := publish(edition(t, "2012"), c.first, n, without(air.SO2, c.first, c.from, c.missing))
		s := d.Year(c.year)
		if c.month > 0 {
			s = d.Month(c.year, time.Month(c.month))
		}
		if got := s.Items[air.SO2]; got.Complete != c.complete || got.Valid != s.Days-c.missing {
			t.Errorf("%s: %d of %d valid, complete %v", c.name, got.Valid, s.Days, got.Complete)
		}
		if !s.Items[air.NO2].Complete || s.Valid != s.Days-c.missing {
			t.Errorf("%s: the other pollutants are complete %v, %d days have an index", c.name,
				s.Items[air.NO2].Complete, s.Valid)
		}
	}
}

// With three or four days missing from every month, all months count, and the year has 324 days or 323.
func TestAYearNeeds324Days(t *testing.T) {
	first := measure.DateOf(2023, 1, 1)
	for _, want := range []int{324, 323} {
		d := publish(edition(t, "2012"), first, 365, func(v *air.DailyValues) {
			left := 365 - want
			for month := time.January; left > 0; month++ {
				n := min(left, 4)
				if month == time.February {
					n = min(left, 3)
				} else if month == time.April || month == time.June || month == time.September || month == time.November {
					n = min(left, 3)
				}
				without(air.NO2, first, measure.DateOf(2023, month, 1), n)(v)
				left -= n
			}
		})
		if got := d.Year(2023).Items[air.NO2]; got.Valid != want || got.Complete != (want == 324) {
			t.Errorf("%d days: valid %d, complete %v", want, got.Valid, got.Complete)
		}
	}
}

func TestSummaryOfAKnownYear(t *testing.T) {
	first := measure.DateOf(2023, 1, 1)
	set := func(v *air.DailyValues) {
		for k := range 365 {
			v.Value[air.PM25][k] = 30_000
			v.Value[air.PM10][k] = 50_000
			v.Value[air.SO2][k] = 6_000
			v.Value[air.NO2][k] = 30_000
			v.Value[air.CO][k] = 1_000
			v.Value[air.O3][k] = int32(k+1) * 500 // 0.5 to 182.5
		}
		for k := range 73 { // a fifth of the year
			v.Value[air.PM25][k] = 80_000
		}
		v.Value[air.CO][364] = air.Missing // its O3 is 182.5: a day above 100 all the same
	}
	s := publish(edition(t, "2012"), first, 365, set).Year(2023)
	// PM2.5: (73·80 + 292·30)/365 = 40. O3: k = 1 + 364·0.9 = 328.6, so 164 + 0.6·0.5 = 164.3.
	pm25, o3 := s.Items[air.PM25], s.Items[air.O3]
	got := fmt.Sprintf("days %d, valid %d, good %d, %v%%; "+
		"pm25 %s +%s p95 %s +%s, over %d (%s%%), exceeding %d; o3 p90 %s +%s over %d; "+
		"co %s; composite %s; attains pm25 %v no2 %v",
		s.Days, s.Valid, s.Good, s.GoodRatio, pm25.Mean, pm25.MeanMultiple, pm25.Percentile,
		pm25.PercentileMultiple, pm25.Over, pm25.OverRate, pm25.Exceeding, o3.Percentile,
		o3.PercentileMultiple, o3.Over, s.Items[air.CO].Percentile, s.Composite, pm25.Attains,
		s.Items[air.NO2].Attains)
	// Good days: 365 less 73 of PM2.5, less the 44 of O3 above 160.5 (reported 160): k+1 ≥ 322.
	// Composite: 40/35 + 50/70 + 6/60 + 30/40 + 1/4 + 164/160 = 3.98214…
	want := "days 365, valid 365, good 248, 67.9%; " +
		"pm25 40 +0.14 p95 80 +0.07, over 73 (20.0%), exceeding 73; o3 p90 164 +0.02 over 44; " +
		"co 1.0; composite 3.98; attains pm25 false no2 true"
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if s := publish(edition(t, "2026"), first, 365, set).Year(2023); s.Items[air.O3].Percentile.String() != "164.3" ||
		// (3·40/30 + 50/60 + 6/60 + 2·30/40 + 1/4 + 2·164.3/160) = 8.737…
		s.Composite.String() != "8.74" || s.Items[air.CO].Percentile.String() != "1.00" {
		t.Errorf("2026: %s, %s, %s", s.Items[air.O3].Percentile, s.Composite, s.Items[air.CO].Percentile)
	}
}

func TestNoDataIsNotZero(t *testing.T) {
	d := publish(edition(t, "2012"), day1, 31, without(air.CO, day1, day1, 31))
	s := d.Month(2023, 1)
	if s.Valid != 0 || !s.GoodRatio.IsNone() || !s.Items[air.CO].Mean.IsNone() || !s.Composite.IsNone() ||
		!s.Items[air.CO].OverRate.IsNone() || !s.Items[air.CO].Index.IsNone() {
		t.Errorf("%+v", s)
	}
	if s := d.Year(1999); s.Valid != 0 || !s.Items[air.PM25].Mean.IsNone() || s.Days != 365 {
		t.Errorf("a year without a day: %+v", s)
	}
	text, err := s.GoodRatio.MarshalJSON()
	if err != nil || string(text) != "null" || s.GoodRatio.String() != "" {
		t.Errorf("no data is written %s, %q, %v", text, s.GoodRatio, err)
	}
}

// Means and percentiles against the formulas in exact fractions, for a station and for a city whose
// number of valid stations changes from day to day.
func TestStatisticsEqualTheFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, _ := air.ByID(rapid.SampledFrom([]string{"2012", "2026"}).Draw(t, "edition"))
		days := rapid.IntRange(1, 20).Draw(t, "days")
		var stations []*air.Days
		var hours []*air.Hours
		for range rapid.IntRange(1, 20).Draw(t, "stations") {
			hours = append(hours, randomHours(t, day1, days))
			stations = append(stations, air.Station(e, hours[len(hours)-1]))
		}
		span := func(d *air.Days) air.Summary { return d.Summary(day1, day1+measure.Date(days)-1) }
		for i := range air.Item(air.HourItems) {
			checkStatistic(t, e, i, span(stations[0]), slowValues(i, hours[:1], days, 1))
			needs := (3*len(hours) + 3) / 4
			if len(hours) < 4 {
				needs = (len(hours) + 1) / 2
			}
			checkStatistic(t, e, i, span(air.City(e, stations)), slowValues(i, hours, days, needs))
		}
	})
}

// slowValues computes the exact daily values of a city by the definition.
func slowValues(i air.Item, hours []*air.Hours, days, needs int) (list []*big.Rat) {
	for k := range days {
		sum, n := new(big.Rat), 0
		for _, h := range hours {
			readings := h.Value[i][24*k : 24*k+24]
			value, count := slowMean(readings)
			valid := count >= 20
			if i == air.O3 {
				value, count = new(big.Rat), 0
				for end := 8; end <= 24; end++ {
					if mean, hours := slowMean(readings[end-8 : end]); hours >= 6 {
						count++
						if mean.Cmp(value) > 0 {
							value = mean
						}
					}
				}
				rounded, _ := new(big.Rat).SetString(roundRat(value, 0))
				valid = count >= 14 || count > 0 && rounded.Cmp(big.NewRat(160, 1)) > 0
			}
			if valid {
				sum.Add(sum, value)
				n++
			}
		}
		if n >= needs {
			list = append(list, sum.Quo(sum, big.NewRat(int64(n), 1)))
		}
	}
	return list
}

func checkStatistic(t *rapid.T, e *air.Edition, i air.Item, s air.Summary, values []*big.Rat) {
	got := fmt.Sprint(s.Items[i].Valid, " ", s.Items[i].Mean, " ", s.Items[i].Percentile)
	want := "0  "
	if n := len(values); n > 0 {
		places := e.Rounding.Statistic
		if i == air.CO {
			places = e.Rounding.StatisticCO
		}
		mean := new(big.Rat)
		for _, v := range values {
			mean.Add(mean, v)
		}
		mean.Quo(mean, big.NewRat(int64(n), 1))
		slices.SortFunc(values, (*big.Rat).Cmp)
		percent, _ := e.Percentile.Percent.Of(i)
		rank := new(big.Rat).Mul(big.NewRat(int64(n-1), 100), ratOf(percent))
		s := new(big.Int).Div(rank.Num(), rank.Denom()).Int64()
		x := values[s]
		if int(s)+1 < n {
			step := new(big.Rat).Sub(values[s+1], x)
			x = new(big.Rat).Add(x, step.Mul(step, rank.Sub(rank, big.NewRat(s, 1))))
		}
		want = fmt.Sprint(n, " ", roundRat(mean, places), " ", roundRat(x, places))
	}
	if got != want {
		t.Fatalf("%s %s: %s, want %s", e.ID, i, got, want)
	}
}

func TestPercentileOfASmallSample(t *testing.T) {
	// P95 of 1…21: k = 1 + 20·0.95 = 20, so 20. P90: k = 19. P98: k = 20.6, so 20 + 0.6·1 = 20.6.
	e := edition(t, "2026")
	d := publish(e, day1, 21, func(v *air.DailyValues) {
		for k := range 21 {
			at := (k*8 + 5) % 21 // in no order
			v.Value[air.PM25][at] = int32(k+1) * 1000
			v.Value[air.O3][at] = int32(k+1) * 1000
			v.Value[air.SO2][at] = int32(k+1) * 1000
		}
	})
	s := d.Month(2023, 1)
	for i, want := range map[air.Item]string{air.PM25: "20.0", air.O3: "19.0", air.SO2: "20.6"} {
		if got := s.Items[i].Percentile.String(); got != want {
			t.Errorf("%s: %s, want %s", i, got, want)
		}
	}
}
