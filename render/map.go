package render

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/territory"
)

// Map is a drawing of areas, each in a class of its own, with borders and names over them.
type Map struct {
	Title, Description string
	Shapes             []Shape
	Borders            []Border
	Labels             []Label          // the most important first; one that would cover another is left out
	Fit                []territory.Ring // what must be seen; all shapes where empty
}

// Shape is one area.
type Shape struct {
	ID       string
	Class    string // what colours it, for the style sheet
	Tip      string // name and value
	Link     string // where a click leads; empty for nowhere
	Hatched  bool   // no data
	Polygons [][]territory.Ring
}

// Border is a line drawn over the areas.
type Border struct {
	Class string
	Lines []territory.Ring
}

// Label is a name at a place.
type Label struct {
	Class, Text string
	At          territory.Point
}

// mapWidth is the width of a map in pixels of its viewBox; the height follows.
const mapWidth, mapMargin = 900.0, 18.0

// hatch fills areas without data: never a colour that could be taken for a value.
const hatch = `<defs><pattern id="no-data" width="6" height="6" patternUnits="userSpaceOnUse" ` +
	`patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>` +
	`<line class="hatch-line" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>` + "\n"

// SVG draws the map in an equal-area projection, with a scale bar; empty without a shape.
func (m Map) SVG(l locale.Lang) string {
	seen := m.Fit
	for _, shape := range m.Shapes {
		for _, polygon := range shape.Polygons {
			if len(m.Fit) == 0 {
				seen = append(seen, polygon...)
			}
		}
	}
	fit, ok := newFrame(seen)
	if !ok {
		return ""
	}
	s := newSVG("map", mapWidth, fit.height, m.Title, m.Description)
	s.WriteString(hatch)
	for _, shape := range m.Shapes {
		if fit.shows(shape) {
			shape.draw(s, fit)
		}
	}
	for _, b := range m.Borders {
		var d strings.Builder
		for _, line := range b.Lines {
			fit.trace(&d, line, false)
		}
		s.path("border "+b.Class, d.String())
	}
	m.drawLabels(s, fit)
	fit.drawScaleBar(s, l)
	return s.close()
}

func (a Shape) draw(s *svg, fit frame) {
	var d strings.Builder
	for _, polygon := range a.Polygons {
		for _, ring := range polygon {
			fit.trace(&d, ring, true)
		}
	}
	if a.Link != "" {
		fmt.Fprintf(s, `<a href="%s">`, html.EscapeString(a.Link))
	}
	fill := ""
	if a.Hatched {
		fill = ` fill="url(#no-data)"`
	}
	fmt.Fprintf(s, `<path class="area %s" data-area="%s"%s d="%s"><title>%s</title></path>`,
		a.Class, html.EscapeString(a.ID), fill, d.String(), html.EscapeString(a.Tip))
	if a.Link != "" {
		s.WriteString("</a>")
	}
	s.WriteByte('\n')
}

// drawLabels writes the names that find room.
func (m Map) drawLabels(s *svg, fit frame) {
	const size = 13.0
	type box struct{ x0, y0, x1, y1 float64 }
	var taken []box
	for _, l := range m.Labels {
		x, y := fit.at(l.At)
		half := textWidth(l.Text, size)/2 + 2
		b := box{x - half, y - size*0.7, x + half, y + size*0.7}
		if b.x0 < 0 || b.x1 > mapWidth || b.y0 < 0 || b.y1 > fit.height {
			continue
		}
		covers := slices.ContainsFunc(taken, func(t box) bool {
			return b.x0 < t.x1 && t.x0 < b.x1 && b.y0 < t.y1 && t.y0 < b.y1
		})
		if !covers {
			taken = append(taken, b)
			s.text("place "+l.Class, x, y+size*0.36, "middle", l.Text)
		}
	}
}

// albers is the Albers equal-area conic projection (Snyder 1987, Map Projections, p. 100, the
// spherical form): areas keep their proportion, so that a choropleth does not mislead.
type albers struct{ n, c, rho0, lon0 float64 }

const earthRadiusKM = 6371.0088 // mean radius, GRS 80

// newAlbers places the standard parallels a sixth inside the range of latitudes.
func newAlbers(west, east, south, north float64) albers {
	p1, p2 := radians(south+(north-south)/6), radians(north-(north-south)/6)
	n := (math.Sin(p1) + math.Sin(p2)) / 2
	c := math.Cos(p1)*math.Cos(p1) + 2*n*math.Sin(p1)
	mid := radians((south + north) / 2)
	return albers{n, c, math.Sqrt(c-2*n*math.Sin(mid)) / n, (west + east) / 2}
}

