package air_test

import (
	"fmt"
	"math/big"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

func TestHoursBelongToTheDayTheyCloseIn(t *testing.T) {
	day := measure.DateOf(2024, 2, 29)
	for n, want := range map[int]measure.Date{0: day - 1, 1: day, 24: day, 25: day + 1} {
		if got := air.HourOf(day, n).Day(); got != want {
			t.Errorf("%02d:00 of %s belongs to %s, want %s", n, day, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		h := air.Hour(rapid.Int32Range(-1e6, 1e6).Draw(t, "hour"))
		if n := h.Clock(); n < 1 || n > 24 || air.HourOf(h.Day(), n) != h {
			t.Fatalf("hour %d: day %d, clock %d", h, h.Day(), n)
		}
	})
}

func TestDailyMeanNeedsTwentyHours(t *testing.T) {
	for _, missing := range []int32{air.Missing, -1, -999_000} {
		for hours, want := range map[int]string{24: "13", 20: "13", 19: ""} {
			h := hoursOf(day1, 1, 12_500)
			h.Value[air.PM25][0] = 13_500 // keeps the mean off the half
			for k := range 24 - hours {
				h.Value[air.PM25][23-k] = missing
			}
			item := air.Station(edition(t, "2026"), h).Day(day1).Items[air.PM25]
			if item.Concentration.String() != want || item.Count != hours || item.Needed != 20 {
				t.Errorf("%d hours: %q with %d of %d, want %q", hours, item.Concentration, item.Count, item.Needed, want)
			}
		}
	}
}

// The 17 means of eight hours end at 08:00 to 24:00; each needs six hours, the day fourteen means,
// or one above the limit of 160.
func TestHighestMeanOfEightHours(t *testing.T) {
	value := func(v int32, hours ...int) func(*air.Hours) {
		return func(h *air.Hours) {
			for k := hours[0]; k <= hours[1]; k++ {
				h.Value[air.O3][k-1] = v
			}
		}
	}
	for _, c := range []struct {
		name  string
		set   []func(*air.Hours)
		want  string
		means int
	}{
		{"all there", nil, "100", 17},
		{"the highest mean ends at 08:00", []func(*air.Hours){value(180_000, 1, 8)}, "180", 17},
		{"the night before does not count: 00:00 is yesterday's", []func(*air.Hours){value(180_000, 17, 24)}, "180", 17},
		{"fourteen means", []func(*air.Hours){value(air.Missing, 1, 5)}, "100", 14},
		{"thirteen means", []func(*air.Hours){value(air.Missing, 1, 6)}, "", 13},
		{"thirteen, at the limit", []func(*air.Hours){value(160_000, 1, 24), value(air.Missing, 1, 6)}, "", 13},
		{"thirteen, 160.5 is reported as 160", []func(*air.Hours){value(160_500, 1, 24), value(air.Missing, 1, 6)}, "", 13},
		{"thirteen, above the limit", []func(*air.Hours){value(161_000, 1, 24), value(air.Missing, 1, 6)}, "161", 13},
		{"one mean above the limit", []func(*air.Hours){value(air.Missing, 1, 24), value(200_000, 10, 15)}, "200", 3},
		{"five hours make no mean", []func(*air.Hours){value(air.Missing, 1, 24), value(200_000, 10, 14)}, "", 0},
		{"a mean of seven divides by seven",
			[]func(*air.Hours){value(0, 9, 24), value(105_000, 1, 8), value(air.Missing, 4, 4)}, "105", 17},
	} {
		h := hoursOf(day1, 1, 100_000)
		for _, set := range c.set {
			set(h)
		}
		for _, id := range []string{"2012", "2026"} {
			item := air.Station(edition(t, id), h).Day(day1).Items[air.O3]
			if item.Concentration.String() != c.want || item.Count != c.means || item.Needed != 14 {
				t.Errorf("%s (%s): %q of %d means, want %q of %d", c.name, id, item.Concentration, item.Count, c.want, c.means)
			}
		}
	}
}

func TestHighestHourOnlyWhereTheIndexAsks(t *testing.T) {
	h := hoursOf(day1, 1, clean)
	h.Value[air.O3][13] = 250_000
	peak := func(id string) air.DayItem { return air.Station(edition(t, id), h).Day(day1).Items[air.O3Peak] }
	if got := peak("2012"); got.Concentration.String() != "250" || got.Index != 125 {
		t.Errorf("2012: %+v", got)
	}
	if got := peak("2026"); !got.Concentration.IsNone() {
		t.Errorf("2026: %+v", got)
	}
	for k := range 5 {
		h.Value[air.O3][k] = air.Missing
	}
	if got := peak("2012"); !got.Concentration.IsNone() || got.Count != 19 {
		t.Errorf("2012 with 19 hours: %+v", got)
	}
}

func TestSeriesThatBeginAndEndWithinADay(t *testing.T) {
	full := hoursOf(day1, 3, clean)
	part := &air.Hours{First: full.First + 4}
	for i, v := range full.Value {
		part.Value[i] = v[4 : len(v)-5]
	}
	d := air.Station(edition(t, "2012"), part)
	if d.First != day1 || d.Len() != 3 {
		t.Fatalf("%d days from %s", d.Len(), d.First)
	}
	for k, want := range []int{20, 24, 19} {
		day := d.Day(day1 + measure.Date(k))
		if got := day.Items[air.PM10]; got.Count != want || got.Concentration.IsNone() != (want < 20) {
			t.Errorf("day %d: %+v, want %d hours", k, got, want)
		}
	}
	part.Value[air.SO2] = nil
	day := air.Station(edition(t, "2012"), part).Day(day1 + 1)
	if day.Missing != 1<<air.SO2 || day.Index != air.NoIndex {
		t.Errorf("without SO2: %+v", day)
	}
	if d := air.Station(edition(t, "2012"), &air.Hours{}); d.Len() != 0 {
		t.Errorf("no readings make %d days", d.Len())
	}
}

func TestDaysInPlaceOfOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := new(air.Days)
		for range rapid.IntRange(1, 4).Draw(t, "series") {
			e, _ := air.ByID(rapid.SampledFrom([]string{"2012", "2026"}).Draw(t, "edition"))
			h := randomHours(t, day1, rapid.IntRange(1, 3).Draw(t, "days"))
			if !reflect.DeepEqual(days.Station(e, h), air.Station(e, h)) {
				t.Fatal("days computed in place of others differ")
			}
		}
	})
}

