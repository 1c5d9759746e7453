package workspace

import (
	"context"
	"io/fs"
	"slices"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// CaseFailed says that a test of the package does not hold.
var CaseFailed = &finding.Code{ID: "workspace.case-failed", Severity: finding.Error,
	Message: locale.Text{ZH: "测试“{subject}”：{what} 为 {found}，应为 {expected}",
		EN: "test {subject}: {what} is {found}, expected {expected}"},
	Hint: locale.Text{ZH: "改正公式，或改正测试的期望", EN: "mend the formula, or what the test expects"}}

// Codes lists the findings this package emits.
var Codes = []*finding.Code{CaseFailed, AreaMeasured, AreaDiffers}

// RunCases runs the tests that the package ships in tests/: each evaluates the package on a few
// facts of its own and compares values and statuses.
func (w *Workspace) RunCases(ctx context.Context) ([]finding.Finding, error) {
	names, err := fs.Glob(w.fsys, "tests/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var findings []finding.Finding
	for _, name := range names {
		data, err := fs.ReadFile(w.fsys, name)
		if err != nil {
			return nil, err
		}
		c, wrong := plan.ParseCase(name, data, w.plan)
		if len(wrong) > 0 {
			continue // which the check of the package has said
		}
		failed, err := w.runCase(ctx, c)
		if err != nil {
			return nil, err
		}
		findings = append(findings, failed...)
	}
	return findings, nil
}

func (w *Workspace) runCase(ctx context.Context, c *plan.Case) ([]finding.Finding, error) {
	ledger := fact.NewMemory()
	batch := &fact.Batch{ID: c.Name, Known: measure.StartOf(c.AsOf)}
	for _, f := range c.Facts {
		batch.Observations = append(batch.Observations, fact.Observation{Indicator: f.Indicator,
			Area: f.Area, Period: f.Period, Value: f.Value, Status: measure.Normal})
	}
	if _, err := ledger.Append(ctx, batch); err != nil {
		return nil, err
	}
	at := fact.AsOf{Valid: c.AsOf, Known: measure.EndOf(c.AsOf)}
	r, err := evaluate.Run(ctx, w.plan, ledger, at, nil)
	if err != nil {
		return nil, err
	}
	var findings []finding.Finding
	fail := func(at finding.Pos, what, found, expected string) {
		findings = append(findings, finding.New(CaseFailed, at, c.Name,
			"what", what, "found", found, "expected", expected))
	}
	for i := range c.Expect {
		e := &c.Expect[i]
		cell := r.Cell(e.Indicator, e.Area, e.Period)
		found, expected := describe(w.plan, e.Indicator, cell), e.Missing
		if e.Missing == "" {
			decimals := w.plan.Indicator(e.Indicator).Decimals
			expected = measure.Format(e.Value, decimals)
		}
		if found != expected {
			fail(e.Pos, e.Indicator+"@"+e.Area+":"+e.Period.String(), found, expected)
		}
	}
	for i := range c.ExpectTargets {
		e := &c.ExpectTargets[i]
		for j := range r.Targets {
			if t := &r.Targets[j]; t.Target.ID == e.Target && t.Headline && string(t.Status) != e.Status {
				fail(e.Pos, e.Target, string(t.Status), e.Status)
			}
		}
	}
	return findings, nil
}

// describe gives a cell as an expectation writes it: the value as shown, or the reason it is missing.
func describe(p *plan.Plan, indicator string, c evaluate.Cell) string {
	if measure.IsMissing(c.Value) {
		return string(c.Reason)
	}
	return measure.Format(c.Value, p.Indicator(indicator).Decimals)
}
