package network

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// Network is a graph with the names that its file uses.
type Network struct {
	Graph    *engine.Graph
	Nodes    []string // by node
	Projects []string // by project, the first is number 1
	Lines    []int32  // by link: its line in the file

	number map[string]int32
}

// Node returns the node of a name, and false where there is none.
func (n *Network) Node(name string) (int32, bool) {
	v, ok := n.number[name]
	return v, ok
}

// Source is a file in memory.
type Source struct {
	Name string
	Data []byte
}

// Columns of the tables.
var (
	linkColumns = []column{{"from", "起点"}, {"to", "终点"}, {"minutes", "分钟"}, {"seconds", "秒"}, {"ms", "毫秒"},
		{"km", "公里"}, {"metres", "米"}, {"kmh", "时速"}, {"oneway", "单向"}, {"open", "开通"}, {"close", "停用"},
		{"project", "项目"}}
	nodeColumns  = []column{{"node", "节点"}, {"lon", "经度"}, {"lat", "纬度"}}
	pointColumns = []column{{"id", "编号"}, {"node", "节点"}, {"lon", "经度"}, {"lat", "纬度"}, {"weight", "权重"}}
)

// builder gathers a network.
type builder struct {
	*log
	Network
	fixed    bool // nodes are those of a table
	places   []engine.Point
	links    []engine.Link
	spans    []engine.Span
	spanned  bool
	projects map[string]int32
}

// Read reads a network: a table of links, or a DIMACS graph (its numbers are milliseconds). nodes is a
// table of nodes or a DIMACS file of coordinates, or nil where places are not known. The network is nil
// if any finding is an error.
func Read(links Source, nodes *Source) (*Network, []finding.Finding) {
	b := &builder{log: &log{}, projects: map[string]int32{}}
	b.number = map[string]int32{}
	if nodes != nil {
		b.fixed = true
		if isDIMACS(nodes.Data) {
			b.readCoordinates(*nodes)
		} else {
			b.readNodes(*nodes)
		}
	}
	if isDIMACS(links.Data) {
		b.readArcs(links)
	} else {
		b.readLinks(links)
	}
	finding.Sort(b.findings)
	if b.errors > 0 {
		return nil, b.findings
	}
	g, err := engine.NewGraph(len(b.Nodes), b.links)
	if err != nil { // readers let no such link pass
		b.add(Syntax, finding.Pos{File: links.Name}, links.Name, "found", err.Error(), "expected", "links")
		return nil, b.findings
	}
	if nodes != nil {
		g.Place = b.places
	}
	if b.spanned {
		g.Span = b.spans
	}
	b.Graph = g
	return &b.Network, b.findings
}

// node is the node of a name; a table of links without one of nodes makes it.
func (b *builder) node(name string, at func() finding.Pos) (int32, bool) {
	if v, ok := b.number[name]; ok {
		return v, true
	}
	if b.fixed {
		b.add(UnknownNode, at(), name, "found", name)
		return 0, false
	}
	return b.newNode(name), true
}

func (b *builder) newNode(name string) int32 {
	v := int32(len(b.Nodes))
	b.Nodes = append(b.Nodes, name)
	b.number[name] = v
	return v
}

func (b *builder) readNodes(f Source) {
	t := openTable(b.log, f.Name, f.Data, nodeColumns, "node", "lon", "lat")
	if t == nil {
		return
	}
	lines := map[string]int{}
	for t.next() {
		name, ok := t.name("node")
		if !ok {
			continue
		}
		if line := lines[name]; line > 0 {
			t.add(RepeatedName, t.posOf("node"), name, "found", name, "expected", strconv.Itoa(line))
			continue
		}
		lines[name] = t.line()
		p, given, _ := t.place()
		if !given {
			t.add(NoPlace, t.posOf("node"), name)
		}
		b.newNode(name)
		b.places = append(b.places, p)
	}
}

// place reads lon and lat; given is false where both are empty.
func (t *table) place() (p engine.Point, given, ok bool) {
	lon, ok1 := t.number("lon")
	lat, ok2 := t.number("lat")
	if !ok1 || !ok2 {
		return p, true, false
	}
	if measure.IsMissing(lon) && measure.IsMissing(lat) {
		return p, false, true
	}
	if measure.IsMissing(lon) || measure.IsMissing(lat) {
		t.add(NoPlace, t.pos(0), "place")
		return p, true, false
	}
	p = engine.Point{Lon: lon, Lat: lat}
	return p, true, t.checkPlace(t.posOf("lon"), p)
}

