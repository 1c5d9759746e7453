package main

import (
	"encoding/json"
	"io"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/method/network"
)

// geoJSONTable writes a feature for each row (RFC 7946): a point, or no geometry where its place is not
// known, with the columns as properties.
type geoJSONTable struct {
	rows  jsonTable // of properties
	out   io.Writer
	place func(values []any) (network.Point, bool)
	n     int
}

func newGeoJSONTable(w io.Writer, columns []string, place func([]any) (network.Point, bool)) (*geoJSONTable, error) {
	_, err := io.WriteString(w, `{"type": "FeatureCollection", "features": [`)
	return &geoJSONTable{rows: jsonTable{columns: columns}, out: w, place: place}, err
}

func (t *geoJSONTable) row(values []any) error {
	geometry := []byte("null")
	if p, ok := t.place(values); ok {
		var err error
		if geometry, err = json.Marshal(map[string]any{"type": "Point",
			"coordinates": [2]float64{micro(p.Lon), micro(p.Lat)}}); err != nil {
			return err
		}
	}
	properties, err := t.rows.object(values)
	if err != nil {
		return err
	}
	line := []byte(",\n")
	if t.n++; t.n == 1 {
		line = []byte("\n")
	}
	line = append(append(line, `{"type": "Feature", "geometry": `...), geometry...)
	line = append(append(append(line, `, "properties": `...), properties...), '}')
	_, err = t.out.Write(line)
	return err
}

func (t *geoJSONTable) close() error {
	_, err := io.WriteString(t.out, "\n]}\n")
	return err
}

// showAt says that a table in GeoJSON shows each row where the point is that a column names.
func (j *networkJob) showAt(column int, points []exchange.Point) {
	at := map[string]network.Point{}
	for _, p := range points {
		if place, ok := j.placeOf(p); ok {
			at[p.ID] = place
		}
	}
	j.place = func(values []any) (network.Point, bool) {
		id, _ := values[column].(string)
		p, ok := at[id]
		return p, ok
	}
}

// placeOf is where a point is: its own place, or that of its node.
func (j *networkJob) placeOf(p exchange.Point) (network.Point, bool) {
	if p.Node == "" {
		return p.Place, true
	}
	if v, ok := j.network.Node(p.Node); ok && j.network.Graph.Place != nil {
		return j.network.Graph.Place[v], true
	}
	return network.Point{}, false
}
