package portable_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure/portable"
)

func TestNormalCDFAgreesWithErfc(t *testing.T) {
	for x := -37.0; x <= 9; x += 0.0625 {
		want := 0.5 * math.Erfc(-x/math.Sqrt2)
		got := portable.NormalCDF(x)
		if math.Abs(got-want) > 1e-13*want*(1+x*x/100) {
			t.Errorf("Φ(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestNormalCDFAtTheEnds(t *testing.T) {
	if portable.NormalCDF(math.Inf(1)) != 1 || portable.NormalCDF(math.Inf(-1)) != 0 ||
		portable.NormalCDF(0) != 0.5 || !math.IsNaN(portable.NormalCDF(math.NaN())) {
		t.Error("Φ must be 1, 0 and ½ at ∞, −∞ and 0, and NaN of NaN")
	}
}

// The quantiles are those of R's qnorm.
func TestNormalQuantileOfKnownProbabilities(t *testing.T) {
	for p, want := range map[float64]float64{0.5: 0, 0.975: 1.959963984540054, 0.9: 1.2815515655446004,
		1e-10: -6.361340902404056} {
		if got := portable.NormalQuantile(p); math.Abs(got-want) > 1e-14*math.Abs(want) {
			t.Errorf("quantile of %v = %v, want %v", p, got, want)
		}
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		if !math.IsNaN(portable.NormalQuantile(p)) {
			t.Errorf("quantile of %v must be NaN", p)
		}
	}
	if !math.IsInf(portable.NormalQuantile(0), -1) || !math.IsInf(portable.NormalQuantile(1), 1) {
		t.Error("quantiles of 0 and 1 must be −∞ and ∞")
	}
}

func TestQuantileUndoesCDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-37, 5).Draw(t, "x")
		if back := portable.NormalQuantile(portable.NormalCDF(x)); math.Abs(back-x) > 1e-9 {
			t.Fatalf("Φ⁻¹(Φ(%v)) = %v", x, back)
		}
	})
}
