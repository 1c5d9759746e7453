package territory_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/territory"
)

// squares is three areas of synthetic shape: a beside b, and c inside a.
//
//	+-----+--+
//	| +-+ |  |
//	| |c| | b|
//	| +-+ |  |
//	+-----+--+
const squares = `{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[100,30]},
"metadata":{"crs":"WGS-84"},
"objects":{"areas":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","id":"a","properties":{"x":1},"arcs":[[0,1],[3]]},
{"type":"MultiPolygon","id":"b","arcs":[[[-1,2]]]},
{"type":"Polygon","id":"c","arcs":[[3]]}]}},
"arcs":[[[6,0],[0,6]],[[6,6],[-6,0],[0,-6],[6,0]],[[6,0],[3,0],[0,6],[-3,0]],
[[2,2],[2,0],[0,2],[-2,0],[0,-2]]]}`

func parse(t testing.TB, text string) *territory.Boundaries {
	t.Helper()
	b, findings := territory.ParseBoundaries("b.topojson", []byte(text))
	for _, f := range findings {
		t.Fatal(f.Text(locale.EN))
	}
	return b
}

func TestPolygonsRunTheRightWayRound(t *testing.T) {
	b := parse(t, squares)
	if got := b.Codes(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("codes %v", got)
	}
	if b.Metadata["crs"] != "WGS-84" {
		t.Errorf("metadata %v", b.Metadata)
	}
	a := b.Polygons("a")
	if len(a) != 1 || len(a[0]) != 2 {
		t.Fatalf("a has polygons %v, want one with a hole", a)
	}
	outer := territory.Ring{{Lon: 103, Lat: 30}, {Lon: 103, Lat: 33}, {Lon: 100, Lat: 33},
		{Lon: 100, Lat: 30}, {Lon: 103, Lat: 30}}
	if !slices.Equal(a[0][0], outer) {
		t.Errorf("outer ring %v, want %v", a[0][0], outer)
	}
	hole := territory.RingKM2(a[0][1])
	if hole >= 0 || hole != -b.AreaKM2("c") {
		t.Errorf("the hole measures %v, want the area of c, %v, clockwise", hole, b.AreaKM2("c"))
	}
	if b.Polygons("d") != nil || b.Border([]string{"d"}) != nil || !math.IsNaN(b.AreaKM2("d")) {
		t.Error("d has a shape")
	}
}

func TestNeighboursShareABorder(t *testing.T) {
	b := parse(t, squares)
	for code, want := range map[string][]string{"a": {"b", "c"}, "b": {"a"}, "c": {"a"}, "d": nil} {
		if got := b.Neighbours(code); !slices.Equal(got, want) {
			t.Errorf("neighbours of %s: %v, want %v", code, got, want)
		}
	}
}

func TestABorderLeavesOutWhatLiesInside(t *testing.T) {
	b := parse(t, squares)
	for _, c := range []struct {
		codes []string
		rings int
	}{{[]string{"a"}, 2}, {[]string{"a", "c"}, 1}, {[]string{"a", "b", "c"}, 1}, {[]string{"b", "c"}, 2}} {
		rings, sum, want := b.Border(c.codes), 0.0, 0.0
		for _, r := range rings {
			sum += territory.RingKM2(r)
			if r[0] != r[len(r)-1] {
				t.Errorf("border of %v is open", c.codes)
			}
		}
		for _, code := range c.codes {
			want += b.AreaKM2(code)
		}
		if len(rings) != c.rings || math.Abs(sum-want) > 1e-9*want {
			t.Errorf("border of %v: %d rings of %v km², want %d of %v", c.codes, len(rings), sum, c.rings, want)
		}
	}
}

func TestWhatIsWrongWithBoundariesIsPlaced(t *testing.T) {
	replace := func(old, new string) string { return strings.Replace(squares, old, new, 1) }
	for name, c := range map[string]struct{ text, at, why string }{
		"empty":        {"", "b:1:1", "end of JSON"},
		"no object":    {"[]", "b:1:1", "object"},
		"cut off":      {squares[:len(squares)-9], "b:8:26", "end of JSON"},
		"more":         {squares + "{}", "b:8:36", "after top-level"},
		"bad token":    {replace(`"id":"b"`, `"id":b`), "b:5:29", "character"},
		"other type":   {replace(`"Topology"`, `"Feature"`), "b:1:1", "Topology"},
		"two objects":  {replace(`"objects":{`, `"objects":{"x":{},`), "b:1:1", "one object"},
		"number as id": {replace(`"id":"b"`, `"id":7`), "b:5:1", "number"},
		"no id":        {replace(`"id":"b"`, `"id":""`), "b:5:1", "empty or repeated"},
		"same id":      {replace(`"id":"b"`, `"id":"a"`), "b:5:1", "empty or repeated"},
		"a line":       {replace(`"Polygon","id":"c"`, `"LineString","id":"c"`), "b:6:1", "no polygon"},
		"arcs missing": {replace(`"id":"c","arcs":[[3]]`, `"id":"c"`), "b:6:1", "not lists"},
		"arcs flat":    {replace(`[[[-1,2]]]`, `[-1,2]`), "b:5:1", "not lists"},
		"no ring":      {replace(`[[[-1,2]]]`, `[[]]`), "b:5:1", "no ring"},
		"no arc":       {replace(`[[[-1,2]]]`, `[[[9,2]]]`), "b:5:1", "close"},
		"open":         {replace(`[[[-1,2]]]`, `[[[0,2]]]`), "b:5:1", "close"},
		"used thrice":  {replace(`[[[-1,2]]]`, `[[[3]],[[3]]]`), "b:5:1", "used up"},
		"same side":    {replace(`[[[-1,2]]]`, `[[[0,1]]]`), "b:5:1", "overlaps"},
		"off globe":    {replace(`[100,30]`, `[100,88]`), "b:7:9", "off the globe"},
		"half point":   {replace(`[[6,0],[0,6]]`, `[[6,0],[0]]`), "b:7:9", "coordinate"},
		"short arc":    {replace(`[[6,0],[0,6]]`, `[[6,0]]`), "b:7:9", "fewer"},
		"text arc":     {replace(`[[6,0],[0,6]]`, `"x"`), "b:7:9", "string"},
		"arcs no list": {replace(`"arcs":[[[6,0]`, `"arcs":7,"z":[[[6,0]`), "b:7:8", "list"},
	} {
		b, findings := territory.ParseBoundaries("b", []byte(c.text))
		if b != nil || len(findings) != 1 || findings[0].Pos.String() != c.at ||
			!strings.Contains(findings[0].Message(locale.EN), c.why) {
			t.Errorf("%s: %v, want one at %s saying %q", name, texts(findings), c.at, c.why)
		}
	}
}

