package main

import (
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// Few points are searched from one by one, many by a sweep; the times are the same.
func TestFewAndManyPointsAgree(t *testing.T) {
	r := random.New(1)
	var links []network.Link
	for range 300 {
		links = append(links, network.Link{From: int32(r.IntN(100)), To: int32(r.IntN(100)), Time: int32(r.IntN(1e6))})
	}
	g, err := network.NewGraph(100, links)
	if err != nil {
		t.Fatal(err)
	}
	p := pairs{graph: g, times: g.Time}
	for range 50 {
		p.end = append(p.end, []network.Access{{Node: int32(r.IntN(100)), Time: int32(r.IntN(1e6))}})
	}
	p.end = append(p.end, []network.Access{{Node: 1, Time: network.Infinity}})
	one, err := p.between(p.end)
	if err != nil {
		t.Fatal(err)
	}
	h, err := network.Contract(g, network.Dissect(g, nil, 1))
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Customise(nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	p.sweep = m.Sweep(true, 1)
	if many, err := p.between(p.end); err != nil || !slices.Equal(one, many) {
		t.Errorf("%v\n%v\n%v", one, many, err)
	}
}
