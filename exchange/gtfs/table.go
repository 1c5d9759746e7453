package gtfs

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/timetable"
)

// Source is a file.
type Source struct {
	Name string
	Data []byte
}

var everyDay = service{true, true, true, true, true}

var (
	tableColumns = []column{{"trip", "车次"}, {"stop", "车站"}, {"arrive", "到达"}, {"depart", "出发"}}
	stopColumns  = []column{{"stop", "车站"}, {"lon", "经度"}, {"lat", "纬度"}, {"change", "换乘"}}
)

// ReadTable reads a timetable that runs every day: a line for each stop of a trip, those of a trip in
// the order of travel. Times are 08:05 or 08:05:00; those of a later day are written 次日00:05, 第3日00:05,
// +1 00:05 or 24:05. stops may be nil; where it is given it has every stop, possibly with a place and the
// least minutes to change. There is no feed if any finding is an error. o.On is not used.
func ReadTable(f Source, stops *Source, o Options) (*Feed, []finding.Finding) {
	r := &reader{o: o, feed: &Feed{Timetable: &timetable.Timetable{First: []int32{0}}}, stopAt: map[string]int32{},
		tripAt: map[string]int32{}}
	given := map[[2]int32]int32{}
	if stops != nil {
		r.readTableStops(*stops, given)
	}
	t := openRows(&r.log, f.Name, bytes.NewReader(f.Data), true, tableColumns, "trip", "stop", "arrive", "depart")
	for t != nil && t.next() {
		r.tableCall(t, stops)
	}
	slices.SortStableFunc(r.stops, func(a, b call) int { return int(a.trip) - int(b.trip) })
	r.feed.Timetable.Stops = len(r.feed.Stops)
	r.file(f.Name)
	if len(r.errors) > 0 {
		return nil, r.findings(f.Name)
	}
	r.feed.changes(given, o)
	return r.feed, r.findings(f.Name)
}

func (r *reader) readTableStops(f Source, given map[[2]int32]int32) {
	lines := map[string]int32{}
	t := openRows(&r.log, f.Name, bytes.NewReader(f.Data), true, stopColumns, "stop")
	for t != nil && t.next() {
		id, ok := t.name("stop")
		if !ok || !t.key(lines, id, "stop") {
			continue
		}
		_, placed := t.at["lon"]
		stop := r.addStop(id)
		r.feed.Stops[stop].Place = t.stopPlace("lon", "lat", id, placed)
		if change, ok := t.number("change", -1, 24*60); ok && change >= 0 {
			given[[2]int32{stop, stop}] = change * 60
		}
	}
}

func (r *reader) addStop(id string) int32 {
	stop := int32(len(r.feed.Stops))
	id = strings.Clone(id)
	r.stopAt[id] = stop
	r.feed.Stops = append(r.feed.Stops, Stop{ID: id, Name: id, Parent: -1, Place: noPlace()})
	return stop
}

// tableCall reads a line of a table of trains.
func (r *reader) tableCall(t *rows, stops *Source) {
	id, ok := t.name("trip")
	name, ok1 := t.name("stop")
	arrive, ok2 := t.dayClock("arrive")
	depart, ok3 := t.dayClock("depart")
	if !ok || !ok1 || !ok2 || !ok3 {
		return
	}
	if arrive == noTime && depart == noTime {
		t.add(NoValue, t.posOf("arrive"), "arrive, depart")
		return
	}
	k, known := r.tripAt[id]
	if !known {
		k = int32(len(r.trips))
		id = strings.Clone(id)
		r.tripAt[id] = k
		r.trips = append(r.trips, trip{Trip: Trip{ID: id, Mode: -1}, service: everyDay})
	}
	stop, known := r.stopAt[name]
	if !known && stops != nil {
		t.add(UnknownReference, t.posOf("stop"), id, "found", name, "expected", stops.Name)
		return
	}
	if !known {
		stop = r.addStop(name)
	}
	c := call{trip: k, sequence: int32(min(t.line, math.MaxInt32)), line: int32(t.line)}
	c.Stop, c.Arrive, c.Depart = stop, arrive, depart
	r.stops = append(r.stops, c.complete())
}

// laterDays are the marks of a time on a later day.
var laterDays = []struct {
	mark string
	days int32
}{{"当日", 0}, {"次日", 1}, {"第二日", 1}, {"第三日", 2}, {"第四日", 3},
	{"第2日", 1}, {"第3日", 2}, {"第4日", 3}, {"+1", 1}, {"+2", 2}, {"+3", 3}}

// dayClock reads a time that may have a mark of its day before or after it; noTime where there is none.
func (t *rows) dayClock(column string) (int32, bool) {
	s := strings.TrimSpace(sheet.Narrow(t.cell(column)))
	if strings.Trim(s, "-—–") == "" {
		return noTime, true
	}
	days := int32(0)
	for _, d := range laterDays {
		rest, before := strings.CutPrefix(s, d.mark)
		if !before {
			rest, before = strings.CutSuffix(s, d.mark)
		}
		if before {
			s, days = strings.TrimSpace(rest), d.days
			break
		}
	}
	seconds, ok := Clock(s)
	if !ok {
		t.add(BadTime, t.posOf(column), column, "found", t.cell(column))
	}
	return seconds + days*day, ok
}
