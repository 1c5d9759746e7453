package settle

import (
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Inputs is what measures read, as known at one moment. It gives the same whenever it is asked.
type Inputs interface {
	// Row fills out with what a measure reads over an axis, yearly or monthly, in its
	// unit; measure.Missing where there is nothing. The measure names no instance's $name:
	// what it is bound to stands in its place.
	Row(m *plan.Measure, axis measure.Axis, out []float64)
	// Assumption returns the value of an assumption, in its unit.
	Assumption(id string) float64
	// Evidence tells what the value of one period rests on.
	Evidence(m *plan.Measure, p measure.Period) []Evidence
}

// Evidence is one line of what a value rests on, and what that line rests on.
type Evidence struct {
	Text locale.Text `json:"text"`
	Ref  string      `json:"ref,omitempty"` // names the record: "reading:S1/TP@2024-03-05", "fact:…", "revenue:…"
	Of   []Evidence  `json:"of,omitempty"`
}

// bind returns the measure as an instance means it.
func bind(m *plan.Measure, x *plan.Instance) *plan.Measure {
	if x == nil {
		return m
	}
	b := *m
	b.Section, b.Area = x.Bound(m.Section), x.Bound(m.Area)
	b.Enterprises = make([]string, len(m.Enterprises))
	for i, e := range m.Enterprises {
		b.Enterprises[i] = x.Bound(e)
	}
	return &b
}
