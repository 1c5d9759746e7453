package timetable

import (
	"slices"
	"sort"
)

// Window is when journeys may begin, and how long they may take, in seconds.
type Window struct {
	First, End int32 // departures First, First + 60, … before End
	Most       int32 // journeys that take longer do not count
}

// minute is how far departures of a window are apart.
const minute = 60

// value is an arrival and the number of trips taken to it: the lower, the sooner, and of arrivals at the
// same time, by fewer trips. It stays in order where trips are added.
type value int64

const (
	tripBits       = 12
	oneTrip  value = 1
	never          = value(Never) << tripBits
)

func valueOf(arrive int32) value { return value(arrive) << tripBits }
func (v value) arrive() int32    { return int32(v >> tripBits) }
func (v value) trips() int32     { return int32(v & (1<<tripBits - 1)) }

// start is a way on from a stop: getting on connection enter and off after connection exit.
type start struct {
	depart      int32
	enter, exit int32
	best        value
}

// Profile holds, for one target, the best journeys from every stop for every time of a window.
type Profile struct {
	r      *Router
	w      Window
	egress []int32   // by stop: seconds to the target, Never for most
	starts [][]start // by stop, departure falling, value falling
	trip   []ride    // by trip: the best of those aboard
}

type ride struct {
	best value
	exit int32
}

// Profile computes the best journeys to a target that is reached from trips in the given ways.
func (r *Router) Profile(to []Access, w Window) *Profile {
	p := r.newProfile()
	p.compute(to, w)
	return p
}

func (r *Router) newProfile() *Profile {
	return &Profile{r: r, egress: make([]int32, r.stops), starts: make([][]start, r.stops), trip: make([]ride, r.trips)}
}

// compute scans the connections backwards: what one gets from taking a connection is known from those
// after it (profile Connection Scan).
func (p *Profile) compute(to []Access, w Window) {
	p.w = w
	for s := range p.egress {
		p.egress[s], p.starts[s] = Never, p.starts[s][:0]
	}
	for k := range p.trip {
		p.trip[k] = ride{never, -1}
	}
	for _, a := range to {
		p.egress[a.Stop] = min(p.egress[a.Stop], a.Time)
	}
	last := int64(w.End) + int64(w.Most)
	all := p.r.connections
	end := sort.Search(len(all), func(i int) bool { return int64(all[i].depart) > last })
	for i := end - 1; i >= 0 && all[i].depart >= w.First; i-- {
		c := &all[i]
		if int64(c.arrive) > last {
			continue
		}
		on := &p.trip[c.trip]
		if !c.noAlight {
			if off := p.after(c) + oneTrip; off < on.best {
				*on = ride{off, int32(i)}
			}
		}
		if on.best >= never || c.noBoard {
			continue
		}
		if s := p.starts[c.from]; len(s) == 0 || on.best < s[len(s)-1].best {
			p.starts[c.from] = append(s, start{c.depart, int32(i), on.exit, on.best})
		}
	}
}

// after is what comes of getting off after a connection: being at the target, or another trip.
func (p *Profile) after(c *connection) value {
	best := never
	if e := p.egress[c.to]; e < Never {
		best = valueOf(c.arrive + e)
	}
	if s := p.next(c.to, c.arrive+p.r.change[c.to]); s != nil {
		best = min(best, s.best)
	}
	for _, f := range p.r.out[c.to] {
		if s := p.next(f.Stop, c.arrive+f.Time); s != nil {
			best = min(best, s.best)
		}
	}
	return best
}

// next is the best way on for one who may get on at a stop from a time.
func (p *Profile) next(stop, from int32) *start {
	s := p.starts[stop]
	k := sort.Search(len(s), func(i int) bool { return s[i].depart < from })
	if k == 0 {
		return nil
	}
	return &s[k-1]
}

// Arrive returns when one arrives who leaves at a time and reaches trips in the given ways, and the
// fewest trips with which that can be; false where there is no journey within the longest time.
func (p *Profile) Arrive(from []Access, depart int32) (arrive, trips int32, ok bool) {
	best, _, _ := p.best(from, depart)
	if best >= never || int64(best.arrive()) > int64(depart)+int64(p.w.Most) {
		return Never, 0, false
	}
	return best.arrive(), best.trips(), true
}

