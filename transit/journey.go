package transit

import (
	"slices"

	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/plan"
)

// Leg is a part of a trip: with a train of one line, or across a city from one station to another.
type Leg struct {
	Line     int     // in Net.Lines; −1 across a city
	From, To int     // in Net.Stations
	Minutes  float64 // with what boarding takes, the first without the interchange
	KM       float64 // of a ride
	Sections []int   // of a ride, in Net.Sections
	Through  bool    // the train goes on from the leg before
}

// Journey returns a shortest trip between two places, nil where there is none. Its minutes add up to
// Minutes, but for rounding to milliseconds.
func (st *State) Journey(from, to string) []Leg {
	s := st.System
	n := len(s.places)
	best, a, b := network.Infinity, -1, -1
	for _, u := range s.stations[from] {
		for _, v := range s.stations[to] {
			if t := st.times[int(u)*n+int(v)]; t < best && st.inUse[u] == 1 && st.inUse[v] == 1 {
				best, a, b = t, int(u), int(v)
			}
		}
	}
	if a < 0 || a == b {
		return nil
	}
	return st.legs(st.way(a, b))
}

// way returns the links of a shortest way between two stations: a search over the links that lie on
// shortest ways, the fewest links first. Without a train it stays a street, where it is as quick.
func (st *State) way(from, b int) []int {
	m, g := st.model, st.model.graph.Graph
	a := int(m.starts[from])
	if i := from*len(m.starts) + b; m.walks[i] == st.times[i] {
		b = int(m.starts[b])
	}
	dist := g.Dijkstra(int32(a), st.links)
	tight := make([][]int, g.Nodes())
	for k, t := range st.links {
		if u := g.Tail[k]; t < network.Infinity && dist[u]+t == dist[g.Head[k]] {
			tight[u] = append(tight[u], k)
		}
	}
	by := make([]int, g.Nodes()) // by node: one more than the link it was found by
	for queue := []int{a}; len(queue) > 0 && by[b] == 0; queue = queue[1:] {
		for _, k := range tight[queue[0]] {
			if v := int(g.Head[k]); by[v] == 0 && v != a {
				by[v] = k + 1
				queue = append(queue, v)
			}
		}
	}
	var links []int
	for v := b; v != a; v = int(g.Tail[links[len(links)-1]]) {
		links = append(links, by[v]-1)
	}
	slices.Reverse(links)
	return links
}

// legs puts the links of a way together.
func (st *State) legs(links []int) []Leg {
	g, m := st.model.graph.Graph, st.model
	var legs []Leg
	waiting, boarded := int32(0), false
	for _, k := range links {
		u, v, time := int(m.graph.Nodes[g.Tail[k]]), int(m.graph.Nodes[g.Head[k]]), st.links[k]
		ride := m.graph.Rides[k]
		switch {
		case ride >= 0:
			line, section := st.System.tracks[ride/2].line, int(ride/2)
			if !boarded || legs[len(legs)-1].Line != line {
				legs = append(legs, Leg{Line: line, From: u, Through: boarded, Minutes: float64(waiting) / 60_000})
			}
			leg := &legs[len(legs)-1]
			leg.To, leg.Sections = v, append(leg.Sections, section)
			leg.KM += m.km[section]
			leg.Minutes += float64(time) / 60_000
			waiting, boarded = 0, true
		case m.graph.Links[k] >= 0:
			legs = append(legs, Leg{Line: -1, From: u, To: v, Minutes: float64(time) / 60_000})
			boarded = false
		default:
			waiting += time
			boarded = boarded && time == 0 && !m.gates[k]
		}
	}
	return legs
}

// Comparison is a trip of the plan's timetable beside what the network says of its day.
type Comparison struct {
	Trip    *plan.Trip
	Minutes float64 // measure.Missing where no way leads there
}

// Compare holds every trip of the timetable against the network.
func (s *System) Compare(settings Settings, completes Completes) []Comparison {
	var all []Comparison
	for i := range s.Net.Timetable {
		t := &s.Net.Timetable[i]
		all = append(all, Comparison{t, s.On(t.On, settings, completes).Minutes(t.From, t.To)})
	}
	return all
}
