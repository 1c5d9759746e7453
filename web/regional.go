package web

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/territory"
)

// regionalBody tells how the parts of the plan's area differ in an indicator.
type regionalBody struct {
	Indicator, Unit, Area string
	Year                  int
	Filters               []siteFilter
	Known, Parts          int
	Unweighed             bool     // residents of some of the areas are not known
	Missing               []string // parts without a value
	From                  []string // bodies it is needed from
	Measures              []measureRow
	Nested                []nestedRow
	Ranks                 []placeRow
	Primacy, RankSize     string
	Chart                 template.HTML
	Years                 []dispersionRow // the latest first
	Link                  string          // of the indicator
}

// measureRow is a measure of inequality, each part counting once and by its residents.
type measureRow struct{ Name, Plain, Weighted string }

// nestedRow is Theil's T split by province.
type nestedRow struct {
	Name, Mean, Share, Within string
	Units                     int
}

type placeRow struct {
	Name, Value, Link string
	Rank              int
}

// dispersionRow is how parts differed in a year.
type dispersionRow struct {
	Year                     int
	Known                    int
	TheilT, TheilL, Gini, CV string
	Link                     string
}

// populationID is the indicator that weights parts, where the plan has it.
const populationID = "pop_resident"

// leastParts is from how many parts on differences are told.
const leastParts = 3

// partValues are the values of an indicator in the parts of the plan's area in a year.
type partValues struct {
	ids     []string
	x, w    []float64 // w is nil where a part's residents are not known
	missing []string
}

func (s *site) regional(v *visit) (page, error) {
	body := regionalBody{Area: areaName(v, v.Plan.Manifest.Area)}
	candidates := v.dispersed()
	if len(candidates) == 0 {
		return page{Template: "regional", Title: v.say("区域差异", "Regional differences"), Body: body}, nil
	}
	query := v.r.URL.Query()
	ind := candidates[0]
	if id := query.Get("indicator"); id != "" {
		if ind = v.Plan.Indicator(id); ind == nil || !slices.Contains(candidates, ind) {
			return page{}, notFound(v.say("没有这个指标，或它的数据不足三个地区", "There is no such indicator, or fewer than three areas have it"))
		}
	}
	years := v.yearsOf(ind)
	body.Year = slices.MaxFunc(years, func(a, b int) int { // the latest of those with the most areas
		return cmp.Or(len(v.parts(ind, a).ids)-len(v.parts(ind, b).ids), a-b)
	})
	if text := query.Get("year"); text != "" {
		year, err := strconv.Atoi(text)
		if err != nil || !slices.Contains(years, year) {
			return page{}, badQuery(v, "year", text)
		}
		body.Year = year
	}
	body.fill(v, ind, candidates, years)
	return page{Template: "regional", Title: v.say("区域差异 · ", "Regional differences · ") + body.Indicator, Body: body}, nil
}

// dispersed lists the annual indicators that enough parts have in some year, those with the most values first.
func (v *visit) dispersed() []*plan.Indicator {
	values := map[*plan.Indicator]int{}
	var list []*plan.Indicator
	for _, ind := range v.Plan.Indicators {
		if ind.Freq != measure.Annual || ind.Index != nil {
			continue
		}
		for _, year := range v.yearsOf(ind) {
			values[ind] += len(v.parts(ind, year).ids)
		}
		if values[ind] > 0 {
			list = append(list, ind)
		}
	}
	slices.SortStableFunc(list, func(a, b *plan.Indicator) int { return values[b] - values[a] })
	return list
}

// yearsOf lists the years in which enough parts have a value, the latest first.
func (v *visit) yearsOf(ind *plan.Indicator) (years []int) {
	last := v.Plan.Manifest.LastYear
	if v.At.Valid != 0 {
		last = min(last, v.At.Valid.Year())
	}
	for year := last; year >= v.Plan.Manifest.FirstYear; year-- {
		if len(v.parts(ind, year).ids) >= leastParts {
			years = append(years, year)
		}
	}
	return years
}

// parts reads an indicator in the cities and districts of the plan's area: those that report for themselves.
func (v *visit) parts(ind *plan.Indicator, year int) partValues {
	var p partValues
	t, weighed := v.Plan.Territory, true
	for _, part := range reportingParts(t, v.Plan.Manifest.Area) {
		c := v.Result.Cell(ind.ID, part, measure.Year(year))
		if measure.IsMissing(c.Value) || c.Origin == evaluate.None {
			p.missing = append(p.missing, part)
			continue
		}
		weight := v.Result.Cell(populationID, part, measure.Year(year)).Value
		weighed = weighed && weight > 0
		p.ids, p.x, p.w = append(p.ids, part), append(p.x, c.Value), append(p.w, weight)
	}
	if !weighed {
		p.w = nil
	}
	return p
}

// reportingParts lists the parts of a group down to cities and, in a municipality, districts.
func reportingParts(t *territory.Territory, id string) []string {
	var parts []string
	for _, part := range t.Parts(id) {
		switch {
		case part.Sign < 0:
		case t.GroupOf(part.ID) != nil:
			parts = append(parts, reportingParts(t, part.ID)...)
		default:
			parts = append(parts, part.ID)
		}
	}
	slices.Sort(parts)
	return slices.Compact(parts)
}

