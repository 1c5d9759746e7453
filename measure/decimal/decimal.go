// Package decimal holds exact decimal numbers and the rounding that makes them from exact fractions,
// for figures that must be right to the digit.
package decimal

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Decimal is an exact decimal: Units × 10^-Places. None has no value.
type Decimal struct {
	Units  int64
	Places int8
}

// None is the decimal of a figure there is no data for.
var None = Decimal{Units: math.MinInt64}

// maxPlaces is the number of places a decimal may have, so that powers of ten fit an int64.
const maxPlaces = 12

var powers = [maxPlaces + 1]uint64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
	1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000}

// IsNone reports whether d has no value.
func (d Decimal) IsNone() bool { return d.Units == None.Units }

// Rat returns d as a new fraction; nil for None.
func (d Decimal) Rat() *big.Rat {
	if d.IsNone() {
		return nil
	}
	return new(big.Rat).SetFrac(big.NewInt(d.Units), power(int(d.Places)))
}

// Float returns the float64 nearest to d, NaN for None.
func (d Decimal) Float() float64 {
	if d.IsNone() {
		return math.NaN()
	}
	f, _ := d.Rat().Float64()
	return f
}

// At returns d × 10^places, and false where that is not a whole number of 64 bits.
func (d Decimal) At(places int) (int64, bool) {
	units := d.Units
	for p := int(d.Places); p < places; p++ {
		if units > math.MaxInt64/10 || units < math.MinInt64/10 {
			return 0, false
		}
		units *= 10
	}
	for p := int(d.Places); p > places; p-- {
		if units%10 != 0 {
			return 0, false
		}
		units /= 10
	}
	return units, true
}

// String writes d with exactly its places; None is empty.
func (d Decimal) String() string {
	if d.IsNone() {
		return ""
	}
	sign, digits := "", strconv.FormatInt(d.Units, 10)
	if d.Units < 0 {
		sign, digits = "-", digits[1:]
	}
	if d.Places <= 0 {
		return sign + digits
	}
	if zeros := int(d.Places) + 1 - len(digits); zeros > 0 {
		digits = strings.Repeat("0", zeros) + digits
	}
	point := len(digits) - int(d.Places)
	return sign + digits[:point] + "." + digits[point:]
}

// MarshalJSON writes a number, or null for None.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d.IsNone() {
		return []byte("null"), nil
	}
	return []byte(d.String()), nil
}

// Parse reads a sign and digits with at most one point and twelve places behind it.
func Parse(s string) (Decimal, error) {
	whole, part, _ := strings.Cut(s, ".")
	units, err := strconv.ParseInt(whole+part, 10, 64)
	first := strings.TrimLeft(whole, "+-")
	if err != nil || first == "" || len(part) > maxPlaces || strings.ContainsAny(part, "+-") ||
		units == None.Units {
		return None, fmt.Errorf("number %q: expected a decimal such as 75 or 0.05", s)
	}
	return Decimal{units, int8(len(part))}, nil
}

// UnmarshalText reads a decimal as Parse does.
func (d *Decimal) UnmarshalText(text []byte) (err error) {
	*d, err = Parse(string(text))
	return err
}

// Round rounds x to places, half to even (GB/T 8170-2008). It is None for nil and for what does
// not fit.
func Round(x *big.Rat, places int) Decimal {
	if x == nil {
		return None
	}
	num := new(big.Int).Mul(x.Num(), power(places))
	q, r := new(big.Int).QuoRem(num, x.Denom(), new(big.Int))
	twice := r.Abs(r).Lsh(r, 1)
	if c := twice.Cmp(x.Denom()); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(num.Sign())))
	}
	if !q.IsInt64() {
		return None
	}
	return Decimal{q.Int64(), int8(places)}
}

// Quo returns num ÷ den rounded as Round does, and None where den is 0. It makes no fraction where
// whole numbers do.
func Quo(num, den int64, places int) Decimal {
	if den == 0 {
		return None
	}
	if num >= 0 && den > 0 && places <= maxPlaces {
		if hi, lo := bits.Mul64(uint64(num), powers[places]); hi < uint64(den) {
			q, rest := bits.Div64(hi, lo, uint64(den))
			if q < math.MaxInt64 {
				if lack := uint64(den) - rest; rest > lack || rest == lack && q&1 == 1 {
					q++
				}
				return Decimal{int64(q), int8(places)}
			}
		}
	}
	return Round(big.NewRat(num, den), places)
}

// RoundKeeping rounds as Round does, but to as many places more as keep one digit of a number that
// would become 0.
func RoundKeeping(x *big.Rat, places int) Decimal {
	d := Round(x, places)
	for d.Units == 0 && x.Sign() != 0 && places < maxPlaces {
		places++
		d = Round(x, places)
	}
	return d
}

// Percent returns 100 × part ÷ whole, rounded; None where the whole is 0.
func Percent(part, whole, places int) Decimal {
	return Quo(100*int64(part), int64(whole), places)
}

func power(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
