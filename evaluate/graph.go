package evaluate

import (
	"fmt"
	"slices"

	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
	"github.com/yipanqi/yipanqi/transit"
)

// graph is a plan prepared for evaluation. It is not changed once built: what depends on what is
// read from the formulas and the territory, never set.
//
// Rows are the areas and groups of the territory. All indicators of one row lie side by side, so
// that a row is computed in one stretch of memory. A cell may rest on the same row (its own
// inputs), on the rows of its parts, and on a fixed row of another area. So rows are computed in
// order of level, parts before wholes, and indicators in stages: an indicator that reads a fixed
// row stands a stage after what it reads.
type graph struct {
	plan   *plan.Plan
	nodes  []*node // one for each indicator, in the order of the plan
	byID   map[string]*node
	order  []*node   // nodes in order of computation
	stages [][]*node // the same by stage
	rows   []*row
	levels [][]int // rows by level, each in the territory's order
	within []int   // rows of the areas that report for the plan
	stride int     // numbers of one row over all indicators
	words  int     // 64-bit words of one row's bits

	systems map[string]*transit.System // networks of transport, by id
}

// node is an indicator's place in the graph.
type node struct {
	*plan.Indicator
	index  int // in graph.nodes
	turn   int // in graph.order
	stage  int
	axis   measure.Axis
	offset int // of its numbers within a row
	word   int // of its bits within a row
	inputs []input
	axes   []measure.Axis // of inputs, as the program wants them

	own     []*node         // nodes that read this one in the same row
	members []*node         // nodes that read this one in the rows of parts
	fixed   map[int][]*node // row → nodes that read this one there, from every row
}

// input is what one input of a program reads.
type input struct {
	formula.Input
	node   *node           // for Own, Fixed, Members, Reached and Served
	weight *node           // for Members by a measure with weights
	row    int             // for Fixed
	system *transit.System // for what follows from a network
}

// elsewhere reports whether the input reads an indicator in other rows than those it is computed for and
// the parts of them.
func (in *input) elsewhere() bool {
	return in.Kind == formula.Fixed || in.Kind == formula.Reached
}

// nodes lists the indicators that the input reads.
func (in *input) nodes() []*node {
	switch {
	case in.node == nil:
		return nil
	case in.weight == nil:
		return []*node{in.node}
	}
	return []*node{in.node, in.weight}
}

// row is an area's or group's place in the graph.
type row struct {
	id     string
	parts  []part
	wholes []int                 // rows this one is a part of
	level  int                   // 0 without parts, else one more than the highest part
	spans  map[measure.Freq]span // columns in which the area exists; nil where in all of them
	steady bool                  // every part exists in every column
}

// span is a run of columns, from lo up to hi.
type span struct{ lo, hi int }

// part is one term of a row's composition.
type part struct {
	row        int
	sign       float64
	assumption string // id of its weight; empty for 1
}

// additive reports whether the parts of an area add up to it.
func (n *node) additive() bool { return n.Aggregation == plan.AddUp }

// computable reports whether the node can have values in r that nobody observed.
func (n *node) computable(r *row) bool {
	return n.Program != nil || n.additive() && len(r.parts) > 0
}

// newGraph prepares p. The errors are those of a plan that did not pass its checks.
func newGraph(p *plan.Plan) (*graph, error) {
	g := &graph{plan: p, byID: make(map[string]*node, len(p.Indicators))}
	if err := g.placeRows(); err != nil {
		return nil, err
	}
	g.within = g.reporting(p.Manifest.Area)
	g.systems = make(map[string]*transit.System, len(p.Networks))
	for _, n := range p.Networks {
		g.systems[n.ID] = transit.New(n, p.Territory)
	}
	for _, ind := range p.Indicators {
		if g.byID[ind.ID] != nil {
			return nil, fmt.Errorf("indicator %s is declared twice", ind.ID)
		}
		n := &node{Indicator: ind, fixed: map[int][]*node{},
			axis: measure.AxisOf(ind.Freq, p.Manifest.FirstYear, p.Manifest.LastYear)}
		if n.axis.N <= 0 {
			return nil, fmt.Errorf("indicator %s has no periods in the years %d to %d", ind.ID,
				p.Manifest.FirstYear, p.Manifest.LastYear)
		}
		n.index, n.offset, n.word = len(g.nodes), g.stride, g.words
		g.stride += n.axis.N
		g.words += (n.axis.N + 63) / 64
		g.byID[ind.ID] = n
		g.nodes = append(g.nodes, n)
	}
	for _, n := range g.nodes {
		if err := g.bindInputs(n); err != nil {
			return nil, err
		}
	}
	if err := g.orderNodes(); err != nil {
		return nil, err
	}
	return g, nil
}

