package render_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/render"
)

// standard are the colours of HJ 633-2012, table 2.
var standard = []render.RGB{{0, 228, 0}, {255, 255, 0}, {255, 126, 0}, {255, 0, 0}, {153, 0, 76}, {126, 0, 35}}

func TestMonth(t *testing.T) {
	cells := make([]render.Cell, 29)
	for i := range cells {
		cells[i] = render.Cell{State: render.Empty, Corner: "1", Tip: "无数据"}
	}
	cells[0] = render.Cell{State: render.Valued, Level: 5, Text: "201", Corner: "1", Tip: "AQI 201 <重度>",
		Link: "/monitor/a?day=1&year=2024", Marked: true, Here: true}
	cells[1] = render.Cell{State: render.Invalid, Corner: "2", Tip: "有效小时不足", Link: "/b"}
	for _, l := range languages {
		drawing := render.Month(2024, time.February, cells, standard, l).SVG()
		wellFormed(t, drawing)
		golden(t, "month."+string(l)+".svg", drawing)
	}
	// The first of February 2024 is a Thursday, so the month takes five weeks.
	g := render.Month(2024, time.February, cells, standard, "zh")
	if len(g.Rows) != 5 || g.Rows[0].Cells[2].State != render.Blank || g.Rows[0].Cells[3].Text != "201" {
		t.Errorf("%d weeks, the first %+v", len(g.Rows), g.Rows[0].Cells)
	}
}

func TestGrid(t *testing.T) {
	g := render.Grid{Title: "类别", Description: "d", Heads: []string{"1月", "2月", "全年"}, Palette: render.SafePalette(5),
		Width: 52, Height: 34, Gap: 2, Rows: []render.GridRow{{Head: "2023", Cells: []render.Cell{
			{State: render.Valued, Level: 1, Text: "Ⅱ", Tip: "2023年1月"}, {State: render.Empty, Tip: "2023年2月 无数据"},
			{State: render.Valued, Level: 5, Text: "劣Ⅴ", Tip: "2023年"}}}}}
	wellFormed(t, g.SVG())
	golden(t, "grid.svg", g.SVG())
	wellFormed(t, render.Swatch(standard[0], "1", "优 & 良"))
	if strings.Contains(render.Grid{}.SVG(), "cell") {
		t.Error("a grid of nothing has cells")
	}
}

func TestMonthsOfAnyYear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year, month := rapid.IntRange(1950, 2149).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month"))
		days := int(measure.DateOf(year, month+1, 1) - measure.DateOf(year, month, 1))
		cells := make([]render.Cell, days)
		for i := range cells {
			cells[i] = render.Cell{State: render.CellState(rapid.IntRange(1, 3).Draw(t, "state")),
				Level: rapid.IntRange(1, 6).Draw(t, "level"), Text: rapid.String().Draw(t, "text")}
		}
		g := render.Month(year, month, cells, standard, "zh")
		n := 0
		for r, row := range g.Rows {
			for c, cell := range row.Cells {
				if cell.State == render.Blank {
					continue
				}
				n++
				weekday := measure.DateOf(year, month, n).Time().Weekday()
				if (int(weekday)+6)%7 != c {
					t.Fatalf("day %d, a %v, stands in week %d, column %d", n, weekday, r, c)
				}
			}
		}
		if n != days {
			t.Fatalf("%d of %d days", n, days)
		}
		if strings.Count(g.SVG(), "<rect") != days {
			t.Fatal("not a cell for each day")
		}
	})
}

