package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Method is how a forecast is made. The zero Method is Pool.
type Method string

// The methods. Seasons are taken out beforehand and put back, drawn towards none by what of them chance may
// explain; Smoothing has a season of its own where one is clear.
const (
	Pool       Method = ""       // a weighted mean of ETS, Damped, AutoARIMA, Theta on two scales and a drifting level
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
	if p.season < 2 || len(p.work) < 2*p.season+1 {
		return v
	}
	v.seasonal = isSeasonal(p.plain, p.season)
	n := len(p.work)
	ahead := func(season []float64) []float64 {
		f := make([]float64, h)
		for i := range f {
			f[i] = season[(n+i)%p.season]
		}
		return f
	}
	v.factorIsRatio = p.scale.kind == 'l'
	season, adjusted, _ := seasonalStates(p.plain, p.season, v.factorIsRatio)
	v.factor, v.adjusted = ahead(season), adjusted
	season, adjusted, strength := seasonalStates(p.work, p.season, false)
	if strength > 0.5 {
		p.note(Seasonal)
	}
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

// smoothing runs the automatic choice of exponential smoothing: with a season of its own where there
// clearly is one, otherwise on the adjusted series.
func (v *view) smoothing(y, adjusted []float64, back func(outlook) outlook) outlook {
	if v.seasonal {
		return smooth(y, v.season, v.h, "AM", "NAD", "NAM")
	}
	return back(smooth(adjusted, 1, v.h, "AM", "NAD", "N"))
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
		o = v.smoothing(y, adjusted, back)
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
		cv := s[i].spread / c
		s[i] = step{v.scale.work(c), math.Sqrt(portable.Log(1 + float64(cv*cv)))}
	}
	return s
}

// pooled is the pool of six members: those that extrapolate on straight lines in units (ETS, damped
// trend, ARIMA, Theta) and those that do on the working scale, exponentially where values are positive
// (Theta again, and the drifting level). Seasons are taken out beforehand for all.
func (v *view) pooled() []step {
	n := len(v.work)
	if v.scale.kind != 'l' { // one scale for all; Theta would come twice
		members := straight(v.workAdjusted, v.h, v.inWork)
		return stepsOf(mean(append(members, v.inWork(driftingLevel(v.workAdjusted, v.h))), n, v.rounding))
	}
	members := straight(v.adjusted, v.h, v.inUnits)
	for _, o := range []outlook{v.inWork(theta(v.workAdjusted, v.h)), v.inWork(driftingLevel(v.workAdjusted, v.h))} {
		for i := range o.mean {
			o.mean[i] = v.scale.units(o.mean[i])
			o.sd[i] *= o.mean[i]
		}
		members = append(members, o)
	}
	return v.fromUnits(mean(members, n, v.rounding))
}

// straight runs the members of straight lines on a series without season.
func straight(y []float64, h int, back func(outlook) outlook) []outlook {
	return []outlook{back(smooth(y, 1, h, "AM", "NAD", "N")), back(smooth(y, 1, h, "A", "D", "N")),
		back(autoARIMA(y, h)), back(theta(y, h))}
}

// mean pools members fitted to n values that were rounded with the deviation rounding, which no member
// may claim to be better than. A member weighs by the inverse root of its standard deviation at the step:
// one that claims to be four times as sure counts twice. The pooled spread is
//
//	√( (s·(1 + h/n))² + d²/2 )
//
// with s the weighted mean of the members' deviations, which grows as the steps ahead become many beside
// the values behind, because parameters are estimates, and d what the members disagree by, at most s.
func mean(members []outlook, n int, rounding float64) outlook {
	o := newOutlook(len(members[0].mean))
	weights := make([]float64, len(members))
	for i := range o.mean {
		var sum, center, squares, sd float64
		for k, m := range members {
			own := math.Sqrt(float64(m.sd[i]*m.sd[i]) + float64(rounding*rounding))
			weights[k] = 1 / math.Sqrt(own+float64(1e-9*math.Abs(m.mean[i]))+1e-300)
			sum += weights[k]
			center += float64(weights[k] * m.mean[i])
			sd += float64(weights[k] * own)
		}
		center, sd = center/sum, sd/sum
		for k, m := range members {
			squares += float64(weights[k]*float64((m.mean[i]-center)*(m.mean[i]-center))) / sum
		}
		wide := sd * (1 + float64(i+1)/float64(n))
		o.mean[i] = center
		o.sd[i] = math.Sqrt(float64(wide*wide) + math.Min(squares, float64(sd*sd))/2)
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
