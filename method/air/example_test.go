package air_test

import (
	"fmt"
	"hash/fnv"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

// The same day under the standards of 2012 and of 2026.
func Example() {
	day := measure.DateOf(2025, 12, 1)
	published := &air.DailyValues{First: day}
	for item, thousandths := range map[air.Item]int32{air.PM25: 75_000, air.PM10: 110_000, air.SO2: 6_000,
		air.NO2: 38_000, air.CO: 900, air.O3: 41_000} {
		published.Value[item] = []int32{thousandths}
	}
	for _, id := range []string{"2012", "2026"} {
		e, err := air.ByID(id)
		if err != nil {
			panic(err)
		}
		d := air.Published(e, published).Day(day)
		fmt.Println(id, d.Index, e.Index.Bands[d.Level-1].Name.In(locale.ZH), d.Primary)
	}
	// Output:
	// 2012 100 良 pm25
	// 2026 114 轻度污染 pm25
}

// Figures are whole numbers throughout, so every architecture computes the same; the hash was made on
// amd64 from synthetic readings.
func TestSameBits(t *testing.T) {
	const want = "15b0dd1f10520554"
	hash := fnv.New64a()
	for _, e := range air.Editions() {
		var stations []*air.Days
		for seed := range uint64(5) {
			stations = append(stations, air.Station(e, syntheticYear(seed)))
		}
		city := air.City(e, stations)
		for day := range city.All {
			fmt.Fprintf(hash, "%+v\n", day)
		}
		year := city.Year(2023)
		fmt.Fprintf(hash, "%v %v %v %v\n", year.Items, year.GoodRatio, year.Composite, air.Region(e, []air.Summary{year}))
	}
	if got := fmt.Sprintf("%016x", hash.Sum64()); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}
