package main

import (
	"math"
	"slices"

	"github.com/spf13/cobra"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// Columns of the table of network coverage.
var networkCoverageColumns = []string{"city", "weight", "served", "minutes", "station"}

func (a *app) networkCoverageCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: a.say("多少城市有车站（20 万人以上城市全覆盖）", "How many cities have a station: every city above 200,000"),
		Long: a.say(`车站是网络上的点，当天有开通线路（--mode 限定方式）相接才算运营。城市有权重（人口）不小于 --at-least 者计入；在 --within 分钟内能到达
某个运营车站即为覆盖：沿网络，或按直线以 --access-kmh 直接前往，取快者。汇总（按个数、按权重）写在 stderr。`,
			`Stations are points of the network, in operation where an open link ends on the day (--mode: one of those modes).
Cities with a weight (people) of at least --at-least count; one is served if it reaches a station in operation within
--within minutes, over the network or straight at --access-kmh, whichever is quicker. The shares go to stderr.`),
		Example: "  yipanqi network coverage --graph 线路.csv --stations 车站.csv --cities 城市.csv --at-least 200000" +
			" --on 2025-12-31",
		Args: cobra.NoArgs,
	}
	c := networkCoverage{networkJob: a.newNetworkJob(cmd)}
	flags := cmd.Flags()
	flags.StringVar(&c.stationsFile, "stations", "", a.say("车站表", "stations"))
	flags.StringVar(&c.fromFile, "cities", "", a.say("城市表，weight 为人口", "cities, their weight being people"))
	flags.StringSliceVar(&c.modes, "mode", nil, a.say("只有这些方式的线路使车站运营（默认：所有方式）",
		"only links of these modes make a station operate (default: any)"))
	flags.Float64Var(&c.atLeast, "at-least", 0, a.say("计入的最小权重", "least weight that counts"))
	flags.Float64Var(&c.accessSpeed, "access-kmh", 30, a.say("写经纬度的点到网络或车站的速度（km/h）；0 为不计时间",
		"km/h from a point with a place to the network or a station; 0 for no time"))
	within := flags.Float64("within", 30, a.say("分钟", "minutes"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf([]float64{*within})
		if err != nil {
			return err
		}
		if c.graphFile == "" {
			if c.stationsFile != "" || c.fromFile != "" || c.modes != nil {
				return textError{"--stations、--cities、--mode 与 --graph 一起用", "--stations, --cities and --mode go with --graph"}
			}
			return c.ofPlan(cmd, func(p *planNetwork) error { return p.coverage(c.atLeast) })
		}
		if err := c.read(); err != nil {
			return err
		}
		if err := c.answer(limits[0]); err != nil {
			return err
		}
		return findingsIf(c.doubts)
	}
	return cmd
}

// networkCoverage is who has a station.
type networkCoverage struct {
	*networkJob
	stationsFile string
	modes        []string // of the links that make a station operate; nil for all
	atLeast      float64
}

func (c *networkCoverage) answer(limit int32) error {
	stations, at, err := c.points("stations", c.stationsFile)
	if err != nil {
		return err
	}
	cities, origins, err := c.points("cities", c.fromFile)
	if err != nil {
		return err
	}
	operating, err := c.operating()
	if err != nil {
		return err
	}
	var doors []network.Access
	var open []exchange.Point
	for i := range stations {
		if operating[at[i][0].Node] {
			doors, open = append(doors, at[i][0]), append(open, stations[i])
		}
	}
	c.note("%d 个车站中 %d 个运营", "of %d stations %d are in operation", len(stations), len(open))
	times, which, err := c.toDoors(doors)
	if err != nil {
		return err
	}
	c.showAt(0, cities)
	served, counted, people, all := 0, 0, 0.0, 0.0
	err = c.table(networkCoverageColumns, func(add addRow) error {
		for i, city := range cities {
			if measure.IsMissing(city.Weight) || city.Weight < c.atLeast {
				continue
			}
			time, station := c.nearest(city, origins[i][0], times, which, open)
			counted, all = counted+1, all+city.Weight
			answer := "no"
			if time <= limit {
				served, people, answer = served+1, people+city.Weight, "yes"
			}
			_, minutes := timeCells(time)
			if err := add(city.ID, city.Weight, answer, minutes, station); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && counted > 0 {
		percent := func(part, whole float64) float64 { return measure.Round(100*part/whole, 1, measure.HalfEven) }
		c.note("%d 个城市中 %d 个有车站：按个数 %v%%，按权重 %v%%", "of %d cities %d have a station: %v%% by number, %v%% by weight",
			counted, served, percent(float64(served), float64(counted)), percent(people, all))
	}
	return err
}

// operating tells the nodes at which an open link ends, of the modes asked for.
func (c *networkCoverage) operating() ([]bool, error) {
	n := c.network
	for _, mode := range c.modes {
		if mode == "" || !slices.Contains(n.Modes, mode) {
			return nil, unknown("mode", mode, n.Modes[1:])
		}
	}
	operating := make([]bool, n.Graph.Nodes())
	for k, t := range c.times {
		a, z := c.ends(k)
		if t < network.Infinity && a != z && (c.modes == nil || slices.Contains(c.modes, n.Modes[n.Mode[k]])) {
			operating[a], operating[z] = true, true
		}
	}
	return operating, nil
}

// toDoors gives for each node the time to the nearest of some stations, the way from its node to the
// station included, and which it is; −1 for none.
func (c *networkCoverage) toDoors(doors []network.Access) (times, which []int32, err error) {
	g := c.network.Graph
	links := make([]network.Link, 0, g.Links()+len(doors))
	for k, t := range c.times {
		links = append(links, network.Link{From: g.Tail[k], To: g.Head[k], Time: t})
	}
	var stations []int32
	for i, d := range doors {
		station := int32(g.Nodes() + i)
		stations = append(stations, station)
		links = append(links, network.Link{From: d.Node, To: station, Time: d.Time})
	}
	with, err := network.NewGraph(g.Nodes()+len(doors), links)
	if err != nil {
		return nil, nil, err
	}
	times, which = with.Nearest(stations, with.Time, false)
	return times, which, nil
}

// nearest is the quickest way to a station in operation: over the network, or straight to it.
func (c *networkCoverage) nearest(city exchange.Point, access network.Access, times, which []int32,
	open []exchange.Point) (time int32, station any) {

	time = network.Infinity
	if w := which[access.Node]; w >= 0 {
		time, station = min(times[access.Node]+access.Time, network.Infinity), open[w].ID
	}
	if city.Node != "" || c.accessSpeed <= 0 {
		return time, station
	}
	for _, s := range open {
		place, known := c.placeOf(s)
		if !known {
			continue
		}
		straight := float64(network.Metres(city.Place, place)*3600) / c.accessSpeed
		if ms := math.Round(straight); ms < float64(time) {
			time, station = int32(ms), s.ID
		}
	}
	return time, station
}
