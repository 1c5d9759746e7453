package network

import (
	"math/bits"
	"slices"
	"sync"
)

// An order of nodes decides how well a hierarchy works. Nested dissection cuts the graph in two by few
// nodes, orders the halves in the same way, and puts the cut above both. Cuts are least vertex cuts
// between the two ends of the graph in several directions (inertial flow: Schild and Sommer 2015, with
// nodes for edges); small parts are ordered by least degree.

const (
	leafSize = 20 // parts no larger are ordered by least degree; at most 64
	endShare = 4  // each end of a cut holds a quarter of a part
)

// Dissect returns an order of the nodes of a graph, the lowest first, by nested dissection. The nodes
// of top come last, in their order; put there the ends of links that are often edited, planned ones
// too, so that an edit touches the top of the hierarchy alone. Places of nodes guide the cuts where
// they are known, steps from far nodes where they are not. threads is how many parts are worked on at
// once; the order does not depend on it.
func Dissect(g *Graph, top []int32, threads int) []int32 {
	order := make([]int32, g.Nodes())
	isTop := make([]bool, g.Nodes())
	last := make([]int32, 0, len(top))
	for _, v := range top {
		if !isTop[v] {
			isTop[v] = true
			last = append(last, v)
		}
	}
	copy(order[len(order)-len(last):], last)
	d := dissection{places: g.Place, free: make(chan struct{}, max(threads-1, 0))}
	whole := wholePart(g, isTop)
	rest := whole.reduce(order)
	d.run(rest, order[len(whole.node)-len(rest.node):len(whole.node)])
	d.wait.Wait()
	return order
}

// reduce puts nodes with at most two neighbours first in the order, again and again, and returns the
// rest, in which the two neighbours of such a node are joined. That is never worse, and leaves half of a
// road network. In one round no two of them are neighbours, so that long lines do not become deep.
func (p *part) reduce(order []int32) *part {
	n := len(p.node)
	near := make([][]int32, n)
	for v := range near {
		near[v] = slices.Clone(p.head[p.first[v]:p.first[v+1]])
	}
	touched, gone := filled(n, -1), make([]bool, n)
	for round, found := int32(0), true; found; round++ {
		found = false
		for v := range int32(n) {
			if gone[v] || len(near[v]) > 2 || touched[v] == round {
				continue
			}
			gone[v], found = true, true
			order[0], order = p.node[v], order[1:]
			for i, u := range near[v] {
				touched[u] = round
				at := slices.Index(near[u], v)
				near[u] = slices.Delete(near[u], at, at+1)
				if other := near[v][len(near[v])-1-i]; other != u && !slices.Contains(near[u], other) {
					near[u] = append(near[u], other)
				}
			}
		}
	}
	return p.without(near, gone)
}

// without is the part of the nodes that are not gone, with other neighbours.
func (p *part) without(near [][]int32, gone []bool) *part {
	local := filled(len(p.node), none)
	q := &part{first: []int32{0}}
	for v := range p.node {
		if !gone[v] {
			local[v] = int32(len(q.node))
			q.node = append(q.node, p.node[v])
		}
	}
	for v := range p.node {
		if gone[v] {
			continue
		}
		slices.Sort(near[v])
		for _, u := range near[v] {
			q.head = append(q.head, local[u])
		}
		q.first = append(q.first, int32(len(q.head)))
	}
	return q
}

// part is an undirected graph on some of the nodes, without loops and parallel edges.
type part struct {
	node        []int32 // by local number
	first, head []int32 // local
}

// wholePart is the graph without direction and without the nodes set aside.
func wholePart(g *Graph, aside []bool) *part {
	p := &part{first: []int32{0}}
	local := make([]int32, g.Nodes())
	for v := range local {
		local[v] = -1
		if !aside[v] {
			local[v] = int32(len(p.node))
			p.node = append(p.node, int32(v))
		}
	}
	arrive, in := group(g.Nodes(), g.Head)
	var near []int32
	for i, v := range p.node {
		near = near[:0]
		for _, l := range g.out[g.first[v]:g.first[v+1]] {
			near = append(near, local[g.Head[l]])
		}
		for _, l := range in[arrive[v]:arrive[v+1]] {
			near = append(near, local[g.Tail[l]])
		}
		slices.Sort(near)
		for _, u := range slices.Compact(near) {
			if u >= 0 && u != int32(i) {
				p.head = append(p.head, u)
			}
		}
		p.first = append(p.first, int32(len(p.head)))
	}
	return p
}

