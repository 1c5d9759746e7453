package network

import "fmt"

// Change gives a link another time.
type Change struct {
	Link int32
	Time int32 // milliseconds; Infinity closes it
}

// edits is the scratch memory of Edit.
type edits struct {
	queue   heap
	at      []int32 // by arc: its place in touched, −1 for none
	touched []touchedArc
	old     [][2]int32 // of the arcs of a node
}

// touchedArc is an arc that may change, with its times before.
type touchedArc struct {
	arc      int32
	old      [2]int32
	mustFind bool // what its time rested on became slower: look for another way
}

// Edit changes times of links, as Customise would compute them anew, and touches only the arcs that
// the changes concern. It returns how many arcs changed. After an error nothing is changed.
func (m *Metric) Edit(changes []Change) (int, error) {
	for _, c := range changes {
		if c.Link < 0 || int(c.Link) >= len(m.times) || c.Time < 0 {
			return 0, fmt.Errorf("network: no link %d, or a negative time %d", c.Link, c.Time)
		}
	}
	if m.edits == nil {
		m.edits = &edits{at: filled(len(m.h.head), -1)}
	}
	for _, c := range changes {
		m.change(c.Link, min(c.Time, Infinity))
	}
	changed := m.settle()
	for _, t := range m.edits.touched {
		m.edits.at[t.arc] = -1
	}
	m.edits.touched = m.edits.touched[:0]
	return changed, nil
}

func (m *Metric) change(link, time int32) {
	old := m.times[link]
	m.times[link] = time
	if slot := m.h.slot[link]; slot >= 0 {
		m.offer(slot, old, time)
	}
}

// offer tells a slot that something it could rest on went from an old time to a new one.
func (m *Metric) offer(slot, old, time int32) {
	arc, side := slot/2, slot%2
	was := m.w[slot]
	if at := m.edits.at[arc]; at >= 0 {
		was = m.edits.touched[at].old[side]
	}
	faster := time < m.w[slot]
	lost := time > old && (old == was || old == m.w[slot])
	if !faster && !lost {
		return
	}
	t := m.touch(arc)
	t.mustFind = t.mustFind || lost
	if faster {
		m.w[slot] = time
	}
}

func (m *Metric) touch(arc int32) *touchedArc {
	e := m.edits
	if e.at[arc] < 0 {
		e.at[arc] = int32(len(e.touched))
		e.touched = append(e.touched, touchedArc{arc: arc, old: [2]int32{m.w[2*arc], m.w[2*arc+1]}})
		e.queue.push(entry{m.h.tail[arc], arc})
	}
	return &e.touched[e.at[arc]]
}

// settle works through the touched arcs by their lower nodes, from the lowest on: when a node has its
// turn, nothing below it changes any more.
func (m *Metric) settle() (changed int) {
	e := m.edits
	var arcs []int32
	for len(e.queue) > 0 {
		node := e.queue[0].key
		arcs = arcs[:0]
		for len(e.queue) > 0 && e.queue[0].key == node {
			arc := e.queue.pop().node
			t := &e.touched[e.at[arc]]
			if t.mustFind {
				m.w[2*arc], m.w[2*arc+1] = m.find(arc)
			}
			if t.old != [2]int32{m.w[2*arc], m.w[2*arc+1]} {
				arcs = append(arcs, arc)
				changed++
			}
		}
		m.spread(node, arcs)
	}
	return changed
}

// find computes the times of an arc from its links and from all ways by nodes below it.
func (m *Metric) find(arc int32) (up, down int32) {
	h := m.h
	up, down = m.direct(2*arc), m.direct(2*arc+1)
	high := h.head[arc]
	node := h.tail[arc]
	for _, low := range h.low[h.down[node]:h.down[node+1]] {
		lowUp, lowDown := m.w[2*low.arc], m.w[2*low.arc+1]
		if lowDown >= up && lowUp >= down {
			continue
		}
		if b := search(h.head, max(low.arc+1, low.end-1-h.depth[high]), low.end, high); b < low.end && h.head[b] == high {
			up, down = min(up, lowDown+m.w[2*b]), min(down, m.w[2*b+1]+lowUp)
		}
	}
	return up, down
}

// spread tells the arcs above a node that some of its arcs changed.
func (m *Metric) spread(node int32, changed []int32) {
	h, e := m.h, m.edits
	first, last := h.up[node], h.up[node+1]
	e.old = e.old[:0]
	for a := first; a < last; a++ {
		e.old = append(e.old, m.old(a))
	}
	for _, a := range changed {
		for b := first; b < a; b++ {
			m.pass(h.arc(h.head[b], h.head[a]), b, a, first)
		}
		c := h.up[h.head[a]] // its arcs lead to all that later arcs of the node lead to, in the same order
		for b := a + 1; b < last; b++ {
			for h.head[c] != h.head[b] {
				c++
			}
			m.pass(c, a, b, first)
		}
	}
}

// pass tells arc c that the ways by way of the lower node of arcs low and high, which lead to its ends,
// may have changed. first is the first arc of that node.
func (m *Metric) pass(c, low, high, first int32) {
	e := m.edits
	was, will := e.old[low-first], e.old[high-first]
	oldUp, oldDown := was[1]+will[0], was[0]+will[1]
	newUp, newDown := m.w[2*low+1]+m.w[2*high], m.w[2*low]+m.w[2*high+1]
	up, down := m.w[2*c], m.w[2*c+1]
	if e.at[c] < 0 && newUp >= up && oldUp > up && newDown >= down && oldDown > down {
		return // c rests on other ways, and goes on to
	}
	m.offer(2*c, oldUp, newUp)
	m.offer(2*c+1, oldDown, newDown)
}

// old returns the times of an arc before the edit.
func (m *Metric) old(arc int32) [2]int32 {
	if at := m.edits.at[arc]; at >= 0 {
		return m.edits.touched[at].old
	}
	return [2]int32{m.w[2*arc], m.w[2*arc+1]}
}
