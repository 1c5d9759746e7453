package territory

import (
	"math"
	"slices"
)

// Split returns the shares of a straight line (in degrees) that lie in each area with a boundary, by
// code. They add up to 1 at most where areas do not overlap; what lies outside of all is in none.
func (b *Boundaries) Split(a, z Point) map[string]float64 {
	shares := make(map[string]float64)
	for _, code := range b.codes {
		o := b.areas[code]
		if !o.box.meets(a, z) {
			continue
		}
		if share := within(o.shape, a, z); share > 0 {
			shares[code] = share
		}
	}
	return shares
}

// box is a range of degrees.
type box struct{ west, south, east, north float64 }

func (x box) meets(a, z Point) bool {
	return min(a.Lon, z.Lon) <= x.east && max(a.Lon, z.Lon) >= x.west &&
		min(a.Lat, z.Lat) <= x.north && max(a.Lat, z.Lat) >= x.south
}

// boxOf returns the range that polygons lie in.
func boxOf(polygons [][]Ring) box {
	x := box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for _, rings := range polygons {
		for _, p := range rings[0] {
			x = box{min(x.west, p.Lon), min(x.south, p.Lat), max(x.east, p.Lon), max(x.north, p.Lat)}
		}
	}
	return x
}

// within returns the share of a line that lies within polygons: the line is cut where it meets their
// edges, and a piece counts if its middle lies inside.
func within(polygons [][]Ring, a, z Point) float64 {
	cuts := []float64{0, 1}
	for _, polygon := range polygons {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if t, ok := meet(a, z, ring[i-1], ring[i]); ok {
					cuts = append(cuts, t)
				}
			}
		}
	}
	slices.Sort(cuts)
	share := 0.0
	for i := 1; i < len(cuts); i++ {
		middle := (cuts[i-1] + cuts[i]) / 2
		p := Point{a.Lon + float64(middle*(z.Lon-a.Lon)), a.Lat + float64(middle*(z.Lat-a.Lat))}
		if cuts[i] > cuts[i-1] && inside(polygons, p) {
			share += cuts[i] - cuts[i-1]
		}
	}
	return share
}

// meet returns where on the line from a to z, as a share of it, the edge from p to q meets it.
func meet(a, z, p, q Point) (float64, bool) {
	dx, dy := z.Lon-a.Lon, z.Lat-a.Lat
	ex, ey := q.Lon-p.Lon, q.Lat-p.Lat
	det := float64(dx*ey) - float64(dy*ex)
	if det == 0 {
		return 0, false
	}
	px, py := p.Lon-a.Lon, p.Lat-a.Lat
	t := (float64(px*ey) - float64(py*ex)) / det
	u := (float64(px*dy) - float64(py*dx)) / det
	return t, t > 0 && t < 1 && u >= 0 && u <= 1
}

// inside reports whether a point lies within polygons: a ray from it meets their edges an odd number
// of times.
func inside(polygons [][]Ring, p Point) bool {
	odd := false
	for _, polygon := range polygons {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a.Lat > p.Lat) != (b.Lat > p.Lat) &&
					p.Lon < a.Lon+float64((b.Lon-a.Lon)*(p.Lat-a.Lat))/(b.Lat-a.Lat) {
					odd = !odd
				}
			}
		}
	}
	return odd
}
