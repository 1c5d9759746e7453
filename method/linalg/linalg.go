// Package linalg is the dense linear algebra that the methods need, for matrices of a few hundred
// rows, with the same bits on every machine: no fused multiply-add, sums in a fixed order. Where bits
// do not matter and sizes do, gonum is the better choice.
package linalg

import (
	"errors"
	"math"
	"slices"
)

// ErrSingular says that a matrix has no inverse to working precision.
var ErrSingular = errors.New("linalg: the matrix is singular")

// Matrix is a dense matrix, row by row.
type Matrix struct {
	Rows, Cols int
	Data       []float64
}

// New returns a matrix of zeros.
func New(rows, cols int) Matrix { return Matrix{rows, cols, make([]float64, rows*cols)} }

// Of returns the matrix of rows, which must be of one length.
func Of(rows [][]float64) Matrix {
	if len(rows) == 0 {
		return Matrix{}
	}
	m := New(len(rows), len(rows[0]))
	for i, row := range rows {
		copy(m.Row(i), row)
	}
	return m
}

// At returns the element of row i and column j.
func (m Matrix) At(i, j int) float64 { return m.Data[i*m.Cols+j] }

// Set changes the element of row i and column j.
func (m Matrix) Set(i, j int, v float64) { m.Data[i*m.Cols+j] = v }

// Row returns row i, sharing its storage.
func (m Matrix) Row(i int) []float64 { return m.Data[i*m.Cols : (i+1)*m.Cols] }

// Clone returns a copy.
func (m Matrix) Clone() Matrix { return Matrix{m.Rows, m.Cols, slices.Clone(m.Data)} }

// T returns the transpose, a copy.
func (m Matrix) T() Matrix {
	t := New(m.Cols, m.Rows)
	for i := range m.Rows {
		for j, v := range m.Row(i) {
			t.Set(j, i, v)
		}
	}
	return t
}

// Mul returns m·b.
func (m Matrix) Mul(b Matrix) Matrix {
	c := New(m.Rows, b.Cols)
	for i := range m.Rows {
		row := c.Row(i)
		for k, v := range m.Row(i) {
			for j, w := range b.Row(k) {
				row[j] += float64(v * w)
			}
		}
	}
	return c
}

// Times returns m·x.
func (m Matrix) Times(x []float64) []float64 {
	y := make([]float64, m.Rows)
	for i := range y {
		y[i] = Dot(m.Row(i), x)
	}
	return y
}

