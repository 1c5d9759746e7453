package water_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/water"
	"pgregory.net/rapid"
)

// table1 is GB 3838-2002, table 1, transcribed beside the edition's file.
const table1 = `
codmn 2 4 6 10 15
cod 15 15 20 30 40
bod5 3 3 4 6 10
nh3n 0.15 0.5 1.0 1.5 2.0
tp 0.02 0.1 0.2 0.3 0.4
cu 0.01 1 1 1 1
zn 0.05 1 1 2 2
f 1 1 1 1.5 1.5
se 0.01 0.01 0.01 0.02 0.02
as 0.05 0.05 0.05 0.1 0.1
hg 0.00005 0.00005 0.0001 0.001 0.001
cd 0.001 0.005 0.005 0.005 0.01
cr6 0.01 0.05 0.05 0.05 0.1
pb 0.01 0.01 0.05 0.05 0.1
cn 0.005 0.05 0.2 0.2 0.2
phenol 0.002 0.002 0.005 0.01 0.1
oil 0.05 0.05 0.05 0.5 1.0
las 0.2 0.2 0.2 0.3 0.3
sulfide 0.05 0.1 0.2 0.5 1.0
coliform 200 2000 10000 20000 40000
lake tp 0.01 0.025 0.05 0.1 0.2
lake tn 0.2 0.5 1.0 1.5 2.0`

