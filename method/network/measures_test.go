package network

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNearestFacility(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		facilities := rapid.SliceOfN(rapid.Int32Range(0, int32(g.Nodes()-1)), 0, 6).Draw(t, "facilities")
		away := rapid.Bool().Draw(t, "away")
		time, which := g.Nearest(facilities, g.Time, away)
		for v := range int32(g.Nodes()) {
			best, by := Infinity, int32(-1)
			for i, f := range facilities {
				from, to := v, f
				if away {
					from, to = f, v
				}
				if d := g.Dijkstra(from, g.Time)[to]; d < best {
					best, by = d, int32(i)
				}
			}
			if time[v] != best || which[v] != by {
				t.Fatalf("node %d: %d by %d, want %d by %d", v, time[v], which[v], best, by)
			}
		}
	})
}

func TestLoadIsWhatWaysCarry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		n := g.Nodes()
		from := rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 1, 5).Draw(t, "from")
		fromWeight, weight := make([]int64, len(from)), make([]int64, n)
		for i := range from {
			fromWeight[i] = int64(i + 1)
		}
		for v := range weight {
			weight[v] = int64(v % 7)
		}
		got, err := g.Load(from, fromWeight, weight, g.Time, 3)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]int64, g.Links())
		for i, s := range from {
			_, by := g.tree(s, g.Time)
			for v := range n {
				for u := int32(v); by[u] >= 0; u = g.Tail[by[u]] {
					want[by[u]] += fromWeight[i] * weight[v]
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestLoadOfABridge(t *testing.T) {
	// 0 and 1 on one bank, 2 and 3 on the other; the bridge is 1–2.
	var links []Link
	for _, l := range [][2]int32{{0, 1}, {1, 2}, {2, 3}} {
		links = append(links, Link{l[0], l[1], 10}, Link{l[1], l[0], 10})
	}
	g, err := NewGraph(4, links)
	if err != nil {
		t.Fatal(err)
	}
	ones := []int64{1, 1, 1, 1}
	got, err := g.Load([]int32{0, 1, 2, 3}, ones, ones, g.Time, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := []int64{3, 3, 4, 4, 3, 3}; !slices.Equal(got, want) { // pairs that cross each link
		t.Errorf("%v, want %v", got, want)
	}
}

func TestPartsAreConnected(t *testing.T) {
	g, err := NewGraph(6, []Link{{0, 4, 1}, {4, 2, Infinity}, {5, 3, 2}, {3, 1, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := g.Parts(g.Time), []int32{0, 1, 2, 1, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestAccessSumsOverTargets(t *testing.T) {
	g, err := NewGraph(4, []Link{{0, 1, 120_000}, {1, 2, 240_000}})
	if err != nil {
		t.Fatal(err)
	}
	s := customised(t, prepared(t, g, nil, 1), nil, 1).Sweep(true, 1)
	gravity, err := PowerDecay(2, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Targets([]int32{0, 1, 2, 3}).Access([]int32{0, 3}, []float64{1, 8, 72, 1000}, gravity, 1)
	if err != nil {
		t.Fatal(err)
	}
	// From 0: 1·1 (at least a minute) + 8/2² + 72/6²; 3 is alone.
	if want := []float64{5, 1000}; !slices.Equal(got, want) {
		t.Errorf("gravity %v, want %v", got, want)
	}
	half, err := ExponentialDecay(2)
	if err != nil {
		t.Fatal(err)
	}
	if got := half(240_000); math.Abs(got-0.25) > 1e-15 {
		t.Errorf("after two half-times %v remain", got)
	}
	for _, bad := range []float64{math.NaN(), -1} {
		if _, err := PowerDecay(bad, 1); err == nil {
			t.Errorf("exponent %v was taken", bad)
		}
		if _, err := ExponentialDecay(bad); err == nil {
			t.Errorf("half-time %v was taken", bad)
		}
	}
}

func TestMetresAgreesWithHaversine(t *testing.T) {
	haversine := func(a, b Point) float64 {
		sin := func(d float64) float64 { s := math.Sin(d * math.Pi / 360); return s * s }
		h := sin(b.Lat-a.Lat) + math.Cos(a.Lat*math.Pi/180)*math.Cos(b.Lat*math.Pi/180)*sin(b.Lon-a.Lon)
		return 2 * earthRadius * math.Asin(math.Sqrt(h))
	}
	for _, x := range []struct{ a, b Point }{
		{Point{104.07, 30.70}, Point{106.55, 29.61}}, // Chengdu East, Chongqing North
		{Point{104.07, 30.70}, Point{104.07, 30.71}}, {Point{105, 28}, Point{110, 28}}, {Point{0, 0}, Point{0, 1}},
	} {
		want := haversine(x.a, x.b)
		if got := Metres(x.a, x.b); math.Abs(got/want-1) > 1e-3 {
			t.Errorf("%v: %v m, haversine %v m", x, got, want)
		}
	}
	if d, ok := Detour(150_000, Point{0, 0}, Point{0, 1}); !ok || math.Abs(d-1.349) > 1e-3 {
		t.Errorf("detour %v", d)
	}
	if _, ok := Detour(5, Point{1, 1}, Point{1, 1}); ok {
		t.Error("a detour between equal places")
	}
}

func TestLocatorFindsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.Custom(func(t *rapid.T) Point {
			return Point{rapid.Float64Range(103, 110).Draw(t, "lon"), rapid.Float64Range(26, 34).Draw(t, "lat")}
		})
		places := rapid.SliceOfN(place, 1, 60).Draw(t, "places")
		g, err := NewGraph(len(places), nil)
		if err != nil {
			t.Fatal(err)
		}
		g.Place = places
		l := NewLocator(g, nil)
		for _, p := range rapid.SliceOfN(place, 1, 10).Draw(t, "asked") {
			node, metres := l.Nearest(p)
			for v, q := range places {
				if d := Metres(p, q); d < metres || d == metres && int32(v) < node {
					t.Fatalf("near %v: %d at %v m, but %d is at %v m", p, node, metres, v, d)
				}
			}
		}
	})
	if v, _ := NewLocator(&Graph{}, nil).Nearest(Point{}); v != -1 {
		t.Error("a node of an empty graph")
	}
}
