package network

import engine "github.com/yipanqi/yipanqi/method/network"

// New returns a network of a graph whose nodes have names and whose links have modes, of what is no file
// of this package: OpenStreetMap, say.
func New(g *engine.Graph, names, modes []string, mode []uint8) *Network {
	n := &Network{Graph: g, Nodes: names, Modes: modes, Mode: mode, Routes: []string{""}, Outer: len(names),
		Lines: make([]int32, g.Links()), Route: make([]int32, g.Links()), Dwell: make([]int32, g.Links()),
		number: make(map[string]int32, len(names))}
	for v, name := range names {
		n.number[name] = int32(v)
	}
	return n
}
