package network

import "slices"

// perfect returns the shortest times between the ends of all arcs, over any way. An arc of the metric
// that is slower is not needed by any query. Source: perfect customisation of Dibbelt, Strasser and
// Wagner 2016; a node's arcs are final once all nodes above it have passed theirs on.
func (m *Metric) perfect(threads int) []int32 {
	h := m.h
	w := slices.Clone(m.w)
	tasks, top := h.subtrees(threads)
	inTop := make([]bool, len(h.node))
	for _, r := range top {
		inTop[r] = true
	}
	row := h.row()
	for _, r := range slices.Backward(top) {
		h.scatter(r, w, row)
		low := h.low[h.down[r]:h.down[r+1]]
		for i := range low {
			if inTop[h.tail[low[i].arc]] {
				passOn(row, low[i:i+1], h.level, w)
			}
		}
	}
	parallel(threads, len(tasks), func() func(int) {
		row := h.row()
		return func(i int) { h.perfectSubtree(tasks[i], w, row) }
	})
	return w
}

// perfectSubtree makes the arcs of a subtree perfect, those above it being so.
func (h *Hierarchy) perfectSubtree(s span, w, row []int32) {
	var above []int32
	for r := h.parent(s.last); r >= 0; r = h.parent(r) {
		above = append(above, r)
	}
	for _, r := range slices.Backward(above) {
		h.passDown(r, s, w, row)
	}
	for r := s.last; r >= s.first; r-- {
		h.passDown(r, s, w, row)
	}
}

// passDown relaxes the arcs of a run of nodes by way of one node above them.
func (h *Hierarchy) passDown(r int32, s span, w, row []int32) {
	low := h.low[h.down[r]:h.down[r+1]]
	first, last := h.up[s.first], h.up[s.last+1]
	from, _ := slices.BinarySearchFunc(low, first, func(l lowArc, a int32) int { return int(l.arc - a) })
	to, _ := slices.BinarySearchFunc(low, last, func(l lowArc, a int32) int { return int(l.arc - a) })
	if from == to {
		return
	}
	h.scatter(r, w, row)
	passOn(row, low[from:to], h.level, w)
}

// scatter lays the times of a node's arcs out by depth.
func (h *Hierarchy) scatter(r int32, w, row []int32) {
	for a := h.up[r]; a < h.up[r+1]; a++ {
		row[2*h.level[a]], row[2*h.level[a]+1] = w[2*a], w[2*a+1]
	}
}
