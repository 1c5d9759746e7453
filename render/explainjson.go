package render

import (
	"io"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

type explainJSON struct {
	Target    *targetJSON `json:"target"` // null where a cell was asked for
	Estimated bool        `json:"estimated"`
	Root      stepJSON    `json:"root"`
}

type stepJSON struct {
	Kind        string              `json:"kind"` // cell, members, assumption, project, statistic
	Key         string              `json:"key"`  // indicator@area:period, or the id
	Name        locale.Text         `json:"name"`
	Value       *float64            `json:"value"`
	Unit        measure.Unit        `json:"unit"`
	Origin      string              `json:"origin"`
	Reason      evaluate.Reason     `json:"reason,omitempty"`
	Sign        float64             `json:"sign,omitempty"`
	Weight      *float64            `json:"weight,omitempty"`
	Assumption  string              `json:"assumption,omitempty"`
	Formula     string              `json:"formula,omitempty"`
	Observation *observationJSON    `json:"observation,omitempty"`
	Evidence    []evaluate.Evidence `json:"evidence,omitempty"`
	Steps       []stepJSON          `json:"steps,omitempty"`
	More        int                 `json:"more,omitempty"`
	Repeated    bool                `json:"repeated,omitempty"`
}

type observationJSON struct {
	Seq      int64           `json:"seq"`
	Value    *float64        `json:"value"`
	Status   measure.Status  `json:"status"`
	Grade    citation.Grade  `json:"grade"`
	Source   string          `json:"source"`
	Title    *locale.Text    `json:"title"` // null where the plan does not list the source
	Address  string          `json:"address"`
	Page     string          `json:"page"`
	Reporter string          `json:"reporter"`
	Known    measure.Instant `json:"known"`
	Vintages int             `json:"vintages"` // other observations of the same cell
	Note     string          `json:"note"`
}

// ExplainJSON writes a lineage, under its target where one was asked for.
func ExplainJSON(w io.Writer, r *evaluate.Result, t *evaluate.TargetResult, lineage *evaluate.Lineage) error {
	out := explainJSON{Estimated: lineage.Estimated, Root: stepOf(lineage.Root, r.Plan)}
	if t != nil {
		target := targetOf(r, t)
		out.Target = &target
	}
	return writeJSON(w, out)
}

var originKeys = [...]string{evaluate.None: "none", evaluate.Observed: "observed",
	evaluate.Computed: "computed", evaluate.Composed: "composed", evaluate.Supposed: "supposed"}

func stepOf(s *evaluate.Step, p *plan.Plan) stepJSON {
	out := stepJSON{Kind: "cell", Key: KeyText(s.Key), Name: nameOf(s, p),
		Value: number(s.Cell.Value), Unit: s.Unit,
		Origin: originKeys[s.Cell.Origin], Reason: s.Cell.Reason, Sign: s.Sign,
		Assumption: s.Assumption, Formula: s.Formula, More: s.More, Repeated: s.Repeated}
	switch s.Kind {
	case evaluate.AssumptionStep:
		out.Kind, out.Key = "assumption", s.Name
	case evaluate.ProjectStep:
		out.Kind, out.Key = "project", s.Name
	case evaluate.NetworkStep:
		out.Kind, out.Key, out.Evidence = "network", s.Name+"@"+s.Key.Area+":"+s.Key.Period.String(), s.Evidence
	case evaluate.MembersStep:
		out.Kind = "members"
	case evaluate.StatisticStep:
		out.Kind, out.Key, out.Evidence = "statistic", s.Name+"@"+s.Key.Area+":"+s.Key.Period.String(), s.Evidence
	}
	if s.Sign != 0 {
		out.Weight = number(s.Weight)
	}
	if s.Observation != nil {
		out.Observation = observationOf(s.Observation, s)
	}
	for _, child := range s.Steps {
		out.Steps = append(out.Steps, stepOf(child, p))
	}
	return out
}

func nameOf(s *evaluate.Step, p *plan.Plan) locale.Text {
	return locale.Text{ZH: StepName(s, p, locale.ZH), EN: StepName(s, p, locale.EN)}
}

func observationOf(o *fact.Observation, s *evaluate.Step) *observationJSON {
	out := &observationJSON{Seq: o.Seq, Value: number(o.Value), Status: o.Status, Grade: o.Grade,
		Source: o.Source, Page: o.Page, Reporter: o.Reporter, Known: o.Known, Vintages: s.Vintages, Note: o.Note}
	if s.Source != nil {
		out.Title, out.Address = &s.Source.Title, s.Source.Address
	}
	return out
}
