package territory

import (
	"maps"

	"github.com/yipanqi/yipanqi/measure"
)

// Share is how much of an area takes part in a composition: 1 for the whole.
type Share struct {
	Area string
	Of   float64
}

// Leaves returns the areas without areas below them that a row contains, in the order of rows; parts
// of an area count as the area. Areas that ended are left out.
func (t *Territory) Leaves(id string) []string {
	shares := t.Shares(id, nil)
	leaves := make([]string, len(shares))
	for i, s := range shares {
		leaves[i] = s.Area
	}
	return leaves
}

// Shares returns what a row is composed of down to the areas without areas below them, in the order
// of rows. An area that is excepted is not listed; one whose weight is not among weights (by id of
// its assumption) has the share measure.Missing. Areas that ended are left out.
func (t *Territory) Shares(id string, weights map[string]float64) []Share {
	of := composer{t, weights, make(map[string]map[string]float64)}.of(id)
	shares := make([]Share, 0, len(of))
	for _, row := range t.rows {
		if f, ok := of[row]; ok {
			shares = append(shares, Share{row, f})
		}
	}
	return shares
}

// composer resolves rows to leaves, each row once.
type composer struct {
	t       *Territory
	weights map[string]float64
	done    map[string]map[string]float64
}

// of returns what the leaves of a row count for. A group that contains itself, which Check reports,
// counts for nothing where it is met again.
func (c composer) of(id string) map[string]float64 {
	if leaves, ok := c.done[id]; ok {
		return leaves
	}
	c.done[id] = nil
	leaves := make(map[string]float64)
	if g := c.t.GroupOf(id); g != nil {
		for i := range g.Members {
			c.member(&g.Members[i], leaves)
		}
	} else if children := c.t.Children(id); len(children) > 0 {
		for _, child := range children {
			for leaf, f := range c.of(child) {
				leaves[leaf] += f
			}
		}
	} else if a := c.t.AreaOf(id); a != nil && a.Until == 0 {
		leaves[id] = 1
	}
	c.done[id] = leaves
	return leaves
}

// member adds what a member's leaves count for, less its exceptions.
func (c composer) member(m *Member, leaves map[string]float64) {
	weight := 1.0
	if m.Weight != "" {
		w, ok := c.weights[m.Weight]
		if !ok {
			w = measure.Missing
		}
		weight = w
	}
	out := make(map[string]float64)
	for _, x := range m.Except {
		maps.Copy(out, c.of(x))
	}
	for leaf, f := range c.of(m.Area) {
		if _, excepted := out[leaf]; !excepted {
			leaves[leaf] += float64(weight * f)
		}
	}
}

// AreaKM2 returns the area of a row in km², its parts by their weights; measure.Missing without
// boundaries or where a weight is missing.
func (t *Territory) AreaKM2(id string, weights map[string]float64) float64 {
	shares := t.Shares(id, weights)
	if t.Boundaries == nil || len(shares) == 0 {
		return measure.Missing
	}
	sum := 0.0
	for _, s := range shares {
		sum += float64(s.Of * t.Boundaries.AreaKM2(s.Area))
	}
	return sum
}

// Border returns the rings around a row, drawn along the borders of its leaves.
func (t *Territory) Border(id string) []Ring {
	if t.Boundaries == nil {
		return nil
	}
	return t.Boundaries.Border(t.Leaves(id))
}

// Polygons returns the polygons of every leaf of a row.
func (t *Territory) Polygons(id string) [][]Ring {
	var polygons [][]Ring
	if t.Boundaries != nil {
		for _, leaf := range t.Leaves(id) {
			polygons = append(polygons, t.Boundaries.Polygons(leaf)...)
		}
	}
	return polygons
}
