package regional

import (
	"cmp"
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Primacy returns the size of the largest city over that of the next ones, among so many: 2 cities
// give P1/P2, 4 cities P1/(P2+P3+P4), 11 cities P1/(P2+…+P11), half of the index usual under that
// name. Sizes come in any order. Fewer sizes than cities, or others of no size, are an error.
// Source: Jefferson 1939, Geographical Review 29; the four-city index after Davis.
func Primacy(sizes []float64, cities int) (float64, error) {
	if cities < 2 {
		return 0, fail(ErrSetting)
	}
	if err := check(sizes, cities, notNegative); err != nil {
		return 0, err
	}
	ordered := descending(sizes)
	rest := sum(ordered[1:cities])
	if rest == 0 {
		return 0, fail(ErrTotal)
	}
	return finite(ordered[0] / rest)
}

func descending(x []float64) []float64 {
	x = slices.Clone(x)
	slices.SortFunc(x, func(a, b float64) int { return cmp.Compare(b, a) })
	return x
}

// RankSize is the line ln(rank − shift) = Intercept − Exponent·ln(size).
type RankSize struct {
	N         int
	Exponent  float64 // of the tail; 1 is Zipf's rule, less is a larger primacy of large cities
	SE        float64 // Exponent·√(2/n); the usual standard error of the line is far too small
	Intercept float64
	R2        float64
}

// FitRankSize fits sizes, all positive, to their ranks. shift is ½ as a rule, which takes away the
// bias in small samples, or 0 for the plain regression. At least three sizes that are not all the
// same. Source: Gabaix and Ibragimov 2011, Journal of Business & Economic Statistics 29.
func FitRankSize(sizes []float64, shift float64) (*RankSize, error) {
	if !(shift >= 0 && shift < 1) {
		return nil, fail(ErrSetting)
	}
	if err := check(sizes, 3, positive); err != nil {
		return nil, err
	}
	ordered := descending(sizes)
	x, y := make([]float64, len(ordered)), make([]float64, len(ordered))
	for i, v := range ordered {
		x[i], y[i] = portable.Log(v), portable.Log(float64(i+1)-shift)
	}
	if ordered[0] == ordered[len(ordered)-1] {
		return nil, fail(ErrConstant)
	}
	mx, my, n := mean(x), mean(y), float64(len(x))
	var xx, xy, yy float64
	for i := range x {
		xx += float64((x[i] - mx) * (x[i] - mx))
		xy += float64((x[i] - mx) * (y[i] - my))
		yy += float64((y[i] - my) * (y[i] - my))
	}
	r := &RankSize{N: len(x), Exponent: -xy / xx, R2: xy / xx * (xy / yy)}
	r.SE = math.Abs(r.Exponent) * math.Sqrt(2/n)
	r.Intercept = my + float64(r.Exponent*mx)
	return r, nil
}