// Colour blindness as matrices on linear RGB: Machado, Oliveira and Fernandes, A Physiologically-based
// Model for Simulation of Color Vision Deficiency, IEEE TVCG 15 (2009), table of severity 1.0.
var blindness = map[string][3][3]float64{
	"none":         {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// lab is a colour in CIE L*a*b* (D65) as someone sees it.
func lab(c render.RGB, sight [3][3]float64) [3]float64 {
	var linear, seen [3]float64
	for i, v := range c {
		x := float64(v) / 255
		if linear[i] = x / 12.92; x > 0.04045 {
			linear[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	for i, row := range sight {
		for j, m := range row {
			seen[i] += m * linear[j]
		}
		seen[i] = min(max(seen[i], 0), 1)
	}
	f := func(x, y, z, white float64) float64 {
		if t := (x*seen[0] + y*seen[1] + z*seen[2]) / white; t > 0.008856 {
			return math.Cbrt(t)
		} else {
			return 7.787*t + 16.0/116
		}
	}
	x, y, z := f(0.4124, 0.3576, 0.1805, 0.9505), f(0.2126, 0.7152, 0.0722, 1), f(0.0193, 0.1192, 0.9505, 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Whoever confuses colours still tells any two levels apart, and which side of the line they are on.
// A difference of 2.3 is just seen (CIE 1976); the standard's own come as near as 8 (deuteranopia).
func TestSafePaletteIsTold(t *testing.T) {
	least := func(palette []render.RGB, sight [3][3]float64) float64 {
		nearest := math.Inf(1)
		for i, a := range palette {
			for _, b := range palette[:i] {
				p, q := lab(a, sight), lab(b, sight)
				nearest = min(nearest, math.Sqrt((p[0]-q[0])*(p[0]-q[0])+(p[1]-q[1])*(p[1]-q[1])+(p[2]-q[2])*(p[2]-q[2])))
			}
		}
		return nearest
	}
	for name, sight := range blindness {
		for n := 2; n <= 6; n++ {
			if d := least(render.SafePalette(n), sight); d < 20 {
				t.Errorf("%s: of %d colours two differ by %.1f only", name, n, d)
			}
		}
		t.Logf("%s: %.1f, of the standard's %.1f", name, least(render.SafePalette(6), sight), least(standard, sight))
	}
}

func sampleTrace() render.Trace {
	values := slices.Repeat([]float64{30, 45, measure.Missing, 80, 62}, 8)
	first := measure.DateOf(2023, time.December, 1)
	return render.Trace{Title: "合成站 · PM₂.₅", Unit: "µg/m³", Year: 2023, First: first, PerDay: 1, Values: values,
		Over:  []render.TracePoint{{Day: float64(first) + 3.5, Value: 80, Tip: "2023年12月4日 80 µg/m³"}},
		Means: []render.TracePoint{{Day: float64(first) + 15.5, Value: 50, Tip: "12月"}},
		Limits: []render.Limit{{Value: 75, Label: "二级 75", Target: true}, {Value: 35, Label: "一级 35"},
			{Value: 100, Label: "甲 100"}, {Value: 500, Label: "乙 500"}}}
}

func TestTrace(t *testing.T) {
	for _, l := range languages {
		drawing := sampleTrace().SVG(l)
		wellFormed(t, drawing)
		golden(t, "trace."+string(l)+".svg", drawing)
	}
	drawing := sampleTrace().SVG("zh")
	if !strings.Contains(drawing, ">甲 100<") || strings.Contains(drawing, ">乙 500<") {
		t.Error("limits are drawn up to the first above all values")
	}
	empty := sampleTrace()
	if empty.Year = 2022; empty.SVG("zh") != "" {
		t.Error("a year without a value is drawn")
	}
}

func TestTracesOfAnySeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trace := sampleTrace()
		trace.PerDay = rapid.SampledFrom([]int{1, 6, 24}).Draw(t, "per day")
		trace.First += measure.Date(rapid.IntRange(-400, 40).Draw(t, "first"))
		trace.Values, trace.Over, trace.Means = nil, nil, nil
		for range rapid.IntRange(0, 60).Draw(t, "values") {
			v := rapid.Float64Range(-1e6, 1e6).Draw(t, "value")
			if rapid.Bool().Draw(t, "missing") {
				v = measure.Missing
			}
			trace.Values = append(trace.Values, v)
		}
		if drawing := trace.SVG("zh"); drawing != "" {
			wellFormed(t, drawing)
		}
	})
}
