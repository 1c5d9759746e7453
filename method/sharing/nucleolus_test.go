package sharing_test

import (
	"fmt"
	"math"
	"math/bits"
	"testing"

	"github.com/yipanqi/yipanqi/method/sharing"
)

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = string(rune('A' + i))
	}
	return list
}

// microsoft is the generator of Microsoft's C runtime, which the published games are made with.
type microsoft uint32

func (s *microsoft) rand() float64 {
	*s = *s*214013 + 2531011
	return float64(*s >> 16 & 0x7fff)
}

func (s *microsoft) below(n int) float64 { return float64(int(s.rand()) % n) }

// published rebuilds a game of blrzsvrzs/nucleolus (Benedek, Fliege and Nguyen 2021) from its seed, as its
// README describes the types.
func published(kind, n int, seed uint32) []float64 {
	s := microsoft(seed)
	v := make([]float64, 1<<n)
	last := len(v) - 1
	switch kind {
	case 1:
		v[last] = s.below(201) + float64(100*(n-2))
		for c := 1; c < last; c++ {
			if size := bits.OnesCount(uint(c)); size > 1 {
				v[c] = s.below(100*size) + 1
			}
		}
	case 2, 4:
		most := 50 * n
		if kind == 4 {
			most = n
		}
		for c := 3; c < len(v); c++ {
			if c&(c-1) != 0 {
				v[c] = s.below(most) + 1
			}
		}
	case 3:
		v[last] = 1
		draw := s.below(10)
		for i := range n {
			if draw < 9 {
				v[last&^(1<<i)] = 1
			}
			draw = s.below(10)
			for j := i + 1; j < n; j++ {
				if draw < 9 {
					v[last&^(1<<i|1<<j)] = 1
				}
				draw = s.below(10)
			}
		}
	}
	return v
}

func table(t testing.TB, kind sharing.Kind, values ...float64) *sharing.Game {
	t.Helper()
	g, err := sharing.NewTable(names(bits.Len(uint(len(values)))-1), kind, values)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func near(a, b []float64, tolerance float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= tolerance) {
			return false
		}
	}
	return len(a) == len(b)
}

func TestScratch(t *testing.T) {
	for _, c := range []struct {
		kind, n int
		seed    uint32
	}{{1, 5, 461125}, {2, 5, 461156}, {3, 5, 461296}, {4, 5, 461328}, {1, 10, 468187}} {
		g := table(t, sharing.Benefit, published(c.kind, c.n, c.seed)...)
		a, err := sharing.Nucleolus(g)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(a.Exact, a.Shares, a.Certificate.Valid, len(a.Certificate.Levels))
	}
}
