package composite

import "math"

// benefit scores a group by the benefit of the doubt (Cherchye et al. 2007): for each row the weights that make its
// score greatest, while no row's score by the same weights is above 100. All rows of all times bound each
// other, so that times can be compared. A part that a row lacks does not count in its favour.
func (s *scorer) benefit(g int) {
	parts := s.f.nodes[g].Parts
	s.gather(parts)
	best := s.frontier(parts)
	for r := range s.rows {
		s.sums[0][r] = s.showBest(parts, best, r)
	}
	s.settle(g)
}

// frontier returns the rows that bound others, as fractions of the greatest score in each part; a row
// with a negative part is NaN there and bounds nothing.
func (s *scorer) frontier(parts []int) (rows [][]float64) {
	greatest := make([]float64, len(parts))
	for k, p := range parts {
		for _, x := range s.scores[p] {
			if x > greatest[k] {
				greatest[k] = x
			}
		}
	}
	for r := range s.rows {
		row := make([]float64, len(parts))
		for k, p := range parts {
			switch x := s.scores[p][r]; {
			case x < 0:
				row[k] = math.NaN()
			case x > 0:
				row[k] = x / greatest[k]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// showBest is the score of a row, NaN if it has a negative part.
func (s *scorer) showBest(parts []int, rows [][]float64, r int) float64 {
	own := rows[r]
	var there []int
	for k, p := range parts {
		if missing(own[k]) {
			return math.NaN()
		}
		if !missing(s.scores[p][r]) {
			there = append(there, k)
		}
	}
	var limits [][]float64
	var bounds []float64
	for _, row := range rows {
		limit := make([]float64, len(there))
		for j, k := range there {
			if missing(row[k]) {
				limit = nil
				break
			}
			limit[j] = row[k]
		}
		if limit != nil {
			limits, bounds = append(limits, limit), append(bounds, 1)
		}
	}
	gain := make([]float64, len(there))
	for j, k := range there {
		gain[j] = own[k]
	}
	shares := s.shareLimits(gain)
	return 100 * maximise(gain, append(limits, shares...), append(bounds, make([]float64, len(shares))...))
}

// shareLimits keep the share of each part in the score between the recipe's bounds: a part's product less the bound's
// share of the sum of products must not be above 0, or below.
func (s *scorer) shareLimits(gain []float64) (limits [][]float64) {
	low, high := s.recipe.Benefit.Low, s.recipe.Benefit.High
	if low == 0 && high == 0 {
		return nil
	}
	for j := range gain {
		most, least := make([]float64, len(gain)), make([]float64, len(gain))
		for k, y := range gain {
			most[k], least[k] = -float64(high*y), float64(low*y)
		}
		most[j] += gain[j]
		least[j] -= gain[j]
		limits = append(limits, most, least)
	}
	return limits
}

// maximise returns the greatest gain·x for x ≥ 0 with limits·x ≤ bounds, for bounds ≥ 0, which make 0 a
// start, and a gain that has a greatest value. Method: the simplex method on a dictionary, with Bland's rule.
func maximise(gain []float64, limits [][]float64, bounds []float64) float64 {
	n, m := len(gain), len(limits)
	d := &dictionary{rows: make([][]float64, m+1), inside: make([]int, m), outside: make([]int, n)}
	for j := range n {
		d.outside[j] = j
	}
	for i, limit := range limits {
		d.inside[i] = n + i
		d.rows[i] = make([]float64, n+1)
		d.rows[i][n] = bounds[i]
		for j, a := range limit {
			d.rows[i][j] = -a
		}
	}
	d.rows[m] = append(append([]float64{}, gain...), 0)
	for {
		enter := d.entering()
		if enter < 0 {
			return d.rows[m][n]
		}
		leave := d.leaving(enter)
		if leave < 0 {
			return math.Inf(1)
		}
		d.pivot(leave, enter)
	}
}

// dictionary writes each variable inside the basis, and last the gain, as a constant (its last number) and
// multiples of those outside.
type dictionary struct {
	rows            [][]float64
	inside, outside []int
}

const tiny = 1e-11

func (d *dictionary) entering() int {
	enter := -1
	gain := d.rows[len(d.rows)-1]
	for j, v := range d.outside {
		if gain[j] > tiny && (enter < 0 || v < d.outside[enter]) {
			enter = j
		}
	}
	return enter
}

func (d *dictionary) leaving(enter int) int {
	leave, least := -1, math.Inf(1)
	n := len(d.outside)
	for i, v := range d.inside {
		if d.rows[i][enter] >= -tiny {
			continue
		}
		ratio := d.rows[i][n] / -d.rows[i][enter]
		if ratio < least-tiny || ratio <= least+tiny && (leave < 0 || v < d.inside[leave]) {
			leave, least = i, ratio
		}
	}
	return leave
}

// pivot swaps a variable of the basis for one outside.
func (d *dictionary) pivot(leave, enter int) {
	row := d.rows[leave]
	by := row[enter]
	for j := range row {
		row[j] = -row[j] / by
	}
	row[enter] = 1 / by
	for i, other := range d.rows {
		times := other[enter]
		if i == leave || times == 0 {
			continue
		}
		for j := range other {
			if j == enter {
				other[j] = float64(times * row[j])
			} else {
				other[j] += float64(times * row[j])
			}
		}
	}
	d.inside[leave], d.outside[enter] = d.outside[enter], d.inside[leave]
}
