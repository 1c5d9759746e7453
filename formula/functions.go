package formula

import (
	"fmt"
	"strings"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/statistic"
)

// function is what a call must look like; docs/format/formula.md says what each one means.
type function struct {
	usage string
	least int
	most  int // 0 for any number
}

var functions = map[string]function{
	"lag":            {"lag(x, n)", 1, 2},
	"diff":           {"diff(x, n)", 1, 2},
	"growth":         {"growth(x, n)", 1, 2},
	"cagr":           {"cagr(x, years)", 2, 2},
	"cagr_since":     {"cagr_since(x, 2019)", 2, 2},
	"index":          {"index(x, 2019)", 2, 2},
	"inverse_index":  {"inverse_index(x, 2019)", 2, 2},
	"base":           {"base(x, 2019)", 2, 2},
	"chain":          {"chain(growth, level, 2020)", 3, 3},
	"cumulate":       {"cumulate(x)", 1, 1},
	"annual_sum":     {"annual_sum(x)", 1, 1},
	"annual_mean":    {"annual_mean(x)", 1, 1},
	"annual_last":    {"annual_last(x)", 1, 1},
	"at":             {`at(x, "510100")`, 2, 2},
	"share":          {`share(x, "circle")`, 2, 2},
	"sum":            {"sum(x) / sum(x, skip)", 1, 2},
	"mean":           {"mean(x) / mean(x, skip)", 1, 2},
	"min_of":         {"min_of(x) / min_of(x, skip)", 1, 2},
	"max_of":         {"max_of(x) / max_of(x, skip)", 1, 2},
	"count":          {"count(x)", 1, 1},
	"theil_t":        {"theil_t(x, w) / theil_t(x) / theil_t(x, w, skip)", 1, 3},
	"theil_l":        {"theil_l(x, w) / theil_l(x) / theil_l(x, w, skip)", 1, 3},
	"gini":           {"gini(x, w) / gini(x) / gini(x, w, skip)", 1, 3},
	"cv":             {"cv(x, w) / cv(x) / cv(x, w, skip)", 1, 3},
	"primacy":        {"primacy(x, 2) / primacy(x, 4) / primacy(x, 4, skip)", 2, 3},
	"assumption":     {`assumption("id")`, 1, 1},
	"opened":         {`opened("project-id")`, 1, 1},
	"statistic":      {`statistic("air.good_days")`, 1, 1},
	"travel_minutes": {`travel_minutes("rail", "cores", "here")`, 3, 3},
	"rail_km":        {`rail_km("rail")`, 1, 1},
	"reach":          {`reach("rail", "cores", 60, population)`, 4, 4},
	"served_share":   {`served_share("rail", urban_population, 20[万人])`, 3, 3},
	"if":             {"if(condition, a, b)", 3, 3},
	"coalesce":       {"coalesce(a, b, …)", 2, 0},
	"default":        {"default(x, 0[unit])", 2, 2},
	"blend":          {"blend(2, x, 1, y, …)", 2, 0},
	"has":            {"has(x)", 1, 1},
	"min":            {"min(a, b, …)", 2, 0},
	"max":            {"max(a, b, …)", 2, 0},
	"clamp":          {"clamp(x, low, high)", 3, 3},
	"abs":            {"abs(x)", 1, 1},
	"round":          {`round(x, decimals) / round(x, decimals, "unit")`, 2, 3},
}

var members = map[string]Over{"sum": Sum, "mean": Mean, "min_of": Min, "max_of": Max, "count": Count,
	"theil_t": TheilT, "theil_l": TheilL, "gini": Gini, "cv": CV, "primacy": PrimacyIndex}

