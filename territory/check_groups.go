package territory

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
)

func (c *checker) groups() {
	first := make(map[string]finding.Pos)
	for _, a := range c.t.Areas {
		first[a.Code] = a.Pos
	}
	for _, g := range c.t.Groups {
		if !groupID.MatchString(g.ID) {
			c.report(BadGroup, g.At("id"), g.ID, "found", g.ID)
		}
		if other, ok := first[g.ID]; ok {
			c.report(RepeatedGroup, g.At("id"), g.ID, "found", g.ID, "expected", other.String())
			continue
		}
		first[g.ID] = g.Pos
		if !slices.Contains(Kinds, g.Kind) {
			c.report(BadKind, g.At("kind"), g.ID, "found", g.Kind, "expected", join(Kinds))
		}
		c.members(g)
	}
}

// members checks that what a group is composed of exists and is disjoint.
func (c *checker) members(g *Group) {
	if path := c.loop(g.ID); path != nil {
		c.report(GroupLoop, g.At("members"), g.ID, "found", strings.Join(path, " → "))
		return
	}
	holder := make(map[string]string) // leaf to the member that holds it
	seen := make(map[string]bool)
	for i := range g.Members {
		m := &g.Members[i]
		if !c.refers(g.ID, m.Area, m.At("area")) {
			continue
		}
		if seen[m.Area] {
			c.report(RepeatedMember, m.At("area"), g.ID, "found", m.Area)
			continue
		}
		seen[m.Area] = true
		c.exceptions(g, m)
		common := make(map[string][]string)
		for _, leaf := range c.t.memberLeaves(m) {
			if other, ok := holder[leaf]; ok {
				common[other] = append(common[other], leaf)
			} else {
				holder[leaf] = m.Area
			}
		}
		for j := range i {
			other := g.Members[j].Area
			if both := common[other]; both != nil {
				delete(common, other)
				c.report(Overlap, m.At("area"), g.ID, "found", m.Area, "expected", other,
					"areas", c.some(both))
			}
		}
	}
}

func (c *checker) exceptions(g *Group, m *Member) {
	inside := c.t.Leaves(m.Area)
	seen := make(map[string]bool)
	for i, x := range m.Except {
		at := m.At("except." + strconv.Itoa(i))
		switch {
		case !c.refers(g.ID, x, at):
		case seen[x]:
			c.report(RepeatedMember, at, g.ID, "found", x)
		case slices.ContainsFunc(c.t.Leaves(x), func(leaf string) bool {
			return !slices.Contains(inside, leaf)
		}):
			c.report(OutsideMember, at, g.ID, "found", x, "expected", m.Area)
		}
		seen[x] = true
	}
}

// refers checks that an id is a row.
func (c *checker) refers(group, id string, at finding.Pos) bool {
	if _, ok := c.t.Row(id); ok {
		return true
	}
	if id == "" {
		return false // reported as missing
	}
	if now, ok := c.t.Resolve(id, 0); ok {
		c.report(FormerMember, at, group, "found", id, "expected", now)
	} else {
		c.unknown(UnknownMember, at, group, id)
	}
	return false
}

// loop returns the path by which a group leads back to itself, nil where it does not.
func (c *checker) loop(id string) []string {
	seen := make(map[string]bool)
	var walk func(string) []string
	walk = func(at string) []string {
		g := c.t.GroupOf(at)
		if g == nil || seen[at] {
			return nil
		}
		seen[at] = true
		for _, m := range g.Members {
			if m.Area == id {
				return []string{at, id}
			}
			if path := walk(m.Area); path != nil {
				return append([]string{at}, path...)
			}
		}
		return nil
	}
	return walk(id)
}

// some names the first few areas of a list.
func (c *checker) some(codes []string) string {
	const shown = 3
	var names []string
	for _, code := range codes[:min(len(codes), shown)] {
		names = append(names, code+" "+c.t.NameOf(code).ZH)
	}
	if len(codes) > shown {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// memberLeaves returns the leaves of a member less its exceptions.
func (t *Territory) memberLeaves(m *Member) []string {
	leaves := t.Leaves(m.Area)
	for _, x := range m.Except {
		out := t.Leaves(x)
		leaves = slices.DeleteFunc(leaves, func(leaf string) bool { return slices.Contains(out, leaf) })
	}
	return leaves
}
