package sensitivity_test

import (
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// The first ten points of the page of Joe and Kuo's generator (web.maths.unsw.edu.au/~fkuo/sobol).
func TestFirstPointsAreThePublished(t *testing.T) {
	want := [][3]float64{{0, 0, 0}, {0.5, 0.5, 0.5}, {0.75, 0.25, 0.25}, {0.25, 0.75, 0.75},
		{0.375, 0.375, 0.625}, {0.875, 0.875, 0.125}, {0.625, 0.125, 0.875}, {0.125, 0.625, 0.375},
		{0.1875, 0.3125, 0.9375}, {0.6875, 0.8125, 0.4375}}
	s, err := sensitivity.NewSequence(3)
	if err != nil {
		t.Fatal(err)
	}
	var got [3]float64
	for i := range want {
		s.Next(got[:])
		if got != want[i] {
			t.Errorf("point %d is %v, want %v", i, got, want[i])
		}
	}
}

// Every block of 2^m points has one point in each interval of length 2^−m, in every dimension,
// scrambled or not; a mistake in any line of the table of directions breaks it.
func TestEveryDimensionIsEven(t *testing.T) {
	const n = 256
	for _, scrambled := range []bool{false, true} {
		s, _ := sensitivity.NewSequence(sensitivity.MaxDims)
		if scrambled {
			s, _ = sensitivity.NewScrambled(sensitivity.MaxDims, 5)
		}
		seen := make([][n]bool, sensitivity.MaxDims)
		point := make([]float64, sensitivity.MaxDims)
		for range n {
			s.Next(point)
			for i, x := range point {
				cell := int(math.Floor(x * n))
				if seen[i][cell] {
					t.Fatalf("scrambled %v: dimension %d has two points in cell %d", scrambled, i, cell)
				}
				seen[i][cell] = true
			}
		}
	}
}

// Scrambling keeps pairs of dimensions as even as they were: the first two make a (0, m, 2)-net.
func TestScramblingKeepsTheNet(t *testing.T) {
	s, _ := sensitivity.NewScrambled(2, 11)
	const m = 8
	var seen [m + 1][1 << m]bool
	var p [2]float64
	for range 1 << m {
		s.Next(p[:])
		if p[0] <= 0 || p[0] >= 1 || p[1] <= 0 || p[1] >= 1 {
			t.Fatalf("point %v is not in the open square", p)
		}
		for k := range m + 1 { // cells of 2^−k by 2^(k−m)
			cell := int(p[0]*float64(int(1)<<k))<<(m-k) | int(p[1]*float64(int(1)<<(m-k)))
			if seen[k][cell] {
				t.Fatalf("two points in cell %d of shape %d", cell, k)
			}
			seen[k][cell] = true
		}
	}
}

func TestScramblingIsSeededAndUniform(t *testing.T) {
	const seeds = 4000
	var sum, square float64
	for seed := range uint64(seeds) {
		s, _ := sensitivity.NewScrambled(1, seed)
		again, _ := sensitivity.NewScrambled(1, seed)
		var p, q [1]float64
		for range 3 {
			s.Next(p[:])
			again.Next(q[:])
		}
		if p != q {
			t.Fatalf("seed %d gave %v and %v", seed, p, q)
		}
		sum += p[0]
		square += p[0] * p[0]
	}
	// A point of its own is uniform over seeds: mean ½, mean square ⅓; five standard errors.
	if math.Abs(sum/seeds-0.5) > 5*0.2887/math.Sqrt(seeds) || math.Abs(square/seeds-1.0/3) > 5*0.298/math.Sqrt(seeds) {
		t.Errorf("mean %v, mean square %v", sum/seeds, square/seeds)
	}
}

func TestDimensionsOutsideTheTable(t *testing.T) {
	for _, d := range []int{0, -1, sensitivity.MaxDims + 1} {
		if _, err := sensitivity.NewSequence(d); err == nil {
			t.Errorf("%d dimensions were accepted", d)
		}
		if _, err := sensitivity.NewScrambled(d, 1); err == nil {
			t.Errorf("%d scrambled dimensions were accepted", d)
		}
	}
}
