package network

import (
	"fmt"
	"slices"
	"sync"
)

// Hierarchy is a graph prepared for an order of its nodes, whatever the times of its links: every node
// has arcs to nodes above it, one to each that it is joined to directly or by way of nodes below. It
// is what survives a what-if. Source: customizable contraction hierarchies (Dibbelt, Strasser and
// Wagner 2016), in the form of sparse Cholesky factorisation.
//
// Inside a hierarchy nodes have ranks: 0 is the lowest, and the nodes of a subtree of the elimination
// tree have consecutive ranks that end with its root.
type Hierarchy struct {
	graph *Graph
	rank  []int32 // by node
	node  []int32 // by rank
	depth []int32 // by rank: the number of its ancestors; all nodes it has arcs to are among them
	size  []int32 // by rank: the nodes of its subtree
	up    []int32 // by rank: the first of its arcs
	head  []int32 // by arc: the upper node, ascending for each lower node
	tail  []int32 // by arc: the lower node
	level []int32 // by arc: the depth of head

	down []int32  // by rank: the first of the arcs that lead up to it
	low  []lowArc // those arcs, by ascending lower node
	slot []int32  // by link: twice its arc, and one more if it leads down; −1 for a loop
	from []int32  // by slot: the first of its links
	link []int32  // links by slot

	deepest int32

	all    sync.Once // finds what follows, for sweeps to all nodes
	at     []int32   // by rank: the step
	blocks []block
}

// lowArc is an arc seen from its upper node.
type lowArc struct {
	arc int32
	end int32 // where the arcs of the lower node end
}

// Contract prepares a graph for an order of all its nodes, the lowest first.
func Contract(g *Graph, order []int32) (*Hierarchy, error) {
	rank := filled(g.Nodes(), -1)
	if len(order) != g.Nodes() {
		return nil, fmt.Errorf("network: an order of %d nodes for a graph of %d", len(order), g.Nodes())
	}
	for r, v := range order {
		if v < 0 || int(v) >= len(rank) || rank[v] >= 0 {
			return nil, fmt.Errorf("network: the order names node %d twice, or there is none", v)
		}
		rank[v] = int32(r)
	}
	h := &Hierarchy{graph: g, node: slices.Clone(order), rank: rank}
	h.postorder(eliminate(g, rank))
	upper := eliminate(g, rank)
	h.arcs(upper)
	h.place()
	return h, nil
}

// upperNeighbours lists for each rank the ranks above it that a link joins it to, ascending.
func upperNeighbours(g *Graph, rank []int32) [][]int32 {
	count := make([]int32, g.Nodes()+1)
	for l := range g.Tail {
		count[min(rank[g.Tail[l]], rank[g.Head[l]])+1]++
	}
	for r := range g.Nodes() {
		count[r+1] += count[r]
	}
	all, next := make([]int32, g.Links()), slices.Clone(count)
	for l := range g.Tail {
		a, b := rank[g.Tail[l]], rank[g.Head[l]]
		all[next[min(a, b)]] = max(a, b)
		next[min(a, b)]++
	}
	lists := make([][]int32, g.Nodes())
	for r := range lists {
		list := all[count[r]:count[r+1]:count[r+1]]
		slices.Sort(list)
		list = slices.Compact(list)
		if len(list) > 0 && list[0] == int32(r) {
			list = list[1:]
		}
		lists[r] = list
	}
	return lists
}

// eliminate joins the upper neighbours of each node with one another, from the lowest node on: those
// of a node are passed on to the first of them, its parent.
func eliminate(g *Graph, rank []int32) [][]int32 {
	upper := upperNeighbours(g, rank)
	seen := filled(len(upper), -1)
	first, next := filled(len(upper), -1), filled(len(upper), -1) // children
	for r := range upper {
		list := upper[r]
		for _, u := range list {
			seen[u] = int32(r)
		}
		grown := false
		for c := first[r]; c >= 0; c = next[c] {
			for _, u := range upper[c][1:] {
				if seen[u] != int32(r) {
					seen[u] = int32(r)
					list = append(list, u)
					grown = true
				}
			}
		}
		if grown {
			slices.Sort(list)
			upper[r] = list
		}
		if len(list) > 0 {
			p := list[0]
			next[r], first[p] = first[p], int32(r)
		}
	}
	return upper
}

