package main

import (
	"maps"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
)

// Columns of the tables of network whatif.
var (
	networkChangeColumns = []string{"from", "to", "minutes", "minutes_supposed", "difference"}
	networkGainColumns   = []string{"from", "within_minutes", "points", "points_supposed", "weight", "weight_supposed"}
)

func (a *app) networkWhatifCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "whatif",
		Short: a.say("开通、停用、提速一条线路，改变什么", "What opening, closing or speeding up a line changes"),
		Long: a.say(`比较现状（--on 那一天）与假设：--opening 项目=日期、--close、--speed、--time。名称依次按项目、线路、方式查找。
只预处理一次，改动只重算受影响的部分；结果与重新计算相同。给出 --within 时列可达点数与权重，否则列有变化的点对。`,
			`Holds the network as it is (on the day of --on) against what is supposed: --opening project=date, --close,
--speed, --time. A name is that of a project, else a line, else a mode. The network is prepared once and an edit
computes only what it concerns; the answer is that of a new computation. With --within it lists points and weight within
reach, otherwise the pairs that change.`),
		Example: "  yipanqi network whatif --graph 线路.csv --from 城市.csv --on 2026-12-31 --opening 成渝中线=2026-06-30\n" +
			"  yipanqi network whatif --graph 线路.csv --from 城市.csv --to 人口.csv --within 60 --speed 成渝高铁=400",
		Args: cobra.NoArgs,
	}
	j := a.newNetworkJob(cmd)
	j.registerFrom(cmd)
	j.registerTo(cmd)
	w := networkWhatif{networkJob: j}
	flags := cmd.Flags()
	flags.StringSliceVar(&w.closed, "close", nil, a.say("停用的项目、线路或方式", "projects, lines or modes to close"))
	flags.StringToStringVar(&w.speeds, "speed", nil, a.say("项目、线路或方式=时速（km/h，须有里程）",
		"project, line or mode=km/h (needs lengths)"))
	flags.StringToStringVar(&w.minutes, "time", nil, a.say("两个节点之间各条开通的线路的时间：起点/终点=分钟（双向）",
		"time of the open links between two nodes: from/to=minutes (both ways)"))
	within := flags.Float64Slice("within", nil, a.say("分钟，可写多个", "minutes; several may be given"))
	all := flags.Bool("all", false, a.say("没有变化的点对也列出", "list pairs that stay the same too"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		defer a.slowly("正在计算……", "computing…")()
		limits, err := limitsOf(*within)
		if err != nil {
			return err
		}
		if w.graphFile == "" {
			if len(w.minutes) > 0 {
				return textError{"--time 与 --graph 一起用；规划包里的线路用 --speed",
					"--time goes with --graph; lines of the package take --speed"}
			}
			p, err := w.openPlan(cmd.Context(), w.closed, w.speeds)
			if err != nil {
				return err
			}
			defer p.close()
			return p.whatif(*within, *all)
		}
		if err := w.prepare(); err != nil {
			return err
		}
		if err := w.answer(limits, *within, *all); err != nil {
			return err
		}
		return findingsIf(j.doubts)
	}
	return cmd
}

// networkWhatif is a network before and after changes.
type networkWhatif struct {
	*networkJob
	closed        []string
	speeds        map[string]string
	minutes       map[string]string // by from/to
	changes       []network.Change
	before, after pairs
}

// prepare reads the network, finds what changes, and prepares both for questions.
func (w *networkWhatif) prepare() error {
	opening := w.opening
	w.opening = nil
	if err := w.read(); err != nil {
		return err
	}
	supposed := slices.Clone(w.times)
	if w.opening = opening; len(opening) > 0 {
		times := w.times
		if err := w.date(); err != nil {
			return err
		}
		supposed, w.times = w.times, times
	}
	if err := w.edit(supposed); err != nil {
		return err
	}
	for k, t := range supposed {
		if t != w.times[k] {
			w.changes = append(w.changes, network.Change{Link: int32(k), Time: t})
		}
	}
	w.note("改动 %d 条有向线路", "%d directed links change", len(w.changes))
	var err error
	if w.before, err = w.pairs(); err != nil {
		return err
	}
	w.after = w.before
	w.after.times = supposed
	if w.before.sweep == nil {
		return nil
	}
	threads := runtime.GOMAXPROCS(0)
	if _, err := w.metric.Edit(w.changes); err != nil {
		return err
	}
	w.after.sweep = w.metric.Sweep(true, threads)
	return nil
}

// edit closes lines and changes their speeds.
func (w *networkWhatif) edit(times []int32) error {
	for _, name := range w.closed {
		links, err := w.named(name)
		if err != nil {
			return err
		}
		for _, k := range links {
			times[k] = network.Infinity
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.speeds)) {
		kmh, err := strconv.ParseFloat(w.speeds[name], 64)
		if err != nil || !(kmh > 0 && kmh < 2000) {
			return textError{"--speed " + name + "=" + w.speeds[name] + "：写成 名称=时速，如 成渝高铁=400",
				"--speed " + name + "=" + w.speeds[name] + ": write name=km/h, such as central=400"}
		}
		links, err := w.named(name)
		if err != nil {
			return err
		}
		for _, k := range links {
			metres := int32(-1)
			if w.network.Graph.Metres != nil {
				metres = w.network.Graph.Metres[k]
			}
			if metres < 0 {
				return textError{"“" + name + "”的线路没有里程（km 或 metres 列），不能按时速计算",
					"links of " + name + " have no length (column km or metres), so no time follows from a speed"}
			}
			if times[k] < network.Infinity {
				times[k] = int32(min(math.Round(float64(metres)*3600/kmh), float64(network.Infinity)))
			}
		}
	}
	return w.retime(times)
}

