package composite_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/composite"
)

// study draws a framework of two levels with data in 1 … 100, of which a few may be missing.
func study(t *rapid.T, gaps bool) (*composite.Framework, *composite.Data) {
	weight := rapid.Float64Range(0.1, 3)
	groups := []composite.Group{{Code: "index"}}
	var indicators []composite.Indicator
	for _, g := range []string{"p", "q", "r"} {
		groups = append(groups, composite.Group{Code: g, Parent: "index", Weight: weight.Draw(t, "weight of "+g)})
		for k := range rapid.IntRange(1, 3).Draw(t, "parts") {
			indicators = append(indicators, composite.Indicator{Code: g + string(rune('1'+k)), Parent: g,
				Weight: weight.Draw(t, "weight")})
		}
	}
	f, err := composite.NewFramework(indicators, groups)
	if err != nil {
		t.Fatal(err)
	}
	d := &composite.Data{Rows: units(rapid.IntRange(2, 6).Draw(t, "rows"))}
	for range indicators {
		column := make([]float64, len(d.Rows))
		for r := range column {
			column[r] = rapid.Float64Range(1, 100).Draw(t, "value")
			if gaps && rapid.IntRange(0, 5).Draw(t, "gap") == 0 {
				column[r] = gap
			}
		}
		d.Values = append(d.Values, column)
	}
	return f, d
}

// asIs takes values for scores.
func asIs(kinds ...composite.Aggregation) composite.Recipe {
	return composite.Recipe{Normalise: composite.Normalisation{Method: composite.AsIs}, Aggregation: kinds}
}

var means = rapid.SampledFrom([]composite.Aggregation{composite.Arithmetic, composite.Geometric, composite.Harmonic})

func sum(list []float64) (s float64) {
	for _, x := range list {
		s += x
	}
	return s
}

func TestContributionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, true)
		r, err := composite.Build(f, d, asIs(means.Draw(t, "lower"), means.Draw(t, "upper")))
		if err != nil {
			t.Fatal(err)
		}
		for row := range d.Rows {
			index := r.Scores[f.Top()][row]
			parts, err := r.Contributions(row)
			if math.IsNaN(index) {
				if !errors.Is(err, composite.ErrNoScore) {
					t.Fatalf("a row without a score has contributions: %v", err)
				}
				continue
			}
			if err != nil || math.Abs(sum(parts)-index) > 1e-10*index {
				t.Fatalf("contributions add up to %v, not %v: %v", sum(parts), index, err)
			}
		}
	})
}

func TestDifferencesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, false)
		if rapid.Bool().Draw(t, "two alike") {
			d.Values[0][0] = d.Values[0][1]
		}
		r, err := composite.Build(f, d, asIs(means.Draw(t, "lower"), means.Draw(t, "upper")))
		if err != nil {
			t.Fatal(err)
		}
		there, err := r.Difference(0, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, _ := r.Difference(1, 0)
		apart := r.Scores[f.Top()][0] - r.Scores[f.Top()][1]
		if math.Abs(sum(there)-apart) > 1e-9 || math.Abs(sum(there)+sum(back)) > 1e-9 {
			t.Fatalf("differences add up to %v and back to %v, want %v", sum(there), sum(back), apart)
		}
	})
}

// The harmonic mean is at most the geometric, that at most the arithmetic, and all lie among their parts.
func TestMeansAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, false)
		index := func(kind composite.Aggregation) []float64 {
			r, err := composite.Build(f, d, asIs(kind))
			if err != nil {
				t.Fatal(err)
			}
			return r.Scores[f.Top()]
		}
		h, g, a := index(composite.Harmonic), index(composite.Geometric), index(composite.Arithmetic)
		for r := range d.Rows {
			if !(1-1e-9 <= h[r] && h[r] <= g[r]+1e-9 && g[r] <= a[r]+1e-9 && a[r] <= 100+1e-9) {
				t.Fatalf("row %d: harmonic %v, geometric %v, arithmetic %v", r, h[r], g[r], a[r])
			}
		}
	})
}

