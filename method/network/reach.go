package network

import (
	"fmt"
	"slices"
	"sync"
)

// Field is a weight on every node (people, jobs, money), prepared to be summed over all that is within
// a time of many sources, one sum for each source and no time kept.
type Field struct {
	s      *Sweep
	steps  []step // with weights for places
	closed sync.Once
	shells []shell
	shell  []int32 // by step: the shell of the subtree that begins there, −1 for none
}

// shell is what surrounds a subtree: all ways into it pass these ancestors of its root. If none is
// within reach, nothing of the subtree is; if one is so near that the farthest node of the subtree is
// within reach from there, all of it is.
type shell struct {
	size   int32
	weight int64
	gates  []arc // depth of an ancestor, and its time to the farthest node with a weight
}

// shellSizes are the sizes of subtrees that have shells. Shells cost a gate for each neighbour, and
// spare the pass through the subtree.
var shellSizes = []int32{64, 256, 1024, 4096, 16384, 65536}

// Field prepares weights, one for each node, 0 or more.
func (s *Sweep) Field(weights []int32) (*Field, error) {
	h := s.h
	n := len(h.node)
	if len(weights) != n {
		return nil, fmt.Errorf("network: %d weights for %d nodes", len(weights), n)
	}
	f := &Field{s: s, steps: slices.Clone(s.steps)}
	for i := range f.steps {
		v := h.node[n-1-i]
		if weights[v] < 0 {
			return nil, fmt.Errorf("network: weight %d of node %d; a weight is 0 or more", weights[v], v)
		}
		f.steps[i].place = weights[v]
	}
	return f, nil
}

// manySources is how many are worth finding the shells for.
const manySources = 1000

// enclose finds the shells, by a pass through each subtree from all its gates at once.
func (f *Field) enclose() {
	h := f.s.h
	n := int32(len(h.node))
	f.shell = filled(int(n), none)
	c := f.s.climber()
	out := alignedRows(1)
	for r := n - 1; r >= 0; r-- {
		p := h.parent(r)
		if p < 0 || h.up[r+1]-h.up[r] > lanes || class(h.size[r]) == class(h.size[p]) {
			continue
		}
		at := n - 1 - r
		f.shell[at] = int32(len(f.shells))
		f.shells = append(f.shells, f.enclosed(&c, r, out))
	}
}

// class counts the sizes of shells below a size.
func class(size int32) int {
	k, _ := slices.BinarySearch(shellSizes, size)
	return k
}

func (f *Field) enclosed(c *climber, r int32, out []int32) shell {
	h := f.s.h
	s := shell{size: h.size[r]}
	gates := h.head[h.up[r]:h.up[r+1]]
	for i, from := range gates {
		for lane, to := range gates {
			t := int32(0)
			switch {
			case to < from:
				t = f.s.best[2*h.arc(to, from)]
			case to > from:
				t = f.s.best[2*h.arc(from, to)+1]
			}
			c.stack[lanes*h.depth[from]+int32(lane)] = t
		}
		s.gates = append(s.gates, arc{to: h.depth[gates[i]]})
	}
	at := len(f.steps) - 1 - int(r)
	for i := at; i < at+int(s.size); i++ {
		level, weight := f.steps[i].level, f.steps[i].place
		one := []step{{level, f.steps[i].end, 0, f.steps[i].next}}
		pullRows(c.stack, out, one, f.s.arcsOf(i), &infinite, startOf(f.s.steps, i))
		s.weight += int64(weight)
		if weight > 0 {
			for lane := range gates {
				s.gates[lane].time = max(s.gates[lane].time, c.stack[lanes*level+int32(lane)])
			}
		}
	}
	return s
}

// Within returns for each source the sum of the weights of the nodes it reaches in at most some
// milliseconds, less than Infinity. threads is how many batches of sources are worked on at once.
func (f *Field) Within(from []int32, time int32, threads int) []int64 {
	return f.within(from, time, threads, len(from) >= manySources)
}

func (f *Field) within(from []int32, time int32, threads int, shells bool) []int64 {
	sums := make([]int64, len(from))
	time = min(time, Infinity-1)
	if shells {
		f.closed.Do(f.enclose)
	}
	batches := f.s.batches(from)
	parallel(threads, len(batches), func() func(int) {
		c := f.s.climber()
		return func(i int) {
			of := f.run(&c, &batches[i], time, shells)
			for lane, source := range batches[i].index {
				sums[source] = of[lane]
			}
		}
	})
	return sums
}

// run sums the weights within reach of a batch. It passes over subtrees that are wholly within reach
// or wholly out of it, for each source.
func (f *Field) run(c *climber, b *batch, time int32, shells bool) (sums [lanes]int64) {
	c.climb(b)
	n := len(f.steps)
	chain, begin := 0, &infinite
	first := 0 // steps from here on wait to be done
	for at := 0; at < n; {
		if chain < len(c.chain) && n-1-int(c.chain[chain]) == at {
			f.fold(c, first, at, begin, time, &sums)
			first, begin = at, c.row(chain)
			chain++
			at++
			continue
		}
		if shells && f.shell[at] >= 0 {
			f.fold(c, first, at, begin, time, &sums)
			first, begin = at, &infinite
			if s := &f.shells[f.shell[at]]; decided(c.stack, s.gates, s.weight, time, &sums) {
				at += int(s.size)
				first = at
				continue
			}
		}
		at++
	}
	f.fold(c, first, n, begin, time, &sums)
	return sums
}

// fold does some steps and adds what is within reach.
func (f *Field) fold(c *climber, first, last int, begin *[lanes]int32, time int32, sums *[lanes]int64) {
	if first < last {
		skipped := startOf(f.steps, first)
		foldRows(c.stack, f.steps[first:last], f.s.down[skipped:f.steps[last-1].end], begin, skipped, time, sums)
	}
}
