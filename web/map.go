package web

import (
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/territory"
)

type mapBody struct {
	Drawing    template.HTML // empty where the package ships no boundaries
	Kinds      []groupKind
	Group      *groupCard
	Choices    []choice // indicators with values of areas
	Periods    []choice
	Levels     []choice
	Shown      string // the indicator's name and period; empty without one
	Unit       string
	Legend     []legendRow
	NoData     bool // some area has no value
	Partly     bool // some area belongs to the group in part
	Boundaries string
	Table      []areaRow
}

// groupKind is the groups of one kind, for the list beside the map.
type groupKind struct {
	Name   string
	Groups []groupLink
}

type groupLink struct {
	Name, Link string
	Here       bool
	Areas      string // codes, for highlighting without a reload
}

// groupCard is the group that is looked at.
type groupCard struct {
	Name, Kind, Note, Clause, AreaKM2 string
	Members                           []string
}

type choice struct {
	Value, Name string
	Here        bool
}

type legendRow struct {
	Class int
	Range string
}

func (s *site) territoryMap(v *visit) (page, error) {
	t := v.Plan.Territory
	query := v.r.URL.Query()
	id := query.Get("group")
	if id == "" {
		id = v.Plan.Manifest.Area
	}
	if _, known := t.Row(id); !known {
		return page{}, notFound(v.say("没有这个地区或分组", "There is no such area or group"))
	}
	var body mapBody
	body.Kinds = groupKinds(v, id)
	body.Group = newGroupCard(v, id)
	m := newRegionMap(v, id)
	if ind := v.Plan.Indicator(query.Get("indicator")); ind != nil {
		if err := m.colour(&body, ind, query.Get("level"), query.Get("period")); err != nil {
			return page{}, err
		}
	} else if query.Get("indicator") != "" {
		return page{}, notFound(v.say("没有这个指标", "There is no such indicator"))
	}
	body.Choices = indicatorChoices(v, query.Get("indicator"))
	body.Partly = m.partly
	if t.Boundaries != nil {
		body.Boundaries = t.Boundaries.Metadata["source"]
		body.Drawing = template.HTML(m.draw(body.Group.Name)) // our own drawing, escaped
	}
	return page{Template: "map", Title: v.say("地图", "Map") + " · " + body.Group.Name, Body: body}, nil
}

func groupKinds(v *visit, here string) []groupKind {
	var kinds []groupKind
	query := v.r.URL.Query()
	for _, g := range v.Plan.Territory.Groups {
		name := render.GroupKind(g.Kind, v.Lang)
		i := slices.IndexFunc(kinds, func(k groupKind) bool { return k.Name == name })
		if i < 0 {
			i = len(kinds)
			kinds = append(kinds, groupKind{Name: name})
		}
		codes := ""
		for _, leaf := range v.Plan.Territory.Leaves(g.ID) {
			codes += leaf + " "
		}
		kinds[i].Groups = append(kinds[i].Groups, groupLink{g.Name.In(v.Lang),
			v.Link("/map", "group", g.ID, "indicator", query.Get("indicator")),
			g.ID == here, codes})
	}
	return kinds
}

func newGroupCard(v *visit, id string) *groupCard {
	t := v.Plan.Territory
	card := &groupCard{Name: areaName(v, id)}
	if g := t.GroupOf(id); g != nil {
		card.Kind, card.Note, card.Clause = render.GroupKind(g.Kind, v.Lang), g.Note.In(v.Lang), g.Clause
	} else if a := t.AreaOf(id); a != nil {
		card.Kind = render.Level(a.Level, v.Lang)
	}
	weights := map[string]float64{}
	for _, a := range v.Plan.Assumptions {
		weights[a.ID] = a.Value
	}
	if km2 := t.AreaKM2(id, weights); !measure.IsMissing(km2) {
		card.AreaKM2 = render.Number(km2, 0)
	}
	for _, part := range t.Parts(id) {
		name := areaName(v, part.ID)
		switch {
		case part.Sign < 0:
			name = v.say("除 ", "less ") + name
		case part.Assumption != "":
			name += v.say("（部分）", " (part)")
		}
		card.Members = append(card.Members, name)
	}
	return card
}

// indicatorChoices lists the indicators that have values of areas below the country.
func indicatorChoices(v *visit, here string) []choice {
	var choices []choice
	for _, ind := range v.Plan.Indicators {
		n := 0
		for _, a := range v.Plan.Territory.Areas {
			if _, _, ok := v.last(ind, a.Code); ok && a.Level != territory.Country {
				n++
			}
		}
		if n > 1 || ind.ID == here {
			choices = append(choices, choice{ind.ID, ind.Name.In(v.Lang), ind.ID == here})
		}
	}
	return choices
}

