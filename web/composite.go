package web

import (
	"errors"
	"fmt"
	"html"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/method/sensitivity"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/workspace"
)

// indexBody is an index of the plan in its area.
type indexBody struct {
	ID, Name, Definition, Note, AreaName string
	None                                 bool // the package has no index
	Others                               []indexLink
	Base                                 int
	Chart                                template.HTML
	Years                                []siteFilter
	Year                                 int
	Value, Before, Alike, AlikeYears     string // of the year; Before where weights are tried
	Explain                              string
	Coverage                             string
	Held, All                            int  // dimensions with a value in the year, and in all
	Thin                                 bool // too little of the weight has a value to speak for the whole
	Low, High                            string
	Tried                                bool // weights are tried
	Plain                                string
	Refused                              string
	Dimensions                           []dimensionRow
	Series                               []indexYear
	Otherwise                            []otherwiseRow
	Factors                              []factorRow
	Ranks                                []rankTable
}

type indexLink struct {
	Name, Link string
	Here       bool
}

// dimensionRow is a dimension in the year.
type dimensionRow struct {
	ID, Name, Weight, Field string
	Value, Latest, LatestOf string // Latest where the year itself has no value
	Share, Pull             string
	Bar                     template.HTML
	Components              []componentRow
	From, Note, Explain     string
}

type componentRow struct{ Name, Link, Value, Score string }

type indexYear struct{ Year, Value, Tried, Alike, Coverage, Held, Explain string }

type otherwiseRow struct{ Name, Value, Change, Note string }

type factorRow struct {
	Name, First, FirstBand, Total, TotalBand string
	Bar                                      template.HTML
}

type rankTable struct {
	Level   string
	Year    int
	Rows    []rankRow
	Factors []factorRow
}

type rankRow struct {
	Name, Value, Coverage, Band string
	Rank                        int
	Bar                         template.HTML
}

// indices shows the first index of the plan.
func (s *site) indices(v *visit) (page, error) {
	if len(v.Plan.Indices) == 0 {
		return page{Template: "index", Title: v.say("指数", "Indices"), Body: indexBody{None: true}}, nil
	}
	return s.indexPage(v, v.Plan.Indices[0])
}

func (s *site) index(v *visit) (page, error) {
	x := v.Plan.IndexOf(v.r.PathValue("id"))
	if x == nil {
		return page{}, notFound(v.say("规划中没有这个指数", "The plan has no such index"))
	}
	return s.indexPage(v, x)
}

// indexView is an index as a visit sees it.
type indexView struct {
	*visit
	index        *plan.Index
	area         string
	data         *workspace.IndexData // by the weights of the plan
	tried        *workspace.IndexData // by those of the visit; the same without any
	built, after *composite.Result
	weights      map[string]float64 // those tried; nil without any
	row          int
	body         *indexBody
}

func (s *site) indexPage(v *visit, x *plan.Index) (page, error) {
	body := indexBody{ID: x.ID, Name: x.Name.In(v.Lang), Definition: x.Definition.In(v.Lang), Note: x.Note.In(v.Lang),
		Base: x.Base, All: len(x.Dimensions), Plain: v.Link("/indices/" + x.ID)}
	p := page{Template: "index", Title: body.Name}
	for _, other := range v.Plan.Indices {
		body.Others = append(body.Others, indexLink{other.Name.In(v.Lang), v.Link("/indices/" + other.ID), other == x})
	}
	view := &indexView{visit: v, index: x, area: v.Plan.Manifest.Area, body: &body}
	body.AreaName = areaName(v, view.area)
	err := view.fill()
	if errors.Is(err, workspace.ErrNoComponents) || errors.Is(err, workspace.ErrNoIndexData) {
		view.dimensions() // those there are, and what they need
		err = nil
	}
	p.Body = body
	return p, err
}

// fill computes what the page shows.
func (v *indexView) fill() (err error) {
	if v.data, err = workspace.IndexOf(v.Result, v.index, v.area); err != nil {
		return err
	}
	if v.built, err = v.data.Build(); err != nil {
		return err
	}
	if err := v.tryWeights(); err != nil {
		return err
	}
	if err := v.chooseYear(); err != nil {
		return err
	}
	if err := v.series(); err != nil {
		return err
	}
	v.dimensions()
	if err := v.otherwise(); err != nil {
		return err
	}
	if err := v.spread(); err != nil {
		return err
	}
	return v.ranks()
}

