package water

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/strict"
)

// Place is a section on the map of waters.
type Place struct {
	strict.Where
	ID         string `csv:"section,required"`
	Name       string `csv:"name"`
	River      string `csv:"river"`
	Water      Water  `csv:"water"`      // river unless stated
	From       string `csv:"from"`       // the jurisdiction the water comes from
	To         string `csv:"to"`         // the one it enters; the same, or empty, at no boundary
	Downstream string `csv:"downstream"` // the next section below; empty for the last
}

// Crosses reports whether the section lies on a boundary of jurisdictions.
func (p *Place) Crosses() bool { return p.From != "" && p.To != "" && p.From != p.To }

// Topology says which section lies above which.
type Topology struct {
	Places []Place // in the order of the file
	index  map[string]int
	above  [][]int // places directly above each
}

// ReadTopology reads a table of sections with the columns section, name, river, water, from, to and
// downstream, of which only section is required. It is nil where anything is wrong with it.
func ReadTopology(file string, data []byte) (*Topology, []finding.Finding) {
	t := &Topology{index: map[string]int{}}
	findings := strict.CSV(file, data, &t.Places)
	for k := range t.Places {
		p := &t.Places[k]
		if first, seen := t.index[p.ID]; seen {
			findings = append(findings, finding.New(RepeatedSection, p.At("section"), p.ID,
				"found", p.ID, "line", strconv.Itoa(t.Places[first].Pos.Line)))
			continue
		}
		t.index[p.ID] = k
	}
	t.above = make([][]int, len(t.Places))
	for k := range t.Places {
		p := &t.Places[k]
		if p.Downstream == "" {
			continue
		}
		below, ok := t.index[p.Downstream]
		if !ok {
			findings = append(findings, t.unknown(p.At("downstream"), p.Downstream))
			continue
		}
		t.above[below] = append(t.above[below], k)
	}
	findings = append(findings, t.circles()...)
	if len(findings) > 0 {
		finding.Sort(findings)
		return nil, findings
	}
	return t, nil
}

// Unknown returns a finding for every section that is not on the map, at the place it was named.
func (t *Topology) Unknown(named map[string]finding.Pos) []finding.Finding {
	var findings []finding.Finding
	for id, at := range named {
		if _, ok := t.index[id]; !ok {
			findings = append(findings, t.unknown(at, id))
		}
	}
	finding.Sort(findings)
	return findings
}

func (t *Topology) unknown(at finding.Pos, id string) finding.Finding {
	var ids []string
	for k := range t.Places {
		ids = append(ids, t.Places[k].ID)
	}
	near := strict.Nearest(id, ids)
	if near != "" {
		near = " (" + near + "?)"
	}
	return finding.New(UnknownSection, at, id, "found", id, "nearest", near)
}

// circles finds every circle once, at its first section in the file.
func (t *Topology) circles() []finding.Finding {
	var findings []finding.Finding
	seen := make([]int, len(t.Places)) // the walk that first came by, from 1
	for start := range t.Places {
		k, walk := start, start+1
		for seen[k] == 0 {
			seen[k] = walk
			next, ok := t.index[t.Places[k].Downstream]
			if !ok {
				break
			}
			k = next
			if seen[k] == walk {
				findings = append(findings, t.circle(k))
			}
		}
	}
	return findings
}

// circle describes the circle that k lies on.
func (t *Topology) circle(k int) finding.Finding {
	round := []int{k}
	for next := t.index[t.Places[k].Downstream]; next != k; next = t.index[t.Places[next].Downstream] {
		round = append(round, next)
	}
	first := slices.Index(round, slices.Min(round))
	round = append(round[first:], round[:first]...)
	var names []string
	for _, i := range append(round, round[0]) {
		names = append(names, t.Places[i].ID)
	}
	p := &t.Places[round[0]]
	return finding.New(FlowsInCircle, p.At("downstream"), p.ID, "found", strings.Join(names, " → "))
}

// Place returns a section by its id.
func (t *Topology) Place(id string) (*Place, bool) {
	k, ok := t.index[id]
	if !ok {
		return nil, false
	}
	return &t.Places[k], true
}

