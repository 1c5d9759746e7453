package water

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// Evaluation is the quality of a section in a period, or of one sample of it.
type Evaluation struct {
	Water    Water
	Class    Class // the worst of the judged items; NoClass without any
	Grade    int   // from 1; 0 without a class
	Samples  int
	Months   int // with a sample, of a period longer than a month
	Items    [Items]ItemResult
	Judged   ItemSet     // judged items with a value
	Absent   ItemSet     // judged items without one
	Deciding ItemSet     // items of the class of the section
	Main     []Pollutant // worst first; none for good water
}

// ItemResult is one item's part.
type ItemResult struct {
	Value   decimal.Decimal // as assessed; None without data
	Class   Class           // NoClass where the item has no limits
	Samples int
	Below   int // samples below the detection limit
	Parts   int // months or sections whose means the value is the mean of
}

// Pollutant is an item above the limit of a class.
type Pollutant struct {
	Item     Item
	Value    decimal.Decimal
	Class    Class
	Multiple decimal.Decimal // value ÷ limit − 1; None for items that have none
}

// tables are the edition's limits as the computation reads them.
type tables struct {
	rule   [Items]*ItemRule
	form   [Items]form
	limit  [2][Items][ClassV]int64 // millionths
	judged ItemSet
	ahead  ItemSet // among main pollutants
	plain  ItemSet // without multiples
}

type form uint8

const (
	unlimited form = iota
	most
	least
	within // limit[0] and limit[1] are the ends
)

func (e *Edition) tabulate() tables {
	t := tables{ahead: SetOf(e.Main.Ahead...), plain: SetOf(e.Main.WithoutMultiple...)}
	for k := range e.Limits.Items {
		r := &e.Limits.Items[k]
		t.rule[r.Item] = r
		if r.Judged {
			t.judged |= 1 << r.Item
		}
		switch {
		case r.Written("low"):
			t.form[r.Item] = within
		case len(r.Least) > 0:
			t.form[r.Item] = least
		case len(r.Most) > 0 || len(r.Lake) > 0:
			t.form[r.Item] = most
		}
		for _, w := range []Water{River, Lake} {
			limits := r.limits(w)
			if t.form[r.Item] == within {
				limits = []decimal.Decimal{r.Low, r.High}
			}
			for c, d := range limits {
				t.limit[w][r.Item][c], _ = micro(d) // checked when read
			}
		}
	}
	return t
}

// limited reports whether an item has limits in a kind of water.
func (e *Edition) limited(w Water, i Item) bool {
	return e.table.form[i] == within || len(e.table.rule[i].limits(w)) > 0
}

// bounds are the whole millionths next below and above an exact value, so that comparing them with a
// limit, itself whole, compares the value.
type bounds struct{ floor, ceil int64 }

func boundsOf(x *big.Rat) bounds {
	num := new(big.Int).Mul(x.Num(), big.NewInt(Scale))
	q, r := new(big.Int).DivMod(num, x.Denom(), new(big.Int))
	b := bounds{q.Int64(), q.Int64()}
	if r.Sign() != 0 {
		b.ceil++
	}
	return b
}

// classOf returns the best class whose limit a value keeps.
func (e *Edition) classOf(w Water, i Item, x *big.Rat) Class {
	if !e.limited(w, i) {
		return NoClass
	}
	v, limit := boundsOf(x), &e.table.limit[w][i]
	switch e.table.form[i] {
	case within:
		if v.floor >= limit[0] && v.ceil <= limit[1] {
			return ClassI
		}
		return BeyondV
	case least:
		for c, l := range limit {
			if v.floor >= l {
				return Class(c + 1)
			}
		}
	case most:
		for c, l := range limit {
			if v.ceil <= l {
				return Class(c + 1)
			}
		}
	}
	return BeyondV
}

// Evaluate classes means. They are rounded first where the edition says so.
func (e *Edition) Evaluate(w Water, m Means) Evaluation {
	return e.evaluate(w, &m, e.Rounding.RoundFirst)
}

// Reading classes one sample as real-time reports do, without rounding.
func (e *Edition) Reading(w Water, s Sample) Evaluation {
	m := e.Average([]Sample{s})
	return e.evaluate(w, &m, false)
}

// SectionYear is a section's quality in a year, in the year as a whole and month by month.
type SectionYear struct {
	ID       string
	Water    Water
	Year     int
	Annual   Evaluation
	Months   [12]Evaluation
	Complete bool // as many months have data as the edition asks for
}

// Year evaluates a section in a calendar year and its months.
func (e *Edition) Year(s *Section, year int) SectionYear {
	y := SectionYear{ID: s.ID, Water: s.Water, Year: year}
	var months [12]Means
	for m := range months {
		months[m] = e.PeriodMeans(s, measure.Period{Freq: measure.Month, Ord: int32(year*12 + m)})
		y.Months[m] = e.Evaluate(s.Water, months[m])
	}
	y.Annual = e.Evaluate(s.Water, e.ofMonths(months[:]))
	y.Complete = y.Annual.Months >= e.Means.Months
	return y
}

