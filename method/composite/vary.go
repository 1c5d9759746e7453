package composite

import (
	"errors"
	"fmt"
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
	v.pick(study.Rows)
	if err := v.prepare(); err != nil {
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
