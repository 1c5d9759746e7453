// Package territory knows the places of a plan: areas with their codes (GB/T 2260) and validity,
// groups composed of areas with stated weights, boundaries and geodesic areas.
//
// An area keeps one identity, its present code, through renamings and recodings; a merger or a
// split makes new areas and moves no history.
package territory

import (
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Level is an administrative level.
type Level string

// Levels, the highest first.
const (
	Country    Level = "country"
	Province   Level = "province"
	Prefecture Level = "prefecture"
	County     Level = "county"
)

// Area is an administrative area under its present (or last) code.
type Area struct {
	strict.Where
	Code   string       `csv:"code,required"`
	ZH     string       `csv:"name_zh,required"`
	EN     string       `csv:"name_en"`
	Level  Level        `csv:"level,required"`
	Parent string       `csv:"parent"`     // code of the area above; empty for the top
	From   measure.Date `csv:"valid_from"` // first day; zero where older than the records kept
	Until  measure.Date `csv:"valid_to"`   // first day it no longer exists; zero while it does
}

// Name returns the area's name.
func (a *Area) Name() locale.Text { return locale.Text{ZH: a.ZH, EN: a.EN} }

// ChangeKind says what happened to a code.
type ChangeKind string

// Kinds of change. Recode and Rename keep the area's identity; Merge, Split and Transfer do not
// move history.
const (
	Recode   ChangeKind = "recode"
	Rename   ChangeKind = "rename"
	Merge    ChangeKind = "merge"
	Split    ChangeKind = "split"
	Transfer ChangeKind = "transfer"
)

// Change is one dated change of codes: From held before On, To from On on.
type Change struct {
	strict.Where
	On      measure.Date `csv:"date,required"`
	Kind    ChangeKind   `csv:"kind,required"`
	From    string       `csv:"from,required"`
	To      string       `csv:"to,required"`
	OldName string       `csv:"old_name"`
	Source  string       `csv:"source"`
}

// Group is a set of areas or other groups that the plan names, each with a weight.
type Group struct {
	strict.Where
	ID      string      `yaml:"id,required"`
	Name    locale.Text `yaml:"name,required"`
	Kind    string      `yaml:"kind,required"` // one of Kinds
	Clause  string      `yaml:"clause"`        // clause that names it
	Note    locale.Text `yaml:"note"`
	Members []Member    `yaml:"members,required"`
}

// Kinds lists the kinds of group: what the plan is for, a part of that, a core city, a metropolitan
// area, a regional centre, a node, a wing, a cluster of towns, a pair of neighbours, a platform they
// share, and a set made for one indicator only.
var Kinds = []string{"circle", "part", "core", "metropolitan", "centre", "node", "wing", "cluster",
	"pair", "platform", "set"}

// Member is a part of a group.
type Member struct {
	strict.Where
	Area string `yaml:"area,required"` // code of an area or id of a group
	// Weight is the id of an assumption (a share between 0 and 1) by which the member counts, for
	// part of a county; empty for the whole.
	Weight string `yaml:"weight"`
	// Except are areas inside the member that do not belong to the group; they count with -1.
	Except []string    `yaml:"except"`
	Note   locale.Text `yaml:"note"`
}

// Part is one term of a composition: a row of the territory, and by what it counts.
type Part struct {
	ID         string
	Sign       float64 // +1, or -1 for an exception
	Assumption string  // id of the weight's assumption; empty for 1
}

// Territory is everything a plan says about places. Rows are its areas, then its groups, each in
// the order of the files.
type Territory struct {
	Areas      []*Area
	Changes    []*Change
	Groups     []*Group
	Boundaries *Boundaries // nil where the package has none

	rows   []string
	index  map[string]int
	areas  map[string]*Area
	groups map[string]*Group
	former map[string][]*Change // by old code
	child  map[string][]string  // codes of the areas directly below
}

// New indexes areas, changes and groups; it does not check them (see Parse). Of areas or groups with
// the same id the first counts.
func New(areas []*Area, changes []*Change, groups []*Group) *Territory {
	t := &Territory{Areas: areas, Changes: changes, Groups: groups,
		index: make(map[string]int), areas: make(map[string]*Area), groups: make(map[string]*Group),
		former: make(map[string][]*Change), child: make(map[string][]string)}
	add := func(id string) bool {
		_, known := t.index[id]
		if !known {
			t.index[id] = len(t.rows)
			t.rows = append(t.rows, id)
		}
		return !known
	}
	for _, a := range areas {
		if add(a.Code) {
			t.areas[a.Code] = a
			if a.Parent != "" {
				t.child[a.Parent] = append(t.child[a.Parent], a.Code)
			}
		}
	}
	for _, g := range groups {
		if add(g.ID) {
			t.groups[g.ID] = g
		}
	}
	for _, c := range changes {
		t.former[c.From] = append(t.former[c.From], c)
	}
	return t
}

// Rows returns the ids of all areas and groups: the rows of a block. Callers must not change it.
func (t *Territory) Rows() []string { return t.rows }

// Row returns the row of an area's present code or a group's id.
func (t *Territory) Row(id string) (int, bool) {
	i, ok := t.index[id]
	return i, ok
}

// Resolve returns the identity of a code as it stood on a day: a code that was recoded since names
// the same area under its present code. A code that was given to another area afterwards names that
// one from the change on. It is false for codes that never were, for codes of areas that merged or
// were split, and for days before an area began or after it ended. The zero day asks for none.
func (t *Territory) Resolve(code string, on measure.Date) (string, bool) {
	id := code
	for range len(t.Changes) {
		c := t.recoded(id)
		if c == nil || t.AreaOf(id) != nil && on >= c.On {
			break
		}
		id = c.To
	}
	if _, ok := t.index[id]; !ok {
		return "", false
	}
	if a := t.AreaOf(id); a != nil && on != 0 &&
		(a.Until != 0 && on >= a.Until || a.From != 0 && id == code && on < a.From) {
		return "", false
	}
	return id, true
}

// recoded returns the change that gave a code up for another, nil where none did.
func (t *Territory) recoded(code string) *Change {
	for _, c := range t.former[code] {
		if c.Kind == Recode {
			return c
		}
	}
	return nil
}

// AreaOf returns the area of a code, nil for groups and unknown ids.
func (t *Territory) AreaOf(code string) *Area { return t.areas[code] }

// GroupOf returns the group of an id, nil for areas and unknown ids.
func (t *Territory) GroupOf(id string) *Group { return t.groups[id] }

// Children returns the codes of the areas directly below an area.
func (t *Territory) Children(code string) []string { return t.child[code] }

// Parts returns what a row is composed of: a group's members and exceptions, or the areas directly
// below an area. Empty for areas with nothing below.
func (t *Territory) Parts(id string) []Part {
	g := t.GroupOf(id)
	if g == nil {
		parts := make([]Part, 0, len(t.child[id]))
		for _, c := range t.child[id] {
			parts = append(parts, Part{ID: c, Sign: 1})
		}
		return parts
	}
	var parts []Part
	for _, m := range g.Members {
		parts = append(parts, Part{ID: m.Area, Sign: 1, Assumption: m.Weight})
		for _, x := range m.Except {
			parts = append(parts, Part{ID: x, Sign: -1, Assumption: m.Weight})
		}
	}
	return parts
}

// NameOf returns the name of a row, or its id where it has none.
func (t *Territory) NameOf(id string) locale.Text {
	if a := t.AreaOf(id); a != nil {
		return a.Name()
	}
	if g := t.GroupOf(id); g != nil {
		return g.Name
	}
	return locale.Text{ZH: id, EN: id}
}
