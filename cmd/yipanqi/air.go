package main

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/monitor"
)

func (a *app) airCommand() *cobra.Command {
	var o readingOptions
	j := &airJob{output: output{app: a}}
	var editions []string
	var differences bool
	cmd := &cobra.Command{
		Use:   "air FILE…",
		Short: a.say("按官方方法由监测数据算空气质量", "Compute air quality from readings by the official method"),
		Long: a.say(`输入：小时值 station,time,pm25,pm10,so2,no2,co,o3，或日值 city,date,pm25,pm10,so2,no2,co,o3_8h；
CSV、xlsx、Parquet，列名可为中文，单位 µg/m³（一氧化碳 mg/m³）。站点可另有 area 列写明所属城市。
输出为 CSV（--json 为 JSON；-o 文件.xlsx 为工作簿）。--level：station 站点、city 城市、region 区域；
--period：hour 实时、day 日、month 月、year 年（站点默认为日，城市与区域默认为年）；--level day 即站点日值，余类推。
--edition：2012、2026、2031（标准的施行年份），或版本文件；可写多个并列；不写则按日期取现行版本。
有数未能读入，或 --diff 有不同，退出码为 1。列的说明见 docs/format/environment.md。`,
			`Input: hourly station,time,pm25,pm10,so2,no2,co,o3 or daily city,date,pm25,pm10,so2,no2,co,o3_8h, as CSV,
xlsx or Parquet, in µg/m³ (CO in mg/m³). A column area may name the city of a station.
Output is CSV (JSON with --json, a workbook with -o FILE.xlsx). --level: station, city, region; --period: hour, day,
month, year (days of stations, years of cities and regions by default); --level day is short for days of stations.
--edition names editions (2012, 2026, 2031) or files of them, side by side; without it the one in force by date.
Exits 1 where readings were left out, or --diff finds a difference. docs/format/environment.md has the columns.`),
		Example: "  yipanqi air chengdu.csv --level year\n" +
			"  yipanqi air hourly.parquet --level city --period month --edition 2012,2026 -o 城市.xlsx",
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if err := j.prepare(editions, differences); err != nil {
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
			different, err := j.write(differences)
			return cmp.Or(err, findingsIf(left || different))
		},
	}
	o.register(a, cmd)
	j.output.register(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&editions, "edition", nil, a.say("标准版本", "editions of the standards"))
	flags.StringVar(&j.level, "level", "station", a.say("层级：station city region（或 hour day month year）",
		"station city region (or hour day month year)"))
	flags.StringVar(&j.period, "period", "", a.say("时段：hour day month year", "hour day month year"))
	flags.StringVar(&j.city, "city", "", a.say("没有 area 列的站点所属城市", "city of stations without a column area"))
	flags.BoolVar(&differences, "diff", false, a.say("只列两个版本判定不同的日子", "only days that two editions judge differently"))
	return cmd
}

// findingsIf is the end of a command that gave its answer, with or without something the matter.
func findingsIf(matter bool) error {
	if matter {
		return errFindings
	}
	return nil
}

// airJob is the air of the files of one command.
type airJob struct {
	output
	editions      []*air.Edition // those asked for; none for the one in force
	level, period string
	city          string

	stations []*airPlace // and cities with published values
	told     map[*air.Edition]bool
}

// airPlace is what days are computed of: a station, a city with published values, or a city as the
// mean of its stations.
type airPlace struct {
	site  monitor.Site
	hours *air.Hours
	daily *air.DailyValues
	of    []*airPlace // stations of a city
	marks *method.Marks
	clock []monitor.Series // the hourly readings
	days  map[*air.Edition]*air.Days
}

var (
	airLevels  = []string{"station", "city", "region"}
	airPeriods = []string{"hour", "day", "month", "year"}
)

// prepare settles what is asked for.
func (j *airJob) prepare(editions []string, differences bool) (err error) {
	if j.editions, err = j.airEditions(editions); err != nil {
		return err
	}
	if differences && len(j.editions) != 2 {
		return textError{"--diff 需要 --edition 写两个版本", "--diff needs two editions"}
	}
	if slices.Contains(airPeriods, j.level) && (j.period == "" || j.period == j.level) {
		j.level, j.period = "station", j.level
	}
	if !slices.Contains(airLevels, j.level) {
		return unknown("level", j.level, slices.Concat(airLevels, airPeriods))
	}
	if j.period == "" {
		j.period = map[string]string{"station": "day", "city": "year", "region": "year"}[j.level]
	}
	switch {
	case !slices.Contains(airPeriods, j.period):
		return unknown("period", j.period, airPeriods)
	case j.level == "city" && j.period == "hour":
		return textError{"城市没有实时值；--period 用 day、month 或 year", "cities have no hours; use --period day, month or year"}
	case j.level == "region" && (j.period == "hour" || j.period == "day"):
		return textError{"区域按月或年；--period 用 month 或 year", "regions have months and years; use --period month or year"}
	}
	return nil
}

