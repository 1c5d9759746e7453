package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// ARIMA is a fitted ARIMA(p, d, q) model, with a mean of the differenced series (a drift when d is 1)
// if Mean is set.
type ARIMA struct {
	AR, MA []float64
	D      int
	Mean   bool
	Mu     float64 // mean of the differenced series
	Sigma2 float64 // variance of an innovation

	LogLikelihood float64 // exact, Gaussian, of the differenced series
}

// fewForTest is how many values the test of a level needs to have any power. With fewer, growth would pass
// for a level: the first difference is taken unasked.
const fewForTest = 12

// FitARIMA chooses the order: differences by the KPSS test (Kwiatkowski et al. 1992), at most two;
// p and q by steps from small models to their neighbours by AICc (Hyndman and Khandakar 2008), with
// conditional least squares; and fits the order it found by exact maximum likelihood.
func FitARIMA(y []float64) (*ARIMA, error) {
	if len(y) < MinPoints {
		return nil, TooFew{Usable: len(y), Needed: MinPoints}
	}
	w, d := y, 0
	for d < 2 && len(w) >= MinPoints-1 && (d == 0 && len(y) < fewForTest || !isLevel(w)) {
		w = differences(w)
		d++
	}
	s := arimaSearch{w: w, d: d, seen: map[[3]int]bool{}, least: math.Inf(1)}
	withMean := 0
	if d < 2 {
		withMean = 1
	}
	s.try(0, 0, withMean)
	s.try(1, 0, withMean)
	s.try(0, 1, withMean)
	s.try(2, 2, withMean)
	s.try(0, 0, 0)
	for {
		at := s.order
		for _, o := range [][3]int{{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {1, 1, 0}, {-1, -1, 0}} {
			s.try(at[0]+o[0], at[1]+o[1], at[2])
		}
		if d < 2 {
			s.try(at[0], at[1], 1-at[2])
		}
		if s.order == at {
			break
		}
	}
	m := s.best
	m.maximise(w)
	return m, nil
}

func differences(y []float64) []float64 {
	w := make([]float64, max(len(y)-1, 0))
	for i := range w {
		w[i] = y[i+1] - y[i]
	}
	return w
}

// isLevel is the KPSS test of a constant level at 5 %, with trunc(4(n/100)^¼) lags.
func isLevel(y []float64) bool {
	n := len(y)
	var mean float64
	for _, v := range y {
		mean += v
	}
	mean /= float64(n)
	var sum, eta, s2 float64
	for _, v := range y {
		e := v - mean
		sum += e
		eta += float64(sum * sum)
		s2 += float64(e * e)
	}
	lags := int(4 * math.Sqrt(math.Sqrt(float64(n)/100)))
	for k := 1; k <= lags; k++ {
		var c float64
		for i := k; i < n; i++ {
			c += float64((y[i] - mean) * (y[i-k] - mean))
		}
		s2 += float64(2 * (1 - float64(k)/float64(lags+1)) * c)
	}
	if !(s2 > 0) {
		return true
	}
	return eta/(float64(n)*s2) < 0.463
}

// arimaSearch tries orders (p, q, mean) and keeps the best.
type arimaSearch struct {
	w     []float64
	d     int
	seen  map[[3]int]bool
	order [3]int
	best  *ARIMA
	least float64
}

func (s *arimaSearch) try(p, q, mean int) {
	order := [3]int{p, q, mean}
	if p < 0 || q < 0 || p > 3 || q > 3 || p+q > 4 || s.seen[order] || len(s.w) < p+q+mean+3 {
		return
	}
	s.seen[order] = true
	m := &ARIMA{AR: make([]float64, p), MA: make([]float64, q), D: s.d, Mean: mean == 1}
	if m.Mean {
		for _, v := range s.w {
			m.Mu += v
		}
		m.Mu /= float64(len(s.w))
	}
	if c := m.conditional(s.w); c < s.least || s.best == nil {
		s.order, s.best, s.least = order, m, c
	}
}

// conditional fits by conditional least squares and returns the AICc. Errors before the first value
// are zero, and values before it stand at the mean.
func (m *ARIMA) conditional(w []float64) float64 {
	p, k := len(m.AR), len(m.AR)+len(m.MA)
	e := make([]float64, len(w))
	cost := func(x []float64) float64 {
		if !stable(x[:p]) || !stable(negative(x[p:])) {
			return math.Inf(1)
		}
		return m.squares(x, w, e)
	}
	x, step := make([]float64, k), make([]float64, k)
	for i := range x {
		x[i], step[i] = 0, 0.3
	}
	sse := 0.0
	if k > 0 {
		x, sse = simplex(cost, x, step, 40*k, 1e-4)
	} else {
		sse = cost(x)
	}
	m.set(x)
	n, params := float64(len(w)), float64(k+1)
	if m.Mean {
		params++
	}
	m.Sigma2 = sse / n
	return float64(n*portable.Log(math.Max(m.Sigma2, 1e-300))) + float64(2*params) +
		float64(2*params*(params+1))/math.Max(n-params-1, 0.5)
}

func (m *ARIMA) set(x []float64) {
	copy(m.AR, x[:len(m.AR)])
	copy(m.MA, x[len(m.AR):])
}

// squares returns the sum of squared conditional errors, which it leaves in e.
func (m *ARIMA) squares(x, w, e []float64) (sum float64) {
	p := len(m.AR)
	ar, ma := x[:p], x[p:]
	for t, v := range w {
		err := v - m.Mu
		for i, a := range ar {
			if t > i {
				err -= float64(a * (w[t-1-i] - m.Mu))
			}
		}
		for i, b := range ma {
			if t > i {
				err -= float64(b * e[t-1-i])
			}
		}
		e[t] = err
		sum += float64(err * err)
	}
	return sum
}

func negative(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = -v
	}
	return y
}

