package territory

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestWithin(t *testing.T) {
	square := Ring{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}}
	hole := Ring{{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}}
	polygons := [][]Ring{{square, hole}}
	for _, test := range []struct {
		a, z Point
		want float64
	}{
		{Point{-4, 3}, Point{4, 3}, 0.5},
		{Point{-4, 1.5}, Point{4, 1.5}, 3. / 8},
		{Point{1, 3}, Point{3, 3}, 1},
		{Point{5, 5}, Point{6, 6}, 0},
		{Point{-1, -1}, Point{5, 5}, 3. / 6},
	} {
		if got := within(polygons, test.a, test.z); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%v to %v: %v, want %v", test.a, test.z, got, test.want)
		}
	}
}

// Areas that fill the plane without gap share a line out whole, and the same from either end.
func TestSharesAddUp(t *testing.T) {
	left, right := Ring{{0, 0}, {5, 0}, {3, 10}, {0, 10}, {0, 0}}, Ring{{5, 0}, {10, 0}, {10, 10}, {3, 10}, {5, 0}}
	rapid.Check(t, func(t *rapid.T) {
		coordinate := rapid.Float64Range(0.01, 9.99)
		a := Point{coordinate.Draw(t, "x"), coordinate.Draw(t, "y")}
		z := Point{coordinate.Draw(t, "u"), coordinate.Draw(t, "v")}
		if a == z {
			return
		}
		l, r := within([][]Ring{{left}}, a, z), within([][]Ring{{right}}, a, z)
		back := within([][]Ring{{left}}, z, a)
		if math.Abs(l+r-1) > 1e-9 || math.Abs(l-back) > 1e-9 {
			t.Errorf("%v to %v: %v and %v, back %v", a, z, l, r, back)
		}
	})
}
