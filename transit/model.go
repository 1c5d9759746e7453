package transit

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// model is a system under some settings: the graph of its lines, all of them open, prepared so that
// lines open and close at once.
type model struct {
	Settings
	graph     *network.Transit
	times     []int32 // by link, if everything is open
	gates     []bool  // by link: it leads into or out of a train at a station
	metric    *network.Metric
	now       []int32   // times the metric has
	starts    []int32   // by station: the node one sets out from
	walks     []int32   // from station to station without a train
	km        []float64 // by section
	estimated []bool
	states    map[string]*State // by which sections and stations are in use
}

// kept bounds the models and states that are kept.
const (
	keptModels = 8
	keptStates = 256
)

// transferWithin is how far apart, in m, stations may be that one changes between across a city.
const transferWithin = 30_000

// model returns the model of some settings. The system is locked.
func (s *System) model(settings Settings) *model {
	at := slices.IndexFunc(s.models, func(m *model) bool { return m.Settings == settings })
	if at < 0 {
		s.models = append(s.models, s.newModel(settings))
		at = len(s.models) - 1
	}
	m := s.models[at]
	s.models = append(slices.Delete(s.models, at, at+1), m)
	if len(s.models) > keptModels {
		s.models = slices.Delete(s.models, 0, 1)
	}
	return m
}

func (s *System) newModel(settings Settings) *model {
	m := &model{Settings: settings, states: map[string]*State{}}
	m.km, m.estimated = s.lengths(settings.Detour)
	var rides []network.Ride
	for i, t := range s.tracks {
		kmh, _ := settings.speed(&s.Net.Lines[t.line], t.kmh)
		r := network.Ride{Line: int32(t.line), From: int32(t.from), To: int32(t.to),
			Time: milliseconds(m.km[i] / float64(kmh*settings.Pace) * 60)}
		rides = append(rides, r)
		r.From, r.To = r.To, r.From
		rides = append(rides, r)
	}
	board := milliseconds(settings.Interchange + settings.Lost)
	fares := func(int32) network.Fares { return network.Fares{Board: board, Interchange: board} }
	var through [][2]int32
	for _, p := range s.through {
		through = append(through, [2]int32{int32(p[0]), int32(p[1])})
	}
	streets := s.streets(settings.Transfer)
	graph, err := network.NewTransit(len(s.places), streets, nil, nil, rides, fares, through)
	if err != nil {
		panic("transit: a plan that passed its checks: " + err.Error())
	}
	m.graph = m.withStarts(graph, len(s.places))
	m.times = m.graph.Graph.Time
	m.walks = s.walks(streets)
	m.findGates(len(s.places))
	g := m.graph.Graph
	h, err := network.Contract(g, network.Dissect(g, nil, 1))
	if err != nil {
		panic("transit: an order of all nodes: " + err.Error())
	}
	if m.metric, err = h.Customise(m.times, 1); err != nil {
		panic("transit: times of all links: " + err.Error())
	}
	m.now = append([]int32(nil), m.times...)
	return m
}

// withStarts adds a node to every station for who has not been on a train yet: from there one walks
// on to others like it, and boards without what an interchange takes.
func (m *model) withStarts(t *network.Transit, stations int) *network.Transit {
	g := t.Graph
	first := int32(g.Nodes())
	m.starts = make([]int32, stations)
	for i := range m.starts {
		m.starts[i] = first + int32(i)
	}
	var links []network.Link
	for k, time := range g.Time {
		links = append(links, network.Link{From: g.Tail[k], To: g.Head[k], Time: time})
	}
	with := &network.Transit{Links: slices.Clone(t.Links), Rides: slices.Clone(t.Rides), Nodes: slices.Clone(t.Nodes)}
	for i := range m.starts {
		with.Nodes = append(with.Nodes, int32(i))
	}
	for k, time := range g.Time {
		from, to := g.Tail[k], g.Head[k]
		switch {
		case t.Links[k] >= 0:
			links = append(links, network.Link{From: first + from, To: first + to, Time: time})
		case int(from) < stations && t.Rides[k] < 0: // boarding
			links = append(links, network.Link{From: first + from, To: to,
				Time: max(0, time-milliseconds(m.Interchange))})
		default:
			continue
		}
		with.Links, with.Rides = append(with.Links, t.Links[k]), append(with.Rides, -1)
	}
	graph, err := network.NewGraph(len(with.Nodes), links)
	if err != nil {
		panic("transit: a graph with starts: " + err.Error())
	}
	with.Graph = graph
	return with
}

