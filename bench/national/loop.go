package main

import (
	"math"
	"sync"
)

// cells holds all numbers as our engine does: by county, then indicator, then month.
type cells struct {
	size
	x []float64
}

func (c cells) row(indicator, county int) []float64 {
	m := c.months()
	at := (county*c.indicators() + indicator) * m
	return c.x[at : at+m : at+m]
}

// evaluateLoop times a program written by hand for these formulas, county by county on two
// goroutines, on the same numbers in the same order of memory.
func evaluateLoop(s size) (cost, []sum) {
	c := cells{s, make([]float64, s.bytes()/8)}
	for county := range s.counties {
		for i := range s.observed {
			for m, row := 0, c.row(i, county); m < len(row); m++ {
				row[m] = s.value(i, county, m)
			}
		}
	}
	rules := s.rules()
	took, _ := best(3, func() error {
		halves(s.counties, func(from, to int) {
			for county := from; county < to; county++ {
				for i, r := range rules {
					r.loop(c.row(s.observed+i, county), c.row(r.a, county), c.row(r.b, county), c.row(r.c, county))
				}
			}
		})
		return nil
	})
	return took, s.sums(c.row)
}

// halves runs f on both halves of n things at the same time.
func halves(n int, f func(from, to int)) {
	var wg sync.WaitGroup
	wg.Go(func() { f(0, n/2) })
	wg.Go(func() { f(n/2, n) })
	wg.Wait()
}

func (r rule) loop(out, a, b, c []float64) {
	a, b, c = a[:len(out)], b[:len(out)], c[:len(out)]
	missing := math.NaN()
	switch r.kind {
	case ratio:
		for i := range out {
			out[i] = divided(a[i], b[i])
		}
	case share:
		for i := range out {
			out[i] = divided(100*a[i], a[i]+b[i])
		}
	case weighted:
		for i := range out {
			out[i] = float64(0.4*a[i]) + float64(0.6*b[i])
		}
	case total:
		for i := range out {
			out[i] = a[i] + b[i] + c[i]
		}
	case change:
		out[0] = missing
		for i := 1; i < len(out); i++ {
			out[i] = a[i] - a[i-1]
		}
	case growth:
		for i := range min(12, len(out)) {
			out[i] = missing
		}
		for i := 12; i < len(out); i++ {
			out[i] = divided(a[i], a[i-12]) - 1
		}
	case larger:
		for i := range out {
			switch {
			case a[i] > b[i]:
				out[i] = a[i]
			case a[i] <= b[i]:
				out[i] = b[i]
			default:
				out[i] = missing
			}
		}
	case filled:
		for i := range out {
			out[i] = a[i]
			if a[i] != a[i] {
				out[i] = b[i]
			}
		}
	}
}

func divided(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// passes times one pass over as many bytes as the evaluation holds, on two goroutines: reading them
// all, and copying one half to the other.
func passes(s size) (read, copied cost) {
	x := make([]float64, s.bytes()/8)
	for i := range x {
		x[i] = float64(i)
	}
	var sums [2]float64
	read, _ = best(3, func() error {
		halves(len(x), func(from, to int) {
			var a, b, c, d float64
			for row := x[from:to]; len(row) >= 4; row = row[4:] {
				a, b, c, d = a+row[0], b+row[1], c+row[2], d+row[3]
			}
			sums[min(from, 1)] = a + b + c + d
		})
		return nil
	})
	half := len(x) / 2
	copied, _ = best(3, func() error {
		halves(half, func(from, to int) { copy(x[half+from:half+to], x[from:to]) })
		return nil
	})
	return read, copied
}
