package territory

import (
	"encoding/json"
	"errors"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
)

// ParseGeoJSON reads the borders of areas from a FeatureCollection of Polygons and MultiPolygons (RFC
// 7946), in degrees of WGS-84. The code of an area is the id of its feature, or its property code, adcode,
// id, 代码 or 编号. Each ring stands alone: which areas share a border (Neighbours, Border) is not known of
// such a file, and areas that overlap are not told. Boundaries are nil where anything is wrong.
func ParseGeoJSON(file string, data []byte) (*Boundaries, []finding.Finding) {
	return parseBoundaries(file, data, (*topoParser).features)
}

// geoFeature is an area of GeoJSON.
type geoFeature struct {
	ID         any
	Properties map[string]any
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
}

// features reads a collection as a topology in which every ring is an arc.
func (p *topoParser) features() error {
	kind := ""
	err := p.object(func(key string) error {
		switch key {
		case "type":
			return p.value(&kind)
		case "features":
			return p.list(func(at int64) error {
				var f geoFeature
				if err := p.value(&f); err != nil {
					return err
				}
				return p.geometry(at, f)
			})
		}
		return p.value(new(json.RawMessage))
	})
	if err == nil && kind != "FeatureCollection" {
		err = p.wrong(0, "应是 FeatureCollection", "it must be a FeatureCollection")
	}
	p.kind, p.objects = "Topology", 1
	return err
}

// geometry takes the rings of a feature as arcs.
func (p *topoParser) geometry(at int64, f geoFeature) error {
	var polygons [][][][]float64
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		err = errors.New("no polygon")
	}
	if err != nil {
		return p.wrong(at, "要素不是多边形（Polygon、MultiPolygon）", "the feature is no Polygon or MultiPolygon")
	}
	refs := make([][][]int, len(polygons))
	for i, rings := range polygons {
		for _, ring := range rings {
			refs[i] = append(refs[i], []int{len(p.arcs)})
			p.arcs, p.arcAt = append(p.arcs, ring), append(p.arcAt, at)
		}
	}
	arcs, err := json.Marshal(refs)
	p.geometries = append(p.geometries, topoGeometry{Type: "MultiPolygon", ID: f.code(), Arcs: arcs, offset: at})
	return err
}

// code is what an area is called by.
func (f geoFeature) code() string {
	for _, id := range []any{f.ID, f.Properties["code"], f.Properties["adcode"], f.Properties["id"],
		f.Properties["代码"], f.Properties["编号"]} {
		switch id := id.(type) {
		case string:
			return id
		case float64:
			return strconv.FormatFloat(id, 'f', -1, 64)
		}
	}
	return ""
}
