package main

import (
	"cmp"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
)

func (a *app) waterCommand() *cobra.Command {
	var o readingOptions
	j := &waterJob{app: a}
	var level, targets, topology string
	var lakes []string
	cmd := &cobra.Command{
		Use:   "water FILE…",
		Short: a.say("按官方方法由监测数据评价水质", "Judge water quality from readings by the official method"),
		Long: a.say(`输入：section,time,ph,do,codmn,cod,bod5,nh3n,tp,tn,…（任意若干项），CSV、xlsx、Parquet，列名可为中文，单位 mg/L。
输出为 CSV（--json 为 JSON）。--level：reading 单次，month 月，year 年，attainment 达标（需 --targets），
city 城市水质指数，body 河流或流域，passage 跨界断面与上游来水（需 --topology）。
--targets：section,year,target；--topology：section,river,from,to,downstream。`,
			`Input: section,time,ph,do,codmn,cod,bod5,nh3n,tp,tn,… (any of them) as CSV, xlsx or Parquet, in mg/L.
Output is CSV (JSON with --json). --level: reading, month, year, attainment (needs --targets), city (CWQI),
body (a river or basin), passage (what entered from above, needs --topology).
--targets: section,year,target; --topology: section,river,from,to,downstream.`),
		Example: "  yipanqi water sections.csv --level year\n" +
			"  yipanqi water 断面.xlsx --level attainment --targets targets.csv",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if err := j.readRules(targets, topology); err != nil {
				return err
			}
			reader, err := a.readAll(files, &o)
			if err != nil {
				return err
			}
			if err := j.load(reader, lakes); err != nil {
				return err
			}
			return j.write(level)
		},
	}
	o.register(a, cmd)
	flags := cmd.Flags()
	flags.StringVar(&level, "level", "year", a.say("层级：reading month year attainment city body passage",
		"reading month year attainment city body passage"))
	flags.StringVar(&targets, "targets", "", a.say("各断面各年的目标类别", "target classes by section and year"))
	flags.StringVar(&topology, "topology", "", a.say("断面的上下游关系", "which section lies above which"))
	flags.StringSliceVar(&lakes, "lake", nil, a.say("湖库断面", "sections of lakes"))
	return cmd
}

// waterJob is the water of the files of one command.
type waterJob struct {
	app      *app
	targets  water.Targets
	topology *water.Topology
	sections []*water.Section
	areas    map[string]string // by section
}

// readRules reads targets and topology, where they are named.
func (j *waterJob) readRules(targets, topology string) error {
	if targets != "" {
		data, err := os.ReadFile(targets)
		if err != nil {
			return err
		}
		t, findings := water.ReadTargets(targets, data)
		if len(findings) > 0 {
			j.app.report(j.app.errs, findings)
			return errSaid
		}
		j.targets = t
	}
	if topology != "" {
		data, err := os.ReadFile(topology)
		if err != nil {
			return err
		}
		t, findings := water.ReadTopology(topology, data)
		if len(findings) > 0 {
			j.app.report(j.app.errs, findings)
			return errSaid
		}
		j.topology = t
	}
	return nil
}

func (j *waterJob) load(r monitor.Reader, lakes []string) error {
	lake := map[string]bool{}
	for _, id := range lakes {
		lake[id] = true
	}
	j.areas = map[string]string{}
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		kind := water.River
		if lake[site.ID] || lake[site.Label()] {
			kind = water.Lake
		}
		s := method.WaterSection(&readings, kind)
		if s.ID = site.Label(); len(s.Samples) > 0 {
			j.sections = append(j.sections, s)
			j.areas[s.ID] = site.Area
		}
	}
	if len(j.sections) == 0 {
		return errors.New(j.app.say("文件里没有水质监测项目", "the files hold no readings of water"))
	}
	return nil
}

func (j *waterJob) write(level string) error {
	switch level {
	case "reading":
		return j.readings()
	case "month", "year":
		return j.periods(level == "month")
	case "attainment":
		return j.attainment()
	case "city":
		return j.cities()
	case "body":
		return j.body()
	case "passage":
		return j.passage()
	}
	return unknown("level", level, []string{"reading", "month", "year", "attainment", "city", "body", "passage"})
}

