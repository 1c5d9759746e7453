// Package random makes seeded random numbers with the same bits on every machine, for simulations,
// permutation tests and sampled designs. Nothing in it is secret or seeded by chance.
package random

import (
	"math/bits"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Source is a stream of random numbers. Two sources of one seed give the same stream; a source is not
// safe for concurrent use: give every unit of work its own, by Split.
type Source struct{ s [4]uint64 }

// New returns the stream of a seed. Source: xoshiro256++ (Blackman and Vigna 2021), seeded by
// SplitMix64 (Steele, Lea and Flood 2014).
func New(seed uint64) *Source {
	var r Source
	for i := range r.s {
		seed += 0x9e3779b97f4a7c15
		z := seed
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		r.s[i] = z ^ z>>31
	}
	return &r
}

// Split returns the stream of a numbered part of the work, the same whatever order parts run in.
func (r *Source) Split(part uint64) *Source {
	return New(r.s[0] ^ bits.RotateLeft64(r.s[2], 17) ^ (part+1)*0xd1342543de82ef95)
}

// Uint64 returns 64 random bits.
func (r *Source) Uint64() uint64 {
	s := &r.s
	out := bits.RotateLeft64(s[0]+s[3], 23) + s[0]
	t := s[1] << 17
	s[2] ^= s[0]
	s[3] ^= s[1]
	s[1] ^= s[2]
	s[0] ^= s[3]
	s[2] ^= t
	s[3] = bits.RotateLeft64(s[3], 45)
	return out
}

// Float64 returns a number in (0, 1), of 53 random bits, never 0: a quantile function may take it.
func (r *Source) Float64() float64 { return (float64(r.Uint64()>>11) + 0.5) * 0x1p-53 }

// Normal returns a standard normal number, by inversion: one number of the stream each.
func (r *Source) Normal() float64 { return portable.NormalQuantile(r.Float64()) }

// IntN returns a number of 0 … n−1, each as likely as another (Lemire 2019). n must be positive.
func (r *Source) IntN(n int) int {
	bound := uint64(n)
	hi, lo := bits.Mul64(r.Uint64(), bound)
	if lo < bound {
		for least := -bound % bound; lo < least; {
			hi, lo = bits.Mul64(r.Uint64(), bound)
		}
	}
	return int(hi)
}

// Shuffle puts n things in random order by swaps (Fisher and Yates).
func (r *Source) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.IntN(i+1))
	}
}
