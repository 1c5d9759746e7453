package sensitivity

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// Function is a model: it reads a point of the open unit cube and writes its outputs. It must depend on
// the point alone, so that results do not depend on how many run at once.
type Function func(point, outputs []float64)

// Factor is an input, or several numbers that count as one.
type Factor struct {
	Name string
	Dims int // how many coordinates of a point it has; at least 1
}

// Plan says how to study a model.
type Plan struct {
	Factors []Factor // their coordinates follow one another in a point
	Outputs int      // of the model; at least 1
	Seed    uint64

	// Points is the number of base points to begin with and MaxPoints the number to stop at; both are
	// rounded up to a power of two times Replicates. A base point costs two evaluations and one for each
	// factor. MaxPoints 0 means that the sample is not doubled.
	Points, MaxPoints int

	// HalfWidth is what every band must not exceed; 0 means that any will do.
	HalfWidth float64
	// Judged is how many outputs, from the first, must have such bands; 0 means all.
	Judged int

	Replicates int // independent scramblings, 8 or more; 0 means 16
	Workers    int // evaluations at once; 0 means one

	// Sampled, if set, is given the outputs of every independent point (two for each base point), in no
	// order and by several workers at once; it must not keep the slice.
	Sampled func(outputs []float64)
}

// Result is what a study found.
type Result struct {
	Factors     []Factor
	Points      int // base points
	Evaluations int
	Replicates  int
	HalfWidth   float64 // the widest half of a band among the judged outputs
	Passed      bool    // whether that is at most the plan's
	Outputs     []Output
}

// Output is what a study found of one output: its distribution's mean and variance, and indices in the
// order of the factors. A constant output has no variance to share: all its indices are 0.
type Output struct {
	Mean, Variance float64
	Constant       bool
	First, Total   []Index
}

// Index is a share of the variance and its band at 95 %. An index of a factor that the model ignores is
// exactly 0 with a band of no width. An estimate may lie a little outside [0, 1], within its band.
type Index struct{ Value, Low, High float64 }

// HalfWidth is half of the width of the band.
func (x Index) HalfWidth() float64 { return (x.High - x.Low) / 2 }

// ErrNotFinite says that a model gave an output that is no finite number.
var ErrNotFinite = errors.New("sensitivity: the model gave an output that is not a finite number")

// dims returns the number of coordinates of a point.
func (p *Plan) dims() (n int) {
	for _, f := range p.Factors {
		n += f.Dims
	}
	return n
}

// filled checks a plan and returns it with its defaults.
func (p Plan) filled() (Plan, error) {
	if p.Replicates == 0 {
		p.Replicates = 16
	}
	p.Workers = max(p.Workers, 1)
	p.MaxPoints = max(p.MaxPoints, p.Points)
	if p.Judged == 0 {
		p.Judged = p.Outputs
	}
	switch {
	case len(p.Factors) == 0:
		return p, errors.New("sensitivity: a plan needs a factor")
	case p.Outputs < 1:
		return p, errors.New("sensitivity: a plan needs an output")
	case p.Judged < 0 || p.Judged > p.Outputs:
		return p, fmt.Errorf("sensitivity: %d of %d outputs cannot be judged", p.Judged, p.Outputs)
	case p.Replicates < 8:
		return p, fmt.Errorf("sensitivity: %d replicates are too few for a band; take 8 or more", p.Replicates)
	case p.Points < 2*p.Replicates:
		return p, fmt.Errorf("sensitivity: %d points are too few; take %d or more", p.Points, 2*p.Replicates)
	case !(p.HalfWidth >= 0):
		return p, fmt.Errorf("sensitivity: a band cannot be narrower than %v", p.HalfWidth)
	}
	for _, f := range p.Factors {
		if f.Dims < 1 {
			return p, fmt.Errorf("sensitivity: factor %q needs a coordinate", f.Name)
		}
	}
	if d := p.dims(); 2*d > MaxDims {
		return p, fmt.Errorf("sensitivity: factors have %d coordinates, more than %d", d, MaxDims/2)
	}
	return p, nil
}

// perReplicate returns how many base points each replicate has of n, a power of two.
func (p *Plan) perReplicate(n int) int {
	each := (n + p.Replicates - 1) / p.Replicates
	return 1 << bits.Len(uint(each-1))
}

// studentQuantile returns the 97.5 % point of Student's t for 7 or more degrees of freedom, within 1e-4, by
// Cornish and Fisher's expansion (Abramowitz and Stegun 1964, 26.7.5).
func studentQuantile(freedom int) float64 {
	const z = 1.959963984540054
	const z2 = z * z
	g := [4]float64{
		z * (z2 + 1) / 4,
		z * ((5*z2+16)*z2 + 3) / 96,
		z * (((3*z2+19)*z2+17)*z2 - 15) / 384,
		z * ((((79*z2+776)*z2+1482)*z2-1920)*z2 - 945) / 92160,
	}
	t, power := z, 1.0
	for _, c := range g {
		power /= float64(freedom)
		t += float64(c * power)
	}
	return t
}

// band returns an estimate with its band from what each replicate adds to its error.
func band(value float64, errs []float64) Index {
	var squares float64
	for _, e := range errs {
		squares += float64(e * e)
	}
	n := len(errs)
	half := float64(studentQuantile(n-1) * math.Sqrt(squares/float64(n*(n-1))))
	return Index{value, value - half, value + half}
}
