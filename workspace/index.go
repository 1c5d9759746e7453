package workspace

import (
	"errors"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// IndexData is an index of a plan as package composite builds it: what was evaluated of its components,
// by area and year, to be built by the rules of the plan or by others.
//
// The index and its dimensions have the codes of the indicators they are written out to; a component's
// code is its dimension's, a stroke, and its indicator's. Dimensions without components are not there.
type IndexData struct {
	Index     *plan.Index
	Framework *composite.Framework
	Data      *composite.Data
	Recipe    composite.Recipe // the plan's: base year = 100, weighted means
}

// ErrNoComponents says that no dimension of an index has a component.
var ErrNoComponents = errors.New("no dimension of the index has a component")

// ErrNoIndexData says that no component of an index has a value in the base year in the areas asked for.
var ErrNoIndexData = errors.New("no component of the index has a value there in the base year")

// IndexOf takes what an evaluation found of an index in areas, in the years that the point of view
// sees. A year in which an area has no component is left out. Errors are ErrNoComponents,
// ErrNoIndexData, and weights that package composite refuses.
func IndexOf(r *evaluate.Result, x *plan.Index, areas ...string) (*IndexData, error) {
	d := &IndexData{Index: x, Data: &composite.Data{},
		Recipe: composite.Recipe{Normalise: composite.Normalisation{Method: composite.BaseTime, Base: x.Base}}}
	indicators, groups := indexTree(r.Plan, x)
	if len(indicators) == 0 {
		return nil, ErrNoComponents
	}
	var err error
	if d.Framework, err = composite.NewFramework(indicators, groups); err != nil {
		return nil, err
	}
	d.Data.Values = make([][]float64, len(indicators))
	for _, area := range areas {
		d.addArea(r, area)
	}
	if !d.hasBase() {
		return nil, ErrNoIndexData
	}
	return d, nil
}

// indexTree lists the components of an index and the groups above them.
func indexTree(p *plan.Plan, x *plan.Index) (indicators []composite.Indicator, groups []composite.Group) {
	for i := range x.Dimensions {
		dim := &x.Dimensions[i]
		code := x.IndicatorOf(dim)
		if len(dim.Components) > 0 {
			groups = append(groups, composite.Group{Code: code, Parent: x.ID, Weight: dim.Weight})
		}
		for k := range dim.Components {
			c := &dim.Components[k]
			indicators = append(indicators, composite.Indicator{Code: ComponentCode(code, c), Parent: code, Weight: c.Weight,
				Less: p.Falling(c)})
		}
	}
	return indicators, append(groups, composite.Group{Code: x.ID})
}

// ComponentCode is the code of a component of the dimension that has a code.
func ComponentCode(dimension string, c *plan.Component) string { return dimension + "/" + c.Indicator }

// addArea adds a row for each year in which the area has a component.
func (d *IndexData) addArea(r *evaluate.Result, area string) {
	var columns [][]float64
	var axis measure.Axis
	for i := range d.Index.Dimensions {
		dim := &d.Index.Dimensions[i]
		for k := range dim.Components {
			row, a, ok := r.Row(dim.Components[k].Indicator, area)
			if !ok {
				row = nil
			} else {
				axis = a
			}
			columns = append(columns, row)
		}
	}
	for i := range axis.N {
		period := axis.At(i)
		if r.AsOf.Valid != 0 && period.Last() > r.AsOf.Valid {
			break
		}
		values, any := make([]float64, len(columns)), false
		for k, column := range columns {
			values[k] = measure.Missing
			if column != nil {
				values[k] = column[i]
			}
			any = any || !measure.IsMissing(values[k])
		}
		if !any {
			continue
		}
		d.Data.Rows = append(d.Data.Rows, composite.Row{Unit: area, Time: period.CalendarYear()})
		for k, v := range values {
			d.Data.Values[k] = append(d.Data.Values[k], v)
		}
	}
}

// Build builds the index by the rules of the plan.
func (d *IndexData) Build() (*composite.Result, error) {
	return composite.Build(d.Framework, d.Data, d.Recipe)
}

// Row finds the row of an area and year.
func (d *IndexData) Row(area string, year int) (int, bool) {
	for i, row := range d.Data.Rows {
		if row.Unit == area && row.Time == year {
			return i, true
		}
	}
	return 0, false
}

// Latest is the latest year in which an area's index has a score in a result of the data.
func (d *IndexData) Latest(r *composite.Result, area string) (row int, ok bool) {
	index := r.Scores[d.Framework.Top()]
	for i := len(d.Data.Rows) - 1; i >= 0; i-- {
		if d.Data.Rows[i].Unit == area && !measure.IsMissing(index[i]) {
			return i, true
		}
	}
	return 0, false
}

// Coverage is the share of the whole index's weight, dimensions without components included, that has data
// in a row of a result.
func (d *IndexData) Coverage(r *composite.Result, row int) float64 {
	var with, all float64
	for i := range d.Index.Dimensions {
		dim := &d.Index.Dimensions[i]
		weight := dim.Weight
		if node, ok := d.Framework.Find(d.Index.IndicatorOf(dim)); ok {
			weight = d.Framework.Nodes()[node].Weight
			with += weight
		}
		all += weight
	}
	return float64(r.Coverage[row]*with) / all
}

// FactorName names a factor of a study of the index: a step of building it, or the weight of a dimension.
func (d *IndexData) FactorName(code string) locale.Text {
	if name, ok := factorNames[code]; ok {
		return name
	}
	for i := range d.Index.Dimensions {
		if dim := &d.Index.Dimensions[i]; d.Index.IndicatorOf(dim) == code {
			return locale.Text{ZH: dim.Name.ZH + "的权重", EN: "weight of " + dim.Name.EN}
		}
	}
	return FactorName(code)
}

// Weighted returns the same data under other weights of dimensions, by their ids. A weight of 0 leaves a
// dimension out. The error is that weights are negative or leave nothing.
func (d *IndexData) Weighted(weights map[string]float64) (*IndexData, error) {
	byCode := map[string]float64{}
	for i := range d.Index.Dimensions {
		dim := &d.Index.Dimensions[i]
		if w, ok := weights[dim.ID]; ok {
			if _, there := d.Framework.Find(d.Index.IndicatorOf(dim)); there {
				byCode[d.Index.IndicatorOf(dim)] = w
			}
		}
	}
	f, err := d.Framework.WithWeights(byCode)
	if err != nil {
		return nil, err
	}
	other := *d
	other.Framework = f
	return &other, nil
}

// Alike returns the same data for years to be compared with the year of a row of a result: only the
// components that the row has take part, and a year that lacks one of them has no score.
func (d *IndexData) Alike(r *composite.Result, row int) (*IndexData, error) {
	absent := map[string]float64{}
	nodes := d.Framework.Nodes()
	for _, node := range r.Absent(row) {
		parent := nodes[node].Parent
		if parent >= 0 && !measure.IsMissing(r.Scores[parent][row]) {
			absent[nodes[node].Code] = 0
		}
	}
	f, err := d.Framework.WithWeights(absent)
	if err != nil {
		return nil, err
	}
	other := *d
	other.Framework, other.Recipe.MinShare = f, 1
	return &other, nil
}

// Otherwise is an index built by other rules than the plan's.
type Otherwise struct {
	ID     string
	Name   locale.Text
	Result *composite.Result
}

// Otherwise builds the index by the rules of the plan first, and then by each of the usual others, one
// changed at a time.
func (d *IndexData) Otherwise() ([]Otherwise, error) {
	all := []Otherwise{{ID: "plan", Name: locale.Text{ZH: "规划包的规则", EN: "the rules of the package"}},
		{ID: "geometric", Name: locale.Text{ZH: "几何平均", EN: "geometric means"}},
		{ID: "harmonic", Name: locale.Text{ZH: "调和平均", EN: "harmonic means"}},
		{ID: "equal", Name: locale.Text{ZH: "各级等权", EN: "equal weights at every level"}},
		{ID: "pca", Name: locale.Text{ZH: "主成分权重", EN: "weights by principal components"}},
		{ID: "entropy", Name: locale.Text{ZH: "熵权", EN: "weights by entropy"}},
		{ID: "latest", Name: locale.Text{ZH: "缺值用上一年的值", EN: "missing values as they were last"}}}
	for i := range all {
		recipe := d.Recipe
		switch o := &all[i]; o.ID {
		case "geometric", "harmonic":
			recipe.Aggregation = []composite.Aggregation{composite.Aggregation(o.ID)}
		case "equal", "pca", "entropy":
			recipe.Weighting = []composite.Weighting{composite.Weighting(o.ID)}
		case "latest":
			recipe.Imputation.Method = composite.ImputeLatest
		}
		r, err := composite.Build(d.Framework, d.Data, recipe)
		if err != nil {
			return nil, err
		}
		all[i].Result = r
	}
	return all, nil
}

// Peers are areas of one level whose indices can be compared in a year.
type Peers struct {
	Level territory.Level
	*IndexData
	Study *composite.Study // nil where no choice is open
}

// leastShare is the least share of the weight with data for an area to be ranked beside others.
const leastShare = 0.5

// RankNoise is how far, up or down, weights may be off in a study of ranks or of the index.
const RankNoise = 0.25

// rankPoints is how many points a study of ranks begins with.
const rankPoints = 512

// PeersOf ranks, level by level, the areas that have an index in the same year, the last year in which
// two or more have one that rests on half of its weight or more; and studies how the ranks hang on weights
// (given or equal, each off by up to RankNoise), on means (arithmetic or geometric) and on missing values (left out
// or as they were last). Levels with fewer such areas are left out. Weights are other ones of dimensions by id, as of
// Weighted; nil for the plan's.
func PeersOf(r *evaluate.Result, x *plan.Index, weights map[string]float64) ([]Peers, error) {
	var all []Peers
	for _, level := range []territory.Level{territory.Province, territory.Prefecture, territory.County} {
		var areas []string
		for _, a := range r.Plan.Territory.Areas {
			if a.Level == level {
				areas = append(areas, a.Code)
			}
		}
		d, err := IndexOf(r, x, areas...)
		if errors.Is(err, ErrNoComponents) || errors.Is(err, ErrNoIndexData) {
			continue
		}
		if err == nil {
			d, err = d.Weighted(weights)
		}
		if err != nil {
			return nil, err
		}
		peers, err := d.study(level)
		if err != nil {
			return nil, err
		}
		if peers != nil {
			all = append(all, *peers)
		}
	}
	return all, nil
}

// study ranks the areas of data; nil where there is no year to rank them in.
func (d *IndexData) study(level territory.Level) (*Peers, error) {
	built, err := d.Build()
	if err != nil {
		return nil, err
	}
	year := d.commonYear(built)
	if year == 0 {
		return nil, nil
	}
	d.drop(func(i int) bool { return d.Data.Rows[i].Time == year && d.Coverage(built, i) < leastShare })
	peers := &Peers{Level: level, IndexData: d}
	peers.Study, err = composite.Vary(d.Framework, d.Data, d.Recipe, composite.Choices{
		Imputation:  []composite.Imputation{{Method: composite.ImputeNone}, {Method: composite.ImputeLatest}},
		Weighting:   [][]composite.Weighting{{composite.Given}, {composite.Equal}},
		Aggregation: [][]composite.Aggregation{{composite.Arithmetic}, {composite.Geometric}},
		Noise:       []float64{RankNoise, RankNoise},
	}, composite.Trial{Points: rankPoints, Seed: 1, Time: year})
	return peers, err
}

// drop leaves rows out.
func (d *IndexData) drop(is func(row int) bool) {
	kept := &composite.Data{Values: make([][]float64, len(d.Data.Values))}
	for i, row := range d.Data.Rows {
		if is(i) {
			continue
		}
		kept.Rows = append(kept.Rows, row)
		for k, column := range d.Data.Values {
			kept.Values[k] = append(kept.Values[k], column[i])
		}
	}
	d.Data = kept
}

// hasBase reports whether any row is of the base year.
func (d *IndexData) hasBase() bool {
	for _, row := range d.Data.Rows {
		if row.Time == d.Index.Base {
			return true
		}
	}
	return false
}

// commonYear is the last year but the base in which two or more units have an index on data enough; 0 without one.
func (d *IndexData) commonYear(r *composite.Result) int {
	ranked := map[int]int{}
	last := 0
	for i, row := range d.Data.Rows {
		if r.Ranks[i] == 0 || row.Time == d.Index.Base || d.Coverage(r, i) < leastShare {
			continue // in the base year all are 100
		}
		if ranked[row.Time]++; ranked[row.Time] >= 2 {
			last = max(last, row.Time)
		}
	}
	return last
}
