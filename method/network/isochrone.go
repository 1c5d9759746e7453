package network

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Ring is a closed line, its last point the first. Outer rings run anticlockwise, holes clockwise.
type Ring []Point

// Polygon is an outer ring and its holes.
type Polygon []Ring

// Shape says how an area is drawn around what is reached. What is narrower than a cell may be lost.
type Shape struct {
	Cell  float64 // the side of a square of the drawing grid in metres, above 0
	Reach float64 // how far from the network one may go, in metres, above 0
	Speed float64 // km/h off the network; 0 if going there takes no time
}

// Isochrone returns the area that is within some milliseconds: the points from which the network is
// reached off it, and its nodes and links within the time left. dist are the times to the nodes
// (a row of a Matrix), times those of the links. The graph needs places. The area is drawn by marching
// squares (Lorensen and Cline 1987, in the plane) on how far the corners of a grid are out of reach.
func (g *Graph) Isochrone(dist, times []int32, within int32, s Shape) ([]Polygon, error) {
	if g.Place == nil {
		return nil, fmt.Errorf("network: an isochrone needs the places of nodes")
	}
	if !(s.Cell > 0) || !(s.Reach > 0) || !(s.Speed >= 0) {
		return nil, fmt.Errorf("network: cell %v m and reach %v m must be above 0, speed %v km/h 0 or more",
			s.Cell, s.Reach, s.Speed)
	}
	if len(dist) != g.Nodes() || len(times) != g.Links() {
		return nil, fmt.Errorf("network: %d times for %d nodes, %d for %d links", len(dist), g.Nodes(), len(times), g.Links())
	}
	c, err := g.canvas(dist, within, s)
	if err != nil || c == nil {
		return nil, err
	}
	for v, t := range dist {
		if t <= within {
			c.spot(g.Place[v], float64(t))
		}
	}
	for l, t := range times {
		if u := g.Tail[l]; dist[u] <= within && t < Infinity {
			c.along(g.Place[u], g.Place[g.Head[l]], float64(dist[u]), float64(t))
		}
	}
	return c.polygons(), nil
}

// canvas is a grid of corners, with room around what is reached.
type canvas struct {
	Shape
	within        float64
	west, south   float64
	dLon, dLat    float64   // degrees for a cell
	columns, rows int       // corners
	out           []float64 // by corner: the metres it is out of reach, below 0 within it
}

// maxCorners is the largest drawing grid.
const maxCorners = 50_000_000

// canvas covers the nodes reached and the ends of links from them; nil where there is none.
func (g *Graph) canvas(dist []int32, within int32, s Shape) (*canvas, error) {
	west, south, east, north := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	add := func(p Point) {
		west, south, east, north = min(west, p.Lon), min(south, p.Lat), max(east, p.Lon), max(north, p.Lat)
	}
	for v, t := range dist {
		if t > within || t >= Infinity {
			continue
		}
		add(g.Place[v])
		for _, l := range g.out[g.first[v]:g.first[v+1]] {
			add(g.Place[g.Head[l]])
		}
	}
	if west > east {
		return nil, nil
	}
	c := &canvas{Shape: s, within: float64(within)}
	c.dLat = s.Cell / (earthRadius * radian)
	c.dLon = c.dLat / max(0.01, cosine((south+north)/2))
	edge := math.Ceil(c.radius(0)/s.Cell) + 3
	c.west, c.south = west-float64(edge*c.dLon), south-float64(edge*c.dLat)
	columns, rows := (east-west)/c.dLon+2*edge+2, (north-south)/c.dLat+2*edge+2
	if columns*rows > maxCorners {
		return nil, fmt.Errorf("network: a grid of %.0f × %.0f cells is too fine; take cells larger than %v m",
			columns, rows, s.Cell)
	}
	c.columns, c.rows = int(columns), int(rows)
	c.out = make([]float64, c.columns*c.rows)
	for i := range c.out {
		c.out[i] = math.Inf(1)
	}
	return c, nil
}

// radius is how far one gets off the network from where one is at a time.
func (c *canvas) radius(time float64) float64 {
	if c.Speed == 0 {
		return c.Reach
	}
	return min(c.Reach, (c.within-time)/3600*c.Speed)
}

// spot draws a disc around a point of the network that is reached at a time. Corners just outside
// count too: they say where between two corners the border is.
func (c *canvas) spot(p Point, time float64) {
	if time > c.within {
		return
	}
	x, y := (p.Lon-c.west)/c.dLon, (p.Lat-c.south)/c.dLat
	radius := c.radius(time)
	reach := radius/c.Cell + 1.5
	for j := int(math.Ceil(y - reach)); j <= int(y+reach); j++ {
		for i := int(math.Ceil(x - reach)); i <= int(x+reach); i++ {
			dx, dy := float64(i)-x, float64(j)-y
			metres := c.Cell * math.Sqrt(float64(dx*dx)+float64(dy*dy))
			at := j*c.columns + i
			c.out[at] = min(c.out[at], metres-radius)
		}
	}
}

