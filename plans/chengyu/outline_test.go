package chengyu_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/workspace"
)

// Every number that the outline and the commentary print, with the clause that holds it.
func TestEveryFigureOfTheOutline(t *testing.T) {
	held := map[string]bool{}
	for _, c := range parse(t).Clauses {
		for i := range c.Figures {
			f := &c.Figures[i]
			held[fmt.Sprintf("%s %s %s: %v %s", c.ID, f.Indicator, f.Period, f.Value, f.Unit)] = true
		}
	}
	for _, want := range []string{
		"0.3 land_area 2019: 18.5 10000km2", "0.3 pop_resident 2019: 9600 万人", "0.3 gdp 2019: 6.3 万亿元",
		"0.3 area_share_nation 2019: 1.9 %", "0.3 pop_share_nation 2019: 6.9 %", "0.3 gdp_share_nation 2019: 6.3 %",
		"1.1 gdp_growth_average 2019: 8 %", "1.1 retail_growth_average 2019: 10 %", "1.1 urbanisation 2019: 60 %",
		"1.1 rail_density 2019: 3.5 km/100km2", "1.1 airport_passengers 2019: 1 亿人次",
		"2.4.1 urbanisation 2025: 66 %",
		"2.4.2 rail_minutes_cores 2025-12: 1 h", "2.4.2 rail_length 2025: 9000 km",
		"2.4.2 rail_city_coverage 2025: 100 %", "2.4.2 fiveg_coverage 2025: 100 %",
		"2.4.3 rd_intensity 2025: 2.5 %", "2.4.3 tech_contribution 2025: 63 %",
		"2.4.5 good_air_mean 2025: 88 %", "2.4.5 crossborder_met 2025: 95 %", "2.4.5 ecoflow_share 2025: 90 %",
		"W.5 pop_resident 2020: 9800 万人", "W.5 cores_gdp_share 2020: 50 %", "W.5 gdp_growth_average 2019: 8 %",
	} {
		if !held[want] {
			t.Errorf("no clause states %s", want)
		}
		delete(held, want)
	}
	for more := range held {
		t.Errorf("the outline does not print %s", more)
	}
}

// The clause tree follows the text: paragraphs of chapters 1 to 3, sections of 7 to 12, four
// positions, nine groups of tasks, and what the commentary wants watched.
func TestClausesFollowTheOutline(t *testing.T) {
	p := parse(t)
	below := map[string]int{}
	for _, c := range p.Clauses {
		if c.Parent != nil {
			below[c.Parent.ID]++
		}
		chapter, _, _ := strings.Cut(c.ID, ".")
		said := c.Summary.ZH != "" && c.Summary.EN != ""
		if len(c.Clauses) == 0 && strings.Contains(" 0 1 2 3 W ", " "+chapter+" ") && !said {
			t.Errorf("paragraph %s has no summary", c.ID)
		}
	}
	for id, want := range map[string]int{"0": 4, "1": 2, "2": 4, "2.1": 2, "2.2": 5, "2.3": 4, "2.4": 6,
		"3": 3, "3.1": 2, "3.2": 2, "3.3": 4, "4": 0, "5": 0, "6": 0,
		"7": 3, "8": 3, "9": 6, "10": 3, "11": 4, "12": 4, "W": 7} {
		if p.Clause(id) == nil || below[id] != want {
			t.Errorf("clause %s has %d clauses, want %d", id, below[id], want)
		}
	}
	if len(p.Positions) != 4 || len(p.TaskGroups) != 9 {
		t.Errorf("%d positions and %d groups of tasks, want 4 and 9", len(p.Positions), len(p.TaskGroups))
	}
}

// Sichuan's GDP of 2022 was revised on 2024-01-19; what rests on it differs with the day it is asked.
func TestARevisionChangesWhatIsKnown(t *testing.T) {
	ws, err := workspace.Open(t.Context(), workspace.Options{Package: chengyu.FS,
		Today: func() measure.Instant { return measure.StartOf(measure.DateOf(2026, 11, 25)) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		known measure.Date
		want  string // (686.6 + 1215) over (29129.03 + the figure of that day)
	}{{measure.DateOf(2024, 1, 18), "2.2143"}, {measure.DateOf(2024, 1, 19), "2.2179"}} {
		at := fact.AsOf{Valid: measure.DateOf(2023, 12, 31), Known: measure.EndOf(c.known)}
		r, err := ws.Evaluate(t.Context(), at, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := measure.Format(r.Cell("rd_intensity_two_provinces", "circle", measure.Year(2022)).Value, 4)
		if got != c.want {
			t.Errorf("as known on %s: %s %%, want %s", c.known, got, c.want)
		}
	}
}
