package main

import (
	"maps"
	"math"
	"os"
	"runtime"
	"slices"

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
		Long: a.say(`matrix、isochrone、reach、coverage、whatif 不写 --graph 时用规划包里的网络（networks/），起点终点写地区、
分组或车站的编号，逗号隔开；分组是一个地方，取其中最近的车站。
网络文件是线路表（CSV：from,to，以及 minutes、seconds、ms，或 km（metres）与 kmh；可有 oneway、open、close、
project、mode、line、dwell；列名可用中文）、GeoJSON 线要素、DIMACS .gr 文件（数值为毫秒）、OpenStreetMap 的 .osm.pbf，
或 build 存成的 .ypn。
写了 line 的线路是列车班线：上下车、停站、换乘另计（--board、--alight、--interchange）。--nodes 是节点坐标表（node,lon,lat）或 .co 文件。
点是表 id,node 或 id,lon,lat，可有 weight；写经纬度的点由最近的节点进出网络（--access-kmh）。--on 指定哪一天的网络，--opening 假设项目改期。
时间是精确的最短时间，单位为毫秒。格式、公式与限度见 docs/methods/network.md。`,
			`Without --graph matrix, isochrone, reach, coverage and whatif answer about the network of the package
(networks/), and from and to are ids of areas, groups or stations, with commas between; a group is one place, by its
nearest station. A network file is a table of links (CSV: from,to and minutes, seconds, ms, or km (metres) and kmh;
possibly oneway, open, close, project, mode, line, dwell), GeoJSON lines, a DIMACS .gr file (in milliseconds),
OpenStreetMap's .osm.pbf, or the .ypn of build. Links with a line are rides: boarding, stops and changes count
(--board, --alight, --interchange). --nodes is a table of nodes (node,lon,lat) or a .co file. Points are a table
id,node or id,lon,lat, possibly with weight; those with a place join at the nearest node (--access-kmh).
--on says the network of which day, --opening supposes other opening days. Times are exact shortest times in
milliseconds. docs/methods/network.md has formats, formulas and limits.`),
	}
	cmd.AddCommand(a.networkMatrixCommand(), a.networkReachCommand(), a.networkIsochroneCommand(), a.networkCheckCommand(),
		a.networkTimetableCommand(), a.networkBuildCommand(),
		a.networkWhatifCommand(), a.networkCoverageCommand(), a.networkLengthCommand())
	return cmd
}

// networkJob is the network and points of one command.
type networkJob struct {
	output
	graphFile, nodesFile string
	fromFile, toFile     string
	gcj02                bool   // places are GCJ-02
	net                  string // of the package, where no file is named
	on                   string
	opening              map[string]string // another first day, by project
	kmh, meet            float64           // as exchange.Options has them
	rail                 bool              // of OSM data, too
	speedsFile           string            // of OSM data
	accessSpeed          float64           // km/h from a place to its node; 0 takes no time
	all                  bool              // findings are shown, however many there are of a kind

	board, alight, interchange map[string]string // minutes, by mode

	network *exchange.Network
	times   []int32         // of links, on the day asked for
	metric  *network.Metric // of times, once it is prepared
	doubts  bool            // a finding that is no error
	locator *network.Locator
}

