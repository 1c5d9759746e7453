package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/render"
)

// outlookBody is where all targets are heading.
type outlookBody struct {
	Year       int // the plan looks ahead to; 0 for none
	Forecast   []outlookRow
	Unforecast []outlookRow
	Record     *recordTable // of all series together; nil without any outcome
}

// outlookRow is a target's outlook in a line.
type outlookRow struct {
	Name, Reading, Link, Latest, Want, Due string
	Odds, Later, Median, When, Why         string
	Status                                 evaluate.Status
	Settled                                bool // the due period is known
	odds                                   float64
}

// recordTable is how past forecasts turned out.
type recordTable struct {
	N                             int
	Cover80, Cover95, MASE, Brier string
	Attainment                    string // calibration error
	Bins                          []reliabilityBin
}

// reliabilityBin is a tenth of the stated odds, and how often the event came.
type reliabilityBin struct {
	Range, Stated, Came string
	N                   int
}

// recordHorizon is how many years ahead past forecasts are looked back at.
const recordHorizon = 5

func (s *site) outlook(v *visit) (page, error) {
	body := outlookBody{Year: v.Plan.Manifest.Outlook}
	for i := range v.Result.Targets {
		t := &v.Result.Targets[i]
		if t.Version.ID != v.Plan.Manifest.Headline && !t.Headline {
			continue
		}
		row := newOutlookRow(v, t)
		switch {
		case row.Why == "":
			body.Forecast = append(body.Forecast, row)
		case t.Headline:
			body.Unforecast = append(body.Unforecast, row)
		}
	}
	slices.SortStableFunc(body.Forecast, func(a, b outlookRow) int { return cmp.Compare(a.odds, b.odds) })
	record, err := s.pastForecasts(v)
	if err != nil {
		return page{}, err
	}
	body.Record = newRecordTable(record)
	return page{Template: "outlook", Title: v.say("展望", "Outlook"), Body: body}, nil
}

// pastForecasts looks back once for every point of view.
func (s *site) pastForecasts(v *visit) (*forecast.Record, error) {
	key := fmt.Sprintf("%x %v %v", v.Result.Position.Hash, v.At.Known, v.At.Valid)
	return s.record.get(key, func() (*forecast.Record, error) { return v.Result.PastForecasts(recordHorizon), nil })
}

func newOutlookRow(v *visit, t *evaluate.TargetResult) outlookRow {
	o := v.Result.TargetOutlook(t)
	row := outlookRow{Name: t.Target.Name.In(v.Lang), Reading: t.Reading.Name.In(v.Lang), Status: t.Status,
		Link: v.Link("/outlook/" + t.ID()), Latest: render.TargetValue(t, v.Plan, v.Lang), Want: render.TargetWant(t, v.Lang),
		Due: render.Period(t.Target.Due, v.Lang), odds: 2}
	if t.Period != (measure.Period{}) {
		row.Latest += v.say("（"+render.Period(t.Period, v.Lang)+"）", " ("+render.Period(t.Period, v.Lang)+")")
	}
	if o.Forecast == nil {
		row.Why = render.WhyNoForecast(o.Fault, v.Lang)
		return row
	}
	row.Settled = o.Due == nil
	if o.Due != nil {
		row.Odds, row.odds = render.Odds(o.Due.Odds, v.Lang), o.Due.Odds
		row.Median = render.OutlookValue(t, o.Forecast.Median(o.Due.Step), v.Plan, v.Lang)
	}
	if o.Later != nil {
		row.Later = render.Odds(o.Later.Odds, v.Lang)
	}
	row.When = whenText(v, &o.Outlook, o.When)
	return row
}

func whenText(v *visit, o *evaluate.Outlook, when measure.Period) string {
	switch when {
	case measure.Period{}:
		return v.say("预测期内看不到", "not in sight")
	case o.Latest:
		return v.say("现值已达到", "met by the latest value")
	}
	return render.Period(when, v.Lang)
}

func newRecordTable(r *forecast.Record) *recordTable {
	if r == nil {
		return nil
	}
	percent := func(x float64) string { return render.Number(x*100, 0) + "%" }
	t := &recordTable{N: r.All.N, Cover80: percent(r.All.Cover80), Cover95: percent(r.All.Cover95),
		MASE: render.Number(r.All.MASE, 2), Brier: render.Number(r.All.Brier, 3), Attainment: render.Number(r.Attainment, 3)}
	for i, b := range r.Reliability {
		bin := reliabilityBin{Range: fmt.Sprintf("%d–%d%%", i*10, i*10+10), N: b.N}
		if b.N > 0 {
			bin.Stated, bin.Came = percent(b.Stated), percent(b.Came)
		}
		t.Bins = append(t.Bins, bin)
	}
	return t
}

// targetOutlookBody is one target's outlook.
type targetOutlookBody struct {
	Name, Reading, Area, Want, Due, Latest, LatestPeriod, Unit string
	Status                                                     evaluate.Status
	Why                                                        string // there is no forecast
	Chances                                                    []chanceCard
	Pace, When                                                 string
	Chart                                                      template.HTML
	Steps                                                      []stepRow
	Effects, Notes                                             []string
	Values                                                     int
	Past                                                       []pastRow    // the latest first
	Own, All                                                   *recordTable // of this series, and of all series together
	Explain, Series                                            string
	Readings                                                   []outlookRow // of the same target
}

// chanceCard is the odds in a period.
type chanceCard struct{ Period, Odds, Median, Interval80, Interval95 string }

// stepRow is the forecast of a period.
type stepRow struct{ Period, Median, Low80, High80, Low95, High95, Odds string }

// pastRow is a past forecast beside what came.
type pastRow struct {
	KnownTo, Period, Forecast, Interval, Value string
	In80, In95                                 bool
}

