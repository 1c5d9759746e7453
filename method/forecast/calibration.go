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

// Common returns the calibration to use on series of another kind: one curve for all seasons and steps,
// the mean of the curves (of the steps within a season first), symmetric about zero. It keeps how wide
// errors are and how heavy their tails, and drops what does not carry over from one collection of series to
// another: which way errors leaned, and at which step they were wider.
func (c *Calibration) Common() *Calibration {
	common := Curve{Season: 1, Step: 1, Z: make([]float64, len(Probabilities))}
	steps := map[int]float64{}
	for _, k := range c.Curves {
		steps[k.Season]++
	}
	for _, k := range c.Curves {
		weight := 1 / (steps[k.Season] * float64(len(steps)))
		for i := range k.Z {
			common.Z[i] += float64(weight * ((k.Z[i] - k.Z[len(k.Z)-1-i]) / 2))
		}
		common.Errors += k.Errors
	}
	return &Calibration{Source: c.Source + ", common curve", Curves: []Curve{common}}
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

// Error is one error of a method, in units of the spread it claimed.
type Error struct {
	Season, Step int
	Z            float64
}

// Learn measures how a method erred on a collection of series, as Errors and Fit do.
func Learn(source string, collection []Series, horizon, origins int, m Method) (*Calibration, error) {
	var errs []Error
	for _, s := range collection {
		errs = append(errs, Errors(s, horizon, origins, m)...)
	}
	return Fit(source, errs)
}

// Fit pools errors by season and step. A step needs at least 40; the error is a TooFew when none has them.
// Source: conformal prediction over exchangeable series (Vovk, Gammerman and Shafer 2005).
func Fit(source string, errs []Error) (*Calibration, error) {
	const least = 40
	pools := map[[2]int][]float64{}
	most := 0
	for _, e := range errs {
		key := [2]int{e.Season, e.Step}
		pools[key] = append(pools[key], e.Z)
		most = max(most, len(pools[key]))
	}
	c := &Calibration{Source: source}
	for key, z := range pools {
		if len(z) < least {
			continue
		}
		slices.Sort(z)
		k := Curve{Season: key[0], Step: key[1], Errors: len(z), Z: make([]float64, len(Probabilities))}
		fillCurve(k.Z, z)
		c.Curves = append(c.Curves, k)
	}
	slices.SortFunc(c.Curves, func(a, b Curve) int {
		if a.Season != b.Season {
			return a.Season - b.Season
		}
		return a.Step - b.Step
	})
	if len(c.Curves) == 0 {
		return nil, TooFew{Usable: most, Needed: least}
	}
	return c, nil
}

// fillCurve sets the quantiles of sorted errors. Where fewer than eight errors lie beyond a quantile, in
// the tails, the sample does not know it: the curve goes on straight in normal scores, half as steep again
// as from the median to the last quantile that is known, which is a tail about as heavy as Student's t with
// seven degrees of freedom.
func fillCurve(curve, sorted []float64) {
	const beyond, steeper = 8, 1.5
	first := 0
	for Probabilities[first]*float64(len(sorted)+1) < beyond {
		first++
	}
	last := len(curve) - 1 - first
	for i := first; i <= last; i++ {
		curve[i] = sampleQuantile(sorted, Probabilities[i])
	}
	middle := curve[len(curve)/2]
	for i := range first {
		curve[i] = curve[first] + float64(steeper*(middle-curve[first])/-scores[first]*(scores[i]-scores[first]))
		j := len(curve) - 1 - i
		curve[j] = curve[last] + float64(steeper*(curve[last]-middle)/scores[last]*(scores[j]-scores[last]))
	}
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

// Errors forecasts a series from up to origins points of its past, the last of them horizon steps before
// its end, and returns what a method erred by. A point with too few values behind it, or a constant past,
// adds nothing.
func Errors(s Series, horizon, origins int, m Method) []Error {
	var errs []Error
	for back := range origins {
		errs = append(errs, errorsAt(s, len(s.Values)-horizon-back, horizon, m)...)
	}
	return errs
}

func errorsAt(s Series, end, horizon int, m Method) (errs []Error) {
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
		if i >= len(future) {
			break
		}
		v, _ := p.scale.inside(p.scale.clamp(future[i]))
		if z := (p.scale.work(v) - st.center) / st.spread; !notFinite(z) {
			errs = append(errs, Error{p.season, i + 1, z})
		}
	}
	return errs
}
