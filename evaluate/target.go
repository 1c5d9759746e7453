package evaluate

import (
	"fmt"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// newResult lays out the targets of the plan: each version and reading, in the order of the file.
func (g *graph) newResult() (*Result, []needs, error) {
	res := &Result{Plan: g.plan}
	var all []needs
	for _, t := range g.plan.Targets {
		headline := 0
		for i := range t.Versions {
			if t.Versions[i].ID == g.plan.Manifest.Headline {
				headline = i
			}
		}
		for i := range t.Versions {
			for k := range t.Readings {
				area := firstOf(t.Readings[k].Area, t.Area, g.plan.Manifest.Area)
				n := g.byID[t.Readings[k].Indicator]
				row, ok := g.plan.Territory.Row(area)
				if n == nil || !ok {
					return nil, nil, fmt.Errorf("target %s reads %s in %s, which the plan does not have",
						t.ID, t.Readings[k].Indicator, area)
				}
				res.Targets = append(res.Targets, TargetResult{Target: t, Version: &t.Versions[i],
					Reading: &t.Readings[k], Headline: i == headline && k == 0, Area: area})
				all = append(all, needsOf(n, row))
			}
		}
	}
	return res, all, nil
}

func firstOf(ids ...string) string {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

// judgement is a target result being made.
type judgement struct {
	*TargetResult
	v       *values
	node    *node
	row     int
	num     float64 // a value in the indicator's unit times num / den is in the target's
	den     float64
	falling bool // less is better
	due     int  // column of the due period
	last    int  // column of the last period that could be known, at most due
	base    int  // column of the baseline
	latest  int  // column of the latest value, -1 where there is none
}

// judge evaluates one target result.
func (v *values) judge(t *TargetResult) {
	*t = TargetResult{Target: t.Target, Version: t.Version, Reading: t.Reading,
		Headline: t.Headline, Area: t.Area, Value: measure.Missing, Baseline: measure.Missing,
		Expected: measure.Missing, Progress: measure.Missing}
	j := &judgement{TargetResult: t, v: v, node: v.byID[t.Reading.Indicator]}
	j.row, _ = v.plan.Territory.Row(t.Area)
	j.locate()
	j.measure()
	switch {
	case j.isDue():
		j.judgeDue()
	case j.latest < 0:
		j.Status, j.Rule = j.withoutValue(j.last), NoValueYet
	default:
		j.judgeOpen()
	}
	j.Stale = j.latest >= 0 && (j.last-j.latest >= 2 || j.isDue() && j.latest < j.due)
	if j.latest >= 0 {
		j.Estimated = v.rests(j.node, j.row, j.latest)
	}
	j.conclude()
}

// locate finds the columns that matter on the indicator's axis, and the target's scale.
func (j *judgement) locate() {
	t, axis := j.Target, j.node.axis
	num, den, err := j.node.Unit.FactorTo(t.Unit)
	if err != nil { // the plan's checks refuse such a target
		num, den = 1, 1
	}
	j.num, j.den = float64(num), float64(den)
	j.due = lastBy(axis, t.Due.Last())
	j.last = j.due
	if valid := j.v.at.Valid; valid != 0 {
		j.last = min(j.due, lastBy(axis, valid))
	}
	switch {
	case axis.Freq == measure.ToDate:
		j.base = j.due - 1 - (j.due % 12) // the total of a year starts from nothing
	case t.Baseline != measure.Period{}:
		j.base = lastBy(axis, t.Baseline.Last())
	default:
		j.base = lastBy(axis, measure.Year(j.v.plan.Manifest.Base).Last())
	}
}

// lastBy returns the last column that ends by a day, -1 where none does.
func lastBy(axis measure.Axis, day measure.Date) int {
	lo, hi := 0, axis.N // columns before lo end by the day, those from hi on do not
	for lo < hi {
		if mid := (lo + hi) / 2; axis.At(mid).Last() <= day {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// measure reads what the target wants, its baseline and its latest value.
func (j *judgement) measure() {
	j.Want = j.v.want(j.TargetResult)
	first := 0
	if j.node.axis.Freq == measure.ToDate {
		j.Baseline, first = 0, j.base+1
	} else {
		j.Baseline = j.valueAt(j.base)
	}
	j.falling = j.node.Direction == "down" ||
		j.node.Direction == "" && j.Baseline > j.Want // never where the baseline is missing
	j.latest = j.last // what is computed of a network is there for later periods too
	for j.latest >= first && measure.IsMissing(j.valueAt(j.latest)) {
		j.latest--
	}
	if j.latest < first {
		j.latest = -1
	}
	if j.last >= 0 {
		j.Sought = j.node.axis.At(j.last)
	} else {
		j.Sought = j.node.axis.At(0)
	}
	if j.latest < 0 {
		return
	}
	j.Value, j.Period = j.valueAt(j.latest), j.node.axis.At(j.latest)
	if gap := j.Want - j.Baseline; gap != 0 && !measure.IsMissing(gap) {
		j.Progress = (j.Value - j.Baseline) / gap
	}
}

// valueAt returns the value of a column in the target's unit.
func (j *judgement) valueAt(i int) float64 {
	if i < 0 || i >= j.node.axis.N {
		return measure.Missing
	}
	return float64(j.v.row(j.node, j.row)[i]*j.num) / j.den
}

// want is what a target asks, in its unit, under the overlay.
func (v *values) want(t *TargetResult) float64 {
	if v.overlay != nil {
		for _, id := range []string{t.Target.ID + "/" + t.Version.ID, t.Target.ID} {
			if x, ok := v.overlay.Wants[id]; ok {
				return x
			}
		}
	}
	if t.Target.Comparator == plan.All && t.Target.Unit.Kind == measure.Share {
		return float64(t.Target.Unit.Den) / float64(t.Target.Unit.Num)
	}
	return t.Version.Want
}

// conclude says in findings what somebody should act on.
func (j *judgement) conclude() {
	at, subject := j.Target.At("id"), "target:"+j.ID()
	say := func(c *finding.Code, pairs ...string) {
		pairs = append(pairs, "zh", j.Target.Name.ZH, "en", j.Target.Name.EN)
		j.Findings = append(j.Findings, finding.New(c, at, subject, pairs...))
	}
	quantity := func(x float64) string {
		return measure.Format(x, j.node.Decimals) + " " + j.Target.Unit.Symbol
	}
	switch j.Status {
	case Missed:
		say(TargetMissed, "period", j.Period.String(), "found", quantity(j.Value),
			"expected", quantity(j.Want))
	case Lagging:
		say(TargetLagging, "period", j.Period.String(), "found", quantity(j.Value),
			"expected", quantity(j.Expected))
	case NoData:
		say(TargetNoData, "period", j.Sought.String())
	case NotComputable:
		say(TargetNotComputable, "period", j.Sought.String(), "rule", string(j.Rule))
	}
	if j.Stale {
		say(TargetStale, "found", j.Period.String(), "expected", j.Sought.String())
	}
}