// weightField is the name of a dimension's weight in the form.
func weightField(id string) string { return "w." + id }

// tryWeights reads the weights of the form. Those that leave nothing are refused, and the page says so.
func (v *indexView) tryWeights() (err error) {
	v.tried, v.after = v.data, v.built
	query, weights := v.r.URL.Query(), map[string]float64{}
	for i := range v.index.Dimensions {
		d := &v.index.Dimensions[i]
		text := query.Get(weightField(d.ID))
		if text == "" {
			continue
		}
		w, err := strconv.ParseFloat(text, 64)
		if err != nil || !(w >= 0 && w <= 1e6) {
			v.body.Refused = v.say("权重写作不小于零的数："+d.Name.ZH, "Write weights as numbers of 0 or more: "+d.Name.EN)
			return nil
		}
		if w != d.Weight {
			weights[d.ID] = w
		}
	}
	if len(weights) == 0 {
		return nil
	}
	tried, err := v.data.Weighted(weights)
	if err != nil {
		v.body.Refused = v.say("这些权重没有留下任何有数据的维度。", "These weights leave no dimension that has data.")
		return nil
	}
	v.tried, v.weights, v.body.Tried = tried, weights, true
	v.after, err = tried.Build()
	return err
}

// chooseYear settles the year whose parts are shown: the latest with an index, unless another is asked for.
func (v *indexView) chooseYear() error {
	row, ok := v.data.Latest(v.built, v.area)
	if !ok {
		return workspace.ErrNoIndexData
	}
	choices := siteFilter{Name: "year", Label: v.say("年份", "Year")}
	top := v.built.Scores[v.data.Framework.Top()]
	if asked := v.r.URL.Query().Get("year"); asked != "" {
		year, err := strconv.Atoi(asked)
		found, there := v.data.Row(v.area, year)
		if err != nil || !there || measure.IsMissing(top[found]) {
			return notFound(v.say("这一年没有指数", "There is no index of this year"))
		}
		row = found
	}
	for i := len(top) - 1; i >= 0; i-- {
		if !measure.IsMissing(top[i]) {
			year := strconv.Itoa(v.data.Data.Rows[i].Time)
			choices.Choices = append(choices.Choices, choice{Value: year, Name: year, Here: i == row})
		}
	}
	v.row, v.body.Years = row, []siteFilter{choices}
	v.body.Year = v.data.Data.Rows[row].Time
	v.body.Value = v.number(v.after.Scores[v.data.Framework.Top()][row])
	if v.body.Tried {
		v.body.Before = v.number(top[row])
	}
	covered := v.tried.Coverage(v.built, row)
	v.body.Coverage, v.body.Thin = percent(covered), covered < enoughCovered-1e-9
	v.body.Explain = v.Explain(fact.Key{Indicator: v.index.ID, Area: v.area, Period: measure.Year(v.body.Year)})
	return nil
}

// enoughCovered is the share of the weights from which on a total speaks for the whole.
const enoughCovered = 0.5

func (v *indexView) number(x float64) string {
	if measure.IsMissing(x) {
		return ""
	}
	return render.Number(x, max(1, v.index.Decimals))
}

func percent(share float64) string { return render.Number(100*share, 0) + "%" }

// series draws and lists the years.
func (v *indexView) series() error {
	alike, err := v.data.Alike(v.built, v.row)
	if err != nil {
		return err
	}
	same, err := alike.Build()
	if err != nil {
		return err
	}
	top := v.data.Framework.Top()
	chart := render.Chart{Indicator: v.Plan.Indicator(v.index.ID), Area: v.body.AreaName}
	for i, row := range v.data.Data.Rows {
		if measure.IsMissing(v.built.Scores[top][i]) {
			continue
		}
		period := measure.Year(row.Time)
		chart.Points = append(chart.Points, render.Point{Period: period, Value: v.after.Scores[top][i],
			Origin: evaluate.Computed})
		year := indexYear{Year: strconv.Itoa(row.Time), Value: v.number(v.built.Scores[top][i]),
			Alike: v.number(same.Scores[top][i]), Coverage: percent(v.data.Coverage(v.built, i)), Held: strconv.Itoa(v.held(i)),
			Explain: v.Explain(fact.Key{Indicator: v.index.ID, Area: v.area, Period: period})}
		if v.body.Tried {
			year.Tried = v.number(v.after.Scores[top][i])
		}
		v.body.Series = append(v.body.Series, year)
	}
	slices.Reverse(v.body.Series)
	v.body.Held = v.held(v.row)
	v.body.Chart = template.HTML(chart.SVG(v.Lang)) // our own drawing, escaped
	return nil
}

