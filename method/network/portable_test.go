package network

import (
	"encoding/binary"
	"hash/fnv"
	"testing"
)

// TestSameBits holds everything that is computed to a hash; other processors must come to the same.
func TestSameBits(t *testing.T) {
	g := grid(t, 40)
	for v := range g.Nodes() {
		g.Place = append(g.Place, Point{104 + float64(v%40)*0.0103, 30 + float64(v/40)*0.0097})
	}
	h := fnv.New64a()
	put := func(values any) {
		if err := binary.Write(h, binary.LittleEndian, values); err != nil {
			t.Fatal(err)
		}
	}
	order := Dissect(g, []int32{3, 5}, 2)
	put(order)
	hierarchy, err := Contract(g, order)
	if err != nil {
		t.Fatal(err)
	}
	m := customised(t, hierarchy, nil, 2)
	put(m.w)
	s := m.Sweep(true, 2)
	cells := s.Targets(nil).Matrix(order[:100], nil, 2)
	put(cells)
	f, err := s.Field(g.Time[:g.Nodes()])
	if err != nil {
		t.Fatal(err)
	}
	put(f.within(order, 30_000, 2, true))
	decay, err := PowerDecay(1.7, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	weights := make([]float64, len(order))
	for i := range weights {
		weights[i] = float64(i%10) + 0.1
	}
	sums, err := s.Targets(order).Access(order[:70], weights, decay, 2)
	if err != nil {
		t.Fatal(err)
	}
	put(sums)
	polygons, err := g.Isochrone(cells[:g.Nodes()], g.Time, 20_000, Shape{Cell: 120, Reach: 400, Speed: 5})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range polygons {
		for _, r := range p {
			put(r)
		}
	}
	if got, want := h.Sum64(), uint64(0x3b89b900028b05b2); got != want {
		t.Errorf("hash %#x, want %#x", got, want)
	}
}
