package settle

import (
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Step is a number on the way to a payment: what it is, what it gave, and what it was made from.
type Step struct {
	Name     string         `json:"name,omitempty"` // a measure, parameter, value or payment; empty within a formula
	Title    locale.Text    `json:"title"`
	Source   string         `json:"source,omitempty"` // the formula, or the step of one, in canonical form
	Value    float64        `json:"value"`            // measure.Missing where there is none
	Unit     measure.Unit   `json:"unit"`
	Period   measure.Period `json:"period"` // zero for what has none
	Evidence []Evidence     `json:"evidence,omitempty"`
	Of       []*Step        `json:"of,omitempty"`

	measure *plan.Measure // of a measure, as bound
}

// Explanation tells how a verdict came about. Steps that several others use are the same pointer.
type Explanation struct {
	When, Amount, Cap, Floor *Step // nil for what the payment has not
	From, To                 []*Step
}

// Explain computes the steps of a verdict down to the records its measures rest on.
func (v *Verdict) Explain() Explanation {
	x := explainer{run: v.run, seen: map[point]*Step{}, evidence: true}
	p := v.Payment.Programs
	return Explanation{When: x.program(p.When, v.column), Amount: x.program(p.Amount, v.column),
		Cap: x.program(p.Cap, v.column), Floor: x.program(p.Floor, v.column),
		From: x.shares(v.Payment.From, v.column), To: x.shares(v.Payment.To, v.column)}
}

// needs lists what is missing of what the verdict rests on, each once, in the order it is met.
func (v *Verdict) needs() []Need {
	x := explainer{run: v.run, seen: map[point]*Step{}}
	p := v.Payment.Programs
	var tops []*Step
	when := x.program(p.When, v.column)
	tops = append(tops, when)
	if when == nil || !measure.IsMissing(when.Value) {
		tops = append(tops, x.program(p.Amount, v.column), x.program(p.Cap, v.column), x.program(p.Floor, v.column))
		tops = append(tops, x.shares(v.Payment.From, v.column)...)
		tops = append(tops, x.shares(v.Payment.To, v.column)...)
	}
	var needs []Need
	seen := map[*Step]bool{}
	var walk func(s *Step)
	walk = func(s *Step) {
		if s == nil || seen[s] || !measure.IsMissing(s.Value) {
			return
		}
		seen[s] = true
		if s.measure != nil {
			needs = append(needs, Need{Measure: s.measure, Period: s.Period, From: s.measure.From})
		}
		for _, of := range s.Of {
			walk(of)
		}
	}
	for _, s := range tops {
		walk(s)
	}
	return needs
}

type point struct {
	name string
	at   measure.Period
}

// explainer walks a run backwards.
type explainer struct {
	run      *run
	seen     map[point]*Step
	evidence bool
}

// program explains what a program gives in a column; nil for no program.
func (x *explainer) program(p *formula.Program, column int) *Step {
	if p == nil {
		return nil
	}
	rows, axes := x.run.inputs(p)
	t := p.Trace(rows, axes, x.run.axis(p.Freq), column)
	return x.trace(p, &t, map[*formula.Trace]*Step{})
}

func (x *explainer) shares(shares []plan.Share, column int) []*Step {
	var steps []*Step
	for i := range shares {
		if s := x.program(shares[i].Program, column); s != nil {
			s.Title = locale.Text{ZH: shares[i].Party, EN: shares[i].Party}
			steps = append(steps, s)
		}
	}
	return steps
}

// trace turns a trace of a formula into steps, and follows what it reads.
func (x *explainer) trace(p *formula.Program, t *formula.Trace, done map[*formula.Trace]*Step) *Step {
	if s, ok := done[t]; ok {
		return s
	}
	if t.Input >= 0 {
		s := x.read(p.Inputs[t.Input], t)
		done[t] = s
		return s
	}
	s := &Step{Source: t.Source, Value: t.Value, Unit: t.Unit, Period: t.Period}
	done[t] = s
	for _, part := range t.Parts {
		s.Of = append(s.Of, x.trace(p, part, done))
	}
	return s
}

// read explains a name that a formula reads.
func (x *explainer) read(in formula.Input, t *formula.Trace) *Step {
	name := in.Indicator
	if in.Kind == formula.Assumption {
		return &Step{Name: in.Name, Source: t.Source, Value: t.Value, Unit: t.Unit}
	}
	at := point{name, t.Period}
	if s, ok := x.seen[at]; ok {
		return s
	}
	s := &Step{Name: name, Value: t.Value, Unit: t.Unit, Period: t.Period}
	x.seen[at] = s
	r := x.run.rule
	if m := x.run.bound[name]; m != nil {
		x.measure(s, m)
		return s
	}
	if p := r.Parameter(name); p != nil {
		s.Title, s.Source, s.Period = p.Name, p.Assumption, measure.Period{}
		return s
	}
	if q := r.Value(name); q != nil {
		s.Title = q.Name
		s.Of = x.value(q, t.Column)
		s.Source = q.Formula
		return s
	}
	if p := r.Payment(name); p != nil {
		s.Title, s.Source = p.Name, p.Amount
		s.Of = x.payment(p, t.Column)
	}
	return s
}

func (x *explainer) measure(s *Step, m *plan.Measure) {
	s.Title, s.measure = m.Name, m
	if !m.IsBaseline() {
		if x.evidence {
			s.Evidence = x.run.in.Evidence(m, s.Period)
		}
		return
	}
	s.Period = measure.Period{}
	years := measure.AxisOf(measure.Annual, m.FirstYear, m.LastYear)
	row := make([]float64, years.N)
	x.run.in.Row(m, years, row)
	s.measure = nil // what is missing are its years
	for i, v := range row {
		year := &Step{Name: m.ID, Title: m.Name, Value: v, Unit: s.Unit, Period: years.At(i), measure: m}
		if x.evidence {
			year.Evidence = x.run.in.Evidence(m, year.Period)
		}
		s.Of = append(s.Of, year)
	}
}

// value explains a quantity in a column.
func (x *explainer) value(q *plan.Quantity, column int) []*Step {
	axis := x.run.axis(q.Freq)
	if column < 0 || column >= axis.N {
		return nil
	}
	switch {
	case q.Program != nil:
		return []*Step{x.program(q.Program, column)}
	case q.Of != "":
		return []*Step{x.name(q.Of, q.Freq, column)}
	}
	p, d := x.run.rule.Payment(q.Total), x.run.payments[q.Total]
	var lost []*Step // of earlier periods without data, by which the total is missing
	for i := range min(column, len(d.outcome)) {
		if d.outcome[i] != OutOfForce && !d.outcome[i].known() {
			lost = append(lost, x.payment(p, i)...)
		}
	}
	return append(lost, x.payment(p, column)...)
}

// name explains a name of the rule that a ladder is looked up by.
func (x *explainer) name(name string, f measure.Freq, column int) *Step {
	axis := x.run.axis(f)
	t := &formula.Trace{Value: x.run.row(name, f)[column], Period: axis.At(column), Column: column, Unit: measure.One}
	return x.read(formula.Input{Indicator: name, Freq: f}, t)
}

// payment explains what another payment came to in a column.
func (x *explainer) payment(p *plan.Payment, column int) []*Step {
	var steps []*Step
	for _, program := range []*formula.Program{p.Programs.When, p.Programs.Amount, p.Programs.Cap, p.Programs.Floor} {
		if s := x.program(program, column); s != nil && column >= 0 {
			steps = append(steps, s)
		}
	}
	return steps
}
