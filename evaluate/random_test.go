package evaluate

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// randomPlan draws a plan of a few indicators over three levels of areas and some groups.
func randomPlan(t *rapid.T) *plan.Plan {
	p := &plan.Plan{
		Manifest: plan.Manifest{ID: "random", Area: "g0", FirstYear: 2019, LastYear: 2022, Base: 2019, Due: 2022,
			Headline: "outline"},
		Assumptions: []*plan.Assumption{{ID: "w", Value: 0.3, Unit: measure.One},
			{ID: "v", Value: 0.7, Unit: measure.One}},
		Projects: []*plan.Project{{ID: "line", Completes: measure.DateOf(2021, 5, 1)}},
	}
	p.Territory = randomTerritory(t)
	observedIDs := []string{"a", "b", "c"}
	for _, id := range observedIDs {
		p.Indicators = append(p.Indicators, &plan.Indicator{ID: id, Unit: measure.One, Freq: measure.Annual,
			Aggregation: rapid.SampledFrom([]plan.Aggregation{plan.AddUp, plan.AddUp, plan.NotAdditive}).Draw(t, id)})
	}
	p.Indicators = append(p.Indicators, &plan.Indicator{ID: "m", Unit: measure.One, Freq: measure.Quarterly,
		Aggregation: plan.AddUp})
	for i := range rapid.IntRange(1, 7).Draw(t, "formulas") {
		p.Indicators = append(p.Indicators, &plan.Indicator{ID: fmt.Sprintf("f%d", i), Unit: measure.One,
			Freq: measure.Annual, Formula: randomFormula(t, p),
			Aggregation: rapid.SampledFrom([]plan.Aggregation{plan.AddUp, plan.FromFormula,
				plan.NotAdditive}).Draw(t, "aggregation")})
	}
	compile(t, p)
	p.Indicators = rapid.Permutation(p.Indicators).Draw(t, "order")
	for i := range rapid.IntRange(1, 3).Draw(t, "targets") {
		p.Targets = append(p.Targets, randomTarget(t, p, i))
	}
	return p
}

func randomTerritory(t *rapid.T) *territory.Territory {
	var areas []*territory.Area
	add := func(code, parent string) {
		a := &territory.Area{Code: code, ZH: code, Parent: parent}
		switch rapid.IntRange(0, 7).Draw(t, "life of "+code) {
		case 0:
			a.From = measure.DateOf(2020, 7, 1)
		case 1:
			a.Until = measure.DateOf(2021, 7, 1)
		}
		areas = append(areas, a)
	}
	add("P", "")
	for i := range rapid.IntRange(1, 3).Draw(t, "cities") {
		city := fmt.Sprintf("C%d", i)
		add(city, "P")
		for k := range rapid.IntRange(0, 4).Draw(t, "counties") {
			add(fmt.Sprintf("%s%d", city, k), city)
		}
	}
	var groups []*territory.Group
	for i := range rapid.IntRange(1, 3).Draw(t, "groups") {
		g := &territory.Group{ID: fmt.Sprintf("g%d", i)}
		for range rapid.IntRange(1, 4).Draw(t, "members") {
			m := territory.Member{Area: rapid.SampledFrom(areas).Draw(t, "member").Code}
			if i > 0 && rapid.Bool().Draw(t, "group in group") {
				m.Area = groups[rapid.IntRange(0, i-1).Draw(t, "group")].ID
			}
			m.Weight = rapid.SampledFrom([]string{"", "", "w", "v"}).Draw(t, "weight")
			if rapid.IntRange(0, 3).Draw(t, "except?") == 0 {
				m.Except = []string{rapid.SampledFrom(areas).Draw(t, "except").Code}
			}
			g.Members = append(g.Members, m)
		}
		groups = append(groups, g)
	}
	return territory.New(areas, nil, groups)
}

