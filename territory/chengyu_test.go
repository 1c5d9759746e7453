package territory_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/territory"
)

func TestTheCircleIsComposedAsTheOutlineSays(t *testing.T) {
	places := chengyu(t)
	levels := map[string]int{}
	for _, a := range places.Areas {
		levels[fmt.Sprintf("%.2s %s", a.Code, a.Level)]++
	}
	for key, want := range map[string]int{"50 county": 38, "51 county": 183, "51 prefecture": 21} {
		if levels[key] != want {
			t.Errorf("%d × %s, want %d", levels[key], key, want)
		}
	}
	var whole, part int
	for _, s := range places.Shares("circle-chongqing", map[string]float64{"kaizhou_share": 0.5, "yunyang_share": 0.25}) {
		switch {
		case s.Of == 1:
			whole++
		case s.Area == "500154" && s.Of == 0.5, s.Area == "500235" && s.Of == 0.25:
			part++
		default:
			t.Errorf("%s counts for %v", s.Area, s.Of)
		}
	}
	if whole != 27 || part != 2 {
		t.Errorf("%d whole and %d parts of districts, want 27 and 2", whole, part)
	}
	leaves := places.Leaves("circle-sichuan")
	for _, out := range []string{"510727", "510726", "511781", "511825", "511827"} {
		if slices.Contains(leaves, out) {
			t.Errorf("%s is in the circle", places.NameOf(out).ZH)
		}
	}
	if n := len(places.GroupOf("circle-sichuan").Members); n != 15 {
		t.Errorf("%d cities of Sichuan, want 15", n)
	}
	if n := len(places.Leaves("chongqing-main")); n != 21 {
		t.Errorf("%d districts in the main urban area, want 21", n)
	}
	for _, s := range places.Shares("circle", nil) {
		if missing := s.Area == "500154" || s.Area == "500235"; missing != math.IsNaN(s.Of) {
			t.Errorf("without weights %s counts for %v", s.Area, s.Of)
		}
	}
}

func TestShippedBoundariesMeasureWhatIsPublished(t *testing.T) {
	places := chengyu(t)
	share := func(w float64) map[string]float64 {
		return map[string]float64{"kaizhou_share": w, "yunyang_share": w}
	}
	for _, c := range []struct {
		id        string
		weights   map[string]float64
		want, tol float64 // km², relative
		source    string
	}{
		{"circle", share(0), 181608, 0.0005, "OpenStreetMap borders of 2019 on the ellipsoid"},
		{"circle", share(1), 189218, 0.0005, "OpenStreetMap borders of 2019 on the ellipsoid"},
		{"circle", share(0), 181812, 0.002, "the same borders on a sphere of 6371.0088 km"},
		{"circle", share(0.45), 185000, 0.0005, "the outline, preface"},
		{"500000", nil, 82402, 0.001, "Chongqing statistical yearbook"},
		{"510000", nil, 486052, 0.001, "Sichuan statistical yearbook"},
		{"510100", nil, 14335, 0.001, "Chengdu statistical yearbook"},
		{"metro-chongqing", nil, 35000, 0.002, "plan of the metropolitan area, 2022"},
		{"metro-chengdu", nil, 33100, 0.005, "plan of the metropolitan area, 2021"},
		{"metro-chengdu-main", nil, 26400, 0.002, "plan of the metropolitan area, 2021"},
		{"south-wing-2023", nil, 46600, 0.002, "川府发〔2023〕9号"},
	} {
		if got := places.AreaKM2(c.id, c.weights); math.Abs(got-c.want) > c.tol*c.want {
			t.Errorf("%s with %v measures %.0f km², want %.0f ± %.2g %% (%s)",
				c.id, c.weights, got, c.want, 100*c.tol, c.source)
		}
	}
	if got := places.AreaKM2("circle", nil); !math.IsNaN(got) {
		t.Errorf("without weights the circle measures %v", got)
	}
}

func TestShippedBoundariesFitTogether(t *testing.T) {
	places := chengyu(t)
	b := places.Boundaries
	whole := b.Border(b.Codes())
	if len(whole) != 1 {
		t.Errorf("the two provinces have %d rings around them: there is a gap", len(whole))
	}
	for _, code := range b.Codes() {
		if len(b.Neighbours(code)) == 0 {
			t.Errorf("%s has no neighbour", code)
		}
	}
	if a, c := cross(b); a != "" {
		t.Errorf("a border of %s crosses one of %s", a, c)
	}
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfNDistinct(rapid.SampledFrom(b.Codes()), 1, 40, rapid.ID).Draw(t, "codes")
		var sum, want float64
		for _, ring := range b.Border(codes) {
			sum += territory.RingKM2(ring)
		}
		for _, code := range codes {
			want += b.AreaKM2(code)
		}
		if math.Abs(sum-want) > 1e-9*want {
			t.Fatalf("%v measure %v together, %v apart", codes, sum, want)
		}
	})
}

// cross returns two areas with edges that cross.
func cross(b *territory.Boundaries) (string, string) {
	type edge struct {
		code string
		a, b territory.Point
	}
	const perDegree = 50
	cells := make(map[[2]int][]edge)
	cell := func(v float64) int { return int(math.Floor(v * perDegree)) }
	side := func(a, b, c territory.Point) bool {
		return (b.Lon-a.Lon)*(c.Lat-a.Lat) > (b.Lat-a.Lat)*(c.Lon-a.Lon)
	}
	for _, code := range b.Codes() {
		for _, polygon := range b.Polygons(code) {
			for _, ring := range polygon {
				for i := 1; i < len(ring); i++ {
					e := edge{code, ring[i-1], ring[i]}
					for x := cell(min(e.a.Lon, e.b.Lon)); x <= cell(max(e.a.Lon, e.b.Lon)); x++ {
						for y := cell(min(e.a.Lat, e.b.Lat)); y <= cell(max(e.a.Lat, e.b.Lat)); y++ {
							at := [2]int{x, y}
							for _, f := range cells[at] {
								apart := e.a != f.a && e.a != f.b && e.b != f.a && e.b != f.b
								if apart && side(e.a, e.b, f.a) != side(e.a, e.b, f.b) &&
									side(f.a, f.b, e.a) != side(f.a, f.b, e.b) && !touches(e.a, e.b, f.a, f.b) {
									return e.code, f.code
								}
							}
							cells[at] = append(cells[at], e)
						}
					}
				}
			}
		}
	}
	return "", ""
}

// touches reports whether one of two edges begins or ends on the other.
func touches(a, b, c, d territory.Point) bool {
	on := func(a, b, p territory.Point) bool {
		return math.Abs((b.Lon-a.Lon)*(p.Lat-a.Lat)-(b.Lat-a.Lat)*(p.Lon-a.Lon)) < 1e-12
	}
	return on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b)
}
