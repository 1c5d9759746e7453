package gtfs

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/timetable"
)

var wednesday = measure.DateOf(2026, time.November, 25)

// small is a synthetic feed: a metro from 东 by 中 to 西, a bus from a stop near 中, and a night bus.
func small() map[string]string {
	return map[string]string{
		"stops.txt": "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\n" +
			"Z,中心,30.66,104.06,1,\nE,东,30.66,104.16,,\nM,\"中\"\"心\"\"站\",30.66,104.06,,Z\n" +
			"W,西,30.66,103.96,,\nB,公交站,30.663,104.06,0,Z\nN,北,30.76,104.06,,\n",
		"routes.txt": "route_id,route_type,route_color\nmetro,1,FF0000\nbus,3,\n",
		"calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n" +
			"work,1,1,1,1,1,0,0,20260101,20261231\n",
		"trips.txt": "trip_id,route_id,service_id,trip_headsign\nm1,metro,work,西\nb1,bus,work,北\nn1,bus,work,北\n",
		"stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n" +
			"m1,8:00:00,8:00:00,E,1,\nm1,,,M,2,\nm1,8:20:00,8:20:00,W,9,\n" +
			"n1,25:00:00,25:00:00,N,2,\nn1,23:50:00,23:50:00,B,1,\n" +
			"b1,06:00:00,06:00:00,B,1,\nb1,06:30:00,06:30:00,N,2,\n",
		"frequencies.txt": "trip_id,start_time,end_time,headway_secs\nb1,08:00:00,09:00:00,1200\n",
		"transfers.txt":   "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nM,B,2,180\nM,M,2,60\n",
		"feed_info.txt":   "feed_publisher_name,feed_version\n合成,1\n",
	}
}

func directory(files map[string]string) *Files {
	fs := fstest.MapFS{}
	for name, text := range files {
		fs[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return &Files{FS: fs, Name: "feed/"}
}

func read(t testing.TB, files map[string]string) *Feed {
	t.Helper()
	feed, findings := Read(directory(files), options)
	if feed == nil {
		t.Fatal(texts(findings))
	}
	return feed
}

func texts(findings []finding.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.Text(locale.EN) + "\n")
	}
	return b.String()
}

var options = Options{On: wednesday, Until: 2 * day, Change: 120, Walk: Walk{KMH: 5, Metres: 500}}

func TestReadsWhatRuns(t *testing.T) {
	f := read(t, small())
	var runs []string
	for k, trip := range f.Trips {
		c := f.Timetable.Calls[f.Timetable.First[k]]
		runs = append(runs, trip.ID+" "+string("-0+"[trip.Day+1])+" "+
			strings.ReplaceAll(ClockText(max(0, c.Depart)), ":00", ""))
	}
	want := []string{"m1 0 08", "m1 + 32", "b1 0 08", "b1 0 08:20", "b1 0 08:40", "b1 + 32", "b1 + 32:20", "b1 + 32:40",
		"n1 - 00", "n1 0 23:50", "n1 + 47:50"}
	if !slices.Equal(runs, want) {
		t.Errorf("runs %q", runs)
	}
	// The middle stop lies halfway.
	if c := f.Timetable.Calls[1]; c.Arrive != 8*3600+600 || c.Depart != c.Arrive {
		t.Errorf("interpolated %+v", c)
	}
	if f.Stops[2].Name != `中"心"站` || f.FirstDay.String() != "2026-01-01" ||
		f.LastDay.String() != "2026-12-31" || f.Publisher != "合成" {
		t.Errorf("%+v", f)
	}
	r, err := timetable.New(f.Timetable)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Walk(2, 4); got != 180 {
		t.Errorf("the transfer takes %d s", got)
	}
	if got := r.Walk(4, 2); got != 241+120 { // 333.6 m at 5 km/h, and the change
		t.Errorf("the walk takes %d s", got)
	}
	// 东 08:00, 中心站 08:10, the bus 08:20 to 北 08:50.
	p := r.Profile(r.To(f.Find("北")[0]), timetable.Window{First: 8 * 3600, End: 8*3600 + 60, Most: 7200})
	if arrive, trips, _ := p.Arrive(r.From(f.Find("东")[0]), 8*3600); arrive != 8*3600+50*60 || trips != 2 {
		t.Errorf("arrives %s with %d trips", ClockText(arrive), trips)
	}
}

