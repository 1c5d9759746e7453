package network

import (
	"cmp"
	"slices"
	"unsafe"
)

// batch is up to lanes sources, by descending rank.
type batch []source

// at is the source of a lane; lanes left over repeat the last.
func (b batch) at(lane int) source { return b[min(lane, len(b)-1)] }

// source is a node to start from, and its number among those asked for.
type source struct{ rank, index int32 }

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

func (c *climber) climb(b batch) {
	s := c.s
	for _, r := range c.chain {
		c.index[r] = -1
	}
	c.chain = c.chain[:0]
	for _, src := range b { // a later source is lower, and so is all that it adds
		known := len(c.chain)
		for r := src.rank; r >= 0 && c.index[r] < 0; r = s.h.parent(r) {
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
	for lane := range lanes {
		c.row(int(c.index[b.at(lane).rank]))[lane] = 0
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
