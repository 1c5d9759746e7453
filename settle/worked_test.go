package settle_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

// base is the package around the compacts of a test.
var base = map[string]string{
	"plan.yaml": `id: worked
title: {zh: 示例, en: Example}
version: "1"
area: "340000"
first_year: 2008
last_year: 2030
base: 2020
due: 2025
source: rules
headline_version: outline
`,
	"clauses.yaml": `clauses:
  - {id: "1", kind: mechanism, title: {zh: 补偿, en: Compensation}}
`,
	"bodies.yaml": `bodies:
  - {id: monitor, name: {zh: 监测站, en: Monitoring station}, kind: department}
`,
	"indicators.yaml": `indicators:
  - {id: investment, name: {zh: 投资, en: Investment}, definition: {zh: 投资, en: Investment}, unit: 亿元, freq: A,
	aggregation: sum}
  - {id: forest_credited, name: {zh: 森林, en: Forest}, definition: {zh: 森林, en: Forest}, unit: 万亩, freq: A,
	aggregation: sum}
`,
	"sources.yaml": `sources:
  - {id: rules, title: {zh: 规则, en: Rules}, published: 2010-01-01, grade: official}
`,
	"territory/areas.csv": `code,name_zh,name_en,level,parent,valid_from,valid_to
340000,安徽省,Anhui,province,,,
330000,浙江省,Zhejiang,province,,,
500000,重庆市,Chongqing,province,,,
500112,渝北区,Yubei,county,500000,,
500242,酉阳县,Youyang,county,500000,,
510000,四川省,Sichuan,province,,,
511600,广安市,Guang'an,prefecture,510000,,
`,
}

// world is a package with what its measures read.
type world struct {
	plan *plan.Plan
	data *settle.Data
	want []txtar.File
}

// open reads an archive: files of a package, and readings, targets, revenue and cells beside it.
func open(t testing.TB, archive *txtar.Archive) *world {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range base {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	w := &world{data: &settle.Data{Assumptions: map[string]float64{}}}
	var targets water.Targets
	var sections []*water.Section
	for _, f := range archive.Files {
		var findings []string
		switch name := f.Name; {
		case strings.HasPrefix(name, "want "):
			w.want = append(w.want, f)
		case name == "readings.csv":
			sections, w.data.Flows = readings(t, f.Data)
		case name == "targets.csv":
			read, wrong := water.ReadTargets(name, f.Data)
			targets = read
			for _, f := range wrong {
				findings = append(findings, f.Text(locale.EN))
			}
		case name == "revenue.csv":
			records, wrong := exchange.ReadRevenue(name, f.Data, measure.StartOf(measure.DateOf(2025, 1, 1)))
			w.data.Revenue = fact.NewRegister(records, measure.Forever)
			for _, f := range wrong {
				findings = append(findings, f.Text(locale.EN))
			}
		case name == "cells.csv":
			w.data.Cells = cellsOf(t, f.Data)
		default:
			fsys[name] = &fstest.MapFile{Data: f.Data}
		}
		for _, f := range findings {
			t.Error(f)
		}
	}
	w.data.Waters = settle.NewWaters(sections, targets)
	p, findings := plan.Parse(fsys)
	for _, f := range findings {
		if f.Code != plan.NoHeadlineVersion {
			t.Error(f.Text(locale.EN))
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	for _, a := range p.Assumptions {
		w.data.Assumptions[a.ID] = a.Value
	}
	w.plan = p
	return w
}

// readings reads "section,date,items…"; a date that is a year stands for a sample in each month of it. The
// column flow is the discharge of every day of the month.
func readings(t testing.TB, data []byte) ([]*water.Section, map[string]*flow.Series) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	head := strings.Split(lines[0], ",")
	sections, flows := map[string]*water.Section{}, map[string]*flow.Series{}
	var list []*water.Section
	for _, line := range lines[1:] {
		cells := strings.Split(line, ",")
		s := sections[cells[0]]
		if s == nil {
			s = &water.Section{ID: cells[0]}
			sections[cells[0]] = s
			list = append(list, s)
		}
		period, err := measure.ParsePeriod(cells[1])
		if err != nil {
			t.Fatal(err)
		}
		for month := period.First(); month <= period.Last(); month += 31 {
			day := measure.DateOf(month.Year(), month.Time().Month(), 15)
			sample := water.NoSample(day)
			for i, cell := range cells[2:] {
				if cell == "" {
					continue
				}
				d, err := decimal.Parse(cell)
				if err != nil {
					t.Fatal(err)
				}
				millionths, _ := d.At(6)
				if head[i+2] == "flow" {
					addFlow(flows, cells[0], period, millionths)
					continue
				}
				item, err := water.ParseItem(head[i+2])
				if err != nil {
					t.Fatal(err)
				}
				sample.Value[item] = millionths
			}
			s.Samples = append(s.Samples, sample)
		}
	}
	return list, flows
}

func addFlow(flows map[string]*flow.Series, section string, p measure.Period, millionths int64) {
	s := flows[section]
	if s == nil {
		s = &flow.Series{First: p.First()}
		flows[section] = s
	}
	for day := p.First(); day <= p.Last(); day++ {
		s.Flows = append(s.Flows, millionths)
	}
}

// cells are the values of indicators, for tests.
type cells map[fact.Key]float64

func cellsOf(t testing.TB, data []byte) cells {
	t.Helper()
	c := cells{}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		f := strings.Split(line, ",")
		p, err := measure.ParsePeriod(f[2])
		v, bad := strconv.ParseFloat(f[3], 64)
		if err != nil || bad != nil {
			t.Fatal(line)
		}
		c[fact.Key{Indicator: f[0], Area: f[1], Period: p}] = v
	}
	return c
}

func (c cells) Cells(indicator, area string, axis measure.Axis, out []float64) {
	for i := range out {
		if v, ok := c[fact.Key{Indicator: indicator, Area: area, Period: axis.At(i)}]; ok {
			out[i] = v
		}
	}
}

func (c cells) CellEvidence(indicator, area string, p measure.Period) []settle.Evidence {
	ref := "fact:" + indicator + "@" + area + ":" + p.String()
	return []settle.Evidence{{Ref: ref, Text: locale.Text{ZH: ref, EN: ref}}}
}

// Every rule that is in use settles as reckoned by hand; the arithmetic heads each archive.
func TestWorkedCompacts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d archives, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := open(t, archive)
			if len(w.want) == 0 {
				t.Fatal("nothing is wanted")
			}
			for _, want := range w.want {
				name := strings.Fields(want.Name)
				c := w.plan.Compacts[0]
				if len(name) == 3 {
					c = w.plan.Compact(name[2])
				}
				period, err := measure.ParsePeriod(name[1])
				if err != nil || c == nil {
					t.Fatal(want.Name, err)
				}
				s := settle.Settle(c, w.data, period)
				if got := told(s); got != string(want.Data) {
					t.Errorf("%s: got\n%swant\n%s", want.Name, got, want.Data)
				}
				balanced(t, s)
			}
		})
	}
}

