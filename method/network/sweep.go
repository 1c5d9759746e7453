package network

import (
	"cmp"
	"slices"
)

// lanes is how many sources one sweep serves.
const lanes = 32

// Sweep answers questions of many sources at once on the metric it was made from: times from all of
// them go up the hierarchy, then down it in one pass over the nodes that lead to targets. It does not
// follow later edits. Source: PHAST and RPHAST (Delling, Goldberg, Nowatzyk and Werneck 2011, 2013).
// In the pass a node needs its ancestors alone, and they are on the way from the root to it, so times
// are kept by depth and stay in the nearest cache.
type Sweep struct {
	h        *Hierarchy
	up, down arcs
}

// arcs are the arcs that are needed in one direction, by rank of the lower node.
type arcs struct {
	first []int32
	arc   []arc
}

// arc joins a node to one of its ancestors: to is the rank of that in arcs up, its depth in arcs down.
type arc struct{ to, time int32 }

// Sweep prepares sweeps. A perfect one leaves out the arcs that no shortest way needs, a third or so;
// that takes about as long as Customise, and pays for more than some hundred sources.
func (m *Metric) Sweep(perfect bool, threads int) *Sweep {
	best := m.w
	if perfect {
		best = m.perfect(threads)
	}
	s := &Sweep{h: m.h}
	s.up, s.down = m.needed(best, 0, m.h.head), m.needed(best, 1, m.h.level)
	return s
}

// needed lists the arcs whose time is the best possible.
func (m *Metric) needed(best []int32, side int32, to []int32) arcs {
	h := m.h
	list := arcs{make([]int32, len(h.node)+1), make([]arc, 0, len(h.head))}
	for r := range h.node {
		for a := h.up[r]; a < h.up[r+1]; a++ {
			if t := m.w[2*a+side]; t < Infinity && t == best[2*a+side] {
				list.arc = append(list.arc, arc{to[a], t})
			}
		}
		list.first[r+1] = int32(len(list.arc))
	}
	return list
}

// Targets are nodes prepared to be asked for together.
type Targets struct {
	s     *Sweep
	place []int32 // by target as given: its place in the order of the sweep
	steps []step
	arcs  []arc
	at    []int32 // by rank: its step, −1 for none
	count int     // different targets
}

// step is a node of a pass.
type step struct {
	level int32
	end   int32 // where its arcs end
	place int32 // its place among targets; their number if it is none
}

// Targets prepares nodes; some may be named twice. nil is all nodes.
func (s *Sweep) Targets(nodes []int32) *Targets {
	h := s.h
	n := len(h.node)
	t := &Targets{s: s, at: filled(n, -1)}
	if nodes == nil {
		nodes = make([]int32, n)
		for v := range nodes {
			nodes[v] = int32(v)
		}
	}
	wanted := filled(n, -1)
	for _, v := range nodes {
		for r := h.rank[v]; r >= 0 && wanted[r] < 0; r = h.parent(r) {
			wanted[r] = 0
		}
	}
	for _, v := range nodes {
		wanted[h.rank[v]] = 1
	}
	for r := n - 1; r >= 0; r-- {
		if wanted[r] < 0 {
			continue
		}
		place := int32(-1)
		if wanted[r] == 1 {
			place = int32(t.count)
			t.count++
		}
		wanted[r] = place
		t.at[r] = int32(len(t.steps))
		t.arcs = append(t.arcs, s.down.arc[s.down.first[r]:s.down.first[r+1]]...)
		t.steps = append(t.steps, step{h.depth[r], int32(len(t.arcs)), place})
	}
	for i := range t.steps {
		if t.steps[i].place < 0 {
			t.steps[i].place = int32(t.count)
		}
	}
	t.place = make([]int32, len(nodes))
	for i, v := range nodes {
		t.place[i] = wanted[h.rank[v]]
	}
	return t
}

// Matrix writes the shortest times from each source to each target into a matrix with a row for each
// source. cells is the memory to use, if it has room; threads is how many batches of sources are
// worked on at once.
func (t *Targets) Matrix(from []int32, cells []int32, threads int) []int32 {
	size := len(from) * len(t.place)
	if cap(cells) < size {
		cells = make([]int32, size)
	}
	cells = cells[:size]
	batches := t.s.batches(from)
	parallel(threads, len(batches), func() func(int) {
		p := t.newPass()
		return func(i int) {
			p.run(batches[i])
			p.write(batches[i], cells)
		}
	})
	return cells
}