func (c *checker) call(n *node, f measure.Freq) *typed {
	fn, ok := functions[n.word]
	if !ok {
		known := func(id string) bool { _, ok := functions[id]; return ok }
		return c.report(UnknownFunction, n, "found", n.word, "nearest", nearest(n.word, known))
	}
	if len(n.args) < fn.least || fn.most > 0 && len(n.args) > fn.most {
		expected := fmt.Sprint(fn.least)
		switch {
		case fn.most == 0:
			expected += "…"
		case fn.most > fn.least:
			expected += fmt.Sprintf("–%d", fn.most)
		}
		return c.report(ArgumentCount, n, "function", n.word, "found", fmt.Sprint(len(n.args)),
			"expected", expected, "usage", fn.usage)
	}
	switch n.word {
	case "lag", "diff", "growth":
		return c.shift(n, f)
	case "cagr":
		return c.cagr(n, f)
	case "cagr_since", "index", "inverse_index", "base":
		return c.since(n, f)
	case "chain":
		return c.chain(n, f)
	case "cumulate":
		return c.cumulate(n, f)
	case "annual_sum", "annual_mean", "annual_last":
		return c.annual(n, f)
	case "at", "share":
		return c.elsewhere(n, f)
	case "sum", "mean", "min_of", "max_of", "count":
		return c.parts(n, f)
	case "theil_t", "theil_l", "gini", "cv", "primacy":
		return c.measure(n, f)
	case "statistic":
		return c.statistic(n, f)
	case "travel_minutes", "rail_km", "reach", "served_share":
		return c.network(n, f)
	case "assumption", "opened":
		return c.stated(n, f)
	case "if":
		return c.choice(n, f)
	case "coalesce", "default", "min", "max", "clamp":
		return c.several(n, f)
	case "blend":
		return c.blend(n, f)
	case "round":
		return c.round(n, f)
	}
	return c.single(n, f)
}

// shift types lag, diff and growth.
func (c *checker) shift(n *node, f measure.Freq) *typed {
	x, shift, ok := c.series(n, 0, f), 1, true
	if len(n.args) == 2 {
		shift, ok = c.whole(n, 1, 1, 10000)
	}
	if x == nil || !ok {
		return nil
	}
	t := &typed{op: opLag, args: []*typed{x}, unit: x.unit, freq: f, n: int32(shift), src: n}
	switch {
	case n.word == "growth":
		t.op, t.unit, t.k = opGrowth, ratio, 1
	case n.word == "diff" && x.unit.Kind == measure.Share:
		if t.args[0] = c.convert(x, measure.Percent); t.args[0] == nil {
			return nil
		}
		t.op, t.unit = opDiff, measure.PercentagePoint
	case n.word == "diff":
		t.op = opDiff
	}
	return t
}

func (c *checker) cagr(n *node, f measure.Freq) *typed {
	x := c.series(n, 0, f)
	years, ok := c.whole(n, 1, 1, 100)
	if x == nil || !ok {
		return nil
	}
	if f.PerYear() == 0 {
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", f.String(), "expected", "A S Q M T")
	}
	return &typed{op: opCagr, args: []*typed{x}, unit: ratio, freq: f,
		n: int32(years * f.PerYear()), k: float64(years), src: n}
}

// since types the functions of a fixed period: cagr_since, index, inverse_index and base.
func (c *checker) since(n *node, f measure.Freq) *typed {
	x := c.series(n, 0, f)
	p, ok := c.period(n, 1, f)
	if x == nil || !ok {
		return nil
	}
	t := &typed{op: opBase, args: []*typed{x}, unit: x.unit, freq: f, n: p.Ord, src: n}
	if n.word == "base" {
		return t
	}
	if f != measure.Annual {
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", f.String(), "expected", "A")
	}
	t.op, t.unit = opCagrSince, ratio
	if n.word == "cagr_since" {
		return t
	}
	t.op = opIndex
	t.unit = measure.Unit{Symbol: p.String() + "=100", Num: 1, Den: 1, Kind: measure.Index}
	if n.word == "inverse_index" {
		t.src = &node{kind: call, off: n.off, word: "index", args: n.args}
		tenThousand := &typed{op: opConst, k: 10_000, unit: measure.One, freq: f,
			src: &node{kind: number, off: n.off, num: 10_000}}
		return &typed{op: opDiv, args: []*typed{tenThousand, t}, unit: t.unit, freq: f, src: n}
	}
	return t
}

func (c *checker) chain(n *node, f measure.Freq) *typed {
	g, level := c.series(n, 0, f), c.check(n.args[1], f)
	p, ok := c.period(n, 2, f)
	if g == nil || level == nil || !ok {
		return nil
	}
	t := &typed{op: opChain, args: []*typed{g, level}, unit: level.unit, freq: f, n: p.Ord, src: n}
	switch {
	case g.unit.Kind == measure.Index:
		t.op = opChainIndex
		return t
	case g.unit.Kind == measure.Points || g.unit.Dim != measure.Dimension{}:
		return c.report(UnitMismatch, n.args[0], "left", "%", "right", g.unit.Symbol, "operator", "chain")
	}
	if t.args[0] = c.convert(g, measure.One); t.args[0] == nil {
		return nil
	}
	return t
}

