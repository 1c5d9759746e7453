package gtfs

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/finding/gallery"
	"github.com/yipanqi/yipanqi/locale"
)

// examples has a file for each finding: of a feed that is right but for it, or a table of trains.
var examples = map[*finding.Code]struct{ file, text string }{
	Broken:           {"feed.zip", "PK\n"},
	TooLarge:         {"trips.txt", "trip_id,route_id,service_id\nm1," + strings.Repeat("地铁", longest/6) + ",work\n"},
	NoFile:           {"routes.txt", ""},
	Syntax:           {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nE,\"东\"站,30.66,104.16\n"},
	RowLength:        {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nE,东,南,30.66,104.16\n"},
	NoColumn:         {"车次.csv", "车次,车站,到达\nG1,成都东,07:00\n"},
	RepeatedColumn:   {"车次.csv", "车次,车站,车站,到达,出发\n"},
	NoValue:          {"车次.csv", "车次,车站,到达,出发\nG1,成都东,,07:00\nG1,,08:28,\n"},
	BadNumber:        {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nM,B,2,3分钟\n"},
	BadTime:          {"车次.csv", "车次,车站,到达,出发\nG1,成都东,,7点\nG1,重庆北,08:28,\n"},
	BadDate:          {"calendar_dates.txt", "service_id,date,exception_type\nwork,2026-11-25,1\n"},
	UnknownReference: {"trips.txt", "trip_id,route_id,service_id\nm1,metro,work\nb1,bus,work\nn1,night,work\n"},
	RepeatedKey:      {"routes.txt", "route_id,route_type\nmetro,1\nbus,3\nmetro,2\n"},
	BadPlace:         {"stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nE,东,104.16,30.66\n"},
	NoTime: {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" +
		"m1,8:00:00,8:00:00,E,1\nm1,,,W,2\n"},
	TimeOrder: {"车次.csv", "车次,车站,到达,出发\nK1,成都,,23:30\nK1,重庆,04:00,\n"},
	BadInterval: {"frequencies.txt", "trip_id,start_time,end_time,headway_secs\n" +
		"b1,09:00:00,08:00:00,1200\n"},
	NoService: {"calendar_dates.txt", "service_id,date,exception_type\nwork,20261125,2\n"},
	TooMany:   {"车次.csv", "车次,车站,到达,出发\n" + strings.Repeat("K1,成都,,早上\n", most+1)},
	NoPlace:   {"stops.txt", small()["stops.txt"] + "S,南,,,,\n"},
	TooFast: {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" +
		"b1,8:00:00,8:00:00,E,1\nb1,8:02:00,8:02:00,W,2\n"},
	ShortTrip:     {"车次.csv", "车次,车站,到达,出发\nG1,成都东,,07:00\nG2,成都东,,07:10\nG2,重庆北,08:38,\n"},
	UnknownColumn: {"车次.csv", "车次,车站,到达,出发,检票口\nG2,成都东,,07:10,A3\nG2,重庆北,08:38,,\n"},
	OnDemand: {"stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,location_id,stop_sequence\n" +
		"b1,,,,中心区,1\nb1,,,,北区,2\n"},
	NotRead: {"transfers.txt", "from_stop_id,to_stop_id,transfer_type,from_trip_id,to_trip_id\n" +
		"M,M,4,m1,b1\n"},
}

// readExample reads a file in its feed, or alone.
func readExample(file, text string) []finding.Finding {
	if file == "feed.zip" {
		_, findings := Open(file, strings.NewReader(text), int64(len(text)))
		return findings
	}
	if strings.HasSuffix(file, ".csv") {
		_, findings := ReadTable(Source{file, []byte(text)}, nil, options)
		return findings
	}
	files := small()
	if files[file] = text; text == "" {
		delete(files, file)
	}
	_, findings := Read(directory(files), options)
	return findings
}

// TestEveryFindingHasAnExample writes docs/findings/gtfs.md where UPDATE is set, and compares otherwise.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page bytes.Buffer
	page.WriteString("# 时刻表有误 · Timetables that cannot be read as they should\n\n" +
		"每种结论一个例子，由测试运行例子写成。格式见 [timetable.md](../methods/timetable.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	for _, c := range Codes {
		e, ok := examples[c]
		if !ok {
			t.Errorf("%s has no example", c.ID)
			continue
		}
		fmt.Fprintf(&page, "\n## %s\n\n", c.ID)
		text := e.text
		if len(text) > 1000 {
			text = string([]rune(text)[:60]) + "…\n"
		}
		if text != "" {
			fmt.Fprintf(&page, "%s:\n\n```csv\n%s```\n\n", e.file, text)
		}
		found := false
		findings := readExample(e.file, e.text)
		for _, f := range findings {
			if f.Code == c && !found {
				found = true
				fmt.Fprintf(&page, "```text\n%s\n%s\n```\n", f.Text(locale.ZH), f.Text(locale.EN))
			}
		}
		if !found {
			t.Errorf("the example of %s does not give it but %s", c.ID, texts(findings))
		}
	}
	gallery.Hold(t, "../../docs/findings/gtfs.md", page.String())
}
