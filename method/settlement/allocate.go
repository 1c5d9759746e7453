package settlement

import (
	"errors"
	"math/big"
	"math/bits"
	"slices"
)

// ErrWeights refuses weights by which nothing can be divided.
var ErrWeights = errors.New("weights must not be below zero, and one must be above")

// Allocate divides a total by weights to whole fen by the method of largest remainder (Hamilton): each
// party gets the whole fen of its exact share, and the fen left over go one by one to the largest
// fractions cut off, of equal ones to the party that comes first. The parts sum to the total, and none
// differs from its exact share by a fen or more. A negative total is divided as its opposite is.
// Weights need no common scale; ErrWeights where one is nil or below zero, or none is above.
func Allocate(total Fen, weights []*big.Rat) ([]Fen, error) {
	denominator := big.NewInt(1) // common to all weights
	gcd := new(big.Int)
	for _, w := range weights {
		if w == nil || w.Sign() < 0 {
			return nil, ErrWeights
		}
		gcd.GCD(nil, nil, denominator, w.Denom())
		denominator.Mul(denominator, new(big.Int).Quo(w.Denom(), gcd))
	}
	whole := make([]*big.Int, len(weights))
	sum := new(big.Int)
	for i, w := range weights {
		whole[i] = new(big.Int).Quo(denominator, w.Denom())
		whole[i].Mul(whole[i], w.Num())
		sum.Add(sum, whole[i])
	}
	if sum.Sign() == 0 {
		return nil, ErrWeights
	}
	if !sum.IsUint64() {
		return divideLarge(total, whole, sum), nil
	}
	small := make([]uint64, len(whole))
	for i, w := range whole {
		small[i] = w.Uint64()
	}
	return divide(total, small, sum.Uint64()), nil
}

// AllocateByParts is Allocate by whole numbers, as in 1:5:4.
func AllocateByParts(total Fen, parts []int64) ([]Fen, error) {
	weights := make([]uint64, len(parts))
	var sum uint64
	for i, p := range parts {
		var over uint64
		weights[i] = uint64(p)
		if sum, over = bits.Add64(sum, weights[i], 0); p < 0 || over != 0 {
			return allocateLarge(total, parts)
		}
	}
	if sum == 0 {
		return nil, ErrWeights
	}
	return divide(total, weights, sum), nil
}

func allocateLarge(total Fen, parts []int64) ([]Fen, error) {
	weights := make([]*big.Rat, len(parts))
	for i, p := range parts {
		weights[i] = new(big.Rat).SetInt64(p)
	}
	return Allocate(total, weights)
}

// divide divides by weights whose sum fits; products are 128 bits wide.
func divide(total Fen, weights []uint64, sum uint64) []Fen {
	size := magnitude(total)
	parts, rest := make([]uint64, len(weights)), make([]uint64, len(weights))
	left := size
	for i, w := range weights {
		high, low := bits.Mul64(size, w)
		parts[i], rest[i] = bits.Div64(high, low, sum) // high < sum, since size < 2^64 and w ≤ sum
		left -= parts[i]
	}
	return share(total, parts, left, func(a, b int) bool { return rest[a] > rest[b] })
}

func divideLarge(total Fen, weights []*big.Int, sum *big.Int) []Fen {
	size := new(big.Int).SetUint64(magnitude(total))
	parts, rest := make([]uint64, len(weights)), make([]*big.Int, len(weights))
	left := size.Uint64()
	for i, w := range weights {
		part := new(big.Int)
		part, rest[i] = part.QuoRem(new(big.Int).Mul(size, w), sum, new(big.Int))
		parts[i] = part.Uint64()
		left -= parts[i]
	}
	return share(total, parts, left, func(a, b int) bool { return rest[a].Cmp(rest[b]) > 0 })
}

func magnitude(f Fen) uint64 {
	if f < 0 {
		return -uint64(f)
	}
	return uint64(f)
}

// share hands out the fen left over, and gives the parts the sign of the total.
func share(total Fen, parts []uint64, left uint64, larger func(a, b int) bool) []Fen {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case larger(a, b):
			return -1
		case larger(b, a):
			return 1
		}
		return 0
	})
	for _, i := range order[:left] {
		parts[i]++
	}
	list := make([]Fen, len(parts))
	for i, p := range parts {
		list[i] = Fen(p)
		if total < 0 {
			list[i] = -Fen(p)
		}
	}
	return list
}