// airEditions finds editions by id, by the beginning of one, or reads them from files.
func (a *app) airEditions(names []string) ([]*air.Edition, error) {
	var all []*air.Edition
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil {
			e, findings := air.ReadEdition(name, data)
			if e == nil {
				a.report(a.errs, findings)
				return nil, errSaid
			}
			all = append(all, e)
			continue
		}
		e, err := air.ByID(name)
		if err != nil {
			return nil, unknown("edition", name, ids(air.Editions(), func(e *air.Edition) string { return e.ID }))
		}
		all = append(all, e)
	}
	return all, nil
}

func (j *airJob) load(r monitor.Reader) error {
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		p := &airPlace{site: site, days: map[*air.Edition]*air.Days{}}
		if p.hours = method.AirHours(&readings); p.hours == nil {
			p.daily = method.AirDays(&readings)
		} else if method.AirDays(&readings) != nil {
			j.note("%s 有小时值，日值没有使用", "%s has hourly readings; its daily values are not used", site.Label())
		}
		p.marks = method.MarksOf(&readings, func(s *monitor.Series) bool {
			return s.Item.Medium() == monitor.Air && (s.Step == monitor.Daily) == (p.hours == nil)
		})
		for _, s := range readings.Series {
			if s.Item.Medium() == monitor.Air && s.Step == monitor.Hourly {
				p.clock = append(p.clock, s)
			}
		}
		if p.hours != nil || p.daily != nil {
			j.stations = append(j.stations, p)
		}
	}
	if len(j.stations) == 0 {
		return textError{"文件里没有空气监测项目", "the files hold no readings of air"}
	}
	return nil
}

// places are what the level asks for: the sites of the files, or cities.
func (j *airJob) places() []*airPlace {
	if j.level == "station" {
		return j.stations
	}
	cities := map[string]*airPlace{}
	for _, p := range j.stations {
		name := cmp.Or(p.site.Area, j.city, j.say("全部站点", "all stations"))
		if p.site.Kind == monitor.City {
			name = cmp.Or(p.site.Area, p.site.ID)
		}
		c := cities[name]
		if c == nil {
			c = &airPlace{site: monitor.Site{ID: name, Kind: monitor.City}, days: map[*air.Edition]*air.Days{}}
			cities[name] = c
		}
		c.of = append(c.of, p)
	}
	var all []*airPlace
	for _, name := range slices.Sorted(maps.Keys(cities)) {
		c := cities[name]
		isStation := func(p *airPlace) bool { return p.site.Kind == monitor.Station }
		if slices.ContainsFunc(c.of, isStation) { // what was published of the city gives way to them
			c.of = slices.DeleteFunc(c.of, func(p *airPlace) bool { return !isStation(p) })
		} else {
			*c = *c.of[0]
			c.site = monitor.Site{ID: name, Name: c.site.Name, Kind: monitor.City}
		}
		all = append(all, c)
	}
	return all
}

// under returns a place's days under an edition.
func (p *airPlace) under(e *air.Edition) *air.Days {
	d := p.days[e]
	switch {
	case d != nil:
		return d
	case p.of != nil:
		var stations []*air.Days
		for _, s := range p.of {
			stations = append(stations, s.under(e))
		}
		d = air.City(e, stations)
	case p.hours != nil:
		d = air.Station(e, p.hours)
	default:
		d = air.Published(e, p.daily)
	}
	p.days[e] = d
	return d
}

// addFlags joins the flags of the readings a place rests on.
func (p *airPlace) addFlags(f *method.Flags, first, last measure.Date) {
	if p.marks != nil {
		f.Add(p.marks, first, last)
	}
	for _, s := range p.of {
		s.addFlags(f, first, last)
	}
}

// flagsAt joins the flags of an hour.
func (p *airPlace) flagsAt(h monitor.Hour) (f method.Flags) {
	for i := range p.clock {
		if _, flag := p.clock[i].At(h); flag != 0 {
			f.ByItem[p.clock[i].Item] = flag
			f.Readings++
		}
	}
	return f
}

