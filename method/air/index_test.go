package air_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/air"
)

// breakpoints as transcribed by hand from table 1 of HJ 633-2012 and table 3 of HJ 633-2026, beside
// the files. The last number is the sub-index beyond, 0 for none.
var breakpoints = map[string]map[air.Item][]int{
	"2012": {
		air.SO2:    {0, 50, 150, 475, 800, 1600, 2100, 2620, 500},
		air.NO2:    {0, 40, 80, 180, 280, 565, 750, 940, 500},
		air.PM10:   {0, 50, 150, 250, 350, 420, 500, 600, 500},
		air.CO:     {0, 2, 4, 14, 24, 36, 48, 60, 500},
		air.O3:     {0, 100, 160, 215, 265, 800, 0},
		air.O3Peak: {0, 160, 200, 300, 400, 800, 1000, 1200, 500},
		air.PM25:   {0, 35, 75, 115, 150, 250, 350, 500, 500},
	},
	"2026": {
		air.SO2:  {0, 50, 150, 475, 800, 1600, 2100, 2620, 500},
		air.NO2:  {0, 40, 80, 180, 280, 565, 750, 940, 500},
		air.PM10: {0, 50, 120, 250, 350, 420, 500, 600, 500},
		air.CO:   {0, 2, 4, 14, 24, 36, 48, 60, 500},
		air.O3:   {0, 100, 160, 215, 265, 800, 300},
		air.PM25: {0, 35, 60, 115, 150, 250, 350, 500, 500},
	},
}

var steps = []int{0, 50, 100, 150, 200, 300, 400, 500}

func TestEveryCellOfTheTableAndBothSidesOfIt(t *testing.T) {
	for id, table := range breakpoints {
		e := edition(t, id)
		for item, row := range table {
			points, beyond := row[:len(row)-1], row[len(row)-1]
			if beyond == 0 {
				beyond = air.NoIndex
			}
			places, unit := int8(0), int64(1)
			if item == air.CO {
				places, unit = 1, 10
			}
			for k, p := range points {
				units := int64(p) * unit
				if got := e.IAQI(item, decimal.Decimal{Units: units, Places: places}); got != steps[k] {
					t.Errorf("%s %s %d: %d, want %d", id, item, p, got, steps[k])
				}
				above := e.IAQI(item, decimal.Decimal{Units: units + 1, Places: places})
				if last := k == len(points)-1; last && above != beyond {
					t.Errorf("%s %s above %d: %d, want %d", id, item, p, above, beyond)
				} else if !last && (above <= steps[k] || above > steps[k+1]) {
					t.Errorf("%s %s above %d: %d, outside (%d, %d]", id, item, p, above, steps[k], steps[k+1])
				}
				if below := e.IAQI(item, decimal.Decimal{Units: units - 1, Places: places}); k > 0 && below > steps[k] {
					t.Errorf("%s %s below %d: %d, above %d", id, item, p, below, steps[k])
				}
			}
		}
	}
	if got := edition(t, "2026").IAQI(air.O3Peak, number(t, "100")); got != air.NoIndex {
		t.Errorf("the highest hour of ozone has sub-index %d in 2026, which dropped it", got)
	}
}

// The formula of HJ 633 in exact fractions, rounded up, at every reported concentration.
func TestSubIndexIsTheFormulaRoundedUp(t *testing.T) {
	for id, table := range breakpoints {
		e := edition(t, id)
		for item, row := range table {
			points := row[:len(row)-1]
			places, unit := int8(0), 1
			if item == air.CO {
				places, unit = 1, 10
			}
			for c := 0; c <= points[len(points)-1]*unit; c++ {
				want := formula(points, big.NewRat(int64(c), int64(unit)))
				if got := e.IAQI(item, decimal.Decimal{Units: int64(c), Places: places}); got != want {
					t.Fatalf("%s %s %d/%d: %d, want %d", id, item, c, unit, got, want)
				}
			}
		}
	}
}

// formula computes IAQI by equation 1 of HJ 633 within the table.
func formula(points []int, c *big.Rat) int {
	k := 1
	for c.Cmp(big.NewRat(int64(points[k]), 1)) > 0 {
		k++
	}
	x := new(big.Rat).Sub(c, big.NewRat(int64(points[k-1]), 1))
	x.Mul(x, big.NewRat(int64(steps[k]-steps[k-1]), int64(points[k]-points[k-1])))
	q, r := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	return steps[k-1] + int(q.Int64()) + r.Sign()
}

// Rounding before or after decides about a good day: 75.3 is 75 and 100, or 100.4 and 101.
func TestOrderOfRounding(t *testing.T) {
	c := number(t, "75.3")
	if got := edition(t, "2012").IAQI(air.PM25, c); got != 100 {
		t.Errorf("rounded first: %d, want 100", got)
	}
	after := altered(t, "2012", "round_first: true", "round_first: false")
	if got := after.IAQI(air.PM25, c); got != 101 {
		t.Errorf("rounded after: %d, want 101", got)
	}
	if got := edition(t, "2026").IAQI(air.PM25, number(t, "60.5")); got != 100 {
		t.Errorf("60.5 in 2026: %d, want 100, for half goes to the even 60", got)
	}
	if got := edition(t, "2026").IAQI(air.PM25, number(t, "61.5")); got != 102 {
		t.Errorf("61.5 in 2026: %d, want 102, for half goes to the even 62", got)
	}
}

