package evaluate

import (
	"math"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/strict"
)

// networkPlan is the small plan with a synthetic railway: A1 to B1, 100 km at 100 km/h since 2019, and on
// to B2, 50 km at 150 km/h, when project line is complete in the middle of 2023. 10 min are lost.
func networkPlan(t testing.TB, text string) *plan.Plan {
	t.Helper()
	p := smallPlan(t, "unused 1 A none")
	p.Indicators = indicators(t, text)
	for id, x := range map[string]float64{"detour": 1.2, "pace": 1, "lost": 10, "interchange": 20} {
		p.Assumptions = append(p.Assumptions, &plan.Assumption{ID: id, Value: x, Unit: measure.One})
	}
	station := func(id, area string, lon float64) plan.Station {
		return plan.Station{ID: id, ZH: id, Area: area, Lon: lon, Lat: 30}
	}
	p.Networks = []*plan.Network{{Where: strict.Where{}, ID: "rail", Detour: "detour", Pace: "pace", Lost: "lost",
		Interchange: "interchange", Stations: []plan.Station{station("a", "A1", 105), station("b", "B1", 106),
			station("c", "B2", 106.4)},
		Lines: []plan.Line{{ID: "main", ZH: "干线", KM: measure.Missing, KMH: 100,
			Opened: measure.DateOf(2019, 1, 1), Source: "s"}},
		Sections: []plan.Section{{Line: "main", From: "a", To: "b", KM: 100, KMH: measure.Missing},
			{Line: "main", From: "b", To: "c", KM: 50, KMH: 150, Project: "line"}}}}
	compile(t, p)
	return p
}

const networkIndicators = `people 人 A sum
trip min A none = travel_minutes("rail", "A1", "here")
between min M none = travel_minutes("rail", "a", "B2")
length km A none = rail_km("rail")
near 人 A none = reach("rail", "here", 75, people)
from_a 人 A none = reach("rail", "A", 120, people)
served 1 A none = served_share("rail", people, 50)
double 人 A none = near + near`

func TestNetworkFigures(t *testing.T) {
	p := networkPlan(t, networkIndicators)
	facts := ledger(t, "people A1 2022 70\npeople A1 2023 80\npeople B1 2022 60\npeople B1 2023 60\npeople B2 2023 50\n"+
		"people A2 2022 10\npeople A2 2023 10\npeople B2 2022 49\npeople A1 2018 1\npeople B1 2018 1")
	r := run(t, p, facts, everything, nil)
	for _, c := range []struct {
		indicator, area, period string
		want                    Cell
	}{
		{"trip", "B1", "2022", Cell{70, Computed, HasValue}},
		{"trip", "B", "2023", Cell{70, Computed, HasValue}},
		{"trip", "B2", "2023", Cell{90, Computed, HasValue}},
		{"trip", "B2", "2022", Cell{measure.Missing, None, Undefined}},
		{"trip", "B1", "2018", Cell{measure.Missing, None, Undefined}},
		{"trip", "A1", "2018", Cell{measure.Missing, None, Undefined}}, // no train stops yet
		{"between", "A", "2023-07", Cell{90, Computed, HasValue}},
		{"between", "A", "2023-06", Cell{measure.Missing, None, Undefined}},
		{"length", "B1", "2022", Cell{50, Computed, HasValue}},
		{"length", "P", "2023", Cell{150, Computed, HasValue}},
		{"length", "P", "2018", Cell{0, Computed, HasValue}},
		{"near", "A1", "2022", Cell{140, Computed, HasValue}}, // A and B1, whole
		{"near", "B2", "2023", Cell{60, Computed, HasValue}},  // B1 in 30 min; B2 is not of the plan's area
		{"near", "A2", "2023", Cell{measure.Missing, None, Undefined}},
		{"near", "A1", "2024", Cell{measure.Missing, None, InputGone}},
		{"double", "A1", "2022", Cell{280, Computed, HasValue}},
		{"served", "P", "2022", Cell{1, Computed, HasValue}},
		{"served", "B", "2023", Cell{1, Computed, HasValue}},
		{"served", "P", "2024", Cell{measure.Missing, None, InputGone}},
		{"served", "A2", "2023", Cell{measure.Missing, None, Undefined}},
	} {
		got := cell(t, r, c.indicator, c.area, c.period)
		if got.Origin != c.want.Origin || got.Reason != c.want.Reason || math.Abs(got.Value-c.want.Value) > 1e-9 {
			t.Errorf("%s@%s:%s = %v, want %v", c.indicator, c.area, c.period, got, c.want)
		}
	}
	n, row, i, _ := r.values.find(key(t, "near", "A1", "2024"))
	missing := r.values.missing(n, row, i)
	if len(missing) != 2 || missing[0].Indicator != "people" || missing[0].Area != "A" || missing[1].Area != "B1" {
		t.Errorf("what is missing: %v", missing)
	}
}

