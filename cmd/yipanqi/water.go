package main

import (
	"cmp"
	"maps"
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
	j := &waterJob{output: output{app: a}}
	var targets, topology string
	var lakes []string
	cmd := &cobra.Command{
		Use:   "water FILE…",
		Short: a.say("按官方方法由监测数据评价水质", "Judge water quality from readings by the official method"),
		Long: a.say(`输入：section,time,ph,do,codmn,cod,bod5,nh3n,tp,tn,…（任意若干项），CSV、xlsx、Parquet，列名可为中文，单位 mg/L。
输出为 CSV（--json 为 JSON；-o 文件.xlsx 为工作簿）。--level：reading 单次，month 月，year 年，attainment 达标（需 --targets），
city 城市水质指数，body 河流或流域，passage 跨界断面与上游来水（需 --topology）。
--targets：section,year,target；--topology：section,river,from,to,downstream。断面可用编码或名称。
有数未能读入、有断面未达标或有目标而没有数据，退出码为 1。列的说明见 docs/format/environment.md。`,
			`Input: section,time,ph,do,codmn,cod,bod5,nh3n,tp,tn,… (any of them) as CSV, xlsx or Parquet, in mg/L.
Output is CSV (JSON with --json, a workbook with -o FILE.xlsx). --level: reading, month, year, attainment (needs
--targets), city (CWQI), body (a river or basin), passage (what entered from above, needs --topology).
--targets: section,year,target; --topology: section,river,from,to,downstream. Sections go by code or by name.
Exits 1 where readings were left out, a section misses its target, or one has a target and no data.
docs/format/environment.md has the columns.`),
		Example: "  yipanqi water sections.csv --level year\n" +
			"  yipanqi water 断面.xlsx --level attainment --targets targets.csv -o 达标.xlsx",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if !slices.Contains(waterLevels, j.level) {
				return unknown("level", j.level, waterLevels)
			}
			if err := j.readRules(targets, topology); err != nil {
				return err
			}
			reader, left, err := a.readAll(files, &o)
			if err != nil {
				return err
			}
			defer a.slowly("正在计算……", "computing…")()
			if err := j.load(reader, lakes); err != nil {
				return err
			}
			err = j.write()
			return cmp.Or(err, findingsIf(left || j.missed))
		},
	}
	o.register(a, cmd)
	j.output.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&j.level, "level", "year", a.say("层级：", "level: ")+strings.Join(waterLevels, " "))
	flags.StringVar(&targets, "targets", "", a.say("各断面各年的目标类别", "target classes by section and year"))
	flags.StringVar(&topology, "topology", "", a.say("断面的上下游关系", "which section lies above which"))
	flags.StringSliceVar(&lakes, "lake", nil, a.say("湖库断面", "sections of lakes"))
	return cmd
}

var waterLevels = []string{"reading", "month", "year", "attainment", "city", "body", "passage"}

// waterJob is the water of the files of one command.
type waterJob struct {
	output
	level    string
	targets  water.Targets
	topology *water.Topology
	sections []*waterSection
	items    water.ItemSet // that there are data of
	missed   bool          // a target is not met, or has no data
	told     map[*water.Edition]bool
}

type waterSection struct {
	*water.Section
	site  monitor.Site
	marks *method.Marks
}

// readRules reads targets and topology, where they are named.
func (j *waterJob) readRules(targets, topology string) (err error) {
	if j.level == "attainment" && targets == "" {
		return textError{"请用 --targets 指明目标类别", "name the target classes with --targets"}
	}
	if j.level == "passage" && topology == "" {
		return textError{"请用 --topology 指明上下游关系", "name the topology with --topology"}
	}
	if targets != "" {
		if j.targets, err = readRules(j.app, targets, water.ReadTargets); err != nil {
			return err
		}
	}
	if topology != "" {
		j.topology, err = readRules(j.app, topology, water.ReadTopology)
	}
	return err
}

