// Package transit answers about the networks of transport of a plan: which lines are open on a day,
// how long a trip takes, who can be reached, how much line lies in an area. Everything follows from the
// tables of the plan, the days its projects are complete and a few stated assumptions, so that a
// scenario or a slider gives another answer at once. Times come from method/network and are exact for
// what the plan says; how well that describes real trains, the plan's timetable tells (System.Compare).
package transit

import (
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// Settings are the values of the assumptions that a network names.
type Settings struct {
	Detour      float64 // length over the straight line
	Pace        float64 // speed over the design speed
	Lost        float64 // min once a trip
	Interchange float64 // min
	Transfer    float64 // km/h in a straight line between stations of one city; 0 for none
	Speeds      string  // supposed design speeds, as Speeds writes them
}

// Speeds writes supposed design speeds (km/h, by "network/line") of a network's lines as settings have them.
func Speeds(n *plan.Network, supposed map[string]float64) string {
	var all []string
	for i := range n.Lines {
		if kmh, ok := supposed[n.ID+"/"+n.Lines[i].ID]; ok {
			all = append(all, n.Lines[i].ID+"="+strconv.FormatFloat(kmh, 'g', -1, 64))
		}
	}
	return strings.Join(all, " ")
}

// speed returns the design speed of a section, as supposed of its line or as the tables have it. Where a
// section is slower than its line it stays so.
func (s Settings) speed(line *plan.Line, kmh float64) (_ float64, supposed bool) {
	for _, item := range strings.Fields(s.Speeds) {
		if text, ok := strings.CutPrefix(item, line.ID+"="); ok {
			x, _ := strconv.ParseFloat(text, 64) // Speeds wrote it
			if kmh < line.KMH && x > kmh {
				return kmh, false
			}
			return x, true
		}
	}
	return kmh, false
}

// SettingsOf reads the settings of a network from the values of assumptions.
func SettingsOf(n *plan.Network, value func(assumption string) float64) Settings {
	s := Settings{Detour: value(n.Detour), Pace: value(n.Pace), Lost: value(n.Lost), Interchange: value(n.Interchange)}
	if n.Transfer != "" {
		s.Transfer = value(n.Transfer)
	}
	return s
}

// Completes tells the day a project is complete, 0 for never, and false where no day is known.
type Completes func(project string) (measure.Date, bool)

// System is a network of a plan, prepared for questions. It may be asked by several goroutines.
type System struct {
	Net *plan.Network

	territory *territory.Territory
	station   map[string]int // by id
	stations  map[string][]int32
	places    []network.Point
	assumed   []bool   // by station: its place is the middle of its area
	tracks    []track  // by section
	through   [][2]int // pairs of lines
	spread    sync.Once

	mu     sync.Mutex
	models []*model // a few, the latest used last
}

// track is a section with what its line says put in.
type track struct {
	line, from, to int
	straight       float64 // m
	kmh            float64
	km             float64 // cited; Missing where the line's length must be divided, or an estimate made
	project        string
	opened, closed measure.Date
	shares         map[string]float64 // of its length, by area
}

// New prepares a network of a plan that passed its checks.
func New(n *plan.Network, t *territory.Territory) *System {
	s := &System{Net: n, territory: t, station: map[string]int{}, stations: map[string][]int32{}}
	for i := range n.Stations {
		st := &n.Stations[i]
		s.station[st.ID] = i
		s.stations[st.ID] = []int32{int32(i)}
		place, assumed := s.placeOf(st)
		s.places, s.assumed = append(s.places, place), append(s.assumed, assumed)
	}
	s.joinAreas()
	lines := map[string]int{}
	for i := range n.Lines {
		lines[n.Lines[i].ID] = i
	}
	for i := range n.Lines {
		for _, other := range strings.Fields(n.Lines[i].Through) {
			s.through = append(s.through, [2]int{i, lines[other]})
		}
	}
	for i := range n.Sections {
		s.tracks = append(s.tracks, s.trackOf(&n.Sections[i], lines))
	}
	return s
}

// placeOf is where a station is: as given, or the middle of its area.
func (s *System) placeOf(st *plan.Station) (p network.Point, assumed bool) {
	if !measure.IsMissing(st.Lon) {
		return network.Point{Lon: st.Lon, Lat: st.Lat}, false
	}
	if b := s.territory.Boundaries; b != nil {
		if c, ok := b.Centre(st.Area); ok {
			return network.Point(c), true
		}
	}
	return network.Point{Lon: measure.Missing, Lat: measure.Missing}, true
}

// joinAreas lists the stations of every area and group.
func (s *System) joinAreas() {
	for i := range s.Net.Stations {
		if area := s.Net.Stations[i].Area; area != "" {
			s.stations[area] = append(s.stations[area], int32(i))
		}
	}
	for _, id := range s.territory.Rows() {
		if s.stations[id] != nil {
			continue
		}
		for _, leaf := range s.territory.Leaves(id) {
			if leaf != id {
				s.stations[id] = append(s.stations[id], s.stations[leaf]...)
			}
		}
	}
}

func (s *System) trackOf(sec *plan.Section, lines map[string]int) track {
	line := &s.Net.Lines[lines[sec.Line]]
	t := track{line: lines[sec.Line], from: s.station[sec.From], to: s.station[sec.To], km: sec.KM, kmh: line.KMH,
		project: line.Project, opened: line.Opened, closed: line.Closed}
	if !measure.IsMissing(sec.KMH) {
		t.kmh = sec.KMH
	}
	if sec.Project != "" || sec.Opened != 0 {
		t.project, t.opened = sec.Project, sec.Opened
	}
	if sec.Closed != 0 {
		t.closed = sec.Closed
	}
	t.straight = network.Metres(s.places[t.from], s.places[t.to])
	if !(t.straight >= 0) { // a place is not known
		t.straight = 0
	}
	return t
}

// Stations returns the numbers (in Net.Stations) of the stations of an area, a group, or of the station
// of that id.
func (s *System) Stations(place string) []int32 { return s.stations[place] }

// Place returns where a station is, and whether that is only the middle of its area; false where
// nothing is known.
func (s *System) Place(station int) (p network.Point, assumed, ok bool) {
	return s.places[station], s.assumed[station], !measure.IsMissing(s.places[station].Lon)
}

// lengths returns the km of each section, and whether it is an estimate: as cited; else the section's
// part of what the line's cited length leaves, in proportion to straight lines; else the straight line
// times the detour.
func (s *System) lengths(detour float64) (km []float64, estimated []bool) {
	km, estimated = make([]float64, len(s.tracks)), make([]bool, len(s.tracks))
	cited, straight := make([]float64, len(s.Net.Lines)), make([]float64, len(s.Net.Lines))
	for _, t := range s.tracks {
		if measure.IsMissing(t.km) {
			straight[t.line] += t.straight
		} else {
			cited[t.line] += t.km
		}
	}
	for i, t := range s.tracks {
		left := s.Net.Lines[t.line].KM - cited[t.line]
		switch {
		case !measure.IsMissing(t.km):
			km[i] = t.km
			continue
		case left > 0 && straight[t.line] > 0:
			km[i] = left * t.straight / straight[t.line]
		default:
			km[i] = float64(t.straight*detour) / 1000
		}
		estimated[i] = true
	}
	return km, estimated
}

// open reports whether a section is in use on a day.
func (t *track) open(day measure.Date, completes Completes) bool {
	if t.closed != 0 && day >= t.closed {
		return false
	}
	if t.project != "" {
		if d, known := completes(t.project); known {
			return d != 0 && day >= d
		}
		return t.opened != 0 && day >= t.opened
	}
	return day >= t.opened
}

// milliseconds rounds minutes; what is not a time is none.
func milliseconds(minutes float64) int32 {
	ms := math.Round(float64(minutes * 60_000))
	if !(ms >= 0) || ms >= float64(network.Infinity) {
		return network.Infinity
	}
	return int32(ms)
}

// Description is what the tables say of a section, its own or its line's.
type Description struct {
	Project        string
	Opened, Closed measure.Date
	Source         string
}

// Describe returns what the tables say of a section.
func (s *System) Describe(section int) Description {
	t, source := s.tracks[section], s.Net.Sections[section].Source
	if source == "" {
		source = s.Net.Lines[t.line].Source
	}
	return Description{t.project, t.opened, t.closed, source}
}

// Ends returns the stations of a section.
func (s *System) Ends(section int) (from, to int) {
	return s.tracks[section].from, s.tracks[section].to
}
