package formula

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// author writes random formulas that must compile, of a wanted kind and frequency.
type author struct{ *rapid.T }

func (a author) pick(options ...string) string { return rapid.SampledFrom(options).Draw(a.T, "pick") }

func (a author) n(low, high int) int { return rapid.IntRange(low, high).Draw(a.T, "n") }

// leaf reads an amount of money.
func (a author) leaf(f measure.Freq) string {
	switch f {
	case measure.Annual:
		return a.pick("gdp", "income", "cost", `at(gdp, "circle")`, "sum(income)", "sum(cost, skip)", "mean(gdp)",
			"min_of(income)")
	case measure.Quarterly:
		return "gdp_q"
	case measure.ToDate:
		return a.pick("gdp_ytd", "cumulate(gdp_m)")
	}
	return "gdp_m"
}

// series is an amount of money that is not constant.
func (a author) series(f measure.Freq, depth int) string {
	if depth == 0 || a.n(0, 1) == 0 {
		return a.leaf(f)
	}
	return "(" + a.leaf(f) + " + " + a.money(f, depth-1) + ")"
}

func (a author) money(f measure.Freq, depth int) string {
	if depth == 0 {
		return a.pick(a.leaf(f), a.leaf(f), fmt.Sprintf("%d[万元]", a.n(0, 9)), "2.5[亿元]")
	}
	m := func() string { return a.money(f, depth-1) }
	s := func() string { return a.series(f, depth-1) }
	p := func() string { return a.plain(f, depth-1) }
	switch a.n(0, 21) {
	case 0, 1:
		return "(" + m() + " + " + m() + ")"
	case 2, 3:
		return "(" + m() + " - " + m() + ")"
	case 4:
		return "-" + m()
	case 5:
		return "(" + m() + " * " + p() + ")"
	case 6:
		return "(" + p() + " * " + m() + ")"
	case 7:
		return "(" + m() + " / " + p() + ")"
	case 8:
		return fmt.Sprintf("%s(%s, %d)", a.pick("lag", "diff"), s(), a.n(1, 5))
	case 9:
		return "if(" + a.condition(f, depth-1) + ", " + m() + ", " + m() + ")"
	case 10:
		return a.pick("coalesce", "min", "max") + "(" + m() + ", " + m() + ", " + m() + ")"
	case 11:
		return "clamp(" + m() + ", 1[亿元], " + m() + ")"
	case 12:
		return "abs(" + m() + ")"
	case 13:
		return fmt.Sprintf("round(%s, %d)", m(), a.n(0, 4))
	case 14:
		return "base(" + s() + ", " + a.period(f) + ")"
	case 15:
		return "chain(" + a.growth(f, depth-1) + ", " + m() + ", " + a.period(f) + ")"
	case 16:
		return "default(" + m() + ", 3[元])"
	case 17:
		return a.ofYear(f, depth-1)
	case 18:
		return `(assumption("commuter_share") * ` + m() + ")"
	case 19:
		return `round(` + m() + `, 1, "万元")`
	case 20:
		return "blend(2, " + s() + ", 0.5, " + s() + ", 3, " + s() + ")"
	}
	return a.leaf(f)
}

// ofYear uses what depends on calendar years.
func (a author) ofYear(f measure.Freq, depth int) string {
	switch f {
	case measure.Annual:
		of := rapid.SampledFrom([]measure.Freq{measure.Month, measure.Quarterly}).Draw(a.T, "of")
		return a.pick("annual_sum", "annual_mean", "annual_last") + "(" + a.series(of, depth) + ")"
	case measure.ToDate:
		return "cumulate(" + a.series(measure.Month, depth) + ")"
	}
	return "cumulate(" + a.series(f, depth) + ")"
}

func (a author) period(f measure.Freq) string {
	axis := measure.AxisOf(f, 2018, 2021) // the rows end in 2020
	p := axis.At(a.n(0, axis.N-1)).String()
	if f != measure.Annual {
		return `"` + p + `"`
	}
	return p
}

// growth is a share that is not constant.
func (a author) growth(f measure.Freq, depth int) string {
	switch n := a.n(0, 3); {
	case n == 0 && f == measure.Annual:
		return a.pick("urbanization", "rate", `share(gdp, "circle")`, "cagr_since(gdp, 2018)")
	case n == 1:
		return fmt.Sprintf("cagr(%s, %d)", a.series(f, depth), a.n(1, 2))
	}
	return fmt.Sprintf("growth(%s, %d)", a.series(f, depth), a.n(1, 4))
}