// A unit that gets better in one indicator does not get a lower score, whatever the aggregation.
func TestBetterIsNotWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, true)
		kind := rapid.SampledFrom([]composite.Aggregation{composite.Arithmetic, composite.Geometric, composite.Harmonic,
			composite.Copeland}).Draw(t, "kind")
		i := rapid.IntRange(0, len(d.Values)-1).Draw(t, "indicator")
		if math.IsNaN(d.Values[i][0]) {
			return
		}
		before, err := composite.Build(f, d, asIs(kind, composite.Arithmetic))
		if err != nil {
			t.Fatal(err)
		}
		was := before.Scores[f.Top()][0]
		d.Values[i][0] += rapid.Float64Range(0, 50).Draw(t, "gain")
		after, err := composite.Build(f, d, asIs(kind, composite.Arithmetic))
		if err != nil {
			t.Fatal(err)
		}
		if now := after.Scores[f.Top()][0]; now < was-1e-9 {
			t.Fatalf("%s fell from %v to %v", kind, was, now)
		}
	})
}

// Min–max, ranks and z-scores do not care for the unit an indicator is measured in.
func TestUnitsOfMeasureDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, true)
		method := rapid.SampledFrom([]composite.NormaliseMethod{composite.MinMax, composite.ZScore, composite.Rank,
			composite.Percentile}).Draw(t, "method")
		recipe := composite.Recipe{Normalise: composite.Normalisation{Method: method}}
		before, err := composite.Build(f, d, recipe)
		if err != nil {
			t.Fatal(err)
		}
		for r := range d.Values[0] {
			d.Values[0][r] = d.Values[0][r]*1024 + 1<<20
		}
		after, err := composite.Build(f, d, recipe)
		if err != nil {
			t.Fatal(err)
		}
		for r := range d.Rows {
			a, b := before.Scores[f.Top()][r], after.Scores[f.Top()][r]
			if math.IsNaN(a) != math.IsNaN(b) || math.Abs(a-b) > 1e-6 {
				t.Fatalf("%s: row %d scores %v and %v", method, r, a, b)
			}
		}
	})
}

// One part that a geometric mean cannot take must not drop out as if it were missing.
func TestImpossiblePartsAreNotLeftOut(t *testing.T) {
	f, err := composite.NewFramework(
		[]composite.Indicator{{Code: "a1", Parent: "a", Weight: 1}, {Code: "b1", Parent: "b", Weight: 1}},
		[]composite.Group{{Code: "a", Parent: "index", Weight: 1}, {Code: "b", Parent: "index", Weight: 1}, {Code: "index"}})
	if err != nil {
		t.Fatal(err)
	}
	d := &composite.Data{Rows: units(2), Values: [][]float64{{0, 2}, {50, 60}}}
	r := build(t, f, d, asIs(composite.Geometric, composite.Arithmetic))
	if got := r.Scores[f.Top()]; !math.IsNaN(got[0]) || got[1] != 31 && math.Abs(got[1]-31) > 1e-12 {
		t.Errorf("scores are %v, want none and 31", got)
	}
}

func TestWhatIfOfAWeight(t *testing.T) {
	g := readGold(t)
	f, err := g.framework.WithWeights(map[string]float64{"s1": 0, "i12": 1})
	if err != nil {
		t.Fatal(err)
	}
	before := build(t, g.framework, g.data, asPeer(composite.Normalisation{}))
	after := build(t, f, g.data, asPeer(composite.Normalisation{}))
	s2, _ := f.Find("s2")
	i12, _ := f.Find("i12")
	if !equal(after.Scores[f.Top()], after.Scores[s2]) || before.Effective[i12] != 0.4*0.5*0.6 ||
		math.Abs(after.Effective[i12]-0.5/3) > 1e-15 {
		t.Errorf("effective weights %v and %v", before.Effective[i12], after.Effective[i12])
	}
	for code, w := range map[string]float64{"nobody": 1, "s1": -1} {
		if _, err := g.framework.WithWeights(map[string]float64{code: w}); err == nil {
			t.Errorf("weight %v of %s was accepted", w, code)
		}
	}
	influence := before.Influence()
	if math.Abs(influence[f.Top()]-1) > 1e-12 || !(influence[i12] > 0 && influence[i12] < 1) {
		t.Errorf("influence %v of the index on itself, %v of i12", influence[f.Top()], influence[i12])
	}
}

