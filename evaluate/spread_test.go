package evaluate

import (
	"context"
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
)

func TestMeasuresOfParts(t *testing.T) {
	p := smallPlan(t, `
income 元 A none
pop 人 A sum
t 1 A none = theil_t(income, pop)
l 1 A none = theil_l(income, pop, skip)
g 1 A none = gini(income)
cv 1 A none = cv(income, pop)
first 1 A none = primacy(pop, 2)`)
	facts := ledger(t, `
income A1 2020 20
income A2 2020 60
pop A1 2020 3
pop A2 2020 1
income A1 2021 20
pop A1 2021 3
pop A2 2021 1
income A1 2022 -20
income A2 2022 60
pop A1 2022 3
pop A2 2022 0
`)
	r := run(t, p, facts, everything, nil)
	theil, _ := inequality.TheilT([]float64{20, 60}, []float64{3, 1})
	level, _ := inequality.TheilL([]float64{20, 60}, []float64{3, 1})
	for _, c := range []struct {
		indicator, area, period string
		want                    float64
		reason                  Reason
	}{
		{"t", "A", "2020", theil, HasValue}, {"l", "A", "2020", level, HasValue}, {"g", "A", "2020", 0.25, HasValue},
		{"cv", "A", "2020", math.Sqrt(1.0 / 3), HasValue}, {"first", "A", "2020", 3, HasValue},
		{"t", "A", "2021", 0, InputGone}, {"l", "A", "2021", 0, HasValue}, {"first", "A", "2021", 3, HasValue},
		{"t", "A", "2022", 0, Undefined}, {"first", "A", "2022", 0, Undefined}, // negative; nothing to divide by
		{"t", "A1", "2020", 0, InputGone}, {"t", "B", "2020", 0, InputGone},
	} {
		got := cell(t, r, c.indicator, c.area, c.period)
		if c.reason != HasValue {
			c.want = measure.Missing
		}
		if got.Reason != c.reason || !(got.Value == c.want || math.Abs(got.Value-c.want) < 1e-15 ||
			measure.IsMissing(got.Value) && measure.IsMissing(c.want)) {
			t.Errorf("%s@%s:%s = %v, want %v", c.indicator, c.area, c.period, got, c)
		}
	}
	l, err := r.Explain(context.Background(), facts, key(t, "t", "A", "2020"))
	if err != nil {
		t.Fatal(err)
	}
	want := `
t@A:2020 = 0.14384103622589042 by theil_t(income, pop)
  income@A:2020 = 0.14384103622589042
    income@A1:2020 = 20 ×1 seq 1
    income@A2:2020 = 60 ×1 seq 2
    pop@A1:2020 = 3 ×1 seq 3
    pop@A2:2020 = 1 ×1 seq 4
`[1:]
	if got := outline(l.Root, 0); got != want || l.Root.Steps[0].Weigher != "pop" || l.Root.Steps[0].Unit != measure.One {
		t.Error(got)
	}
}
