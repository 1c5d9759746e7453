package evaluate

import (
	"errors"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// monitored is a ledger with synthetic statistics: in A1 and A2 the year's last two digits.
type monitored struct {
	fact.Reader
	fault error
}

func (monitored) Statistic(name, area string, axis measure.Axis, out []float64) {
	for i := range out {
		out[i] = measure.Missing
		if name == "air.good_days" && (area == "A1" || area == "A2") {
			out[i] = float64(axis.At(i).CalendarYear() % 100)
		}
	}
}

func (monitored) Evidence(name, area string, p measure.Period) []Evidence {
	return []Evidence{{Text: locale.Text{EN: name + " in " + area}}}
}

func (m monitored) Err() error { return m.fault }

// A formula reads statistics where facts offer them; an observation still wins, parts add up, and the
// lineage shows what a statistic rests on.
func TestStatistics(t *testing.T) {
	p := smallPlan(t, `good 天 A sum = statistic("air.good_days")
monthly 天 M none = statistic("air.good_days")
months 天 A none = annual_sum(monthly)`)
	facts := ledger(t, "good A2 2021 300")
	r := run(t, p, monitored{Reader: facts}, everything, nil)
	for _, c := range []struct {
		indicator, area, period string
		want                    Cell
	}{
		{"good", "A1", "2020", Cell{20, Computed, HasValue}},
		{"good", "A", "2020", Cell{40, Composed, HasValue}},
		{"good", "A2", "2021", Cell{300, Observed, HasValue}},
		{"months", "A1", "2020", Cell{240, Computed, HasValue}},
	} {
		if got := cell(t, r, c.indicator, c.area, c.period); got != c.want {
			t.Errorf("%s@%s:%s = %v, want %v", c.indicator, c.area, c.period, got, c.want)
		}
	}
	if got := cell(t, r, "good", "B1", "2020"); got.Reason != InputGone {
		t.Errorf("without monitoring data: %v", got)
	}

	lineage, err := r.Explain(t.Context(), facts, key(t, "good", "A1", "2020"))
	if err != nil {
		t.Fatal(err)
	}
	step := lineage.Root.Steps[0]
	if step.Kind != StatisticStep || step.Name != "air.good_days" || step.Cell.Value != 20 ||
		len(step.Evidence) != 1 || step.Evidence[0].Text.EN != "air.good_days in A1" {
		t.Errorf("the lineage shows %+v", step)
	}

	n, row, i, _ := r.values.find(key(t, "good", "B1", "2020"))
	missing := r.values.missing(n, row, i)
	if len(missing) != 1 || missing[0].Indicator != "good" || missing[0].Area != "B1" {
		t.Errorf("what is missing is %v", missing)
	}

	without := run(t, p, facts, everything, nil)
	if got := cell(t, without, "good", "A1", "2020"); got.Reason != InputGone {
		t.Errorf("facts without statistics: %v", got)
	}
}

// What cannot be read is a fault, never a figure that is missing.
func TestFaultyStatistics(t *testing.T) {
	p := smallPlan(t, `good 天 A sum = statistic("air.good_days")`)
	damaged := errors.New("damaged")
	_, err := Run(t.Context(), p, monitored{ledger(t, ""), damaged}, everything, nil)
	if !errors.Is(err, damaged) {
		t.Errorf("the evaluation ends with %v", err)
	}
}
