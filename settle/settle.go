package settle

import (
	"cmp"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// Evaluation is a compact computed over time; Settle takes one period out of it.
type Evaluation struct {
	compact *plan.Compact
	in      Inputs
	runs    []*run
}

// Evaluate computes every rule of a compact from its beginning through a year. The compact must come
// from plan.Parse without findings that are errors.
func Evaluate(c *plan.Compact, in Inputs, through int) *Evaluation {
	e := &Evaluation{compact: c, in: in}
	for i := range c.Rules {
		r := &c.Rules[i]
		last := through
		if r.To != 0 {
			last = min(last, r.To.Year())
		}
		if r.From.Year() > last {
			continue
		}
		if len(r.Each) == 0 {
			e.runs = append(e.runs, newRun(c, r, nil, in, last))
		}
		for n := range r.Each {
			e.runs = append(e.runs, newRun(c, r, &r.Each[n], in, last))
		}
	}
	return e
}

// Settle evaluates a compact for one period of its clearing: a year, or a month where a rule clears
// monthly.
func Settle(c *plan.Compact, in Inputs, period measure.Period) *Settlement {
	return Evaluate(c, in, period.CalendarYear()).Settle(period)
}

// Settlement is what a compact comes to in a clearing period.
type Settlement struct {
	Compact    *plan.Compact
	Period     measure.Period
	Verdicts   []Verdict         // in the order of rules, instances, payments and periods
	Lines      []settlement.Line // of all verdicts, in their order; they sum to zero
	Statistics []Divided

	runs []*run
}

// Balance is what a party gets, or pays if below zero, in a settlement.
type Balance struct {
	Party   string         `json:"party"`
	Fen     settlement.Fen `json:"fen"`
	Outside bool           `json:"outside,omitempty"`
}

// Balances adds up the lines of each party, in the order of the compact's parties; those without a
// line are left out. They sum to zero.
func (s *Settlement) Balances() []Balance {
	sum := map[string]settlement.Fen{}
	var list []Balance
	for _, l := range s.Lines {
		if _, seen := sum[l.Party]; !seen {
			list = append(list, Balance{Party: l.Party, Outside: l.Outside})
		}
		sum[l.Party] += l.Fen
	}
	for i := range list {
		list[i].Fen = sum[list[i].Party]
	}
	place := func(b Balance) int {
		return slices.IndexFunc(s.Compact.Parties, func(p plan.Party) bool { return p.ID == b.Party })
	}
	slices.SortFunc(list, func(a, b Balance) int { return cmp.Compare(place(a), place(b)) })
	return list
}

// Complete reports whether every verdict is known: no data are wanting.
func (s *Settlement) Complete() bool {
	return !slices.ContainsFunc(s.Verdicts, func(v Verdict) bool { return !v.Outcome.known() })
}

// Settle takes out one clearing period: the payments decided in it by the rules that clear with its
// frequency, month by month where they are decided monthly.
func (e *Evaluation) Settle(period measure.Period) *Settlement {
	s := &Settlement{Compact: e.compact, Period: period}
	for _, k := range e.runs {
		if k.rule.Clearing() != period.Freq {
			continue
		}
		s.runs = append(s.runs, k)
		for i := range k.rule.Payments {
			s.add(k, k.payments[k.rule.Payments[i].ID])
		}
		if period.Freq == measure.Annual && k.inForce(period.Last()) {
			for i := range k.rule.Statistics {
				if d, ok := k.divide(&k.rule.Statistics[i], period); ok {
					s.Statistics = append(s.Statistics, d)
				}
			}
		}
	}
	return s
}

// add adds what became of a payment in the periods within the settlement's.
func (s *Settlement) add(k *run, d *decided) {
	axis := k.axis(d.payment.Freq)
	first, last := s.Period.First(), s.Period.Last()
	for i := range axis.N {
		p := axis.At(i)
		if p.Last() < first || p.Last() > last || d.outcome[i] == OutOfForce {
			continue
		}
		v := Verdict{Rule: k.rule, Instance: k.instance, Payment: d.payment, Period: p, Outcome: d.outcome[i],
			Fen: d.fen[i], Computed: d.computed[i], Bound: d.bound[i], run: k, column: i}
		if v.Outcome == NoData {
			if v.Missing = v.needs(); v.Missing == nil {
				v.Outcome = Undefined
			}
		}
		v.Lines = k.lines(d, i)
		s.Lines = append(s.Lines, v.Lines...)
		s.Verdicts = append(s.Verdicts, v)
	}
}

// Verdict is what became of one payment in one of its periods.
type Verdict struct {
	Rule     *plan.Rule
	Instance *plan.Instance // nil where the rule applies once
	Payment  *plan.Payment
	Period   measure.Period
	Outcome  Outcome
	Fen      settlement.Fen // what is paid; zero unless due
	Computed float64        // 元 by the formula, before floor, cap and rounding; measure.Missing where it has none
	Bound    Bound          // what held it back
	Missing  []Need         // of NoData: what is needed, from whom
	Lines    []settlement.Line

	run    *run
	column int
}

// Need is something that must be reported before a verdict can be had.
type Need struct {
	Measure *plan.Measure // with what its instance binds
	Period  measure.Period
	From    []string // bodies
}

// Value is what a quantity of the rule came to in a period.
type Value struct {
	Instance *plan.Instance // nil where the rule applies once
	Quantity *plan.Quantity
	Period   measure.Period
	Value    float64 // in the quantity's unit; measure.Missing where it has none
}

// Values lists every intermediate that the rules in force compute in the clearing period, in their order;
// of a quantity of months every month.
func (s *Settlement) Values() []Value {
	var all []Value
	for _, k := range s.runs {
		for i := range k.rule.Values {
			q := &k.rule.Values[i]
			axis := k.axis(q.Freq)
			for n, v := range k.rows[q.ID] {
				p := axis.At(n)
				if p.Last() >= s.Period.First() && p.Last() <= s.Period.Last() && k.inForce(p.Last()) {
					all = append(all, Value{k.instance, q, p, v})
				}
			}
		}
	}
	return all
}
