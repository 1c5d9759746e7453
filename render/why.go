package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// TargetValue writes the value a target result stands on, with its unit, or NoValue.
func TargetValue(t *evaluate.TargetResult, p *plan.Plan, l locale.Lang) string {
	return targetQuantity(t, p, t.Value, l)
}

// TargetWant writes what the target asks, in words.
func TargetWant(t *evaluate.TargetResult, l locale.Lang) string {
	return Want(t.Target.Comparator, t.Want, t.Target.Unit, l)
}

// targetQuantity writes v in the target's unit with at most the decimals of the reading's indicator.
func targetQuantity(t *evaluate.TargetResult, p *plan.Plan, v float64, l locale.Lang) string {
	decimals := 2
	if ind := p.Indicator(t.Reading.Indicator); ind != nil && ind.Unit.Symbol == t.Target.Unit.Symbol {
		decimals = ind.Decimals
	}
	return withUnit(UpTo(v, decimals), t.Target.Unit, l)
}

// Why tells in a sentence why a target stands as it does: what the rule that decided looked at.
func Why(t *evaluate.TargetResult, p *plan.Plan, l locale.Lang) string {
	value, period, want := TargetValue(t, p, l), Period(t.Period, l), TargetWant(t, l)
	switch t.Rule {
	case evaluate.DueNoValue, evaluate.NoValueYet, evaluate.NoValueSince:
		return whyNoValue(t, p, l)
	case evaluate.AlreadyMet:
		return say(l, fmt.Sprintf("%s已为%s，提前实现要求（%s）。", period, value, want),
			fmt.Sprintf("%s in %s already: what is asked (%s) was reached early.", value, period, want))
	case evaluate.LinearSchedule, evaluate.GrowthSchedule:
		return whyOnSchedule(t, p, l)
	case evaluate.ScheduleBaseline:
		return say(l, fmt.Sprintf("%s为%s，但没有基期数值，判断不了进度。", period, value),
			fmt.Sprintf("%s in %s, but without a baseline its progress cannot be told.", value, period))
	case evaluate.NoSchedule:
		return say(l, fmt.Sprintf("%s为%s；从基期到目标画不出进度线，判断不了进度。", period, value),
			fmt.Sprintf("%s in %s; no line or growth rate leads from the baseline to the target, so its "+
				"progress cannot be told.", value, period))
	case evaluate.HoldBaseline, evaluate.MaintainLatest:
		return say(l, fmt.Sprintf("%s为%s，%s保持要求（%s）。", period, value,
			pick(t.Status == evaluate.Lagging, "没有", ""), want),
			fmt.Sprintf("%s in %s, which %s what is to be kept (%s).", value, period,
				pick(t.Status == evaluate.Lagging, "falls short of", "satisfies"), want))
	case evaluate.MilestoneWaiting:
		due := Period(t.Target.Due, l)
		return say(l, fmt.Sprintf("%s为%s；到%s考核（%s），此前不设进度要求。", period, value, due, want),
			fmt.Sprintf("%s in %s; looked at when due in %s (%s), nothing is expected before.", value, period,
				due, want))
	}
	if t.Status == evaluate.Met {
		return say(l, fmt.Sprintf("%s为%s，达到要求（%s）。", period, value, want),
			fmt.Sprintf("%s in %s, as asked (%s).", value, period, want))
	}
	gap := gapTo(t, p, l)
	return say(l, fmt.Sprintf("%s为%s，未达到要求（%s），相差%s。", period, value, want, gap),
		fmt.Sprintf("%s in %s misses what is asked (%s) by %s.", value, period, want, gap))
}

// whyOnSchedule holds the value against the schedule.
func whyOnSchedule(t *evaluate.TargetResult, p *plan.Plan, l locale.Lang) string {
	expected := targetQuantity(t, p, t.Expected, l)
	verdict := map[evaluate.Status]locale.Text{
		evaluate.Ahead:    {ZH: "快于时序应有的%s", EN: "ahead of the %s that the schedule expects"},
		evaluate.OnCourse: {ZH: "与时序应有的%s相符", EN: "in line with the %s that the schedule expects"},
		evaluate.Lagging:  {ZH: "慢于时序应有的%s", EN: "behind the %s that the schedule expects"},
	}[t.Status]
	zh := fmt.Sprintf("%s为%s，"+verdict.ZH, Period(t.Period, l), TargetValue(t, p, l), expected)
	en := fmt.Sprintf("%s in %s, "+verdict.EN, TargetValue(t, p, l), Period(t.Period, l), expected)
	if !measure.IsMissing(t.Progress) {
		zh += fmt.Sprintf("（已走完基期到目标的%s）", share(t.Progress))
		en += fmt.Sprintf(" (%s of the way from the baseline)", share(t.Progress))
	}
	return say(l, zh+"。", en+".")
}