func FuzzParseBoundaries(f *testing.F) {
	f.Add([]byte(squares))
	f.Add([]byte(`{"type":"Topology","objects":{"o":{"geometries":[{"type":"Polygon","id":"a","arcs":[[0]]}]}},
"arcs":[[[0,0],[1,0],[0,1],[0,0]]]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, findings := territory.ParseBoundaries("b", data)
		if (b == nil) != (len(findings) > 0) {
			t.Fatal("neither boundaries nor a finding, or both")
		}
		for _, f := range findings {
			if f.Pos.Line < 1 || f.Pos.Column < 1 {
				t.Fatalf("a finding without place: %s", f.Text(locale.EN))
			}
		}
		if b == nil {
			return
		}
		for _, code := range b.Codes() {
			if a := b.AreaKM2(code); math.IsNaN(a) || math.IsInf(a, 0) {
				t.Fatalf("%s measures %v", code, a)
			}
			for _, polygon := range b.Polygons(code) {
				for _, ring := range polygon {
					if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
						t.Fatalf("%s has an open ring", code)
					}
				}
			}
		}
		for _, ring := range b.Border(b.Codes()) {
			if ring[0] != ring[len(ring)-1] {
				t.Fatal("the border is open")
			}
		}
	})
}

func TestKnownSurfacesOfTheEllipsoid(t *testing.T) {
	rect := func(w, s, e, n float64) territory.Ring {
		return territory.Ring{{Lon: w, Lat: s}, {Lon: e, Lat: s}, {Lon: e, Lat: n}, {Lon: w, Lat: n}, {Lon: w, Lat: s}}
	}
	// The surface of WGS-84 is 510 065 621.724 088 km² (Karney 2013, section 6).
	const earth = 510065621.724088
	if got := territory.RingKM2(rect(0, 0, 90, 90)); math.Abs(got-earth/8) > 1e-4 {
		t.Errorf("an octant measures %.6f, want %.6f", got, earth/8)
	}
	if got := territory.RingKM2(rect(-180, -90, 180, 90)); math.Abs(got-earth) > 1e-3 {
		t.Errorf("the earth measures %.6f, want %.6f", got, earth)
	}
	rapid.Check(t, func(t *rapid.T) {
		w, s := rapid.Float64Range(-90, 90).Draw(t, "west"), rapid.Float64Range(-80, 79).Draw(t, "south")
		ring := rect(w, s, w+rapid.Float64Range(0.1, 9).Draw(t, "width"), s+rapid.Float64Range(0.1, 9).Draw(t, "height"))
		got, want := territory.RingKM2(ring), quadrature(ring[0], ring[2])
		if math.Abs(got-want) > 1e-9*want {
			t.Fatalf("%v measures %v, by quadrature %v", ring, got, want)
		}
		back := slices.Clone(ring)
		slices.Reverse(back)
		if territory.RingKM2(back) > -got*(1-1e-12) {
			t.Fatalf("%v measures %v backwards, %v forwards", ring, territory.RingKM2(back), got)
		}
	})
}

// quadrature integrates the surface element M·N·cos φ of the ellipsoid between two corners with
// Simpson's rule.
func quadrature(sw, ne territory.Point) float64 {
	const a, f = 6378.137, 1 / 298.257223563
	const e2 = f * (2 - f)
	element := func(lat float64) float64 {
		s, c := math.Sincos(lat * math.Pi / 180)
		w := 1 - e2*s*s
		return a * a * (1 - e2) * c / (w * w)
	}
	const n = 400
	h := (ne.Lat - sw.Lat) / n
	sum := element(sw.Lat) + element(ne.Lat)
	for i := 1; i < n; i++ {
		sum += float64(2+2*(i%2)) * element(sw.Lat+float64(i)*h)
	}
	return sum * h / 3 * (math.Pi / 180) * (ne.Lon - sw.Lon) * (math.Pi / 180)
}
