package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// variation is what Vary prepares once and all workers read.
type variation struct {
	f       *Framework
	d       *Data
	recipe  Recipe
	choices Choices

	factors  []sensitivity.Factor
	place    [5]int // of the coordinate of each step's choice in a point; −1 where nothing is open
	sizes    [5]int // numbers of alternatives
	noisy    []int  // nodes whose weight varies; their coordinates follow one another from noiseAt
	noiseAt  int
	variants []variant // by imputation, treatment and normalisation, the last quickest

	picked []int // rows that are scored again and again
	scored Data  // those rows, without values
	rows   []int // of scored, that are studied
}

// The steps, by place in variation.
const (
	stepImpute = iota
	stepTreat
	stepNormalise
	stepWeigh
	stepAggregate
)

// variant is the data after one combination of the steps before aggregation.
type variant struct{ normalised, logs [][]float64 }

// open finds the factors, and fills empty lists with the recipe's own choice.
func (v *variation) open() error {
	c, own := &v.choices, &v.recipe
	c.Imputation = orOwn(c.Imputation, own.Imputation)
	c.Treatment = orOwn(c.Treatment, own.Treatment)
	c.Normalisation = orOwn(c.Normalisation, own.Normalise)
	c.Weighting = orOwn(c.Weighting, own.Weighting)
	c.Aggregation = orOwn(c.Aggregation, own.Aggregation)
	v.sizes = [5]int{len(c.Imputation), len(c.Treatment), len(c.Normalisation), len(c.Weighting), len(c.Aggregation)}
	names := [5]string{FactorImputation, FactorTreatment, FactorNormalisation, FactorWeighting, FactorAggregation}
	for step, n := range v.sizes {
		v.place[step] = -1
		if n > 1 {
			v.place[step] = len(v.factors)
			v.factors = append(v.factors, sensitivity.Factor{Name: names[step], Dims: 1})
		}
	}
	if err := v.openWeights(); err != nil {
		return err
	}
	if len(v.factors) == 0 {
		return ErrNothingOpen
	}
	return nil
}

func orOwn[T any](list []T, own T) []T {
	if len(list) == 0 {
		return []T{own}
	}
	return list
}

// openWeights finds the weights that vary: of nodes at a level with noise that are not alone in their group.
func (v *variation) openWeights() error {
	for _, n := range v.choices.Noise {
		if !(n >= 0 && n < 1) {
			return fmt.Errorf("composite: weights cannot be off by %v; take a share from 0 to below 1", n)
		}
	}
	v.noiseAt = len(v.factors)
	for i, n := range v.f.nodes {
		if n.Parent >= 0 && v.noise(i) > 0 && len(v.f.nodes[n.Parent].Parts) > 1 {
			v.noisy = append(v.noisy, i)
		}
	}
	switch {
	case len(v.noisy) == 0:
	case v.choices.EachWeight:
		for _, i := range v.noisy {
			v.factors = append(v.factors, sensitivity.Factor{Name: v.f.nodes[i].Code, Dims: 1})
		}
	default:
		v.factors = append(v.factors, sensitivity.Factor{Name: FactorWeights, Dims: len(v.noisy)})
	}
	return nil
}

func (v *variation) noise(node int) float64 {
	if level := v.f.nodes[node].Level; level < len(v.choices.Noise) {
		return v.choices.Noise[level]
	}
	return 0
}

// pick finds the rows to be scored: those studied and, where weights or a frontier come from the data, all others.
func (v *variation) pick(studied []int) {
	fromData := func(list []Weighting) bool { return slices.Contains(list, PCA) || slices.Contains(list, Entropy) }
	frontier := func(list []Aggregation) bool { return slices.Contains(list, BenefitOfDoubt) }
	v.picked, v.rows = studied, make([]int, len(studied))
	if slices.ContainsFunc(v.choices.Weighting, fromData) || slices.ContainsFunc(v.choices.Aggregation, frontier) {
		v.picked = make([]int, len(v.d.Rows))
		for r := range v.picked {
			v.picked[r] = r
		}
	}
	for k, r := range studied {
		v.rows[k] = slices.Index(v.picked, r)
	}
	for _, r := range v.picked {
		v.scored.Rows = append(v.scored.Rows, v.d.Rows[r])
	}
}

