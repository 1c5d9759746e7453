package gtfs

import (
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/timetable"
)

// day is a day in seconds.
const day = 86_400

// reader reads a feed.
type reader struct {
	log
	files *Files
	root  fs.FS
	o     Options
	feed  *Feed

	stopAt    map[string]int32
	routes    map[string]int32 // route_type
	services  map[string]*service
	tripAt    map[string]int32
	trips     []trip
	stops     []call
	repeats   []repeat
	calendars bool // calendar.txt or calendar_dates.txt is there
}

// service tells on which days around the one asked for trips run: some days before it, whose trips may
// still be under way, itself, and the day after.
type service [daysBefore + 2]bool

// daysBefore is how long the longest trips take, in days.
const daysBefore = 3

type trip struct {
	Trip
	service service
	first   int32 // where its calls are
	end     int32
}

// call is a stop of a trip as a file gives it; noTime where it gives no time.
type call struct {
	trip, sequence, line int32
	timetable.Call
}

const noTime = math.MinInt32

// repeat is a line of frequencies.txt.
type repeat struct{ trip, start, end, headway int32 }

// Read reads what runs on a day: its service, what days before still have under way, and what the day
// after begins in time. There is no feed if any finding is an error.
func Read(f *Files, o Options) (*Feed, []finding.Finding) {
	r := &reader{files: f, root: f.root(), o: o, feed: &Feed{Timetable: &timetable.Timetable{First: []int32{0}}},
		stopAt: map[string]int32{}, routes: map[string]int32{}, services: map[string]*service{}, tripAt: map[string]int32{}}
	r.readStops()
	r.readRoutes()
	r.readCalendar()
	r.readTrips()
	r.readStopTimes()
	r.readFrequencies()
	r.readFeedInfo()
	given := r.readTransfers()
	r.file(f.file("stop_times.txt"))
	if len(r.errors) == 0 && !slices.ContainsFunc(r.feed.Trips, func(t Trip) bool { return t.Day == 0 }) {
		r.add(NoService, finding.Pos{File: f.Name}, o.On.String(), "expected", o.On.String(),
			"found", r.feed.FirstDay.String()+" … "+r.feed.LastDay.String())
	}
	if len(r.errors) > 0 {
		return nil, r.findings(f.Name)
	}
	r.feed.changes(given, o)
	return r.feed, r.findings(f.Name)
}

func (r *reader) readStops() {
	lines := map[string]int32{}
	type parent struct {
		stop int32
		id   string
		pos  finding.Pos
	}
	var parents []parent
	there := r.each("stops.txt", []string{"stop_id", "stop_name", "stop_lat", "stop_lon", "location_type",
		"parent_station"}, []string{"stop_id"}, func(t *rows) {
		id, ok := t.name("stop_id")
		if !ok || !t.key(lines, id, "stop_id") {
			return
		}
		kind, _ := t.number("location_type", 0, 4)
		s := Stop{ID: strings.Clone(id), Name: strings.Clone(t.cell("stop_name")), Parent: -1, line: int32(t.line)}
		s.Place = t.stopPlace("stop_lon", "stop_lat", id, kind <= 2)
		stop := int32(len(r.feed.Stops))
		r.stopAt[s.ID] = stop
		if p := t.cell("parent_station"); p != "" {
			parents = append(parents, parent{stop, strings.Clone(p), t.posOf("parent_station")})
		}
		r.feed.Stops = append(r.feed.Stops, s)
	})
	if !there {
		r.missing("stops.txt")
	}
	for _, p := range parents {
		if station, ok := r.stopAt[p.id]; ok {
			r.feed.Stops[p.stop].Parent = station
		} else {
			r.add(UnknownReference, p.pos, p.id, "found", p.id, "expected", "stops.txt")
		}
	}
	r.feed.Timetable.Stops = len(r.feed.Stops)
}

// stopPlace reads a place, NaN where there is none; needed tells whether that is said. Feeds put stops
// whose place they do not know at 0, 0.
func (t *rows) stopPlace(lon, lat, id string, needed bool) network.Point {
	x, given1, ok1 := t.real(lon)
	y, given2, ok2 := t.real(lat)
	switch {
	case !ok1 || !ok2:
		return noPlace()
	case !given1 || !given2 || x == 0 && y == 0:
		if needed {
			t.add(NoPlace, t.pos(0), id, "found", id)
		}
		return noPlace()
	case math.Abs(x) <= 180 && math.Abs(y) <= 90:
		return network.Point{Lon: x, Lat: y}
	}
	zh, en := "经度在 −180 到 180 之间，纬度在 −90 到 90 之间", "longitudes are within −180 and 180, latitudes within −90 and 90"
	if math.Abs(x) <= 90 && math.Abs(y) <= 180 {
		zh, en = "经度和纬度写反了", "longitude and latitude are the wrong way round"
	}
	t.add(BadPlace, t.posOf(lon), id, "found_lon", t.cell(lon), "found_lat", t.cell(lat), "hint_zh", zh, "hint_en", en)
	return noPlace()
}

