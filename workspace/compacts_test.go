package workspace

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/settle"
)

const pact = `id: pact
name: {zh: 示例协议, en: Example pact}
kind: eco-compensation
from: 2022-01-01
parties:
  - {id: up, name: {zh: 上游, en: Upstream}, area: "900101"}
  - {id: down, name: {zh: 下游, en: Downstream}, area: "900102"}
rules:
  - id: r1
    from: 2022-01-01
    source: outline
    certainty: source-read
    parameters: [{id: part, assumption: part_share}]
    measures:
      - {id: tp, read: concentration, freq: A, section: S1, item: tp}
      - {id: gdp, read: indicator, freq: A, indicator: gdp}
      - {id: tax, read: revenue, freq: A, enterprises: [甲公司], taxes: [vat]}
    payments:
      - id: clean
        name: {zh: 清水, en: Clean water}
        freq: A
        when: tp <= 0.1[mg/L]
        amount: tax * part
        from: [{party: down}]
        to: [{party: up}]
      - id: growth
        name: {zh: 增长, en: Growth}
        freq: A
        amount: gdp / 1000
        from: [{party: up}]
        to: [{party: down}]
`

// withPact is the small package of package plan with a compact and what it reads.
func withPact(t *testing.T) fstest.MapFS {
	t.Helper()
	small := os.DirFS("../plan/testdata/small")
	files := fstest.MapFS{
		"compacts/pact.yaml":      {Data: []byte(pact)},
		"monitoring/sections.csv": {Data: []byte("section,name\nS1,界河\n")},
		"revenue/2022.csv": {Data: []byte("企业,税种,期间,金额,单位,获知时间\n甲公司,增值税,2022,100.02,元,2023-02-01\n" +
			"甲公司,增值税,2022,90.02,元,2023-08-01\n")},
		"facts/gdp.csv": {Data: []byte("indicator,area,period,value,source,known\n" +
			"gdp,900101,2022,0.002,outline,2023-01-01\ngdp,900102,2022,0.004,outline,2023-01-01\n")},
	}
	err := fs.WalkDir(small, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(small, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// phosphorus is a reading in every month of 2022, of 0.08 mg/L.
func phosphorus(t *testing.T) *monitor.Set {
	t.Helper()
	b := &monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: measure.StartOf(measure.DateOf(2023, 1, 5))},
		Sites: []monitor.Site{{ID: "S1", Kind: monitor.Section}}}
	for m := time.January; m <= time.December; m++ {
		b.Runs = append(b.Runs, monitor.Run{Site: "S1", Item: monitor.TP, Step: monitor.Daily,
			First: monitor.DaySlot(measure.DateOf(2022, m, 10)), Values: []int32{80_000}})
	}
	set := monitor.NewSet()
	if _, err := set.Append(b); err != nil {
		t.Fatal(err)
	}
	return set
}

// A compact is settled from readings, cells and revenue as known at a moment, and under a scenario.
func TestSettle(t *testing.T) {
	ctx := t.Context()
	ws, err := Open(ctx, Options{Package: withPact(t), Readings: phosphorus(t),
		Today: func() measure.Instant { return today }})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ws.Findings() {
		t.Error(f.Text(locale.EN))
	}
	at := func(known measure.Date) fact.AsOf { return fact.AsOf{Valid: known, Known: measure.EndOf(known)} }
	march, autumn := at(measure.DateOf(2023, 3, 1)), at(measure.DateOf(2023, 10, 1))
	half := &evaluate.Overlay{Assumptions: map[string]float64{"part_share": 0.25}}
	for _, c := range []struct {
		at      fact.AsOf
		overlay *evaluate.Overlay
		want    string
	}{
		{march, nil, "clean due 50.01; growth due 400.00"}, // half of 100.02; (0.002 + 0.5 × 0.004) 亿元 ÷ 1000
		{autumn, nil, "clean due 45.01; growth due 400.00"},
		{autumn, half, "clean due 22.50; growth due 300.00"},                               // 22.505 to the even fen
		{at(measure.DateOf(2022, 12, 30)), nil, "clean no-data 0.00; growth no-data 0.00"}, // the year is not over
	} {
		s, err := ws.Settle(ctx, "pact", measure.Year(2022), c.at, c.overlay)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, v := range s.Verdicts {
			told = append(told, v.Payment.ID+" "+string(v.Outcome)+" "+v.Fen.String())
		}
		if got := strings.Join(told, "; "); got != c.want {
			t.Errorf("as of %s: %s, want %s", c.at.Valid, got, c.want)
		}
	}
	if _, err := ws.Settle(ctx, "other", measure.Year(2022), march, nil); !errors.Is(err, ErrNoCompact) {
		t.Errorf("an unknown compact: %v", err)
	}
}

// A paid fen rests on readings, observations and revenue records.
func TestSettlementNamesRecords(t *testing.T) {
	ws, err := Open(t.Context(), Options{Package: withPact(t), Readings: phosphorus(t),
		Today: func() measure.Instant { return today }})
	if err != nil {
		t.Fatal(err)
	}
	s, err := ws.Settle(t.Context(), "pact", measure.Year(2022), ws.DefaultAsOf(), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := s.Entry("e", today)
	for i, want := range []string{"reading:S1/tp@2022-01-10", "fact:gdp@900101:2022"} {
		if !slices.Contains(e.Verdicts[i].Evidence, want) {
			t.Errorf("%s is not among %v", want, e.Verdicts[i].Evidence)
		}
	}
	if !slices.Contains(e.Verdicts[0].Evidence, "revenue:revenue/2022.csv:3") {
		t.Errorf("%v", e.Verdicts[0].Evidence)
	}
	text := settle.Text(s.Verdicts[0].Explain().When.Of[0].Evidence, locale.ZH)
	if !strings.Contains(text, "0.08") {
		t.Errorf("%s", text)
	}
}
