package regional

import (
	"errors"
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/linalg"
)

// Estimate is an estimated number, and how sure it is.
type Estimate struct {
	Value float64
	SE    float64 // standard error
	T     float64 // Value / SE
	P     float64 // two-sided probability of so large a T by chance, by Student's distribution
}

// Convergence is an estimate of β-convergence over regions: do poor ones grow faster?
type Convergence struct {
	N, DF     int
	Years     int
	Intercept Estimate
	Slope     Estimate // of average yearly logarithmic growth on the logarithm at the start (OLS)
	Controls  []Estimate
	R2        float64

	// Speed is β of Barro and Sala-i-Martin, growth = a − (1−e^{−βT})/T · ln y₀: the share of the gap
	// closed in a year, continuously. Above 0 gaps close. HalfLife is ln 2 / β years; 0 where gaps
	// do not close.
	Speed    Estimate
	HalfLife float64
}

// Beta estimates β-convergence from values at the start and the end of a span of whole years, all
// positive. controls, each with a number per region, make it conditional; there may be none.
//
// The non-linear least squares of Barro and Sala-i-Martin have as many parameters as the linear ones,
// of which 1 + slope·T = e^{−βT} is a one-to-one change. So both have the same fit, and β and its
// standard error follow from the slope exactly, without iterations. Where slope·T ≤ −1, no β exists:
// ErrDiverges (the regions would have overtaken each other).
//
// Source: Barro and Sala-i-Martin 1992, Journal of Political Economy 100; 2004, Economic Growth, 11.
func Beta(initial, final []float64, years int, controls ...[]float64) (*Convergence, error) {
	if years < 1 {
		return nil, fail(ErrSetting)
	}
	n := len(initial)
	if len(final) != n {
		return nil, fail(ErrLength)
	}
	least := 3 + len(controls)
	for _, x := range [][]float64{initial, final} {
		if err := check(x, least, positive); err != nil {
			return nil, err
		}
	}
	for _, x := range controls {
		if len(x) != n {
			return nil, fail(ErrLength)
		}
		if err := check(x, least, anySign); err != nil {
			return nil, err
		}
	}
	span, growth, design := float64(years), make([]float64, n), linalg.New(n, 2+len(controls))
	for i := range initial {
		ratio, err := finite(final[i] / initial[i])
		if err != nil || ratio == 0 {
			return nil, fail(ErrTotal)
		}
		growth[i] = portable.Log(ratio) / span
		design.Set(i, 0, 1)
		design.Set(i, 1, portable.Log(initial[i]))
		for k, c := range controls {
			design.Set(i, 2+k, c[i])
		}
	}
	fit, err := regress(design, growth)
	if err != nil {
		return nil, err
	}
	c := &Convergence{N: n, DF: fit.DF, Years: years, R2: fit.r2,
		Intercept: fit.estimates[0], Slope: fit.estimates[1], Controls: fit.estimates[2:]}
	kept := 1 + float64(c.Slope.Value*span) // share of a gap that is left at the end
	if kept <= 0 {
		return nil, fail(ErrDiverges)
	}
	c.Speed = estimate(-portable.Log(kept)/span, c.Slope.SE/kept, fit.DF)
	if c.Speed.Value > 0 {
		c.HalfLife = math.Ln2 / c.Speed.Value
	}
	return c, nil
}

// Trend is a straight line over time.
type Trend struct {
	Slope Estimate // a year
	R2    float64
	DF    int
}

// SigmaTrend tells whether a dispersion (the standard deviation of logarithms, or the coefficient of
// variation, by year) falls: σ-convergence. It is the linear trend over years, which need not be
// consecutive. At least three years. Source: Sala-i-Martin 1996, Economic Journal 106; Schmidt 1997.
func SigmaTrend(years []int, dispersion []float64) (*Trend, error) {
	if len(years) != len(dispersion) {
		return nil, fail(ErrLength)
	}
	if err := check(dispersion, 3, notNegative); err != nil {
		return nil, err
	}
	design := linalg.New(len(years), 2)
	for i, year := range years {
		design.Set(i, 0, 1)
		design.Set(i, 1, float64(year-years[0]))
	}
	fit, err := regress(design, dispersion)
	if err != nil {
		return nil, err
	}
	return &Trend{fit.estimates[1], fit.r2, fit.DF}, nil
}

