package territory

import "math"

// Centre returns a point for an area where only one can be shown: the middle of its largest polygon,
// the centroid of the outer ring in degrees. It is false without a boundary. The centroid of a crescent
// lies outside of it.
func (b *Boundaries) Centre(code string) (Point, bool) {
	var centre Point
	largest := 0.0
	for _, polygon := range b.Polygons(code) {
		p, size := centroid(polygon[0])
		if size > largest {
			centre, largest = p, size
		}
	}
	return centre, largest > 0
}

// centroid returns the centroid of a ring and how much it encloses, in square degrees.
func centroid(ring Ring) (Point, float64) {
	var lon, lat, twice float64
	o := ring[0] // near by, so that products do not cancel
	for i := 1; i < len(ring); i++ {
		ax, ay := ring[i-1].Lon-o.Lon, ring[i-1].Lat-o.Lat
		bx, by := ring[i].Lon-o.Lon, ring[i].Lat-o.Lat
		cross := float64(ax*by) - float64(bx*ay)
		twice += cross
		lon += float64((ax + bx) * cross)
		lat += float64((ay + by) * cross)
	}
	if twice == 0 {
		return o, 0
	}
	return Point{o.Lon + lon/(3*twice), o.Lat + lat/(3*twice)}, math.Abs(twice) / 2
}
