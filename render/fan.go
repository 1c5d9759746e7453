package render

import (
	"fmt"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// FanPoint is a forecast of one period, in the indicator's unit: the median, and the ends of the
// intervals that hold the value in 80 and in 95 of 100 cases.
type FanPoint struct {
	Period        measure.Period
	Median        float64
	Low80, High80 float64
	Low95, High95 float64
}

// drawFan draws a forecast from the last value on: two bands and the median.
func (c Chart) drawFan(s *svg, sc scale, l locale.Lang) {
	last, ok := c.last()
	if !ok || len(c.Fan) == 0 {
		return
	}
	from := FanPoint{last.Period, last.Value, last.Value, last.Value, last.Value, last.Value}
	all := append([]FanPoint{from}, c.Fan...)
	edge := func(value func(FanPoint) float64) []string {
		var points []string
		for _, p := range all {
			points = append(points, px(sc.x(p.Period))+" "+px(sc.y(value(p))))
		}
		return points
	}
	band := func(class string, low, high func(FanPoint) float64) {
		back := edge(low)
		d := "M" + strings.Join(edge(high), "L")
		for i := len(back) - 1; i >= 0; i-- {
			d += "L" + back[i]
		}
		s.path(class, d+"Z")
	}
	band("fan fan95", func(p FanPoint) float64 { return p.Low95 }, func(p FanPoint) float64 { return p.High95 })
	band("fan fan80", func(p FanPoint) float64 { return p.Low80 }, func(p FanPoint) float64 { return p.High80 })
	s.path("median", "M"+strings.Join(edge(func(p FanPoint) float64 { return p.Median }), "L"))
	for _, p := range c.Fan {
		s.mark("forecast", "circle", sc.x(p.Period), sc.y(p.Median), 2.6, c.fanTip(p, l))
	}
	end := c.Fan[len(c.Fan)-1]
	s.text("value", sc.x(end.Period)+9, sc.y(end.Median)+4, "start", Value(end.Median, c.Indicator, l))
}

// fanTip says a forecast in words.
func (c Chart) fanTip(p FanPoint, l locale.Lang) string {
	number := func(v float64) string { return Number(v, c.Indicator.Decimals) }
	return fmt.Sprintf(say(l, "%s 预测中位数 %s，八成可能在 %s—%s，九成五可能在 %s—%s",
		"%s forecast: median %s, 80 in 100 within %s–%s, 95 in 100 within %s–%s"), Period(p.Period, l),
		Value(p.Median, c.Indicator, l), number(p.Low80), number(p.High80), number(p.Low95), number(p.High95))
}
