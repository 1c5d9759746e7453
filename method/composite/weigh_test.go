package composite_test

import (
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

// six units by three parts.
func six() ([]composite.Indicator, *composite.Data) {
	return []composite.Indicator{{Code: "a"}, {Code: "b"}, {Code: "c"}}, &composite.Data{Rows: units(6),
		Values: [][]float64{{80, 60, 30, 55, 90, 20}, {20, 70, 90, 55, 10, 35}, {50, 40, 65, 55, 20, 95}}}
}

// The scores are those of the linear programmes of Cherchye et al. 2007 by HiGHS (SciPy 1.10).
func TestBenefitOfDoubt(t *testing.T) {
	indicators, d := six()
	f := flat(t, indicators...)
	recipe := composite.Recipe{Normalise: composite.Normalisation{Method: composite.AsIs},
		Aggregation: []composite.Aggregation{composite.BenefitOfDoubt}}
	near := func(name string, got, want []float64) {
		for r := range want {
			if math.Abs(got[r]-want[r]) > 1e-9 {
				t.Errorf("%s: row %d scores %v, want %v", name, r, got[r], want[r])
			}
		}
	}
	near("free", build(t, f, d, recipe).Scores[3], []float64{100, 100, 100, 98.529411764706, 100, 100})
	recipe.Benefit.Low, recipe.Benefit.High = 0.2, 0.5
	near("bounded", build(t, f, d, recipe).Scores[3],
		[]float64{67.681895093063, 100, 100, 98.529411764706, 33.994334277620, 70.822622107969})
}

// The weights are those of a separate computation in NumPy.
func TestEntropy(t *testing.T) {
	indicators, d := six()
	r := build(t, flat(t, indicators...), d, composite.Recipe{Weighting: []composite.Weighting{composite.Entropy}})
	for k, want := range []float64{0.3333402863745, 0.3732166938258, 0.2934430197997} {
		if math.Abs(r.Weights[k]-want) > 1e-12 {
			t.Errorf("weight %d is %v, want %v", k, r.Weights[k], want)
		}
	}
}

// Eigenvalue and vector are those of numpy.linalg.eig.
func TestAnalyticHierarchy(t *testing.T) {
	h, err := composite.AHP([][]float64{
		{1, 3, 5, 2}, {1. / 3, 1, 3, 1. / 2}, {1. / 5, 1. / 3, 1, 1. / 4}, {1. / 2, 2, 4, 1}})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.472862, 0.16990098, 0.07285893, 0.28437808} {
		if math.Abs(h.Weights[i]-want) > 1e-8 {
			t.Errorf("weight %d is %v, want %v", i, h.Weights[i], want)
		}
	}
	if math.Abs(h.Largest-4.051109547476946) > 1e-12 || math.Abs(h.Ratio-0.018929462028498465) > 1e-12 || !h.Consistent() {
		t.Errorf("eigenvalue %v, ratio %v", h.Largest, h.Ratio)
	}
	contrary, err := composite.AHP([][]float64{{1, 9, 1. / 9}, {1. / 9, 1, 9}, {9, 1. / 9, 1}})
	if err != nil || contrary.Consistent() {
		t.Errorf("comparisons in a circle are consistent: %+v, %v", contrary, err)
	}
	for name, times := range map[string][][]float64{
		"empty": {}, "ragged": {{1, 2}, {0.5}}, "not inverse": {{1, 2}, {2, 1}}, "negative": {{1, -2}, {-0.5, 1}},
		"no diagonal": {{2, 2}, {0.5, 1}}, "too many": make([][]float64, 16),
	} {
		if _, err := composite.AHP(times); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestFrameworksThatAreWrong(t *testing.T) {
	type list = []composite.Indicator
	one := composite.Indicator{Code: "a", Parent: "index", Weight: 1}
	index := composite.Group{Code: "index"}
	for name, c := range map[string]struct {
		indicators list
		groups     []composite.Group
	}{
		"no indicator":    {nil, []composite.Group{index}},
		"no index":        {list{one}, nil},
		"two":             {list{one}, []composite.Group{index, {Code: "other"}}},
		"repeated":        {list{one, one}, []composite.Group{index}},
		"no code":         {list{{Parent: "index", Weight: 1}}, []composite.Group{index}},
		"unknown parent":  {list{one, {Code: "b", Parent: "c", Weight: 1}}, []composite.Group{index}},
		"under indicator": {list{one, {Code: "b", Parent: "a", Weight: 1}}, []composite.Group{index}},
		"negative":        {list{one, {Code: "b", Parent: "index", Weight: -1}}, []composite.Group{index}},
		"no weight":       {list{{Code: "a", Parent: "index"}}, []composite.Group{index}},
		"goalposts":       {list{{Code: "a", Parent: "index", Weight: 1, Low: 2, High: 1}}, []composite.Group{index}},
		"target":          {list{{Code: "a", Parent: "index", Weight: 1, Target: new(gap)}}, []composite.Group{index}},
		"circle": {list{one, {Code: "b", Parent: "g", Weight: 1}},
			[]composite.Group{index, {Code: "g", Parent: "h", Weight: 1}, {Code: "h", Parent: "g", Weight: 1}}},
	} {
		if _, err := composite.NewFramework(c.indicators, c.groups); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestRecipesAndDataThatAreWrong(t *testing.T) {
	indicators, data := six()
	f := flat(t, indicators...)
	for name, spoil := range map[string]func(*composite.Recipe, *composite.Data){
		"imputation":    func(r *composite.Recipe, _ *composite.Data) { r.Imputation.Method = "guess" },
		"treatment":     func(r *composite.Recipe, _ *composite.Data) { r.Treatment.Method = "hide" },
		"points":        func(r *composite.Recipe, _ *composite.Data) { r.Treatment.MaxPoints = -1 },
		"normalisation": func(r *composite.Recipe, _ *composite.Data) { r.Normalise.Method = "none at all" },
		"scale":         func(r *composite.Recipe, _ *composite.Data) { r.Normalise.Low = 1 },
		"goalposts":     func(r *composite.Recipe, _ *composite.Data) { r.Normalise.Method = composite.Goalposts },
		"target":        func(r *composite.Recipe, _ *composite.Data) { r.Normalise.Method = composite.TowardTarget },
		"base": func(r *composite.Recipe, _ *composite.Data) {
			r.Normalise = composite.Normalisation{Method: composite.BaseTime, Base: 2019}
		},
		"sample":      func(r *composite.Recipe, _ *composite.Data) { r.Normalise.Sample = []int{1999} },
		"weighting":   func(r *composite.Recipe, _ *composite.Data) { r.Weighting = []composite.Weighting{"loud"} },
		"aggregation": func(r *composite.Recipe, _ *composite.Data) { r.Aggregation = []composite.Aggregation{"max"} },
		"share":       func(r *composite.Recipe, _ *composite.Data) { r.MinShare = 2 },
		"bounds":      func(r *composite.Recipe, _ *composite.Data) { r.Benefit.Low = 0.3 },
		"no rows":     func(_ *composite.Recipe, d *composite.Data) { d.Rows = nil },
		"columns":     func(_ *composite.Recipe, d *composite.Data) { d.Values = d.Values[:2] },
		"length":      func(_ *composite.Recipe, d *composite.Data) { d.Values[1] = d.Values[1][:3] },
		"infinite":    func(_ *composite.Recipe, d *composite.Data) { d.Values[1][2] = math.Inf(1) },
		"repeated":    func(_ *composite.Recipe, d *composite.Data) { d.Rows[1] = d.Rows[0] },
	} {
		var r composite.Recipe
		_, d := six()
		spoil(&r, d)
		if _, err := composite.Build(f, d, r); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := composite.Build(f, data, composite.Recipe{}); err != nil {
		t.Error(err)
	}
}
