package evaluate

import (
	"slices"

	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// read is one cell that a formula looked at for one of its values.
type read struct {
	input  int
	period measure.Period
	column int     // on the input's axis, -1 where the period lies outside it
	value  float64 // measure.Missing where there is none
}

// reads lists the cells that a formula of n looked at, each once, in the order of the formula.
func reads(n *node, trace *formula.Trace) []read {
	type place struct{ input, column int }
	var found []read
	listed := map[place]bool{}
	seen := map[*formula.Trace]bool{}
	var visit func(t *formula.Trace)
	visit = func(t *formula.Trace) {
		if seen[t] {
			return
		}
		seen[t] = true
		if at := (place{t.Input, t.Column}); t.Input >= 0 && !listed[at] {
			listed[at] = true
			column, ok := n.axes[t.Input].Index(t.Period)
			if !ok {
				column = -1
			}
			found = append(found, read{t.Input, t.Period, column, t.Value})
		}
		for _, part := range t.Parts {
			visit(part)
		}
	}
	visit(trace)
	return found
}

// walk goes from cells to what they rest on. It visits a cell once.
type walk struct {
	*values
	scratch *scratch
	seen    map[int]bool // by cell
}

func (v *values) newWalk() *walk {
	return &walk{values: v, scratch: v.newScratch(), seen: map[int]bool{}}
}

// visit reports whether a cell is visited for the first time.
func (w *walk) visit(n *node, r, i int) bool {
	cell := w.cell(n, r, i)
	if w.seen[cell] {
		return false
	}
	w.seen[cell] = true
	return true
}

// trace runs n's formula for one cell and says how its value came about.
func (w *walk) trace(n *node, r, i int) formula.Trace {
	return n.Program.Trace(w.inputRows(n, r, w.scratch), n.axes, n.axis, i)
}

// value returns the value of a cell.
func (v *values) value(n *node, r, i int) float64 { return v.row(n, r)[i] }

// exists reports whether a row's area exists in a column.
func (v *values) exists(n *node, r, i int) bool {
	s := v.rows[r].span(n.axis)
	return i >= s.lo && i < s.hi
}

// anyReported reports whether a part, or a part of a part, has a value in a column.
func (v *values) anyReported(n *node, r, i int) bool {
	for _, p := range v.rows[r].parts {
		if v.exists(n, p.row, i) &&
			(!measure.IsMissing(v.value(n, p.row, i)) || v.anyReported(n, p.row, i)) {
			return true
		}
	}
	return false
}

// allReported reports whether every part has a value in a column.
func (v *values) allReported(n *node, r, i int) bool {
	for _, p := range v.rows[r].parts {
		if v.exists(n, p.row, i) && measure.IsMissing(v.value(n, p.row, i)) {
			return false
		}
	}
	return true
}

// reason says why a cell has no value.
func (v *values) reason(n *node, r, i int) Reason {
	switch {
	case !measure.IsMissing(v.value(n, r, i)):
		return HasValue
	case v.remarks[v.cell(n, r, i)].silent:
		return NotReleased
	case !v.exists(n, r, i):
		return OutOfTime
	case n.Program != nil:
		trace := v.newWalk().trace(n, r, i)
		for _, x := range reads(n, &trace) {
			if measure.IsMissing(x.value) && !v.noAnswer(n, x.input, r, x.column) {
				return InputGone
			}
		}
		return Undefined
	case !v.anyReported(n, r, i):
		return NotReported
	case !n.additive():
		return NotAdditive
	case !v.allReported(n, r, i):
		return InputGone
	}
	return Undefined
}

// origin says where a cell's value comes from.
func (v *values) origin(n *node, r, i int) Origin {
	switch {
	case measure.IsMissing(v.value(n, r, i)):
		return None
	case isGiven(v.bits(n, r), i):
		if _, supposed := v.beneath[v.cell(n, r, i)]; supposed {
			return Supposed
		}
		return Observed
	case n.Program == nil:
		return Composed
	case !n.additive() || len(v.rows[r].parts) == 0:
		return Computed
	}
	return v.computedOrComposed(n, r)[i]
}

// computedOrComposed tells for a row that has both a formula and parts to add up which of the two
// gives the values that are not given.
func (v *values) computedOrComposed(n *node, r int) []Origin {
	s := v.newScratch()
	v.runProgram(n, r, s, s.out[:n.axis.N])
	origins := make([]Origin, n.axis.N)
	for i := range origins {
		origins[i] = Computed
		if measure.IsMissing(s.out[i]) {
			origins[i] = Composed
		}
	}
	return origins
}

// missing lists what somebody must report before a cell has a value: indicators without a formula,
// in the areas whose parts are not reported either.
func (v *values) missing(n *node, r, i int) []MissingInput {
	w := &missingWalk{walk: v.newWalk()}
	w.from(n, r, i)
	return w.found
}

type missingWalk struct {
	*walk
	found []MissingInput
}

func (w *missingWalk) from(n *node, r, i int) {
	if !measure.IsMissing(w.value(n, r, i)) || !w.exists(n, r, i) || !w.visit(n, r, i) {
		return
	}
	if n.Program != nil {
		trace := w.trace(n, r, i)
		for _, x := range reads(n, &trace) {
			in := n.inputs[x.input]
			if in.Kind == formula.Statistic && measure.IsMissing(x.value) {
				w.report(n, r, x.period)
			}
			if in.node == nil || x.column < 0 {
				continue
			}
			switch in.Kind {
			case formula.Own:
				w.from(in.node, r, x.column)
			case formula.Fixed:
				w.from(in.node, in.row, x.column)
			case formula.Members:
				for _, of := range in.nodes() {
					w.fromParts(of, r, x.column)
				}
			case formula.Reached, formula.Served:
				for _, row := range w.networkCells(n, x.input, r, x.column) {
					w.from(in.node, row, x.column)
				}
			}
		}
		return
	}
	if n.additive() && w.anyReported(n, r, i) {
		w.fromParts(n, r, i)
		return
	}
	w.report(n, r, n.axis.At(i))
}

// report lists a cell as one that somebody must report.
func (w *missingWalk) report(n *node, r int, p measure.Period) {
	w.found = append(w.found, MissingInput{Indicator: n.ID, Area: w.rows[r].id, Period: p, From: n.From})
}

func (w *missingWalk) fromParts(n *node, r, i int) {
	for _, p := range w.rows[r].parts {
		w.from(n, p.row, i)
	}
}

// rests reports whether a cell rests on an assumption, an estimate, a supposition or the weight of
// a part.
func (v *values) rests(n *node, r, i int) bool {
	return v.soft[v.slot(n, r)] && v.newWalk().rests(n, r, i)
}

func (w *walk) rests(n *node, r, i int) bool {
	if !w.soft[w.slot(n, r)] || measure.IsMissing(w.value(n, r, i)) || !w.visit(n, r, i) {
		return false
	}
	switch w.origin(n, r, i) {
	case Supposed:
		return true
	case Observed:
		return w.remarks[w.cell(n, r, i)].soft
	case Composed:
		return w.restsOnParts(n, r, i)
	}
	trace := w.trace(n, r, i)
	for _, x := range reads(n, &trace) {
		in := n.inputs[x.input]
		switch {
		case in.Kind == formula.Assumption, ofNetwork(in.Kind) && in.Kind != formula.Served:
			return true
		case x.column < 0:
		case in.Kind == formula.Served:
			if slices.ContainsFunc(w.networkCells(n, x.input, r, x.column), func(row int) bool {
				return w.rests(in.node, row, x.column)
			}) {
				return true
			}
		case in.Kind == formula.Own && w.rests(in.node, r, x.column),
			in.Kind == formula.Fixed && w.rests(in.node, in.row, x.column),
			in.Kind == formula.Members && w.restsOnParts(in.node, r, x.column),
			in.weight != nil && w.restsOnParts(in.weight, r, x.column):
			return true
		}
	}
	return false
}

func (w *walk) restsOnParts(n *node, r, i int) bool {
	for _, p := range w.rows[r].parts {
		if w.exists(n, p.row, i) && (p.assumption != "" || w.rests(n, p.row, i)) {
			return true
		}
	}
	return false
}

// needs is what a target result rests on, to tell which changes can affect it.
type needs struct {
	row       int
	here      map[*node]bool // nodes read in the target's area and the parts of it
	elsewhere map[*node]bool // nodes read in other areas
}

func needsOf(n *node, row int) needs {
	d := needs{row, map[*node]bool{}, map[*node]bool{}}
	d.add(n, false)
	return d
}

func (d needs) add(n *node, elsewhere bool) {
	set := d.here
	if elsewhere {
		set = d.elsewhere
	}
	if set[n] {
		return
	}
	set[n] = true
	for _, in := range n.inputs {
		for _, of := range in.nodes() {
			d.add(of, elsewhere || in.elsewhere())
		}
	}
}

// affected lists the target results that rest on a row about to change, by whatever way: a value
// that stays the same may still rest on something else, or wait for something else.
func (e *Engine) affected() []int {
	wholes := map[int]map[int]bool{} // by touched row: itself and all it is a part of
	var targets []int
	for t, d := range e.needs {
		for slot := range e.before {
			n, r := e.graph.nodes[slot%len(e.graph.nodes)], slot/len(e.graph.nodes)
			if wholes[r] == nil {
				wholes[r] = map[int]bool{}
				e.graph.collectWholes(r, wholes[r])
			}
			if d.elsewhere[n] || d.here[n] && wholes[r][d.row] {
				targets = append(targets, t)
				break
			}
		}
	}
	return targets
}

func (g *graph) collectWholes(r int, into map[int]bool) {
	if into[r] {
		return
	}
	into[r] = true
	for _, whole := range g.rows[r].wholes {
		g.collectWholes(whole, into)
	}
}
