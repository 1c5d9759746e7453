package network

// lanes is how many sources one sweep serves.
const lanes = 64

// Sweep answers questions of many sources at once on the metric it was made from: times from all of
// them go up the hierarchy, then down it in one pass over the nodes that lead to targets. It does not
// follow later edits. Source: PHAST and RPHAST (Delling, Goldberg, Nowatzyk and Werneck 2011, 2013).
// In the pass a node needs its ancestors alone, and they are on the way from the root to it, so times
// are kept by depth and stay in the nearest cache.
type Sweep struct {
	h        *Hierarchy
	up, down arcs
	best     []int32 // by slot: a time between the ends of an arc, the shortest if the sweep is perfect
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
	return &Sweep{h: m.h, best: best, up: m.needed(best, 0, m.h.head), down: m.needed(best, 1, m.h.level)}
}

// needed lists the arcs whose time is the best possible.
func (m *Metric) needed(best []int32, side int32, to []int32) arcs {
	h := m.h
	list := arcs{make([]int32, len(h.node)+1), make([]arc, 0, len(h.head))}
	for r := range h.node {
		for a := h.up[r+1] - 1; a >= h.up[r]; a-- { // the nearest last: it is the last to be known
			if t := m.w[2*a+side]; t < Infinity && t == best[2*a+side] {
				list.arc = append(list.arc, arc{to[a], t})
			}
		}
		list.first[r+1] = int32(len(list.arc))
	}
	return list
}