// held is how many dimensions have a value in a row.
func (v *indexView) held(row int) int {
	n := 0
	for _, g := range v.data.Framework.Nodes()[v.data.Framework.Top()].Parts {
		if !measure.IsMissing(v.built.Scores[g][row]) {
			n++
		}
	}
	return n
}

// dimensions lists every dimension, with data or without.
func (v *indexView) dimensions() {
	widest := 1.0
	pulls := make([]float64, len(v.index.Dimensions))
	for i := range v.index.Dimensions {
		pulls[i] = v.pull(&v.index.Dimensions[i])
		if math.Abs(pulls[i]) > widest {
			widest = math.Abs(pulls[i])
		}
	}
	for i := range v.index.Dimensions {
		d := &v.index.Dimensions[i]
		row := dimensionRow{ID: d.ID, Name: d.Name.In(v.Lang), Field: weightField(d.ID), Weight: measure.Shortest(d.Weight),
			From: strings.Join(render.BodyNames(v.Plan, d.From, v.Lang), v.say("、", ", ")), Note: d.Note.In(v.Lang)}
		if asked := v.r.URL.Query().Get(row.Field); asked != "" && v.body.Tried {
			row.Weight = asked
		}
		if v.built != nil && len(d.Components) > 0 {
			v.fillDimension(d, &row)
		}
		if !measure.IsMissing(pulls[i]) {
			row.Pull = signedPoints(pulls[i])
			row.Bar = pullBar(pulls[i], widest, row.Name+" "+row.Pull)
		}
		v.body.Dimensions = append(v.body.Dimensions, row)
	}
}

// pull is by how many points a dimension moves the index of the year away from 100, by the weights tried.
func (v *indexView) pull(d *plan.Dimension) float64 {
	if v.built == nil {
		return measure.Missing
	}
	f := v.tried.Framework
	node, ok := f.Find(v.index.IndicatorOf(d))
	if !ok || measure.IsMissing(v.after.Scores[node][v.row]) {
		return measure.Missing
	}
	var there float64
	for _, g := range f.Nodes()[f.Top()].Parts {
		if !measure.IsMissing(v.after.Scores[g][v.row]) {
			there += v.after.Weights[g]
		}
	}
	return float64(v.after.Weights[node]*(v.after.Scores[node][v.row]-100)) / there
}

func (v *indexView) fillDimension(d *plan.Dimension, row *dimensionRow) {
	code := v.index.IndicatorOf(d)
	node, ok := v.data.Framework.Find(code)
	if !ok {
		return
	}
	scores := v.built.Scores[node]
	row.Value = v.number(scores[v.row])
	at := v.row
	for i := len(scores) - 1; row.Value == "" && i >= 0; i-- {
		if !measure.IsMissing(scores[i]) {
			row.Latest, row.LatestOf, at = v.number(scores[i]), strconv.Itoa(v.data.Data.Rows[i].Time), i
			break
		}
	}
	year := v.data.Data.Rows[at].Time
	row.Explain = v.Explain(fact.Key{Indicator: code, Area: v.area, Period: measure.Year(year)})
	for k := range d.Components {
		c := &d.Components[k]
		ind, part := v.Plan.Indicator(c.Indicator), componentRow{Name: render.IndicatorName(v.Plan, c.Indicator, v.Lang),
			Link: v.Link("/indicators/"+c.Indicator, "area", v.area)}
		if i, ok := v.data.Framework.Find(workspace.ComponentCode(code, c)); ok && ind != nil {
			if x := v.data.Data.Values[i][at]; !measure.IsMissing(x) {
				part.Value = render.Value(x, ind, v.Lang)
			}
			part.Score = v.number(v.built.Scores[i][at])
		}
		row.Components = append(row.Components, part)
	}
}

func signedPoints(x float64) string {
	text := render.Number(x, 1)
	if x > 0 {
		return "+" + text
	}
	return text
}

// pullBar draws points to the left or right of a middle line.
func pullBar(x, widest float64, name string) template.HTML {
	half := 60.0
	w := math.Round(math.Abs(x) / widest * half)
	from, class := half, "up"
	if x < 0 {
		from, class = half-w, "down"
	}
	return template.HTML(fmt.Sprintf(`<svg class="pull" viewBox="0 0 120 14" role="img"><title>%s</title>`+
		`<rect class="%s" x="%v" y="2" width="%v" height="10"/><line x1="60" y1="0" x2="60" y2="14"/></svg>`,
		html.EscapeString(name), class, from, w))
}

