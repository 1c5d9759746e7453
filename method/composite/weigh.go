package composite

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/linalg"
)

// weigh sets the weights of a group's parts, with sum 1.
func (s *scorer) weigh(g int, how Weighting) {
	node := &s.f.nodes[g]
	for _, p := range node.Parts {
		s.weight[p] = s.f.nodes[p].Weight
		if how == Equal {
			s.weight[p] = 1
		}
	}
	if (how == PCA || how == Entropy) && len(node.Parts) > 1 {
		rows := s.complete(node.Parts)
		weights := principal
		if how == Entropy {
			weights = informative
		}
		if found := weights(s.columns(node.Parts, rows)); found != nil {
			for k, p := range node.Parts {
				s.weight[p] = found[k]
			}
		} else {
			s.said.add(node.Code, NotWeighed, max(len(rows), 1))
		}
	}
	var steady, sum float64
	for _, p := range node.Parts {
		s.steady[p] = s.weight[p]
		s.weight[p] = float64(s.weight[p] * s.vary[p])
		steady, sum = steady+s.steady[p], sum+s.weight[p]
	}
	for _, p := range node.Parts {
		s.steady[p] /= steady
		s.weight[p] /= sum
	}
}

// share is the part of a group's weight that a row has. What weights are off by does not count: whether
// a row has data enough is not uncertain.
func (s *scorer) share(g, r int) float64 {
	var there float64
	for _, p := range s.f.nodes[g].Parts {
		if !missing(s.scores[p][r]) {
			there += s.steady[p]
		}
	}
	return there
}

// complete returns the rows that have all parts.
func (s *scorer) complete(parts []int) (rows []int) {
	for r := range s.rows {
		if !slices.ContainsFunc(parts, func(p int) bool { return missing(s.scores[p][r]) }) {
			rows = append(rows, r)
		}
	}
	return rows
}

func (s *scorer) columns(parts, rows []int) [][]float64 {
	columns := make([][]float64, len(parts))
	for k, p := range parts {
		for _, r := range rows {
			columns[k] = append(columns[k], s.scores[p][r])
		}
	}
	return columns
}

// principal returns weights by principal components of the correlations: of the components with eigenvalue 1 or more,
// each part's squared loading, so that a component counts by the variance it explains (Handbook 2008, step 6,
// without rotation). nil where a column is constant or there are no more rows than columns.
func principal(columns [][]float64) []float64 {
	n := len(columns)
	if len(columns[0]) <= n {
		return nil
	}
	for k, column := range columns {
		centre, spread := mean(column), deviation(column)
		if !(spread > 1e-12*math.Abs(centre)) {
			return nil
		}
		columns[k] = slices.Clone(column)
		for r := range column {
			columns[k][r] = (column[r] - centre) / spread
		}
	}
	correlations := linalg.New(n, n)
	for i := range n {
		for j := range n {
			correlations.Set(i, j, linalg.Dot(columns[i], columns[j])/float64(len(columns[i])-1))
		}
	}
	values, vectors := linalg.Eigen(correlations)
	weights := make([]float64, n)
	for c, value := range values {
		if value < 1-1e-9 {
			break
		}
		for k := range n {
			weights[k] += float64(value * float64(vectors.At(k, c)*vectors.At(k, c)))
		}
	}
	return weights
}

// informative returns weights by entropy: of scores scaled to 0 … 1 and then to shares p of their sum,
// 1 + Σ p·ln p/ln n. nil where all columns are constant or there is but one row.
func informative(columns [][]float64) []float64 {
	weights := make([]float64, len(columns))
	n := len(columns[0])
	if n < 2 {
		return nil
	}
	var sum float64
	for k, column := range columns {
		least := slices.Min(column)
		total := 0.0
		for _, x := range column {
			total += x - least
		}
		if !(total > 0) {
			continue // equal everywhere: it tells units apart not at all
		}
		order := 0.0
		for _, x := range column {
			if p := (x - least) / total; p > 0 {
				order += float64(p * portable.Log(p))
			}
		}
		weights[k] = 1 + order/portable.Log(float64(n))
		sum += weights[k]
	}
	if !(sum > 0) {
		return nil
	}
	return weights
}

func sortDown(rows []int, scores []float64) {
	slices.SortFunc(rows, func(a, b int) int {
		if c := cmp.Compare(scores[b], scores[a]); c != 0 {
			return c
		}
		return a - b
	})
}

// Hierarchy is what the analytic hierarchy process (Saaty 1980) finds in comparisons by pairs.
type Hierarchy struct {
	Weights []float64 // with sum 1
	Largest float64   // eigenvalue
	// Ratio is the consistency ratio: of how far the comparisons contradict each other to how far random
	// ones do. Above 0.1 they should be made again.
	Ratio float64
}

// Consistent reports whether the consistency ratio is at most 0.1.
func (h Hierarchy) Consistent() bool { return h.Ratio <= 0.1 }

// randomIndex is the mean consistency index of random comparisons of 1 … 15 things (Saaty 1980).
var randomIndex = []float64{0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59}

// AHP weighs up to 15 things by comparisons: times[i][j] is how many times as important i is as j, and
// times[j][i] must be its inverse.
func AHP(times [][]float64) (Hierarchy, error) {
	n := len(times)
	if n == 0 || n > len(randomIndex) {
		return Hierarchy{}, fmt.Errorf("composite: comparisons are of 1 to %d things, not %d", len(randomIndex), n)
	}
	for i, row := range times {
		if len(row) != n {
			return Hierarchy{}, errors.New("composite: comparisons are not a square")
		}
		for j, x := range row {
			if !(x > 0) || math.IsInf(x, 0) || len(times[j]) == n && math.Abs(float64(x*times[j][i])-1) > 1e-2 {
				return Hierarchy{}, fmt.Errorf("composite: comparison %d with %d is %v, not the inverse of the other", i, j, x)
			}
		}
	}
	w := make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	m := linalg.Of(times)
	largest := 0.0
	for range 1000 {
		next := m.Times(w)
		var sum, moved float64
		for _, x := range next {
			sum += x
		}
		for i := range next {
			next[i] /= sum
			moved = max(moved, math.Abs(next[i]-w[i]))
		}
		w, largest = next, sum
		if moved < 1e-15 {
			break
		}
	}
	h := Hierarchy{Weights: w, Largest: largest}
	if n > 2 {
		h.Ratio = max(largest-float64(n), 0) / float64(n-1) / randomIndex[n-1]
	}
	return h, nil
}
