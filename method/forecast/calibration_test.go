package forecast_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/method/linalg"
	"github.com/yipanqi/yipanqi/method/random"
)

func TestFitLearnsTheDistributionOfErrors(t *testing.T) {
	r := random.New(1)
	var errs []forecast.Error
	for range 20000 {
		errs = append(errs, forecast.Error{Season: 1, Step: 2, Z: 1 + 2*r.Normal()})
	}
	c, err := forecast.Fit("synthetic", errs)
	if err != nil || len(c.Curves) != 1 || c.Curves[0].Errors != 20000 {
		t.Fatalf("%+v, %v", c, err)
	}
	for i, p := range forecast.Probabilities {
		if want := 1 + 2*portable.NormalQuantile(p); math.Abs(c.Curves[0].Z[i]-want) > 0.2 {
			t.Errorf("quantile %g: %g, want %g", p, c.Curves[0].Z[i], want)
		}
	}
	common := c.Common().Curves[0]
	for i, z := range common.Z {
		if z != -common.Z[len(common.Z)-1-i] {
			t.Errorf("the common curve leans: %v", common.Z)
		}
	}
	var few forecast.TooFew
	if _, err := forecast.Fit("too few", errs[:39]); !errors.As(err, &few) {
		t.Errorf("39 errors: %v", err)
	}
}

func TestTailsOfFewErrorsGoOn(t *testing.T) {
	r := random.New(2)
	var errs []forecast.Error
	for range 60 {
		errs = append(errs, forecast.Error{Season: 1, Step: 1, Z: r.Normal()})
	}
	c, err := forecast.Fit("synthetic", errs)
	if err != nil {
		t.Fatal(err)
	}
	z := c.Curves[0].Z
	if !slices.IsSorted(z) || z[0] > -2.8 || z[0] < -8 {
		t.Errorf("curve %v", z)
	}
}

func TestCalibrationWidensEveryInterval(t *testing.T) {
	wide := forecast.Normal()
	wide.Curves[0].Z = slices.Clone(wide.Curves[0].Z)
	for i := range wide.Curves[0].Z {
		wide.Curves[0].Z[i] *= 2
	}
	f := must(t, forecast.Series{Values: grown(20, 1)}, 5, forecast.Options{Calibration: forecast.Normal()})
	g, err := f.With(wide)
	if err != nil {
		t.Fatal(err)
	}
	for h := 1; h <= 5; h++ {
		a, b := f.Interval(h, 0.8)
		c, d := g.Interval(h, 0.8)
		if !(c < a && d > b) || f.Median(h) != g.Median(h) {
			t.Errorf("step %d: %g … %g beside %g … %g", h, a, b, c, d)
		}
	}
	if _, err := f.With(&forecast.Calibration{}); err == nil {
		t.Error("an empty calibration passed")
	}
}

func TestShippedCurvesAreDistributions(t *testing.T) {
	m3 := forecast.M3()
	if len(m3.Curves) != 6+8+18 {
		t.Errorf("%d curves", len(m3.Curves))
	}
	for _, k := range m3.Curves {
		if !slices.IsSorted(k.Z) || len(k.Z) != len(forecast.Probabilities) || k.Errors < 600 {
			t.Errorf("season %d step %d: %d errors, %v", k.Season, k.Step, k.Errors, k.Z)
		}
	}
	if err := forecast.Default(); len(err.Curves) != 1 {
		t.Errorf("default has %d curves", len(err.Curves))
	}
}

func TestLearnedCalibrationIsCentredOnItsCollection(t *testing.T) {
	var collection []forecast.Series
	for i := range 120 {
		collection = append(collection, forecast.Series{Values: grown(24, uint64(100+i))})
	}
	c, err := forecast.Learn("synthetic", collection, 4, 2, forecast.Drift)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Curves) != 4 || c.Curves[3].Errors != 240 {
		t.Fatalf("%+v", c)
	}
	for _, k := range c.Curves {
		if spread := (k.Z[21] - k.Z[5]) / 2.563; spread < 0.75 || spread > 1.3 {
			t.Errorf("step %d: errors are %.2f of what a true model claims", k.Step, spread)
		}
	}
}

// The circle of two cities, one of which has two counties.
var circle = [][]int{{1, 2}, {3, 4}, nil, nil, nil}

func TestReconciledForecastsAddUp(t *testing.T) {
	h, err := forecast.NewHierarchy(circle)
	if err != nil {
		t.Fatal(err)
	}
	errs := make([][]float64, 5)
	r := random.New(4)
	for k := range 12 {
		a, b, c := r.Normal(), r.Normal(), r.Normal()+0.1*float64(k)
		for i, e := range []float64{a + b + c, a + b, c, a, b} {
			errs[i] = append(errs[i], e+0.3*r.Normal())
		}
	}
	base := []float64{100, 45, 50, 20, 30}
	coherent := []float64{100, 50, 50, 20, 30}
	for name, w := range map[string]forecast.Weights{"bottom up": forecast.BottomUp(), "OLS": forecast.OLS(),
		"structural": forecast.Structural(), "WLS": forecast.WLS(errs), "MinT": forecast.MinT(errs)} {
		p, err := h.Project(w)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		x := p.Apply(base)
		if math.Abs(x[0]-x[1]-x[2])+math.Abs(x[1]-x[3]-x[4]) > 1e-9 {
			t.Errorf("%s: %v does not add up", name, x)
		}
		for i, v := range p.Apply(coherent) {
			if math.Abs(v-coherent[i]) > 1e-9 {
				t.Errorf("%s moves forecasts that add up: node %d to %g", name, i, v)
			}
		}
		s := p.Samples([][]float64{{100, 101}, {45, 46}, {50, 50}, {20, 20}, {30, 31}})
		if math.Abs(s[0][0]-x[0]) > 1e-12 || math.Abs(s[0][1]-s[1][1]-s[2][1]) > 1e-9 {
			t.Errorf("%s: samples %v", name, s)
		}
	}
}

func TestOLSIsTheNearestSetThatAddsUp(t *testing.T) {
	h, err := forecast.NewHierarchy([][]int{{1, 2}, nil, nil})
	if err != nil {
		t.Fatal(err)
	}
	p, err := h.Project(forecast.OLS())
	if err != nil {
		t.Fatal(err)
	}
	// 10 beside 4 + 3: the gap of 3 is shared in thirds.
	for i, want := range []float64{9, 5, 4} {
		if got := p.Apply([]float64{10, 4, 3})[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("node %d: %g, want %g", i, got, want)
		}
	}
}

func TestHierarchiesThatAreNone(t *testing.T) {
	for _, children := range [][][]int{{{0}}, {{1}, {0}}, {{7}}, {{1, 1}, nil}, {{1, 2}, nil, {1}}} {
		if _, err := forecast.NewHierarchy(children); err == nil {
			t.Errorf("%v passed", children)
		}
	}
	h, _ := forecast.NewHierarchy(circle)
	if _, err := h.Project(forecast.MinT(nil)); err == nil {
		t.Error("MinT without errors passed")
	}
	zeros := slices.Repeat([][]float64{{0, 0, 0}}, 5)
	if _, err := h.Project(forecast.WLS(zeros)); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("errors of zero: %v", err)
	}
}
