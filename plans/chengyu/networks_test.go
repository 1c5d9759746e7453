package chengyu_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/transit"
)

// rail returns the railways with the values their assumptions have in the package.
func rail(t *testing.T) (*plan.Plan, *transit.System, transit.Settings, transit.Completes) {
	t.Helper()
	p := parse(t)
	n := p.Network("rail")
	settings := transit.SettingsOf(n, func(id string) float64 { return p.Assumption(id).Value })
	completes := func(id string) (measure.Date, bool) {
		day := p.Project(id).Completes
		return day, day != 0
	}
	return p, transit.New(n, p.Territory), settings, completes
}

// reporting lists the areas that a group names, through other groups.
func reporting(p *plan.Plan, id string) []string {
	g := p.Territory.GroupOf(id)
	if g == nil {
		return []string{id}
	}
	var areas []string
	for i := range g.Members {
		areas = append(areas, reporting(p, g.Members[i].Area)...)
	}
	return areas
}

// The areas of the circle without a known passenger station at the beginning of 2026.
func TestRailServesAllButFourAreas(t *testing.T) {
	p, system, settings, completes := rail(t)
	state := system.On(measure.DateOf(2026, time.January, 1), settings, completes)
	areas := reporting(p, "circle")
	if len(areas) != 44 {
		t.Errorf("%d areas report", len(areas))
	}
	var without []string
	for _, area := range areas {
		if !state.Served(area) {
			without = append(without, area)
		}
	}
	want := []string{"500104", "500151", "500154", "500233"} // 大渡口、铜梁、开州、忠县
	if slices.Sort(without); !slices.Equal(without, want) {
		t.Errorf("without a station: %v, want %v", without, want)
	}
}

// What the README says of the computed times.
func TestRailTimesAgainstTrains(t *testing.T) {
	_, system, settings, completes := rail(t)
	sum, worst, trips := 0.0, 0.0, system.Compare(settings, completes)
	for _, c := range trips {
		off := math.Abs(c.Minutes - c.Trip.Minutes)
		if measure.IsMissing(c.Minutes) {
			t.Errorf("no way from %s to %s on %s", c.Trip.From, c.Trip.To, c.Trip.On)
		}
		sum, worst = sum+off, max(worst, off)
	}
	if mean := sum / float64(len(trips)); len(trips) != 58 || mean < 8.95 || mean > 9.05 || worst < 46 || worst > 47 {
		t.Errorf("%d trains, %.2f min off on average, %.2f at most", len(trips), mean, worst)
	}
}

// A line is not shorter than its stations are apart, where the stations are placed by the timetable.
func TestRailLengthsFitTheMap(t *testing.T) {
	n := parse(t).Network("rail")
	for i := range n.Lines {
		l := &n.Lines[i]
		straight, placed := 0.0, true
		for k := range n.Sections {
			if n.Sections[k].Line == l.ID {
				from, to := n.Station(n.Sections[k].From), n.Station(n.Sections[k].To)
				placed = placed && from.Source == "stations-2016" && to.Source == "stations-2016"
				a, b := network.Point{Lon: from.Lon, Lat: from.Lat}, network.Point{Lon: to.Lon, Lat: to.Lat}
				straight += network.Metres(a, b) / 1000
			}
		}
		if placed && !measure.IsMissing(l.KM) && l.KM < straight {
			t.Errorf("%s: %v km, %.1f in straight lines", l.ID, l.KM, straight)
		}
	}
}
