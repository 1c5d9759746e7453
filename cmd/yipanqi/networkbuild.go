package main

import (
	"encoding/csv"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
)

func (a *app) networkBuildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "build",
		Short: a.say("把网络读成一个文件，供反复使用", "Make one file of a network, to be used again and again"),
		Long: a.say(`读入任一种网络文件（线路表、GeoJSON、DIMACS、OSM PBF），检查，排好节点次序，存为一个文件（.ypn）：此后各命令的
--graph 直接读它，不再解析和排序。输出以 .csv 结尾时写成线路表（--nodes-out 另写节点表），可在表格软件中修改。`,
			`Reads a network of any kind (table of links, GeoJSON, DIMACS, OSM PBF), checks it, orders its nodes and saves all in
one file (.ypn), which --graph of the other commands takes without parsing and ordering it again. Where the output
ends in .csv it is a table of links (--nodes-out writes the nodes), to be edited in a spreadsheet.`),
		Example: "  yipanqi network build --graph 路网.geojson -o 路网.ypn\n" +
			"  yipanqi network build --graph 四川.osm.pbf -o 线路.csv --nodes-out 节点.csv",
		Args: cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	cmd.Flags().BoolVar(&j.rail, "rail", false, a.say("OSM 数据：铁路也读入", "OSM data: railways too"))
	cmd.Flags().StringVar(&j.speedsFile, "speeds", "", a.say("OSM 数据：各等级道路的时速表（class,kmh）",
		"OSM data: table of speeds by class (class,kmh)"))
	nodesOut := cmd.Flags().String("nodes-out", "", a.say("节点表的输出文件（线路写成 .csv 时）",
		"file to write the nodes to, where links are .csv"))
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在读取和排序……", "reading and ordering…")()
		kind := strings.ToLower(filepath.Ext(j.file))
		if kind != ".ypn" && kind != ".csv" {
			return textError{"请用 -o 指明输出文件，以 .ypn 或 .csv 结尾", "name the file to write with -o, ending in .ypn or .csv"}
		}
		if err := j.read(); err != nil {
			return err
		}
		j.tell(j.network.Check(j.graphFile, j.times))
		if err := j.save(kind, *nodesOut); err != nil {
			return err
		}
		j.note("%d 个节点，%d 条有向线路", "%d nodes, %d directed links", j.network.Outer, j.network.Graph.Links())
		return findingsIf(j.doubts)
	}
	return cmd
}

// save writes the network as its kind says.
func (j *networkJob) save(kind, nodesOut string) error {
	if kind == ".ypn" {
		j.order() // saved with it
		return writeFile(j.file, j.network.Save)
	}
	if err := writeFile(j.file, j.writeLinks); err != nil || nodesOut == "" {
		return err
	}
	if j.network.Graph.Place == nil {
		return textError{"网络没有节点坐标，写不出节点表", "the network has no places, so no table of nodes can be written"}
	}
	return writeFile(nodesOut, j.writeNodes)
}

// writeLinks writes the links of the file as a table that can be read again.
func (j *networkJob) writeLinks(w io.Writer) error {
	n, g := j.network, j.network.Graph
	out := csv.NewWriter(w)
	if err := out.Write([]string{"from", "to", "ms", "metres", "oneway", "open", "close", "project", "mode",
		"line", "dwell"}); err != nil {
		return err
	}
	for k := range g.Links() {
		metres, open, closed, project, dwell := "", "", "", "", ""
		if n.Dwell[k] > 0 {
			dwell = strconv.FormatFloat(float64(n.Dwell[k])/60_000, 'g', -1, 64)
		}
		if g.Metres != nil && g.Metres[k] >= 0 {
			metres = strconv.Itoa(int(g.Metres[k]))
		}
		if g.Span != nil {
			open, closed = dateText(g.Span[k].From), dateText(g.Span[k].To)
			if p := g.Span[k].Project; p > 0 {
				project = n.Projects[p-1]
			}
		}
		if int(max(g.Tail[k], g.Head[k])) >= n.Outer && n.Routes[n.Route[k]] == "" {
			continue // boarding and the like: the fares are given anew
		}
		if g.Tail[k] == g.Head[k] {
			continue // a ring changes no time, and reading it again would be told
		}
		if err := out.Write([]string{n.Nodes[g.Tail[k]], n.Nodes[g.Head[k]], strconv.Itoa(int(g.Time[k])),
			metres, "yes", open, closed, project, n.Modes[n.Mode[k]], n.Routes[n.Route[k]], dwell}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func dateText(d measure.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func (j *networkJob) writeNodes(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"node", "lon", "lat"}); err != nil {
		return err
	}
	degrees := func(x float64) string { return strconv.FormatFloat(x, 'f', 7, 64) }
	for v, p := range j.network.Graph.Place[:j.network.Outer] {
		if err := out.Write([]string{j.network.Nodes[v], degrees(p.Lon), degrees(p.Lat)}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
