package network

import (
	"bytes"
	"math"
	"slices"
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
	Modes    []string // of transport: road, rail, …; "" for none stated
	Routes   []string // lines of transport that rides are of; "" for none
	Lines    []int32  // by link: its line in the file, 0 for what the file does not have
	Mode     []uint8  // by link: of Modes
	Route    []int32  // by link: of Routes
	Dwell    []int32  // by link: ms that those who ride on wait at its end

	// Outer is how many nodes there are to travel between: those of the file. Nodes after them are on
	// board of the lines that stop at one; their name is the station's.
	Outer int

	Order  []int32 // of nodes, as network.Dissect gives it; nil where it has not been computed
	number map[string]int32
}

// Options say how a table of links is understood.
type Options struct {
	// Fares is what it takes to use the lines of a mode (ms): the links that name a line are rides.
	Fares map[string]engine.Fares
	GCJ02 bool    // places are GCJ-02 and are to be WGS-84
	Meet  float64 // metres; ends of GeoJSON lines no farther apart are one node
	KMH   float64 // of links with a length and neither a time nor a speed; 0 for none
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
		{"project", "项目"}, {"mode", "方式"}, {"line", "线路"}, {"dwell", "停站"}}
	nodeColumns  = []column{{"node", "节点"}, {"lon", "经度"}, {"lat", "纬度"}}
	pointColumns = []column{{"id", "编号"}, {"node", "节点"}, {"lon", "经度"}, {"lat", "纬度"}, {"weight", "权重"}}
)

// builder gathers a network.
type builder struct {
	*log
	Network
	options  Options
	file     string // of the links
	fixed    bool   // nodes are those of a table
	places   []engine.Point
	near     map[[2]int32][]int32 // nodes by the square their place is in, for ends of lines that meet
	projects map[string]int32
	routes   map[string]int32
	links    []row // without a line
	rides    []row
}

// row is a link as the file states it, in one direction.
type row struct {
	engine.Link
	dwell, metres int32 // ms, and −1 for no length
	span          engine.Span
	mode          uint8
	route, line   int32 // of Routes, and in the file
	back          bool  // the other way of a link for both
}

// Read reads a network: a table of links, GeoJSON, or a DIMACS graph (its numbers are milliseconds). nodes
// is a table of nodes or a DIMACS file of coordinates, or nil where places are not known. The network is nil
// if any finding is an error.
func Read(links Source, nodes *Source, o Options) (*Network, []finding.Finding) {
	b := &builder{log: &log{}, file: links.Name, options: o, projects: map[string]int32{}, routes: map[string]int32{}}
	b.number, b.Modes, b.Routes = map[string]int32{}, []string{""}, []string{""}
	if nodes != nil {
		b.fixed, b.places = true, []engine.Point{}
		if isDIMACS(nodes.Data) {
			b.readCoordinates(*nodes)
		} else {
			b.readNodes(*nodes)
		}
	}
	switch {
	case isJSON(links.Data):
		b.readGeoJSON(links)
	case isDIMACS(links.Data):
		b.readArcs(links)
	default:
		b.readLinks(links)
	}
	if b.errors > 0 {
		finding.Sort(b.findings)
		return nil, b.findings
	}
	if err := b.build(); err != nil { // readers let no such link pass
		b.add(Syntax, finding.Pos{File: links.Name}, links.Name, "found", err.Error(), "expected", "links")
		return nil, b.findings
	}
	finding.Sort(b.findings)
	return &b.Network, b.findings
}

// build makes the graph of what was read.
func (b *builder) build() error {
	b.Outer = len(b.Nodes)
	var links []engine.Link
	var spans []engine.Span
	for _, r := range b.links {
		links, spans = append(links, r.Link), append(spans, r.span)
	}
	b.stopBothWays()
	var rides []engine.Ride
	for _, r := range b.rides {
		rides = append(rides, engine.Ride{Line: r.route, From: r.From, To: r.To, Time: r.Time, Dwell: r.dwell, Span: r.span})
	}
	modeOf := map[int32]uint8{}
	for _, r := range b.rides {
		modeOf[r.route] = r.mode
	}
	fares := func(route int32) engine.Fares { return b.options.Fares[b.Modes[modeOf[route]]] }
	b.checkStops(fares)
	t, err := engine.NewTransit(b.Outer, links, spans, b.places, rides, fares, nil)
	if err != nil {
		return err
	}
	b.Graph = t.Graph
	b.describe(t)
	for _, station := range t.Nodes[b.Outer:] {
		b.Nodes = append(b.Nodes, b.Nodes[station])
	}
	return nil
}

