package render_test

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/territory"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		number   string
		upTo     string
	}{
		{66, 1, "66.0", "66"}, {66.25, 1, "66.2", "66.2"}, {9000, 0, "9000", "9000"},
		{87193, 1, "87,193.0", "87,193"}, {1234567.891, 2, "1,234,567.89", "1,234,567.89"},
		{-0.004, 2, "0.00", "0"}, {-12345, 0, "−12,345", "−12,345"}, {0, 0, "0", "0"},
		{measure.Missing, 2, "—", "—"},
	} {
		if got := render.Number(c.v, c.decimals); got != c.number {
			t.Errorf("Number(%v, %d) = %q, want %q", c.v, c.decimals, got, c.number)
		}
		if got := render.UpTo(c.v, c.decimals); got != c.upTo {
			t.Errorf("UpTo(%v, %d) = %q, want %q", c.v, c.decimals, got, c.upTo)
		}
	}
}

// What is written reads back as the rounded value: separators and signs lose nothing.
func TestNumbersReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e12, 1e12).Draw(t, "v")
		decimals := rapid.IntRange(0, 6).Draw(t, "decimals")
		want := measure.Round(v, decimals, measure.HalfEven)
		for _, text := range []string{render.Number(v, decimals), render.UpTo(v, decimals)} {
			plain := strings.NewReplacer(",", "", "−", "-").Replace(text)
			if got, err := strconv.ParseFloat(plain, 64); err != nil || got != want {
				t.Fatalf("%v with %d decimals is written %q, which reads as %v", v, decimals, text, got)
			}
		}
	})
}

func TestUnitsAndQuantities(t *testing.T) {
	for _, c := range []struct{ unit, zh, en string }{
		{"%", "2.5%", "2.5%"}, {"万人", "2.5万人", "2.5×10⁴ people"}, {"km", "2.5公里", "2.5 km"},
		{"km/100km2", "2.5公里/百平方公里", "2.5 km/100 km²"}, {"1", "2.5", "2.5"},
		{"2019=100", "2.5（2019年=100）", "2.5 (2019 = 100)"}, {"µg/m3", "2.5微克/立方米", "2.5 µg/m³"},
		{"pp", "2.5个百分点", "2.5 pp"}, {"元/人", "2.5元/人", "2.5 yuan/people"},
	} {
		u := measure.MustUnit(c.unit)
		if got := render.Quantity(2.5, u, locale.ZH); got != c.zh {
			t.Errorf("%s in Chinese: %q, want %q", c.unit, got, c.zh)
		}
		if got := render.Quantity(2.5, u, locale.EN); got != c.en {
			t.Errorf("%s in English: %q, want %q", c.unit, got, c.en)
		}
		if got := render.Quantity(measure.Missing, u, locale.EN); got != "—" {
			t.Errorf("a missing quantity is written %q", got)
		}
	}
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct{ period, zh, en string }{
		{"2024", "2024年", "2024"}, {"2024-S1", "2024年上半年", "H1 2024"}, {"2024-S2", "2024年下半年", "H2 2024"},
		{"2024-Q3", "2024年三季度", "Q3 2024"}, {"2024-08", "2024年8月", "Aug 2024"},
		{"2024-01..08", "2024年1–8月", "Jan–Aug 2024"}, {"2024-01..01", "2024年1月", "Jan 2024"},
		{"2024-08-15", "2024年8月15日", "15 Aug 2024"},
	} {
		p, err := measure.ParsePeriod(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if zh, en := render.Period(p, locale.ZH), render.Period(p, locale.EN); zh != c.zh || en != c.en {
			t.Errorf("%s is named %q and %q, want %q and %q", c.period, zh, en, c.zh, c.en)
		}
	}
	if got := render.Period(measure.Period{}, locale.ZH); got != "" {
		t.Errorf("no period is named %q", got)
	}
}

func TestWants(t *testing.T) {
	for _, c := range []struct {
		c      plan.Comparator
		zh, en string
	}{
		{plan.AtLeast, "66%以上", "at least 66%"}, {plan.AtMost, "66%以内", "at most 66%"},
		{plan.About, "66%左右", "about 66%"}, {plan.Reach, "达到66%", "reach 66%"},
		{plan.All, "全部", "all of them"}, {"", "66%", "66%"},
	} {
		zh := render.Want(c.c, 66, measure.Percent, locale.ZH)
		en := render.Want(c.c, 66, measure.Percent, locale.EN)
		if zh != c.zh || en != c.en {
			t.Errorf("%q: %q and %q, want %q and %q", c.c, zh, en, c.zh, c.en)
		}
	}
	if got := render.Want(plan.AtMost, -13, measure.Percent, locale.ZH); got != "不高于−13%" {
		t.Errorf("a decline is asked for as %s", got)
	}
}

// A vocabulary that grows without its words would show bare keys to users.
func TestEveryKeyHasWords(t *testing.T) {
	named := func(what, key, zh, en string) {
		if zh == key || en == "" || zh == "" || zh == en && zh != "—" {
			t.Errorf("%s %q is named %q and %q", what, key, zh, en)
		}
	}
	for _, s := range render.Statuses() {
		named("status", string(s), render.Status(s, locale.ZH), render.Status(s, locale.EN))
	}
	for _, g := range citation.Grades {
		named("grade", string(g), render.Grade(g, locale.ZH), render.Grade(g, locale.EN))
	}
	for _, s := range measure.Statuses {
		named("observation status", string(s), render.ObservationStatus(s, locale.ZH),
			render.ObservationStatus(s, locale.EN))
	}
	for _, f := range measure.Freqs {
		named("frequency", f.String(), render.Freq(f, locale.ZH), render.Freq(f, locale.EN))
	}
	for _, k := range territory.Kinds {
		named("kind of group", k, render.GroupKind(k, locale.ZH), render.GroupKind(k, locale.EN))
	}
	for o := evaluate.None; o <= evaluate.Supposed; o++ {
		named("origin", "", render.Origin(o, locale.ZH), render.Origin(o, locale.EN))
	}
	for _, r := range []evaluate.Reason{evaluate.NotReported, evaluate.NotReleased, evaluate.InputGone,
		evaluate.Undefined, evaluate.NotAdditive, evaluate.OutOfTime} {
		named("reason", string(r), render.Reason(r, locale.ZH), render.Reason(r, locale.EN))
	}
}