func (a author) plain(f measure.Freq, depth int) string {
	if depth == 0 {
		return fmt.Sprint(a.n(1, 9))
	}
	switch a.n(0, 8) {
	case 0:
		return "(" + a.plain(f, depth-1) + " + " + a.plain(f, depth-1) + ")"
	case 1:
		return "(" + a.plain(f, depth-1) + " * " + a.plain(f, depth-1) + ")"
	case 2:
		return "(" + a.money(f, depth-1) + " / " + a.series(f, depth-1) + ")"
	case 3:
		return "(1 - " + a.growth(f, depth-1) + ")"
	case 4:
		return "has(" + a.money(f, depth-1) + ")"
	case 5:
		return `opened("cy-central-line")`
	case 6:
		return a.growth(f, depth-1)
	case 7:
		return "(" + a.growth(f, depth-1) + " - " + a.growth(f, depth-1) + ")"
	}
	return "0.5"
}

func (a author) condition(f measure.Freq, depth int) string {
	if depth == 0 {
		return "has(" + a.leaf(f) + ")"
	}
	switch a.n(0, 4) {
	case 0:
		return "(" + a.condition(f, depth-1) + a.pick(" and ", " or ") + a.condition(f, depth-1) + ")"
	case 1:
		return "(not " + a.condition(f, depth-1) + ")"
	}
	return "(" + a.money(f, depth-1) + a.pick(" < ", " <= ", " > ", " >= ", " == ", " != ") + a.money(f, depth-1) + ")"
}

// formula draws a compiled formula with rows for it.
func (a author) formula() (src string, p *Program, rows [][]float64, axes []measure.Axis) {
	f := rapid.SampledFrom([]measure.Freq{'A', 'A', 'M', 'Q', 'T'}).Draw(a.T, "freq")
	depth := a.n(0, 5)
	src, want := a.money(f, depth), a.pick("亿元", "万元", "元", "万亿元")
	switch a.n(0, 4) {
	case 0:
		src, want = a.plain(f, depth), a.pick("%", "1", "‰")
		if src[0] == '(' {
			want = "1" // a difference of shares is in points
		}
	case 1:
		src, want = a.growth(f, depth), a.pick("%", "‰")
	}
	p = a.compile(src, want, f)
	axes = axesOf(p, 2018, 2020)
	for i := range p.Inputs {
		row := make([]float64, axes[i].N)
		for j := range row {
			row[j] = rapid.SampledFrom([]float64{measure.Missing, 0, 1, 2, 3, 0.1, 7.5, 12.25, -4, 100, 1e300}).Draw(a.T, "v")
			if p.Inputs[i].Kind == Opened {
				row[j] = float64(j % 2)
			}
		}
		rows = append(rows, row)
	}
	return src, p, rows, axes
}

// compile draws again where units of very different size multiply up beyond 64 bits, which is rightly
// refused; every other finding is a failure.
func (a author) compile(src, want string, f measure.Freq) *Program {
	p, fs := compile(src, want, f)
	if p == nil && fs[0].Code == UnitRange {
		a.Skip("unit out of range")
	}
	if p == nil {
		a.Fatalf("%s → %s: %s", src, want, fs[0].Text(locale.EN))
	}
	return p
}

func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

func TestRunTraceAndWitnessAgree(t *testing.T) {
	s := new(Scratch)
	rapid.Check(t, func(rt *rapid.T) {
		src, p, rows, axes := author{rt}.formula()
		axis := measure.AxisOf(p.Freq, 2018, 2020)
		out := make([]float64, axis.N)
		p.Run(rows, axes, out, axis, s)
		w := witness{p, rows, axes, axis}
		for i, got := range out {
			if math.IsInf(got, 0) {
				rt.Fatalf("%s is infinite in %s", src, axis.At(i))
			}
			if want := w.value(p.tree, i); !same(got, want) {
				rt.Fatalf("%s in %s: Run gives %v, the witness %v", src, axis.At(i), got, want)
			}
			if tr := p.Trace(rows, axes, axis, i); !same(got, tr.Value) {
				rt.Fatalf("%s in %s: Run gives %v, Trace %v", src, axis.At(i), got, tr.Value)
			}
		}
	})
}

func TestFormatThenParseIsIdentity(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := author{rt}
		src := a.money(measure.Annual, a.n(0, 6))
		e, fs := Parse(src, nil)
		if e == nil {
			rt.Fatalf("%s: %s", src, fs[0].Text(locale.EN))
		}
		again, _ := Parse(e.String(), nil)
		if again == nil || again.String() != e.String() {
			rt.Fatalf("%s is formatted as %s", src, e)
		}
		if p, q := a.compile(src, "元", 'A'), a.compile(e.String(), "元", 'A'); p.Fingerprint() != q.Fingerprint() {
			rt.Fatalf("%s and %s differ", src, again)
		}
	})
}

// witness computes one value at a time by recursion over the checked tree: no code, no registers.
type witness struct {
	p    *Program
	rows [][]float64
	axes []measure.Axis
	axis measure.Axis
}

func (w witness) axisOf(f measure.Freq) measure.Axis {
	for i, in := range w.p.Inputs {
		if in.Freq == f && f != w.p.Freq {
			return w.axes[i]
		}
	}
	return w.axis
}

