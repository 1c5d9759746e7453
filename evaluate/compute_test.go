package evaluate

import (
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/territory"
)

func TestCells(t *testing.T) {
	p := smallPlan(t, `
pop 人 A sum
urban 人 A sum
rate % A formula = urban / pop
jobs 人 A none
density 人/km2 A none
doubled 人 A sum = 2 * pop
minutes min A none = if(opened("line") > 0, 50[min], 90[min])
best 人 A none = max_of(pop)
known 人 A none = sum(pop, skip)
bureaus 1 A none = count(pop)
later 人 A formula = lag(pop)
capital % A formula = share(pop, "P")
weighted 人 A formula = pop * assumption("alpha")
gap 1 A formula = pop / (pop - pop)
`)
	facts := ledger(t, `
pop A1 2019 60
pop A2 2019 40
pop B1 2019 30
pop B2 2019 70
urban A1 2019 30
urban A2 2019 10
urban B1 2019 20
urban B2 2019 40
pop A1 2020 66
pop B1 2020 33
pop B2 2020 77
pop A2 2020 - L
pop A1 2021 10
pop A 2021 25
pop P 2022 500
density A1 2019 7
jobs A1 2019 5
jobs A2 2019 6
doubled A1 2019 119
`)
	r := run(t, p, facts, everything, nil)
	for _, c := range []struct {
		indicator, area, period string
		value                   float64
		origin                  Origin
		reason                  Reason
	}{
		{"pop", "A1", "2019", 60, Observed, HasValue},
		{"pop", "A", "2019", 100, Composed, HasValue},
		{"pop", "P", "2019", 200, Composed, HasValue},
		{"pop", "circle", "2019", 75, Composed, HasValue}, // 100 − 40 + 30/2
		{"pop", "both", "2019", 145, Composed, HasValue},
		{"rate", "circle", "2019", 53.333333333333336, Computed, HasValue}, // 40 / 75: a ratio of sums
		{"rate", "A1", "2019", 50, Computed, HasValue},
		{"pop", "A2", "2020", 0, None, NotReleased},
		{"pop", "A", "2020", 0, None, InputGone},
		{"pop", "B", "2020", 110, Composed, HasValue},
		{"rate", "A1", "2020", 0, None, InputGone},
		{"pop", "A", "2021", 25, Observed, HasValue}, // though A2 is missing
		{"pop", "circle", "2021", 0, None, InputGone},
		{"pop", "P", "2022", 500, Observed, HasValue},
		{"pop", "A", "2022", 0, None, NotReported},
		{"jobs", "A", "2019", 0, None, NotAdditive},
		{"jobs", "P", "2019", 0, None, NotAdditive},
		{"doubled", "A1", "2019", 119, Observed, HasValue},
		{"doubled", "A2", "2019", 80, Computed, HasValue},
		{"doubled", "A", "2019", 200, Computed, HasValue}, // the formula comes before the parts
		{"minutes", "A", "2022", 90, Computed, HasValue},
		{"minutes", "A", "2023", 50, Computed, HasValue},
		{"best", "A", "2019", 60, Computed, HasValue},
		{"best", "A", "2020", 0, None, InputGone},
		{"best", "A1", "2019", 0, None, InputGone}, // no parts
		{"known", "A", "2020", 66, Computed, HasValue},
		{"known", "A", "2023", 0, None, InputGone},
		{"bureaus", "A", "2020", 1, Computed, HasValue},
		{"bureaus", "circle", "2019", 2, Computed, HasValue},
		{"later", "A", "2020", 100, Computed, HasValue},
		{"later", "A", "2018", 0, None, InputGone},
		{"capital", "A", "2019", 50, Computed, HasValue},
		{"weighted", "A", "2019", 35, Computed, HasValue},
		{"gap", "A", "2019", 0, None, Undefined},
		{"pop", "A", "2030", 0, None, OutOfTime},
		{"pop", "Z", "2019", 0, None, NotReported},
		{"pop", "A", "2019-01", 0, None, NotReported},
	} {
		want := Cell{c.value, c.origin, c.reason}
		if c.reason != HasValue {
			want.Value = measure.Missing
		}
		got := cell(t, r, c.indicator, c.area, c.period)
		if !sameBits([]float64{got.Value}, []float64{want.Value}) || got.Origin != want.Origin || got.Reason != want.Reason {
			t.Errorf("%s@%s:%s = %v, want %v", c.indicator, c.area, c.period, got, want)
		}
	}
}

func TestPartsCountOnlyWhileTheyExist(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum\nall 人 A formula = sum(pop)\nmean 人 A formula = mean(pop)")
	areas := p.Territory.Areas
	areas[4].Until = measure.DateOf(2021, 1, 1)                    // A2 ends with 2020
	areas = append(areas, &territory.Area{Code: "A3", Parent: "A", // A3 begins in 2021
		Level: territory.County, From: measure.DateOf(2021, 6, 1)})
	p.Territory = territory.New(areas, nil, p.Territory.Groups)
	r := run(t, p, ledger(t, `
pop A1 2020 1
pop A2 2020 2
pop A1 2021 4
pop A3 2021 8
pop A2 2021 100
`), everything, nil)
	for _, c := range []struct {
		indicator, period string
		want              float64
	}{{"pop", "2020", 3}, {"pop", "2021", 12}, {"all", "2020", 3}, {"all", "2021", 12},
		{"mean", "2020", 1.5}, {"mean", "2021", 6}} {
		if got := cell(t, r, c.indicator, "A", c.period); got.Value != c.want {
			t.Errorf("%s in %s = %v, want %v", c.indicator, c.period, got.Value, c.want)
		}
	}
	if got := cell(t, r, "pop", "A3", "2020"); got.Reason != OutOfTime {
		t.Errorf("A3 in 2020: %v", got)
	}
	if got := cell(t, r, "pop", "A2", "2021"); got.Value != 100 {
		t.Errorf("an observation stands even outside the area's time: %v", got)
	}
}

