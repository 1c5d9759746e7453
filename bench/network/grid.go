package main

import (
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// grid makes a synthetic grid of side² junctions with 72 of 100 streets: the same everywhere, without
// the rivers and ridges that make cuts of real networks small.
func grid(side int, seed uint64) (*network.Graph, error) {
	r := random.New(seed)
	var links []network.Link
	var places []network.Point
	for v := range side * side {
		places = append(places, network.Point{Lon: 103 + 0.005*float64(v%side), Lat: 28 + 0.0045*float64(v/side)})
		for _, d := range []int{1, side} {
			if d == 1 && v%side == side-1 || v+d >= side*side || r.Float64() > 0.72 {
				continue
			}
			u, ms := int32(v), int32(10_000+r.IntN(60_000))
			links = append(links, network.Link{From: u, To: u + int32(d), Time: ms},
				network.Link{From: u + int32(d), To: u, Time: ms})
		}
	}
	g, err := network.NewGraph(side*side, links)
	if err == nil {
		g.Place = places
	}
	return g, err
}
