package timetable

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Never is the time of what cannot be reached.
const Never = math.MaxInt32

// latest bounds the times of a timetable, so that sums of them do not overflow: 100 days.
const latest = 100 * 86_400

// Timetable is what runs: stops are numbered from 0, trips too.
type Timetable struct {
	Stops int
	// Trip k makes Calls[First[k]] … Calls[First[k+1]−1]; len(First) is one more than there are trips.
	First []int32
	Calls []Call
	// Change is the least time, in seconds, from getting off at a stop to getting on another trip there;
	// nil is 0 everywhere. A change takes at least a second: what arrives at 10:00:00 does not meet what
	// leaves at 10:00:00.
	Change    []int32
	Footpaths []Footpath
}

// Call is a stop of a trip, in seconds. Its departure is not before its arrival, nor the next arrival
// before its departure.
type Call struct {
	Stop, Arrive, Depart int32
	NoBoard, NoAlight    bool // nobody may get on, or off
}

// Footpath is a way from one stop to another between trips, and before the first or after the last. The
// time, in seconds, is all it takes to change that way; it is at least a second. Footpaths are walked one
// at a time: where two in a row should be possible, there is to be a third for the whole way. Of several
// between the same stops the quickest counts.
type Footpath struct{ From, To, Time int32 }

// Access is a stop that a place is left or reached by, in so many seconds.
type Access struct{ Stop, Time int32 }

// connection is a ride from a call to the next of the trip.
type connection struct {
	depart, arrive    int32
	from, to          int32
	trip              int32
	call              int32 // that it leaves from
	noBoard, noAlight bool
}

// Router is a timetable made ready for questions. It may be used by several goroutines at a time.
type Router struct {
	stops       int
	calls       []Call
	trips       int
	connections []connection // by departure
	change      []int32
	out, in     [][]Access // footpaths by stop, without those to itself
}

// New makes a timetable ready. It is an error if numbers of stops are out of range or times run backwards.
func New(t *Timetable) (*Router, error) {
	r := &Router{stops: t.Stops, calls: t.Calls, trips: max(0, len(t.First)-1), change: make([]int32, t.Stops),
		out: make([][]Access, t.Stops), in: make([][]Access, t.Stops)}
	if err := r.connect(t); err != nil {
		return nil, err
	}
	if t.Change != nil && len(t.Change) != t.Stops {
		return nil, fmt.Errorf("change has %d entries for %d stops", len(t.Change), t.Stops)
	}
	for s := range r.change {
		r.change[s] = 1
		if t.Change != nil {
			if t.Change[s] < 0 || t.Change[s] > latest {
				return nil, fmt.Errorf("a change at stop %d takes %d s", s, t.Change[s])
			}
			r.change[s] = max(1, t.Change[s])
		}
	}
	return r, r.walk(t.Footpaths)
}

// connect lists the connections by departure. Of one trip they stay in order, also where several take no
// time; between trips a second passes, so that their order does not matter.
func (r *Router) connect(t *Timetable) error {
	for k := range r.trips {
		first, end := t.First[k], t.First[k+1]
		if first < 0 || first > end || int(end) > len(t.Calls) {
			return fmt.Errorf("trip %d: calls %d to %d of %d", k, first, end, len(t.Calls))
		}
		before := int32(-latest)
		for i := first; i < end; i++ {
			c := t.Calls[i]
			if c.Stop < 0 || int(c.Stop) >= t.Stops {
				return fmt.Errorf("trip %d: stop %d of %d", k, c.Stop, t.Stops)
			}
			if c.Arrive < before || c.Depart < c.Arrive || c.Depart > latest {
				return fmt.Errorf("trip %d, call %d: arrives %d, departs %d, after %d", k, i-first, c.Arrive, c.Depart, before)
			}
			before = c.Depart
			if i+1 < end {
				next := t.Calls[i+1]
				r.connections = append(r.connections, connection{depart: c.Depart, arrive: next.Arrive, from: c.Stop,
					to: next.Stop, trip: int32(k), call: i, noBoard: c.NoBoard, noAlight: next.NoAlight})
			}
		}
	}
	slices.SortFunc(r.connections, func(a, b connection) int {
		return cmp.Or(cmp.Compare(a.depart, b.depart), cmp.Compare(a.call, b.call))
	})
	return nil
}

// walk groups the footpaths, the quickest between two stops.
func (r *Router) walk(paths []Footpath) error {
	for _, f := range paths {
		if min(f.From, f.To) < 0 || int(max(f.From, f.To)) >= r.stops || f.Time < 0 || f.Time > latest {
			return fmt.Errorf("footpath from %d to %d of %d stops in %d s", f.From, f.To, r.stops, f.Time)
		}
	}
	paths = slices.Clone(paths)
	slices.SortFunc(paths, func(a, b Footpath) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Time, b.Time))
	})
	for i, f := range paths {
		if f.From == f.To || i > 0 && f.From == paths[i-1].From && f.To == paths[i-1].To {
			continue
		}
		r.out[f.From] = append(r.out[f.From], Access{f.To, max(1, f.Time)})
		r.in[f.To] = append(r.in[f.To], Access{f.From, max(1, f.Time)})
	}
	return nil
}

// From is how trips are reached from a stop: there, or by a footpath.
func (r *Router) From(stop int32) []Access { return append([]Access{{stop, 0}}, r.out[stop]...) }

// To is how a stop is reached from trips: there, or by a footpath.
func (r *Router) To(stop int32) []Access { return append([]Access{{stop, 0}}, r.in[stop]...) }

// Walk is how long it takes on foot alone: 0 from a stop to itself, Never where there is no footpath.
func (r *Router) Walk(from, to int32) int32 {
	if from == to {
		return 0
	}
	for _, a := range r.out[from] {
		if a.Stop == to {
			return a.Time
		}
	}
	return Never
}

// Earliest returns by stop when one can be there who leaves at a time and reaches trips in the given
// ways: Never where there is no journey. A stop is reached by getting off there, by one footpath after
// getting off elsewhere, or in one of the given ways.
func (r *Router) Earliest(from []Access, depart int32) []int32 {
	there, ready := make([]int32, r.stops), make([]int32, r.stops) // when one can be there, and get on
	for s := range there {
		there[s], ready[s] = Never, Never
	}
	for _, a := range from {
		there[a.Stop] = min(there[a.Stop], depart+a.Time)
		ready[a.Stop] = there[a.Stop]
	}
	aboard := make([]bool, r.trips)
	first, _ := slices.BinarySearchFunc(r.connections, depart, func(c connection, t int32) int {
		return cmp.Compare(c.depart, t)
	})
	for i := range r.connections[first:] {
		c := &r.connections[first+i]
		if !aboard[c.trip] {
			if c.noBoard || ready[c.from] > c.depart {
				continue
			}
			aboard[c.trip] = true
		}
		if c.noAlight {
			continue
		}
		there[c.to] = min(there[c.to], c.arrive)
		ready[c.to] = min(ready[c.to], c.arrive+r.change[c.to])
		for _, f := range r.out[c.to] {
			at := c.arrive + f.Time
			there[f.Stop], ready[f.Stop] = min(there[f.Stop], at), min(ready[f.Stop], at)
		}
	}
	return there
}