// streets joins stations near each other.
func (s *System) streets(kmh float64) []network.Link {
	var links []network.Link
	if !(kmh > 0) {
		return nil
	}
	for a := range s.places {
		for b := range s.places {
			metres := network.Metres(s.places[a], s.places[b])
			if metres > 0 && metres <= transferWithin { // 0 is no distance but two stations put in the middle of an area
				links = append(links, network.Link{From: int32(a), To: int32(b), Time: milliseconds(metres * 0.06 / kmh)})
			}
		}
	}
	return links
}

// walks returns the times between all stations over streets alone.
func (s *System) walks(streets []network.Link) []int32 {
	g, err := network.NewGraph(len(s.places), streets)
	if err != nil {
		panic("transit: streets between stations: " + err.Error())
	}
	var walks []int32
	for v := range s.places {
		walks = append(walks, g.Dijkstra(int32(v), g.Time)...)
	}
	return walks
}

// findGates marks the links by which one enters or leaves a train: those of a station not in use are closed.
func (m *model) findGates(stations int) {
	g := m.graph.Graph
	onBoard := make([]bool, g.Nodes()) // about to leave, or come in
	m.gates = make([]bool, g.Links())
	for k := range m.gates {
		u, v := int(g.Tail[k]), int(g.Head[k])
		if m.graph.Links[k] < 0 && (u < stations || v < stations) {
			m.gates[k], onBoard[max(u, v)] = true, true
		}
	}
	for k := range m.gates { // by way of the platform, from train to train
		u, v := g.Tail[k], g.Head[k]
		m.gates[k] = m.gates[k] || m.graph.Rides[k] < 0 && m.graph.Links[k] < 0 && (!onBoard[u] || !onBoard[v])
	}
}

// On returns the network on a day.
func (s *System) On(day measure.Date, settings Settings, completes Completes) *State {
	key := make([]byte, len(s.tracks)+len(s.places))
	stops := key[len(s.tracks):]
	for i := range s.tracks {
		if s.tracks[i].open(day, completes) {
			key[i], stops[s.tracks[i].from], stops[s.tracks[i].to] = 1, 1, 1
		}
	}
	for i := range stops {
		if st := &s.Net.Stations[i]; day < st.Opened || st.Closed != 0 && day >= st.Closed {
			stops[i] = 0
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.model(settings)
	if st := m.states[string(key)]; st != nil {
		return st
	}
	if len(m.states) >= keptStates {
		clear(m.states)
	}
	st := s.newState(m, key)
	m.states[string(key)] = st
	return st
}

// newState computes the times between all stations with some sections and stations in use.
func (s *System) newState(m *model, key []byte) *State {
	st := &State{System: s, model: m, open: key[:len(s.tracks)], inUse: key[len(s.tracks):]}
	st.links = st.linkTimes()
	var changes []network.Change
	for k, t := range st.links {
		if t != m.now[k] {
			changes = append(changes, network.Change{Link: int32(k), Time: t})
			m.now[k] = t
		}
	}
	if _, err := m.metric.Edit(changes); err != nil {
		panic("transit: times of links: " + err.Error())
	}
	all := make([]int32, len(s.places))
	for i := range all {
		all[i] = int32(i)
	}
	st.times = m.metric.Sweep(false, 1).Targets(all).Matrix(m.starts, nil, 1)
	for i, t := range st.times {
		st.times[i] = min(t, m.walks[i])
	}
	return st
}

// linkTimes are the times of the graph's links, with what is not in use closed.
func (st *State) linkTimes() []int32 {
	m := st.model
	g := m.graph.Graph
	times := append([]int32(nil), m.times...)
	for k := range times {
		switch ride := m.graph.Rides[k]; {
		case ride >= 0 && st.open[ride/2] == 0,
			m.gates[k] && (st.inUse[m.graph.Nodes[g.Tail[k]]] == 0 || st.inUse[m.graph.Nodes[g.Head[k]]] == 0):
			times[k] = network.Infinity
		}
	}
	return times
}