func (a *app) newNetworkJob(cmd *cobra.Command) *networkJob {
	j := &networkJob{output: output{app: a}}
	j.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&j.graphFile, "graph", "",
		a.say("网络：线路表、GeoJSON、DIMACS、OSM PBF 或 build 的输出",
			"network: table of links, GeoJSON, DIMACS, OSM PBF, or what build made"))
	flags.StringVar(&j.nodesFile, "nodes", "", a.say("节点坐标", "places of nodes"))
	flags.StringVar(&j.net, "net", "", a.say("规划包里的网络（没有 --graph 时；默认第一个）",
		"network of the package, without --graph (default: the first)"))
	flags.BoolVar(&j.gcj02, "gcj02", false, a.say("坐标是 GCJ-02，读入时换算为 WGS-84", "places are GCJ-02; make them WGS-84"))
	flags.Float64Var(&j.kmh, "kmh", 0, a.say("只有长度、没有时间和速度的线路按此时速（km/h）",
		"km/h of links that have a length and neither a time nor a speed"))
	flags.Float64Var(&j.meet, "meet", 2, a.say("GeoJSON 线路的端点相距多少米以内为同一节点",
		"metres within which ends of GeoJSON lines are one node"))
	flags.StringVar(&j.on, "on", "", a.say("哪一天的网络（默认：全部线路都开通）", "the network of a day (default: every link is open)"))
	flags.StringToStringVar(&j.opening, "opening", nil, a.say("假设项目改在某日开通：项目=日期（需 --on）",
		"suppose a project opens on another day: project=date (needs --on)"))
	flags.StringToStringVar(&j.board, "board", nil, a.say("有 line 列的线路：上车（进站、候车）分钟，方式=分钟",
		"links with a line: minutes to board, waiting included, mode=minutes"))
	flags.StringToStringVar(&j.alight, "alight", nil, a.say("下车出站分钟，方式=分钟", "minutes to alight, mode=minutes"))
	flags.StringToStringVar(&j.interchange, "interchange", nil, a.say("站内换乘分钟，方式=分钟（默认下车加上车）",
		"minutes to change trains at a station, mode=minutes (default: alighting and boarding)"))
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
	n, findings, err := j.open()
	if err != nil {
		return err
	}
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
	if j.on == "" {
		return textError{"--opening 要与 --on 一起用，说明看哪一天的网络", "--opening needs --on, to say the network of which day"}
	}
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
	worst, any := finding.Worst(findings)
	if !any {
		return
	}
	j.doubts = j.doubts || worst > finding.Note
	const most = 10 // of a kind: road networks have hundreds of places apart
	shown, left := []finding.Finding{}, 0
	count := map[*finding.Code]int{}
	for _, f := range findings {
		if count[f.Code]++; count[f.Code] > most && !j.all && f.Code.Severity < finding.Error {
			left++
			continue
		}
		shown = append(shown, f)
	}
	j.report(j.errs, shown)
	if left > 0 {
		j.progress("另有 %d 条同类的提示；network check --all 全部列出", "%d more of the same kinds; network check --all lists all", left)
	}
}

// sweep prepares the network for many questions.
func (j *networkJob) sweep() (*network.Sweep, error) {
	threads := runtime.GOMAXPROCS(0)
	h, err := network.Contract(j.network.Graph, j.order())
	if err != nil {
		return nil, err
	}
	if j.metric, err = h.Customise(j.times, threads); err != nil {
		return nil, err
	}
	return j.metric.Sweep(true, threads), nil
}

// order is the order of the nodes: what was saved with them, or a new one.
func (j *networkJob) order() []int32 {
	if j.network.Order == nil {
		j.network.Order = network.Dissect(j.network.Graph, nil, runtime.GOMAXPROCS(0))
	}
	return j.network.Order
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
		if j.gcj02 && p.Node == "" {
			points[i].Place = exchange.FromGCJ02(p.Place)
			p = points[i]
		}
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
	if farthest > 100_000 {
		j.doubts = true
		j.note("警告：有的点离网络 100 公里以上；核对经纬度的次序，以及点与网络是不是同一地区",
			"warning: points lie 100 km and more from the network; see that longitude and latitude stand in order, "+
				"and that points and network are of the same region")
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
		j.locator = network.NewLocator(j.network.Graph, func(node int32) bool { return int(node) < j.network.Outer })
	}
	return j.locator.Nearest(p.Place)
}

// ends are the nodes of a link that one can name: a station, of those on board.
func (j *networkJob) ends(k int) (a, z int32) {
	a, z = j.network.Graph.Tail[k], j.network.Graph.Head[k]
	if int(a) >= j.network.Outer {
		a, _ = j.network.Node(j.network.Nodes[a])
	}
	if int(z) >= j.network.Outer {
		z, _ = j.network.Node(j.network.Nodes[z])
	}
	return a, z
}