// randomHours draws days of readings with gaps, some long, some extreme.
func randomHours(t *rapid.T, first measure.Date, days int) *air.Hours {
	h := &air.Hours{First: air.HourOf(first, 1)}
	seed := rapid.Uint64().Draw(t, "seed")
	next := func() uint64 { // xorshift, so that a series costs one draw
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return seed
	}
	seed |= 1
	for i := range h.Value {
		top := []int64{300_000, 400_000, 200_000, 150_000, 8000, 400_000}[i]
		h.Value[i] = make([]int32, 24*days)
		gap := 0
		for k := range h.Value[i] {
			if gap--; gap < 0 && next()%200 == 0 {
				gap = int(next() % 40)
			}
			h.Value[i][k] = int32(int64(next()>>1) % top)
			if gap > 0 || next()%16 == 0 {
				h.Value[i][k] = air.Missing
			}
		}
	}
	return h
}

// The pipeline of a day written again from the text of the standards, in fractions.
func TestDaysEqualASlowReading(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"2012", "2026"}).Draw(t, "edition")
		e, _ := air.ByID(id)
		h := randomHours(t, day1, 4)
		d := air.Station(e, h)
		for k := range 4 {
			day := d.Day(day1 + measure.Date(k))
			want := slowDay(id, h, k)
			got := fmt.Sprintf("%d %s; %s", day.Index, day.Primary, day.Exceeding)
			for i := range air.Item(air.HourItems) {
				got += fmt.Sprintf("; %s=%s/%d", i, day.Items[i].Concentration, day.Items[i].Count)
			}
			if got != want {
				t.Fatalf("%s day %d:\n got %s\nwant %s", id, k, got, want)
			}
		}
	})
}

func slowDay(id string, h *air.Hours, k int) string {
	var list [air.HourItems]string
	sub := map[air.Item]int{}
	set := func(i air.Item, c *big.Rat) string {
		places := 0
		if i == air.CO {
			places = 1
		}
		text := roundRat(c, places)
		rounded, _ := new(big.Rat).SetString(text)
		sub[i] = formula(breakpoints[id][i][:len(breakpoints[id][i])-1], rounded)
		return text
	}
	for i := range air.Item(air.HourItems) {
		readings := h.Value[i][24*k : 24*k+24]
		text, n := "", 0
		if i == air.O3 {
			best := new(big.Rat)
			for end := 8; end <= 24; end++ {
				if mean, hours := slowMean(readings[end-8 : end]); hours >= 6 {
					n++
					if mean.Cmp(best) > 0 {
						best = mean
					}
				}
			}
			above, _ := new(big.Rat).SetString(roundRat(best, 0))
			if n >= 14 || n > 0 && above.Cmp(big.NewRat(160, 1)) > 0 {
				text = set(i, best)
			}
		} else {
			var mean *big.Rat
			if mean, n = slowMean(readings); n >= 20 {
				text = set(i, mean)
			}
		}
		list[i] = fmt.Sprintf("; %s=%s/%d", i, text, n)
	}
	if _, hours := slowMean(h.Value[air.O3][24*k : 24*k+24]); id == "2012" && hours >= 20 {
		top := int32(0)
		for _, v := range h.Value[air.O3][24*k : 24*k+24] {
			top = max(top, v)
		}
		set(air.O3Peak, big.NewRat(int64(top), 1000))
	}
	return slowIndex(sub) + fmt.Sprint(list[0], list[1], list[2], list[3], list[4], list[5])
}

