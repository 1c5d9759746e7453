package chengyu_test

import (
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

// classes gives every section a class and no other measure a value.
type classes struct {
	plan *plan.Plan
	of   func(m *plan.Measure, p measure.Period) float64
}

func (c classes) Row(m *plan.Measure, axis measure.Axis, out []float64) {
	for i := range out {
		out[i] = c.of(m, axis.At(i))
	}
}

func (c classes) Assumption(id string) float64 { return c.plan.Assumption(id).Value }

func (c classes) Evidence(*plan.Measure, measure.Period) []settle.Evidence { return nil }

// balances settles a compact of the package for a year.
func balances(t *testing.T, compact, year string, of func(*plan.Measure, measure.Period) float64) map[string]float64 {
	t.Helper()
	p := parse(t)
	period, err := measure.ParsePeriod(year)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Compacts {
		if c.ID != compact {
			continue
		}
		got := map[string]float64{}
		for _, b := range settle.Settle(c, classes{p, of}, period).Balances() {
			got[b.Party] = float64(b.Fen) / 1e6 // 万元
		}
		return got
	}
	t.Fatalf("no compact %s", compact)
	return nil
}

// The published outcome of 2019: Guizhou and Sichuan pay 20 million each to Yunnan.
// https://m.qi18.com/shlvyou/kxwrrsyxkqiyibaafysjtz (全线Ⅱ类)
func TestChishuiPaysWhatWasPublished(t *testing.T) {
	got := balances(t, "chishui-2018", "2019", func(*plan.Measure, measure.Period) float64 { return 2 })
	for party, want := range map[string]float64{"yunnan": 4000, "guizhou": -2000, "sichuan": -2000} {
		if got[party] != want {
			t.Errorf("%s: %v, want %v (10⁴ yuan)", party, got[party], want)
		}
	}
}

// A year in which the section at Ciba is a class better each month than the year before, and within its
// function, brings Yongchuan twelve times a million; nothing is known of the other river.
func TestChongqingPaysByTheMonth(t *testing.T) {
	got := balances(t, "chongqing-rivers", "2020", func(m *plan.Measure, p measure.Period) float64 {
		switch {
		case m.Section != "ciba":
			return measure.Missing
		case m.Read == plan.ReadTarget:
			return 4
		case p.First().Year() < 2020:
			return 4
		}
		return 3
	})
	for party, want := range map[string]float64{"yongchuan": 1200, "jiangjin": -1200, "hechuan": 0, "tongliang": 0} {
		if got[party] != want {
			t.Errorf("%s: %v, want %v (10⁴ yuan)", party, got[party], want)
		}
	}
}

// 37.5 million for 15,000 mu, once.
func TestForestCoverIsPaidOnce(t *testing.T) {
	none := func(*plan.Measure, measure.Period) float64 { return measure.Missing }
	if got := balances(t, "forest-jiulongpo-chengkou", "2019", none)["chengkou"]; got != 3750 {
		t.Errorf("2019: %v, want 3750 (10⁴ yuan)", got)
	}
	if got := balances(t, "forest-jiulongpo-chengkou", "2020", none)["chengkou"]; got != 0 {
		t.Errorf("2020: %v, want nothing", got)
	}
}
