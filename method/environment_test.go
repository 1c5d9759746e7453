package method

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/statistic"
	"github.com/yipanqi/yipanqi/territory"
)

var (
	year   = measure.Year(2024)
	first  = measure.DateOf(2024, time.January, 1)
	before = measure.StartOf(measure.DateOf(2025, time.January, 10))
	after  = measure.StartOf(measure.DateOf(2025, time.March, 1))
)

// place is a synthetic territory: city 1 of two counties, city 2, and the group of both.
func place() *territory.Territory {
	area := func(code, parent string, level territory.Level) *territory.Area {
		return &territory.Area{Code: code, ZH: code, Level: level, Parent: parent}
	}
	return territory.New([]*territory.Area{area("510000", "", territory.Province),
		area("510100", "510000", territory.Prefecture), area("510300", "510000", territory.Prefecture),
		area("510104", "510100", territory.County), area("510105", "510100", territory.County),
		area("510302", "510300", territory.County)}, nil,
		[]*territory.Group{{ID: "cities", Members: []territory.Member{{Area: "510100"}, {Area: "510300"}}}})
}

// hours is a synthetic leap year of one item at a station: the same reading in every hour, another
// on one day.
func hours(site string, item monitor.Item, usual, odd int32, oddDay measure.Date) monitor.Run {
	r := monitor.Run{Site: site, Item: item, Step: monitor.Hourly}
	slot, _ := monitor.Hourly.Slot(monitor.HourOf(first, 1))
	r.First = slot
	for h := range 366 * 24 {
		v := usual
		if measure.Date(h/24) == oddDay-first {
			v = odd
		}
		r.Values = append(r.Values, v)
	}
	return r
}

func readings(t *testing.T) *monitor.Set {
	t.Helper()
	set := monitor.NewSet()
	bad := measure.DateOf(2024, time.February, 3)
	batch := &monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: before, Origin: "synthetic.csv",
		Grade: "synthetic"}}
	for _, s := range []struct{ id, area string }{{"a", "510104"}, {"b", "510105"}, {"c", "510302"}} {
		batch.Sites = append(batch.Sites, monitor.Site{ID: s.id, Area: s.area, Kind: monitor.Station})
		for item, usual := range map[monitor.Item]int32{monitor.PM10: 40_000, monitor.SO2: 5_000,
			monitor.NO2: 20_000, monitor.CO: 600, monitor.O3: 60_000} {
			batch.Runs = append(batch.Runs, hours(s.id, item, usual, usual, 0))
		}
		odd := int32(30_000)
		if s.area != "510302" {
			odd = 100_000 // PM2.5 at 100 µg/m³: not a good day
		}
		pm25 := hours(s.id, monitor.PM25, 30_000, odd, bad)
		if s.id == "a" { // two hours of the bad day
			at := int32(bad-first) * 24
			pm25.Flags = []monitor.Flagged{{At: at, Flag: monitor.Provisional}, {At: at + 1, Flag: monitor.Estimated}}
		}
		batch.Runs = append(batch.Runs, pm25)
	}
	for _, s := range []struct {
		id  string
		cod int32
	}{{"above", 15_000_000}, {"below", 25_000_000}} {
		batch.Sites = append(batch.Sites, monitor.Site{ID: s.id, Area: "510104", Kind: monitor.Section})
		cod := monitor.Run{Site: s.id, Item: monitor.COD, Step: monitor.Daily, First: monitor.DaySlot(first),
			Flags: []monitor.Flagged{{At: 1, Flag: monitor.Unreliable}}}
		discharge := monitor.Run{Site: s.id, Item: monitor.Discharge, Step: monitor.Daily, First: monitor.DaySlot(first)}
		for range 366 {
			cod.Values = append(cod.Values, s.cod)
			discharge.Values = append(discharge.Values, 50_000)
		}
		for i := range 61 {
			discharge.Values[i] = 20_000
		}
		discharge.Flags = []monitor.Flagged{{At: 0, Flag: monitor.Imputed}}
		batch.Runs = append(batch.Runs, cod, discharge)
	}
	if _, err := set.Append(batch); err != nil {
		t.Fatal(err)
	}
	return set
}