// cumulate gives January-to-month values (T) from monthly ones, else keeps the frequency.
func (c *checker) cumulate(n *node, f measure.Freq) *typed {
	if f == measure.Annual {
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", f.String(), "expected", "S Q M T D")
	}
	of := f
	if f == measure.ToDate {
		of = measure.Month
	}
	x := c.series(n, 0, of)
	if x == nil || !c.summable(n, x) {
		return nil
	}
	return &typed{op: opCumulate, args: []*typed{x}, unit: x.unit, freq: f, src: n}
}

func (c *checker) annual(n *node, f measure.Freq) *typed {
	if f != measure.Annual {
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", f.String(), "expected", "A")
	}
	of := c.freqOf(n.args[0])
	if of == 0 {
		of = f
	}
	x := c.series(n, 0, of)
	switch {
	case x == nil:
		return nil
	case of == measure.Annual:
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", of.String(), "expected", "S Q M T D")
	case of == measure.ToDate && n.word != "annual_last":
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", of.String(), "expected", "S Q M D")
	case n.word == "annual_sum" && !c.summable(n, x):
		return nil
	}
	o := map[string]op{"annual_sum": opAnnualSum, "annual_mean": opAnnualMean, "annual_last": opAnnualLast}
	return &typed{op: o[n.word], args: []*typed{x}, unit: x.unit, freq: f, src: n}
}

// freqOf returns the frequency of the first known indicator in n that has one, 0 where there is none.
func (c *checker) freqOf(n *node) (f measure.Freq) {
	n.walk(func(n *node) {
		if info, ok := c.env.Indicator(n.word); n.kind == name && ok && !info.Constant && f == 0 {
			f = info.Freq
		}
	})
	return f
}

func (c *checker) summable(n *node, x *typed) bool {
	if x.unit.Kind != measure.Plain {
		c.report(NotSummable, n, "function", n.word, "found", x.unit.Symbol)
		return false
	}
	return true
}

// elsewhere types at and share.
func (c *checker) elsewhere(n *node, f measure.Freq) *typed {
	info, ok := c.indicatorName(n)
	area, named := c.quoted(n, 1)
	if named && !c.env.Area(area) {
		c.report(UnknownArea, n.args[1], "found", area)
		named = false
	}
	if !ok || !named {
		return nil
	}
	id := n.args[0].word
	there := c.read(n, f, info, Input{Indicator: id, Kind: Fixed, Name: area})
	if there == nil || n.word == "at" {
		return there
	}
	here := c.read(n.args[0], f, info, Input{Indicator: id})
	there.src = &node{kind: call, off: n.off, word: "at", args: n.args}
	return &typed{op: opDiv, args: []*typed{here, there}, unit: ratio, freq: f, src: n}
}

// parts types the functions over the parts of an area.
func (c *checker) parts(n *node, f measure.Freq) *typed {
	info, ok := c.indicatorName(n)
	in := Input{Kind: Members, Over: members[n.word]}
	if in.Over == Count {
		in.Missing = Skip
	}
	if len(n.args) == 2 {
		if n.args[1].kind != name || n.args[1].word != "skip" {
			c.argument(n, 1, "skip")
			return nil
		}
		in.Missing = Skip
	}
	if !ok {
		return nil
	}
	in.Indicator = n.args[0].word
	if in.Over == Sum && !info.Additive {
		return c.report(NotAdditive, n.args[0], "found", in.Indicator)
	}
	if in.Over == Count {
		info.Unit = measure.One
	}
	return c.read(n, f, info, in)
}

// measure types the functions that tell how the parts of an area differ.
func (c *checker) measure(n *node, f measure.Freq) *typed {
	info, ok := c.indicatorName(n)
	in := Input{Kind: Members, Over: members[n.word], Indicator: n.args[0].word}
	last := len(n.args) - 1
	if last > 0 && n.args[last].kind == name && n.args[last].word == "skip" {
		in.Missing = Skip
		last--
	}
	switch {
	case last > 1:
		c.argument(n, last, "skip")
		return nil
	case n.word == "primacy" && last == 0:
		c.argument(n, 1, "2…100")
		return nil
	case n.word == "primacy":
		var whole bool
		in.Cities, whole = c.whole(n, 1, 2, 100)
		ok = ok && whole
	case last == 1:
		in.Weight = n.args[1].word
		ok = c.weigher(n, f) && ok
	}
	if !ok {
		return nil
	}
	info.Unit = measure.One
	return c.read(n, f, info, in)
}

