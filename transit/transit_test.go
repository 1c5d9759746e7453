package transit_test

import (
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/transit"
)

// small returns the network of the small package, changed before it is prepared.
func small(t *testing.T, change func(*plan.Network)) (*plan.Plan, *transit.System) {
	t.Helper()
	p, findings := plan.Parse(os.DirFS("../plan/testdata/small"))
	if worst, any := finding.Worst(findings); any && worst == finding.Error {
		t.Fatal(findings[0].Text(locale.EN))
	}
	n := p.Network("rail")
	if change != nil {
		change(n)
	}
	return p, transit.New(n, p.Territory)
}

func settings(p *plan.Plan) transit.Settings {
	return transit.SettingsOf(p.Network("rail"), func(id string) float64 { return p.Assumption(id).Value })
}

func day(text string) measure.Date {
	d, err := measure.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// completes gives the days that a plan states.
func completes(p *plan.Plan) transit.Completes {
	return func(id string) (measure.Date, bool) {
		d := p.Project(id).Completes
		return d, d != 0
	}
}

func near(x, want float64) bool { return math.Abs(x-want) < 0.001 }

// The old line is 100 km of which 52 are cited for its second section, so that 48 are left for the
// first: 30 and 32.5 min at 120 · 0.8 km/h, and 5 min lost. The new line is 96.30 km straight, times
// 1.2, at 250 · 0.8 km/h.
func TestTimesByHand(t *testing.T) {
	p, s := small(t, nil)
	before := s.On(day("2024-12-30"), settings(p), completes(p))
	after := s.On(day("2024-12-31"), settings(p), completes(p))
	for _, test := range []struct {
		st       *transit.State
		from, to string
		want     float64
	}{
		{before, "west", "east", 67.5}, {before, "west", "middle", 35}, {before, "middle", "east", 37.5},
		{before, "900101", "900102", 35}, {before, "circle", "circle", 0}, {before, "900101", "circle", 0},
		{after, "west", "east", 39.667}, {after, "east", "west", 39.667}, {after, "900101", "900102", 35},
	} {
		if got := test.st.Minutes(test.from, test.to); !near(got, test.want) {
			t.Errorf("%s to %s: %v min, want %v", test.from, test.to, got, test.want)
		}
	}
	if c := s.Compare(settings(p), completes(p)); len(c) != 1 || !near(c[0].Minutes, 67.5) || c[0].Trip.Minutes != 70 {
		t.Errorf("%+v", c)
	}
}

func TestLengths(t *testing.T) {
	p, s := small(t, nil)
	before := s.On(day("2020-12-31"), settings(p), completes(p))
	after := s.On(day("2025-12-31"), settings(p), completes(p))
	// without borders a section lies half in the area of either end
	for place, want := range map[string]float64{"900101": 24, "900102": 76, "900000": 100, "circle": 100} {
		if got := before.KM(place); !near(got, want) {
			t.Errorf("%s: %v km, want %v", place, got, want)
		}
	}
	if km, estimated := after.Length(2); !near(after.KM("circle"), 100+km) || !estimated || math.Abs(km-115.7) > 0.2 {
		t.Errorf("with the new line %v km, of which %v (estimated: %v)", after.KM("circle"), km, estimated)
	}
	if km, estimated := after.Length(1); km != 52 || estimated {
		t.Errorf("a cited length is %v (estimated: %v)", km, estimated)
	}
}

// Trains that go on save the interchange; a change of trains takes it, and the time lost again.
func TestInterchangeAndThroughTrains(t *testing.T) {
	further := func(through string) func(*plan.Network) {
		return func(n *plan.Network) {
			n.Stations = append(n.Stations, plan.Station{ID: "south", ZH: "南", Lon: 106, Lat: 29})
			n.Lines = append(n.Lines, plan.Line{ID: "branch", ZH: "支线", KM: 96, KMH: 120, Through: through})
			n.Sections = append(n.Sections, plan.Section{Line: "branch", From: "east", To: "south",
				KM: measure.Missing, KMH: measure.Missing})
		}
	}
	p, s := small(t, further(""))
	st := s.On(day("2020-12-31"), settings(p), completes(p))
	if got := st.Minutes("west", "south"); !near(got, 5+62.5+20+5+60) {
		t.Errorf("with a change: %v min", got)
	}
	legs := st.Journey("west", "south")
	if len(legs) != 2 || !near(legs[0].Minutes, 67.5) || !near(legs[1].Minutes, 85) || legs[1].Through {
		t.Errorf("%+v", legs)
	}
	p, s = small(t, further("old"))
	st = s.On(day("2020-12-31"), settings(p), completes(p))
	if got := st.Minutes("south", "west"); !near(got, 5+62.5+60) {
		t.Errorf("through: %v min", got)
	}
	if legs = st.Journey("south", "west"); len(legs) != 2 || !legs[1].Through || !near(legs[0].Minutes, 65) {
		t.Errorf("%+v", legs)
	}
}

// Across a city it is slow but sure, and is no change of trains where none is taken. Where no train stops
// one does not go.
func TestAcrossTheCity(t *testing.T) {
	p, s := small(t, func(n *plan.Network) {
		n.Stations = append(n.Stations, plan.Station{ID: "city", ZH: "城", Lon: 106.1, Lat: 30},
			plan.Station{ID: "outside", ZH: "郊", Lon: 106.6, Lat: 30},
			plan.Station{ID: "without", ZH: "无", Lon: 106.05, Lat: 30})
		n.Lines = append(n.Lines, plan.Line{ID: "other", ZH: "别线", KM: 60, KMH: 120})
		n.Sections = append(n.Sections, plan.Section{Line: "other", From: "city", To: "outside",
			KM: measure.Missing, KMH: measure.Missing})
	})
	st := s.On(day("2020-12-31"), settings(p), completes(p))
	walk := network.Metres(network.Point{Lon: 106, Lat: 30}, network.Point{Lon: 106.1, Lat: 30}) * 0.06 / 15
	for _, test := range []struct {
		from, to string
		want     float64
	}{{"east", "city", walk}, {"west", "city", 67.5 + walk}, {"west", "outside", 67.5 + walk + 20 + 5 + 37.5},
		{"east", "outside", walk + 5 + 37.5}, {"east", "without", measure.Missing}, {"without", "without", measure.Missing}} {
		got := st.Minutes(test.from, test.to)
		if !near(got, test.want) && !(measure.IsMissing(got) && measure.IsMissing(test.want)) {
			t.Errorf("%s to %s: %v min, want %v", test.from, test.to, got, test.want)
		}
	}
	if legs := st.Journey("west", "city"); len(legs) != 2 || legs[1].Line != -1 || !near(legs[0].Minutes, 67.5) {
		t.Errorf("%+v", legs)
	}
}

// A train that is quicker than the streets is taken, even where it would not be as a change of trains.
func TestAShortTrain(t *testing.T) {
	p, s := small(t, func(n *plan.Network) {
		n.Stations = append(n.Stations, plan.Station{ID: "next", ZH: "邻", Lon: 106.02, Lat: 30})
		n.Lines = append(n.Lines, plan.Line{ID: "short", ZH: "短线", KM: 2, KMH: 120})
		n.Sections = append(n.Sections, plan.Section{Line: "short", From: "east", To: "next",
			KM: measure.Missing, KMH: measure.Missing})
	})
	st := s.On(day("2020-12-31"), settings(p), completes(p))
	if got := st.Minutes("east", "next"); !near(got, 5+1.25) {
		t.Errorf("%v min", got)
	}
	if legs := st.Journey("east", "next"); len(legs) != 1 || legs[0].Line < 0 || !near(legs[0].Minutes, 6.25) {
		t.Errorf("%+v", legs)
	}
	walk := network.Metres(network.Point{Lon: 106, Lat: 30}, network.Point{Lon: 106.02, Lat: 30}) * 0.06 / 15
	if got := st.Minutes("west", "next"); !near(got, 67.5+walk) { // a change would take longer
		t.Errorf("from the west %v min", got)
	}
}

func TestStationsInAndOutOfUse(t *testing.T) {
	p, s := small(t, func(n *plan.Network) {
		n.Stations[1].Opened = day("2022-01-01")
		n.Sections[1].Closed = day("2023-01-01")
	})
	on := func(text string) *transit.State { return s.On(day(text), settings(p), completes(p)) }
	if got := on("2021-12-31").Minutes("west", "middle"); !measure.IsMissing(got) {
		t.Errorf("a station that is not open yet is reached in %v min", got)
	}
	if got := on("2021-12-31").Minutes("west", "east"); !near(got, 67.5) {
		t.Errorf("past a station that is not open: %v min", got)
	}
	if got := on("2022-01-01").Minutes("west", "middle"); !near(got, 35) {
		t.Errorf("open: %v min", got)
	}
	st := on("2023-01-01")
	if got := st.Minutes("west", "east"); !measure.IsMissing(got) {
		t.Errorf("over a closed section %v min", got)
	}
	if st.Operating(2) || !st.Operating(1) || !st.Served("900102") || st.Served("nowhere") {
		t.Error("a station at the end of a closed section is in operation, or another is not")
	}
}

// However days are asked for, and whatever is supposed of projects, the answer is that of a system
// which is asked for the first time; and legs add up to the time.
func TestStatesAreAsIfNew(t *testing.T) {
	p, s := small(t, nil)
	_, fresh := small(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		d := measure.Date(rapid.Int32Range(int32(day("2009-01-01")), int32(day("2030-01-01"))).Draw(t, "day"))
		opens := measure.Date(rapid.Int32Range(int32(day("2009-01-01")), int32(day("2030-01-01"))).Draw(t, "opens"))
		setting := settings(p)
		setting.Pace = rapid.Float64Range(0.3, 1).Draw(t, "pace")
		setting.Interchange = float64(rapid.IntRange(0, 30).Draw(t, "interchange"))
		moved := func(string) (measure.Date, bool) { return opens, true }
		st, want := s.On(d, setting, moved), transit.New(fresh.Net, p.Territory).On(d, setting, moved)
		for _, a := range []string{"west", "middle", "east", "900102"} {
			for _, b := range []string{"west", "middle", "east", "900101"} {
				x, y := st.Minutes(a, b), want.Minutes(a, b)
				if x != y && !(measure.IsMissing(x) && measure.IsMissing(y)) {
					t.Fatalf("%s to %s on %s: %v and %v", a, b, d, x, y)
				}
				sum := 0.0
				for _, leg := range st.Journey(a, b) {
					sum += leg.Minutes
				}
				if !measure.IsMissing(x) && !near(sum, x) {
					t.Fatalf("%s to %s: legs of %v min in all, %v min", a, b, sum, x)
				}
			}
		}
	})
}

