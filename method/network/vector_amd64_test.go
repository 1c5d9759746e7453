package network

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestVectorsAgreeWithLoops does the same work with every kind of instructions that there is.
func TestVectorsAgreeWithLoops(t *testing.T) {
	if vectors == 0 {
		t.Log("this processor has no such instructions: the loops are compared with themselves")
	}
	all := vectors
	defer func() { vectors = all }()
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		h := prepared(t, g, nil, 1)
		from := rapid.SliceOfN(rapid.Int32Range(0, int32(g.Nodes()-1)), 0, 130).Draw(t, "from")
		weights := make([]int32, g.Nodes())
		for v := range weights {
			weights[v] = int32(v * 1_000_003 % (1 << 30))
		}
		within := rapid.Int32Range(0, 300).Draw(t, "within")
		type result struct {
			w, perfect, cells []int32
			sums, shells      []int64
		}
		run := func(bits int) (r result) {
			vectors = min(bits, all)
			m := customised(t, h, nil, 1)
			s := m.Sweep(true, 1)
			f, err := s.Field(weights)
			if err != nil {
				t.Fatal(err)
			}
			return result{m.w, m.perfect(1), s.Targets(nil).Matrix(from, nil, 1),
				f.within(from, within, 1, false), f.within(from, within, 1, true)}
		}
		want := run(0)
		for _, bits := range []int{256, 512} {
			got := run(bits)
			if !slices.Equal(got.w, want.w) || !slices.Equal(got.perfect, want.perfect) ||
				!slices.Equal(got.cells, want.cells) || !slices.Equal(got.sums, want.sums) ||
				!slices.Equal(got.shells, want.shells) {
				t.Fatalf("%d bits: %v, want %v", bits, got, want)
			}
		}
	})
}
