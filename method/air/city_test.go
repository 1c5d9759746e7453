package air_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/air"
)

func TestACityNeedsThreeQuartersOfItsStations(t *testing.T) {
	for _, c := range []struct{ stations, valid, needed int }{
		{1, 1, 1}, {2, 1, 1}, {3, 2, 2}, {3, 1, 2}, {4, 3, 3}, {4, 2, 3}, {5, 4, 4}, {5, 3, 4}, {8, 6, 6}, {8, 5, 6},
	} {
		e := edition(t, "2026")
		var list []*air.Days
		for k := range c.stations {
			h := hoursOf(day1, 1, int32(10_000*(k+1)))
			if k >= c.valid {
				for n := range 5 {
					h.Value[air.NO2][n] = air.Missing
				}
			}
			list = append(list, air.Station(e, h))
		}
		got := air.City(e, list).Day(day1).Items[air.NO2]
		if got.Count != c.valid || got.Needed != c.needed || got.Concentration.IsNone() != (c.valid < c.needed) {
			t.Errorf("%d of %d valid: %+v", c.valid, c.stations, got)
		}
		want := decimal.Decimal{Units: int64(5 * (c.valid + 1))}
		if c.valid >= c.needed && got.Concentration != want {
			t.Errorf("mean of %d stations: %s, want %s", c.valid, got.Concentration, want)
		}
	}
}

// A city's figure is rounded once: stations at 75.3, 75.3 and 75.9 are 75.5, which goes to 76,
// though they are reported as 75, 75 and 76.
func TestACityIsRoundedOnce(t *testing.T) {
	e := edition(t, "2012")
	var list []*air.Days
	for _, v := range []int32{75_300, 75_300, 75_900} {
		list = append(list, air.Station(e, hoursOf(day1, 1, v)))
	}
	if got := air.City(e, list).Day(day1).Items[air.PM25].Concentration.String(); got != "76" {
		t.Errorf("%s, want 76", got)
	}
}

// A city is judged by the mean of its stations, never by the worst of them.
func TestACityIsNotItsWorstStation(t *testing.T) {
	e := edition(t, "2012")
	worst := hoursOf(day1, 1, clean)
	for k := range worst.Value[air.PM25] {
		worst.Value[air.PM25][k] = 130_000
	}
	list := []*air.Days{air.Station(e, worst), air.Station(e, hoursOf(day1, 1, clean))}
	if got := air.City(e, list).Day(day1).Index; got != 89 { // 65.5 goes to 66: 50 + 31/40·50 = 88.75
		t.Errorf("index %d, want 89", got)
	}
}

func TestStationsOfACityMaySpanDifferentDays(t *testing.T) {
	e := edition(t, "2012")
	a := air.Station(e, hoursOf(day1, 2, 10_000))
	b := air.Station(e, hoursOf(day1+1, 2, 20_000))
	c := air.City(e, []*air.Days{a, b})
	if c.First != day1 || c.Len() != 3 {
		t.Fatalf("%d days from %s", c.Len(), c.First)
	}
	for k, want := range []string{"10", "15", "20"} {
		if got := c.Day(day1 + measure.Date(k)).Items[air.PM10].Concentration.String(); got != want {
			t.Errorf("day %d: %s, want %s", k, got, want)
		}
	}
}

func TestRegionIsTheMeanOfItsCitiesAndPooled(t *testing.T) {
	e := edition(t, "2012")
	polluted := func(days, bad int) *air.Days {
		return publish(e, day1, days, func(v *air.DailyValues) {
			for k := range bad {
				v.Value[air.PM25][k] = 90_000
			}
		})
	}
	cities := []*air.Days{polluted(30, 3), polluted(10, 5), publish(e, day1, 20, without(air.CO, day1, day1, 20))}
	var summaries []air.Summary
	for _, c := range cities {
		summaries = append(summaries, c.Month(2023, 1))
	}
	r := air.Region(e, summaries)
	// Ratios 90 and 50, no ratio of the third: mean 70; pooled 32 of 40. PM2.5: means 9.9, 45.5, 1.
	got := fmt.Sprint(r.Cities, r.Counted, r.GoodRatio, r.Pooled, r.Good, r.Valid, r.Items[air.PM25], r.Items[air.CO])
	want := fmt.Sprint(3, 2, number(t, "70.0"), number(t, "80.0"), 32, 40,
		air.RegionItem{Cities: 3, Value: decimal.Decimal{Units: 19}},
		air.RegionItem{Cities: 2, Value: decimal.Decimal{Units: 10, Places: 1}})
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if r := air.Region(e, nil); !r.GoodRatio.IsNone() || !r.Pooled.IsNone() {
		t.Errorf("no city: %+v", r)
	}
}

// network draws a year of five stations in two cities.
func network(t *rapid.T) ([]*air.Hours, []int) {
	var hours []*air.Hours
	for range 5 {
		hours = append(hours, randomHours(t, day1, 90))
	}
	return hours, []int{0, 1, 0, 1, 1}
}

func copyHours(hours []*air.Hours) []*air.Hours {
	var list []*air.Hours
	for _, h := range hours {
		c := *h
		for i := range c.Value {
			c.Value[i] = append([]int32(nil), h.Value[i]...)
		}
		list = append(list, &c)
	}
	return list
}

func TestCorrectionsEqualComputingAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, _ := air.ByID("2026")
		hours, city := network(t)
		n := air.NewNetwork(e, hours, city, 2)
		for range rapid.IntRange(1, 8).Draw(t, "corrections") {
			station := rapid.IntRange(0, 4).Draw(t, "station")
			item := air.Item(rapid.IntRange(0, air.HourItems-1).Draw(t, "item"))
			hour := hours[station].First + air.Hour(rapid.IntRange(0, 24*90-1).Draw(t, "hour"))
			value := rapid.SampledFrom([]int32{air.Missing, 0, 50_000, 900_000}).Draw(t, "value")
			r := n.Correct(station, item, hour, value)
			if r.StationDays > 1 || r.StationSpans > 2 || r.CityDays > 1 || r.CitySpans > 2 || r.RegionSpans > 2 {
				t.Fatalf("recomputed too much: %+v", r)
			}
		}
		again := air.NewNetwork(e, copyHours(hours), city, 1)
		for i := range 5 {
			if !reflect.DeepEqual(n.Station(i), again.Station(i)) {
				t.Fatalf("station %d differs", i)
			}
		}
		for _, month := range []time.Month{0, 1, 2, 3} {
			for c := range 2 {
				a, _ := n.CitySummary(c, 2023, month)
				b, _ := again.CitySummary(c, 2023, month)
				if !reflect.DeepEqual(a, b) || !reflect.DeepEqual(n.City(c), again.City(c)) {
					t.Fatalf("city %d, month %d differs", c, month)
				}
			}
			for i := range 5 {
				a, _ := n.StationSummary(i, 2023, month)
				b, _ := again.StationSummary(i, 2023, month)
				if !reflect.DeepEqual(a, b) {
					t.Fatalf("station %d, month %d differs", i, month)
				}
			}
			a, _ := n.RegionSummary(2023, month)
			if b, _ := again.RegionSummary(2023, month); !reflect.DeepEqual(a, b) {
				t.Fatalf("region, month %d differs", month)
			}
		}
	})
}

func TestACorrectionRecomputesNoMoreThanItMust(t *testing.T) {
	all := air.Recomputed{StationDays: 1, StationSpans: 2, CityDays: 1, CitySpans: 2, RegionSpans: 2}
	for _, c := range []struct {
		name  string
		gaps  int // hours missing from the day before the correction
		hour  int
		value int32
		want  air.Recomputed
	}{
		{"another value changes everything above", 0, 3, 30_000, all},
		{"the same value changes nothing", 0, 3, 20_000, air.Recomputed{}},
		{"one value more of a day that stays invalid ends at the station", 10, 1, 20_000,
			air.Recomputed{StationDays: 1, StationSpans: 2, CityDays: 1}},
		{"outside the series", 0, 24 * 40, 1, air.Recomputed{}},
	} {
		hours := []*air.Hours{hoursOf(day1, 40, 20_000), hoursOf(day1, 40, 40_000)}
		for k := range c.gaps {
			hours[0].Value[air.PM10][k] = air.Missing
		}
		n := air.NewNetwork(edition(t, "2012"), hours, []int{0, 0}, 1)
		if got := n.Correct(0, air.PM10, hours[0].First+air.Hour(c.hour), c.value); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// A city of 60 absurd stations, whose numbers of valid ones have a common denominator beyond 64 bits.
func TestStatisticsBeyond64Bits(t *testing.T) {
	const stations, days = 60, 16
	e := edition(t, "2026")
	var list []*air.Days
	for i := range stations {
		h := hoursOf(day1, days, 2_147_483_000)
		for day := range days {
			for k := range 24 {
				if i < day { // one station fewer every day
					h.Value[air.SO2][24*day+k] = air.Missing
				}
			}
		}
		list = append(list, air.Station(e, h))
	}
	city := air.City(e, list)
	if got := city.Day(day1 + 15).Items[air.SO2]; got.Count != 45 || got.Needed != 45 {
		t.Fatalf("%+v", got)
	}
	s := city.Month(2023, 1)
	if got := s.Items[air.SO2]; got.Mean.String() != "2147483.0" || got.Percentile != got.Mean || got.Valid != days {
		t.Errorf("%+v", got)
	}
}

func BenchmarkStationYear(b *testing.B) {
	h := syntheticYear(1)
	e := edition(b, "2012")
	b.SetBytes(4 * 6 * 8760)
	var days air.Days
	for b.Loop() {
		days.Station(e, h).Year(2023)
	}
}

func BenchmarkCorrection(b *testing.B) {
	var hours []*air.Hours
	var city []int
	for i := range 64 {
		hours, city = append(hours, syntheticYear(uint64(i))), append(city, i/8)
	}
	n := air.NewNetwork(edition(b, "2012"), hours, city, 2)
	value := int32(0)
	for b.Loop() {
		value = (value + 7001) % 200_000
		n.Correct(17, air.PM25, hours[17].First+4000, value)
	}
}

// syntheticYear is a seeded year of readings with a twentieth missing.
func syntheticYear(seed uint64) *air.Hours {
	random := rand.New(rand.NewPCG(seed, 0))
	h := hoursOf(day1, 365, 0)
	for i := range h.Value {
		for k := range h.Value[i] {
			h.Value[i][k] = int32(random.IntN(150)) * 1000
			if i == int(air.CO) {
				h.Value[i][k] /= 50
			}
			if random.IntN(20) == 0 {
				h.Value[i][k] = air.Missing
			}
		}
	}
	return h
}