// project gives kilometres east and north of the middle.
func (a albers) project(p territory.Point) (x, y float64) {
	rho := math.Sqrt(a.c-2*a.n*math.Sin(radians(p.Lat))) / a.n
	theta := a.n * radians(p.Lon-a.lon0)
	return earthRadiusKM * rho * math.Sin(theta), earthRadiusKM * (a.rho0 - rho*math.Cos(theta))
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

// frame puts projected places into the drawing.
type frame struct {
	albers
	perKM, left, top, height float64
}

func newFrame(seen []territory.Ring) (frame, bool) {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, ring := range seen {
		for _, p := range ring {
			west, east = min(west, p.Lon), max(east, p.Lon)
			south, north = min(south, p.Lat), max(north, p.Lat)
		}
	}
	if west > east {
		return frame{}, false
	}
	f := frame{albers: newAlbers(west, east, south, north)}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, ring := range seen {
		for _, p := range ring {
			x, y := f.project(p)
			x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
		}
	}
	f.perKM = (mapWidth - 2*mapMargin) / (x1 - x0)
	f.left, f.top = x0, y1
	f.height = math.Ceil((y1-y0)*f.perKM + 2*mapMargin)
	return f, true
}

// shows reports whether some point of a shape lies in the drawing.
func (f frame) shows(s Shape) bool {
	for _, polygon := range s.Polygons {
		for _, ring := range polygon {
			for _, p := range ring {
				if x, y := f.at(p); x >= 0 && x <= mapWidth && y >= 0 && y <= f.height {
					return true
				}
			}
		}
	}
	return false
}

func (f frame) at(p territory.Point) (x, y float64) {
	x, y = f.project(p)
	return mapMargin + (x-f.left)*f.perKM, mapMargin + (f.top-y)*f.perKM
}

// trace appends a line to a path, in steps on a grid of half a pixel: areas that share a border
// share its steps, so that none shows a gap, and points that fall together are left out.
func (f frame) trace(d *strings.Builder, line []territory.Point, closed bool) {
	var lastX, lastY, steps int
	for i, p := range line {
		fx, fy := f.at(p)
		x, y := int(math.Round(fx*2)), int(math.Round(fy*2))
		if i > 0 && x == lastX && y == lastY {
			continue
		}
		dx, dy := halves(x-lastX), spaced(halves(y-lastY))
		switch steps {
		case 0:
			d.WriteString("M" + dx + dy)
		case 1:
			d.WriteString("l" + dx + dy)
		default: // a command need not be named again
			d.WriteString(spaced(dx) + dy)
		}
		steps++
		lastX, lastY = x, y
	}
	if closed {
		d.WriteByte('Z')
	}
}

// halves writes n halves, short: .5 for one.
func halves(n int) string {
	text := px(float64(n) / 2)
	if n == 1 || n == -1 {
		return strings.Replace(text, "0.", ".", 1)
	}
	return text
}

// spaced puts a space before a number that does not begin with its sign.
func spaced(number string) string {
	if number[0] == '-' {
		return number
	}
	return " " + number
}

// drawScaleBar draws a round number of kilometres, about a sixth of the width, at the lower right.
func (f frame) drawScaleBar(s *svg, l locale.Lang) {
	km := niceStep(mapWidth / 6 / f.perKM)
	w := km * f.perKM
	x, y := mapWidth-mapMargin-w, f.height-mapMargin-4
	s.path("scalebar", fmt.Sprintf("M%s %sV%sH%sV%s", px(x), px(y-5), px(y), px(x+w), px(y-5)))
	s.text("scalebar", x+w/2, y-8, "middle", Number(km, 0)+say(l, "公里", " km"))
}

// Middle returns the centre of gravity of the largest ring, where a name finds room; false without
// a ring.
func Middle(polygons [][]territory.Ring) (territory.Point, bool) {
	var middle territory.Point
	largest := 0.0
	for _, polygon := range polygons {
		if len(polygon) == 0 {
			continue
		}
		var twice, lon, lat float64
		ring := polygon[0]
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			cross := float64((a.Lon-ring[0].Lon)*(b.Lat-ring[0].Lat)) - float64((b.Lon-ring[0].Lon)*(a.Lat-ring[0].Lat))
			twice += cross
			lon += float64((a.Lon + b.Lon + ring[0].Lon) * cross)
			lat += float64((a.Lat + b.Lat + ring[0].Lat) * cross)
		}
		if math.Abs(twice) > largest {
			largest = math.Abs(twice)
			middle = territory.Point{Lon: lon / (3 * twice), Lat: lat / (3 * twice)}
		}
	}
	return middle, largest > 0
}

// Classes cuts values into n classes with about as many values each (quantiles), and returns the
// bounds between them: a value belongs to the first class whose bound is not below it, else to the
// last. Equal values share a class, so there may be fewer.
func Classes(values []float64, n int) []float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var bounds []float64
	for i := 1; i < n && len(sorted) > 0; i++ {
		b := sorted[(len(sorted)*i-1)/n]
		if b < sorted[len(sorted)-1] && (len(bounds) == 0 || b > bounds[len(bounds)-1]) {
			bounds = append(bounds, b)
		}
	}
	return bounds
}

// ClassOf returns the class of a value by the bounds of Classes, from 0.
func ClassOf(v float64, bounds []float64) int {
	i, _ := slices.BinarySearch(bounds, v)
	return i
}
