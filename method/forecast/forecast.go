package forecast

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Options choose the method and the calibration.
type Options struct {
	Method      Method
	Calibration *Calibration // nil: Default for Pool, Normal for single methods
}

// Forecast is the distribution of the values to come. Steps are counted from 1, the first after the
// end of Series.Values; a step outside 1 … Horizon panics.
type Forecast struct {
	Horizon     int
	Method      Method
	Usable      int    // values it rests on
	Notes       []Note // in the order they came up
	Calibration *Calibration

	season int
	late   int     // values missing at the end
	last   float64 // last usable value, in units
	recent float64 // mean step on the working scale
	scale  Scale
	steps  []step
	curves [][]float64
	shifts []shift
}

// shift is the sum of the effects of known events at one step.
type shift struct{ mean, sd float64 }

// Make forecasts a series over the given number of steps. The error is a TooFew, OutOfBounds, TooWide,
// BadScale or BadArgument: what was found and what is needed.
func Make(s Series, horizon int, o Options) (*Forecast, error) {
	if horizon < 1 || horizon > MaxHorizon {
		return nil, BadArgument{"horizon", "1 … 240"}
	}
	if !known(o.Method) {
		return nil, BadArgument{"Method", "one of Methods"}
	}
	p, err := prepare(s)
	if err != nil {
		return nil, err
	}
	shifts, err := shiftsOf(s.Events, horizon)
	if err != nil {
		return nil, err
	}
	calibration := o.Calibration
	switch {
	case calibration == nil && o.Method == Pool:
		calibration = Default()
	case calibration == nil:
		calibration = Normal()
	}
	f := &Forecast{Horizon: horizon, Method: o.Method, Usable: p.usable, scale: p.scale, shifts: shifts,
		season: p.season, late: p.late, last: p.plain[len(p.plain)-1],
		steps: p.steps(o.Method, horizon+p.late)[p.late:]}
	f.recent = (p.work[len(p.work)-1] - p.work[0]) / float64(len(p.work)-1)
	f.Notes = p.notes
	if isConstant(p.work) {
		for i := range f.steps {
			f.steps[i] = step{p.work[0], 0}
		}
	}
	if slices.ContainsFunc(f.steps, func(s step) bool { return notFinite(s.center) || notFinite(s.spread) }) {
		return nil, TooWide{slices.Min(p.plain), slices.Max(p.plain)}
	}
	return f.With(calibration)
}

// With returns the same forecast under another calibration. The error is a BadArgument when that is not
// one.
func (f *Forecast) With(c *Calibration) (*Forecast, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	g := *f
	g.Calibration, g.curves = c, make([][]float64, f.Horizon)
	for i := range g.curves {
		g.curves[i] = c.curve(f.season, i+1+f.late)
	}
	return &g, nil
}

func known(m Method) bool {
	for _, k := range Methods {
		if m == k {
			return true
		}
	}
	return false
}

// shiftsOf adds up the events, step by step.
func shiftsOf(events []Event, horizon int) ([]shift, error) {
	shifts := make([]shift, horizon)
	for _, e := range events {
		if e.From < 1 || notFinite(e.Level) || notFinite(e.Slope) || !(e.LevelSD >= 0) || !(e.SlopeSD >= 0) ||
			notFinite(e.LevelSD) || notFinite(e.SlopeSD) {
			return nil, BadArgument{"Event", "from step 1 on, finite, with deviations of 0 or more"}
		}
		for h := e.From; h <= horizon; h++ {
			k, s := float64(h-e.From+1), &shifts[h-1]
			s.mean += e.Level + float64(k*e.Slope)
			sd := float64(k * e.SlopeSD)
			s.sd = math.Sqrt(float64(s.sd*s.sd) + float64(e.LevelSD*e.LevelSD) + float64(sd*sd))
		}
	}
	return shifts, nil
}

// base is the quantile before events, of normal score u.
func (f *Forecast) base(h int, u float64) float64 {
	s := f.steps[h-1]
	return f.scale.units(s.center + float64(s.spread*quantileOf(f.curves[h-1], u)))
}

// baseBelow is the probability before events of a value below x, or at most x.
func (f *Forecast) baseBelow(h int, x float64, orEqual bool) float64 {
	s, w := f.steps[h-1], f.scale.work(x)
	if s.spread == 0 {
		center := f.scale.units(s.center)
		if math.Abs(x-center) <= 1e-9*math.Abs(center) {
			x = center // there and back over the scale costs digits
		}
		if x > center || orEqual && x == center {
			return 1
		}
		return 0
	}
	switch z := (w - s.center) / s.spread; {
	case math.IsInf(z, -1) || z != z:
		return 0
	case math.IsInf(z, 1):
		return 1
	default:
		return portable.NormalCDF(scoreOf(f.curves[h-1], z))
	}
}

// nodes is how many equally likely effects stand for an event's uncertainty.
const nodes = 25

// effect is the i-th of the equally likely effects of the events at step h.
func (f *Forecast) effect(h, i int) float64 {
	s := f.shifts[h-1]
	return s.mean + float64(s.sd*portable.NormalQuantile((float64(i)+0.5)/nodes))
}

// below is the probability of a value below x, or at most x, events included.
func (f *Forecast) below(h int, x float64, orEqual bool) float64 {
	switch {
	case x < f.scale.low || x == f.scale.low && !orEqual:
		return 0
	case x > f.scale.high || x == f.scale.high && orEqual:
		return 1
	case f.shifts[h-1].sd == 0:
		return f.baseBelow(h, x-f.shifts[h-1].mean, orEqual)
	}
	var sum float64
	for i := range nodes {
		sum += f.baseBelow(h, x-f.effect(h, i), orEqual)
	}
	return sum / nodes
}

// CDF returns the probability of a value of at most x at step h.
func (f *Forecast) CDF(h int, x float64) float64 { return f.below(h, x, true) }

// Quantile returns the value that is not exceeded at step h with probability p, in units; p is held
// within 0.0001 … 0.9999, so that it is finite. It rises with p.
func (f *Forecast) Quantile(h int, p float64) float64 {
	return f.at(h, portable.NormalQuantile(math.Min(math.Max(p, 1e-4), 1-1e-4)))
}

// at is the quantile of normal score u at step h.
func (f *Forecast) at(h int, u float64) float64 {
	s := f.shifts[h-1]
	if s.sd == 0 {
		return f.scale.clamp(f.base(h, u) + s.mean)
	}
	p := portable.NormalCDF(u)
	low := f.base(h, -6) + f.effect(h, 0)
	high := f.base(h, 6) + f.effect(h, nodes-1)
	for range 100 {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break
		}
		if f.below(h, mid, true) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return f.scale.clamp(high)
}

// Median returns the value as likely exceeded as not at step h: the figure to show as the forecast.
func (f *Forecast) Median(h int) float64 { return f.Quantile(h, 0.5) }

// Mean returns the mean of the distribution at step h, from its quantiles at 0.005, 0.015 … 0.995: the
// figure to add up over areas.
func (f *Forecast) Mean(h int) float64 {
	var sum float64
	for i := range 100 {
		sum += f.Quantile(h, (float64(i)+0.5)/100) / 100
	}
	return sum
}

// Interval returns the central interval of the given level, such as 0.80, at step h. It is finite and
// low ≤ high.
func (f *Forecast) Interval(h int, level float64) (low, high float64) {
	tail := (1 - math.Min(math.Max(level, 0), 1)) / 2
	return f.Quantile(h, tail), f.Quantile(h, 1-tail)
}

// Last returns the last usable value.
func (f *Forecast) Last() float64 { return f.last }
