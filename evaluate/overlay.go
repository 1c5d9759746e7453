package evaluate

import (
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/transit"
)

// stated is what assumptions, weights and projects come to under the overlay.
type stated struct {
	factors [][]float64          // by row: sign · weight of each part
	fixed   [][][]float64        // by node and input: the row of an assumption or project; nil for others
	routes  [][][]*transit.State // by node and input: a network's state in each period; nil for others
}

// setOverlay resolves assumptions and projects under o; it does not touch cells.
func (v *values) setOverlay(o *Overlay) {
	v.overlay = o
	v.factors = make([][]float64, len(v.rows))
	for i, r := range v.rows {
		v.factors[i] = make([]float64, len(r.parts))
		for k, p := range r.parts {
			v.factors[i][k] = p.sign * v.weight(p)
		}
	}
	v.fixed = make([][][]float64, len(v.nodes))
	v.routes = make([][][]*transit.State, len(v.nodes))
	for i, n := range v.nodes {
		v.fixed[i] = make([][]float64, len(n.inputs))
		v.routes[i] = make([][]*transit.State, len(n.inputs))
		for k, in := range n.inputs {
			switch in.Kind {
			case formula.Assumption:
				v.fixed[i][k] = constant(v.assumption(in.Name), n.axes[k].N)
			case formula.Opened:
				v.fixed[i][k] = v.opened(in.Name, n.axes[k])
			case formula.Travel, formula.Length, formula.Reached, formula.Served:
				v.routes[i][k] = v.networkStates(&n.inputs[k], n.axes[k])
			}
		}
	}
}

// weight is by how much a part counts; Missing where the plan lacks its assumption.
func (v *values) weight(p part) float64 {
	if p.assumption == "" {
		return 1
	}
	return v.assumption(p.assumption)
}

// assumption returns the value of an assumption, in its unit.
func (v *values) assumption(id string) float64 {
	if v.overlay != nil {
		if x, ok := v.overlay.Assumptions[id]; ok {
			return x
		}
	}
	if a := v.plan.Assumption(id); a != nil {
		return a.Value
	}
	return measure.Missing
}

// completes returns the day a project is complete, zero for never or not known.
func (v *values) completes(id string) measure.Date {
	if v.overlay != nil {
		if day, ok := v.overlay.Completes[id]; ok {
			return day
		}
	}
	if p := v.plan.Project(id); p != nil {
		return p.Completes
	}
	return 0
}

// opened is the row that is 1 from the period in which a project is complete, and 0 before.
func (v *values) opened(id string, axis measure.Axis) []float64 {
	row := make([]float64, axis.N)
	day := v.completes(id)
	for i := range row {
		if day != 0 && axis.At(i).Last() >= day {
			row[i] = 1
		}
	}
	return row
}

func constant(x float64, n int) []float64 {
	row := make([]float64, n)
	fill(row, x)
	return row
}

// suppose puts the overlay's values over what is known, keeping that beneath.
func (v *values) suppose() {
	if v.overlay == nil {
		return
	}
	for key, x := range v.overlay.Values {
		if n, r, i, why := v.find(key); why == nil {
			h := v.held(n, r, i)
			v.hold(n, r, i, supposed(x))
			v.beneath[v.cell(n, r, i)] = h
		}
	}
}

// supposed is what an overlay's value makes of its cell.
func supposed(x float64) held {
	if measure.IsMissing(x) {
		return nothing
	}
	return held{value: x, given: true, remark: remark{soft: true}}
}

// unsuppose brings back what a supposed cell hides.
func (v *values) unsuppose(n *node, r, i int) {
	cell := v.cell(n, r, i)
	if h, ok := v.beneath[cell]; ok {
		delete(v.beneath, cell)
		v.hold(n, r, i, h)
	}
}
