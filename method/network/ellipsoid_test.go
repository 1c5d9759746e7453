package network

import (
	"math"
	"testing"
)

// The answers are those of Vincenty's inverse formula (Survey Review 23, 1975), iterated until it stands.
func TestEllipsoidMetres(t *testing.T) {
	for _, test := range []struct {
		a, b         Point
		metres, part float64
	}{
		{Point{104, 30}, Point{104.1, 30}, 9648.628, 1e-6},
		{Point{104, 30}, Point{104.07, 30.06}, 9477.750, 1e-6},
		{Point{104, 60}, Point{104.12, 60.06}, 9457.342, 1e-6},
		{Point{104, 30}, Point{104, 31}, 110860.926, 1e-6},
		{Point{104.06, 30.67}, Point{106.55, 29.61}, 267133.482, 1e-4},
	} {
		got := EllipsoidMetres(test.a, test.b)
		if math.Abs(got/test.metres-1) > test.part || got != EllipsoidMetres(test.b, test.a) {
			t.Errorf("%v to %v: %.3f m, want %.3f", test.a, test.b, got, test.metres)
		}
	}
}
