package exchange

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// The page about the format names every column and status, and its examples read without errors.
func TestFormatPage(t *testing.T) {
	page, err := os.ReadFile("../docs/format/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	for c := range colLabel {
		for _, name := range columnNames[c][:2] {
			if c < colBatch && !strings.Contains(string(page), "| "+name) && !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("column %s is not described", name)
			}
		}
	}
	for _, s := range measure.Statuses {
		if !strings.Contains(string(page), "\n| "+string(s)+" |") {
			t.Errorf("status %s is not described", s)
		}
	}
	examples := regexp.MustCompile("(?s)```csv ?(?:wide )?([a-z]*)\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(examples) != 4 {
		t.Errorf("%d examples, expected 4", len(examples))
	}
	for _, e := range examples {
		batches, findings := Read("facts.md", []byte(e[2]), ForPlan(synthetic()), Options{Known: imported, Indicator: e[1]})
		mustNoErrors(t, findings)
		if len(batches) == 0 {
			t.Errorf("nothing was read from\n%s", e[2])
		}
	}
}

// A plan with nothing in it is checked against as well: its own findings say what it lacks.
func TestEmptyPlan(t *testing.T) {
	changes := []*territory.Change{{From: "510112", To: "510112", OldName: "龙泉驿县"}}
	for _, p := range []*plan.Plan{{}, {Territory: territory.New(nil, changes, nil)}} {
		_, findings := Read("f.csv", []byte("指标,地区,时期,数值\ngdp,重庆,2022,1\n"), ForPlan(p), Options{Known: imported})
		if len(findings) != 2 {
			t.Errorf("findings %v", findings)
		}
	}
}

// An indicator whose own unit is not known is not held against the units of facts: that would say the
// same mistake once more at every row.
func TestIndicatorWithoutUnit(t *testing.T) {
	p := synthetic()
	p.Indicator("gdp").Unit = measure.Unit{}
	_, findings := Read("f.csv", []byte("指标,地区,时期,数值,单位\ngdp,重庆,2022,1,亿元\n"), ForPlan(p), Options{Known: imported})
	if len(findings) != 0 {
		t.Errorf("findings %v", findings)
	}
}

func TestCompare(t *testing.T) {
	ctx := context.Background()
	s := ForPlan(synthetic())
	ledger := fact.NewMemory()
	read := func(text string) []fact.Batch {
		batches, findings := Read("f.csv", []byte("指标,地区,时期,数值,状态\n"+text), s, Options{Known: imported})
		mustNoErrors(t, findings)
		return batches
	}
	if _, err := ledger.Append(ctx, &read("gdp,重庆,2020,1,\ngdp,重庆,2021,2,\ngdp,重庆,2022,,L\n")[0]); err != nil {
		t.Fatal(err)
	}
	p, err := Compare(ctx, ledger, read("gdp,重庆,2020,1.0,\ngdp,重庆,2021,3,\ngdp,重庆,2022,,L\ngdp,成都,2022,4,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if p.New != 1 || p.Same != 2 || len(p.Changes) != 1 || p.Changes[0].Was.Value != 2 || p.Changes[0].Now.Value != 3 {
		t.Errorf("preview %+v", p)
	}
}