func environment(t *testing.T, known measure.Instant) *Environment {
	t.Helper()
	targets, findings := water.ReadTargets("targets.csv",
		[]byte("section,year,target\nabove,2024,Ⅲ\nbelow,2024,Ⅲ\nelsewhere,2024,Ⅱ\n"))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	flows, findings := ReadFlowTargets("flows.csv", []byte("section,flow\nabove,30\nbelow,10.5\n"))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	return New(Sources{Readings: readings(t), Known: known, Territory: place(), Targets: targets, Flows: flows})
}

func one(e *Environment, name, area string, p measure.Period) float64 {
	out := make([]float64, 1)
	e.Statistic(name, area, measure.Axis{Freq: p.Freq, First: p.Ord, N: 1}, out)
	return out[0]
}

func TestStatistics(t *testing.T) {
	e := environment(t, after)
	february, _ := measure.ParsePeriod("2024-02")
	none := measure.Missing
	for _, c := range []struct {
		name, area string
		period     measure.Period
		want       float64
	}{
		{"air.good_days", "510100", year, 365}, {"air.valid_days", "510100", year, 366},
		{"air.good_days", "510104", year, 365}, {"air.good_days", "510300", year, 366},
		{"air.good_days", "510100", february, 28}, {"air.valid_days", "510100", february, 29},
		{"air.good_ratio", "510300", year, 100}, {"air.good_ratio", "510100", year, 99.7},
		{"air.pm25", "510300", year, 30}, {"air.o3_p90", "510300", year, 60}, {"air.co_p95", "510300", year, 0.6},
		{"air.good_days", "cities", year, none}, {"air.good_days", "510000", year, none},
		{"air.good_days", "510100", measure.Year(2023), none},
		{"water.sections", "510100", year, 2}, {"water.sections_met", "510100", year, 1},
		{"water.section_months", "510100", year, 24}, {"water.section_months_met", "510100", year, 12},
		{"water.good_sections", "cities", year, 1}, {"water.all_sections", "cities", year, 2},
		{"water.sections", "510300", year, none}, {"water.sections", "510100", measure.Year(2023), none},
		{"flow.sections", "cities", year, 2}, {"flow.sections_met", "cities", year, 1},
		{"flow.minimum", "cities", year, 83.3}, {"flow.mean", "cities", year, 91.7},
	} {
		got := one(e, c.name, c.area, c.period)
		if got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s@%s:%s = %v, want %v", c.name, c.area, c.period, got, c.want)
		}
	}
	if ratio := one(e, "air.good_ratio", "cities", year); ratio < 99.8 || ratio > 99.9 {
		t.Errorf("the region's ratio is %v, the mean of 100 and 99.7", ratio)
	}
	if e.Err() != nil {
		t.Error(e.Err())
	}
}

// What nobody knew yet is not seen, and neither are periods that were not over.
func TestStatisticsAsOf(t *testing.T) {
	early := environment(t, before-1)
	if got := one(early, "air.good_days", "510100", year); !measure.IsMissing(got) {
		t.Errorf("known before the readings were: %v", got)
	}
	e := environment(t, after)
	e.Valid = measure.DateOf(2024, time.November, 30)
	if got := one(e, "air.good_days", "510100", year); !measure.IsMissing(got) {
		t.Errorf("the year was not over: %v", got)
	}
}

// A group's ratio needs all its cities: one without data makes it missing.
func TestRegionsNeedEveryCity(t *testing.T) {
	e := environment(t, after)
	e.Territory = territory.New(e.Territory.Areas, nil, []*territory.Group{{ID: "cities",
		Members: []territory.Member{{Area: "510100"}, {Area: "510302"}, {Area: "nowhere"}}}})
	if got := one(e, "air.good_ratio", "cities", year); !measure.IsMissing(got) {
		t.Errorf("without one city the ratio is %v", got)
	}
}

