package main

import (
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/exchange/gtfs"
	exchange "github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/timetable"
)

// Columns of the tables of network timetable; docs/methods/timetable.md describes them.
var (
	timetableColumns = []string{"from", "to", "best_minutes", "median_minutes", "share", "transfers", "first_departure"}
	journeyColumns   = []string{"from", "to", "leg", "trip", "route", "board", "depart", "alight", "arrive"}
)

// timetableJob is the timetable and points of one command.
type timetableJob struct {
	output
	feedFile, tableFile, stopsFile string
	fromFile, toFile               string
	on, window                     string
	change, most                   float64 // minutes
	walk                           gtfs.Walk
	journeys                       bool

	w      timetable.Window
	feed   *gtfs.Feed
	near   *gtfs.Near
	router *timetable.Router
	doubts bool
}

func (a *app) networkTimetableCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "timetable",
		Short: a.say("按时刻表出行的时间（GTFS 或车次表）", "Journey times by timetable (GTFS or a table of trains)"),
		Long: a.say(`对时段内的每一分钟，求从该分钟出发、最早何时到达；等车、换乘都计入。
--gtfs 是 GTFS 压缩包或目录，需 --on 指明日期；--timetable 是车次表（CSV：车次,车站,到达,出发；过零点写次日00:05），每天运行。
点是表 id,node（站点的编号或名称）或 id,lon,lat（步行进出站点，不超过 --walk-max 米）。
best_minutes 是各分钟中最短的，median_minutes 是中位数（不能到达视为无穷大），share 是能到达的分钟所占比例，
transfers 是最短时最少的换乘次数，first_departure 是能有最短的第一分钟。--journeys 列出这一次出行的各段。
格式、公式与限度见 docs/methods/timetable.md。`,
			`For every minute of a window: how soon one arrives who leaves then, waits and changes counted.
--gtfs is a GTFS archive or directory and needs a date (--on); --timetable is a table of trains (CSV:
trip,stop,arrive,depart; after midnight 24:05), which run every day. Points are a table id,node (the id or name of a
stop) or id,lon,lat (from which one walks, up to --walk-max metres).
best_minutes is the shortest of all minutes, median_minutes the median (no journey counts as longest), share the
part of the minutes with a journey, transfers the fewest for the shortest, first_departure the first minute for it.
--journeys lists the legs of that journey. docs/methods/timetable.md has formats, formulas and limits.`),
		Example: "  yipanqi network timetable --gtfs feed.zip --on 2026-11-25 --from 小区.csv --to 医院.csv\n" +
			"  yipanqi network timetable --timetable 车次.csv --window 06:00-22:00 --from 城市.csv --journeys",
		Args: cobra.NoArgs,
	}
	j := &timetableJob{output: output{app: a}}
	j.flags(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		defer a.slowly("正在计算……", "computing…")()
		return j.run()
	}
	return cmd
}

func (j *timetableJob) flags(cmd *cobra.Command) {
	j.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&j.feedFile, "gtfs", "", j.say("GTFS 压缩包或目录", "GTFS archive or directory"))
	flags.StringVar(&j.tableFile, "timetable", "", j.say("车次表：车次,车站,到达,出发", "table of trains: trip,stop,arrive,depart"))
	flags.StringVar(&j.stopsFile, "stops", "", j.say("车次表的车站：车站,经度,纬度,换乘（分钟）",
		"stops of a table of trains: stop,lon,lat,change (minutes)"))
	flags.StringVar(&j.on, "on", "", j.say("哪一天（GTFS）", "which day (GTFS)"))
	flags.StringVar(&j.window, "window", "07:00-09:00", j.say("出发时段，不含末尾", "window of departures, without its end"))
	flags.StringVar(&j.fromFile, "from", "", j.say("起点表", "points to start from"))
	flags.StringVar(&j.toFile, "to", "", j.say("终点表（默认与起点相同）", "points to reach (default: those started from)"))
	flags.Float64Var(&j.change, "change", 5, j.say("换乘至少几分钟（文件另有规定的除外）",
		"least minutes to change, where the files say nothing"))
	flags.Float64Var(&j.most, "most", 720, j.say("出行最长几分钟，更长的不算", "the longest journey that counts, in minutes"))
	flags.Float64Var(&j.walk.KMH, "walk-kmh", 5, j.say("步行速度（km/h，按直线距离）", "walking speed (km/h, in a straight line)"))
	flags.Float64Var(&j.walk.Metres, "walk-max", 1000, j.say("步行最远几米", "the farthest walk, in metres"))
	flags.BoolVar(&j.journeys, "journeys", false, j.say("列出最短的一次出行的各段", "list the legs of the shortest journey"))
}

