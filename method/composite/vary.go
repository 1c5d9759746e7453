package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/yipanqi/yipanqi/method/sensitivity"
)

// Choices are what is uncertain in how an index is built. Each list holds the alternatives of one
// step, each as likely as another; an empty list, or one of a single alternative, leaves nothing open.
// The recipe's own choice counts only if it is in the list.
type Choices struct {
	Imputation    []Imputation
	Treatment     []Treatment
	Normalisation []Normalisation
	Weighting     [][]Weighting
	Aggregation   [][]Aggregation

	// Noise is how far weights may be off, by level of the nodes: 0.25 at place 1 lets the weight of each
	// group of level 1 vary between 75 % and 125 % of itself. Place 0 is for indicators.
	Noise []float64
	// EachWeight takes every weight as a factor of its own; without, all weights together are one.
	EachWeight bool
}

// Trial says how much to compute.
type Trial struct {
	Points, MaxPoints int     // as in sensitivity.Plan; Points 0 means 1,024
	HalfWidth         float64 // as in sensitivity.Plan, of the indices of the shift
	Seed              uint64
	Workers           int

	// Time is the time whose ranks are studied; Latest takes the last of the data instead.
	Time   int
	Latest bool
	// EachUnit asks for the indices of every unit's rank beside those of the shift.
	EachUnit bool
}

// Study is how far ranks hang on choices.
type Study struct {
	Nominal *Result // by the recipe
	Time    int
	Rows    []int // of the units studied, in the order of the data: those of the time with a nominal score

	Ranks []RankBand // of each of Rows
	// Shift is about the mean, over units, of how many places a unit moves from its nominal rank.
	Shift sensitivity.Output
	// Units are about the rank of each of Rows; nil unless they were asked for.
	Units []sensitivity.Output

	Factors     []string // in the order of the indices
	Points      int
	Evaluations int
	HalfWidth   float64 // the widest half of a band of the shift's indices
	Passed      bool
}

// The factors of a study. With Choices.EachWeight the code of a node stands for its weight.
const (
	FactorImputation    = "imputation"
	FactorTreatment     = "treatment"
	FactorNormalisation = "normalisation"
	FactorWeighting     = "weighting"
	FactorAggregation   = "aggregation"
	FactorWeights       = "weights"
)

// RankBand is the distribution of a unit's rank over the choices.
type RankBand struct {
	Nominal   int
	Mean      float64
	Median    int
	Low, High int // the 5 % and the 95 % point
	// Counts[k] is in how many samples the rank was k + 1.
	Counts []int
}

// Share is the share of samples in which the rank was at most k.
func (b RankBand) Share(k int) float64 {
	var within, all int
	for i, n := range b.Counts {
		all += n
		if i < k {
			within += n
		}
	}
	return float64(within) / float64(all)
}

// ErrNothingOpen says that choices leave nothing open.
var ErrNothingOpen = errors.New("composite: the choices leave nothing open")

// ErrCombination says that some choices do not go together: units lose their score.
var ErrCombination = errors.New("composite: the choices do not go together")

// Vary studies how the ranks of an index hang on the choices in building it: the distribution of every rank
// and the first-order and total share of each choice in the mean shift of ranks (Saisana, Saltelli and
// Tarantola 2005). Before it begins it tries every combination of alternatives; one by which a unit
// loses its score, such as a geometric mean of scores that reach zero, is an error.
func Vary(f *Framework, d *Data, recipe Recipe, choices Choices, trial Trial) (*Study, error) {
	nominal, err := Build(f, d, recipe)
	if err != nil {
		return nil, err
	}
	v := &variation{f: f, d: d, recipe: recipe, choices: choices}
	if err := v.open(); err != nil {
		return nil, err
	}
	study := &Study{Nominal: nominal, Time: trial.Time}
	if times := d.Times(); trial.Latest {
		study.Time = times[len(times)-1]
	}
	for _, r := range d.at(study.Time) {
		if nominal.Ranks[r] > 0 {
			study.Rows = append(study.Rows, r)
		}
	}
	if len(study.Rows) == 0 {
		return nil, fmt.Errorf("composite: no unit has a score at %d", study.Time)
	}
	if err := v.prepare(study.Rows); err != nil {
		return nil, err
	}
	return study, study.run(v, trial)
}

