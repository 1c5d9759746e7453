package inequality

import (
	"errors"
	"fmt"
	"math"
)

// What can be wrong with an input.
var (
	ErrEmpty    = errors.New("there are no values")
	ErrLength   = errors.New("values, weights or labels are not of one length")
	ErrMissing  = errors.New("a value or weight is missing or not finite")
	ErrNegative = errors.New("a value or weight is negative")
	ErrZero     = errors.New("a value is zero where the measure needs positive ones")
	ErrTotal    = errors.New("values or weights add up to nothing, or beyond range")
	ErrSetting  = errors.New("a setting is out of range")
)

// Error says why there is no answer. It wraps one of the Err variables.
type Error struct {
	Unit  int // number of the unit at fault; -1 where it is not about one
	Value float64
	Err   error
}

func (e *Error) Error() string {
	if e.Unit < 0 {
		return "inequality: " + e.Err.Error()
	}
	return fmt.Sprintf("inequality: unit %d, %v: %v", e.Unit, e.Value, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

func fail(err error) error { return &Error{Unit: -1, Err: err} }

// sample is a checked input.
type sample struct {
	x, w   []float64 // w is nil where each counts once
	weight float64   // total
	mean   float64   // above 0
}

// newSample checks values and weights; positive asks for more than zero of every value.
func newSample(x, w []float64, positive bool) (sample, error) {
	s := sample{x: x, w: w}
	if len(x) == 0 {
		return s, fail(ErrEmpty)
	}
	if w != nil && len(w) != len(x) {
		return s, fail(ErrLength)
	}
	var weight, total sum
	for i, v := range x {
		if err := checkNumber(i, v); err != nil {
			return s, err
		}
		if positive && v == 0 {
			return s, &Error{i, v, ErrZero}
		}
		if w == nil {
			total.add(v)
			continue
		}
		if err := checkNumber(i, w[i]); err != nil {
			return s, err
		}
		weight.add(w[i])
		total.add(float64(w[i] * v))
	}
	s.weight = float64(len(x))
	if w != nil {
		s.weight = weight.value()
	}
	s.mean = total.value() / s.weight
	if !(s.weight > 0 && s.mean > 0) || math.IsInf(s.weight, 0) || math.IsInf(s.mean, 0) || math.IsInf(1/s.mean, 0) {
		return s, fail(ErrTotal)
	}
	return s, nil
}

func checkNumber(unit int, v float64) error {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return &Error{unit, v, ErrMissing}
	case v < 0:
		return &Error{unit, v, ErrNegative}
	}
	return nil
}

// share is a unit's share of all weight.
func (s *sample) share(i int) float64 {
	if s.w == nil {
		return 1 / s.weight
	}
	return s.w[i] / s.weight
}

// average returns the weighted mean of f over units.
func (s *sample) average(f func(x float64) float64) float64 {
	var total sum
	for i, v := range s.x {
		if s.w == nil {
			total.add(f(v))
		} else if s.w[i] > 0 {
			total.add(float64(s.w[i] * f(v)))
		}
	}
	return total.value() / s.weight
}

// sum adds up with the rounding errors carried along (Neumaier 1974).
type sum struct{ total, rest float64 }

func (s *sum) add(v float64) {
	t := s.total + v
	if math.Abs(s.total) >= math.Abs(v) {
		s.rest += (s.total - t) + v
	} else {
		s.rest += (v - t) + s.total
	}
	s.total = t
}

func (s *sum) value() float64 {
	if math.IsInf(s.total, 0) {
		return s.total
	}
	return s.total + s.rest
}
