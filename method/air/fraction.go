package air

import (
	"math/big"

	"github.com/yipanqi/yipanqi/measure/decimal"
)

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

// round rounds to places, half to even; None where there is no fraction.
func (f fraction) round(places int) decimal.Decimal {
	if f.wide != nil {
		return decimal.Round(f.wide, places)
	}
	return decimal.Quo(f.num, f.den, places)
}

// roundHalfEven returns num ÷ den rounded half to even (GB/T 8170-2008), for num and den not negative
// and less than 2^62. Whether to step up is a coin's toss, so it is a sign bit and not a branch.
func roundHalfEven(num, den int64) int64 {
	q := num / den
	rest := den - 2*(num-q*den)
	q -= rest >> 63 // the remainder is more than half
	if rest == 0 {
		q += q & 1
	}
	return q
}
