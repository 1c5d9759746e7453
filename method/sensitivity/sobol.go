package sensitivity

import (
	_ "embed"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"sync"
)

// MaxDims is the largest dimension of a Sequence.
const MaxDims = 1024

//go:embed directions.txt
var directionText string

// directions are the direction numbers of every dimension, bit by bit from the highest, in 32 bits.
var directions = sync.OnceValue(func() [][32]uint32 {
	table := make([][32]uint32, 1, MaxDims)
	for k := range table[0] {
		table[0][k] = 1 << (31 - k)
	}
	for line := range strings.Lines(directionText) {
		if line[0] == '#' {
			continue
		}
		var row []uint32
		for _, field := range strings.Fields(line) {
			n, err := strconv.ParseUint(field, 10, 32)
			if err != nil {
				panic(err) // the table is part of the program
			}
			row = append(row, uint32(n))
		}
		table = append(table, directionsOf(int(row[0]), row[1], row[2:]))
	}
	return table
})

// directionsOf continues the first s numbers by the recurrence of the primitive polynomial.
func directionsOf(s int, a uint32, first []uint32) (v [32]uint32) {
	for k := range v {
		if k < s {
			v[k] = first[k] << (31 - k)
			continue
		}
		v[k] = v[k-s] ^ v[k-s]>>s
		for j := 1; j < s; j++ {
			if a>>(s-1-j)&1 == 1 {
				v[k] ^= v[k-j]
			}
		}
	}
	return v
}

// Sequence gives the points of a Sobol' sequence one after another, in the order of the Gray code
// (Antonov and Saleev 1979), at most 2³² of them. It is not safe for concurrent use.
type Sequence struct {
	numbers [][32]uint32
	state   []uint32
	keys    []uint64 // of the scrambling; nil without
	next    uint64
}

// NewSequence returns the plain sequence, whose first point is the origin.
func NewSequence(dims int) (*Sequence, error) {
	if dims < 1 || dims > MaxDims {
		return nil, fmt.Errorf("sensitivity: a sequence has 1 to %d dimensions, not %d", MaxDims, dims)
	}
	return &Sequence{numbers: directions()[:dims], state: make([]uint32, dims)}, nil
}

// NewScrambled returns the sequence under nested uniform scrambling (Owen 1995) by a seed: each point
// is uniform in the open unit cube, and together they lie as evenly as the plain ones.
func NewScrambled(dims int, seed uint64) (*Sequence, error) {
	s, err := NewSequence(dims)
	if err != nil {
		return nil, err
	}
	s.keys = make([]uint64, dims)
	for i := range s.keys {
		s.keys[i] = numbered(seed, uint64(i))
	}
	return s, nil
}

// Next writes the next point, as many coordinates as the sequence has dimensions.
func (s *Sequence) Next(point []float64) {
	if s.next > 0 {
		flip := bits.TrailingZeros64(s.next)
		for i := range s.state {
			s.state[i] ^= s.numbers[i][flip]
		}
	}
	s.next++
	for i, x := range s.state {
		if s.keys == nil {
			point[i] = float64(x) * 0x1p-32
		} else {
			point[i] = scrambled(x, s.keys[i])
		}
	}
}

// scrambled permutes the two halves of every dyadic interval that x lies in by a random bit of that
// interval, and places it at random within the last one. One random number has the bits of an interval, its two
// halves, their four, and so on to six levels, 63 bits in the order of a heap.
func scrambled(x uint32, key uint64) float64 {
	flips := uint64(0)
	for depth := 0; depth < 32; depth += 6 {
		random := numbered(key, uint64(1)<<depth|uint64(x)>>(32-depth))
		below := x << depth >> 26
		for level := range 6 {
			flips = flips<<1 | random>>(1<<level|below>>(6-level)&63)&1
		}
	}
	within := numbered(key, 1<<32|uint64(x)) >> 43
	return (float64((uint64(x)^flips>>4)<<21|within>>1<<1) + 1) * 0x1p-53
}

// numbered returns the random number n of a seed: SplitMix64 (Steele, Lea and Flood 2014) entered at n.
func numbered(seed, n uint64) uint64 {
	z := seed + (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
