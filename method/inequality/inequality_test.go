package inequality_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/inequality"
)

// Twelve synthetic units. Their measures were computed with the R packages ineq 0.2-13 and REAT 3.0.3
// (R 4.2); weighted ones of every unit repeated as often as it weighs.
var (
	values  = []float64{62.5, 88.1, 41.9, 133.4, 71.0, 55.2, 97.7, 38.6, 164.3, 80.8, 47.5, 59.9}
	weights = []float64{310, 940, 270, 2094, 480, 365, 1503, 228, 3205, 610, 415, 290}
	groups  = []string{"a", "a", "b", "b", "a", "b", "c", "c", "c", "a", "b", "a"}
)

type measure func(x, w []float64) (float64, error)

func ge(alpha float64) measure {
	return func(x, w []float64) (float64, error) { return inequality.GE(x, w, alpha) }
}

func atkinson(epsilon float64) measure {
	return func(x, w []float64) (float64, error) { return inequality.Atkinson(x, w, epsilon) }
}

var measures = map[string]measure{"T": inequality.TheilT, "L": inequality.TheilL, "GE(-1)": ge(-1), "GE(0.5)": ge(0.5),
	"GE(2)": ge(2), "GE(3)": ge(3), "Gini": inequality.Gini, "CV": inequality.CV, "SDLog": inequality.SDLog,
	"Hoover": inequality.Hoover, "Atkinson(0.5)": atkinson(0.5), "Atkinson(1)": atkinson(1), "Atkinson(2)": atkinson(2)}

func TestKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		name     string
		x, w     []float64
		expected float64
	}{
		{"Gini", values, nil, 0.247396110107344},
		{"T", values, nil, 0.09829062565805284},
		{"L", values, nil, 0.09541763733553119},
		{"GE(0.5)", values, nil, 0.09606778139452181},
		{"CV", values, nil, 0.4647585642416808},
		{"Atkinson(0.5)", values, nil, 0.04745707703338176},
		{"Atkinson(1)", values, nil, 0.09100677432532056},
		{"Atkinson(2)", values, nil, 0.1649013630237381},
		{"Hoover", values, nil, 0.1830782584050732},
		{"SDLog", values, nil, 0.426842601126052},
		{"Gini", values, weights, 0.2091399075726055},
		{"T", values, weights, 0.07318853531013837},
		{"L", values, weights, 0.08241945561903755},
		{"CV", values, weights, 0.3706037889171263},
		{"Atkinson(0.5)", values, weights, 0.03816982114059653},
		{"Atkinson(2)", values, weights, 0.1655100346490895},
		{"Hoover", values, weights, 0.1681746401202887},
		{"SDLog", values, weights, 0.4275096513864075},
		// pysal/inequality: test_theil.py, test_atkinson.py (to the digits they give)
		{"T", []float64{0, 0, 0, 10, 10, 10}, nil, 0.6931471805599453},
		{"Atkinson(1)", []float64{10, 20, 30, 40, 50}, nil, 1 - 26.051710846973528/30},
	} {
		got, err := measures[c.name](c.x, c.w)
		if err != nil || math.Abs(got-c.expected) > 1e-14 {
			t.Errorf("%s, weights %v: %v (%v), expected %v", c.name, c.w, got, err, c.expected)
		}
	}
}

// Dagum's and Shapley's parts were computed pair by pair in numpy.
func TestDecomposeGiniKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		w        []float64
		expected [5]float64
	}{
		{weights, [5]float64{0.050868697244780804, 0.11807780477019073, 0.04019340555763411, 0.1207029688723238,
			0.08843693870028181}},
		{nil, [5]float64{0.06049172777836824, 0.0747245545045524, 0.11217982782442348, 0.19783159592000452,
			0.049564514187339544}},
	} {
		p, err := inequality.DecomposeGini(values, c.w, groups)
		if err != nil {
			t.Fatal(err)
		}
		got := [5]float64{p.Within, p.Between, p.Overlap, p.ShapleyWithin, p.ShapleyBetween}
		for i := range got {
			if math.Abs(got[i]-c.expected[i]) > 1e-14 {
				t.Errorf("weights %v: part %d is %v, expected %v", c.w, i, got[i], c.expected[i])
			}
		}
	}
}

