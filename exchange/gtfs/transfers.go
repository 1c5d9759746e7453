package gtfs

import (
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/network"
)

// readTransfers reads how long changes take, by the stops changed from and to. What is said of stops goes
// before what is said of their stations.
func (r *reader) readTransfers() map[[2]int32]int32 {
	type change struct{ from, to, time int32 }
	var changes []change
	passed := 0
	name := "transfers.txt"
	r.each(name, []string{"from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", "from_route_id",
		"to_route_id", "from_trip_id", "to_trip_id"}, nil, func(t *rows) {
		kind, ok := t.number("transfer_type", 0, 5)
		least, ok1 := t.number("min_transfer_time", -1, day)
		if !ok || !ok1 {
			return
		}
		if kind > 3 || t.cell("from_route_id")+t.cell("to_route_id")+t.cell("from_trip_id")+t.cell("to_trip_id") != "" {
			passed++
			return
		}
		from, known := r.transferStop(t, "from_stop_id")
		to, known1 := r.transferStop(t, "to_stop_id")
		if known && known1 {
			if time, ok := r.transferTime(from, to, kind, least); ok {
				changes = append(changes, change{from, to, time})
			}
		}
	})
	if passed > 0 {
		r.add(NotRead, finding.Pos{File: r.files.file(name)}, name, "found", strconv.Itoa(passed))
	}
	children := map[int32][]int32{}
	for i := range r.feed.Stops {
		if p := r.feed.Stops[i].Parent; p >= 0 {
			children[p] = append(children[p], int32(i))
		}
	}
	depth := func(c change) int { return min(1, len(children[c.from])) + min(1, len(children[c.to])) }
	slices.SortStableFunc(changes, func(a, b change) int { return depth(b) - depth(a) })
	given := map[[2]int32]int32{}
	for _, c := range changes {
		for _, from := range append([]int32{c.from}, children[c.from]...) {
			for _, to := range append([]int32{c.to}, children[c.to]...) {
				given[[2]int32{from, to}] = c.time
			}
		}
	}
	return given
}

func (r *reader) transferStop(t *rows, column string) (int32, bool) {
	id := t.cell(column)
	stop, ok := r.stopAt[id]
	if !ok {
		t.add(UnknownReference, t.posOf(column), id, "found", id, "expected", "stops.txt")
	}
	return stop, ok
}

// transferTime is how long a change takes by its type; false where the feed says nothing of it.
func (r *reader) transferTime(from, to, kind, least int32) (int32, bool) {
	switch {
	case kind == 3:
		return impossible, true
	case kind == 1:
		return 0, true // the one waits for the other
	case least >= 0:
		return least, true
	case from == to:
		return 0, false
	}
	a, b := &r.feed.Stops[from], &r.feed.Stops[to]
	if a.HasPlace() && b.HasPlace() && r.o.Walk.KMH > 0 {
		return r.o.Walk.Seconds(network.Metres(a.Place, b.Place)) + r.o.Change, true
	}
	return r.o.Change, true
}
