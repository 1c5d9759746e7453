package method

import (
	"fmt"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/strict"
)

// ofFlow tells the series of flow.
func ofFlow(s *monitor.Series) bool { return s.Item == monitor.Discharge }

// FlowSeries returns a section's daily mean flows as the method takes them; false without any.
func FlowSeries(r *monitor.Readings) (flow.Series, bool) {
	var readings []flow.Reading
	for i := range r.Series {
		s := &r.Series[i]
		if s.Item != monitor.Discharge {
			continue
		}
		for k, v := range s.Values {
			if v != monitor.Missing {
				readings = append(readings, flow.Reading{Date: s.Hour(k).Day(), Flow: s.Item.Millionths(v)})
			}
		}
	}
	return flow.Daily(readings), len(readings) > 0
}

// flowTarget is a row of a file of flow targets.
type flowTarget struct {
	strict.Where
	Section string `csv:"section,required"`
	Flow    string `csv:"flow,required"` // m³/s
}

// BadFlow says that a target is not a flow.
var BadFlow = finding.NewError("method.bad-flow", "{subject} 的流量目标“{found}”不是不小于 0、至多六位小数的数",
	"the flow target {found} of {subject} is not a number from 0 with six decimals at most",
	"单位为立方米每秒，只写数字", "write digits alone, in cubic metres per second")

// RepeatedFlow says that a section has two targets.
var RepeatedFlow = finding.NewError("method.repeated-flow", "{subject} 的流量目标前面已经给出",
	"the flow target of {subject} was given before", "每个断面只留一行", "keep one row of each section")

// Codes lists the findings of this package.
var Codes = []*finding.Code{BadFlow, RepeatedFlow}

// ReadFlowTargets reads fixed flow targets: a CSV with the columns section and flow (m³/s).
func ReadFlowTargets(file string, data []byte) (map[string]flow.Target, []finding.Finding) {
	var rows []flowTarget
	findings := strict.CSV(file, data, &rows)
	targets := map[string]flow.Target{}
	for i := range rows {
		r := &rows[i]
		d, err := decimal.Parse(r.Flow)
		millionths, ok := d.At(6)
		if err != nil || !ok || millionths < 0 {
			findings = append(findings, finding.New(BadFlow, r.At("flow"), r.Section, "found", r.Flow))
			continue
		}
		if _, twice := targets[r.Section]; twice {
			findings = append(findings, finding.New(RepeatedFlow, r.At("section"), r.Section))
			continue
		}
		targets[r.Section] = flow.Fixed(millionths)
	}
	return targets, findings
}

// satisfactions counts for each section of an area that has a target how far it was satisfied.
func (e *Environment) satisfactions(area string, p measure.Period) ([]flow.Satisfaction, *flow.Edition) {
	edition := flow.Latest()
	var all []flow.Satisfaction
	for _, site := range e.sites(area, monitor.Section) {
		target, ok := e.Flows[site.CalledIn(func(name string) bool { _, ok := e.Flows[name]; return ok })]
		if !ok || p.Freq != measure.Annual {
			continue
		}
		series, known := e.flow[site.ID]
		if !known {
			var r monitor.Readings
			if e.load(&r, site.ID) {
				if s, any := FlowSeries(&r); any {
					series, e.marks["flow "+site.ID] = &s, MarksOf(&r, ofFlow)
				}
			}
			e.flow[site.ID] = series
		}
		if series != nil {
			all = append(all, edition.Satisfy(site.ID, series, target, p.First(), p.Last()))
		}
	}
	return all, edition
}

func (e *Environment) flowFigure(figure, area string, p measure.Period) float64 {
	sections, edition := e.satisfactions(area, p)
	r := edition.Read(sections, flow.ByDay)
	if r.Evaluated == 0 {
		return measure.Missing
	}
	switch figure {
	case "sections":
		return float64(r.Evaluated)
	case "sections_met":
		return float64(r.Reaching)
	case "mean":
		return r.Mean.Float()
	case "minimum":
		return r.Minimum.Float()
	}
	return measure.Missing
}

// flowEvidence tells what an area's figures rest on: each section's days, target and lowest flow.
func (e *Environment) flowEvidence(area string, p measure.Period) []evaluate.Evidence {
	sections, edition := e.satisfactions(area, p)
	if len(sections) == 0 {
		return []evaluate.Evidence{line("没有监测数据或流量目标", "no monitoring data or no flow target")}
	}
	lines := []evaluate.Evidence{line("版本："+edition.Line(locale.ZH), "edition: "+edition.Line(locale.EN))}
	for _, a := range edition.Assumptions() {
		if a.Rule != "satisfaction" {
			continue // a way to a target, which is given here
		}
		lines = append(lines, line("假设："+a.Note.ZH, "assumption: "+a.Note.EN))
	}
	lines = append(lines, e.origins()...)
	var all []evaluate.Evidence
	for i := range sections {
		s := &sections[i]
		target := s.Target.Of(p.First().Time().Month())
		var flags Flags
		flags.Add(e.marks["flow "+s.Section], p.First(), p.Last())
		all = append(all, line(
			fmt.Sprintf("%s：%d 天中 %d 天达到 %s m³/s（%s%%）；最低 %s m³/s（%s）", s.Section, s.Day.Valid, s.Day.Met,
				target, s.Day.Percent, s.Least, s.LeastOn),
			fmt.Sprintf("%s: %d of %d days reach %s m³/s (%s %%); lowest %s m³/s (%s)", s.Section, s.Day.Met, s.Day.Valid,
				target, s.Day.Percent, s.Least, s.LeastOn), flagged(&flags)...))
	}
	return append(lines, bounded(all)...)
}
