package forecast

import "math"

// isSeasonal tests y for a season of m periods: the autocorrelation at lag m beyond 1.645 of its
// standard errors, as the Theta method does (Assimakopoulos and Nikolopoulos 2000), and two whole seasons.
func isSeasonal(y []float64, m int) bool {
	n := len(y)
	if m < 2 || n < 2*m+1 {
		return false
	}
	var mean, v float64
	for _, x := range y {
		mean += x
	}
	mean /= float64(n)
	for _, x := range y {
		v += float64((x - mean) * (x - mean))
	}
	if !(v > 0) {
		return false
	}
	r := func(lag int) (sum float64) {
		for i := lag; i < n; i++ {
			sum += float64((y[i] - mean) * (y[i-lag] - mean))
		}
		return sum / v
	}
	squares := 0.0
	for lag := 1; lag < m; lag++ {
		c := r(lag)
		squares += float64(c * c)
	}
	return math.Abs(r(m)) > 1.645*math.Sqrt((1+2*squares)/float64(n))
}

// seasonalStates decomposes y by centred moving averages: the season of the first m values (sums to
// zero, or averages to one if ratio) and y without it. The season is drawn towards none by what of it
// chance may explain: by 1/F, where F compares the variance between the periods with that within them
// (James and Stein 1961; for seasons Miller and Williams 2003). strength is what remains, 0 … 1.
func seasonalStates(y []float64, m int, ratio bool) (season, adjusted []float64, strength float64) {
	rest, mean, whole := detrended(y, m, ratio)
	season = make([]float64, m)
	count := make([]float64, m)
	for i, r := range rest {
		season[(i+m/2)%m] += r
		count[(i+m/2)%m]++
	}
	for k := range season {
		season[k] /= count[k]
	}
	var between, within float64
	for i, r := range rest {
		k := (i + m/2) % m
		within += float64((r - season[k]) * (r - season[k]))
	}
	for k, s := range season {
		between += float64(count[k] * float64((s-mean)*(s-mean)))
	}
	free := whole - float64(m)
	f := between / float64(m-1) / (within / free)
	strength = 1
	if within > 1e-12*between {
		strength = math.Max(0, 1-1/f)
	}
	level := 0.0
	for _, s := range season {
		level += s / float64(m)
	}
	adjusted = append([]float64(nil), y...)
	for k, s := range season {
		if ratio {
			season[k] = math.Max(1+float64(strength*(s/level-1)), 1e-3)
		} else {
			season[k] = float64(strength * (s - level))
		}
	}
	for i := range adjusted {
		if ratio {
			adjusted[i] /= season[i%m]
		} else {
			adjusted[i] -= season[i%m]
		}
	}
	return season, adjusted, strength
}

// detrended takes the centred moving average out of y, from value m/2 on; with the mean of what
// remains and its count.
func detrended(y []float64, m int, ratio bool) (rest []float64, mean, count float64) {
	for i := m / 2; i+m/2 < len(y); i++ {
		trend := 0.0
		for j := i - m/2; j <= i+m/2; j++ {
			w := 1.0
			if m%2 == 0 && (j == i-m/2 || j == i+m/2) {
				w = 0.5
			}
			trend += float64(w * y[j])
		}
		trend /= float64(m)
		r := y[i] - trend
		if ratio {
			r = y[i] / trend
		}
		rest = append(rest, r)
		mean += r
	}
	count = float64(len(rest))
	return rest, mean / count, count
}