// tail is what rows end with: the flags of the readings and the assumptions they rest on.
func (j *airJob) tail(e *air.Edition, first, last measure.Date, places ...*airPlace) []any {
	var f method.Flags
	for _, p := range places {
		p.addFlags(&f, first, last)
	}
	return j.tailOf(e, &f)
}

func (j *airJob) tailOf(e *air.Edition, f *method.Flags) []any {
	return []any{f.Readings, f.String(), strings.Join(j.assumptions(e), ";")}
}

// head is what rows of a place begin with.
func (p *airPlace) head() []any {
	var stations any
	if p.of != nil {
		stations = len(p.of)
	}
	return []any{p.site.ID, p.site.Name, p.site.Area, stations}
}

// assumptions are the rules of an edition that are assumed and have a part in the table.
func (j *airJob) assumptions(e *air.Edition) []string {
	var rules []string
	for _, x := range e.Assumptions() {
		has := true
		switch x.Rule {
		case "hour_index":
			has = j.period == "hour"
		case "incomplete", "ozone.peak_hours":
			has = j.period != "hour"
		case "composite":
			has = j.level != "region" && (j.period == "month" || j.period == "year")
		case "city":
			has = j.level != "station"
		case "region":
			has = j.level == "region"
		}
		if has {
			rules = append(rules, x.Rule)
		}
	}
	return rules
}

// tell names, once, an edition that is used and what it assumes.
func (j *airJob) tell(e *air.Edition) {
	if j.told[e] {
		return
	}
	if j.told == nil {
		j.told = map[*air.Edition]bool{}
	}
	j.told[e] = true
	j.note("版本 %s：%s", "edition %s: %s", e.ID, e.Line(j.lang))
	rules := j.assumptions(e)
	for _, x := range e.Assumptions() {
		if slices.Contains(rules, x.Rule) {
			j.note("  假设 %s：%s", "  assumption %s: %s", x.Rule, x.Note.In(j.lang))
		}
	}
}

// span returns the first and last day with data.
func (j *airJob) span() (first, last measure.Date) {
	for _, p := range j.stations {
		d := p.under(air.Editions()[0])
		if d.Len() == 0 {
			continue
		}
		if first == 0 || d.First < first {
			first = d.First
		}
		last = max(last, d.First+measure.Date(d.Len())-1)
	}
	return first, last
}

// at returns the editions that a day is judged by.
func (j *airJob) at(d measure.Date) []*air.Edition {
	list := j.editions
	if e := air.ForDate(d); len(list) == 0 && e != nil {
		list = []*air.Edition{e}
	}
	for _, e := range list {
		j.tell(e)
	}
	return list
}

// write writes the table asked for; different tells whether one of differences has any.
func (j *airJob) write(differences bool) (different bool, err error) {
	switch {
	case differences:
		err = j.table(airDiffColumns, func(add addRow) error {
			different, err = j.differences(add)
			return err
		})
	case j.period == "hour":
		err = j.table(airHourColumns, j.hours)
	case j.period == "day":
		err = j.table(airDayColumns, j.days)
	case j.level == "region":
		err = j.table(airRegionColumns, j.region)
	default:
		err = j.table(airSpanColumns, j.spans)
	}
	return different, err
}