// weigher checks the indicator that weighs the parts.
func (c *checker) weigher(n *node, f measure.Freq) bool {
	w := n.args[1]
	if w.kind != name {
		c.report(IndicatorNeeded, w, "function", n.word, "found", w.String())
		return false
	}
	info, ok := c.indicator(w)
	if ok && info.Freq != f && !info.Constant {
		c.report(FrequencyMixed, w, "found", w.word+" ("+info.Freq.String()+")", "expected", f.String())
		ok = false
	}
	return ok
}

// stated types assumption and opened.
func (c *checker) stated(n *node, f measure.Freq) *typed {
	id, ok := c.quoted(n, 0)
	if !ok {
		return nil
	}
	if n.word == "opened" {
		if !c.env.Project(id) {
			return c.report(UnknownProject, n.args[0], "found", id, "nearest", nearest(id, c.env.Project))
		}
		t := c.read(n, f, IndicatorInfo{Unit: measure.One, Freq: f}, Input{Kind: Opened, Name: id})
		t.truth = true
		return t
	}
	u, ok := c.env.Assumption(id)
	if !ok {
		known := func(id string) bool { _, ok := c.env.Assumption(id); return ok }
		return c.report(UnknownAssumption, n.args[0], "found", id, "nearest", nearest(id, known))
	}
	return c.read(n, f, IndicatorInfo{Unit: u, Freq: f}, Input{Kind: Assumption, Name: id})
}

// statistic types a figure that a method computes of the area's monitoring data.
func (c *checker) statistic(n *node, f measure.Freq) *typed {
	name, ok := c.quoted(n, 0)
	if !ok {
		return nil
	}
	s := statistic.Find(name)
	if s == nil {
		return c.report(UnknownStatistic, n.args[0], "found", name, "expected", strings.Join(statistic.Names(), " "))
	}
	if !s.At(f) {
		return c.report(FrequencyUnsuited, n, "function", n.word, "found", f.String(), "expected", names(s.Freqs))
	}
	return c.read(n, f, IndicatorInfo{Unit: s.Unit, Freq: f}, Input{Kind: Statistic, Name: name})
}

// names lists frequencies as messages do.
func names(freqs []measure.Freq) string {
	var all []string
	for _, f := range freqs {
		all = append(all, f.String())
	}
	return strings.Join(all, " ")
}

func (c *checker) choice(n *node, f measure.Freq) *typed {
	cond, a, b := c.condition(n.args[0], f), c.check(n.args[1], f), c.check(n.args[2], f)
	if cond == nil || a == nil || b == nil {
		return nil
	}
	u := jointUnit(a, b)
	if b = c.alike(n.args[2], n.word, a, b); b == nil {
		return nil
	}
	return c.fold(&typed{op: opIf, args: []*typed{cond, a, b}, unit: u, freq: f, truth: a.truth && b.truth, src: n})
}

// jointUnit is the unit in which a, or b converted to it, is given.
func jointUnit(a, b *typed) measure.Unit {
	u := a.unit
	if a.unit.Kind != b.unit.Kind {
		u.Kind = measure.Plain
	}
	return u
}

// several types the functions that take values of one unit and give one of them. More than two
// are taken two at a time, from the left.
func (c *checker) several(n *node, f measure.Freq) *typed {
	steps := map[string][]op{"coalesce": {opCoalesce}, "default": {opCoalesce}, "min": {opMin},
		"max": {opMax}, "clamp": {opMax, opMin}}[n.word]
	out := c.check(n.args[0], f)
	for i, arg := range n.args[1:] {
		next := c.check(arg, f)
		if out == nil || next == nil {
			out = nil
			continue
		}
		u := jointUnit(out, next)
		if next = c.alike(arg, n.word, out, next); next == nil {
			out = nil
			continue
		}
		src := n
		if i+2 < len(n.args) {
			src = &node{kind: call, off: n.off, word: n.word, args: n.args[:i+2]}
		}
		out = c.fold(&typed{op: steps[i%len(steps)], args: []*typed{out, next}, unit: u, freq: f,
			truth: out.truth && next.truth, src: src})
	}
	return out
}