// along spots the points of a link, half a cell apart, as far as they are reached.
func (c *canvas) along(a, b Point, start, duration float64) {
	steps := math.Ceil(2 * Metres(a, b) / c.Cell)
	for k := 1.0; k < steps; k++ {
		time := start + float64(duration*k)/steps
		if time > c.within {
			return
		}
		c.spot(Point{a.Lon + float64((b.Lon-a.Lon)*k)/steps, a.Lat + float64((b.Lat-a.Lat)*k)/steps}, time)
	}
}

// polygons traces the border of the corners within the time.
func (c *canvas) polygons() []Polygon {
	next := c.segments()
	starts := make([]int, 0, len(next))
	for e := range next {
		starts = append(starts, e)
	}
	slices.Sort(starts)
	var outer, holes []Ring
	for _, e := range starts {
		if _, ok := next[e]; !ok {
			continue
		}
		var ring Ring
		for {
			to, ok := next[e]
			if !ok {
				break
			}
			delete(next, e)
			ring = append(ring, c.crossing(e))
			e = to
		}
		ring = append(ring, ring[0])
		if ring.area() > 0 {
			outer = append(outer, ring)
		} else {
			holes = append(holes, ring)
		}
	}
	return nest(outer, holes)
}

// segments gives for each edge of the grid that the border crosses the edge it crosses next, with what
// is within on its left. Edge 2k leads east from corner k, 2k+1 north.
func (c *canvas) segments() map[int]int {
	next := map[int]int{}
	for j := range c.rows - 1 {
		for i := range c.columns - 1 {
			at := j*c.columns + i
			south, west := 2*at, 2*at+1
			east, north := 2*(at+1)+1, 2*(at+c.columns)
			// The corners anticlockwise from the south-west, and the edges between them.
			in := [4]bool{c.in(at), c.in(at + 1), c.in(at + c.columns + 1), c.in(at + c.columns)}
			edges := [4]int{south, east, north, west}
			for k := range 4 {
				if !in[k] || in[(k+1)%4] {
					continue
				}
				// The border leaves over edge k, and came in over the nearest edge clockwise that parts
				// in from out: corners that meet in a point only are kept apart.
				for b := k + 3; ; b-- {
					if !in[b%4] && in[(b+1)%4] {
						next[edges[k]] = edges[b%4]
						break
					}
				}
			}
		}
	}
	return next
}

func (c *canvas) in(corner int) bool { return c.out[corner] <= 0 }

// crossing is where the border crosses an edge: where reach ends between its corners.
func (c *canvas) crossing(edge int) Point {
	a := edge / 2
	b := a + 1
	if edge%2 == 1 {
		b = a + c.columns
	}
	share := 0.5
	if span := c.out[a] - c.out[b]; span != 0 && !math.IsInf(span, 0) {
		share = min(max(c.out[a]/span, 0.01), 0.99) // a hair of the edge is left on both sides
	}
	x, y := float64(a%c.columns), float64(a/c.columns)
	if edge%2 == 0 {
		x += share
	} else {
		y += share
	}
	return Point{c.west + float64(x*c.dLon), c.south + float64(y*c.dLat)}
}

// area is the surface a ring encloses in square degrees, below 0 if it runs clockwise.
func (r Ring) area() (sum float64) {
	for i := range len(r) - 1 {
		a, b := r[i], r[i+1]
		sum += float64((a.Lon-r[0].Lon)*(b.Lat-r[0].Lat)) - float64((b.Lon-r[0].Lon)*(a.Lat-r[0].Lat))
	}
	return sum / 2
}

// nest gives every hole to the smallest outer ring around it; polygons come by size, the largest first.
func nest(outer, holes []Ring) []Polygon {
	slices.SortStableFunc(outer, func(a, b Ring) int { return cmp.Compare(b.area(), a.area()) })
	polygons := make([]Polygon, len(outer))
	for i, r := range outer {
		polygons[i] = Polygon{r}
	}
	for _, h := range holes {
		for i, r := range slices.Backward(outer) {
			if r.contains(h[0]) {
				polygons[i] = append(polygons[i], h)
				break
			}
		}
	}
	return polygons
}

// contains tells whether a point lies inside a ring.
func (r Ring) contains(p Point) bool {
	inside := false
	for i := range len(r) - 1 {
		a, b := r[i], r[i+1]
		if (a.Lat > p.Lat) != (b.Lat > p.Lat) &&
			p.Lon < a.Lon+float64((b.Lon-a.Lon)*(p.Lat-a.Lat))/(b.Lat-a.Lat) {
			inside = !inside
		}
	}
	return inside
}
