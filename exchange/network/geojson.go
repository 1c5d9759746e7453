package network

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// isJSON tells GeoJSON from a table.
func isJSON(data []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

// feature is what is used of a feature of GeoJSON (RFC 7946).
type feature struct {
	ID         any            `json:"id"`
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// geoTable is the features of a file as rows of a table: their properties are its cells.
type geoTable struct {
	*table
	data     []byte
	features []json.RawMessage
	offsets  []int // of each feature in data
	starts   []int // of each line in data
	at       int   // the feature, −1 before the first
	feature  feature
}

// openGeoJSON finds the features of a collection; nil where there is none.
func openGeoJSON(l *log, f Source, columns []column) *geoTable {
	data := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
	g := &geoTable{data: data, at: -1, table: &table{log: l, file: f.Name, text: sheet.NewTextFile(data),
		at: map[string]int{}, zh: map[string]string{}}}
	g.starts = []int{0}
	for i, c := range data {
		if c == '\n' {
			g.starts = append(g.starts, i+1)
		}
	}
	for i, c := range columns {
		g.table.at[c.en], g.zh[c.en] = i, c.zh
	}
	g.where = func(int) finding.Pos {
		offset := 0
		if g.at >= 0 && g.at < len(g.offsets) {
			offset = g.offsets[g.at]
		}
		return g.offset(offset)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if err := g.collect(d); err != nil {
		g.fault(int(d.InputOffset()), "格式不对，"+err.Error(), err.Error())
		return nil
	}
	if g.features == nil {
		g.fault(0, "没有要素（features）", "there are no features")
		return nil
	}
	return g
}

func (g *geoTable) fault(offset int, zh, en string) {
	g.add(BadGeoJSON, g.offset(offset), g.file, "why_zh", zh, "why", en)
}

// offset is the position of a byte.
func (g *geoTable) offset(n int) finding.Pos {
	line, exact := slices.BinarySearch(g.starts, n)
	if exact {
		line++
	}
	return g.text.Position(g.file, line, n-g.starts[line-1]+1)
}

// collect reads the object and keeps the features undecoded.
func (g *geoTable) collect(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key != "features" {
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return err
			}
			continue
		}
		if _, err := d.Token(); err != nil {
			return err
		}
		g.features = []json.RawMessage{}
		for d.More() {
			var f json.RawMessage
			if err := d.Decode(&f); err != nil {
				return err
			}
			g.features, g.offsets = append(g.features, f), append(g.offsets, int(d.InputOffset())-len(f))
		}
		if _, err := d.Token(); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// next reads a feature into the row; false after the last. Those that cannot be read are told.
func (g *geoTable) next() bool {
	for g.at++; g.at < len(g.features); g.at++ {
		g.feature = feature{}
		if err := json.Unmarshal(g.features[g.at], &g.feature); err != nil {
			g.fault(g.offsets[g.at], "要素读不了，"+err.Error(), "a feature cannot be read: "+err.Error())
			continue
		}
		g.row = make([]string, len(g.table.at))
		for name, i := range g.table.at {
			g.row[i] = textOf(g.feature.Properties, name, g.zh[name])
		}
		return true
	}
	return false
}

// textOf is a property as a cell would have it.
func textOf(properties map[string]any, names ...string) string {
	for _, name := range names {
		switch v := properties[name].(type) {
		case string:
			return v
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		case bool:
			return map[bool]string{true: "yes", false: "no"}[v]
		}
	}
	return ""
}

// paths are the lines of the feature's geometry, false where it is no line of at least two places.
func (g *geoTable) paths() ([][]engine.Point, bool) {
	var lines [][][]float64
	switch g.feature.Geometry.Type {
	case "LineString":
		lines = make([][][]float64, 1)
		if json.Unmarshal(g.feature.Geometry.Coordinates, &lines[0]) != nil {
			lines = nil
		}
	case "MultiLineString":
		if json.Unmarshal(g.feature.Geometry.Coordinates, &lines) != nil {
			lines = nil
		}
	}
	var paths [][]engine.Point
	for _, line := range lines {
		var path []engine.Point
		for _, c := range line {
			if len(c) < 2 {
				return nil, false
			}
			p := engine.Point{Lon: c[0], Lat: c[1]}
			if !g.checkPlace(g.pos(0), p) {
				return nil, true
			}
			path = append(path, p)
		}
		if len(path) < 2 {
			return nil, false
		}
		paths = append(paths, path)
	}
	return paths, len(paths) > 0
}

// readGeoJSON reads lines as links. Their ends are the nodes that from and to name, else the nearest node
// within Options.Meet; their length is measured where none is stated.
func (b *builder) readGeoJSON(f Source) {
	g := openGeoJSON(b.log, f, linkColumns)
	if g == nil {
		return
	}
	b.near = map[[2]int32][]int32{}
	for v, p := range b.places {
		b.near[b.square(p)] = append(b.near[b.square(p)], int32(v))
	}
	if b.places == nil {
		b.places = []engine.Point{}
	}
	var lines []geoLine
	for g.next() {
		paths, ok := g.paths()
		if !ok {
			g.fault(g.offsets[g.at], "要素不是线（LineString）", "the feature is no LineString")
			continue
		}
		for _, path := range paths {
			lines = append(lines, b.geoLine(g, path))
		}
	}
	for _, l := range lines { // nodes with names first: ends without one meet them wherever they stand
		g.at, g.row = l.at, l.row
		b.name(g, "from", l.path[0])
		b.name(g, "to", l.path[len(l.path)-1])
	}
	for _, l := range lines {
		g.at, g.row = l.at, l.row
		from, ok1 := b.end(g, "from", l.path[0])
		to, ok2 := b.end(g, "to", l.path[len(l.path)-1])
		if ok1 && ok2 {
			b.readLink(g.table, from, to, g.line())
		}
	}
	if !b.fixed {
		b.checkSwapped(finding.Pos{File: f.Name}, b.places)
	}
}

// geoLine is a line of a feature.
type geoLine struct {
	at   int // the feature
	row  []string
	path []engine.Point
}

// geoLine measures a line that has no stated length.
func (b *builder) geoLine(g *geoTable, path []engine.Point) geoLine {
	metres := 0.0
	for i, p := range path {
		path[i] = b.wgs84(p)
		if i > 0 {
			metres += engine.EllipsoidMetres(path[i-1], path[i])
		}
	}
	l := geoLine{g.at, slices.Clone(g.row), path}
	if g.cell("km") == "" && g.cell("metres") == "" {
		l.row[g.table.at["metres"]] = strconv.FormatFloat(metres, 'f', 1, 64)
	}
	return l
}

// square is where a place is looked for; one is wide enough for Options.Meet up to 75 degrees of latitude.
func (b *builder) square(p engine.Point) [2]int32 {
	degrees := max(4*b.options.Meet/111_000, 1e-6)
	return [2]int32{int32(math.Floor(p.Lon / degrees)), int32(math.Floor(p.Lat / degrees))}
}

// name makes the node that an end of a line names.
func (b *builder) name(g *geoTable, column string, p engine.Point) {
	name := g.cell(column)
	if name == "" {
		return
	}
	v, ok := b.node(name, func() finding.Pos { return g.pos(0) })
	switch {
	case ok && int(v) == len(b.places):
		b.place(p, v)
	case ok && engine.Metres(p, b.places[v]) > farApart:
		b.add(TwoPlaces, g.pos(0), name, "found", strconv.FormatFloat(engine.Metres(p, b.places[v]), 'f', 0, 64))
	}
}

// farApart is from how many metres on two ends of one name are doubted to be one node.
const farApart = 1000

func (b *builder) place(p engine.Point, v int32) {
	b.places = append(b.places, p)
	b.near[b.square(p)] = append(b.near[b.square(p)], v)
}

// end is the node that an end names, else the nearest within Options.Meet, made where there is none yet.
func (b *builder) end(g *geoTable, column string, p engine.Point) (int32, bool) {
	if name := g.cell(column); name != "" {
		v, ok := b.number[name]
		return v, ok
	}
	if v, ok := b.nearby(p); ok {
		return v, true
	}
	degrees := func(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }
	v, ok := b.node(degrees(p.Lon)+","+degrees(p.Lat), func() finding.Pos { return g.pos(0) })
	if ok && int(v) == len(b.places) {
		b.place(p, v)
	}
	return v, ok
}

// nearby is the nearest node within Options.Meet, of those equally near the first.
func (b *builder) nearby(p engine.Point) (nearest int32, ok bool) {
	at, least := b.square(p), b.options.Meet
	for x := at[0] - 1; x <= at[0]+1; x++ {
		for y := at[1] - 1; y <= at[1]+1; y++ {
			for _, v := range b.near[[2]int32{x, y}] {
				m := engine.EllipsoidMetres(p, b.places[v])
				if m < least || m == least && (!ok || v < nearest) {
					nearest, least, ok = v, m, true
				}
			}
		}
	}
	return nearest, ok
}

// readGeoPoints reads points: their id is the property id or 编号, else the feature's own.
func readGeoPoints(l *log, f Source) []Point {
	g := openGeoJSON(l, f, pointColumns)
	if g == nil {
		return nil
	}
	var points []Point
	lines := map[string]int{}
	for g.next() {
		var c []float64
		if g.feature.Geometry.Type != "Point" || json.Unmarshal(g.feature.Geometry.Coordinates, &c) != nil || len(c) < 2 {
			g.fault(g.offsets[g.at], "要素不是点（Point）", "the feature is no Point")
			continue
		}
		set := func(column string, x string) {
			if i := g.table.at[column]; g.row[i] == "" {
				g.row[i] = x
			}
		}
		set("lon", strconv.FormatFloat(c[0], 'f', -1, 64))
		set("lat", strconv.FormatFloat(c[1], 'f', -1, 64))
		set("id", textOf(map[string]any{"id": g.feature.ID}, "id"))
		set("id", textOf(g.feature.Properties, "name", "名称"))
		if p, ok := g.point(lines); ok {
			points = append(points, p)
		}
	}
	return slices.Clip(points)
}