func TestSubIndexOfUnroundedConcentrations(t *testing.T) {
	after := altered(t, "2012", "round_first: true", "round_first: false")
	points := breakpoints["2012"][air.PM25][:8]
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Int64Range(0, 500_000).Draw(t, "thousandths")
		want := formula(points, big.NewRat(c, 1000))
		if got := after.IAQI(air.PM25, decimal.Decimal{Units: c, Places: 3}); got != want {
			t.Fatalf("%d: %d, want %d", c, got, want)
		}
	})
}

func TestDailyIndex(t *testing.T) {
	const none = -1
	for _, c := range []struct {
		name, edition      string
		values             string // item=µg/m³ (or mg/m³), item=- for missing; the others are clean
		index, level       int
		primary, exceeding string
		missing            string
	}{
		{"nothing above 50 has no primary pollutant", "2012", "pm25=35", 50, 1, "", "", ""},
		{"above 50 the highest is primary", "2012", "pm25=36", 52, 2, "pm25", "", ""},
		{"a tie lists both", "2012", "pm25=75 o3_8h=160", 100, 2, "pm25,o3_8h", "", ""},
		{"the same concentrations in 2026", "2026", "pm25=75 o3_8h=160", 114, 3, "pm25", "pm25", ""},
		{"a tie of the new limits", "2026", "pm25=60 pm10=120 no2=80", 100, 2, "pm25,pm10,no2", "", ""},
		{"several exceed, one is primary", "2012", "pm25=100 pm10=151", 132, 3, "pm25", "pm25,pm10", ""},
		{"100 is good, 101 is not", "2012", "pm10=150", 100, 2, "pm10", "", ""},
		{"just above", "2012", "pm10=151", 101, 3, "pm10", "pm10", ""},
		{"the top of the scale", "2012", "pm25=700", 500, 6, "pm25", "pm25", ""},
		{"a missing pollutant leaves no index", "2026", "co=-", none, 0, "", "", "co"},
		{"the same before 2026", "2012", "co=-", none, 0, "", "", "co"},
		{"at 100 still none", "2026", "co=- pm25=60", none, 0, "", "", "co"},
		{"above 100 it is published", "2026", "co=- pm25=61", 101, 3, "pm25", "pm25", "co"},
		{"no pollutant at all", "2026", "pm25=- pm10=- so2=- no2=- co=- o3_8h=-", none, 0, "", "",
			"pm25,pm10,so2,no2,co,o3_8h"},
		{"ozone beyond 800 is 300 in 2026", "2026", "o3_8h=801", 300, 5, "o3_8h", "o3_8h", ""},
		{"and left to the hour in 2012", "2012", "o3_8h=801 o3_1h=900", 350, 6, "o3_1h", "o3_1h", ""},
		{"without the hour there is none", "2012", "o3_8h=801", none, 0, "", "", "o3_8h"},
		{"the hour may lead in 2012", "2012", "o3_8h=100 o3_1h=250", 125, 3, "o3_1h", "o3_1h", ""},
		{"and is unknown in 2026", "2026", "o3_8h=100 o3_1h=250", 50, 1, "", "", ""},
		{"all zero: the scale of 2026 begins at 1", "2026", "pm25=0 pm10=0 so2=0 no2=0 co=0 o3_8h=0", 1, 1, "", "", ""},
		{"and that of 2012 at 0", "2012", "pm25=0 pm10=0 so2=0 no2=0 co=0 o3_8h=0", 0, 1, "", "", ""},
	} {
		d := publish(edition(t, c.edition), day1, 1, func(v *air.DailyValues) { setDay(t, v, 0, c.values) })
		day := d.Day(day1)
		got := fmt.Sprintf("%d %d %s; %s; %s", day.Index, day.Level, day.Primary, day.Exceeding, day.Missing)
		want := fmt.Sprintf("%d %d %s; %s; %s", c.index, c.level, c.primary, c.exceeding, c.missing)
		if got != want {
			t.Errorf("%s (%s, %s): %s, want %s", c.name, c.edition, c.values, got, want)
		}
	}
}

// setDay sets published concentrations from "pm25=75 co=-".
func setDay(t testing.TB, v *air.DailyValues, k int, values string) {
	t.Helper()
	for _, pair := range strings.Fields(values) {
		name, text, _ := strings.Cut(pair, "=")
		item, err := air.ParseItem(name)
		if err != nil {
			t.Fatal(err)
		}
		if v.Value[item] == nil {
			v.Value[item] = slices.Repeat([]int32{air.Missing}, len(v.Value[0]))
		}
		v.Value[item][k] = air.Missing
		if text != "-" {
			v.Value[item][k] = int32(number(t, text).Float() * 1000)
		}
	}
}

func TestExemptItems(t *testing.T) {
	set := func(v *air.DailyValues) {
		v.Value[air.CO][0] = air.Missing
		v.Exempt = 1 << air.CO
	}
	if day := publish(edition(t, "2026"), day1, 1, set).Day(day1); day.Index == air.NoIndex {
		t.Error("2026: a pollutant outside the monitoring plan keeps the day from having an index")
	}
	if day := publish(edition(t, "2012"), day1, 1, set).Day(day1); day.Index != air.NoIndex {
		t.Error("2012: there are no exempt pollutants, but the day has an index")
	}
}
