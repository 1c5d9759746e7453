package measure

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Dimension counts the exponents of what a quantity measures.
type Dimension struct{ Person, Length, Money, Time, Mass, Item int8 }

// maxPower keeps exponents far from the ends of int8, so that adding two never wraps around.
const maxPower = 20

func (d Dimension) beyondReason() bool {
	for _, n := range [...]int8{d.Person, d.Length, d.Money, d.Time, d.Mass, d.Item} {
		if n > maxPower || n < -maxPower {
			return true
		}
	}
	return false
}

// Kind tells apart dimensionless units that must not be mixed.
type Kind uint8

// Kinds of unit.
const (
	Plain  Kind = iota
	Share       // a ratio shown in percent or per mille; differences of shares are points
	Points      // percentage points: a difference of shares
	Index       // a level relative to a base year = 100
)

// Unit is a unit of measurement: a symbol as users write it, a dimension, and the exact factor
// Num/Den that turns it into the coherent unit of its dimension (person, metre, yuan, day, gram,
// item; for shares the plain ratio).
type Unit struct {
	Symbol   string
	Dim      Dimension
	Num, Den uint64
	Kind     Kind
}

// One is the unit of a bare number.
var One = Unit{Symbol: "1", Num: 1, Den: 1}

// Percent and PercentagePoint are the units of shares and of their differences.
var (
	Percent         = Unit{Symbol: "%", Num: 1, Den: 100, Kind: Share}
	PercentagePoint = Unit{Symbol: "pp", Num: 1, Den: 100, Kind: Points}
)

type atom struct {
	dim      Dimension
	num, den uint64
	kind     Kind
}

// atoms are the unit symbols, several spellings for one unit where users write several.
var atoms = map[string]atom{
	"1": {num: 1, den: 1},
	"%": {num: 1, den: 100, kind: Share}, "‰": {num: 1, den: 1000, kind: Share},
	"pp": {num: 1, den: 100, kind: Points}, "个百分点": {num: 1, den: 100, kind: Points},
	"人": {dim: Dimension{Person: 1}, num: 1, den: 1}, "万人": {dim: Dimension{Person: 1}, num: 1e4, den: 1},
	"亿人": {dim: Dimension{Person: 1}, num: 1e8, den: 1},
	"m":  {dim: Dimension{Length: 1}, num: 1, den: 1}, "km": {dim: Dimension{Length: 1}, num: 1000, den: 1},
	"公里":  {dim: Dimension{Length: 1}, num: 1000, den: 1},
	"km2": {dim: Dimension{Length: 2}, num: 1e6, den: 1}, "km²": {dim: Dimension{Length: 2}, num: 1e6, den: 1},
	"亩": {dim: Dimension{Length: 2}, num: 2000, den: 3}, "万亩": {dim: Dimension{Length: 2}, num: 2e7, den: 3},
	"平方公里": {dim: Dimension{Length: 2}, num: 1e6, den: 1}, "m2": {dim: Dimension{Length: 2}, num: 1, den: 1},
	"m3": {dim: Dimension{Length: 3}, num: 1, den: 1}, "亿m3": {dim: Dimension{Length: 3}, num: 1e8, den: 1},
	"元": {dim: Dimension{Money: 1}, num: 1, den: 1}, "万元": {dim: Dimension{Money: 1}, num: 1e4, den: 1},
	"亿元": {dim: Dimension{Money: 1}, num: 1e8, den: 1}, "万亿元": {dim: Dimension{Money: 1}, num: 1e12, den: 1},
	"d": {dim: Dimension{Time: 1}, num: 1, den: 1}, "天": {dim: Dimension{Time: 1}, num: 1, den: 1},
	"h":   {dim: Dimension{Time: 1}, num: 1, den: 24},
	"min": {dim: Dimension{Time: 1}, num: 1, den: 1440}, "分钟": {dim: Dimension{Time: 1}, num: 1, den: 1440},
	"s": {dim: Dimension{Time: 1}, num: 1, den: 86400},
	"g": {dim: Dimension{Mass: 1}, num: 1, den: 1}, "mg": {dim: Dimension{Mass: 1}, num: 1, den: 1000},
	"µg": {dim: Dimension{Mass: 1}, num: 1, den: 1e6}, "kg": {dim: Dimension{Mass: 1}, num: 1000, den: 1},
	"t": {dim: Dimension{Mass: 1}, num: 1e6, den: 1}, "万t": {dim: Dimension{Mass: 1}, num: 1e10, den: 1},
	"L": {dim: Dimension{Length: 3}, num: 1, den: 1000},
	"个": {dim: Dimension{Item: 1}, num: 1, den: 1}, "万个": {dim: Dimension{Item: 1}, num: 1e4, den: 1},
	"人次": {dim: Dimension{Item: 1}, num: 1, den: 1}, "万人次": {dim: Dimension{Item: 1}, num: 1e4, den: 1},
	"亿人次": {dim: Dimension{Item: 1}, num: 1e8, den: 1},
	"项":   {dim: Dimension{Item: 1}, num: 1, den: 1}, "座": {dim: Dimension{Item: 1}, num: 1, den: 1},
}

