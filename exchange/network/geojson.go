package network

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

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
	at       int   // the feature, −1 before the first
	feature  feature
}

// openGeoJSON finds the features of a collection; nil where there is none.
func openGeoJSON(l *log, f Source, columns []column) *geoTable {
	data := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
	g := &geoTable{data: data, at: -1, table: &table{log: l, file: f.Name, text: sheet.NewTextFile(data),
		at: map[string]int{}, zh: map[string]string{}}}
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
	n = min(n, len(g.data))
	line := 1 + bytes.Count(g.data[:n], []byte("\n"))
	column := n - (bytes.LastIndexByte(g.data[:n], '\n') + 1) + 1
	return g.text.Position(g.file, line, column)
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

// sameNode is how near ends of lines must be to meet, in degrees: about ten metres.
const sameNode = 1e-4

// readGeoJSON reads lines as links. Their ends are the nodes that from and to name, else those of the same
// place to within sameNode; their length is measured where none is stated.
func (b *builder) readGeoJSON(f Source) {
	g := openGeoJSON(b.log, f, linkColumns)
	if g == nil {
		return
	}
	if b.places == nil {
		b.places = []engine.Point{}
	}
	for g.next() {
		paths, ok := g.paths()
		if !ok {
			g.fault(g.offsets[g.at], "要素不是线（LineString）", "the feature is no LineString")
			continue
		}
		for _, path := range paths {
			b.readPath(g, path)
		}
	}
	b.checkSwapped(finding.Pos{File: f.Name}, b.places)
}

func (b *builder) readPath(g *geoTable, path []engine.Point) {
	metres := 0.0
	for i := 1; i < len(path); i++ {
		metres += engine.Metres(path[i-1], path[i])
	}
	if g.cell("km") == "" && g.cell("metres") == "" {
		g.row[g.table.at["metres"]] = strconv.FormatFloat(metres, 'f', 1, 64)
	}
	from, to := b.placed(g.cell("from"), path[0]), b.placed(g.cell("to"), path[len(path)-1])
	b.readLink(g.table, from, to, g.pos(0).Line)
}

// placed is the node of a name, else of a place, made where there is none yet.
func (b *builder) placed(name string, p engine.Point) int32 {
	if name == "" {
		round := func(x float64) string { return strconv.FormatFloat(math.Round(x/sameNode)*sameNode, 'f', 4, 64) }
		name = round(p.Lon) + "," + round(p.Lat)
	}
	if v, ok := b.number[name]; ok {
		return v
	}
	for int(len(b.Nodes)) > len(b.places) {
		b.places = append(b.places, engine.Point{})
	}
	b.places = append(b.places, p)
	return b.newNode(strings.Clone(name))
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
