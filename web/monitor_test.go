package web

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/monitor/synthetic"
	"github.com/yipanqi/yipanqi/workspace"
)

const (
	waterTargets = "section,year,target\n合成断面0001,2022,Ⅱ\n合成断面0001,2023,Ⅰ\n" +
		"合成断面0002,2023,Ⅴ\n合成断面0009,2023,Ⅲ\n"
	sections = "section,name,river,water,from,to,downstream\n合成断面0000,,合成河,river,,,合成断面0001\n" +
		"合成断面0001,,合成河,river,甲地,乙地,\n"
)

// withMonitoring is the synthetic package with targets and topology of sections.
func withMonitoring(t testing.TB) fs.FS {
	t.Helper()
	return changedPackage(t, map[string]string{"monitoring/water-targets.csv": waterTargets,
		"monitoring/sections.csv": sections, "facts/earlier.csv": earlierFacts, "indices.yaml": syntheticIndex})
}

// earlierFacts make two series of the synthetic package long enough to forecast, and one to look back at.
const earlierFacts = `indicator,area,period,value,unit,status,source,page,grade,reporter,note,known
rd_intensity,circle,2018,1.91,%,A,yearbook,,synthetic,office,,2021-05-01
rd_intensity,circle,2019,1.96,%,A,yearbook,,synthetic,office,,2021-05-01
rd_intensity,circle,2021,2.02,%,A,yearbook,,synthetic,office,,2022-05-01
waste,circle,2018,23,%,A,yearbook,,synthetic,office,,2021-05-01
waste,circle,2019,22,%,A,yearbook,,synthetic,office,,2021-05-01
waste,circle,2021,16,%,A,yearbook,,synthetic,office,,2022-05-01
waste,circle,2023,11,%,A,yearbook,,synthetic,office,,2023-12-01
`

