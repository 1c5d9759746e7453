package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/monitor"
)

func (a *app) airCommand() *cobra.Command {
	var o readingOptions
	var editions []string
	var level, city string
	var differences bool
	cmd := &cobra.Command{
		Use:   "air FILE…",
		Short: a.say("按官方方法由监测数据算空气质量", "Compute air quality from readings by the official method"),
		Long: a.say(`输入：小时值 station,time,pm25,pm10,so2,no2,co,o3，或日值 city,date,pm25,pm10,so2,no2,co,o3_8h；
CSV、xlsx、Parquet，列名可为中文，单位 µg/m³（一氧化碳 mg/m³）。站点可另有 area 列写明所属城市。
输出为 CSV（--json 为 JSON）。--level：hour 实时，day 日，month 月，year 年（以上按站点），
city 城市年，region 区域年。--edition：2012、2026、2031（标准的施行年份），或版本文件；可写多个并列；不写则按日期取现行版本。`,
			`Input: hourly station,time,pm25,pm10,so2,no2,co,o3 or daily city,date,pm25,pm10,so2,no2,co,o3_8h, as CSV,
xlsx or Parquet, in µg/m³ (CO in mg/m³). A column area may name the city of a station.
Output is CSV (JSON with --json). --level: hour, day, month, year (by station), city and region (by year).
--edition names editions (2012, 2026, 2031) or files of them, side by side; without it the one in force by date.`),
		Example: "  yipanqi air chengdu.csv --level year\n  yipanqi air hourly.parquet --level city --edition 2012,2026",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			wanted, err := a.airEditions(editions)
			if err != nil {
				return err
			}
			reader, err := a.readAll(files, &o)
			if err != nil {
				return err
			}
			job := &airJob{app: a, editions: wanted, city: city}
			if err := job.load(reader); err != nil {
				return err
			}
			if differences {
				return job.differences()
			}
			return job.write(level)
		},
	}
	o.register(a, cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&editions, "edition", nil, a.say("标准版本", "editions of the standards"))
	flags.StringVar(&level, "level", "day", a.say("层级：hour day month year city region", "hour day month year city region"))
	flags.StringVar(&city, "city", "", a.say("没有 area 列的站点所属城市", "city of stations without a column area"))
	flags.BoolVar(&differences, "diff", false, a.say("只列两个版本判定不同的日子", "only days that two editions judge differently"))
	return cmd
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

// airJob is the air of the files of one command.
type airJob struct {
	app      *app
	editions []*air.Edition // those asked for; none for the one in force
	city     string

	places []airPlace
}

// airPlace is a station or a city with published values.
type airPlace struct {
	site  monitor.Site
	hours *air.Hours
	daily *air.DailyValues
	days  map[*air.Edition]*air.Days
}

func (j *airJob) load(r monitor.Reader) error {
	for _, site := range r.Sites() {
		var readings monitor.Readings
		if err := r.Load(&readings, site.ID, measure.Forever); err != nil {
			return err
		}
		p := airPlace{site: site, days: map[*air.Edition]*air.Days{}}
		if p.hours = method.AirHours(&readings); p.hours == nil {
			p.daily = method.AirDays(&readings)
		}
		if p.hours != nil || p.daily != nil {
			j.places = append(j.places, p)
		}
	}
	if len(j.places) == 0 {
		return errors.New(j.app.say("文件里没有空气监测项目", "the files hold no readings of air"))
	}
	return nil
}

// under returns a place's days under an edition.
func (p *airPlace) under(e *air.Edition) *air.Days {
	d := p.days[e]
	if d == nil {
		if p.hours != nil {
			d = air.Station(e, p.hours)
		} else {
			d = air.Published(e, p.daily)
		}
		p.days[e] = d
	}
	return d
}

