package composite_test

import (
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

// open are three treatments, two normalisations and two means: twelve indices.
func open() composite.Choices {
	return composite.Choices{
		Treatment: []composite.Treatment{{}, {Method: composite.WinsoriseOrLog, MaxPoints: 2},
			{Method: composite.TakeLog}},
		Normalisation: []composite.Normalisation{{Low: 1, High: 100}, {Method: composite.ZScore, Mean: 10, SD: 2}},
		Aggregation:   [][]composite.Aggregation{{composite.Arithmetic}, {composite.Geometric}},
	}
}

// everyIndex builds each of the twelve, and returns by it the mean shift of ranks and the first unit's rank.
func everyIndex(t *testing.T, g *gold, base composite.Recipe) (shift [3][2][2]float64, rank [3][2][2]int) {
	nominal := build(t, g.framework, g.data, base)
	c := open()
	for i, treatment := range c.Treatment {
		for j, normalise := range c.Normalisation {
			for k, aggregation := range c.Aggregation {
				recipe := base
				recipe.Treatment, recipe.Normalise, recipe.Aggregation = treatment, normalise, aggregation
				r := build(t, g.framework, g.data, recipe)
				for row := range r.Ranks {
					shift[i][j][k] += math.Abs(float64(r.Ranks[row]-nominal.Ranks[row])) / float64(len(r.Ranks))
				}
				rank[i][j][k] = r.Ranks[0]
			}
		}
	}
	return shift, rank
}

// With a finite number of choices the indices can be had exactly, by counting.
func exactIndices(y [3][2][2]float64) (first, total [3]float64) {
	size := [3]int{3, 2, 2}
	variance := func(keep [3]bool) float64 {
		sums, n := map[[3]int]float64{}, map[[3]int]float64{}
		mean := 0.0
		for i := range 3 {
			for j := range 2 {
				for k := range 2 {
					at := [3]int{i, j, k}
					for a := range at {
						if !keep[a] {
							at[a] = 0
						}
					}
					sums[at] += y[i][j][k]
					n[at]++
					mean += y[i][j][k] / float64(size[0]*size[1]*size[2])
				}
			}
		}
		v := 0.0
		for at, sum := range sums {
			v += (sum/n[at] - mean) * (sum/n[at] - mean) / float64(len(sums))
		}
		return v
	}
	all := variance([3]bool{true, true, true})
	for a := range 3 {
		only, others := [3]bool{}, [3]bool{true, true, true}
		only[a], others[a] = true, false
		first[a], total[a] = variance(only)/all, 1-variance(others)/all
	}
	return first, total
}

func TestIndicesAreThoseOfCounting(t *testing.T) {
	g := readGold(t)
	base := asPeer(composite.Normalisation{})
	shift, rank := everyIndex(t, g, base)
	first, total := exactIndices(shift)
	s, err := composite.Vary(g.framework, g.data, base, open(),
		composite.Trial{Points: 1 << 10, MaxPoints: 1 << 15, HalfWidth: 0.015, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{composite.FactorTreatment, composite.FactorNormalisation, composite.FactorAggregation}
	if !reflect.DeepEqual(s.Factors, want) || !s.Passed || s.Evaluations != 5*s.Points {
		t.Fatalf("factors %v, passed %v, %d evaluations", s.Factors, s.Passed, s.Evaluations)
	}
	for i, name := range s.Factors {
		if got := s.Shift.First[i]; math.Abs(got.Value-first[i]) > 0.015 {
			t.Errorf("first-order index of %s is %+v, want %v", name, got, first[i])
		}
		if got := s.Shift.Total[i]; math.Abs(got.Value-total[i]) > 0.015 {
			t.Errorf("total index of %s is %+v, want %v", name, got, total[i])
		}
	}
	mean := 0.0
	for i := range 3 {
		for j := range 2 {
			for k := range 2 {
				mean += float64(rank[i][j][k]) / 12
			}
		}
	}
	if got := s.Ranks[0]; math.Abs(got.Mean-mean) > 0.02 || got.Low > got.Median || got.Median > got.High {
		t.Errorf("ranks of the first unit are %+v, want a mean of %v", got, mean)
	}
	if s.Ranks[0].Share(len(s.Rows)) != 1 || s.Ranks[0].Share(0) != 0 {
		t.Error("every rank is within the number of units, and none above the first")
	}
}

// A choice that changes nothing scores exactly 0, on the shift and on every unit's rank.
func TestChoiceWithoutEffectScoresZero(t *testing.T) {
	g := readGold(t)
	c := open()
	c.Imputation = []composite.Imputation{{Method: composite.ImputeGroupMean},
		{Method: composite.ImputeGroupMean, Neighbours: 3}}
	s, err := composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c,
		composite.Trial{Points: 512, Seed: 1, EachUnit: true})
	if err != nil {
		t.Fatal(err)
	}
	if s.Factors[0] != composite.FactorImputation || len(s.Units) != len(s.Rows) {
		t.Fatalf("factors %v, %d units", s.Factors, len(s.Units))
	}
	for _, o := range append(s.Units, s.Shift) {
		if o.First[0].Value != 0 || o.Total[0].Value != 0 || o.First[0].HalfWidth() != 0 || o.Total[0].HalfWidth() != 0 {
			t.Errorf("a choice without effect scores %+v and %+v", o.First[0], o.Total[0])
		}
	}
}

func TestStudyDoesNotDependOnWorkers(t *testing.T) {
	g := readGold(t)
	c := open()
	c.Noise = []float64{0.1, 0.25, 0.25}
	trial := composite.Trial{Points: 256, Seed: 3, EachUnit: true}
	one, err := composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c, trial)
	if err != nil {
		t.Fatal(err)
	}
	trial.Workers = 4
	four, err := composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c, trial)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one.Shift, four.Shift) || !reflect.DeepEqual(one.Ranks, four.Ranks) ||
		!reflect.DeepEqual(one.Units, four.Units) {
		t.Error("four workers find something else than one")
	}
}

