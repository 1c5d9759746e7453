package evaluate

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/plan"
)

// rising is a made-up series of x in A from 2018 on, as a ledger.
func rising(values ...float64) string {
	var b strings.Builder
	for i, v := range values {
		fmt.Fprintf(&b, "x A %d %.1f\n", 2018+i, v)
	}
	return b.String()
}

// outlookOf looks ahead from the end of 2023 at a target of 66 due in 2025.
func outlookOf(t *testing.T, unit, facts string, edit func(*plan.Plan), o *Overlay) *TargetOutlook {
	t.Helper()
	p := targetPlan(t, "x "+unit+" A none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear,
		Versions: want(66)})
	p.Manifest.Outlook = 2030
	if edit != nil {
		edit(p)
	}
	r := run(t, p, ledger(t, facts), asOf(t, "2023-12-31"), o)
	return r.TargetOutlook(&r.Targets[0])
}

func TestOutlookOfATarget(t *testing.T) {
	o := outlookOf(t, "%", rising(60, 60.8, 61.9, 62.7, 63.4, 64.5), nil, nil)
	if o.Fault != nil || o.Latest != measure.Year(2023) || o.First != measure.Year(2018) {
		t.Fatalf("fault %v, series of %v–%v", o.Fault, o.First, o.Latest)
	}
	if o.Due == nil || o.Due.Period != measure.Year(2025) || o.Due.Step != 2 {
		t.Fatalf("due %+v", o.Due)
	}
	if odds := o.Forecast.Odds(2, forecast.AtLeast(66)); math.Abs(o.Due.Odds-odds) > 1e-6 {
		t.Errorf("odds %v, want those of the forecast, %v", o.Due.Odds, odds)
	}
	if o.Later == nil || o.Later.Period != measure.Year(2030) || !(o.Later.Odds > o.Due.Odds) {
		t.Errorf("due %+v, later %+v: a rising series is likelier to have met it later", o.Due, o.Later)
	}
	if math.Abs(o.Pace.Required-0.75) > 1e-6 {
		t.Errorf("required pace %v, want (66−64.5)/2", o.Pace.Required)
	}
	if o.When.CalendarYear() < 2024 || o.When.CalendarYear() > 2029 {
		t.Errorf("expected attainment %v", o.When)
	}
	if o.Forecast.Quantile(7, 0.999) > 100 {
		t.Error("a share is forecast above 100 %")
	}
}

func TestOutlookKnowsWhatIsSettled(t *testing.T) {
	p := targetPlan(t, "x % A none up", plan.Target{Comparator: plan.AtLeast, Schedule: plan.Linear, Versions: want(66)})
	r := run(t, p, ledger(t, rising(60, 60.8, 61.9, 62.7, 63.4, 64.5, 65.2, 66.1)), asOf(t, "2026-06-30"), nil)
	if o := r.TargetOutlook(&r.Targets[0]); o.Due != nil || o.When != measure.Year(2025) {
		t.Errorf("2025 is known: due %+v, when %v", o.Due, o.When)
	}
	// Not reported for 2025 yet: the odds are of what the value will turn out to be.
	r = run(t, p, ledger(t, rising(60, 60.8, 61.9, 62.7, 63.4, 64.5, 65.2)), asOf(t, "2026-06-30"), nil)
	if o := r.TargetOutlook(&r.Targets[0]); o.Due == nil || o.Due.Step != 1 {
		t.Errorf("2025 is not known: due %+v", o.Due)
	}
}

func TestOutlookWithTooFewValues(t *testing.T) {
	o := outlookOf(t, "%", rising(60, 61, 62, 63), nil, nil)
	var few forecast.TooFew
	if !errors.As(o.Fault, &few) || few.Usable != 4 || o.Due != nil || o.Forecast != nil {
		t.Errorf("fault %v, due %+v", o.Fault, o.Due)
	}
	if o := outlookOf(t, "%", "", nil, nil); !errors.As(o.Fault, &few) {
		t.Errorf("without any value: fault %v", o.Fault)
	}
}

func TestOutlookHeedsProjects(t *testing.T) {
	values := rising(500, 510, 520, 530, 541, 550)
	open := func(p *plan.Plan) {
		p.Projects[0].Completes = measure.DateOf(2025, 7, 1)
		p.Projects[0].Effects = []plan.Effect{{Indicator: "x", Area: "A", Kind: plan.Level, Size: 200_000,
			Unit: measure.MustUnit("m")}}
	}
	without := outlookOf(t, "km", values, nil, nil)
	with := outlookOf(t, "km", values, open, nil)
	for h, effect := range map[int]float64{1: 0, 2: 200, 5: 200} {
		got := with.Forecast.Median(h) - without.Forecast.Median(h)
		if math.Abs(got-effect) > 1e-6 {
			t.Errorf("step %d: the line adds %v km, want %v", h, got, effect)
		}
	}
	if len(with.Effects) != 1 || with.Effects[0].From != measure.Year(2025) {
		t.Errorf("effects %+v", with.Effects)
	}
	delayed := &Overlay{Completes: map[string]measure.Date{"line": measure.DateOf(2027, 1, 1)}}
	later := outlookOf(t, "km", values, open, delayed)
	if got := later.Forecast.Median(2) - without.Forecast.Median(2); math.Abs(got) > 1e-6 {
		t.Errorf("delayed beyond 2025, the line adds %v km in 2025", got)
	}
}

func TestOutlookSplicesBreaks(t *testing.T) {
	facts := strings.Replace(rising(60, 60.8, 61.9, 72.7, 73.4, 74.5), "2021 72.7", "2021 72.7 B", 1)
	o := outlookOf(t, "%", facts, nil, nil)
	if len(o.Series.Breaks) != 1 || o.Series.Breaks[0] != 3 {
		t.Fatalf("breaks %v", o.Series.Breaks)
	}
	if m := o.Forecast.Median(1); m < 74.5 || m > 76.5 {
		t.Errorf("after a break the forecast is %v: its step was taken for growth", m)
	}
}

func TestPastForecastsPoolReportedSeries(t *testing.T) {
	p := targetPlan(t, "x % A none up\ny 亿元 A sum\nz 亿元 A formula = y * 2", plan.Target{Comparator: plan.AtLeast,
		Schedule: plan.Linear, Versions: want(66)})
	if r := run(t, p, ledger(t, rising(60, 61, 62, 63, 64)), everything, nil).PastForecasts(3); r != nil {
		t.Errorf("five values leave nothing to look back at: %+v", r.All)
	}
	facts := rising(60, 60.8, 61.9, 62.7, 63.4, 64.5, 65.1, 66) +
		strings.ReplaceAll(rising(1, 2, 3, 5, 6, 8, 9), "x A", "y A")
	r := run(t, p, ledger(t, facts), everything, nil).PastForecasts(2)
	// x is forecast from 2023 to 2025, from 2024 and from 2025; y from 2023 and 2024: z was not reported.
	if r == nil || r.All.N != 2+2+1+2+1 {
		t.Fatalf("record %+v", r)
	}
	if len(r.Steps) != 2 || r.Steps[0].N != 5 || len(r.Reliability) != 10 {
		t.Errorf("steps %+v", r.Steps)
	}
}
