package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/statistic"
)

// Target writes one target result for a terminal: how it stands, why, and what it waits for.
func Target(w io.Writer, t *evaluate.TargetResult, r *evaluate.Result, l locale.Lang) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s\n", Mark(t.Status), Status(t.Status, l), t.Target.Name.In(l))
	fmt.Fprintf(&b, "  %s\n", Why(t, r.Plan, l)+flags(t, l))
	clause := t.Target.Clause
	if c := r.Plan.Clause(clause); c != nil {
		clause += " " + c.Title.In(l)
	}
	fmt.Fprintf(&b, "  %s %s · %s %s · %s %s\n", say(l, "条款", "clause"), clause,
		say(l, "版本", "version"), t.Version.ID, say(l, "口径", "reading"), t.Reading.Name.In(l))
	if line := OutlookLine(t, r.TargetOutlook(t), r.Plan, l); line != "" {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	for _, n := range Needs(t.Missing, r.Plan, l) {
		fmt.Fprintf(&b, "  %s\n", n.Line(l))
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// Explain writes a lineage for a terminal: a tree from the value down to observations with source,
// page, grade and reporter.
func Explain(w io.Writer, lineage *evaluate.Lineage, p *plan.Plan, l locale.Lang) error {
	t := tree{plan: p, lang: l}
	t.step(lineage.Root, "", "")
	if lineage.Estimated {
		t.WriteString(say(l, "含估计或假设。", "Rests on an estimate or an assumption.") + "\n")
	}
	_, err := io.WriteString(w, t.String())
	return err
}

type tree struct {
	strings.Builder
	plan *plan.Plan
	lang locale.Lang
}

// step writes a step behind its branch, and what is below it behind the trunk.
func (t *tree) step(s *evaluate.Step, branch, trunk string) {
	l := t.lang
	fmt.Fprintf(t, "%s%s%s = %s", branch, StepWeight(s, l), StepName(s, t.plan, l), StepValue(s, t.plan, l))
	if s.Kind == evaluate.CellStep {
		fmt.Fprintf(t, "  [%s]", Origin(s.Cell.Origin, l))
	}
	t.WriteByte('\n')
	bar := trunk + "│ "
	if len(s.Steps) == 0 && s.More == 0 {
		bar = trunk + "  "
	}
	for _, line := range StepDetails(s, t.plan, l) {
		t.WriteString(bar + "  " + line + "\n")
	}
	for i, child := range s.Steps {
		if i == len(s.Steps)-1 && s.More == 0 {
			t.step(child, trunk+"└─ ", trunk+"   ")
		} else {
			t.step(child, trunk+"├─ ", trunk+"│  ")
		}
	}
	if s.More > 0 {
		fmt.Fprintf(t, "%s└─ %s\n", trunk, say(l, fmt.Sprintf("另有%d项", s.More), fmt.Sprintf("%d more", s.More)))
	}
}

// StepName names what a step is: indicator, area and period, or an assumption or project.
func StepName(s *evaluate.Step, p *plan.Plan, l locale.Lang) string {
	switch s.Kind {
	case evaluate.AssumptionStep:
		name := s.Name
		if a := p.Assumption(s.Name); a != nil {
			name = a.Name.In(l)
		}
		return say(l, "假设：", "assumption: ") + name
	case evaluate.ProjectStep:
		name := s.Name
		if project := p.Project(s.Name); project != nil {
			name = project.Name.In(l)
		}
		return say(l, "项目建成：", "project complete: ") + name + " · " + Period(s.Key.Period, l)
	case evaluate.StatisticStep:
		name := s.Name
		if known := statistic.Find(s.Name); known != nil {
			name = known.Doc.In(l)
		}
		return say(l, "监测统计：", "monitoring: ") + name + " · " + p.Territory.NameOf(s.Key.Area).In(l) + " · " +
			Period(s.Key.Period, l)
	case evaluate.NetworkStep:
		return networkName(s, p, l)
	case evaluate.MembersStep:
		name := overs[s.Over].In(l) + KeyName(s.Key, p, l)
		if weigher := p.Indicator(s.Weigher); weigher != nil {
			name += say(l, "，以", ", weighted by ") + weigher.Name.In(l) + say(l, "加权", "")
		}
		return name + pick(s.Skip, say(l, "（缺者不计）", " (missing ones left out)"), "")
	}
	return KeyName(s.Key, p, l)
}

// networkName names what is asked of a network.
func networkName(s *evaluate.Step, p *plan.Plan, l locale.Lang) string {
	name := s.Name
	if n := p.Network(s.Name); n != nil {
		name = n.Name.In(l)
	}
	place := func(id string) string {
		if id == formula.Here {
			id = s.Key.Area
		}
		if n := p.Network(s.Name); n != nil && n.Station(id) != nil {
			return n.Station(id).Name().In(l)
		}
		return p.Territory.NameOf(id).In(l)
	}
	q, limit := s.Asks, measure.Shortest(s.Asks.Limit)
	switch q.Kind {
	case formula.Travel:
		name += say(l, "：旅行时间 ", ": trip ") + place(q.From) + "—" + place(q.To)
	case formula.Length:
		name += say(l, "：已开通里程 ", ": length in operation, ") + place(formula.Here)
	case formula.Reached:
		name += say(l, "："+place(q.From)+" "+limit+" 分钟内的"+IndicatorName(p, q.Indicator, l),
			": "+IndicatorName(p, q.Indicator, l)+" within "+limit+" min of "+place(q.From))
	case formula.Served:
		name += say(l, "：有车站的比例 ", ": share with a station, ") + place(formula.Here)
	}
	return name + " · " + Period(s.Key.Period, l)
}

// evidenceLines writes evidence as an indented list.
func evidenceLines(all []evaluate.Evidence, indent string, l locale.Lang) []string {
	var lines []string
	for _, e := range all {
		lines = append(lines, indent+e.Text.In(l))
		lines = append(lines, evidenceLines(e.Of, indent+"  ", l)...)
	}
	return lines
}

// overs name the ways to put the parts of an area together.
var overs = [...]locale.Text{
	formula.Sum:   {ZH: "各部分之和：", EN: "sum of the parts: "},
	formula.Mean:  {ZH: "各部分平均：", EN: "mean of the parts: "},
	formula.Min:   {ZH: "各部分最小：", EN: "least of the parts: "},
	formula.Max:   {ZH: "各部分最大：", EN: "greatest of the parts: "},
	formula.Count: {ZH: "有数值的部分个数：", EN: "parts with a value: "},

	formula.TheilT:       {ZH: "各部分的泰尔 T 指数：", EN: "Theil T of the parts: "},
	formula.TheilL:       {ZH: "各部分的泰尔 L 指数：", EN: "Theil L of the parts: "},
	formula.Gini:         {ZH: "各部分的基尼系数：", EN: "Gini of the parts: "},
	formula.CV:           {ZH: "各部分的变异系数：", EN: "coefficient of variation of the parts: "},
	formula.PrimacyIndex: {ZH: "各部分的首位度：", EN: "primacy of the largest part: "},
}

// Workings lists the steps inside a formula, each with what it gave, the innermost first. What the
// formula as a whole gave, and steps without a value, are not listed.
func Workings(s *evaluate.Step, l locale.Lang) []string {
	const most = 12 // lines
	var lines []string
	seen := map[*formula.Trace]bool{}
	var walk func(t *formula.Trace)
	walk = func(t *formula.Trace) {
		if seen[t] || len(t.Parts) == 0 {
			return
		}
		seen[t] = true
		for _, part := range t.Parts {
			walk(part)
		}
		if !measure.IsMissing(t.Value) && len(lines) < most {
			lines = append(lines, t.Source+" = "+withUnit(UpTo(t.Value, 6), t.Unit, l))
		}
	}
	if whole := s.Trace; whole != nil {
		if len(whole.Parts) == 1 { // a conversion to the declared unit
			whole = whole.Parts[0]
		}
		for _, part := range whole.Parts {
			walk(part)
		}
	}
	return lines
}

// KeyName names a cell: indicator · area · period.
func KeyName(k fact.Key, p *plan.Plan, l locale.Lang) string {
	return IndicatorName(p, k.Indicator, l) + " · " + p.Territory.NameOf(k.Area).In(l) + " · " +
		Period(k.Period, l)
}

// StepValue writes a step's value: an observation with the decimals it was reported with, another
// cell with those of its indicator.
func StepValue(s *evaluate.Step, p *plan.Plan, l locale.Lang) string {
	switch ind := p.Indicator(s.Key.Indicator); {
	case s.Kind == evaluate.ProjectStep:
		return pick(s.Cell.Value != 0, say(l, "是", "yes"), say(l, "否", "no"))
	case s.Kind == evaluate.NetworkStep:
		return withUnit(UpTo(s.Cell.Value, 3), s.Unit, l)
	case s.Kind != evaluate.CellStep || ind == nil:
		return Quantity(s.Cell.Value, s.Unit, l)
	case s.Observation != nil && !measure.IsMissing(s.Observation.Value):
		return withUnit(Number(s.Cell.Value, int(s.Observation.Decimals)), s.Unit, l)
	default:
		return Value(s.Cell.Value, ind, l)
	}
}

// StepWeight writes how a step enters what is above it; empty where it enters whole.
func StepWeight(s *evaluate.Step, l locale.Lang) string {
	switch {
	case s.Assumption != "":
		return pick(s.Sign < 0, "− ", "") + Exact(s.Weight) + " × "
	case s.Sign < 0:
		return say(l, "减 ", "less ")
	}
	return ""
}

// StepDetails lists what else there is to say about a step, a line each.
func StepDetails(s *evaluate.Step, p *plan.Plan, l locale.Lang) []string {
	var lines []string
	add := func(zh, en string) { lines = append(lines, say(l, zh, en)) }
	if s.Cell.Reason != evaluate.HasValue {
		add("无数值："+Reason(s.Cell.Reason, l), "no value: "+Reason(s.Cell.Reason, l))
	}
	if s.Assumption != "" {
		name := s.Assumption
		if a := p.Assumption(name); a != nil {
			name = a.Name.In(l)
		}
		add("权重为假设："+name, "the weight is an assumption: "+name)
	}
	if s.Formula != "" {
		add("公式："+s.Formula, "formula: "+s.Formula)
	}
	lines = append(lines, Workings(s, l)...)
	if a := p.Assumption(s.Name); s.Kind == evaluate.AssumptionStep && a != nil {
		lines = append(lines, a.Why.In(l))
	}
	lines = append(lines, evidenceLines(s.Evidence, "", l)...)
	if o := s.Observation; o != nil {
		lines = append(lines, observationLines(s, o, p, l)...)
	}
	if s.Repeated {
		add("（前面已展开）", "(shown above)")
	}
	return lines
}

func observationLines(s *evaluate.Step, o *fact.Observation, p *plan.Plan, l locale.Lang) []string {
	source := say(l, "来源：", "source: ") + o.Source
	if s.Source != nil {
		source = say(l, "来源：", "source: ") + s.Source.Title.In(l)
		if s.Source.Publisher != "" {
			source += say(l, "，", ", ") + s.Source.Publisher
		}
	}
	if o.Page != "" {
		source += say(l, "，", ", ") + o.Page
	}
	lines := []string{source}
	if s.Source != nil && s.Source.Address != "" {
		lines = append(lines, s.Source.Address)
	}
	facts := []string{ObservationStatus(o.Status, l)}
	if o.Grade != "" {
		facts = []string{Grade(o.Grade, l), facts[0]}
	}
	if o.Reporter != "" {
		facts = append(facts, say(l, "报送：", "reported by ")+BodyNames(p, []string{o.Reporter}, l)[0])
	}
	facts = append(facts, say(l, "获知于", "known since ")+Date(o.Known.Date(), l))
	if s.Vintages > 0 {
		facts = append(facts, say(l, fmt.Sprintf("另有%d个版本", s.Vintages),
			fmt.Sprintf("other vintages: %d", s.Vintages)))
	}
	lines = append(lines, strings.Join(facts, " · "))
	if o.Note != "" {
		lines = append(lines, o.Note)
	}
	return lines
}
