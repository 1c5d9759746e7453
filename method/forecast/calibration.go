package forecast

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Calibration is the distribution that the errors of a method really had, in units of the spread the
// method claims, by season and step.
type Calibration struct {
	Source string // where it was learnt
	Curves []Curve
}

// Curve is the distribution of the errors of one step ahead: Z holds its quantiles at Probabilities.
type Curve struct {
	Season, Step int
	Errors       int // how many errors it was learnt from
	Z            []float64
}

// Probabilities are where a Curve has its quantiles.
var Probabilities = [...]float64{0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
	0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9975}

// scores are the normal quantiles of Probabilities: between them curves are straight in these.
var scores = func() (s [len(Probabilities)]float64) {
	for i, p := range Probabilities {
		s[i] = portable.NormalQuantile(p)
	}
	return s
}()

// Normal is the calibration that believes what a method claims: normal errors of the claimed spread.
func Normal() *Calibration {
	return &Calibration{Source: "normal", Curves: []Curve{{Season: 1, Step: 1, Z: scores[:]}}}
}

// curve returns the curve of the nearest season and, within it, of the nearest step not above.
func (c *Calibration) curve(season, step int) []float64 {
	best, distance := -1, math.Inf(1)
	for i, k := range c.Curves {
		d := math.Abs(portable.Log(float64(max(season, 1)) / float64(max(k.Season, 1))))
		if k.Step > step {
			d = 1e6 + d + float64(k.Step)
		} else {
			d = 1e3*d + float64(step-k.Step)
		}
		if d < distance {
			best, distance = i, d
		}
	}
	return c.Curves[best].Z
}

// check refuses curves that are not distributions.
func (c *Calibration) check() error {
	if len(c.Curves) == 0 {
		return BadArgument{"Calibration.Curves", "not empty"}
	}
	for _, k := range c.Curves {
		if len(k.Z) != len(Probabilities) || !slices.IsSorted(k.Z) || slices.ContainsFunc(k.Z, notFinite) {
			return BadArgument{"Curve.Z", "a rising row of finite numbers, one for each of Probabilities"}
		}
	}
	return nil
}

func notFinite(v float64) bool { return v-v != 0 }

// quantileOf reads a curve at the normal score u: straight between its points and beyond them.
func quantileOf(z []float64, u float64) float64 {
	i := segment(scores[:], u)
	return along(scores[i], scores[i+1], z[i], z[i+1], u)
}

// scoreOf is the inverse of quantileOf; a flat curve gives the score of its first point that is x.
func scoreOf(z []float64, x float64) float64 {
	i := segment(z, x)
	if z[i] == z[i+1] {
		if x == z[i] {
			return scores[i]
		}
		return math.Copysign(math.Inf(1), x-z[i])
	}
	return along(z[i], z[i+1], scores[i], scores[i+1], x)
}

// segment returns i so that x lies between rising[i] and rising[i+1], or an end.
func segment(rising []float64, x float64) int {
	i, _ := slices.BinarySearch(rising, x)
	return min(max(i-1, 0), len(rising)-2)
}

func along(x0, x1, y0, y1, x float64) float64 {
	return y0 + float64((y1-y0)*((x-x0)/(x1-x0)))
}

// Learn measures how a method erred on a collection of series: each is forecast from up to origins
// points in time, the last of them horizon steps before its end, and its errors are pooled with those
// of the series of the same season. Series that are too short for an origin, or constant up to it, add
// nothing. Step by step, at least 40 errors are needed. Source: conformal prediction over exchangeable
// series (Vovk, Gammerman and Shafer 2005).
func Learn(source string, collection []Series, horizon, origins int, m Method) (*Calibration, error) {
	const least = 40
	errors := map[[2]int][]float64{}
	for _, s := range collection {
		for back := range origins {
			end := len(s.Values) - horizon - back
			for _, e := range errorsAt(s, end, horizon, m) {
				key := [2]int{max(s.Season, 1), e.step}
				errors[key] = append(errors[key], e.z)
			}
		}
	}
	c := &Calibration{Source: source}
	for key, z := range errors {
		if len(z) < least {
			continue
		}
		slices.Sort(z)
		k := Curve{Season: key[0], Step: key[1], Errors: len(z), Z: make([]float64, len(Probabilities))}
		for i, p := range Probabilities {
			k.Z[i] = sampleQuantile(z, p)
		}
		c.Curves = append(c.Curves, k)
	}
	slices.SortFunc(c.Curves, func(a, b Curve) int {
		if a.Season != b.Season {
			return a.Season - b.Season
		}
		return a.Step - b.Step
	})
	if len(c.Curves) == 0 {
		return nil, TooFew{Usable: len(collection), Needed: least}
	}
	return c, nil
}

// sampleQuantile is the quantile of sorted values at p(n+1), so that a new value of the same kind lies
// below it with probability p.
func sampleQuantile(sorted []float64, p float64) float64 {
	at := float64(p*float64(len(sorted)+1)) - 1
	i := int(math.Floor(math.Min(math.Max(at, 0), float64(len(sorted)-1))))
	if i+1 >= len(sorted) || at <= 0 {
		return sorted[i]
	}
	return along(float64(i), float64(i+1), sorted[i], sorted[i+1], at)
}

type stepError struct {
	step int
	z    float64
}

// errorsAt forecasts s from the values before end and returns its errors in claimed spreads.
func errorsAt(s Series, end, horizon int, m Method) (errs []stepError) {
	if end < MinPoints {
		return nil
	}
	future := s.Values[end:]
	s.Values, s.Events = s.Values[:end], nil
	p, err := prepare(s)
	if err != nil || isConstant(p.work) {
		return nil
	}
	for i, st := range p.steps(m, horizon+p.late)[p.late:] {
		if i >= len(future) || !(st.spread > 0) {
			break
		}
		v, _ := p.scale.inside(p.scale.clamp(future[i]))
		if z := (p.scale.work(v) - st.center) / st.spread; !notFinite(z) {
			errs = append(errs, stepError{i + 1, z})
		}
	}
	return errs
}
