// Package workspace opens a plan package and a ledger together, and answers about them: the
// findings of a check, an evaluation as of any two dates, an explanation, a difference, a what-if.
package workspace

import (
	"context"
	"fmt"
	"io/fs"
	"sync"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/plan"
)

// Workspace is an opened package with its facts. It is safe for concurrent use.
type Workspace struct {
	fsys       fs.FS
	plan       *plan.Plan
	findings   []finding.Finding
	facts      fact.Reader
	readings   monitor.Reader // nil without any
	journal    settlement.Log // nil without any
	monitoring monitoring
	revenue    []fact.Revenue
	today      func() measure.Instant
	prepared   func() (*evaluate.Prepared, error) // once, when it is first asked for

	mu      sync.Mutex
	results map[point]*evaluate.Result // evaluations without a scenario, a few of the latest
}

// point names an evaluation without a scenario.
type point struct {
	at  fact.AsOf
	pos position
}

// keptResults bounds the results kept; a scorecard looked at over a few dates stays instant.
const keptResults = 8

// Options say what to open.
type Options struct {
	Package  fs.FS                  // the directory of the package
	Ledger   fact.Reader            // one's own ledger; nil for the package's facts alone
	Readings monitor.Reader         // monitoring data; nil for none
	Journal  settlement.Log         // of settlements; nil for none
	Revenue  []fact.Revenue         // revenue by enterprise and tax, beside the package's
	Today    func() measure.Instant // the moment that counts as now
}

// Open parses and checks the package and reads its facts. What is wrong with them is in Findings;
// the error is for a package that cannot be read at all.
func Open(ctx context.Context, o Options) (_ *Workspace, err error) {
	p, findings := plan.Parse(o.Package)
	if p == nil {
		finding.Sort(findings)
		return &Workspace{findings: findings}, nil
	}
	ws := &Workspace{fsys: o.Package, plan: p, today: o.Today, results: map[point]*evaluate.Result{},
		prepared: sync.OnceValues(func() (*evaluate.Prepared, error) { return evaluate.Prepare(p) })}

	findings = append(findings, measureAreas(p)...)
	batches, more := exchange.ReadPackageFacts(o.Package, "facts", exchange.ForPlan(p))
	findings = append(findings, more...)
	shipped := fact.NewMemory()
	for i := range batches {
		if _, err := shipped.Append(ctx, &batches[i]); err != nil {
			return nil, fmt.Errorf("facts of the package: %w", err)
		}
	}
	ws.facts = shipped
	if o.Ledger != nil {
		ws.facts = union{shipped: shipped, own: o.Ledger}
	}
	ws.readings, ws.journal = o.Readings, o.Journal
	if ws.monitoring, more, err = readMonitoring(o.Package); err != nil {
		return nil, err
	}
	findings = append(findings, more...)
	findings = append(findings, ws.readRevenue(o.Revenue)...)
	finding.Sort(findings)
	ws.findings = findings
	return ws, nil
}

// Plan returns the package, nil where it could not be read far enough.
func (w *Workspace) Plan() *plan.Plan { return w.plan }

// Findings returns what is wrong with the package and its facts, in order of position.
func (w *Workspace) Findings() []finding.Finding { return w.findings }

// Sound reports whether the package and its facts can be evaluated: no finding is an error.
func (w *Workspace) Sound() bool {
	worst, any := finding.Worst(w.findings)
	return w.plan != nil && (!any || worst < finding.Error)
}

// Facts returns the package's facts and the ledger's, read as one.
func (w *Workspace) Facts() fact.Reader { return w.facts }

// DefaultAsOf is what is valid today, as known now.
func (w *Workspace) DefaultAsOf() fact.AsOf {
	now := w.today()
	return fact.AsOf{Valid: now.Date(), Known: now}
}

// Evaluate computes the plan as of two dates, under a scenario if one is given. Evaluations without
// a scenario are kept until the ledger grows.
func (w *Workspace) Evaluate(ctx context.Context, at fact.AsOf, o *evaluate.Overlay) (*evaluate.Result, error) {
	ready, err := w.prepared()
	if err != nil {
		return nil, err
	}
	if o != nil {
		return ready.Run(ctx, w.factsAt(at), at, o)
	}
	pos, err := w.position(ctx)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := point{at, pos}
	if r, ok := w.results[key]; ok {
		return r, nil
	}
	r, err := ready.Run(ctx, w.factsAt(at), at, nil)
	if err != nil {
		return nil, err
	}
	if len(w.results) >= keptResults {
		clear(w.results)
	}
	w.results[key] = r
	return r, nil
}

// Explain tells how a cell of a result came about, down to the observations.
func (w *Workspace) Explain(ctx context.Context, r *evaluate.Result, key fact.Key) (*evaluate.Lineage, error) {
	return r.Explain(ctx, w.facts, key)
}

// History returns every observation of a cell, oldest first.
func (w *Workspace) History(ctx context.Context, key fact.Key) ([]fact.Observation, error) {
	var all []fact.Observation
	err := w.facts.History(ctx, key, func(o *fact.Observation) error {
		all = append(all, *o)
		return nil
	})
	return all, err
}
