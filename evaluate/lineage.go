package evaluate

import (
	"context"
	"errors"
	"fmt"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/statistic"
)

// Lineage tells how one cell came about: a tree from the cell down to observations, assumptions
// and projects.
type Lineage struct {
	Root      *Step
	Estimated bool // rests on an assumption, an estimate or part weights
}

// StepKind says what a step of a lineage is.
type StepKind uint8

// Kinds of step.
const (
	CellStep       StepKind = iota // a cell
	AssumptionStep                 // a stated assumption that a formula reads
	ProjectStep                    // the completion of a project that a formula reads
	MembersStep                    // the parts of an area as a formula puts them together
	StatisticStep                  // a figure a method computes of the area's monitoring data
	NetworkStep                    // what follows from a network of transport
)

// Step is one value and what it rests on.
type Step struct {
	Kind StepKind
	Key  fact.Key // of the cell; for assumptions and projects only the period is set
	Name string   // id of the assumption, project or network, name of the statistic
	Cell Cell     // its value, and why there is none; assumptions and projects count as Supposed
	Unit measure.Unit

	// How the step enters the composition above it: by Sign · Weight. Sign is 0 where it is read by
	// a formula.
	Sign       float64
	Weight     float64 // 1 unless part of the area counts
	Assumption string  // id of the assumption that states Weight; empty where it is 1

	Observation *fact.Observation // the one that holds, where the cell is observed or not released
	Source      *citation.Source  // of the observation; nil where the plan does not list it
	Vintages    int               // observations of the cell the ledger holds besides that one

	Formula string         // the indicator's formula, where the cell is not observed
	Trace   *formula.Trace // how the formula got its value, or why it has none

	// Of a MembersStep: how its parts are put together, whether missing ones are left out, and the
	// indicator that weighs them, where one does.
	Over    formula.Over
	Skip    bool
	Weigher string

	Asks     formula.Input // of a NetworkStep
	Evidence []Evidence    // of a StatisticStep or NetworkStep: what it rests on, down to readings, lines and stations

	Steps    []*Step // what the value rests on, in the order it was put together
	More     int     // further steps left out for length
	Repeated bool    // the cell was shown above; its steps stand there
}

// Bounds of a lineage: beyond them a step says in More how many it leaves out.
const (
	maxSteps = 4000 // in all
	maxWidth = 200  // directly below one step
)

// ErrNoCell says that a key names no cell of the plan.
var ErrNoCell = errors.New("the plan has no such cell")

// Explain tells how a cell came about. It reads the histories of the observations it meets from
// facts. The error wraps ErrNoCell where the plan has no cell of that key.
func (r *Result) Explain(ctx context.Context, facts fact.Reader, key fact.Key) (*Lineage, error) {
	n, row, i, why := r.values.find(key)
	if why != nil {
		return nil, fmt.Errorf("%s: %w (%s)", keyText(key), ErrNoCell, why.ID)
	}
	e := &explainer{walk: r.values.newWalk(), ctx: ctx, facts: facts, maxSteps: maxSteps,
		maxWidth: maxWidth}
	root, err := e.explain(n, row, i)
	if err == nil {
		err = r.values.fault()
	}
	if err != nil {
		return nil, err
	}
	return &Lineage{Root: root, Estimated: r.values.rests(n, row, i)}, nil
}

// explainer builds a lineage.
type explainer struct {
	*walk
	ctx                context.Context
	facts              fact.Reader
	steps              int
	maxSteps, maxWidth int
}

func (e *explainer) explain(n *node, r, i int) (*Step, error) {
	e.steps++
	key := fact.Key{Indicator: n.ID, Area: e.rows[r].id, Period: n.axis.At(i)}
	s := &Step{Key: key, Cell: e.cellAt(n, r, i), Unit: n.Unit, Weight: 1}
	if !e.visit(n, r, i) {
		s.Repeated = true
		return s, nil
	}
	switch {
	case s.Cell.Origin == Supposed:
		return s, nil
	case s.Cell.Origin == Observed || s.Cell.Reason == NotReleased:
		return s, e.observe(s)
	case s.Cell.Origin == Composed || n.Program == nil:
		if !n.additive() || !e.anyReported(n, r, i) {
			return s, nil
		}
		return s, e.addParts(s, n, r, i)
	}
	s.Formula = n.Formula
	return s, e.addReads(s, n, r, i)
}