// otherwise lists the index of the year by other choices.
func (v *indexView) otherwise() error {
	all, err := v.tried.Otherwise()
	if err != nil {
		return err
	}
	top := v.data.Framework.Top()
	plain := all[0].Result.Scores[top][v.row]
	for i, o := range all {
		row := otherwiseRow{Name: o.Name.In(v.Lang), Value: v.number(o.Result.Scores[top][v.row])}
		if i == 0 && v.body.Tried {
			row.Name = v.say("试算的权重", "the weights tried")
		}
		if i > 0 && row.Value != "" {
			row.Change = signedPoints(o.Result.Scores[top][v.row] - plain)
		}
		unweighed := func(n composite.Note) bool { return n.Kind == composite.NotWeighed && n.Code == v.index.ID }
		if slices.ContainsFunc(o.Result.Notes, unweighed) {
			row.Value, row.Change = "", ""
			row.Note = v.say("各维度都有值的年份太少，无从求得", "too few years have all dimensions")
		}
		v.body.Otherwise = append(v.body.Otherwise, row)
	}
	return nil
}

// spread lists what the index of the year hangs on.
func (v *indexView) spread() error {
	s, err := v.tried.Spread(v.after, v.row)
	if err != nil || s == nil {
		return err
	}
	v.body.Low, v.body.High = v.number(s.Low), v.number(s.High)
	if !s.Indices.Constant {
		v.body.Factors = factorRows(v.visit, s.Factors, s.Indices, v.data.FactorName)
	}
	return nil
}

func factorRows(v *visit, factors []string, found sensitivity.Output, name func(string) locale.Text) []factorRow {
	band := func(x sensitivity.Index) string { return render.Number(x.Low, 2) + "–" + render.Number(x.High, 2) }
	var rows []factorRow
	for i, f := range factors {
		first, total := found.First[i], found.Total[i]
		rows = append(rows, factorRow{Name: name(f).In(v.Lang), First: render.Number(first.Value, 2), FirstBand: band(first),
			Total: render.Number(total.Value, 2), TotalBand: band(total),
			Bar: bandBar(total.Low, total.Value, total.High, 0, 1, render.Number(total.Value, 2))})
	}
	return rows
}

// bandBar draws a range and a point in it on a scale.
func bandBar(low, at, high, from, to float64, name string) template.HTML {
	x := func(v float64) float64 { return math.Round(4 + 112*max(0, min(1, (v-from)/(to-from)))) }
	return template.HTML(fmt.Sprintf(`<svg class="band" viewBox="0 0 120 14" role="img"><title>%s</title>`+
		`<line class="rule" x1="4" y1="7" x2="116" y2="7"/><line class="range" x1="%v" y1="7" x2="%v" y2="7"/>`+
		`<circle cx="%v" cy="7" r="4"/></svg>`, html.EscapeString(name), x(low), x(high), x(at)))
}

// ranks lists areas by level.
func (v *indexView) ranks() error {
	peers, err := workspace.PeersOf(v.Result, v.index, v.weights)
	if err != nil {
		return err
	}
	for _, p := range peers {
		t := rankTable{Level: render.Level(p.Level, v.Lang), Year: p.Study.Time}
		top, n := p.Framework.Top(), float64(len(p.Study.Rows))
		for k, row := range p.Study.Rows {
			b := p.Study.Ranks[k]
			band := fmt.Sprintf("%d–%d", b.Low, b.High)
			t.Rows = append(t.Rows, rankRow{Name: areaName(v.visit, p.Data.Rows[row].Unit),
				Value:    v.number(p.Study.Nominal.Scores[top][row]),
				Coverage: percent(p.Coverage(p.Study.Nominal, row)), Rank: b.Nominal, Band: band,
				Bar: bandBar(float64(b.Low), float64(b.Nominal), float64(b.High), 1, max(2, n), band)})
		}
		slices.SortStableFunc(t.Rows, func(a, b rankRow) int { return a.Rank - b.Rank })
		if !p.Study.Shift.Constant {
			t.Factors = factorRows(v.visit, p.Study.Factors, p.Study.Shift, p.FactorName)
		}
		v.body.Ranks = append(v.body.Ranks, t)
	}
	return nil
}
