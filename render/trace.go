package render

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Trace is a chart of what was measured in a year, with the limits it is held against.
type Trace struct {
	Title, Unit string
	Year        int
	First       measure.Date // of the values
	PerDay      int          // values in a day: 1, 6 or 24
	Values      []float64    // dense; measure.Missing where there is none
	Over        []TracePoint // values to be seen one by one
	Means       []TracePoint // means of months
	Limits      []Limit
}

// TracePoint is a value with what it says when pointed at.
type TracePoint struct {
	Day   float64 // its place in time
	Value float64
	Tip   string
}

// MiddleOf is the place in time of a period's value.
func MiddleOf(p measure.Period) float64 { return middle(p) + 0.5 }

// Limit is a line that values are held against.
type Limit struct {
	Value  float64
	Label  string
	Target bool // the one that counts here
}

// labelHeight is how far apart labels of limits stand at least.
const labelHeight = 14.0

// SVG draws the trace; empty without a value in the year.
func (t Trace) SVG(l locale.Lang) string {
	values := t.inYear()
	if len(values) == 0 {
		return ""
	}
	limits := t.seen(slices.Max(values))
	lo, hi := slices.Min(values), slices.Max(values)
	for _, x := range limits {
		lo, hi = min(lo, x.Value), max(hi, x.Value)
	}
	year := measure.Year(t.Year)
	sc := newScale(float64(year.First()), float64(year.Last()+1), lo, hi)
	s := newSVG("chart trace", chartWidth, chartHeight, t.Title, t.describe(values, l))
	sc.drawValues(s, t.Unit, l)
	t.drawMonths(s, sc, l)
	drawLimits(s, sc, limits)
	t.drawLine(s, sc)
	for _, p := range t.Over {
		s.mark("over", "circle", sc.day(p.Day), sc.y(p.Value), 2.5, p.Tip)
	}
	for _, p := range t.Means {
		s.mark("mean", "diamond", sc.day(p.Day), sc.y(p.Value), 4, p.Tip)
	}
	return s.close()
}

// at is the place in time of a value, the middle of the hours it stands for.
func (t Trace) at(i int) float64 {
	return float64(t.First) + (float64(i)+0.5)/float64(t.PerDay)
}

// inYear returns the values that lie in the year.
func (t Trace) inYear() []float64 {
	year := measure.Year(t.Year)
	var list []float64
	for i, v := range t.Values {
		if day := t.First + measure.Date(i/t.PerDay); day >= year.First() && day <= year.Last() && !measure.IsMissing(v) {
			list = append(list, v)
		}
	}
	return list
}

// seen returns the limits worth a line: those up to the first above all values, and the one that
// counts, from below.
func (t Trace) seen(highest float64) []Limit {
	limits := slices.Clone(t.Limits)
	slices.SortStableFunc(limits, func(a, b Limit) int { return cmp.Compare(a.Value, b.Value) })
	next := slices.IndexFunc(limits, func(x Limit) bool { return x.Value > highest })
	var list []Limit
	for i, x := range limits {
		if next < 0 || i <= next || x.Target {
			list = append(list, x)
		}
	}
	return list
}

// describe says in words what the drawing shows.
func (t Trace) describe(values []float64, l locale.Lang) string {
	text := say(l, "最低 ", "lowest ") + Exact(slices.Min(values)) + say(l, "，最高 ", ", highest ") +
		Exact(slices.Max(values)) + " " + t.Unit
	for _, x := range t.Limits {
		text += say(l, "；", "; ") + x.Label
	}
	return text
}

func (t Trace) drawMonths(s *svg, sc scale, l locale.Lang) {
	for m := range 12 {
		p := measure.Period{Freq: measure.Month, Ord: int32(t.Year*12 + m)}
		x := sc.day(float64(p.First()))
		s.line("tickmark", x, chartHeight-chartBottom, x, chartHeight-chartBottom+4)
		name := Period(p, l)
		s.text("tick", sc.day(MiddleOf(p)), chartHeight-chartBottom+19, "middle",
			strings.TrimSpace(strings.NewReplacer(Period(measure.Year(t.Year), l), "").Replace(name)))
	}
}

// drawLimits draws limits with their labels beside, pushed apart where they lie close.
func drawLimits(s *svg, sc scale, limits []Limit) {
	free := math.Inf(1)
	for _, x := range limits {
		class := "limit"
		if x.Target {
			class = "limit goal"
		}
		y := sc.y(x.Value)
		s.line(class, chartLeft, y, chartWidth-chartRight, y)
		free = min(y+4, free-labelHeight)
		s.text(class, chartWidth-chartRight+8, free, "start", x.Label)
	}
}

// drawLine joins neighbouring values; a missing one leaves a gap, and one alone shows as a dot.
func (t Trace) drawLine(s *svg, sc scale) {
	year := measure.Year(t.Year)
	var d strings.Builder
	drawing := false
	for i, v := range t.Values {
		day := t.First + measure.Date(i/t.PerDay)
		if measure.IsMissing(v) || day < year.First() || day > year.Last() {
			drawing = false
			continue
		}
		place := px(sc.day(t.at(i))) + " " + px(sc.y(v))
		if drawing {
			d.WriteString("L" + place)
		} else {
			d.WriteString("M" + place + "h.1")
		}
		drawing = true
	}
	s.path("series", d.String())
}