// randomFormula draws a formula over the indicators that p has so far.
func randomFormula(t *rapid.T, p *plan.Plan) string {
	annual := []string{}
	parts := []string{"m"} // indicators whose parts may be put together
	for _, ind := range p.Indicators {
		if ind.Freq == measure.Annual {
			annual = append(annual, ind.ID)
			if ind.Aggregation != plan.NotAdditive {
				parts = append(parts, ind.ID)
			}
		}
	}
	x := rapid.SampledFrom(annual).Draw(t, "x")
	y := rapid.SampledFrom(annual).Draw(t, "y")
	s := rapid.SampledFrom(parts).Draw(t, "s")
	if s == "m" {
		s = "a"
	}
	area := rapid.SampledFrom(p.Territory.Rows()).Draw(t, "at")
	shape := rapid.SampledFrom([]string{"%s + %s", "%s - 2 * %s", "%s / %s", "coalesce(%s, %s)",
		"if(%s > %s, 1, 0)", "lag(%s) + %s", "at(%[1]s, \"%[3]s\") - %[2]s", "sum(%[4]s) + %[1]s",
		"sum(%[4]s, skip)", "mean(%[1]s)", "min_of(%[1]s) + max_of(%[2]s)", "count(%[1]s)",
		"theil_t(%[1]s, %[2]s)", "gini(%[1]s, %[2]s, skip)", "cv(%[2]s, skip)", "theil_l(%[1]s)", "primacy(%[2]s, 2, skip)",
		"%[1]s * assumption(\"w\")", "%[1]s + opened(\"line\")", "annual_sum(m) / %[1]s", "annual_last(m)",
		"default(%[1]s, 1)", "share(%[1]s, \"%[3]s\")"}).Draw(t, "shape")
	if p.Indicator(s).Aggregation == plan.NotAdditive {
		s = "m"
		shape = rapid.SampledFrom([]string{"annual_mean(m)", "%[1]s"}).Draw(t, "other shape")
	}
	out := fmt.Sprintf(shape+"%.0[1]s%.0[2]s%.0[3]s%.0[4]s", x, y, area, s)
	return out
}

func randomTarget(t *rapid.T, p *plan.Plan, i int) *plan.Target {
	reading := func(id string) plan.Reading {
		return plan.Reading{ID: id, Indicator: rapid.SampledFrom(p.Indicators).Draw(t, "target of").ID,
			Area: rapid.SampledFrom(p.Territory.Rows()).Draw(t, "target in")}
	}
	return &plan.Target{ID: fmt.Sprintf("t%d", i), Due: measure.Year(rapid.IntRange(2020, 2022).Draw(t, "due")),
		Unit: measure.One, Tolerance: 1,
		Comparator: rapid.SampledFrom([]plan.Comparator{plan.AtLeast, plan.AtMost, plan.About, plan.Reach,
			plan.All}).Draw(t, "comparator"),
		Schedule: rapid.SampledFrom([]plan.Schedule{plan.Linear, plan.Growth, plan.Maintain,
			plan.Milestone}).Draw(t, "schedule"),
		Versions: []plan.Version{{ID: "outline", Want: float64(rapid.IntRange(-2, 9).Draw(t, "want"))}},
		Readings: []plan.Reading{reading("r"), reading("s")}}
}

func randomKey(t *rapid.T, p *plan.Plan) fact.Key {
	ind := rapid.SampledFrom(p.Indicators).Draw(t, "indicator")
	axis := measure.AxisOf(ind.Freq, p.Manifest.FirstYear, p.Manifest.LastYear)
	return fact.Key{Indicator: ind.ID, Area: rapid.SampledFrom(p.Territory.Rows()).Draw(t, "area"),
		Period: axis.At(rapid.IntRange(0, axis.N-1).Draw(t, "period"))}
}

func randomValue(t *rapid.T) float64 {
	return rapid.SampledFrom([]float64{0, 1, 1, 2, 3, 5.5, -4, 0.1, 1e300, -1e308}).Draw(t, "value")
}

func randomObservation(t *rapid.T, p *plan.Plan) fact.Observation {
	k := randomKey(t, p)
	o := fact.Observation{Indicator: k.Indicator, Area: k.Area, Period: k.Period, Value: randomValue(t),
		Status: rapid.SampledFrom([]measure.Status{measure.Normal, measure.Normal, measure.Estimated,
			measure.NotCollected}).Draw(t, "status"),
		Grade: rapid.SampledFrom([]citation.Grade{citation.Official, citation.Assumed}).Draw(t, "grade")}
	if o.Status.NoValue() {
		o.Value = measure.Missing
	}
	return o
}

