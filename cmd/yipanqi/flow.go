package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/monitor"
)

func (a *app) flowCommand() *cobra.Command {
	var o readingOptions
	j := &flowJob{output: output{app: a}, edition: flow.Latest()}
	var targets, tennant string
	var readingsOnly bool
	cmd := &cobra.Command{
		Use:   "flow FILE…",
		Short: a.say("计算生态流量满足程度", "Compute how far ecological flow is satisfied"),
		Long: a.say(`输入：section,time,flow（m³/s；日值或更密）。目标三选一：--targets 文件（section,flow；断面可用编码或名称）；
--qp 90 取最枯月流量的频率（Weibull，需长系列）；--tennant 等级，取多年平均流量的百分比。
输出每年每断面按日、按月的满足程度（--json 为 JSON；-o 文件.xlsx 为工作簿）；--readings-of-region 输出“满足程度”的
三种口径：达到 90% 的断面比例、平均、最低。有数未能读入，或有断面没有目标、有目标而没有数据，退出码为 1。`,
			`Input: section,time,flow (m³/s, by day or more often). The target is one of: --targets FILE (section,flow; by code
or by name); --qp 90, a frequency of the driest months (Weibull, needs a long series); --tennant LEVEL, percentages
of the mean annual flow. Writes for each year and section how far the target was satisfied, by days and by months
(JSON with --json, a workbook with -o FILE.xlsx); --readings-of-region writes the three readings of it: share of
sections that reach 90 %, mean, minimum. Exits 1 where readings were left out, a section has no target, or one has a
target and no data.`),
		Example: "  yipanqi flow flow.csv --targets targets.csv\n  yipanqi flow long.csv --qp 90 --readings-of-region",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := j.readTargets(targets, tennant, cmd.Flags().Changed("qp")); err != nil {
				return err
			}
			reader, left, err := a.readAll(files, &o)
			if err != nil {
				return err
			}
			defer a.slowly("正在计算……", "computing…")()
			if err := j.load(reader); err != nil {
				return err
			}
			if readingsOnly {
				err = j.table(flowRegionColumns, j.region)
			} else {
				err = j.table(flowColumns, j.sectionYears)
			}
			return cmp.Or(err, findingsIf(left || j.lacking))
		},
	}
	o.register(a, cmd)
	j.output.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&targets, "targets", "", a.say("各断面的流量目标", "flow targets by section"))
	flags.StringVar(&tennant, "tennant", "",
		a.say("Tennant 等级：", "level of Tennant's table: ")+strings.Join(j.levels(), " "))
	flags.IntVar(&j.qp, "qp", 0, a.say("最枯月流量的保证率，如 90", "frequency of the driest month, like 90"))
	flags.BoolVar(&readingsOnly, "readings-of-region", false, a.say("三种口径", "the three readings"))
	return cmd
}

// flowJob is the flows of the files of one command.
type flowJob struct {
	output
	edition  *flow.Edition
	targets  map[string]flow.Target
	level    *flow.Level
	qp       int
	sections []flowSection
	lacking  bool // a section has no target, or a target no data
}

type flowSection struct {
	id     string
	site   monitor.Site
	series flow.Series
	target flow.Target
	marks  *method.Marks
}

func (j *flowJob) levels() []string {
	return ids(j.edition.Tennant.Levels, func(l flow.Level) string { return l.ID })
}

func (j *flowJob) readTargets(file, tennant string, byQp bool) error {
	given := 0
	for _, on := range []bool{file != "", tennant != "", byQp} {
		if on {
			given++
		}
	}
	if given != 1 {
		return textError{"请用 --targets、--qp、--tennant 之一给出目标",
			"state the target with one of --targets, --qp and --tennant"}
	}
	if byQp && (j.qp < 1 || j.qp > 99) {
		return textError{"--qp 写 1 至 99 的整数，如 90", "--qp is a whole number from 1 to 99, like 90"}
	}
	if tennant != "" {
		level, err := j.edition.Level(tennant)
		if err != nil {
			return unknown("level", tennant, j.levels())
		}
		j.level = &level
		return nil
	}
	if file == "" {
		return nil
	}
	var err error
	j.targets, err = readRules(j.app, file, method.ReadFlowTargets)
	return err
}