// whyNoValue tells what is there instead of the value that is wanted.
func whyNoValue(t *evaluate.TargetResult, p *plan.Plan, l locale.Lang) string {
	sought := Period(t.Sought, l)
	lead := say(l, sought+"没有数据", "No data for "+sought)
	if t.Status == evaluate.NotComputable {
		lead = say(l, sought+"有报送，但按口径算不出数值", "Reported for "+sought+", but the definition gives no value")
	}
	if measure.IsMissing(t.Value) {
		return say(l, lead+"，以前各期也没有。", lead+", nor for any earlier period.")
	}
	return say(l, fmt.Sprintf("%s；最近一期是%s，为%s。", lead, Period(t.Period, l), TargetValue(t, p, l)),
		fmt.Sprintf("%s; the latest is %s in %s.", lead, TargetValue(t, p, l), Period(t.Period, l)))
}

// gapTo is how far the value is from what is asked; the gap between shares is in points.
func gapTo(t *evaluate.TargetResult, p *plan.Plan, l locale.Lang) string {
	gap := t.Want - t.Value
	if gap < 0 {
		gap = -gap
	}
	decimals := 2
	if ind := p.Indicator(t.Reading.Indicator); ind != nil {
		decimals = ind.Decimals
	}
	unit := t.Target.Unit
	if unit.Symbol == measure.Percent.Symbol {
		unit = measure.PercentagePoint
	}
	return withUnit(UpTo(gap, decimals), unit, l)
}

// Terms says how a target is held to account: its nature, its schedule, and for "about" how far off
// still counts.
func Terms(t *plan.Target, l locale.Lang) string {
	terms := []string{say(l, "性质：", "nature: ") + Nature(t.Nature, l),
		say(l, "进度：", "schedule: ") + Schedule(t.Schedule, l)}
	if t.Comparator == plan.About {
		unit := t.Unit
		if unit.Symbol == measure.Percent.Symbol {
			unit = measure.PercentagePoint
		}
		terms = append(terms, say(l, "“左右”的容差：±", "tolerance of “about”: ±")+Quantity(t.Tolerance, unit, l)+
			pick(t.Assumption != "", say(l, "（假设）", " (an assumption)"), ""))
	}
	return strings.Join(terms, say(l, "；", "; "))
}

// Needed is what one body, or several together, must report.
type Needed struct {
	From  string // names of the bodies; empty where the plan names none
	Cells []string
}

// Needs lists what a target still waits for, by who must report it. Indicators wanted for the same
// area, and areas wanted for the same indicators, are said together.
func Needs(missing []evaluate.MissingInput, p *plan.Plan, l locale.Lang) []Needed {
	type want struct {
		from, period      string
		areas, indicators []string
	}
	var wants []want
	for _, m := range missing {
		from := strings.Join(BodyNames(p, m.From, l), say(l, "、", ", "))
		w := want{from, Period(m.Period, l), []string{p.Territory.NameOf(m.Area).In(l)},
			[]string{IndicatorName(p, m.Indicator, l)}}
		same := func(x want) bool {
			return x.from == w.from && x.period == w.period && slices.Equal(x.areas, w.areas)
		}
		if i := slices.IndexFunc(wants, same); i >= 0 {
			wants[i].indicators = append(wants[i].indicators, w.indicators...)
		} else {
			wants = append(wants, w)
		}
	}
	var joined []want
	for _, w := range wants {
		same := func(x want) bool {
			return x.from == w.from && x.period == w.period && slices.Equal(x.indicators, w.indicators)
		}
		if i := slices.IndexFunc(joined, same); i >= 0 {
			joined[i].areas = append(joined[i].areas, w.areas...)
		} else {
			joined = append(joined, w)
		}
	}
	var all []Needed
	for _, w := range joined {
		if n := len(all); n == 0 || all[n-1].From != w.from {
			all = append(all, Needed{From: w.from})
		}
		last := &all[len(all)-1]
		last.Cells = append(last.Cells, areasTogether(w.areas, l)+say(l, " ", ", ")+w.period+say(l, " ", ", ")+
			strings.Join(w.indicators, say(l, "、", ", ")))
	}
	return all
}

// areasTogether names a few areas, and says how many there are where there are more.
func areasTogether(names []string, l locale.Lang) string {
	const few = 3
	if len(names) <= few {
		return strings.Join(names, say(l, "、", ", "))
	}
	return say(l, fmt.Sprintf("%s等%d个地区", strings.Join(names[:few], "、"), len(names)),
		fmt.Sprintf("%s and %d more areas", strings.Join(names[:few], ", "), len(names)-few))
}

// Line says a need in one line.
func (n Needed) Line(l locale.Lang) string {
	cells := strings.Join(n.Cells, say(l, "；", "; "))
	if n.From == "" {
		return say(l, "需报送：", "needed: ") + cells
	}
	return say(l, "需由"+n.From+"报送：", "needed from "+n.From+": ") + cells
}

// IndicatorName names an indicator, or gives its id where the plan has none of it.
func IndicatorName(p *plan.Plan, id string, l locale.Lang) string {
	if ind := p.Indicator(id); ind != nil {
		return ind.Name.In(l)
	}
	return id
}

// BodyNames names bodies; an unknown one keeps its id.
func BodyNames(p *plan.Plan, ids []string, l locale.Lang) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if b := p.Body(id); b != nil {
			names[i] = b.Name.In(l)
		}
	}
	return names
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}
