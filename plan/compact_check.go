package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/strict"
)

var money = measure.MustUnit("元")

// compact checks an agreement: its term, its parties, and every version of its rule.
func (c *checker) compact(x *Compact) {
	subject := "compact:" + x.ID
	c.ordered(x.Where, subject, "from", x.From, "to", x.To)
	c.ids["party"] = nil
	for i := range x.Parties {
		c.ids["party"] = append(c.ids["party"], x.Parties[i].ID)
	}
	for i := range x.Parties {
		c.party(x, &x.Parties[i], subject)
	}
	for i := range x.Rules {
		r := &x.Rules[i]
		c.validity(x, r, subject)
		k := &ruleChecker{checker: c, compact: x, rule: r, subject: subject + "/" + r.ID,
			known: map[string]formula.IndicatorInfo{}, kinds: map[string]string{}, reads: map[string][]string{}}
		k.check()
	}
}

// party checks that a coalition is made of parties that have an account of their own.
func (c *checker) party(x *Compact, p *Party, subject string) {
	subject += "/" + p.ID
	c.shares(p.Members, p.Where, "members", subject)
	for i := range p.Members {
		m := &p.Members[i]
		c.reference(m.Party, []string{"party"}, m.At("party"), subject)
		if of := x.Party(m.Party); of != nil && (of.Outside || of.Members != nil) || m.Program != nil {
			c.report(BadCoalition, m.At("party"), subject, "found", m.Party)
		}
	}
}

// validity checks that a rule is valid within the term, and alone.
func (c *checker) validity(x *Compact, r *Rule, subject string) {
	c.ordered(r.Where, subject+"/"+r.ID, "from", r.From, "to", r.To)
	if r.From < x.From || x.To != 0 && r.To > x.To {
		c.report(OutsideTerm, r.At("from"), subject+"/"+r.ID, "found", span(r.From, r.To), "expected", span(x.From, x.To))
	}
	for i := range x.Rules {
		other := &x.Rules[i]
		if other == r {
			return
		}
		if (other.To == 0 || r.From <= other.To) && (r.To == 0 || other.From <= r.To) {
			c.findings = append(c.findings, finding.Finding{Code: RulesOverlap, Pos: r.At("from"),
				Related: []finding.Pos{other.At("from")}, Subject: subject + "/" + r.ID,
				Args: finding.Args{"found": r.ID, "other": other.ID, "line": strconv.Itoa(other.Pos.Line)}})
		}
	}
}

func span(from, to measure.Date) string { return from.String() + "…" + to.String() }

// ruleChecker checks one version of a rule and compiles its formulas.
type ruleChecker struct {
	*checker
	compact *Compact
	rule    *Rule
	subject string
	known   map[string]formula.IndicatorInfo // what a formula may name
	kinds   map[string]string                // parameter, measure, value or payment, by name
	reads   map[string][]string              // what values and payments read, by name
}

func (k *ruleChecker) check() {
	r := k.rule
	if r.Clears != 0 {
		k.frequency(r.Clears, r.At("clears"))
	}
	for name, unit := range BuiltIn {
		k.known[name] = formula.IndicatorInfo{Unit: unit, Constant: true}
	}
	for i := range r.Parameters {
		k.parameter(&r.Parameters[i])
	}
	for i := range r.Measures {
		k.measure(&r.Measures[i])
	}
	for i := range r.Values {
		q := &r.Values[i]
		k.frequency(q.Freq, q.At("freq"))
		k.name(q.ID, "value", q.Where, formula.IndicatorInfo{Unit: q.Unit, Freq: q.Freq})
	}
	for i := range r.Payments {
		p := &r.Payments[i]
		k.frequency(p.Freq, p.At("freq"))
		k.name(p.ID, "payment", p.Where, formula.IndicatorInfo{Unit: money, Freq: p.Freq})
	}
	for i := range r.Each {
		k.instance(&r.Each[i])
	}
	for i := range r.Values {
		k.value(&r.Values[i])
	}
	for i := range r.Payments {
		k.payment(&r.Payments[i])
	}
	for i := range r.Statistics {
		k.apportionment(&r.Statistics[i])
	}
	k.order()
}

// frequency checks that a frequency is one that rules use.
func (k *ruleChecker) frequency(f measure.Freq, at finding.Pos) {
	if f != 0 && f != measure.Annual && f != measure.Month {
		k.report(RuleFrequency, at, k.subject, "found", f.String(), "expected", "A, M")
	}
}