// A moved project, a changed speed and a changed value give what a new evaluation gives.
func TestNetworkFollowsTheOverlay(t *testing.T) {
	p := networkPlan(t, networkIndicators)
	facts := ledger(t, "people A1 2023 80\npeople A2 2023 0\npeople B1 2023 60\npeople B2 2023 50\n"+
		"people A1 2021 80\npeople B1 2021 60\npeople B2 2021 50")
	e, err := NewEngine(p)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Load(t.Context(), facts, everything, nil); err != nil {
		t.Fatal(err)
	}
	first := e.Result().Hash()
	for _, o := range []*Overlay{
		{Completes: map[string]measure.Date{"line": measure.DateOf(2020, 12, 31)}},
		{Completes: map[string]measure.Date{"line": 0}},
		{Assumptions: map[string]float64{"pace": 2, "lost": 0}},
		{Speeds: map[string]float64{"rail/main": 250, "rail/none": 5}},
		{Completes: map[string]measure.Date{"line": measure.DateOf(2021, 2, 1)},
			Assumptions: map[string]float64{"interchange": 5}},
	} {
		e.Suppose(o)
		if e.Result().Hash() != run(t, p, facts, everything, o).Hash() {
			t.Errorf("under %v the engine differs from a new one", o)
		}
	}
	if got := cell(t, e.Result(), "trip", "B2", "2021").Value; math.Abs(got-90) > 1e-9 {
		t.Errorf("opened two years earlier the trip takes %v min", got)
	}
	e.Suppose(nil)
	if e.Result().Hash() != first {
		t.Error("without an overlay the result is not what it was")
	}
	e.Apply(Changes{Hold: []fact.Observation{observation(t, strings.Fields("people B1 2023 65"))}})
	if got := cell(t, e.Result(), "from_a", "P", "2023").Value; got != 145 {
		t.Errorf("with one more fact %v are within reach, want 145", got)
	}
}

func TestNetworkLineage(t *testing.T) {
	p := networkPlan(t, networkIndicators)
	facts := ledger(t, "people A1 2023 80\npeople B1 2023 60\npeople A2 2023 0")
	r := run(t, p, facts, everything, nil)
	for _, test := range []struct {
		indicator, area string
		evidence, steps int
		text            string
	}{
		{"trip", "B2", 5, 0, "干线 a–c, 90 min, 150 km"},
		{"length", "B1", 3, 0, "干线 a–b, 100 km, designed for 100 km/h, opened on 2019-01-01, source s, " +
			"50% of it within the area"},
		{"near", "A1", 6, 2, "A 0 min"},
		{"served", "circle", 2, 2, "A: a"},
	} {
		lineage, err := r.Explain(t.Context(), facts, key(t, test.indicator, test.area, "2023"))
		if err != nil {
			t.Fatal(err)
		}
		step := lineage.Root.Steps[0]
		if step.Kind != NetworkStep || step.Name != "rail" || len(step.Evidence) != test.evidence ||
			len(step.Steps) != test.steps {
			t.Errorf("%s: %+v", test.indicator, step)
			continue
		}
		if got := step.Evidence[0].Text.In(locale.EN); got != test.text {
			t.Errorf("%s: %s", test.indicator, got)
		}
		if lineage.Estimated != (test.indicator != "served") {
			t.Errorf("%s: estimated is %v", test.indicator, lineage.Estimated)
		}
	}
}
