package sharing

import (
	"fmt"
	"math/big"
	"math/bits"
	"slices"
)

// Shapley returns the Shapley value: what a player adds, averaged over all orders of arrival. Airport,
// Network and Voting games have closed forms; any other game of at most MaxTable players is summed over
// all coalitions, exactly. Beyond that it fails with ErrTooMany: use SampleShapley.
func Shapley(g *Game) (Allocation, error) {
	switch form := g.Form.(type) {
	case Airport:
		return exact(ShapleyRule, airportShapley(form)), nil
	case Network:
		return exact(ShapleyRule, networkShapley(form, g.n())), nil
	case Voting:
		if shares, ok := votingShapley(form); ok {
			return exact(ShapleyRule, shares), nil
		}
	}
	w, err := wholeOf(g)
	if err != nil {
		return Allocation{}, err
	}
	return w.shapley(), nil
}

// shapley uses that the Shapley value is
//
//	v(N)/n + B(i) − mean of B,  B(i) = Σ v(S) / ((n−1)·C(n−2, |S|−1)) over S with i, S ≠ N,
//
// and that lcm(1…n−1) is a common denominator of the weights, so that the sums are of whole numbers.
// docs/methods/sharing.md derives both. One pass over the table, two additions for each coalition.
func (w *whole) shapley() Allocation {
	n := w.n
	shares := make([]*big.Rat, n)
	equal := big.NewRat(w.grand(), int64(n))
	if n == 1 {
		return w.allocation(ShapleyRule, []*big.Rat{equal})
	}
	lcm := int64(1)
	for k := int64(2); k < int64(n); k++ {
		lcm *= k / gcd(lcm, k)
	}
	weights := make([]uint64, n+1) // none for the empty coalition and for everybody
	for s := 1; s < n; s++ {
		weights[s] = uint64(lcm / (int64(n-1) * binomial(n-2, s-1)))
	}
	sums, _ := w.sums(weights)
	mean := new(big.Rat)
	for _, b := range sums {
		mean.Add(mean, new(big.Rat).SetFrac(b, big.NewInt(lcm*int64(n))))
	}
	for i, b := range sums {
		shares[i] = new(big.Rat).SetFrac(b, big.NewInt(lcm))
		shares[i].Add(shares[i].Sub(shares[i], mean), equal)
	}
	return w.allocation(ShapleyRule, shares)
}

func binomial(n, k int) int64 { return new(big.Int).Binomial(int64(n), int64(k)).Int64() }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// sums returns, for every player, the sum over the coalitions with him of weight by size × (worth −
// the least worth), and the sum over all coalitions. The shift makes everything unsigned and drops out of
// the values. Sums are of 128 bits: 2²⁵ coalitions × 2³³ × 2⁵⁴ fit.
func (w *whole) sums(weights []uint64) (players []*big.Int, all *big.Int) {
	least := w.v[0]
	for _, v := range w.v {
		if v < least {
			least = v
		}
	}
	low := w.n / 2
	lowSums := make([]uint128, 1<<low)
	highSums := make([]uint128, 1<<(w.n-low))
	sizes := make([]uint8, 1<<low)
	for c := range sizes {
		sizes[c] = uint8(bits.OnesCount(uint(c)))
	}
	for h := range highSums {
		block := w.v[h<<low : (h+1)<<low]
		bySize := weights[bits.OnesCount(uint(h)):]
		var sum uint128
		for l, v := range block {
			hi, lo := bits.Mul64(uint64(v-least), bySize[sizes[l]])
			lowSums[l].add(hi, lo)
			sum.add(hi, lo)
		}
		highSums[h] = sum
	}
	players = append(fold(lowSums, low), fold(highSums, w.n-low)...)
	all = new(big.Int)
	for _, s := range highSums {
		all.Add(all, s.big())
	}
	return players, all
}

// fold returns for each of n bits the sum of the elements whose number has it.
func fold(sums []uint128, n int) []*big.Int {
	out := make([]*big.Int, n)
	sums = slices.Clone(sums)
	for bit := n - 1; bit >= 0; bit-- {
		half := 1 << bit
		var with uint128
		for i, s := range sums[half:] {
			with.add(s.hi, s.lo)
			sums[i].add(s.hi, s.lo)
		}
		out[bit], sums = with.big(), sums[:half]
	}
	return out
}

type uint128 struct{ hi, lo uint64 }

func (s *uint128) add(hi, lo uint64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, lo, 0)
	s.hi += hi + carry
}

func (s uint128) big() *big.Int {
	b := new(big.Int).SetUint64(s.hi)
	return b.Add(b.Lsh(b, 64), new(big.Int).SetUint64(s.lo))
}

// Banzhaf returns the Banzhaf value: what a player adds, averaged over all coalitions of the others.
// Its shares do not add up to the whole; in a voting game they are the chances to be decisive.
func Banzhaf(g *Game) (Allocation, error) {
	if form, ok := g.Form.(Voting); ok {
		if shares, ok := votingBanzhaf(form); ok {
			return exact(BanzhafRule, shares), nil
		}
	}
	w, err := wholeOf(g)
	if err != nil {
		return Allocation{}, fmt.Errorf("banzhaf: %w", err)
	}
	ones := make([]uint64, w.n+1)
	for s := range ones {
		ones[s] = 1
	}
	sums, all := w.sums(ones)
	shares := make([]*big.Rat, w.n)
	half := new(big.Int).Lsh(big.NewInt(1), uint(w.n-1))
	for i, b := range sums {
		twice := new(big.Int).Lsh(b, 1)
		shares[i] = new(big.Rat).SetFrac(twice.Sub(twice, all), half)
	}
	return w.allocation(BanzhafRule, shares), nil
}
