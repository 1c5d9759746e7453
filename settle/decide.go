package settle

import (
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// Outcome is what became of a payment in a period.
type Outcome string

// Outcomes.
const (
	OutOfForce Outcome = ""          // the rule is not valid at the end of the period
	Due        Outcome = "due"       // the condition holds
	NotDue     Outcome = "not-due"   // it does not
	NoData     Outcome = "no-data"   // what it rests on is missing: nothing is posted
	Undefined  Outcome = "undefined" // all is there, but the formula gives no amount: nothing is posted
)

// known reports whether the amount is: zero where nothing is due.
func (o Outcome) known() bool { return o == Due || o == NotDue }

// Bound says what held an amount back.
type Bound string

// Bounds.
const (
	ByCap   Bound = "cap"
	ByFloor Bound = "floor"
)

// decided is a payment over time.
type decided struct {
	payment  *plan.Payment
	outcome  []Outcome
	fen      []settlement.Fen
	computed []float64 // 元, before cap and floor
	bound    []Bound
	from, to []weights // by share
	purpose  string    // of its lines
}

// mostYuan is the largest amount that a payment of one period may come to: every fen below it is a
// number of its own in float64.
const mostYuan = 1e13

// decide computes a payment in every period in which the rule is in force.
func (k *run) decide(p *plan.Payment) {
	axis := k.axis(p.Freq)
	d := &decided{payment: p, outcome: make([]Outcome, axis.N), fen: make([]settlement.Fen, axis.N),
		bound: make([]Bound, axis.N), purpose: k.rule.ID + "/" + p.ID}
	if k.instance != nil {
		d.purpose = k.rule.ID + "/" + k.instance.ID + "/" + p.ID
	}
	when, most, least := k.compute(p.Programs.When), k.compute(p.Programs.Cap), k.compute(p.Programs.Floor)
	d.computed = k.compute(p.Programs.Amount)
	d.from, d.to = k.weights(p.From), k.weights(p.To)
	row := make([]float64, axis.N)
	spent, span := settlement.Fen(0), 0
	for i := range axis.N {
		row[i] = measure.Missing
		period := axis.At(i)
		if !k.inForce(period.Last()) {
			continue
		}
		if year := period.CalendarYear(); p.Over == plan.EachYear && year != span {
			spent, span = 0, year
		}
		if d.outcome[i] = d.judge(when, most, least, i); d.outcome[i] == Due {
			d.fen[i], d.bound[i] = bounded(toFen(d.computed[i]), most, least, i, spent)
		}
		if d.outcome[i].known() {
			row[i] = float64(d.fen[i]) / 100
		}
		if p.Over == plan.EachYear || p.Over == plan.WholeTerm {
			spent += d.fen[i]
		}
	}
	k.payments[p.ID] = d
	k.rows[p.ID], k.freq[p.ID] = row, p.Freq
}

// inForce reports whether the rule is valid on a day.
func (k *run) inForce(d measure.Date) bool {
	return d >= k.rule.From && (k.rule.To == 0 || d <= k.rule.To) && d >= k.compact.From &&
		(k.compact.To == 0 || d <= k.compact.To)
}

// judge tells what becomes of the payment in column i. What is not due needs no amount. Whether a
// missing amount is for want of data, Verdict tells when it is asked for what is needed.
func (d *decided) judge(when, most, least []float64, i int) Outcome {
	if when != nil && measure.IsMissing(when[i]) {
		return NoData
	}
	if when != nil && when[i] == 0 {
		return NotDue
	}
	for _, row := range [][]float64{d.computed, most, least} {
		if row != nil && !(math.Abs(row[i]) <= mostYuan) {
			return NoData
		}
	}
	for _, list := range [][]weights{d.from, d.to} {
		if !usable(list, i) {
			return NoData
		}
	}
	return Due
}

// bounded holds an amount between its floor and what its cap leaves of it.
func bounded(fen settlement.Fen, most, least []float64, i int, spent settlement.Fen) (settlement.Fen, Bound) {
	by := Bound("")
	if least != nil && fen < toFen(least[i]) {
		fen, by = toFen(least[i]), ByFloor
	}
	if most != nil {
		if left := max(toFen(most[i])-spent, 0); fen > left {
			fen, by = left, ByCap
		}
	}
	return fen, by
}

// toFen rounds an amount to the fen, half to even.
func toFen(yuan float64) settlement.Fen {
	return settlement.Fen(math.RoundToEven(measure.Round(yuan, 2, measure.HalfEven) * 100))
}