type regression struct {
	linalg.Fit
	estimates []Estimate
	r2        float64
}

// regress fits y by the columns of x, of which the first is the constant.
func regress(x linalg.Matrix, y []float64) (*regression, error) {
	fit, err := linalg.LeastSquares(x, y)
	switch {
	case errors.Is(err, linalg.ErrSingular):
		return nil, fail(ErrSingular)
	case err != nil:
		return nil, err
	case fit.DF < 1:
		return nil, fail(ErrTooFew)
	}
	r := &regression{Fit: fit}
	for k, v := range fit.Coef {
		r.estimates = append(r.estimates, estimate(v, math.Sqrt(fit.Var.At(k, k)), fit.DF))
	}
	total, rest, middle := 0.0, 0.0, mean(y)
	for i, v := range y {
		total += float64((v - middle) * (v - middle))
		rest += float64(fit.Residual[i] * fit.Residual[i])
	}
	if total > 0 {
		r.r2 = max(0, 1-rest/total)
	}
	return r, nil
}

// estimate judges a value by its standard error. Without any error it is certain: T is 0 for a value
// of 0 and else the largest number of its sign.
func estimate(v, se float64, df int) Estimate {
	e := Estimate{Value: v, SE: se, P: 1}
	switch {
	case v == 0:
	case se == 0 || math.IsInf(v/se, 0):
		e.T, e.P = math.Copysign(math.MaxFloat64, v), 0
	default:
		e.T = v / se
		e.P = studentTails(e.T, df)
	}
	return e
}

// studentTails returns the probability that Student's t with df degrees of freedom lies as far from
// zero as t: the incomplete beta function I_x(df/2, ½) at x = df/(df+t²), by its continued fraction
// (Lentz's algorithm; DLMF 8.17.22).
func studentTails(t float64, df int) float64 {
	nu := float64(df)
	square := float64(t * t)
	x, y := nu/(nu+square), square/(nu+square)
	if y == 0 {
		return 1
	}
	if a := nu / 2; x < (a+1)/(a+2.5) {
		return min(1, beta(a, 0.5, x, y, halfBeta(df)))
	}
	return max(0, 1-beta(0.5, nu/2, y, x, halfBeta(df)))
}

// halfBeta returns the complete beta function B(df/2, ½) from B(½, ½) = π and B(1, ½) = 2.
func halfBeta(df int) float64 {
	a, b := 0.5, math.Pi
	if df%2 == 0 {
		a, b = 1, 2
	}
	for ; a < float64(df)/2; a++ {
		b *= a / (a + 0.5)
	}
	return b
}

// beta returns I_x(a, b); y is 1 − x and whole the complete beta function.
func beta(a, b, x, y, whole float64) float64 {
	const tiny = 1e-300
	guard := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	d := 1 / guard(1-(a+b)*x/(a+1))
	c, h := 1.0, d
	for m := 1.0; m < 10000; m++ {
		for _, term := range []float64{
			m * (b - m) * x / ((a + float64(2*m) - 1) * (a + float64(2*m))),
			-(a + m) * (a + b + m) * x / ((a + float64(2*m)) * (a + float64(2*m) + 1)),
		} {
			d = 1 / guard(1+float64(term*d))
			c = guard(1 + term/c)
			h *= d * c
		}
		if math.Abs(float64(d*c)-1) < 1e-15 {
			break
		}
	}
	return portable.Pow(x, a) * portable.Pow(y, b) * h / (a * whole)
}