func TestAsOf(t *testing.T) {
	p := smallPlan(t, "gdp 亿元 A none")
	facts := ledger(t, `
gdp A 2021 100 A official 2022-01-20
gdp A 2021 104 A official 2022-12-30
gdp A 2022 110 A official 2023-01-20
`)
	at := func(valid, known string) Cell {
		k, _ := measure.ParseInstant(known)
		v, _ := measure.ParseDate(valid)
		return cell(t, run(t, p, facts, fact.AsOf{Valid: v, Known: k}, nil), "gdp", "A", "2021")
	}
	for _, c := range []struct {
		valid, known string
		want         float64
	}{{"2021-12-31", "2022-06-30", 100}, {"2021-12-31", "2022-12-31", 104}, {"2022-12-31", "2022-12-30", 104}} {
		if got := at(c.valid, c.known); got.Value != c.want {
			t.Errorf("valid %s known %s: %v, want %v", c.valid, c.known, got.Value, c.want)
		}
	}
	if got := at("2021-12-30", "2023-12-31"); got.Reason != NotReported {
		t.Errorf("a period that is not over is not seen: %v", got)
	}
}

func TestOverlay(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum\nhalf 人 A formula = pop * assumption(\"alpha\")\nopen 1 A none = opened(\"line\")")
	facts := ledger(t, "pop A1 2019 60\npop A2 2019 40\npop B1 2019 30\npop A 2019 100")
	o := &Overlay{Values: map[fact.Key]float64{key(t, "pop", "B1", "2019"): 50,
		key(t, "pop", "A", "2019"): measure.Missing},
		Assumptions: map[string]float64{"share": 0.1, "alpha": 0.5},
		Completes:   map[string]measure.Date{"line": 0}}
	r := run(t, p, facts, everything, o)
	for _, c := range []struct {
		indicator, area, period string
		want                    Cell
	}{
		{"pop", "B1", "2019", Cell{50, Supposed, HasValue}},
		{"pop", "A", "2019", Cell{100, Composed, HasValue}},
		{"pop", "circle", "2019", Cell{65, Composed, HasValue}},
		{"half", "circle", "2019", Cell{32.5, Computed, HasValue}},
		{"open", "A", "2026", Cell{0, Computed, HasValue}},
	} {
		if got := cell(t, r, c.indicator, c.area, c.period); got != c.want {
			t.Errorf("%s@%s = %v, want %v", c.indicator, c.area, got, c.want)
		}
	}
}

func TestDisagreementsAreNoted(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum\nurban 人 A sum\nrate % A formula = urban / pop")
	r := run(t, p, ledger(t, `
pop A1 2019 60.0
pop A2 2019 40.0
pop A 2019 100.1
pop A1 2020 60
pop A2 2020 40
pop A 2020 103
pop A1 2021 60
pop A2 2021 40
pop A 2021 90
urban A1 2019 40
rate A1 2019 66.7
rate A1 2020 50
urban A1 2020 20
`), everything, nil)
	var said []string
	for _, f := range r.Findings {
		said = append(said, f.Code.ID+": "+f.Message(locale.EN))
	}
	want := []string{
		"evaluate.formula-disagrees: rate · A1 (rate@A1:2020): 50 was observed, the formula gives 33.3 " +
			"(periods that disagree: 1); the observation stands",
		"evaluate.parts-disagree: pop · A (pop@A:2021): 90 was observed, the parts add up to 100 " +
			"(periods that disagree: 2); the observation stands"}
	if strings.Join(said, "\n") != strings.Join(want, "\n") {
		t.Errorf("findings:\n%s", strings.Join(said, "\n"))
	}
}

func TestUnusedObservationsAreNamed(t *testing.T) {
	p := smallPlan(t, "pop 人 A sum")
	r := run(t, p, ledger(t, `
gdp A 2019 1
gdp B 2020 1
pop Z 2019 1
pop A 2019-Q1 1
pop A 2000 1
`), everything, nil)
	got := map[string]string{}
	for _, f := range r.Findings {
		got[f.Code.ID] = f.Args["found"] + " " + f.Args["count"] + " " + f.Args["example"]
	}
	for code, want := range map[string]string{
		"evaluate.unknown-indicator": "gdp 2 gdp@A:2019",
		"evaluate.unknown-area":      "Z 1 pop@Z:2019",
		"evaluate.other-frequency":   "pop 1 pop@A:2019-Q1",
		"evaluate.outside-years":     "pop 1 pop@A:2000",
	} {
		if got[code] != want {
			t.Errorf("%s: %q, want %q", code, got[code], want)
		}
	}
}

func TestCyclesAreErrors(t *testing.T) {
	ring := smallPlan(t, "a 1 A sum = b\nb 1 A sum = c\nc 1 A sum = at(a, \"P\")")
	if _, err := NewEngine(ring); err == nil || !strings.Contains(err.Error(), "reads itself") {
		t.Errorf("formulas in a ring: %v", err)
	}
	p := smallPlan(t, "a 1 A sum")
	p.Territory = territory.New(p.Territory.Areas, nil, []*territory.Group{
		{ID: "circle", Members: members("ring")}, {ID: "ring", Members: members("circle A")}})
	if _, err := NewEngine(p); err == nil || !strings.Contains(err.Error(), "part of itself") {
		t.Errorf("groups in a ring: %v", err)
	}
}