// Both sides of every limit: at it the better class, the best of those that share it; a millionth
// above the class of the next greater limit.
func TestEveryLimitOnBothSides(t *testing.T) {
	e := edition(t).Unrounded()
	cells := 0
	for _, line := range strings.Split(strings.TrimSpace(table1), "\n") {
		fields := strings.Fields(line)
		w := water.River
		if fields[0] == "lake" {
			w, fields = water.Lake, fields[1:]
		}
		item, err := water.ParseItem(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		limits := fields[1:]
		for c, text := range limits {
			at := micro(t, text)
			first := slices.IndexFunc(limits, func(l string) bool { return micro(t, l) == at })
			next := slices.IndexFunc(limits, func(l string) bool { return micro(t, l) > at })
			if next < 0 {
				next = 5
			}
			for v, want := range map[int64]water.Class{at: water.Class(first + 1), at + 1: water.Class(next + 1)} {
				s := water.NoSample(day)
				s.Value[item] = v
				if got := e.Evaluate(w, e.Average([]water.Sample{s})).Items[item].Class; got != want {
					t.Errorf("%s %s at %d millionths: %s, want %s", w, item, v, got, want)
				}
			}
			if got := e.Limit(w, item, water.Class(c+1)); micro(t, got) != at {
				t.Errorf("%s limit of class %d: %s, want %s", item, c+1, got, text)
			}
			cells++
		}
	}
	if cells != 22*5 {
		t.Errorf("%d cells", cells)
	}
}

// Dissolved oxygen is better the more there is.
func TestDissolvedOxygenRunsTheOtherWay(t *testing.T) {
	e := edition(t).Unrounded()
	for text, want := range map[string]water.Class{"7.5": 1, "7.499999": 2, "6": 2, "5.999999": 3, "5": 3, "4.999999": 4,
		"3": 4, "2.999999": 5, "2": 5, "1.999999": 6, "0": 6, "20": 1} {
		if got := evaluate(t, e, water.River, values{water.DO: text}).Class; got != want {
			t.Errorf("DO %s: %s, want %s", text, got, want)
		}
	}
}

func TestPH(t *testing.T) {
	e := edition(t)
	for text, want := range map[string]water.Class{"6": 1, "9": 1, "5.999999": 6, "9.000001": 6, "7": 1, "0": 6} {
		if got := evaluate(t, e.Unrounded(), water.Lake, values{water.PH: text}).Class; got != want {
			t.Errorf("pH %s: %s, want %s", text, got, want)
		}
	}
	// Assessed values of pH are whole numbers, half to even.
	for text, want := range map[string]water.Class{"9.49": 1, "9.5": 6, "5.5": 1, "5.49": 6} {
		if got := evaluate(t, e, water.River, values{water.PH: text}).Class; got != want {
			t.Errorf("pH %s as assessed: %s, want %s", text, got, want)
		}
	}
	if e.Limit(water.River, water.PH, water.ClassIII) != "6–9" || e.Limit(water.River, water.TN, water.ClassIII) != "" ||
		e.Limit(water.River, water.TP, water.BeyondV) != "" {
		t.Error("limits as shown")
	}
}

// Rounding comes before the class in assessments and not in single readings: 6.04 mg/L of
// permanganate index is assessed as 6.0 and of class III.
func TestRoundingDecides(t *testing.T) {
	e := edition(t)
	v := values{water.CODMn: "6.04"}
	if got := evaluate(t, e, water.River, v); got.Class != 3 || got.Items[water.CODMn].Value.String() != "6.0" {
		t.Errorf("assessed: %s %s", got.Class, got.Items[water.CODMn].Value)
	}
	if got := evaluate(t, e.Unrounded(), water.River, v); got.Class != 4 {
		t.Errorf("unrounded: %s", got.Class)
	}
	if got := e.Reading(water.River, sample(t, v)); got.Class != 4 || got.Items[water.CODMn].Value.String() != "6.04" {
		t.Errorf("a reading: %s %s", got.Class, got.Items[water.CODMn].Value)
	}
	for text, want := range map[string]string{"6.05": "6.0", "6.15": "6.2", "0.04": "0.04", "0": "0.0"} {
		if got := evaluate(t, e, water.River, values{water.CODMn: text}).Items[water.CODMn].Value.String(); got != want {
			t.Errorf("%s is assessed as %s, want %s", text, got, want)
		}
	}
}

// 90 % of saturation at 25 ℃ is 0.9 × 468 ÷ 56.6 = 7.44 mg/L.
func TestSaturation(t *testing.T) {
	e := edition(t).Unrounded()
	for _, c := range []struct {
		do, temp   string
		plain, sat water.Class
	}{{"7.442", "25", 2, 1}, {"7.441", "25", 2, 2}, {"6.837663", "30", 2, 1}, {"6.837662", "30", 2, 2},
		{"7.5", "2", 1, 1}, {"3", "30", 4, 4}} {
		v := values{water.DO: c.do, water.Temp: c.temp}
		if got := evaluate(t, e, water.River, v).Class; got != c.plain {
			t.Errorf("%v without saturation: %s", c, got)
		}
		if got := evaluate(t, e.BySaturation(), water.River, v).Class; got != c.sat {
			t.Errorf("%v by saturation: %s", c, got)
		}
	}
	if got := evaluate(t, e.BySaturation(), water.River, values{water.DO: "7.442"}).Class; got != 2 {
		t.Errorf("saturation without temperature: %s", got)
	}
}

// The mean is taken first: 0.9 and 1.3 mg/L of ammonia are of classes III and IV, their mean of IV.
func TestMeanThenClass(t *testing.T) {
	got := evaluate(t, edition(t), water.River, values{water.NH3N: "0.9"}, values{water.NH3N: "1.3"})
	if got.Class != 4 || got.Items[water.NH3N].Value.String() != "1.10" || got.Samples != 2 {
		t.Errorf("%+v", got.Items[water.NH3N])
	}
}

func TestNonDetects(t *testing.T) {
	e := edition(t)
	got := evaluate(t, e, water.River, values{water.Hg: "<0.00004"}, values{water.Hg: "0.00005"}, values{water.DO: "8"})
	hg := got.Items[water.Hg] // (0.00002 + 0.00005) ÷ 2
	if hg.Value.String() != "0.00004" || hg.Below != 1 || hg.Samples != 2 || got.Samples != 3 {
		t.Errorf("%+v", hg)
	}
	// Half of an odd limit is exact.
	if m := e.Average([]water.Sample{sample(t, values{water.Cd: "<0.000001"})}).Items[water.Cd]; m.Exact().Cmp(
		big.NewRat(1, 2_000_000)) != 0 {
		t.Errorf("half a millionth: %s", m.Exact())
	}
}

// pH 6 and 8: the mean hydrogen ion concentration is 5.05e-7, which is pH 6.296709.
func TestMeanPH(t *testing.T) {
	e := edition(t)
	m := e.Average([]water.Sample{sample(t, values{water.PH: "6"}), sample(t, values{water.PH: "8"})})
	if got := decimal.Round(m.Items[water.PH].Exact(), 6).String(); got != "6.296709" {
		t.Errorf("mean pH %s", got)
	}
	e2 := *e
	e2.Means.PHByHydrogen = false
	m = e2.Average([]water.Sample{sample(t, values{water.PH: "6"}), sample(t, values{water.PH: "8"})})
	if got := m.Items[water.PH].Exact().RatString(); got != "7" {
		t.Errorf("arithmetic mean pH %s", got)
	}
}

// A year is the mean of its months, so twenty samples of January weigh no more than one of July.
func TestYearIsTheMeanOfMonths(t *testing.T) {
	e := edition(t)
	s := &water.Section{ID: "a"}
	for d := range 20 {
		s.Samples = append(s.Samples, sampleOn(t, measure.DateOf(2024, 1, 1+d), values{water.NH3N: "2.0"}))
	}
	s.Samples = append(s.Samples, sampleOn(t, measure.DateOf(2024, 7, 1), values{water.NH3N: "0.2"}),
		sampleOn(t, measure.DateOf(2023, 12, 31), values{water.NH3N: "9"}))
	y := e.Year(s, 2024)
	nh3n := y.Annual.Items[water.NH3N]
	if nh3n.Value.String() != "1.10" || nh3n.Parts != 2 || nh3n.Samples != 21 || y.Annual.Months != 2 || y.Complete {
		t.Errorf("%+v, %d months", nh3n, y.Annual.Months)
	}
	if y.Months[0].Class != 5 || y.Months[6].Class != 2 || y.Months[1].Class != water.NoClass ||
		y.Months[0].Samples != 20 {
		t.Errorf("months %v %v", y.Months[0].Class, y.Months[6].Class)
	}
	if got := e.Period(s, measure.Year(2024)); !reflect.DeepEqual(got, y.Annual) {
		t.Errorf("Period and Year differ: %+v %+v", got, y.Annual)
	}
	q, _ := measure.ParsePeriod("2024-Q1")
	if got := e.Period(s, q).Items[water.NH3N].Value.String(); got != "2.00" {
		t.Errorf("first quarter %s", got)
	}
	// January and July have data; with six months more the year is complete.
	for n, month := range []time.Month{time.February, time.March, time.April, time.May, time.June, time.August} {
		if e.Year(s, 2024).Complete {
			t.Errorf("complete with %d months", n+2)
		}
		s.Samples = append(s.Samples, sampleOn(t, measure.DateOf(2024, month, 1), values{water.NH3N: "1"}))
	}
	if !e.Year(s, 2024).Complete {
		t.Error("incomplete with eight months")
	}
}

func TestMainPollutants(t *testing.T) {
	e := edition(t)
	for _, c := range []struct {
		v    values
		want string
	}{
		{values{water.NH3N: "0.9"}, ""},
		// the worst class before the largest multiple: TP 0.35 is class V at 0.75, COD 29 class IV at 0.45
		{values{water.NH3N: "1.2", water.TP: "0.35", water.COD: "29"}, "tp(0.8) cod(0.4) nh3n(0.2)"},
		// within a class by multiple: ammonia 1.5/1.0, permanganate 10/6
		{values{water.NH3N: "1.5", water.CODMn: "10", water.TP: "0.23"}, "codmn(0.7) nh3n(0.5) tp(0.2)"},
		// only three
		{values{water.NH3N: "1.5", water.CODMn: "10", water.TP: "0.23", water.COD: "28"}, "codmn(0.7) nh3n(0.5) cod(0.4)"},
		// cyanide, lead and chromium first, whatever their class
		{values{water.NH3N: "9", water.TP: "0.5", water.COD: "50", water.Pb: "0.06"}, "pb(0.2) nh3n(8.0) cod(1.5)"},
		{values{water.CN: "0.3", water.Pb: "0.2", water.NH3N: "9"}, "pb(3.0) cn(0.5) nh3n(8.0)"},
		// no multiple of pH and oxygen
		{values{water.PH: "10", water.DO: "1", water.NH3N: "2.5"}, "nh3n(1.5) ph do"},
		{values{water.DO: "1", water.NH3N: "1.2"}, "do nh3n(0.2)"},
		// a multiple that rounds to 0 keeps a digit
		{values{water.NH3N: "1.01"}, "nh3n(0.01)"},
		// total nitrogen does not count
		{values{water.TN: "9", water.NH3N: "0.1"}, ""},
	} {
		var got []string
		for _, p := range evaluate(t, e, water.River, clean(c.v)).Main {
			text := p.Item.String()
			if !p.Multiple.IsNone() {
				text += "(" + p.Multiple.String() + ")"
			}
			got = append(got, text)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v: %s, want %s", c.v, s, c.want)
		}
	}
}

func TestEvaluationSaysWhatDecides(t *testing.T) {
	e := edition(t)
	ev := evaluate(t, e, water.River, values{water.NH3N: "1.2", water.CODMn: "9", water.DO: "8", water.TN: "5"})
	if ev.Deciding != water.SetOf(water.NH3N, water.CODMn) || ev.Class != 4 || ev.Grade != 3 ||
		ev.Judged.Len() != 3 || ev.Absent.Len() != 18 || ev.Judged.Has(water.TN) {
		t.Errorf("%+v", ev)
	}
	if e.Judged().Len() != 21 || e.Judged().Has(water.Temp) || e.Judged().Has(water.TN) || e.Judged().Has(water.Coliform) {
		t.Errorf("judged: %s", e.Judged())
	}
	for c, want := range []string{"", "优", "优", "良好", "轻度污染", "中度污染", "重度污染"} {
		if n := e.GradeOf(water.Class(c)); c > 0 && e.Grade(n).Title.ZH != want || c == 0 && n != 0 {
			t.Errorf("class %d: grade %d", c, n)
		}
	}
	if ev := evaluate(t, e, water.River); ev.Class != water.NoClass || ev.Grade != 0 || ev.Main != nil {
		t.Errorf("no samples: %+v", ev)
	}
	if ev := evaluate(t, e, water.Lake, values{water.TP: "0.06"}); ev.Class != 4 {
		t.Errorf("a lake with TP 0.06: %s", ev.Class)
	}
}

func TestClassNames(t *testing.T) {
	for text, want := range map[string]water.Class{"Ⅰ": 1, "II": 2, "Ⅲ类": 3, " 4 ": 4, "V": 5, "劣Ⅴ": 6, "劣V类": 6} {
		if got, err := water.ParseClass(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "-", "VI", "0", "7", "类", "劣"} {
		if got, err := water.ParseClass(text); err == nil {
			t.Errorf("%q read as %s", text, got)
		}
	}
	if water.BeyondV.In(locale.EN) != "worse than V" || water.ClassIII.In(locale.ZH) != "Ⅲ类" {
		t.Error("names in languages")
	}
}

// readings draws samples with any items, some of them below detection limits.
func readings(t *rapid.T, label string) []water.Sample {
	n := rapid.IntRange(1, 6).Draw(t, label)
	var list []water.Sample
	for k := range n {
		s := water.NoSample(day)
		for i := range water.Item(water.Items) {
			if rapid.Bool().Draw(t, fmt.Sprint(label, k, i)) {
				s.Value[i] = rapid.Int64Range(0, 20_000_000).Draw(t, fmt.Sprint(label, "value", k, i))
				if rapid.IntRange(0, 9).Draw(t, "below") == 0 {
					s.Below |= 1 << i
				}
			}
		}
		list = append(list, s)
	}
	return list
}

func TestPropertyOrderOfSamplesDoesNotMatter(t *testing.T) {
	e := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		list := readings(t, "samples")
		before := e.Evaluate(water.River, e.Average(list))
		kept := slices.Clone(list)
		rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "seed"))).Shuffle(len(list), func(i, j int) {
			list[i], list[j] = list[j], list[i]
		})
		if after := e.Evaluate(water.River, e.Average(list)); !reflect.DeepEqual(before, after) {
			t.Fatalf("%v\n%+v\n%+v", kept, before, after)
		}
	})
}

