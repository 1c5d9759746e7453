package evaluate

import (
	"errors"
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/plan"
)

// Outlook is where the series of an indicator in an area is heading, as known at the point of view
// and under the scenario. Quantities are in the indicator's unit, those of a target's in the target's.
type Outlook struct {
	Series   forecast.Series // what the forecast rests on, up to the last value
	First    measure.Period  // of Series.Values
	Latest   measure.Period  // of the last value; the forecast's step 1 is the period after
	Effects  []ProjectEffect // of projects still to come, that the forecast heeds
	Forecast *forecast.Forecast
	Fault    error // why there is no forecast: forecast.TooFew, forecast.OutOfBounds or ErrNoForecast
}

// ErrNoForecast says that series of a frequency are not forecast.
var ErrNoForecast = errors.New("daily values and values to date are not forecast")

// ProjectEffect is an effect that a project has from a period on.
type ProjectEffect struct {
	Project *plan.Project
	Effect  *plan.Effect
	From    measure.Period
}

// Step returns how many steps after the last value a period lies; zero or less where it is known.
func (o *Outlook) Step(p measure.Period) int { return int(p.Ord - o.Latest.Ord) }

// Outlook forecasts an indicator in an area to the last year of the plan or its outlook, whichever is
// later; nil where the plan has no such cells.
func (r *Result) Outlook(indicator, area string) *Outlook {
	n := r.values.byID[indicator]
	row, ok := r.Plan.Territory.Row(area)
	if n == nil || !ok {
		return nil
	}
	return r.values.outlook(n, row, 1, 1)
}

// outlook forecasts a row in a unit that is num / den times the indicator's.
func (v *values) outlook(n *node, r int, num, den float64) *Outlook {
	o := &Outlook{}
	switch n.axis.Freq {
	case measure.Annual, measure.Semester, measure.Quarterly, measure.Month:
		o.Series.Season = n.axis.Freq.PerYear()
	default:
		o.Fault = ErrNoForecast
		return o
	}
	o.Series.Scale = scaleOf(n.Indicator, num/den)
	end := v.fillSeries(o, n, r, num/den)
	if end < 0 {
		o.Fault = forecast.TooFew{Needed: forecast.MinPoints}
		return o
	}
	v.heed(o, n, r, num/den)
	until := measure.Year(max(v.plan.Manifest.LastYear, v.plan.Manifest.Outlook)).Last()
	horizon := 1
	for o.Latest.Add(horizon+1).Last() <= until && horizon < forecast.MaxHorizon {
		horizon++
	}
	o.Forecast, o.Fault = forecast.Make(o.Series, horizon, forecast.Options{})
	return o
}

// scaleOf is how the values of an indicator may lie.
func scaleOf(i *plan.Indicator, factor float64) forecast.Scale {
	low, high := float64(i.Low*factor), math.Inf(1)
	switch {
	case i.Written("high"):
		high = float64(i.High * factor)
	case i.Unit.Kind == measure.Share:
		high = float64(factor*float64(i.Unit.Den)) / float64(i.Unit.Num)
	}
	switch {
	case low < 0:
		return forecast.Plain()
	case math.IsInf(high, 1):
		return forecast.NonNegative()
	}
	return forecast.Bounded(low, high)
}

// fillSeries takes the values from the first known to the last that could be known, and returns the
// column of the last; −1 without any.
func (v *values) fillSeries(o *Outlook, n *node, r int, factor float64) int {
	row, first, end := v.row(n, r), 0, n.axis.N-1
	if v.at.Valid != 0 {
		end = min(end, lastBy(n.axis, v.at.Valid))
	}
	for end >= 0 && measure.IsMissing(row[end]) {
		end--
	}
	if end < 0 {
		return end
	}
	for measure.IsMissing(row[first]) {
		first++
	}
	for i := first; i <= end; i++ {
		o.Series.Values = append(o.Series.Values, float64(row[i]*factor))
		if i > first && v.remarks[v.cell(n, r, i)].broke {
			o.Series.Breaks = append(o.Series.Breaks, i-first)
		}
	}
	o.First, o.Latest = n.axis.At(first), n.axis.At(end)
	return end
}

