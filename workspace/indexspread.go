package workspace

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// Spread is how far an area's index in a year hangs on choices that could have been made otherwise:
// weights, each off by up to RankNoise, and means, arithmetic or geometric.
type Spread struct {
	Nominal           float64
	Low, Median, High float64 // the 5 %, 50 % and 95 % points
	// Factors are codes of dimensions, for their weights, FactorWeights for those within them, and
	// FactorAggregation.
	Factors []string
	Indices sensitivity.Output
	Samples int
}

// spreadPoints is how many points a study of one index has.
const spreadPoints = 2048

// Spread studies the index of a row of a result of the data; nil where no choice is open, since there is
// one component.
func (d *IndexData) Spread(r *composite.Result, row int) (*Spread, error) {
	s := d.spreading(r, row)
	if s == nil {
		return nil, nil
	}
	var values []float64
	plan := sensitivity.Plan{Outputs: 1, Seed: 1, Points: spreadPoints,
		Sampled: func(outputs []float64) { values = append(values, outputs[0]) }}
	found := &Spread{Nominal: s.nominal}
	for _, f := range s.factors {
		found.Factors = append(found.Factors, f.Name)
	}
	plan.Factors = s.factors
	studied, err := sensitivity.Run(plan, func() sensitivity.Function { return s.index })
	if err != nil {
		return nil, err
	}
	slices.Sort(values)
	at := func(percent int) float64 { return values[(len(values)-1)*percent/100] }
	found.Low, found.Median, found.High = at(5), at(50), at(95)
	found.Indices, found.Samples = studied.Outputs[0], len(values)
	return found, nil
}

// spreading is an index of one row as a model: what is there, and what may vary.
type spreading struct {
	nominal    float64
	dimensions []spreadDimension
	factors    []sensitivity.Factor
}

type spreadDimension struct {
	weight  float64
	place   int // of its weight's coordinate; -1 where it has none
	scores  []float64
	weights []float64
	first   int // place of its components' weights; -1 where they have none
}

// spreading takes what a row has; nil where nothing is open.
func (d *IndexData) spreading(r *composite.Result, row int) *spreading {
	s := &spreading{nominal: r.Scores[d.Framework.Top()][row]}
	nodes, parts := d.Framework.Nodes(), 0
	for _, g := range nodes[d.Framework.Top()].Parts {
		if measure.IsMissing(r.Scores[g][row]) || nodes[g].Weight == 0 {
			continue
		}
		dim := spreadDimension{weight: nodes[g].Weight, place: -1, first: -1}
		for _, c := range nodes[g].Parts {
			if v := r.Scores[c][row]; !measure.IsMissing(v) {
				dim.scores, dim.weights = append(dim.scores, v), append(dim.weights, nodes[c].Weight)
			}
		}
		parts += len(dim.scores)
		s.dimensions = append(s.dimensions, dim)
		s.factors = append(s.factors, sensitivity.Factor{Name: nodes[g].Code, Dims: 1})
	}
	if parts < 2 {
		return nil
	}
	if len(s.dimensions) == 1 { // its weight moves nothing
		s.factors = nil
	}
	s.place()
	return s
}

// place gives every number that varies a coordinate: dimensions, components, and means last.
func (s *spreading) place() {
	at := len(s.factors)
	for i := range s.factors {
		s.dimensions[i].place = i
	}
	inner := 0
	for i := range s.dimensions {
		if dim := &s.dimensions[i]; len(dim.scores) > 1 {
			dim.first = at + inner
			inner += len(dim.scores)
		}
	}
	if inner > 0 {
		s.factors = append(s.factors, sensitivity.Factor{Name: composite.FactorWeights, Dims: inner})
	}
	s.factors = append(s.factors, sensitivity.Factor{Name: composite.FactorAggregation, Dims: 1})
}

// index is the index at a point.
func (s *spreading) index(point, outputs []float64) {
	geometric := point[len(point)-1] >= 0.5
	noisy := func(weight float64, place int) float64 {
		if place < 0 {
			return weight
		}
		return float64(weight * (1 + float64(RankNoise*(float64(2*point[place])-1))))
	}
	var whole mean
	for i := range s.dimensions {
		dim := &s.dimensions[i]
		var part mean
		for k, score := range dim.scores {
			place := -1
			if dim.first >= 0 {
				place = dim.first + k
			}
			part.add(score, noisy(dim.weights[k], place), geometric)
		}
		whole.add(part.of(geometric), noisy(dim.weight, dim.place), geometric)
	}
	outputs[0] = whole.of(geometric)
	if math.Abs(outputs[0]-s.nominal) <= 1e-9*math.Abs(s.nominal) {
		outputs[0] = s.nominal // rounding is no variance
	}
}

// mean is a weighted mean in the making.
type mean struct{ sum, weight float64 }

func (m *mean) add(x, weight float64, geometric bool) {
	if geometric {
		x = portable.Log(x)
	}
	m.sum += float64(weight * x)
	m.weight += weight
}

func (m *mean) of(geometric bool) float64 {
	if geometric {
		return portable.Exp(m.sum / m.weight)
	}
	return m.sum / m.weight
}

// factorNames are the words for the factors of studies.
var factorNames = map[string]locale.Text{
	composite.FactorImputation:    {ZH: "缺值的处理", EN: "missing values"},
	composite.FactorTreatment:     {ZH: "离群值的处理", EN: "outliers"},
	composite.FactorNormalisation: {ZH: "标准化", EN: "normalisation"},
	composite.FactorWeighting:     {ZH: "权重的来源", EN: "where weights come from"},
	composite.FactorAggregation:   {ZH: "合成方式", EN: "kind of mean"},
	composite.FactorWeights:       {ZH: "权重的大小", EN: "size of weights"},
}

// FactorName names a factor of a study: a step of building an index, or else the weight of the node
// that has the code.
func FactorName(code string) locale.Text {
	if name, ok := factorNames[code]; ok {
		return name
	}
	return locale.Text{ZH: code + " 的权重", EN: "weight of " + code}
}
