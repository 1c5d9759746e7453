package workspace

import (
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/store/storetest"
)

// today is when the tests take place.
var today = measure.StartOf(measure.DateOf(2026, 11, 25))

func open(t *testing.T, fsys fs.FS, own fact.Reader) *Workspace {
	t.Helper()
	ws, err := Open(t.Context(), Options{Package: fsys, Ledger: own,
		Today: func() measure.Instant { return today }})
	if err != nil {
		t.Fatal(err)
	}
	return ws
}

// changed returns the embedded package with one file as edit makes it.
func changed(t *testing.T, file string, edit func(string) string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(chengyu.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(chengyu.FS, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var before string
	if f := files[file]; f != nil {
		before = string(f.Data)
	}
	files[file] = &fstest.MapFile{Data: []byte(edit(before))}
	return files
}

func codes(findings []finding.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Code.ID)
	}
	return all
}

// TestSameBits holds the result of the embedded package against a hash that every architecture must
// reach: make test runs it on amd64, and under emulation on arm64 and loong64. UPDATE=1 rewrites it.
func TestSameBits(t *testing.T) {
	ws := open(t, chengyu.FS, nil)
	r, err := ws.Evaluate(t.Context(), ws.DefaultAsOf(), nil)
	if err != nil {
		t.Fatal(err)
	}
	hash := r.Hash()
	got := hex.EncodeToString(hash[:]) + "\n"
	const file = "testdata/chengyu.hash"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the result has the hash %s, not %s", got, want)
	}
}

