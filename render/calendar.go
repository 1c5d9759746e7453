package render

import (
	"fmt"
	"html"
	"time"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// RGB is a colour as standards give it.
type RGB [3]uint8

func (c RGB) hex() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// ink is black or white, whichever stands out more on the colour: black above a relative luminance
// of 0.179 (WCAG 2, with the transfer curve taken as a square).
func (c RGB) ink() string {
	square := func(v uint8) int { return int(v) * int(v) }
	if 2126*square(c[0])+7152*square(c[1])+722*square(c[2]) > 1790*255*255 {
		return "#000"
	}
	return "#fff"
}

// SafePalette returns up to six colours from good to bad that those who confuse red and green tell
// apart: blue for what is good and yellow to dark red for what is not, the darker the farther from
// the line between. The colours are ColorBrewer's RdYlBu and RdBu.
func SafePalette(n int) []RGB {
	return []RGB{{69, 117, 180}, {171, 217, 233}, {254, 224, 144}, {253, 141, 60}, {189, 0, 38}, {73, 0, 20}}[:n]
}

// CellState says what there is to show in a cell.
type CellState uint8

// The states of cells.
const (
	Blank   CellState = iota // not drawn: no such day
	Empty                    // no data
	Invalid                  // data, but too few to count
	Valued
)

// Cell is a day or month of a calendar.
type Cell struct {
	State  CellState
	Level  int    // of a valued cell, from 1
	Text   string // its number or letter, which says what the colour says
	Corner string // its day of the month
	Tip    string
	Link   string // where a click leads; empty for nowhere
	Marked bool   // something about it is to be seen
	Here   bool   // it is the one that is looked at
}

// Grid is a calendar: rows of cells under heads, coloured by level.
type Grid struct {
	Title, Description string
	Heads              []string // of columns; none for a strip without them
	Rows               []GridRow
	Palette            []RGB   // by level
	Width, Height      float64 // of a cell
	Gap                int     // the column that stands apart from those before it; 0 for none
}

// GridRow is a row of cells; Head may be empty.
type GridRow struct {
	Head  string
	Cells []Cell
}

// weekdays are the heads of a month, which begins its weeks on Monday (GB/T 7408).
var weekdays = [7]locale.Text{{ZH: "一", EN: "Mo"}, {ZH: "二", EN: "Tu"}, {ZH: "三", EN: "We"}, {ZH: "四", EN: "Th"},
	{ZH: "五", EN: "Fr"}, {ZH: "六", EN: "Sa"}, {ZH: "日", EN: "Su"}}

// Month lays the cells of a month's days, from the first on, into weeks.
func Month(year int, month time.Month, days []Cell, palette []RGB, l locale.Lang) Grid {
	first := measure.DateOf(year, month, 1)
	p := measure.Period{Freq: measure.Month, Ord: int32(year*12 + int(month) - 1)}
	g := Grid{Title: Period(p, l), Palette: palette, Width: 40, Height: 36}
	for _, w := range weekdays {
		g.Heads = append(g.Heads, w.In(l))
	}
	before := (int(first.Time().Weekday()) + 6) % 7
	cells := append(make([]Cell, before), days...)
	for len(cells) > 0 {
		n := min(7, len(cells))
		g.Rows = append(g.Rows, GridRow{Cells: cells[:n]})
		cells = cells[n:]
	}
	return g
}

// The frame of a grid, in pixels of its viewBox.
const (
	gridHead, gridSide = 20.0, 48.0
	gridApart          = 10.0
)

// SVG draws the grid. Cells that lead somewhere are links; each says its tip.
func (g Grid) SVG() string {
	left, top, columns := 1.0, 1.0, len(g.Heads)
	for _, r := range g.Rows {
		columns = max(columns, len(r.Cells))
		if r.Head != "" {
			left = gridSide
		}
	}
	if len(g.Heads) > 0 {
		top = gridHead
	}
	width := left + float64(float64(columns)*g.Width) + 1
	if g.Gap > 0 {
		width += gridApart
	}
	s := openSVG("group", "calendar", width, top+float64(float64(len(g.Rows))*g.Height)+1, g.Title, g.Description)
	for i, head := range g.Heads {
		s.text("head", g.x(left, i)+g.Width/2, top-7, "middle", head)
	}
	for i, r := range g.Rows {
		y := top + float64(float64(i)*g.Height)
		if r.Head != "" {
			s.text("row", left-8, y+g.Height/2+5, "end", r.Head)
		}
		for k := range r.Cells {
			g.draw(s, &r.Cells[k], g.x(left, k), y)
		}
	}
	return s.close()
}

func (g Grid) x(left float64, column int) float64 {
	x := left + float64(float64(column)*g.Width)
	if g.Gap > 0 && column >= g.Gap {
		x += gridApart
	}
	return x
}

// draw draws a cell with its upper left corner at x and y.
func (g Grid) draw(s *svg, c *Cell, x, y float64) {
	if c.State == Blank {
		return
	}
	state := [...]string{Empty: "empty", Invalid: "invalid", Valued: "valued"}[c.State]
	if c.Here {
		state += " here"
	}
	w, h := g.Width-2, g.Height-2
	x, y = x+1, y+1
	element := "g"
	if c.Link != "" {
		element = "a"
		fmt.Fprintf(s, `<a class="cell %s" href="%s">`, state, html.EscapeString(c.Link))
	} else {
		fmt.Fprintf(s, `<g class="cell %s">`, state)
	}
	fmt.Fprintf(s, "<title>%s</title>", html.EscapeString(c.Tip))
	fill, ink := "", ""
	if c.State == Valued {
		colour := g.Palette[c.Level-1]
		fill, ink = ` fill="`+colour.hex()+`"`, ` fill="`+colour.ink()+`"`
	}
	fmt.Fprintf(s, `<rect x="%s" y="%s" width="%s" height="%s" rx="2"%s/>`, px(x), px(y), px(w), px(h), fill)
	if c.State == Invalid { // a stroke through it
		fmt.Fprintf(s, `<path d="M%s %sL%s %s"/>`, px(x+4), px(y+h-4), px(x+w-4), px(y+4))
	}
	middle := y + h/2 + 5
	if c.Corner != "" {
		fmt.Fprintf(s, `<text class="corner" x="%s" y="%s"%s>%s</text>`,
			px(x+3), px(y+10), ink, html.EscapeString(c.Corner))
		middle += 5
	}
	if c.Text != "" {
		fmt.Fprintf(s, `<text class="text" x="%s" y="%s" text-anchor="middle"%s>%s</text>`,
			px(x+w/2), px(middle), ink, html.EscapeString(c.Text))
	}
	if c.Marked {
		side := min(9, h/3)
		fmt.Fprintf(s, `<path class="mark"%s d="M%s %sh%sv%sz"/>`, ink, px(x+w-side-1), px(y+1), px(side), px(side))
	}
	s.WriteString("</" + element + ">\n")
}

// Swatch draws a level's colour for a legend, with what cells of it say.
func Swatch(c RGB, text, name string) string {
	s := newSVG("level", 34, 18, name, name)
	fmt.Fprintf(s, `<rect width="34" height="18" rx="2" fill="%s"/>`, c.hex())
	fmt.Fprintf(s, `<text x="17" y="13.5" text-anchor="middle" fill="%s">%s</text>`, c.ink(), html.EscapeString(text))
	return s.close()
}
