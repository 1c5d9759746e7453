package settle

import (
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// yearsBack is how many years before a rule takes effect its formulas can look: baselines reach back
// three to five (财建〔2016〕928号). A baseline of stated years reaches as far as it says.
const yearsBack = 5

// run is a rule in one instance, computed over time.
type run struct {
	compact  *plan.Compact
	rule     *plan.Rule
	instance *plan.Instance // nil where the rule applies once
	in       Inputs
	axes     [2]measure.Axis // yearly and monthly, of the same years
	rows     map[string][]float64
	constant map[string]float64
	freq     map[string]measure.Freq // of rows
	filled   map[filling][]float64   // constants and built-in names as rows
	bound    map[string]*plan.Measure
	payments map[string]*decided
	scratch  formula.Scratch
}

type filling struct {
	name string
	freq measure.Freq
}

// newRun reads the measures of a rule and computes it through a year.
func newRun(c *plan.Compact, r *plan.Rule, x *plan.Instance, in Inputs, through int) *run {
	first := r.From.Year() - yearsBack
	for i := range r.Measures {
		if m := &r.Measures[i]; m.IsBaseline() {
			first = min(first, m.FirstYear)
		}
	}
	k := &run{compact: c, rule: r, instance: x, in: in, rows: map[string][]float64{}, constant: map[string]float64{},
		freq: map[string]measure.Freq{}, filled: map[filling][]float64{}, bound: map[string]*plan.Measure{},
		payments: map[string]*decided{}}
	k.axes = [2]measure.Axis{measure.AxisOf(measure.Annual, first, through), measure.AxisOf(measure.Month, first, through)}
	for i := range r.Parameters {
		k.parameter(&r.Parameters[i])
	}
	for i := range r.Measures {
		k.measure(&r.Measures[i])
	}
	for _, id := range r.Order {
		if q := r.Value(id); q != nil {
			k.value(q)
		} else if p := r.Payment(id); p != nil {
			k.decide(p)
		}
	}
	return k
}

func (k *run) axis(f measure.Freq) measure.Axis {
	if f == measure.Month {
		return k.axes[1]
	}
	return k.axes[0]
}

func (k *run) parameter(p *plan.Parameter) {
	if k.instance != nil {
		if v, ok := k.instance.Values[p.ID]; ok {
			k.constant[p.ID] = v
			return
		}
	}
	k.constant[p.ID] = p.Value
	if p.Assumption != "" {
		k.constant[p.ID] = k.in.Assumption(p.Assumption)
	}
}

func (k *run) measure(m *plan.Measure) {
	b := bind(m, k.instance)
	k.bound[m.ID] = b
	if m.IsBaseline() {
		k.constant[m.ID] = k.baseline(b)
		return
	}
	axis := k.axis(m.Freq)
	row := make([]float64, axis.N)
	k.in.Row(b, axis, row)
	k.rows[m.ID], k.freq[m.ID] = row, m.Freq
}

// baseline is the mean of years, each of which must have a value.
func (k *run) baseline(m *plan.Measure) float64 {
	years := measure.AxisOf(measure.Annual, m.FirstYear, m.LastYear)
	row := make([]float64, years.N)
	k.in.Row(m, years, row)
	sum := 0.0
	for _, v := range row {
		sum += v // a missing one makes the sum missing
	}
	return sum / float64(years.N)
}

// row returns the values of a name over the axis of a frequency.
func (k *run) row(name string, f measure.Freq) []float64 {
	if row, ok := k.rows[name]; ok {
		return row
	}
	key := filling{name, f}
	if row, ok := k.filled[key]; ok {
		return row
	}
	axis := k.axis(f)
	row := make([]float64, axis.N)
	v, constant := k.constant[name]
	for i := range row {
		if !constant {
			v = builtIn(name, axis.At(i))
		}
		row[i] = v
	}
	k.filled[key] = row
	return row
}

// builtIn returns the value of a name that every rule may read.
func builtIn(name string, p measure.Period) float64 {
	switch name {
	case "year":
		return float64(p.CalendarYear())
	case "month":
		return float64(p.Last().Time().Month())
	case "days":
		return float64(p.Last() - p.First() + 1)
	}
	return measure.Missing // every other name is a row or a constant
}

// inputs returns what a program reads, as it takes it.
func (k *run) inputs(p *formula.Program) (rows [][]float64, axes []measure.Axis) {
	rows, axes = make([][]float64, len(p.Inputs)), make([]measure.Axis, len(p.Inputs))
	for i, in := range p.Inputs {
		axes[i] = k.axis(in.Freq)
		if in.Kind == formula.Assumption {
			name := "assumption " + in.Name // no name of a rule holds a space
			k.constant[name] = k.in.Assumption(in.Name)
			rows[i] = k.row(name, in.Freq)
			continue
		}
		rows[i] = k.row(in.Indicator, in.Freq)
	}
	return rows, axes
}

// compute returns what a program gives over the axis of its frequency; nil for no program.
func (k *run) compute(p *formula.Program) []float64 {
	if p == nil {
		return nil
	}
	rows, axes := k.inputs(p)
	axis := k.axis(p.Freq)
	out := make([]float64, axis.N)
	p.Run(rows, axes, out, axis, &k.scratch)
	return out
}

// value computes a quantity.
func (k *run) value(q *plan.Quantity) {
	k.freq[q.ID] = q.Freq
	switch {
	case q.Total != "":
		k.rows[q.ID] = k.total(q)
	case q.Of != "":
		of := k.row(q.Of, q.Freq)
		row := make([]float64, len(of))
		for i, v := range of {
			row[i] = stepAt(q.Steps, v)
		}
		k.rows[q.ID] = row
	default:
		k.rows[q.ID] = k.compute(q.Program)
	}
}

// stepAt returns the value of the step that x is on: zero below the first.
func stepAt(steps []plan.Step, x float64) float64 {
	if measure.IsMissing(x) {
		return measure.Missing
	}
	v := 0.0
	for i := range steps {
		if x >= steps[i].From {
			v = steps[i].Value
		}
	}
	return v
}

// total is what a payment came to so far, in the quantity's unit. It is missing from the first period in force
// whose amount is not known: what is missing is not zero.
func (k *run) total(q *plan.Quantity) []float64 {
	d := k.payments[q.Total]
	num, den, err := yuan.FactorTo(q.Unit)
	row, sum, lost := make([]float64, len(d.fen)), settlement.Fen(0), false
	for i, fen := range d.fen {
		sum += fen
		lost = lost || d.outcome[i] != OutOfForce && !d.outcome[i].known()
		row[i] = measure.Missing
		if err == nil && d.outcome[i].known() && !lost {
			row[i] = float64(float64(sum)/100*float64(num)) / float64(den)
		}
	}
	return row
}

var yuan = measure.MustUnit("元")