// sub is the part on the local nodes with a label, in their order; renumber is scratch.
func (p *part) sub(nodes []int32, renumber []int32) *part {
	for i, v := range nodes {
		renumber[v] = int32(i)
	}
	q := &part{node: make([]int32, len(nodes)), first: make([]int32, len(nodes)+1)}
	for i, v := range nodes {
		q.node[i] = p.node[v]
		for _, u := range p.head[p.first[v]:p.first[v+1]] {
			if r := renumber[u]; r >= 0 {
				q.head = append(q.head, r)
			}
		}
		q.first[i+1] = int32(len(q.head))
	}
	for _, v := range nodes {
		renumber[v] = -1
	}
	return q
}

type dissection struct {
	places []Point
	free   chan struct{} // room for further goroutines
	wait   sync.WaitGroup
}

// run orders a part into order, which has its length.
func (d *dissection) run(p *part, order []int32) {
	for len(p.node) > leafSize {
		pieces := p.components()
		if len(pieces) > 1 {
			d.split(p, pieces, order)
			return
		}
		c := d.bestCut(p)
		n := len(order) - len(c.middle)
		for i, v := range c.middle {
			order[n+i] = p.node[v]
		}
		renumber := filled(len(p.node), -1)
		d.start(p.sub(c.low, renumber), order[:len(c.low)])
		p, order = p.sub(c.high, renumber), order[len(c.low):n]
	}
	p.leastDegree(order)
}

// split orders the pieces of a disconnected part one beside the other.
func (d *dissection) split(p *part, pieces [][]int32, order []int32) {
	renumber := filled(len(p.node), -1)
	for _, piece := range pieces {
		d.start(p.sub(piece, renumber), order[:len(piece)])
		order = order[len(piece):]
	}
}

// start orders a part on another goroutine where one is free and the part is worth it.
func (d *dissection) start(p *part, order []int32) {
	if len(p.node) > 1000 {
		select {
		case d.free <- struct{}{}:
			d.wait.Add(1)
			go func() {
				d.run(p, order)
				<-d.free
				d.wait.Done()
			}()
			return
		default:
		}
	}
	d.run(p, order)
}

// components lists the connected pieces of a part, each in ascending order.
func (p *part) components() [][]int32 {
	label := filled(len(p.node), -1)
	var stack []int32
	pieces := 0
	for v := range p.node {
		if label[v] >= 0 {
			continue
		}
		label[v] = int32(pieces)
		stack = append(stack[:0], int32(v))
		for len(stack) > 0 {
			u := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			for _, w := range p.head[p.first[u]:p.first[u+1]] {
				if label[w] < 0 {
					label[w] = int32(pieces)
					stack = append(stack, w)
				}
			}
		}
		pieces++
	}
	if pieces == 1 {
		return [][]int32{nil}
	}
	first, nodes := group(pieces, label)
	list := make([][]int32, pieces)
	for i := range list {
		list[i] = nodes[first[i]:first[i+1]]
	}
	return list
}

// leastDegree orders a part of at most 64 nodes by eliminating the node with the fewest neighbours
// among those that remain, again and again.
func (p *part) leastDegree(order []int32) {
	var near [64]uint64
	n := len(p.node)
	for v := range n {
		for _, u := range p.head[p.first[v]:p.first[v+1]] {
			near[v] |= 1 << u
		}
	}
	for left := uint64(1)<<n - 1; left != 0; {
		best, least := 0, 65
		for rest := left; rest != 0; rest &= rest - 1 {
			v := bits.TrailingZeros64(rest)
			if k := bits.OnesCount64(near[v]); k < least {
				best, least = v, k
			}
		}
		order[0] = p.node[best]
		order = order[1:]
		left &^= 1 << best
		for rest := near[best]; rest != 0; rest &= rest - 1 {
			v := bits.TrailingZeros64(rest)
			near[v] = (near[v] | near[best]) &^ (1<<best | 1<<v)
		}
	}
}

func filled(n int, value int32) []int32 {
	s := make([]int32, n)
	for i := range s {
		s[i] = value
	}
	return s
}
