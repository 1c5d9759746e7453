package main

import (
	"context"
	"fmt"
	"math"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// size is how much there is to evaluate. All data are synthetic and follow from the seed.
type size struct {
	observed, formulas int
	counties, years    int
	seed               uint64
}

func (s size) months() int     { return s.years * 12 }
func (s size) indicators() int { return s.observed + s.formulas }
func (s size) bytes() int      { return s.indicators() * s.counties * s.months() * 8 }

// firstYear is the first year of the synthetic data.
const firstYear = 2015

// kind is a shape of formula as regional statistics use them.
type kind int

const (
	ratio    kind = iota // a / b
	share                // 100 * a / (a + b)
	weighted             // 0.4 * a + 0.6 * b
	total                // a + b + c
	change               // on the month before
	growth               // on the same month a year before
	larger               // the larger of two
	filled               // a, or b where a is missing
	kinds
)

// rule is one formula: a shape and the numbers of the indicators it reads.
type rule struct {
	kind    kind
	a, b, c int
	depth   int
}

// random is splitmix64, which gives a number for any key without keeping state.
func random(keys ...uint64) uint64 {
	x := uint64(0)
	for _, k := range keys {
		x += k + 0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return x
}

// maxDepth is how deep formulas stand on formulas.
const maxDepth = 6

// rules draws the formulas: each level reads at least one indicator of the level below.
func (s size) rules() []rule {
	var rules []rule
	below, all := span(0, s.observed), span(0, s.observed)
	for depth := 1; depth <= maxDepth; depth++ {
		n := s.formulas * (maxDepth + 2 - depth) / 27 // 7 + 6 + … + 2 = 27
		if depth == maxDepth {
			n = s.formulas - len(rules)
		}
		from := s.observed + len(rules)
		for range n {
			key := uint64(len(rules))
			pick := func(i uint64, among []int) int { return among[random(s.seed, key, i)%uint64(len(among))] }
			rules = append(rules, rule{kind(random(s.seed, key, 0) % uint64(kinds)), pick(1, below), pick(2, all),
				pick(3, all), depth})
		}
		below = span(from, s.observed+len(rules))
		all = append(all, below...)
	}
	return rules
}

func span(from, to int) []int {
	all := make([]int, 0, to-from)
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

// text writes a rule in the formula language.
func (r rule) text() string {
	a, b, c := indicatorID(r.a), indicatorID(r.b), indicatorID(r.c)
	switch r.kind {
	case ratio:
		return fmt.Sprintf("%s / %s", a, b)
	case share:
		return fmt.Sprintf("100 * %s / (%s + %s)", a, a, b)
	case weighted:
		return fmt.Sprintf("0.4 * %s + 0.6 * %s", a, b)
	case total:
		return fmt.Sprintf("%s + %s + %s", a, b, c)
	case change:
		return fmt.Sprintf("%s - lag(%s)", a, a)
	case growth:
		return fmt.Sprintf("%s / lag(%s, 12) - 1", a, a)
	case larger:
		return fmt.Sprintf("if(%s > %s, %s, %s)", a, b, a, b)
	}
	return fmt.Sprintf("coalesce(%s, %s)", a, b)
}

func indicatorID(i int) string { return fmt.Sprintf("synthetic_%04d", i) }
func countyID(i int) string    { return fmt.Sprintf("county-%04d", i) }

// value is the synthetic observation of an indicator in a county and month: between 1 and 1000; of
// every tenth indicator one value in five is missing.
func (s size) value(indicator, county, month int) float64 {
	x := random(s.seed, uint64(indicator)<<40|uint64(county)<<16|uint64(month))
	if indicator%10 == 9 && x%5 == 0 {
		return math.NaN()
	}
	return 1 + float64(x>>11)/(1<<53)*999
}

// plan is the synthetic plan: counties alone, or under prefectures, provinces and a country with
// targets at every level.
func (s size) plan(hierarchy bool) (*plan.Plan, error) {
	p := &plan.Plan{Manifest: plan.Manifest{ID: "synthetic", Area: countyID(0), FirstYear: firstYear,
		LastYear: firstYear + s.years - 1, Base: firstYear, Due: firstYear + s.years - 1}}
	var areas []*territory.Area
	add := func(code, parent string) string {
		areas = append(areas, &territory.Area{Code: code, ZH: code, Parent: parent})
		return code
	}
	for i := range s.counties {
		parent := ""
		if hierarchy {
			parent = fmt.Sprintf("prefecture-%03d", i/9)
		}
		add(countyID(i), parent)
	}
	if hierarchy {
		for i := range (s.counties + 8) / 9 {
			add(fmt.Sprintf("prefecture-%03d", i), fmt.Sprintf("province-%02d", i/11))
		}
		for i := range (s.counties + 98) / 99 {
			add(fmt.Sprintf("province-%02d", i), "country")
		}
		p.Manifest.Area = add("country", "")
	}
	p.Territory = territory.New(areas, nil, nil)
	for i := range s.observed {
		p.Indicators = append(p.Indicators, &plan.Indicator{ID: indicatorID(i), Unit: measure.One,
			Freq: measure.Month, Aggregation: plan.AddUp})
	}
	known := make(map[string]bool)
	for i := range s.indicators() {
		known[indicatorID(i)] = true
	}
	for i, r := range s.rules() {
		ind := &plan.Indicator{ID: indicatorID(s.observed + i), Unit: measure.One, Freq: measure.Month,
			Aggregation: plan.FromFormula, Formula: r.text()}
		expr, fs := formula.Parse(ind.Formula, nil)
		if len(fs) == 0 {
			ind.Program, fs = formula.Compile(expr, env(known), ind.Unit, ind.Freq, ind.ID)
		}
		if ind.Program == nil {
			return nil, fmt.Errorf("%s: %v", ind.Formula, fs)
		}
		p.Indicators = append(p.Indicators, ind)
	}
	if hierarchy {
		s.addTargets(p)
	}
	return p, nil
}

// addTargets gives the plan sixty targets on formulas, a third each in counties, provinces and the
// country.
func (s size) addTargets(p *plan.Plan) {
	for i := range 60 {
		area := []string{countyID(i * 7 % s.counties), fmt.Sprintf("province-%02d", i%((s.counties+98)/99)), "country"}[i%3]
		p.Targets = append(p.Targets, &plan.Target{ID: fmt.Sprintf("t%02d", i), Area: area,
			Due: measure.Year(firstYear + s.years), Unit: measure.One, Comparator: plan.AtLeast, Schedule: plan.Linear,
			Versions: []plan.Version{{ID: "outline", Want: 500}},
			Readings: []plan.Reading{{ID: "r", Indicator: indicatorID(s.observed + i*11%s.formulas)}}})
	}
}

// env tells the compiler that every synthetic indicator is a monthly bare number.
type env map[string]bool

func (e env) Indicator(id string) (formula.IndicatorInfo, bool) {
	return formula.IndicatorInfo{Unit: measure.One, Freq: measure.Month, Additive: true}, e[id]
}
func (env) Area(string) bool                       { return false }
func (env) Assumption(string) (measure.Unit, bool) { return measure.Unit{}, false }
func (env) Project(string) bool                    { return false }
func (env) Network(string) bool                    { return false }
func (env) Station(string, string) bool            { return false }

// facts is a ledger of the synthetic observations.
type facts struct{ size }

func (f facts) Scan(_ context.Context, _ fact.AsOf, yield func(*fact.Observation) error) error {
	o := fact.Observation{Status: measure.Normal}
	for i := range f.observed {
		o.Indicator = indicatorID(i)
		for c := range f.counties {
			o.Area = countyID(c)
			for m := range f.months() {
				o.Period = measure.Period{Freq: measure.Month, Ord: int32(firstYear*12 + m)}
				if o.Value = f.value(i, c, m); measure.IsMissing(o.Value) {
					continue
				}
				if err := yield(&o); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (facts) History(context.Context, fact.Key, func(*fact.Observation) error) error { return nil }

func (facts) Position(context.Context) (fact.Position, error) { return fact.Position{}, nil }
