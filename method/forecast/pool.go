package forecast

import "math"

// Method is how a forecast is made. The zero Method is Pool.
type Method string

// The methods. All but Pool and ETS work on a seasonally adjusted series where a season is found.
const (
	Pool       Method = ""       // the mean of ETS, ARIMA, Theta on both scales and Drift
	Smoothing  Method = "ets"    // exponential smoothing in state-space form, chosen by AICc
	Damped     Method = "damped" // exponential smoothing with a damped trend
	Theta      Method = "theta"  // Assimakopoulos and Nikolopoulos 2000
	AutoARIMA  Method = "arima"  // order chosen as by Hyndman and Khandakar 2008
	Drift      Method = "drift"  // random walk with drift, on the working scale
	Naive      Method = "naive"  // random walk
	SeasonLast Method = "snaive" // the value one season before
)

// Methods lists all methods.
var Methods = []Method{Pool, Smoothing, Damped, Theta, AutoARIMA, Drift, Naive, SeasonLast}

// step is what a method says of one step ahead on the working scale, before calibration.
type step struct{ center, spread float64 }

// view is a prepared series as the methods see it: with its season taken out where there is one.
type view struct {
	*prepared
	h             int
	seasonal      bool
	adjusted      []float64 // units, without season
	workAdjusted  []float64
	factor        []float64 // of units: the season of steps 1 … h
	factorIsRatio bool
	workFactor    []float64
}

func newView(p *prepared, h int) *view {
	v := &view{prepared: p, h: h, adjusted: p.plain, workAdjusted: p.work}
	v.seasonal = isSeasonal(p.plain, p.season)
	if !v.seasonal {
		return v
	}
	p.note(Seasonal)
	n := len(p.work)
	ahead := func(season []float64) []float64 {
		f := make([]float64, h)
		for i := range f {
			f[i] = season[(n+i)%p.season]
		}
		return f
	}
	v.factorIsRatio = p.scale.kind == 'l'
	season, adjusted := seasonalStates(p.plain, p.season, v.factorIsRatio)
	v.factor, v.adjusted = ahead(season), adjusted
	season, adjusted = seasonalStates(p.work, p.season, false)
	v.workFactor, v.workAdjusted = ahead(season), adjusted
	return v
}

// inUnits puts the season back into an outlook on adjusted units.
func (v *view) inUnits(o outlook) outlook {
	for i, f := range v.factor {
		if v.factorIsRatio {
			o.mean[i] *= f
			o.sd[i] *= f
		} else {
			o.mean[i] += f
		}
	}
	return o
}

// inWork puts the season back into an outlook on the adjusted working scale.
func (v *view) inWork(o outlook) outlook {
	for i, f := range v.workFactor {
		o.mean[i] += f
	}
	return o
}

// smoothing runs the automatic choice of exponential smoothing, in units.
func (v *view) smoothing(y []float64) outlook {
	if v.seasonal {
		return smooth(y, v.season, v.h, "AM", "NAD", "NAM")
	}
	return smooth(y, 1, v.h, "AM", "NAD", "N")
}

// member runs one method and returns its steps on the working scale.
func (v *view) member(m Method) []step {
	onUnits := v.scale.kind != 'b' // methods must not meet bounds
	y, adjusted, back := v.plain, v.adjusted, v.inUnits
	if !onUnits {
		y, adjusted, back = v.work, v.workAdjusted, v.inWork
	}
	var o outlook
	switch m {
	case Smoothing:
		o = v.smoothing(y)
	case Damped:
		o = back(smooth(adjusted, 1, v.h, "A", "D", "N"))
	case Theta:
		o = back(theta(adjusted, v.h))
	case AutoARIMA:
		o = back(autoARIMA(adjusted, v.h))
	case Naive:
		o = back(naive(adjusted, v.h))
	case SeasonLast:
		o = seasonalNaive(y, v.season, v.h)
	default:
		return stepsOf(v.inWork(walk(v.workAdjusted, v.h)))
	}
	if !onUnits {
		return stepsOf(o)
	}
	return v.fromUnits(o)
}

func stepsOf(o outlook) []step {
	s := make([]step, len(o.mean))
	for i := range s {
		s[i] = step{o.mean[i], o.sd[i]}
	}
	return s
}

// fromUnits takes an outlook in units to the working scale. A mean that falls to zero where values are
// positive is held at a twentieth of the last value.
func (v *view) fromUnits(o outlook) []step {
	s := stepsOf(o)
	if v.scale.kind != 'l' {
		return s
	}
	floor := v.plain[len(v.plain)-1] / 20
	for i := range s {
		c := s[i].center
		if c < floor {
			c = floor
			v.note(Floored)
		}
		s[i] = step{v.scale.work(c), s[i].spread / c}
	}
	return s
}

// pooled is the mean of five members in units: those that extrapolate on straight lines (ETS, ARIMA,
// Theta) and those that do on the working scale, exponentially where values are positive (Theta, Drift).
func (v *view) pooled() []step {
	work := []outlook{v.inWork(theta(v.workAdjusted, v.h)), v.inWork(walk(v.workAdjusted, v.h))}
	if v.scale.kind == 'b' {
		work = append(work, v.smoothing(v.work), v.inWork(autoARIMA(v.workAdjusted, v.h)))
		return stepsOf(mean(work))
	}
	units := []outlook{v.smoothing(v.plain), v.inUnits(autoARIMA(v.adjusted, v.h))}
	if v.scale.kind == 'p' {
		return stepsOf(mean(append(units, work...)))
	}
	units = append(units, v.inUnits(theta(v.adjusted, v.h)))
	for _, o := range work {
		for i := range o.mean {
			o.mean[i] = v.scale.units(o.mean[i])
			o.sd[i] *= o.mean[i]
		}
	}
	return v.fromUnits(mean(append(units, work...)))
}

// mean is the pool of equal weights: of means and of standard deviations, which is the mean of the
// members' quantiles where they are normal.
func mean(members []outlook) outlook {
	o := newOutlook(len(members[0].mean))
	for i := range o.mean {
		for _, m := range members {
			o.mean[i] += m.mean[i] / float64(len(members))
			o.sd[i] += m.sd[i] / float64(len(members))
		}
	}
	return o
}

// steps runs a method over steps 1 … h after the last usable value. A series with filled gaps has
// fewer values than it seems, and its spread grows by as much.
func (p *prepared) steps(m Method, h int) []step {
	v := newView(p, h)
	var s []step
	if m == Pool {
		s = v.pooled()
	} else {
		s = v.member(m)
	}
	thin := math.Sqrt(float64(len(p.work)) / float64(p.usable))
	for i := range s {
		s[i].spread *= thin
	}
	return s
}
