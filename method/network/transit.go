package network

import "fmt"

// Ride is a line's way from one station to the next, in that direction.
type Ride struct {
	Line     int32 // a number of the caller's
	From, To int32 // stations: nodes of the network
	Time     int32 // ms on the way; Infinity is closed
	Dwell    int32 // ms that those who ride on wait at To
	Span     Span
}

// Fares are what it takes to use a line, in ms: to get from a station onto a train, waiting included,
// to get from a train out of the station, and from another line's train onto this one's, where that is
// quicker than out and in again.
type Fares struct{ Board, Alight, Interchange int32 }

// Transit is a network of streets and lines made into one graph: stations and other nodes keep their
// numbers, and nodes for being on board follow them. Its shortest times are those of travelling with
// boarding, dwelling and interchange.
type Transit struct {
	Graph *Graph
	// By link of the graph: which of the given links, or of the given rides, it stands for; −1 for none.
	// Links that are neither are boarding, alighting, dwelling and interchange.
	Links, Rides []int32
	Nodes        []int32 // by node: itself, or the station at which it is on board
}

// NewTransit makes one graph of a network of links and of rides over the same nodes. spans of the links
// and places of the nodes may be nil. fares gives what a line takes. A pair of through lets trains of
// one line go on as trains of the other, both ways, wherever the lines meet.
func NewTransit(nodes int, links []Link, spans []Span, places []Point, rides []Ride, fares func(line int32) Fares,
	through [][2]int32) (*Transit, error) {

	b := transitBuilder{links: append([]Link(nil), links...), spans: make([]Span, len(links)),
		departures: map[onLine]int32{}, arrivals: map[arrival]int32{}, changes: map[int32]int32{}, fares: fares}
	copy(b.spans, spans)
	for v := range nodes {
		b.nodes = append(b.nodes, int32(v))
	}
	for i := range links {
		b.linkOf, b.rideOf = append(b.linkOf, int32(i)), append(b.rideOf, -1)
	}
	for i, r := range rides {
		if min(r.From, r.To) < 0 || int(max(r.From, r.To)) >= nodes || r.Time < 0 || r.Dwell < 0 {
			return nil, fmt.Errorf("ride %d: from %d to %d of %d nodes in %d and %d ms", i, r.From, r.To, nodes, r.Time, r.Dwell)
		}
		b.ride(i, r)
	}
	b.goOn(through)
	g, err := NewGraph(len(b.nodes), b.links)
	if err != nil {
		return nil, err
	}
	g.Span = b.spans
	if places != nil {
		for _, station := range b.nodes {
			g.Place = append(g.Place, places[station])
		}
	}
	return &Transit{Graph: g, Links: b.linkOf, Rides: b.rideOf, Nodes: b.nodes}, nil
}

// onLine is a line at a station.
type onLine struct{ line, station int32 }

// arrival is a line's train come into a station where it stops for so long.
type arrival struct {
	onLine
	dwell int32
}

// transitBuilder gathers the graph.
type transitBuilder struct {
	links          []Link
	spans          []Span
	linkOf, rideOf []int32
	nodes          []int32
	departures     map[onLine]int32
	arrivals       map[arrival]int32
	order          []arrival       // arrivals as they were met
	changes        map[int32]int32 // by station: the platform between two trains
	fares          func(line int32) Fares
}

func (b *transitBuilder) node(station int32) int32 {
	b.nodes = append(b.nodes, station)
	return int32(len(b.nodes)) - 1
}

func (b *transitBuilder) link(from, to, time int32, s Span, ride int32) {
	b.links, b.spans = append(b.links, Link{from, to, time}), append(b.spans, s)
	b.linkOf, b.rideOf = append(b.linkOf, -1), append(b.rideOf, ride)
}

func (b *transitBuilder) ride(i int, r Ride) {
	from := b.departure(onLine{r.Line, r.From})
	to := b.arrival(arrival{onLine{r.Line, r.To}, r.Dwell})
	b.link(from, to, r.Time, r.Span, int32(i))
}

// departure is the node of those on board a train about to leave.
func (b *transitBuilder) departure(at onLine) int32 {
	if v, ok := b.departures[at]; ok {
		return v
	}
	v, f := b.node(at.station), b.fares(at.line)
	b.departures[at] = v
	b.link(at.station, v, f.Board, Span{}, -1)
	b.link(b.change(at.station), v, f.Interchange, Span{}, -1)
	return v
}

// arrival is the node of those on board a train come in.
func (b *transitBuilder) arrival(at arrival) int32 {
	if v, ok := b.arrivals[at]; ok {
		return v
	}
	v := b.node(at.station)
	b.arrivals[at] = v
	b.order = append(b.order, at)
	b.link(v, at.station, b.fares(at.line).Alight, Span{}, -1)
	b.link(v, b.change(at.station), 0, Span{}, -1)
	b.link(v, b.departure(at.onLine), at.dwell, Span{}, -1)
	return v
}

func (b *transitBuilder) change(station int32) int32 {
	v, ok := b.changes[station]
	if !ok {
		v = b.node(station)
		b.changes[station] = v
	}
	return v
}

// goOn links trains of one line to those of others that they go on as.
func (b *transitBuilder) goOn(through [][2]int32) {
	others := map[int32][]int32{}
	for _, pair := range through {
		others[pair[0]] = append(others[pair[0]], pair[1])
		others[pair[1]] = append(others[pair[1]], pair[0])
	}
	for _, at := range b.order {
		for _, line := range others[at.line] {
			if dep, ok := b.departures[onLine{line, at.station}]; ok {
				b.link(b.arrivals[at], dep, at.dwell, Span{}, -1)
			}
		}
	}
}
