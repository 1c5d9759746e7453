package web

import (
	"fmt"
	"html/template"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

type scorecardBody struct {
	Sentence string
	Tally    []tallyItem
	Sections []scoreSection
}

// tallyItem is a segment of the bar over the scorecard.
type tallyItem struct {
	Status evaluate.Status
	N      int
}

// scoreSection is the targets of one status.
type scoreSection struct {
	Status evaluate.Status
	Lead   string // what the status means
	Cards  []targetCard
}

// targetCard is one target as the scorecard shows it.
type targetCard struct {
	ID, Name, Area, Clause, ClauseTitle string
	Status                              evaluate.Status
	Why                                 string
	Value, Period, Fresh                string
	Want, Due                           string
	Odds, Outlook                       string // as of its headline row
	Bar                                 template.HTML
	Nature                              string // empty where the plan labels none
	Watch, Stale, Estimated             bool
	Needs                               []render.Needed
	Lead, Support                       []string
	Terms, Note                         string
	Explain, Indicator, ClauseLink      string      // addresses
	Nearest                             *versionRow // another reading that has a value where this has none
	Headline                            versionRow  // the target itself
	Others                              []versionRow
}

// versionRow is a target in one version and reading.
type versionRow struct {
	Version, VersionSource, Reading, Note string
	Want, Value, Period                   string
	Status                                evaluate.Status
	Explain                               string
	Odds, Outlook                         string // of attainment when due, and its page; empty without
}

func (s *site) scorecard(v *visit) (page, error) {
	tally := render.Count(v.Result)
	body := scorecardBody{Sentence: tally.Sentence(v.Lang)}
	for _, c := range tally.Counts {
		body.Tally = append(body.Tally, tallyItem{c.Status, c.N})
	}
	for _, t := range render.Headlines(v.Result) {
		n := len(body.Sections)
		if n == 0 || body.Sections[n-1].Status != t.Status {
			body.Sections = append(body.Sections, scoreSection{Status: t.Status, Lead: statusLead(v, t.Status)})
			n++
		}
		body.Sections[n-1].Cards = append(body.Sections[n-1].Cards, newTargetCard(v, t))
	}
	return page{Template: "scorecard", Title: v.say("记分牌", "Scorecard"), Body: body}, nil
}

func statusLead(v *visit, s evaluate.Status) string {
	switch s {
	case evaluate.Missed:
		return v.say("已到期，未达到要求", "Due, and not reached")
	case evaluate.Lagging:
		return v.say("尚未到期，慢于时序进度", "Not yet due, behind schedule")
	case evaluate.NoData:
		return v.say("缺少观测，等待责任单位报送", "Waiting for those who must report")
	case evaluate.NotComputable:
		return v.say("有报送，但按口径算不出结论", "Reported, but the definition gives no answer")
	case evaluate.OnCourse:
		return v.say("尚未到期，与时序进度相符", "Not yet due, in line with the schedule")
	case evaluate.Ahead:
		return v.say("尚未到期，快于时序进度或已提前实现", "Not yet due, ahead of schedule or reached early")
	}
	return v.say("已到期，达到要求", "Due, and reached")
}

func newTargetCard(v *visit, t *evaluate.TargetResult) targetCard {
	p, target := v.Plan, t.Target
	card := targetCard{ID: target.ID, Name: target.Name.In(v.Lang), Area: p.Territory.NameOf(t.Area).In(v.Lang),
		Clause: target.Clause, Status: t.Status, Why: render.Why(t, p, v.Lang),
		Value: render.TargetValue(t, p, v.Lang), Period: render.Period(t.Period, v.Lang), Fresh: fresh(v, t.Period),
		Want: render.TargetWant(t, v.Lang), Due: render.Period(target.Due, v.Lang),
		Bar:   template.HTML(render.Bar(t, v.Lang)), // our own drawing, escaped
		Watch: target.Watch, Stale: t.Stale, Estimated: t.Estimated,
		Needs: render.Needs(t.Missing, p, v.Lang),
		Lead:  render.BodyNames(p, target.Lead, v.Lang), Support: render.BodyNames(p, target.Support, v.Lang),
		Terms: render.Terms(target, v.Lang), Note: target.Note.In(v.Lang), Explain: v.Link("/explain/target/" + target.ID),
		Indicator:  v.Link("/indicators/"+t.Reading.Indicator, "area", t.Area),
		ClauseLink: v.Link("/clauses/" + target.Clause), Headline: newVersionRow(v, t)}
	if c := p.Clause(target.Clause); c != nil {
		card.ClauseTitle = c.Title.In(v.Lang)
	}
	card.Odds, card.Outlook = card.Headline.Odds, card.Headline.Outlook
	if !t.Headline {
		card.Explain = card.Headline.Explain
	}
	if target.Nature != plan.Unlabelled {
		card.Nature = render.Nature(target.Nature, v.Lang)
	}
	for _, o := range render.Others(v.Result, t) {
		row := newVersionRow(v, o)
		card.Others = append(card.Others, row)
		if card.Nearest == nil && measure.IsMissing(t.Value) && !measure.IsMissing(o.Value) {
			card.Nearest = &row
		}
	}
	return card
}

func newVersionRow(v *visit, t *evaluate.TargetResult) versionRow {
	row := versionRow{Version: t.Version.ID, Reading: t.Reading.Name.In(v.Lang), Note: t.Reading.Note.In(v.Lang),
		Want: render.TargetWant(t, v.Lang), Value: render.TargetValue(t, v.Plan, v.Lang),
		Period: render.Period(t.Period, v.Lang), Status: t.Status, Explain: v.Link("/explain/target/" + t.ID())}
	if source := v.Plan.Source(t.Version.Source); source != nil {
		row.VersionSource = source.Title.In(v.Lang)
	}
	if due := v.Result.TargetOutlook(t).Due; due != nil {
		row.Odds, row.Outlook = render.Odds(due.Odds, v.Lang), v.Link("/outlook/"+t.ID())
	}
	return row
}

// fresh says how long before the point of view a period ended.
func fresh(v *visit, p measure.Period) string {
	if p == (measure.Period{}) || v.At.Valid == 0 {
		return ""
	}
	months := int(v.At.Valid-p.Last()) / 30
	switch {
	case months <= 0:
		return v.say("当期", "current")
	case months < 12:
		return v.say(fmt.Sprintf("距今%d个月", months), fmt.Sprintf("%d months old", months))
	}
	return v.say(fmt.Sprintf("距今%.1f年", float64(months)/12), fmt.Sprintf("%.1f years old", float64(months)/12))
}
