package formula

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
)

// TestUnitsAgainstCoherentArithmetic computes random formulas a second way that knows no unit rules:
// every read and literal is turned into the coherent unit of its dimension, the formula as written is
// computed on these, and the result is turned into the unit wanted. It follows the rounding errors
// so that it can tell a wrong factor from a cancellation.
func TestUnitsAgainstCoherentArithmetic(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := author{rt}
		src, want := a.money('A', a.n(0, 4)), a.pick("亿元", "万元", "元", "万亿元")
		switch a.n(0, 2) {
		case 0:
			src, want = a.growth('A', a.n(0, 4)), a.pick("%", "‰")
		case 1:
			src, want = a.growth('A', 2)+" - "+a.growth('A', 2), "pp"
		}
		p := a.compile(src, want, 'A')
		c := coherent{axis: measure.AxisOf('A', 2018, 2020), rows: map[string][]float64{}}
		var rows [][]float64
		for _, in := range p.Inputs {
			row := make([]float64, measure.AxisOf(in.Freq, 2018, 2020).N)
			for j := range row {
				row[j] = rapid.SampledFrom([]float64{measure.Missing, 1, 2, 3, 0.1, 7.5, 12.25, 100}).Draw(rt, "v")
				if in.Kind == Opened {
					row[j] = float64(j % 2)
				}
			}
			rows = append(rows, row)
			c.rows[readOf(in)+in.Freq.String()] = row
		}
		out := make([]float64, 3)
		p.Run(rows, axesOf(p, 2018, 2020), out, c.axis, new(Scratch))
		e, _ := Parse(src, nil)
		for i, got := range out {
			v := c.value(e.root, 'A', i)
			if v.v == v.v && !(v.e <= math.Abs(v.v)*1e-6) {
				continue // cancelled, or decided by rounding
			}
			factor := float64(p.Unit.Num) / float64(p.Unit.Den)
			diff := math.Abs(float64(got*factor) - v.v)
			if diff > 1e-6*math.Abs(v.v) || measure.IsMissing(got) != measure.IsMissing(v.v) {
				rt.Fatalf("%s in column %d: %v %s, but %v in coherent units", src, i, got, want, v.v)
			}
		}
	})
}

// readOf writes an input as a formula reads it.
func readOf(in Input) string {
	n := &node{kind: call, args: []*node{{kind: name, word: in.Indicator}}}
	switch in.Kind {
	case Own:
		return in.Indicator
	case Fixed:
		n.word = "at"
		n.args = append(n.args, &node{kind: text, word: in.Name})
	case Members:
		for word, over := range members {
			if over == in.Over {
				n.word = word
			}
		}
		if in.Weight != "" {
			n.args = append(n.args, &node{kind: name, word: in.Weight})
		}
		if in.Cities > 0 {
			n.args = append(n.args, &node{kind: number, num: float64(in.Cities)})
		}
		if in.Missing == Skip && in.Over != Count {
			n.args = append(n.args, &node{kind: name, word: "skip"})
		}
	case Assumption:
		n.word, n.args = "assumption", []*node{{kind: text, word: in.Name}}
	case Opened:
		n.word, n.args = "opened", []*node{{kind: text, word: in.Name}}
	case Statistic:
		n.word, n.args = "statistic", []*node{{kind: text, word: in.Name}}
	case Travel, Length, Reached, Served:
		return networkReadOf(in)
	}
	return n.String()
}

// approx is a value and how far off it may be.
type approx struct{ v, e float64 }

func rounded(v, e float64) approx {
	if v-v != 0 {
		return approx{measure.Missing, 0}
	}
	if e != e {
		return undecided
	}
	return approx{v, e + math.Abs(v)*1e-15}
}

var (
	yes, no   = approx{1, 0}, approx{0, 0}
	undecided = approx{0, math.Inf(1)}
	absent    = approx{measure.Missing, 0}
)

type coherent struct {
	rows map[string][]float64
	axis measure.Axis
}

func factorOf(symbol string) float64 {
	u := measure.MustUnit(symbol)
	return float64(u.Num) / float64(u.Den)
}

func (c coherent) value(n *node, f measure.Freq, i int) approx {
	axis := measure.AxisOf(f, 2018, 2020)
	if i < 0 || i >= axis.N {
		return absent
	}
	if row, ok := c.rows[n.String()+f.String()]; ok {
		factor := 1.0
		switch {
		case n.kind == name || n.word != "assumption" && n.word != "opened" && n.word != "count":
			id := n.word
			if n.kind == call {
				id = n.args[0].word
			}
			factor = factorOf(synthetic[id].Unit.Symbol)
		case n.word == "assumption":
			factor = 0.01
		}
		return rounded(row[i]*factor, 0)
	}
	switch n.kind {
	case number:
		if n.word == "" {
			return approx{n.num, 0}
		}
		return rounded(n.num*factorOf(n.word), 0)
	case prefix:
		x := c.value(n.args[0], f, i)
		if n.word == "-" {
			return approx{-x.v, x.e}
		}
		return approx{1 - x.v, x.e}
	case infix:
		return infixOf(n.word, c.value(n.args[0], f, i), c.value(n.args[1], f, i))
	}
	return c.call(n, f, i)
}