// observe finds the observation that holds in a cell: the last one seen with the value that holds.
func (e *explainer) observe(s *Step) error {
	err := e.facts.History(e.ctx, s.Key, func(o *fact.Observation) error {
		s.Vintages++
		if e.at.Sees(o) && sameBits([]float64{observed(o).value}, []float64{s.Cell.Value}) {
			holds := *o
			s.Observation = &holds
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	if s.Observation == nil {
		return nil
	}
	s.Vintages--
	s.Source = e.plan.Source(s.Observation.Source)
	return nil
}

// addParts adds the parts that make up a cell.
func (e *explainer) addParts(s *Step, n *node, r, i int) error {
	for _, p := range e.rows[r].parts {
		if !e.exists(n, p.row, i) {
			continue
		}
		if e.full(s) {
			s.More++
			continue
		}
		part, err := e.explain(n, p.row, i)
		if err != nil {
			return err
		}
		part.Sign, part.Weight, part.Assumption = p.sign, e.weight(p), p.assumption
		s.Steps = append(s.Steps, part)
	}
	return nil
}

// addReads adds what a formula looked at.
func (e *explainer) addReads(s *Step, n *node, r, i int) error {
	trace := e.trace(n, r, i)
	s.Trace = &trace
	for _, x := range reads(n, &trace) {
		if e.full(s) {
			s.More++
			continue
		}
		in, row := n.inputs[x.input], r
		var step *Step
		var err error
		switch {
		case in.Kind == formula.Assumption || in.Kind == formula.Opened:
			step = e.stated(in.Input, x)
		case in.Kind == formula.Statistic:
			step = e.statistic(in.Input, r, x)
		case ofNetwork(in.Kind):
			step, err = e.networkStep(n, x, r)
		case x.column < 0:
			step = &Step{Key: fact.Key{Indicator: in.Indicator, Area: e.rows[r].id, Period: x.period},
				Cell: Cell{measure.Missing, None, OutOfTime}, Unit: in.node.Unit, Weight: 1}
		case in.Kind == formula.Members:
			step, err = e.membersRead(in, r, x)
		default:
			if in.Kind == formula.Fixed {
				row = in.row
			}
			step, err = e.explain(in.node, row, x.column)
		}
		if err != nil {
			return err
		}
		s.Steps = append(s.Steps, step)
	}
	return nil
}

// full reports whether a step can take no more steps below it.
func (e *explainer) full(s *Step) bool {
	return len(s.Steps) >= e.maxWidth || e.steps >= e.maxSteps
}

// stated is the step of an assumption or a project.
func (e *explainer) stated(in formula.Input, x read) *Step {
	e.steps++
	s := &Step{Kind: AssumptionStep, Key: fact.Key{Period: x.period}, Name: in.Name,
		Cell: Cell{x.value, Supposed, HasValue}, Unit: measure.One, Weight: 1}
	if in.Kind == formula.Opened {
		s.Kind = ProjectStep
		return s
	}
	if a := e.plan.Assumption(in.Name); a != nil {
		s.Unit = a.Unit
	}
	return s
}

// statistic is the step of a figure computed of monitoring data.
func (e *explainer) statistic(in formula.Input, r int, x read) *Step {
	e.steps++
	s := &Step{Kind: StatisticStep, Key: fact.Key{Area: e.rows[r].id, Period: x.period}, Name: in.Name,
		Cell: Cell{x.value, Computed, HasValue}, Unit: statistic.Find(in.Name).Unit, Weight: 1}
	if measure.IsMissing(x.value) {
		s.Cell = Cell{measure.Missing, None, NotReported}
	}
	if e.statistics != nil {
		s.Evidence = e.statistics.Evidence(in.Name, s.Key.Area, x.period)
	}
	return s
}

// membersRead is the step of parts put together by a formula: sum(x), mean(x) and their kin. Below a
// measure with weights stand the values of the parts, then their weights.
func (e *explainer) membersRead(in input, r int, x read) (*Step, error) {
	e.steps++
	s := &Step{Kind: MembersStep, Over: in.Over, Skip: in.Missing == formula.Skip, Weigher: in.Input.Weight,
		Key:  fact.Key{Indicator: in.Indicator, Area: e.rows[r].id, Period: x.period},
		Cell: Cell{x.value, Composed, HasValue}, Unit: in.node.Unit, Weight: 1}
	if measure.IsMissing(x.value) {
		s.Cell = Cell{measure.Missing, None, InputGone}
		if e.undefined(&in, r, x.column) {
			s.Cell.Reason = Undefined
		}
	}
	if in.Over.Measure() {
		s.Unit = measure.One
	}
	for _, of := range in.nodes() {
		if err := e.addParts(s, of, r, x.column); err != nil {
			return nil, err
		}
	}
	return s, nil
}
