package network

import "math"

const (
	earthRadius = 6_371_008.8 // metres, the mean radius of WGS 84
	radian      = math.Pi / 180
)

// Metres returns the straight-line distance of two places: as on a plane that touches the sphere
// between them. Up to 500 km at these latitudes it is within 0.2 % of the ellipsoid's.
func Metres(a, b Point) float64 {
	x := (b.Lon - a.Lon) * radian * cosine((a.Lat+b.Lat)/2)
	y := (b.Lat - a.Lat) * radian
	return earthRadius * math.Sqrt(float64(x*x)+float64(y*y))
}

// cosine of an angle of −90 … 90 degrees, by its series: the same bits on every machine, which
// math.Cos does not promise.
func cosine(degrees float64) float64 {
	x := degrees * radian
	square := x * x
	sum, term := 1.0, 1.0
	for k := 2.0; k <= 22; k += 2 {
		term = -term * square / (k * (k - 1))
		sum += term
	}
	return sum
}

// Detour returns how many times as long as the straight line a way of some metres is, and false for
// places so near each other (under a metre) that the ratio says nothing.
func Detour(metres float64, a, b Point) (float64, bool) {
	straight := Metres(a, b)
	if straight < 1 {
		return 0, false
	}
	return metres / straight, true
}

// Locator finds the nearest node to a place.
type Locator struct {
	g           *Graph
	west, south float64
	size        float64 // of a square, in degrees
	columns     int
	rows        int
	first, node []int32 // nodes by square
}

// NewLocator prepares the nodes of a graph that has places. allowed tells which nodes may be found;
// nil allows all.
func NewLocator(g *Graph, allowed func(node int32) bool) *Locator {
	l := &Locator{g: g, west: math.Inf(1), south: math.Inf(1)}
	east, north := math.Inf(-1), math.Inf(-1)
	var nodes []int32
	for v, p := range g.Place {
		if allowed != nil && !allowed(int32(v)) {
			continue
		}
		nodes = append(nodes, int32(v))
		l.west, l.south = min(l.west, p.Lon), min(l.south, p.Lat)
		east, north = max(east, p.Lon), max(north, p.Lat)
	}
	if len(nodes) == 0 {
		return l
	}
	// About two nodes to a square.
	l.size = max(math.Sqrt((east-l.west)*(north-l.south)/float64(len(nodes)/2+1)), (east-l.west)/2000,
		(north-l.south)/2000, 1e-6)
	l.columns, l.rows = int((east-l.west)/l.size)+1, int((north-l.south)/l.size)+1
	keys := make([]int32, len(nodes))
	for i, v := range nodes {
		x, y := l.square(g.Place[v])
		keys[i] = int32(y*l.columns + x)
	}
	var order []int32
	l.first, order = group(l.columns*l.rows, keys)
	for _, i := range order {
		l.node = append(l.node, nodes[i])
	}
	return l
}

// square is where a place lies, or the nearest square to it.
func (l *Locator) square(p Point) (x, y int) {
	at := func(d float64, n int) int { return int(max(0, min(d/l.size, float64(n-1)))) }
	return at(p.Lon-l.west, l.columns), at(p.Lat-l.south, l.rows)
}

// Nearest returns the nearest node to a place and its distance in metres, −1 if there is no node. Of
// nodes equally near it is the lowest.
func (l *Locator) Nearest(p Point) (node int32, metres float64) {
	node, metres = none, math.Inf(1)
	if len(l.node) == 0 {
		return node, metres
	}
	x, y := l.square(p)
	narrow := l.size * radian * earthRadius * cosine(min(90, max(math.Abs(p.Lat), l.south+l.size*float64(l.rows))))
	for ring := 0; ring < l.columns+l.rows; ring++ {
		for _, v := range l.ring(x, y, ring) {
			if d := Metres(p, l.g.Place[v]); d < metres || d == metres && v < node {
				node, metres = v, d
			}
		}
		if metres <= narrow*float64(ring-1) {
			break // what lies farther out is farther away
		}
	}
	return node, metres
}

// ring lists the nodes in the squares that are some squares away.
func (l *Locator) ring(x, y, away int) (nodes []int32) {
	for j := max(0, y-away); j <= min(l.rows-1, y+away); j++ {
		step := 2 * away
		if j == y-away || j == y+away || away == 0 {
			step = 1
		}
		for i := x - away; i <= x+away; i += step {
			if i >= 0 && i < l.columns {
				square := j*l.columns + i
				nodes = append(nodes, l.node[l.first[square]:l.first[square+1]]...)
			}
		}
	}
	return nodes
}
