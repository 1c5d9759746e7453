package plan

import (
	"reflect"

	"github.com/yipanqi/yipanqi/citation"
)

// vocabulary lists the values allowed where a field takes one of a few, by struct and key.
var vocabulary = map[string][]string{
	"Network.mode": {"rail", "road", "water", "air"},
	"Clause.kind": words(Scope, Objective, TargetKind, Task, ProjectKind, MechanismKind, Principle,
		Chapter, Watch),
	"Figure.role":           words(Baseline, TargetRole, ScopeFact),
	"Figure.comparator":     words(AtLeast, AtMost, About, Reach, All),
	"Body.kind":             {"central", "joint", "provincial", "department", "municipal", "county"},
	"Indicator.aggregation": words(AddUp, FromFormula, NotAdditive),
	"Indicator.direction":   {"up", "down"},
	"Component.direction":   {"up", "down"},
	"Target.comparator":     words(AtLeast, AtMost, About, Reach, All),
	"Target.nature":         words(Binding, Expected, Unlabelled),
	"Target.schedule":       words(Linear, Growth, Maintain, Milestone),
	"Mechanism.kind": {"organisation", "benefit-sharing", "cost-sharing", "eco-compensation", "pilot",
		"coordination"},
	"Compact.kind":        {"eco-compensation", "benefit-sharing", "cost-sharing", "trade"},
	"Rule.certainty":      words(SourceRead, ThirdParty, FromMemory),
	"Parameter.certainty": words(SourceRead, ThirdParty, FromMemory),
	"Measure.read": words(ReadConcentration, ReadAssessed, ReadClass, ReadTarget, ReadLimit, ReadFlow,
		ReadIndicator, ReadRevenue),
	"Measure.cohort": {"old", "new", "moved"},
	"Payment.over":   words(EachPeriod, EachYear, WholeTerm),
	"Effect.kind":    words(Level, Slope),
	"Source.grade":   words(citation.Grades...),
	"Expectation.missing": {"not-reported", "not-released", "input-missing", "undefined", "not-additive",
		"out-of-time"},
	"TargetExpectation.status": {"met", "ahead", "on-course", "lagging", "missed", "no-data",
		"not-computable"},
}

func words[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// choices returns the values allowed in a field of a struct, nil where any is.
func choices(owner reflect.Type, key string) []string { return vocabulary[owner.Name()+"."+key] }
