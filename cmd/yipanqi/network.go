package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// Columns of the tables of network; docs/methods/network.md describes them.
var (
	networkMatrixColumns = []string{"from", "to", "ms", "minutes"}
	networkReachColumns  = []string{"from", "within_minutes", "points", "weight"}
	networkCheckColumns  = []string{"measure", "value"}
)

func (a *app) networkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "network",
		Short: a.say("网络上的时间：矩阵、可达、等时圈", "Times on a network: matrices, reach, isochrones"),
		Long: a.say(`网络是线路表（CSV：from,to，以及 minutes、seconds、ms，或 km（metres）与 kmh；可有 oneway、open、close、
project；列名可用中文）或 DIMACS .gr 文件（数值为毫秒）。--nodes 是节点坐标表（node,lon,lat）或 .co 文件。
点是表 id,node 或 id,lon,lat，可有 weight；写经纬度的点由最近的节点进出网络（--access-kmh）。--on 指定哪一天的网络，--opening 假设项目改期。
时间是精确的最短时间，单位为毫秒。格式、公式与限度见 docs/methods/network.md。`,
			`A network is a table of links (CSV: from,to and minutes, seconds, ms, or km (metres) and kmh; possibly oneway,
open, close, project) or a DIMACS .gr file (in milliseconds). --nodes is a table of nodes (node,lon,lat) or a .co
file. Points are a table id,node or id,lon,lat, possibly with weight; those with a place join at the nearest node
(--access-kmh).
--on says the network of which day, --opening supposes other opening days. Times are exact shortest times in
milliseconds. docs/methods/network.md has formats, formulas and limits.`),
	}
	cmd.AddCommand(a.networkMatrixCommand(), a.networkReachCommand(), a.networkIsochroneCommand(), a.networkCheckCommand(),
		a.networkTimetableCommand())
	return cmd
}

// networkJob is the network and points of one command.
type networkJob struct {
	output
	graphFile, nodesFile string
	fromFile, toFile     string
	on                   string
	opening              map[string]string // another first day, by project
	accessSpeed          float64           // km/h from a place to its node; 0 takes no time

	network *exchange.Network
	times   []int32 // of links, on the day asked for
	doubts  bool    // a finding that is no error
	locator *network.Locator
}

func (a *app) newNetworkJob(cmd *cobra.Command) *networkJob {
	j := &networkJob{output: output{app: a}}
	j.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&j.graphFile, "graph", "", a.say("线路表或 DIMACS 文件", "table of links, or DIMACS file"))
	flags.StringVar(&j.nodesFile, "nodes", "", a.say("节点坐标", "places of nodes"))
	flags.StringVar(&j.on, "on", "", a.say("哪一天的网络（默认：全部线路都开通）", "the network of a day (default: every link is open)"))
	flags.StringToStringVar(&j.opening, "opening", nil, a.say("假设项目改在某日开通：项目=日期（需 --on）",
		"suppose a project opens on another day: project=date (needs --on)"))
	return j
}

func (j *networkJob) registerFrom(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&j.fromFile, "from", "", j.say("起点表", "points to start from"))
	flags.Float64Var(&j.accessSpeed, "access-kmh", 5, j.say("写经纬度的点到最近节点的速度（km/h）；0 为不计时间",
		"km/h from a point with a place to the nearest node; 0 for no time"))
}

func (j *networkJob) registerTo(cmd *cobra.Command) {
	cmd.Flags().StringVar(&j.toFile, "to", "", j.say("终点表（默认与起点相同）", "points to reach (default: those started from)"))
}

// read reads the network.
func (j *networkJob) read() error {
	if j.graphFile == "" {
		return textError{"请用 --graph 指明网络文件", "name the file of the network with --graph"}
	}
	links, err := os.ReadFile(j.graphFile)
	if err != nil {
		return err
	}
	var nodes *exchange.Source
	if j.nodesFile != "" {
		data, err := os.ReadFile(j.nodesFile)
		if err != nil {
			return err
		}
		nodes = &exchange.Source{Name: j.nodesFile, Data: data}
	}
	n, findings := exchange.Read(exchange.Source{Name: j.graphFile, Data: links}, nodes)
	j.tell(findings)
	if n == nil {
		return errSaid
	}
	j.network, j.times = n, n.Graph.Time
	if j.on == "" && len(j.opening) == 0 {
		return nil
	}
	return j.date()
}