// randomFacts draws observations: most leaves of the observed indicators, and some of any cell.
func randomFacts(t *rapid.T, p *plan.Plan) map[fact.Key]fact.Observation {
	facts := map[fact.Key]fact.Observation{}
	for _, ind := range p.Indicators {
		axis := measure.AxisOf(ind.Freq, p.Manifest.FirstYear, p.Manifest.LastYear)
		for _, a := range p.Territory.Areas {
			if ind.Program != nil || len(p.Territory.Children(a.Code)) > 0 {
				continue
			}
			seed := rapid.IntRange(0, 1<<20).Draw(t, "seed")
			for i := range axis.N {
				if seed = (seed*1103515245 + 12345) & (1<<31 - 1); seed>>8%5 == 0 {
					continue
				}
				o := fact.Observation{Indicator: ind.ID, Area: a.Code, Period: axis.At(i),
					Value: float64(seed >> 9 % 7), Status: measure.Normal}
				facts[o.Key()] = o
			}
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "more facts") {
		o := randomObservation(t, p)
		facts[o.Key()] = o
	}
	return facts
}

func randomOverlay(t *rapid.T, p *plan.Plan) *Overlay {
	if rapid.Bool().Draw(t, "no overlay") {
		return nil
	}
	o := &Overlay{Values: map[fact.Key]float64{}, Assumptions: map[string]float64{},
		Completes: map[string]measure.Date{}, Wants: map[string]float64{}}
	for range rapid.IntRange(0, 4).Draw(t, "supposed") {
		o.Values[randomKey(t, p)] = randomValue(t)
	}
	if rapid.Bool().Draw(t, "one taken away") {
		o.Values[randomKey(t, p)] = measure.Missing
	}
	if rapid.Bool().Draw(t, "weight supposed") {
		o.Assumptions["w"] = rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "w")
	}
	if rapid.Bool().Draw(t, "project supposed") {
		o.Completes["line"] = rapid.SampledFrom([]measure.Date{0, measure.DateOf(2019, 1, 1)}).Draw(t, "day")
	}
	if rapid.Bool().Draw(t, "want supposed") {
		o.Wants["t0"] = 3
	}
	return o
}

// factReader is a ledger of one observation a cell.
type factReader map[fact.Key]fact.Observation

