package web

import (
	"slices"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

type clausesBody struct {
	Title, Issuer, Issued string
	Chapters              []clauseNode
}

// clauseNode is a clause with the figures it states, held against what is known.
type clauseNode struct {
	ID, Kind, Title, Summary, Theme string
	Link                            string
	Figures                         []figureRow
	Clauses                         []clauseNode
}

// figureRow is a figure of the plan beside the current value.
type figureRow struct {
	Role, Name, Area, Period, Said, Note string
	Indicator                            string // address
	Now, NowPeriod, Explain              string // empty where nothing is known
	Status                               evaluate.Status
}

type clauseBody struct {
	clauseNode
	Path       []clauseNode // from the chapter down
	Targets    []targetCard
	Projects   []namedNote
	Mechanisms []namedNote
}

// namedNote is a project or mechanism beside its clause.
type namedNote struct{ Name, Note, When string }

func (s *site) clauses(v *visit) (page, error) {
	m := v.Plan.Manifest
	body := clausesBody{Title: m.Title.In(v.Lang), Issuer: m.Issuer.In(v.Lang),
		Issued: render.Date(m.Issued, v.Lang)}
	for _, c := range v.Plan.Clauses {
		if c.Parent == nil {
			body.Chapters = append(body.Chapters, newClauseNode(v, c, true))
		}
	}
	return page{Template: "clauses", Title: v.say("条款", "Clauses"), Body: body}, nil
}

func (s *site) clause(v *visit) (page, error) {
	c := v.Plan.Clause(v.r.PathValue("id"))
	if c == nil {
		return page{}, notFound(v.say("规划中没有这一条款", "The plan has no such clause"))
	}
	body := clauseBody{clauseNode: newClauseNode(v, c, true)}
	for up := c.Parent; up != nil; up = up.Parent {
		body.Path = append(body.Path, newClauseNode(v, up, false))
	}
	slices.Reverse(body.Path)
	for _, t := range render.Headlines(v.Result) {
		if t.Target.Clause == c.ID {
			body.Targets = append(body.Targets, newTargetCard(v, t))
		}
	}
	for _, j := range v.Plan.Projects {
		if j.Clause == c.ID {
			body.Projects = append(body.Projects, namedNote{j.Name.In(v.Lang), j.Note.In(v.Lang), projectDates(v, j)})
		}
	}
	for _, m := range v.Plan.Mechanisms {
		if m.Clause == c.ID {
			body.Mechanisms = append(body.Mechanisms, namedNote{Name: m.Name.In(v.Lang), Note: m.Note.In(v.Lang)})
		}
	}
	return page{Template: "clause", Title: c.ID + " " + c.Title.In(v.Lang), Body: body}, nil
}

func projectDates(v *visit, j *plan.Project) string {
	switch {
	case j.Completes == 0:
		return v.say("完工日期不详", "completion not known")
	case j.Actual:
		return v.say("建成于", "completed ") + render.Date(j.Completes, v.Lang)
	}
	return v.say("计划建成于", "to be completed ") + render.Date(j.Completes, v.Lang)
}

// newClauseNode shows a clause, and with deep all below it.
func newClauseNode(v *visit, c *plan.Clause, deep bool) clauseNode {
	node := clauseNode{ID: c.ID, Kind: render.ClauseKind(c.Kind, v.Lang), Title: c.Title.In(v.Lang),
		Summary: c.Summary.In(v.Lang), Link: v.Link("/clauses/" + c.ID)}
	if theme := v.Plan.Theme(c.Theme); theme != nil {
		node.Theme = theme.Name.In(v.Lang)
	}
	for i := range c.Figures {
		node.Figures = append(node.Figures, newFigureRow(v, c, &c.Figures[i]))
	}
	if deep {
		for _, below := range c.Clauses {
			node.Clauses = append(node.Clauses, newClauseNode(v, below, true))
		}
	}
	return node
}

func newFigureRow(v *visit, c *plan.Clause, f *plan.Figure) figureRow {
	area := f.Area
	if area == "" {
		area = v.Plan.Manifest.Area
	}
	row := figureRow{Role: render.Role(f.Role, v.Lang), Name: render.IndicatorName(v.Plan, f.Indicator, v.Lang),
		Area: v.Plan.Territory.NameOf(area).In(v.Lang), Period: render.Period(f.Period, v.Lang),
		Said: render.Want(f.Comparator, f.Value, f.Unit, v.Lang), Note: f.Note.In(v.Lang),
		Indicator: v.Link("/indicators/"+f.Indicator, "area", area)}
	if now, ok := latest(v, f.Indicator, area); ok {
		row.Now, row.NowPeriod, row.Explain = now.Value, now.Period, now.Explain
	}
	if f.Role == plan.TargetRole {
		row.Status = statusOfFigure(v, c, f)
	}
	return row
}

// statusOfFigure is how the target stands that the figure states; empty where none does.
func statusOfFigure(v *visit, c *plan.Clause, f *plan.Figure) evaluate.Status {
	for _, t := range render.Headlines(v.Result) {
		if t.Target.Clause == c.ID && slices.ContainsFunc(t.Target.Readings, func(r plan.Reading) bool {
			return r.Indicator == f.Indicator
		}) {
			return t.Status
		}
	}
	return ""
}

// current is an area's latest value of an indicator.
type current struct{ Value, Period, Explain string }

func latest(v *visit, indicator, area string) (current, bool) {
	ind := v.Plan.Indicator(indicator)
	if ind == nil {
		return current{}, false
	}
	period, value, ok := v.last(ind, area)
	if !ok {
		return current{}, false
	}
	return current{render.Value(value, ind, v.Lang), render.Period(period, v.Lang),
		v.Explain(keyOf(indicator, area, period))}, true
}