func finite(v float64) float64 {
	v = float64(v) // else x*y may reach the subtraction unrounded
	if v-v != 0 {
		return measure.Missing
	}
	if v == 0 {
		return 0 // never -0
	}
	return v
}

func (w witness) value(t *typed, i int) float64 {
	axis := w.axisOf(t.freq)
	if i < 0 || i >= axis.N {
		return measure.Missing
	}
	arg := func(n int) float64 { return w.value(t.args[n], i) }
	there := func(n, column int) float64 { return w.value(t.args[n], column) }
	fixed := int(t.n - axis.First)
	switch t.op {
	case opInput:
		return w.rows[t.input][i]
	case opConst:
		return t.k
	case opLag:
		return there(0, i-int(t.n))
	case opDiff:
		return finite(arg(0) - there(0, i-int(t.n)))
	case opGrowth:
		return finite(arg(0)/there(0, i-int(t.n)) - 1)
	case opCagr:
		return rootOfRatio(arg(0), there(0, i-int(t.n)), int(t.k))
	case opCagrSince:
		if i <= fixed {
			return measure.Missing
		}
		return rootOfRatio(arg(0), there(0, fixed), i-fixed)
	case opIndex:
		return finite(float64(100*arg(0)) / there(0, fixed))
	case opBase:
		return there(0, fixed)
	case opChain:
		return w.chain(t, i, fixed, axis)
	case opCumulate, opAnnualSum, opAnnualMean, opAnnualLast:
		return w.ofYear(t, i, axis)
	}
	return w.pointwise(t, arg)
}

func (w witness) chain(t *typed, i, fixed int, axis measure.Axis) float64 {
	if fixed < 0 || fixed >= axis.N {
		return measure.Missing
	}
	if i == fixed {
		return w.value(t.args[1], fixed)
	}
	if i > fixed {
		return finite(float64(w.value(t, i-1) * finite(1+w.value(t.args[0], i))))
	}
	return finite(w.value(t, i+1) / finite(1+w.value(t.args[0], i+1)))
}

func (w witness) ofYear(t *typed, i int, axis measure.Axis) float64 {
	of := w.axisOf(t.args[0].freq)
	sum, n, last := 0.0, 0, measure.Missing
	for j := range of.N {
		if of.At(j).CalendarYear() == axis.At(i).CalendarYear() && (t.op != opCumulate || j <= i) {
			last = w.value(t.args[0], j)
			sum, n = finite(sum+last), n+1
		}
	}
	switch t.op {
	case opAnnualMean:
		return sum / float64(n)
	case opAnnualLast:
		return last
	}
	return sum
}

func (w witness) pointwise(t *typed, arg func(int) float64) float64 {
	decide := func(b bool) float64 {
		if x, y := arg(0), arg(1); x != x || y != y {
			return measure.Missing
		}
		return map[bool]float64{true: 1}[b]
	}
	switch t.op {
	case opNeg:
		return finite(-arg(0))
	case opAdd:
		return finite(arg(0) + arg(1))
	case opSub:
		return finite(arg(0) - arg(1))
	case opMul:
		return finite(arg(0) * arg(1))
	case opDiv:
		return finite(arg(0) / arg(1))
	case opMulK:
		return finite(arg(0) * t.k)
	case opDivK:
		return finite(arg(0) / t.k)
	case opScale:
		return finite(float64(arg(0)*t.k) / t.k2)
	case opLess:
		return decide(arg(0) < arg(1))
	case opLessEqual:
		return decide(arg(0) <= arg(1))
	case opEqual:
		return decide(arg(0) == arg(1))
	case opNotEqual:
		return decide(arg(0) != arg(1))
	case opAnd, opOr:
		decisive := map[op]float64{opAnd: 0, opOr: 1}[t.op]
		if arg(0) == decisive || arg(1) == decisive {
			return decisive
		}
		return decide(t.op == opAnd)
	case opNot:
		return finite(1 - arg(0))
	case opHas:
		return map[bool]float64{true: 1}[arg(0) == arg(0)]
	case opIf:
		switch arg(0) {
		case 1:
			return arg(1)
		case 0:
			return arg(2)
		}
		return measure.Missing
	case opCoalesce:
		if v := arg(0); v == v {
			return v
		}
		return arg(1)
	case opTake, opWeigh:
		v := map[bool]float64{true: 1, false: arg(1)}[t.op == opWeigh]
		if arg(1) != arg(1) {
			return arg(0)
		}
		return arg(0) + t.k*v
	case opMin, opMax:
		return decideBetween(t.op == opMin, arg(0), arg(1))
	case opAbs:
		return math.Abs(arg(0))
	case opRound:
		return measure.Round(arg(0), int(t.n), measure.HalfEven)
	}
	panic("witness: " + t.op.String())
}

func decideBetween(smaller bool, x, y float64) float64 {
	if x != x || y != y {
		return measure.Missing
	}
	if smaller {
		return min(x, y)
	}
	return max(x, y)
}
