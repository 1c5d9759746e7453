package network

import (
	"reflect"
	"strings"
	"testing"

	engine "github.com/yipanqi/yipanqi/method/network"
)

const roads = `{"type": "FeatureCollection", "features": [
 {"type": "Feature", "properties": {"kmh": 60, "mode": "road"},
  "geometry": {"type": "LineString", "coordinates": [[104, 30], [104, 30.5], [104.5, 30.5]]}},
 {"type": "Feature", "properties": {"时速": 100, "单向": true, "公里": 10},
  "geometry": {"type": "MultiLineString", "coordinates": [[[104.5, 30.50001], [105, 30.5]]]}},
 {"type": "Feature", "properties": {"minutes": "5", "from": "站", "to": "口"},
  "geometry": {"type": "LineString", "coordinates": [[105, 30.5], [105.01, 30.5]]}}
]}`

func TestGeoJSONLinks(t *testing.T) {
	n, findings := Read(Source{"roads.geojson", []byte(roads)}, nil, Options{})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	want := []string{"104.0000,30.0000", "104.5000,30.5000", "105.0000,30.5000", "站", "口"}
	if !reflect.DeepEqual(n.Nodes, want) {
		t.Errorf("nodes %q", n.Nodes)
	}
	metres := engine.Metres(engine.Point{Lon: 104, Lat: 30}, engine.Point{Lon: 104, Lat: 30.5}) +
		engine.Metres(engine.Point{Lon: 104, Lat: 30.5}, engine.Point{Lon: 104.5, Lat: 30.5})
	if got := float64(n.Graph.Metres[0]); got < metres-1 || got > metres+1 {
		t.Errorf("the first line is %v m, want %v along its points", got, metres)
	}
	if n.Graph.Links() != 5 || n.Graph.Time[2] != 360_000 || n.Graph.Time[3] != 300_000 || n.Lines[2] != 4 {
		t.Errorf("times %v on lines %v", n.Graph.Time, n.Lines)
	}
}

func TestGeoJSONPoints(t *testing.T) {
	points, findings := ReadPoints(Source{"p.geojson", []byte(`{"features": [
 {"id": 7, "properties": {"weight": 2.5}, "geometry": {"type": "Point", "coordinates": [104, 30]}},
 {"properties": {"编号": "乙"}, "geometry": {"type": "Point", "coordinates": [105, 30]}}]}`)})
	if len(findings) > 0 || len(points) != 2 || points[0].ID != "7" || points[0].Weight != 2.5 || points[1].ID != "乙" ||
		points[1].Place.Lon != 105 {
		t.Errorf("%+v %v", points, findings)
	}
}

func TestGeoJSONFaultsHaveTheirPlace(t *testing.T) {
	for text, at := range map[string]string{
		`{"type": "FeatureCollection"}`:                         "1:1",
		"{\"features\": [\n {\"geometry\": {}}]}":               "2:2",
		strings.Replace(roads, "104.5, 30.50001", "999, 30", 1): "4:2",
		strings.Replace(roads, `"kmh": 60, `, ``, 1):            "2:2",
		roads[:300]: "",
	} {
		n, findings := Read(Source{"f.geojson", []byte(text)}, nil, Options{})
		if n != nil || len(findings) == 0 || !strings.Contains(findings[0].Pos.String(), at) {
			t.Errorf("%.40s: %v", text, findings)
		}
	}
}
