package gtfs

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/network"
)

// mostCalls bounds a timetable, repeated trips and all.
const mostCalls = 30_000_000

// file puts the calls into order, checks them trip by trip and adds what runs to the timetable. name is
// the file they stand in.
func (r *reader) file(name string) {
	order := func(a, b call) int { return cmp.Or(cmp.Compare(a.trip, b.trip), cmp.Compare(a.sequence, b.sequence)) }
	if !slices.IsSortedFunc(r.stops, order) {
		slices.SortStableFunc(r.stops, order)
	}
	for i := 0; i < len(r.stops); {
		k := r.stops[i].trip
		end := i
		for end < len(r.stops) && r.stops[end].trip == k {
			end++
		}
		if r.check(name, r.stops[i:end]) {
			r.trips[k].first, r.trips[k].end = int32(i), int32(end)
		}
		i = end
	}
	if len(r.errors) > 0 {
		return
	}
	slices.SortStableFunc(r.repeats, func(a, b repeat) int { return cmp.Compare(a.trip, b.trip) })
	repeats := r.repeats
	for k := range r.trips {
		n := 0
		for n < len(repeats) && int(repeats[n].trip) == k {
			n++
		}
		r.runs(k, repeats[:n])
		repeats = repeats[n:]
		if len(r.feed.Timetable.Calls) > mostCalls {
			r.add(TooLarge, finding.Pos{File: name}, name, "found", strconv.Itoa(len(r.feed.Timetable.Calls)),
				"expected", strconv.Itoa(mostCalls))
			return
		}
	}
}

// check looks through the calls of a trip and fills in times that are not given; false where it cannot be
// ridden.
func (r *reader) check(file string, calls []call) (ok bool) {
	at := func(c *call) finding.Pos { return finding.Pos{File: file, Line: int(c.line), Column: 1} }
	id, ok := r.trips[calls[0].trip].ID, true
	for i := 1; i < len(calls); i++ {
		if calls[i].sequence == calls[i-1].sequence {
			sequence := strconv.Itoa(int(calls[i].sequence))
			r.add(RepeatedKey, at(&calls[i]), id, "found", id+" "+sequence, "expected", strconv.Itoa(int(calls[i-1].line)))
			ok = false
		}
	}
	if len(calls) < 2 {
		r.add(ShortTrip, at(&calls[0]), id)
		return false
	}
	for _, c := range []*call{&calls[0], &calls[len(calls)-1]} {
		if c.Arrive == noTime {
			r.add(NoTime, at(c), id)
			ok = false
		}
	}
	if !ok {
		return false
	}
	r.interpolate(calls)
	last := calls[0].Arrive
	for i := range calls {
		c := &calls[i]
		for _, t := range []int32{c.Arrive, c.Depart} {
			if t < last {
				r.add(TimeOrder, at(c), id, "found", ClockText(t), "expected", ClockText(last))
				ok = false
			}
			last = max(last, t)
		}
		if i > 0 {
			r.checkSpeed(&calls[i-1], c, at(c))
		}
	}
	return ok
}

// interpolate gives times to calls without: by distance between those that have times, or evenly where a
// stop has no place.
func (r *reader) interpolate(calls []call) {
	for i := 1; i < len(calls); i++ {
		if calls[i].Arrive != noTime {
			continue
		}
		end := i
		for calls[end].Arrive == noTime {
			end++
		}
		gap := calls[i-1 : end+1]
		way := r.ways(gap)
		from, to := gap[0].Depart, gap[len(gap)-1].Arrive
		for k := 1; k < len(gap)-1; k++ {
			share := way[k] / way[len(way)-1]
			t := from + int32(math.Round(float64(to-from)*share))
			gap[k].Arrive, gap[k].Depart = t, t
		}
		i = end
	}
}

// ways is how far the calls are from the first, in metres or, where a stop has no place, in stops.
func (r *reader) ways(calls []call) []float64 {
	metres, even := make([]float64, len(calls)), make([]float64, len(calls))
	placed := true
	for i := 1; i < len(calls); i++ {
		a, b := &r.feed.Stops[calls[i-1].Stop], &r.feed.Stops[calls[i].Stop]
		even[i] = float64(i)
		if placed = placed && a.HasPlace() && b.HasPlace(); placed {
			metres[i] = metres[i-1] + network.Metres(a.Place, b.Place)
		}
	}
	if placed && metres[len(metres)-1] > 0 {
		return metres
	}
	return even
}

// fastest is the km/h above which a trip of a mode is past belief, after the canonical GTFS validator.
func fastest(mode int32) float64 {
	switch {
	case mode == 2 || mode >= 100 && mode < 200 || mode < 0:
		return 500
	case mode == 1 || mode == 3 || mode == 11 || mode == 12 || mode >= 200 && mode < 900:
		return 150
	case mode == 0 || mode >= 900 && mode < 1000:
		return 100
	case mode == 4:
		return 80
	case mode == 6 || mode == 7:
		return 50
	case mode == 5:
		return 30
	}
	return 200
}

// checkSpeed tells of a ride past belief. Times are often given in whole minutes, so that a minute more
// is allowed.
func (r *reader) checkSpeed(from, to *call, at finding.Pos) {
	a, b := &r.feed.Stops[from.Stop], &r.feed.Stops[to.Stop]
	if !a.HasPlace() || !b.HasPlace() || to.Arrive < from.Depart {
		return
	}
	t := &r.trips[to.trip]
	metres, seconds := network.Metres(a.Place, b.Place), float64(to.Arrive-from.Depart+60)
	if kmh := metres * 3.6 / seconds; kmh > fastest(t.Mode) {
		r.add(TooFast, at, t.ID, "found", strconv.FormatFloat(kmh, 'f', 0, 64),
			"expected", strconv.FormatFloat(fastest(t.Mode), 'f', 0, 64))
	}
}

// ClockText writes seconds after midnight as GTFS does: 08:05:00, and 24:05:00 of the next day.
func ClockText(t int32) string {
	two := func(n int32) string { return strconv.Itoa(int(n/10)) + strconv.Itoa(int(n%10)) }
	return two(t/3600) + ":" + two(t/60%60) + ":" + two(t%60)
}

// runs adds the runs of a trip on the days around: as its calls say, or repeated.
func (r *reader) runs(k int, repeats []repeat) {
	t := &r.trips[k]
	calls := r.stops[t.first:t.end]
	if len(calls) == 0 {
		return
	}
	for d, on := range t.service {
		if !on {
			continue
		}
		shift := int32(d-daysBefore) * day
		if len(repeats) == 0 {
			r.run(t, calls, int8(d-daysBefore), shift)
		}
		for _, f := range repeats {
			for start := f.start; start < f.end && len(r.feed.Timetable.Calls) <= mostCalls; start += f.headway {
				r.run(t, calls, int8(d-daysBefore), shift+start-calls[0].Depart)
			}
		}
	}
}

// run adds a run, later by some seconds than its calls say, unless it is over or has not begun.
func (r *reader) run(t *trip, calls []call, d int8, shift int32) {
	if calls[len(calls)-1].Arrive+shift < 0 || d > 0 && calls[0].Depart+shift > r.o.Until {
		return
	}
	tt := r.feed.Timetable
	for _, c := range calls {
		c.Arrive, c.Depart = c.Arrive+shift, c.Depart+shift
		tt.Calls = append(tt.Calls, c.Call)
	}
	run := t.Trip
	run.Day = d
	r.feed.Trips = append(r.feed.Trips, run)
	tt.First = append(tt.First, int32(len(tt.Calls)))
}
