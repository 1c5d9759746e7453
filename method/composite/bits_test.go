package composite_test

import (
	"hash/fnv"
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

// The sum stands for every bit of thirty indices and a study. It was the same on amd64 and on arm64, which fuses
// multiply and add where it is not told otherwise.
func TestSameBits(t *testing.T) {
	g := readGold(t)
	h := fnv.New64a()
	put := func(x float64) {
		bits := math.Float64bits(x)
		for range 8 {
			_, _ = h.Write([]byte{byte(bits)})
			bits >>= 8
		}
	}
	for _, normalise := range open().Normalisation {
		for _, aggregation := range []composite.Aggregation{composite.Arithmetic, composite.Geometric, composite.Harmonic,
			composite.Copeland, composite.BenefitOfDoubt} {
			for _, weighting := range []composite.Weighting{composite.Given, composite.PCA, composite.Entropy} {
				recipe := asPeer(normalise, aggregation, composite.Arithmetic)
				recipe.Weighting = []composite.Weighting{weighting}
				for _, column := range build(t, g.framework, g.data, recipe).Scores {
					for _, x := range column {
						put(x)
					}
				}
			}
		}
	}
	c := open()
	c.Noise = []float64{0.1, 0.2, 0.2}
	s, err := composite.Vary(g.framework, g.data, asPeer(composite.Normalisation{}), c, composite.Trial{Points: 256})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Factors {
		put(s.Shift.First[i].Low)
		put(s.Shift.Total[i].High)
	}
	const want uint64 = 0x75b162c959c8defc
	if got := h.Sum64(); got != want {
		t.Errorf("the sum is %#x, want %#x", got, want)
	}
}