// told writes a settlement as the archives do: values, verdicts, then balances with =, statistics with ~.
func told(s *settle.Settlement) string {
	var b bytes.Buffer
	for _, v := range s.Values() {
		if v.Quantity.Freq != s.Period.Freq {
			continue // the verdicts of months say enough
		}
		text := "-"
		if !measure.IsMissing(v.Value) {
			text = measure.Shortest(measure.Round(v.Value, 9, measure.HalfEven))
		}
		fmt.Fprintf(&b, "%s%s %s %s\n", prefix(v.Instance), v.Quantity.ID, v.Period, text)
	}
	for _, v := range s.Verdicts {
		line := fmt.Sprintf("%s%s %s %s %s %s", prefix(v.Instance), v.Payment.ID, v.Period, v.Outcome, v.Fen, v.Bound)
		fmt.Fprintln(&b, strings.TrimSpace(line))
		for _, n := range v.Missing {
			fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("  needs %s %s from %s", n.Measure.ID, n.Period,
				strings.Join(n.From, ", ")), " "))
		}
	}
	for _, x := range s.Balances() {
		outside := ""
		if x.Outside {
			outside = " outside"
		}
		fmt.Fprintf(&b, "= %s %s%s\n", x.Party, x.Fen, outside)
	}
	for _, d := range s.Statistics {
		var parts []string
		for _, c := range d.Credited {
			parts = append(parts, c.Party+" "+c.Value.String())
		}
		fmt.Fprintf(&b, "~ %s %s %s in place; %s\n", d.Apportionment.ID, d.Period, d.Official, strings.Join(parts, ", "))
	}
	return b.String()
}

func prefix(x *plan.Instance) string {
	if x == nil {
		return ""
	}
	return x.ID + "/"
}

func balanced(t testing.TB, s *settle.Settlement) {
	t.Helper()
	sum := settlement.Fen(0)
	for _, l := range s.Lines {
		sum += l.Fen
	}
	if sum != 0 {
		t.Errorf("the lines sum to %s", sum)
	}
	for _, v := range s.Verdicts {
		sum = 0
		for _, l := range v.Lines {
			sum += l.Fen
		}
		if sum != 0 || v.Outcome != settle.Due && (v.Fen != 0 || v.Lines != nil) {
			t.Errorf("%s %s: outcome %q, amount %s, lines sum to %s", v.Payment.ID, v.Period, v.Outcome, v.Fen, sum)
		}
	}
}
