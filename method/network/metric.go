package network

import "fmt"

// Metric is a hierarchy with the times of links: every arc has the least time between its ends over
// links and by way of nodes below both. Any number of goroutines may ask a Metric; Edit needs it alone.
type Metric struct {
	h     *Hierarchy
	times []int32 // by link
	w     []int32 // by slot: up an arc, down it, up the next, …
	edits *edits
}

// Customise computes a metric from the times of links (nil for those of the graph). It works on as
// many subtrees at once as threads say; the result does not depend on it.
func (h *Hierarchy) Customise(times []int32, threads int) (*Metric, error) {
	if times == nil {
		times = h.graph.Time
	}
	m := &Metric{h: h, w: make([]int32, 2*len(h.head))}
	if err := m.Recustomise(times, threads); err != nil {
		return nil, err
	}
	return m, nil
}

// Recustomise is Customise with other times of links, in the memory of a metric that is no more needed.
func (m *Metric) Recustomise(times []int32, threads int) error {
	if len(times) != m.h.graph.Links() {
		return fmt.Errorf("network: %d times for %d links", len(times), m.h.graph.Links())
	}
	for l, t := range times {
		if t < 0 {
			return fmt.Errorf("network: link %d takes %d ms; a time is 0 or more", l, t)
		}
	}
	m.times = append(m.times[:0], times...)
	for l, t := range m.times {
		m.times[l] = min(t, Infinity)
	}
	m.customise(threads)
	return nil
}

// customise computes all arcs from the times of links.
func (m *Metric) customise(threads int) {
	for i := range m.w {
		m.w[i] = Infinity
	}
	for l, slot := range m.h.slot {
		if slot >= 0 {
			m.w[slot] = min(m.w[slot], m.times[l])
		}
	}
	tasks, top := m.h.subtrees(threads)
	parallel(threads, len(tasks), func() func(int) {
		row := m.h.row()
		return func(i int) {
			for r := tasks[i].first; r <= tasks[i].last; r++ {
				m.customiseNode(r, row)
			}
		}
	})
	row := m.h.row()
	for _, r := range top {
		m.customiseNode(r, row)
	}
}

// customiseNode lowers the times of the arcs of a node, those of its links, by way of lower nodes, whose
// arcs are final. row has a place for each depth.
func (m *Metric) customiseNode(r int32, row []int32) {
	h := m.h
	first, last := h.up[r], h.up[r+1]
	if first == last {
		return
	}
	for a := first; a < last; a++ {
		d := 2 * h.level[a]
		row[d], row[d+1] = m.w[2*a], m.w[2*a+1]
	}
	joinTriangles(row, h.low[h.down[r]:h.down[r+1]], h.level, m.w)
	for a := first; a < last; a++ {
		d := 2 * h.level[a]
		m.w[2*a], m.w[2*a+1] = row[d], row[d+1]
	}
}

// direct is the least time of the links of a slot.
func (m *Metric) direct(slot int32) int32 {
	t := Infinity
	for _, l := range m.h.link[m.h.from[slot]:m.h.from[slot+1]] {
		t = min(t, m.times[l])
	}
	return t
}

// row has two places for each depth, and room to read beyond.
func (h *Hierarchy) row() []int32 { return make([]int32, 2*h.deepest+4) }

// Time is the shortest time from one node to another, Infinity if none leads there.
func (m *Metric) Time(from, to int32) int32 {
	up, down := m.chain(from, 0), m.chain(to, 1)
	best := Infinity
	for d := range m.h.commonAncestors(from, to) {
		best = min(best, up[d]+down[d])
	}
	return best
}

// commonAncestors counts the nodes that are above or at both nodes.
func (h *Hierarchy) commonAncestors(u, v int32) int32 {
	a, b := h.rank[u], h.rank[v]
	for a != b {
		if a > b {
			a, b = b, a
		}
		if a = h.parent(a); a < 0 {
			return 0
		}
	}
	return h.depth[a] + 1
}

// chain returns, by depth, the time from a node up to each of its ancestors (side 0), or from each
// of them down to it (side 1).
func (m *Metric) chain(node int32, side int32) []int32 {
	h := m.h
	r := h.rank[node]
	dist := filled(int(h.depth[r])+1, Infinity)
	dist[h.depth[r]] = 0
	for ; r >= 0; r = h.parent(r) {
		d := dist[h.depth[r]]
		if d == Infinity {
			continue
		}
		for a := h.up[r]; a < h.up[r+1]; a++ {
			dist[h.level[a]] = min(dist[h.level[a]], d+m.w[2*a+side])
		}
	}
	return dist
}