func (j *flowJob) load(r monitor.Reader) error {
	found := map[string]bool{}
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		series, any := method.FlowSeries(&readings)
		if !any {
			continue
		}
		s := flowSection{site: site, series: series,
			marks: method.MarksOf(&readings, func(x *monitor.Series) bool { return x.Item == monitor.Discharge })}
		s.id = site.CalledIn(func(name string) bool { _, ok := j.targets[name]; return ok })
		found[s.id] = true
		if j.setTarget(&s) {
			j.sections = append(j.sections, s)
		} else {
			j.lacking = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(j.targets)) {
		if !found[id] {
			j.lacking = true
			j.note("%s 有目标，没有流量数据", "%s has a target and no readings of flow", id)
		}
	}
	if len(j.sections) == 0 {
		return textError{"没有可评价的断面", "there is no section to judge"}
	}
	j.note("版本 %s：%s", "edition %s: %s", j.edition.ID, j.edition.Line(j.lang))
	rules := j.assumptions()
	for _, x := range j.edition.Assumptions() {
		if slices.Contains(rules, x.Rule) {
			j.note("  假设 %s：%s", "  assumption %s: %s", x.Rule, x.Note.In(j.lang))
		}
	}
	return nil
}

// setTarget gives a section its target by the way the flags name, or tells why it has none.
func (j *flowJob) setTarget(s *flowSection) (ok bool) {
	switch {
	case j.qp != 0:
		driest := j.edition.DriestMonths(&s.series)
		t, err := j.edition.Qp(driest, j.qp)
		if err != nil {
			j.note("%s 只有 %d 个完整年份，定不出保证率 %d%% 的流量，未评价",
				"%s has %d whole years, too few for a frequency of %d %%, and is not judged", s.id, len(driest), j.qp)
			return false
		}
		s.target = t
	case j.level != nil:
		mean, years := j.edition.MeanAnnual(&s.series)
		if mean == nil {
			j.note("%s 没有完整年份，定不出多年平均流量，未评价", "%s has no whole year to take a mean of, and is not judged", s.id)
			return false
		}
		s.target = j.edition.TennantTarget(*j.level, mean, years)
	default:
		if s.target, ok = j.targets[s.id]; !ok {
			j.note("%s 没有流量目标，未评价", "%s has no flow target and is not judged", s.id)
			return false
		}
	}
	return true
}

// assumptions are the assumed rules that the way of the target and the counts rest on.
func (j *flowJob) assumptions() []string {
	var rules []string
	for _, x := range j.edition.Assumptions() {
		if x.Rule == "driest_month" && j.qp == 0 || x.Rule == "tennant" && j.level == nil {
			continue
		}
		rules = append(rules, x.Rule)
	}
	return rules
}

// years lists the years of all series.
func (j *flowJob) years() []measure.Period {
	var first, last measure.Period
	for i := range j.sections {
		s := &j.sections[i].series
		from, to := measure.Year(s.First.Year()), measure.Year((s.First + measure.Date(len(s.Flows)) - 1).Year())
		if i == 0 {
			first, last = from, to
		}
		first.Ord, last.Ord = min(first.Ord, from.Ord), max(last.Ord, to.Ord)
	}
	var years []measure.Period
	for ; first.Ord <= last.Ord; first = first.Add(1) {
		years = append(years, first)
	}
	return years
}

func (j *flowJob) satisfy(s *flowSection, year measure.Period) flow.Satisfaction {
	return j.edition.Satisfy(s.id, &s.series, s.target, year.First(), year.Last())
}

func (j *flowJob) sectionYears(add addRow) error {
	for i := range j.sections {
		s := &j.sections[i]
		for _, year := range j.years() {
			x := j.satisfy(s, year)
			if x.Day.Valid == 0 {
				continue
			}
			var years any
			if s.target.Method != flow.ByDecree {
				years = s.target.Years
			}
			var f method.Flags
			f.Add(s.marks, year.First(), year.Last())
			err := add(s.id, s.site.Name, year, j.edition.ID, string(s.target.Method), years, s.target.Short, s.target.Of(1),
				s.target.Of(7), x.Day.Met, x.Day.Valid, x.Day.Total, x.Day.Percent, x.Month.Met, x.Month.Valid, x.Month.Percent,
				x.Day.Complete, x.Least, x.LeastOn, f.Readings, f.String(), strings.Join(j.assumptions(), ";"))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *flowJob) region(add addRow) error {
	for _, year := range j.years() {
		var all []flow.Satisfaction
		for i := range j.sections {
			all = append(all, j.satisfy(&j.sections[i], year))
		}
		for _, basis := range []flow.Basis{flow.ByDay, flow.ByMonth} {
			r := j.edition.Read(all, basis)
			err := add(year, j.edition.ID, basis, r.Sections, r.Evaluated, r.Reaching, r.Share, r.Mean, r.Minimum,
				strings.Join(r.Lowest, " "), strings.Join(r.Incomplete, " "), strings.Join(j.assumptions(), ";"))
			if err != nil {
				return err
			}
		}
	}
	return nil
}
