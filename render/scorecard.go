package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Tally counts the headline targets by status, what needs action first, statuses without a target
// left out.
type Tally struct {
	Targets int // all headline targets
	Stale   int // of these, how many stand on a value older than could be known
	Counts  []StatusCount
}

// StatusCount is how many headline targets stand at a status.
type StatusCount struct {
	Status evaluate.Status
	N      int
}

// Count tallies the headline targets of a result.
func Count(r *evaluate.Result) Tally {
	var tally Tally
	n := map[evaluate.Status]int{}
	for _, t := range Headlines(r) {
		tally.Targets++
		n[t.Status]++
		if t.Stale {
			tally.Stale++
		}
	}
	for _, s := range statuses {
		if n[s.status] > 0 {
			tally.Counts = append(tally.Counts, StatusCount{s.status, n[s.status]})
		}
	}
	return tally
}

// Headlines lists each target's headline result, what needs action first; within a status the
// binding ones, then the order of the plan.
func Headlines(r *evaluate.Result) []*evaluate.TargetResult {
	var all []*evaluate.TargetResult
	for i := range r.Targets {
		if r.Targets[i].Headline {
			all = append(all, &r.Targets[i])
		}
	}
	rank := func(t *evaluate.TargetResult) int {
		return slices.IndexFunc(statuses, func(w statusWord) bool { return w.status == t.Status })
	}
	slices.SortStableFunc(all, func(a, b *evaluate.TargetResult) int { return rank(a) - rank(b) })
	return all
}

// Sentence is the scorecard in one sentence.
func (c Tally) Sentence(l locale.Lang) string {
	if c.Targets == 0 {
		return say(l, "规划包里没有量化目标。", "The package has no quantified target.")
	}
	var zhParts, enParts []string
	for _, s := range c.Counts {
		w := statusOf(s.Status)
		zhParts = append(zhParts, fmt.Sprintf("%d项%s", s.N, w.name.ZH))
		enParts = append(enParts, fmt.Sprintf("%d %s", s.N, pick(s.N == 1, w.one, w.many)))
	}
	zh := fmt.Sprintf("%d项量化目标中，%s", c.Targets, strings.Join(zhParts, "，"))
	en := fmt.Sprintf("Of %d quantified targets, %s", c.Targets, strings.Join(enParts, ", "))
	if len(c.Counts) == 1 && c.Targets > 1 {
		only := statusOf(c.Counts[0].Status)
		zh = fmt.Sprintf("%d项量化目标全部%s", c.Targets, only.name.ZH)
		en = fmt.Sprintf("All %d quantified targets %s", c.Targets, only.many)
	}
	if c.Stale > 0 {
		zh += fmt.Sprintf("；%d项的数据已过时", c.Stale)
		en += fmt.Sprintf("; %d %s on stale data", c.Stale, pick(c.Stale == 1, "stands", "stand"))
	}
	return say(l, zh+"。", en+".")
}

// Others lists the results of a target besides its headline: other versions and readings.
func Others(r *evaluate.Result, headline *evaluate.TargetResult) []*evaluate.TargetResult {
	var all []*evaluate.TargetResult
	for i := range r.Targets {
		if t := &r.Targets[i]; t.Target == headline.Target && t != headline {
			all = append(all, t)
		}
	}
	return all
}

// Scorecard writes the scorecard for a terminal: every headline target with why it stands so, other
// versions and readings under it, and who must report what is missing.
func Scorecard(w io.Writer, r *evaluate.Result, l locale.Lang) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n\n", r.Plan.Manifest.Title.In(l), asOfLine(r, l), Count(r).Sentence(l))
	t := table{header: []string{say(l, "状态", "Status"), say(l, "目标", "Target"), say(l, "现值", "Value"),
		say(l, "时期", "Period"), say(l, "要求", "Wanted"), say(l, "期限", "Due")},
		right: []bool{2: true, 5: false}}
	for _, h := range Headlines(r) {
		t.row(targetCells(h, r, l)...)
		t.note("  " + Why(h, r.Plan, l) + flags(h, l))
		if line := OutlookLine(h, r.TargetOutlook(h), r.Plan, l); line != "" {
			t.note("  " + line)
		}
		for _, n := range Needs(h.Missing, r.Plan, l) {
			t.note("  " + n.Line(l))
		}
		for _, o := range Others(r, h) {
			t.note("  " + otherLine(o, r, l))
		}
	}
	t.write(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func asOfLine(r *evaluate.Result, l locale.Lang) string {
	known := r.AsOf.Known.Date()
	if r.AsOf.Known == measure.Forever {
		return say(l, "截至"+Date(r.AsOf.Valid, l), "As of "+Date(r.AsOf.Valid, l))
	}
	return say(l, fmt.Sprintf("截至%s（按%s所知）", Date(r.AsOf.Valid, l), Date(known, l)),
		fmt.Sprintf("As of %s (as known on %s)", Date(r.AsOf.Valid, l), Date(known, l)))
}

func targetCells(t *evaluate.TargetResult, r *evaluate.Result, l locale.Lang) []string {
	period := Period(t.Period, l)
	if period == "" {
		period = NoValue
	}
	return []string{Mark(t.Status) + " " + Status(t.Status, l), t.Target.Name.In(l),
		TargetValue(t, r.Plan, l), period, TargetWant(t, l), Period(t.Target.Due, l)}
}

// flags are what a reader must bear in mind.
func flags(t *evaluate.TargetResult, l locale.Lang) string {
	var b strings.Builder
	for _, f := range []struct {
		on     bool
		zh, en string
	}{
		{t.Target.Nature == plan.Binding, "约束性", "binding"},
		{t.Target.Watch, "重点关注", "to watch"},
		{t.Stale, "数据已过时", "stale"},
		{t.Estimated, "含估计或假设", "rests on an estimate or assumption"},
	} {
		if f.on {
			b.WriteString(say(l, "［"+f.zh+"］", " ["+f.en+"]"))
		}
	}
	return b.String()
}

func otherLine(t *evaluate.TargetResult, r *evaluate.Result, l locale.Lang) string {
	period := Period(t.Period, l)
	if period == "" {
		period = NoValue
	}
	odds := ""
	if due := r.TargetOutlook(t).Due; due != nil {
		odds = say(l, "，达成概率 ", ", odds ") + Odds(due.Odds, l)
	}
	return fmt.Sprintf("%s %s / %s%s%s %s%s%s%s", say(l, "·", "-"), t.Version.ID, t.Reading.Name.In(l),
		say(l, "：", ": "), Mark(t.Status), Status(t.Status, l), say(l, "，", ", "),
		say(l, fmt.Sprintf("%s（%s），要求%s", TargetValue(t, r.Plan, l), period, TargetWant(t, l)),
			fmt.Sprintf("%s (%s), wanted: %s", TargetValue(t, r.Plan, l), period, TargetWant(t, l))), odds)
}