// run does the study.
func (study *Study) run(v *variation, trial Trial) error {
	n := len(study.Rows)
	counts := make([][]int, n)
	for i := range counts {
		counts[i] = make([]int, n)
	}
	var counting sync.Mutex
	plan := sensitivity.Plan{Factors: v.factors, Outputs: n + 1, Judged: 1, Seed: trial.Seed, HalfWidth: trial.HalfWidth,
		Points: trial.Points, MaxPoints: trial.MaxPoints, Workers: trial.Workers,
		Sampled: func(outputs []float64) {
			counting.Lock()
			defer counting.Unlock()
			for i, rank := range outputs[1:] {
				counts[i][int(rank)-1]++
			}
		}}
	if plan.Points == 0 {
		plan.Points = 1024
	}
	result, err := sensitivity.Run(plan, func() sensitivity.Function { return v.function(study) })
	if err != nil {
		return err
	}
	study.Shift = result.Outputs[0]
	if trial.EachUnit {
		study.Units = result.Outputs[1:]
	}
	for _, factor := range v.factors {
		study.Factors = append(study.Factors, factor.Name)
	}
	study.Points, study.Evaluations = result.Points, result.Evaluations
	study.HalfWidth, study.Passed = result.HalfWidth, result.Passed
	for i, r := range study.Rows {
		study.Ranks = append(study.Ranks, bandOf(study.Nominal.Ranks[r], counts[i]))
	}
	return nil
}

// bandOf describes a distribution of ranks.
func bandOf(nominal int, counts []int) RankBand {
	b := RankBand{Nominal: nominal, Counts: counts}
	all, sum := 0, 0
	for k, n := range counts {
		all += n
		sum += (k + 1) * n
	}
	b.Mean = float64(sum) / float64(all)
	b.Low, b.Median, b.High = quantile(counts, all, 5), quantile(counts, all, 50), quantile(counts, all, 95)
	return b
}

// quantile returns the least rank that at least some percent of all samples do not exceed.
func quantile(counts []int, all, percent int) int {
	below := 0
	for k, n := range counts {
		below += n
		if below*100 >= all*percent {
			return k + 1
		}
	}
	return len(counts)
}

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

// prepare computes every variant, and tries every combination on the rows studied.
func (v *variation) prepare(rows []int) error {
	var errs []error
	recipe := v.recipe
	s := newScorer(v.f, v.d, &recipe)
	for _, recipe.Imputation = range v.choices.Imputation {
		for _, recipe.Treatment = range v.choices.Treatment {
			for _, recipe.Normalise = range v.choices.Normalisation {
				recipe.Weighting, recipe.Aggregation = v.recipe.Weighting, v.recipe.Aggregation
				if err := recipe.check(v.f, v.d); err != nil {
					return err
				}
				now := variant{normalised: prepare(v.f, v.d, &recipe, nil).normalised}
				now.logs = v.logs(now.normalised)
				v.variants = append(v.variants, now)
				errs = append(errs, v.try(s, now, recipe, rows))
			}
		}
	}
	return errors.Join(errs...)
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
func (v *variation) try(s *scorer, now variant, recipe Recipe, rows []int) error {
	var errs []error
	for _, recipe.Weighting = range v.choices.Weighting {
		for _, recipe.Aggregation = range v.choices.Aggregation {
			if err := recipe.check(v.f, v.d); err != nil {
				return err
			}
			s.score(now.normalised, now.logs, recipe.Weighting, recipe.Aggregation)
			for _, r := range rows {
				if missing(s.scores[v.f.Top()][r]) {
					errs = append(errs, fmt.Errorf("%w: %s has no score by imputation %q, treatment %q, normalisation %q, "+
						"weighting %q and aggregation %q", ErrCombination, v.d.Rows[r].Unit, recipe.Imputation.Method,
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
	s := newScorer(v.f, v.d, &v.recipe)
	ranks, order := make([]int, len(v.d.Rows)), make([]int, len(v.d.Rows))
	nominal := study.Nominal.Ranks
	return func(point, outputs []float64) {
		c := v.chosen(point)
		for k, i := range v.noisy {
			s.vary[i] = 1 + float64(v.noise(i)*(2*point[v.noiseAt+k]-1))
		}
		now := v.variants[(c[stepImpute]*v.sizes[stepTreat]+c[stepTreat])*v.sizes[stepNormalise]+c[stepNormalise]]
		s.score(now.normalised, now.logs, v.choices.Weighting[c[stepWeigh]], v.choices.Aggregation[c[stepAggregate]])
		rank(s.scores[v.f.Top()], study.Rows, order, ranks)
		var shift float64
		for k, r := range study.Rows {
			outputs[k+1] = float64(ranks[r])
			shift += math.Abs(float64(ranks[r] - nominal[r]))
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
