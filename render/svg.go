package render

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// svg writes one drawing. Colours and strokes are left to the page's style sheet, by class, so that
// a drawing follows the theme and prints well; positions are rounded to tenths of a pixel, so that
// the same drawing has the same bytes on every machine.
type svg struct{ strings.Builder }

// newSVG opens a drawing of a size, with a title and a description for those who cannot see it.
func newSVG(class string, width, height float64, title, description string) *svg {
	return openSVG("img", class, width, height, title, description)
}

// openSVG opens a drawing of a role: img for a picture as a whole, group where parts can be reached.
func openSVG(role, class string, width, height float64, title, description string) *svg {
	s := &svg{}
	fmt.Fprintf(s, `<svg class="%s" viewBox="0 0 %s %s" role="%s" xmlns="http://www.w3.org/2000/svg">`,
		html.EscapeString(class), px(width), px(height), role)
	fmt.Fprintf(s, "<title>%s</title><desc>%s</desc>\n", html.EscapeString(title), html.EscapeString(description))
	return s
}

func (s *svg) close() string { s.WriteString("</svg>\n"); return s.String() }

func (s *svg) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(s, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`+"\n",
		class, px(x1), px(y1), px(x2), px(y2))
}

func (s *svg) path(class, d string) { fmt.Fprintf(s, `<path class="%s" d="%s"/>`+"\n", class, d) }

func (s *svg) rect(class string, x, y, w, h float64) {
	fmt.Fprintf(s, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`+"\n",
		class, px(x), px(y), px(w), px(h))
}

// text writes a label; anchor is start, middle or end.
func (s *svg) text(class string, x, y float64, anchor, label string) {
	fmt.Fprintf(s, `<text class="%s" x="%s" y="%s" text-anchor="%s">%s</text>`+"\n",
		class, px(x), px(y), anchor, html.EscapeString(label))
}

// mark writes a point in one of the shapes circle, ring, square and diamond, with a tooltip.
func (s *svg) mark(class, shape string, x, y, r float64, tip string) {
	fmt.Fprintf(s, `<g class="%s mark-%s">`, class, shape)
	switch shape {
	case "square":
		fmt.Fprintf(s, `<rect x="%s" y="%s" width="%s" height="%s"/>`, px(x-r), px(y-r), px(2*r), px(2*r))
	case "diamond":
		r *= 1.35
		fmt.Fprintf(s, `<path d="M%s %sL%s %sL%s %sL%s %sZ"/>`,
			px(x), px(y-r), px(x+r), px(y), px(x), px(y+r), px(x-r), px(y))
	default:
		fmt.Fprintf(s, `<circle cx="%s" cy="%s" r="%s"/>`, px(x), px(y), px(r))
	}
	fmt.Fprintf(s, "<title>%s</title></g>\n", html.EscapeString(tip))
}

// px writes a position to a tenth of a pixel.
func px(v float64) string {
	r := math.Round(v*10) / 10
	if r == 0 {
		r = 0 // never -0
	}
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// textWidth estimates how wide a label is at a font size: a Chinese character is a square, another
// a good half of one.
func textWidth(label string, size float64) float64 { return float64(Cells(label)) * size * 0.54 }
