package evaluate

import (
	"context"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// conePlan has a chain of formulas over pop and one beside it over jobs.
func conePlan(t testing.TB) *Engine {
	p := smallPlan(t, `
pop 人 A sum
urban 人 A sum
jobs 人 A sum
rate % A formula up = urban / pop
high 1 A formula = if(rate > 50[%], 1, 0)
after 1 A formula = high + 1
employed 1 A formula = jobs / pop
national % A none = share(jobs, "P")
best 人 A none = max_of(pop)
`)
	p.Targets = []*plan.Target{
		{ID: "t", Area: "circle", Due: measure.Year(2025), Unit: measure.Percent, Versions: want(66),
			Readings: []plan.Reading{{ID: "r", Indicator: "rate"}}},
		{ID: "u", Area: "B", Due: measure.Year(2025), Unit: measure.Percent, Versions: want(66),
			Readings: []plan.Reading{{ID: "r", Indicator: "national"}}}}
	e, err := NewEngine(p)
	if err != nil {
		t.Fatal(err)
	}
	facts := ledger(t, `
pop A1 2019 60
pop A2 2019 40
pop B1 2019 30
pop B2 2019 70
urban A1 2019 40
urban A2 2019 30
urban B1 2019 20
urban B2 2019 40
jobs A1 2019 10
jobs A2 2019 10
jobs B1 2019 10
jobs B2 2019 10
pop A 2020 105
`)
	if err := e.Load(context.Background(), facts, everything, nil); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOnlyTheConeIsRecomputed(t *testing.T) {
	for _, c := range []struct {
		name, change string
		want         Stats
	}{
		// urban: A, P, circle, both; rate: these and A1; high: those five, of which none changes.
		{"a value that changes rates but no verdict", "urban A1 2019 41", Stats{Rows: 14, Cutoffs: 5, Targets: 1}},
		// rate in A1 and in circle falls below a half: after follows in these two only.
		{"a value that changes a verdict", "urban A1 2019 25", Stats{Rows: 16, Cutoffs: 3, Targets: 1}},
		{"the same value again", "urban A1 2019 40", Stats{Rows: 0, Cutoffs: 1, Targets: 1}},
		{"a leaf outside the circle", "urban B2 2019 41", Stats{Rows: 11, Cutoffs: 4, Targets: 0}},
		// jobs: B, P, both, circle; employed: these and B1; national: all nine rows, as P's total changed,
		// though P's share of itself stays.
		{"a national total", "jobs B1 2019 11", Stats{Rows: 18, Cutoffs: 1, Targets: 1}},
		{"a value nobody may use", "jobs B1 1999 11", Stats{}},
		{"a whole that was observed", "pop A1 2020 66", Stats{Rows: 4, Cutoffs: 4, Targets: 1}},
	} {
		e := conePlan(t)
		got := e.Apply(Changes{Hold: []fact.Observation{observation(t, strings.Fields(c.change))}})
		if got != c.want {
			t.Errorf("%s (%s): %+v, want %+v", c.name, c.change, got, c.want)
		}
	}
}

func TestScenarioRecomputesWhatReadsIt(t *testing.T) {
	e := conePlan(t)
	before := e.Result().Hash()
	got := e.Suppose(&Overlay{Assumptions: map[string]float64{"share": 1}})
	// pop, urban, jobs and best read the weight in circle; both follows, and their formulas.
	if got.Rows == 0 || got.Rows > 20 {
		t.Errorf("a weight: %+v", got)
	}
	if e.Result().Hash() == before {
		t.Error("the weight changed nothing")
	}
	e.Suppose(nil)
	if e.Result().Hash() != before {
		t.Error("without the scenario the result is not what it was")
	}
}

func TestResultShowsWithdrawals(t *testing.T) {
	e := conePlan(t)
	e.Apply(Changes{Position: fact.Position{Seq: 99}, Withdrawn: []fact.Key{key(t, "pop", "A1", "2019")}})
	r := e.Result()
	if c := cell(t, r, "pop", "A1", "2019"); c.Reason != NotReported {
		t.Errorf("withdrawn: %v", c)
	}
	if c := cell(t, r, "rate", "circle", "2019"); c.Reason != InputGone || r.Position.Seq != 99 {
		t.Errorf("%v at %d", c, r.Position.Seq)
	}
}

func TestCancelledLoadIsAnError(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, p, ledger(t, ""), everything, nil); err == nil {
		t.Error("no error")
	}
}

// The hash of an evaluation is part of the contract: it is the same on every machine, and changes
// only when what is computed changes.
func TestHashIsPortable(t *testing.T) {
	const wanted = "6e09e3d2d4e893aa47adf5380a789c612cddb4386e2a5b4cabf1a147afe95a9a"
	p := smallPlan(t, `
pop 人 A sum
gdp 亿元 A sum
perhead 元/人 A formula up = gdp / pop
real % A formula = growth(gdp)
pace % A formula = cagr(gdp, 3)
level 2019=100 A formula = index(gdp, 2019)
blend 亿元 A formula = gdp * assumption("alpha") + lag(gdp) * (1 - assumption("alpha"))
mean 亿元 A none = mean(gdp)
quota % A none = share(gdp, "P")
`)
	for i, schedule := range []plan.Schedule{plan.Linear, plan.Growth} {
		p.Targets = append(p.Targets, &plan.Target{ID: string(schedule), Due: measure.Year(2026), Schedule: schedule,
			Comparator: plan.AtLeast, Unit: measure.MustUnit("元/人"), Versions: want(90000 + float64(i)),
			Readings: []plan.Reading{{ID: "r", Indicator: "perhead"}}})
	}
	facts, seed := factReader{}, uint64(1)
	for _, ind := range []string{"pop", "gdp"} {
		for _, area := range []string{"A1", "A2", "B1", "B2"} {
			for year := 2018; year <= 2024; year++ {
				seed = seed*6364136223846793005 + 1442695040888963407
				o := fact.Observation{Indicator: ind, Area: area, Period: measure.Year(year), Status: measure.Normal,
					Value: 1000 + float64(seed>>40)/7}
				facts[o.Key()] = o
			}
		}
	}
	got := run(t, p, facts, asOf(t, "2025-01-31"), nil).Hash()
	if hex.EncodeToString(got[:]) != wanted {
		t.Errorf("hash %x, want %s", got, wanted)
	}
}