// regionMap is the map of a group: what is in it, and the value each area shows.
type regionMap struct {
	v      *visit
	group  string
	shares map[string]float64
	partly bool
	ind    *plan.Indicator
	level  territory.Level
	period measure.Period
	bounds []float64
}

func newRegionMap(v *visit, group string) *regionMap {
	m := &regionMap{v: v, group: group, shares: map[string]float64{}}
	for _, share := range v.Plan.Territory.Shares(group, nil) {
		m.shares[share.Area] = share.Of
		m.partly = m.partly || share.Of != 1
	}
	return m
}

// unit is the area whose value a county shows at a level: itself, the city above it, or the
// province. A municipality without cities stands among the cities. Values of different levels are
// never mixed in one map: a province's total is not a city's.
func (m *regionMap) unit(code string, level territory.Level) string {
	t := m.v.Plan.Territory
	for a := t.AreaOf(code); a != nil; a = t.AreaOf(a.Parent) {
		above := t.AreaOf(a.Parent)
		switch {
		case level == territory.County, level == a.Level:
			return a.Code
		case level == territory.Prefecture && a.Level == territory.County && above != nil &&
			above.Level == territory.Province:
			return above.Code
		}
	}
	return ""
}

// mapLevels are the levels a map can show, the coarsest first.
var mapLevels = []territory.Level{territory.Province, territory.Prefecture, territory.County}

// coverageOf counts, for each level and period, the areas of the group with a value.
func (m *regionMap) coverageOf(ind *plan.Indicator) map[territory.Level]map[measure.Period]int {
	counts := map[territory.Level]map[measure.Period]int{}
	for _, level := range mapLevels {
		counts[level] = map[measure.Period]int{}
		seen := map[string]bool{}
		for leaf := range m.shares {
			unit := m.unit(leaf, level)
			if seen[unit] {
				continue
			}
			seen[unit] = true
			row, axis := m.v.series(ind, unit)
			for i := range row {
				if !measure.IsMissing(row[i]) {
					counts[level][axis.At(i)]++
				}
			}
		}
	}
	return counts
}

// colour chooses level, period and classes of an indicator: those asked for, else the level and
// period in which most areas have a value; the finer level and the later period of several.
func (m *regionMap) colour(body *mapBody, ind *plan.Indicator, level, period string) error {
	v := m.v
	m.ind, m.level = ind, territory.Province
	counts := m.coverageOf(ind)
	most := 0
	for _, l := range mapLevels {
		for p, n := range counts[l] {
			if n > most || n == most && (l != m.level || p.Ord > m.period.Ord) {
				most, m.level, m.period = n, l, p
			}
		}
	}
	if l := territory.Level(level); level != "" && !slices.Contains(mapLevels, l) {
		return notFound(v.say("没有这一级地区", "There is no such level"))
	} else if level != "" {
		m.level = l
	}
	if period != "" {
		p, err := measure.ParsePeriod(period)
		if err != nil {
			return notFound(v.say("没有这样的时期", "There is no such period"))
		}
		seen := v.At.Valid == 0 || p.Last() <= v.At.Valid
		if p.Freq == ind.Freq && seen { // else it was chosen for what was shown before
			m.period = p
		}
	}
	for _, l := range mapLevels {
		if len(counts[l]) > 0 || l == m.level {
			body.Levels = append(body.Levels, choice{string(l), render.Level(l, v.Lang), l == m.level})
		}
	}
	periods := slices.SortedFunc(maps.Keys(counts[m.level]),
		func(a, b measure.Period) int { return cmp.Compare(b.Ord, a.Ord) })
	for _, p := range periods {
		name := fmt.Sprintf(v.say("%s（%d个地区）", "%s (%d areas)"), render.Period(p, v.Lang), counts[m.level][p])
		body.Periods = append(body.Periods, choice{p.String(), name, p == m.period})
	}
	body.Shown = ind.Name.In(v.Lang) + " · " + render.Period(m.period, v.Lang)
	body.Unit = render.Unit(ind.Unit, v.Lang)
	m.classify(body)
	return nil
}

