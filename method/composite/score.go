package composite

import (
	"math"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// scorer turns normalised values into scores of every node. Build makes one for a single run; Vary one
// for each worker, which reuses its buffers.
type scorer struct {
	f      *Framework
	rows   int
	times  [][]int      // rows by time
	recipe *Recipe      // for shares and bounds
	scores [][]float64  // of each node; those of indicators are the normalised values
	logs   [][]float64  // of indicators, if they are at hand
	weight []float64    // of each node among the parts of its group
	steady []float64    // the same without what weights are off by
	sums   [2][]float64 // of weighted parts and of weights, by row
	vary   []float64    // factor on the weight of each node
	barred [][]bool     // rows that a group has no score of because of parts that are not positive; nil if none
	said   *notes
}

func newScorer(f *Framework, d *Data, r *Recipe) *scorer {
	s := &scorer{f: f, rows: len(d.Rows), recipe: r, scores: make([][]float64, len(f.nodes)),
		weight: make([]float64, len(f.nodes)), steady: make([]float64, len(f.nodes)),
		vary: make([]float64, len(f.nodes)), barred: make([][]bool, len(f.nodes))}
	for i := range f.nodes {
		s.vary[i] = 1
		if i >= len(f.indicators) {
			s.scores[i] = make([]float64, s.rows)
		}
	}
	for _, t := range d.Times() {
		s.times = append(s.times, d.at(t))
	}
	s.weight[f.Top()] = 1
	s.sums[0], s.sums[1] = make([]float64, s.rows), make([]float64, s.rows)
	return s
}

// score computes every group from its parts.
func (s *scorer) score(normalised, logs [][]float64, weighting []Weighting, aggregation []Aggregation) {
	copy(s.scores, normalised)
	s.logs = logs
	for g := len(s.f.indicators); g < len(s.f.nodes); g++ {
		level := s.f.nodes[g].Level
		s.weigh(g, at(weighting, level, Given))
		switch a := at(aggregation, level, Arithmetic); a {
		case Copeland:
			s.outrank(g)
		case BenefitOfDoubt:
			s.benefit(g)
		default:
			s.average(g, a)
		}
	}
}

// average scores a group by a weighted mean of what is there of its parts.
func (s *scorer) average(g int, kind Aggregation) {
	sum, there := s.sums[0], s.sums[1]
	clear(sum)
	clear(there)
	for _, p := range s.f.nodes[g].Parts {
		w, column := s.weight[p], s.scores[p]
		if w == 0 {
			continue
		}
		switch {
		case kind == Geometric && p < len(s.logs):
			addLogs(sum, there, column, s.logs[p], w)
		case kind == Geometric:
			addLogsOf(sum, there, column, w)
		case kind == Harmonic:
			addInverses(sum, there, column, w)
		default:
			addValues(sum, there, column, w)
		}
	}
	switch kind {
	case Geometric:
		for r := range sum {
			sum[r] = portable.Exp(sum[r] / there[r])
		}
	case Harmonic:
		for r := range sum {
			sum[r] = there[r] / sum[r]
		}
	default:
		for r := range sum {
			sum[r] /= there[r]
		}
	}
	s.settle(g)
}

func addValues(sum, there, column []float64, w float64) {
	for r, x := range column {
		if x == x {
			sum[r] += float64(w * x)
			there[r] += w
		}
	}
}

func addLogs(sum, there, column, logs []float64, w float64) {
	for r, x := range column {
		if x == x {
			sum[r] += float64(w * logs[r])
			there[r] += w
		}
	}
}

func addLogsOf(sum, there, column []float64, w float64) {
	for r, x := range column {
		if x == x {
			sum[r] += float64(w * positiveLog(x))
			there[r] += w
		}
	}
}

func addInverses(sum, there, column []float64, w float64) {
	for r, x := range column {
		if x == x {
			if x <= 0 {
				x = math.NaN()
			}
			sum[r] += w / x
			there[r] += w
		}
	}
}

// positiveLog is the logarithm, NaN where there is none.
func positiveLog(x float64) float64 {
	if x <= 0 {
		return math.NaN()
	}
	return portable.Log(x)
}

// settle takes a group's scores from the sums, leaving out those with too little of the weight, and says what
// was missing. A score that is NaN for another reason had parts that are not positive; it is not
// merely absent from the groups above, which then have no score either.
func (s *scorer) settle(g int) {
	var absent, little, impossible int
	barred := s.bar(g)
	for r, score := range s.sums[0] {
		there := s.sums[1][r]
		switch {
		case barred != nil && barred[r]:
			score = math.NaN()
			impossible++
		case there == 0 || s.recipe.MinShare > 0 && s.share(g, r) < s.recipe.MinShare-1e-12:
			score = math.NaN()
			little++
		case there < 1-1e-12:
			absent++
		}
		s.scores[g][r] = score
	}
	if s.said != nil {
		code := s.f.nodes[g].Code
		s.said.add(code, NotPositive, impossible)
		s.said.add(code, TooLittle, little)
		s.said.add(code, PartsAbsent, absent)
	}
}

// bar finds the rows that a group can have no score of: NaN in spite of parts, or a part so barred.
func (s *scorer) bar(g int) []bool {
	s.barred[g] = nil
	mark := func(r int) {
		if s.barred[g] == nil {
			s.barred[g] = make([]bool, s.rows)
		}
		s.barred[g][r] = true
	}
	for r, score := range s.sums[0] {
		if score != score && s.sums[1][r] > 0 {
			mark(r)
		}
	}
	for _, p := range s.f.nodes[g].Parts {
		for r, bad := range s.barred[p] {
			if bad && s.weight[p] > 0 {
				mark(r)
			}
		}
	}
	return s.barred[g]
}

// outrank scores a group by Copeland's rule on the matrix of Condorcet, within each time. Two units are compared by
// the parts that both have.
func (s *scorer) outrank(g int) {
	parts := s.f.nodes[g].Parts
	s.gather(parts)
	wins := s.sums[0]
	clear(wins)
	for _, rows := range s.times {
		for i, a := range rows {
			for _, b := range rows[:i] {
				duel := s.duel(parts, a, b)
				wins[a] += duel
				wins[b] -= duel
			}
		}
	}
	s.settle(g)
}

// gather sums the weight of the parts that are there, by row.
func (s *scorer) gather(parts []int) {
	there := s.sums[1]
	clear(there)
	for _, p := range parts {
		for r, x := range s.scores[p] {
			if x == x {
				there[r] += s.weight[p]
			}
		}
	}
}

// duel is 1 if a beats b, −1 if b beats a, 0 if neither.
func (s *scorer) duel(parts []int, a, b int) float64 {
	var balance, shared float64
	for _, p := range parts {
		x, y := s.scores[p][a], s.scores[p][b]
		switch w := s.weight[p]; {
		case x > y:
			balance += w
			shared += w
		case x < y:
			balance -= w
			shared += w
		case x == y:
			shared += w
		}
	}
	switch {
	case balance > 1e-12*shared:
		return 1
	case balance < -1e-12*shared:
		return -1
	}
	return 0
}

// rank writes the rank of each of some rows by their scores: 1 and how many are greater. Scores that differ by
// no more than rounding are equal. A row without a score has rank 0. order is a buffer as long as rows.
func rank(scores []float64, rows, order, ranks []int) {
	known := order[:0]
	for _, r := range rows {
		ranks[r] = 0
		if x := scores[r]; x == x {
			known = append(known, r)
		}
	}
	sortDown(known, scores)
	first := 0 // of those equal
	for k, r := range known {
		if top := scores[known[first]]; top-scores[r] > 1e-12*max(math.Abs(top), 1) {
			first = k
		}
		ranks[r] = first + 1
	}
}
