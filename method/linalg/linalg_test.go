package linalg_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/linalg"
)

func matrix(t *rapid.T, name string, rows, cols int) linalg.Matrix {
	m := linalg.New(rows, cols)
	for i := range m.Data {
		m.Data[i] = rapid.Float64Range(-10, 10).Draw(t, name)
	}
	return m
}

func near(a, b []float64, tolerance float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= tolerance) {
			return false
		}
	}
	return len(a) == len(b)
}

// positive returns a symmetric positive definite matrix.
func positive(t *rapid.T, n int) linalg.Matrix {
	m := matrix(t, "m", n, n)
	a := m.Mul(m.T())
	for i := range n {
		a.Set(i, i, a.At(i, i)+1)
	}
	return a
}

func TestSolveGivesBackTheRightSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		a, b := positive(t, n), matrix(t, "b", n, 2)
		x, err := linalg.Solve(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if !near(a.Mul(x).Data, b.Data, 1e-7) {
			t.Fatalf("A·X = %v, want %v", a.Mul(x).Data, b.Data)
		}
	})
}

func TestSingularIsAnError(t *testing.T) {
	a := linalg.Of([][]float64{{1, 2}, {2, 4}})
	if _, err := linalg.Solve(a, linalg.New(2, 1)); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("Solve: %v", err)
	}
	if _, err := linalg.Cholesky(a); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("Cholesky: %v", err)
	}
	x := linalg.Of([][]float64{{1, 2}, {1, 2}, {1, 2}})
	if _, err := linalg.LeastSquares(x, []float64{1, 2, 3}); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("LeastSquares: %v", err)
	}
	if _, err := linalg.LeastSquares(linalg.New(1, 2), []float64{1}); !errors.Is(err, linalg.ErrSingular) {
		t.Errorf("LeastSquares of fewer rows than columns: %v", err)
	}
}

// The Norris data of the statistical reference datasets of NIST: certified to 15 digits.
func TestLeastSquaresOfNorris(t *testing.T) {
	data := [][2]float64{{0.2, 0.1}, {337.4, 338.8}, {118.2, 118.1}, {884.6, 888.0}, {10.1, 9.2}, {226.5, 228.1},
		{666.3, 668.5}, {996.3, 998.5}, {448.6, 449.1}, {777.0, 778.9}, {558.2, 559.2}, {0.4, 0.3}, {0.6, 0.1},
		{775.5, 778.1}, {666.9, 668.8}, {338.0, 339.3}, {447.5, 448.9}, {11.6, 10.8}, {556.0, 557.7}, {228.1, 228.3},
		{995.8, 998.0}, {887.6, 888.8}, {120.2, 119.6}, {0.3, 0.3}, {0.3, 0.6}, {556.8, 557.6}, {339.1, 339.3},
		{887.2, 888.0}, {999.0, 998.5}, {779.0, 778.9}, {11.1, 10.2}, {118.3, 117.6}, {229.2, 228.9}, {669.1, 668.4},
		{448.9, 449.2}, {0.5, 0.2}}
	x, y := linalg.New(len(data), 2), make([]float64, len(data))
	for i, d := range data {
		x.Set(i, 0, 1)
		x.Set(i, 1, d[0])
		y[i] = d[1]
	}
	f, err := linalg.LeastSquares(x, y)
	if err != nil {
		t.Fatal(err)
	}
	if !near(f.Coef, []float64{-0.262323073774029, 1.00211681802045}, 1e-12) {
		t.Errorf("coefficients %v", f.Coef)
	}
	if got := math.Sqrt(f.S2); math.Abs(got-0.884796396144373) > 1e-12 {
		t.Errorf("residual deviation %v", got)
	}
	se := []float64{math.Sqrt(f.Var.At(0, 0)), math.Sqrt(f.Var.At(1, 1))}
	if !near(se, []float64{0.232818234301152, 0.429796848199937e-3}, 1e-12) {
		t.Errorf("standard errors %v", se)
	}
}

func TestCholeskySquaresBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := positive(t, rapid.IntRange(1, 6).Draw(t, "n"))
		l, err := linalg.Cholesky(a)
		if err != nil {
			t.Fatal(err)
		}
		if !near(l.Mul(l.T()).Data, a.Data, 1e-8) {
			t.Fatal("L·Lᵀ is not A")
		}
	})
}

func TestEigenPutsTheMatrixTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		a := positive(t, n)
		values, v := linalg.Eigen(a)
		d := linalg.New(n, n)
		for i, x := range values {
			d.Set(i, i, x)
			if i > 0 && values[i-1] < x {
				t.Fatalf("not in order: %v", values)
			}
		}
		if !near(v.Mul(d).Mul(v.T()).Data, a.Data, 1e-8) {
			t.Fatal("V·D·Vᵀ is not A")
		}
	})
}