func (p *Profile) best(from []Access, depart int32) (best value, first *start, walk Access) {
	best = never
	for _, a := range from {
		if s := p.next(a.Stop, depart+a.Time); s != nil && s.best < best {
			best, first, walk = s.best, s, a
		}
	}
	return best, first, walk
}

// Leg is a ride, from getting on to getting off.
type Leg struct {
	Trip           int32
	From, To       int32 // stops
	Depart, Arrive int32 // seconds
}

// Journey returns the rides of the journey that Arrive speaks of. What lies between them is walked or
// waited.
func (p *Profile) Journey(from []Access, depart int32) (legs []Leg, ok bool) {
	if _, _, ok := p.Arrive(from, depart); !ok {
		return nil, false
	}
	_, s, _ := p.best(from, depart)
	for s != nil {
		enter, exit := &p.r.connections[s.enter], &p.r.connections[s.exit]
		legs = append(legs, Leg{enter.trip, enter.from, exit.to, enter.depart, exit.arrive})
		s = p.onward(exit, s.best-oneTrip)
	}
	return legs, true
}

// onward is the next ride of a journey of a value, nil at its end.
func (p *Profile) onward(c *connection, want value) *start {
	if e := p.egress[c.to]; e < Never && valueOf(c.arrive+e) == want {
		return nil
	}
	if s := p.next(c.to, c.arrive+p.r.change[c.to]); s != nil && s.best == want {
		return s
	}
	for _, f := range p.r.out[c.to] {
		if s := p.next(f.Stop, c.arrive+f.Time); s != nil && s.best == want {
			return s
		}
	}
	return nil
}

// Summary is what the minutes of a window come to, in seconds.
type Summary struct {
	// Best is the shortest journey, arrival less departure minute, Never if there is none; Trips the
	// fewest trips it can be made with and First the first minute at which it can.
	Best, Trips, First int32
	// Median is the journey time in the middle of all minutes, those without a journey being the longest;
	// of an even number, the mean of both, false where there is none.
	Median float64
	Share  float64 // of the minutes at which there is a journey
	Half   bool    // whether there is a median
}

// Summarise goes through the minutes of the window. walk is how long it takes on foot alone, or Never.
func (p *Profile) Summarise(from []Access, walk int32) Summary {
	s := Summary{Best: Never, Trips: 0, First: Never}
	var times []int32
	count := 0
	for t := p.w.First; t < p.w.End; t += minute {
		count++
		took, trips := int32(Never), int32(0)
		if arrive, n, ok := p.Arrive(from, t); ok {
			took, trips = arrive-t, n
		}
		if walk <= took && walk <= p.w.Most {
			took, trips = walk, 0
		}
		if took == Never {
			continue
		}
		times = append(times, took)
		if took < s.Best || took == s.Best && trips < s.Trips {
			s.Best, s.Trips, s.First = took, trips, t
		}
	}
	if count == 0 {
		return s
	}
	slices.Sort(times)
	s.Share = float64(len(times)) / float64(count)
	if low, high := (count-1)/2, count/2; high < len(times) {
		s.Median, s.Half = (float64(times[low])+float64(times[high]))/2, true
	}
	return s
}

// Matrix summarises the window from each place to each: row by row, one for each from. walk gives how
// long it takes on foot alone, or Never; nil is Never.
func (r *Router) Matrix(from, to [][]Access, w Window, walk func(from, to int) int32, threads int) []Summary {
	cells := make([]Summary, len(from)*len(to))
	parallel(threads, len(to), func() func(int) {
		p := r.newProfile()
		return func(k int) {
			p.compute(to[k], w)
			for i, access := range from {
				onFoot := int32(Never)
				if walk != nil {
					onFoot = walk(i, k)
				}
				cells[i*len(to)+k] = p.Summarise(access, onFoot)
			}
		}
	})
	return cells
}
