package composite

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Indicator is a leaf of a framework.
type Indicator struct {
	Code   string
	Parent string  // the code of its group
	Weight float64 // beside the other parts of its group; only ratios matter
	Less   bool    // less is better

	// Low and High are the goalposts, in the indicator's unit, Low < High; both 0 without.
	Low, High float64
	// Target is what TowardTarget and ShareOfTarget measure by; nil without.
	Target *float64
	// Untreated keeps outliers as they are, whatever the recipe's treatment.
	Untreated bool
}

// Group is a node above indicators: a dimension, a pillar, the index itself.
type Group struct {
	Code   string
	Parent string // "" for the index, of which there is one
	Weight float64
}

// Node is a place in a framework, as results number them: the indicators in the order given, then the
// groups, each after its parts, the index last.
type Node struct {
	Code   string
	Weight float64
	Parent int   // −1 for the index
	Parts  []int // of a group
	Level  int   // 0 for indicators; of a group one more than the highest of its parts
}

// Framework is the tree of an index.
type Framework struct {
	indicators []Indicator
	nodes      []Node
	byCode     map[string]int
}

// NewFramework joins indicators and groups to a tree. The error names everything that is wrong: a code that
// is empty or repeated, a parent that does not exist, more or fewer than one index, a group without
// parts or inside itself, weights that are negative or have no sum, goalposts in the wrong order.
func NewFramework(indicators []Indicator, groups []Group) (*Framework, error) {
	t := &tree{groups: groups, place: map[string]int{}}
	t.collect(indicators)
	if len(t.errs) > 0 {
		return nil, errors.Join(t.errs...)
	}
	nodes := t.ordered(len(indicators))
	if len(t.errs) > 0 {
		return nil, errors.Join(t.errs...)
	}
	f := &Framework{indicators: slices.Clone(indicators), nodes: nodes, byCode: map[string]int{}}
	for i, n := range nodes {
		f.byCode[n.Code] = i
	}
	return f, nil
}

// tree is a framework in the making; nodes are numbered as given.
type tree struct {
	groups []Group
	nodes  []Node
	place  map[string]int
	errs   []error
}

func (t *tree) wrong(format string, args ...any) {
	t.errs = append(t.errs, fmt.Errorf("composite: "+format, args...))
}

func (t *tree) collect(indicators []Indicator) {
	parents := make([]string, 0, len(indicators)+len(t.groups))
	add := func(code, parent string, weight float64) {
		if _, twice := t.place[code]; twice || code == "" {
			t.wrong("the code %q is empty or repeated", code)
		}
		if !(weight >= 0) || weight-weight != 0 {
			t.wrong("the weight of %s is %v", code, weight)
		}
		t.place[code] = len(t.nodes)
		t.nodes = append(t.nodes, Node{Code: code, Weight: weight, Parent: -1})
		parents = append(parents, parent)
	}
	for _, i := range indicators {
		add(i.Code, i.Parent, i.Weight)
		if !(i.Low < i.High) && (i.Low != 0 || i.High != 0) {
			t.wrong("the goalposts of %s are %v and %v", i.Code, i.Low, i.High)
		}
		if i.Target != nil && *i.Target-*i.Target != 0 {
			t.wrong("the target of %s is %v", i.Code, *i.Target)
		}
	}
	for _, g := range t.groups {
		add(g.Code, g.Parent, g.Weight)
	}
	t.join(parents, len(indicators))
}

// join ties parts to parents, and finds the index.
func (t *tree) join(parents []string, indicators int) {
	var tops []string
	for i, code := range parents {
		p, ok := t.place[code]
		switch {
		case code == "" && i >= indicators:
			tops = append(tops, t.nodes[i].Code)
		case !ok || p < indicators:
			t.wrong("%s belongs to %q, which is no group", t.nodes[i].Code, code)
		default:
			t.nodes[i].Parent = p
			t.nodes[p].Parts = append(t.nodes[p].Parts, i)
		}
	}
	if len(tops) != 1 {
		t.wrong("there must be one group without a parent, the index; there are %d: %v", len(tops), tops)
	}
	for _, n := range t.nodes[indicators:] {
		var sum float64
		for _, p := range n.Parts {
			sum += t.nodes[p].Weight
		}
		if !(sum > 0) {
			t.wrong("the parts of %s have no weight", n.Code)
		}
	}
}

// ordered numbers the nodes anew, groups by level and then as given.
func (t *tree) ordered(indicators int) []Node {
	order := make([]int, indicators, len(t.nodes))
	for i := range order {
		order[i] = i
	}
	placed := make([]bool, len(t.nodes))
	for i := range indicators {
		placed[i] = true
	}
	for level := 1; len(order) < len(t.nodes); level++ {
		var now []int
		for i := indicators; i < len(t.nodes); i++ {
			if !placed[i] && !slices.ContainsFunc(t.nodes[i].Parts, func(p int) bool { return !placed[p] }) {
				now = append(now, i)
				t.nodes[i].Level = level
			}
		}
		if len(now) == 0 {
			t.wrong("some groups lie inside themselves")
			return nil
		}
		for _, i := range now {
			placed[i] = true
		}
		order = append(order, now...)
	}
	at := make([]int, len(order))
	for to, from := range order {
		at[from] = to
	}
	nodes := make([]Node, len(order))
	for to, from := range order {
		n := t.nodes[from]
		if n.Parent >= 0 {
			n.Parent = at[n.Parent]
		}
		parts := make([]int, len(n.Parts))
		for k, p := range n.Parts {
			parts[k] = at[p]
		}
		n.Parts = parts
		nodes[to] = n
	}
	return nodes
}

// Nodes returns the nodes. The caller must not change them.
func (f *Framework) Nodes() []Node { return f.nodes }

// Indicators returns the indicators, in the order of their nodes. The caller must not change them.
func (f *Framework) Indicators() []Indicator { return f.indicators }

// Top is the number of the index.
func (f *Framework) Top() int { return len(f.nodes) - 1 }

// Find returns the number of the node with a code.
func (f *Framework) Find(code string) (node int, ok bool) {
	node, ok = f.byCode[code]
	return node, ok
}

// Levels returns the number of levels above the indicators.
func (f *Framework) Levels() int { return f.nodes[f.Top()].Level }

// WithWeights returns the framework with other weights of some nodes, for a what-if.
func (f *Framework) WithWeights(weights map[string]float64) (*Framework, error) {
	indicators := slices.Clone(f.indicators)
	var groups []Group
	for _, n := range f.nodes[len(indicators):] {
		g := Group{Code: n.Code, Weight: n.Weight}
		if n.Parent >= 0 {
			g.Parent = f.nodes[n.Parent].Code
		}
		groups = append(groups, g)
	}
	for _, code := range slices.Sorted(maps.Keys(weights)) {
		i, ok := f.byCode[code]
		switch {
		case !ok:
			return nil, fmt.Errorf("composite: there is no %q to weigh", code)
		case i < len(indicators):
			indicators[i].Weight = weights[code]
		default:
			groups[i-len(indicators)].Weight = weights[code]
		}
	}
	return NewFramework(indicators, groups)
}
