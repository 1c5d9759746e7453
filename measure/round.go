package measure

import (
	"math"
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
	if out, sure := roundFast(v, decimals, r); sure {
		return out
	}
	return roundExact(v, decimals, r)
}

// roundExact rounds the shortest decimal of v as a fraction of big integers.
func roundExact(v float64, decimals int, r Rounding) float64 {
	text := strconv.FormatFloat(v, 'g', -1, 64)
	x, _ := new(big.Rat).SetString(text)
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(abs(decimals))), nil)
	shift := new(big.Rat).SetInt(power)
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

// powers are the powers of ten that a float64 holds exactly and that roundFast uses.
var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12}

// roundFast rounds in float64 and is sure of the result where the scaled value lies farther from
// the point of decision (a half; for Up a whole number) than scaling and the shortest decimal can
// move it: each is off by at most 2^-53 of the value. The last step, a quotient or product of
// exact numbers, rounds as the exact fraction would.
func roundFast(v float64, decimals int, r Rounding) (float64, bool) {
	if abs(decimals) >= len(powers) {
		return 0, false
	}
	power := powers[abs(decimals)]
	scaled := v / power
	if decimals >= 0 {
		scaled = float64(v * power)
	}
	size := math.Abs(scaled)
	whole := math.Floor(size)
	rest := size - whole
	doubt := math.Abs(rest - 0.5)
	if r == Up {
		doubt = min(rest, 1-rest)
	}
	if !(doubt > size*0x1p-50) || whole >= 1<<52 {
		return 0, false
	}
	if r == Up || rest > 0.5 {
		whole++
	}
	if scaled < 0 {
		whole = 0 - whole
	}
	if decimals < 0 {
		return float64(whole * power), true
	}
	return whole / power, true
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
	if v == 0 {
		return "0" // and not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
