package territory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/finding"
)

// ParseBoundaries reads a TopoJSON file (github.com/topojson/topojson-specification, version 1.0.0)
// with one geometry collection whose polygons carry codes of areas as id, in degrees of WGS-84.
// Boundaries are nil where anything is wrong: half a map misleads.
func ParseBoundaries(file string, data []byte) (*Boundaries, []finding.Finding) {
	return parseBoundaries(file, data, (*topoParser).topology)
}

func parseBoundaries(file string, data []byte, read func(*topoParser) error) (*Boundaries, []finding.Finding) {
	p := topoParser{file: file, data: data, in: json.NewDecoder(bytes.NewReader(data)),
		used: make(map[int]int)}
	err := p.syntax()
	if err == nil {
		err = read(&p)
	}
	var b *Boundaries
	if err == nil {
		b, err = p.build()
	}
	if err == nil {
		return b, nil
	}
	e := topoError{zh: err.Error(), en: err.Error()}
	errors.As(err, &e)
	return nil, []finding.Finding{finding.New(BadBoundaries, p.pos(e.offset), file,
		"why_zh", e.zh, "why", e.en)}
}

// topoParser reads the members of a topology as a stream, to know where each geometry stands.
type topoParser struct {
	file string
	data []byte
	in   *json.Decoder

	kind       string
	metadata   map[string]string
	transform  *topoTransform
	geometries []topoGeometry
	arcs       [][][]float64
	arcAt      []int64 // offsets
	objects    int
	used       map[int]int // how often an arc is referred to
}

type topoTransform struct {
	Scale, Translate [2]float64
}

type topoGeometry struct {
	Type   string          `json:"type"`
	ID     string          `json:"id"`
	Arcs   json.RawMessage `json:"arcs"`
	offset int64
}

// topoError is what is wrong and where, in both languages.
type topoError struct {
	offset int64
	zh, en string
}

func (e topoError) Error() string { return e.en }

func (p *topoParser) wrong(offset int64, zh, en string, args ...any) error {
	return topoError{offset, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
}

// syntax checks that the file is JSON at all: the decoder of streams does not say where it is not.
func (p *topoParser) syntax() error {
	var bad *json.SyntaxError
	if errors.As(json.Unmarshal(p.data, new(json.RawMessage)), &bad) {
		return p.wrong(bad.Offset-1, "JSON 语法有误：%s", "JSON syntax: %s", bad.Error())
	}
	return nil
}

func (p *topoParser) pos(offset int64) finding.Pos {
	before := p.data[:min(int64(len(p.data)), max(0, offset))]
	line := bytes.LastIndexByte(before, '\n') + 1
	return finding.Pos{File: p.file, Line: bytes.Count(before, []byte("\n")) + 1,
		Column: utf8.RuneCount(before[line:]) + 1}
}

// next returns the offset at which the next value begins.
func (p *topoParser) next() int64 {
	at := p.in.InputOffset()
	for at < int64(len(p.data)) && strings.IndexByte(" \t\r\n,:", p.data[at]) >= 0 {
		at++
	}
	return at
}

// object calls member for each key of an object, which must read the value.
func (p *topoParser) object(member func(key string) error) error {
	at := p.next()
	if t, err := p.in.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return p.wrong(at, "这里应是对象", "an object is expected here")
	}
	for p.in.More() {
		key, err := p.in.Token()
		if err != nil {
			return err
		}
		if err := member(key.(string)); err != nil { // keys of objects are strings
			return err
		}
	}
	_, err := p.in.Token()
	return err
}

// list calls item for each element of an array, which must read it.
func (p *topoParser) list(item func(offset int64) error) error {
	at := p.next()
	if t, err := p.in.Token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return p.wrong(at, "这里应是列表", "a list is expected here")
	}
	for p.in.More() {
		if err := item(p.next()); err != nil {
			return err
		}
	}
	_, err := p.in.Token()
	return err
}

// value reads the next value into v; what does not fit is placed at its start.
func (p *topoParser) value(v any) error {
	at := p.next()
	err := p.in.Decode(v)
	var bad *json.UnmarshalTypeError
	if errors.As(err, &bad) {
		return p.wrong(at, "类型不符：%s", "wrong type: %s", bad.Value)
	}
	return err
}

func (p *topoParser) topology() error {
	return p.object(func(key string) error {
		switch key {
		case "type":
			return p.value(&p.kind)
		case "metadata":
			return p.value(&p.metadata)
		case "transform":
			return p.value(&p.transform)
		case "objects":
			return p.object(func(string) error {
				p.objects++
				return p.collection()
			})
		case "arcs":
			return p.list(func(at int64) error {
				var arc [][]float64
				p.arcAt = append(p.arcAt, at)
				err := p.value(&arc)
				p.arcs = append(p.arcs, arc)
				return err
			})
		}
		return p.value(new(json.RawMessage))
	})
}

func (p *topoParser) collection() error {
	return p.object(func(key string) error {
		if key != "geometries" {
			return p.value(new(json.RawMessage))
		}
		return p.list(func(at int64) error {
			g := topoGeometry{offset: at}
			err := p.value(&g)
			p.geometries = append(p.geometries, g)
			return err
		})
	})
}

