package network

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// within tells whether a point is in any of some polygons and in none of its holes.
func within(polygons []Polygon, p Point) bool {
	for _, rings := range polygons {
		inside := rings[0].contains(p)
		for _, hole := range rings[1:] {
			inside = inside && !hole.contains(p)
		}
		if inside {
			return true
		}
	}
	return false
}

func TestIsochroneOfOnePlaceIsADisc(t *testing.T) {
	g, err := NewGraph(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	g.Place = []Point{{104, 30}}
	// Ten minutes at 6 km/h are 1000 m.
	polygons, err := g.Isochrone([]int32{0}, nil, 600_000, Shape{Cell: 25, Speed: 6, Reach: 5000})
	if err != nil || len(polygons) != 1 || len(polygons[0]) != 1 {
		t.Fatalf("%d polygons, %v", len(polygons), err)
	}
	for _, p := range polygons[0][0] {
		if d := Metres(p, g.Place[0]); math.Abs(d-1000) > 1 {
			t.Errorf("the border is %v m away, want 1000 m", d)
		}
	}
	metre := math.Pow(earthRadius*math.Pi/180, 2) * math.Cos(30*math.Pi/180)
	if got, want := polygons[0][0].area()*metre, math.Pi*1e6; math.Abs(got/want-1) > 0.01 {
		t.Errorf("area %v m², want %v", got, want)
	}
}

func TestIsochroneOfARingRoadHasAHole(t *testing.T) {
	var links []Link
	var places []Point
	for i := range int32(40) {
		a := float64(i) * math.Pi / 20
		places = append(places, Point{104 + 0.05*math.Cos(a), 30 + 0.05*math.Sin(a)})
		links = append(links, Link{i, (i + 1) % 40, 10_000})
	}
	g, err := NewGraph(40, links)
	if err != nil {
		t.Fatal(err)
	}
	g.Place = places
	polygons, err := g.Isochrone(g.Dijkstra(0, g.Time), g.Time, 2_000_000, Shape{Cell: 100, Speed: 5, Reach: 300})
	if err != nil || len(polygons) != 1 || len(polygons[0]) != 2 {
		t.Fatalf("%v, %v", polygons, err)
	}
	if outer, hole := polygons[0][0].area(), polygons[0][1].area(); outer <= 0 || hole >= 0 {
		t.Errorf("areas %v and %v run the wrong way", outer, hole)
	}
	if within(polygons, Point{104, 30}) || !within(polygons, places[7]) {
		t.Error("the middle is in, or the road is not")
	}
	// A road is followed as far as the time lasts: half of the tenth link.
	some, err := g.Isochrone(g.Dijkstra(0, g.Time), g.Time, 95_000, Shape{Cell: 50, Reach: 60})
	if err != nil {
		t.Fatal(err)
	}
	at := func(share float64) Point {
		a, b := places[9], places[10]
		return Point{a.Lon + share*(b.Lon-a.Lon), a.Lat + share*(b.Lat-a.Lat)}
	}
	if !within(some, at(0.4)) || within(some, at(0.7)) {
		t.Error("a link that is partly reached is not drawn partly")
	}
}

func TestIsochroneHoldsWhatIsReached(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := shape(t)
		for v := range g.Nodes() {
			g.Place = append(g.Place[:v], Point{104 + float64(v%12)*0.01, 30 + float64(v/12)*0.01})
		}
		dist := g.Dijkstra(0, g.Time)
		limit := rapid.Int32Range(0, 1_000_000).Draw(t, "limit")
		polygons, err := g.Isochrone(dist, g.Time, limit, Shape{Cell: 200, Reach: 250, Speed: 4})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range polygons {
			for i, ring := range p {
				if len(ring) < 4 || ring[0] != ring[len(ring)-1] || (ring.area() > 0) != (i == 0) {
					t.Fatalf("ring %d: %v", i, ring)
				}
			}
		}
		for v, time := range dist {
			// A disc of a cell's diagonal is always seen; it takes 283 m at 4 km/h, but 250 m are the most.
			if time+225_000 <= limit && !within(polygons, g.Place[v]) {
				t.Fatalf("node %d is reached in %d of %d ms and left out", v, time, limit)
			}
		}
	})
}

func TestIsochroneRefusesBadShapes(t *testing.T) {
	g, err := NewGraph(1, nil)
	if err != nil {
		t.Fatal(err)
	}
	ok := Shape{100, 100, 5}
	if _, err := g.Isochrone([]int32{0}, nil, 1, ok); err == nil {
		t.Error("a graph without places was taken")
	}
	g.Place = []Point{{104, 30}}
	for _, s := range []Shape{{0, 100, 5}, {100, 100, -1}, {100, math.NaN(), 5}, {1e-4, 1e5, 5}} {
		if _, err := g.Isochrone([]int32{0}, nil, 3_600_000, s); err == nil {
			t.Errorf("%v was taken", s)
		}
	}
	if p, err := g.Isochrone([]int32{Infinity}, nil, 5, ok); err != nil || p != nil {
		t.Errorf("nothing is reached, but %v, %v", p, err)
	}
}
