package formula

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Trace tells how one value of a result came about: a step of the formula, what it gave, and the
// steps it was made from, down to the reads.
type Trace struct {
	Source string // the step in canonical form; a conversion is written "x → unit"
	Value  float64
	Unit   measure.Unit
	Period measure.Period
	Input  int // of Program.Inputs where the step is a read, else -1
	Column int // of Period on the axis of its frequency; outside of it nothing can be read
	Parts  []*Trace
}

// Trace explains the value that Run gives at column i of axis. Steps that several others use, as in
// a chain of growth, are shared by pointer: the tree is no larger than steps times periods.
func (p *Program) Trace(rows [][]float64, axes []measure.Axis, axis measure.Axis, i int) Trace {
	steps := &Program{Inputs: p.Inputs, Freq: p.Freq, Unit: p.Unit}
	a := &assembler{p: steps, free: map[measure.Freq][]int32{}, slots: map[*typed]int32{}}
	a.value(p.tree, a.result())
	t := tracer{slots: a.slots, seen: map[step]*Trace{}}
	steps.Run(rows, axes, make([]float64, axis.N), axis, &t.rows)
	return *t.trace(p.tree, i)
}

type step struct {
	t      *typed
	column int
}

type tracer struct {
	rows  Scratch // holds the row of every step
	slots map[*typed]int32
	seen  map[step]*Trace
}

func (r *tracer) trace(t *typed, column int) *Trace {
	if known, ok := r.seen[step{t, column}]; ok {
		return known
	}
	axis := r.rows.axisOf(t.freq)
	out := &Trace{Source: t.src.String(), Value: measure.Missing, Unit: t.unit,
		Period: axis.At(column), Input: -1, Column: column}
	r.seen[step{t, column}] = out
	switch t.op {
	case opConst:
		out.Value, out.Period = t.k, measure.Period{}
		return out
	case opInput:
		out.Input = t.input
		out.Value = at(r.rows.slots[t.input], column)
		return out
	case opMulK, opDivK, opScale:
		out.Source += " → " + t.unit.Symbol
	}
	if column < 0 || column >= axis.N {
		return out
	}
	out.Value = r.rows.slots[r.slots[t]][column]
	for _, from := range r.parts(t, column, axis) {
		out.Parts = append(out.Parts, r.trace(from.t, from.column))
	}
	return out
}

// parts lists what the value of t in a column was made from.
func (r *tracer) parts(t *typed, column int, axis measure.Axis) []step {
	a := t.args[0]
	fixed := int(t.n - axis.First)
	switch t.op {
	case opLag:
		return []step{{a, column - int(t.n)}}
	case opDiff, opGrowth, opCagr:
		return []step{{a, column}, {a, column - int(t.n)}}
	case opCagrSince, opIndex:
		return []step{{a, column}, {a, fixed}}
	case opBase:
		return []step{{a, fixed}}
	case opChain:
		steps := []step{{t.args[1], fixed}}
		for i := min(fixed, column) + 1; i <= max(fixed, column); i++ {
			steps = append(steps, step{a, i})
		}
		return steps
	case opChainIndex:
		return []step{{t.args[1], fixed}, {a, column}, {a, fixed}}
	case opCumulate, opAnnualSum, opAnnualMean, opAnnualLast:
		return r.ofYear(t, column, axis)
	case opIf:
		switch r.trace(a, column).Value {
		case 1:
			return []step{{a, column}, {t.args[1], column}}
		case 0:
			return []step{{a, column}, {t.args[2], column}}
		}
		return []step{{a, column}}
	case opDiv:
		if t.args[0].op == opTake {
			return blended(t.args[0], column)
		}
	case opCoalesce:
		if !measure.IsMissing(r.trace(a, column).Value) {
			return []step{{a, column}}
		}
	}
	steps := make([]step, 0, len(t.args))
	for _, arg := range t.args {
		steps = append(steps, step{arg, column})
	}
	return steps
}

// blended lists what a blend is of, whether or not it has a value.
func blended(t *typed, column int) (steps []step) {
	for ; t.op == opTake; t = t.args[0] {
		steps = append(steps, step{t.args[1], column})
	}
	slices.Reverse(steps)
	return steps
}

// ofYear lists the periods of a year that cumulate and the annual functions read.
func (r *tracer) ofYear(t *typed, column int, axis measure.Axis) []step {
	a := t.args[0]
	of := r.rows.axisOf(a.freq)
	year := axis.At(column).CalendarYear()
	from, to := int(firstOf(of.Freq, year)-of.First), int(firstOf(of.Freq, year+1)-of.First)
	switch t.op {
	case opCumulate:
		to = column + 1
	case opAnnualLast:
		from = to - 1
	}
	var steps []step
	for i := from; i < to; i++ {
		steps = append(steps, step{a, i})
	}
	return steps
}
