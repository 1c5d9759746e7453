package evaluate

import (
	"context"
	"fmt"
	"sync"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// values is the state of an evaluation: every cell of every row, and what was given of it.
type values struct {
	*graph
	at      fact.AsOf
	overlay *Overlay

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

// stated is what assumptions, weights and projects come to under the overlay.
type stated struct {
	factors [][]float64   // by row: sign · weight of each part
	fixed   [][][]float64 // by node and input: the row of an assumption or project; nil for others
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
}

func newValues(g *graph, at fact.AsOf, o *Overlay) *values {
	v := &values{graph: g, at: at,
		cells: make([]float64, len(g.rows)*g.stride), given: make([]uint64, len(g.rows)*g.words),
		soft: make([]bool, len(g.rows)*len(g.nodes)), remarks: map[int]remark{}, softs: map[int]int{},
		beneath: map[int]held{}, differs: map[int]difference{}, unused: unused{}}
	v.forget()
	v.setOverlay(o)
	return v
}

// forget makes every cell missing and not given.
func (v *values) forget() {
	for i := range v.cells {
		v.cells[i] = measure.Missing
	}
	clear(v.given)
	clear(v.soft)
	clear(v.remarks)
	clear(v.softs)
	clear(v.beneath)
	clear(v.differs)
	clear(v.unused)
}

// setOverlay resolves assumptions and projects under o; it does not touch cells.
func (v *values) setOverlay(o *Overlay) {
	v.overlay = o
	v.factors = make([][]float64, len(v.rows))
	for i, r := range v.rows {
		v.factors[i] = make([]float64, len(r.parts))
		for k, p := range r.parts {
			v.factors[i][k] = p.sign * v.weight(p)
		}
	}
	v.fixed = make([][][]float64, len(v.nodes))
	for i, n := range v.nodes {
		v.fixed[i] = make([][]float64, len(n.inputs))
		for k, in := range n.inputs {
			switch in.Kind {
			case formula.Assumption:
				v.fixed[i][k] = constant(v.assumption(in.Name), n.axes[k].N)
			case formula.Opened:
				v.fixed[i][k] = v.opened(in.Name, n.axes[k])
			}
		}
	}
}

// weight is by how much a part counts; Missing where the plan lacks its assumption.
func (v *values) weight(p part) float64 {
	if p.assumption == "" {
		return 1
	}
	return v.assumption(p.assumption)
}

// assumption returns the value of an assumption, in its unit.
func (v *values) assumption(id string) float64 {
	if v.overlay != nil {
		if x, ok := v.overlay.Assumptions[id]; ok {
			return x
		}
	}
	if a := v.plan.Assumption(id); a != nil {
		return a.Value
	}
	return measure.Missing
}

// completes returns the day a project is complete, zero for never or not known.
func (v *values) completes(id string) measure.Date {
	if v.overlay != nil {
		if day, ok := v.overlay.Completes[id]; ok {
			return day
		}
	}
	if p := v.plan.Project(id); p != nil {
		return p.Completes
	}
	return 0
}

// opened is the row that is 1 from the period in which a project is complete, and 0 before.
func (v *values) opened(id string, axis measure.Axis) []float64 {
	row := make([]float64, axis.N)
	day := v.completes(id)
	for i := range row {
		if day != 0 && axis.At(i).Last() >= day {
			row[i] = 1
		}
	}
	return row
}

func constant(x float64, n int) []float64 {
	row := make([]float64, n)
	for i := range row {
		row[i] = x
	}
	return row
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
	if h.soft || h.silent || h.given && n.computable(v.rows[r]) {
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
	return held{o.Value, true, remark{decimals: o.Decimals, soft: isSoft(o)}}
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

// suppose puts the overlay's values over what is known, keeping that beneath.
func (v *values) suppose() {
	if v.overlay == nil {
		return
	}
	for key, x := range v.overlay.Values {
		if n, r, i, why := v.find(key); why == nil {
			h := v.held(n, r, i)
			v.hold(n, r, i, supposed(x))
			v.beneath[v.cell(n, r, i)] = h
		}
	}
}

// supposed is what an overlay's value makes of its cell.
func supposed(x float64) held {
	if measure.IsMissing(x) {
		return nothing
	}
	return held{value: x, given: true, remark: remark{soft: true}}
}

// unsuppose brings back what a supposed cell hides.
func (v *values) unsuppose(n *node, r, i int) {
	cell := v.cell(n, r, i)
	if h, ok := v.beneath[cell]; ok {
		delete(v.beneath, cell)
		v.hold(n, r, i, h)
	}
}