func TestIsochrone(t *testing.T) {
	p, s := small(t, nil)
	st := s.On(day("2020-12-31"), settings(p), completes(p))
	shape := network.Shape{Cell: 500, Reach: 10_000, Speed: 30}
	polygons, err := st.Isochrone("west", 40, shape)
	if err != nil || len(polygons) != 2 { // around west, and with 5 min left around middle
		t.Errorf("%d parts, %v", len(polygons), err)
	}
	if none, err := st.Isochrone("nowhere", 40, shape); err != nil || none != nil {
		t.Errorf("around nothing %v, %v", none, err)
	}
}

// A supposed speed is that of the whole line, and of no other.
func TestSupposedSpeeds(t *testing.T) {
	p, s := small(t, nil)
	setting := settings(p)
	setting.Speeds = transit.Speeds(s.Net, map[string]float64{"rail/old": 240, "rail/nowhere": 1, "road/fast": 1})
	if setting.Speeds != "old=240" {
		t.Errorf("speeds are written %q", setting.Speeds)
	}
	if got := s.On(day("2020-12-31"), setting, completes(p)).Minutes("west", "east"); !near(got, 5+31.25) {
		t.Errorf("at twice the speed %v min", got)
	}
	if got := s.On(day("2020-12-31"), settings(p), completes(p)).Minutes("west", "east"); !near(got, 67.5) {
		t.Errorf("afterwards at the old speed %v min", got)
	}
}
