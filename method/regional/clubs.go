package regional

import (
	"math"
	"slices"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// LogT is the log t regression of Phillips and Sul: ln(H₁/Hₜ) − 2·ln ln t on ln t, H being the spread
// of values over their mean. Values converge where T is above −1.65 (one-sided, 5 %).
type LogT struct {
	B  float64 // twice the speed of convergence; 2 or more is convergence in levels
	SE float64 // with Andrews' estimate for autocorrelated errors
	T  float64
}

// Converges reports whether convergence is not rejected.
func (l LogT) Converges() bool { return l.T > logTCritical }

const (
	logTCritical  = -1.65
	leastLogT     = 4   // periods in the regression
	sieveStep     = 0.1 // by which the sieve of club members is narrowed
	narrowestSift = 3
)

// ConvergenceTest tests whether regions converge: x[i] are the values of a region in consecutive
// periods, all positive, as a rule logarithms or levels with cycles already filtered out. trim is the
// share of periods at the beginning to leave out, ⅓ after the authors (their r, where there are
// fewer than 50 periods). At least two regions, and four periods after trimming. Regions that come to
// be the same converge, whatever the regression says, with the largest T there is.
//
// Source: Phillips and Sul 2007, Econometrica 75; the long-run variance as in their program
// (quadratic spectral kernel, Andrews 1991, Econometrica 59, first-order bandwidth).
func ConvergenceTest(x [][]float64, trim float64) (LogT, error) {
	p, err := newPanel(x, trim)
	if err != nil {
		return LogT{}, err
	}
	all := make([]int, len(x))
	for i := range all {
		all[i] = i
	}
	return p.test(all), nil
}

// Clubs are groups of regions that converge among themselves, the highest at the end first.
type Clubs struct {
	Clubs     []Club
	Divergent []int // regions of no club
}

// Club is one of them.
type Club struct {
	Members []int // from high to low in the last period, the core before those added
	Test    LogT
}

// ConvergenceClubs sorts regions into clubs. Requirements are those of ConvergenceTest. The steps are
// the authors': order by the last period; find a core that converges most surely (the largest T); add
// the regions that each converge with it (T above a limit, 0 at first and raised until the
// club as a whole converges); begin again with the rest. Neighbouring clubs may converge together:
// the procedure tends to find too many. Source: Phillips and Sul 2007, and 2009, Journal of Applied
// Econometrics 24.
func ConvergenceClubs(x [][]float64, trim float64) (*Clubs, error) {
	p, err := newPanel(x, trim)
	if err != nil {
		return nil, err
	}
	rest := make([]int, len(x))
	for i := range rest {
		rest[i] = i
	}
	last := p.periods - 1
	slices.SortStableFunc(rest, func(a, b int) int {
		switch {
		case x[a][last] > x[b][last]:
			return -1
		case x[a][last] < x[b][last]:
			return 1
		}
		return 0
	})
	c := &Clubs{}
	for len(rest) > 1 {
		if whole := p.test(rest); whole.Converges() {
			c.Clubs = append(c.Clubs, Club{rest, whole})
			return c, nil
		}
		core := p.core(rest)
		if core == nil {
			break
		}
		club := p.sieve(core, rest)
		c.Clubs = append(c.Clubs, club)
		rest = slices.DeleteFunc(rest, func(i int) bool { return slices.Contains(club.Members, i) })
	}
	c.Divergent = rest
	return c, nil
}

// panel is values by region and period, and the regressor.
type panel struct {
	x              [][]float64
	periods, start int // start is the number of the first period of the regression, from 1
	logT, center   []float64
	square         float64 // Σ center²
}

func newPanel(x [][]float64, trim float64) (*panel, error) {
	if len(x) < 2 {
		return nil, fail(ErrTooFew)
	}
	if !(trim > 0 && trim < 1) {
		return nil, fail(ErrSetting)
	}
	p := &panel{x: x, periods: len(x[0])}
	for _, row := range x {
		if len(row) != p.periods {
			return nil, fail(ErrLength)
		}
		if err := check(row, 1, positive); err != nil {
			return nil, err
		}
	}
	p.start = int(math.RoundToEven(float64(p.periods)*trim)) + 1
	if p.start < 2 || p.periods-p.start+1 < leastLogT {
		return nil, fail(ErrTooFew)
	}
	for t := p.start; t <= p.periods; t++ {
		p.logT = append(p.logT, portable.Log(float64(t)))
	}
	middle := mean(p.logT)
	for _, v := range p.logT {
		p.center = append(p.center, v-middle)
		p.square += float64((v - middle) * (v - middle))
	}
	return p, nil
}

// spread is H of a group in a period: the mean square of values over their mean, less one.
func (p *panel) spread(group []int, t int) float64 {
	total := 0.0
	for _, i := range group {
		total += p.x[i][t]
	}
	average, squares := total/float64(len(group)), 0.0
	for _, i := range group {
		d := (p.x[i][t] - average) / average
		squares += float64(d * d)
	}
	return squares / float64(len(group))
}

// test runs the regression for a group.
func (p *panel) test(group []int) LogT {
	first, y := p.spread(group, 0), make([]float64, len(p.logT))
	for k := range y {
		h := p.spread(group, p.start-1+k)
		if h == 0 {
			return LogT{T: math.MaxFloat64}
		}
		if first == 0 {
			return LogT{T: -math.MaxFloat64}
		}
		y[k] = portable.Log(first/h) - float64(2*portable.Log(p.logT[k]))
	}
	middle, b := mean(y), 0.0
	for k, v := range y {
		b += float64(p.center[k] * (v - middle))
	}
	b /= p.square
	residual := make([]float64, len(y))
	for k, v := range y {
		residual[k] = (v - middle) - float64(b*p.center[k])
	}
	l := LogT{B: b, SE: math.Sqrt(longRunVariance(residual) / p.square)}
	switch {
	case l.SE > 0 && !math.IsInf(b/l.SE, 0):
		l.T = b / l.SE
	case b != 0:
		l.T = math.Copysign(math.MaxFloat64, b)
	}
	return l
}

// core finds the group at the top of rest that converges most surely; nil where no two neighbours do.
func (p *panel) core(rest []int) []int {
	from := 0
	for from < len(rest)-1 && !p.test(rest[from:from+2]).Converges() {
		from++
	}
	var best []int
	most := math.Inf(-1)
	for to := from + 2; to <= len(rest); to++ {
		l := p.test(rest[from:to])
		if !l.Converges() {
			break
		}
		if l.T > most {
			best, most = rest[from:to], l.T
		}
	}
	return best
}

// sieve adds to a core the regions of rest that converge with it.
func (p *panel) sieve(core, rest []int) Club {
	type candidate struct {
		region int
		t      float64
	}
	var candidates []candidate
	for _, i := range rest {
		if !slices.Contains(core, i) {
			candidates = append(candidates, candidate{i, p.test(append(slices.Clone(core), i)).T})
		}
	}
	for step := 0.0; step*sieveStep <= narrowestSift; step++ {
		members := slices.Clone(core)
		for _, c := range candidates {
			if c.t > step*sieveStep {
				members = append(members, c.region)
			}
		}
		if l := p.test(members); l.Converges() {
			return Club{members, l}
		}
	}
	return Club{slices.Clone(core), p.test(core)}
}

// longRunVariance estimates the variance of residuals with what follows from their autocorrelation, by
// the quadratic spectral kernel with Andrews' bandwidth for a first-order process. Like the authors'
// program it leaves the last residual out of the products with others. Where it comes out as nothing
// or less, it is the plain variance.
func longRunVariance(x []float64) float64 {
	n := len(x) - 1
	var before, both, plain float64
	for i, v := range x {
		plain += float64(v * v)
		if i < n {
			before += float64(v * v)
			both += float64(v * x[i+1])
		}
	}
	plain /= float64(n)
	rho := both / before
	band := 1.3221 * portable.Root(float64(4*rho*rho/((1-rho)*(1-rho)*(1-rho)*(1-rho)))*float64(n+1), 5)
	if !(band > 0) || math.IsInf(band, 0) {
		return plain
	}
	total := plain
	for lag := 1; lag < n; lag++ {
		product := 0.0
		for i := range n - lag {
			product += float64(x[i] * x[i+lag])
		}
		total += float64(2 * product * quadraticSpectral(1.2*math.Pi*float64(lag)/band) / float64(n))
	}
	if total > 0 {
		return total
	}
	return plain
}

// quadraticSpectral returns 3/z²·(sin z / z − cos z) for z > 0.
func quadraticSpectral(z float64) float64 {
	switch {
	case z > 1e6: // below 3e-12, and its phase is lost
		return 0
	case z < 0.05:
		s := float64(z * z)
		return 1 - s/10 + float64(s*s)/280
	}
	sin, cos := sinCos(z)
	return 3 / float64(z*z) * (sin/z - cos)
}

// sinCos returns the sine and cosine of z in [0, 1e6], with the same bits everywhere: the standard
// library's are not. It takes away quarters of the circle in two steps (Cody and Waite) and sums the
// power series; the error is below 1e-10 at the far end and 1e-15 near.
func sinCos(z float64) (sin, cos float64) {
	const high, low = 1.5707963267341256, 6.077100506506192e-11 // π/2, the first with 33 bits
	quarter := math.Floor(float64(z*(2/math.Pi)) + 0.5)
	r := (z - float64(quarter*high)) - float64(quarter*low)
	square := float64(r * r)
	sin, cos = 0, 0
	for k := 10.0; k >= 1; k-- { // from the small end: Horner's scheme
		sin = -float64((1+sin)*square) / (2 * k * (2*k + 1))
		cos = -float64((1+cos)*square) / (2 * k * (2*k - 1))
	}
	sin, cos = r*(1+sin), 1+cos
	switch int(quarter) % 4 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}