// prepare computes every variant, and tries every combination on the rows studied.
func (v *variation) prepare() error {
	var errs []error
	recipe := v.recipe
	s := newScorer(v.f, &v.scored, &recipe)
	for _, recipe.Imputation = range v.choices.Imputation {
		for _, recipe.Treatment = range v.choices.Treatment {
			for _, recipe.Normalise = range v.choices.Normalisation {
				recipe.Weighting, recipe.Aggregation = v.recipe.Weighting, v.recipe.Aggregation
				if err := recipe.check(v.f, v.d); err != nil {
					return err
				}
				var now variant
				for _, column := range prepare(v.f, v.d, &recipe, nil).normalised {
					now.normalised = append(now.normalised, chosenRows(column, v.picked))
				}
				now.logs = v.logs(now.normalised)
				v.variants = append(v.variants, now)
				errs = append(errs, v.try(s, now, recipe))
			}
		}
	}
	return errors.Join(errs...)
}

func chosenRows(column []float64, rows []int) []float64 {
	chosen := make([]float64, len(rows))
	for k, r := range rows {
		chosen[k] = column[r]
	}
	return chosen
}

// logs returns logarithms of the normalised values if some geometric mean may take them.
func (v *variation) logs(columns [][]float64) [][]float64 {
	geometric := func(list []Aggregation) bool { return slices.Contains(list, Geometric) }
	if !slices.ContainsFunc(v.choices.Aggregation, geometric) {
		return nil
	}
	logs := make([][]float64, len(columns))
	for i, column := range columns {
		logs[i] = make([]float64, len(column))
		for r, x := range column {
			logs[i][r] = positiveLog(x)
		}
	}
	return logs
}

// try scores a variant by every weighting and aggregation.
func (v *variation) try(s *scorer, now variant, recipe Recipe) error {
	var errs []error
	for _, recipe.Weighting = range v.choices.Weighting {
		for _, recipe.Aggregation = range v.choices.Aggregation {
			if err := recipe.check(v.f, v.d); err != nil {
				return err
			}
			s.score(now.normalised, now.logs, recipe.Weighting, recipe.Aggregation)
			for _, r := range v.rows {
				if missing(s.scores[v.f.Top()][r]) {
					errs = append(errs, fmt.Errorf("%w: %s has no score by imputation %q, treatment %q, normalisation %q, "+
						"weighting %q and aggregation %q", ErrCombination, v.scored.Rows[r].Unit, recipe.Imputation.Method,
						recipe.Treatment.Method, recipe.Normalise.Method, recipe.Weighting, recipe.Aggregation))
					break
				}
			}
		}
	}
	return errors.Join(errs...)
}

// function makes a worker's model: outputs are the mean shift of ranks and the rank of each row studied.
func (v *variation) function(study *Study) sensitivity.Function {
	s := newScorer(v.f, &v.scored, &v.recipe)
	ranks, order := make([]int, len(v.picked)), make([]int, len(v.picked))
	nominal := study.Nominal.Ranks
	return func(point, outputs []float64) {
		c := v.chosen(point)
		for k, i := range v.noisy {
			s.vary[i] = 1 + float64(v.noise(i)*(2*point[v.noiseAt+k]-1))
		}
		now := v.variants[(c[stepImpute]*v.sizes[stepTreat]+c[stepTreat])*v.sizes[stepNormalise]+c[stepNormalise]]
		s.score(now.normalised, now.logs, v.choices.Weighting[c[stepWeigh]], v.choices.Aggregation[c[stepAggregate]])
		rank(s.scores[v.f.Top()], v.rows, order, ranks)
		var shift float64
		for k, r := range v.rows {
			outputs[k+1] = float64(ranks[r])
			shift += math.Abs(float64(ranks[r] - nominal[study.Rows[k]]))
		}
		outputs[0] = shift / float64(len(study.Rows))
	}
}

// chosen returns the alternatives that a point stands for.
func (v *variation) chosen(point []float64) (c [5]int) {
	for step, at := range v.place {
		if at >= 0 {
			c[step] = min(int(point[at]*float64(v.sizes[step])), v.sizes[step]-1)
		}
	}
	return c
}