// stable reports whether 1 − a₁z − a₂z² … has no root within 1.01 of the unit circle, by the
// Durbin–Levinson steps down to partial autocorrelations.
func stable(a []float64) bool {
	var buffer, next [4]float64
	k := copy(buffer[:], a)
	for ; k > 0; k-- {
		r := buffer[k-1]
		if !(math.Abs(r) < 0.99) {
			return false
		}
		for i := range k - 1 {
			next[i] = (buffer[i] + float64(r*buffer[k-2-i])) / (1 - float64(r*r))
		}
		buffer = next
	}
	return true
}

// maximise moves the parameters to the maximum of the exact likelihood, the mean with them.
func (m *ARIMA) maximise(w []float64) {
	k := len(m.AR) + len(m.MA)
	scale := math.Sqrt(math.Max(m.Sigma2, 1e-300))
	x := append(append([]float64(nil), m.AR...), m.MA...)
	center := m.Mu
	if m.Mean {
		x = append(x, 0)
	}
	kalman := newKalman(len(m.AR), len(m.MA))
	cost := func(x []float64) float64 {
		if !stable(x[:len(m.AR)]) || !stable(negative(x[len(m.AR):k])) {
			return math.Inf(1)
		}
		m.set(x[:k])
		if m.Mean {
			m.Mu = center + float64(scale*x[k])
		}
		ll, s2 := kalman.likelihood(m, w)
		m.Sigma2, m.LogLikelihood = s2, ll
		return -ll
	}
	if len(x) == 0 || k == 0 {
		cost(x)
		return
	}
	step := make([]float64, len(x))
	for i := range step {
		step[i] = 0.1
	}
	x, _ = simplex(cost, x, step, 50*len(x), 1e-8)
	cost(x)
}

// outlook forecasts y from the innovations of the exact filter.
func (m *ARIMA) outlook(y []float64, h int) outlook {
	w, tails := y, make([]float64, 0, 2) // last value of each difference
	for range m.D {
		tails = append(tails, w[len(w)-1])
		w = differences(w)
	}
	kalman := newKalman(len(m.AR), len(m.MA))
	kalman.likelihood(m, w)
	o := newOutlook(h)
	weight := m.weights(h)
	v, free := 0.0, float64(len(w)-len(m.AR)-len(m.MA))
	if m.Mean {
		free--
	}
	s2 := m.Sigma2 * float64(len(w)) / math.Max(free, 1)
	for i := range h {
		step := m.Mu + kalman.ahead()
		for j := m.D - 1; j >= 0; j-- {
			tails[j] += step
			step = tails[j]
		}
		o.mean[i] = step
		v += float64(weight[i] * weight[i])
		o.sd[i] = math.Sqrt(s2 * v)
	}
	return o
}

// weights returns the effect of an innovation on the values 0 … h−1 steps later.
func (m *ARIMA) weights(h int) []float64 {
	psi := make([]float64, h)
	for j := range psi {
		if j == 0 {
			psi[j] = 1
		} else if j <= len(m.MA) {
			psi[j] = m.MA[j-1]
		}
		for i, a := range m.AR {
			if j > i {
				psi[j] += float64(a * psi[j-1-i])
			}
		}
	}
	for range m.D {
		for j := 1; j < h; j++ {
			psi[j] += psi[j-1]
		}
	}
	return psi
}

// autoARIMA is the outlook of the automatic choice.
func autoARIMA(y []float64, h int) outlook {
	m, err := FitARIMA(y)
	if err != nil {
		return naive(y, h)
	}
	return m.outlook(y, h)
}