func (l *log) checkPlace(at finding.Pos, p engine.Point) bool {
	if math.Abs(p.Lon) <= 180 && math.Abs(p.Lat) <= 90 {
		return true
	}
	zh, en := "经度在 ±180 之间，纬度在 ±90 之间，单位为度", "longitudes are within ±180 and latitudes within ±90 degrees"
	if math.Abs(p.Lat) <= 180 && math.Abs(p.Lon) <= 90 {
		zh, en = "两列大概写反了", "the columns seem to be swapped"
	}
	text := func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
	l.add(BadPlace, at, "place", "found_lon", text(p.Lon), "found_lat", text(p.Lat), "hint_zh", zh, "hint_en", en)
	return false
}

func (b *builder) readLinks(f Source) {
	t := openTable(b.log, f.Name, f.Data, linkColumns, "from", "to")
	if t == nil {
		return
	}
	for t.next() {
		from, ok1 := t.name("from")
		to, ok2 := t.name("to")
		time, ok3 := t.time()
		span, ok4 := b.span(t)
		oneWay, ok5 := t.choice("oneway")
		if !ok1 || !ok2 {
			continue
		}
		u, ok6 := b.node(from, func() finding.Pos { return t.posOf("from") })
		v, ok7 := b.node(to, func() finding.Pos { return t.posOf("to") })
		if !ok3 || !ok4 || !ok5 || !ok6 || !ok7 {
			continue
		}
		if u == v {
			t.add(Loop, t.posOf("to"), from, "found", from)
		}
		b.checkSpeed(u, v, time, t.pos)
		b.link(engine.Link{From: u, To: v, Time: time}, span, t.line())
		if !oneWay {
			b.link(engine.Link{From: v, To: u, Time: time}, span, t.line())
		}
	}
}

func (b *builder) link(l engine.Link, s engine.Span, line int) {
	b.links = append(b.links, l)
	b.spans = append(b.spans, s)
	b.spanned = b.spanned || s != engine.Span{}
	b.Lines = append(b.Lines, int32(line))
}

// fastest is a speed in km/h that nothing on a network exceeds.
const fastest = 1300

// checkSpeed doubts links that would cover the straight line between their ends too fast.
func (b *builder) checkSpeed(u, v, time int32, at func(int) finding.Pos) {
	if b.places == nil || int(max(u, v)) >= len(b.places) {
		return
	}
	metres := engine.Metres(b.places[u], b.places[v])
	if kmh := metres / float64(max(time, 1)) * 3600; kmh > fastest && metres > 100 {
		b.add(TooFast, at(0), "speed", "found", strconv.FormatFloat(math.Round(kmh), 'f', -1, 64))
	}
}

// time is how long a link takes in ms: as stated, or its length at its speed.
func (t *table) time() (int32, bool) {
	var ms float64
	stated := false
	for _, unit := range []struct {
		column string
		ms     float64
	}{{"ms", 1}, {"seconds", 1000}, {"minutes", 60_000}} {
		x, ok := t.amount(unit.column)
		if !ok {
			return 0, false
		}
		if !stated && !measure.IsMissing(x) {
			ms, stated = float64(x*unit.ms), true
		}
	}
	kmh, ok1 := t.amount("kmh")
	km, ok2 := t.amount("km")
	metres, ok3 := t.amount("metres")
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	if !measure.IsMissing(km) {
		metres = float64(km * 1000)
	}
	if !stated {
		if measure.IsMissing(metres) || !(kmh > 0) {
			t.add(NoTime, t.posOf("from"), "time")
			return 0, false
		}
		if kmh > fastest {
			t.add(TooFast, t.posOf("kmh"), "speed", "found", t.cell("kmh"))
		}
		ms = float64(metres*3600) / kmh
	}
	if ms = math.Round(ms); ms >= float64(engine.Infinity) {
		t.add(TooLong, t.pos(0), "time", "found", strconv.FormatFloat(ms, 'f', 0, 64))
		return 0, false
	}
	return int32(ms), true
}

func (b *builder) span(t *table) (s engine.Span, ok bool) {
	open, ok1 := t.date("open")
	closed, ok2 := t.date("close")
	s = engine.Span{From: open, To: closed}
	if name := t.cell("project"); name != "" {
		k, known := b.projects[name]
		if !known {
			name = strings.Clone(name)
			b.Projects = append(b.Projects, name)
			k = int32(len(b.Projects))
			b.projects[name] = k
		}
		s.Project = k
	}
	return s, ok1 && ok2
}

// isDIMACS tells the text format of DIMACS from a table: lines begin with a letter and a blank.
func isDIMACS(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	return len(line) > 1 && bytes.IndexByte([]byte("cpav"), line[0]) >= 0 && line[1] == ' ' ||
		bytes.Equal(bytes.TrimSpace(line), []byte("c"))
}