// Period evaluates a section in a month, a year or any other period.
func (e *Edition) Period(s *Section, p measure.Period) Evaluation {
	return e.Evaluate(s.Water, e.PeriodMeans(s, p))
}

func (e *Edition) evaluate(w Water, m *Means, rounded bool) Evaluation {
	ev := Evaluation{Water: w, Samples: m.Samples, Months: m.Months}
	exact := [Items]*big.Rat{}
	for i := range Item(Items) {
		mean := m.Items[i]
		r := &ev.Items[i]
		*r = ItemResult{Value: decimal.None, Samples: mean.Samples, Below: mean.Below, Parts: mean.Parts}
		if mean.value == nil {
			if e.table.judged.Has(i) {
				ev.Absent |= 1 << i
			}
			continue
		}
		r.Value = e.reported(i, mean.value)
		if exact[i] = mean.value; rounded {
			exact[i] = r.Value.Rat()
		} else {
			r.Value = unrounded(mean.value, e.table.rule[i].Places)
		}
		r.Class = e.classOf(w, i, exact[i])
	}
	e.saturate(&ev, exact)
	for _, i := range (e.table.judged &^ ev.Absent).Items() {
		ev.Judged |= 1 << i
		switch c := ev.Items[i].Class; {
		case c > ev.Class:
			ev.Class, ev.Deciding = c, 1<<i
		case c == ev.Class:
			ev.Deciding |= 1 << i
		}
	}
	ev.Grade = e.GradeOf(ev.Class)
	if worse := Class(e.Main.WorseThan); ev.Class > worse {
		ev.Main = e.Exceeding(&ev, worse)
		ev.Main = ev.Main[:min(len(ev.Main), e.Main.First)]
	}
	return ev
}

// unrounded shows an exact value: six places at most, and no zeros behind its usual places.
func unrounded(x *big.Rat, places int) decimal.Decimal {
	d := decimal.Round(x, 6)
	for int(d.Places) > places && d.Units%10 == 0 {
		d.Units /= 10
		d.Places--
	}
	return d
}

// saturate makes dissolved oxygen class I where it reaches its share of saturation.
func (e *Edition) saturate(ev *Evaluation, exact [Items]*big.Rat) {
	rule := &e.Saturation
	if !rule.Applied || exact[DO] == nil || exact[Temp] == nil {
		return
	}
	whole := new(big.Rat).Add(rule.Offset.Rat(), exact[Temp])
	reached := whole.Mul(whole, exact[DO])
	least := new(big.Rat).Mul(rule.Numerator.Rat(), big.NewRat(int64(rule.Percent), 100))
	if reached.Cmp(least) >= 0 {
		ev.Items[DO].Class = ClassI
	}
}

// Exceeding lists the judged items worse than a class in the order of main pollutants: those the
// edition sets ahead, then the worst class, then the largest multiple of that class's limit.
func (e *Edition) Exceeding(ev *Evaluation, worse Class) []Pollutant {
	var list []Pollutant
	for _, i := range ev.Judged.Items() {
		if r := &ev.Items[i]; r.Class > worse {
			list = append(list, Pollutant{i, r.Value, r.Class, e.multiple(ev.Water, i, r.Value, worse)})
		}
	}
	slices.SortStableFunc(list, func(a, b Pollutant) int {
		return cmp.Or(
			rank(!e.table.ahead.Has(a.Item), !e.table.ahead.Has(b.Item)),
			cmp.Compare(b.Class, a.Class),
			rank(a.Multiple.IsNone(), b.Multiple.IsNone()),
			e.exceedance(ev, worse, b.Item).Cmp(e.exceedance(ev, worse, a.Item)))
	})
	return list
}

// rank puts false before true.
func rank(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// multiple returns how far a value exceeds the limit of a class.
func (e *Edition) multiple(w Water, i Item, v decimal.Decimal, c Class) decimal.Decimal {
	if e.table.plain.Has(i) || e.table.form[i] != most || c < ClassI || c > ClassV || e.table.limit[w][i][c-1] == 0 {
		return decimal.None
	}
	return decimal.RoundKeeping(e.over(w, i, v, c), e.Rounding.Multiple)
}

// over returns value ÷ limit − 1.
func (e *Edition) over(w Water, i Item, v decimal.Decimal, c Class) *big.Rat {
	x := v.Rat()
	x.Quo(x, big.NewRat(e.table.limit[w][i][c-1], Scale))
	return x.Sub(x, big.NewRat(1, 1))
}

// exceedance is the exact multiple, to order by; zero for items without one.
func (e *Edition) exceedance(ev *Evaluation, worse Class, i Item) *big.Rat {
	if e.multiple(ev.Water, i, ev.Items[i].Value, worse).IsNone() {
		return new(big.Rat)
	}
	return e.over(ev.Water, i, ev.Items[i].Value, worse)
}