func (j *airJob) hours(add addRow) error {
	for _, p := range j.stations {
		if p.hours == nil {
			continue
		}
		n := 0
		for _, values := range p.hours.Value {
			n = max(n, len(values))
		}
		for k := range n {
			hour := p.hours.First + air.Hour(k)
			for _, e := range j.at(hour.Day()) {
				r := air.AtHour(e, p.hours, hour)
				row := []any{p.site.ID, p.site.Name, p.site.Area, monitor.Hour(hour), e.ID}
				for _, x := range r.Items {
					row = append(row, x.Concentration)
				}
				row = append(row, index(r.Index), j.band(e, r.Level), r.Primary)
				flags := p.flagsAt(monitor.Hour(hour))
				if err := add(append(row, j.tailOf(e, &flags)...)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// days writes a row for each day of each place: concentrations and sub-indices as reported, the
// index, and how many valid hours or stations each value rests on.
func (j *airJob) days(add addRow) error {
	for _, p := range j.places() {
		all := p.under(air.Editions()[0])
		for date := all.First; date < all.First+measure.Date(all.Len()); date++ {
			for _, e := range j.at(date) {
				if err := add(j.day(p, e, date)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (j *airJob) day(p *airPlace, e *air.Edition, date measure.Date) []any {
	days := p.under(e)
	d := days.Day(date)
	row := append(p.head(), date, e.ID, basisOf(days), index(d.Index), j.band(e, d.Level), d.Primary, d.Exceeding,
		d.Missing, method.WhyInvalid(&d))
	for _, x := range d.Items {
		row = append(row, x.Concentration, index(x.Index), x.Count, x.Needed)
	}
	return append(row, j.tail(e, date, date, p)...)
}

// spans writes the statistics of months or years.
func (j *airJob) spans(add addRow) error {
	for _, p := range j.places() {
		for _, period := range j.periods() {
			for _, e := range j.at(period.Last()) {
				s := summaryOf(p.under(e), period)
				row := append(p.head(), period, e.ID, basisOf(p.under(e)), s.Days, s.Valid, method.NeededDays(e, period), s.Good,
					s.GoodRatio)
				row = append(append(row, levels(&s)...), s.Composite)
				for _, i := range air.Basic.Items() {
					x := &s.Items[i]
					var attains any
					if x.Complete && period.Freq == measure.Annual { // limits are of years
						attains = x.Attains
					}
					row = append(row, x.Mean, x.Percentile, x.Valid, x.Complete, x.Over, attains)
				}
				if err := add(append(row, j.tail(e, s.From, s.To, p)...)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// periods lists the years or months from the first to the last day with data.
func (j *airJob) periods() []measure.Period {
	first, last := j.span()
	if first == 0 {
		return nil
	}
	p, end := measure.Year(first.Year()), measure.Year(last.Year())
	if j.period == "month" {
		p, end = monthOf(first), monthOf(last)
	}
	var all []measure.Period
	for ; p.Ord <= end.Ord; p = p.Add(1) {
		all = append(all, p)
	}
	return all
}

func monthOf(d measure.Date) measure.Period {
	t := d.Time()
	return measure.Period{Freq: measure.Month, Ord: int32(t.Year()*12 + int(t.Month()-time.January))}
}

func summaryOf(d *air.Days, p measure.Period) air.Summary { return d.Summary(p.First(), p.Last()) }

// region writes months or years of all cities: the plain mean of their ratios, and all days pooled.
func (j *airJob) region(add addRow) error {
	places := j.places()
	for _, period := range j.periods() {
		for _, e := range j.at(period.Last()) {
			var cities []air.Summary
			for _, c := range places {
				cities = append(cities, summaryOf(c.under(e), period))
			}
			r := air.Region(e, cities)
			row := []any{period, e.ID, r.Cities, r.Counted, r.GoodRatio, r.Good, r.Valid, r.Pooled}
			for _, x := range r.Items {
				row = append(row, x.Value, x.Cities)
			}
			if err := add(append(row, j.tail(e, period.First(), period.Last(), places...)...)...); err != nil {
				return err
			}
		}
	}
	return nil
}

// differences writes the days that two editions judge differently.
func (j *airJob) differences(add addRow) (different bool, err error) {
	a, b := j.editions[0], j.editions[1]
	j.tell(a)
	j.tell(b)
	for _, p := range j.places() {
		for _, d := range air.Compare(p.under(a), p.under(b)) {
			different = true
			err := add(p.site.ID, p.site.Name, p.site.Area, d.Date, a.ID, b.ID, index(d.Old.Index), index(d.New.Index),
				j.band(a, d.Old.Level), j.band(b, d.New.Level), d.Old.Primary, d.New.Primary)
			if err != nil {
				return different, err
			}
		}
	}
	return different, nil
}

// levels are the days of the six levels that tables show.
func levels(s *air.Summary) []any {
	counts := make([]any, 6)
	for i, n := range s.Levels[:min(len(s.Levels), len(counts))] {
		counts[i] = n
	}
	return counts
}

// basisOf names what days are made from.
func basisOf(d *air.Days) string {
	switch d.Basis {
	case air.FromHours:
		return "hours"
	case air.FromStations:
		return "stations"
	}
	return "published"
}

// index is an index as a table shows it: nothing where there is none.
func index(i int) any {
	if i == air.NoIndex {
		return nil
	}
	return i
}

// band names a level of an edition.
func (j *airJob) band(e *air.Edition, level int) any {
	if level == 0 {
		return nil
	}
	return e.Index.Bands[level-1].Name.In(j.lang)
}
