package network

import (
	"cmp"
	"slices"
)

// blockSize is how many targets a pass finds before it writes their times out.
const blockSize = 8192

// Targets are nodes prepared to be asked for together.
type Targets struct {
	s      *Sweep
	steps  []step
	arcs   []arc
	at     []int32 // by rank: its step, −1 for none
	blocks []block
	count  int   // targets as given
	places int32 // the most different targets of a block
}

// block is some steps, and the targets among them by their numbers.
type block struct {
	first, last int
	targets     []target
}

type target struct{ index, place int32 }

// Targets prepares nodes, some of which may be the same; nil is all nodes.
func (s *Sweep) Targets(nodes []int32) *Targets {
	if nodes == nil {
		return s.everywhere()
	}
	h := s.h
	t := &Targets{s: s, at: filled(len(h.node), -1), count: len(nodes)}
	ranks := make([]source, len(nodes)) // targets by descending rank
	steps, arcs := 0, 0
	for i, v := range nodes {
		ranks[i] = source{h.rank[v], int32(i)}
		for r := h.rank[v]; r >= 0 && t.at[r] < 0; r = h.parent(r) {
			t.at[r] = 0
			steps++
			arcs += len(s.arcsOf(len(h.node)-1-int(r))) + 1
		}
	}
	slices.SortFunc(ranks, func(a, b source) int { return cmp.Compare(b.rank, a.rank) })
	t.steps, t.arcs = make([]step, 0, steps), make([]arc, 0, arcs)
	t.layOut(ranks)
	return t
}

// everywhere is all nodes. Where they stand depends on the hierarchy alone, and is found once.
func (s *Sweep) everywhere() *Targets {
	h := s.h
	n := len(h.node)
	h.all.Do(func() {
		h.at = make([]int32, n)
		for r := range h.at {
			h.at[r] = int32(n - 1 - r)
		}
		for first := 0; first < n; first += blockSize {
			b := block{first: first, last: min(first+blockSize, n)}
			for at := b.first; at < b.last; at++ {
				b.targets = append(b.targets, target{h.node[n-1-at], int32(at - first)})
			}
			slices.SortFunc(b.targets, func(a, b target) int { return cmp.Compare(a.index, b.index) })
			h.blocks = append(h.blocks, b)
		}
	})
	return &Targets{s: s, steps: s.steps, arcs: s.down, at: h.at, blocks: h.blocks, count: n,
		places: int32(min(blockSize, n))}
}

// layOut lists the steps: the targets and their ancestors, from the top.
func (t *Targets) layOut(ranks []source) {
	s := t.s
	now := block{}
	places := int32(0)
	for r := int32(len(t.at)) - 1; r >= 0; r-- {
		if t.at[r] < 0 {
			continue
		}
		place := int32(none)
		for ; len(ranks) > 0 && ranks[0].rank == r; ranks = ranks[1:] {
			place = places
			now.targets = append(now.targets, target{ranks[0].index, place})
		}
		if place != none {
			places++
		}
		t.at[r] = int32(len(t.steps))
		t.add(s.steps[len(t.at)-1-int(r)], s.arcsOf(len(t.at)-1-int(r)), place, s.h.parent(r))
		if places == blockSize || len(ranks) == 0 {
			t.close(&now)
			t.places, places = max(t.places, places), 0
		}
		if len(ranks) == 0 {
			break
		}
	}
}

// add adds a step of the sweep.
func (t *Targets) add(st step, arcs []arc, place, parent int32) {
	t.arcs = append(t.arcs, arcs...)
	if st.next < Infinity {
		t.arcs = append(t.arcs, arc{st.level - 1, st.next})
	}
	now := step{st.level, int32(len(t.arcs)), place, Infinity}
	if parent >= 0 && t.at[parent] == int32(len(t.steps))-1 {
		now.follow(t.arcs[startOf(t.steps, len(t.steps)):])
		t.arcs = t.arcs[:now.end]
	}
	t.steps = append(t.steps, now)
}

