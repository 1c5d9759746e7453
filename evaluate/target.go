package evaluate

import (
	"fmt"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/plan"
)

// toleranceID names the assumption that states how far from the schedule still counts as on course.
const toleranceID = "schedule_tolerance"

// defaultTolerance is that tolerance where the plan does not state it: five points of the way from
// baseline to target.
const defaultTolerance = 0.05

// slack is the share of the target by which a value may fall short and still meet it, so that
// 22/25 in percent meets 88.
const slack = 1e-9

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
	j.latest = j.due
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

// isDue reports whether the due period is over.
func (j *judgement) isDue() bool {
	return j.v.at.Valid == 0 || j.v.at.Valid >= j.Target.Due.Last()
}

// meets reports whether a value is what the target wants.
func (j *judgement) meets(x float64) bool {
	spare := abs(j.Want) * slack
	enough, little := x >= j.Want-spare, x <= j.Want+spare
	switch j.Target.Comparator {
	case plan.AtMost:
		return little
	case plan.About:
		spare += j.tolerance()
		directed := j.node.Direction != "" || !measure.IsMissing(j.Baseline)
		switch {
		case directed && j.falling:
			return x <= j.Want+spare
		case directed:
			return x >= j.Want-spare
		}
		return abs(x-j.Want) <= spare
	case plan.Reach:
		if j.falling {
			return little
		}
	}
	return enough
}

// tolerance is how far from what is wanted still counts as about it, in the target's unit.
func (j *judgement) tolerance() float64 {
	if o := j.v.overlay; o != nil && j.Target.Assumption != "" {
		if x, ok := o.Assumptions[j.Target.Assumption]; ok {
			return x
		}
	}
	return j.Target.Tolerance
}

// judgeDue holds the value of the due period against the target.
func (j *judgement) judgeDue() {
	if j.latest < j.due || j.latest < 0 {
		j.Status, j.Rule = j.withoutValue(j.due), DueNoValue
		return
	}
	j.Expected = j.Want
	j.Status, j.Rule = Missed, Rule("due."+string(j.Target.Comparator))
	if j.meets(j.Value) {
		j.Status = Met
	}
}

// withoutValue lists what is missing for a column, and tells whether anything is.
func (j *judgement) withoutValue(i int) Status {
	if i < 0 {
		i = 0
	}
	j.Missing = j.v.missing(j.node, j.row, i)
	if len(j.Missing) == 0 {
		return NotComputable
	}
	return NoData
}

// judgeOpen holds the latest value against the schedule of a target that is not due.
func (j *judgement) judgeOpen() {
	met := j.meets(j.Value)
	switch j.Target.Schedule {
	case plan.Maintain:
		j.Expected = j.Want
		j.Status, j.Rule = passed(met, OnCourse), MaintainLatest
	case plan.Milestone:
		j.Status, j.Rule = OnCourse, MilestoneWaiting
		if met {
			j.Status, j.Rule = Ahead, AlreadyMet
		}
	case plan.Linear, plan.Growth:
		j.judgeProgress(met)
	}
}

func passed(ok bool, status Status) Status {
	if ok {
		return status
	}
	return Lagging
}

// judgeProgress compares how far the value has come from the baseline with how far the schedule
// wants it: 时序进度. A target that its baseline already met is one to hold: pass or fail.
func (j *judgement) judgeProgress(met bool) {
	j.expect()
	switch {
	case met:
		j.Status, j.Rule = Ahead, AlreadyMet
	case measure.IsMissing(j.Baseline):
		j.Rule = ScheduleBaseline
		j.Status = NotComputable
		if j.base >= 0 {
			j.Missing = j.v.missing(j.node, j.row, j.base)
		}
	case j.meets(j.Baseline):
		j.Expected = j.Want
		j.Status, j.Rule = Lagging, HoldBaseline
	case measure.IsMissing(j.Expected):
		j.Status, j.Rule = NotComputable, NoSchedule
	default:
		j.Rule = LinearSchedule
		if j.Target.Schedule == plan.Growth {
			j.Rule = GrowthSchedule
		}
		lead := j.Progress - (j.Expected-j.Baseline)/(j.Want-j.Baseline)
		tolerance := j.v.scheduleTolerance() + slack
		switch {
		case lead > tolerance:
			j.Status = Ahead
		case lead < -tolerance:
			j.Status = Lagging
		default:
			j.Status = OnCourse
		}
	}
}

// expect computes what the schedule wants in the period of the latest value:
// B + (T−B)·(t−t0)/(tend−t0) on a straight line, B·(T/B)^((t−t0)/(tend−t0)) at constant growth.
func (j *judgement) expect() {
	elapsed, whole := j.latest-j.base, j.due-j.base
	if measure.IsMissing(j.Baseline) || elapsed < 0 || whole <= 0 {
		return
	}
	if j.Target.Schedule == plan.Linear {
		share := float64(elapsed) / float64(whole)
		j.Expected = j.Baseline + float64((j.Want-j.Baseline)*share)
		return
	}
	if j.Baseline <= 0 || j.Want <= 0 {
		return
	}
	factor := portable.Root(j.Want/j.Baseline, whole)
	j.Expected = j.Baseline
	for range elapsed {
		j.Expected *= factor
	}
}

// scheduleTolerance is the share of the way by which a value may be off its schedule.
func (v *values) scheduleTolerance() float64 {
	if a := v.plan.Assumption(toleranceID); a != nil && a.Unit.Den != 0 {
		return float64(v.assumption(toleranceID)*float64(a.Unit.Num)) / float64(a.Unit.Den)
	}
	return defaultTolerance
}

// conclude says in findings what somebody should act on.
func (j *judgement) conclude() {
	at, subject := j.Target.At("id"), "target:"+j.ID()
	say := func(c *finding.Code, pairs ...string) {
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
