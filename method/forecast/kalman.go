package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// kalman filters an ARMA process in the state-space form of Gardner, Harvey and Phillips (1980): state
// of r = max(p, q+1) numbers, the first of which is the value.
type kalman struct {
	r         int
	phi       []float64 // r, padded with zeros
	gain      []float64 // r: 1, θ₁ …
	state     []float64
	p, a, b   []float64 // r×r
	innovated []float64
}

func newKalman(p, q int) *kalman {
	r := max(p, q+1)
	return &kalman{r: r, phi: make([]float64, r), gain: make([]float64, r), state: make([]float64, r),
		p: make([]float64, r*r), a: make([]float64, r*r), b: make([]float64, r*r),
		innovated: make([]float64, r)}
}

// likelihood runs the filter from the stationary distribution over w, and returns the exact Gaussian
// log-likelihood with the innovation variance at its maximum, and that variance. The state is left at
// the prediction after the last value.
func (k *kalman) likelihood(m *ARIMA, w []float64) (ll, s2 float64) {
	clear(k.phi)
	clear(k.gain)
	clear(k.state)
	copy(k.phi, m.AR)
	k.gain[0] = 1
	copy(k.gain[1:], m.MA)
	k.stationary()
	var squares, logs float64
	settled, lastLog := false, 0.0
	for _, v := range w {
		f := k.p[0]
		e := v - m.Mu - k.state[0]
		squares += float64(e*e) / f
		if !settled {
			lastLog = portable.Log(f)
		}
		logs += lastLog
		if !settled {
			for i := range k.r {
				k.innovated[i] = k.p[i*k.r] / f
			}
		}
		for i := range k.r {
			k.state[i] += float64(k.innovated[i] * e)
		}
		k.ahead()
		if !settled {
			k.forget(f)
			settled = math.Abs(k.p[0]-1) < 1e-12 && math.Abs(f-1) < 1e-12
		}
	}
	n := float64(len(w))
	s2 = squares / n
	return -float64(n/2*(portable.Log(2*math.Pi*math.Max(s2, 1e-300))+1)) - logs/2, s2
}

// ahead moves the state one step on and returns the value that was expected.
func (k *kalman) ahead() float64 {
	first := k.state[0]
	for i := range k.r {
		next := float64(k.phi[i] * first)
		if i+1 < k.r {
			next += k.state[i+1]
		}
		k.state[i] = next
	}
	return first
}

// transition sets out = T x Tᵀ for the companion matrix T, without allocating.
func (k *kalman) transition(x, out []float64) {
	r := k.r
	for i := range r {
		for j := range r {
			v := float64(float64(k.phi[i]*k.phi[j]) * x[0])
			if j+1 < r {
				v += float64(k.phi[i] * x[j+1])
			}
			if i+1 < r {
				v += float64(k.phi[j] * x[(i+1)*r])
				if j+1 < r {
					v += x[(i+1)*r+j+1]
				}
			}
			out[i*r+j] = v
		}
	}
}

// forget takes the known value of variance f out of the covariance and moves it one step on.
func (k *kalman) forget(f float64) {
	r := k.r
	for i := range r {
		for j := range r {
			k.a[i*r+j] = k.p[i*r+j] - float64(k.p[i*r]*k.p[j*r])/f
		}
	}
	k.transition(k.a, k.p)
	for i := range r {
		for j := range r {
			k.p[i*r+j] += float64(k.gain[i] * k.gain[j])
		}
	}
}

// stationary sets the covariance P = T P Tᵀ + R Rᵀ by doubling: P ← P + A P Aᵀ, A ← A².
func (k *kalman) stationary() {
	r := k.r
	power := k.b
	clear(power)
	for i := range r {
		power[i*r] = k.phi[i]
		if i+1 < r {
			power[i*r+i+1] = 1
		}
		for j := range r {
			k.p[i*r+j] = float64(k.gain[i] * k.gain[j])
		}
	}
	var left, squared [25]float64
	for range 12 {
		grown := 0.0
		multiply(power, k.p, left[:], r, false)
		multiply(left[:], power, k.a, r, true)
		for i := range r * r {
			k.p[i] += k.a[i]
			grown = math.Max(grown, math.Abs(k.a[i]))
		}
		if grown < 1e-12*k.p[0] {
			return
		}
		multiply(power, power, squared[:], r, false)
		copy(power, squared[:r*r])
	}
}

// multiply sets out = x y, or x yᵀ, of r×r matrices.
func multiply(x, y, out []float64, r int, transposed bool) {
	for i := range r {
		for j := range r {
			sum := 0.0
			for l := range r {
				if transposed {
					sum += float64(x[i*r+l] * y[j*r+l])
				} else {
					sum += float64(x[i*r+l] * y[l*r+j])
				}
			}
			out[i*r+j] = sum
		}
	}
}