func (f factReader) Scan(_ context.Context, at fact.AsOf, yield func(*fact.Observation) error) error {
	for _, k := range slices.SortedFunc(maps.Keys(f), fact.Key.Compare) {
		if o := f[k]; at.Sees(&o) {
			if err := yield(&o); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f factReader) History(_ context.Context, key fact.Key, yield func(*fact.Observation) error) error {
	if o, ok := f[key]; ok {
		return yield(&o)
	}
	return nil
}

func (f factReader) Position(context.Context) (fact.Position, error) {
	return fact.Position{Seq: int64(len(f))}, nil
}

// naive evaluates one cell at a time, by the words of the documentation, with nothing but Run of a
// formula on rows it made itself.
type naive struct {
	p     *plan.Plan
	facts factReader
	at    fact.AsOf
	o     *Overlay
	memo  map[fact.Key]float64
}

func (e *naive) value(k fact.Key) float64 {
	if x, ok := e.memo[k]; ok {
		return x
	}
	x := e.find(k)
	e.memo[k] = x
	return x
}

func (e *naive) find(k fact.Key) float64 {
	supposed, isSupposed := e.o.Values[k]
	if isSupposed && !measure.IsMissing(supposed) {
		return supposed
	}
	if o, ok := e.facts[k]; ok && e.at.Sees(&o) && !measure.IsMissing(o.Value) && !isSupposed {
		return o.Value
	}
	if !e.exists(k.Area, k.Period) {
		return measure.Missing
	}
	ind := e.p.Indicator(k.Indicator)
	if ind.Program != nil {
		if x := e.formula(ind, k); !measure.IsMissing(x) {
			return x
		}
	}
	if ind.Aggregation != plan.AddUp {
		return measure.Missing
	}
	return e.members(k, formula.Sum, formula.Propagate)
}

func (e *naive) exists(area string, p measure.Period) bool {
	a := e.p.Territory.AreaOf(area)
	return a == nil || p.Last() >= a.From && (a.Until == 0 || p.Last() < a.Until)
}

func (e *naive) members(k fact.Key, over formula.Over, rule formula.Missing) float64 {
	var values []float64
	found := false
	for _, part := range e.p.Territory.Parts(k.Area) {
		found = true
		if !e.exists(part.ID, k.Period) || over != formula.Sum && part.Sign < 0 {
			continue
		}
		x := e.value(fact.Key{Indicator: k.Indicator, Area: part.ID, Period: k.Period})
		if measure.IsMissing(x) && (rule == formula.Skip || over == formula.Count) {
			continue
		}
		if over == formula.Sum {
			x *= part.Sign * e.weight(part.Assumption)
		}
		values = append(values, x)
	}
	switch {
	case !found:
		return measure.Missing
	case over == formula.Count:
		return float64(len(values))
	case len(values) == 0:
		return measure.Missing
	}
	sum, least, most := 0.0, values[0], values[0]
	for _, x := range values {
		sum, least, most = sum+x, min(least, x), max(most, x)
	}
	x := map[formula.Over]float64{formula.Sum: sum, formula.Mean: sum / float64(len(values)),
		formula.Min: least, formula.Max: most}[over]
	if x-x != 0 {
		return measure.Missing
	}
	return x
}

// measure is as far from the engine's way as it can be: of the parts there are, by the libraries.
func (e *naive) measure(in formula.Input, area string, p measure.Period) float64 {
	var x, w []float64
	for _, part := range e.p.Territory.Parts(area) {
		if part.Sign < 0 || !e.exists(part.ID, p) {
			continue
		}
		x = append(x, e.value(fact.Key{Indicator: in.Indicator, Area: part.ID, Period: p}))
		if in.Weight != "" {
			w = append(w, e.value(fact.Key{Indicator: in.Weight, Area: part.ID, Period: p}))
		}
	}
	return measureAgain(in.Over, in.Missing == formula.Skip, in.Cities, x, w)
}

// measureAgain computes a measure of parts; w is nil without weights.
func measureAgain(over formula.Over, skip bool, cities int, x, w []float64) float64 {
	for i := len(x) - 1; i >= 0; i-- {
		if !measure.IsMissing(x[i]) && (w == nil || !measure.IsMissing(w[i])) {
			continue
		}
		if !skip {
			return measure.Missing
		}
		x = slices.Delete(x, i, i+1)
		if w != nil {
			w = slices.Delete(w, i, i+1)
		}
	}
	value, err := map[formula.Over]func(x, w []float64) (float64, error){formula.TheilT: inequality.TheilT,
		formula.TheilL: inequality.TheilL, formula.Gini: inequality.Gini, formula.CV: inequality.CV,
		formula.PrimacyIndex: func(x, _ []float64) (float64, error) { return regional.Primacy(x, cities) }}[over](x, w)
	if err != nil {
		return measure.Missing
	}
	return value
}

func (e *naive) weight(id string) float64 {
	if id == "" {
		return 1
	}
	if x, ok := e.o.Assumptions[id]; ok {
		return x
	}
	return e.p.Assumption(id).Value
}

func (e *naive) formula(ind *plan.Indicator, k fact.Key) float64 {
	var rows [][]float64
	var axes []measure.Axis
	for _, in := range ind.Program.Inputs {
		axis := measure.AxisOf(in.Freq, e.p.Manifest.FirstYear, e.p.Manifest.LastYear)
		row := make([]float64, axis.N)
		for i := range row {
			row[i] = e.input(in, k.Area, axis.At(i))
		}
		rows, axes = append(rows, row), append(axes, axis)
	}
	axis := measure.AxisOf(ind.Freq, e.p.Manifest.FirstYear, e.p.Manifest.LastYear)
	out := make([]float64, axis.N)
	ind.Program.Run(rows, axes, out, axis, &formula.Scratch{})
	i, _ := axis.Index(k.Period)
	return out[i]
}

func (e *naive) input(in formula.Input, area string, p measure.Period) float64 {
	switch in.Kind {
	case formula.Own:
		return e.value(fact.Key{Indicator: in.Indicator, Area: area, Period: p})
	case formula.Fixed:
		return e.value(fact.Key{Indicator: in.Indicator, Area: in.Name, Period: p})
	case formula.Members:
		if in.Over.Measure() {
			return e.measure(in, area, p)
		}
		return e.members(fact.Key{Indicator: in.Indicator, Area: area, Period: p}, in.Over, in.Missing)
	case formula.Assumption:
		return e.weight(in.Name)
	}
	day := e.p.Project(in.Name).Completes
	if d, ok := e.o.Completes[in.Name]; ok {
		day = d
	}
	if day != 0 && p.Last() >= day {
		return 1
	}
	return 0
}

func randomAsOf(t *rapid.T) fact.AsOf {
	return rapid.SampledFrom([]fact.AsOf{everything, {Valid: measure.DateOf(2021, 12, 31),
		Known: measure.Forever}}).Draw(t, "as of")
}

func TestEveryCellIsWhatANaiveEvaluatorFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPlan(t)
		facts, at, o := factReader(randomFacts(t, p)), randomAsOf(t), randomOverlay(t, p)
		r, err := Run(context.Background(), p, facts, at, o)
		if err != nil {
			t.Fatal(err)
		}
		if o == nil {
			o = &Overlay{}
		}
		e := &naive{p, facts, at, o, map[fact.Key]float64{}}
		for _, ind := range p.Indicators {
			for _, area := range p.Territory.Rows() {
				row, axis, _ := r.Row(ind.ID, area)
				for i, got := range row {
					k := fact.Key{Indicator: ind.ID, Area: area, Period: axis.At(i)}
					if want := e.value(k); !sameBits([]float64{got}, []float64{want}) {
						t.Fatalf("%v = %v, want %v (formula %q)", k, got, want, ind.Formula)
					}
				}
			}
		}
	})
}