func (j *waterJob) load(r monitor.Reader, lakes []string) error {
	found := map[string]bool{}
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		s := method.WaterSection(&readings, j.kind(site, lakes))
		if len(s.Samples) == 0 {
			continue
		}
		s.ID = site.CalledIn(j.named)
		found[s.ID] = true
		for _, x := range s.Samples {
			for i, v := range x.Value {
				if v != water.Missing {
					j.items |= water.SetOf(water.Item(i))
				}
			}
		}
		j.sections = append(j.sections, &waterSection{s, site,
			method.MarksOf(&readings, func(x *monitor.Series) bool { return x.Item.Medium() == monitor.Water })})
	}
	if len(j.sections) == 0 {
		return textError{"文件里没有水质监测项目", "the files hold no readings of water"}
	}
	for _, id := range slices.Sorted(maps.Keys(j.targets)) {
		if !found[id] {
			j.missed = true
			j.note("%s 有目标，没有监测数据", "%s has a target and no readings", id)
		}
	}
	return nil
}

// named reports whether targets or topology know a section by a name.
func (j *waterJob) named(name string) bool {
	if j.targets[name] != nil {
		return true
	}
	if j.topology == nil {
		return false
	}
	_, ok := j.topology.Place(name)
	return ok
}

// kind is what body of water a section is of.
func (j *waterJob) kind(site monitor.Site, lakes []string) water.Water {
	if slices.Contains(lakes, site.ID) || slices.Contains(lakes, site.Label()) {
		return water.Lake
	}
	if j.topology != nil {
		if place, ok := j.topology.Place(site.CalledIn(j.named)); ok {
			return place.Water
		}
	}
	return water.River
}

func (j *waterJob) write() error {
	switch j.level {
	case "attainment":
		return j.table(waterAttainmentColumns, j.attainment)
	case "city":
		return j.table(waterCityColumns, j.cities)
	case "body":
		return j.table(waterBodyColumns, j.body)
	case "passage":
		return j.table(waterPassageColumns, j.passage)
	}
	columns := waterColumns(waterItems(j.items))
	if j.level == "reading" {
		return j.table(columns, j.readings)
	}
	return j.table(columns, func(add addRow) error { return j.periods(add, j.level == "month") })
}

// at returns the edition in force at the end of a period, nil where there is none.
func (j *waterJob) at(p measure.Period) *water.Edition {
	e := water.ForDate(p.Last())
	if e == nil || j.told[e] {
		return e
	}
	if j.told == nil {
		j.told = map[*water.Edition]bool{}
	}
	j.told[e] = true
	j.note("版本 %s：%s", "edition %s: %s", e.ID, e.Line(j.lang))
	rules := strings.Split(j.assumptions(e), ";")
	for _, x := range e.Assumptions() {
		if slices.Contains(rules, x.Rule) {
			j.note("  假设 %s：%s", "  assumption %s: %s", x.Rule, x.Note.In(j.lang))
		}
	}
	return e
}

// waterRules begin the names of the rules that a level rests on.
var waterRules = map[string][]string{
	"reading":    {"classes", "main"},
	"month":      {"classes", "main", "means", "rounding"},
	"year":       {"classes", "main", "means", "rounding"},
	"attainment": {"classes", "means", "rounding", "attainment"},
	"passage":    {"classes", "means", "rounding"},
	"body":       {"classes", "means", "rounding", "river", "change"},
	"city":       {"means", "city_index"},
}

// assumptions are the assumed rules of an edition that the level rests on.
func (j *waterJob) assumptions(e *water.Edition) string {
	var rules []string
	for _, x := range e.Assumptions() {
		if slices.ContainsFunc(waterRules[j.level], func(b string) bool { return strings.HasPrefix(x.Rule, b) }) {
			rules = append(rules, x.Rule)
		}
	}
	return strings.Join(rules, ";")
}

// evaluation is a row for a section, or one sample of it.
func (j *waterJob) evaluation(s *waterSection, e *water.Edition, p measure.Period, v *water.Evaluation) []any {
	var complete, months, grade any
	if p.Freq == measure.Annual {
		complete, months = v.Months >= e.Means.Months, v.Months
	}
	if v.Grade > 0 {
		grade = e.Grade(v.Grade).Title.In(j.lang)
	}
	row := []any{s.ID, s.site.Name, s.site.Area, s.Water, p, e.ID, v.Class, grade, complete, v.Samples, months, v.Judged,
		v.Absent, v.Deciding, mainPollutants(v)}
	for _, i := range j.items.Items() {
		x := &v.Items[i]
		row = append(row, x.Value, x.Class, x.Samples, x.Below)
	}
	var f method.Flags
	f.Add(s.marks, p.First(), p.Last())
	return append(row, f.Readings, f.String(), j.assumptions(e))
}

