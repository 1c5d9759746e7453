package air

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

// IsNone reports whether d has no value.
func (d Decimal) IsNone() bool { return d.Units == None.Units }

// Float returns the float64 nearest to d, NaN for None.
func (d Decimal) Float() float64 {
	if d.IsNone() {
		return math.NaN()
	}
	f, _ := strconv.ParseFloat(d.String(), 64) // a decimal is always a number
	return f
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
	for len(digits) <= int(d.Places) {
		digits = "0" + digits
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

// ParseDecimal reads digits with at most one point and nine places behind it, and a sign.
func ParseDecimal(s string) (Decimal, error) {
	whole, part, _ := strings.Cut(s, ".")
	units, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil || whole == "" || len(part) > 9 || strings.ContainsAny(part, "+-") {
		return None, fmt.Errorf("number %q: expected a decimal such as 75 or 0.05", s)
	}
	return Decimal{units, int8(len(part))}, nil
}

// UnmarshalText reads a decimal as ParseDecimal does.
func (d *Decimal) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDecimal(string(text))
	return err
}

// thousandths returns d × 1000, and false where that is not a whole number.
func (d Decimal) thousandths() (int64, bool) {
	units := d.Units
	for p := d.Places; p < 3; p++ {
		units *= 10
	}
	for p := d.Places; p > 3; p-- {
		if units%10 != 0 {
			return 0, false
		}
		units /= 10
	}
	return units, true
}

var powers = [...]int64{1, 10, 100, 1000, 10_000, 100_000, 1_000_000}

// fraction is an exact non-negative quotient; wide holds it where 64 bits do not.
type fraction struct {
	num, den int64
	wide     *big.Rat
}

func (f fraction) none() bool { return f.den == 0 && f.wide == nil }

// rat returns the fraction as a new big.Rat.
func (f fraction) rat() *big.Rat {
	if f.wide != nil {
		return new(big.Rat).Set(f.wide)
	}
	return big.NewRat(f.num, f.den)
}

// round rounds to places, half to even (GB/T 8170-2008).
func (f fraction) round(places int8) Decimal {
	switch {
	case f.none():
		return None
	case f.wide != nil:
		return roundRat(f.wide, places)
	}
	return Decimal{roundQuo(f.num, powers[places], f.den), places}
}

// roundQuo returns num × mul / den rounded half to even, for num and mul not negative and a result
// that fits.
func roundQuo(num, mul, den int64) int64 {
	hi, lo := bits.Mul64(uint64(num), uint64(mul))
	q, r := bits.Div64(hi, lo, uint64(den))
	if half := uint64(den) - r; r > half || r == half && q&1 == 1 {
		q++
	}
	return int64(q)
}

// roundHalfEven returns num ÷ den rounded half to even, for num and den not negative and less than
// 2^62. Whether to step up is a coin's toss, so it is a sign bit and not a branch.
func roundHalfEven(num, den int64) int64 {
	q := num / den
	rest := den - 2*(num-q*den)
	q -= rest >> 63 // the remainder is more than half
	if rest == 0 {
		q += q & 1
	}
	return q
}

// roundRat rounds half to even.
func roundRat(x *big.Rat, places int8) Decimal {
	num := new(big.Int).Mul(x.Num(), big.NewInt(powers[places]))
	q, r := new(big.Int).QuoRem(num, x.Denom(), new(big.Int))
	twice := r.Abs(r).Lsh(r, 1)
	if c := twice.Cmp(x.Denom()); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(int64(num.Sign())))
	}
	return Decimal{q.Int64(), places}
}
