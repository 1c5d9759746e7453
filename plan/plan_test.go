package plan

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// wanted reads the expectations of a package: "# want plan.code" behind the line a finding is
// about. Files that take no comments are given as further pairs of "file:line" and code.
func wanted(t *testing.T, fsys fs.FS, more ...string) []string {
	t.Helper()
	var want []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		for i, line := range strings.Split(string(data), "\n") {
			if _, codes, ok := strings.Cut(line, "# want "); ok {
				for _, code := range strings.Fields(codes) {
					want = append(want, fmt.Sprintf("%s:%d %s", name, i+1, code))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(want, more...)
}

func TestBrokenPackage(t *testing.T) {
	fsys := os.DirFS("testdata/broken")
	want := wanted(t, fsys, "notes.txt:0 plan.unknown-file", "tests/more.yml:0 plan.unknown-file",
		"territory/areas.csv:5 territory.unknown-parent")
	_, findings := Parse(fsys)
	var got []string
	text := map[string]string{}
	codes := map[string]bool{}
	for _, f := range findings {
		key := fmt.Sprintf("%s:%d %s", f.Pos.File, f.Pos.Line, f.Code.ID)
		got, text[key] = append(got, key), f.Text(locale.EN)
		codes[f.Code.ID] = true
	}
	for _, key := range got {
		if i := slices.Index(want, key); i >= 0 {
			want = slices.Delete(want, i, i+1)
		} else {
			t.Errorf("unexpected: %s", text[key])
		}
	}
	for _, key := range want {
		t.Errorf("not found: %s", key)
	}
	if len(codes) < 40 {
		t.Errorf("%d distinct findings, want 40 or more", len(codes))
	}
	if !slices.IsSortedFunc(findings, func(a, b finding.Finding) int { return a.Pos.Compare(b.Pos) }) {
		t.Error("findings are not in order of position")
	}
}

// small returns the package in testdata/small with files put in or replaced.
func small(t testing.TB, files map[string]string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	dir := os.DirFS("testdata/small")
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, name)
		fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// edited is the small package with one text replaced by another in a file.
func edited(t testing.TB, file, old, new string) fstest.MapFS {
	t.Helper()
	fsys := small(t, nil)
	text := string(fsys[file].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not contain %q", file, old)
	}
	fsys[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
	return fsys
}

// right parses a package that must have no findings.
func right(t testing.TB, fsys fs.FS) *Plan {
	t.Helper()
	p, findings := Parse(fsys)
	for _, f := range findings {
		t.Error(f.Text(locale.EN))
	}
	if t.Failed() {
		t.FailNow()
	}
	return p
}

func TestLookups(t *testing.T) {
	p := right(t, small(t, nil))
	if c := p.Clause("1.1"); c == nil || c.Parent != p.Clause("1") || len(c.Figures) != 2 {
		t.Errorf("clause 1.1: %+v", c)
	}
	if p.Theme("centre") == nil || p.Theme("rail") == nil || p.Body("city") == nil ||
		p.Project("line") == nil || p.Mechanism("meeting") == nil ||
		p.Assumption("part_share") == nil || p.Source("sector-plan") == nil {
		t.Error("something that is there was not found")
	}
	if p.Target("nothing") != nil || p.Indicator("nothing") != nil {
		t.Error("something was found that is not there")
	}
	if ts := p.TargetsOf("1.1"); len(ts) != 1 || ts[0] != p.Target("urbanisation-2025") {
		t.Errorf("targets of clause 1.1: %v", ts)
	}
	if ts := p.Leads("office"); len(ts) != 1 || len(p.Leads("city")) != 0 {
		t.Errorf("the office leads %v", ts)
	}
	if p.Indicator("urbanisation").Program == nil || p.Indicator("gdp").Program != nil {
		t.Error("an indicator has a program if and only if it has a formula")
	}
}

func TestFingerprintIsOfMeaning(t *testing.T) {
	base := right(t, small(t, nil)).Fingerprint()
	for _, c := range []struct {
		file, old, new string
		same           bool
	}{
		{"indicators.yaml", "en: Urbanisation", "en: Share of people in towns", true},
		{"indicators.yaml", "    decimals: 1\n    formula: population_urban / population",
			"    formula: population_urban   /   population # ratio\n    decimals: 1", true},
		{"clauses.yaml", "城镇人口占比有数字目标。", "另一种说法。", true},
		{"indicators.yaml", "population_urban / population", "population / population", false},
		{"indicators.yaml", "decimals: 1", "decimals: 2", false},
		{"assumptions.yaml", "value: 0.5", "value: 0.4", false},
		{"targets.yaml", "want: 67", "want: 68", false},
		{"territory/areas.csv", "900102,另一区,Other", "900102,别的区,Another", true},
		{"territory/groups.yaml", "- {area: \"900101\"}\n", "- {area: \"900101\", weight: part_share}\n", false},
	} {
		got := right(t, edited(t, c.file, c.old, c.new)).Fingerprint()
		if (got == base) != c.same {
			t.Errorf("%s: %q → %q: same fingerprint is %v", c.file, c.old, c.new, got == base)
		}
	}
}

func TestScenario(t *testing.T) {
	fsys := small(t, nil)
	p := right(t, fsys)
	s, findings := ParseScenario("late.yaml", fsys["scenarios/late.yaml"].Data, p)
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	if s.ID != "late" || s.Values[0].Value != 10000 || !measure.IsMissing(s.Values[1].Value) ||
		s.Assumptions["part_share"] != 1 || s.Wants["urbanisation-2025/sector-plan"] != 71 {
		t.Errorf("scenario %+v", s)
	}
	if day, ok := s.Completes["line"]; !ok || day != 0 {
		t.Errorf("the line is complete on %v, want never", day)
	}
}

// A scenario may not suppose what the assumption itself rules out.
func TestScenarioOutsideBounds(t *testing.T) {
	p := right(t, small(t, nil))
	const text = "id: wide\nname: {zh: 宽, en: Wide}\nassumptions: {part_share: 1.5}\n"
	_, findings := ParseScenario("wide.yaml", []byte(text), p)
	if len(findings) != 1 || findings[0].Code != OutsideBounds || findings[0].Pos.String() != "wide.yaml:3:27" {
		t.Errorf("findings %v", findings)
	}
}

func TestCase(t *testing.T) {
	fsys := small(t, nil)
	p := right(t, fsys)
	c, findings := ParseCase("ratio.yaml", fsys["tests/ratio.yaml"].Data, p)
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	if c.AsOf != measure.DateOf(2024, 12, 31) || len(c.Facts) != 2 || c.Expect[1].Missing != "input-missing" {
		t.Errorf("case %+v", c)
	}
	const wrong = `name: x
as_of: 2024
facts:
  - {indicator: gdp, area: circle, period: 2023-01, value: 1} # want plan.wrong-frequency
  - {indicator: gpd, area: circle, period: 2023, value: 1} # want plan.unknown-reference
expect:
  - {indicator: gdp, area: circle, period: 2023} # want plan.value-or-missing
  - {indicator: gdp, area: circle, period: 2022, value: 1, missing: undefined} # want plan.value-or-missing
  - {indicator: gdp, area: circle, period: 2021, missing: lost} # want plan.bad-choice
expect_targets:
  - {target: urbanisation-2025, status: fine} # want plan.bad-choice
`
	want := wanted(t, fstest.MapFS{"wrong.yaml": &fstest.MapFile{Data: []byte(wrong)}})
	_, findings = ParseCase("wrong.yaml", []byte(wrong), p)
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s:%d %s", f.Pos.File, f.Pos.Line, f.Code.ID))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Positions point into the formula, however the file writes it.
func TestFormulaPositions(t *testing.T) {
	for formula, want := range map[string]string{
		"population_urban / populatoin":                    "indicators.yaml:26:33",
		"\"population_urban / populatoin\"":                "indicators.yaml:26:34",
		"|\n      population_urban\n      / populatoin":    "indicators.yaml:28:9",
		">-\n      population_urban\n\n      / populatoin": "indicators.yaml:29:9",
		"population_urban\n      / populatoin":             "indicators.yaml:27:9",
	} {
		fsys := edited(t, "indicators.yaml", "population_urban / population", formula)
		_, findings := Parse(fsys)
		if len(findings) != 1 || findings[0].Pos.String() != want {
			t.Errorf("%q: %d findings at %v, want one at %s", formula, len(findings), findings, want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	p, findings := Parse(fstest.MapFS{})
	if p != nil || len(findings) != 1 || findings[0].Code != MissingFile {
		t.Errorf("empty package: plan %v, findings %v", p, findings)
	}
	// What a file that cannot be read declares is not missed elsewhere.
	p, findings = Parse(small(t, map[string]string{"sources.yaml": "sources: [\n"}))
	if p == nil || len(findings) != 1 || findings[0].Code != strict.Syntax {
		t.Errorf("unreadable sources: %v", findings)
	}
}

// dump writes what a package means and says, without positions.
func dump(p *Plan) string {
	var b strings.Builder
	p.visit(func(s *spot) {
		if s.value.Kind() != reflect.Slice || !isStruct(s.value.Type().Elem()) {
			fmt.Fprintf(&b, "%s.%s = %v\n", s.subject, s.key, s.value.Interface())
		}
	})
	return b.String()
}

func TestFormattingKeepsThePackage(t *testing.T) {
	for _, dir := range []string{"testdata/small", "testdata/broken"} {
		before, after := os.DirFS(dir), fstest.MapFS{}
		err := fs.WalkDir(before, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(before, name)
			if ext := path.Ext(name); ext == ".yaml" || ext == ".csv" {
				data, _ = Format(path.Join("any", "where", name), data)
				again, _ := Format(name, data)
				if string(again) != string(data) {
					t.Errorf("%s: formatting is not stable", name)
				}
			}
			after[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := Parse(before)
		q, _ := Parse(after)
		if dump(p) != dump(q) {
			t.Errorf("%s means something else when formatted:\n%s\n%s", dir, dump(p), dump(q))
		}
	}
}

// The small package is written as Format writes it.
func TestSmallPackageIsFormatted(t *testing.T) {
	for name, f := range small(t, nil) {
		if got, _ := Format(name, f.Data); string(got) != string(f.Data) {
			t.Errorf("%s formats to\n%s", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	base := small(f, nil)
	names := slices.Sorted(maps.Keys(base))
	for i, name := range names {
		f.Add(i, base[name].Data)
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		name := names[uint(i)%uint(len(names))]
		fsys := maps.Clone(base)
		fsys[name] = &fstest.MapFile{Data: data}
		p, findings := Parse(fsys)
		for _, f := range findings {
			if f.Pos.File == "" || f.Pos.Line < 1 && f.Code != UnknownFile && f.Code != MissingFile {
				t.Errorf("%s: finding without a position: %s", name, f.Text(locale.EN))
			}
		}
		if ext := path.Ext(name); ext != ".yaml" && ext != ".csv" || p == nil {
			return
		}
		formatted, _ := Format(name, data)
		fsys[name] = &fstest.MapFile{Data: formatted}
		q, _ := Parse(fsys)
		if dump(p) != dump(q) {
			t.Errorf("%s: means something else when formatted: %q → %q", name, data, formatted)
		}
	})
}