// build checks what was read and makes the boundaries of it.
func (p *topoParser) build() (*Boundaries, error) {
	if p.kind != "Topology" || p.objects != 1 {
		return nil, p.wrong(0, "应是只有一个图层的 Topology", "it must be a Topology with one object")
	}
	b := &Boundaries{Metadata: p.metadata, areas: make(map[string]*outline), sides: make(map[int][]string)}
	for i := range p.arcs {
		arc, err := p.arc(i)
		if err != nil {
			return nil, err
		}
		b.arcs = append(b.arcs, arc)
	}
	for _, g := range p.geometries {
		o, err := p.outline(b, g)
		if err != nil {
			return nil, err
		}
		b.codes = append(b.codes, g.ID)
		b.areas[g.ID] = o
		b.measure(g.ID, o)
		o.shape = b.Polygons(g.ID)
		o.box = boxOf(o.shape)
	}
	if err := p.onTwoSides(b); err != nil {
		return nil, err
	}
	return b, nil
}

// arc decodes arc i: differences in quanta where there is a transform, else degrees.
func (p *topoParser) arc(i int) ([]Point, error) {
	points := make([]Point, 0, len(p.arcs[i]))
	var x, y float64
	for _, v := range p.arcs[i] {
		if len(v) < 2 {
			return nil, p.wrong(p.arcAt[i], "点缺少坐标", "a point lacks a coordinate")
		}
		at := Point{v[0], v[1]}
		if t := p.transform; t != nil {
			x, y = x+v[0], y+v[1]
			at = Point{float64(x*t.Scale[0]) + t.Translate[0], float64(y*t.Scale[1]) + t.Translate[1]}
		}
		if !(math.Abs(at.Lon) <= 180 && math.Abs(at.Lat) <= 90) { // false for NaN too
			return nil, p.wrong(p.arcAt[i], "坐标超出经纬度范围", "a point lies off the globe")
		}
		points = append(points, at)
	}
	if len(points) < 2 {
		return nil, p.wrong(p.arcAt[i], "弧少于两点", "the arc has fewer than two points")
	}
	return points, nil
}

func (p *topoParser) outline(b *Boundaries, g topoGeometry) (*outline, error) {
	if g.ID == "" || b.Has(g.ID) {
		return nil, p.wrong(g.offset, "缺少编号或编号 %q 重复", "the id %q is empty or repeated", g.ID)
	}
	o := &outline{pos: p.pos(g.offset)}
	var err error
	switch g.Type {
	case "Polygon":
		o.polygons = make([][][]int, 1)
		err = json.Unmarshal(g.Arcs, &o.polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(g.Arcs, &o.polygons)
	default:
		return nil, p.wrong(g.offset, "%s 的几何类型 %q 不是多边形", "%s: %q is no polygon", g.ID, g.Type)
	}
	if err != nil || len(o.polygons) == 0 {
		return nil, p.wrong(g.offset, "%s 的弧引用有误", "%s: its arcs are not lists of references", g.ID)
	}
	for _, rings := range o.polygons {
		if len(rings) == 0 {
			return nil, p.wrong(g.offset, "%s 有空的多边形", "%s: a polygon has no ring", g.ID)
		}
		for i, refs := range rings {
			if !p.closes(b, refs) {
				return nil, p.wrong(g.offset, "%s 的环不闭合，或引用了没有的、用过两次的弧",
					"%s: a ring does not close, or refers to an arc that is not there or used up", g.ID)
			}
			if outer := RingKM2(b.ring(refs)) > 0; outer != (i == 0) {
				slices.Reverse(refs)
				for j := range refs {
					refs[j] = ^refs[j]
				}
			}
		}
	}
	return o, nil
}

// closes reports whether arcs follow one another round to where they began. An arc can be referred
// to twice at most, once from each side.
func (p *topoParser) closes(b *Boundaries, refs []int) bool {
	points := 1
	for _, ref := range refs {
		arc := max(ref, ^ref)
		p.used[arc]++
		if arc >= len(b.arcs) || p.used[arc] > 2 {
			return false
		}
		points += len(b.arcs[arc]) - 1
	}
	for i, ref := range refs {
		_, end := b.ends(ref)
		if next, _ := b.ends(refs[(i+1)%len(refs)]); next != end {
			return false
		}
	}
	return points >= 4
}

// measure adds up an area's rings and notes the arcs it lies on.
func (b *Boundaries) measure(code string, o *outline) {
	for _, rings := range o.polygons {
		for _, refs := range rings {
			o.km2 += RingKM2(b.ring(refs))
			for _, ref := range refs {
				arc := max(ref, ^ref)
				b.sides[arc] = append(b.sides[arc], code)
			}
		}
	}
}

// onTwoSides checks that no arc has more than an area on each side.
func (p *topoParser) onTwoSides(b *Boundaries) error {
	forwards, backwards := make(map[int]bool), make(map[int]bool)
	for i, code := range b.codes {
		for _, rings := range b.areas[code].polygons {
			for _, refs := range rings {
				for _, ref := range refs {
					side := forwards
					if ref < 0 {
						side = backwards
					}
					arc := max(ref, ^ref)
					if side[arc] {
						return p.wrong(p.geometries[i].offset, "%s 与另一地区重叠在弧 %d 的同一侧",
							"%s overlaps another area on one side of arc %d", code, arc)
					}
					side[arc] = true
				}
			}
		}
	}
	return nil
}
