package sharing

import (
	"math/bits"

	"github.com/yipanqi/yipanqi/method/random"
)

// prime is a Mersenne prime above every minor of a matrix of zeros and ones with MaxTable columns
// (Hadamard: at most 26¹³/2²⁵ < 2³⁷), so that ranks modulo it are the ranks.
const prime = 1<<61 - 1

func mulmod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return addmod(lo&prime, hi<<3|lo>>61)
}

func addmod(a, b uint64) uint64 {
	s := a + b
	if s >= prime {
		s -= prime
	}
	return s
}

func negmod(a uint64) uint64 {
	if a == 0 {
		return 0
	}
	return prime - a
}

func invmod(a uint64) uint64 { // Fermat: a^(prime−2)
	out, e := uint64(1), uint64(prime-2)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			out = mulmod(out, a)
		}
		a = mulmod(a, a)
	}
	return out
}

// span is the linear span of coalitions, as vectors of zeros and ones: a basis in reduced echelon form.
type span struct {
	n     int
	rows  [][]uint64
	pivot []int
}

func (s *span) rank() int { return len(s.rows) }

// rest returns what is left of c without its part in the span.
func (s *span) rest(c Coalition) []uint64 {
	v := make([]uint64, s.n)
	for i := range v {
		v[i] = uint64(c >> i & 1)
	}
	for k, row := range s.rows {
		if f := negmod(v[s.pivot[k]]); f != 0 {
			for i := range v {
				v[i] = addmod(v[i], mulmod(f, row[i]))
			}
		}
	}
	return v
}

// has reports whether c lies in the span.
func (s *span) has(c Coalition) bool {
	for _, v := range s.rest(c) {
		if v != 0 {
			return false
		}
	}
	return true
}

// add extends the span by c; false where c lies in it already.
func (s *span) add(c Coalition) bool {
	v := s.rest(c)
	p := 0
	for p < s.n && v[p] == 0 {
		p++
	}
	if p == s.n {
		return false
	}
	scale := invmod(v[p])
	for i := range v {
		v[i] = mulmod(v[i], scale)
	}
	for _, row := range s.rows {
		if f := negmod(row[p]); f != 0 {
			for i := range row {
				row[i] = addmod(row[i], mulmod(f, v[i]))
			}
		}
	}
	s.rows, s.pivot = append(s.rows, v), append(s.pivot, p)
	return true
}

// mark sets the bits of all coalitions that lie in the span, as two vectors of the orthogonal space
// tell, whose coordinates look random: each lets a coalition from outside pass once in 2⁶¹.
func (s *span) mark(settled bitset) {
	low := s.n / 2
	first, second := s.orthogonal(1), s.orthogonal(2)
	lows, highs := subsetSums(first[:low]), subsetSums(first[low:])
	lows2, highs2 := subsetSums(second[:low]), subsetSums(second[low:])
	for h, high := range highs {
		for l, v := range lows {
			if addmod(high, v) == 0 && addmod(highs2[h], lows2[l]) == 0 {
				settled.set(Coalition(h<<low | l))
			}
		}
	}
}

// orthogonal returns a vector whose product with everything in the span is 0.
func (s *span) orthogonal(seed uint64) []uint64 {
	free, key := make([]uint64, s.n), make([]uint64, s.n)
	source := random.New(seed)
	for i := range free {
		free[i] = source.Uint64() % prime
	}
	for _, p := range s.pivot {
		free[p] = 0
	}
	copy(key, free)
	for k, row := range s.rows {
		var sum uint64
		for i, v := range free {
			sum = addmod(sum, mulmod(v, row[i]))
		}
		key[s.pivot[k]] = negmod(sum)
	}
	return key
}

func subsetSums(v []uint64) []uint64 {
	sums := make([]uint64, 1<<len(v))
	for i, x := range v {
		for c := range 1 << i {
			sums[1<<i|c] = addmod(sums[c], x)
		}
	}
	return sums
}

// bitset is a set of coalitions.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (1<<n+63)/64) }

func (b bitset) set(c Coalition)      { b[c>>6] |= 1 << (c & 63) }
func (b bitset) has(c Coalition) bool { return b[c>>6]>>(c&63)&1 == 1 }
