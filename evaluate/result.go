// Package evaluate computes a plan from what was observed: every indicator in every area and
// period, and the status of every target, as a pure function of package, facts and overlay.
package evaluate

import (
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Overlay is a scenario: what is supposed instead of what is known. It copies nothing.
type Overlay struct {
	ID          string
	Values      map[fact.Key]float64    // cells supposed to have a value; measure.Missing takes one away
	Assumptions map[string]float64      // by id
	Completes   map[string]measure.Date // projects supposed to be complete on another day; zero never
	Wants       map[string]float64      // targets supposed to ask another value, by target id or "target/version"
}

// Origin says where a cell's value comes from.
type Origin uint8

// Origins.
const (
	None     Origin = iota // no value
	Observed               // an observation holds there
	Computed               // by the indicator's formula
	Composed               // added up from the parts of the area
	Supposed               // by the overlay
)

// Reason says why a cell has no value.
type Reason string

// Reasons.
const (
	HasValue    Reason = ""
	NotReported Reason = "not-reported" // nobody reported it, and nothing computes it
	NotReleased Reason = "not-released" // the observation itself says that there is no value
	InputGone   Reason = "input-missing"
	Undefined   Reason = "undefined"    // division by zero, root of a negative
	NotAdditive Reason = "not-additive" // parts have values, but they may not be added
	OutOfTime   Reason = "out-of-time"  // outside the axis, or the area did not exist
)

// Cell is a value with where it comes from.
type Cell struct {
	Value  float64 // measure.Missing when Reason is set
	Origin Origin
	Reason Reason
}

// Status is how a target stands.
type Status string

// Statuses of a target.
const (
	Met           Status = "met"            // due, and reached
	Ahead         Status = "ahead"          // not due, already at the target or beyond schedule by more than the tolerance
	OnCourse      Status = "on-course"      // not due, within the tolerance of the schedule
	Lagging       Status = "lagging"        // not due, behind the schedule
	Missed        Status = "missed"         // due, and not reached
	NoData        Status = "no-data"        // nobody reported what is needed
	NotComputable Status = "not-computable" // reported, but the formula has no value
)

// MissingInput is a cell somebody must report before a value can be had.
type MissingInput struct {
	Indicator string         `json:"indicator"`
	Area      string         `json:"area"`
	Period    measure.Period `json:"period"`
	From      []string       `json:"from"` // bodies
}

// TargetResult is one target in one version and one reading.
type TargetResult struct {
	Target   *plan.Target
	Version  *plan.Version
	Reading  *plan.Reading
	Headline bool

	Want      float64
	Area      string
	Value     float64        // latest value at or before the due period; Missing where there is none
	Period    measure.Period // of Value; zero where there is none
	Baseline  float64        // Missing where there is none
	Expected  float64        // by the schedule at Period; Missing where none is expected
	Progress  float64        // (value-baseline)/(want-baseline); Missing where undefined
	Stale     bool           // Period lies before the latest period that could be known
	Status    Status
	Rule      string // the rule that gave the status, as a key for render: "due.at-least"
	Missing   []MissingInput
	Estimated bool // rests on an assumption, an estimate or part weights
	Findings  []finding.Finding
}

// Key returns the cell the result stands on: the latest value, or the one that is missing.
func (t *TargetResult) Key() fact.Key {
	p := t.Period
	if p == (measure.Period{}) {
		p = t.Target.Due
	}
	return fact.Key{Indicator: t.Reading.Indicator, Area: t.Area, Period: p}
}