func TestScoresWithoutContributions(t *testing.T) {
	g := readGold(t)
	r := build(t, g.framework, g.data, asPeer(composite.Normalisation{}, composite.Copeland))
	if _, err := r.Contributions(0); !errors.Is(err, composite.ErrNotMean) {
		t.Errorf("Copeland's rule has contributions: %v", err)
	}
	recipe := asPeer(composite.Normalisation{})
	recipe.Imputation.Method = ""
	if _, err := build(t, g.framework, g.data, recipe).Difference(0, 2); !errors.Is(err, composite.ErrDifferentParts) {
		t.Errorf("rows of different parts have a difference: %v", err)
	}
}

// Whatever the recipe and however poor the data, scores are finite or missing, a score that is missing is
// said to be, weights add up to 1, and a row has a rank exactly if it has a score.
func TestAnyRecipeOnAnyData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, d := study(t, true)
		spoil(t, d)
		recipe := anyRecipe(t)
		r, err := composite.Build(f, d, recipe)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]bool{}
		for _, n := range r.Notes {
			said[n.Code] = said[n.Code] || n.Kind == composite.TooLittle || n.Kind == composite.NotPositive
		}
		for i, n := range f.Nodes() {
			weights := 0.0
			for _, p := range n.Parts {
				weights += r.Weights[p]
			}
			if len(n.Parts) > 0 && math.Abs(weights-1) > 1e-9 {
				t.Fatalf("weights of the parts of %s add up to %v", n.Code, weights)
			}
			for row, x := range r.Scores[i] {
				if math.IsInf(x, 0) || math.IsNaN(x) && len(n.Parts) > 0 && !said[n.Code] {
					t.Fatalf("%s of row %d is %v, and notes are %v", n.Code, row, x, r.Notes)
				}
			}
		}
		for row, rank := range r.Ranks {
			if (rank > 0) == math.IsNaN(r.Scores[f.Top()][row]) || rank > len(d.Rows) {
				t.Fatalf("row %d has rank %d and score %v", row, rank, r.Scores[f.Top()][row])
			}
		}
	})
}

// spoil makes some column constant, zero, negative, empty or full of outliers.
func spoil(t *rapid.T, d *composite.Data) {
	for i := range d.Values {
		kinds := []string{"nothing", "nothing", "constant", "zero", "negative", "empty", "outlier"}
		with := rapid.SampledFrom(kinds).Draw(t, "with")
		for r := range d.Values[i] {
			switch {
			case with == "constant":
				d.Values[i][r] = 7
			case with == "zero" && r > 0:
				d.Values[i][r] = 0
			case with == "negative":
				d.Values[i][r] *= -1
			case with == "empty":
				d.Values[i][r] = gap
			case with == "outlier" && r == 0:
				d.Values[i][r] = 1e9
			}
		}
	}
	for r := range d.Rows {
		d.Rows[r].Group = rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "group")
	}
}

func anyRecipe(t *rapid.T) composite.Recipe {
	return composite.Recipe{
		MinData:  rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "least data"),
		MinShare: rapid.SampledFrom([]float64{0, 0.5, 1}).Draw(t, "least share"),
		Imputation: composite.Imputation{Method: rapid.SampledFrom([]composite.ImputeMethod{composite.ImputeNone,
			composite.ImputeMean, composite.ImputeGroupMedian, composite.ImputeLatest, composite.ImputeLinear,
			composite.ImputeNearest}).Draw(t, "imputation")},
		Treatment: composite.Treatment{Method: rapid.SampledFrom([]composite.TreatMethod{composite.TreatNone,
			composite.Winsorise, composite.WinsoriseOrLog, composite.TakeLog}).Draw(t, "treatment")},
		Normalise: composite.Normalisation{Method: rapid.SampledFrom([]composite.NormaliseMethod{composite.MinMax,
			composite.ZScore, composite.Rank, composite.Percentile, composite.BaseTime, composite.AsIs}).Draw(t, "scale")},
		Weighting: []composite.Weighting{rapid.SampledFrom([]composite.Weighting{composite.Given, composite.Equal,
			composite.PCA, composite.Entropy}).Draw(t, "weighting")},
		Aggregation: []composite.Aggregation{rapid.SampledFrom([]composite.Aggregation{composite.Arithmetic,
			composite.Geometric, composite.Harmonic, composite.Copeland, composite.BenefitOfDoubt}).Draw(t, "aggregation")},
	}
}