func TestPropertyACleanItemNeverWorsens(t *testing.T) {
	e := edition(t)
	good := sample(t, clean(nil))
	rapid.Check(t, func(t *rapid.T) {
		list := readings(t, "samples")
		before := e.Evaluate(water.River, e.Average(list))
		if before.Absent == 0 || before.Class == water.NoClass {
			return
		}
		item := before.Absent.Items()[0]
		list[0].Value[item] = good.Value[item]
		list[0].Below &^= 1 << item
		if after := e.Evaluate(water.River, e.Average(list)); after.Class != before.Class {
			t.Fatalf("%s made %s of %s", item, after.Class, before.Class)
		}
	})
}

// A value no worse in every item gives a class no worse.
func TestPropertyMonotone(t *testing.T) {
	e := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		a := readings(t, "samples")[:1]
		b := slices.Clone(a)
		for i := range water.Item(water.Items) {
			if i == water.PH || b[0].Value[i] < 0 {
				continue
			}
			worse := rapid.Int64Range(0, 2_000_000).Draw(t, "worse")
			if i == water.DO {
				worse = -min(worse, b[0].Value[i])
			}
			b[0].Value[i] += worse
		}
		for _, w := range []water.Water{water.River, water.Lake} {
			better, worse := e.Evaluate(w, e.Average(a)), e.Evaluate(w, e.Average(b))
			if better.Class > worse.Class {
				t.Fatalf("%s: %s became %s", w, better.Class, worse.Class)
			}
			if r := e.Reading(w, a[0]); r.Class != e.Unrounded().Evaluate(w, e.Average(a)).Class {
				t.Fatalf("a reading is of class %s", r.Class)
			}
		}
	})
}

// Sums beyond 64 bits are exact.
func TestHugeValues(t *testing.T) {
	e := edition(t)
	s := water.NoSample(day)
	s.Value[water.Coliform] = 9e18
	m := e.Average([]water.Sample{s, s, s})
	if want := big.NewRat(9e12, 1); m.Items[water.Coliform].Exact().Cmp(want) != 0 {
		t.Errorf("mean %s", m.Items[water.Coliform].Exact())
	}
	s.Value[water.PH] = 8e18 // no pH, but no reason to go wrong either
	if m := e.Average([]water.Sample{s, s}); m.Items[water.PH].Exact().RatString() != "8000000000000" {
		t.Errorf("mean pH %s", m.Items[water.PH].Exact())
	}
	s.Value[water.Temp] = -2_500_000
	if m := e.Average([]water.Sample{s}); m.Items[water.Temp].Exact().RatString() != "-5/2" {
		t.Errorf("frost: %s", m.Items[water.Temp].Exact())
	}
}
