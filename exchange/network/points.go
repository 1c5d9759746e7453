package network

import (
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// Point is a place that is asked about: at a node, or anywhere.
type Point struct {
	ID     string
	Node   string       // "" where Place is given
	Place  engine.Point // of a point without a node
	Weight float64      // people, jobs, …; Missing where none is stated
	Pos    finding.Pos
}

// ReadPoints reads a table of points with id and node, or id, lon and lat, and possibly weight. There
// are no points if any finding is an error.
func ReadPoints(f Source) ([]Point, []finding.Finding) {
	l := &log{}
	var points []Point
	if isJSON(f.Data) {
		points = readGeoPoints(l, f)
	} else if t := openTable(l, f.Name, f.Data, pointColumns, "id"); t != nil {
		lines := map[string]int{}
		for t.next() {
			if p, ok := t.point(lines); ok {
				points = append(points, p)
			}
		}
	}
	var places []engine.Point
	for _, p := range points {
		if p.Node == "" {
			places = append(places, p.Place)
		}
	}
	l.checkSwapped(finding.Pos{File: f.Name, Line: 1, Column: 1}, places)
	finding.Sort(l.findings)
	if l.errors > 0 {
		points = nil
	}
	return points, l.findings
}

func (t *table) point(lines map[string]int) (p Point, ok bool) {
	id, ok := t.name("id")
	if !ok {
		return p, false
	}
	if line := lines[id]; line > 0 {
		t.add(RepeatedName, t.posOf("id"), id, "found", id, "expected", strconv.Itoa(line))
		return p, false
	}
	lines[id] = t.line()
	p = Point{ID: id, Node: t.cell("node"), Pos: t.posOf("id"), Weight: measure.Missing}
	place, given, ok := t.place()
	if !ok {
		return p, false
	}
	p.Place = place
	if !given && p.Node == "" {
		t.add(NoPlace, t.posOf("id"), id)
		return p, false
	}
	p.Weight, ok = t.amount("weight")
	return p, ok
}
