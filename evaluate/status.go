package evaluate

import (
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/forecast"
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

// isDue reports whether the due period is over.
func (j *judgement) isDue() bool {
	return j.v.at.Valid == 0 || j.v.at.Valid >= j.Target.Due.Last()
}

// meets reports whether a value is what the target wants.
func (j *judgement) meets(x float64) bool { return j.event().Met(x) }

// event is the range of values that the target wants.
func (j *judgement) event() forecast.Target {
	spare := float64(abs(j.Want) * slack)
	enough, little := forecast.AtLeast(j.Want-spare), forecast.AtMost(j.Want+spare)
	switch j.Target.Comparator {
	case plan.AtMost:
		return little
	case plan.About:
		spare += j.tolerance()
		directed := j.node.Direction != "" || !measure.IsMissing(j.Baseline)
		switch {
		case directed && j.falling:
			return forecast.AtMost(j.Want + spare)
		case directed:
			return forecast.AtLeast(j.Want - spare)
		}
		return forecast.Between(j.Want-spare, j.Want+spare)
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
	case j.latest <= j.base && j.last > j.base:
		j.Status, j.Rule = j.withoutValue(j.last), NoValueSince
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
