package evaluate

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// env lets formulas refer to what a plan under construction has.
type env struct{ *plan.Plan }

func (e env) Indicator(id string) (formula.IndicatorInfo, bool) {
	ind := e.Plan.Indicator(id)
	if ind == nil {
		return formula.IndicatorInfo{}, false
	}
	return formula.IndicatorInfo{Unit: ind.Unit, Freq: ind.Freq, Additive: ind.Aggregation != plan.NotAdditive}, true
}

func (e env) Area(id string) bool {
	_, ok := e.Territory.Row(id)
	return ok
}

func (e env) Assumption(id string) (measure.Unit, bool) {
	if a := e.Plan.Assumption(id); a != nil {
		return a.Unit, true
	}
	return measure.Unit{}, false
}

func (e env) Project(id string) bool { return e.Plan.Project(id) != nil }

func (e env) Network(id string) bool { return e.Plan.Network(id) != nil }

func (e env) Station(network, id string) bool {
	n := e.Plan.Network(network)
	return n != nil && n.Station(id) != nil
}

// tb is what tests and properties have in common.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compile compiles the formulas of p.
func compile(t tb, p *plan.Plan) {
	t.Helper()
	for _, ind := range p.Indicators {
		if ind.Formula == "" {
			continue
		}
		e, fs := formula.Parse(ind.Formula, nil)
		if len(fs) > 0 {
			t.Fatalf("%s: %v", ind.ID, fs[0])
		}
		ind.Program, fs = formula.Compile(e, env{p}, ind.Unit, ind.Freq, ind.ID)
		if ind.Program == nil {
			t.Fatalf("%s = %s: %v", ind.ID, ind.Formula, fs[0])
		}
	}
}

// indicators reads "id unit freq aggregation [= formula]", one a line.
func indicators(t tb, text string) []*plan.Indicator {
	t.Helper()
	var all []*plan.Indicator
	for line := range strings.Lines(strings.TrimSpace(text)) {
		head, f, _ := strings.Cut(line, " = ")
		words := strings.Fields(head)
		if len(words) < 4 {
			t.Fatalf("indicator %q", line)
		}
		ind := &plan.Indicator{ID: words[0], Name: locale.Text{EN: words[0]},
			Unit: measure.MustUnit(words[1]), Freq: measure.Freq(words[2][0]),
			Aggregation: plan.Aggregation(words[3]), Formula: strings.TrimSpace(f), Decimals: 2,
			From: []string{"bureau"}}
		if len(words) > 4 {
			ind.Direction = words[4]
		}
		all = append(all, ind)
	}
	return all
}

// members reads "area", "area*weight" or "area-except", separated by spaces.
func members(text string) []territory.Member {
	var all []territory.Member
	for _, word := range strings.Fields(text) {
		area, weight, _ := strings.Cut(word, "*")
		area, except, _ := strings.Cut(area, "-")
		m := territory.Member{Area: area, Weight: weight}
		if except != "" {
			m.Except = []string{except}
		}
		all = append(all, m)
	}
	return all
}

// smallPlan has a province of two cities with two counties each, and the groups of tests: "circle"
// takes city A less county A2 and a part of county B1.
func smallPlan(t tb, text string) *plan.Plan {
	t.Helper()
	area := func(code, parent string, level territory.Level) *territory.Area {
		return &territory.Area{Code: code, ZH: code, Level: level, Parent: parent}
	}
	p := &plan.Plan{
		Manifest: plan.Manifest{ID: "small", Area: "circle", FirstYear: 2018, LastYear: 2026, Base: 2019,
			Due: 2025, Headline: "outline"},
		Indicators: indicators(t, text),
		Assumptions: []*plan.Assumption{{ID: "share", Value: 0.5, Unit: measure.One},
			{ID: "alpha", Value: 0.35, Unit: measure.One}},
		Projects: []*plan.Project{{ID: "line", Completes: measure.DateOf(2023, 7, 1)}},
		Territory: territory.New([]*territory.Area{area("P", "", territory.Province),
			area("A", "P", territory.Prefecture), area("B", "P", territory.Prefecture),
			area("A1", "A", territory.County), area("A2", "A", territory.County),
			area("B1", "B", territory.County), area("B2", "B", territory.County)}, nil,
			[]*territory.Group{{ID: "circle", Members: members("A-A2 B1*share")},
				{ID: "both", Members: members("circle B2")}}),
	}
	compile(t, p)
	return p
}

// ledger reads "indicator area period value [status grade]", one a line, as one batch each.
func ledger(t tb, text string) *fact.Memory {
	t.Helper()
	m := fact.NewMemory()
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		o := observation(t, words)
		known := o.Known
		if known == 0 {
			known = measure.EndOf(o.Period.Last())
		}
		b := &fact.Batch{ID: line, Known: max(known, lastKnown(m)), Observations: []fact.Observation{o}}
		if _, err := m.Append(context.Background(), b); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return m
}

// observation reads "indicator area period value [status [grade [known]]]".
func observation(t tb, words []string) fact.Observation {
	t.Helper()
	period, err := measure.ParsePeriod(words[2])
	if err != nil {
		t.Fatalf("%v", err)
	}
	o := fact.Observation{Indicator: words[0], Area: words[1], Period: period, Status: measure.Normal}
	if len(words) > 4 {
		o.Status = measure.Status(words[4])
	}
	if words[3] == "-" {
		o.Value = measure.Missing
	} else {
		if _, err := fmt.Sscan(words[3], &o.Value); err != nil {
			t.Fatalf("%v", err)
		}
		if _, decimals, ok := strings.Cut(words[3], "."); ok {
			o.Decimals = int8(len(decimals))
		}
	}
	if len(words) > 6 {
		if o.Known, err = measure.ParseInstant(words[6]); err != nil {
			t.Fatalf("%v", err)
		}
	}
	return o
}

func lastKnown(m *fact.Memory) measure.Instant {
	var last measure.Instant
	_ = m.Batches(context.Background(), func(b *fact.Batch) error {
		last = b.Known
		return nil
	})
	return last
}

var everything = fact.AsOf{Known: measure.Forever}

func asOf(t tb, day string) fact.AsOf {
	d, err := measure.ParseDate(day)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return fact.AsOf{Valid: d, Known: measure.Forever}
}

func run(t testing.TB, p *plan.Plan, facts fact.Reader, at fact.AsOf, o *Overlay) *Result {
	t.Helper()
	r, err := Run(context.Background(), p, facts, at, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func key(t tb, indicator, area, period string) fact.Key {
	p, err := measure.ParsePeriod(period)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return fact.Key{Indicator: indicator, Area: area, Period: p}
}

func cell(t tb, r *Result, indicator, area, period string) Cell {
	k := key(t, indicator, area, period)
	return r.Cell(k.Indicator, k.Area, k.Period)
}