// placeRows reads parts from the territory and sorts rows into levels.
func (g *graph) placeRows() error {
	t := g.plan.Territory
	for _, id := range t.Rows() {
		r := &row{id: id, level: -1}
		if a := t.AreaOf(id); a != nil && (a.From != 0 || a.Until != 0) {
			r.spans = g.spansOf(a)
		}
		g.rows = append(g.rows, r)
	}
	for i, r := range g.rows {
		for _, p := range t.Parts(r.id) {
			at, ok := t.Row(p.ID)
			if !ok {
				return fmt.Errorf("%s is composed of %s, which the territory does not have", r.id, p.ID)
			}
			r.parts = append(r.parts, part{at, p.Sign, p.Assumption})
			if w := &g.rows[at].wholes; len(*w) == 0 || (*w)[len(*w)-1] != i {
				*w = append(*w, i)
			}
		}
	}
	visiting := make([]bool, len(g.rows))
	for i, r := range g.rows {
		r.steady = !slices.ContainsFunc(r.parts, func(p part) bool { return g.rows[p.row].spans != nil })
		if err := g.setLevel(i, visiting); err != nil {
			return err
		}
		for len(g.levels) <= g.rows[i].level {
			g.levels = append(g.levels, nil)
		}
	}
	for i, r := range g.rows {
		g.levels[r.level] = append(g.levels[r.level], i)
	}
	return nil
}

func (g *graph) setLevel(i int, visiting []bool) error {
	r := g.rows[i]
	if r.level >= 0 {
		return nil
	}
	if visiting[i] {
		return fmt.Errorf("%s is a part of itself", r.id)
	}
	visiting[i] = true
	level := 0
	for _, p := range r.parts {
		if err := g.setLevel(p.row, visiting); err != nil {
			return err
		}
		level = max(level, g.rows[p.row].level+1)
	}
	r.level = level
	return nil
}

// bindInputs finds the nodes and rows that n's program reads.
func (g *graph) bindInputs(n *node) error {
	if n.Program == nil {
		return nil
	}
	for _, in := range n.Program.Inputs {
		bound := input{Input: in}
		axis := measure.AxisOf(in.Freq, g.plan.Manifest.FirstYear, g.plan.Manifest.LastYear)
		switch in.Kind {
		case formula.Own, formula.Fixed, formula.Members, formula.Reached, formula.Served:
			bound.node = g.byID[in.Indicator]
			if bound.node == nil {
				return fmt.Errorf("the formula of %s reads %s, which the plan does not have", n.ID,
					in.Indicator)
			}
		}
		switch in.Kind {
		case formula.Own:
			bound.node.own = appendOnce(bound.node.own, n)
		case formula.Members:
			bound.node.members = appendOnce(bound.node.members, n)
			if in.Weight == "" {
				break
			}
			if bound.weight = g.byID[in.Weight]; bound.weight == nil {
				return fmt.Errorf("the formula of %s reads %s, which the plan does not have", n.ID, in.Weight)
			}
			bound.weight.members = appendOnce(bound.weight.members, n)
		case formula.Fixed:
			at, ok := g.plan.Territory.Row(in.Name)
			if !ok {
				return fmt.Errorf("the formula of %s reads area %s, which the territory does not have",
					n.ID, in.Name)
			}
			bound.row = at
			bound.node.fixed[at] = appendOnce(bound.node.fixed[at], n)
		case formula.Travel, formula.Length, formula.Reached, formula.Served:
			if err := g.bindNetwork(&bound, n); err != nil {
				return err
			}
		}
		n.inputs = append(n.inputs, bound)
		n.axes = append(n.axes, axis)
	}
	return nil
}

func appendOnce(nodes []*node, n *node) []*node {
	if slices.Contains(nodes, n) {
		return nodes
	}
	return append(nodes, n)
}

// orderNodes puts nodes in order of computation: by stage, then inputs first, then the order of
// the plan.
func (g *graph) orderNodes() error {
	const unseen, open, done = 0, 1, 2
	state := make(map[*node]int, len(g.byID))
	var visit func(n *node) error
	visit = func(n *node) error {
		switch state[n] {
		case open:
			return fmt.Errorf("the formula of %s reads itself, directly or through others", n.ID)
		case done:
			return nil
		}
		state[n] = open
		for _, in := range n.inputs {
			for _, of := range in.nodes() {
				if err := visit(of); err != nil {
					return err
				}
				stage := of.stage
				if in.elsewhere() {
					stage++
				}
				n.stage = max(n.stage, stage)
			}
		}
		state[n] = done
		g.order = append(g.order, n)
		return nil
	}
	for _, n := range g.nodes {
		if err := visit(n); err != nil {
			return err
		}
	}
	slices.SortStableFunc(g.order, func(a, b *node) int { return a.stage - b.stage })
	for i, n := range g.order {
		n.turn = i
		if n.stage == len(g.stages) {
			g.stages = append(g.stages, nil)
		}
		g.stages[n.stage] = append(g.stages[n.stage], n)
	}
	return nil
}

// spansOf returns the columns in which an area exists, for every frequency: those whose last day
// lies within its validity.
func (g *graph) spansOf(a *territory.Area) map[measure.Freq]span {
	spans := make(map[measure.Freq]span, len(measure.Freqs))
	whole := true
	for _, f := range measure.Freqs {
		axis := measure.AxisOf(f, g.plan.Manifest.FirstYear, g.plan.Manifest.LastYear)
		s := span{0, axis.N}
		for s.lo < s.hi && axis.At(s.lo).Last() < a.From {
			s.lo++
		}
		for a.Until != 0 && s.lo < s.hi && axis.At(s.hi-1).Last() >= a.Until {
			s.hi--
		}
		whole = whole && s == span{0, axis.N}
		spans[f] = s
	}
	if whole {
		return nil
	}
	return spans
}

// span returns the columns of an axis in which the row exists.
func (r *row) span(axis measure.Axis) span {
	if r.spans == nil {
		return span{0, axis.N}
	}
	return r.spans[axis.Freq]
}
