package sharing

import (
	"math/big"
	"math/bits"
)

// excesses walks over the excesses v(S) − x(S) of all coalitions at a point, times its denominator,
// half by half: the sums of x over the low and the high players are tabled.
type excesses struct {
	*whole
	at        *point
	low       int
	lows      []int64
	highs     []int64
	bigLows   []*big.Int
	bigHighs  []*big.Int
	approx    []float64 // of bigLows and bigHighs, to pass over what is far away
	approxHi  []float64
	den       float64
	tolerance float64
	value     *big.Int // of the coalition looked at
}

func (w *whole) excesses(at *point) *excesses {
	e := &excesses{whole: w, at: at, low: w.n / 2, value: new(big.Int)}
	if at.small {
		e.lows, e.highs = sums(at.xs[:e.low]), sums(at.xs[e.low:w.n])
		return e
	}
	e.bigLows, e.bigHighs = bigSums(at.x[:e.low]), bigSums(at.x[e.low:w.n])
	e.approx, e.approxHi = approximate(e.bigLows), approximate(e.bigHighs)
	e.den, _ = new(big.Float).SetInt(at.den).Float64()
	size := e.den * float64(w.most)
	for _, v := range at.x {
		f, _ := new(big.Float).SetInt(v).Float64()
		size += max(f, -f)
	}
	e.tolerance = size * 1e-12
	return e
}

func sums(x []int64) []int64 {
	out := make([]int64, 1<<len(x))
	for i, v := range x {
		for c := range 1 << i {
			out[1<<i|c] = out[c] + v
		}
	}
	return out
}

func bigSums(x []*big.Int) []*big.Int {
	out := make([]*big.Int, 1<<len(x))
	out[0] = new(big.Int)
	for i, v := range x {
		for c := range 1 << i {
			out[1<<i|c] = new(big.Int).Add(out[c], v)
		}
	}
	return out
}

func approximate(x []*big.Int) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i], _ = new(big.Float).SetInt(v).Float64()
	}
	return out
}

// about returns the excess to within the tolerance, where the point is not small.
func (e *excesses) about(c Coalition) float64 {
	h, l := int(c>>e.low), int(c)&(1<<e.low-1)
	return float64(float64(e.v[c])*e.den) - e.approxHi[h] - e.approx[l]
}

// of returns the excess of c. The result is overwritten by the next call.
func (e *excesses) of(c Coalition) *big.Int {
	h, l := int(c>>e.low), int(c)&(1<<e.low-1)
	if e.at.small {
		return e.value.SetInt64(e.v[c]*e.at.dens - e.highs[h] - e.lows[l])
	}
	e.value.Mul(e.at.den, e.value.SetInt64(e.v[c]))
	return e.value.Sub(e.value.Sub(e.value, e.bigHighs[h]), e.bigLows[l])
}

// weights of ε by the size of a coalition: 1, or the size for excesses a head.
func (w *whole) sizes(perCapita bool) []int64 {
	out := make([]int64, w.n+1)
	for s := range out {
		out[s] = 1
		if perCapita {
			out[s] = int64(s)
		}
	}
	return out
}

// coalitions is the oracle of the coalitions of a game that are not settled.
type coalitions struct {
	*whole
	settled    bitset
	weights    []int64
	individual bool // nobody must get less than alone
}

func (o *coalitions) most() int64 { return o.whole.most }

func (o *coalitions) cover(c Coalition) row {
	return row{set: c, weight: o.weights[c.Size()], rhs: o.v[c], kind: covers}
}

func (o *coalitions) violated(at *point, first bool) []row {
	var list []row
	e := o.excesses(at)
	for h := range 1 << (o.n - e.low) {
		c, ok := Coalition(0), false
		if at.small {
			c, ok = o.worst(e, h, first)
		} else {
			c, ok = o.worstBig(e, h, first)
		}
		if ok {
			list = append(list, o.cover(c))
			if first {
				return list
			}
		}
	}
	for i := 0; o.individual && i < o.n; i++ {
		r := row{set: Of(i), rhs: o.v[Of(i)], kind: bounds}
		if at.violation(r) > 0 {
			list = append(list, r)
			if first {
				return list
			}
		}
	}
	return list
}

// worst returns the most violated coalition (or the first) of those with the high players h.
func (o *coalitions) worst(e *excesses, h int, first bool) (found Coalition, ok bool) {
	base, level := e.highs[h], e.at.xs[o.n]
	weights := o.weights[bits.OnesCount(uint(h)):]
	block := o.v[h<<e.low : (h+1)<<e.low]
	var most int64
	for l, v := range block {
		excess := v*e.at.dens - base - e.lows[l] - level*weights[bits.OnesCount(uint(l))]
		if excess > most && !o.settled.has(Coalition(h<<e.low|l)) {
			most, found, ok = excess, Coalition(h<<e.low|l), true
			if first {
				return found, true
			}
		}
	}
	return found, ok
}

func (o *coalitions) worstBig(e *excesses, h int, first bool) (found Coalition, ok bool) {
	level, _ := new(big.Float).SetInt(e.at.x[o.n]).Float64()
	most := 0.0
	for l := range 1 << e.low {
		c := Coalition(h<<e.low | l)
		about := e.about(c) - float64(level*float64(o.weights[c.Size()]))
		if about < most-e.tolerance || o.settled.has(c) {
			continue
		}
		if v := e.at.violation(o.cover(c)); v > most {
			most, found, ok = v, c, true
			if first {
				return found, true
			}
		}
	}
	return found, ok
}