func (j *timetableJob) run() error {
	if err := j.read(); err != nil {
		return err
	}
	from, origins, err := j.points("from", j.fromFile)
	if err != nil {
		return err
	}
	to, targets, same := from, origins, j.toFile == "" || j.toFile == j.fromFile
	if !same {
		if to, targets, err = j.points("to", j.toFile); err != nil {
			return err
		}
	}
	p := timetablePairs{timetableJob: j, from: from, to: to, origins: origins, targets: targets, same: same}
	if j.journeys {
		err = j.table(journeyColumns, p.legs)
	} else {
		err = j.table(timetableColumns, p.times)
	}
	if err != nil {
		return err
	}
	return findingsIf(j.doubts)
}

// read reads the timetable and makes it ready.
func (j *timetableJob) read() (err error) {
	if (j.feedFile == "") == (j.tableFile == "") {
		return textError{"请用 --gtfs 或 --timetable 指明时刻表，只用其一", "name the timetable with one of --gtfs and --timetable"}
	}
	if !(j.change >= 0 && j.change <= 1440 && j.most > 0 && j.most <= 4320) {
		return textError{"--change 在 0 到 1440 分钟之间，--most 在 0 到 4320 分钟之间",
			"--change is within 0 and 1440 minutes, --most within 0 and 4320"}
	}
	if !(j.walk.Metres >= 0 && j.walk.Metres <= 50_000 && j.walk.KMH > 0 && j.walk.KMH <= 100) {
		return textError{"--walk-kmh 大于 0，不超过 100；--walk-max 在 0 到 50000 米之间",
			"--walk-kmh is above 0 and at most 100, --walk-max within 0 and 50000 metres"}
	}
	if j.w, err = windowOf(j.window); err != nil {
		return err
	}
	j.w.Most = int32(j.most * 60)
	o := gtfs.Options{Until: j.w.End + j.w.Most, Change: int32(j.change * 60), Walk: j.walk}
	var findings []finding.Finding
	if j.feedFile != "" {
		findings, err = j.readFeed(o)
	} else {
		findings, err = j.readTable(o)
	}
	if err != nil {
		return err
	}
	if worst, any := finding.Worst(findings); any {
		j.report(j.errs, findings)
		j.doubts = worst > finding.Note
	}
	if j.feed == nil {
		return errSaid
	}
	j.near = j.feed.NewNear(j.walk)
	j.router, err = timetable.New(j.feed.Timetable)
	return err
}

// windowOf reads a window of departures: 07:00-09:00.
func windowOf(s string) (w timetable.Window, err error) {
	first, end, cut := strings.Cut(s, "-")
	a, ok1 := gtfs.Clock(first)
	b, ok2 := gtfs.Clock(end)
	if !cut || !ok1 || !ok2 || a >= b || b > 48*3600 {
		return w, textError{"--window “" + s + "”不是时段，写成 07:00-09:00，至多到 48:00",
			"--window " + s + " is not a window; write it like 07:00-09:00, up to 48:00"}
	}
	return timetable.Window{First: a, End: b}, nil
}