// Evidence goes down to readings: the bad day, its hours, the section that fails, its samples.
func TestEvidence(t *testing.T) {
	e := environment(t, after)
	for _, c := range []struct {
		name, area string
		want       []string
	}{
		{"air.good_days", "510100", []string{"HJ 633-2012", "优良 365 天", "2024-02-03 AQI", "pm25",
			"a pm25 100 µg/m³（100 100", "读数来自 1 次导入", "synthetic.csv · synthetic", "有标记的读数 2 个：pm25=provisional,estimated",
			"100） [provisional,estimated]"}},
		{"air.good_ratio", "cities", []string{"510100", "510300", "优良 366 天"}},
		{"water.sections", "510100", []string{"GB 3838-2002", "below：年均 Ⅳ", "未达标", "2024-01-01 25", "above：年均 Ⅰ",
			"2024-01-02 25 [unreliable]", "没有计入：elsewhere", "有标记的读数 1 个：cod=unreliable"}},
		{"flow.minimum", "cities", []string{"above：366 天中 305 天达到 30", "最低 20", "有标记的读数 1 个：flow=imputed"}},
		{"air.good_days", "510302", []string{"监测点 1 个"}},
	} {
		text := write(e.Evidence(c.name, c.area, year))
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s@%s: %q is not in\n%s", c.name, c.area, want, text)
			}
		}
	}
}

// Flags are joined by item over days, and each reading that has any is counted once.
func TestMarks(t *testing.T) {
	set := monitor.NewSet()
	run := monitor.Run{Site: "s", Item: monitor.TP, Step: monitor.FourHourly, Values: make([]int32, 12),
		Flags: []monitor.Flagged{{At: 0, Flag: monitor.NonDetect}, {At: 5, Flag: monitor.Provisional},
			{At: 6, Flag: monitor.NonDetect | monitor.Estimated}}}
	run.First, _ = monitor.FourHourly.Slot(monitor.HourOf(first, 4))
	if _, err := set.Append(&monitor.Batch{Sites: []monitor.Site{{ID: "s"}}, Runs: []monitor.Run{run}}); err != nil {
		t.Fatal(err)
	}
	var r monitor.Readings
	if err := set.Load(&r, "s", after); err != nil {
		t.Fatal(err)
	}
	m := MarksOf(&r, func(*monitor.Series) bool { return true })
	for _, c := range []struct {
		from, to measure.Date
		want     string
		n        int
	}{
		{first, first, "tp=non-detect,provisional", 2},
		{first + 1, first + 1, "tp=non-detect,estimated", 1},
		{first, first + 30, "tp=non-detect,provisional,estimated", 3},
		{first + 2, first + 30, "", 0},
	} {
		var f Flags
		f.Add(m, c.from, c.to)
		if f.String() != c.want || f.Readings != c.n {
			t.Errorf("%v to %v: %d %s", c.from, c.to, f.Readings, &f)
		}
	}
}

// A city whose stations publish by day is their mean, not one of them; targets find sections by name.
func TestPublishedStationsAndNames(t *testing.T) {
	batch := &monitor.Batch{}
	for site, pm25 := range map[string]int32{"a": 20_000, "b": 40_000} {
		batch.Sites = append(batch.Sites, monitor.Site{ID: site, Area: "510100", Kind: monitor.Station})
		for item := range daily {
			r := monitor.Run{Site: site, Item: item, Step: monitor.Daily, First: monitor.DaySlot(first)}
			for range 366 {
				r.Values = append(r.Values, pm25)
			}
			batch.Runs = append(batch.Runs, r)
		}
	}
	batch.Sites = append(batch.Sites, monitor.Site{ID: "X01", Name: "below", Area: "510100", Kind: monitor.Section})
	cod := monitor.Run{Site: "X01", Item: monitor.COD, Step: monitor.Daily, First: monitor.DaySlot(first)}
	for range 366 {
		cod.Values = append(cod.Values, 15_000_000)
	}
	batch.Runs = append(batch.Runs, cod)
	e := environment(t, after)
	set := monitor.NewSet()
	if _, err := set.Append(batch); err != nil {
		t.Fatal(err)
	}
	e.Readings = set
	if got := one(e, "air.pm25", "510100", year); got != 30 {
		t.Errorf("the city's mean is %v", got)
	}
	if got := one(e, "water.sections_met", "510100", year); got != 1 {
		t.Errorf("%v sections met their target", got)
	}
}

func write(all []evaluate.Evidence) string {
	var b strings.Builder
	for _, e := range all {
		b.WriteString(e.Text.ZH + "\n" + write(e.Of))
	}
	return b.String()
}

// Every statistic of the catalogue is one that a method computes.
func TestEveryStatisticIsComputed(t *testing.T) {
	e := environment(t, after)
	for _, s := range statistic.All {
		found := false
		for _, area := range []string{"510100", "cities"} {
			found = found || !measure.IsMissing(one(e, s.Name, area, year))
		}
		if !found {
			t.Errorf("%s is missing where there is data for everything", s.Name)
		}
	}
}

