package render

import (
	"fmt"
	"math"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Chart is an indicator's series in one area, with the targets that look at it.
type Chart struct {
	Indicator *plan.Indicator
	Area      string // its name
	Points    []Point
	Revised   []Point // superseded vintages
	Targets   []Goal
	Fan       []FanPoint // what comes after the last point, by a forecast
}

// Point is a value in a period.
type Point struct {
	Period measure.Period
	Value  float64 // in the indicator's unit
	Origin evaluate.Origin
}

// Goal is a target drawn into a chart: the schedule from its baseline, if there is one, to what it
// wants when due.
type Goal struct {
	Baseline Point // Value is Missing where nothing is expected before the target is due
	Due      Point
	Label    string
}

// The frame of a chart, in pixels of its viewBox.
const (
	chartWidth, chartHeight = 1000.0, 330.0
	chartLeft, chartRight   = 72.0, 150.0
	chartTop, chartBottom   = 34.0, 34.0
)

// scale maps days and values into the frame of a chart.
type scale struct{ x0, x1, y0, y1, step float64 }

func (s scale) x(p measure.Period) float64 { return s.day(middle(p)) }

func (s scale) day(d float64) float64 {
	return chartLeft + float64((d-s.x0)/(s.x1-s.x0)*(chartWidth-chartLeft-chartRight))
}

func (s scale) y(v float64) float64 {
	return chartHeight - chartBottom - float64((v-s.y0)/(s.y1-s.y0)*(chartHeight-chartTop-chartBottom))
}

// middle is the day in the middle of a period.
func middle(p measure.Period) float64 { return (float64(p.First()) + float64(p.Last())) / 2 }

// SVG draws the chart; empty where there is no more to see than one value.
func (c Chart) SVG(l locale.Lang) string {
	sc, ok := c.scale()
	if !ok || len(c.Points)+len(c.Revised)+len(c.Targets) < 2 {
		return ""
	}
	s := newSVG("chart", chartWidth, chartHeight, c.Indicator.Name.In(l)+" · "+c.Area, c.describe(l))
	c.drawGrid(s, sc, l)
	c.drawFan(s, sc, l)
	for _, g := range c.Targets {
		c.drawGoal(s, sc, g, l)
	}
	c.drawLine(s, sc)
	for _, p := range c.Revised {
		s.mark("revised", "ring", sc.x(p.Period), sc.y(p.Value), 3.5,
			say(l, "已被更新：", "superseded: ")+c.tip(p, l))
	}
	for _, p := range c.Points {
		if !measure.IsMissing(p.Value) {
			s.mark("point", shapes[p.Origin], sc.x(p.Period), sc.y(p.Value), 3.5, c.tip(p, l))
		}
	}
	c.drawLast(s, sc, l)
	return s.close()
}

// drawLast writes the last value beside its mark, clear of the line to a target and of a forecast.
func (c Chart) drawLast(s *svg, sc scale, l locale.Lang) {
	last, ok := c.last()
	if !ok {
		return
	}
	x, y, anchor := sc.x(last.Period)+9, sc.y(last.Value)+4, "start"
	switch {
	case len(c.Fan) > 0:
		x, y, anchor = x-9, y+16, "middle"
	case len(c.Targets) > 0:
		y -= 12
	}
	s.text("value", x, y, anchor, Value(last.Value, c.Indicator, l))
}

// shapes tell observed values from others without colour.
var shapes = [...]string{evaluate.None: "circle", evaluate.Observed: "circle", evaluate.Computed: "diamond",
	evaluate.Composed: "square", evaluate.Supposed: "ring"}

func (c Chart) tip(p Point, l locale.Lang) string {
	return fmt.Sprintf("%s %s (%s)", Period(p.Period, l), Value(p.Value, c.Indicator, l), Origin(p.Origin, l))
}

func (c Chart) last() (Point, bool) {
	for i := len(c.Points) - 1; i >= 0; i-- {
		if !measure.IsMissing(c.Points[i].Value) {
			return c.Points[i], true
		}
	}
	return Point{}, false
}

// describe says in words what the drawing shows.
func (c Chart) describe(l locale.Lang) string {
	var parts []string
	for _, p := range c.Points {
		if !measure.IsMissing(p.Value) {
			parts = append(parts, Period(p.Period, l)+" "+Value(p.Value, c.Indicator, l))
		}
	}
	for _, p := range c.Fan {
		parts = append(parts, c.fanTip(p, l))
	}
	for _, g := range c.Targets {
		parts = append(parts, g.Label)
	}
	return strings.Join(parts, say(l, "；", "; "))
}

// scale fits the frame around everything that is drawn.
func (c Chart) scale() (scale, bool) {
	lo, hi := math.Inf(1), math.Inf(-1)
	from, to := math.Inf(1), math.Inf(-1)
	see := func(p Point) {
		if !measure.IsMissing(p.Value) {
			lo, hi = min(lo, p.Value), max(hi, p.Value)
			from, to = min(from, float64(p.Period.First())), max(to, float64(p.Period.Last()))
		}
	}
	for _, list := range [][]Point{c.Points, c.Revised} {
		for _, p := range list {
			see(p)
		}
	}
	for _, p := range c.Fan {
		see(Point{Period: p.Period, Value: p.Low95})
		see(Point{Period: p.Period, Value: p.High95})
	}
	for _, g := range c.Targets {
		see(g.Baseline)
		see(g.Due)
	}
	if lo > hi {
		return scale{}, false
	}
	return newScale(from, to, lo, hi), true
}

// newScale fits a frame around days and values, the values between round numbers.
func newScale(from, to, lo, hi float64) scale {
	if lo == hi {
		lo, hi = lo-math.Max(1, math.Abs(lo)*0.05), hi+math.Max(1, math.Abs(hi)*0.05)
	}
	if lo > 0 && lo < (hi-lo)*0.6 {
		lo = 0 // close enough to zero to show it
	}
	step := niceStep((hi - lo) / 4)
	return scale{from, to, math.Floor(lo/step) * step, math.Ceil(hi/step) * step, step}
}

// niceStep is the least of 1, 2, 2.5 and 5 times a power of ten that is not below x.
func niceStep(x float64) float64 {
	power := 1.0
	for power*10 <= x {
		power *= 10
	}
	for power > x {
		power /= 10
	}
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= x {
			return m * power
		}
	}
	return 10 * power
}