// Dot returns the sum of products, from first to last.
func Dot(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

// Solve returns X with A·X = B for square A, by Gaussian elimination with partial pivoting.
// A and B stay as they are.
func Solve(a, b Matrix) (Matrix, error) {
	a, b = a.Clone(), b.Clone()
	for k := range a.Rows {
		p := k
		for i := k + 1; i < a.Rows; i++ {
			if math.Abs(a.At(i, k)) > math.Abs(a.At(p, k)) {
				p = i
			}
		}
		if pivot := math.Abs(a.At(p, k)); !(pivot > 1e-300) {
			return Matrix{}, ErrSingular
		}
		swapRows(a, k, p)
		swapRows(b, k, p)
		for i := k + 1; i < a.Rows; i++ {
			f := a.At(i, k) / a.At(k, k)
			addRow(a.Row(i), a.Row(k), -f)
			addRow(b.Row(i), b.Row(k), -f)
		}
	}
	for k := a.Rows - 1; k >= 0; k-- {
		for j := range b.Row(k) {
			b.Row(k)[j] /= a.At(k, k)
		}
		for i := range k {
			addRow(b.Row(i), b.Row(k), -a.At(i, k))
		}
	}
	return b, nil
}

func swapRows(m Matrix, i, j int) {
	if i == j {
		return
	}
	for k, v := range m.Row(i) {
		m.Row(i)[k], m.Row(j)[k] = m.Row(j)[k], v
	}
}

func addRow(to, from []float64, factor float64) {
	for j, v := range from {
		to[j] += float64(v * factor)
	}
}

// Fit is a regression by ordinary least squares.
type Fit struct {
	Coef     []float64
	Residual []float64
	Var      Matrix // of the coefficients: s²(XᵀX)⁻¹; NaN without degrees of freedom
	S2       float64
	DF       int
}

// LeastSquares regresses y on the columns of x by Householder's orthogonal triangles. It fails with
// ErrSingular where columns depend on each other, or rows are fewer than columns.
func LeastSquares(x Matrix, y []float64) (Fit, error) {
	n, p := x.Rows, x.Cols
	if n < p {
		return Fit{}, ErrSingular
	}
	r, z := x.Clone(), slices.Clone(y)
	for k := range p {
		if !reflect(r, z, k) {
			return Fit{}, ErrSingular
		}
	}
	top := Matrix{p, p, r.Data[:p*p]}
	inverse, err := invertUpper(top)
	if err != nil {
		return Fit{}, err
	}
	f := Fit{Coef: inverse.Times(z[:p]), DF: n - p, Residual: make([]float64, n)}
	for i := range n {
		f.Residual[i] = y[i] - Dot(x.Row(i), f.Coef)
	}
	f.S2 = Dot(f.Residual, f.Residual) / float64(f.DF)
	f.Var = inverse.Mul(inverse.T())
	for i := range f.Var.Data {
		f.Var.Data[i] *= f.S2
	}
	return f, nil
}

// reflect applies the reflection that clears column k below its diagonal.
func reflect(r Matrix, z []float64, k int) bool {
	var norm, whole float64
	for i := range r.Rows {
		square := float64(r.At(i, k) * r.At(i, k))
		whole += square
		if i >= k {
			norm += square
		}
	}
	if !(norm > 1e-24*whole) {
		return false
	}
	alpha := -math.Copysign(math.Sqrt(norm), r.At(k, k))
	v := make([]float64, r.Rows-k)
	for i := range v {
		v[i] = r.At(k+i, k)
	}
	v[0] -= alpha
	scale := 2 / Dot(v, v)
	for j := k; j < r.Cols; j++ {
		var d float64
		for i, w := range v {
			d += float64(w * r.At(k+i, j))
		}
		for i, w := range v {
			r.Set(k+i, j, r.At(k+i, j)-float64(float64(scale*d)*w))
		}
	}
	d := float64(scale * Dot(v, z[k:]))
	addRow(z[k:], v, -d)
	return true
}

func invertUpper(u Matrix) (Matrix, error) {
	identity := New(u.Rows, u.Rows)
	for i := range u.Rows {
		identity.Set(i, i, 1)
		for j := range i {
			u.Set(i, j, 0)
		}
	}
	return Solve(u, identity)
}

// Cholesky returns lower L with A = L·Lᵀ for a symmetric positive definite A, of which it reads the
// lower triangle.
func Cholesky(a Matrix) (Matrix, error) {
	l := New(a.Rows, a.Rows)
	for i := range a.Rows {
		for j := range i + 1 {
			sum := a.At(i, j) - Dot(l.Row(i)[:j], l.Row(j)[:j])
			if i > j {
				l.Set(i, j, sum/l.At(j, j))
			} else if !(sum > 0) {
				return Matrix{}, ErrSingular
			} else {
				l.Set(i, i, math.Sqrt(sum))
			}
		}
	}
	return l, nil
}

// Eigen returns the eigenvalues of a symmetric matrix, largest first, and their vectors of length one
// as columns, the largest component of each positive. Method: cyclic Jacobi rotations.
func Eigen(a Matrix) (values []float64, vectors Matrix) {
	n := a.Rows
	a, v := a.Clone(), New(n, n)
	for i := range n {
		v.Set(i, i, 1)
	}
	for range 100 {
		var off, whole float64
		for i := range n {
			for j, x := range a.Row(i) {
				square := float64(x * x)
				whole += square
				if i != j {
					off += square
				}
			}
		}
		if !(off > 1e-30*whole) {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(a, v, p, q)
			}
		}
	}
	return sortEigen(a, v)
}

// rotate clears element (p, q) and gathers the rotation in v.
func rotate(a, v Matrix, p, q int) {
	if a.At(p, q) == 0 {
		return
	}
	theta := (a.At(q, q) - a.At(p, p)) / (2 * a.At(p, q))
	t := math.Copysign(1, theta) / (math.Abs(theta) + math.Sqrt(float64(theta*theta)+1))
	c := 1 / math.Sqrt(float64(t*t)+1)
	s := float64(t * c)
	turn := func(m Matrix, i1, j1, i2, j2 int) {
		x, y := m.At(i1, j1), m.At(i2, j2)
		m.Set(i1, j1, float64(c*x)-float64(s*y))
		m.Set(i2, j2, float64(s*x)+float64(c*y))
	}
	for k := range a.Rows {
		turn(a, k, p, k, q)
	}
	for k := range a.Rows {
		turn(a, p, k, q, k)
		turn(v, k, p, k, q)
	}
}

func sortEigen(a, v Matrix) ([]float64, Matrix) {
	n := a.Rows
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case a.At(i, i) > a.At(j, j):
			return -1
		case a.At(i, i) < a.At(j, j):
			return 1
		}
		return 0
	})
	values, vectors := make([]float64, n), New(n, n)
	for to, from := range order {
		values[to] = a.At(from, from)
		largest := 0.0
		for i := range n {
			if x := v.At(i, from); math.Abs(x) > math.Abs(largest)+1e-12 {
				largest = x
			}
		}
		for i := range n {
			vectors.Set(i, to, math.Copysign(1, largest)*v.At(i, from))
		}
	}
	return values, vectors
}