func TestReadFlowTargets(t *testing.T) {
	targets, findings := ReadFlowTargets("flows.csv", []byte("section,flow\na,-1\nb,1.1234567\nc,x\nd,12.5\n"))
	if len(findings) != 3 || len(targets) != 1 {
		t.Fatalf("%d findings, %d targets", len(findings), len(targets))
	}
	if got := targets["d"].Months[0]; got != 12_500_000 {
		t.Errorf("12.5 m³/s is read as %d", got)
	}
	if findings[0].Pos.Line != 2 || findings[0].Pos.Column != 3 {
		t.Errorf("the finding stands at %v", findings[0].Pos)
	}
}

// Phosphorus of a lake is judged by other limits than that of a river: 0.06 mg/L is class Ⅱ here and Ⅳ there.
func TestLakesAreJudgedAsLakes(t *testing.T) {
	set := monitor.NewSet()
	run := monitor.Run{Site: "lake", Item: monitor.TP, Step: monitor.Daily, First: monitor.DaySlot(first)}
	for range 366 {
		run.Values = append(run.Values, 60_000)
	}
	_, err := set.Append(&monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: before}, Runs: []monitor.Run{run},
		Sites: []monitor.Site{{ID: "lake", Area: "510104", Kind: monitor.Section}}})
	if err != nil {
		t.Fatal(err)
	}
	topology, findings := water.ReadTopology("sections.csv", []byte("section,water\nlake,lake\n"))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	s := Sources{Readings: set, Known: after, Territory: place()}
	if got := one(New(s), "water.good_sections", "510104", year); got != 1 {
		t.Errorf("as a river it is good: %v", got)
	}
	s.Topology = topology
	if got := one(New(s), "water.good_sections", "510104", year); got != 0 {
		t.Errorf("as a lake it is not: %v", got)
	}
}

// A section with too few months has a class and months, and no part in the annual figures.
func TestShortYearsAreNotJudged(t *testing.T) {
	set := monitor.NewSet()
	run := monitor.Run{Site: "short", Item: monitor.COD, Step: monitor.Daily, First: monitor.DaySlot(first)}
	for range 31 + 29 + 31 {
		run.Values = append(run.Values, 15_000_000)
	}
	_, err := set.Append(&monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: before}, Runs: []monitor.Run{run},
		Sites: []monitor.Site{{ID: "short", Area: "510104", Kind: monitor.Section}}})
	if err != nil {
		t.Fatal(err)
	}
	e := New(Sources{Readings: set, Known: after, Territory: place(),
		Targets: water.Targets{"short": {2024: water.ClassIII}}})
	if got := one(e, "water.sections", "510104", year); !measure.IsMissing(got) {
		t.Errorf("three months are judged as a year: %v", got)
	}
	if got := one(e, "water.section_months_met", "510104", year); got != 3 {
		t.Errorf("%v months attain, want 3", got)
	}
	if text := write(e.Evidence("water.sections", "510104", year)); !strings.Contains(text, "数据不足，不计入年均") {
		t.Errorf("the evidence does not say why:\n%s", text)
	}
}

// damagedSet is readings that cannot be read.
type damagedSet struct{ monitor.Reader }

var errDamaged = errors.New("damaged at byte 4096")

func (damagedSet) Load(*monitor.Readings, string, measure.Instant) error { return errDamaged }

// What cannot be read is told, and not taken for what is not there.
func TestDamageIsTold(t *testing.T) {
	e := environment(t, after)
	e.Readings = damagedSet{e.Readings}
	if got := one(e, "air.good_days", "510100", year); !measure.IsMissing(got) || !errors.Is(e.Err(), errDamaged) {
		t.Errorf("%v good days, error %v", got, e.Err())
	}
}

// A section's year is evaluated once, however many figures and areas it has a part in.
func TestSectionYearsAreEvaluatedOnce(t *testing.T) {
	e := environment(t, after)
	for _, area := range e.Territory.Rows() {
		for i := range statistic.All {
			one(e, statistic.All[i].Name, area, year)
		}
	}
	if len(e.years) != 2 { // two sections in 2024
		t.Errorf("%d section-years are kept", len(e.years))
	}
}
