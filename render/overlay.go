package render

import (
	"fmt"
	"html"
	"strings"

	"github.com/yipanqi/yipanqi/territory"
)

// Overlay is what is laid over a Map of the same Fit: what can change while the map stays.
type Overlay struct {
	Title, Description string
	Bands              []Band  // the widest first
	Tracks             []Track // what matters most, last
	Dots               []Dot
	Fit                []territory.Ring
}

// Band is an area, such as what is within some minutes.
type Band struct {
	Class, Tip string
	Polygons   [][]territory.Ring
}

// Track is a line with a name.
type Track struct {
	Class, Tip string
	Line       []territory.Point
}

// Dot is a place.
type Dot struct {
	Class, Tip string
	At         territory.Point
}

// SVG draws the overlay; empty where it fits nothing.
func (o Overlay) SVG() string {
	fit, ok := newFrame(o.Fit)
	if !ok {
		return ""
	}
	s := newSVG("map overlay", mapWidth, fit.height, o.Title, o.Description)
	for _, b := range o.Bands {
		var d strings.Builder
		for _, polygon := range b.Polygons {
			for _, ring := range polygon {
				fit.trace(&d, ring, true)
			}
		}
		fmt.Fprintf(s, `<path class="band %s" fill-rule="evenodd" d="%s"><title>%s</title></path>`+"\n",
			b.Class, d.String(), html.EscapeString(b.Tip))
	}
	for _, t := range o.Tracks {
		var d strings.Builder
		fit.trace(&d, t.Line, false)
		fmt.Fprintf(s, `<path class="track %s" d="%s"><title>%s</title></path>`+"\n", t.Class, d.String(),
			html.EscapeString(t.Tip))
	}
	for _, dot := range o.Dots {
		if x, y := fit.at(dot.At); x >= 0 && x <= mapWidth && y >= 0 && y <= fit.height {
			s.mark("stop "+dot.Class, "circle", x, y, 2.6, dot.Tip)
		}
	}
	return s.close()
}
