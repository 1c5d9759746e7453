package exchange

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
)

// Schema is what facts are checked against: the indicators, areas, sources and bodies of a plan,
// found by id, code or name in either language.
type Schema struct {
	byID      map[string]*plan.Indicator
	sources   map[string]*citation.Source
	territory *territory.Territory
	steady    map[string]int32 // rows of areas and groups that no day and no change of codes touches

	indicatorNames, areaNames, sourceNames, bodyNames names
}

// ForPlan returns the schema of a plan.
func ForPlan(p *plan.Plan) *Schema {
	s := &Schema{byID: map[string]*plan.Indicator{}, sources: map[string]*citation.Source{},
		territory: p.Territory}
	if s.territory == nil {
		s.territory = territory.New(nil, nil, nil)
	}
	for _, i := range p.Indicators {
		s.byID[i.ID] = i
		s.indicatorNames.add(i.ID, both(i.Name)...)
	}
	for _, c := range p.Sources {
		s.sources[c.ID] = c
		s.sourceNames.add(c.ID, both(c.Title)...)
	}
	for _, b := range p.Bodies {
		s.bodyNames.add(b.ID, both(b.Name)...)
	}
	s.nameAreas()
	s.findSteady()
	return s
}

// findSteady lists the areas that are the same in every period, so that rows about them need no
// dates looked up.
func (s *Schema) findSteady() {
	s.steady = map[string]int32{}
	for row, id := range s.territory.Rows() {
		if a := s.territory.AreaOf(id); a == nil || a.From == 0 && a.Until == 0 {
			s.steady[id] = int32(row)
		}
	}
	for _, c := range s.territory.Changes {
		delete(s.steady, c.From)
		delete(s.steady, c.To)
	}
}

// nameAreas indexes areas by code, name, name with the area above, usual short name and former
// codes and names; groups by id and name.
func (s *Schema) nameAreas() {
	for _, a := range s.territory.Areas {
		s.areaNames.add(a.Code, both(a.Name())...)
		if above := s.territory.AreaOf(a.Parent); above != nil {
			s.areaNames.also(a.Code, above.ZH+a.ZH)
		}
		if a.Level == territory.Province || a.Level == territory.Prefecture {
			s.areaNames.also(a.Code, shortName(a.ZH))
		}
	}
	for _, c := range s.territory.Changes {
		s.areaNames.also(c.From, c.From, c.OldName)
	}
	for _, g := range s.territory.Groups {
		s.areaNames.add(g.ID, both(g.Name)...)
	}
}

// area returns the identities that text names in a period: none, one, or several where the name
// alone does not tell. A code means what it meant on the last day, else on the first. gone is true
// where text names areas none of which existed then.
func (s *Schema) area(text string, p measure.Period) (ids []string, gone bool) {
	for _, code := range s.areaNames.find(text) {
		id, ok := s.territory.Resolve(code, p.Last())
		if !ok {
			id, ok = s.territory.Resolve(code, p.First())
		}
		if !ok {
			gone = true
		} else if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, gone && len(ids) == 0
}

// names finds ids by what people write.
type names struct {
	ids   map[string][]string // an id alone
	loose map[string][]string // ids by the key of each of their names
	known []string            // to suggest from
}

// add knows an id and its names; a near miss of one of them will be suggested.
func (n *names) add(id string, spellings ...string) {
	if n.ids == nil {
		n.ids = map[string][]string{}
	}
	n.ids[id] = []string{id}
	n.known = append(append(n.known, id), spellings...)
	n.also(id, id)
	n.also(id, spellings...)
}

// also knows further spellings of an id.
func (n *names) also(id string, spellings ...string) {
	if n.loose == nil {
		n.loose = map[string][]string{}
	}
	for _, text := range spellings {
		k := key(text)
		if k == "" || slices.Contains(n.loose[k], id) {
			continue
		}
		n.loose[k] = append(n.loose[k], id)
	}
}

// find returns the ids that text may mean: itself if it is one, else those so named.
func (n *names) find(text string) []string {
	if ids, ok := n.ids[text]; ok {
		return ids
	}
	return n.loose[key(text)]
}

// nearest suggests what text may have been meant for; empty where nothing is near.
func (n *names) nearest(text string) string { return strict.Nearest(text, n.known) }

// key is what two spellings of a name share: letters small, forms half-width, no spaces.
func key(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(sheet.Narrow(text)), ""))
}

// shortName drops 省 or 市 from the name of a province or prefecture, as tables usually do.
func shortName(name string) string {
	for _, suffix := range []string{"省", "市"} {
		if short, ok := strings.CutSuffix(name, suffix); ok && utf8.RuneCountInString(short) >= 2 {
			return short
		}
	}
	return name
}

func both(t locale.Text) []string { return []string{t.ZH, t.EN} }