func (j *timetableJob) readFeed(o gtfs.Options) (findings []finding.Finding, err error) {
	if j.stopsFile != "" {
		return nil, textError{"--stops 只与 --timetable 同用", "--stops goes with --timetable"}
	}
	if j.on == "" {
		return nil, textError{"请用 --on 指明日期", "name a day with --on"}
	}
	if o.On, err = measure.ParseDate(j.on); err != nil {
		return nil, notDate(j.on)
	}
	info, err := os.Stat(j.feedFile)
	if err != nil {
		return nil, err
	}
	files := &gtfs.Files{Name: strings.TrimRight(j.feedFile, `/\`) + "/"}
	if info.IsDir() {
		files.FS = os.DirFS(j.feedFile)
	} else {
		f, err := os.Open(j.feedFile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if files, findings = gtfs.Open(j.feedFile, f, info.Size()); files == nil {
			return findings, nil
		}
	}
	j.feed, findings = gtfs.Read(files, o)
	return findings, nil
}

func (j *timetableJob) readTable(o gtfs.Options) (findings []finding.Finding, err error) {
	if j.on != "" {
		return nil, textError{"车次表每天运行，没有日期；--on 只与 --gtfs 同用", "a table of trains runs every day; --on goes with --gtfs"}
	}
	data, err := os.ReadFile(j.tableFile)
	if err != nil {
		return nil, err
	}
	var stops *gtfs.Source
	if j.stopsFile != "" {
		text, err := os.ReadFile(j.stopsFile)
		if err != nil {
			return nil, err
		}
		stops = &gtfs.Source{Name: j.stopsFile, Data: text}
	}
	j.feed, findings = gtfs.ReadTable(gtfs.Source{Name: j.tableFile, Data: data}, stops, o)
	return findings, nil
}

// points reads a table of points: for each, the stops it stands for, or none where it has a place.
func (j *timetableJob) points(flag, file string) ([]exchange.Point, [][]int32, error) {
	if file == "" {
		return nil, nil, textError{"请用 --" + flag + " 指明点的表", "name a table of points with --" + flag}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	points, findings := exchange.ReadPoints(exchange.Source{Name: file, Data: data})
	stops := make([][]int32, len(points))
	far := 0
	for i, p := range points {
		if p.Node == "" {
			if len(j.near.Stops(p.Place)) == 0 {
				far++
			}
		} else if stops[i] = j.feed.Find(p.Node); len(stops[i]) == 0 {
			findings = append(findings, finding.New(exchange.UnknownNode, p.Pos, p.ID, "found", p.Node))
		}
	}
	if worst, any := finding.Worst(findings); any {
		j.report(j.errs, findings)
		if worst == finding.Error {
			return nil, nil, errSaid
		}
		j.doubts = j.doubts || worst > finding.Note
	}
	if far > 0 {
		j.note("%s：%d 个点步行范围内没有站点", "%s: %d points have no stop within walking distance", file, far)
	}
	return points, stops, nil
}

// timetablePairs are the points of --from and --to, with the stops they stand for.
type timetablePairs struct {
	*timetableJob
	from, to         []exchange.Point
	origins, targets [][]int32
	same             bool // to is from: a point is where it is
}

// access is how trips are reached from a point, or it from them, given the ways of each stop.
func (p *timetablePairs) access(x exchange.Point, stops []int32,
	ways func(int32) []timetable.Access) (all []timetable.Access) {

	if x.Node == "" {
		return p.near.Stops(x.Place)
	}
	for _, s := range stops {
		all = append(all, ways(s)...)
	}
	return all
}

// onFoot is how long it takes from a point to another on foot alone, given how trips are reached from the
// one and the other from them.
func (p *timetablePairs) onFoot(i, k int, from, to []timetable.Access) int32 {
	a, b := p.from[i], p.to[k]
	switch {
	case p.same && i == k:
		return 0
	case a.Node == "" && b.Node == "":
		if metres := network.Metres(a.Place, b.Place); metres <= p.walk.Metres {
			return p.walk.Seconds(metres)
		}
		return timetable.Never
	case b.Node == "":
		return leastTo(to, p.origins[i])
	}
	return leastTo(from, p.targets[k])
}

// leastTo is how long the quickest of some ways takes that go to any of some stops.
func leastTo(ways []timetable.Access, stops []int32) int32 {
	least := int32(timetable.Never)
	for _, w := range ways {
		if slices.Contains(stops, w.Stop) {
			least = min(least, w.Time)
		}
	}
	return least
}

func (p *timetablePairs) accesses() (from, to [][]timetable.Access) {
	for i, x := range p.from {
		from = append(from, p.access(x, p.origins[i], p.router.From))
	}
	for k, x := range p.to {
		to = append(to, p.access(x, p.targets[k], p.router.To))
	}
	return from, to
}

// times writes a row for each pair.
func (p *timetablePairs) times(add addRow) error {
	from, to := p.accesses()
	walk := func(i, k int) int32 { return p.onFoot(i, k, from[i], to[k]) }
	cells := p.router.Matrix(from, to, p.w, walk, runtime.GOMAXPROCS(0))
	for n, s := range cells {
		share := measure.Round(s.Share, 4, measure.HalfEven)
		row := []any{p.from[n/len(to)].ID, p.to[n%len(to)].ID, nil, nil, share, nil, nil}
		if s.Best < timetable.Never {
			row[2], row[5], row[6] = minutesOf(float64(s.Best)), max(0, int(s.Trips)-1), gtfs.ClockText(s.First)[:5]
		}
		if s.Half {
			row[3] = minutesOf(s.Median)
		}
		if err := add(row...); err != nil {
			return err
		}
	}
	return nil
}

// minutesOf are seconds in minutes, to three decimals.
func minutesOf(seconds float64) float64 { return measure.Round(seconds/60, 3, measure.HalfEven) }

// legs writes a row for each leg of the shortest journey of each pair.
func (p *timetablePairs) legs(add addRow) error {
	from, to := p.accesses()
	journeys := make([][]timetable.Leg, len(from)*len(to))
	for k := range to {
		profile := p.router.Profile(to[k], p.w)
		for i := range from {
			if s := profile.Summarise(from[i], p.onFoot(i, k, from[i], to[k])); s.Trips > 0 {
				journeys[i*len(to)+k], _ = profile.Journey(from[i], s.First)
			}
		}
	}
	for n, legs := range journeys {
		for i, l := range legs {
			trip := p.feed.Trips[l.Trip]
			err := add(p.from[n/len(to)].ID, p.to[n%len(to)].ID, i+1, trip.ID, textOrNil(trip.Route),
				p.feed.Stops[l.From].Name, gtfs.ClockText(l.Depart), p.feed.Stops[l.To].Name, gtfs.ClockText(l.Arrive))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
