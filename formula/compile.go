package formula

import (
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// Env is what a formula may refer to.
type Env interface {
	Indicator(id string) (IndicatorInfo, bool)
	Area(id string) bool // an area or a group
	Assumption(id string) (measure.Unit, bool)
	Project(id string) bool
	Network(id string) bool
	Station(network, id string) bool
}

// IndicatorInfo is what the compiler needs to know of an indicator.
type IndicatorInfo struct {
	Unit     measure.Unit
	Freq     measure.Freq
	Additive bool // values of parts may be added up
	Constant bool // of whatever frequency is needed; Freq does not count
}

// Compile checks e against env and makes a program whose result is in unit want at frequency freq.
// subject names the indicator in findings. All problems are found in one run; the program is nil
// where one of them is an error. Whether formulas go round in a circle is not seen from here.
func Compile(e *Expr, env Env, want measure.Unit, freq measure.Freq, subject string) (*Program,
	[]finding.Finding) {
	c := &checker{env: env, expr: e, subject: subject, inputs: map[Input]int{}}
	t := c.check(e.root, freq)
	if t != nil {
		t = c.result(t, want)
	}
	finding.Sort(c.findings)
	if t == nil {
		return nil, c.findings
	}
	return assemble(t, c.list, want, freq), c.findings
}

// Truth reports whether the result is a condition: 1, 0 or missing.
func (p *Program) Truth() bool { return p.tree.truth }

// typed is a checked node: what it does, to what, in which unit and at which frequency.
type typed struct {
	op    op
	args  []*typed
	unit  measure.Unit
	freq  measure.Freq
	truth bool    // a condition: 1, 0 or missing
	k, k2 float64 // constant, or factors of a conversion
	n     int32   // shift, decimals, or the ordinal of a period
	input int     // for opInput
	src   *node
}

func (t *typed) constant() bool { return t.op == opConst }

// checker turns syntax into a checked tree. Its methods return nil where they reported why not.
type checker struct {
	env      Env
	expr     *Expr
	subject  string
	list     []Input
	inputs   map[Input]int
	findings []finding.Finding
}

func (c *checker) report(code *finding.Code, n *node, pairs ...string) *typed {
	c.findings = append(c.findings, finding.New(code, c.expr.at(n.off), c.subject, pairs...))
	return nil
}

// ratio is the unit of shares that a function computes: not yet in percent.
var ratio = measure.Unit{Symbol: "1", Num: 1, Den: 1, Kind: measure.Share}

// check types n, whose indicators must be of frequency f.
func (c *checker) check(n *node, f measure.Freq) *typed {
	switch n.kind {
	case number:
		return c.number(n, f)
	case text:
		return c.report(Argument, n, "found", n.String(), "usage", `at(x, "510100")`, "expected", "x")
	case name:
		info, ok := c.indicator(n)
		if !ok {
			return nil
		}
		return c.read(n, f, info, Input{Indicator: n.word})
	case call:
		return c.call(n, f)
	case prefix:
		return c.unary(n, f)
	}
	operand := c.check
	if n.word == "and" || n.word == "or" {
		operand = c.condition
	}
	a, b := operand(n.args[0], f), operand(n.args[1], f)
	if a == nil || b == nil {
		return nil
	}
	switch n.word {
	case "+", "-":
		return c.sum(n, a, b)
	case "*", "/":
		return c.product(n, a, b)
	case "and":
		return c.logic(n, opAnd, a, b)
	case "or":
		return c.logic(n, opOr, a, b)
	}
	return c.comparison(n, a, b)
}

// condition checks n, which must be true or false.
func (c *checker) condition(n *node, f measure.Freq) *typed {
	t := c.check(n, f)
	if t != nil && !t.truth {
		return c.report(ConditionNeeded, n, "found", n.String())
	}
	return t
}

func (c *checker) number(n *node, f measure.Freq) *typed {
	u := measure.One
	if n.word != "" {
		var err error
		if u, err = measure.ParseUnit(n.word); err != nil {
			return c.report(UnknownUnit, n, "found", n.word)
		}
	}
	return &typed{op: opConst, k: n.num, unit: u, freq: f, src: n}
}

func (c *checker) indicator(n *node) (IndicatorInfo, bool) {
	info, ok := c.env.Indicator(n.word)
	if !ok {
		known := func(id string) bool { _, ok := c.env.Indicator(id); return ok }
		c.report(UnknownIndicator, n, "found", n.word, "nearest", nearest(n.word, known))
	}
	return info, ok
}

// read makes the node of an input, which must be of frequency f.
func (c *checker) read(n *node, f measure.Freq, info IndicatorInfo, in Input) *typed {
	if info.Freq != f && !info.Constant {
		return c.report(FrequencyMixed, n, "found", in.Indicator+" ("+info.Freq.String()+")",
			"expected", f.String())
	}
	in.Freq = f
	i, ok := c.inputs[in]
	if !ok {
		i = len(c.list)
		c.inputs[in] = i
		c.list = append(c.list, in)
	}
	return &typed{op: opInput, input: i, unit: info.Unit, freq: f, src: n}
}

func (c *checker) unary(n *node, f measure.Freq) *typed {
	if n.word == "not" {
		if a := c.condition(n.args[0], f); a != nil {
			return c.logic(n, opNot, a)
		}
		return nil
	}
	a := c.check(n.args[0], f)
	if a == nil {
		return nil
	}
	return c.fold(&typed{op: opNeg, args: []*typed{a}, unit: a.unit, freq: f, src: n})
}

// logic makes the node of an operation whose result is true or false.
func (c *checker) logic(n *node, o op, args ...*typed) *typed {
	return c.fold(&typed{op: o, args: args, unit: measure.One, freq: args[0].freq, truth: true, src: n})
}

func (c *checker) comparison(n *node, a, b *typed) *typed {
	if b = c.alike(n, n.word, a, b); b == nil {
		return nil
	}
	o := map[string]op{"<": opLess, ">": opLess, "<=": opLessEqual, ">=": opLessEqual,
		"==": opEqual, "!=": opNotEqual}[n.word]
	if strings.HasPrefix(n.word, ">") {
		a, b = b, a
	}
	return c.logic(n, o, a, b)
}

// sum types + and -. A difference of shares is in points, a share and points make a share.
func (c *checker) sum(n *node, a, b *typed) *typed {
	o, ka, kb := opAdd, a.unit.Kind, b.unit.Kind
	if n.word == "-" {
		o = opSub
	}
	u := a.unit
	switch {
	case ka == measure.Share && kb == measure.Share && o == opSub:
		a, b = c.convert(a, measure.Percent), c.convert(b, measure.Percent)
		u = measure.PercentagePoint
	case ka == measure.Share && kb == measure.Points:
		b = c.convert(b, a.unit)
	case ka == measure.Points && kb == measure.Share && o == opAdd:
		u = b.unit
		a = c.convert(a, u)
	default:
		b = c.alike(n, n.word, a, b)
		if ka != kb {
			u.Kind = measure.Plain
		}
	}
	if a == nil || b == nil {
		return nil
	}
	return c.fold(&typed{op: o, args: []*typed{a, b}, unit: u, freq: a.freq, src: n})
}

// product types * and /. Shares and indices count as bare ratios, except that a bare number leaves
// the unit of the other side alone.
func (c *checker) product(n *node, a, b *typed) *typed {
	o, combine := opMul, measure.Unit.Mul
	if n.word == "/" {
		o, combine = opDiv, measure.Unit.Div
		if b.constant() && b.k == 0 {
			return c.report(DivisionByZero, n.args[1])
		}
	}
	ua, ub := bare(a.unit), bare(b.unit)
	u, err := combine(ua, ub)
	switch {
	case err != nil:
		return c.report(UnitRange, n, "left", a.unit.Symbol, "right", b.unit.Symbol, "operator", n.word)
	case ub == measure.One:
		u = ua
	case ua == measure.One && o == opMul:
		u = ub
	case u.Dim == measure.Dimension{} && u.Num == u.Den:
		u = measure.One
	}
	return c.fold(&typed{op: o, args: []*typed{a, b}, unit: u, freq: a.freq, src: n})
}

func bare(u measure.Unit) measure.Unit {
	if u.Kind == measure.Index {
		return measure.One
	}
	return u
}

// alike converts b to the unit of a, or reports that the two do not go together.
func (c *checker) alike(n *node, operator string, a, b *typed) *typed {
	if a.unit.SameDimension(b.unit) {
		return c.convert(b, a.unit)
	}
	code := UnitMismatch
	if a.unit.Dim == b.unit.Dim && (a.unit.Kind == measure.Index || b.unit.Kind == measure.Index) {
		code = IndexAndLevel
	}
	return c.report(code, n, "left", a.unit.Symbol, "right", b.unit.Symbol, "operator", operator)
}

// convert gives t in unit u, of the same dimension. The factor is an exact fraction; where one of
// its sides is 1 the conversion rounds once.
func (c *checker) convert(t *typed, u measure.Unit) *typed {
	num, den, err := t.unit.FactorTo(u)
	if err != nil {
		return c.report(UnitRange, t.src, "left", t.unit.Symbol, "right", u.Symbol, "operator", "→")
	}
	if num == den {
		same := *t
		same.unit = u
		return &same
	}
	out := &typed{op: opScale, args: []*typed{t}, unit: u, freq: t.freq,
		k: float64(num), k2: float64(den), src: t.src}
	switch {
	case den == 1:
		out.op, out.k2 = opMulK, 0
	case num == 1:
		out.op, out.k, out.k2 = opDivK, float64(den), 0
	}
	return c.fold(out)
}

// result converts the whole formula to the declared unit.
func (c *checker) result(t *typed, want measure.Unit) *typed {
	switch {
	case t.unit.Kind == measure.Points && want.Kind == measure.Share:
		return c.report(PointsNotShare, t.src, "found", t.unit.Symbol, "expected", want.Symbol)
	case !t.unit.SameDimension(want):
		return c.report(ResultUnit, t.src, "found", t.unit.Symbol, "expected", want.Symbol)
	}
	if n := t.src; want.Kind == measure.Share && n.kind == infix && n.word == "*" {
		for _, a := range n.args {
			if a.kind == number && a.num == 100 && a.word == "" {
				c.report(Hundredfold, n)
			}
		}
	}
	return c.convert(t, want)
}

// fold computes a pointwise node of constants once, by the machine itself.
func (c *checker) fold(t *typed) *typed {
	if t.constant() || !t.op.pointwise() {
		return t
	}
	for _, a := range t.args {
		if !a.constant() {
			return t
		}
	}
	var out [1]float64
	assemble(t, nil, t.unit, t.freq).Run(nil, nil, out[:], measure.Axis{Freq: t.freq, N: 1}, new(Scratch))
	if measure.IsMissing(out[0]) {
		return c.report(NumberRange, t.src, "found", t.src.String())
	}
	return &typed{op: opConst, k: out[0], unit: t.unit, freq: t.freq, truth: t.truth, src: t.src}
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789_"

// nearest returns a name that is known and one slip of the keyboard away from word: a letter too
// many, too few, wrong, or two swapped. It is "—" where there is none.
func nearest(word string, known func(string) bool) string {
	for i := range len(word) {
		if s := word[:i] + word[i+1:]; known(s) {
			return s
		}
		if i+1 < len(word) {
			if s := word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:]; known(s) {
				return s
			}
		}
	}
	for i := range len(word) + 1 {
		for _, letter := range alphabet {
			if s := word[:i] + string(letter) + word[i:]; known(s) {
				return s
			}
			if i < len(word) {
				if s := word[:i] + string(letter) + word[i+1:]; known(s) {
					return s
				}
			}
		}
	}
	return "—"
}