// stopBothWays lets a line that runs back wait at a station as it does on its way there.
func (b *builder) stopBothWays() {
	type stop struct{ route, station int32 }
	dwells := map[stop]int32{}
	for _, r := range b.rides {
		if at := (stop{r.route, r.To}); !r.back {
			dwells[at] = max(dwells[at], r.dwell)
		}
	}
	for i, r := range b.rides {
		if r.back {
			b.rides[i].dwell = dwells[stop{r.route, r.To}]
		}
	}
}

// checkStops doubts the first stop of each mode that alighting and boarding again would shorten.
func (b *builder) checkStops(fares func(route int32) engine.Fares) {
	told := map[uint8]bool{}
	for _, r := range b.rides {
		f := fares(r.route)
		if again := min(f.Interchange, f.Alight+f.Board); r.dwell > again && !told[r.mode] {
			told[r.mode] = true
			minutes := func(ms int32) string { return strconv.FormatFloat(float64(ms)/60_000, 'g', 4, 64) }
			b.add(ShortChange, finding.Pos{File: b.file, Line: int(r.line), Column: 1}, b.Routes[r.route],
				"found", minutes(r.dwell), "expected", minutes(again))
		}
	}
}

// describe says of every link of the graph what the file says of it.
func (b *builder) describe(t *engine.Transit) {
	spanned, measured := false, false
	for k := range t.Graph.Links() {
		r := row{metres: -1}
		switch {
		case t.Links[k] >= 0:
			r = b.links[t.Links[k]]
		case t.Rides[k] >= 0:
			r = b.rides[t.Rides[k]]
		}
		b.Lines, b.Mode, b.Route = append(b.Lines, r.line), append(b.Mode, r.mode), append(b.Route, r.route)
		b.Dwell = append(b.Dwell, r.dwell)
		t.Graph.Metres = append(t.Graph.Metres, r.metres)
		spanned, measured = spanned || r.span != engine.Span{}, measured || r.metres >= 0
	}
	if !spanned {
		t.Graph.Span = nil
	}
	if !measured {
		t.Graph.Metres = nil
	}
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
		b.places = append(b.places, b.wgs84(p))
	}
	b.checkSwapped(finding.Pos{File: f.Name, Line: 1, Column: 1}, b.places)
}

// wgs84 is a place of the file in WGS-84.
func (b *builder) wgs84(p engine.Point) engine.Point {
	if b.options.GCJ02 {
		return FromGCJ02(p)
	}
	return p
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
		if !ok1 || !ok2 {
			t.time(b.options.KMH) // what else is wrong is told too
			continue
		}
		u, ok3 := b.node(from, func() finding.Pos { return t.posOf("from") })
		v, ok4 := b.node(to, func() finding.Pos { return t.posOf("to") })
		if ok3 && ok4 {
			b.readLink(t, u, v, t.line())
		}
	}
}

// readLink reads what a row says of a link besides its ends.
func (b *builder) readLink(t *table, u, v int32, line int) {
	time, metres, ok1 := t.time(b.options.KMH)
	dwell, ok2 := t.dwell()
	span, ok3 := b.span(t)
	oneWay, ok4 := t.choice("oneway")
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return
	}
	if u == v {
		t.add(Loop, t.posOf("to"), b.Nodes[u], "found", b.Nodes[u])
	}
	r := row{Link: engine.Link{From: u, To: v, Time: time}, metres: metres, span: span, line: int32(line),
		dwell: dwell, mode: b.mode(t.cell("mode"))}
	b.checkSpeed(r, t.cell("mode"), t.pos)
	into := &b.links
	if name := t.cell("line"); name != "" {
		into, r.route = &b.rides, b.route(name)
	}
	*into = append(*into, r)
	if !oneWay {
		r.From, r.To, r.back = v, u, true
		*into = append(*into, r)
	}
}

