package network

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/random"
)

// shape draws a graph of one of the kinds that real and awkward networks have: random, a grid, a star,
// a line, parts apart, with one-way, parallel, looping, closed links and links of no length.
func shape(t *rapid.T) *Graph {
	kind := rapid.SampledFrom([]string{"random", "grid", "star", "line", "apart", "empty"}).Draw(t, "kind")
	r := random.New(rapid.Uint64().Draw(t, "seed"))
	n := rapid.IntRange(1, 150).Draw(t, "nodes")
	longest := rapid.SampledFrom([]int{1, 4, 100, 1_000_000}).Draw(t, "longest")
	oneWay := rapid.Float64Range(0, 1).Draw(t, "one-way")
	var links []Link
	join := func(u, v int) {
		time := int32(r.IntN(longest))
		if r.IntN(20) == 0 {
			time = Infinity
		}
		links = append(links, Link{int32(u), int32(v), time})
		if r.Float64() > oneWay {
			links = append(links, Link{int32(v), int32(u), int32(r.IntN(longest))})
		}
	}
	side := 1
	for side*side < n {
		side++
	}
	for i := range n {
		switch kind {
		case "random":
			join(r.IntN(n), r.IntN(n))
			join(r.IntN(n), r.IntN(n))
		case "grid":
			if i%side != side-1 && i+1 < n {
				join(i, i+1)
			}
			if i+side < n {
				join(i, i+side)
			}
		case "star":
			join(0, i)
		case "line":
			if i > 0 {
				join(i-1, i)
			}
		case "apart":
			if j := r.IntN(n); j%3 == i%3 {
				join(i, j)
			}
		}
	}
	g, err := NewGraph(n, links)
	if err != nil {
		t.Fatal(err)
	}
	if kind == "grid" && r.IntN(2) == 0 {
		for i := range n {
			g.Place = append(g.Place, Point{float64(i % side), float64(i / side)})
		}
	}
	return g
}

// prepared contracts a graph with some nodes on top.
func prepared(t interface{ Fatal(...any) }, g *Graph, top []int32, threads int) *Hierarchy {
	h, err := Contract(g, Dissect(g, top, threads))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func customised(t interface{ Fatal(...any) }, h *Hierarchy, times []int32, threads int) *Metric {
	m, err := h.Customise(times, threads)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryWayOfAskingAgreesWithDijkstra(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		n := g.Nodes()
		nodes := rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 0, 70)
		m := customised(t, prepared(t, g, nodes.Draw(t, "top"), 1), nil, 1)
		from, to := nodes.Draw(t, "from"), nodes.Draw(t, "to")
		compare(t, g, m, from, to)
	})
}

// compare asks a metric in every way.
func compare(t *rapid.T, g *Graph, m *Metric, from, to []int32) {
	for _, perfect := range []bool{false, true} {
		s := m.Sweep(perfect, 1)
		some, all := s.Targets(to).Matrix(from, nil, 1), s.Targets(nil).Matrix(from, nil, 1)
		for i, u := range from {
			want := g.Dijkstra(u, m.times)
			if got := all[i*g.Nodes() : (i+1)*g.Nodes()]; !slices.Equal(got, want) {
				t.Fatalf("perfect %v: from %d to all: %v, want %v", perfect, u, got, want)
			}
			for j, v := range to {
				if got := some[i*len(to)+j]; got != want[v] {
					t.Fatalf("perfect %v: from %d to %d: %d, want %d", perfect, u, v, got, want[v])
				}
				if got := m.Time(u, v); got != want[v] {
					t.Fatalf("alone from %d to %d: %d, want %d", u, v, got, want[v])
				}
			}
		}
	}
}

func TestAnEditIsACustomisation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		if g.Links() == 0 {
			return
		}
		h := prepared(t, g, nil, 1)
		m := customised(t, h, nil, 1)
		change := rapid.Custom(func(t *rapid.T) Change {
			time := rapid.OneOf(rapid.Just(Infinity), rapid.Just(int32(0)), rapid.Int32Range(0, 2_000_000))
			return Change{rapid.Int32Range(0, int32(g.Links()-1)).Draw(t, "link"), time.Draw(t, "time")}
		})
		for _, edit := range rapid.SliceOfN(rapid.SliceOfN(change, 1, 20), 1, 5).Draw(t, "edits") {
			before := slices.Clone(m.w)
			changed, err := m.Edit(edit)
			if err != nil {
				t.Fatal(err)
			}
			times := m.times
			if want := customised(t, h, times, 1); !slices.Equal(m.w, want.w) {
				t.Fatalf("after %v: %v, want %v", edit, m.w, want.w)
			}
			different := 0
			for a := 0; a < len(before); a += 2 {
				if before[a] != m.w[a] || before[a+1] != m.w[a+1] {
					different++
				}
			}
			if changed != different {
				t.Fatalf("%d arcs are said to have changed, %d did", changed, different)
			}
		}
		compare(t, g, m, []int32{0}, []int32{int32(g.Nodes() - 1)})
	})
}

func TestReachIsASumOverTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		n := g.Nodes()
		m := customised(t, prepared(t, g, nil, 1), nil, 1)
		weights := rapid.SliceOfN(rapid.OneOf(rapid.Just(int32(0)), rapid.Int32Range(0, 1<<31-1)), n, n).Draw(t, "weights")
		from := rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 0, 70).Draw(t, "from")
		within := rapid.OneOf(rapid.Int32Range(0, 300), rapid.Int32Range(0, Infinity)).Draw(t, "within")
		f, err := m.Sweep(rapid.Bool().Draw(t, "perfect"), 1).Field(weights)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range f.Within(from, within, 1) {
			var want int64
			for v, time := range g.Dijkstra(from[i], g.Time) {
				if time <= within && time < Infinity {
					want += int64(weights[v])
				}
			}
			if got != want {
				t.Fatalf("from %d: %d, want %d", from[i], got, want)
			}
		}
	})
}
