package evaluate

import (
	"math"

	"github.com/yipanqi/yipanqi/fact"
)

// Diff is what differs between two results.
type Diff struct {
	Targets []TargetChange
	Cells   []CellChange
}

// TargetChange is a target, in one version and reading, whose value or status differs. A side is
// nil where the other package does not have it.
type TargetChange struct {
	ID   string // target/version/reading
	A, B *TargetResult
}

// CellChange is a cell whose value differs.
type CellChange struct {
	Key  fact.Key
	A, B Cell
}

// Compare lists what differs between a and b: targets in b's order, then those b lacks; cells by
// indicator, area and period in b's order, then those of indicators b lacks.
func Compare(a, b *Result) Diff {
	return Diff{Targets: compareTargets(a, b), Cells: compareCells(a, b)}
}

func compareTargets(a, b *Result) []TargetChange {
	before := map[string]*TargetResult{}
	for i := range a.Targets {
		before[a.Targets[i].ID()] = &a.Targets[i]
	}
	var changes []TargetChange
	for i := range b.Targets {
		now := &b.Targets[i]
		was := before[now.ID()]
		delete(before, now.ID())
		if was == nil || was.Status != now.Status || was.Period != now.Period ||
			!same(was.Value, now.Value) || !same(was.Want, now.Want) || !same(was.Expected, now.Expected) {
			changes = append(changes, TargetChange{now.ID(), was, now})
		}
	}
	for i := range a.Targets {
		if was := &a.Targets[i]; before[was.ID()] != nil {
			changes = append(changes, TargetChange{was.ID(), was, nil})
		}
	}
	return changes
}

func compareCells(a, b *Result) []CellChange {
	var changes []CellChange
	seen := map[string]bool{}
	for _, r := range []*Result{b, a} {
		for _, ind := range r.Plan.Indicators {
			if seen[ind.ID] {
				continue
			}
			seen[ind.ID] = true
			for _, area := range r.Plan.Territory.Rows() {
				changes = append(changes, compareRow(a, b, ind.ID, area)...)
			}
		}
	}
	return changes
}

func compareRow(a, b *Result, indicator, area string) []CellChange {
	rowA, axisA, okA := a.Row(indicator, area)
	rowB, axisB, okB := b.Row(indicator, area)
	if !okB {
		axisB = axisA
	}
	if okA && okB && axisA == axisB && sameRow(rowA, rowB) {
		return nil
	}
	var changes []CellChange
	for i := range axisB.N {
		key := fact.Key{Indicator: indicator, Area: area, Period: axisB.At(i)}
		cellA := a.Cell(indicator, area, key.Period)
		cellB := b.Cell(indicator, area, key.Period)
		if !same(cellA.Value, cellB.Value) {
			changes = append(changes, CellChange{key, cellA, cellB})
		}
	}
	return changes
}

func sameRow(a, b []float64) bool {
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// same reports whether two values are the same number, or both missing.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