// mainPollutants lists the main pollutants, each with its multiple.
func mainPollutants(v *water.Evaluation) string {
	var main []string
	for _, p := range v.Main {
		text := p.Item.String()
		if m := p.Multiple.String(); m != "" {
			text += "(" + m + ")"
		}
		main = append(main, text)
	}
	return strings.Join(main, " ")
}

func (j *waterJob) readings(add addRow) error {
	for _, s := range j.sections {
		for _, sample := range s.Samples {
			p := measure.Period{Freq: measure.Day, Ord: int32(sample.Date)}
			e := j.at(p)
			if e == nil {
				continue
			}
			v := e.Reading(s.Water, sample)
			if err := add(j.evaluation(s, e, p, &v)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// years lists the years from the first to the last sample of all sections.
func (j *waterJob) years() []measure.Period {
	var first, last measure.Period
	for i, s := range j.sections {
		from, to := measure.Year(s.Samples[0].Date.Year()), measure.Year(s.Samples[len(s.Samples)-1].Date.Year())
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

func (j *waterJob) periods(add addRow, monthly bool) error {
	for _, s := range j.sections {
		for _, year := range j.years() {
			all := []measure.Period{year}
			if monthly {
				all = nil
				for p := monthOf(year.First()); p.Last() <= year.Last(); p = p.Add(1) {
					all = append(all, p)
				}
			}
			for _, p := range all {
				e := j.at(p)
				if e == nil {
					continue
				}
				v := e.Period(s.Section, p)
				if v.Samples == 0 {
					continue
				}
				if err := add(j.evaluation(s, e, p, &v)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// sectionYears evaluates all sections in a year, and those that have a target and no readings.
func (j *waterJob) sectionYears(e *water.Edition, year measure.Period) []water.SectionYear {
	var all []water.SectionYear
	have := map[string]bool{}
	for _, s := range j.sections {
		all = append(all, e.Year(s.Section, year.CalendarYear()))
		have[s.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(j.targets)) {
		if !have[id] && j.targets.For(id, year.CalendarYear()) != water.NoClass {
			all = append(all, e.Year(&water.Section{ID: id}, year.CalendarYear()))
		}
	}
	return all
}

// attainment writes for each year a row for each section, then one for all together.
func (j *waterJob) attainment(add addRow) error {
	marks := map[string]*method.Marks{}
	for _, s := range j.sections {
		marks[s.ID] = s.marks
	}
	for _, year := range j.years() {
		e := j.at(year)
		if e == nil {
			continue
		}
		rules := j.assumptions(e)
		r := e.Attain(year.CalendarYear(), j.sectionYears(e, year), j.targets)
		var every method.Flags
		for i := range r.Sections {
			s := &r.Sections[i]
			if s.Target == water.NoClass && s.Annual.Class == water.NoClass {
				continue
			}
			var f method.Flags
			if m := marks[s.ID]; m != nil {
				f.Add(m, year.First(), year.Last())
				every.Add(m, year.First(), year.Last())
			}
			if err := add(j.attained(s, e, year, &f, rules)...); err != nil {
				return err
			}
		}
		err := add(year, j.say("全部", "all"), e.ID, nil, nil, nil, nil, r.Annual.Attained, r.Annual.Evaluated, r.NoTarget,
			r.NoData, r.Annual.Rate, r.Monthly.Attained, r.Monthly.Evaluated, r.Monthly.Rate, nil,
			every.Readings, every.String(), rules)
		if err != nil {
			return err
		}
	}
	return nil
}

// attained is a row for a section in a year.
func (j *waterJob) attained(s *water.SectionAttainment, e *water.Edition, year measure.Period, f *method.Flags,
	rules string) []any {
	var attains any
	if s.Judged() {
		attains = s.Attains
	}
	j.missed = j.missed || s.Target != water.NoClass && attains != true // missed, or not to be told
	var exceeding water.ItemSet
	for _, p := range s.Exceeding {
		exceeding |= water.SetOf(p.Item)
	}
	return []any{year, s.ID, e.ID, s.Target, s.Annual.Class, s.Complete, attains, nil, nil, nil, nil, nil,
		s.Monthly.Attained, s.Monthly.Evaluated, s.Monthly.Rate, exceeding, f.Readings, f.String(), rules}
}

// means are the annual means of all sections with samples in a year.
func (j *waterJob) means(e *water.Edition, year measure.Period) []water.SectionMeans {
	var all []water.SectionMeans
	for _, s := range j.sections {
		if m := e.PeriodMeans(s.Section, year); m.Samples > 0 {
			all = append(all, water.SectionMeans{ID: s.ID, Water: s.Water, Means: m})
		}
	}
	return all
}

// cities writes the water quality index of each area (CWQI), ranked.
func (j *waterJob) cities(add addRow) error {
	areas := map[string]string{}
	for _, s := range j.sections {
		areas[s.ID] = cmp.Or(s.site.Area, j.say("全部断面", "all sections"))
	}
	for _, year := range j.years() {
		e := j.at(year)
		if e == nil {
			continue
		}
		byArea := map[string][]water.SectionMeans{}
		for _, m := range j.means(e, year) {
			byArea[areas[m.ID]] = append(byArea[areas[m.ID]], m)
		}
		var cities []water.CityIndex
		for _, area := range slices.Sorted(maps.Keys(byArea)) {
			cities = append(cities, e.CityIndex(area, byArea[area]))
		}
		water.RankCities(cities)
		for i := range cities {
			c := &cities[i]
			err := add(year, c.City, e.ID, c.Rank, c.Value, c.River.Value, c.River.Sections, c.Lake.Value, c.Lake.Sections,
				c.Complete, j.assumptions(e))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// body writes the quality of the river or basin that the sections make up, and its change on the year
// before (ΔG−ΔD).
func (j *waterJob) body(add addRow) error {
	var before *water.Body
	for _, year := range j.years() {
		e := j.at(year)
		if e == nil {
			continue
		}
		b := e.Body(j.means(e, year))
		var grade, difference, verdict any
		if b.Grade > 0 {
			grade = e.Grade(b.Grade).Title.In(j.lang)
		}
		if before != nil {
			change := e.Compare(before, &b)
			difference, verdict = change.Difference, change.Verdict
		}
		err := add(year, e.ID, b.Sections, b.Evaluated, b.Good, b.Worst, grade, b.ByShares, difference, verdict,
			j.assumptions(e))
		if err != nil {
			return err
		}
		before = &b
	}
	return nil
}

// passage writes for each section that crosses a boundary what of its exceeding items entered from
// above.
func (j *waterJob) passage(add addRow) error {
	for _, year := range j.years() {
		e := j.at(year)
		if e == nil {
			continue
		}
		evaluations := map[string]*water.Evaluation{}
		for _, y := range j.sectionYears(e, year) {
			evaluations[y.ID] = &y.Annual
		}
		for i := range j.topology.Places {
			place := &j.topology.Places[i]
			if !place.Crosses() {
				continue
			}
			target := j.targets.For(place.ID, year.CalendarYear())
			if p := j.topology.Passage(e, place.ID, target, evaluations); p != nil {
				j.missed = j.missed || len(p.Exceeding) > 0
				if err := writePassage(add, year, e, p); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func writePassage(add addRow, year measure.Period, e *water.Edition, p *water.Passage) error {
	var above, classes []string
	for _, in := range p.Above {
		above, classes = append(above, in.Section.ID), append(classes, in.Class.String())
	}
	row := []any{year, p.Section.ID, p.Section.River, p.Section.From, p.Section.To, e.ID, p.Target, p.Class, nil, nil, nil,
		strings.Join(above, " "), strings.Join(classes, " ")}
	if len(p.Exceeding) == 0 {
		return add(row...)
	}
	for _, x := range p.Exceeding {
		row[8], row[9], row[10] = x.Item, x.Value, x.Origin
		if err := add(row...); err != nil {
			return err
		}
	}
	return nil
}
