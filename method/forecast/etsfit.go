package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// FitETS chooses the model of the least AICc among those that suit y and returns it, fitted. Models of
// multiplicative errors are tried where y is positive, seasonal ones where season is above 1 and y has
// at least two seasons. trends names the kinds of trend to try, of "NAD"; seasons of "NAM".
func FitETS(y []float64, season int, errors, trends, seasons string) (*ETS, error) {
	n := len(y)
	if n < MinPoints {
		return nil, TooFew{Usable: n, Needed: MinPoints}
	}
	positive := true
	for _, v := range y {
		positive = positive && v > 0
	}
	var best *ETS
	least := math.Inf(1)
	for _, s := range seasons {
		for _, e := range errors {
			for _, t := range trends {
				m := &ETS{Error: byte(e), Trend: byte(t), Season: byte(s), Period: season}
				if !m.suits(n, positive) {
					continue
				}
				if c := m.fit(y); c < least {
					best, least = m, c
				}
			}
		}
	}
	if best == nil {
		return nil, TooFew{Usable: n, Needed: MinPoints}
	}
	return best, nil
}

// suits reports whether a model can be told from n values.
func (m *ETS) suits(n int, positive bool) bool {
	if m.Season == 'N' {
		m.Period = 1
	} else if m.Period < 2 || n < 2*m.Period+1 {
		return false
	}
	if (m.Error == 'M' || m.Season == 'M') && !positive {
		return false
	}
	if m.Season == 'M' && m.Error == 'A' {
		return false // numerically unstable, as Hyndman et al. (2008) advise
	}
	return n > m.parameters()+1
}

// fit finds the parameters and returns the AICc, +Inf where the model does not suit.
func (m *ETS) fit(y []float64) float64 {
	if m.Error == 'A' && m.Season == 'N' {
		m.fitLinear(y)
	} else {
		m.fitSearch(y)
	}
	sse, logs, _, ok := m.filter(y)
	if !ok {
		return math.Inf(1)
	}
	n, k := float64(len(y)), float64(m.parameters())
	return float64(n*portable.Log(math.Max(sse, 1e-300))) + float64(2*logs) +
		float64(2*k) + float64(2*k*(k+1))/math.Max(n-k-1, 0.5)
}

// admit sets the smoothing parameters from a point of the search and says whether they are usual
// (Hyndman et al. 2008): 0 < β < α < 1, 0 < γ < 1 − α, 0.8 ≤ φ ≤ 0.98.
func (m *ETS) admit(p []float64) bool {
	m.Alpha, m.Phi = p[0], 1
	ok := m.Alpha >= 1e-4 && m.Alpha <= 0.9999
	i := 1
	if m.Trend != 'N' {
		m.Beta = p[0] * p[1]
		ok = ok && p[1] >= 1e-4 && p[1] <= 0.9999
		i = 2
	}
	if m.Trend == 'D' {
		m.Phi = p[2]
		ok = ok && m.Phi >= 0.8 && m.Phi <= 0.98
		i = 3
	}
	if m.Season != 'N' {
		m.Gamma = p[i]
		ok = ok && m.Gamma >= 1e-4 && m.Gamma <= 1-m.Alpha
	}
	return ok
}

// smoothing returns a start and steps for the search.
func (m *ETS) smoothing() (start, step []float64) {
	start, step = []float64{0.4}, []float64{0.25}
	if m.Trend != 'N' {
		start, step = append(start, 0.15), append(step, 0.25)
	}
	if m.Trend == 'D' {
		start, step = append(start, 0.95), append(step, -0.06)
	}
	if m.Season != 'N' {
		start, step = append(start, 0.1), append(step, 0.1)
	}
	return start, step
}

// fitLinear fits additive errors without season. They are linear in the start states, which are
// therefore solved exactly at every point of the search.
func (m *ETS) fitLinear(y []float64) {
	cost := func(p []float64) float64 {
		if !m.admit(p) {
			return math.Inf(1)
		}
		return m.solveStart(y)
	}
	start, step := m.smoothing()
	best, at := math.Inf(1), start
	for _, a := range []float64{0.1, 0.5, 0.9} {
		p := append([]float64(nil), start...)
		p[0] = a
		if v := cost(p); v < best {
			best, at = v, p
		}
	}
	if at[0] > 0.8 {
		step[0] = -step[0]
	}
	at, _ = simplex(cost, at, step, 60*len(at), 1e-6)
	cost(at)
}