// heed adds the effects of projects that are complete after the last value.
func (v *values) heed(o *Outlook, n *node, r int, factor float64) {
	for _, p := range v.plan.Projects {
		day := v.completes(p.ID)
		for i := range p.Effects {
			e := &p.Effects[i]
			area := firstOf(e.Area, v.plan.Manifest.Area)
			if day == 0 || e.Indicator != n.ID || area != v.rows[r].id {
				continue
			}
			from := o.Latest
			for from.Last() < day {
				from = from.Add(1)
			}
			num, den, err := e.Unit.FactorTo(n.Unit)
			if step := o.Step(from); step >= 1 && err == nil {
				scale := float64(factor*float64(num)) / float64(den)
				o.Series.Events = append(o.Series.Events, eventOf(e, step, scale, n.axis.Freq))
				o.Effects = append(o.Effects, ProjectEffect{p, e, from})
			}
		}
	}
}

// eventOf is an effect as a forecast takes it. Its range holds four cases in five, as the range of a
// normal variable from −1.28 to 1.28 deviations does; a slope is stated by the year.
func eventOf(e *plan.Effect, step int, scale float64, f measure.Freq) forecast.Event {
	const deviations = 2 * 1.2815515655446004
	size, sd := float64(e.Size*scale), math.Abs(float64((e.High-e.Low)*scale))/deviations
	if e.Kind == plan.Slope {
		years := float64(f.PerYear())
		return forecast.Event{From: step, Slope: size / years, SlopeSD: sd / years}
	}
	return forecast.Event{From: step, Level: size, LevelSD: sd}
}

// Chance is the probability that a target is met in a period.
type Chance struct {
	Period measure.Period
	Step   int
	Odds   float64
}

// TargetOutlook is an outlook in a target's unit, and what it means for the target.
type TargetOutlook struct {
	Outlook
	Event forecast.Target // the values that meet the target
	Due   *Chance         // nil where the due period has a value, or there is no forecast
	Later *Chance         // in the year the plan looks ahead to; nil where there is none
	Pace  forecast.Pace   // up to the due period, or the later year once that is over
	When  measure.Period  // of expected attainment: odds of one half or more for the first time; zero for not in sight
}

// TargetOutlook tells where the series behind a target result is heading.
func (r *Result) TargetOutlook(t *TargetResult) *TargetOutlook {
	judged := *t
	j := &judgement{TargetResult: &judged, v: r.values, node: r.values.byID[t.Reading.Indicator]}
	j.row, _ = r.Plan.Territory.Row(t.Area)
	j.locate()
	j.measure()
	o := &TargetOutlook{Outlook: *r.values.outlook(j.node, j.row, j.num, j.den), Event: j.event()}
	if o.Forecast == nil {
		return o
	}
	f := j.node.axis.Freq
	o.Due = o.chance(ending(t.Target.Due, f))
	if year := r.Plan.Manifest.Outlook; year != 0 && measure.Year(year).Last() > t.Target.Due.Last() {
		o.Later = o.chance(ending(measure.Year(year), f))
	}
	for _, c := range []*Chance{o.Later, o.Due} {
		if c != nil {
			o.Pace = o.Forecast.Pace(c.Step, o.Event)
		}
	}
	if step, ok := o.Forecast.When(o.Event); o.Event.Met(o.Forecast.Last()) {
		o.When = o.Latest
	} else if ok {
		o.When = o.Latest.Add(step)
	}
	return o
}

// chance is the odds in a period, nil where its value is known or lies beyond the forecast.
func (o *TargetOutlook) chance(p measure.Period) *Chance {
	step := o.Step(p)
	if step < 1 || step > o.Forecast.Horizon {
		return nil
	}
	return &Chance{p, step, o.Forecast.Odds(step, o.Event)}
}

// lastOfYearOr returns the last period of a frequency that ends by the end of p.
func ending(p measure.Period, f measure.Freq) measure.Period {
	if p.Freq == f {
		return p
	}
	year := p.CalendarYear()
	axis := measure.AxisOf(f, year, year)
	return axis.At(max(0, lastBy(axis, p.Last())))
}
