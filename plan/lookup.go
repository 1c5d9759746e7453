package plan

import (
	"slices"

	"github.com/yipanqi/yipanqi/citation"
)

// find returns the item of an id, nil where there is none.
func find[T any](list []*T, id string, of func(*T) string) *T {
	for _, item := range list {
		if of(item) == id {
			return item
		}
	}
	return nil
}

// Clause returns the clause of a locator, nil where there is none; so do the lookups below.
func (p *Plan) Clause(id string) *Clause {
	return find(p.Clauses, id, func(c *Clause) string { return c.ID })
}

// Theme returns a position or a task group.
func (p *Plan) Theme(id string) *Theme {
	of := func(t *Theme) string { return t.ID }
	if t := find(p.Positions, id, of); t != nil {
		return t
	}
	return find(p.TaskGroups, id, of)
}

// Body returns a body.
func (p *Plan) Body(id string) *Body {
	return find(p.Bodies, id, func(b *Body) string { return b.ID })
}

// Indicator returns an indicator.
func (p *Plan) Indicator(id string) *Indicator {
	return find(p.Indicators, id, func(i *Indicator) string { return i.ID })
}

// Target returns a target.
func (p *Plan) Target(id string) *Target {
	return find(p.Targets, id, func(t *Target) string { return t.ID })
}

// IndexOf returns an index.
func (p *Plan) IndexOf(id string) *Index {
	return find(p.Indices, id, func(x *Index) string { return x.ID })
}

// Project returns a project.
func (p *Plan) Project(id string) *Project {
	return find(p.Projects, id, func(j *Project) string { return j.ID })
}

// Mechanism returns a mechanism.
func (p *Plan) Mechanism(id string) *Mechanism {
	return find(p.Mechanisms, id, func(m *Mechanism) string { return m.ID })
}

// Assumption returns an assumption.
func (p *Plan) Assumption(id string) *Assumption {
	return find(p.Assumptions, id, func(a *Assumption) string { return a.ID })
}

// Network returns a network of transport.
func (p *Plan) Network(id string) *Network {
	return find(p.Networks, id, func(n *Network) string { return n.ID })
}

// Source returns a source.
func (p *Plan) Source(id string) *citation.Source {
	return find(p.Sources, id, func(s *citation.Source) string { return s.ID })
}

// TargetsOf returns the targets that rest on a clause, in file order.
func (p *Plan) TargetsOf(clause string) []*Target {
	var targets []*Target
	for _, t := range p.Targets {
		if t.Clause == clause {
			targets = append(targets, t)
		}
	}
	return targets
}

// Leads returns the targets a body leads, in file order.
func (p *Plan) Leads(body string) []*Target {
	var targets []*Target
	for _, t := range p.Targets {
		if slices.Contains(t.Lead, body) {
			targets = append(targets, t)
		}
	}
	return targets
}
