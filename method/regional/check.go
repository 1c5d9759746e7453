package regional

import (
	"errors"
	"fmt"
	"math"
)

// What can be wrong with an input.
var (
	ErrTooFew    = errors.New("too few values")
	ErrLength    = errors.New("lists that belong together are not of one length")
	ErrMissing   = errors.New("a value is missing or not finite")
	ErrNegative  = errors.New("a value is negative")
	ErrZero      = errors.New("a value is zero where it must be positive")
	ErrTotal     = errors.New("values add up to nothing, or beyond range")
	ErrConstant  = errors.New("all values are the same")
	ErrSetting   = errors.New("a setting is out of range")
	ErrDiverges  = errors.New("differences grow so fast that no speed of convergence exists")
	ErrSingular  = errors.New("explaining variables depend on each other")
	ErrNeighbour = errors.New("neighbours are not among the regions, not mutual, or there are none")
)

// Error says why there is no answer. It wraps one of the Err variables.
type Error struct {
	At    int // place of the value at fault; -1 where it is not about one
	Value float64
	Err   error
}

func (e *Error) Error() string {
	if e.At < 0 {
		return "regional: " + e.Err.Error()
	}
	return fmt.Sprintf("regional: value %d, %v: %v", e.At, e.Value, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

func fail(err error) error { return &Error{At: -1, Err: err} }

// sign is what values must be.
type sign int

const (
	anySign sign = iota
	notNegative
	positive
)

// check asks for at least least values, all finite and of a sign.
func check(x []float64, least int, s sign) error {
	if len(x) < least {
		return fail(ErrTooFew)
	}
	for i, v := range x {
		switch {
		case math.IsNaN(v) || math.IsInf(v, 0):
			return &Error{i, v, ErrMissing}
		case v < 0 && s != anySign:
			return &Error{i, v, ErrNegative}
		case v == 0 && s == positive:
			return &Error{i, v, ErrZero}
		}
	}
	return nil
}

// finite is the end of a computation: what is beyond range is an error.
func finite(v float64) (float64, error) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fail(ErrTotal)
	}
	return v, nil
}

func sum(x []float64) (total float64) {
	for _, v := range x {
		total += v
	}
	return total
}

func mean(x []float64) float64 { return sum(x) / float64(len(x)) }
