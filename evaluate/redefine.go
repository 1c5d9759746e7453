package evaluate

import (
	"errors"
	"maps"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// ErrOtherCells says that a plan cannot stand in for another without reading the facts again.
var ErrOtherCells = errors.New("the plan has other indicators, areas or years: load its facts")

// Redefine puts another version of the plan in place of the present one: other formulas,
// aggregations, groups, assumptions, projects or targets over the same indicators, areas and years.
// It recomputes what is defined otherwise and what depends on that; a change of prose recomputes
// nothing. Where the versions have other cells, or observed cells can now be computed that could
// not before, the error is ErrOtherCells and the engine is left as it was.
func (e *Engine) Redefine(p *plan.Plan) (Stats, error) {
	g, err := newGraph(p)
	if err != nil {
		return Stats{}, err
	}
	if !g.sameCells(e.graph) || e.newlyComputable(g) {
		return Stats{}, ErrOtherCells
	}
	result, needs, err := g.newResult()
	if err != nil {
		return Stats{}, err
	}
	v, graphWas, statedWas := e.values, e.graph, e.values.stated
	result.AsOf, result.Overlay, result.Position = v.at, v.overlay, e.result.Position
	result.values = v
	e.graph, e.result, e.needs, e.scratch = g, result, needs, g.newScratch()
	e.stats = Stats{}
	v.graph = g
	v.setOverlay(v.overlay)
	e.pushRedefined(graphWas, statedWas)
	e.settle()
	e.judgeAll()
	e.result.Findings = v.findings()
	return e.stats, nil
}

// sameCells reports whether two graphs have the same cells in the same places.
func (g *graph) sameCells(h *graph) bool {
	sameNode := func(a, b *node) bool { return a.ID == b.ID && a.axis == b.axis }
	sameRow := func(a, b *row) bool { return a.id == b.id && maps.Equal(a.spans, b.spans) }
	return slices.EqualFunc(g.nodes, h.nodes, sameNode) && slices.EqualFunc(g.rows, h.rows, sameRow)
}

// newlyComputable reports whether cells that are given can be computed by g and could not before:
// to compare them takes more than was kept of their observations.
func (e *Engine) newlyComputable(g *graph) bool {
	for i, n := range e.graph.nodes {
		for r := range g.rows {
			if g.nodes[i].computable(g.rows[r]) && !n.computable(e.graph.rows[r]) &&
				slices.ContainsFunc(e.values.bits(n, r), func(word uint64) bool { return word != 0 }) {
				return true
			}
		}
	}
	return false
}

// pushRedefined queues what is defined otherwise than it was.
func (e *Engine) pushRedefined(old *graph, was stated) {
	for i, n := range e.graph.nodes {
		if n.fingerprint() != old.nodes[i].fingerprint() {
			for r := range e.graph.rows {
				e.uncompute(n, r)
			}
			continue
		}
		for k := range n.inputs { // the same inputs, so that their stated rows compare one to one
			if !sameBits(was.fixed[i][k], e.values.fixed[i][k]) {
				e.pushAll(n)
			}
		}
	}
	for r := range e.graph.rows {
		if !slices.Equal(old.rows[r].parts, e.graph.rows[r].parts) ||
			!sameBits(was.factors[r], e.values.factors[r]) {
			e.pushComposed(r)
			for _, n := range e.graph.nodes {
				if n.additive() {
					e.uncompute(n, r)
				}
			}
		}
	}
}

// uncompute queues a row, and takes its computed values away if nothing computes them any more.
func (e *Engine) uncompute(n *node, r int) {
	e.touch(n, r)
	v := e.values
	if n.computable(v.rows[r]) {
		return
	}
	row, bits, slot := v.row(n, r), v.bits(n, r), v.slot(n, r)
	for i := range row {
		if !isGiven(bits, i) {
			row[i] = measure.Missing
		}
	}
	v.soft[slot] = v.softs[slot] > 0
	delete(v.differs, slot)
}

// fingerprint identifies how a node's values are made, without prose.
func (n *node) fingerprint() definition {
	d := definition{aggregation: n.Aggregation}
	if n.Program != nil {
		d.formula = n.Program.Fingerprint()
	}
	return d
}

// definition is how a node's values are made: two nodes of the same definition and inputs have the
// same values.
type definition struct {
	formula     [32]byte // fingerprint of the program; zero without one
	aggregation plan.Aggregation
}