func TestEveryWeightMayBeAFactor(t *testing.T) {
	g := readGold(t)
	c := composite.Choices{Noise: []float64{0, 0.3, 0.3}, EachWeight: true}
	s, err := composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c, composite.Trial{Points: 256})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"p1", "p2", "p3", "p4", "s1", "s2"}; !reflect.DeepEqual(s.Factors, want) {
		t.Errorf("factors are %v, want %v", s.Factors, want)
	}
	c.EachWeight = false
	if s, err = composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c, composite.Trial{}); err != nil {
		t.Fatal(err)
	}
	if len(s.Factors) != 1 || s.Shift.First[0].Value < 0.9 || s.Points != 1024 {
		t.Errorf("weights alone are all there is: %v %+v", s.Factors, s.Shift)
	}
}

func TestStudiesThatCannotRun(t *testing.T) {
	g := readGold(t)
	base := asPeer(composite.Normalisation{})
	for name, c := range map[string]struct {
		choices composite.Choices
		trial   composite.Trial
		want    error
	}{
		"nothing open": {composite.Choices{Treatment: []composite.Treatment{{}}}, composite.Trial{},
			composite.ErrNothingOpen},
		"zero in a geometric mean": {composite.Choices{Aggregation: [][]composite.Aggregation{{composite.Arithmetic},
			{composite.Geometric}}}, composite.Trial{}, composite.ErrCombination},
		"too much noise": {composite.Choices{Noise: []float64{1}}, composite.Trial{}, nil},
		"no such time":   {open(), composite.Trial{Time: 1999}, nil},
		"no such method": {composite.Choices{Aggregation: [][]composite.Aggregation{{"median"}, {}}}, composite.Trial{}, nil},
		"few points":     {open(), composite.Trial{Points: 3}, nil},
	} {
		_, err := composite.Vary(g.framework, g.data, base, c.choices, c.trial)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s gave %v", name, err)
		}
	}
}

// At one time of several only that time's rows are studied; where weights come from the data, from all of them.
func TestStudyOfOneTimeOfSeveral(t *testing.T) {
	g := readGold(t)
	panel := &composite.Data{Values: make([][]float64, len(g.data.Values))}
	for year := range 3 {
		for r, row := range g.data.Rows {
			row.Time = 2019 + year
			panel.Rows = append(panel.Rows, row)
			for i, column := range g.data.Values {
				panel.Values[i] = append(panel.Values[i], column[(r+7*year)%len(column)])
			}
		}
	}
	base := asPeer(composite.Normalisation{})
	base.Treatment.Method = ""
	c := composite.Choices{Noise: []float64{0, 0.25, 0.25}}
	alone, err := composite.Vary(g.framework, g.data, base, c, composite.Trial{Points: 256})
	if err != nil {
		t.Fatal(err)
	}
	base.Normalise.Sample = []int{2019}
	together, err := composite.Vary(g.framework, panel, base, c, composite.Trial{Points: 256, Time: 2019})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(together.Rows, alone.Rows) || !reflect.DeepEqual(together.Shift, alone.Shift) ||
		!reflect.DeepEqual(together.Ranks, alone.Ranks) || together.Time != 2019 {
		t.Error("the first of three years, by its own goalposts, is not studied as it is alone")
	}
	twice := composite.Choices{Treatment: []composite.Treatment{{}, {}}}
	for _, w := range []composite.Weighting{composite.Given, composite.PCA, composite.Entropy} {
		base.Weighting = []composite.Weighting{w}
		s, err := composite.Vary(g.framework, panel, base, twice, composite.Trial{Points: 64, Latest: true})
		if err != nil {
			t.Fatal(err)
		}
		if !s.Shift.Constant || s.Shift.Mean != 0 || s.Time != 2021 {
			t.Errorf("weights %s: the same choice twice moves ranks by %v", w, s.Shift.Mean)
		}
	}
}

// A row that has just enough of the weight keeps its score when weights are off.
func TestEnoughWeightIsNotUncertain(t *testing.T) {
	framework, err := composite.NewFramework([]composite.Indicator{
		{Code: "a", Parent: "index", Weight: 1}, {Code: "b", Parent: "index", Weight: 1}},
		[]composite.Group{{Code: "index"}})
	if err != nil {
		t.Fatal(err)
	}
	data := &composite.Data{Rows: []composite.Row{{Unit: "x"}, {Unit: "y"}, {Unit: "z"}},
		Values: [][]float64{{1, 2, 3}, {3, math.NaN(), 1}}}
	study, err := composite.Vary(framework, data, composite.Recipe{MinShare: 0.5},
		composite.Choices{Noise: []float64{0.25}}, composite.Trial{Points: 64})
	if err != nil {
		t.Fatal(err)
	}
	if len(study.Rows) != 3 {
		t.Errorf("%d rows are ranked, not 3", len(study.Rows))
	}
}
