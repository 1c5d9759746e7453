package evaluate

import (
	"math"

	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/measure"
)

// gather puts the rows of the parts of r together, in the order of the parts. A part counts in the
// columns in which it exists; where none does, there is no value.
//
// A sum takes each part by its sign and weight. The other ways look at the parts as such: what a
// group takes in counts once and whole, what it leaves out does not count.
func (v *values) gather(n *node, r int, over formula.Over, rule formula.Missing, count []int32,
	out []float64) {

	parts := v.rows[r].parts
	if len(parts) == 0 {
		fill(out, measure.Missing)
		return
	}
	if over == formula.Sum && rule == formula.Propagate && v.rows[r].steady {
		v.addUp(n, r, out)
		return
	}
	count = count[:len(out)]
	clear(count)
	switch over {
	case formula.Min:
		fill(out, math.Inf(1))
	case formula.Max:
		fill(out, math.Inf(-1))
	default:
		fill(out, 0)
	}
	for k, p := range parts {
		if over != formula.Sum && p.sign < 0 {
			continue
		}
		row, factor, exists := v.row(n, p.row), v.factors[r][k], v.rows[p.row].span(n.axis)
		for i := exists.lo; i < exists.hi; i++ {
			x := row[i]
			if measure.IsMissing(x) && (rule == formula.Skip || over == formula.Count) {
				continue
			}
			count[i]++
			switch over {
			case formula.Sum:
				out[i] += float64(factor * x)
			case formula.Mean:
				out[i] += x
			case formula.Min:
				out[i] = min(out[i], x)
			case formula.Max:
				out[i] = max(out[i], x)
			}
		}
	}
	for i, c := range count {
		switch {
		case over == formula.Count:
			out[i] = float64(c)
		case c == 0:
			out[i] = measure.Missing
		case over == formula.Mean:
			out[i] /= float64(c)
		}
	}
	finite(out)
}

// addUp is gather for sums over parts that all exist throughout.
func (v *values) addUp(n *node, r int, out []float64) {
	factors := v.factors[r]
	fill(out, 0)
	for k, p := range v.rows[r].parts {
		row, factor := v.row(n, p.row)[:len(out)], factors[k]
		if factor == 1 {
			for i, x := range row {
				out[i] += x
			}
			continue
		}
		for i, x := range row {
			out[i] += float64(factor * x)
		}
	}
	finite(out)
}

// finite makes what overflowed missing.
func finite(out []float64) {
	for i, x := range out {
		if x-x != 0 {
			out[i] = measure.Missing
		}
	}
}

func fill(out []float64, x float64) {
	for i := range out {
		out[i] = x
	}
}
