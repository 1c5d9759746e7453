package inequality

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/random"
)

// Decomposition splits a measure over nested groups. Total = Σ Between + Within, up to rounding.
type Decomposition struct {
	Total   float64
	Between []float64 // by level: between its groups, within the groups of the level above
	Within  float64   // the groups of the last level
	Groups  [][]Group // by level, in the order in which they first occur
}

// Group is one group of a decomposition.
type Group struct {
	Label  string
	Parent int // of the level above; 0 on the first
	Units  int
	Weight float64 // its share of all weight
	Share  float64 // its share of the total of w·x
	Mean   float64 // of x
	Index  float64 // the measure within the group, over its own units
	Within float64 // what that adds to the total: Index weighted by the group
}

// Decompose splits GE(α) over nested groups: levels are the labels of the units, coarse before fine,
// such as the side of a river, province and city. A group of a level is the units that share their
// labels down to that level, so equal labels under different parents are different groups. Where
// α is 1 (Theil's T) groups count by their share of the total, where 0 (Theil's L) by weight.
// No part is negative. Groups need positive weight. Source: Shorrocks 1984, Econometrica 52.
func Decompose(x, w []float64, alpha float64, levels ...[]string) (*Decomposition, error) {
	total, err := GE(x, w, alpha)
	if err != nil {
		return nil, err
	}
	s, _ := newSample(x, w, false)
	d := &Decomposition{Total: total}
	above, ids := []Group{{Weight: 1, Share: 1, Mean: s.mean}}, make([]int, len(x))
	for _, labels := range levels {
		if len(labels) != len(x) {
			return nil, fail(ErrLength)
		}
		var groups []Group
		if groups, ids = split(labels, ids); !s.fill(groups, ids, alpha) {
			return nil, fail(ErrTotal)
		}
		var between sum
		for _, g := range groups {
			between.add(float64(g.Weight * s.effect(alpha, g.Mean, above[g.Parent].Mean)))
		}
		d.Between = append(d.Between, between.value())
		d.Groups = append(d.Groups, groups)
		above = groups
	}
	var within sum
	for i, v := range x {
		if p := s.share(i); p > 0 {
			within.add(float64(p * s.effect(alpha, v, above[ids[i]].Mean)))
		}
	}
	d.Within = within.value()
	if infinite(d.Within) || infinite(d.Between...) {
		return nil, fail(ErrTotal)
	}
	return d, nil
}

// split divides the groups of the level above by labels, and numbers the units anew.
func split(labels []string, above []int) ([]Group, []int) {
	type place struct {
		above int
		label string
	}
	var groups []Group
	number, ids := map[place]int{}, make([]int, len(labels))
	for i, label := range labels {
		at := place{above[i], label}
		g, known := number[at]
		if !known {
			g = len(groups)
			number[at] = g
			groups = append(groups, Group{Label: label, Parent: above[i]})
		}
		ids[i] = g
	}
	return groups, ids
}

// fill computes what groups are; false where one has no weight or a number is beyond range.
func (s *sample) fill(groups []Group, ids []int, alpha float64) bool {
	weights, totals := make([]sum, len(groups)), make([]sum, len(groups))
	for i, g := range ids {
		p := s.share(i)
		groups[g].Units++
		weights[g].add(p)
		totals[g].add(float64(p * s.x[i]))
	}
	for g := range groups {
		groups[g].Weight = weights[g].value()
		groups[g].Mean = totals[g].value() / groups[g].Weight
		groups[g].Share = totals[g].value() / s.mean
		if groups[g].Weight <= 0 {
			return false
		}
	}
	within, index := make([]sum, len(groups)), make([]sum, len(groups))
	for i, g := range ids {
		if p, mean := s.share(i), groups[g].Mean; p > 0 && mean > 0 {
			within[g].add(float64(p * s.effect(alpha, s.x[i], mean)))
			index[g].add(float64(p * divergence(alpha, s.x[i], mean)))
		}
	}
	for g := range groups {
		groups[g].Within, groups[g].Index = within[g].value(), index[g].value()/groups[g].Weight
		if infinite(groups[g].Within, groups[g].Index, groups[g].Share) {
			return false
		}
	}
	return true
}

// effect is what a value adds to GE(α) of the whole by its distance from a group's mean.
func (s *sample) effect(alpha, x, mean float64) float64 {
	if mean == 0 { // a group without anything has no inequality
		return 0
	}
	switch r := mean / s.mean; alpha {
	case 0:
		return divergence(alpha, x, mean)
	case 1:
		return r * divergence(alpha, x, mean)
	default:
		return portable.Pow(r, alpha) * divergence(alpha, x, mean)
	}
}

// BetweenTest tells how likely GE(α) between groups at least as large as theirs is when units are put
// into the groups at random, sizes of the groups kept: (1 + times it was) / (1 + permutations). The
// same seed gives the same answer. Source: Rey 2004 in Spatially Integrated Social Science, ch. 14.
func BetweenTest(x, w []float64, alpha float64, labels []string, permutations int, seed uint64) (float64, error) {
	if permutations < 1 {
		return 0, fail(ErrSetting)
	}
	d, err := Decompose(x, w, alpha, labels)
	if err != nil {
		return 0, err
	}
	s, _ := newSample(x, w, false)
	_, ids := split(labels, make([]int, len(x)))
	weights, totals := make([]float64, len(d.Groups[0])), make([]float64, len(d.Groups[0]))
	between := func() float64 {
		clear(weights)
		clear(totals)
		for i, g := range ids {
			p := s.share(i)
			weights[g] += p
			totals[g] += float64(p * s.x[i])
		}
		total := 0.0
		for g, p := range weights {
			if p > 0 {
				total += float64(p * divergence(alpha, totals[g]/p, s.mean))
			}
		}
		return total
	}
	least := between() * (1 - 1e-12) // the same groups in another order differ by rounding alone
	source, extreme := random.New(seed), 1
	for range permutations {
		source.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		if between() >= least {
			extreme++
		}
	}
	return float64(extreme) / float64(permutations+1), nil
}

// halves returns the parts of a whole among two factors after Shapley: what each adds, on average
// over the two orders. without1 is the whole without the first factor.
func halves(whole, without1, without2 float64) (first, second float64) {
	first = (whole - without1 + without2) / 2
	return first, whole - first
}

// infinite reports whether any number is not finite.
func infinite(v ...float64) bool {
	for _, v := range v {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return true
		}
	}
	return false
}