// date takes the network of the day asked for, with projects moved.
func (j *networkJob) date() error {
	day, err := measure.ParseDate(j.on)
	if err != nil {
		return notDate(j.on)
	}
	dates := map[int32]measure.Date{}
	for _, name := range slices.Sorted(maps.Keys(j.opening)) {
		number := slices.Index(j.network.Projects, name) + 1
		if number == 0 {
			return unknown("project", name, j.network.Projects)
		}
		if dates[int32(number)], err = measure.ParseDate(j.opening[name]); err != nil {
			return notDate(j.opening[name])
		}
	}
	j.times = j.network.Graph.TimesOn(day, func(project int32) (measure.Date, bool) {
		d, moved := dates[project]
		return d, moved
	})
	return nil
}

// tell prints findings; one worse than a note makes the exit code 1.
func (j *networkJob) tell(findings []finding.Finding) {
	if worst, any := finding.Worst(findings); any {
		j.report(j.errs, findings)
		j.doubts = j.doubts || worst > finding.Note
	}
}

// sweep prepares the network for many questions.
func (j *networkJob) sweep() (*network.Sweep, error) {
	threads := runtime.GOMAXPROCS(0)
	h, err := network.Contract(j.network.Graph, network.Dissect(j.network.Graph, nil, threads))
	if err != nil {
		return nil, err
	}
	m, err := h.Customise(j.times, threads)
	if err != nil {
		return nil, err
	}
	return m.Sweep(true, threads), nil
}

