package evaluate

import (
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// targetPlan has one target on indicator x in area A.
func targetPlan(t tb, ind string, target plan.Target) *plan.Plan {
	p := smallPlan(t, ind)
	target.ID, target.Area = "t", "A"
	if target.Versions == nil {
		target.Versions = []plan.Version{{ID: "outline", Want: 66}}
	}
	target.Readings = []plan.Reading{{ID: "r", Indicator: "x"}}
	if target.Due == (measure.Period{}) {
		target.Due = measure.Year(2025)
	}
	if target.Unit == (measure.Unit{}) {
		target.Unit = p.Indicator("x").Unit
	}
	p.Targets = []*plan.Target{&target}
	return p
}

func want(x float64) []plan.Version { return []plan.Version{{ID: "outline", Want: x}} }

func TestStatus(t *testing.T) {
	statuses, rules := map[Status]bool{}, map[Rule]bool{}
	const up, down, neither = "x % A none up", "x % A none down", "x % A none"
	share := func(c plan.Comparator, s plan.Schedule, w float64) plan.Target {
		return plan.Target{Comparator: c, Schedule: s, Versions: want(w), Tolerance: 0.5}
	}
	for _, c := range []struct {
		name   string
		ind    string
		target plan.Target
		asOf   string
		facts  string
		status Status
		rule   Rule
		stale  bool
	}{
		{"due and reached", up, share(plan.AtLeast, plan.Linear, 66), "2026-06-30",
			"x A 2019 60\nx A 2025 66", Met, DueAtLeast, false},
		{"due and not reached", up, share(plan.AtLeast, plan.Linear, 66), "2026-06-30",
			"x A 2019 60\nx A 2025 65.9", Missed, DueAtLeast, false},
		{"due on the last day", up, share(plan.AtLeast, plan.Linear, 66), "2025-12-31",
			"x A 2025 66", Met, DueAtLeast, false},
		{"due, no value of the due period", up, share(plan.AtLeast, plan.Linear, 66), "2026-06-30",
			"x A 2019 60\nx A 2024 67", NoData, DueNoValue, true},
		{"due, no value at all", up, share(plan.AtLeast, plan.Linear, 66), "2026-06-30", "", NoData, DueNoValue, false},
		{"at most, met", down, share(plan.AtMost, plan.Linear, 66), "2026-06-30", "x A 2025 65", Met, DueAtMost, false},
		{"at most, missed", down, share(plan.AtMost, plan.Linear, 66), "2026-06-30", "x A 2025 67", Missed, DueAtMost, false},
		{"about, within", neither, share(plan.About, plan.Linear, 66), "2026-06-30", "x A 2025 65.5", Met, DueAbout, false},
		{"about, short", neither, share(plan.About, plan.Linear, 66), "2026-06-30", "x A 2025 65.4", Missed, DueAbout, false},
		{"about, far beyond, no good side", neither, share(plan.About, plan.Linear, 66), "2026-06-30",
			"x A 2025 70", Missed, DueAbout, false},
		{"about, far beyond on the good side", up, share(plan.About, plan.Linear, 66), "2026-06-30",
			"x A 2025 70", Met, DueAbout, false},
		{"about, good side known from the baseline", neither, share(plan.About, plan.Linear, 66), "2026-06-30",
			"x A 2019 60\nx A 2025 70", Met, DueAbout, false},
		{"reach, rising", up, share(plan.Reach, plan.Linear, 66), "2026-06-30", "x A 2025 67", Met, DueReach, false},
		{"reach, falling by direction", down, share(plan.Reach, plan.Linear, 66), "2026-06-30",
			"x A 2025 67", Missed, DueReach, false},
		{"reach, falling from the baseline", neither, share(plan.Reach, plan.Linear, 66), "2026-06-30",
			"x A 2019 80\nx A 2025 65", Met, DueReach, false},
		{"all", up, share(plan.All, plan.Linear, 1), "2026-06-30", "x A 2025 100", Met, DueAll, false},
		{"nearly all", up, share(plan.All, plan.Linear, 1), "2026-06-30", "x A 2025 99.9", Missed, DueAll, false},

		{"met early", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2022 66.5", Ahead, AlreadyMet, false},
		{"met early without a baseline", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2022 66.5", Ahead, AlreadyMet, false},
		{"ahead of a straight line", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2022 63.4", Ahead, LinearSchedule, false},
		{"on it", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2022 63.3", OnCourse, LinearSchedule, false},
		{"on it, below", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2022 62.7", OnCourse, LinearSchedule, false},
		{"behind it", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2022 62.6", Lagging, LinearSchedule, false},
		{"falling, ahead", down, share(plan.AtMost, plan.Linear, 20), "2023-06-30",
			"x A 2019 40\nx A 2022 28", Ahead, LinearSchedule, false},
		{"falling, behind", down, share(plan.AtMost, plan.Linear, 20), "2023-06-30",
			"x A 2019 40\nx A 2022 32", Lagging, LinearSchedule, false},
		{"falling, on it", down, share(plan.Reach, plan.Linear, 20), "2023-06-30",
			"x A 2019 40\nx A 2022 30", OnCourse, LinearSchedule, false},
		{"zero baseline", up, share(plan.AtLeast, plan.Linear, 60), "2023-06-30",
			"x A 2019 0\nx A 2022 30", OnCourse, LinearSchedule, false},
		{"only the baseline so far", up, share(plan.AtLeast, plan.Linear, 66), "2020-06-30",
			"x A 2019 60", OnCourse, LinearSchedule, false},
		{"nothing since the baseline", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60", NoData, NoValueSince, true},
		{"stale", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2019 60\nx A 2020 61", OnCourse, LinearSchedule, true},
		{"target equals baseline, held", up, share(plan.AtLeast, plan.Linear, 60), "2023-06-30",
			"x A 2019 60\nx A 2022 60", Ahead, AlreadyMet, false},
		{"target equals baseline, lost", up, share(plan.AtLeast, plan.Linear, 60), "2023-06-30",
			"x A 2019 60\nx A 2022 59", Lagging, HoldBaseline, false},
		{"a cap the baseline keeps, lost", neither, share(plan.AtMost, plan.Linear, 60), "2023-06-30",
			"x A 2019 50\nx A 2022 61", Lagging, HoldBaseline, false},
		{"no baseline", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30",
			"x A 2022 62", NotComputable, ScheduleBaseline, false},
		{"nothing yet", up, share(plan.AtLeast, plan.Linear, 66), "2023-06-30", "", NoData, NoValueYet, false},

		{"growth, on it", up, share(plan.AtLeast, plan.Growth, 64), "2023-06-30",
			"x A 2019 1\nx A 2022 8", OnCourse, GrowthSchedule, false}, // 64 in six years doubles every year
		{"growth, behind", up, share(plan.AtLeast, plan.Growth, 64), "2023-06-30",
			"x A 2019 1\nx A 2022 4", Lagging, GrowthSchedule, false},
		{"growth, ahead", up, share(plan.AtLeast, plan.Growth, 64), "2023-06-30",
			"x A 2019 1\nx A 2022 12", Ahead, GrowthSchedule, false},
		{"growth from zero", up, share(plan.AtLeast, plan.Growth, 64), "2023-06-30",
			"x A 2019 0\nx A 2022 12", NotComputable, NoSchedule, false},

		{"maintained", up, share(plan.AtLeast, plan.Maintain, 95), "2023-06-30",
			"x A 2022 96", OnCourse, MaintainLatest, false},
		{"not maintained", up, share(plan.AtLeast, plan.Maintain, 95), "2023-06-30",
			"x A 2022 94", Lagging, MaintainLatest, false},
		{"milestone to come", up, share(plan.All, plan.Milestone, 1), "2023-06-30",
			"x A 2022 40", OnCourse, MilestoneWaiting, false},
		{"milestone reached", up, share(plan.All, plan.Milestone, 1), "2023-06-30",
			"x A 2022 100", Ahead, AlreadyMet, false},
		{"milestone without data", up, share(plan.All, plan.Milestone, 1), "2023-06-30",
			"", NoData, NoValueYet, false},

		{"undefined", "a % A none\nx % A formula = a / (a - a)", share(plan.AtLeast, plan.Linear, 66), "2026-06-30",
			"a A 2025 3", NotComputable, DueNoValue, false},
		{"rounding noise is no shortfall", "a 1 A none\nb 1 A none\nx % A formula = a / b",
			share(plan.AtLeast, plan.Linear, 88), "2026-06-30", "a A 2025 22\nb A 2025 25", Met, DueAtLeast, false},
	} {
		statuses[c.status], rules[c.rule] = true, true
		t.Run(c.name, func(t *testing.T) {
			r := run(t, targetPlan(t, c.ind, c.target), ledger(t, c.facts), asOf(t, c.asOf), nil)
			got := r.Targets[0]
			if got.Status != c.status || got.Rule != c.rule || got.Stale != c.stale {
				t.Errorf("%s by %s, stale %v; want %s by %s, stale %v", got.Status, got.Rule, got.Stale,
					c.status, c.rule, c.stale)
			}
			if wantMissing := c.status == NoData || c.rule == ScheduleBaseline; (len(got.Missing) > 0) != wantMissing {
				t.Errorf("missing: %v", got.Missing)
			}
		})
	}
	if len(statuses) != 7 || len(rules) != len(Rules) {
		t.Errorf("the table shows %d of 7 statuses and %d of %d rules", len(statuses), len(rules), len(Rules))
	}
}

// Officials report 时序进度 of a year's investment plan as the share done less the share of the year
// gone: January–April 2025 34.7 %, +1.4 points; first half 57.3 %, +7.3; January–August 2023
// 74.3 %, +7.6 (joint office of Chongqing and Sichuan, press of those dates).
func TestOfficialScheduleProgress(t *testing.T) {
	for _, c := range []struct {
		period, asOf string
		done, lead   float64
		status       Status
	}{
		{"2025-01..04", "2025-05-10", 34.7, 1.4, OnCourse},
		{"2025-01..06", "2025-07-10", 57.3, 7.3, Ahead},
		{"2025-01..08", "2025-09-10", 74.3, 7.6, Ahead},
	} {
		p := targetPlan(t, "x % T none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear,
			Versions: want(100)})
		facts := factReader{}
		period, _ := measure.ParsePeriod(c.period)
		for _, o := range []fact.Observation{
			{Indicator: "x", Area: "A", Period: period, Value: c.done, Status: measure.Normal},
			{Indicator: "x", Area: "A", Period: measure.Period{Freq: measure.ToDate, Ord: 2024*12 + 11}, Value: 127,
				Status: measure.Normal}} { // last year's total is no value of this year
			facts[o.Key()] = o
		}
		got := run(t, p, facts, asOf(t, c.asOf), nil).Targets[0]
		if lead := got.Value - got.Expected; math.Abs(lead-c.lead) > 0.051 {
			t.Errorf("%s: %.2f points ahead, officials say %.1f", c.period, lead, c.lead)
		}
		if got.Status != c.status {
			t.Errorf("%s: %s, want %s", c.period, got.Status, c.status)
		}
	}
}

func TestTargetsAreInTheirOwnUnit(t *testing.T) {
	p := targetPlan(t, "x 万人 A none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear,
		Versions: want(2e6), Unit: measure.MustUnit("人")})
	got := run(t, p, ledger(t, "x A 2019 100\nx A 2022 150"), asOf(t, "2023-01-31"), nil).Targets[0]
	if got.Value != 1.5e6 || got.Baseline != 1e6 || got.Expected != 1.5e6 || got.Progress != 0.5 {
		t.Errorf("%+v", got)
	}
}

func TestEveryVersionAndReadingStands(t *testing.T) {
	p := targetPlan(t, "x % A none up\ny % A none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear,
		Versions: []plan.Version{{ID: "eco-2022", Want: 89.4}, {ID: "outline", Want: 88}}})
	p.Targets[0].Readings = append(p.Targets[0].Readings, plan.Reading{ID: "s", Indicator: "y", Area: "B"})
	o := &Overlay{Wants: map[string]float64{"t/eco-2022": 95}}
	r := run(t, p, ledger(t, "x A 2025 88.5\ny B 2025 90"), asOf(t, "2026-01-31"), o)
	type line struct {
		id       string
		headline bool
		want     float64
		status   Status
	}
	wants := []line{{"t/eco-2022/r", false, 95, Missed}, {"t/eco-2022/s", false, 95, Missed},
		{"t/outline/r", true, 88, Met}, {"t/outline/s", false, 88, Met}}
	for i := range r.Targets {
		got := r.Targets[i]
		if (line{got.ID(), got.Headline, got.Want, got.Status}) != wants[i] {
			t.Errorf("%s headline %v wants %v: %s; want %v", got.ID(), got.Headline, got.Want, got.Status, wants[i])
		}
	}
	if r.Target("t").ID() != "t/outline/r" || r.Target("t/eco-2022/s").Area != "B" || r.Target("u") != nil {
		t.Error("results are not found by id")
	}
	p.Manifest.Headline = "none of them"
	if r := run(t, p, ledger(t, ""), everything, nil); !r.Targets[0].Headline || r.Targets[2].Headline {
		t.Error("without the headline version the first one stands for it")
	}
}

func TestScheduleToleranceIsAnAssumption(t *testing.T) {
	p := targetPlan(t, "x % A none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear})
	facts := ledger(t, "x A 2019 60\nx A 2022 62.6")
	p.Assumptions = append(p.Assumptions, &plan.Assumption{ID: toleranceID, Value: 10, Unit: measure.PercentagePoint})
	if got := run(t, p, facts, asOf(t, "2023-01-31"), nil).Targets[0]; got.Status != OnCourse {
		t.Errorf("10 points: %s", got.Status)
	}
	o := &Overlay{Assumptions: map[string]float64{toleranceID: 1}}
	if got := run(t, p, facts, asOf(t, "2023-01-31"), o).Targets[0]; got.Status != Lagging {
		t.Errorf("supposed 1 point: %s", got.Status)
	}
}

func TestMissingNamesWhoMustReport(t *testing.T) {
	p := targetPlan(t, "pop 人 A sum\nurban 人 A sum\nx % A formula up = urban / pop",
		plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear})
	p.Targets[0].Readings[0].Area = "circle"
	for _, c := range []struct {
		facts string
		want  []string
	}{
		{"", []string{"urban@circle", "pop@circle"}},
		{"pop A1 2025 1\npop A2 2025 1\npop B1 2025 1", []string{"urban@circle"}},
		{"pop circle 2025 1\nurban A1 2025 1", []string{"urban@A2", "urban@B1"}},
		{"pop circle 2025 1\nurban A1 2025 1\nurban B 2025 1", []string{"urban@A2", "urban@B1"}},
		{"pop circle 2025 1\nurban A 2025 1\nurban A2 2025 1", []string{"urban@B1"}},
	} {
		got := run(t, p, ledger(t, c.facts), asOf(t, "2026-01-31"), nil).Targets[0]
		var cells []string
		for _, m := range got.Missing {
			if m.Period != measure.Year(2025) || len(m.From) != 1 || m.From[0] != "bureau" {
				t.Errorf("%v", m)
			}
			cells = append(cells, m.Indicator+"@"+m.Area)
		}
		if got.Status != NoData || !equalStrings(cells, c.want) {
			t.Errorf("%q: %s, missing %v, want %v", c.facts, got.Status, cells, c.want)
		}
	}
}

func TestEstimated(t *testing.T) {
	for _, c := range []struct {
		area, facts string
		want        bool
	}{
		{"A", "pop A1 2025 1\npop A2 2025 1", false},
		{"A", "pop A1 2025 1 E\npop A2 2025 1", true},
		{"A", "pop A1 2025 1\npop A2 2025 1\npop A1 2024 1 E", false},   // another year's estimate
		{"A", "pop A 2025 1\npop A1 2025 1 E", false},                   // not what the value stands on
		{"circle", "pop A1 2025 1\npop A2 2025 1\npop B1 2025 1", true}, // part of B1 by an assumed share
		{"circle", "pop circle 2025 1", false},
	} {
		p := targetPlan(t, "pop 人 A sum\nx 人 A formula = coalesce(pop, lag(pop))",
			plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear})
		p.Targets[0].Area = c.area
		if got := run(t, p, ledger(t, c.facts), asOf(t, "2026-01-31"), nil).Targets[0]; got.Estimated != c.want {
			t.Errorf("%s %q: estimated %v, want %v", c.area, c.facts, got.Estimated, c.want)
		}
	}
}

func equalStrings(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
