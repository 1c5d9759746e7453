package network

import "math"

// WGS-84: the semi-major axis in metres, and the square of the eccentricity (NIMA TR8350.2).
const (
	semiMajor     = 6_378_137.0
	eccentricity2 = 0.006_694_379_990_141_317
)

// EllipsoidMetres returns the length of a short straight line on the WGS-84 ellipsoid, by its radii of
// curvature at the middle latitude: within a millionth up to 10 km, below 60 degrees of latitude.
// The lines that roads and tracks are drawn with are shorter.
func EllipsoidMetres(a, b Point) float64 {
	cos := cosine((a.Lat + b.Lat) / 2)
	w := 1 - float64(eccentricity2*(1-float64(cos*cos)))
	across := semiMajor / math.Sqrt(w)
	along := across * (1 - eccentricity2) / w
	x := (b.Lon - a.Lon) * radian * across * cos
	y := (b.Lat - a.Lat) * radian * along
	return math.Sqrt(float64(x*x) + float64(y*y))
}
