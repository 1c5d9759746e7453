package composite

import (
	"math"
	"slices"
)

// Result is an index and every step to it. Columns are by indicator or node, then by row; NaN is missing.
type Result struct {
	Framework *Framework
	Data      *Data
	Recipe    Recipe

	Kept       []bool      // rows that have data enough to take part
	Imputed    [][]float64 // values of indicators, of rows that are kept
	Treated    [][]float64
	Normalised [][]float64

	Weights   []float64   // of each node among the parts of its group; they add up to 1
	Effective []float64   // of each node in the index
	Scores    [][]float64 // of each node
	Ranks     []int       // of rows by the index, within their time: 1 and how many are higher; 0 without a score

	// Coverage and Observed are the shares of the index's weight, by row, that rest on data: on values
	// observed or imputed, and on observed ones alone.
	Coverage, Observed []float64

	Notes []Note // in the order of the steps
}

// Build builds an index. Errors name what is wrong with the data or the recipe; what a step could not
// do for some values is in the notes.
func Build(f *Framework, d *Data, recipe Recipe) (*Result, error) {
	if err := d.check(f); err != nil {
		return nil, err
	}
	if err := recipe.check(f, d); err != nil {
		return nil, err
	}
	var said notes
	p := prepare(f, d, &recipe, &said)
	s := newScorer(f, d, &recipe)
	s.said = &said
	s.score(p.normalised, nil, recipe.Weighting, recipe.Aggregation)
	r := &Result{Framework: f, Data: d, Recipe: recipe, Kept: p.kept, Imputed: p.imputed, Treated: p.treated,
		Normalised: p.normalised, Weights: s.weight, Scores: s.scores, Notes: said}
	r.Effective = r.effective()
	r.Ranks = r.RanksOf(f.Top())
	r.Coverage = r.coverage(p.normalised)
	r.Observed = r.coverage(d.Values)
	return r, nil
}

// prepared is what precedes weights and aggregation.
type prepared struct {
	kept                         []bool
	imputed, treated, normalised [][]float64
}

func prepare(f *Framework, d *Data, recipe *Recipe, said *notes) *prepared {
	p := &prepared{}
	var values [][]float64
	p.kept, values = screen(f, d, recipe.MinData, said)
	p.imputed = impute(f, d, values, recipe.Imputation, said)
	for _, column := range p.imputed {
		for r := range column {
			if !p.kept[r] {
				column[r] = math.NaN()
			}
		}
	}
	p.treated = treat(f, p.imputed, recipe.Treatment, said)
	p.normalised = normalise(f, d, p.treated, recipe.Normalise, said)
	return p
}

// screen returns which rows have data enough, and the values without the others.
func screen(f *Framework, d *Data, least float64, said *notes) (kept []bool, values [][]float64) {
	values = make([][]float64, len(d.Values))
	for i, column := range d.Values {
		values[i] = slices.Clone(column)
	}
	kept = make([]bool, len(d.Rows))
	for r, row := range d.Rows {
		known := 0
		for _, column := range d.Values {
			if !missing(column[r]) {
				known++
			}
		}
		kept[r] = known > 0 && float64(known) >= float64(least*float64(len(d.Values)))-1e-9
		if kept[r] {
			continue
		}
		if said != nil {
			*said = append(*said, Note{row.Unit, LeftOut, known})
		}
		for i := range values {
			values[i][r] = math.NaN()
		}
	}
	return kept, values
}

// effective multiplies weights down from the index.
func (r *Result) effective() []float64 {
	weights := make([]float64, len(r.Weights))
	for i := len(weights) - 1; i >= 0; i-- {
		weights[i] = r.Weights[i]
		if p := r.Framework.nodes[i].Parent; p >= 0 {
			weights[i] = float64(weights[i] * weights[p])
		}
	}
	return weights
}

// coverage sums the effective weights of the indicators that a row has.
func (r *Result) coverage(columns [][]float64) []float64 {
	shares := make([]float64, len(r.Data.Rows))
	for i, column := range columns {
		for row, x := range column {
			if !missing(x) && r.Kept[row] {
				shares[row] += r.Effective[i]
			}
		}
	}
	for row := range shares {
		shares[row] = min(shares[row], 1)
	}
	return shares
}

// RanksOf returns the ranks of rows by the scores of a node, within their time: 1 and how many are higher by more than
// rounding; 0 without a score.
func (r *Result) RanksOf(node int) []int {
	n := len(r.Data.Rows)
	ranks, order := make([]int, n), make([]int, n)
	for _, t := range r.Data.Times() {
		rank(r.Scores[node], r.Data.at(t), order, ranks)
	}
	return ranks
}

// Absent returns the nodes that a row has no score of, indicators first.
func (r *Result) Absent(row int) (nodes []int) {
	for i, column := range r.Scores {
		if missing(column[row]) {
			nodes = append(nodes, i)
		}
	}
	return nodes
}
