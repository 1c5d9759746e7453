package network

import (
	"cmp"
	"slices"
	"unsafe"
)

// batch is up to lanes sources that one pass serves.
type batch struct {
	index  []int32 // by lane: the number of the source
	starts []start // where sources begin, by descending rank
}

// start is where the source of a lane is after some time.
type start struct{ rank, lane, time int32 }

// source is a node, and its number among those asked for.
type source struct{ rank, index int32 }

// at is the number of the source of a lane; lanes left over repeat the last.
func (b *batch) at(lane int) int32 { return b.index[min(lane, len(b.index)-1)] }

// batches divides nodes to start from into groups of neighbours in the hierarchy, which have most
// ancestors in common.
func (s *Sweep) batches(from []int32) []batch {
	return s.group(len(from), func(i int) []Access { return []Access{{Node: from[i]}} })
}

// group divides sources into groups by their first nodes.
func (s *Sweep) group(n int, access func(i int) []Access) []batch {
	sources := make([]source, n)
	for i := range sources {
		sources[i].index = int32(i)
		if a := access(i); len(a) > 0 {
			sources[i].rank = s.h.rank[a[0].Node]
		}
	}
	slices.SortFunc(sources, func(a, b source) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.index, b.index))
	})
	list := make([]batch, 0, (n+lanes-1)/lanes)
	for first := 0; first < n; first += lanes {
		var b batch
		for lane, src := range sources[first:min(first+lanes, n)] {
			b.index = append(b.index, src.index)
			for _, a := range access(int(src.index)) {
				b.starts = append(b.starts, start{s.h.rank[a.Node], int32(lane), min(a.Time, Infinity)})
			}
		}
		slices.SortFunc(b.starts, func(a, b start) int {
			return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.lane, b.lane), cmp.Compare(a.time, b.time))
		})
		list = append(list, b)
	}
	return list
}

// climber finds the times from the sources of a batch up to their ancestors.
type climber struct {
	s     *Sweep
	chain []int32 // the ranks of the sources and their ancestors, descending
	index []int32 // by rank: the place in chain, −1 for none
	rows  []int32 // a row for each of chain: times up to it
	moves []arc   // scratch: places in rows, and times
	stack []int32 // a row for each depth, for the way down
}

func (s *Sweep) climber() climber {
	return climber{s: s, index: filled(len(s.h.node), -1), stack: alignedRows(int(s.h.deepest) + 1)}
}

func (c *climber) climb(b *batch) {
	s := c.s
	for _, r := range c.chain {
		c.index[r] = -1
	}
	c.chain = c.chain[:0]
	for _, st := range b.starts { // a later one is lower, and so is all that it adds
		known := len(c.chain)
		for r := st.rank; r >= 0 && c.index[r] < 0; r = s.h.parent(r) {
			c.index[r] = 0
			c.chain = append(c.chain, r)
		}
		slices.Reverse(c.chain[known:])
	}
	for i, r := range c.chain {
		c.index[r] = int32(i)
	}
	if len(c.rows) < lanes*len(c.chain) {
		c.rows = alignedRows(2 * len(c.chain))
	}
	for i := range c.chain {
		*c.row(i) = infinite
	}
	for _, st := range b.starts {
		last := int(st.lane)
		if last == len(b.index)-1 {
			last = lanes - 1
		}
		row := c.row(int(c.index[st.rank]))
		for lane := int(st.lane); lane <= last; lane++ {
			row[lane] = min(row[lane], st.time)
		}
	}
	for i, r := range slices.Backward(c.chain) {
		c.moves = c.moves[:0]
		for _, a := range s.up[s.first[r]:s.first[r+1]] {
			c.moves = append(c.moves, arc{c.index[a.to], a.time})
		}
		pushRow(c.rows, i, c.moves)
	}
}

func (c *climber) row(i int) *[lanes]int32 { return (*[lanes]int32)(c.rows[lanes*i:]) }

// infinite is the row of a node that no source is below.
var infinite = func() (row [lanes]int32) {
	for i := range row {
		row[i] = Infinity
	}
	return row
}()

// alignedRows makes rows that begin where a line of the cache does.
func alignedRows(n int) []int32 {
	const line = 64 / 4
	all := make([]int32, lanes*n+line)
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(all))) % 64 / 4)
	return all[skip : skip+lanes*n]
}
