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
	ID string
	// Values are cells supposed to have a value. measure.Missing takes the observation away: the
	// cell is then what the rest makes of it, as if nobody had reported it.
	Values      map[fact.Key]float64
	Assumptions map[string]float64      // by id
	Completes   map[string]measure.Date // days projects are supposed to be complete; zero never
	Wants       map[string]float64      // what targets are supposed to ask: "target" or "target/version"
	Speeds      map[string]float64      // design speeds of lines in km/h: "network/line"
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
	Ahead         Status = "ahead"          // not due, and already met or beyond its schedule
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

// TargetResult is one target in one version and one reading. Quantities are in the target's unit,
// which may be another scale than the indicator's.
type TargetResult struct {
	Target   *plan.Target
	Version  *plan.Version
	Reading  *plan.Reading
	Headline bool

	Want      float64
	Area      string
	Value     float64        // latest value at or before the due period; Missing where there is none
	Period    measure.Period // of Value; zero where there is none
	Sought    measure.Period // the period a value is wanted for: the due one, or the last complete one
	Baseline  float64        // Missing where there is none
	Expected  float64        // by the schedule at Period; Missing where none is expected
	Progress  float64        // (value-baseline)/(want-baseline); Missing where undefined
	Stale     bool           // Period lies before the latest period that could be known
	Status    Status
	Rule      Rule
	Missing   []MissingInput
	Estimated bool // rests on an assumption, an estimate or part weights
	Findings  []finding.Finding
}

// ID names the result: target/version/reading.
func (t *TargetResult) ID() string {
	return t.Target.ID + "/" + t.Version.ID + "/" + t.Reading.ID
}

// Key returns the cell the result stands on: the latest value, or the one that is missing.
func (t *TargetResult) Key() fact.Key {
	p := t.Period
	if p == (measure.Period{}) {
		p = t.Sought
	}
	return fact.Key{Indicator: t.Reading.Indicator, Area: t.Area, Period: p}
}

// Rule is the rule that gave a target its status.
type Rule string

// Rules. The ones named after a comparator apply when a target is due, the ones named after a
// schedule before.
const (
	DueAtLeast       Rule = "due.at-least"
	DueAtMost        Rule = "due.at-most"
	DueAbout         Rule = "due.about"
	DueReach         Rule = "due.reach"
	DueAll           Rule = "due.all"
	DueNoValue       Rule = "due.no-value" // due, and the due period has no value
	NoValueYet       Rule = "no-value"     // not due, and no period has a value
	AlreadyMet       Rule = "met-early"    // not due, and already what is wanted
	LinearSchedule   Rule = "linear"
	GrowthSchedule   Rule = "growth"
	NoSchedule       Rule = "schedule.undefined"      // no line or rate leads from the baseline to the target
	NoValueSince     Rule = "schedule.no-value-since" // linear or growth, and no value is later than the baseline
	ScheduleBaseline Rule = "schedule.no-baseline"    // linear or growth, and the baseline has no value
	HoldBaseline     Rule = "schedule.hold"           // the baseline was already what is wanted: pass or fail
	MaintainLatest   Rule = "maintain"
	MilestoneWaiting Rule = "milestone"
)

// Rules lists every rule.
var Rules = []Rule{DueAtLeast, DueAtMost, DueAbout, DueReach, DueAll, DueNoValue, NoValueYet,
	AlreadyMet, LinearSchedule, GrowthSchedule, NoSchedule, NoValueSince, ScheduleBaseline, HoldBaseline,
	MaintainLatest, MilestoneWaiting}

// Result is a plan evaluated at one point of view. It is not changed by later evaluations, except
// that the result of an Engine shows the engine's present state.
type Result struct {
	Plan     *plan.Plan
	AsOf     fact.AsOf
	Overlay  *Overlay      // nil without a scenario
	Position fact.Position // of the ledger when it was read
	Targets  []TargetResult
	Findings []finding.Finding // about facts and values; those about targets stand with the targets

	values *values
}