// name makes a name known to formulas.
func (k *ruleChecker) name(id, kind string, w strict.Where, info formula.IndicatorInfo) {
	_, built := BuiltIn[id]
	if built || slices.Contains([]string{"and", "or", "not", "skip"}, id) {
		k.report(ReservedName, w.At("id"), k.subject, "found", id)
		return
	}
	if other := k.kinds[id]; other != "" && other != kind { // within a kind, uniqueIDs says so
		k.report(NameTaken, w.At("id"), k.subject, "found", id, "kind", other)
		return
	}
	k.kinds[id] = kind
	k.known[id] = info
}

// parameter checks that a number is stated, once, and where it may be.
func (k *ruleChecker) parameter(p *Parameter) {
	a := k.plan.Assumption(p.Assumption)
	unit := p.Unit
	if a != nil {
		unit = a.Unit
	}
	if unit.Symbol == "" {
		unit = measure.One
	}
	k.name(p.ID, "parameter", p.Where, formula.IndicatorInfo{Unit: unit, Constant: true})
	value, byEach := p.Written("value"), len(k.rule.Each) > 0
	for i := range k.rule.Each {
		_, has := k.rule.Each[i].Values[p.ID]
		byEach = byEach && has
	}
	switch {
	case value && p.Assumption != "" || !value && p.Assumption == "" && !byEach:
		k.report(ParameterValue, p.Pos, k.subject, "found", p.ID)
	case value && cmp.Or(p.Certainty, k.rule.Certainty) == FromMemory:
		k.report(AssumptionNeeded, p.At("value"), k.subject, "found", p.ID)
	}
}

// measureKeys are the keys that a measure of each kind must have and may have.
var measureKeys = map[Read]struct{ must, may []string }{
	ReadConcentration: {must: []string{"section", "item"}},
	ReadAssessed:      {must: []string{"section", "item"}},
	ReadClass:         {must: []string{"section"}, may: []string{"item"}},
	ReadTarget:        {must: []string{"section"}},
	ReadLimit:         {must: []string{"section", "item"}},
	ReadFlow:          {must: []string{"section"}},
	ReadIndicator:     {must: []string{"indicator"}, may: []string{"area"}},
	ReadRevenue:       {may: []string{"area", "taxes", "enterprises", "cohort"}},
}

func (k *ruleChecker) measure(m *Measure) {
	m.Unit = k.unitOf(m)
	k.frequency(m.Freq, m.At("freq"))
	k.name(m.ID, "measure", m.Where, formula.IndicatorInfo{Unit: m.Unit, Freq: m.Freq, Constant: m.IsBaseline()})
	if keys, ok := measureKeys[m.Read]; ok {
		for _, key := range keys.must {
			if !m.Written(key) {
				k.report(MeasureNeeds, m.Pos, k.subject, "read", string(m.Read), "expected", key)
			}
		}
		for _, key := range []string{"section", "item", "indicator", "area", "taxes", "enterprises", "cohort"} {
			if m.Written(key) && !slices.Contains(keys.must, key) && !slices.Contains(keys.may, key) {
				k.report(MeasureUnused, m.At(key), k.subject, "read", string(m.Read), "found", key)
			}
		}
	}
	if m.Item != "" {
		if _, err := water.ParseItem(m.Item); err != nil {
			k.report(UnknownItem, m.At("item"), k.subject, "found", m.Item)
		}
	}
	if ind := k.plan.Indicator(m.Indicator); ind != nil && ind.Freq != m.Freq && m.Freq != 0 {
		k.report(WrongFrequency, m.At("freq"), k.subject, "found", m.Freq.String(), "expected", ind.Freq.String())
	}
	k.bound(m.Section, "section", m.At("section"))
	k.bound(m.Area, "area", m.At("area"))
	for i, e := range m.Enterprises {
		k.bound(e, "", m.At("enterprises."+strconv.Itoa(i)))
	}
	if m.IsBaseline() {
		k.baseline(m)
	}
}

// baseline checks the years of a baseline: both ends, in order, and before the rule.
func (k *ruleChecker) baseline(m *Measure) {
	found := fmt.Sprintf("%d…%d", m.FirstYear, m.LastYear)
	switch {
	case m.FirstYear == 0 || m.LastYear == 0 || m.FirstYear > m.LastYear:
		k.report(MissingBaseline, m.At("first_year"), k.subject, "found", found)
	case k.rule.From != 0 && m.LastYear >= k.rule.From.Year():
		k.report(BaselineNotBefore, m.At("last_year"), k.subject, "found", found, "expected", k.rule.From.String())
	case m.Freq != measure.Annual && m.Freq != 0:
		k.report(RuleFrequency, m.At("freq"), k.subject, "found", m.Freq.String(), "expected", "A")
	}
}