// postorder gives the nodes the ranks of a walk that leaves a subtree before it enters another. That
// changes no neighbourhood.
func (h *Hierarchy) postorder(upper [][]int32) {
	n := len(upper)
	parent := make([]int32, n)
	for r, list := range upper {
		parent[r] = int32(n) // a root
		if len(list) > 0 {
			parent[r] = list[0]
		}
	}
	size := make([]int32, n)
	for r := range size {
		size[r]++
		if p := parent[r]; p < int32(n) {
			size[p] += size[r]
		}
	}
	// From the top: a subtree ends where its parent's free room does.
	room := make([]int32, n+1)
	room[n] = int32(n)
	node := make([]int32, n)
	h.size, h.depth = make([]int32, n), make([]int32, n+1)
	depth := make([]int32, n+1)
	depth[n] = -1
	for r := n - 1; r >= 0; r-- {
		p := parent[r]
		at := room[p] - 1
		room[p] -= size[r]
		room[r] = at
		depth[r] = depth[p] + 1
		node[at], h.size[at], h.depth[at] = h.node[r], size[r], depth[r]
		h.deepest = max(h.deepest, depth[r])
	}
	h.node, h.depth = node, h.depth[:n]
	for r, v := range node {
		h.rank[v] = int32(r)
	}
}

func (h *Hierarchy) arcs(upper [][]int32) {
	n := len(upper)
	h.up = make([]int32, n+1)
	for r, list := range upper {
		h.up[r+1] = h.up[r] + int32(len(list))
	}
	m := h.up[n]
	h.head, h.tail, h.level = make([]int32, 0, m), make([]int32, 0, m), make([]int32, 0, m)
	for r, list := range upper {
		for _, u := range list {
			h.head, h.tail, h.level = append(h.head, u), append(h.tail, int32(r)), append(h.level, h.depth[u])
		}
	}
	var arcs []int32
	h.down, arcs = group(n, h.head)
	h.low = make([]lowArc, len(arcs))
	for i, a := range arcs {
		h.low[i] = lowArc{a, h.up[h.tail[a]+1]}
	}
}

// place finds the arc of every link.
func (h *Hierarchy) place() {
	g := h.graph
	h.slot = make([]int32, g.Links())
	for l := range h.slot {
		a, b := h.rank[g.Tail[l]], h.rank[g.Head[l]]
		switch {
		case a == b:
			h.slot[l] = -1
		case a < b:
			h.slot[l] = 2 * h.arc(a, b)
		default:
			h.slot[l] = 2*h.arc(b, a) + 1
		}
	}
	keys := make([]int32, g.Links())
	for l, s := range h.slot {
		keys[l] = s
		if s < 0 {
			keys[l] = int32(2 * len(h.head)) // after all others
		}
	}
	h.from, h.link = group(2*len(h.head)+1, keys)
}

// arc finds the arc from a lower rank to an upper one, −1 if there is none. An upper neighbour at depth
// d has at most d others above it, and at most those between it and the node below it.
func (h *Hierarchy) arc(low, high int32) int32 {
	first, d := h.up[low], h.depth[high]
	from := max(first, h.up[low+1]-1-d)
	to := min(h.up[low+1], first+h.depth[low]-d)
	if a := search(h.head, from, to, high); a < h.up[low+1] && h.head[a] == high {
		return a
	}
	return -1
}

// search returns where in an ascending run of a list the first item not below x is, or the end of it.
func search(list []int32, from, to, x int32) int32 {
	for from < to {
		if half := int32(uint32(from+to) / 2); list[half] < x {
			from = half + 1
		} else {
			to = half
		}
	}
	return from
}

// parent is the lowest node that a node has an arc to, −1 for a root.
func (h *Hierarchy) parent(r int32) int32 {
	if h.up[r] == h.up[r+1] {
		return -1
	}
	return h.head[h.up[r]]
}

// Size tells how large a hierarchy is.
type Size struct {
	Arcs      int // between pairs of nodes, for both directions
	Triangles int // of three nodes, each joined to both others: the work of customising
	Depth     int // nodes from the top to the lowest
}

// Size counts arcs, triangles and the depth.
func (h *Hierarchy) Size() Size {
	s := Size{Arcs: len(h.head), Depth: int(h.deepest) + 1}
	if len(h.node) == 0 {
		s.Depth = 0
	}
	for r := range h.node {
		k := int(h.up[r+1] - h.up[r])
		s.Triangles += k * (k - 1) / 2
	}
	return s
}
