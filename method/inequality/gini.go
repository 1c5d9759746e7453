package inequality

import (
	"cmp"
	"slices"
)

// Gini returns Gini's coefficient, half the mean difference of two units over the mean, in [0, 1).
// There is no correction by n/(n−1). It takes n·log n steps and adds up gaps between neighbours in
// order, ΣC·(W−C)·Δx / (W²·mean): no part is negative, and equal values give 0 exactly.
// Source: Gini 1914; in this form Sen 1973, On Economic Inequality.
func Gini(x, w []float64) (float64, error) {
	s, err := newSample(x, w, false)
	if err != nil {
		return 0, err
	}
	return finite(s.gini())
}

func (s *sample) gini() float64 {
	var total sum
	if s.w == nil {
		x := slices.Clone(s.x)
		slices.Sort(x)
		for i := 1; i < len(x); i++ {
			below := float64(i)
			total.add(float64(below * (s.weight - below) * (x[i] - x[i-1])))
		}
		return total.value() / (s.weight * s.weight * s.mean)
	}
	units := s.sorted()
	above := make([]float64, len(units)) // shares of weight from here up; 1 − below loses small ones
	var up, below sum
	for i := len(units) - 1; i >= 0; i-- {
		up.add(units[i].w / s.weight)
		above[i] = up.value()
	}
	for i, u := range units {
		if i > 0 {
			total.add(float64(below.value() * above[i] * ((u.x - units[i-1].x) / s.mean)))
		}
		below.add(u.w / s.weight)
	}
	return total.value()
}

// unit is a value and its weight.
type unit struct{ x, w float64 }

// sorted returns units from low to high; the order of equal values is by weight, so that the order of
// the input never matters.
func (s *sample) sorted() []unit {
	units := make([]unit, len(s.x))
	for i, x := range s.x {
		units[i] = unit{x, 1}
		if s.w != nil {
			units[i].w = s.w[i]
		}
	}
	slices.SortFunc(units, func(a, b unit) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return cmp.Compare(a.w, b.w)
	})
	return units
}

// Point is a point of a Lorenz curve.
type Point struct {
	Weight float64 // share of the weight of the poorest units up to here
	Share  float64 // their share of the total
}

// Lorenz returns the Lorenz curve, from (0, 0) to (1, 1), a point for each unit from poor to rich.
// Source: Lorenz 1905, Publications of the American Statistical Association 9.
func Lorenz(x, w []float64) ([]Point, error) {
	s, err := newSample(x, w, false)
	if err != nil {
		return nil, err
	}
	curve := []Point{{}}
	var weight, total sum
	for _, u := range s.sorted() {
		weight.add(u.w)
		total.add(float64(u.w * u.x))
		curve = append(curve, Point{weight.value() / s.weight, total.value() / (s.weight * s.mean)})
	}
	curve[len(curve)-1] = Point{1, 1}
	return curve, nil
}

// GiniParts splits Gini's coefficient over groups in two ways that both add up to it.
type GiniParts struct {
	Total float64

	// Dagum's: within groups, between groups by their means (net), and where groups overlap, a unit
	// of a poorer group being better off than one of a richer (transvariation).
	Within, Between, Overlap float64

	// Shapley's: what equal means within all groups, and equal means of all groups, would take away.
	ShapleyWithin, ShapleyBetween float64

	Groups []GiniGroup // in the order in which they first occur
}

// GiniGroup is one group of a decomposition of Gini's coefficient.
type GiniGroup struct {
	Label         string
	Units         int
	Weight, Share float64 // of all weight and of the total
	Mean          float64
	Gini          float64 // within the group
}

// DecomposeGini splits Gini's coefficient over groups of units that share a label. Groups need
// positive weight and a positive mean. Sources: Dagum 1997, Empirical Economics 22; Shorrocks 2013,
// Journal of Economic Inequality 11, for Shapley's rule on two factors.
func DecomposeGini(x, w []float64, labels []string) (*GiniParts, error) {
	s, err := newSample(x, w, false)
	if err != nil {
		return nil, err
	}
	if len(labels) != len(x) {
		return nil, fail(ErrLength)
	}
	found, ids := split(labels, make([]int, len(x)))
	if !s.fill(found, ids, 2) {
		return nil, fail(ErrTotal)
	}
	groups := make([]*sample, len(found))
	for g := range groups {
		groups[g] = &sample{w: []float64{}}
	}
	for i, g := range ids {
		groups[g].x = append(groups[g].x, x[i])
		groups[g].w = append(groups[g].w, s.share(i))
	}
	p := &GiniParts{Total: s.gini()}
	for g, f := range found {
		if f.Mean <= 0 {
			return nil, fail(ErrTotal)
		}
		groups[g].weight, groups[g].mean = f.Weight, f.Mean
		p.Groups = append(p.Groups, GiniGroup{f.Label, f.Units, f.Weight, f.Share, f.Mean, groups[g].gini()})
	}
	p.dagum(s.mean, groups)
	p.shapley(&s, ids)
	if infinite(p.Total, p.Within, p.Between, p.Overlap, p.ShapleyWithin, p.ShapleyBetween) {
		return nil, fail(ErrTotal)
	}
	return p, nil
}

// dagum adds up over pairs of groups: 2·p·q·(mean of what the better-off are ahead) over both ways.
func (p *GiniParts) dagum(mean float64, groups []*sample) {
	sorted := make([][]unit, len(groups))
	for g := range groups {
		sorted[g] = groups[g].sorted()
	}
	var within, between, overlap sum
	for g, a := range p.Groups {
		within.add(float64(a.Weight * a.Share * a.Gini))
		for h, b := range p.Groups[:g] {
			rich, poor := sorted[g], sorted[h]
			if a.Mean < b.Mean {
				rich, poor = poor, rich
			}
			up, down := ahead(rich, poor)/mean, ahead(poor, rich)/mean
			between.add(up - down)
			overlap.add(float64(2 * down))
		}
	}
	p.Within, p.Between, p.Overlap = within.value(), between.value(), overlap.value()
}

// ahead returns Σ w·v·(x−y) over pairs of a unit of a (x, w) and one of b (y, v) with x > y.
func ahead(a, b []unit) float64 {
	var total, weight, value sum // of the units of b below
	k := 0
	for _, u := range a {
		for ; k < len(b) && b[k].x < u.x; k++ {
			weight.add(b[k].w)
			value.add(float64(b[k].w * b[k].x))
		}
		total.add(float64(u.w * (float64(weight.value()*u.x) - value.value())))
	}
	return total.value()
}

// shapley takes away inequality within groups, and between them.
func (p *GiniParts) shapley(s *sample, ids []int) {
	means, levelled := *s, *s
	means.x, levelled.x = make([]float64, len(s.x)), make([]float64, len(s.x))
	for i, g := range ids {
		means.x[i] = p.Groups[g].Mean
		levelled.x[i] = s.x[i] / p.Groups[g].Mean * s.mean
	}
	p.ShapleyWithin, p.ShapleyBetween = halves(p.Total, means.gini(), levelled.gini())
}
