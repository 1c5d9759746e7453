package plan

import (
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// figures checks the numbers clauses state: their units, and that a target figure has its target.
func (c *checker) figures() {
	for _, cl := range c.plan.Clauses {
		for i := range cl.Figures {
			f := &cl.Figures[i]
			subject := "clause:" + cl.ID
			if ind := c.plan.Indicator(f.Indicator); ind != nil {
				c.convertible(f.At("unit"), subject, f.Unit, ind.Unit)
			}
			if f.Role == TargetRole && !c.unread["targets.yaml"] && f.Indicator != "" &&
				!c.hasTarget(cl.ID, f.Indicator) {
				c.report(FigureWithoutTarget, f.Pos, subject, "clause", cl.ID)
			}
		}
	}
}

// hasTarget reports whether a target rests on a clause and reads an indicator.
func (c *checker) hasTarget(clause, indicator string) bool {
	for _, t := range c.plan.TargetsOf(clause) {
		if t.reads(indicator) {
			return true
		}
	}
	return false
}

// reads reports whether a reading of the target looks at an indicator.
func (t *Target) reads(indicator string) bool {
	for i := range t.Readings {
		if t.Readings[i].Indicator == indicator {
			return true
		}
	}
	return false
}

// convertible reports a unit that does not convert to an indicator's. A unit that could not be
// read has no symbol and is a finding already.
func (c *checker) convertible(at finding.Pos, subject string, unit, to measure.Unit) {
	if unit.Symbol != "" && to.Symbol != "" && !unit.SameDimension(to) {
		c.mismatch(at, subject, unit, to, "指标的单位", "the unit of the indicator")
	}
}

func (c *checker) mismatch(at finding.Pos, subject string, found, expected measure.Unit,
	zh, en string) {
	c.report(UnitMismatch, at, subject, "found", found.Symbol, "expected", expected.Symbol,
		"what_zh", zh, "what", en)
}

// target checks one target against its clause, its indicators and the plan's years.
func (c *checker) target(t *Target) {
	subject := "target:" + t.ID
	for i := range t.Readings {
		if ind := c.plan.Indicator(t.Readings[i].Indicator); ind != nil {
			c.convertible(t.Readings[i].At("indicator"), subject, t.Unit, ind.Unit)
		}
	}
	if t.Comparator == About && (t.Tolerance == 0 || t.Assumption == "") {
		c.report(ToleranceUnstated, t.At("comparator"), subject)
	}
	if t.Tolerance < 0 {
		c.report(Negative, t.At("tolerance"), subject, "key", "tolerance",
			"found", measure.Shortest(t.Tolerance))
	}
	var none measure.Period
	if t.Due != none && t.Baseline != none && t.Baseline.Last() >= t.Due.Last() {
		c.report(BaselineAfterDue, t.At("baseline"), subject, "found", t.Baseline.String(),
			"expected", t.Due.String())
	}
	c.onAxis(t.At("due"), subject, "due", t.Due)
	c.onAxis(t.At("baseline"), subject, "baseline", t.Baseline)
	c.againstFigure(t, subject)
}

// onAxis reports a period outside the years the plan evaluates.
func (c *checker) onAxis(at finding.Pos, subject, key string, p measure.Period) {
	m := &c.plan.Manifest
	y := p.CalendarYear()
	if y != 0 && m.FirstYear != 0 && m.LastYear != 0 && (y < m.FirstYear || y > m.LastYear) {
		c.report(OutsideAxis, at, subject, "key", key, "found", p.String(),
			"expected", strconv.Itoa(m.FirstYear)+"–"+strconv.Itoa(m.LastYear))
	}
}

// againstFigure checks that the clause of a target states a figure for it and that both say the
// same. What only later documents ask, without a version of the plan's own, needs no figure.
func (c *checker) againstFigure(t *Target, subject string) {
	cl := c.plan.Clause(t.Clause)
	own := slices.ContainsFunc(t.Versions, func(v Version) bool {
		return v.Source == c.plan.Manifest.Source
	})
	if cl == nil || !own {
		return
	}
	var figure *Figure
	for i := range cl.Figures {
		if f := &cl.Figures[i]; f.Role == TargetRole && t.reads(f.Indicator) &&
			(f.Period == t.Due || figure == nil) {
			figure = f
		}
	}
	if figure == nil {
		c.report(NoTargetFigure, t.At("clause"), subject, "found", cl.ID)
		return
	}
	differs := func(at finding.Pos, what, found, expected string) {
		if found != expected {
			c.findings = append(c.findings, finding.Finding{Code: TargetDiffers, Pos: at,
				Related: []finding.Pos{figure.Pos}, Subject: subject, Args: finding.Args{
					"clause": cl.ID, "what": what, "found": found, "expected": expected}})
		}
	}
	var none measure.Period
	if t.Due != none && figure.Period != none {
		differs(t.At("due"), "due", t.Due.String(), figure.Period.String())
	}
	if figure.Comparator != "" && t.Comparator != "" {
		differs(t.At("comparator"), "comparator", string(t.Comparator), string(figure.Comparator))
	}
	for i := range t.Versions {
		v := &t.Versions[i]
		if v.Source == c.plan.Manifest.Source && t.Unit.Symbol != "" && figure.Unit.SameDimension(t.Unit) {
			differs(v.At("want"), "want", show(v.Want, t.Unit), show(convert(figure.Value, figure.Unit, t.Unit), t.Unit))
		}
	}
}

func show(v float64, u measure.Unit) string { return measure.Shortest(v) + " " + u.Symbol }

// convert returns v, given in one unit, in another of the same dimension; Missing where the factor
// between them is beyond range.
func convert(v float64, from, to measure.Unit) float64 {
	num, den, err := from.FactorTo(to)
	switch {
	case err != nil:
		return measure.Missing
	case den == 1:
		return v * float64(num)
	case num == 1:
		return v / float64(den)
	}
	return v * float64(num) / float64(den)
}
