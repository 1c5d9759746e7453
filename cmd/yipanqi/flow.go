package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/monitor"
)

func (a *app) flowCommand() *cobra.Command {
	var o readingOptions
	var targets, tennant string
	var qp int
	var readingsOnly bool
	cmd := &cobra.Command{
		Use:   "flow FILE…",
		Short: a.say("计算生态流量满足程度", "Compute how far ecological flow is satisfied"),
		Long: a.say(`输入：section,time,flow（m³/s；日值或更密）。目标三选一：--targets 文件（section,flow）；
--qp 90 取最枯月流量的频率（Weibull，需长系列）；--tennant 等级，取多年平均流量的百分比。
输出每年每断面按日、按月的满足程度；--readings-of-region 输出“满足程度”的三种口径：
达到 90% 的断面比例、平均、最低。`,
			`Input: section,time,flow (m³/s, by day or more often). The target is one of: --targets FILE (section,flow);
--qp 90, a frequency of the driest months (Weibull, needs a long series); --tennant LEVEL, percentages of the
mean annual flow. Writes for each year and section how far the target was satisfied, by days and by months;
--readings-of-region writes the three readings of it: share of sections that reach 90 %, mean, minimum.`),
		Example: "  yipanqi flow flow.csv --targets targets.csv\n  yipanqi flow long.csv --qp 90 --readings-of-region",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			j := &flowJob{app: a, edition: flow.Latest(), qp: qp}
			if err := j.readTargets(targets, tennant); err != nil {
				return err
			}
			reader, err := a.readAll(files, &o)
			if err != nil {
				return err
			}
			if err := j.load(reader); err != nil {
				return err
			}
			if readingsOnly {
				return j.region()
			}
			return j.sectionYears()
		},
	}
	o.register(a, cmd)
	flags := cmd.Flags()
	flags.StringVar(&targets, "targets", "", a.say("各断面的流量目标", "flow targets by section"))
	flags.StringVar(&tennant, "tennant", "", a.say("Tennant 等级：excellent good fair minimum", "level of Tennant's table"))
	flags.IntVar(&qp, "qp", 0, a.say("最枯月流量的保证率，如 90", "frequency of the driest month, like 90"))
	flags.BoolVar(&readingsOnly, "readings-of-region", false, a.say("三种口径", "the three readings"))
	return cmd
}

// flowJob is the flows of the files of one command.
type flowJob struct {
	app      *app
	edition  *flow.Edition
	targets  map[string]flow.Target
	level    *flow.Level
	qp       int
	sections []flowSection
}

type flowSection struct {
	id     string
	series flow.Series
	target flow.Target
}

func (j *flowJob) readTargets(file, tennant string) error {
	given := 0
	for _, on := range []bool{file != "", tennant != "", j.qp != 0} {
		if on {
			given++
		}
	}
	if given != 1 {
		return errors.New(j.app.say("请用 --targets、--qp、--tennant 之一给出目标",
			"state the target with one of --targets, --qp and --tennant"))
	}
	if tennant != "" {
		level, err := j.edition.Level(tennant)
		j.level = &level
		return err
	}
	if file == "" {
		return nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	t, findings := method.ReadFlowTargets(file, data)
	if len(findings) > 0 {
		j.app.report(j.app.errs, findings)
		return errSaid
	}
	j.targets = t
	return nil
}

func (j *flowJob) load(r monitor.Reader) error {
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		series, any := method.FlowSeries(&readings)
		if !any {
			continue
		}
		s := flowSection{id: site.Label(), series: series}
		target, ok, err := j.target(&s)
		if err != nil {
			return err
		}
		if !ok {
			j.app.progress("%s 没有流量目标，未评价", "%s has no flow target and is not judged", s.id)
			continue
		}
		s.target = target
		j.sections = append(j.sections, s)
	}
	if len(j.sections) == 0 {
		return errors.New(j.app.say("没有可评价的断面", "there is no section to judge"))
	}
	return nil
}

// target returns a section's target by the way the flags name.
func (j *flowJob) target(s *flowSection) (flow.Target, bool, error) {
	switch {
	case j.qp != 0:
		t, err := j.edition.Qp(j.edition.DriestMonths(&s.series), j.qp)
		return t, err == nil, err
	case j.level != nil:
		mean, years := j.edition.MeanAnnual(&s.series)
		if mean == nil {
			return flow.Target{}, false, nil
		}
		return j.edition.TennantTarget(*j.level, mean, years), true, nil
	}
	t, ok := j.targets[s.id]
	return t, ok, nil
}

// years lists the years of all series.
func (j *flowJob) years() []int {
	first, last := 0, 0
	for i := range j.sections {
		s := &j.sections[i].series
		from, to := s.First.Year(), (s.First + measure.Date(len(s.Flows)) - 1).Year()
		if first == 0 || from < first {
			first = from
		}
		last = max(last, to)
	}
	var years []int
	for y := first; y <= last; y++ {
		years = append(years, y)
	}
	return years
}

func (j *flowJob) satisfy(s *flowSection, year int) flow.Satisfaction {
	p := measure.Year(year)
	return j.edition.Satisfy(s.id, &s.series, s.target, p.First(), p.Last())
}

func (j *flowJob) sectionYears() error {
	t, err := j.app.table("section", "year", "edition", "method", "short_series", "target_january", "target_july",
		"days_met", "days_valid", "days", "day_percent", "months_met", "months_valid", "month_percent", "complete",
		"least", "least_on")
	if err != nil {
		return err
	}
	for i := range j.sections {
		s := &j.sections[i]
		for _, year := range j.years() {
			x := j.satisfy(s, year)
			if x.Day.Valid == 0 {
				continue
			}
			err := t.row(s.id, year, j.edition.ID, string(s.target.Method), s.target.Short, s.target.Of(1), s.target.Of(7),
				x.Day.Met, x.Day.Valid, x.Day.Total, x.Day.Percent, x.Month.Met, x.Month.Valid, x.Month.Percent,
				x.Day.Complete, x.Least, x.LeastOn)
			if err != nil {
				return err
			}
		}
	}
	return t.close()
}

func (j *flowJob) region() error {
	t, err := j.app.table("year", "edition", "basis", "sections", "evaluated", "reaching", "share", "mean", "minimum",
		"lowest", "incomplete")
	if err != nil {
		return err
	}
	for _, year := range j.years() {
		var all []flow.Satisfaction
		for i := range j.sections {
			all = append(all, j.satisfy(&j.sections[i], year))
		}
		for _, basis := range []flow.Basis{flow.ByDay, flow.ByMonth} {
			r := j.edition.Read(all, basis)
			err := t.row(year, j.edition.ID, basis, r.Sections, r.Evaluated, r.Reaching, r.Share, r.Mean, r.Minimum,
				strings.Join(r.Lowest, " "), strings.Join(r.Incomplete, " "))
			if err != nil {
				return err
			}
		}
	}
	return t.close()
}
