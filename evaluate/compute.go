package evaluate

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// scratch is one worker's working memory.
type scratch struct {
	rows    [][]float64 // inputs of the program being run
	members [][]float64 // put together for inputs of kind Members, by input
	out     []float64
	sum     []float64
	count   []int32
	x, w    []float64 // of the parts in one column, for measures
	formula formula.Scratch
}

func (g *graph) newScratch() *scratch {
	inputs, width := 0, 0
	for _, n := range g.nodes {
		inputs, width = max(inputs, len(n.inputs)), max(width, n.axis.N)
		for _, axis := range n.axes {
			width = max(width, axis.N)
		}
	}
	s := &scratch{rows: make([][]float64, inputs), members: make([][]float64, inputs),
		out: make([]float64, width), sum: make([]float64, width), count: make([]int32, width)}
	for i := range s.members {
		s.members[i] = make([]float64, width)
	}
	return s
}

// rowsAtOnce is how many rows a worker takes at a time.
const rowsAtOnce = 8

// computeAll computes every row that may have values nobody gave, by stage and level; the rows of
// one level do not depend on one another and are shared among workers.
func (v *values) computeAll(ctx context.Context, workers int) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	scratches := make([]*scratch, workers)
	for i := range scratches {
		scratches[i] = v.newScratch()
	}
	for _, stage := range v.stages {
		for _, level := range v.levels {
			if err := v.computeLevel(ctx, stage, level, scratches); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *values) computeLevel(ctx context.Context, stage []*node, level []int,
	scratches []*scratch) error {

	var next atomic.Int64
	work := func(s *scratch) error {
		for {
			from := int(next.Add(rowsAtOnce)) - rowsAtOnce
			if from >= len(level) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, r := range level[from:min(from+rowsAtOnce, len(level))] {
				v.computeStage(stage, r, s)
			}
		}
	}
	if len(level) <= rowsAtOnce {
		return work(scratches[0])
	}
	var group errgroup.Group
	for _, s := range scratches {
		group.Go(func() error { return work(s) })
	}
	return group.Wait()
}

// computeStage computes one row of every node of a stage. Waiting for numbers takes longer than the
// arithmetic, so each node is computed while those of the next one are on their way.
func (v *values) computeStage(stage []*node, r int, s *scratch) {
	for i, n := range stage {
		if i+1 < len(stage) {
			v.prefetch(stage[i+1], r)
		}
		if n.computable(v.rows[r]) {
			v.compute(n, r, s)
		}
	}
}

// prefetch asks for the memory that computing a row of n touches: its own and its inputs'.
func (v *values) prefetch(n *node, r int) {
	formula.Prefetch(v.row(n, r))
	for k := range n.inputs {
		if in := &n.inputs[k]; in.Kind == formula.Own {
			formula.Prefetch(v.row(in.node, r))
		}
	}
}

// compute fills the cells of a row that are not given: by the formula, else by composition. Rows it
// reads must be computed already.
func (v *values) compute(n *node, r int, s *scratch) {
	row, bits := v.row(n, r), v.bits(n, r)
	out, anyGiven := row, false
	for _, word := range bits {
		anyGiven = anyGiven || word != 0
	}
	if anyGiven {
		out = s.out[:n.axis.N]
	}
	soft := v.softs[v.slot(n, r)] > 0
	if n.Program != nil {
		soft = v.runProgram(n, r, s, out) || soft
		outside(v.rows[r].span(n.axis), out)
	}
	if n.additive() && len(v.rows[r].parts) > 0 {
		soft = v.compose(n, r, s, out) || soft
	} else if n.Program == nil {
		outside(span{}, out)
	}
	v.soft[v.slot(n, r)] = soft
	if anyGiven {
		v.compare(n, r, out)
		for i := range row {
			if !isGiven(bits, i) {
				row[i] = out[i]
			}
		}
	}
}

// outside makes what lies outside a span missing.
func outside(s span, out []float64) {
	for i := range s.lo {
		out[i] = measure.Missing
	}
	for i := s.hi; i < len(out); i++ {
		out[i] = measure.Missing
	}
}

// runProgram runs n's formula for a row and reports whether an input is soft.
func (v *values) runProgram(n *node, r int, s *scratch, out []float64) (soft bool) {
	for k := range n.inputs {
		switch in := &n.inputs[k]; in.Kind {
		case formula.Own:
			soft = soft || v.soft[v.slot(in.node, r)]
		case formula.Fixed:
			soft = soft || v.soft[v.slot(in.node, in.row)]
		case formula.Members:
			for _, of := range in.nodes() {
				soft = soft || v.softParts(of, r)
			}
		case formula.Assumption:
			soft = true
		case formula.Travel, formula.Length, formula.Reached, formula.Served:
			soft = soft || v.networkSoft(in, r)
		}
	}
	n.Program.Run(v.inputRows(n, r, s), n.axes, out, n.axis, &s.formula)
	return soft
}

// inputRows returns what n's formula reads for a row.
func (v *values) inputRows(n *node, r int, s *scratch) [][]float64 {
	rows := s.rows[:len(n.inputs)]
	for k := range n.inputs {
		switch in := &n.inputs[k]; in.Kind {
		case formula.Own:
			rows[k] = v.row(in.node, r)
		case formula.Fixed:
			rows[k] = v.row(in.node, in.row)
		case formula.Members:
			rows[k] = s.members[k][:in.node.axis.N]
			if in.Over.Measure() {
				v.compareParts(in, r, s, rows[k])
			} else {
				v.gather(in.node, r, in.Over, in.Missing, s.count, rows[k])
			}
		case formula.Assumption, formula.Opened:
			rows[k] = v.fixed[n.index][k]
		case formula.Statistic:
			rows[k] = s.members[k][:n.axes[k].N]
			v.statisticRow(in.Input, r, n.axes[k], rows[k])
		case formula.Travel, formula.Length, formula.Reached, formula.Served:
			rows[k] = s.members[k][:n.axes[k].N]
			v.networkRow(in, v.routes[n.index][k], r, rows[k])
		}
	}
	return rows
}

// softParts reports whether a composition rests on a weight or on a soft part.
func (v *values) softParts(n *node, r int) bool {
	for _, p := range v.rows[r].parts {
		if p.assumption != "" || v.soft[v.slot(n, p.row)] {
			return true
		}
	}
	return false
}

// compose fills what is still missing in out with the sum of the parts, and reports whether that
// may be soft.
func (v *values) compose(n *node, r int, s *scratch, out []float64) (soft bool) {
	sum := out
	if n.Program != nil {
		sum = s.sum[:n.axis.N]
	}
	v.gather(n, r, formula.Sum, formula.Propagate, s.count, sum)
	if n.Program != nil {
		for i, x := range out {
			if measure.IsMissing(x) {
				out[i] = sum[i]
			}
		}
	}
	outside(v.rows[r].span(n.axis), out)
	return v.softParts(n, r)
}
