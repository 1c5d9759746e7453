package web

import (
	"html/template"
	"slices"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

type indicatorBody struct {
	ID, Name, Definition, Unit, Freq, Formula, Method, Source, Note string
	Own                                                             bool
	Area, AreaName                                                  string
	Chart                                                           template.HTML
	Legend                                                          chartLegend
	Series                                                          []cellRow // the latest first
	Areas                                                           []areaRow
	Targets                                                         []targetCard
	From                                                            []string
	// Map is an address; empty where only groups have values.
	Map string
}

// chartLegend says which marks a chart holds.
type chartLegend struct{ Observed, Computed, Composed, Goals, Revised bool }

// cellRow is a period of the series.
type cellRow struct {
	Period, Value, Origin, Explain string
	Status, Source, Page           string
	Grade, Reporter, Known, Note   string
	Revised                        []revisedRow
}

// revisedRow is an observation that a later one superseded.
type revisedRow struct {
	Value, Known, Source, Note string
	number                     float64
}

// areaRow is an area's latest value.
type areaRow struct {
	Name, Value, Period, Link, Explain string
	Group, Here                        bool
}

func (s *site) indicator(v *visit) (page, error) {
	ind := v.Plan.Indicator(v.r.PathValue("id"))
	if ind == nil {
		return page{}, notFound(v.say("没有这个指标", "There is no such indicator"))
	}
	covered := v.areasWithValues(ind)
	area := v.r.URL.Query().Get("area")
	switch _, known := v.Plan.Territory.Row(area); {
	case area == "" && len(covered) > 0:
		area = covered[0]
	case area == "":
		area = v.Plan.Manifest.Area
	case !known:
		return page{}, notFound(v.say("没有这个地区", "There is no such area"))
	}
	body := indicatorBody{ID: ind.ID, Name: ind.Name.In(v.Lang), Definition: ind.Definition.In(v.Lang),
		Unit: render.Unit(ind.Unit, v.Lang), Freq: render.Freq(ind.Freq, v.Lang), Formula: ind.Formula,
		Method: ind.Method, Note: ind.Note.In(v.Lang), Own: ind.Own, Area: area, AreaName: areaName(v, area),
		From: render.BodyNames(v.Plan, ind.From, v.Lang)}
	if source := v.Plan.Source(ind.Source); source != nil {
		body.Source = source.Title.In(v.Lang)
	}
	if err := s.fillSeries(v, ind, &body); err != nil {
		return page{}, err
	}
	for _, id := range covered {
		body.Areas = append(body.Areas, newAreaRow(v, ind, id, area))
		if v.Plan.Territory.AreaOf(id) != nil {
			body.Map = v.Link("/map", "indicator", ind.ID)
		}
	}
	for _, t := range goals(v, ind, area) {
		body.Targets = append(body.Targets, newTargetCard(v, t))
	}
	return page{Template: "indicator", Title: body.Name + " · " + body.AreaName, Body: body}, nil
}

func newAreaRow(v *visit, ind *plan.Indicator, id, here string) areaRow {
	now, _ := latest(v, ind.ID, id)
	return areaRow{areaName(v, id), now.Value, now.Period, v.Link("/indicators/"+ind.ID, "area", id),
		now.Explain, v.Plan.Territory.GroupOf(id) != nil, id == here}
}

// goals lists the headline targets that look at an indicator in an area.
func goals(v *visit, ind *plan.Indicator, area string) []*evaluate.TargetResult {
	var found []*evaluate.TargetResult
	for _, t := range render.Headlines(v.Result) {
		if t.Reading.Indicator == ind.ID && t.Area == area {
			found = append(found, t)
		}
	}
	return found
}

// fillSeries fills the chart and the table of an area's series.
func (s *site) fillSeries(v *visit, ind *plan.Indicator, body *indicatorBody) error {
	row, axis := v.series(ind, body.Area)
	chart := render.Chart{Indicator: ind, Area: body.AreaName}
	for i, value := range row {
		key := keyOf(ind.ID, body.Area, axis.At(i))
		if measure.IsMissing(value) {
			continue
		}
		cell := v.Result.Cell(key.Indicator, key.Area, key.Period)
		chart.Points = append(chart.Points, render.Point{Period: key.Period, Value: cell.Value, Origin: cell.Origin})
		line, revised, err := s.newCellRow(v, ind, key, cell)
		if err != nil {
			return err
		}
		body.Series = append(body.Series, line)
		chart.Revised = append(chart.Revised, revised...)
		body.Legend.Observed = body.Legend.Observed || cell.Origin == evaluate.Observed
		body.Legend.Computed = body.Legend.Computed || cell.Origin == evaluate.Computed
		body.Legend.Composed = body.Legend.Composed || cell.Origin == evaluate.Composed
	}
	slices.Reverse(body.Series)
	for _, t := range goals(v, ind, body.Area) {
		if goal, ok := newGoal(v, ind, t); ok {
			chart.Targets = append(chart.Targets, goal)
		}
	}
	body.Legend.Goals, body.Legend.Revised = len(chart.Targets) > 0, len(chart.Revised) > 0
	body.Chart = template.HTML(chart.SVG(v.Lang)) // our own drawing, escaped
	return nil
}

// newGoal draws a target into the chart of its indicator, in the indicator's unit.
func newGoal(v *visit, ind *plan.Indicator, t *evaluate.TargetResult) (render.Goal, bool) {
	num, den, err := t.Target.Unit.FactorTo(ind.Unit)
	if err != nil {
		return render.Goal{}, false
	}
	scale := func(x float64) float64 { return x * float64(num) / float64(den) }
	start := render.Point{Period: t.Target.Baseline, Value: measure.Missing}
	if start.Period == (measure.Period{}) {
		start.Period = measure.Year(v.Plan.Manifest.Base)
	}
	if t.Target.Schedule == plan.Linear || t.Target.Schedule == plan.Growth {
		start.Value = scale(t.Baseline)
	}
	return render.Goal{Baseline: start, Due: render.Point{Period: t.Target.Due, Value: scale(t.Want)},
		Label: t.Target.Name.In(v.Lang) + " " + render.Period(t.Target.Due, v.Lang) + " " +
			render.TargetWant(t, v.Lang)}, true
}

// newCellRow shows a cell with the observation that holds there and those it superseded.
func (s *site) newCellRow(v *visit, ind *plan.Indicator, key fact.Key,
	cell evaluate.Cell) (cellRow, []render.Point, error) {
	row := cellRow{Period: render.Period(key.Period, v.Lang), Value: render.Number(cell.Value, ind.Decimals),
		Origin: render.Origin(cell.Origin, v.Lang), Explain: v.Explain(key)}
	if cell.Origin != evaluate.Observed {
		return row, nil, nil
	}
	lineage, err := s.ws.Explain(v.r.Context(), v.Result, key)
	if err != nil {
		return row, nil, err
	}
	o := lineage.Root.Observation
	if o == nil {
		return row, nil, nil
	}
	row.Value = render.Number(o.Value, int(o.Decimals))
	row.Status, row.Grade = render.ObservationStatus(o.Status, v.Lang), render.Grade(o.Grade, v.Lang)
	row.Page, row.Note, row.Known = o.Page, o.Note, o.Known.Date().String()
	row.Source = sourceTitle(v, o.Source)
	if o.Reporter != "" {
		row.Reporter = render.BodyNames(v.Plan, []string{o.Reporter}, v.Lang)[0]
	}
	if lineage.Root.Vintages == 0 {
		return row, nil, nil
	}
	row.Revised, err = s.superseded(v, key, o)
	var points []render.Point
	for _, old := range row.Revised {
		points = append(points, render.Point{Period: key.Period, Value: old.number, Origin: evaluate.Observed})
	}
	return row, points, err
}

func sourceTitle(v *visit, id string) string {
	if source := v.Plan.Source(id); source != nil {
		return source.Title.In(v.Lang)
	}
	return id
}
