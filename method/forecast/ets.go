package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// ETS is one model of exponential smoothing in state-space form (Hyndman, Koehler, Ord and Snyder
// 2008): the kinds of its error, trend and season, its smoothing parameters and its start states.
type ETS struct {
	Error  byte // 'A' additive or 'M' multiplicative
	Trend  byte // 'N' none, 'A' additive or 'D' additive and damped
	Season byte // 'N' none, 'A' additive or 'M' multiplicative
	Period int  // periods in a season; 1 without a season

	Alpha, Beta, Gamma, Phi float64
	Level, Slope            float64
	Seasonal                []float64 // of the first Period values, in their order
}

// state is what ETS carries from one value to the next; season is a ring that begins at the next value.
type state struct {
	level, slope float64
	season       []float64
	at           int
}

func (m *ETS) start() state {
	return state{m.Level, m.Slope, append([]float64(nil), m.Seasonal...), 0}
}

// expect returns the level the trend leads to and the expected value.
func (m *ETS) expect(s *state) (base, value float64) {
	base = s.level
	if m.Trend != 'N' {
		base += float64(m.Phi * s.slope)
	}
	switch m.Season {
	case 'A':
		return base, base + s.season[s.at]
	case 'M':
		return base, base * s.season[s.at]
	}
	return base, base
}

// advance takes the value y, of which base was the expected level, into the state.
func (m *ETS) advance(s *state, y, base float64) {
	p := y
	switch m.Season {
	case 'A':
		p = y - s.season[s.at]
		s.season[s.at] += float64(m.Gamma * (y - base - s.season[s.at]))
	case 'M':
		p = y / s.season[s.at]
		s.season[s.at] += float64(m.Gamma * (y/base - s.season[s.at]))
	}
	s.level = base + float64(m.Alpha*(p-base))
	if m.Trend != 'N' {
		s.slope = float64(m.Phi*s.slope) + float64(m.Beta*(p-base))
	}
	if m.Season != 'N' {
		s.at = (s.at + 1) % m.Period
	}
}

// filter runs the model over y and returns the sum of squared errors, the sum of log|expected| (of
// multiplicative errors only) and the state at the end; ok is false where the model is not defined.
func (m *ETS) filter(y []float64) (sse, logs float64, end state, ok bool) {
	end = m.start()
	for _, v := range y {
		base, value := m.expect(&end)
		e := v - value
		if m.Error == 'M' {
			if !(value > 0) {
				return 0, 0, end, false
			}
			e /= value
			logs += portable.Log(value)
		}
		if m.Season == 'M' && !(base > 0 && end.season[end.at] > 0) {
			return 0, 0, end, false
		}
		sse += float64(e * e)
		m.advance(&end, v, base)
	}
	return sse, logs, end, !math.IsInf(sse, 0) && sse == sse
}

// LogLikelihood returns the log-likelihood of y as R's forecast package states it, without its
// constant: −n/2·log(Σe²) − Σlog|expected|, the last for multiplicative errors; NaN where the model is
// not defined for y.
func (m *ETS) LogLikelihood(y []float64) float64 {
	sse, logs, _, ok := m.filter(y)
	if !ok {
		return math.NaN()
	}
	return -float64(float64(float64(len(y))/2)*portable.Log(sse)) - logs
}

// parameters counts what was estimated, with the error variance.
func (m *ETS) parameters() int {
	k := 3 // alpha, level, variance
	switch m.Trend {
	case 'A':
		k += 2
	case 'D':
		k += 3
	}
	if m.Season != 'N' {
		k += m.Period // gamma and period − 1 free seasonal states
	}
	return k
}

// outlook returns mean and variance after the state end, with error variance s2. The variance of
// multiplicative errors follows the recursion of Hyndman et al. (2008), section 6.3; with a
// multiplicative season it is that of the level, times the season squared.
func (m *ETS) outlook(end state, s2 float64, h int) outlook {
	o := newOutlook(h)
	effect := make([]float64, h) // of an error on the level j+1 steps later
	second := make([]float64, h)
	damp, sum, power := 1.0, 0.0, 1.0
	if m.Trend == 'D' {
		damp = m.Phi
	}
	for i := range h {
		power *= damp
		sum += power
		mean := end.level
		effect[i] = m.Alpha
		if m.Trend != 'N' {
			mean += float64(sum * end.slope)
			effect[i] += float64(m.Beta * sum)
		}
		factor := 1.0
		switch m.Season {
		case 'A':
			mean += end.season[(end.at+i)%m.Period]
			if (i+1)%m.Period == 0 {
				effect[i] += m.Gamma
			}
		case 'M':
			factor = end.season[(end.at+i)%m.Period]
		}
		var v float64
		if m.Error == 'M' {
			second[i] = float64(mean * mean)
			for j := range i {
				second[i] += float64(float64(s2*float64(effect[j]*effect[j])) * second[i-1-j])
			}
			v = float64((1+s2)*second[i]) - float64(mean*mean)
		} else {
			v = 1.0
			for _, c := range effect[:i] {
				v += float64(c * c)
			}
			v *= s2
		}
		o.mean[i] = mean * factor
		o.sd[i] = math.Abs(factor) * math.Sqrt(math.Max(v, 0))
	}
	return o
}
