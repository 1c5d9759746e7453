package measure

import (
	"math/big"
	"strconv"
)

// Rounding is a stated rule for rounding to a number of decimals.
type Rounding uint8

// Rounding rules.
const (
	HalfEven Rounding = iota // GB/T 8170-2008: to even at exactly half
	HalfUp                   // half away from zero
	Up                       // away from zero whenever anything is left over
)

// Round returns v rounded to decimals places by rule r, taken of the shortest decimal that reads
// back as v (what a user sees), not of the binary fraction behind it: 0.15 is exactly half here.
// Missing stays missing. decimals may be negative, for tens and hundreds.
func Round(v float64, decimals int, r Rounding) float64 {
	if IsMissing(v) || v-v != 0 {
		return v
	}
	text := strconv.FormatFloat(v, 'g', -1, 64)
	x, _ := new(big.Rat).SetString(text)
	shift := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(abs(decimals))), nil))
	if decimals < 0 {
		shift.Inv(shift)
	}
	x.Mul(x, shift)
	q, rem := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	if rem.Sign() != 0 && away(q, rem, x.Denom(), r) {
		q.Add(q, big.NewInt(int64(x.Sign())))
	}
	out := new(big.Rat).SetInt(q)
	out.Quo(out, shift)
	f, _ := out.Float64()
	return f
}

// away tells whether the quotient must step away from zero.
func away(q, rem, den *big.Int, r Rounding) bool {
	if r == Up {
		return true
	}
	twice := new(big.Int).Abs(rem)
	switch twice.Lsh(twice, 1).Cmp(den) {
	case 1:
		return true
	case 0:
		return r == HalfUp || q.Bit(0) == 1
	}
	return false
}

// Format writes v with exactly decimals places after rounding half to even; "" for missing.
func Format(v float64, decimals int) string {
	if IsMissing(v) {
		return ""
	}
	return strconv.FormatFloat(Round(v, decimals, HalfEven), 'f', max(decimals, 0), 64)
}

// Shortest writes the shortest decimal that reads back as v; "" for missing.
func Shortest(v float64) string {
	if IsMissing(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