// unitOf returns the unit of what a measure reads; that of a bare number where it cannot be told.
func (c *checker) unitOf(m *Measure) measure.Unit {
	switch m.Read {
	case ReadConcentration, ReadAssessed, ReadLimit:
		item, err := water.ParseItem(m.Item)
		if err != nil || item == water.Temp || item == water.PH || item == water.Coliform {
			return measure.One
		}
		return measure.MustUnit("mg/L")
	case ReadFlow:
		return measure.MustUnit("m3/s")
	case ReadRevenue:
		return money
	case ReadIndicator:
		if ind := c.plan.Indicator(m.Indicator); ind != nil {
			return ind.Unit
		}
	}
	return measure.One
}

// bound checks a text that an instance may stand for: that every instance says what it means, and
// that there is such a thing.
func (k *ruleChecker) bound(text, kind string, at finding.Pos) {
	name, variable := strings.CutPrefix(text, "$")
	if !variable {
		if kind != "" {
			k.reference(text, []string{kind}, at, k.subject)
		}
		return
	}
	if len(k.rule.Each) == 0 {
		k.report(UnknownBinding, at, k.subject, "found", name)
	}
	for i := range k.rule.Each {
		x := &k.rule.Each[i]
		switch what, ok := x.Bind[name]; {
		case !ok:
			k.report(UnknownBinding, x.At("bind"), k.subject+"/"+x.ID, "found", name)
		case kind != "":
			k.reference(what, []string{kind}, x.At("bind."+name), k.subject+"/"+x.ID)
		}
	}
}

// instance checks that what an instance gives numbers to are parameters.
func (k *ruleChecker) instance(x *Instance) {
	for _, id := range slices.Sorted(maps.Keys(x.Values)) {
		if k.kinds[id] != "parameter" {
			k.report(UnknownBinding, x.At("values"), k.subject+"/"+x.ID, "found", id)
		}
	}
}

// value checks a computed quantity and compiles its formula.
func (k *ruleChecker) value(q *Quantity) {
	ways := 0
	for _, written := range []bool{strings.TrimSpace(q.Formula) != "", q.Of != "" || len(q.Steps) > 0, q.Total != ""} {
		if written {
			ways++
		}
	}
	if ways != 1 || (q.Of == "") != (len(q.Steps) == 0) {
		k.report(OneDefinition, q.Pos, k.subject, "found", q.ID)
		return
	}
	switch {
	case q.Total != "":
		k.reads[q.ID] = []string{q.Total}
		k.sameFreq(q, q.Total, "total", "payment")
		if q.Unit.Symbol != "" && !q.Unit.SameDimension(money) {
			k.mismatch(q.At("unit"), k.subject, q.Unit, money, "货币单位", "a unit of money")
		}
	case q.Of != "":
		k.reads[q.ID] = []string{q.Of}
		k.sameFreq(q, q.Of, "of", "")
		for i := 1; i < len(q.Steps); i++ {
			if q.Steps[i].From <= q.Steps[i-1].From {
				k.report(StepsOrder, q.Steps[i].At("from"), k.subject, "found", measure.Shortest(q.Steps[i].From),
					"expected", measure.Shortest(q.Steps[i-1].From))
			}
		}
	default:
		q.Program = k.compile(q.ID, q.Where, "formula", q.Formula, q.Unit, q.Freq)
	}
}

// sameFreq checks that a name is known, and has values where the quantity wants them.
func (k *ruleChecker) sameFreq(q *Quantity, name, key, kind string) {
	info, ok := k.known[name]
	if !ok || kind != "" && k.kinds[name] != kind {
		k.report(UnknownName, q.At(key), k.subject, "found", name, "kind", cmp.Or(kind, "name"))
		return
	}
	if !info.Constant && info.Freq != q.Freq {
		k.report(RuleFrequency, q.At("freq"), k.subject, "found", q.Freq.String(), "expected", info.Freq.String())
	}
}

// payment checks what is paid and compiles its formulas.
func (k *ruleChecker) payment(p *Payment) {
	p.Programs = PaymentPrograms{
		When:   k.compile(p.ID, p.Where, "when", p.When, measure.One, p.Freq),
		Amount: k.compile(p.ID, p.Where, "amount", p.Amount, money, p.Freq),
		Cap:    k.compile(p.ID, p.Where, "cap", p.Cap, money, p.Freq),
		Floor:  k.compile(p.ID, p.Where, "floor", p.Floor, money, p.Freq),
	}
	if w := p.Programs.When; w != nil && !w.Truth() {
		k.report(formula.ConditionNeeded, p.At("when"), k.subject, "found", p.When)
	}
	low, high := constantOf(p.Programs.Floor), constantOf(p.Programs.Cap)
	if high < low {
		k.report(CapBelowFloor, p.At("cap"), k.subject, "found", p.Cap, "expected", p.Floor)
	}
	for key, list := range map[string][]Share{"from": p.From, "to": p.To} {
		k.shares(list, p.Where, key, k.subject)
		for i := range list {
			s := &list[i]
			k.bound(s.Party, "party", s.At("party"))
			if _, _, literal := s.Weight(); !literal {
				s.Program = k.compile(p.ID, s.Where, "share", s.Share, measure.One, p.Freq)
			}
		}
	}
}