func TestDecomposeKnownAnswers(t *testing.T) {
	for alpha, between := range map[float64]float64{1: 0.02522609175928761, 0: 0.026547310376083405} {
		d, err := inequality.Decompose(values, weights, alpha, groups)
		if err != nil || math.Abs(d.Between[0]-between) > 1e-14 {
			t.Errorf("α %v: %+v (%v)", alpha, d, err)
		}
	}
}

func TestNoAnswer(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		x, w     []float64
		measure  string
		expected error
	}{
		"nothing":           {nil, nil, "T", inequality.ErrEmpty},
		"all zero":          {[]float64{0, 0}, nil, "Gini", inequality.ErrTotal},
		"negative":          {[]float64{1, -1}, nil, "CV", inequality.ErrNegative},
		"missing":           {[]float64{1, nan}, nil, "Gini", inequality.ErrMissing},
		"zero for L":        {[]float64{1, 0}, nil, "L", inequality.ErrZero},
		"zero for logs":     {[]float64{1, 0}, nil, "SDLog", inequality.ErrZero},
		"few weights":       {[]float64{1, 2}, []float64{1}, "T", inequality.ErrLength},
		"no weight":         {[]float64{1, 2}, []float64{0, 0}, "T", inequality.ErrTotal},
		"negative weight":   {[]float64{1, 2}, []float64{1, -1}, "T", inequality.ErrNegative},
		"missing weight":    {[]float64{1, 2}, []float64{1, nan}, "T", inequality.ErrMissing},
		"beyond range":      {[]float64{1e308, 1e308}, nil, "T", inequality.ErrTotal},
		"below range":       {[]float64{5e-324, 5e-324}, nil, "T", inequality.ErrTotal},
		"infinite aversion": {[]float64{1, 2}, nil, "Atkinson(Inf)", inequality.ErrSetting},
	} {
		m := measures[c.measure]
		if m == nil {
			m = atkinson(math.Inf(1))
		}
		got, err := m(c.x, c.w)
		var e *inequality.Error
		if got != 0 || !errors.Is(err, c.expected) || !errors.As(err, &e) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := inequality.Decompose(values, nil, 1, groups[1:]); !errors.Is(err, inequality.ErrLength) {
		t.Error(err)
	}
	if _, err := inequality.Decompose([]float64{1, 2}, []float64{1, 0}, 1, []string{"a", "b"}); !errors.Is(err,
		inequality.ErrTotal) {
		t.Error(err)
	}
	if _, err := inequality.DecomposeGini([]float64{1, 0}, nil, []string{"a", "b"}); !errors.Is(err,
		inequality.ErrTotal) {
		t.Error(err)
	}
	if _, err := inequality.BetweenTest(values, nil, 1, groups, 0, 1); !errors.Is(err, inequality.ErrSetting) {
		t.Error(err)
	}
}

// population is a drawn input.
type population struct{ x, w []float64 }

func draw(t *rapid.T, least float64) population {
	n := rapid.IntRange(1, 30).Draw(t, "n")
	p := population{x: rapid.SliceOfN(rapid.Float64Range(least, 1e6), n, n).Draw(t, "x")}
	p.x[0] = max(p.x[0], 1) // not all zero
	if rapid.Bool().Draw(t, "weighted") {
		p.w = rapid.SliceOfN(rapid.Float64Range(1e-3, 1e5), n, n).Draw(t, "w")
	}
	return p
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(1, math.Abs(a), math.Abs(b)) }