// What the package ships and what a ledger holds are read as one: in each cell the later known holds.
func TestShippedFactsAndLedgerAreOne(t *testing.T) {
	ctx := t.Context()
	ledger := func(known measure.Instant, observations ...fact.Observation) *fact.Memory {
		m := fact.NewMemory()
		if _, err := m.Append(ctx, &fact.Batch{ID: "b", Known: known, Observations: observations}); err != nil {
			t.Fatal(err)
		}
		return m
	}
	early := ledger(10, storetest.Observed("gdp", "510100", "2020", 1),
		storetest.Observed("gdp", "510100", "2022", 3), storetest.Observed("pop", "510100", "2020", 5))
	late := ledger(20, storetest.Observed("gdp", "510100", "2020", 2),
		storetest.Observed("gdp", "510100", "2021", 4), storetest.Observed("rail", "510100", "2020", 6))
	for name, u := range map[string]union{"own later": {early, late}, "own earlier": {late, early}} {
		scan := func(known measure.Instant) (lines []string) {
			err := u.Scan(ctx, fact.AsOf{Known: known}, func(o *fact.Observation) error {
				lines = append(lines, o.Indicator+o.Period.String()+"="+measure.Shortest(o.Value))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return lines
		}
		want := []string{"gdp2020=2", "gdp2021=4", "gdp2022=3", "pop2020=5", "rail2020=6"}
		if got := scan(20); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
		if got := scan(15); !slices.Equal(got, []string{"gdp2020=1", "gdp2022=3", "pop2020=5"}) {
			t.Errorf("%s: as known before: %v", name, got)
		}
		var values []float64
		err := u.History(ctx, fact.Key{Indicator: "gdp", Area: "510100", Period: measure.Year(2020)},
			func(o *fact.Observation) error {
				values = append(values, o.Value)
				return nil
			})
		if err != nil || !slices.Equal(values, []float64{1, 2}) {
			t.Errorf("%s: history %v, %v", name, values, err)
		}
	}
	a, _ := union{early, late}.Position(ctx)
	b, _ := union{early, fact.NewMemory()}.Position(ctx)
	if a.Seq != 6 || a.Hash == b.Hash {
		t.Error("the position does not tell the ledgers apart:", a, b)
	}
}

// A ledger that grows is seen at once; one that does not is evaluated once.
func TestResultsAreKeptUntilTheLedgerGrows(t *testing.T) {
	ctx := t.Context()
	own := fact.NewMemory()
	ws := open(t, chengyu.FS, own)
	at := ws.DefaultAsOf()
	evaluate := func() *evaluate.Result {
		r, err := ws.Evaluate(ctx, at, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := evaluate()
	if evaluate() != first {
		t.Error("the same question was evaluated twice")
	}
	reported := storetest.Observed("urbanisation", "circle", "2025", 66.2)
	batch := &fact.Batch{ID: "b", Known: today, Observations: []fact.Observation{reported}}
	if _, err := own.Append(ctx, batch); err != nil {
		t.Fatal(err)
	}
	target := evaluate().Target("urbanisation-2025")
	if target.Value != 66.2 || target.Status != "met" {
		t.Errorf("after the report the target is %s at %v", target.Status, target.Value)
	}
}

func TestCasesOfThePackageHold(t *testing.T) {
	findings, err := open(t, chengyu.FS, nil).RunCases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f.Text(locale.EN))
	}
}

func TestCaseThatDoesNotHold(t *testing.T) {
	ws := open(t, changed(t, "tests/wrong.yaml", func(string) string {
		return `name: 城镇化
as_of: 2026-01-01
facts:
  - {indicator: pop_urban, area: circle, period: 2020, value: 66}
  - {indicator: pop_resident, area: circle, period: 2020, value: 100}
  - {indicator: pop_urban, area: circle, period: 2022, value: 66}
  - {indicator: pop_resident, area: circle, period: 2022, value: 100}
expect:
  - {indicator: urbanisation, area: circle, period: 2020, value: 66}
  - {indicator: urbanisation, area: circle, period: 2021, missing: input-missing}
  - {indicator: urbanisation, area: circle, period: 2022, value: 60}
  - {indicator: urbanisation, area: circle, period: 2023, value: 66}
`
	}), nil)
	findings, err := ws.RunCases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.Text(locale.EN))
	}
	got := strings.Join(lines, "\n")
	for _, want := range []string{"tests/wrong.yaml:11:", "66.00, expected 60.00", "tests/wrong.yaml:12:",
		"input-missing, expected 66.00"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if len(findings) != 2 {
		t.Errorf("%d findings:\n%s", len(findings), got)
	}
}

// The circle is held against the area its clause states; a wrong composition shows.
func TestAreasAreMeasured(t *testing.T) {
	if got := codes(open(t, chengyu.FS, nil).Findings()); !slices.Contains(got, AreaMeasured.ID) {
		t.Errorf("the check measures nothing: %v", got)
	}
	without := open(t, changed(t, "territory/groups.yaml", func(s string) string {
		return strings.Replace(s, "- {area: circle-sichuan}", "- {area: core-chengdu}", 1)
	}), nil)
	if got := codes(without.Findings()); !slices.Contains(got, AreaDiffers.ID) {
		t.Errorf("a circle without Sichuan passes: %v", got)
	}
}

func TestUnsoundPackages(t *testing.T) {
	for name, fsys := range map[string]fs.FS{
		"nothing": fstest.MapFS{},
		"a broken file": changed(t, "indicators.yaml", func(s string) string {
			return strings.Replace(s, "unit: km2", "unit: hectares of land", 1)
		}),
		"a fact about nothing": changed(t, "facts/economy.csv", func(s string) string {
			return strings.ReplaceAll(s, "gdp,", "gdpp,")
		}),
	} {
		ws := open(t, fsys, nil)
		if ws.Sound() || len(ws.Findings()) == 0 {
			t.Errorf("%s: sound, with findings %v", name, codes(ws.Findings()))
		}
	}
}

func TestScenarios(t *testing.T) {
	ws := open(t, chengyu.FS, nil)
	for _, id := range ws.ScenarioIDs() {
		s, findings, err := ws.Scenario(id)
		if err != nil || len(findings) > 0 {
			t.Fatal(id, err, codes(findings))
		}
		o := Overlay(s)
		if o.ID != id || len(o.Values) != len(s.Values) || !maps.Equal(o.Assumptions, s.Assumptions) {
			t.Errorf("%s is laid over as %+v", id, o)
		}
	}
	if len(ws.ScenarioIDs()) == 0 {
		t.Error("the package ships no scenario")
	}
}
