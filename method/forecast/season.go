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
// zero, or averages to one if ratio) and y without it.
func seasonalStates(y []float64, m int, ratio bool) (season, adjusted []float64) {
	n := len(y)
	season = make([]float64, m)
	count := make([]float64, m)
	for i := m / 2; i+m/2 < n; i++ {
		trend := 0.0
		for j := i - m/2; j <= i+m/2; j++ {
			w := 1.0
			if m%2 == 0 && (j == i-m/2 || j == i+m/2) {
				w = 0.5
			}
			trend += float64(w * y[j])
		}
		trend /= float64(m)
		if ratio {
			season[i%m] += y[i] / trend
		} else {
			season[i%m] += y[i] - trend
		}
		count[i%m]++
	}
	mean := 0.0
	for i := range season {
		season[i] /= math.Max(count[i], 1)
		mean += season[i] / float64(m)
	}
	adjusted = make([]float64, n)
	for i := range season {
		if ratio {
			season[i] = math.Max(season[i]/mean, 1e-3)
		} else {
			season[i] -= mean
		}
	}
	for i, v := range y {
		if ratio {
			adjusted[i] = v / season[i%m]
		} else {
			adjusted[i] = v - season[i%m]
		}
	}
	return season, adjusted
}
