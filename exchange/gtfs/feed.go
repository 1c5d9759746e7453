package gtfs

import (
	"cmp"
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/timetable"
)

// Feed is what runs on a day, in seconds from its midnight.
type Feed struct {
	Stops     []Stop // by stop of the timetable
	Trips     []Trip // by trip of the timetable
	Timetable *timetable.Timetable

	FirstDay, LastDay measure.Date // of which the feed speaks; 0 of a table, which speaks of every day
	Publisher         string
	Version           string
}

// Stop is a place where trips stop, or a station of such.
type Stop struct {
	ID, Name string
	Place    network.Point // NaN where none is given
	Parent   int32         // the station it belongs to, −1 for none
	line     int32
}

// HasPlace reports whether a stop has a place.
func (s *Stop) HasPlace() bool { return !math.IsNaN(s.Place.Lon) }

// Trip is a run of a vehicle. Those that a feed says to repeat have the same ID.
type Trip struct {
	ID, Route, Headsign string
	Mode                int32 // route_type of GTFS; −1 where none is known
	Day                 int8  // whose service it is of: −1 is the day before, 1 the day after
}

// Options say what is to be read, and how long it takes to change.
type Options struct {
	On    measure.Date // whose service
	Until int32        // seconds after its midnight; what leaves later is not read
	// Change is the least time to change where the feed says nothing, in seconds: from one trip to another
	// at a stop, and on top of the walk between stops.
	Change int32
	Walk   Walk
}

// Walk is how one gets about on foot: in a straight line, so fast and so far. Zero is not at all.
type Walk struct{ KMH, Metres float64 }

// Seconds is how long it takes to walk so far.
func (w Walk) Seconds(metres float64) int32 { return int32(math.Ceil(float64(metres*3.6) / w.KMH)) }

func noPlace() network.Point { return network.Point{Lon: math.NaN(), Lat: math.NaN()} }

// Find returns the stops of an ID, or else of a name: of a station, the stops that belong to it.
func (f *Feed) Find(name string) []int32 {
	named := map[int32]bool{}
	for i := range f.Stops {
		if f.Stops[i].ID == name {
			named[int32(i)] = true
		}
	}
	if len(named) == 0 {
		for i := range f.Stops {
			if f.Stops[i].Name == name {
				named[int32(i)] = true
			}
		}
	}
	var found []int32
	for i := range f.Stops {
		if named[int32(i)] || f.Stops[i].Parent >= 0 && named[f.Stops[i].Parent] {
			found = append(found, int32(i))
		}
	}
	return found
}

// Near finds stops by place.
type Near struct {
	stops []Stop
	walk  Walk
	byLat []int32
}

// NewNear prepares the stops that have a place.
func (f *Feed) NewNear(w Walk) *Near {
	n := &Near{stops: f.Stops, walk: w}
	for i := range f.Stops {
		if f.Stops[i].HasPlace() {
			n.byLat = append(n.byLat, int32(i))
		}
	}
	slices.SortStableFunc(n.byLat, func(a, b int32) int { return cmp.Compare(f.Stops[a].Place.Lat, f.Stops[b].Place.Lat) })
	return n
}

// metresPerDegree of latitude, a little less than on any meridian, so that nothing near is passed over.
const metresPerDegree = 110_000

// Stops returns the stops within walking distance of a place and how long it takes there, by number.
func (n *Near) Stops(p network.Point) []timetable.Access {
	var found []timetable.Access
	if !(n.walk.Metres > 0 && n.walk.KMH > 0) {
		return nil
	}
	reach := n.walk.Metres / metresPerDegree
	first, _ := slices.BinarySearchFunc(n.byLat, p.Lat-reach, func(s int32, lat float64) int {
		return cmp.Compare(n.stops[s].Place.Lat, lat)
	})
	for _, s := range n.byLat[first:] {
		if n.stops[s].Place.Lat > p.Lat+reach {
			break
		}
		if metres := network.Metres(p, n.stops[s].Place); metres <= n.walk.Metres {
			found = append(found, timetable.Access{Stop: s, Time: n.walk.Seconds(metres)})
		}
	}
	slices.SortFunc(found, func(a, b timetable.Access) int { return cmp.Compare(a.Stop, b.Stop) })
	return found
}

// impossible is how long a change takes that a feed forbids: longer than any journey.
const impossible = 90 * 86_400

// changes puts the times of changing into the timetable: those that the feed gives, by stops, and the
// walks between others.
func (f *Feed) changes(given map[[2]int32]int32, o Options) {
	t := f.Timetable
	t.Change = make([]int32, len(f.Stops))
	near := f.NewNear(o.Walk)
	for s := range f.Stops {
		from := int32(s)
		t.Change[s] = o.Change
		if !f.Stops[s].HasPlace() {
			continue
		}
		for _, a := range near.Stops(f.Stops[s].Place) {
			if _, ok := given[[2]int32{from, a.Stop}]; !ok && a.Stop != from {
				t.Footpaths = append(t.Footpaths, timetable.Footpath{From: from, To: a.Stop, Time: a.Time + o.Change})
			}
		}
	}
	pairs := make([][2]int32, 0, len(given))
	for pair := range given {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, pair := range pairs {
		switch least := given[pair]; {
		case pair[0] == pair[1]:
			t.Change[pair[0]] = least
		case least < impossible:
			t.Footpaths = append(t.Footpaths, timetable.Footpath{From: pair[0], To: pair[1], Time: least})
		}
	}
}