func (r *reader) readRoutes() {
	lines := map[string]int32{}
	there := r.each("routes.txt", []string{"route_id", "route_type"}, []string{"route_id", "route_type"}, func(t *rows) {
		if id, ok := t.name("route_id"); ok && t.key(lines, id, "route_id") {
			mode, _ := t.number("route_type", -1, 1702)
			if mode < 0 {
				t.name("route_type")
			}
			r.routes[strings.Clone(id)] = mode
		}
	})
	if !there {
		r.missing("routes.txt")
	}
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

func (r *reader) readCalendar() {
	lines := map[string]int32{}
	columns := append([]string{"service_id", "start_date", "end_date"}, weekdays...)
	regular := r.each("calendar.txt", columns, columns, func(t *rows) {
		id, ok := t.name("service_id")
		if !ok || !t.key(lines, id, "service_id") {
			return
		}
		s := r.service(id)
		first, ok1 := t.date("start_date")
		last, ok2 := t.date("end_date")
		var runs [7]int32
		for i, name := range weekdays {
			runs[i], _ = t.number(name, 0, 1)
		}
		if !ok1 || !ok2 {
			return
		}
		if last < first {
			t.add(BadInterval, t.posOf("end_date"), id, "found", t.cell("start_date"), "expected", t.cell("end_date"))
			return
		}
		if runs != [7]int32{} {
			r.covers(first, last)
		}
		for k := range s {
			on := r.o.On + measure.Date(k-daysBefore)
			s[k] = on >= first && on <= last && runs[on.Time().Weekday()] == 1
		}
	})
	days := map[string]int32{}
	columns = []string{"service_id", "date", "exception_type"}
	special := r.each("calendar_dates.txt", columns, columns, func(t *rows) {
		id, ok := t.name("service_id")
		on, ok1 := t.date("date")
		kind, ok2 := t.number("exception_type", 0, 2)
		if !ok || !ok1 || !ok2 || !t.key(days, id+" "+on.String(), "date") {
			return
		}
		if kind == 0 {
			t.add(BadNumber, t.posOf("exception_type"), id, "found", t.cell("exception_type"), "expected", "1, 2")
			return
		}
		if kind == 1 {
			r.covers(on, on)
		}
		if s, k := r.service(id), int(on-r.o.On)+daysBefore; k >= 0 && k < len(s) {
			s[k] = kind == 1
		}
	})
	if r.calendars = regular || special; !r.calendars {
		r.missing("calendar.txt")
	}
}

func (r *reader) service(id string) *service {
	s := r.services[id]
	if s == nil {
		s = &service{}
		r.services[strings.Clone(id)] = s
	}
	return s
}

func (r *reader) covers(first, last measure.Date) {
	if r.feed.FirstDay == 0 || first < r.feed.FirstDay {
		r.feed.FirstDay = first
	}
	r.feed.LastDay = max(r.feed.LastDay, last)
}

// date reads a day written YYYYMMDD.
func (t *rows) date(column string) (measure.Date, bool) {
	s, ok := t.name(column)
	if !ok {
		return 0, false
	}
	d, err := time.Parse("20060102", s)
	if err != nil {
		t.add(BadDate, t.posOf(column), column, "found", s)
		return 0, false
	}
	return measure.DateOf(d.Year(), d.Month(), d.Day()), true
}

func (r *reader) readTrips() {
	lines := map[string]int32{}
	there := r.each("trips.txt", []string{"trip_id", "route_id", "service_id", "trip_headsign"},
		[]string{"trip_id", "route_id", "service_id"}, func(t *rows) {
			id, ok := t.name("trip_id")
			if !ok || !t.key(lines, id, "trip_id") {
				return
			}
			route := t.cell("route_id")
			mode, known := r.routes[route]
			if !known {
				t.add(UnknownReference, t.posOf("route_id"), id, "found", route, "expected", "routes.txt")
			}
			name := t.cell("service_id")
			runs := r.services[name]
			if runs == nil {
				if r.calendars {
					t.add(UnknownReference, t.posOf("service_id"), id, "found", name, "expected", "calendar.txt")
				}
				runs = &service{}
			}
			r.tripAt[strings.Clone(id)] = int32(len(r.trips))
			r.trips = append(r.trips, trip{Trip: Trip{ID: strings.Clone(id), Route: strings.Clone(route),
				Headsign: strings.Clone(t.cell("trip_headsign")), Mode: mode}, service: *runs})
		})
	if !there {
		r.missing("trips.txt")
	}
}

func (r *reader) readStopTimes() {
	name, onDemand := "stop_times.txt", 0
	there := r.each(name, []string{"trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type",
		"drop_off_type", "location_id", "location_group_id"}, []string{"trip_id", "stop_id", "stop_sequence"}, func(t *rows) {
		if t.cell("stop_id") == "" && t.cell("location_id")+t.cell("location_group_id") != "" {
			onDemand++
			return
		}
		id := t.cell("trip_id")
		k, ok := r.tripAt[id]
		if !ok {
			t.add(UnknownReference, t.posOf("trip_id"), id, "found", id, "expected", "trips.txt")
		}
		stop, ok1 := r.stopAt[t.cell("stop_id")]
		if !ok1 {
			t.add(UnknownReference, t.posOf("stop_id"), id, "found", t.cell("stop_id"), "expected", "stops.txt")
		}
		if !ok || !ok1 || r.trips[k].service == (service{}) {
			return
		}
		c := call{trip: k, line: int32(t.line)}
		c.Stop = stop
		if c.sequence, ok = t.number("stop_sequence", -1, math.MaxInt32); c.sequence < 0 {
			if ok {
				t.name("stop_sequence")
			}
			return
		}
		c.Arrive, ok = t.clock("arrival_time", 0)
		c.Depart, ok1 = t.clock("departure_time", 0)
		pickup, _ := t.number("pickup_type", 0, 3)
		dropOff, _ := t.number("drop_off_type", 0, 3)
		c.NoBoard, c.NoAlight = pickup == 1, dropOff == 1
		if ok && ok1 {
			r.stops = append(r.stops, c.complete())
		}
	})
	if !there {
		r.missing(name)
	}
	if onDemand > 0 {
		r.add(OnDemand, finding.Pos{File: r.files.file(name)}, name, "found", strconv.Itoa(onDemand))
	}
}

// complete lets a stop that has one time arrive and depart at it.
func (c call) complete() call {
	if c.Arrive == noTime {
		c.Arrive = c.Depart
	}
	if c.Depart == noTime {
		c.Depart = c.Arrive
	}
	return c
}

// clock reads a time of day in seconds, H:MM or H:MM:SS, on top of some days; noTime where there is none.
func (t *rows) clock(column string, days int32) (int32, bool) {
	s := t.cell(column)
	if s == "" {
		return noTime, true
	}
	seconds, ok := Clock(s)
	if !ok {
		t.add(BadTime, t.posOf(column), column, "found", s)
	}
	return seconds + days*day, ok
}

// Clock reads a time of day as seconds after midnight: 8:05, 08:05:00, 24:05 of the next day.
func Clock(s string) (seconds int32, ok bool) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) > 3 || i > 0 && (n > 59 || len(part) != 2) || i == 0 && n > 240 {
			return 0, false
		}
		seconds = seconds*60 + int32(n)
	}
	if len(parts) == 2 {
		seconds *= 60
	}
	return seconds, true
}