// Above returns the sections directly above one, in the order of the file.
func (t *Topology) Above(id string) []*Place {
	k, ok := t.index[id]
	if !ok {
		return nil
	}
	var list []*Place
	for _, a := range t.above[k] {
		list = append(list, &t.Places[a])
	}
	return list
}

// Origin says where an item that exceeds was first seen above its limit.
type Origin uint8

// Origins. Concentrations alone do not prove a cause: flows are not weighed.
const (
	OriginUnknown Origin = iota // no section above has the item
	Between                     // no section above exceeds: it is added on the way, or by waters not measured
	Entered                     // at least one section above exceeds already
)

func (o Origin) String() string { return [...]string{"unknown", "between", "entered"}[o] }

// MarshalText writes the origin's name.
func (o Origin) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Passage sets a section beside the nearest sections with data above it.
type Passage struct {
	Section   *Place
	Target    Class
	Class     Class
	Exceeding []Passing // items worse than the target
	Above     []Inflow
}

// Passing is an item that exceeds the target of the section.
type Passing struct {
	Pollutant // with the multiple of the target's limit
	Origin    Origin
}

// Inflow is a section above.
type Inflow struct {
	Section *Place
	Through []*Place // sections between the two, that had no data
	Class   Class
	Items   []Difference // of items that both have
}

// Difference is what an item gains, or loses, between two sections.
type Difference struct {
	Item        Item
	Above, Here decimal.Decimal // as assessed
	Change      decimal.Decimal // here − above
	Class       Class           // above
	Exceeds     bool            // above is worse than the target of the section here
}

// Passage explains a section by what enters it: evaluations are those of a period by section, target
// is the section's. It is nil where the section is unknown or has no evaluation.
func (t *Topology) Passage(e *Edition, id string, target Class, evaluations map[string]*Evaluation) *Passage {
	k, ok := t.index[id]
	here := evaluations[id]
	if !ok || here == nil {
		return nil
	}
	p := &Passage{Section: &t.Places[k], Target: target, Class: here.Class}
	t.inflows(k, nil, evaluations, func(above int, through []*Place) {
		ev := evaluations[t.Places[above].ID]
		in := Inflow{Section: &t.Places[above], Through: through, Class: ev.Class}
		for i := range Item(Items) {
			if d, ok := e.difference(i, ev, here, target); ok {
				in.Items = append(in.Items, d)
			}
		}
		p.Above = append(p.Above, in)
	})
	if target != NoClass {
		for _, x := range e.Exceeding(here, target) {
			p.Exceeding = append(p.Exceeding, Passing{x, p.origin(x.Item)})
		}
	}
	return p
}

// inflows visits the nearest places above k that have a class.
func (t *Topology) inflows(k int, through []*Place, evaluations map[string]*Evaluation, visit func(int, []*Place)) {
	for _, a := range t.above[k] {
		if ev := evaluations[t.Places[a].ID]; ev != nil && ev.Class != NoClass {
			visit(a, through)
			continue
		}
		t.inflows(a, append(slices.Clip(through), &t.Places[a]), evaluations, visit)
	}
}

// difference compares an item at two sections. The upper one is held against the target by the kind
// of water of the section below.
func (e *Edition) difference(i Item, above, here *Evaluation, target Class) (Difference, bool) {
	a, h := above.Items[i].Value, here.Items[i].Value
	if a.IsNone() || h.IsNone() {
		return Difference{}, false
	}
	d := Difference{Item: i, Above: a, Here: h, Class: above.Items[i].Class}
	gain := h.Rat()
	d.Change = decimal.Round(gain.Sub(gain, a.Rat()), int(max(a.Places, h.Places)))
	d.Exceeds = target != NoClass && e.classOf(here.Water, i, a.Rat()) > target
	return d, true
}

func (p *Passage) origin(i Item) Origin {
	o := OriginUnknown
	for _, in := range p.Above {
		for _, d := range in.Items {
			switch {
			case d.Item != i:
			case d.Exceeds:
				return Entered
			default:
				o = Between
			}
		}
	}
	return o
}
