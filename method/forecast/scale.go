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
}

// Plain is the scale of the units themselves, for values that may be negative.
func Plain() Scale { return Scale{'p', math.Inf(-1), math.Inf(1)} }

// NonNegative is for amounts: logarithms where every value is positive, otherwise units, of which no
// forecast is below zero.
func NonNegative() Scale { return Scale{0, 0, math.Inf(1)} }

// Bounded is the logit scale between two bounds, for shares (0, 100) or days in a year (0, 365). No
// forecast leaves the bounds.
func Bounded(low, high float64) Scale { return Scale{'b', low, high} }

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
	if s.kind == 0 {
		s.kind = 'p'
		if positive {
			s.kind, s.low = 'l', 0
		}
	}
	return s, nil
}

// inside moves a value at the bound of a logit scale inside by a thousandth of the range.
func (s Scale) inside(v float64) (float64, bool) {
	if s.kind != 'b' || v != v {
		return v, false
	}
	edge := (s.high - s.low) / 1000
	in := math.Min(math.Max(v, s.low+edge), s.high-edge)
	return in, in != v
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
