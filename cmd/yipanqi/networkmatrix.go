package main

import (
	"runtime"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// pairs are the points of --from and --to.
type pairs struct {
	from, to     []exchange.Point
	origins, end [][]network.Access
	same         bool           // to is from: a point is where it is
	weighed      bool           // some point has a weight
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
	p.weighed = slices.ContainsFunc(p.to, func(x exchange.Point) bool { return !measure.IsMissing(x.Weight) })
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
		rows, err := p.some(first)
		if err != nil {
			return err
		}
		for i, times := range rows {
			if err := do(first+i, times); err != nil {
				return err
			}
		}
	}
	return nil
}

// some are the times to all points from those after a first one, as many as are computed at a time.
func (p *pairs) some(first int) ([][]int32, error) {
	origins := p.origins[first:min(first+rowsAtOnce, len(p.from))]
	cells, err := p.between(origins)
	if err != nil {
		return nil, err
	}
	rows := make([][]int32, len(origins))
	for i := range rows {
		rows[i] = cells[i*len(p.to) : (i+1)*len(p.to)]
		if p.same {
			rows[i][first+i] = 0
		}
	}
	return rows, nil
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
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		defer a.slowly("正在计算……", "computing…")()
		if j.graphFile == "" {
			return j.ofPlan(cmd, (*planNetwork).matrix)
		}
		if err := j.read(); err != nil {
			return err
		}
		p, err := j.pairs()
		if err != nil {
			return err
		}
		j.showAt(1, p.to)
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
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf(*within)
		if err != nil {
			return err
		}
		if j.graphFile == "" {
			return j.ofPlan(cmd, func(p *planNetwork) error { return p.reach(*within) })
		}
		if err := j.read(); err != nil {
			return err
		}
		p, err := j.pairs()
		if err != nil {
			return err
		}
		j.showAt(0, p.from)
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
	return p.rows(func(from int, times []int32) error {
		for k, limit := range limits {
			count, weight := p.within(times, limit)
			if err := add(p.from[from].ID, minutes[k], count, weight); err != nil {
				return err
			}
		}
		return nil
	})
}

// within counts the points within a time and sums their weight, nil where no point has one.
func (p *pairs) within(times []int32, limit int32) (count int, weight any) {
	sum := 0.0
	for i, t := range times {
		if t <= limit {
			count++
			if w := p.to[i].Weight; !measure.IsMissing(w) {
				sum += w
			}
		}
	}
	if p.weighed {
		weight = measure.Round(sum, 6, measure.HalfEven) // not the noise of binary fractions
	}
	return count, weight
}