// retime gives the open links between two nodes another time.
func (w *networkWhatif) retime(times []int32) error {
	for _, pair := range slices.Sorted(maps.Keys(w.minutes)) {
		minutes, err := strconv.ParseFloat(w.minutes[pair], 64)
		from, to, ok := strings.Cut(pair, "/")
		if err != nil || !ok || !(minutes >= 0 && minutes < 10_000) {
			return textError{"--time " + pair + "=" + w.minutes[pair] + "：写成 起点/终点=分钟，如 成都/内江=20",
				"--time " + pair + "=" + w.minutes[pair] + ": write from/to=minutes, such as a/b=20"}
		}
		a, known := w.network.Node(from)
		z, known2 := w.network.Node(to)
		if !known || !known2 {
			return textError{"--time：网络中没有节点" + from + "或" + to, "--time: the network has no node " + from + ", or no " + to}
		}
		found := false
		for k, t := range times {
			if u, v := w.ends(k); t < network.Infinity && u != v && (u == a && v == z || u == z && v == a) {
				times[k], found = int32(math.Round(minutes*60_000)), true
			}
		}
		if !found {
			return textError{"--time：" + from + "与" + to + "之间没有开通的线路", "--time: no open link joins " + from + " and " + to}
		}
	}
	return nil
}

// named lists the links of a project, else of a line, else of a mode.
func (w *networkWhatif) named(name string) ([]int, error) {
	n := w.network
	var links []int
	pick := func(of func(k int) string) {
		for k := range n.Graph.Links() {
			if of(k) == name {
				links = append(links, k)
			}
		}
	}
	for _, of := range []func(k int) string{w.projectOf,
		func(k int) string { return n.Routes[n.Route[k]] }, func(k int) string { return n.Modes[n.Mode[k]] }} {
		if pick(of); len(links) > 0 {
			return links, nil
		}
	}
	known := slices.Concat(n.Projects, n.Routes[1:], n.Modes[1:])
	return nil, unknown("line", name, known)
}

func (w *networkWhatif) projectOf(k int) string {
	if w.network.Graph.Span == nil || w.network.Graph.Span[k].Project == 0 {
		return ""
	}
	return w.network.Projects[w.network.Graph.Span[k].Project-1]
}

// answer writes pairs that change, or what is within reach before and after.
func (w *networkWhatif) answer(limits []int32, minutes []float64, all bool) error {
	faster, slower := 0, 0
	if len(limits) > 0 {
		w.showAt(0, w.before.from)
		return w.table(networkGainColumns, func(add addRow) error { return w.gains(limits, minutes, add) })
	}
	w.showAt(1, w.before.to)
	err := w.table(networkChangeColumns, func(add addRow) error {
		return w.both(func(from int, was, is []int32) error {
			for k := range was {
				switch {
				case is[k] < was[k]:
					faster++
				case is[k] > was[k]:
					slower++
				case !all:
					continue
				}
				_, before := timeCells(was[k])
				_, after := timeCells(is[k])
				var difference any
				if before != nil && after != nil {
					difference = measure.Round(float64(is[k]-was[k])/60_000, 3, measure.HalfEven)
				}
				if err := add(w.before.from[from].ID, w.before.to[k].ID, before, after, difference); err != nil {
					return err
				}
			}
			return nil
		})
	})
	w.note("%d 对变快，%d 对变慢", "%d pairs become faster, %d slower", faster, slower)
	return err
}

// both hands on the times from each point before and after.
func (w *networkWhatif) both(do func(from int, was, is []int32) error) error {
	for first := 0; first < len(w.before.from); first += rowsAtOnce {
		was, err := w.before.some(first)
		if err != nil {
			return err
		}
		is, err := w.after.some(first)
		if err != nil {
			return err
		}
		for i := range was {
			if err := do(first+i, was[i], is[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// gains writes what is within reach of each point before and after, and tells the sums over all.
func (w *networkWhatif) gains(limits []int32, minutes []float64, add addRow) error {
	points := make([][2]int, len(limits))
	weights := make([][2]float64, len(limits))
	err := w.both(func(from int, was, is []int32) error {
		for k, limit := range limits {
			count, weight := w.before.within(was, limit)
			countIs, weightIs := w.after.within(is, limit)
			points[k][0], points[k][1] = points[k][0]+count, points[k][1]+countIs
			if w.before.weighed {
				weights[k][0], weights[k][1] = weights[k][0]+weight.(float64), weights[k][1]+weightIs.(float64)
			}
			if err := add(w.before.from[from].ID, minutes[k], count, countIs, weight, weightIs); err != nil {
				return err
			}
		}
		return nil
	})
	for k := range limits {
		round := func(x float64) float64 { return measure.Round(x, 6, measure.HalfEven) }
		w.note("%v 分钟内，各起点合计：点数 %d → %d，权重 %v → %v", "within %v min, all sources together: points %d → %d, weight %v → %v",
			minutes[k], points[k][0], points[k][1], round(weights[k][0]), round(weights[k][1]))
	}
	return err
}