func (b *regionalBody) fill(v *visit, ind *plan.Indicator, candidates []*plan.Indicator, years []int) {
	b.Indicator, b.Unit = ind.Name.In(v.Lang), render.Unit(ind.Unit, v.Lang)
	b.From, b.Link = render.BodyNames(v.Plan, ind.From, v.Lang), v.Link("/indicators/"+ind.ID)
	choose := siteFilter{Name: "indicator", Label: v.say("指标", "Indicator")}
	for _, c := range candidates {
		choose.Choices = append(choose.Choices, choice{c.ID, c.Name.In(v.Lang), c == ind})
	}
	when := siteFilter{Name: "year", Label: v.say("年份", "Year")}
	for _, y := range years {
		when.Choices = append(when.Choices, choice{strconv.Itoa(y), strconv.Itoa(y), y == b.Year})
	}
	b.Filters = []siteFilter{choose, when}
	p := v.parts(ind, b.Year)
	b.Known, b.Parts, b.Unweighed = len(p.ids), len(p.ids)+len(p.missing), p.w == nil
	for _, id := range p.missing {
		b.Missing = append(b.Missing, areaName(v, id))
	}
	b.measures(v, p)
	b.nested(v, ind, p)
	b.ranks(v, ind, p)
	chart := render.Chart{Indicator: &plan.Indicator{Name: ind.Name, Decimals: 3, Unit: measure.One},
		Area: v.say("泰尔 T 指数", "Theil's T")}
	var before []string
	for _, y := range slices.Backward(years) {
		row, theil := newDispersionRow(v, ind, y)
		b.Years = append(b.Years, row)
		areas := v.parts(ind, y).ids
		if !slices.Equal(areas, before) { // a gap: years of other areas do not compare
			chart.Points = append(chart.Points, render.Point{Period: measure.Year(y), Value: measure.Missing})
		}
		before = areas
		if !measure.IsMissing(theil) {
			chart.Points = append(chart.Points, render.Point{Period: measure.Year(y), Value: theil, Origin: evaluate.Computed})
		}
	}
	slices.Reverse(b.Years)
	b.Chart = template.HTML(chart.SVG(v.Lang)) // our own drawing, escaped
}

// measureText writes a measure, or a dash where it has no answer.
func measureText(x float64, err error, decimals int) string {
	if err != nil {
		return render.NoValue
	}
	return render.Number(x, decimals)
}

func (b *regionalBody) measures(v *visit, p partValues) {
	for _, m := range []struct {
		zh, en string
		of     func(x, w []float64) (float64, error)
	}{{"泰尔 T 指数", "Theil's T", inequality.TheilT}, {"泰尔 L 指数", "Theil's L", inequality.TheilL},
		{"基尼系数", "Gini", inequality.Gini}, {"变异系数", "coefficient of variation", inequality.CV}} {
		row := measureRow{Name: v.say(m.zh, m.en), Weighted: render.NoValue}
		x, err := m.of(p.x, nil)
		row.Plain = measureText(x, err, 4)
		if p.w != nil {
			x, err = m.of(p.x, p.w)
			row.Weighted = measureText(x, err, 4)
		}
		b.Measures = append(b.Measures, row)
	}
}

// nested splits Theil's T between the provinces and within them, every area counting once as in the chart.
func (b *regionalBody) nested(v *visit, ind *plan.Indicator, p partValues) {
	labels := make([]string, len(p.ids))
	for i, id := range p.ids {
		labels[i] = id[:min(2, len(id))] + "0000"
	}
	d, err := inequality.Decompose(p.x, nil, 1, labels)
	if err != nil || len(d.Groups[0]) < 2 {
		return
	}
	share := func(x float64) string {
		if d.Total == 0 {
			return render.NoValue
		}
		return render.Number(x/d.Total*100, 1) + "%"
	}
	b.Nested = append(b.Nested, nestedRow{Name: v.say("省市之间", "between provinces"), Share: share(d.Between[0]),
		Units: len(p.ids)})
	for _, g := range d.Groups[0] {
		b.Nested = append(b.Nested, nestedRow{Name: v.say("其中 ", "within ") + areaName(v,
			g.Label) + v.say(" 内部", ""), Units: g.Units,
			Mean: render.Value(g.Mean, ind, v.Lang), Share: share(g.Within), Within: render.Number(g.Index, 4)})
	}
}

func (b *regionalBody) ranks(v *visit, ind *plan.Indicator, p partValues) {
	order := make([]int, len(p.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p.x[j], p.x[i]) })
	for rank, i := range order {
		b.Ranks = append(b.Ranks, placeRow{areaName(v, p.ids[i]), render.Value(p.x[i], ind, v.Lang),
			v.Link("/indicators/"+ind.ID, "area", p.ids[i]), rank + 1})
	}
	if ind.Aggregation != plan.AddUp {
		return
	}
	if two, err := regional.Primacy(p.x, 2); err == nil {
		b.Primacy = render.Number(two, 2)
	}
	if fit, err := regional.FitRankSize(p.x, 0.5); err == nil {
		b.RankSize = render.Number(fit.Exponent, 2)
	}
}

// newDispersionRow measures a year; theil is Theil's T, Missing without an answer.
func newDispersionRow(v *visit, ind *plan.Indicator, year int) (row dispersionRow, theil float64) {
	p := v.parts(ind, year)
	row = dispersionRow{Year: year, Known: len(p.ids),
		Link: v.Link("/regional", "indicator", ind.ID, "year", strconv.Itoa(year))}
	theil, err := inequality.TheilT(p.x, nil)
	row.TheilT = measureText(theil, err, 4)
	if err != nil {
		theil = measure.Missing
	}
	x, err := inequality.TheilL(p.x, nil)
	row.TheilL = measureText(x, err, 4)
	x, err = inequality.Gini(p.x, nil)
	row.Gini = measureText(x, err, 4)
	x, err = inequality.CV(p.x, nil)
	row.CV = measureText(x, err, 4)
	return row, theil
}
