package evaluate

import (
	"context"
	"fmt"
	"sync"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// values is the state of an evaluation: every cell of every row, and what was given of it.
type values struct {
	*graph
	at         fact.AsOf
	overlay    *Overlay
	statistics Statistics // nil where there is no monitoring data

	cells []float64 // [row][indicator][period]
	given []uint64  // a bit for each cell: observed or supposed, not computed
	soft  []bool    // [row][indicator]: some cell of it rests on an assumption or estimate

	remarks map[int]remark // by cell, where a given cell needs one
	softs   map[int]int    // by slot: how many remarks are soft
	beneath map[int]held   // by cell: what a supposed cell hides

	stated
	mu      sync.Mutex
	differs map[int]difference // by slot: where observations and computation disagree
	unused  unused
}

// held is what is known about one cell before anything is computed.
type held struct {
	value float64
	given bool
	remark
}

// nothing is what is known about a cell nobody reported.
var nothing = held{value: measure.Missing}

// remark is what must be remembered of a given cell besides its value.
type remark struct {
	decimals int8 // as reported
	soft     bool // an estimate, or of a grade that rests on one
	silent   bool // not given: the observation says that there is no value
	broke    bool // measured in another way than the periods before
}

func newValues(g *graph, at fact.AsOf, o *Overlay) *values {
	v := &values{graph: g, at: at,
		cells: make([]float64, len(g.rows)*g.stride), given: make([]uint64, len(g.rows)*g.words),
		soft: make([]bool, len(g.rows)*len(g.nodes)), remarks: map[int]remark{}, softs: map[int]int{},
		beneath: map[int]held{}, differs: map[int]difference{}, unused: unused{}}
	fill(v.cells, measure.Missing)
	v.setOverlay(o)
	return v
}

// slot numbers a node's row among all.
func (v *values) slot(n *node, r int) int { return r*len(v.nodes) + n.index }

// cell numbers one cell among all.
func (v *values) cell(n *node, r, i int) int { return r*v.stride + n.offset + i }

// row returns the numbers of a node's row.
func (v *values) row(n *node, r int) []float64 {
	from := r*v.stride + n.offset
	return v.cells[from : from+n.axis.N : from+n.axis.N]
}

// bits returns the words that say which cells of a node's row are given.
func (v *values) bits(n *node, r int) []uint64 {
	from := r*v.words + n.word
	return v.given[from : from+(n.axis.N+63)/64]
}

func isGiven(bits []uint64, i int) bool { return bits[i>>6]>>(i&63)&1 != 0 }

// held returns what is known about a cell.
func (v *values) held(n *node, r, i int) held {
	h := held{value: measure.Missing, remark: v.remarks[v.cell(n, r, i)]}
	if isGiven(v.bits(n, r), i) {
		h.value, h.given = v.row(n, r)[i], true
	}
	return h
}

// hold makes h what is known about a cell.
func (v *values) hold(n *node, r, i int, h held) {
	cell, slot := v.cell(n, r, i), v.slot(n, r)
	v.row(n, r)[i] = h.value
	word := &v.bits(n, r)[i>>6]
	*word &^= 1 << (i & 63)
	if h.given {
		*word |= 1 << (i & 63)
	}
	if was := v.remarks[cell]; was.soft {
		v.softs[slot]--
	}
	delete(v.remarks, cell)
	if h.soft || h.silent || h.broke || h.given && n.computable(v.rows[r]) {
		v.remarks[cell] = h.remark
	}
	if h.soft {
		v.softs[slot]++
	}
	v.soft[slot] = v.softs[slot] > 0
}

// observed is what an observation makes known about its cell.
func observed(o *fact.Observation) held {
	if o.Status.NoValue() || measure.IsMissing(o.Value) {
		return held{value: measure.Missing, remark: remark{silent: true}}
	}
	return held{o.Value, true, remark{decimals: o.Decimals, soft: isSoft(o), broke: o.Status == measure.Break}}
}

// isSoft reports whether an observation is itself an estimate or rests on one.
func isSoft(o *fact.Observation) bool {
	switch o.Status {
	case measure.Estimated, measure.Forecast, measure.Imputed:
		return true
	}
	switch o.Grade {
	case citation.Derived, citation.Assumed, citation.Synthetic:
		return true
	}
	return false
}

// find finds the cell of a key, or says why the plan has none.
func (g *graph) find(key fact.Key) (n *node, r, i int, why *finding.Code) {
	n = g.byID[key.Indicator]
	if n == nil {
		return nil, 0, 0, UnknownIndicator
	}
	r, ok := g.plan.Territory.Row(key.Area)
	if !ok {
		return n, 0, 0, UnknownArea
	}
	i, ok = n.axis.Index(key.Period)
	switch {
	case key.Period.Freq != n.axis.Freq:
		return n, r, 0, OtherFrequency
	case !ok:
		return n, r, 0, OutsideYears
	}
	return n, r, i, nil
}

// load reads what holds in the ledger.
func (v *values) load(ctx context.Context, facts fact.Reader) error {
	var last fact.Key // a scan comes by indicator and area: mostly the row is the last one's
	var n *node
	var r int
	err := facts.Scan(ctx, v.at, func(o *fact.Observation) error {
		if n != nil && o.Indicator == last.Indicator && o.Area == last.Area {
			if i, ok := n.axis.Index(o.Period); ok {
				v.hold(n, r, i, observed(o))
				return nil
			}
		}
		last = o.Key()
		var i int
		var why *finding.Code
		if n, r, i, why = v.find(last); why != nil {
			v.unused.count(why, last)
			n = nil
			return nil
		}
		v.hold(n, r, i, observed(o))
		return nil
	})
	if err != nil {
		return fmt.Errorf("read facts: %w", err)
	}
	return nil
}
