package osm

import (
	"math"
	"strconv"

	"github.com/yipanqi/yipanqi/exchange/network"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// segment is a stretch of way between two nodes, and how long it takes along it and back, in ms;
// Infinity where one may not.
type segment struct {
	a, z        int // numbers of nodes
	metres      float64
	forth, back int32
	mode        uint8
	gone        bool // it became part of another
}

// network makes the graph: ways are cut where they meet, and what lies between two junctions is joined.
func (e *extract) network() (*network.Network, error) {
	segments := e.segments()
	return e.assemble(contract(segments, len(e.keys)))
}

// assemble makes the network of segments.
func (e *extract) assemble(segments []segment) (*network.Network, error) {
	number := make([]int32, len(e.keys))
	var names []string
	var places []engine.Point
	node := func(v int) int32 {
		if number[v] == 0 {
			names = append(names, e.keys[v].name())
			places = append(places, e.places[v])
			number[v] = int32(len(names))
		}
		return number[v] - 1
	}
	var links []engine.Link
	var metres []int32
	var mode []uint8
	for _, s := range segments {
		if s.gone {
			continue
		}
		a, z := node(s.a), node(s.z)
		for _, l := range []engine.Link{{From: a, To: z, Time: s.forth}, {From: z, To: a, Time: s.back}} {
			if l.Time < engine.Infinity {
				links, metres = append(links, l), append(metres, int32(math.Round(min(s.metres, math.MaxInt32))))
				mode = append(mode, s.mode)
			}
		}
	}
	g, err := engine.NewGraph(len(names), links)
	if err != nil {
		return nil, err
	}
	g.Place, g.Metres = places, metres
	return network.New(g, names, modes, mode), nil
}

// segments cuts ways where nodes are shared, and where the file lacks a node.
func (e *extract) segments() []segment {
	var all []segment
	lacking := &blame{}
	missing := 0
	for i := range e.ways {
		w := &e.ways[i]
		speeds := e.speeds(w)
		lacks := 0
		from, length := -1, 0.0 // where the segment began, −1 after a gap
		nodes := e.nodes[w.first:w.last]
		for k, node := range nodes {
			v := int(node)
			if math.IsNaN(e.places[v].Lon) {
				if from >= 0 && int(nodes[k-1]) != from {
					all = append(all, w.segment(from, int(nodes[k-1]), length, speeds))
				}
				lacks++
				from, length = -1, 0
				continue
			}
			if from < 0 {
				from = v
				continue
			}
			length += engine.EllipsoidMetres(e.places[nodes[k-1]], e.places[v])
			if e.uses[v] > 1 {
				all = append(all, w.segment(from, v, length, speeds))
				from, length = v, 0
			}
		}
		if lacks > 0 {
			if lacking.ways == 0 {
				lacking.first = w.id
			}
			lacking.ways, missing = lacking.ways+1, missing+lacks
		}
	}
	if missing > 0 {
		f := fault{MissingNodes, "", strconv.Itoa(missing)}
		e.faults[f] = lacking
	}
	return all
}

// segment is a stretch of the way, as long as it is.
func (w *way) segment(a, z int, metres float64, kmh [2]float64) segment {
	s := segment{a: a, z: z, metres: metres, forth: engine.Infinity, back: engine.Infinity, mode: w.mode}
	if w.forward {
		s.forth = milliseconds(metres, kmh[0])
	}
	if w.backward {
		s.back = milliseconds(metres, kmh[1])
	}
	return s
}

func milliseconds(metres, kmh float64) int32 {
	return int32(min(math.Round(float64(metres*3600)/kmh), float64(engine.Infinity-1)))
}

// fastest is a limit in km/h past belief.
var fastest = [...]float64{roadMode: 200, ferryMode: 100, railMode: 450}

// speeds are how fast the way is gone along, forward and backward: at its limits as driven, at that of its
// class where none is tagged, and by its duration if it is a ferry with one.
func (e *extract) speeds(w *way) (kmh [2]float64) {
	for i, text := range w.limits {
		limit := e.Speeds.kmh[w.class]
		if x, ok := e.Speeds.speedOf(text); ok && x <= fastest[w.mode] {
			limit = x
		} else if text != "" && !varies[text] {
			code := BadTag
			if ok {
				code = TooFast
			}
			if i == 0 || text != w.limits[0] {
				e.doubt(fault{code, "maxspeed", text}, w.id)
			}
		}
		kmh[i] = limit
		if w.mode != ferryMode {
			kmh[i] = e.Speeds.driven(w.mode, limit)
		}
	}
	if w.oneway != "" {
		e.doubt(fault{BadTag, "oneway", w.oneway}, w.id)
	}
	if w.duration == "" {
		return kmh
	}
	x := float64(e.length(w)*60) / (1000 * minutes(w.duration))
	switch {
	case x > 0 && x <= fastest[ferryMode]:
		kmh = [2]float64{x, x}
	case !math.IsNaN(x) || minutes(w.duration) == 0:
		e.doubt(fault{BadTag, "duration", w.duration}, w.id)
	}
	return kmh
}

// length is that of a whole way, NaN where a node is missing.
func (e *extract) length(w *way) float64 {
	sum := 0.0
	nodes := e.nodes[w.first:w.last]
	for k := 1; k < len(nodes); k++ {
		sum += engine.EllipsoidMetres(e.places[nodes[k-1]], e.places[nodes[k]])
	}
	return sum
}

// contract joins the two segments that meet at a node where nothing else does, over and over: lengths and
// times add up, so that times between the nodes that stay are what they were. Rings are left as they are.
func contract(segments []segment, nodes int) []segment {
	at := make([][2]int32, nodes) // by node: the first two segments there
	degree := make([]uint8, nodes)
	note := func(v int, s int32) {
		if degree[v] < 2 {
			at[v][degree[v]] = s
		}
		degree[v] = min(degree[v]+1, 3)
	}
	for i, s := range segments {
		note(s.a, int32(i))
		note(s.z, int32(i))
	}
	for v := range degree {
		if degree[v] != 2 || at[v][0] == at[v][1] {
			continue
		}
		x, y := &segments[at[v][0]], &segments[at[v][1]]
		if x.mode != y.mode {
			continue
		}
		x.turn(v)
		y.turn(v)
		y.a, y.z, y.forth, y.back = y.z, y.a, y.back, y.forth // x leads to v, y from it
		if x.a == y.z {
			continue
		}
		kept, lost := at[v][0], at[v][1]
		x.z, x.metres = y.z, x.metres+y.metres
		x.forth, x.back = through(x.forth, y.forth), through(x.back, y.back)
		y.gone = true
		for k, s := range at[x.z] {
			if s == lost {
				at[x.z][k] = kept
			}
		}
	}
	return segments
}

// turn makes a segment end at a node.
func (s *segment) turn(v int) {
	if s.z != v {
		s.a, s.z, s.forth, s.back = s.z, s.a, s.back, s.forth
	}
}

// through is how long it takes over one segment and another, Infinity where one may not.
func through(a, b int32) int32 {
	if a >= engine.Infinity || b >= engine.Infinity {
		return engine.Infinity
	}
	return int32(min(int64(a)+int64(b), int64(engine.Infinity)))
}