func TestFindsStopsOfAStation(t *testing.T) {
	f := read(t, small())
	for name, want := range map[string][]int32{"Z": {0, 2, 4}, "中心": {0, 2, 4}, "W": {3}, "西": {3}, "南": nil} {
		if got := f.Find(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

func TestDaysOfService(t *testing.T) {
	files := small()
	files["calendar_dates.txt"] = "service_id,date,exception_type\nwork,20261125,2\nwork,20261128,1\n"
	for on, runs := range map[measure.Date]bool{wednesday: false, wednesday + 1: true, wednesday + 3: true,
		wednesday + 4: false, measure.DateOf(2027, time.January, 4): false} {
		o := options
		o.On = on
		if feed, _ := Read(directory(files), o); (feed != nil) != runs {
			t.Errorf("%v runs: %v", on, feed != nil)
		}
	}
	delete(files, "calendar.txt")
	o := options
	o.On = wednesday + 3
	if feed, findings := Read(directory(files), o); feed == nil || feed.LastDay != o.On {
		t.Error(texts(findings))
	}
}

// The same feed packed, in a folder, with a byte order mark or in GB 18030, gives the same timetable.
func TestFormsOfTheSameFeed(t *testing.T) {
	want := read(t, small())
	marked, gb, packed := small(), small(), map[string]string{}
	for name, text := range small() {
		marked[name] = "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
		encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		gb[name] = encoded
		packed["feed/"+name] = text
	}
	archive := pack(t, packed)
	zipped, findings := Open("f.zip", bytes.NewReader(archive), int64(len(archive)))
	if zipped == nil {
		t.Fatal(texts(findings))
	}
	for name, files := range map[string]*Files{"marked": directory(marked), "gb": directory(gb), "zip": zipped} {
		feed, findings := Read(files, options)
		if feed == nil {
			t.Errorf("%s: %s", name, texts(findings))
			continue
		}
		same := slices.Equal(feed.Timetable.Calls, want.Timetable.Calls) && slices.Equal(feed.Trips, want.Trips) &&
			slices.Equal(feed.Timetable.Footpaths, want.Timetable.Footpaths)
		for i := range feed.Stops {
			same = same && feed.Stops[i].Name == want.Stops[i].Name
		}
		if !same {
			t.Errorf("%s is another feed", name)
		}
	}
}

func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(files[name]))
	}
	w.Close()
	return b.Bytes()
}

func TestBombsAreRefused(t *testing.T) {
	bomb := pack(t, map[string]string{"stops.txt": strings.Repeat("\n", alwaysAllows+1)})
	files, findings := Open("f.zip", bytes.NewReader(bomb), int64(len(bomb)))
	if files != nil || findings[0].Code != TooLarge {
		t.Error(texts(findings))
	}
	if files, findings := Open("f.zip", strings.NewReader("PK\x03\x04"), 4); files != nil || findings[0].Code != Broken {
		t.Error(texts(findings))
	}
}

func TestStationsForbidChanges(t *testing.T) {
	files := small()
	files["transfers.txt"] = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nM,B,0,90\nZ,Z,3,\n"
	f := read(t, files)
	r, err := timetable.New(f.Timetable)
	if err != nil {
		t.Fatal(err)
	}
	if r.Walk(2, 4) != 90 || r.Walk(4, 2) != timetable.Never || f.Timetable.Change[2] != impossible {
		t.Errorf("%d %d %d", r.Walk(2, 4), r.Walk(4, 2), f.Timetable.Change[2])
	}
}

const trains = "车次,车站,到达,出发\nK1,成都,--,23:30\nK1,内江,次日01:10,次日01:15\n" +
	"K1,重庆,第2日04:00,\nK2,重庆,,0:30\nK2,成都,05:00,\n"

func TestTableOfTrains(t *testing.T) {
	stops := &Source{"s.csv", []byte("车站,经度,纬度,换乘\n成都,104.07,30.70,15\n内江,105.06,29.58,\n重庆,106.55,29.56,20\n")}
	f, findings := ReadTable(Source{"t.csv", []byte(trains)}, stops, options)
	if f == nil || len(findings) > 0 {
		t.Fatal(texts(findings))
	}
	r, err := timetable.New(f.Timetable)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Timetable.Change, []int32{900, 120, 1200}) {
		t.Errorf("changes %v", f.Timetable.Change)
	}
	at := r.Earliest(r.From(1), 0) // yesterday's K1 is on its way
	if ClockText(at[2]) != "04:00:00" || ClockText(at[0]) != "29:00:00" {
		t.Errorf("%v", at)
	}
}

func TestReaderNeedsLittle(t *testing.T) {
	text := "trip\tstop\tarrive\tdepart\n1\ta\t\t8:00\n1\tb\t8:10\t\n"
	f, findings := ReadTable(Source{"t.csv", []byte(text)}, nil, Options{})
	if f == nil || len(findings) > 0 {
		t.Fatal(texts(findings))
	}
}

// Whatever a file has in it, reading ends, and what is read makes a timetable.
func FuzzTable(f *testing.F) {
	f.Add([]byte(trains))
	f.Add([]byte("trip,stop,arrive,depart\n\"a\nb\",c,+1 0:00,第3日1:00\n\"x\"y,,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		feed, findings := ReadTable(Source{"t.csv", data}, nil, options)
		checkRead(t, feed, findings)
	})
}

// FuzzFeed spoils a file of a feed.
func FuzzFeed(f *testing.F) {
	names := slices.Sorted(maps.Keys(small()))
	for i, name := range names {
		f.Add(i, []byte(small()[name]))
	}
	f.Fuzz(func(t *testing.T, which int, data []byte) {
		files := small()
		files[names[uint(which)%uint(len(names))]] = string(data)
		feed, findings := Read(directory(files), options)
		checkRead(t, feed, findings)
	})
}

func checkRead(t *testing.T, feed *Feed, findings []finding.Finding) {
	worst, any := finding.Worst(findings)
	if failed := any && worst == finding.Error; failed == (feed != nil) || len(findings) > most+1 {
		t.Fatalf("a feed: %v, findings: %s", feed != nil, texts(findings))
	}
	if feed != nil {
		if _, err := timetable.New(feed.Timetable); err != nil {
			t.Fatal(err)
		}
	}
}
