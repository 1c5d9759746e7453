package render_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/territory"
)

// wellFormed reports markup that an XML parser refuses: a name that was not escaped, say.
func wellFormed(t interface {
	Helper()
	Fatalf(string, ...any)
}, drawing string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(drawing))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in:\n%s", err, drawing)
		}
		if strings.Contains(drawing, "NaN") || strings.Contains(drawing, "Inf") {
			t.Fatalf("a position that is no number in:\n%s", drawing)
		}
	}
}

func sampleChart() render.Chart {
	ind := &plan.Indicator{Name: locale.Text{ZH: "R&D <强度>", EN: "R&D <intensity>"},
		Unit: measure.Percent, Decimals: 2}
	point := func(y int, v float64, o evaluate.Origin) render.Point {
		return render.Point{Period: measure.Year(y), Value: v, Origin: o}
	}
	return render.Chart{Indicator: ind, Area: "合成圈",
		Points: []render.Point{point(2019, 1.9, evaluate.Observed), point(2020, 2, evaluate.Observed),
			point(2022, 2.2, evaluate.Computed), point(2023, 2.3, evaluate.Composed)},
		Revised: []render.Point{point(2020, 1.95, evaluate.Observed)},
		Targets: []render.Goal{{Baseline: point(2020, 2, evaluate.Observed),
			Due: point(2025, 2.5, evaluate.None), Label: "2.5% & 以上"}}}
}

func TestChart(t *testing.T) {
	for _, l := range languages {
		drawing := sampleChart().SVG(l)
		wellFormed(t, drawing)
		golden(t, "chart."+string(l)+".svg", drawing)
	}
	fan := sampleChart()
	fan.Fan = []render.FanPoint{{measure.Year(2024), 2.36, 2.3, 2.42, 2.26, 2.47},
		{measure.Year(2025), 2.43, 2.31, 2.55, 2.2, 2.7}}
	drawing := fan.SVG("zh")
	wellFormed(t, drawing)
	golden(t, "fan.svg", drawing)
	// 2021 is missing: the line must not bridge it.
	if series := strings.Count(strings.SplitAfter(sampleChart().SVG("en"), `class="series"`)[1], "M"); series < 2 {
		t.Error("the line runs across a missing year")
	}
	if got := (render.Chart{Indicator: &plan.Indicator{}}).SVG("en"); got != "" {
		t.Errorf("a chart of nothing draws %s", got)
	}
}

func TestChartsOfAnySeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chart := sampleChart()
		chart.Points, chart.Revised = nil, nil
		for y := range rapid.IntRange(0, 12).Draw(t, "years") {
			v := rapid.Float64Range(-1e9, 1e9).Draw(t, "value")
			if rapid.Bool().Draw(t, "missing") {
				v = measure.Missing
			}
			chart.Points = append(chart.Points, render.Point{Period: measure.Year(2015 + y), Value: v,
				Origin: evaluate.Observed})
		}
		if drawing := chart.SVG("zh"); drawing != "" {
			wellFormed(t, drawing)
		}
	})
}

func square(west, south, size float64) [][]territory.Ring {
	return [][]territory.Ring{{{{Lon: west, Lat: south}, {Lon: west + size, Lat: south},
		{Lon: west + size, Lat: south + size}, {Lon: west, Lat: south + size}, {Lon: west, Lat: south}}}}
}

func TestMap(t *testing.T) {
	m := render.Map{Title: "图 <1>", Description: "d", Shapes: []render.Shape{
		{ID: "900101", Class: "class1", Tip: "甲 & 乙：5", Link: "/explain/a@900101:2022?valid=1&known=2",
			Polygons: square(100, 30, 1)},
		{ID: "900102", Class: "nodata", Hatched: true, Tip: "丙", Polygons: square(101, 30, 1)}},
		Borders: []render.Border{{Class: "group", Lines: square(100, 30, 1)[0]}},
		Labels: []render.Label{{Class: "city", Text: "甲市", At: territory.Point{Lon: 100.5, Lat: 30.5}},
			{Class: "city", Text: "挡住的", At: territory.Point{Lon: 100.5, Lat: 30.51}}}}
	drawing := m.SVG("zh")
	wellFormed(t, drawing)
	golden(t, "map.svg", drawing)
	if strings.Contains(drawing, "挡住的") {
		t.Error("a label covers another")
	}
	if got := (render.Map{}).SVG("zh"); got != "" {
		t.Errorf("a map of nothing draws %s", got)
	}
}

// Classes cover every value, in order, and equal values are never torn apart.
func TestClasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(-100, 100), 0, 40).Draw(t, "values")
		n := rapid.IntRange(1, 7).Draw(t, "n")
		bounds := render.Classes(values, n)
		if len(bounds) > max(n-1, 0) {
			t.Fatalf("%d bounds for %d classes", len(bounds), n)
		}
		count := make([]int, len(bounds)+1)
		for _, a := range values {
			count[render.ClassOf(a, bounds)]++
			for _, b := range values {
				if a < b && render.ClassOf(a, bounds) > render.ClassOf(b, bounds) {
					t.Fatalf("%v is in a higher class than %v", a, b)
				}
			}
		}
		for class, k := range count {
			if k == 0 && len(values) > 0 {
				t.Fatalf("class %d of %v is empty for %v", class, bounds, values)
			}
		}
	})
}

func TestMiddle(t *testing.T) {
	big, small := square(104, 30, 2), square(108, 29, 1)
	got, ok := render.Middle(append(small, big...))
	if !ok || math.Abs(got.Lon-105) > 1e-9 || math.Abs(got.Lat-31) > 1e-9 {
		t.Errorf("the middle of the larger square is %v, %v", got, ok)
	}
	if _, ok := render.Middle(nil); ok {
		t.Error("nothing has a middle")
	}
}
