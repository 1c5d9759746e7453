package network

import (
	"bytes"
	"strconv"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// dimacs reads the lines of a file of the ninth DIMACS implementation challenge: c for comments, p for
// the numbers of things, a for arcs and v for coordinates.
// Source: http://www.diag.uniroma1.it/~challenge9/format.shtml
type dimacs struct {
	*log
	file string
	text *sheet.TextFile
	line int
}

// lines hands on each line that is no comment.
func (d *dimacs) lines(data []byte, do func(fields [][]byte) bool) {
	var fields [][]byte
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		d.line++
		if line = bytes.TrimRight(line, "\r"); len(line) == 0 || line[0] == 'c' {
			continue
		}
		fields = fields[:0]
		for len(line) > 0 {
			if line = bytes.TrimLeft(line, " \t"); len(line) == 0 {
				break
			}
			n := bytes.IndexAny(line, " \t")
			if n < 0 {
				n = len(line)
			}
			fields = append(fields, line[:n])
			line = line[n:]
		}
		if !do(fields) {
			d.add(Syntax, d.pos(), d.file, "found", sheet.Brief(string(bytes.Join(fields, []byte(" ")))),
				"expected", "p sp NODES ARCS / a FROM TO TIME / p aux sp co NODES / v NODE X Y")
		}
	}
}

func (d *dimacs) pos() finding.Pos { return finding.Pos{File: d.file, Line: d.line, Column: 1} }

func (d *dimacs) miscounted(what, zh string, found, expected int64) {
	d.add(WrongCount, finding.Pos{File: d.file, Line: 1, Column: 1}, what, "subject_zh", zh,
		"found", strconv.FormatInt(found, 10), "expected", strconv.FormatInt(expected, 10))
}

// whole reads a whole number.
func whole(text []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(text), 10, 64)
	return n, err == nil
}

// readArcs reads a graph.
func (b *builder) readArcs(f Source) {
	d := &dimacs{log: b.log, file: f.Name}
	nodes, arcs, found := int64(-1), int64(0), int64(0)
	d.lines(f.Data, func(fields [][]byte) bool {
		switch {
		case len(fields) == 4 && string(fields[0]) == "p" && string(fields[1]) == "sp" && nodes < 0:
			n, ok1 := whole(fields[2])
			m, ok2 := whole(fields[3])
			if !ok1 || !ok2 || n < 0 || m < 0 || n > int64(len(f.Data)) { // a word asks for no more memory than its file
				return false
			}
			nodes, arcs = n, m
			b.numberedNodes(n, d)
			return true
		case len(fields) == 4 && string(fields[0]) == "a" && nodes >= 0:
			found++
			return b.arc(d, fields)
		}
		return false
	})
	if nodes < 0 || found != arcs {
		d.miscounted("arcs", "线路", found, arcs)
	}
}

// numberedNodes makes nodes 1 … n, unless a file of coordinates did.
func (b *builder) numberedNodes(n int64, d *dimacs) {
	if b.fixed {
		if int64(len(b.Nodes)) != n {
			d.miscounted("nodes", "节点", int64(len(b.Nodes)), n)
		}
		return
	}
	for i := range n {
		b.newNode(strconv.FormatInt(i+1, 10))
	}
}

func (b *builder) arc(d *dimacs, fields [][]byte) bool {
	_, ok1 := whole(fields[1])
	_, ok2 := whole(fields[2])
	time, ok3 := whole(fields[3])
	if !ok1 || !ok2 || !ok3 {
		return false
	}
	u, ok4 := b.number[string(fields[1])]
	v, ok5 := b.number[string(fields[2])]
	switch {
	case !ok4:
		d.add(UnknownNode, d.pos(), "node", "found", string(fields[1]))
	case !ok5:
		d.add(UnknownNode, d.pos(), "node", "found", string(fields[2]))
	case time < 0:
		d.add(Negative, d.pos(), "time", "subject_zh", "时间", "found", string(fields[3]))
	case time >= int64(engine.Infinity):
		d.add(TooLong, d.pos(), "time", "found", string(fields[3]))
	default:
		r := row{Link: engine.Link{From: u, To: v, Time: int32(time)}, metres: -1, line: int32(d.line)}
		b.checkSpeed(r, "", func(int) finding.Pos { return d.pos() })
		b.links = append(b.links, r)
	}
	return true
}

// readCoordinates reads places, in millionths of a degree.
func (b *builder) readCoordinates(f Source) {
	d := &dimacs{log: b.log, file: f.Name}
	nodes, found := int64(-1), int64(0)
	d.lines(f.Data, func(fields [][]byte) bool {
		switch {
		case len(fields) == 5 && string(fields[0]) == "p" && string(fields[3]) == "co" && nodes < 0:
			n, ok := whole(fields[4])
			nodes = n
			return ok
		case len(fields) == 4 && string(fields[0]) == "v":
			found++
			return b.coordinate(d, fields)
		}
		return false
	})
	if found != nodes {
		d.miscounted("nodes", "节点", found, nodes)
	}
}

func (b *builder) coordinate(d *dimacs, fields [][]byte) bool {
	_, ok1 := whole(fields[1])
	x, ok2 := whole(fields[2])
	y, ok3 := whole(fields[3])
	if !ok1 || !ok2 || !ok3 {
		return false
	}
	name := string(fields[1])
	if v, ok := b.number[name]; ok {
		d.add(RepeatedName, d.pos(), name, "found", name, "expected", strconv.Itoa(int(v)+1))
		return true
	}
	p := engine.Point{Lon: float64(x) / 1e6, Lat: float64(y) / 1e6}
	d.checkPlace(d.pos(), p)
	b.newNode(name)
	b.places = append(b.places, b.wgs84(p))
	return true
}
