package workspace

import (
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/render"
)

// synthetic is a year of daily values of one city, good but for ten days of PM2.5 at 100 µg/m³.
func synthetic(t *testing.T) *monitor.Set {
	t.Helper()
	set := monitor.NewSet()
	known := measure.StartOf(measure.DateOf(2024, time.January, 9))
	b := &monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: known},
		Sites: []monitor.Site{{ID: "自贡市", Kind: monitor.City}}}
	for item, value := range map[monitor.Item]int32{monitor.PM25: 30_000, monitor.PM10: 40_000, monitor.SO2: 5_000,
		monitor.NO2: 20_000, monitor.CO: 600, monitor.O3Max8: 60_000} {
		run := monitor.Run{Site: "自贡市", Item: item, Step: monitor.Daily,
			First: monitor.DaySlot(measure.DateOf(2023, time.January, 1))}
		for i := range 365 {
			v := value
			if item == monitor.PM25 && i < 10 {
				v = 100_000
			}
			run.Values = append(run.Values, v)
		}
		b.Runs = append(b.Runs, run)
	}
	if _, err := set.Append(b); err != nil {
		t.Fatal(err)
	}
	return set
}

// The scorecard's indicators read monitoring data, as known at the time, and explain goes down to the day.
func TestMonitoringReachesTheScorecard(t *testing.T) {
	ctx := t.Context()
	ws, err := Open(ctx, Options{Package: chengyu.FS, Readings: synthetic(t),
		Today: func() measure.Instant { return today }})
	if err != nil {
		t.Fatal(err)
	}
	key := fact.Key{Indicator: "good_air_ratio", Area: "510300", Period: measure.Year(2023)}
	r, err := ws.Evaluate(ctx, ws.DefaultAsOf(), nil)
	if err != nil {
		t.Fatal(err)
	}
	cell := r.Cell(key.Indicator, key.Area, key.Period)
	if got := measure.Format(cell.Value, 2); got != "97.26" || cell.Origin != evaluate.Computed {
		t.Errorf("355 of 365 days give %s, %+v", got, cell)
	}
	lineage, err := ws.Explain(ctx, r, key)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := render.Explain(&text, lineage, r.Plan, locale.ZH); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"HJ 633-2012", "优良 355 天", "2023-01-10 AQI", "pm25 100 µg/m³"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
	earlier, err := ws.Evaluate(ctx, fact.AsOf{Known: measure.StartOf(measure.DateOf(2024, time.January, 8))}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := earlier.Cell(key.Indicator, key.Area, key.Period); got.Reason != evaluate.InputGone {
		t.Errorf("before the readings were known: %+v", got)
	}
}

// A package may state targets of sections; what is wrong with them is found.
func TestMonitoringOfThePackageIsChecked(t *testing.T) {
	ws := open(t, changed(t, "monitoring/water-targets.csv", func(string) string {
		return "section,year,target\n朱沱,2025,Ⅱ\n朱沱,2025,Ⅷ\n"
	}), nil)
	if ws.Sound() || len(ws.Findings()) == 0 {
		t.Errorf("a target of class Ⅷ passes: %v", codes(ws.Findings()))
	}
}