// constantOf returns what a formula gives that reads nothing; missing for any other.
func constantOf(p *formula.Program) float64 {
	if p == nil || len(p.Inputs) > 0 {
		return measure.Missing
	}
	var out [1]float64
	p.Run(nil, nil, out[:], measure.Axis{Freq: p.Freq, N: 1}, new(formula.Scratch))
	return out[0]
}

func (k *ruleChecker) apportionment(a *Apportionment) {
	m := k.rule.Measure(a.Of)
	switch {
	case m == nil:
		k.report(UnknownName, a.At("of"), k.subject, "found", a.Of, "kind", "measure")
	case m.Freq != measure.Annual || m.IsBaseline():
		k.report(RuleFrequency, a.At("of"), k.subject, "found", m.Freq.String(), "expected", "A")
	}
	if a.Decimals < 0 || a.Decimals > 9 {
		k.report(BadDecimals, a.At("decimals"), k.subject, "found", strconv.Itoa(a.Decimals))
	}
	k.shares(a.Shares, a.Where, "shares", k.subject)
	for i := range a.Shares {
		s := &a.Shares[i]
		k.bound(s.Party, "party", s.At("party"))
		if _, _, literal := s.Weight(); !literal {
			s.Program = k.compile("", s.Where, "share", s.Share, measure.One, measure.Annual)
		}
	}
}

// compile compiles a formula that reads the rule's names, and remembers what the name reads.
func (k *ruleChecker) compile(name string, w strict.Where, key, text string, unit measure.Unit,
	f measure.Freq) *formula.Program {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	expr, findings := formula.Parse(text, func(offset int) finding.Pos { return w.Inside(key, text, offset) })
	var program *formula.Program
	if expr != nil {
		k.reads[name] = append(k.reads[name], expr.Indicators()...)
		if unit.Symbol != "" && f != 0 {
			var more []finding.Finding
			program, more = formula.Compile(expr, ruleScope{k}, unit, f, k.subject)
			findings = append(findings, more...)
		}
	}
	for _, f := range findings {
		f.Subject = k.subject
		k.findings = append(k.findings, f)
	}
	if program == nil {
		return nil
	}
	for _, in := range program.Inputs {
		if in.Kind == formula.Statistic || in.Kind == formula.Members {
			k.report(ReadsElsewhere, w.At(key), k.subject, "found", cmp.Or(in.Name, in.Indicator))
		}
	}
	return program
}

// order lists values and payments so that each comes after what it reads, and reports circles.
func (k *ruleChecker) order() {
	var path []string
	done := map[string]bool{}
	var follow func(id string)
	follow = func(id string) {
		if at := slices.Index(path, id); at >= 0 {
			circle := append(slices.Clone(path[at:]), id)
			k.report(RuleCircle, k.place(id), k.subject, "found", strings.Join(circle, " → "))
			return
		}
		if done[id] || k.kinds[id] != "value" && k.kinds[id] != "payment" {
			return
		}
		path = append(path, id)
		for _, next := range k.reads[id] {
			follow(next)
		}
		path = path[:len(path)-1]
		done[id] = true
		k.rule.Order = append(k.rule.Order, id)
	}
	for i := range k.rule.Values {
		follow(k.rule.Values[i].ID)
	}
	for i := range k.rule.Payments {
		follow(k.rule.Payments[i].ID)
	}
}

// place returns where a value or payment is defined.
func (k *ruleChecker) place(id string) finding.Pos {
	if q := k.rule.Value(id); q != nil {
		return q.Pos
	}
	return k.rule.Payment(id).Pos
}

// ruleScope is what the formulas of a rule may name.
type ruleScope struct{ k *ruleChecker }

func (s ruleScope) Indicator(id string) (formula.IndicatorInfo, bool) {
	info, ok := s.k.known[id]
	return info, ok
}

// Area is never known: what lies elsewhere is read by a measure.
func (s ruleScope) Area(string) bool { return false }

func (s ruleScope) Assumption(id string) (measure.Unit, bool) {
	return scope{s.k.checker}.Assumption(id)
}

func (s ruleScope) Project(string) bool { return false }

func (s ruleScope) Network(string) bool { return false }

func (s ruleScope) Station(_, _ string) bool { return false }
