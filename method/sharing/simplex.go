package sharing

import (
	"errors"
	"math"
	"math/big"
	"math/bits"
	"slices"
)

// program is the linear program behind every answer here,
//
//	least ε with x(S) + weight·ε ≥ rhs for the coalitions S that an oracle knows,
//	x(i) ≥ rhs for players it bounds, and x(S) = rhs for fixed coalitions,
//
// solved by the dual simplex method with row generation. A basis is n+1 rows; the point where they hold
// with equality is the current answer, and the multipliers of the rows that are not fixed stay at or above
// 0. The inverse of the basis is kept as whole numbers over its determinant (Edmonds 1967; Bareiss 1968),
// which are minors of a matrix of zeros, ones and one column of weights: below 2⁴⁵ for 25 players. So no step
// rounds.
type program struct {
	n       int
	rows    []row
	inverse [][]int64 // by variable (players, then ε) and row; times det
	det     int64     // above 0
}

// row is a constraint; kind tells which.
type row struct {
	set    Coalition
	weight int64 // of ε; 0 for bounds and fixed rows
	rhs    int64
	kind   rowKind
	exact  *big.Rat // right side of a fixed row
}

type rowKind uint8

const (
	covers rowKind = iota // x(S) + weight·ε ≥ rhs
	bounds                // x(i) ≥ rhs
	starts                // x(i) + ε ≥ rhs, to start from: never binding in the end
	fixes                 // x(S) = exact
)

var errNoAnswer = errors.New("sharing: the linear program has no answer")