// blend types the weighted mean of those that have a value: Σ w·x ÷ Σ w over them.
func (c *checker) blend(n *node, f measure.Freq) *typed {
	if len(n.args)%2 != 0 {
		return c.report(ArgumentCount, n, "function", n.word, "found", fmt.Sprint(len(n.args)),
			"expected", "2, 4, 6…", "usage", functions[n.word].usage)
	}
	var first *typed
	top := &typed{op: opConst, unit: measure.One, freq: f, src: n}
	bottom, ok := top, true
	for i := 0; i < len(n.args); i += 2 {
		weight, ok1 := c.weight(n, i)
		x := c.series(n, i+1, f)
		if x != nil && first != nil {
			x = c.alike(n.args[i+1], n.word, first, x)
		}
		if !ok1 || x == nil {
			ok = false
			continue
		}
		if first == nil {
			first = x
		}
		top = &typed{op: opTake, args: []*typed{top, x}, unit: x.unit, freq: f, k: weight, src: n}
		bottom = &typed{op: opWeigh, args: []*typed{bottom, x}, unit: measure.One, freq: f, k: weight, src: n}
	}
	if !ok {
		return nil
	}
	return &typed{op: opDiv, args: []*typed{top, bottom}, unit: first.unit, freq: f, src: n}
}

// weight reads a bare positive number.
func (c *checker) weight(n *node, i int) (float64, bool) {
	a := n.args[i]
	if a.kind != number || a.word != "" || !(a.num > 0) {
		c.argument(n, i, "> 0")
		return 0, false
	}
	return a.num, true
}

// round rounds in the unit named, or in that of x.
func (c *checker) round(n *node, f measure.Freq) *typed {
	x := c.check(n.args[0], f)
	decimals, ok := c.whole(n, 1, 0, 15)
	if len(n.args) == 3 && x != nil {
		x = c.inUnit(n, x)
	}
	if x == nil || !ok {
		return nil
	}
	return c.fold(&typed{op: opRound, args: []*typed{x}, unit: x.unit, freq: f, n: int32(decimals), src: n})
}

func (c *checker) inUnit(n *node, x *typed) *typed {
	symbol, ok := c.quoted(n, 2)
	if !ok {
		return nil
	}
	u, err := measure.ParseUnit(symbol)
	if err != nil {
		return c.report(UnknownUnit, n.args[2], "found", symbol)
	}
	if !x.unit.SameDimension(u) {
		return c.report(UnitMismatch, n.args[2], "left", x.unit.Symbol, "right", symbol, "operator", n.word)
	}
	return c.convert(x, u)
}

// single types abs and has.
func (c *checker) single(n *node, f measure.Freq) *typed {
	x := c.check(n.args[0], f)
	if x == nil {
		return nil
	}
	if n.word == "has" {
		return c.logic(n, opHas, x)
	}
	return c.fold(&typed{op: opAbs, args: []*typed{x}, unit: x.unit, freq: f, src: n})
}

// argument reports that argument i of a call is not what it should be.
func (c *checker) argument(n *node, i int, expected string) {
	c.report(Argument, n.args[i], "found", n.args[i].String(), "usage", functions[n.word].usage,
		"expected", expected)
}

// series checks an argument that must change over time.
func (c *checker) series(n *node, i int, f measure.Freq) *typed {
	x := c.check(n.args[i], f)
	if x != nil && x.constant() {
		c.argument(n, i, "x")
		return nil
	}
	return x
}

// whole reads a whole number between low and high.
func (c *checker) whole(n *node, i, low, high int) (int, bool) {
	a := n.args[i]
	v := int(min(a.num, 1e6))
	if a.kind != number || a.word != "" || float64(v) != a.num || v < low || v > high {
		c.argument(n, i, fmt.Sprintf("%d…%d", low, high))
		return 0, false
	}
	return v, true
}

// period reads a year, or for other than annual series a period in quotes: "2019-Q4".
func (c *checker) period(n *node, i int, f measure.Freq) (measure.Period, bool) {
	a := n.args[i]
	written := a.word
	if a.kind == number && a.word == "" {
		written = formatNumber(a.num)
	}
	p, err := measure.ParsePeriod(written)
	if err != nil || p.Freq != f || a.kind != number && a.kind != text {
		c.argument(n, i, examplePeriod(f))
		return p, false
	}
	return p, true
}

// examplePeriod shows how a period of frequency f is written in a formula.
func examplePeriod(f measure.Freq) string {
	if f == measure.Annual {
		return "2019"
	}
	return `"` + measure.AxisOf(f, 2019, 2019).At(0).String() + `"`
}

func (c *checker) quoted(n *node, i int) (string, bool) {
	if n.args[i].kind != text {
		c.argument(n, i, `"…"`)
		return "", false
	}
	return n.args[i].word, true
}

// indicatorName checks that the first argument is the name of an indicator, not an expression.
func (c *checker) indicatorName(n *node) (IndicatorInfo, bool) {
	a := n.args[0]
	if a.kind != name {
		c.report(IndicatorNeeded, a, "function", n.word, "found", a.String())
		return IndicatorInfo{}, false
	}
	return c.indicator(a)
}