// points reads a table of points and finds the nodes they join the network by.
func (j *networkJob) points(flag, file string) ([]exchange.Point, [][]network.Access, error) {
	if !(j.accessSpeed >= 0) {
		return nil, nil, textError{"--access-kmh 不小于零", "--access-kmh is 0 or more"}
	}
	if file == "" {
		return nil, nil, textError{"请用 --" + flag + " 指明点的表", "name a table of points with --" + flag}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	points, findings := exchange.ReadPoints(exchange.Source{Name: file, Data: data})
	if worst, any := finding.Worst(findings); any && worst == finding.Error {
		j.report(j.errs, findings)
		return nil, nil, errSaid
	}
	j.tell(findings)
	places := make([][]network.Access, len(points))
	var wrong []finding.Finding
	farthest := 0.0
	for i, p := range points {
		node, metres := j.locate(p)
		if node < 0 && p.Node != "" {
			wrong = append(wrong, finding.New(exchange.UnknownNode, p.Pos, p.ID, "found", p.Node))
		} else if node < 0 {
			return nil, nil, textError{"网络没有节点坐标，请用 --nodes 给出", "the network has no places; give them with --nodes"}
		}
		places[i] = []network.Access{{Node: node, Time: j.accessTime(metres)}}
		farthest = max(farthest, metres)
	}
	if len(wrong) > 0 {
		j.report(j.errs, wrong)
		return nil, nil, errSaid
	}
	if farthest > 0 {
		j.note("%s：点到最近的节点，最远 %.0f 米", "%s: points are at most %.0f m from the nearest node", file, farthest)
	}
	return points, places, nil
}

// accessTime is how long it takes to a node some metres away.
func (j *networkJob) accessTime(metres float64) int32 {
	if j.accessSpeed == 0 {
		return 0
	}
	return int32(min(math.Round(float64(metres*3600)/j.accessSpeed), float64(network.Infinity)))
}

// locate finds the node of a point, −1 where there is none.
func (j *networkJob) locate(p exchange.Point) (node int32, metres float64) {
	if p.Node != "" {
		if v, ok := j.network.Node(p.Node); ok {
			return v, 0
		}
		return -1, 0
	}
	if j.locator == nil {
		j.locator = network.NewLocator(j.network.Graph, nil)
	}
	return j.locator.Nearest(p.Place)
}

// pairs are the points of --from and --to.
type pairs struct {
	from, to     []exchange.Point
	origins, end [][]network.Access
	same         bool           // to is from: a point is where it is
	sweep        *network.Sweep // nil for few points
	graph        *network.Graph
	times        []int32
}

// fewPoints is up to how many points a search from each is sooner done than a network prepared.
const fewPoints = 64

func (j *networkJob) pairs() (p pairs, err error) {
	if p.from, p.origins, err = j.points("from", j.fromFile); err != nil {
		return p, err
	}
	p.to, p.end, p.same = p.from, p.origins, j.toFile == "" || j.toFile == j.fromFile
	if !p.same {
		if p.to, p.end, err = j.points("to", j.toFile); err != nil {
			return p, err
		}
	}
	p.graph, p.times = j.network.Graph, j.times
	if len(p.from) > fewPoints {
		p.sweep, err = j.sweep()
	}
	return p, err
}

// rowsAtOnce is how many sources are computed at a time.
const rowsAtOnce = 512

// rows hands on the times from each point to all.
func (p *pairs) rows(do func(from int, times []int32) error) error {
	for first := 0; first < len(p.from); first += rowsAtOnce {
		some := p.origins[first:min(first+rowsAtOnce, len(p.from))]
		cells, err := p.between(some)
		if err != nil {
			return err
		}
		for i := range some {
			row := cells[i*len(p.to) : (i+1)*len(p.to)]
			if p.same {
				row[first+i] = 0
			}
			if err := do(first+i, row); err != nil {
				return err
			}
		}
	}
	return nil
}

// between are the times from some points to all.
func (p *pairs) between(some [][]network.Access) ([]int32, error) {
	if p.sweep != nil {
		return p.sweep.Zones(some, p.end, runtime.GOMAXPROCS(0))
	}
	var cells []int32
	for _, from := range some {
		dist := p.graph.Dijkstra(from[0].Node, p.times)
		for _, to := range p.end {
			t := int64(from[0].Time) + int64(dist[to[0].Node]) + int64(to[0].Time)
			cells = append(cells, int32(min(t, int64(network.Infinity))))
		}
	}
	return cells, nil
}

func (a *app) networkMatrixCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "matrix",
		Short:   a.say("点与点之间的最短时间", "Shortest times between points"),
		Example: "  yipanqi network matrix --graph 线路.csv --from 城市.csv -o 时间.csv",
		Args:    cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	j.registerFrom(cmd)
	j.registerTo(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		if err := j.read(); err != nil {
			return err
		}
		p, err := j.pairs()
		if err != nil {
			return err
		}
		if err := j.table(networkMatrixColumns, func(add addRow) error { return p.matrix(add) }); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

func (p *pairs) matrix(add addRow) error {
	return p.rows(func(from int, times []int32) error {
		for k, t := range times {
			ms, minutes := timeCells(t)
			if err := add(p.from[from].ID, p.to[k].ID, ms, minutes); err != nil {
				return err
			}
		}
		return nil
	})
}

// timeCells are a time as a table shows it, minutes to three decimals: nothing for what cannot be reached.
func timeCells(t int32) (ms, minutes any) {
	if t >= network.Infinity {
		return nil, nil
	}
	return int(t), measure.Round(float64(t)/60_000, 3, measure.HalfEven)
}

func (a *app) networkReachCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reach",
		Short: a.say("一定时间内可达的点数与权重（人口、岗位等）之和", "How many points, and how much weight, are within a time"),
		Example: "  yipanqi network reach --graph 线路.csv --from 城市.csv --to 人口.csv --within 60,90\n" +
			"  yipanqi network reach --graph ny.gr --from cells.csv",
		Args: cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	j.registerFrom(cmd)
	j.registerTo(cmd)
	within := cmd.Flags().Float64Slice("within", []float64{60}, a.say("分钟，可写多个", "minutes; several may be given"))
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf(*within)
		if err != nil {
			return err
		}
		if err := j.read(); err != nil {
			return err
		}
		p, err := j.pairs()
		if err != nil {
			return err
		}
		if err := j.table(networkReachColumns, func(add addRow) error { return p.reach(limits, *within, add) }); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// limitsOf are minutes in milliseconds.
func limitsOf(minutes []float64) ([]int32, error) {
	var limits []int32
	for _, m := range minutes {
		ms := m * 60_000
		if !(ms >= 0) || ms >= float64(network.Infinity) {
			text := strconv.FormatFloat(m, 'g', -1, 64)
			return nil, textError{"时间 " + text + " 分钟不在 0 到 17895 之间", "a time of " + text + " min is not within 0 and 17895"}
		}
		limits = append(limits, int32(ms))
	}
	return limits, nil
}

// reach sums the points and weights within each limit.
func (p *pairs) reach(limits []int32, minutes []float64, add addRow) error {
	weighed := slices.ContainsFunc(p.to, func(x exchange.Point) bool { return !measure.IsMissing(x.Weight) })
	return p.rows(func(from int, times []int32) error {
		for k, limit := range limits {
			count, sum := 0, 0.0
			for i, t := range times {
				if t <= limit {
					count++
					if w := p.to[i].Weight; !measure.IsMissing(w) {
						sum += w
					}
				}
			}
			var weight any
			if weighed {
				weight = measure.Round(sum, 6, measure.HalfEven) // not the noise of binary fractions
			}
			if err := add(p.from[from].ID, minutes[k], count, weight); err != nil {
				return err
			}
		}
		return nil
	})
}

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
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf(*within)
		if err != nil {
			return err
		}
		if err := j.read(); err != nil {
			return err
		}
		write := func(w io.Writer) error { return j.isochrones(w, shape, limits, *within) }
		if j.file != "" {
			err = writeFile(j.file, write)
		} else {
			err = write(j.out)
		}
		if err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
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
	buffer := bufio.NewWriter(w)
	fmt.Fprint(buffer, `{"type": "FeatureCollection", "features": [`)
	separator := "\n"
	for i, p := range points {
		access := places[i][0]
		dist := j.network.Graph.Dijkstra(access.Node, j.times)
		for k, limit := range limits {
			polygons, err := j.network.Graph.Isochrone(dist, j.times, limit-access.Time, shape)
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

func (a *app) networkCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "check",
		Short:   a.say("检查网络文件：错误、不通的部分、规模", "Check a network: errors, parts apart, size"),
		Example: "  yipanqi network check --graph 线路.csv --nodes 节点.csv",
		Args:    cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		if err := j.read(); err != nil {
			return err
		}
		j.tell(j.network.Check(j.graphFile, j.times))
		if err := j.table(networkCheckColumns, j.size); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// size tells how large a network is, and how large its hierarchy.
func (j *networkJob) size(add addRow) error {
	g := j.network.Graph
	h, err := network.Contract(g, network.Dissect(g, nil, runtime.GOMAXPROCS(0)))
	if err != nil {
		return err
	}
	open := 0
	for _, t := range j.times {
		if t < network.Infinity {
			open++
		}
	}
	parts := map[int32]bool{}
	for _, p := range g.Parts(j.times) {
		parts[p] = true
	}
	s := h.Size()
	for _, row := range []struct {
		name  string
		value int
	}{{"nodes", g.Nodes()}, {"links", g.Links()}, {"open_links", open}, {"parts", len(parts)},
		{"projects", len(j.network.Projects)}, {"hierarchy_arcs", s.Arcs}, {"hierarchy_triangles", s.Triangles},
		{"hierarchy_depth", s.Depth}} {
		if err := add(row.name, row.value); err != nil {
			return err
		}
	}
	return nil
}
