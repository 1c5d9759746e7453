package forecast

import "math"

// outlook is what a method expects: mean and standard deviation of steps 1 … h, on the scale of its
// input, of errors taken as normal.
type outlook struct{ mean, sd []float64 }

func newOutlook(h int) outlook { return outlook{make([]float64, h), make([]float64, h)} }

// naive expects the last value, with the variance of a random walk.
func naive(y []float64, h int) outlook {
	o := newOutlook(h)
	var ss float64
	for i := 1; i < len(y); i++ {
		d := y[i] - y[i-1]
		ss += float64(d * d)
	}
	s2 := ss / float64(max(len(y)-1, 1))
	for i := range h {
		o.mean[i] = y[len(y)-1]
		o.sd[i] = math.Sqrt(float64(s2 * float64(i+1)))
	}
	return o
}

// seasonalNaive expects the value one season before, with the variance of a seasonal random walk.
func seasonalNaive(y []float64, m, h int) outlook {
	if m < 2 || len(y) <= m {
		return naive(y, h)
	}
	o := newOutlook(h)
	var ss float64
	for i := m; i < len(y); i++ {
		d := y[i] - y[i-m]
		ss += float64(d * d)
	}
	s2 := ss / float64(len(y)-m)
	for i := range h {
		o.mean[i] = y[len(y)-m+i%m]
		o.sd[i] = math.Sqrt(float64(s2 * float64(i/m+1)))
	}
	return o
}

// walk is the random walk with drift. The drift is the mean step, and its own variance, σ²/(n−1) for
// each step squared, is part of the outlook.
func walk(y []float64, h int) outlook {
	n := len(y)
	if n < 3 {
		return naive(y, h)
	}
	o := newOutlook(h)
	drift := (y[n-1] - y[0]) / float64(n-1)
	var ss float64
	for i := 1; i < n; i++ {
		d := y[i] - y[i-1] - drift
		ss += float64(d * d)
	}
	s2 := ss / float64(n-2)
	for i := range h {
		k := float64(i + 1)
		o.mean[i] = y[n-1] + float64(drift*k)
		o.sd[i] = math.Sqrt(s2 * (k + float64(k*k)/float64(n-1)))
	}
	return o
}

// slopeOf returns the least-squares slope of y on 0, 1, 2 …
func slopeOf(y []float64) float64 {
	n := float64(len(y))
	center := (n - 1) / 2
	var sxy, sxx float64
	for i, v := range y {
		x := float64(i) - center
		sxy += float64(x * v)
		sxx += float64(x * x)
	}
	if sxx == 0 {
		return 0
	}
	return sxy / sxx
}

// theta is the Theta method of Assimakopoulos and Nikolopoulos (2000) as simple exponential smoothing
// with a drift of half the trend line's slope (Hyndman and Billah 2003). The start level is solved
// exactly for each α, so the search has one dimension.
func theta(y []float64, h int) outlook {
	n := len(y)
	if n < 3 {
		return naive(y, h)
	}
	alpha, level, s2 := smoothLevel(y)
	drift := slopeOf(y) / 2
	lag := (1 - powInt(1-alpha, n)) / alpha
	o := newOutlook(h)
	for i := range h {
		o.mean[i] = level + float64(drift*(float64(i)+lag))
		o.sd[i] = math.Sqrt(s2 * (1 + float64(float64(i)*float64(alpha*alpha))))
	}
	return o
}

// smoothLevel fits simple exponential smoothing by least squares: α in [0.0001, 0.9999], the last
// level, and the error variance with two degrees of freedom taken.
func smoothLevel(y []float64) (alpha, level, s2 float64) {
	sse := func(a float64) (float64, float64) {
		var l, see, seu, suu float64 // e = (y − l) − start·u, where u = (1−α)^t
		u, b := 1.0, 1-a
		for _, v := range y {
			e := v - l
			see += float64(e * e)
			seu += float64(e * u)
			suu += float64(u * u)
			l += float64(a * e)
			u *= b
		}
		start := seu / suu
		return see - float64(start*seu), l + float64(start*u)
	}
	f := func(a float64) float64 { v, _ := sse(a); return v }
	alpha = goldenSection(f, 0.0001, 0.9999)
	v, l := sse(alpha)
	return alpha, l, math.Max(v, 0) / float64(len(y)-2)
}

// goldenSection minimises f on [lo, hi]: the best of 12 cells, then golden section inside it.
func goldenSection(f func(float64) float64, lo, hi float64) float64 {
	const cells = 12
	best, at := math.Inf(1), 0
	for i := range cells + 1 {
		if v := f(lo + float64((hi-lo)*float64(i))/cells); v < best {
			best, at = v, i
		}
	}
	a := lo + float64((hi-lo)*float64(max(at-1, 0)))/cells
	b := lo + float64((hi-lo)*float64(min(at+1, cells)))/cells
	const ratio = 0.6180339887498949
	x1, x2 := b-float64(ratio*(b-a)), a+float64(ratio*(b-a))
	f1, f2 := f(x1), f(x2)
	for b-a > 1e-5 {
		if f1 < f2 {
			b, x2, f2 = x2, x1, f1
			x1 = b - float64(ratio*(b-a))
			f1 = f(x1)
		} else {
			a, x1, f1 = x1, x2, f2
			x2 = a + float64(ratio*(b-a))
			f2 = f(x2)
		}
	}
	switch x := (a + b) / 2; {
	case f(x) <= best:
		return x
	default:
		return lo + float64((hi-lo)*float64(at))/cells
	}
}

func powInt(x float64, n int) float64 {
	p := 1.0
	for range n {
		p *= x
	}
	return p
}

// driftingLevel is the random walk with drift seen through noise: simple exponential smoothing around
// a line with the mean step as its slope, which is the plain walk when α is 1. The outlook holds the
// drift's own variance: that of the walk, α²σ², and of the noise at both ends, over n−1 steps.
func driftingLevel(y []float64, h int) outlook {
	n := len(y)
	if n < 4 {
		return walk(y, h)
	}
	o := newOutlook(h)
	drift := (y[n-1] - y[0]) / float64(n-1)
	flat := make([]float64, n)
	for i, v := range y {
		flat[i] = v - float64(drift*float64(i-n+1))
	}
	alpha, level, s2 := smoothLevel(flat)
	steps := float64(n - 1)
	own := (float64(alpha*alpha) + float64(2*(1-alpha))/steps) / steps
	for i := range h {
		k := float64(i + 1)
		o.mean[i] = level + float64(drift*k)
		o.sd[i] = math.Sqrt(s2 * (1 + float64(float64(i)*float64(alpha*alpha)) + float64(own*float64(k*k))))
	}
	return o
}
