package web

import (
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/render"
)

type explainBody struct {
	Key       string
	Indicator string      // its name
	Target    *targetCard // nil where a cell was asked for
	Estimated bool
	Root      stepNode
}

// stepNode is one step of a lineage.
type stepNode struct {
	Name, Value, Origin, Reason string
	Weight                      string // how it enters what is above; empty where it enters whole
	WeightName                  string // the assumption behind the weight
	Formula, Why                string
	Workings                    []string
	Evidence                    []evidence // of a statistic or a network
	Observation                 *observationCard
	Indicator                   string // address; empty for assumptions and projects
	Steps                       []stepNode
	More                        int
	Repeated, Missing           bool
}

// observationCard is an observation with its provenance.
type observationCard struct {
	Source, Publisher, Address, Page, Published string
	Grade, Status, Reporter, Known, Note        string
	Revised                                     []revisedRow
}

func (s *site) explainCell(v *visit) (page, error) {
	key, err := readKey(v, v.r.PathValue("key"))
	if err != nil {
		return page{}, err
	}
	return s.explain(v, key, nil)
}

func (s *site) explainTarget(v *visit) (page, error) {
	parts := strings.Split(v.r.PathValue("id"), "/")
	for i := range v.Result.Targets {
		t := &v.Result.Targets[i]
		if t.Target.ID == parts[0] && (len(parts) == 1 && t.Headline || strings.Join(parts, "/") == t.ID()) {
			card := newTargetCard(v, t)
			return s.explain(v, t.Key(), &card)
		}
	}
	return page{}, notFound(v.say("没有这个目标", "There is no such target"))
}

func (s *site) explain(v *visit, key fact.Key, card *targetCard) (page, error) {
	lineage, err := s.ws.Explain(v.r.Context(), v.Result, key)
	if err != nil {
		return page{}, err
	}
	root, err := s.newStepNode(v, lineage.Root)
	if err != nil {
		return page{}, err
	}
	title := v.say("溯源：", "Lineage: ") + render.KeyName(key, v.Plan, v.Lang)
	name := render.IndicatorName(v.Plan, key.Indicator, v.Lang)
	return page{Template: "explain", Title: title,
		Body: explainBody{render.KeyText(key), name, card, lineage.Estimated, root}}, nil
}

// readKey reads indicator@area:period; without a period, the latest.
func readKey(v *visit, text string) (fact.Key, error) {
	indicator, rest, _ := strings.Cut(text, "@")
	code, period, dated := strings.Cut(rest, ":")
	ind := v.Plan.Indicator(indicator)
	if ind == nil {
		return fact.Key{}, notFound(v.say("没有这个指标", "There is no such indicator"))
	}
	area, ok := v.Plan.Territory.Resolve(code, v.At.Valid)
	if !ok {
		return fact.Key{}, notFound(v.say("没有这个地区", "There is no such area"))
	}
	if !dated {
		if p, _, ok := v.last(ind, area); ok {
			return keyOf(indicator, area, p), nil
		}
		due := measure.AxisOf(ind.Freq, v.Plan.Manifest.Due, v.Plan.Manifest.Due)
		return keyOf(indicator, area, due.At(due.N-1)), nil
	}
	p, err := measure.ParsePeriod(period)
	_, axis, _ := v.Result.Row(indicator, area)
	if _, inside := axis.Index(p); err != nil || !inside {
		return fact.Key{}, notFound(v.say("这个指标没有这样的时期", "The indicator has no such period"))
	}
	return keyOf(indicator, area, p), nil
}

// evidence is a line of what a statistic rests on.
type evidence struct {
	Text string
	Of   []evidence
}

func newEvidence(all []evaluate.Evidence, l locale.Lang) []evidence {
	var lines []evidence
	for _, e := range all {
		lines = append(lines, evidence{e.Text.In(l), newEvidence(e.Of, l)})
	}
	return lines
}

func (s *site) newStepNode(v *visit, step *evaluate.Step) (stepNode, error) {
	p, l := v.Plan, v.Lang
	node := stepNode{Name: render.StepName(step, p, l), Value: render.StepValue(step, p, l),
		Weight: render.StepWeight(step, l), Formula: step.Formula,
		Workings: render.Workings(step, l), More: step.More, Repeated: step.Repeated,
		Missing: measure.IsMissing(step.Cell.Value)}
	if step.Cell.Reason != evaluate.HasValue {
		node.Reason = render.Reason(step.Cell.Reason, l)
	}
	if a := p.Assumption(step.Assumption); a != nil {
		node.WeightName = a.Name.In(l)
	}
	switch step.Kind {
	case evaluate.CellStep, evaluate.MembersStep:
		node.Origin = render.Origin(step.Cell.Origin, l)
		node.Indicator = v.Link("/indicators/"+step.Key.Indicator, "area", step.Key.Area)
	case evaluate.AssumptionStep:
		node.Origin = v.say("假设", "assumption")
		if a := p.Assumption(step.Name); a != nil {
			node.Why = a.Why.In(l)
		}
	case evaluate.ProjectStep:
		node.Origin = v.say("项目", "project")
	case evaluate.StatisticStep, evaluate.NetworkStep:
		node.Origin = v.say("监测统计", "monitoring")
		if step.Kind == evaluate.NetworkStep {
			node.Origin = v.say("交通网络", "network")
		}
		node.Evidence = newEvidence(step.Evidence, l)
	}
	if step.Observation != nil {
		card, err := s.newObservationCard(v, step)
		if err != nil {
			return node, err
		}
		node.Observation = card
	}
	for _, below := range step.Steps {
		child, err := s.newStepNode(v, below)
		if err != nil {
			return node, err
		}
		node.Steps = append(node.Steps, child)
	}
	return node, nil
}

func (s *site) newObservationCard(v *visit, step *evaluate.Step) (*observationCard, error) {
	o := step.Observation
	card := &observationCard{Source: sourceTitle(v, o.Source), Page: o.Page, Grade: render.Grade(o.Grade, v.Lang),
		Status: render.ObservationStatus(o.Status, v.Lang), Known: render.Date(o.Known.Date(), v.Lang), Note: o.Note}
	if o.Reporter != "" {
		card.Reporter = render.BodyNames(v.Plan, []string{o.Reporter}, v.Lang)[0]
	}
	if step.Source != nil {
		card.Publisher, card.Address = step.Source.Publisher, step.Source.Address
		if step.Source.Published != 0 {
			card.Published = render.Date(step.Source.Published, v.Lang)
		}
	}
	if step.Vintages == 0 {
		return card, nil
	}
	var err error
	card.Revised, err = s.superseded(v, step.Key, o)
	return card, err
}

// superseded lists the observations of a cell that were known besides the one that holds, the
// latest first.
func (s *site) superseded(v *visit, key fact.Key, holds *fact.Observation) ([]revisedRow, error) {
	history, err := s.ws.History(v.r.Context(), key)
	if err != nil {
		return nil, err
	}
	var rows []revisedRow
	for _, old := range history {
		if old.Known <= v.At.Known && (old.Seq != holds.Seq || old.Known != holds.Known) {
			rows = append(rows, revisedRow{render.Number(old.Value, int(old.Decimals)),
				old.Known.Date().String(), sourceTitle(v, old.Source), old.Note, old.Value})
		}
	}
	slices.Reverse(rows)
	return rows, nil
}