// mode is the number of a mode; there are up to 255.
func (b *builder) mode(name string) uint8 {
	k := slices.Index(b.Modes, name)
	if k < 0 && len(b.Modes) < math.MaxUint8 {
		k = len(b.Modes)
		b.Modes = append(b.Modes, strings.Clone(name))
	}
	return uint8(max(k, 0))
}

// route is the number of a line of transport.
func (b *builder) route(name string) int32 {
	k, ok := b.routes[name]
	if !ok {
		k = int32(len(b.Routes))
		name = strings.Clone(name)
		b.routes[name] = k
		b.Routes = append(b.Routes, name)
	}
	return k
}

// fastest is a speed in km/h that nothing on a network exceeds; modes have their own.
const fastest = 1300

var fastestOf = map[string]float64{"walk": 10, "bicycle": 60, "road": 150, "bus": 120, "metro": 160, "rail": 450,
	"water": 80, "步行": 10, "公路": 150, "道路": 150, "公交": 120, "地铁": 160, "铁路": 450, "水路": 80}

// checkSpeed doubts links that cover their length, or the straight line between their ends, too fast.
func (b *builder) checkSpeed(r row, mode string, at func(int) finding.Pos) {
	metres := float64(r.metres)
	if int(max(r.From, r.To)) < len(b.places) {
		metres = max(metres, engine.Metres(b.places[r.From], b.places[r.To]))
	}
	limit, known := fastestOf[mode]
	if !known {
		limit = fastest
	}
	if kmh := metres / float64(max(r.Time, 1)) * 3600; kmh > limit && metres > 100 {
		b.add(TooFast, at(0), "speed", "found", strconv.FormatFloat(math.Round(kmh), 'f', -1, 64))
	}
}

// time is how long a link takes in ms, as stated or its length at its speed or else at another, and its
// length in metres, −1 where none is stated.
func (t *table) time(elseKMH float64) (ms, metres int32, ok bool) {
	stated, ok := t.firstOf(unit{"ms", 1}, unit{"seconds", 1000}, unit{"minutes", 60_000})
	if !ok {
		return 0, 0, false
	}
	length, ok1 := t.firstOf(unit{"km", 1000}, unit{"metres", 1})
	kmh, ok2 := t.amount("kmh")
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	if measure.IsMissing(kmh) {
		kmh = elseKMH
	}
	if measure.IsMissing(stated) {
		if measure.IsMissing(length) || !(kmh > 0) {
			t.add(NoTime, t.posOf("from"), "time")
			return 0, 0, false
		}
		stated = float64(length*3600) / kmh
	}
	ms, ok = t.milliseconds(stated)
	metres = -1
	if length <= math.MaxInt32 {
		metres = int32(math.Round(length))
	}
	return ms, metres, ok
}

// dwell is how long a train waits at the end of a ride, in ms.
func (t *table) dwell() (int32, bool) {
	minutes, ok := t.amount("dwell")
	if !ok || measure.IsMissing(minutes) {
		return 0, ok
	}
	return t.milliseconds(float64(minutes * 60_000))
}

// unit is a column of a quantity and its factor.
type unit struct {
	column string
	factor float64
}

// firstOf is the first of some columns that is filled in, times its factor; Missing where none is.
func (t *table) firstOf(units ...unit) (float64, bool) {
	first := measure.Missing
	for _, u := range units {
		x, ok := t.amount(u.column)
		if !ok {
			return measure.Missing, false
		}
		if measure.IsMissing(first) && !measure.IsMissing(x) {
			first = float64(x * u.factor)
		}
	}
	return first, true
}

// milliseconds rounds a time to whole milliseconds.
func (t *table) milliseconds(ms float64) (int32, bool) {
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
