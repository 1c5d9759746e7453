package plan

import (
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// formulas compiles the formula of every indicator and reports formulas that go in a circle.
func (c *checker) formulas() {
	reads := make(map[string][]string)
	for _, i := range c.plan.Indicators {
		if strings.TrimSpace(i.Formula) == "" {
			continue
		}
		subject := "indicator:" + i.ID
		expr, findings := formula.Parse(i.Formula, func(offset int) finding.Pos {
			return i.Inside("formula", i.Formula, offset)
		})
		if expr != nil {
			reads[i.ID] = expr.Indicators()
			// A unit that could not be read is a finding already, and leaves nothing to hold against.
			if i.Unit.Symbol != "" && i.Freq != 0 {
				program, more := formula.Compile(expr, scope{c}, i.Unit, i.Freq, subject)
				i.Program = program
				findings = append(findings, more...)
			}
		}
		for _, f := range findings {
			if f.Subject == "" {
				f.Subject = subject
			}
			c.findings = append(c.findings, f)
		}
	}
	c.circles(reads)
}

// circles reports each circle of formulas once, at the first of its indicators in file order.
func (c *checker) circles(reads map[string][]string) {
	var path []string
	done := make(map[string]bool)
	var follow func(id string)
	follow = func(id string) {
		if at := slices.Index(path, id); at >= 0 {
			circle := append(slices.Clone(path[at:]), id)
			i := c.plan.Indicator(id)
			c.report(FormulaCycle, i.At("formula"), "indicator:"+id,
				"found", strings.Join(circle, " → "))
			return
		}
		if done[id] {
			return
		}
		path = append(path, id)
		for _, next := range reads[id] {
			follow(next)
		}
		path = path[:len(path)-1]
		done[id] = true
	}
	for _, i := range c.plan.Indicators {
		follow(i.ID)
	}
}

// scope is what the formulas of a plan may name.
type scope struct{ c *checker }

func (s scope) Indicator(id string) (formula.IndicatorInfo, bool) {
	i := s.c.plan.Indicator(id)
	if i == nil {
		return formula.IndicatorInfo{}, false
	}
	return formula.IndicatorInfo{Unit: i.Unit, Freq: i.Freq, Additive: i.Aggregation != NotAdditive}, true
}

func (s scope) Area(id string) bool {
	return s.c.plan.Territory == nil || slices.Contains(s.c.ids["area"], id)
}

func (s scope) Assumption(id string) (measure.Unit, bool) {
	a := s.c.plan.Assumption(id)
	if a == nil {
		return measure.Unit{}, false
	}
	return a.Unit, true
}

func (s scope) Project(id string) bool { return s.c.plan.Project(id) != nil }

func (s scope) Network(id string) bool { return s.c.plan.Network(id) != nil }

func (s scope) Station(network, id string) bool {
	n := s.c.plan.Network(network)
	return n != nil && n.Station(id) != nil
}