// classify fills the legend and the table from the distinct areas that show a value.
func (m *regionMap) classify(body *mapBody) {
	const classes = 5
	var values []float64
	seen := map[string]bool{}
	for leaf := range m.shares {
		owner, value := m.value(leaf)
		body.NoData = body.NoData || owner == ""
		if owner != "" && !seen[owner] {
			seen[owner] = true
			values = append(values, value)
		}
	}
	m.bounds = render.Classes(values, classes)
	slices.Sort(values)
	for class := range len(m.bounds) + 1 {
		inside := slices.DeleteFunc(slices.Clone(values), func(x float64) bool {
			return render.ClassOf(x, m.bounds) != class
		})
		if len(inside) > 0 {
			low, high := render.UpTo(inside[0], m.ind.Decimals), render.UpTo(inside[len(inside)-1], m.ind.Decimals)
			label := low
			if low != high {
				label += " – " + high
			}
			body.Legend = append(body.Legend, legendRow{class, label})
		}
	}
	for _, id := range m.v.Plan.Territory.Rows() {
		if seen[id] {
			cell := m.v.Result.Cell(m.ind.ID, id, m.period)
			body.Table = append(body.Table, areaRow{Name: areaName(m.v, id),
				Value:  render.UpTo(cell.Value, m.ind.Decimals),
				Period: render.Period(m.period, m.v.Lang), Link: m.v.Link("/indicators/"+m.ind.ID, "area", id),
				Explain: m.v.Explain(keyOf(m.ind.ID, id, m.period))})
		}
	}
}

// value is what a county shows, and whose value that is; no owner without one.
func (m *regionMap) value(code string) (owner string, value float64) {
	unit := m.unit(code, m.level)
	if cell := m.v.Result.Cell(m.ind.ID, unit, m.period); !measure.IsMissing(cell.Value) {
		return unit, cell.Value
	}
	return "", measure.Missing
}

// draw draws all areas, those of the group above the rest.
func (m *regionMap) draw(title string) string {
	v, t := m.v, m.v.Plan.Territory
	drawing := render.Map{Title: title, Description: v.say("规划范围内各区县的示意图", "Schematic map of the counties")}
	for _, code := range t.Boundaries.Codes() {
		drawing.Shapes = append(drawing.Shapes, m.shape(code))
	}
	for _, a := range t.Areas {
		if a.Level == territory.Prefecture {
			drawing.Borders = append(drawing.Borders, render.Border{Class: "prefecture", Lines: t.Border(a.Code)})
		}
	}
	for _, a := range t.Areas {
		if a.Level == territory.Province {
			drawing.Borders = append(drawing.Borders, render.Border{Class: "province", Lines: t.Border(a.Code)})
		}
	}
	if plans := v.Plan.Manifest.Area; plans != m.group {
		drawing.Borders = append(drawing.Borders, render.Border{Class: "plan", Lines: t.Border(plans)})
	}
	drawing.Borders = append(drawing.Borders, render.Border{Class: "group", Lines: t.Border(m.group)})
	drawing.Labels = m.labels()
	drawing.Fit = m.fit()
	return drawing.SVG(v.Lang)
}

// fit is what the map must show.
func (m *regionMap) fit() []territory.Ring {
	t := m.v.Plan.Territory
	return append(t.Border(m.v.Plan.Manifest.Area), t.Border(m.group)...)
}

// shape is one county, coloured by whether it belongs to the group or by its value.
func (m *regionMap) shape(code string) render.Shape {
	v := m.v
	share, inside := m.shares[code]
	shape := render.Shape{ID: code, Tip: areaName(v, code), Polygons: v.Plan.Territory.Boundaries.Polygons(code)}
	switch {
	case !inside:
		shape.Class = "outside"
	case m.ind == nil && share != 1:
		shape.Class = "partly"
	case m.ind == nil:
		shape.Class = "inside"
	default:
		owner, value := m.value(code)
		if owner == "" {
			shape.Class, shape.Hatched = "nodata", true
			shape.Tip += v.say("：无数据", ": no data")
			break
		}
		shape.Class = fmt.Sprintf("class%d", render.ClassOf(value, m.bounds))
		if owner != code {
			shape.Tip += " · " + areaName(v, owner)
		}
		shape.Tip += v.say("：", ": ") + render.Value(value, m.ind, v.Lang)
		shape.Link = v.Explain(keyOf(m.ind.ID, owner, m.period))
	}
	return shape
}

// labels names the prefectures and municipalities, then the counties of the group, the larger first.
func (m *regionMap) labels() []render.Label {
	t := m.v.Plan.Territory
	var cities, counties []render.Label
	for _, a := range t.Areas {
		middle, ok := render.Middle(t.Polygons(a.Code))
		if !ok {
			continue
		}
		if a.Level == territory.Prefecture {
			cities = append(cities, render.Label{Class: "city", Text: shortName(m.v, a), At: middle})
		} else if _, inside := m.shares[a.Code]; inside && a.Level == territory.County &&
			t.AreaOf(a.Parent).Level == territory.Province {
			counties = append(counties, render.Label{Class: "county", Text: shortName(m.v, a), At: middle})
		}
	}
	return append(cities, counties...)
}

// shortName is an area's name as maps write it.
func shortName(v *visit, a *territory.Area) string {
	name := []rune(a.Name().In(v.Lang))
	if last := len(name) - 1; last >= 2 && slices.Contains([]rune("市区县"), name[last]) {
		name = name[:last]
	}
	return string(name)
}
