package network

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

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
	n, findings := Read(Source{"roads.geojson", []byte(roads)}, nil, Options{Meet: 2})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	want := []string{"站", "口", "104.00000,30.00000", "104.50000,30.50000"}
	if !reflect.DeepEqual(n.Nodes, want) {
		t.Errorf("nodes %q", n.Nodes)
	}
	metres := engine.EllipsoidMetres(engine.Point{Lon: 104, Lat: 30}, engine.Point{Lon: 104, Lat: 30.5}) +
		engine.EllipsoidMetres(engine.Point{Lon: 104, Lat: 30.5}, engine.Point{Lon: 104.5, Lat: 30.5})
	if got := float64(n.Graph.Metres[0]); got < metres-1 || got > metres+1 {
		t.Errorf("the first line is %v m, want %v along its points", got, metres)
	}
	if v, ok := n.Node("站"); !ok || n.Graph.Head[2] != v {
		t.Error("an end without a name does not meet the node that is there")
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

// Ends within ten metres are one node, wherever the lines of a rounding run.
func TestEndsMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-179, 179).Draw(t, "lon"), rapid.Float64Range(-59, 59).Draw(t, "lat")
		degrees := rapid.Float64Range(0, 3e-4).Draw(t, "apart")
		if degrees < 1e-7 {
			degrees = 0
		}
		text := fmt.Sprintf(`{"features": [
			{"properties": {"minutes": 1}, "geometry": {"type": "LineString", "coordinates": [[%.9f, %.9f], [%.9f, %.9f]]}},
			{"properties": {"minutes": 1}, "geometry": {"type": "LineString", "coordinates": [[%.9f, %.9f], [%.9f, %.9f]]}}]}`,
			lon-0.1, lat, lon, lat, lon, lat+degrees, lon+0.1, lat)
		n, findings := Read(Source{"f.geojson", []byte(text)}, nil, Options{Meet: 10})
		if n == nil {
			t.Fatal(findings)
		}
		metres := engine.EllipsoidMetres(engine.Point{Lon: lon, Lat: lat}, engine.Point{Lon: lon, Lat: lat + degrees})
		if math.Abs(metres-10) > 0.01 && (n.Outer == 3) != (metres < 10) {
			t.Errorf("%v m apart, %d nodes", metres, n.Outer)
		}
	})
}

func TestASpeedForAll(t *testing.T) {
	text := strings.Replace(roads, `"kmh": 60, `, "", 1)
	n, findings := Read(Source{"f.geojson", []byte(text)}, nil, Options{KMH: 30, Meet: 2})
	if len(findings) > 0 || n.Graph.Time[2] != 360_000 || n.Graph.Time[0] < 12_000_000 || n.Graph.Time[0] > 12_500_000 {
		t.Error(n, findings)
	}
}
