package composite

import (
	"errors"
	"fmt"
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// ErrNotMean says that an index aggregates by something other than a mean, so that scores are not made of
// contributions.
var ErrNotMean = errors.New("composite: scores by Copeland's rule or benefit of the doubt have no contributions")

// ErrNoScore says that a row has no score.
var ErrNoScore = errors.New("composite: the row has no score")

// ErrDifferentParts says that two rows lack different parts, so that their difference is not one of values alone.
var ErrDifferentParts = errors.New("composite: the two rows lack different parts")

// Contributions returns what each indicator contributes to a row's index: by Euler's theorem, its score times
// the derivative of the index by it. Contributions add up to the index; an absent indicator contributes 0.
// In an arithmetic mean they are weight times score; in a geometric mean the shares are the weights.
func (r *Result) Contributions(row int) ([]float64, error) {
	if err := r.explainable(row); err != nil {
		return nil, err
	}
	return r.downward(row, r.Recipe.derivative, func(i int) float64 { return r.Scores[i][row] }), nil
}

// Difference returns what each indicator contributes to the index of row a less that of row b. They add up
// exactly: in an arithmetic mean by weight times difference, in a geometric one by logarithmic means (LMDI, Ang
// 2005), in a harmonic one by products. Both rows must lack the same parts.
func (r *Result) Difference(a, b int) ([]float64, error) {
	if err := errors.Join(r.explainable(a), r.explainable(b)); err != nil {
		return nil, err
	}
	for i := range r.Scores {
		if missing(r.Scores[i][a]) != missing(r.Scores[i][b]) {
			return nil, fmt.Errorf("%w: %s", ErrDifferentParts, r.Framework.nodes[i].Code)
		}
	}
	slope := func(kind Aggregation, group, part []float64, _ int) float64 {
		switch kind {
		case Geometric:
			return logMean(group[a], group[b]) / logMean(part[a], part[b])
		case Harmonic:
			return float64(group[a]*group[b]) / float64(part[a]*part[b])
		}
		return 1
	}
	return r.downward(a, slope, func(i int) float64 { return r.Scores[i][a] - r.Scores[i][b] }), nil
}

func (r *Result) explainable(row int) error {
	for level := 1; level <= r.Framework.Levels(); level++ {
		if a := at(r.Recipe.Aggregation, level, Arithmetic); a == Copeland || a == BenefitOfDoubt {
			return ErrNotMean
		}
	}
	if missing(r.Scores[r.Framework.Top()][row]) {
		return fmt.Errorf("%w: %s at %d", ErrNoScore, r.Data.Rows[row].Unit, r.Data.Rows[row].Time)
	}
	return nil
}

// derivative is that of a group's score by a part, over the part's weight.
func (Recipe) derivative(kind Aggregation, group, part []float64, row int) float64 {
	switch kind {
	case Geometric:
		return group[row] / part[row]
	case Harmonic:
		return float64(group[row]*group[row]) / float64(part[row]*part[row])
	}
	return 1
}

// downward multiplies slopes and weights, of the parts that a row has, from the index to each indicator
// and then by the indicator's amount.
func (r *Result) downward(row int, slope func(kind Aggregation, group, part []float64, row int) float64,
	amount func(indicator int) float64) []float64 {
	nodes := r.Framework.nodes
	slopes := make([]float64, len(nodes))
	slopes[r.Framework.Top()] = 1
	for g := len(nodes) - 1; g >= len(r.Framework.indicators); g-- {
		if slopes[g] == 0 {
			continue
		}
		there := 0.0
		for _, p := range nodes[g].Parts {
			if !missing(r.Scores[p][row]) {
				there += r.Weights[p]
			}
		}
		kind := at(r.Recipe.Aggregation, nodes[g].Level, Arithmetic)
		for _, p := range nodes[g].Parts {
			if w := r.Weights[p]; w > 0 && !missing(r.Scores[p][row]) {
				slopes[p] = float64(slopes[g]*w) / there * slope(kind, r.Scores[g], r.Scores[p], row)
			}
		}
	}
	parts := make([]float64, len(r.Framework.indicators))
	for i := range parts {
		if slopes[i] != 0 {
			parts[i] = float64(slopes[i] * amount(i))
		}
	}
	return parts
}

// logMean is the logarithmic mean of two positive numbers.
func logMean(a, b float64) float64 {
	ratio := portable.Log(a / b)
	if math.Abs(ratio) < 1e-6 {
		return math.Sqrt(float64(a * b)) // within 1e-13 of it
	}
	return (a - b) / ratio
}

// Influence returns, for each node, the share of the variance of the index over rows that the node explains
// linearly (squared correlation). Beside the effective weights it shows where an index is not
// driven by what its weights say (Paruolo, Saisana and Saltelli 2013). NaN where either does not vary.
func (r *Result) Influence() []float64 {
	shares := make([]float64, len(r.Scores))
	index := r.Scores[r.Framework.Top()]
	for i, column := range r.Scores {
		var x, y []float64
		for row := range column {
			if !missing(column[row]) && !missing(index[row]) {
				x, y = append(x, column[row]), append(y, index[row])
			}
		}
		shares[i] = correlation(x, y)
		shares[i] *= shares[i]
	}
	return shares
}

func correlation(x, y []float64) float64 {
	mx, my := mean(x), mean(y)
	var xy, xx, yy float64
	for i := range x {
		xy += float64((x[i] - mx) * (y[i] - my))
		xx += float64((x[i] - mx) * (x[i] - mx))
		yy += float64((y[i] - my) * (y[i] - my))
	}
	return xy / math.Sqrt(float64(xx*yy))
}
