package chengyu_test

import (
	"context"
	"io/fs"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/plans/chengyu"
)

// parse reads the package and fails on any finding, warnings too.
func parse(t *testing.T) *plan.Plan {
	t.Helper()
	p, findings := plan.Parse(chengyu.FS)
	clean(t, findings)
	if p == nil {
		t.Fatal("the package cannot be read")
	}
	return p
}

func clean(t *testing.T, findings []finding.Finding) {
	t.Helper()
	for _, f := range findings {
		t.Error(f.Text(locale.EN))
	}
}

func TestPackageIsClean(t *testing.T) {
	p := parse(t)
	for dir, read := range map[string]func(string, []byte) []finding.Finding{
		"scenarios": func(name string, data []byte) []finding.Finding {
			_, findings := plan.ParseScenario(name, data, p)
			return findings
		},
		"tests": func(name string, data []byte) []finding.Finding {
			_, findings := plan.ParseCase(name, data, p)
			return findings
		},
	} {
		names, err := fs.Glob(chengyu.FS, dir+"/*.yaml")
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(names), err)
		}
		for _, name := range names {
			data, err := chengyu.FS.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			clean(t, read(name, data))
		}
	}
}

// Every number the outline sets for 2025 has a target that asks the same of the same indicator.
func TestTargetFiguresHaveTheirTarget(t *testing.T) {
	p := parse(t)
	figures := 0
	for _, c := range p.Clauses {
		for i := range c.Figures {
			f := &c.Figures[i]
			if f.Role != plan.TargetRole {
				continue
			}
			figures++
			if !asked(p, c, f) {
				t.Errorf("clause %s: no target asks for %v %s of %s by %s",
					c.ID, f.Value, f.Unit, f.Indicator, f.Period)
			}
		}
	}
	if figures != 10 {
		t.Errorf("the outline sets 10 numbers for 2025, the clauses hold %d", figures)
	}
}

// asked reports whether the headline of a target is what the figure of the clause says.
func asked(p *plan.Plan, c *plan.Clause, f *plan.Figure) bool {
	for _, target := range p.Targets {
		num, den, err := f.Unit.FactorTo(target.Unit)
		if err != nil || target.Clause != c.ID || target.Readings[0].Indicator != f.Indicator {
			continue
		}
		want := f.Value * float64(num) / float64(den)
		if target.Due == f.Period && target.Comparator == f.Comparator &&
			target.Versions[0].ID == p.Manifest.Headline && target.Versions[0].Want == want {
			return true
		}
	}
	return false
}

// The four indicators that the commentary wants met are the ones watched.
func TestWatchedTargets(t *testing.T) {
	watched := map[string]bool{"urbanisation-2025": true, "rail-length-2025": true,
		"rd-intensity-2025": true, "crossborder-2025": true}
	for _, target := range parse(t).Targets {
		if target.Watch != watched[target.ID] {
			t.Errorf("%s: watch is %v", target.ID, target.Watch)
		}
	}
}

// Opening the central line moves the trip between the cores, from the month it opens.
func TestCentralLineScenarios(t *testing.T) {
	p := parse(t)
	for name, want := range map[string]map[string]float64{
		"":                     {"2025-12": measure.Missing, "2027-10": measure.Missing, "2027-11": 50},
		"central-line-by-2025": {"2025-10": measure.Missing, "2025-12": 50},
		"central-line-late":    {"2027-12": measure.Missing, "2029-11": 50},
	} {
		var overlay *evaluate.Overlay
		if name != "" {
			data, err := chengyu.FS.ReadFile("scenarios/" + name + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			s, findings := plan.ParseScenario(name, data, p)
			clean(t, findings)
			overlay = &evaluate.Overlay{ID: s.ID, Completes: s.Completes}
		}
		r, err := evaluate.Run(context.Background(), p, fact.NewMemory(), fact.AsOf{Known: measure.Forever}, overlay)
		if err != nil {
			t.Fatal(err)
		}
		for month, minutes := range want {
			period, err := measure.ParsePeriod(month)
			if err != nil {
				t.Fatal(err)
			}
			got := r.Cell("rail_minutes_cores", "circle", period).Value
			if got != minutes && !(measure.IsMissing(got) && measure.IsMissing(minutes)) {
				t.Errorf("scenario %q, %s: %v minutes, want %v", name, month, got, minutes)
			}
		}
	}
}