func (s *site) targetOutlook(v *visit) (page, error) {
	t := v.target(v.r.PathValue("id"))
	if t == nil {
		return page{}, notFound(v.say("没有这个目标", "There is no such target"))
	}
	o := v.Result.TargetOutlook(t)
	body := targetOutlookBody{Name: t.Target.Name.In(v.Lang), Reading: t.Reading.Name.In(v.Lang),
		Area: areaName(v, t.Area), Want: render.TargetWant(t, v.Lang), Due: render.Period(t.Target.Due, v.Lang),
		Status: t.Status, Latest: render.TargetValue(t, v.Plan, v.Lang), LatestPeriod: render.Period(t.Period, v.Lang),
		Unit:    render.Unit(t.Target.Unit, v.Lang),
		Explain: v.Link("/explain/target/" + t.ID()), Series: v.Link("/indicators/"+t.Reading.Indicator, "area", t.Area)}
	for _, other := range render.Others(v.Result, t) {
		if other.Version == t.Version {
			body.Readings = append(body.Readings, newOutlookRow(v, other))
		}
	}
	if o.Forecast == nil {
		body.Why = render.WhyNoForecast(o.Fault, v.Lang)
		return page{Template: "targetoutlook", Title: body.Name, Body: body}, nil
	}
	body.fill(v, t, o)
	record, err := s.pastForecasts(v)
	if err != nil {
		return page{}, err
	}
	body.All = newRecordTable(record)
	return page{Template: "targetoutlook", Title: body.Name + v.say(" · 展望", " · Outlook"), Body: body}, nil
}

// target finds a target result by its id, or by the target's for its headline.
func (v *visit) target(id string) *evaluate.TargetResult {
	whole := strings.Contains(id, "/")
	for i := range v.Result.Targets {
		t := &v.Result.Targets[i]
		if whole && t.ID() == id || !whole && t.Headline && t.Target.ID == id {
			return t
		}
	}
	return nil
}

func (b *targetOutlookBody) fill(v *visit, t *evaluate.TargetResult, o *evaluate.TargetOutlook) {
	value := func(x float64) string { return render.OutlookValue(t, x, v.Plan, v.Lang) }
	f := o.Forecast
	b.Values, b.When, b.Pace = f.Usable, whenText(v, &o.Outlook, o.When), render.Pace(t, o, v.Lang)
	for _, c := range []*evaluate.Chance{o.Due, o.Later} {
		if c != nil {
			low80, high80 := f.Interval(c.Step, 0.8)
			low95, high95 := f.Interval(c.Step, 0.95)
			b.Chances = append(b.Chances, chanceCard{render.Period(c.Period, v.Lang), render.Odds(c.Odds, v.Lang),
				value(f.Median(c.Step)), value(low80) + " — " + value(high80), value(low95) + " — " + value(high95)})
		}
	}
	for h := 1; h <= f.Horizon; h++ {
		low80, high80 := f.Interval(h, 0.8)
		low95, high95 := f.Interval(h, 0.95)
		b.Steps = append(b.Steps, stepRow{render.Period(o.Latest.Add(h), v.Lang), value(f.Median(h)), value(low80),
			value(high80), value(low95), value(high95), render.Odds(f.Odds(h, o.Event), v.Lang)})
	}
	for _, e := range o.Effects {
		b.Effects = append(b.Effects, render.EffectLine(e, v.Lang))
	}
	for _, n := range f.Notes {
		b.Notes = append(b.Notes, render.ForecastNote(n, v.Lang))
	}
	b.drawChart(v, t, o)
	b.lookBack(v, t, o)
}

// drawChart draws the series with its fan and the target, in the indicator's unit.
func (b *targetOutlookBody) drawChart(v *visit, t *evaluate.TargetResult, o *evaluate.TargetOutlook) {
	ind := v.Plan.Indicator(t.Reading.Indicator)
	num, den, err := t.Target.Unit.FactorTo(ind.Unit)
	if err != nil {
		return
	}
	factor := float64(num) / float64(den)
	chart := render.Chart{Indicator: ind, Area: b.Area, Fan: render.Fan(&o.Outlook, o.Forecast.Horizon, factor)}
	for i := range o.Series.Values {
		p := o.First.Add(i)
		if c := v.Result.Cell(ind.ID, t.Area, p); !measure.IsMissing(c.Value) {
			chart.Points = append(chart.Points, render.Point{Period: p, Value: c.Value, Origin: c.Origin})
		}
	}
	if goal, ok := newGoal(v, ind, t); ok {
		chart.Targets = append(chart.Targets, goal)
	}
	b.Chart = template.HTML(chart.SVG(v.Lang)) // our own drawing, escaped
}

// lookBack lists what became of past forecasts of the series, of the step the target is ahead.
func (b *targetOutlookBody) lookBack(v *visit, t *evaluate.TargetResult, o *evaluate.TargetOutlook) {
	steps := recordHorizon
	if o.Due != nil {
		steps = o.Due.Step
	}
	record, err := forecast.Backtest(o.Series, steps, 0, forecast.Options{})
	if err != nil {
		return // too short to look back
	}
	b.Own = newRecordTable(record)
	value := func(x float64) string { return render.OutlookValue(t, x, v.Plan, v.Lang) }
	for _, r := range slices.Backward(record.Outcomes) {
		b.Past = append(b.Past, pastRow{render.Period(o.First.Add(r.Origin-1), v.Lang),
			render.Period(o.First.Add(r.Origin+r.Step-1), v.Lang), value(r.Median), value(r.Low80) + " — " + value(r.High80),
			value(r.Value), r.Value >= r.Low80 && r.Value <= r.High80, r.Value >= r.Low95 && r.Value <= r.High95})
	}
}
