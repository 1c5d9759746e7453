package workspace

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

// ErrNoCompact says that the plan has no compact of that id.
var ErrNoCompact = errors.New("the plan has no such compact")

// ErrNoJournal says that there is no ledger to keep settlements in.
var ErrNoJournal = errors.New("settlements are kept in a ledger, and none is open")

// Settle settles a compact for a period of its clearing, a year or a month, as of two dates, under a
// scenario if one is given. Measures see only periods that are over by the valid date, so that what is
// not over has no data. The error wraps ErrNoCompact where there is none of that id.
func (w *Workspace) Settle(ctx context.Context, id string, period measure.Period, at fact.AsOf, o *evaluate.Overlay) (
	*settle.Settlement, error) {
	c := w.plan.Compact(id)
	if c == nil {
		return nil, fmt.Errorf("compact %q: %w", id, ErrNoCompact)
	}
	in, err := w.SettleInputs(ctx, []*plan.Compact{c}, at, o)
	if err != nil {
		return nil, err
	}
	return settle.Settle(c, in, period), nil
}

// Journal reads the journal of settlements; empty where none is kept.
func (w *Workspace) Journal(ctx context.Context) (*settlement.Journal, error) {
	if w.journal == nil {
		return &settlement.Journal{}, nil
	}
	return settlement.Load(ctx, w.journal)
}

// Post adds records to the journal of settlements. The error is ErrNoJournal where none is kept.
func (w *Workspace) Post(ctx context.Context, records ...settlement.Record) (settlement.Position, error) {
	if w.journal == nil {
		return settlement.Position{}, ErrNoJournal
	}
	return w.journal.Append(ctx, records...)
}

// SettleInputs reads what the measures of compacts read: sections and their readings, indicators, revenue.
func (w *Workspace) SettleInputs(ctx context.Context, compacts []*plan.Compact, at fact.AsOf, o *evaluate.Overlay) (
	*settle.Data, error) {
	in := &settle.Data{Valid: at.Valid, Revenue: fact.NewRegister(w.revenue, at.Known), Assumptions: w.assumed(o),
		Flows: map[string]*flow.Series{}}
	sections, indicators := reads(compacts)
	if indicators {
		r, err := w.Evaluate(ctx, at, o)
		if err != nil {
			return nil, err
		}
		in.Cells = &cells{ctx: ctx, result: r, facts: w.facts}
	}
	waters, err := w.waters(sections, at.Known, in.Flows)
	if err != nil {
		return nil, err
	}
	in.Waters = settle.NewWaters(waters, w.monitoring.targets)
	return in, nil
}

// assumed returns the values of the plan's assumptions, under a scenario.
func (w *Workspace) assumed(o *evaluate.Overlay) map[string]float64 {
	values := map[string]float64{}
	for _, a := range w.plan.Assumptions {
		values[a.ID] = a.Value
	}
	if o != nil {
		maps.Copy(values, o.Assumptions)
	}
	return values
}

// reads lists the sections that compacts read, and tells whether any reads an indicator.
func reads(compacts []*plan.Compact) (sections map[string]bool, indicators bool) {
	sections = map[string]bool{}
	for _, c := range compacts {
		for i := range c.Rules {
			r := &c.Rules[i]
			for n := range r.Measures {
				m := &r.Measures[n]
				indicators = indicators || m.Read == plan.ReadIndicator
				sections[m.Section] = true
				for x := range r.Each {
					sections[r.Each[x].Bound(m.Section)] = true
				}
			}
		}
	}
	return sections, indicators
}

// waters reads the sections named, and puts their flows into flows.
func (w *Workspace) waters(named map[string]bool, known measure.Instant, flows map[string]*flow.Series) (
	[]*water.Section, error) {
	if w.readings == nil {
		return nil, nil
	}
	var sections []*water.Section
	for _, site := range w.readings.Sites() {
		id := site.CalledIn(func(name string) bool { return named[name] })
		if !named[id] {
			continue
		}
		var r monitor.Readings
		if err := w.readings.Load(&r, site.ID, known); err != nil {
			return nil, err
		}
		kind := water.River
		if w.monitoring.topology != nil {
			if place, ok := w.monitoring.topology.Place(id); ok {
				kind = place.Water
			}
		}
		s := method.WaterSection(&r, kind)
		s.ID = id
		sections = append(sections, s)
		if series, ok := method.FlowSeries(&r); ok {
			flows[id] = &series
		}
	}
	return sections, nil
}

// Revenue returns the records of revenue that the package ships and those given.
func (w *Workspace) Revenue() []fact.Revenue { return w.revenue }

// readRevenue reads the registers of the package. A record that does not say when it was known counts as
// known from the day the plan was issued.
func (w *Workspace) readRevenue(own []fact.Revenue) []finding.Finding {
	shipped, findings := exchange.ReadPackageRevenue(w.fsys, "revenue", measure.StartOf(w.plan.Manifest.Issued))
	w.revenue = slices.Concat(shipped, own)
	return findings
}

// cells shows an evaluation to measures.
type cells struct {
	ctx    context.Context
	result *evaluate.Result
	facts  fact.Reader
}

// area returns the area a measure means: the plan's where it says none.
func (c *cells) area(area string) string { return cmp.Or(area, c.result.Plan.Manifest.Area) }

// Cells fills out with the values of an indicator.
func (c *cells) Cells(indicator, area string, axis measure.Axis, out []float64) {
	row, held, ok := c.result.Row(indicator, c.area(area))
	for i := range out {
		out[i] = measure.Missing
		if k := int(axis.First) + i - int(held.First); ok && held.Freq == axis.Freq && k >= 0 && k < len(row) {
			out[i] = row[k]
		}
	}
}

// CellEvidence lists the observations that a cell rests on.
func (c *cells) CellEvidence(indicator, area string, p measure.Period) []settle.Evidence {
	key := fact.Key{Indicator: indicator, Area: c.area(area), Period: p}
	lineage, err := c.result.Explain(c.ctx, c.facts, key)
	if err != nil {
		return nil
	}
	return []settle.Evidence{evidenceOf(lineage.Root)}
}

func evidenceOf(s *evaluate.Step) settle.Evidence {
	name := s.Name
	if s.Kind == evaluate.CellStep {
		name = fmt.Sprintf("%s@%s:%s", s.Key.Indicator, s.Key.Area, s.Key.Period)
	}
	value := "—"
	if !measure.IsMissing(s.Cell.Value) {
		value = measure.Shortest(s.Cell.Value)
	}
	text := name + " " + value + " " + s.Unit.Symbol
	e := settle.Evidence{Text: locale.Text{ZH: text, EN: text}, Ref: "cell:" + name}
	if o := s.Observation; o != nil {
		e.Ref = "fact:" + name
		e.Text.ZH += "，来源 " + o.Source
		e.Text.EN += ", source " + o.Source
	}
	for _, below := range s.Steps {
		e.Of = append(e.Of, evidenceOf(below))
	}
	return e
}