// changedPackage is the synthetic package with files added.
func changedPackage(t testing.TB, files map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	source := os.DirFS("../render/testdata/synthetic")
	err := fs.WalkDir(source, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, path)
		all[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// syntheticReadings are a station, a city with published values, sections and a gauge over the turn of
// a year. On 5 January the station lost twelve hours of PM2.5, and on the 6th all day.
func syntheticReadings(t testing.TB) *monitor.Set {
	t.Helper()
	from, to := measure.DateOf(2022, time.December, 27), measure.DateOf(2023, time.January, 12)
	b := &monitor.Batch{Header: monitor.Header{ID: "synthetic", Source: "合成站", Origin: "seed 1", Grade: citation.Synthetic,
		Known: measure.StartOf(measure.DateOf(2023, time.February, 1))}}
	add := func(site monitor.Site, runs []monitor.Run) {
		b.Sites, b.Runs = append(b.Sites, site), append(b.Runs, runs...)
	}
	station, runs := synthetic.Air(1, 1, from, to)
	for i := range runs {
		for h := range 36 {
			if at := 24*9 + 12 + h; runs[i].Item == monitor.PM25 || h >= 12 {
				runs[i].Values[at] = monitor.Missing
			}
		}
	}
	add(station, runs)
	for n := range 3 {
		section, runs := synthetic.Water(1, n, measure.DateOf(2022, time.November, 1),
			measure.DateOf(2023, time.September, 30))
		if n == 0 { // the package's tables call it by its name
			section.ID, section.Name = "S-0", section.ID
			for i := range runs {
				runs[i].Site = section.ID
			}
		}
		add(section, runs)
	}
	add(synthetic.Flow(1, 1, from, to))
	city := monitor.Site{ID: "合成甲城", Kind: monitor.City}
	runs = nil
	for item, v := range map[monitor.Item]int32{monitor.PM25: 100_000, monitor.PM10: 40_000, monitor.SO2: 5_000,
		monitor.NO2: 20_000, monitor.CO: 600, monitor.O3Max8: 60_000} {
		runs = append(runs, monitor.Run{Site: city.ID, Item: item, Step: monitor.Daily,
			First: monitor.DaySlot(measure.DateOf(2023, time.January, 1)), Values: []int32{v, v, v}})
	}
	add(city, runs)
	set := monitor.NewSet()
	if _, err := set.Append(b); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestMonitoringPages(t *testing.T) {
	h := handler(t)
	for _, c := range []pageCase{
		{"/monitor", 200, "空气监测点 && 合成站0001 && 合成甲城 && AQI 132 轻度污染 && 2022-12-27 – 2023-01-12 && 合成断面0002 && 流量 && " +
			"本页含由程序生成的合成数据 && seed 1 && <tr class=\"area\">", "NaN && readings import"},
		{"/monitor?lang=en", 200, "Air stations && synthetic data made by a program && lightly polluted", "空气监测点"},
		// Before the readings were known there are sites, but nothing is known of them.
		{"/monitor?known=2023-01-31", 200, "合成站0001 && 无数据", "AQI && seed 1"},
		{"/monitor?valid=2023-01-02", 200, "2022-12-27 – 2023-01-02", "2023-01-12"},
		{"/monitor/合成甲城", 200, "0.0% && 优良 0 && 不足年评价所需的 324天 && 2023年1月2日 AQI 132 轻度污染，首要污染物 PM₂.₅ && " +
			"二级 75 && 由程序生成的合成数据 && 按公布的日值 && 标准未定 && fill=\"#ff7e00\" && 数据不足", "NaN && 有效小时 && 2023年1月4日 AQI"},
		{"/monitor/合成甲城?palette=safe", 200, "fill=\"#fee090\"", "fill=\"#ff7e00\""},
		// 100 µg/m³ of PM2.5 is index 132 by the breakpoints of 2012, and more by those of 2026.
		{"/monitor/合成甲城?edition=2026", 200, "2026 && 换用 2012年版 && 二级 60 && 132 轻度污染 PM₂.₅", ""},
		{"/monitor/合成甲城?edition=1996", 404, "没有这个版本的标准", ""},
		{"/monitor/合成站0001?day=2023-01-05", 200, "有效小时不足 PM₂.₅ 12/20 && 12 / 20 && 小时读数 && 12:00 && 无效日", "NaN"},
		{"/monitor/合成站0001?day=2023-01-06", 200, "有效小时不足 PM₂.₅ 0/20", ""},
		{"/monitor/合成站0001?day=2023-02-30", 400, "不是日期", ""},
		{"/monitor/合成站0001?day=2023-02-01", 404, "这一天没有数据", ""},
		{"/monitor/合成站0001?year=2021", 404, "没有这一年的数据", ""},
		{"/monitor/合成站0001?item=tp", 404, "没有这个监测项目", ""},
		{"/monitor/合成站0001?year=2022&item=co&lang=en", 200, "Days of CO && class 2: 4 && valid hours && Good days", "优良"},
		{"/monitor/合成站0001?known=2023-01-31", 200, "还没有已知的数据", "<svg class=\"calendar\""},
		{"/monitor/合成站0001?valid=2023-01-03&year=2023", 200, "2023年1月3日 AQI && 2023年1月4日 无数据", "2023年1月4日 AQI"},
		{"/monitor/合成断面0001?item=tp", 200, "2023年2月 && 目标 && 未达标 && 上游来水 && 合成断面0000 && 定类 && 参评而未监测 && " +
			"Ⅰ类 0.02 && 月均值 && 有数据的月份 && 仅比较浓度", "NaN"},
		{"/monitor/合成断面0001?year=2022&month=12", 200, "2022年12月 各项目 && 看全年 && 达标", ""},
		{"/monitor/合成断面0001?month=13", 404, "没有这个月份", ""},
		{"/monitor/S-0", 200, "合成断面0000 && 逐月水质类别", ""},
		{"/monitor/合成断面0000", 404, "没有这个监测点", ""},
		{"/monitor/合成断面0002?lang=en", 200, "class && Target && decides", "上游"},
		{"/monitor/合成水文站0001", 200, "流量 && m³/s && 不参加评价", "配色 && 年均"},
		{"/monitor/none", 404, "没有这个监测点", ""},
		{"/crossborder", 200, "断面达标率（年均） && 50.0% && 1 / 2 && 合成断面0009 && 有目标而数据不足 && 甲地 → 乙地 && " +
			"未达标 && 上游 && 未设目标 && href=\"/monitor/S-0?year=2023\"", "NaN"},
		{"/crossborder?year=2022&lang=en", 200, "Sections attaining && section-months && 合成断面0001", "未达标"},
		{"/crossborder?year=2022", 200, "月份不足", ""},
		{"/crossborder?year=1999", 404, "没有这一年的数据", ""},
	} {
		c.check(t, h)
	}
}

// Without readings, or without what the package must say, pages say what is needed.
func TestMonitoringPagesSayWhatIsNeeded(t *testing.T) {
	open := func(o workspace.Options) http.Handler {
		o.Today = func() measure.Instant { return measure.EndOf(measure.DateOf(2023, time.December, 31)) }
		ws, err := workspace.Open(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		h, err := newSite(ws, assets{})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	h := open(workspace.Options{Package: withMonitoring(t)})
	pageCase{"/monitor", 200, "yipanqi readings import && yipanqi serve --readings", "seed 1"}.check(t, h)
	pageCase{"/monitor/合成站0001", 404, "没有这个监测点", ""}.check(t, h)
	pageCase{"/crossborder", 200, "还不能列出断面 && 缺</span> <code>yipanqi serve --readings FILE", "达标率"}.check(t, h)
	h = open(workspace.Options{Package: changedPackage(t, nil), Readings: syntheticReadings(t)})
	pageCase{"/crossborder", 200, "缺</span> <code>monitoring/water-targets.csv && " +
		"缺</span> <code>monitoring/sections.csv && section,name,river,water,from,to,downstream", "达标率"}.check(t, h)
	pageCase{"/monitor/合成断面0001", 200, "逐月水质类别", "上游来水 && 未达标"}.check(t, h)
}

// What is kept of an earlier look does not hide readings that came later.
func TestLaterReadingsAreSeen(t *testing.T) {
	set := syntheticReadings(t)
	ws, err := workspace.Open(context.Background(), workspace.Options{Package: withMonitoring(t), Readings: set,
		Today: func() measure.Instant { return measure.EndOf(measure.DateOf(2023, time.December, 31)) }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := newSite(ws, assets{})
	if err != nil {
		t.Fatal(err)
	}
	if text := body(t, get(h, "/monitor")); strings.Contains(text, "2023-01-04") {
		t.Error("a day is there before it was measured")
	}
	run := monitor.Run{Site: "合成甲城", Item: monitor.PM25, Step: monitor.Daily,
		First: monitor.DaySlot(measure.DateOf(2023, time.January, 4)), Values: []int32{30_000}}
	late := &monitor.Batch{Header: monitor.Header{ID: "late", Grade: citation.Synthetic,
		Known: measure.StartOf(measure.DateOf(2023, time.March, 1))}, Runs: []monitor.Run{run}}
	if _, err := set.Append(late); err != nil {
		t.Fatal(err)
	}
	if text := body(t, get(h, "/monitor")); !strings.Contains(text, "2023-01-04") {
		t.Error("a later reading is not seen")
	}
	if text := body(t, get(h, "/monitor?known=2023-02-15")); strings.Contains(text, "2023-01-04") {
		t.Error("a later reading is seen before it was known")
	}
}

// between keeps what lies in the days, flags in place.
func TestBetween(t *testing.T) {
	day := measure.DateOf(2023, time.January, 10)
	for _, step := range []monitor.Step{monitor.Hourly, monitor.FourHourly, monitor.Daily} {
		perDay := int(monitor.Daily / step)
		first, _ := step.Slot(monitor.HourOf(day, int(step)))
		s := monitor.Series{Item: monitor.TP, Step: step, First: first, Values: make([]int32, 5*perDay)}
		for i := range s.Values {
			s.Values[i] = int32(i)
			s.Flags = append(s.Flags, monitor.Flagged{At: int32(i), Flag: monitor.Flag(1 + i%3)})
		}
		r := monitor.Readings{Series: []monitor.Series{s}}
		for _, c := range []struct{ from, to, days, at int }{{0, 4, 5, 0}, {1, 2, 2, 1}, {-3, 0, 1, 0}, {4, 9, 1, 4},
			{5, 9, 0, 0}, {-9, -1, 0, 0}, {3, 2, 0, 0}} {
			part := between(&r, day+measure.Date(c.from), day+measure.Date(c.to))
			if c.days == 0 {
				if len(part.Series) > 0 {
					t.Errorf("%v %+v: %d values", step, c, len(part.Series[0].Values))
				}
				continue
			}
			got := &part.Series[0]
			if len(got.Values) != c.days*perDay || got.Values[0] != int32(c.at*perDay) || got.Day(0) != day+measure.Date(c.at) {
				t.Errorf("%v %+v: %v from %v", step, c, got.Values, got.Day(0))
			}
			for i := range got.Values {
				if _, flag := got.At(got.Hour(i)); flag != monitor.Flag(1+int(got.Values[i])%3) {
					t.Errorf("%v %+v: the flag of %d is %v", step, c, got.Values[i], flag)
				}
			}
		}
	}
}
