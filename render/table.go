package render

import (
	"strings"

	"golang.org/x/text/width"
)

// table writes columns for a terminal, where a Chinese character takes two cells.
type table struct {
	header []string
	right  []bool // columns set flush right
	rows   []tableRow
}

type tableRow struct {
	cells []string
	note  string // a line of its own, in place of cells
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, tableRow{cells: cells}) }
func (t *table) note(line string)    { t.rows = append(t.rows, tableRow{note: line}) }

func (t *table) write(b *strings.Builder) {
	widths := make([]int, len(t.header))
	for _, r := range append([]tableRow{{cells: t.header}}, t.rows...) {
		for i, c := range r.cells {
			widths[i] = max(widths[i], Cells(c))
		}
	}
	t.line(b, t.header, widths)
	for i, w := range widths {
		b.WriteString(strings.Repeat("─", w))
		if i < len(widths)-1 {
			b.WriteString("  ")
		}
	}
	b.WriteByte('\n')
	for _, r := range t.rows {
		if r.cells == nil {
			b.WriteString(r.note + "\n")
			continue
		}
		t.line(b, r.cells, widths)
	}
}

func (t *table) line(b *strings.Builder, cells []string, widths []int) {
	var line strings.Builder
	for i, c := range cells {
		pad := strings.Repeat(" ", widths[i]-Cells(c))
		if i < len(t.right) && t.right[i] {
			line.WriteString(pad + c)
		} else {
			line.WriteString(c + pad)
		}
		line.WriteString("  ")
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// Cells counts the cells a text takes in a terminal: two for wide and full-width characters, none
// for combining ones. Ambiguous characters count one, as most terminals draw them (UAX #11).
func Cells(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			if r >= 0x0300 && r <= 0x036F {
				continue
			}
			n++
		}
	}
	return n
}
