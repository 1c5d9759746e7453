package inequality

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// TheilT returns Theil's T, GE(1): Σp·r·ln r with r = x / mean. Zeros count as the limit, 0; negative
// values are an error. It is at most the logarithm of the number of units, where weights are equal.
// Source: Theil 1967, Economics and Information Theory; Shorrocks 1980, Econometrica 48.
func TheilT(x, w []float64) (float64, error) { return GE(x, w, 1) }

// TheilL returns Theil's L, GE(0), the mean logarithmic deviation: Σp·ln(1/r). Every value must be
// positive. Source: as TheilT.
func TheilL(x, w []float64) (float64, error) { return GE(x, w, 0) }

// GE returns the generalised entropy measure Σp·(r^α − 1) / (α·(α−1)), at 1 and 0 its limits T and L;
// GE(2) is half the square of the coefficient of variation. A larger α looks more at the rich. Where
// α ≤ 0 every value must be positive. An α within a millionth of 0 or 1, but not on it, loses digits.
// Source: Shorrocks 1980, Econometrica 48, eq. 25.
func GE(x, w []float64, alpha float64) (float64, error) {
	if math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		return 0, fail(ErrSetting)
	}
	s, err := newSample(x, w, alpha <= 0)
	if err != nil {
		return 0, err
	}
	return finite(s.average(func(x float64) float64 { return divergence(alpha, x, s.mean) }))
}

// finite is the end of a measure: what is beyond range is an error.
func finite(v float64) (float64, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fail(ErrTotal)
	}
	return v, nil
}

// divergence is what one unit adds to GE(α): (r^α − 1 − α·(r−1)) / (α·(α−1)), r = x / mean. The last
// term of the numerator adds nothing over all units, and makes every unit's part at least zero: no
// rounding can turn inequality negative. Near the mean it is a power series of r−1.
func divergence(alpha, x, mean float64) float64 {
	r, d := x/mean, (x-mean)/mean
	switch {
	case math.Abs(d) < 1e-15: // no more than the rounding of the mean
		return 0
	case alpha == 2:
		return d * d / 2
	case math.Abs(d)*max(1, math.Abs(alpha)) < 1.0/16:
		return divergenceSeries(alpha, d)
	case alpha == 1 && r == 0:
		return 1
	case alpha == 1:
		return max(0, float64(r*portable.Log(r))-d)
	case alpha == 0:
		return max(0, d-portable.Log(r))
	}
	return max(0, (portable.Pow(r, alpha)-1-float64(alpha*d))/(alpha*(alpha-1)))
}

// divergenceSeries is Σ (α−2)…(α−k+1)·d^k / k! from k = 2.
func divergenceSeries(alpha, d float64) float64 {
	term := d * d / 2
	total := term
	for k := 2.0; ; k++ {
		term = float64(term * (d * (alpha - k) / (k + 1)))
		if next := total + term; next != total {
			total = next
			continue
		}
		return max(0, total)
	}
}

// Atkinson returns Atkinson's measure with aversion ε ≥ 0: the share of the total that could be given
// up if the rest were spread equally. ε = 0 gives 0; with ε ≥ 1 a single value of zero gives 1.
// Source: Atkinson 1970, Journal of Economic Theory 2.
func Atkinson(x, w []float64, epsilon float64) (float64, error) {
	if math.IsNaN(epsilon) || math.IsInf(epsilon, 0) || epsilon < 0 {
		return 0, fail(ErrSetting)
	}
	s, err := newSample(x, w, false)
	if err != nil {
		return 0, err
	}
	if epsilon == 0 {
		return 0, nil
	}
	if epsilon >= 1 {
		for i, v := range x {
			if v == 0 && s.share(i) > 0 {
				return 1, nil
			}
		}
	}
	var equal float64 // what equally spread would do as well, as a share of the mean
	if epsilon == 1 {
		equal = portable.Exp(s.average(func(x float64) float64 { return portable.Log(x / s.mean) }))
	} else {
		mean := s.average(func(x float64) float64 { return portable.Pow(x/s.mean, 1-epsilon) })
		equal = portable.Pow(mean, 1/(1-epsilon))
	}
	v, err := finite(1 - equal)
	return max(0, v), err
}

// CV returns the coefficient of variation √(Σp·(r−1)²), weighted known as Williamson's. The squares
// are divided by all of the weight, not by one less. Source: Williamson 1965, Economic Development
// and Cultural Change 13.
func CV(x, w []float64) (float64, error) {
	g, err := GE(x, w, 2)
	return math.Sqrt(2 * g), err
}

// SDLog returns the standard deviation of logarithms, whose fall over time is σ-convergence. Every
// value must be positive. Source: Barro and Sala-i-Martin 2004, Economic Growth, 11.1.
func SDLog(x, w []float64) (float64, error) {
	s, err := newSample(x, w, true)
	if err != nil {
		return 0, err
	}
	mean := s.average(func(x float64) float64 { return portable.Log(x / s.mean) })
	return finite(math.Sqrt(s.average(func(x float64) float64 {
		d := portable.Log(x/s.mean) - mean
		return float64(d * d)
	})))
}

// Hoover returns half the mean distance from the mean, ½Σp·|r−1|: the share of the total that would
// have to move. Also called Schutz's, Pietra's or Robin Hood index. Source: Hoover 1936, Review of
// Economics and Statistics 18.
func Hoover(x, w []float64) (float64, error) {
	s, err := newSample(x, w, false)
	if err != nil {
		return 0, err
	}
	return finite(s.average(func(x float64) float64 { return math.Abs((x - s.mean) / s.mean) }) / 2)
}
