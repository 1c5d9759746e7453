package main

import (
	"cmp"
	"slices"

	"github.com/yipanqi/yipanqi/method/network"
)

// tree is a shortest-path tree.
type tree struct {
	by            []int32 // the link each node is reached by
	below         []float64
	farthestFirst []int32
}

func newTree(g *network.Graph, from int32) *tree {
	dist := g.Dijkstra(from, g.Time)
	t := &tree{by: make([]int32, g.Nodes()), below: make([]float64, g.Nodes()), farthestFirst: make([]int32, g.Nodes())}
	for v := range t.by {
		t.by[v], t.below[v], t.farthestFirst[v] = -1, 1, int32(v)
	}
	for l := range g.Tail {
		u, v := g.Tail[l], g.Head[l]
		if dist[u] < network.Infinity && v != from && dist[u]+g.Time[l] == dist[v] && t.by[v] < 0 {
			t.by[v] = int32(l)
		}
	}
	slices.SortFunc(t.farthestFirst, func(a, b int32) int {
		return cmp.Or(cmp.Compare(dist[b], dist[a]), cmp.Compare(a, b))
	})
	return t
}

func sortByWeight(order []int32, weight []float64) {
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(weight[a], weight[b]), cmp.Compare(a, b))
	})
}
