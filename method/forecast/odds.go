package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/random"
)

// Target is an event: a value of at least Low and at most High. Make one with AtLeast, AtMost or Between.
type Target struct{ Low, High float64 }

// AtLeast is 以上: a value of x or more.
func AtLeast(x float64) Target { return Target{x, math.Inf(1)} }

// AtMost is 以下 or 以内: a value of x or less.
func AtMost(x float64) Target { return Target{math.Inf(-1), x} }

// Between is a band that was declared, as 左右 needs: both ends included.
func Between(low, high float64) Target { return Target{low, high} }

// Met reports whether a value meets the target.
func (t Target) Met(v float64) bool { return v >= t.Low && v <= t.High }

// Odds returns the probability that the value at step h meets the target.
func (f *Forecast) Odds(h int, t Target) float64 {
	upper := 1.0
	if !math.IsInf(t.High, 1) {
		upper = f.below(h, f.orInside(t.High), true)
	}
	return math.Max(0, upper-f.below(h, f.orInside(t.Low), false))
}

// orInside moves the end of a target that is a bound of the scale inside, as values there are.
func (f *Forecast) orInside(x float64) float64 {
	if x == f.scale.low || x == f.scale.high {
		x, _ = f.scale.inside(x)
	}
	return x
}

// Path returns the odds at every step, 1 … Horizon.
func (f *Forecast) Path(t Target) []float64 {
	odds := make([]float64, f.Horizon)
	for i := range odds {
		odds[i] = f.Odds(i+1, t)
	}
	return odds
}

// When returns the step of expected attainment: the first with odds of one half or more; ok is false
// when no step within the horizon has them.
func (f *Forecast) When(t Target) (step int, ok bool) {
	for h := 1; h <= f.Horizon; h++ {
		if f.Odds(h, t) >= 0.5 {
			return h, true
		}
	}
	return 0, false
}

// Pace is the change a target asks for beside the change there has been.
type Pace struct {
	Required float64 // change in units for each step from the last value; 0 when the target is met already
	Growth   float64 // the same as a rate for each step (0.05 is 5 %); Missing unless both are positive
	Recent   float64 // mean rate so far on logarithms, mean step otherwise
}

// Pace returns what it takes from the last value to the nearest value that meets the target at step h.
func (f *Forecast) Pace(h int, t Target) Pace {
	goal := math.Min(math.Max(f.last, t.Low), t.High)
	p := Pace{Required: (goal - f.last) / float64(h), Growth: measure.Missing, Recent: f.recent}
	if f.last > 0 && goal > 0 {
		p.Growth = portable.Exp(portable.Log(goal/f.last)/float64(h)) - 1
	}
	switch f.scale.kind {
	case 'l':
		p.Recent = portable.Exp(f.recent) - 1
	case 'b':
		p.Recent = f.scale.units(f.scale.work(f.last)) - f.scale.units(f.scale.work(f.last)-f.recent)
	}
	return p
}

// extreme is the normal score paths are held within: they stay finite.
const extreme = 4

// Paths draws count ways the series may go, each a row of Horizon values in units, from a seed. Every
// step has the distribution of the forecast; steps are joined as those of a random walk are, with the
// correlation √(g/h) of steps g < h. Use them for events that join steps or series.
func (f *Forecast) Paths(count int, seed uint64) [][]float64 {
	paths := make([][]float64, count)
	source := random.New(seed)
	for i := range paths {
		r := source.Split(uint64(i))
		paths[i] = make([]float64, f.Horizon)
		var walked float64
		for h := 1; h <= f.Horizon; h++ {
			walked += r.Normal()
			u := walked / math.Sqrt(float64(h))
			paths[i][h-1] = f.at(h, math.Min(math.Max(u, -extreme), extreme))
		}
	}
	return paths
}

// Reached returns, for every step, the share of count paths that met the target at that step or before.
func (f *Forecast) Reached(t Target, count int, seed uint64) []float64 {
	reached := make([]float64, f.Horizon)
	for _, path := range f.Paths(count, seed) {
		met := false
		for i, v := range path {
			if met = met || t.Met(v); met {
				reached[i] += 1 / float64(count)
			}
		}
	}
	return reached
}
