package forecast

import (
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
)

// Scale is how the values of a series may lie, and so on which scale its spread is measured. The zero
// Scale is automatic: logarithms where every value is positive, units otherwise.
type Scale struct {
	kind      byte // 0 automatic, 'p' units, 'l' logarithms, 'b' logit between bounds
	low, high float64
	unit      float64 // the power of ten values are rounded to, set by resolve; 0 when they are not
}

// Plain is the scale of the units themselves, for values that may be negative.
func Plain() Scale { return Scale{kind: 'p', low: math.Inf(-1), high: math.Inf(1)} }

// NonNegative is for amounts: logarithms where every value is positive, otherwise units, of which no
// forecast is below zero.
func NonNegative() Scale { return Scale{low: 0, high: math.Inf(1)} }

// Bounded is the logit scale between two bounds, for shares (0, 100) or days in a year (0, 365). No
// forecast leaves the bounds. A value at a bound counts as half the unit values are rounded to inside it
// (at most a hundredth of the range; a thousandth where values are not rounded), and so does a target at a
// bound: 100.0 is 99.95 or more.
func Bounded(low, high float64) Scale { return Scale{kind: 'b', low: low, high: high} }

// resolve checks the values and turns an automatic scale into a particular one.
func (s Scale) resolve(values []float64) (Scale, error) {
	if s == (Scale{}) {
		s.low, s.high = math.Inf(-1), math.Inf(1)
	}
	if !(s.low < s.high) || s.kind == 'b' && math.IsInf(s.high-s.low, 0) {
		return s, BadScale{s.low, s.high}
	}
	positive := true
	for i, v := range values {
		if measure.IsMissing(v) {
			continue
		}
		if v < s.low || v > s.high {
			return s, OutOfBounds{i, v, s.low, s.high}
		}
		positive = positive && v > 0
	}
	s.unit = rounded(values)
	if s.kind == 0 {
		s.kind = 'p'
		if positive {
			s.kind, s.low = 'l', 0
		}
	}
	return s, nil
}

// inside moves a value at the bound of a logit scale inside.
func (s Scale) inside(v float64) (float64, bool) {
	if s.kind != 'b' || v != v {
		return v, false
	}
	edge := (s.high - s.low) / 1000
	if s.unit > 0 {
		edge = math.Min(10*edge, s.unit/2)
	}
	in := math.Min(math.Max(v, s.low+edge), s.high-edge)
	return in, in != v
}

// roundings are the units that are looked for, the coarsest first.
var roundings = [...]float64{1e6, 1e5, 1e4, 1e3, 100, 10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6}

// rounded returns the coarsest power of ten that all values are multiples of, 0 if none is.
func rounded(values []float64) float64 {
	for _, unit := range roundings {
		whole := true
		for _, v := range values {
			if q := v / unit; !measure.IsMissing(v) && math.Abs(q-math.Round(q)) > 1e-9*math.Abs(q) {
				whole = false
				break
			}
		}
		if whole {
			return unit
		}
	}
	return 0
}

// work takes a value to the working scale; values at or beyond a bound go to ±Inf.
func (s Scale) work(v float64) float64 {
	switch s.kind {
	case 'l':
		if v <= 0 {
			return math.Inf(-1)
		}
		return portable.Log(v)
	case 'b':
		switch {
		case v <= s.low:
			return math.Inf(-1)
		case v >= s.high:
			return math.Inf(1)
		}
		return portable.Log((v - s.low) / (s.high - v))
	}
	return v
}

// units takes a value of the working scale back to units; the result is finite and within the bounds.
func (s Scale) units(w float64) float64 {
	switch s.kind {
	case 'l':
		return portable.Exp(math.Min(math.Max(w, -700), 700))
	case 'b':
		return s.low + (s.high-s.low)/(1+portable.Exp(-w))
	}
	return math.Min(math.Max(s.clamp(w), -math.MaxFloat64), math.MaxFloat64)
}

func (s Scale) clamp(v float64) float64 { return math.Min(math.Max(v, s.low), s.high) }