// span returns the first and last day with data.
func (j *airJob) span() (first, last measure.Date) {
	for i := range j.places {
		d := j.places[i].under(air.Editions()[0])
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
	if len(j.editions) > 0 {
		return j.editions
	}
	if e := air.ForDate(d); e != nil {
		return []*air.Edition{e}
	}
	return nil
}

func (j *airJob) write(level string) error {
	switch level {
	case "hour":
		return j.hours()
	case "day":
		return j.days()
	case "month", "year":
		return j.spans(level == "month")
	case "city":
		return j.cityYears()
	case "region":
		return j.region()
	}
	return fmt.Errorf("unknown level %q: hour day month year city region", level)
}

func (j *airJob) hours() error {
	t, err := j.app.table("site", "time", "edition", "pm25", "pm10", "so2", "no2", "co", "o3", "aqi", "level", "primary")
	if err != nil {
		return err
	}
	for i := range j.places {
		p := &j.places[i]
		if p.hours == nil {
			continue
		}
		for k := range p.hours.Value[air.PM25] {
			hour := p.hours.First + air.Hour(k)
			for _, e := range j.at(hour.Day()) {
				r := air.AtHour(e, p.hours, hour)
				row := []any{p.site.ID, monitor.Hour(hour), e.ID}
				for _, x := range r.Items {
					row = append(row, x.Concentration)
				}
				row = append(row, index(r.Index), j.band(e, r.Level), r.Primary)
				if err := t.row(row...); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

// days writes a row for each day of each place: concentrations and sub-indices as reported, the
// index, and how many valid hours or stations each value rests on.
func (j *airJob) days() error {
	columns := []string{"site", "area", "date", "edition", "basis", "aqi", "level", "primary", "exceeding", "missing"}
	for i := air.Item(0); i < air.Items; i++ {
		columns = append(columns, i.String(), i.String()+"_iaqi", i.String()+"_n", i.String()+"_needed")
	}
	t, err := j.app.table(columns...)
	if err != nil {
		return err
	}
	for i := range j.places {
		p := &j.places[i]
		all := p.under(air.Editions()[0])
		for date := all.First; date < all.First+measure.Date(all.Len()); date++ {
			for _, e := range j.at(date) {
				if err := t.row(j.day(p, e, date)...); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

func (j *airJob) day(p *airPlace, e *air.Edition, date measure.Date) []any {
	days := p.under(e)
	d := days.Day(date)
	basis := "hours"
	if days.Basis == air.AsPublished {
		basis = "published"
	}
	row := []any{p.site.ID, p.site.Area, date, e.ID, basis, index(d.Index), j.band(e, d.Level),
		d.Primary, d.Exceeding, d.Missing}
	for _, x := range d.Items {
		row = append(row, x.Concentration, index(x.Index), x.Count, x.Needed)
	}
	return row
}

// spanColumns are the statistics of a month or year.
var spanColumns = func() []string {
	columns := []string{"edition", "days", "valid", "good", "good_ratio", "composite"}
	for _, i := range air.Basic.Items() {
		name := i.String()
		columns = append(columns, name, name+"_percentile", name+"_valid", name+"_complete", name+"_attains")
	}
	return columns
}()

func spanRow(e *air.Edition, s *air.Summary) []any {
	row := []any{e.ID, s.Days, s.Valid, s.Good, s.GoodRatio, s.Composite}
	for _, i := range air.Basic.Items() {
		x := &s.Items[i]
		row = append(row, x.Mean, x.Percentile, x.Valid, x.Complete, x.Attains)
	}
	return row
}

// periods lists the years or months from the first to the last day with data.
func (j *airJob) periods(monthly bool) []measure.Period {
	first, last := j.span()
	if first == 0 {
		return nil
	}
	p, end := measure.Year(first.Year()), measure.Year(last.Year())
	if monthly {
		month := func(d measure.Date) measure.Period {
			t := d.Time()
			return measure.Period{Freq: measure.Month, Ord: int32(t.Year()*12 + int(t.Month()) - 1)}
		}
		p, end = month(first), month(last)
	}
	var all []measure.Period
	for ; p.Ord <= end.Ord; p = p.Add(1) {
		all = append(all, p)
	}
	return all
}

func summaryOf(d *air.Days, p measure.Period) air.Summary {
	if p.Freq == measure.Month {
		t := p.First().Time()
		return d.Month(t.Year(), t.Month())
	}
	return d.Year(p.CalendarYear())
}

func (j *airJob) spans(monthly bool) error {
	t, err := j.app.table(append([]string{"site", "area", "period"}, spanColumns...)...)
	if err != nil {
		return err
	}
	for i := range j.places {
		p := &j.places[i]
		for _, period := range j.periods(monthly) {
			for _, e := range j.at(period.Last()) {
				s := summaryOf(p.under(e), period)
				row := append([]any{p.site.ID, p.site.Area, period}, spanRow(e, &s)...)
				if err := t.row(row...); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

// airCity is a city of the files.
type airCity struct {
	name     string
	stations int // 0 for published values
	days     *air.Days
}

// cities returns the cities under an edition, by name: means of their stations, or what was published.
func (j *airJob) cities(e *air.Edition) []airCity {
	stations := map[string][]*air.Days{}
	for i := range j.places {
		p := &j.places[i]
		name := cmp.Or(p.site.Area, j.city, j.app.say("全部站点", "all stations"))
		if p.site.Kind == monitor.City {
			name = cmp.Or(p.site.Area, p.site.ID)
		}
		stations[name] = append(stations[name], p.under(e))
	}
	var all []airCity
	for _, name := range slices.Sorted(maps.Keys(stations)) {
		c := airCity{name: name, days: stations[name][0]}
		if c.days.Basis != air.AsPublished {
			c.stations = len(stations[name])
			c.days = air.City(e, stations[name])
		}
		all = append(all, c)
	}
	return all
}

func (j *airJob) cityYears() error {
	t, err := j.app.table(append([]string{"city", "stations", "period"}, spanColumns...)...)
	if err != nil {
		return err
	}
	for _, period := range j.periods(false) {
		for _, e := range j.at(period.Last()) {
			for _, c := range j.cities(e) {
				s := summaryOf(c.days, period)
				if err := t.row(append([]any{c.name, c.stations, period}, spanRow(e, &s)...)...); err != nil {
					return err
				}
			}
		}
	}
	return t.close()
}

// region writes a year of all cities: the plain mean of their ratios, and all days pooled.
func (j *airJob) region() error {
	columns := []string{"period", "edition", "cities", "counted", "good_ratio", "good", "valid", "pooled_ratio"}
	for i := air.Item(0); i < air.HourItems; i++ {
		columns = append(columns, i.String(), i.String()+"_cities")
	}
	t, err := j.app.table(columns...)
	if err != nil {
		return err
	}
	for _, period := range j.periods(false) {
		for _, e := range j.at(period.Last()) {
			var cities []air.Summary
			for _, c := range j.cities(e) {
				cities = append(cities, summaryOf(c.days, period))
			}
			r := air.Region(e, cities)
			row := []any{period, e.ID, r.Cities, r.Counted, r.GoodRatio, r.Good, r.Valid, r.Pooled}
			for _, x := range r.Items {
				row = append(row, x.Value, x.Cities)
			}
			if err := t.row(row...); err != nil {
				return err
			}
		}
	}
	return t.close()
}

// differences writes the days that two editions judge differently.
func (j *airJob) differences() error {
	if len(j.editions) != 2 {
		return errors.New(j.app.say("--diff 需要 --edition 写两个版本", "--diff needs two editions"))
	}
	a, b := j.editions[0], j.editions[1]
	t, err := j.app.table("site", "date", "aqi_"+a.ID, "aqi_"+b.ID, "level_"+a.ID, "level_"+b.ID,
		"primary_"+a.ID, "primary_"+b.ID)
	if err != nil {
		return err
	}
	for i := range j.places {
		p := &j.places[i]
		for _, d := range air.Compare(p.under(a), p.under(b)) {
			err := t.row(p.site.ID, d.Date, index(d.Old.Index), index(d.New.Index), j.band(a, d.Old.Level),
				j.band(b, d.New.Level), d.Old.Primary, d.New.Primary)
			if err != nil {
				return err
			}
		}
	}
	return t.close()
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
	return e.Index.Bands[level-1].Name.In(j.app.lang)
}
