package workspace

import (
	"io/fs"
	"path"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/plan"
)

// Scenario reads a scenario of the package by its id. The error wraps fs.ErrNotExist where the
// package has none of that id.
func (w *Workspace) Scenario(id string) (*plan.Scenario, []finding.Finding, error) {
	name := path.Join("scenarios", id+".yaml")
	data, err := fs.ReadFile(w.fsys, name)
	if err != nil {
		return nil, nil, err
	}
	s, findings := plan.ParseScenario(name, data, w.plan)
	return s, findings, nil
}

// ScenarioIDs lists the scenarios the package ships.
func (w *Workspace) ScenarioIDs() []string {
	names, err := fs.Glob(w.fsys, "scenarios/*.yaml")
	if err != nil {
		return nil
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(path.Base(name), ".yaml")
	}
	return names
}

// Overlay turns a scenario into what the evaluator supposes.
func Overlay(s *plan.Scenario) *evaluate.Overlay {
	o := &evaluate.Overlay{ID: s.ID, Values: map[fact.Key]float64{}, Assumptions: s.Assumptions,
		Completes: s.Completes, Wants: s.Wants, Speeds: s.Speeds}
	for _, v := range s.Values {
		o.Values[fact.Key{Indicator: v.Indicator, Area: v.Area, Period: v.Period}] = v.Value
	}
	return o
}
