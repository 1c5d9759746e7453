package evaluate

import (
	"context"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

func TestProseRecomputesNothing(t *testing.T) {
	e := conePlan(t)
	q := *e.graph.plan
	q.Indicators = nil
	for _, ind := range e.graph.plan.Indicators {
		other := *ind
		other.Definition = locale.Text{ZH: "换一种说法", EN: "in other words"}
		q.Indicators = append(q.Indicators, &other)
	}
	got, err := e.Redefine(&q)
	if err != nil || got != (Stats{Targets: 2}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestADefinitionRecomputesItsCone(t *testing.T) {
	e := conePlan(t)
	q := *e.graph.plan
	q.Indicators = append([]*plan.Indicator(nil), q.Indicators...)
	high := *q.Indicators[4]
	high.Formula = "if(rate >= 50[%], 1, 0)"
	q.Indicators[4] = &high
	compile(t, &q)
	got, err := e.Redefine(&q)
	// high in all nine rows; nowhere is the rate just a half.
	if err != nil || got != (Stats{Rows: 9, Cutoffs: 9, Targets: 2}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOtherCellsMustBeLoaded(t *testing.T) {
	e := conePlan(t)
	for name, change := range map[string]func(p *plan.Plan){
		"other years":     func(p *plan.Plan) { p.Manifest.LastYear++ },
		"other areas":     func(p *plan.Plan) { p.Territory = territory.New(p.Territory.Areas[1:], nil, nil) },
		"other indicator": func(p *plan.Plan) { p.Indicators = p.Indicators[:8] },
	} {
		q := *e.graph.plan
		change(&q)
		before := e.Result().Hash()
		if _, err := e.Redefine(&q); err == nil {
			t.Errorf("%s: no error", name)
		}
		if e.Result().Hash() != before {
			t.Errorf("%s: the engine is not as it was", name)
		}
	}
	q := *e.graph.plan
	q.Manifest.LastYear++
	if _, err := e.Redefine(&q); !errors.Is(err, ErrOtherCells) {
		t.Errorf("%v", err)
	}
}

func TestRedefinedIsFromScratch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPlan(t)
		facts, at, o := factReader(randomFacts(t, p)), randomAsOf(t), randomOverlay(t, p)
		e, err := NewEngine(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Load(context.Background(), facts, at, o); err != nil {
			t.Fatal(err)
		}
		q := redefined(t, p)
		switch _, err := e.Redefine(q); {
		case errors.Is(err, ErrOtherCells):
			q = p
		case err != nil:
			t.Fatal(err)
		}
		want, err := Run(context.Background(), q, facts, at, o)
		if err != nil {
			t.Fatal(err)
		}
		sameResult(t, e.Result(), want)

		o = randomOverlay(t, p) // and goes on from there
		e.Suppose(o)
		if want, err = Run(context.Background(), q, facts, at, o); err != nil {
			t.Fatal(err)
		}
		sameResult(t, e.Result(), want)
	})
}

// redefined draws another version of p: other formulas, aggregations, weights, groups.
func redefined(t *rapid.T, p *plan.Plan) *plan.Plan {
	q := *p
	q.Indicators = nil
	plain := *p // formulas refer to observed indicators only, lest they go in a ring
	plain.Indicators = nil
	for _, ind := range p.Indicators {
		if ind.Program == nil {
			plain.Indicators = append(plain.Indicators, ind)
		}
	}
	for _, ind := range p.Indicators {
		other := *ind
		if rapid.IntRange(0, 2).Draw(t, "redefine "+ind.ID) == 0 && ind.Program != nil {
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				other.Formula = randomFormula(t, &plain)
			case 1:
				other.Formula, other.Program = "", nil
			case 2:
				other.Aggregation = plan.AddUp
			}
		}
		q.Indicators = append(q.Indicators, &other)
	}
	if rapid.Bool().Draw(t, "other assumption") {
		q.Assumptions = []*plan.Assumption{{ID: "w", Value: 0.6, Unit: measure.One}, p.Assumptions[1]}
	}
	if groups := p.Territory.Groups; rapid.Bool().Draw(t, "other group") {
		changed := append([]*territory.Group(nil), groups...)
		g := *changed[0]
		g.Members = append(g.Members[:len(g.Members):len(g.Members)], territory.Member{Area: "P", Weight: "v"})
		changed[0] = &g
		q.Territory = territory.New(p.Territory.Areas, nil, changed)
	}
	compile(t, &q)
	return &q
}