func (c Chart) drawGrid(s *svg, sc scale, l locale.Lang) {
	sc.drawValues(s, unitOrNumber(c.Indicator.Unit, l), l)
	first, last := measure.Date(sc.x0).Year(), measure.Date(sc.x1).Year()
	every := 1
	for (last-first)/every > 12 {
		every++
	}
	for y := first; y <= last; y += every {
		x := sc.x(measure.Year(y))
		s.line("tickmark", x, chartHeight-chartBottom, x, chartHeight-chartBottom+4)
		s.text("tick", x, chartHeight-chartBottom+19, "middle", fmt.Sprint(y))
	}
}

// drawValues draws the lines of round values, and their unit over them.
func (sc scale) drawValues(s *svg, unit string, l locale.Lang) {
	s.text("unit", chartLeft-10, 16, "start", say(l, "单位：", "Unit: ")+unit)
	decimals := 0
	for v := sc.step; decimals < 6 && math.Abs(v-math.Round(v)) > 1e-9; v *= 10 {
		decimals++
	}
	lines := int(math.Round((sc.y1 - sc.y0) / sc.step))
	for i := range lines + 1 {
		v := sc.y0 + float64(float64(i)*sc.step)
		s.line("grid", chartLeft, sc.y(v), chartWidth-chartRight, sc.y(v))
		s.text("tick", chartLeft-8, sc.y(v)+4, "end", Number(v, decimals))
	}
}

func unitOrNumber(u measure.Unit, l locale.Lang) string {
	if name := Unit(u, l); name != "" {
		return name
	}
	return say(l, "数值", "number")
}

func (c Chart) drawGoal(s *svg, sc scale, g Goal, l locale.Lang) {
	x, y := sc.x(g.Due.Period), sc.y(g.Due.Value)
	if !measure.IsMissing(g.Baseline.Value) {
		s.line("schedule", sc.x(g.Baseline.Period), sc.y(g.Baseline.Value), x, y)
	} else {
		s.line("goal", chartLeft, y, x, y)
	}
	s.mark("goal", "diamond", x, y, 4.5, g.Label)
	s.text("goal", x+9, y-6, "start", Value(g.Due.Value, c.Indicator, l))
}

// drawLine joins neighbouring values; a missing one leaves a gap.
func (c Chart) drawLine(s *svg, sc scale) {
	var d strings.Builder
	drawing := false
	for i, p := range c.Points {
		joined := i > 0 && p.Period == c.Points[i-1].Period.Add(1)
		switch {
		case measure.IsMissing(p.Value):
			drawing = false
			continue
		case drawing && joined:
			d.WriteByte('L')
		default:
			d.WriteByte('M')
		}
		drawing = true
		d.WriteString(px(sc.x(p.Period)) + " " + px(sc.y(p.Value)))
	}
	if d.Len() > 0 {
		s.path("series", d.String())
	}
}

// Bar draws where a target result stands between its baseline and what is wanted: a filled length,
// and a tick where the schedule expects it to be. Empty where no schedule leads there.
func Bar(t *evaluate.TargetResult, l locale.Lang) string {
	scheduled := t.Target.Schedule == plan.Linear || t.Target.Schedule == plan.Growth
	if measure.IsMissing(t.Progress) || !scheduled || t.Rule == evaluate.HoldBaseline {
		return ""
	}
	const w, h = 160.0, 14.0
	span := t.Want - t.Baseline
	expected := measure.Missing
	if span != 0 {
		expected = (t.Expected - t.Baseline) / span
	}
	description := say(l, "已走完基期到目标的", "of the way from the baseline: ") + share(t.Progress)
	if !measure.IsMissing(expected) {
		description += say(l, "，时序应为", "; by the schedule: ") + share(expected)
	}
	s := newSVG("bar", w, h, description, description)
	s.rect("track", 0, 4, w, 6)
	s.rect("done", 0, 4, w*min(max(t.Progress, 0), 1), 6)
	if !measure.IsMissing(expected) {
		x := min(max(w*expected, 1), w-1)
		s.line("expected", x, 0, x, h)
	}
	return s.close()
}