func slowMean(readings []int32) (*big.Rat, int) {
	sum, n := new(big.Rat), 0
	for _, v := range readings {
		if v != air.Missing {
			sum.Add(sum, big.NewRat(int64(v), 1000))
			n++
		}
	}
	if n > 0 {
		sum.Quo(sum, big.NewRat(int64(n), 1))
	}
	return sum, n
}

func slowIndex(sub map[air.Item]int) string {
	index, basic := -1, 0
	var primary, exceeding air.ItemSet
	for i := range air.Item(air.Items) {
		s, ok := sub[i]
		if !ok {
			continue
		}
		if i != air.O3Peak {
			basic++
		}
		index = max(index, s)
		if s > 100 {
			exceeding |= 1 << i
		}
	}
	for i, s := range sub {
		if s == index && index > 50 {
			primary |= 1 << i
		}
	}
	if basic < 6 && index <= 100 {
		index, primary = -1, 0
	}
	return fmt.Sprintf("%d %s; %s", index, primary, exceeding)
}

func TestStationsDoNotDependOnWorkers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var hours []*air.Hours
		for range rapid.IntRange(0, 9).Draw(t, "stations") {
			hours = append(hours, randomHours(t, day1, 3))
		}
		e, _ := air.ByID("2012")
		if !reflect.DeepEqual(air.Stations(e, hours, 1), air.Stations(e, hours, 3)) {
			t.Fatal("one worker and three differ")
		}
	})
}

func TestNoAllocationPerDay(t *testing.T) {
	e := edition(t, "2012")
	allocs := func(days int) float64 {
		h := hoursOf(day1, days, 20_000)
		return testing.AllocsPerRun(10, func() { air.Station(e, h).Year(2023) })
	}
	days := new(air.Days)
	h := hoursOf(day1, 365, 20_000)
	days.Station(e, h)
	if n := testing.AllocsPerRun(10, func() { days.Station(e, h) }); n != 0 {
		t.Errorf("%v allocations for a year in place", n)
	}
	if short, long := allocs(28), allocs(365); long > short {
		t.Errorf("%v allocations for 28 days, %v for 365", short, long)
	}
}

func TestCompareListsTheDaysJudgedDifferently(t *testing.T) {
	set := func(v *air.DailyValues) {
		setDay(t, v, 1, "pm25=75")
		setDay(t, v, 2, "pm25=36")
		setDay(t, v, 3, "co=-")
	}
	list := air.Compare(publish(edition(t, "2012"), day1, 5, set), publish(edition(t, "2026"), day1, 5, set))
	var got []string
	for _, d := range list {
		got = append(got, fmt.Sprint(d.Date, " ", d.Old.Index, "→", d.New.Index))
	}
	if want := []string{"2023-01-02 100→114"}; !reflect.DeepEqual(got[:1], want) {
		t.Errorf("%v, want first %v", got, want)
	}
	// 36: 50 + 1/40·50 is 52 by the old table, 50 + 1/25·50 is 52 by the new one: not a difference.
	if len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestRealTimeIndex(t *testing.T) {
	h := hoursOf(day1, 2, clean)
	last := h.First + 47
	for k := 24; k < 48; k++ {
		h.Value[air.PM25][k] = 30_000
	}
	h.Value[air.PM25][47] = 80_000
	h.Value[air.SO2][47] = 801_000
	h.Value[air.O3][47] = 250_000
	for id, want := range map[string]string{
		// 2012: the mean of 24 hours, 32.08; SO2 above 800 has no hourly sub-index. 2026: the hour, 80.
		"2012": "125 o3_8h pm25=32/46 so2=801/-1",
		"2026": "200 so2 pm25=80/119 so2=801/200",
	} {
		r := air.AtHour(edition(t, id), h, last)
		got := fmt.Sprintf("%d %s pm25=%s/%d so2=%s/%d", r.Index, r.Primary, r.Items[air.PM25].Concentration,
			r.Items[air.PM25].Index, r.Items[air.SO2].Concentration, r.Items[air.SO2].Index)
		if got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	for k := 24; k < 29; k++ {
		h.Value[air.PM25][k] = air.Missing
	}
	if r := air.AtHour(edition(t, "2012"), h, last); !r.Items[air.PM25].Concentration.IsNone() {
		t.Errorf("19 of 24 hours: %v", r.Items[air.PM25])
	}
	if r := air.AtHour(edition(t, "2012"), h, last+30); r.Index != air.NoIndex {
		t.Errorf("beyond the series: index %d", r.Index)
	}
}
