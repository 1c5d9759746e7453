package network

import (
	"cmp"
	"math"
	"slices"
)

// cut divides a part: no edge joins low and high.
type cut struct{ low, middle, high []int32 }

// worse orders cuts by the size of the middle for each node of the smaller side.
func (c *cut) worse(than *cut) bool {
	side := func(c *cut) int { return min(len(c.low), len(c.high)) + 1 }
	return len(c.middle)*side(than) > len(than.middle)*side(c)
}

// bestCut tries a cut in each direction, and takes the least for its balance.
func (d *dissection) bestCut(p *part) *cut {
	f := newFlow(p)
	var best *cut
	for _, key := range d.directions(p) {
		f.begin(ends(key, len(p.node)/endShare))
		if !f.fill(best) {
			continue
		}
		for _, c := range []*cut{f.nearSource(), f.nearSink()} {
			if best == nil || best.worse(c) {
				best = c
			}
		}
	}
	p.line(best.middle)
	return best
}

// line sorts the nodes of a cut from one of its ends to the other, so that what lies beside a stretch
// of the cut neighbours a run of it.
func (p *part) line(middle []int32) {
	if len(middle) == 0 {
		return
	}
	steps := p.steps(middle[0])
	at := slices.MaxFunc(middle, func(u, v int32) int { return cmp.Compare(steps[u], steps[v]) })
	steps = p.steps(at)
	slices.SortFunc(middle, func(u, v int32) int {
		return cmp.Or(cmp.Compare(steps[u], steps[v]), cmp.Compare(u, v))
	})
}

// directions gives the nodes of a part numbers that grow from one end of it to another.
func (d *dissection) directions(p *part) [][]float64 {
	var keys [][]float64
	if d.places != nil {
		for _, w := range [][2]float64{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
			key := make([]float64, len(p.node))
			for i, v := range p.node {
				key[i] = float64(w[0]*d.places[v].Lon) + float64(w[1]*d.places[v].Lat)
			}
			keys = append(keys, key)
		}
		return keys
	}
	const landmarks = 4
	var steps [landmarks][]int32
	nearest := filled(len(p.node), math.MaxInt32)
	at := p.farthest(p.steps(0))
	for i := range steps {
		steps[i] = p.steps(at)
		for v, s := range steps[i] {
			nearest[v] = min(nearest[v], s)
		}
		at = p.farthest(nearest)
		for j := range i {
			key := make([]float64, len(p.node))
			for v := range key {
				key[v] = float64(steps[i][v] - steps[j][v])
			}
			keys = append(keys, key)
		}
	}
	return keys
}

// steps counts the edges from a node to every node of a connected part.
func (p *part) steps(from int32) []int32 {
	steps := filled(len(p.node), -1)
	steps[from] = 0
	queue := []int32{from}
	for i := 0; i < len(queue); i++ {
		u := queue[i]
		for _, v := range p.head[p.first[u]:p.first[u+1]] {
			if steps[v] < 0 {
				steps[v] = steps[u] + 1
				queue = append(queue, v)
			}
		}
	}
	return steps
}

func (p *part) farthest(steps []int32) int32 {
	far := 0
	for v, s := range steps {
		if s > steps[far] {
			far = v
		}
	}
	return int32(far)
}

// ends returns the n nodes with the least and the n with the greatest keys; of equal keys the lower
// node is the lesser.
func ends(key []float64, n int) (low, high []int32) {
	nodes := make([]int32, len(key))
	for v := range nodes {
		nodes[v] = int32(v)
	}
	less := func(u, v int32) bool { return key[u] < key[v] || key[u] == key[v] && u < v }
	selectLeast(nodes, n, less)
	selectLeast(nodes[n:], len(nodes)-2*n, less)
	return nodes[:n], nodes[len(nodes)-n:]
}

