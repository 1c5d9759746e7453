package random_test

import (
	"math"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/method/random"
)

// The stream of seed 0: SplitMix64's first outputs are e220a8397b1dcdaf, 6e789e6aa1b965f4,
// 06c45d188009454f, f88bb8a8724c81ec (published with the generator), and the first output of
// xoshiro256++ follows from them by hand.
func TestStreamIsTheGenerators(t *testing.T) {
	rotate := func(x uint64, k int) uint64 { return x<<k | x>>(64-k) }
	var s0, s3 uint64 = 0xe220a8397b1dcdaf, 0xf88bb8a8724c81ec
	if got, want := random.New(0).Uint64(), rotate(s0+s3, 23)+s0; got != want {
		t.Errorf("first number of seed 0 is %x, want %x", got, want)
	}
}

func TestSplitsDifferAndDoNotDisturb(t *testing.T) {
	a, b := random.New(7), random.New(7)
	first, second := a.Split(0).Uint64(), a.Split(1).Uint64()
	if first == second {
		t.Error("two parts have one stream")
	}
	if a.Uint64() != b.Uint64() {
		t.Error("splitting moved the stream on")
	}
	if b.Split(0).Uint64() == first {
		t.Error("a part of a later state repeats a part of an earlier one")
	}
}

func TestMomentsOfNumbers(t *testing.T) {
	r := random.New(1)
	const n = 200_000
	var u, z, zz float64
	counts := make([]int, 7)
	for range n {
		u += r.Float64()
		x := r.Normal()
		z += x
		zz += x * x
		counts[r.IntN(7)]++
	}
	if math.Abs(u/n-0.5) > 0.003 || math.Abs(z/n) > 0.01 || math.Abs(zz/n-1) > 0.02 {
		t.Errorf("means %v, %v and variance %v of uniform and normal numbers", u/n, z/n, zz/n)
	}
	for i, c := range counts {
		if math.Abs(float64(c)-n/7) > 900 {
			t.Errorf("%d came %d times of %d/7", i, c, n)
		}
	}
}

func TestShuffleKeepsEverything(t *testing.T) {
	r, x := random.New(3), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	before := slices.Clone(x)
	r.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	if slices.Equal(x, before) {
		t.Error("nothing moved")
	}
	slices.Sort(x)
	if !slices.Equal(x, before) {
		t.Errorf("lost something: %v", x)
	}
}
