package territory_test

import (
	"math"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/territory"
)

// plain is the areas of squares as GeoJSON.
const plain = `{"type": "FeatureCollection", "features": [
 {"type": "Feature", "id": "a", "properties": {}, "geometry": {"type": "Polygon", "coordinates":
  [[[100, 30], [103, 30], [103, 33], [100, 33], [100, 30]], [[101, 31], [102, 31], [102, 32], [101, 32], [101, 31]]]}},
 {"type": "Feature", "properties": {"code": "b"}, "geometry": {"type": "MultiPolygon", "coordinates":
  [[[[103, 30], [104.5, 30], [104.5, 33], [103, 33], [103, 30]]]]}},
 {"type": "Feature", "properties": {"adcode": 510100}, "geometry": {"type": "Polygon", "coordinates":
  [[[101, 31], [101, 32], [102, 32], [102, 31], [101, 31]]]}}
]}`

func TestGeoJSON(t *testing.T) {
	b, findings := territory.ParseGeoJSON("b.geojson", []byte(plain))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	same := parse(t, squares)
	for code, in := range map[string]string{"a": "a", "b": "b", "510100": "c"} {
		if got, want := b.AreaKM2(code), same.AreaKM2(in); math.Abs(got/want-1) > 1e-12 {
			t.Errorf("%s measures %v km², want %v", code, got, want)
		}
	}
	shares := b.Split(territory.Point{Lon: 99, Lat: 31.5}, territory.Point{Lon: 104, Lat: 31.5})
	for code, want := range map[string]float64{"a": 0.4, "b": 0.2, "510100": 0.2} {
		if math.Abs(shares[code]-want) > 1e-12 {
			t.Errorf("%s has %v of the line, want %v", code, shares[code], want)
		}
	}
}

func TestGeoJSONFaultsHaveTheirPlace(t *testing.T) {
	for text, at := range map[string]string{
		`{"type": "Topology"}`:                                    ":1:1",
		strings.Replace(plain, `"MultiPolygon"`, `"Point"`, 1):    ":4:2",
		strings.Replace(plain, `{"code": "b"}`, `{}`, 1):          ":4:2",
		strings.Replace(plain, `{"code": "b"}`, `null`, 1):        ":4:2",
		strings.Replace(plain, `[100, 30]]`, `[100, 31]]`, 1):     ":2:2",
		strings.Replace(plain, `[104.5, 30]`, `[1045, 30]`, 1):    ":4:2",
		strings.Replace(plain, `[104.5, 30]`, `"[104.5"`, 1):      ":4:2",
		strings.Replace(plain, `"adcode": 510100`, `"id":"a"`, 1): ":6:2",
		plain[:200]: "",
	} {
		b, findings := territory.ParseGeoJSON("b", []byte(text))
		if b != nil || len(findings) != 1 || !strings.Contains(findings[0].Pos.String(), at) {
			t.Errorf("%.60s: %v", text, findings)
		}
	}
}

func FuzzParseGeoJSON(f *testing.F) {
	f.Add([]byte(plain))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"id":"x","geometry":{"type":"Polygon","coordinates":[]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, findings := territory.ParseGeoJSON("b", data)
		if (b == nil) != (len(findings) > 0) {
			t.Fatalf("%v with findings %v", b, findings)
		}
		if b != nil {
			b.Split(territory.Point{Lon: 100, Lat: 30}, territory.Point{Lon: 101, Lat: 31})
		}
	})
}