// evaluationColumns are what an evaluation says.
var evaluationColumns = []string{"edition", "class", "grade", "samples", "months", "judged", "absent", "deciding",
	"main"}

func (j *waterJob) evaluation(e *water.Edition, v *water.Evaluation) []any {
	var main string
	for i, p := range v.Main {
		if i > 0 {
			main += " "
		}
		main += p.Item.String()
		if m := p.Multiple.String(); m != "" {
			main += "(" + m + ")"
		}
	}
	var grade any
	if v.Grade > 0 {
		grade = e.Grade(v.Grade).Title.In(j.app.lang)
	}
	return []any{e.ID, v.Class, grade, v.Samples, v.Months, v.Judged, v.Absent, v.Deciding, main}
}

func (j *waterJob) readings() error {
	t, err := j.app.table(append([]string{"section", "date"}, evaluationColumns...)...)
	if err != nil {
		return err
	}
	for _, s := range j.sections {
		for _, sample := range s.Samples {
			e := water.ForDate(sample.Date)
			if e == nil {
				continue
			}
			v := e.Reading(s.Water, sample)
			if err := t.row(append([]any{s.ID, sample.Date}, j.evaluation(e, &v)...)...); err != nil {
				return err
			}
		}
	}
	return t.close()
}

// years lists the years from the first to the last sample of all sections.
func (j *waterJob) years() []int {
	first, last := 0, 0
	for _, s := range j.sections {
		from, to := s.Samples[0].Date.Year(), s.Samples[len(s.Samples)-1].Date.Year()
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

func (j *waterJob) periods(monthly bool) error {
	t, err := j.app.table(append([]string{"section", "period"}, evaluationColumns...)...)
	if err != nil {
		return err
	}
	for _, s := range j.sections {
		for _, y := range j.years() {
			all := []measure.Period{measure.Year(y)}
			if monthly {
				all = nil
				for m := range 12 {
					all = append(all, measure.Period{Freq: measure.Month, Ord: int32(y*12 + m)})
				}
			}
			for _, p := range all {
				e := water.ForDate(p.Last())
				if e == nil {
					continue
				}
				v := e.Period(s, p)
				if v.Samples == 0 {
					continue
				}
				if err := t.row(append([]any{s.ID, p}, j.evaluation(e, &v)...)...); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

// sectionYears evaluates all sections in a year.
func (j *waterJob) sectionYears(e *water.Edition, year int) []water.SectionYear {
	var all []water.SectionYear
	for _, s := range j.sections {
		all = append(all, e.Year(s, year))
	}
	return all
}

// attainment writes for each year a row for each section, then one for all together.
func (j *waterJob) attainment() error {
	if j.targets == nil {
		return errors.New(j.app.say("请用 --targets 指明目标类别", "name the target classes with --targets"))
	}
	t, err := j.app.table("year", "section", "edition", "target", "class", "attains", "months_attained",
		"months_evaluated", "rate", "monthly_rate", "exceeding")
	if err != nil {
		return err
	}
	for _, year := range j.years() {
		e := water.ForDate(measure.Year(year).Last())
		if e == nil {
			continue
		}
		r := e.Attain(year, j.sectionYears(e, year), j.targets)
		for i := range r.Sections {
			s := &r.Sections[i]
			var exceeding water.ItemSet
			for _, p := range s.Exceeding {
				exceeding |= water.SetOf(p.Item)
			}
			err := t.row(year, s.ID, e.ID, s.Target, s.Annual.Class, s.Attains, s.Monthly.Attained, s.Monthly.Evaluated,
				nil, s.Monthly.Rate, exceeding)
			if err != nil {
				return err
			}
		}
		err := t.row(year, j.app.say("全部", "all"), e.ID, nil, nil, nil, r.Monthly.Attained, r.Monthly.Evaluated,
			r.Annual.Rate, r.Monthly.Rate, nil)
		if err != nil {
			return err
		}
	}
	return t.close()
}

// means are the annual means of all sections with samples in a year.
func (j *waterJob) means(e *water.Edition, year int) []water.SectionMeans {
	var all []water.SectionMeans
	for _, s := range j.sections {
		if m := e.PeriodMeans(s, measure.Year(year)); m.Samples > 0 {
			all = append(all, water.SectionMeans{ID: s.ID, Water: s.Water, Means: m})
		}
	}
	return all
}

// cities writes the water quality index of each area (CWQI), ranked.
func (j *waterJob) cities() error {
	t, err := j.app.table("year", "city", "edition", "rank", "cwqi", "river", "river_sections", "lake", "lake_sections",
		"complete")
	if err != nil {
		return err
	}
	for _, year := range j.years() {
		e := water.ForDate(measure.Year(year).Last())
		if e == nil {
			continue
		}
		byArea := map[string][]water.SectionMeans{}
		for _, m := range j.means(e, year) {
			area := cmp.Or(j.areas[m.ID], j.app.say("全部断面", "all sections"))
			byArea[area] = append(byArea[area], m)
		}
		var cities []water.CityIndex
		for _, area := range slices.Sorted(maps.Keys(byArea)) {
			cities = append(cities, e.CityIndex(area, byArea[area]))
		}
		water.RankCities(cities)
		for i := range cities {
			c := &cities[i]
			err := t.row(year, c.City, e.ID, c.Rank, c.Value, c.River.Value, c.River.Sections, c.Lake.Value, c.Lake.Sections,
				c.Complete)
			if err != nil {
				return err
			}
		}
	}
	return t.close()
}

// body writes the quality of the river or basin that the sections make up, and its change on the year
// before (ΔG−ΔD).
func (j *waterJob) body() error {
	t, err := j.app.table("year", "edition", "sections", "evaluated", "good_share", "worse_than_v_share", "grade",
		"by_shares", "change", "verdict")
	if err != nil {
		return err
	}
	var before *water.Body
	for _, year := range j.years() {
		e := water.ForDate(measure.Year(year).Last())
		if e == nil {
			continue
		}
		b := e.Body(j.means(e, year))
		row := []any{year, e.ID, b.Sections, b.Evaluated, b.Good, b.Worst, nil, b.ByShares, nil, nil}
		if b.Grade > 0 {
			row[6] = e.Grade(b.Grade).Title.In(j.app.lang)
		}
		if before != nil {
			change := e.Compare(before, &b)
			row[8], row[9] = change.Difference, change.Verdict
		}
		if err := t.row(row...); err != nil {
			return err
		}
		before = &b
	}
	return t.close()
}

// passage writes for each section that crosses a boundary what of its exceeding items entered from
// above.
func (j *waterJob) passage() error {
	if j.topology == nil {
		return errors.New(j.app.say("请用 --topology 指明上下游关系", "name the topology with --topology"))
	}
	t, err := j.app.table("year", "section", "river", "from", "to", "target", "class", "item", "value", "origin", "above",
		"above_class")
	if err != nil {
		return err
	}
	for _, year := range j.years() {
		e := water.ForDate(measure.Year(year).Last())
		if e == nil {
			continue
		}
		evaluations := map[string]*water.Evaluation{}
		for _, y := range j.sectionYears(e, year) {
			evaluations[y.ID] = &y.Annual
		}
		for i := range j.topology.Places {
			place := &j.topology.Places[i]
			if p := j.topology.Passage(e, place.ID, j.targets.For(place.ID, year), evaluations); p != nil && place.Crosses() {
				if err := writePassage(t, year, p); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

func writePassage(t *rows, year int, p *water.Passage) error {
	var above, classes []string
	for _, in := range p.Above {
		above, classes = append(above, in.Section.ID), append(classes, in.Class.String())
	}
	row := []any{year, p.Section.ID, p.Section.River, p.Section.From, p.Section.To, p.Target, p.Class, nil, nil, nil,
		strings.Join(above, " "), strings.Join(classes, " ")}
	if len(p.Exceeding) == 0 {
		return t.row(row...)
	}
	for _, x := range p.Exceeding {
		row[7], row[8], row[9] = x.Item, x.Value, x.Origin
		if err := t.row(row...); err != nil {
			return err
		}
	}
	return nil
}