// solveStart sets the start states that minimise the squared errors and returns their sum.
func (m *ETS) solveStart(y []float64) float64 {
	var l, b, el, eb float64 // errors of y from zero states, and of unit states without y
	ul, ub, vl, vb := 1.0, 0.0, 0.0, 1.0
	var yy, yu, yv, uu, uv, vv float64
	alpha, beta, phi := m.Alpha, m.Beta, m.Phi
	trend := m.Trend != 'N'
	if !trend {
		beta, phi, vb = 0, 0, 0
	}
	for _, v := range y {
		base := l + float64(phi*b)
		e := v - base
		l, b = base+float64(alpha*e), float64(phi*b)+float64(beta*e)
		yy += float64(e * e)
		el = ul + float64(phi*ub)
		ul, ub = el-float64(alpha*el), float64(phi*ub)-float64(beta*el)
		yu += float64(e * el)
		uu += float64(el * el)
		if trend {
			eb = vl + float64(phi*vb)
			vl, vb = eb-float64(alpha*eb), float64(phi*vb)-float64(beta*eb)
			yv += float64(e * eb)
			uv += float64(el * eb)
			vv += float64(eb * eb)
		}
	}
	det := float64(uu*vv) - float64(uv*uv)
	if !trend || !(det > 1e-12*float64(uu*vv)) {
		m.Level, m.Slope = yu/uu, 0
		return yy - float64(m.Level*yu)
	}
	m.Level = (float64(yu*vv) - float64(yv*uv)) / det
	m.Slope = (float64(yv*uu) - float64(yu*uv)) / det
	return yy - float64(m.Level*yu) - float64(m.Slope*yv)
}

// fitSearch fits the other models: the seasonal start states come from a decomposition, and level and
// slope are searched with the smoothing parameters.
func (m *ETS) fitSearch(y []float64) {
	adjusted := y
	if m.Season != 'N' {
		m.Seasonal, adjusted, _ = seasonalStates(y, m.Period, m.Season == 'M')
	}
	rough := &ETS{Error: 'A', Trend: m.Trend, Season: 'N', Period: 1}
	rough.fitLinear(adjusted)
	unit := math.Abs(rough.Level) / 20
	for i := 1; i < len(adjusted); i++ {
		unit = math.Max(unit, math.Abs(adjusted[i]-adjusted[i-1])/4)
	}
	unit = math.Max(unit, 1e-12)
	p, step := m.smoothing()
	k := len(p)
	p[0], step[0] = math.Min(rough.Alpha, 0.8), 0.1
	if m.Trend != 'N' {
		p[1] = math.Min(math.Max(rough.Beta/rough.Alpha, 0.01), 0.9)
	}
	p, step = append(p, 0), append(step, 1)
	if m.Trend != 'N' {
		p, step = append(p, 0), append(step, 0.5)
	}
	cost := func(p []float64) float64 {
		if !m.admit(p[:k]) {
			return math.Inf(1)
		}
		m.Level = rough.Level + float64(unit*p[k])
		if m.Trend != 'N' {
			m.Slope = rough.Slope + float64(unit*p[k+1])
		}
		ll := m.LogLikelihood(y)
		if ll != ll {
			return math.Inf(1)
		}
		return -2 * ll
	}
	p, _ = simplex(cost, p, step, 60*len(p), 1e-7)
	cost(p)
}

// smooth is the outlook of the automatic choice, that of the walk where y is too short for any of the
// models.
func smooth(y []float64, season, h int, errors, trends, seasons string) outlook {
	m, err := FitETS(y, season, errors, trends, seasons)
	if err != nil {
		return walk(y, h)
	}
	sse, _, end, _ := m.filter(y)
	free := math.Max(float64(len(y)-m.parameters()+1), 1)
	return m.outlook(end, sse/free, h)
}