// Every measure ignores scale and order, counts a unit twice as heavy as two units, is 0 for
// equals and never negative, and falls when the rich give to the poor.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, 1e-3)
		k := rapid.Float64Range(1e-3, 1e3).Draw(t, "k")
		scaled, equal := make([]float64, len(p.x)), make([]float64, len(p.x))
		for i, v := range p.x {
			scaled[i], equal[i] = v*k, k
		}
		backward := population{slices.Clone(p.x), slices.Clone(p.w)}
		slices.Reverse(backward.x)
		slices.Reverse(backward.w)
		double := population{slices.Concat(p.x, p.x), nil}
		if p.w != nil {
			double.w = slices.Concat(p.w, p.w)
		}
		before := population{slices.Clone(p.x), slices.Clone(p.w)}
		for name, m := range measures {
			v, err := m(p.x, p.w)
			if err != nil || v < 0 {
				t.Fatalf("%s: %v (%v)", name, v, err)
			}
			for what, other := range map[string]population{"scaled": {scaled, p.w}, "reversed": backward, "doubled": double} {
				if u, err := m(other.x, other.w); err != nil || !near(u, v) {
					t.Fatalf("%s %s: %v, was %v (%v)", name, what, u, v, err)
				}
			}
			if v, _ := m(equal, p.w); v > 1e-15 || v > 0 && name != "Hoover" && name != "SDLog" && name[0] != 'A' {
				t.Fatalf("%s of equals: %v", name, v)
			}
		}
		if !slices.Equal(before.x, p.x) || !slices.Equal(before.w, p.w) {
			t.Fatal("the input has changed")
		}
	})
}

func TestGivingToThePoorLowersEveryMeasure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := population{x: rapid.SliceOfN(rapid.Float64Range(1, 1000), 3, 20).Draw(t, "x")}
		slices.Sort(p.x)
		poor, rich := 0, len(p.x)-1
		gift := (p.x[rich] - p.x[poor]) * rapid.Float64Range(0, 0.5).Draw(t, "gift")
		after := slices.Clone(p.x)
		after[poor], after[rich] = p.x[poor]+gift, p.x[rich]-gift
		for name, m := range measures {
			if name == "SDLog" { // known not to have this law
				continue
			}
			v, _ := m(p.x, nil)
			if u, err := m(after, nil); err != nil || u > v+1e-13*max(1, v) {
				t.Fatalf("%s rises from %v to %v (%v)", name, v, u, err)
			}
		}
	})
}

// Parts add up to the total to 1e-14, and none is negative.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, 1e-3)
		label := rapid.SampledFrom([]string{"a", "b", "c"})
		coarse := rapid.SliceOfN(label, len(p.x), len(p.x)).Draw(t, "coarse")
		fine := rapid.SliceOfN(label, len(p.x), len(p.x)).Draw(t, "fine")
		for _, alpha := range []float64{0, 1, 2, -1, 0.5} {
			d, err := inequality.Decompose(p.x, p.w, alpha, coarse, fine)
			if err != nil {
				t.Fatal(err)
			}
			total := d.Between[0] + d.Between[1] + d.Within
			if math.Abs(total-d.Total) > 1e-14*max(1, d.Total) || d.Between[0] < 0 || d.Between[1] < 0 || d.Within < 0 {
				t.Fatalf("α %v: %v + %v + %v, expected %v", alpha, d.Between[0], d.Between[1], d.Within, d.Total)
			}
			within := 0.0
			for _, g := range d.Groups[1] {
				within += g.Within
			}
			if math.Abs(within-d.Within) > 1e-14*max(1, within) {
				t.Fatalf("α %v: groups hold %v of %v", alpha, within, d.Within)
			}
		}
		g, err := inequality.DecomposeGini(p.x, p.w, coarse)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(g.Within+g.Between+g.Overlap-g.Total) > 1e-14 ||
			math.Abs(g.ShapleyWithin+g.ShapleyBetween-g.Total) > 1e-14 || min(g.Within, g.Overlap) < 0 {
			t.Fatalf("%+v", g)
		}
	})
}

