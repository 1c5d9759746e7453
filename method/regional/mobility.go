package regional

import "github.com/yipanqi/yipanqi/method/linalg"

// Markov is how regions move between classes from one period to the next.
type Markov struct {
	Moves       [][]int     // from class (row) to class
	Probability [][]float64 // Moves as shares of the row; a class nobody leaves stays as it is
	Steady      []float64   // shares of classes to which this tends; nil where there is no one such state
	Mobility    float64     // Shorrocks 1: (k − trace) / (k − 1); 0 where nobody moves
}

// MarkovOf counts moves between k ≥ 2 classes, numbered from 0: classes[i] are those of region i in
// consecutive periods. Sources: Quah 1993, Economic Journal 103; Shorrocks 1978, Econometrica 46.
func MarkovOf(classes [][]int, k int) (*Markov, error) {
	if k < 2 {
		return nil, fail(ErrSetting)
	}
	moves := make([][]int, k)
	for c := range moves {
		moves[c] = make([]int, k)
	}
	for i, row := range classes {
		for t, c := range row {
			if c < 0 || c >= k {
				return nil, &Error{i, float64(c), ErrSetting}
			}
			if t > 0 {
				moves[row[t-1]][c]++
			}
		}
	}
	return MarkovOfMoves(moves)
}

// MarkovOfMoves is MarkovOf of moves that are already counted, from class (row) to class. Where there
// are two parts of the classes that nobody leaves, the end depends on the beginning, and Steady is nil.
func MarkovOfMoves(moves [][]int) (*Markov, error) {
	k := len(moves)
	if k < 2 {
		return nil, fail(ErrTooFew)
	}
	m := &Markov{Moves: moves, Probability: make([][]float64, k)}
	seen, stay := 0, 0.0
	for c, row := range moves {
		if len(row) != k {
			return nil, fail(ErrLength)
		}
		m.Probability[c] = make([]float64, k)
		total := 0
		for _, n := range row {
			if n < 0 {
				return nil, &Error{c, float64(n), ErrNegative}
			}
			total += n
		}
		for d, n := range row {
			if total > 0 {
				m.Probability[c][d] = float64(n) / float64(total)
			}
		}
		if total == 0 {
			m.Probability[c][c] = 1
		}
		seen += total
		stay += m.Probability[c][c]
	}
	if seen == 0 {
		return nil, fail(ErrTooFew)
	}
	m.Mobility = (float64(k) - stay) / float64(k-1)
	m.settle()
	return m, nil
}

// settle solves π·P = π with Σπ = 1, which has one solution where some class is reached from all.
func (m *Markov) settle() {
	k := len(m.Probability)
	if !m.meets() {
		return
	}
	a, b := linalg.New(k, k), linalg.New(k, 1)
	for i := range k - 1 {
		for j := range k {
			a.Set(i, j, m.Probability[j][i])
		}
		a.Set(i, i, a.At(i, i)-1)
	}
	for j := range k {
		a.Set(k-1, j, 1)
	}
	b.Set(k-1, 0, 1)
	if steady, err := linalg.Solve(a, b); err == nil {
		m.Steady = steady.Data
	}
}

// meets reports whether some class can be reached from every class (Warshall's closure).
func (m *Markov) meets() bool {
	k := len(m.Probability)
	reach := make([][]bool, k)
	for i, row := range m.Probability {
		reach[i] = make([]bool, k)
		for j, p := range row {
			reach[i][j] = p > 0 || i == j
		}
	}
	for via := range k {
		for i := range k {
			for j := range k {
				reach[i][j] = reach[i][j] || reach[i][via] && reach[via][j]
			}
		}
	}
	for j := range k {
		all := true
		for i := range k {
			all = all && reach[i][j]
		}
		if all {
			return true
		}
	}
	return false
}
