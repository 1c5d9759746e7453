package network

import "slices"

// lanes is how many sources one sweep serves.
const lanes = 64

// Sweep answers questions of many sources at once on the metric it was made from: times from all of
// them go up the hierarchy, then down it in one pass over the nodes that lead to targets. It does not
// follow later edits. Source: PHAST and RPHAST (Delling, Goldberg, Nowatzyk and Werneck 2011, 2013).
// In the pass a node needs its ancestors alone, and they are on the way from the root to it, so times
// are kept by depth and stay in the nearest cache.
type Sweep struct {
	h     *Hierarchy
	best  []int32 // by slot: a time between the ends of an arc, the shortest if the sweep is perfect
	first []int32 // by rank: the first of its arcs up
	up    []arc   // by rank
	steps []step  // all nodes from the top, with their arcs down
	down  []arc   // by step
}

// arc joins a node to one of its ancestors: to is the rank of that in arcs up, its depth in arcs down.
type arc struct{ to, time int32 }

// step is a node of a pass.
type step struct {
	level int32
	end   int32 // where its arcs end
	place int32 // where its times belong, none if nowhere; or its weight
	next  int32 // the time from the step before if that is its parent, Infinity if it is not
}

// Sweep prepares sweeps. A perfect one leaves out the arcs that no shortest way needs, a third or so;
// that takes about as long as Customise, and pays for more than some thousand sources.
func (m *Metric) Sweep(perfect bool, threads int) *Sweep {
	s := &Sweep{h: m.h}
	if perfect {
		s.best = m.perfect(threads)
	} else {
		s.best = slices.Clone(m.w) // edits change what the metric has
	}
	parallel(threads, 2, func() func(int) {
		return func(i int) { []func(*Metric){s.listUp, s.listDown}[i](m) }
	})
	return s
}

// listUp lists the arcs up whose time is the best possible.
func (s *Sweep) listUp(m *Metric) {
	h := m.h
	s.first, s.up = make([]int32, len(h.node)+1), make([]arc, len(h.head))
	n := int32(0)
	for r := range h.node {
		for a := h.up[r]; a < h.up[r+1]; a++ {
			t := m.w[2*a]
			s.up[n] = arc{h.head[a], t}
			if t < Infinity && t == s.best[2*a] {
				n++
			}
		}
		s.first[r+1] = n
	}
	s.up = s.up[:n]
}

// listDown lists the arcs down, of the uppermost node first.
func (s *Sweep) listDown(m *Metric) {
	h := m.h
	s.steps, s.down = make([]step, 0, len(h.node)), make([]arc, len(h.head))
	n := int32(0)
	for r := len(h.node) - 1; r >= 0; r-- {
		for a := h.up[r+1] - 1; a >= h.up[r]; a-- {
			t := m.w[2*a+1]
			s.down[n] = arc{h.level[a], t}
			if t < Infinity && t == s.best[2*a+1] {
				n++
			}
		}
		st := step{h.depth[r], n, int32(len(s.steps) % blockSize), Infinity}
		if start := startOf(s.steps, len(s.steps)); h.parent(int32(r)) == int32(r)+1 {
			st.follow(s.down[start:n])
			n = st.end
		}
		s.steps = append(s.steps, st)
	}
	s.down = s.down[:n]
}

// follow takes the arc from the parent, which is the step before, out of the arcs of a step, the last
// of which it is if there is one: its times need not be looked up then.
func (st *step) follow(arcs []arc) {
	if n := len(arcs); n > 0 && arcs[n-1].to == st.level-1 {
		st.next = arcs[n-1].time
		st.end--
	}
}

// arcsOf are the arcs down of a step, without that from the step before.
func (s *Sweep) arcsOf(step int) []arc { return s.down[startOf(s.steps, step):s.steps[step].end] }

// startOf is where the arcs of a step begin.
func startOf(steps []step, i int) int32 {
	if i == 0 {
		return 0
	}
	return steps[i-1].end
}
