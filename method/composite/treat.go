package composite

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// treat returns the values with outliers treated, as a copy.
func treat(f *Framework, values [][]float64, how Treatment, said *notes) [][]float64 {
	if how.MaxPoints == 0 {
		how.MaxPoints = 5
	}
	if how.Skew == 0 {
		how.Skew = 2
	}
	if how.Kurtosis == 0 {
		how.Kurtosis = 3.5
	}
	treated := make([][]float64, len(values))
	for i, column := range values {
		treated[i] = slices.Clone(column)
		if how.Method != "" && how.Method != TreatNone && !f.indicators[i].Untreated {
			how.column(f.indicators[i].Code, treated[i], said)
		}
	}
	return treated
}

// column treats one indicator in place.
func (how *Treatment) column(code string, column []float64, said *notes) {
	extreme, judged := how.extreme(column)
	if !judged {
		said.add(code, NotTreated, len(present(column)))
		return
	}
	if !extreme {
		return
	}
	plain := slices.Clone(column)
	if how.Method != TakeLog {
		moved := how.winsorise(column)
		if extreme, judged = how.extreme(column); judged && !extreme {
			said.add(code, Winsorised, moved)
			return
		}
		if how.Method == Winsorise {
			said.add(code, Winsorised, moved)
			said.add(code, StillSkewed, len(present(column)))
			return
		}
	}
	copy(column, plain)
	takeLog(column)
	said.add(code, Logged, len(present(column)))
	if extreme, judged = how.extreme(column); extreme || !judged {
		said.add(code, StillSkewed, len(present(column)))
	}
}

// extreme reports whether skewness and kurtosis are both at their limits or beyond; they are not judged of fewer
// than four values or equal ones.
func (how *Treatment) extreme(column []float64) (extreme, judged bool) {
	skew, kurtosis := moments(present(column))
	if missing(skew) || missing(kurtosis) {
		return false, false
	}
	return math.Abs(skew) >= how.Skew && kurtosis >= how.Kurtosis, true
}

// moments are the skewness and excess kurtosis of a sample, corrected for its size (G₁ and G₂ of Joanes and
// Gill 1998); NaN of fewer than four values or equal ones.
func moments(values []float64) (skew, kurtosis float64) {
	n := float64(len(values))
	if n < 4 {
		return math.NaN(), math.NaN()
	}
	centre := mean(values)
	var m2, m3, m4 float64
	for _, x := range values {
		d := x - centre
		d2 := float64(d * d)
		m2 += d2
		m3 += float64(d2 * d)
		m4 += float64(d2 * d2)
	}
	skew = math.Sqrt(n) * m3 / (m2 * math.Sqrt(m2)) * math.Sqrt(n*(n-1)) / (n - 2)
	ratio := n * m4 / float64(m2*m2)
	kurtosis = (float64((n+1)*(ratio-3)) + 6) * (n - 1) / float64((n-2)*(n-3))
	return skew, kurtosis
}

// winsorise moves the greatest values, or the least if the skewness is negative, to the next, until the
// column is not extreme or enough were moved, and returns how many. Values that were moved
// together move on together and are counted once.
func (how *Treatment) winsorise(column []float64) int {
	var high, low int
	for high+low < how.MaxPoints {
		if extreme, judged := how.extreme(column); !judged || !extreme {
			break
		}
		skew, _ := moments(present(column))
		sign := 1.0
		if skew < 0 {
			sign = -1
		}
		moved := pullIn(column, sign)
		if sign > 0 {
			high = moved
		} else {
			low = moved
		}
	}
	return high + low
}

// pullIn moves the values that are greatest, after multiplication by sign, to the next.
func pullIn(column []float64, sign float64) (moved int) {
	top, next := math.Inf(-1), math.Inf(-1)
	for _, x := range column {
		switch y := float64(sign * x); {
		case missing(x) || y == top:
		case y > top:
			top, next = y, top
		default:
			next = max(next, y)
		}
	}
	for r, x := range column {
		if float64(sign*x) == top {
			column[r] = float64(sign * next)
			moved++
		}
	}
	return moved
}

func takeLog(column []float64) {
	values := present(column)
	least := slices.Min(values)
	start := float64(0.01 * (slices.Max(values) - least))
	for r, x := range column {
		if !missing(x) {
			column[r] = portable.Log(x - least + start)
		}
	}
}
