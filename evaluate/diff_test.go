package evaluate

import (
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

func TestCompareListsWhatDiffers(t *testing.T) {
	p := targetPlan(t, "x 人 A sum up\ny 人 A none = 2 * x", plan.Target{Comparator: plan.AtLeast,
		Schedule: plan.Linear, Versions: want(100)})
	facts := ledger(t, "x A1 2025 50\nx A2 2025 40\nx B1 2025 1")
	before := run(t, p, facts, asOf(t, "2026-01-31"), nil)
	if d := Compare(before, before); len(d.Cells)+len(d.Targets) > 0 {
		t.Errorf("a result differs from itself: %v", d)
	}
	after := run(t, p, facts, asOf(t, "2026-01-31"), &Overlay{Values: map[fact.Key]float64{
		key(t, "x", "A2", "2025"): 50, key(t, "x", "B1", "2025"): measure.Missing}})
	d := Compare(before, after)
	if len(d.Targets) != 1 || d.Targets[0].ID != "t/outline/r" || d.Targets[0].A.Status != Missed ||
		d.Targets[0].B.Status != Met {
		t.Errorf("targets: %+v", d.Targets)
	}
	var cells []string
	for _, c := range d.Cells {
		cells = append(cells, keyText(c.Key)+" "+measure.Shortest(c.A.Value)+" → "+measure.Shortest(c.B.Value))
	}
	wanted := []string{"x@A:2025 90 → 100", "x@A2:2025 40 → 50", "x@B1:2025 1 → ", "x@circle:2025 50.5 → ",
		"y@A:2025 180 → 200", "y@A2:2025 80 → 100", "y@B1:2025 2 → ", "y@circle:2025 101 → "}
	if !equalStrings(cells, wanted) {
		t.Errorf("cells: %q", cells)
	}
}

func TestCompareListsWhatOnlyOneSideHas(t *testing.T) {
	a := run(t, smallPlan(t, "x 人 A sum"), ledger(t, "x A1 2025 50"), everything, nil)
	b := run(t, smallPlan(t, "y 人 A sum"), ledger(t, "y A1 2025 60"), everything, nil)
	d := Compare(a, b)
	if len(d.Cells) != 2 || keyText(d.Cells[0].Key) != "y@A1:2025" || keyText(d.Cells[1].Key) != "x@A1:2025" {
		t.Errorf("%+v", d.Cells)
	}
}