// selectLeast moves the n least items to the front.
func selectLeast(items []int32, n int, less func(a, b int32) bool) {
	for len(items) > 1 && n > 0 && n < len(items) {
		a, b, c := items[0], items[len(items)/2], items[len(items)-1]
		if less(b, a) {
			a, b = b, a
		}
		if less(c, b) {
			b = c
			if less(b, a) {
				b = a
			}
		}
		i, j := 0, len(items)-1
		for i <= j {
			for less(items[i], b) {
				i++
			}
			for less(b, items[j]) {
				j--
			}
			if i <= j {
				items[i], items[j] = items[j], items[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			items = items[:j+1]
		case n >= i:
			items, n = items[i:], n-i
		default:
			return
		}
	}
}

// flow finds as many ways as possible from one end of a part to the other that share no node (Menger
// 1927), by Dinic's method on the graph in which each node v is two: state 2v, where ways come in, and
// state 2v+1, where they go out. The nodes that block every further way are a least cut.
type flow struct {
	*part
	role        []role
	pred, succ  []int32 // of a node on a way; none or end where there is none
	level       []int32 // by state: steps from the source, −1 for not reached
	next        []int32 // by state: the move to try next
	queue, path []int32

	sources, sinks []int32
	ways           int
}

const (
	none = -1 // on no way
	end  = -2 // the way begins, or ends, here
)

// role is what a node is to a flow. Ways need not pass the inside of an end: they begin or end at the
// nodes of it that have neighbours elsewhere.
type role byte

const (
	between role = iota
	atSource
	atSink
	inSource
	inSink
)

// outOfBounds is the level of the inside of an end: as if reached long ago.
const outOfBounds = math.MaxInt32

func newFlow(p *part) *flow {
	n := len(p.node)
	return &flow{part: p, role: make([]role, n), pred: make([]int32, n), succ: make([]int32, n),
		level: make([]int32, 2*n), next: make([]int32, 2*n)}
}

// begin forgets all ways and sets the ends.
func (f *flow) begin(from, to []int32) {
	clear(f.role)
	for v := range f.pred {
		f.pred[v], f.succ[v] = none, none
	}
	for _, v := range from {
		f.role[v] = inSource
	}
	for _, v := range to {
		f.role[v] = inSink
	}
	f.sources, f.sinks = f.edge(from, inSource, atSource), f.edge(to, inSink, atSink)
	f.ways = 0
}

// edge gives the nodes of an end that have neighbours elsewhere the role of its edge.
func (f *flow) edge(nodes []int32, inside, edge role) []int32 {
	var list []int32
	for _, v := range nodes {
		for _, u := range f.head[f.first[v]:f.first[v+1]] {
			if f.role[u] != inside && f.role[u] != edge {
				f.role[v] = edge
				list = append(list, v)
				break
			}
		}
	}
	return list
}

// fill adds ways until there is no more, or so many that the cut would be worse than the best.
func (f *flow) fill(best *cut) bool {
	for f.measure() {
		clear(f.next)
		for _, v := range f.sources {
			if f.level[2*v] == 0 && f.extend(2*v) {
				f.apply()
				f.ways++
			}
		}
		if best != nil && f.ways*(min(len(best.low), len(best.high))+1) > len(best.middle)*(len(f.node)/2+1) {
			return false
		}
	}
	return true
}

// forget marks all states as not reached, but for those of the inside of the ends.
func (f *flow) forget() {
	f.queue = f.queue[:0]
	for v, r := range f.role {
		level := int32(-1)
		if r >= inSource {
			level = outOfBounds
		}
		f.level[2*v], f.level[2*v+1] = level, level
	}
}

// visit enters a state at a level.
func (f *flow) visit(state, level int32) {
	if f.level[state] < 0 {
		f.level[state] = level
		f.queue = append(f.queue, state)
	}
}

// measure finds the steps from the source to each state, no farther than the sink, and whether the
// sink is reached.
func (f *flow) measure() bool {
	f.forget()
	for _, v := range f.sources {
		f.visit(2*v, 0)
	}
	reached := int32(math.MaxInt32)
	for i := 0; i < len(f.queue); i++ {
		s := f.queue[i]
		v, level := s/2, f.level[s]+1
		if level > reached {
			break
		}
		switch {
		case s%2 == 0 && f.succ[v] == none:
			f.visit(s+1, level)
		case s%2 == 0:
			if f.pred[v] >= 0 {
				f.visit(2*f.pred[v]+1, level)
			}
		default:
			if f.role[v] == atSink && f.succ[v] != end {
				reached = level
				continue
			}
			if f.succ[v] != none {
				f.visit(s-1, level)
			}
			for _, w := range f.head[f.first[v]:f.first[v+1]] {
				if w != f.succ[v] {
					f.visit(2*w, level)
				}
			}
		}
	}
	return reached < math.MaxInt32
}

// extend looks for a way from a state to the sink along rising levels, and leaves it in path.
func (f *flow) extend(from int32) bool {
	f.path = append(f.path[:0], from)
	for len(f.path) > 0 {
		s := f.path[len(f.path)-1]
		v := s / 2
		if s%2 == 1 && f.role[v] == atSink && f.succ[v] != end {
			f.level[s] = -1 // a state is on one way only
			return true
		}
		if to := f.move(s); to >= 0 {
			f.path = append(f.path, to)
			continue
		}
		f.level[s] = -1
		f.path = f.path[:len(f.path)-1]
	}
	return false
}

// move returns the next state worth trying from a state, −1 for none.
func (f *flow) move(s int32) int32 {
	v, level := s/2, f.level[s]+1
	if s%2 == 0 {
		to := s + 1
		if f.succ[v] != none {
			to = 2*f.pred[v] + 1
		}
		if f.next[s] > 0 || to < 0 || f.level[to] != level {
			return -1
		}
		f.next[s]++
		return to
	}
	if f.next[s] == 0 {
		f.next[s]++
		if f.succ[v] != none && f.level[s-1] == level {
			return s - 1
		}
	}
	near := f.head[f.first[v]:f.first[v+1]]
	for int(f.next[s]) <= len(near) {
		w := near[f.next[s]-1]
		f.next[s]++
		if w != f.succ[v] && f.level[2*w] == level {
			return 2 * w
		}
	}
	return -1
}

// apply adds the way in path, which may undo pieces of earlier ways.
func (f *flow) apply() {
	f.pred[f.path[0]/2] = end
	for i := 1; i < len(f.path); i++ {
		s, to := f.path[i-1], f.path[i]
		f.level[s] = -1
		switch v, w := s/2, to/2; {
		case s%2 == 1 && to == s-1:
			f.pred[v], f.succ[v] = none, none
		case s%2 == 1:
			f.succ[v], f.pred[w] = w, v
		}
	}
	f.succ[f.path[len(f.path)-1]/2] = end
}

// nearSource is the least cut nearest to the source, after the last measure.
func (f *flow) nearSource() *cut {
	c := &cut{}
	for v := range f.node {
		switch in, out := f.level[2*v] >= 0, f.level[2*v+1] >= 0; {
		case f.role[v] == inSink:
			c.high = append(c.high, int32(v))
		case out:
			c.low = append(c.low, int32(v))
		case in:
			c.middle = append(c.middle, int32(v))
		default:
			c.high = append(c.high, int32(v))
		}
	}
	return c
}

// nearSink is the least cut nearest to the sink.
func (f *flow) nearSink() *cut {
	f.forget()
	for _, v := range f.sinks {
		f.visit(2*v+1, 0)
	}
	for i := 0; i < len(f.queue); i++ {
		s := f.queue[i]
		v := s / 2
		switch {
		case s%2 == 1 && f.succ[v] == none:
			f.visit(s-1, 0)
		case s%2 == 1:
			if f.succ[v] >= 0 {
				f.visit(2*f.succ[v], 0)
			}
		default:
			if f.succ[v] != none {
				f.visit(s+1, 0)
			}
			for _, u := range f.head[f.first[v]:f.first[v+1]] {
				if f.succ[u] != v {
					f.visit(2*u+1, 0)
				}
			}
		}
	}
	c := &cut{}
	for v := range f.node {
		switch in, out := f.level[2*v] >= 0, f.level[2*v+1] >= 0; {
		case f.role[v] == inSource:
			c.low = append(c.low, int32(v))
		case in:
			c.high = append(c.high, int32(v))
		case out:
			c.middle = append(c.middle, int32(v))
		default:
			c.low = append(c.low, int32(v))
		}
	}
	return c
}
