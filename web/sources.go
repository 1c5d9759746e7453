package web

import (
	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/render"
)

type sourcesBody struct{ Grades []sourceGrade }

// sourceGrade is the sources of one grade.
type sourceGrade struct {
	Name    string
	Sources []sourceRow
}

type sourceRow struct{ ID, Title, Publisher, Address, Page, Published, Known, Note string }

func (s *site) sources(v *visit) (page, error) {
	var body sourcesBody
	for _, grade := range citation.Grades {
		g := sourceGrade{Name: render.Grade(grade, v.Lang)}
		for _, c := range v.Plan.Sources {
			if c.Grade == grade {
				g.Sources = append(g.Sources, newSourceRow(v, c))
			}
		}
		if len(g.Sources) > 0 {
			body.Grades = append(body.Grades, g)
		}
	}
	return page{Template: "sources", Title: v.say("来源", "Sources"), Body: body}, nil
}

func newSourceRow(v *visit, c *citation.Source) sourceRow {
	row := sourceRow{ID: c.ID, Title: c.Title.In(v.Lang), Publisher: c.Publisher, Address: c.Address, Page: c.Page,
		Published: dateOrNothing(c.Published), Note: c.Note.In(v.Lang)}
	if c.Known != 0 && c.Known != c.Published {
		row.Known = c.Known.String()
	}
	return row
}

func dateOrNothing(d measure.Date) string {
	if d == 0 {
		return render.NoValue
	}
	return d.String()
}

type findingsBody struct{ Package, Evaluation []findingRow }

type findingRow struct{ Severity, Class, Code, Message, Hint, Position, Subject string }

func (s *site) findings(v *visit) (page, error) {
	body := findingsBody{newFindingRows(v, s.ws.Findings()), newFindingRows(v, v.Result.Findings)}
	for i := range v.Result.Targets {
		body.Evaluation = append(body.Evaluation, newFindingRows(v, v.Result.Targets[i].Findings)...)
	}
	return page{Template: "findings", Title: v.say("检查", "Checks"), Body: body}, nil
}

func newFindingRows(v *visit, fs []finding.Finding) []findingRow {
	rows := make([]findingRow, len(fs))
	for i, f := range fs {
		rows[i] = findingRow{render.Severity(f.Code.Severity, v.Lang), f.Code.Severity.String(), f.Code.ID,
			f.Message(v.Lang), f.Hint(v.Lang), f.Pos.String(), f.Subject}
	}
	return rows
}