func infixOf(operator string, x, y approx) approx {
	missing := x.v != x.v || y.v != y.v
	switch operator {
	case "+":
		return rounded(x.v+y.v, x.e+y.e)
	case "-":
		return rounded(x.v-y.v, x.e+y.e)
	case "*":
		return rounded(x.v*y.v, math.Abs(x.v)*y.e+math.Abs(y.v)*x.e+x.e*y.e)
	case "/":
		return quotient(x, y)
	case "and", "or":
		decisive := map[string]approx{"and": no, "or": yes}[operator]
		other := map[string]approx{"and": yes, "or": no}[operator]
		switch {
		case x.e > 0 || y.e > 0:
			return undecided
		case x.v == decisive.v || y.v == decisive.v:
			return decisive
		case missing:
			return absent
		}
		return other
	}
	switch {
	case missing:
		return absent
	case x.e+y.e > 0 && math.Abs(x.v-y.v) <= 4*(x.e+y.e):
		return undecided
	}
	if map[string]bool{"<": x.v < y.v, "<=": x.v <= y.v, ">": x.v > y.v, ">=": x.v >= y.v, "==": x.v == y.v,
		"!=": x.v != y.v}[operator] {
		return yes
	}
	return no
}

func quotient(x, y approx) approx {
	if x.v != x.v || y.v != y.v || y.v == 0 && y.e == 0 {
		return absent
	}
	if math.Abs(y.v) <= 4*y.e {
		return undecided
	}
	return rounded(x.v/y.v, (x.e+math.Abs(x.v/y.v)*y.e)/(math.Abs(y.v)-y.e))
}

// call knows the functions an author uses on annual series; rounding and chains, whose values do not
// scale or whose errors pile up, count as undecided.
func (c coherent) call(n *node, f measure.Freq, i int) approx {
	v := func(arg, column int) approx { return c.value(n.args[arg], f, column) }
	back := 1
	if len(n.args) == 2 && n.args[1].kind == number {
		back = int(n.args[1].num)
	}
	switch n.word {
	case "lag":
		return v(0, i-back)
	case "diff":
		return infixOf("-", v(0, i), v(0, i-back))
	case "growth":
		return infixOf("-", quotient(v(0, i), v(0, i-back)), yes)
	case "base":
		written := n.args[1].word
		if n.args[1].kind == number {
			written = formatNumber(n.args[1].num)
		}
		fixed, _ := measure.ParsePeriod(written)
		return v(0, int(fixed.Ord-measure.AxisOf(f, 2018, 2020).First))
	case "share":
		there := &node{kind: call, word: "at", args: n.args}
		return quotient(v(0, i), c.value(there, f, i))
	case "has":
		x := v(0, i)
		if x.e > math.Abs(x.v) {
			return undecided
		}
		return infixOf("==", approx{map[bool]float64{true: 1}[x.v == x.v], 0}, yes)
	case "if":
		cond := v(0, i)
		switch {
		case cond.e > 0:
			return undecided
		case cond.v == 1:
			return v(1, i)
		case cond.v == 0:
			return v(2, i)
		}
		return absent
	case "abs":
		x := v(0, i)
		return approx{math.Abs(x.v), x.e}
	case "default", "coalesce", "min", "max", "clamp":
		return c.several(n, v, i)
	case "annual_sum", "annual_mean":
		return c.year(n, i)
	}
	return undecided
}

func (c coherent) several(n *node, v func(int, int) approx, i int) approx {
	out := v(0, i)
	for k := 1; k < len(n.args); k++ {
		next := v(k, i)
		smaller := n.word == "min" || n.word == "clamp" && k == 2
		switch {
		case n.word == "default" || n.word == "coalesce":
			if out.e > math.Abs(out.v) {
				return undecided
			}
			if out.v != out.v {
				out = next
			}
		case out.v != out.v || next.v != next.v:
			out = absent
		case smaller == (next.v < out.v):
			out = approx{next.v, max(next.e, out.e)}
		default:
			out.e = max(next.e, out.e)
		}
	}
	return out
}

// year sums or averages the periods of a year of the first series that n reads.
func (c coherent) year(n *node, i int) approx {
	of := measure.Month
	n.walk(func(n *node) {
		if n.kind == name && synthetic[n.word].Freq == measure.Quarterly {
			of = measure.Quarterly
		}
	})
	per := of.PerYear()
	sum := no
	for j := i * per; j < (i+1)*per; j++ {
		sum = infixOf("+", sum, c.value(n.args[0], of, j))
	}
	if n.word == "annual_mean" {
		return approx{sum.v / float64(per), sum.e / float64(per)}
	}
	return sum
}

// networkReadOf writes what an input reads of a network.
func networkReadOf(in Input) string {
	quoted := func(s string) *node { return &node{kind: text, word: s} }
	limit, of := &node{kind: number, num: in.Limit}, &node{kind: name, word: in.Indicator}
	n := &node{kind: call, args: []*node{quoted(in.Network)}}
	switch in.Kind {
	case Travel:
		n.word, n.args = "travel_minutes", append(n.args, quoted(in.From), quoted(in.To))
	case Length:
		n.word = "rail_km"
	case Reached:
		n.word, n.args = "reach", append(n.args, quoted(in.From), limit, of)
	case Served:
		n.word, n.args = "served_share", append(n.args, of, limit)
	}
	return n.String()
}