func TestSerialIsParallel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomPlan(t)
		for i := range 40 { // enough areas that several workers share a level
			p.Territory.Areas = append(p.Territory.Areas, &territory.Area{Code: fmt.Sprintf("X%d", i), Parent: "P"})
		}
		p.Territory = territory.New(p.Territory.Areas, nil, p.Territory.Groups)
		facts, at, o := factReader(randomFacts(t, p)), randomAsOf(t), randomOverlay(t, p)
		var first *Result
		for _, workers := range []int{1, 4} {
			e, err := NewEngine(p)
			if err != nil {
				t.Fatal(err)
			}
			e.Workers = workers
			if err := e.Load(context.Background(), facts, at, o); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = e.Result()
			}
			sameResult(t, e.Result(), first)
		}
	})
}

// sameResult fails unless two results are the same in every byte.
func sameResult(t tb, got, want *Result) {
	t.Helper()
	if got.Hash() != want.Hash() {
		t.Fatalf("hashes differ")
	}
	if !reflect.DeepEqual(got.values.soft, want.values.soft) {
		t.Fatalf("marks of estimates differ")
	}
	if a, b := texts(got), texts(want); !slices.Equal(a, b) {
		t.Fatalf("findings differ:\n%q\n%q", a, b)
	}
}

func texts(r *Result) []string {
	var all []string
	for _, f := range r.Findings {
		all = append(all, f.Text(locale.EN))
	}
	for i := range r.Targets {
		for _, f := range r.Targets[i].Findings {
			all = append(all, f.Text(locale.EN))
		}
	}
	return all
}

func TestIncrementalIsFromScratch(t *testing.T) {
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
		for range rapid.IntRange(1, 6).Draw(t, "rounds") {
			if rapid.IntRange(0, 2).Draw(t, "scenario?") == 0 {
				o = randomOverlay(t, p)
				e.Suppose(o)
			} else {
				var c Changes
				for range rapid.IntRange(1, 3).Draw(t, "changes") {
					if rapid.Bool().Draw(t, "withdraw") && len(facts) > 0 {
						k := rapid.SampledFrom(slices.SortedFunc(maps.Keys(facts), fact.Key.Compare)).Draw(t, "which")
						if !slices.ContainsFunc(c.Hold, func(o fact.Observation) bool { return o.Key() == k }) {
							delete(facts, k)
							c.Withdrawn = append(c.Withdrawn, k)
						}
						continue
					}
					ob := randomObservation(t, p)
					if !slices.Contains(c.Withdrawn, ob.Key()) {
						facts[ob.Key()] = ob
						c.Hold = append(c.Hold, ob)
					}
				}
				e.Apply(c)
			}
			want, err := Run(context.Background(), p, facts, at, o)
			if err != nil {
				t.Fatal(err)
			}
			sameResult(t, e.Result(), want)
		}
	})
}
