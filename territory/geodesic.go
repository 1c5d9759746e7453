package territory

import "math"

// WGS-84, NIMA TR8350.2.
const (
	semiMajorKM = 6378.137
	flattening  = 1 / 298.257223563
	e2          = flattening * (2 - flattening) // squared eccentricity
)

// RingKM2 returns the surface a ring encloses on the WGS-84 ellipsoid in km², positive when it runs
// counter-clockwise. The ring must not go round a pole or across the 180th meridian.
//
// The ring is measured in Lambert's cylindrical equal-area projection of the ellipsoid, in which
// areas are exact: A = a²/2 ∮ q dλ with q of [authalic]. An edge is straight in that projection;
// for edges of a few kilometres this differs from a geodesic by less than 10⁻⁷ of the area (compare
// C. F. F. Karney, Algorithms for geodesics, J. Geod. 87 (2013), section 6).
func RingKM2(ring []Point) float64 {
	if len(ring) < 3 {
		return 0
	}
	sum := 0.0
	lon0 := ring[0].Lon
	last := ring[len(ring)-1]
	lastQ := authalic(last.Lat)
	for _, p := range ring {
		q := authalic(p.Lat)
		// trapezoid between the edge and the equator; longitudes from the ring's own lose no digits
		sum += float64(((last.Lon - lon0) - (p.Lon - lon0)) * (lastQ + q))
		last, lastQ = p, q
	}
	return float64(float64(sum*(math.Pi/180)) * (semiMajorKM * semiMajorKM / 4))
}

// authalic returns q of a latitude in degrees, twice the surface between it and the equator in units
// of a² for each radian of longitude: J. P. Snyder, Map projections: a working manual, USGS
// Professional Paper 1395 (1987), equation 3-12. Its logarithm is written as a series in e² sin²φ,
// which converges to the last bit in eight terms and is the same on every machine.
func authalic(lat float64) float64 {
	s := sine(lat)
	x := float64(e2 * float64(s*s))
	series := 0.0
	for k := 8; k >= 0; k-- {
		series = float64(x*series) + 1/float64(2*k+1)
	}
	return float64(float64((1-e2)*s) * (1/(1-x) + series))
}

// sine returns the sine of a latitude in degrees, between −90 and 90, by its Taylor series: unlike
// math.Sin it gives the same bits on every machine.
func sine(lat float64) float64 {
	x := float64(lat * (math.Pi / 180))
	x2 := float64(x * x)
	series := 1.0
	for k := 13; k >= 1; k-- {
		series = 1 - float64(float64(x2*series)/float64(2*k*(2*k+1)))
	}
	return float64(x * series)
}
