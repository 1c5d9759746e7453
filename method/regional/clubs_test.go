package regional

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// threeClubs is synthetic: three groups that close up, a region that leaves upward and one downward.
func threeClubs() [][]float64 {
	levels := []float64{12, 12, 12, 12, 12, 10, 10, 10, 10, 8, 8, 8, 13, 6}
	x := make([][]float64, len(levels))
	for i, level := range levels {
		for t := 1; t <= 30; t++ {
			n, year := i+1, float64(t)
			v := level*(1+0.004*year) + float64((n*37)%11-5)*0.4/math.Pow(year, 0.7) + float64((n*7+t*13)%17-8)*0.0004
			switch n {
			case 13:
				v += 0.1 * year
			case 14:
				v -= 0.05 * year
			}
			x[i] = append(x[i], v)
		}
	}
	return x
}

// Of the R package ConvergenceClubs 2.2.5, with the authors' estimate of variance ("FQSB").
func TestConvergenceClubsKnownAnswers(t *testing.T) {
	x := threeClubs()
	all, err := ConvergenceTest(x, 1.0/3)
	five, err5 := ConvergenceTest(x[:5], 1.0/3)
	clubs, errC := ConvergenceClubs(x, 1.0/3)
	if err := errors.Join(err, err5, errC); err != nil {
		t.Fatal(err)
	}
	equal(t, "all, b", all.B, -9.1838186087766083e-01, 1e-10)
	equal(t, "all, error", all.SE, 9.9205648104024047e-04, 1e-10)
	equal(t, "all, t", all.T, -9.2573545804032585e+02, 1e-10)
	equal(t, "five, b", five.B, 0.844273528632209835, 1e-10)
	equal(t, "five, error", five.SE, 0.024707110387684122, 1e-10)
	if all.Converges() || !five.Converges() {
		t.Error(all, five)
	}
	expected := [][]int{{4, 1, 3, 0, 2}, {7, 6, 8, 5}, {9, 11, 10}}
	for i, c := range clubs.Clubs {
		if !slices.Equal(c.Members, expected[i]) {
			t.Errorf("club %d: %v, expected %v", i, c.Members, expected[i])
		}
	}
	if len(clubs.Clubs) != 3 || !slices.Equal(clubs.Divergent, []int{12, 13}) {
		t.Errorf("%+v", clubs)
	}
	equal(t, "third club, t", clubs.Clubs[2].Test.T, 31.745965585922032659, 1e-9)
}

// Every region is in one club or in none, every club converges, and scale does not matter.
func TestClubsPartTheRegions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, periods := rapid.IntRange(2, 8).Draw(t, "n"), rapid.IntRange(8, 20).Draw(t, "periods")
		x, scaled := make([][]float64, n), make([][]float64, n)
		for i := range x {
			x[i] = rapid.SliceOfN(rapid.Float64Range(1, 20), periods, periods).Draw(t, "x")
			for _, v := range x[i] {
				scaled[i] = append(scaled[i], v*1024)
			}
		}
		c, err := ConvergenceClubs(x, 1.0/3)
		again, err2 := ConvergenceClubs(scaled, 1.0/3)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		seen := slices.Clone(c.Divergent)
		for i, club := range c.Clubs {
			seen = append(seen, club.Members...)
			if !club.Test.Converges() || len(club.Members) < 2 || !slices.Equal(club.Members, again.Clubs[i].Members) {
				t.Fatalf("%+v, scaled %+v", c, again)
			}
		}
		slices.Sort(seen)
		for i, region := range seen {
			if i != region || len(seen) != n {
				t.Fatalf("%+v of %d", c, n)
			}
		}
	})
}

func TestClubsAtTheEdge(t *testing.T) {
	line := func(v ...float64) []float64 { return append(slices.Repeat([]float64{v[0]}, 9), v[1:]...) }
	same, err := ConvergenceTest([][]float64{line(3, 3), line(3, 3)}, 0.3)
	from3 := func(v ...float64) []float64 { return append([]float64{3}, v...) }
	parting, err2 := ConvergenceTest([][]float64{from3(line(4, 4)...), from3(line(5, 5)...)}, 0.3)
	if err := errors.Join(err, err2); err != nil || !same.Converges() || parting.Converges() {
		t.Error(same, parting, err)
	}
	for name, c := range map[string]struct {
		x        [][]float64
		trim     float64
		expected error
	}{
		"one":         {[][]float64{line(1, 2)}, 0.3, ErrTooFew},
		"short":       {[][]float64{{1, 2, 3, 4}, {1, 2, 3, 4}}, 0.3, ErrTooFew},
		"no trimming": {[][]float64{line(1, 2), line(1, 2)}, 0.01, ErrTooFew},
		"trim":        {[][]float64{line(1, 2), line(1, 2)}, 1, ErrSetting},
		"ragged":      {[][]float64{line(1, 2), line(1)}, 0.3, ErrLength},
		"zero":        {[][]float64{line(1, 2), line(1, 0)}, 0.3, ErrZero},
	} {
		if _, err := ConvergenceClubs(c.x, c.trim); !errors.Is(err, c.expected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSinCos(t *testing.T) {
	for z := 0.001; z < 9e5; z *= 1.01 {
		sin, cos := sinCos(z)
		if math.Abs(sin-math.Sin(z)) > 1e-15+1e-16*z || math.Abs(cos-math.Cos(z)) > 1e-15+1e-16*z {
			t.Fatalf("%v: %v, %v, expected %v, %v", z, sin, cos, math.Sin(z), math.Cos(z))
		}
	}
	below, above := quadraticSpectral(0.0499999), quadraticSpectral(0.0500001)
	if math.Abs(below-above) > 1e-7 || below <= above {
		t.Error(below, above)
	}
}