// batches divides sources into groups of neighbours in the hierarchy, which have most ancestors in
// common.
func (s *Sweep) batches(from []int32) []batch {
	sources := make([]source, len(from))
	for i, v := range from {
		sources[i] = source{s.h.rank[v], int32(i)}
	}
	slices.SortFunc(sources, func(a, b source) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.index, b.index))
	})
	var list []batch
	for i := 0; i < len(sources); i += lanes {
		list = append(list, sources[i:min(i+lanes, len(sources))])
	}
	return list
}

// batch is up to lanes sources, by descending rank.
type batch []source

type source struct{ rank, index int32 }

// pass is the memory of sweeps that one goroutine does one after another.
type pass struct {
	t     *Targets
	stack []int32 // a row of lanes for each depth
	out   []int32 // a row for each target, and one for what is not asked for
	chain []int32 // the ranks of the sources and their ancestors, descending
	index []int32 // by rank: the place in chain, −1 for none
	rows  []int32 // a row for each of chain: times up to it
	moves []arc   // scratch: places in rows, and times
}

func (t *Targets) newPass() *pass {
	return &pass{t: t, stack: make([]int32, lanes*(t.s.h.deepest+1)), out: make([]int32, lanes*(t.count+1)),
		index: filled(len(t.s.h.node), -1)}
}

// run computes the times from a batch to all targets, in out.
func (p *pass) run(b batch) {
	p.climb(b)
	p.descend()
}

// climb computes the times from a batch to the ancestors of its sources.
func (p *pass) climb(b batch) {
	s := p.t.s
	for _, r := range p.chain {
		p.index[r] = -1
	}
	p.chain = p.chain[:0]
	for _, src := range b { // a later source is lower, and so is all that it adds
		known := len(p.chain)
		for r := src.rank; r >= 0 && p.index[r] < 0; r = s.h.parent(r) {
			p.index[r] = 0
			p.chain = append(p.chain, r)
		}
		slices.Reverse(p.chain[known:])
	}
	for i, r := range p.chain {
		p.index[r] = int32(i)
	}
	size := lanes * len(p.chain)
	p.rows = slices.Grow(p.rows[:0], size)[:size]
	for i := range p.rows {
		p.rows[i] = Infinity
	}
	for lane, src := range b {
		p.rows[lanes*int(p.index[src.rank])+lane] = 0
	}
	for i, r := range slices.Backward(p.chain) {
		p.moves = p.moves[:0]
		for _, a := range s.up.arc[s.up.first[r]:s.up.first[r+1]] {
			p.moves = append(p.moves, arc{p.index[a.to], a.time})
		}
		pushRow(p.rows, i, p.moves)
	}
}

// descend goes through the steps of the targets. Nodes that are ancestors of sources begin with the
// times up to them, others with none.
func (p *pass) descend() {
	first, begin := 0, &infinite
	for i, r := range p.chain {
		if at := int(p.t.at[r]); at >= 0 {
			p.sweep(first, at, begin)
			first, begin = at, (*[lanes]int32)(p.rows[lanes*i:])
		}
	}
	p.sweep(first, len(p.t.steps), begin)
}

// infinite is the row of a node that no source is below.
var infinite = func() (row [lanes]int32) {
	for i := range row {
		row[i] = Infinity
	}
	return row
}()

// sweep does some steps; the first begins with the given times, the others with none.
func (p *pass) sweep(first, last int, begin *[lanes]int32) {
	if first == last {
		return
	}
	from := int32(0)
	if first > 0 {
		from = p.t.steps[first-1].end
	}
	pullRows(p.stack, p.out, p.t.steps[first:last], p.t.arcs[from:p.t.steps[last-1].end], begin, from)
}

// write puts the times of a batch into their rows of a matrix.
func (p *pass) write(b batch, cells []int32) {
	n := len(p.t.place)
	const block = 16
	for first := 0; first < n; first += block {
		places := p.t.place[first:min(first+block, n)]
		for lane, src := range b {
			row := cells[int(src.index)*n+first:][:len(places)]
			for j, place := range places {
				row[j] = p.out[lanes*int(place)+lane]
			}
		}
	}
}
