package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

func (a *app) networkIsochroneCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "isochrone",
		Short:   a.say("等时圈（GeoJSON）", "Isochrones (GeoJSON)"),
		Example: "  yipanqi network isochrone --graph 线路.csv --nodes 节点.csv --from 城市.csv --within 30,60 -o 等时圈.geojson",
		Args:    cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	j.registerFrom(cmd)
	flags := cmd.Flags()
	var shape network.Shape
	within := flags.Float64Slice("within", []float64{60}, a.say("分钟，可写多个", "minutes; several may be given"))
	flags.Float64Var(&shape.Cell, "cell", 250, a.say("绘图网格的边长（米）", "side of a cell of the drawing grid, in metres"))
	flags.Float64Var(&shape.Reach, "reach", 1000, a.say("离开网络最远多少米", "how far from the network, in metres"))
	flags.Float64Var(&shape.Speed, "speed", 5, a.say("离开网络的速度（km/h）；0 为不计时间", "km/h off the network; 0 for no time"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf(*within)
		if err != nil {
			return err
		}
		if j.graphFile == "" {
			return j.ofPlan(cmd, func(p *planNetwork) error {
				return j.draw(func(w io.Writer) error { return p.isochrones(w, shape, *within) })
			})
		}
		if err := j.read(); err != nil {
			return err
		}
		err = j.draw(func(w io.Writer) error { return j.isochrones(w, shape, limits, *within) })
		if err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// draw writes to the file that was named, or to standard output.
func (j *networkJob) draw(write func(io.Writer) error) error {
	if kind := strings.ToLower(filepath.Ext(j.file)); j.file != "" && kind != ".geojson" && kind != ".json" {
		return textError{j.file + "：等时圈写成 .geojson", j.file + ": isochrones are written as .geojson"}
	}
	if j.file != "" {
		return writeFile(j.file, write)
	}
	return write(j.out)
}

// isochrones writes a feature for each point and limit.
func (j *networkJob) isochrones(w io.Writer, shape network.Shape, limits []int32, minutes []float64) error {
	if j.network.Graph.Place == nil {
		return textError{"等时圈需要节点坐标，请用 --nodes 给出", "isochrones need the places of nodes; give them with --nodes"}
	}
	points, places, err := j.points("from", j.fromFile)
	if err != nil {
		return err
	}
	streets := j.streets()
	buffer := bufio.NewWriter(w)
	fmt.Fprint(buffer, `{"type": "FeatureCollection", "features": [`)
	separator := "\n"
	for i, p := range points {
		access := places[i][0]
		dist := j.network.Graph.Dijkstra(access.Node, j.times)
		for v := j.network.Outer; v < len(dist); v++ {
			dist[v] = network.Infinity // one must get off
		}
		for k, limit := range limits {
			polygons, err := j.network.Graph.Isochrone(dist, streets, limit-access.Time, shape)
			if err != nil {
				return textError{"不能绘制：" + err.Error(), err.Error()}
			}
			feature, err := json.Marshal(isochroneFeature(p.ID, minutes[k], polygons))
			if err != nil {
				return err
			}
			fmt.Fprintf(buffer, "%s%s", separator, feature)
			separator = ",\n"
		}
	}
	fmt.Fprint(buffer, "\n]}\n")
	return buffer.Flush()
}

// feature is a feature of GeoJSON (RFC 7946).
type feature struct {
	Type       string `json:"type"`
	Properties struct {
		ID      string  `json:"id"`
		Minutes float64 `json:"minutes"`
	} `json:"properties"`
	Geometry struct {
		Type        string           `json:"type"`
		Coordinates [][][][2]float64 `json:"coordinates"`
	} `json:"geometry"`
}

// micro rounds to a millionth of a degree, a tenth of a metre.
func micro(degrees float64) float64 { return measure.Round(degrees, 6, measure.HalfEven) }

func isochroneFeature(id string, minutes float64, polygons []network.Polygon) feature {
	f := feature{Type: "Feature"}
	f.Properties.ID, f.Properties.Minutes = id, minutes
	f.Geometry.Type = "MultiPolygon"
	f.Geometry.Coordinates = [][][][2]float64{}
	for _, p := range polygons {
		var rings [][][2]float64
		for _, r := range p {
			var ring [][2]float64
			for _, x := range r {
				ring = append(ring, [2]float64{micro(x.Lon), micro(x.Lat)})
			}
			rings = append(rings, ring)
		}
		f.Geometry.Coordinates = append(f.Geometry.Coordinates, rings)
	}
	return f
}

// streets are the times of links that one can leave anywhere on the way: rides are not.
func (j *networkJob) streets() []int32 {
	times := slices.Clone(j.times)
	for k := range times {
		ends := max(j.network.Graph.Tail[k], j.network.Graph.Head[k])
		if int(ends) >= j.network.Outer {
			times[k] = network.Infinity
		}
	}
	return times
}
