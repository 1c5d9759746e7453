package transit

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// State is a network on a day: what is in use, and the time between all stations.
type State struct {
	System *System

	model *model
	open  []byte  // by section: 1 in use
	inUse []byte  // by station: 1 where a train stops
	links []int32 // times of the graph's links
	times []int32 // ms from station to station, a row for each
}

// Open reports whether a section (its number in Net.Sections) is in use.
func (st *State) Open(section int) bool { return st.open[section] == 1 }

// Length returns the km of a section, and whether that is an estimate.
func (st *State) Length(section int) (km float64, estimated bool) {
	return st.model.km[section], st.model.estimated[section]
}

// KMH returns the design speed of a section, and whether that is supposed.
func (st *State) KMH(section int) (kmh float64, supposed bool) {
	t := st.System.tracks[section]
	return st.model.Settings.speed(&st.System.Net.Lines[t.line], t.kmh)
}

// Operating reports whether a station is in use and a line in use stops there.
func (st *State) Operating(station int) bool {
	return st.inUse[station] == 1
}

// Served reports whether an area or group has a station in operation.
func (st *State) Served(place string) bool {
	return slices.ContainsFunc(st.System.stations[place], func(v int32) bool { return st.Operating(int(v)) })
}

// From returns the shortest times in ms from a place (an area, a group or a station) to every station;
// network.Infinity where no way leads there.
func (st *State) From(place string) []int32 {
	n := len(st.System.places)
	least := make([]int32, n)
	for i := range least {
		least[i] = network.Infinity
	}
	for _, a := range st.System.stations[place] {
		if st.inUse[a] == 0 {
			continue
		}
		for b, t := range st.times[int(a)*n : (int(a)+1)*n] {
			if st.inUse[b] == 1 {
				least[b] = min(least[b], t)
			}
		}
	}
	return least
}

// To returns the least of some times to stations (see From) over those of a place, in minutes;
// measure.Missing where none is reached.
func (st *State) To(place string, times []int32) float64 {
	least := network.Infinity
	for _, b := range st.System.stations[place] {
		least = min(least, times[b])
	}
	if least >= network.Infinity {
		return measure.Missing
	}
	return float64(least) / 60_000
}

// Minutes returns the shortest time between two places, from station to station.
func (st *State) Minutes(from, to string) float64 { return st.To(to, st.From(from)) }

// KM returns the length of what is in use within an area or group: each section's by the share of the
// straight line between its stations that lies in it.
func (st *State) KM(place string) float64 {
	st.System.spread.Do(st.System.divide)
	leaves := map[string]bool{}
	for _, leaf := range st.System.territory.Leaves(place) {
		leaves[leaf] = true
	}
	sum := 0.0
	for i := range st.System.tracks {
		if st.open[i] == 1 {
			sum += float64(st.model.km[i] * st.System.tracks[i].within(leaves))
		}
	}
	return sum
}

// Within returns the share of a section's length that lies in an area or group.
func (s *System) Within(section int, place string) float64 {
	s.spread.Do(s.divide)
	leaves := map[string]bool{}
	for _, leaf := range s.territory.Leaves(place) {
		leaves[leaf] = true
	}
	return s.tracks[section].within(leaves)
}

func (t *track) within(leaves map[string]bool) float64 {
	sum := 0.0
	for _, area := range sortedKeys(t.shares) {
		if leaves[area] {
			sum += t.shares[area]
		}
	}
	return sum
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Isochrone returns the area within some minutes of a place: around every station that is reached, what
// can be reached in the time left in a straight line, at most s.Reach metres from it.
func (st *State) Isochrone(place string, minutes float64, s network.Shape) ([]network.Polygon, error) {
	times := st.From(place)
	var places []network.Point
	var dist []int32
	for v, t := range times {
		if p, _, ok := st.System.Place(v); ok && t < network.Infinity {
			places, dist = append(places, p), append(dist, t)
		}
	}
	if len(places) == 0 {
		return nil, nil
	}
	g, err := network.NewGraph(len(places), nil)
	if err != nil {
		return nil, err
	}
	g.Place = places
	return g.Isochrone(dist, nil, milliseconds(minutes), s)
}