// newProgram starts with the basis of all single players and the whole, which is always feasible: each
// player has multiplier 1/n. The fixed rows, independent of each other and of the whole, follow.
func newProgram(n int, singles []row, whole row, fixed []row) (*program, error) {
	p := &program{n: n, det: int64(n), rows: append(slices.Clone(singles), whole)}
	p.inverse = make([][]int64, n+1)
	for i := range p.inverse {
		p.inverse[i] = make([]int64, n+1)
		for j := range n {
			p.inverse[i][j] = -1
			if i == n {
				p.inverse[i][j] = 1
			}
		}
		p.inverse[i][n] = 1
		if i == n {
			p.inverse[i][n] = -1
		} else {
			p.inverse[i][i] += int64(n)
		}
	}
	for _, r := range fixed {
		if err := p.enter(r); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// point is x and ε as whole numbers over one denominator.
type point struct {
	x     []*big.Int // of the players, then ε
	den   *big.Int   // above 0
	small bool       // 25 times everything that the point is held against fits 62 bits
	xs    []int64    // the same, where small
	dens  int64
}

// oracle knows the rows that are not in the basis. It returns rows that p violates, in a fixed order,
// none where there are none; only the first of them where first is set.
type oracle interface {
	violated(p *point, first bool) []row
	most() int64 // the largest |rhs|
}

// solve goes from basis to basis until no row is violated. The most violated row enters; after a
// stretch of steps that leave the objective as it is, Bland's rule takes over until it moves.
func (p *program) solve(o oracle) (*point, error) {
	stalled := 0
	for at := p.point(o.most()); ; {
		bland := stalled > 3*(p.n+1)
		pool := o.violated(at, bland)
		if len(pool) == 0 {
			return at, nil
		}
		for {
			worst, size := 0, 0.0
			for i, r := range pool {
				if v := at.violation(r); v > size {
					worst, size = i, v
				}
			}
			if size == 0 {
				break
			}
			before := p.objective(at)
			if err := p.enter(pool[worst]); err != nil {
				return nil, err
			}
			at = p.point(o.most())
			if p.objective(at).Cmp(before) > 0 {
				stalled = 0
			} else {
				stalled++
			}
			if bland || stalled > 3*(p.n+1) {
				break
			}
		}
	}
}

func (p *program) objective(at *point) *big.Rat { return new(big.Rat).SetFrac(at.x[p.n], at.den) }

// point computes where the rows of the basis hold with equality.
func (p *program) point(most int64) *point {
	common := big.NewInt(1)
	for _, r := range p.rows {
		if r.kind == fixes {
			common = lcmOf(common, r.exact.Denom())
		}
	}
	rhs := make([]*big.Int, len(p.rows))
	for j, r := range p.rows {
		if r.kind == fixes {
			rhs[j] = new(big.Int).Div(common, r.exact.Denom())
			rhs[j].Mul(rhs[j], r.exact.Num())
		} else {
			rhs[j] = new(big.Int).Mul(common, big.NewInt(r.rhs))
		}
	}
	at := &point{den: new(big.Int).Mul(common, big.NewInt(p.det)), x: make([]*big.Int, p.n+1)}
	divisor, factor, term := new(big.Int).Set(at.den), new(big.Int), new(big.Int)
	for i, line := range p.inverse {
		sum := new(big.Int)
		for j, a := range line {
			if a != 0 {
				sum.Add(sum, term.Mul(rhs[j], factor.SetInt64(a)))
			}
		}
		at.x[i] = sum
		divisor.GCD(nil, nil, divisor, new(big.Int).Abs(sum))
	}
	at.den.Div(at.den, divisor)
	for _, v := range at.x {
		v.Div(v, divisor)
	}
	at.shrink(most)
	return at
}

// shrink gives a point its small form where that cannot overflow.
func (at *point) shrink(most int64) {
	if most = max(most, 1); !at.den.IsInt64() || at.den.Int64() > (1<<56)/most {
		return
	}
	var sum uint64 // of |x|, and of |ε| as often as a coalition has players
	at.xs = make([]int64, len(at.x))
	for i, v := range at.x {
		if v.BitLen() > 56 {
			return
		}
		at.xs[i] = v.Int64()
		size := uint64(max(at.xs[i], -at.xs[i]))
		if i == len(at.x)-1 {
			size *= MaxTable
		}
		sum += size
	}
	at.dens, at.small = at.den.Int64(), sum < 1<<56
}

func lcmOf(a, b *big.Int) *big.Int {
	g := new(big.Int).GCD(nil, nil, a, b)
	return g.Mul(g.Div(a, g), b)
}

// violation returns by how much the point misses a row (times the denominator); 0 where it holds.
func (at *point) violation(r row) float64 {
	n := len(at.x) - 1
	if at.small {
		v := r.rhs*at.dens - r.weight*at.xs[n]
		for c := r.set; c != 0; c &= c - 1 {
			v -= at.xs[bits.TrailingZeros64(uint64(c))]
		}
		return float64(max(v, 0))
	}
	v := new(big.Int).Mul(at.den, big.NewInt(r.rhs))
	v.Sub(v, new(big.Int).Mul(at.x[n], big.NewInt(r.weight)))
	for c := r.set; c != 0; c &= c - 1 {
		v.Sub(v, at.x[bits.TrailingZeros64(uint64(c))])
	}
	if v.Sign() <= 0 {
		return 0
	}
	f, _ := new(big.Float).SetInt(v).Float64()
	return f
}

// enter brings a row into the basis, by the ratio test of the dual simplex method. A fixed row, whose
// multiplier may have either sign, enters in whichever direction there is a row to leave.
func (p *program) enter(r row) error {
	alpha := make([]int64, p.n+1)
	for j := range alpha {
		alpha[j] = r.weight * p.inverse[p.n][j]
	}
	for c := r.set; c != 0; c &= c - 1 {
		for j, a := range p.inverse[bits.TrailingZeros64(uint64(c))] {
			alpha[j] += a
		}
	}
	out := p.leaving(alpha, 1)
	if out < 0 && r.kind == fixes {
		out = p.leaving(alpha, -1)
	}
	if out < 0 {
		return errNoAnswer
	}
	p.pivot(out, r, alpha)
	return nil
}

// leaving returns the row with the least ratio of multiplier to sign·alpha, of equals the first by
// Bland's order; −1 where there is none.
func (p *program) leaving(alpha []int64, sign int64) int {
	best := -1
	for j, r := range p.rows {
		if r.kind == fixes || sign*alpha[j] <= 0 {
			continue
		}
		if best < 0 {
			best = j
			continue
		}
		multipliers := p.inverse[p.n]
		order := compareProducts(multipliers[j], sign*alpha[best], multipliers[best], sign*alpha[j])
		if order < 0 || order == 0 && before(r, p.rows[best]) {
			best = j
		}
	}
	return best
}

// before orders rows for Bland's rule. Rows that only start go first.
func before(a, b row) bool {
	if (a.kind == starts) != (b.kind == starts) {
		return a.kind == starts
	}
	if (a.kind == bounds) != (b.kind == bounds) {
		return b.kind == bounds
	}
	return a.set < b.set
}

// compareProducts compares a·b with c·d, all at or above 0.
func compareProducts(a, b, c, d int64) int {
	hi1, lo1 := bits.Mul64(uint64(a), uint64(b))
	hi2, lo2 := bits.Mul64(uint64(c), uint64(d))
	switch {
	case hi1 < hi2 || hi1 == hi2 && lo1 < lo2:
		return -1
	case hi1 == hi2 && lo1 == lo2:
		return 0
	}
	return 1
}

func (p *program) pivot(out int, r row, alpha []int64) {
	det := alpha[out]
	for _, line := range p.inverse {
		pivot := line[out]
		for j, a := range line {
			if j != out {
				line[j] = crossDivide(det, a, alpha[j], pivot, p.det)
			}
		}
	}
	p.rows[out], p.det = r, det
	if det < 0 {
		p.det = -det
		for _, line := range p.inverse {
			for j := range line {
				line[j] = -line[j]
			}
		}
	}
}

// crossDivide returns (a·b − c·d) / e, which is whole, for e above 0.
func crossDivide(a, b, c, d, e int64) int64 {
	const short = 1 << 31
	if abs(a) < short && abs(b) < short && abs(c) < short && abs(d) < short {
		return (a*b - c*d) / e
	}
	hi1, lo1 := signedMul(a, b)
	hi2, lo2 := signedMul(c, d)
	lo, borrow := bits.Sub64(lo1, lo2, 0)
	hi, _ := bits.Sub64(hi1, hi2, borrow)
	negative := int64(hi) < 0
	if negative {
		lo, borrow = bits.Sub64(0, lo, 0)
		hi, _ = bits.Sub64(0, hi, borrow)
	}
	quotient, _ := bits.Div64(hi, lo, uint64(e))
	if negative {
		return -int64(quotient)
	}
	return int64(quotient)
}

func signedMul(a, b int64) (hi, lo uint64) {
	hi, lo = bits.Mul64(uint64(a), uint64(b))
	return hi - uint64(a>>63)&uint64(b) - uint64(b>>63)&uint64(a), lo
}

func abs(a int64) int64 {
	if a < 0 {
		return -a
	}
	return a
}

// multiplier returns the multiplier of row j of the basis.
func (p *program) multiplier(j int) *big.Rat { return big.NewRat(p.inverse[p.n][j], p.det) }

// floor is a right side so low that a row never binds: no excess of a game can be as low.
func floor(n int, most int64) int64 {
	return -min(math.MaxInt64/4, 4*int64(n+2)*(most+1))
}