func (t *Targets) close(b *block) {
	b.last = len(t.steps)
	slices.SortFunc(b.targets, func(a, b target) int { return cmp.Compare(a.index, b.index) })
	t.blocks = append(t.blocks, *b)
	*b = block{first: b.last}
}

// Matrix writes the shortest times from each source to each target into a matrix with a row for each
// source. cells is the memory to use, if it has room; threads is how many batches of sources are
// worked on at once.
func (t *Targets) Matrix(from []int32, cells []int32, threads int) []int32 {
	size := len(from) * t.count
	if cap(cells) < size {
		cells = make([]int32, size)
	}
	cells = cells[:size]
	batches := t.s.batches(from)
	parallel(threads, len(batches), func() func(int) {
		p := t.newPass()
		return func(i int) { p.run(&batches[i], cells) }
	})
	return cells
}

// Within lists for each source the targets, by their numbers, that it reaches in at most some
// milliseconds: the nodes of an isochrone.
func (t *Targets) Within(from []int32, time int32, threads int) [][]int32 {
	lists := make([][]int32, len(from))
	t.rows(t.s.batches(from), threads, func(source int32, row []int32) {
		for j, reached := range row {
			if reached <= time && reached < Infinity {
				lists[source] = append(lists[source], int32(j))
			}
		}
	})
	return lists
}

// rows does the batches, and hands the row of each source on, as often as threads at once.
func (t *Targets) rows(batches []batch, threads int, do func(source int32, row []int32)) {
	parallel(threads, len(batches), func() func(int) {
		p := t.newPass()
		cells := make([]int32, lanes*t.count)
		return func(i int) {
			b := batch{starts: batches[i].starts} // with rows 0, 1, … for the sources
			for lane := range batches[i].index {
				b.index = append(b.index, int32(lane))
			}
			p.run(&b, cells)
			for lane, source := range batches[i].index {
				do(source, cells[lane*t.count:(lane+1)*t.count])
			}
		}
	})
}

// pass is the memory of passes that one goroutine does one after another.
type pass struct {
	climber
	t   *Targets
	out []int32 // a row for each target of a block
}

func (t *Targets) newPass() *pass {
	return &pass{climber: t.s.climber(), t: t, out: alignedRows(int(t.places))}
}

// run writes the times from a batch to all targets. Nodes that are ancestors of sources begin with the
// times up to them, others with none.
func (p *pass) run(b *batch, cells []int32) {
	p.climb(b)
	i := 0
	for k := range p.t.blocks {
		block := &p.t.blocks[k]
		first, begin := block.first, &infinite
		for ; i < len(p.chain); i++ {
			at := int(p.t.at[p.chain[i]])
			if at >= block.last {
				break
			}
			if at >= 0 {
				p.sweep(first, at, begin)
				first, begin = at, p.row(i)
			}
		}
		p.sweep(first, block.last, begin)
		p.write(b, block, cells)
	}
}

// sweep does some steps; the first begins with the given times, the others with none.
func (p *pass) sweep(first, last int, begin *[lanes]int32) {
	if first == last {
		return
	}
	from := startOf(p.t.steps, first)
	pullRows(p.stack, p.out, p.t.steps[first:last], p.t.arcs[from:p.t.steps[last-1].end], begin, from)
}

// run is how many targets are written into a row at a time: a line of the cache.
const run = 16

// write puts the times of a batch to the targets of a block into their rows of a matrix.
func (p *pass) write(b *batch, k *block, cells []int32) {
	n := p.t.count
	if len(k.targets) == 0 {
		return
	}
	var rows [lanes]*int32
	for lane := range rows {
		rows[lane] = &cells[int(b.at(lane))*n]
	}
	done := writeRuns(&rows, p.out, k.targets)
	for first := done; first < len(k.targets); first += run {
		some := k.targets[first:min(first+run, len(k.targets))]
		for lane, index := range b.index {
			row := cells[int(index)*n:][:n]
			for _, x := range some {
				row[x.index] = p.out[lanes*int(x.place)+lane]
			}
		}
	}
}