func TestLorenzHoldsGini(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t, 0)
		curve, err := inequality.Lorenz(p.x, p.w)
		if err != nil || curve[0] != (inequality.Point{}) || curve[len(curve)-1] != (inequality.Point{1, 1}) {
			t.Fatal(curve, err)
		}
		area := 0.0
		for i := 1; i < len(curve); i++ {
			area += (curve[i].Weight - curve[i-1].Weight) * (curve[i].Share + curve[i-1].Share) / 2
		}
		if gini, _ := inequality.Gini(p.x, p.w); !near(gini, 1-2*area) {
			t.Fatalf("Gini %v, curve says %v", gini, 1-2*area)
		}
	})
}

func TestBetweenTest(t *testing.T) {
	x := []float64{1, 2, 1.5, 1.2, 9, 10, 11, 9.5}
	apart := []string{"a", "a", "a", "a", "b", "b", "b", "b"}
	mixed := []string{"a", "b", "a", "b", "a", "b", "a", "b"}
	p, err := inequality.BetweenTest(x, nil, 1, apart, 999, 7)
	again, _ := inequality.BetweenTest(x, nil, 1, apart, 999, 7)
	q, _ := inequality.BetweenTest(x, nil, 1, mixed, 999, 7)
	// Of the 70 ways to choose four of eight, two part the small from the large.
	if err != nil || p != again || math.Abs(p-2.0/70) > 0.015 || q < 0.3 {
		t.Error(p, again, q, err)
	}
}

func ExampleDecompose() {
	perHead := []float64{12, 6, 5, 9, 4}
	heads := []float64{3, 2, 1, 3, 2}
	province := []string{"west", "west", "west", "east", "east"}
	d, _ := inequality.Decompose(perHead, heads, 1, province)
	fmt.Printf("Theil T %.6f = between %.6f + within %.6f\n", d.Total, d.Between[0], d.Within)
	// Output: Theil T 0.073063 = between 0.006571 + within 0.066492
}

func BenchmarkGini402(b *testing.B) {
	x, w := make([]float64, 402), make([]float64, 402)
	for i := range x {
		x[i], w[i] = float64((i*7919)%40009)+1, float64((i*104729)%997)+1
	}
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			inequality.Gini(x, nil)
		}
	})
	b.Run("weighted", func(b *testing.B) {
		for b.Loop() {
			inequality.Gini(x, w)
		}
	})
}

// Whatever the input, an answer is finite and not negative, or there is an error.
func TestNeverNaN(t *testing.T) {
	wild := rapid.SampledFrom([]float64{0, 5e-324, 1e-308, 1e-160, 1, 3, 1e150, 1e300, 1.7e308, -1, math.NaN(),
		math.Inf(1)})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6).Draw(t, "n")
		x, w := rapid.SliceOfN(wild, n, n).Draw(t, "x"), rapid.SliceOfN(wild, n, n).Draw(t, "w")
		labels := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), n, n).Draw(t, "labels")
		if rapid.Bool().Draw(t, "unweighted") {
			w = nil
		}
		sound := func(what string, err error, values ...float64) {
			for _, v := range values {
				if err == nil && !(v >= 0 && v <= math.MaxFloat64) {
					t.Fatalf("%s of %v by %v: %v", what, x, w, values)
				}
			}
		}
		for name, m := range measures {
			v, err := m(x, w)
			sound(name, err, v)
		}
		for _, alpha := range []float64{0, 1, 2, -3} {
			if d, err := inequality.Decompose(x, w, alpha, labels); err == nil {
				sound("parts", nil, d.Total, d.Between[0], d.Within)
				for _, g := range d.Groups[0] {
					sound("group", nil, g.Index, g.Mean, g.Share, g.Weight, g.Within)
				}
			}
			p, err := inequality.BetweenTest(x, w, alpha, labels, 9, 1)
			sound("chance", err, p)
		}
		if g, err := inequality.DecomposeGini(x, w, labels); err == nil {
			sound("Gini's parts", nil, g.Total, g.Within, max(0, g.Between), g.Overlap, max(0, g.ShapleyBetween))
		}
		if curve, err := inequality.Lorenz(x, w); err == nil {
			for _, p := range curve {
				sound("curve", nil, p.Weight, p.Share)
			}
		}
	})
}