func (r *reader) readFrequencies() {
	columns := []string{"trip_id", "start_time", "end_time", "headway_secs"}
	r.each("frequencies.txt", columns, columns, func(t *rows) {
		id, ok := t.name("trip_id")
		start, ok1 := t.clock("start_time", 0)
		end, ok2 := t.clock("end_time", 0)
		headway, ok3 := t.number("headway_secs", 0, day)
		if !ok || !ok1 || !ok2 || !ok3 {
			return
		}
		if end < start || start == noTime || headway == 0 {
			t.add(BadInterval, t.posOf("start_time"), id, "found", t.cell("start_time"), "expected", t.cell("end_time"))
			return
		}
		k, known := r.tripAt[id]
		if !known {
			t.add(UnknownReference, t.posOf("trip_id"), id, "found", id, "expected", "trips.txt")
			return
		}
		if r.trips[k].service != (service{}) {
			r.repeats = append(r.repeats, repeat{k, start, end, headway})
		}
	})
}

func (r *reader) readFeedInfo() {
	r.each("feed_info.txt", []string{"feed_publisher_name", "feed_version"}, nil, func(t *rows) {
		r.feed.Publisher = strings.Clone(t.cell("feed_publisher_name"))
		r.feed.Version = strings.Clone(t.cell("feed_version"))
	})
}
