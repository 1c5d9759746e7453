package render

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/territory"
)

// The projection keeps areas: a small cell measures on the map what it measures on the sphere,
// R²·Δλ·(sin φ₂ − sin φ₁).
func TestProjectionKeepsAreas(t *testing.T) {
	a := newAlbers(97, 110, 26, 34)
	rapid.Check(t, func(t *rapid.T) {
		lon := rapid.Float64Range(97, 110).Draw(t, "lon")
		lat := rapid.Float64Range(26, 34).Draw(t, "lat")
		const d = 0.01
		var area float64
		corners := []territory.Point{{Lon: lon, Lat: lat}, {Lon: lon + d, Lat: lat},
			{Lon: lon + d, Lat: lat + d}, {Lon: lon, Lat: lat + d}}
		for i, p := range corners {
			x0, y0 := a.project(p)
			x1, y1 := a.project(corners[(i+1)%4])
			area += (x0*y1 - x1*y0) / 2
		}
		want := earthRadiusKM * earthRadiusKM * radians(d) * (math.Sin(radians(lat+d)) - math.Sin(radians(lat)))
		if math.Abs(area/want-1) > 1e-4 {
			t.Fatalf("a cell at %v, %v measures %v km² on the map and %v on the sphere", lon, lat, area, want)
		}
	})
}

func TestNiceSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(1e-6, 1e9).Draw(t, "x")
		if step := niceStep(x); step < x*(1-1e-12) || step > x*2.5*(1+1e-9) {
			t.Fatalf("the step for %v is %v", x, step)
		}
	})
}
