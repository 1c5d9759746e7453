package settle

import (
	"math/big"
	"slices"
	"strconv"
)

// Fen is an amount of money in hundredths of a yuan (分).
type Fen int64

// String writes the amount in yuan with two decimals.
func (f Fen) String() string {
	sign, u := "", uint64(f)
	if f < 0 {
		sign, u = "-", -u
	}
	cents := strconv.FormatUint(u%100, 10)
	if u%100 < 10 {
		cents = "0" + cents
	}
	return sign + strconv.FormatUint(u/100, 10) + "." + cents
}

// Allocate divides a total by weights, none below zero and one above, by largest remainder.
func Allocate(total Fen, weights []*big.Rat) []Fen {
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	sign, rest := Fen(1), total
	if total < 0 {
		sign, rest = -1, -total
	}
	whole := new(big.Rat).SetInt64(int64(rest))
	parts, left := make([]Fen, len(weights)), make([]*big.Rat, len(weights))
	order := make([]int, len(weights))
	for i, w := range weights {
		exact := new(big.Rat).Quo(new(big.Rat).Mul(whole, w), sum)
		floor := new(big.Int).Quo(exact.Num(), exact.Denom())
		parts[i] = Fen(floor.Int64())
		left[i] = exact.Sub(exact, new(big.Rat).SetInt(floor))
		rest -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return left[b].Cmp(left[a]) })
	for _, i := range order[:rest] {
		parts[i]++
	}
	for i := range parts {
		parts[i] *= sign
	}
	return parts
}