// ParseUnit reads a unit: atoms joined by "/" and "·", each divisor optionally with a leading power
// of ten ("km/100km2"), or an index with its base ("2019=100").
func ParseUnit(s string) (Unit, error) {
	if base, ok := strings.CutSuffix(s, "=100"); ok {
		if _, err := digits(base); err != nil || len(base) != 4 {
			return Unit{}, fmt.Errorf("unit %q: an index is written like 2019=100", s)
		}
		return Unit{Symbol: s, Num: 1, Den: 1, Kind: Index}, nil
	}
	u := One
	for i, part := range strings.Split(s, "/") {
		for _, factor := range strings.Split(part, "·") {
			f, err := parseFactor(factor)
			if err != nil {
				return Unit{}, fmt.Errorf("unit %q: %w", s, err)
			}
			if i > 0 {
				u, err = u.Div(f)
			} else {
				u, err = u.Mul(f)
			}
			if err != nil {
				return Unit{}, fmt.Errorf("unit %q: %w", s, err)
			}
			if i == 0 && s == factor {
				u.Kind = f.Kind
			}
		}
	}
	u.Symbol = s
	return u, nil
}

// MustUnit is ParseUnit for units known to be right.
func MustUnit(s string) Unit {
	u, err := ParseUnit(s)
	if err != nil {
		panic(err)
	}
	return u
}

func parseFactor(s string) (Unit, error) {
	if a, ok := atoms[s]; ok {
		return Unit{Symbol: s, Dim: a.dim, Num: a.num, Den: a.den, Kind: a.kind}, nil
	}
	name := strings.TrimLeft(s, "0123456789")
	if a, ok := atoms[name]; ok && name != s && a.kind == Plain {
		n, err := strconv.ParseUint(s[:len(s)-len(name)], 10, 64)
		if err != nil || n == 0 || a.num > (1<<63)/n {
			return Unit{}, fmt.Errorf("%q: the number before the unit must lie in 1…", s)
		}
		return Unit{Symbol: s, Dim: a.dim, Num: a.num * n, Den: a.den}.reduced(), nil
	}
	return Unit{}, fmt.Errorf("unknown unit %q", s)
}

// Mul returns the unit of a product. Shares, points and indices count as bare ratios in it.
func (u Unit) Mul(v Unit) (Unit, error) { return u.combine(v, v.Num, v.Den, +1) }

// Div returns the unit of a quotient.
func (u Unit) Div(v Unit) (Unit, error) { return u.combine(v, v.Den, v.Num, -1) }

func (u Unit) combine(v Unit, num, den uint64, sign int8) (Unit, error) {
	a := Unit{Num: u.Num, Den: den}.reduced()
	b := Unit{Num: num, Den: u.Den}.reduced()
	hiN, n := bits.Mul64(a.Num, b.Num)
	hiD, d := bits.Mul64(a.Den, b.Den)
	if hiN != 0 || hiD != 0 {
		return Unit{}, fmt.Errorf("units %s and %s combine to a factor beyond range", u.Symbol, v.Symbol)
	}
	w := Unit{Num: n, Den: d, Dim: Dimension{
		Person: u.Dim.Person + sign*v.Dim.Person, Length: u.Dim.Length + sign*v.Dim.Length,
		Money: u.Dim.Money + sign*v.Dim.Money, Time: u.Dim.Time + sign*v.Dim.Time,
		Mass: u.Dim.Mass + sign*v.Dim.Mass, Item: u.Dim.Item + sign*v.Dim.Item,
	}}
	if w.Dim.beyondReason() {
		return Unit{}, fmt.Errorf("units %s and %s combine to a power above %d", u.Symbol, v.Symbol, maxPower)
	}
	joint := "·"
	if sign < 0 {
		joint = "/"
	}
	switch {
	case v.Symbol == "1":
		w.Symbol = u.Symbol
	case u.Symbol == "1" && sign > 0:
		w.Symbol = v.Symbol
	default:
		w.Symbol = u.Symbol + joint + v.Symbol
	}
	return w.reduced(), nil
}

func (u Unit) reduced() Unit {
	a, b := u.Num, u.Den
	for b != 0 {
		a, b = b, a%b
	}
	if a > 1 {
		u.Num, u.Den = u.Num/a, u.Den/a
	}
	return u
}

// SameDimension reports whether values in u and v differ by a factor only. Index levels agree only
// with the same base, shares and points only with their like or with bare ratios.
func (u Unit) SameDimension(v Unit) bool {
	if u.Dim != v.Dim {
		return false
	}
	if u.Kind == Index || v.Kind == Index {
		return u.Symbol == v.Symbol
	}
	return u.Kind == v.Kind || u.Kind == Plain || v.Kind == Plain
}

// FactorTo returns the exact fraction num/den by which a value in u becomes a value in v. The units
// must be of the same dimension.
func (u Unit) FactorTo(v Unit) (num, den uint64, err error) {
	w, err := u.Div(v)
	if err != nil {
		return 0, 0, err
	}
	if w.Dim != (Dimension{}) {
		return 0, 0, fmt.Errorf("%s does not convert to %s", u.Symbol, v.Symbol)
	}
	return w.Num, w.Den, nil
}

func (u Unit) String() string { return u.Symbol }

// UnmarshalText reads a unit as ParseUnit does.
func (u *Unit) UnmarshalText(text []byte) (err error) {
	*u, err = ParseUnit(string(text))
	return err
}

// MarshalText writes the unit's symbol.
func (u Unit) MarshalText() ([]byte, error) { return []byte(u.Symbol), nil }
