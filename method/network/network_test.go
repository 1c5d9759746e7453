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
		near := s.Targets(to).Within(from, 50, 1)
		for i, u := range from {
			want := g.Dijkstra(u, m.times)
			if got := all[i*g.Nodes() : (i+1)*g.Nodes()]; !slices.Equal(got, want) {
				t.Fatalf("perfect %v: from %d to all: %v, want %v", perfect, u, got, want)
			}
			for j, v := range to {
				if got := slices.Contains(near[i], int32(j)); got != (want[v] <= 50) {
					t.Fatalf("perfect %v: from %d to %d within 50 ms: %v, but it takes %d", perfect, u, v, got, want[v])
				}
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
		for i, got := range f.within(from, within, 1, rapid.Bool().Draw(t, "shells")) {
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

// TestThreadsMakeNoDifference compares everything computed by one thread with the same by three, on a
// grid large enough to be divided.
func TestThreadsMakeNoDifference(t *testing.T) {
	g := grid(t, 100)
	var top []int32
	for i := range 5 {
		top = append(top, int32(977*i))
	}
	order := Dissect(g, top, 1)
	if !slices.Equal(order, Dissect(g, top, 3)) {
		t.Error("orders differ")
	}
	h, err := Contract(g, order)
	if err != nil {
		t.Fatal(err)
	}
	m := customised(t, h, nil, 1)
	if !slices.Equal(m.w, customised(t, h, nil, 3).w) {
		t.Error("metrics differ")
	}
	if err := m.Recustomise(make([]int32, g.Links()), 3); err != nil || m.Time(3, 9000) != 0 {
		t.Error("other times change nothing: ", err)
	}
	if err := m.Recustomise(g.Time, 1); err != nil || !slices.Equal(m.w, customised(t, h, nil, 1).w) {
		t.Error("the old times do not bring the old metric back: ", err)
	}
	if !slices.Equal(m.perfect(1), m.perfect(3)) {
		t.Error("perfect metrics differ")
	}
	s := m.Sweep(true, 1)
	from := order[:300]
	one, three := s.Targets(nil).Matrix(from, nil, 1), s.Targets(nil).Matrix(from, nil, 3)
	if !slices.Equal(one, three) {
		t.Error("matrices differ")
	}
	for i, u := range from {
		if i%10 == 0 && !slices.Equal(one[i*g.Nodes():(i+1)*g.Nodes()], g.Dijkstra(u, g.Time)) {
			t.Errorf("from %d: not what Dijkstra says", u)
		}
	}
	f, err := s.Field(g.Time[:g.Nodes()])
	if err != nil {
		t.Fatal(err)
	}
	for _, time := range []int32{0, 20_000, 60_000, 1_000_000} {
		plain := f.within(order, time, 1, false)
		if !slices.Equal(plain, f.within(order, time, 3, true)) || !slices.Equal(plain, f.within(order, time, 1, true)) {
			t.Errorf("sums within %d differ", time)
		}
	}
}

// grid is a square grid with random times and some streets one-way.
func grid(t *testing.T, side int) *Graph {
	t.Helper()
	r := random.New(4)
	var links []Link
	for v := range side * side {
		for _, d := range []int{1, side} {
			if d == 1 && v%side == side-1 || v+d >= side*side {
				continue
			}
			links = append(links, Link{int32(v), int32(v + d), int32(r.IntN(5000))})
			if r.IntN(8) > 0 {
				links = append(links, Link{int32(v + d), int32(v), int32(r.IntN(5000))})
			}
		}
	}
	g, err := NewGraph(side*side, links)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestTopNodesComeLast puts stations on top of the order.
func TestTopNodesComeLast(t *testing.T) {
	g := grid(t, 30)
	top := []int32{5, 800, 5, 17}
	order := Dissect(g, top, 2)
	if got := order[len(order)-3:]; !slices.Equal(got, []int32{5, 800, 17}) {
		t.Errorf("the last are %v", got)
	}
	seen := make([]bool, g.Nodes())
	for _, v := range order {
		seen[v] = true
	}
	if len(order) != g.Nodes() || slices.Contains(seen, false) {
		t.Error("not an order of all nodes")
	}
}

func TestBadInputIsRefused(t *testing.T) {
	for _, l := range []Link{{0, 2, 1}, {-1, 0, 1}, {0, 1, -1}} {
		if _, err := NewGraph(2, []Link{l}); err == nil {
			t.Errorf("link %v was taken", l)
		}
	}
	g, err := NewGraph(2, []Link{{0, 1, 5}})
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range [][]int32{{0}, {0, 0}, {0, 2}, {0, 1, 1}} {
		if _, err := Contract(g, order); err == nil {
			t.Errorf("order %v was taken", order)
		}
	}
	h := prepared(t, g, nil, 1)
	for _, times := range [][]int32{{}, {-1}} {
		if _, err := h.Customise(times, 1); err == nil {
			t.Errorf("times %v were taken", times)
		}
	}
	m := customised(t, h, nil, 1)
	for _, c := range []Change{{1, 5}, {-1, 5}, {0, -5}} {
		if _, err := m.Edit([]Change{{0, 7}, c}); err == nil || m.Time(0, 1) != 5 {
			t.Errorf("change %v was taken", c)
		}
	}
	for _, weights := range [][]int32{{1}, {1, -1}} {
		if _, err := m.Sweep(false, 1).Field(weights); err == nil {
			t.Errorf("weights %v were taken", weights)
		}
	}
}

func TestZonesTakeTheirBestNodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		access := rapid.Custom(func(t *rapid.T) Access {
			return Access{rapid.Int32Range(0, int32(g.Nodes()-1)).Draw(t, "node"), rapid.Int32Range(0, 300).Draw(t, "time")}
		})
		places := rapid.SliceOfN(rapid.SliceOfN(access, 0, 4), 0, 70)
		from, to := places.Draw(t, "from"), places.Draw(t, "to")
		got, err := customised(t, prepared(t, g, nil, 1), nil, 1).Sweep(true, 1).Zones(from, to, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i := range from {
			want := filled(len(to), Infinity)
			for _, a := range from[i] {
				dist := g.Dijkstra(a.Node, g.Time)
				for j := range to {
					for _, b := range to[j] {
						want[j] = min(want[j], a.Time+dist[b.Node]+b.Time)
					}
				}
			}
			if row := got[i*len(to) : (i+1)*len(to)]; !slices.Equal(row, want) {
				t.Fatalf("from %v: %v, want %v", from[i], row, want)
			}
		}
	})
}

func TestNothingHasNoAnswer(t *testing.T) {
	g, err := NewGraph(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := customised(t, prepared(t, g, nil, 2), nil, 2).Sweep(true, 2)
	if cells := s.Targets(nil).Matrix(nil, nil, 2); len(cells) != 0 {
		t.Errorf("times in an empty network: %v", cells)
	}
	f, err := s.Field(nil)
	if err != nil || len(f.Within(nil, 5, 2)) != 0 {
		t.Errorf("sums in an empty network, %v", err)
	}
}

// TestASweepKeepsItsTimes edits a metric that a sweep was made from, before the sweep is asked.
func TestASweepKeepsItsTimes(t *testing.T) {
	g := grid(t, 30)
	m := customised(t, prepared(t, g, nil, 1), nil, 1)
	for _, perfect := range []bool{false, true} {
		s := m.Sweep(perfect, 1)
		f, err := s.Field(g.Time[:g.Nodes()])
		if err != nil {
			t.Fatal(err)
		}
		from := []int32{0, 17, 450, 899}
		want := f.within(from, 20_000, 1, false)
		var changes []Change
		for l := range g.Links() {
			changes = append(changes, Change{int32(l), 1})
		}
		if _, err := m.Edit(changes); err != nil {
			t.Fatal(err)
		}
		if got := f.within(from, 20_000, 1, true); !slices.Equal(got, want) {
			t.Errorf("perfect %v: %v after an edit, %v before", perfect, got, want)
		}
		if got := s.Targets(nil).Matrix(from[:1], nil, 1); !slices.Equal(got, g.Dijkstra(0, g.Time)) {
			t.Errorf("perfect %v: times follow an edit", perfect)
		}
		if err := m.Recustomise(g.Time, 1); err != nil {
			t.Fatal(err)
		}
	}
}
