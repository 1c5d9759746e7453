package sharing

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/yipanqi/yipanqi/measure/portable"
	"github.com/yipanqi/yipanqi/method/random"
)

// Sampling says how much to sample. Zero values stand for the defaults.
type Sampling struct {
	Seed       uint64
	Blocks     int     // of 2n orders each; 4000
	Confidence float64 // of the intervals; 0.95
}

func (s Sampling) withDefaults() Sampling {
	if s.Blocks == 0 {
		s.Blocks = 4000
	}
	if s.Confidence == 0 {
		s.Confidence = 0.95
	}
	return s
}

// SampleShapley estimates the Shapley value of a game of at most MaxSampled players. What a player adds
// to few or to nearly all others is averaged over all these coalitions, exactly, as far as that takes no more
// work than half of the sample. The rest comes from random orders of arrival, in blocks: a random order, every
// turn of it (so that each player arrives in each place just once: stratified by place), and all of them
// backwards (antithetic). Places are sampled in groups, by their distance from the ends: a tenth of the work
// goes to all alike, the rest where shares vary most. That everything adds up to the worth of all is a control
// variate. Low and High come from the spread of the blocks: normal intervals at the stated confidence, for
// each player by himself, to no less than 10⁻⁴ of the mean share either way, because what a player adds so
// rarely that no block met it does not show in the spread. The same seed gives the same bits.
// Sources: Mitchell, Cooper, Frank and Holmes 2022; Castro, Gómez and Tejada 2009; Castro et al. 2017; Covert
// and Lee 2021.
func SampleShapley(g *Game, s Sampling) (Allocation, error) {
	s = s.withDefaults()
	n := g.n()
	if err := checkPlayers(n, MaxSampled); err != nil {
		return Allocation{}, err
	}
	if s.Blocks < 2 || !(s.Confidence > 0 && s.Confidence < 1) {
		return Allocation{}, fmt.Errorf("sharing: %d blocks at confidence %v, expected 2 or more and 0 to 1",
			s.Blocks, s.Confidence)
	}
	ends := endsOf(g, s.Blocks)
	mean, variance := controlled(sampleGroups(g, s, ends.depth), n, ends.middle)
	z := portable.NormalQuantile(0.5 + s.Confidence/2)
	a := Allocation{Rule: ShapleyRule, Shares: mean, Low: make([]float64, n), High: make([]float64, n)}
	least := math.Abs(g.Worth(All(n))) / float64(n) * leastHalf
	for i := range mean {
		if mean[i] += ends.shares[i]; math.IsNaN(mean[i]) || math.IsInf(mean[i], 0) {
			return Allocation{}, errNotANumber
		}
		half := max(z*math.Sqrt(variance[i]), least)
		a.Low[i], a.High[i] = mean[i]-half, mean[i]+half
	}
	return a, nil
}

const leastHalf = 1e-4 // of the mean share

// group are places of arrival, from so many and so many from the end, and what blocks gave for them.
type group struct {
	from, to int // as far from either end; the last group goes up to the middle and beyond
	last     bool
	source   *random.Source
	count    int
	mean     []float64 // by player
	squares  []float64 // sum of squared deviations
	products []float64 // sum of deviations times deviations of the sum
	sum      float64   // mean of the sum over players
	sumOfSq  float64
}

const groupWidth = 3

// sampleGroups samples all groups.
func sampleGroups(g *Game, s Sampling, depth int) []*group {
	n := g.n()
	var groups []*group
	source := random.New(s.Seed)
	for from := depth; 2*from < n; from += groupWidth {
		groups = append(groups, &group{from: from, to: from + groupWidth, last: 2*(from+groupWidth) >= n,
			source: source.Split(uint64(from)), mean: make([]float64, n), squares: make([]float64, n),
			products: make([]float64, n)})
	}
	budget, weight := 0.0, 0.0
	for _, p := range groups {
		p.sample(g, max(2, s.Blocks/10))
		budget += float64(float64(s.Blocks-p.count) * p.cost(n))
		weight += float64(p.spread() * math.Sqrt(p.cost(n)))
	}
	for _, p := range groups { // Neyman 1934
		if weight > 0 {
			p.sample(g, int(budget*p.spread()/math.Sqrt(p.cost(n))/weight))
		}
	}
	return groups
}

// cost is the work of an order, in coalitions.
func (p *group) cost(n int) float64 {
	if p.last {
		return float64(n - 2*p.from + 1)
	}
	return 2 * (groupWidth + 1)
}

// spread returns the standard deviation of a block, over all players.
func (p *group) spread() float64 {
	sum := 0.0
	for _, v := range p.squares {
		sum += v
	}
	return math.Sqrt(sum / float64(p.count-1))
}

// sample adds blocks (Welford 1962).
func (p *group) sample(g *Game, blocks int) {
	for range blocks {
		block := p.block(g)
		sum := 0.0
		for _, v := range block {
			sum += v
		}
		p.count++
		offSum := sum - p.sum
		p.sum += offSum / float64(p.count)
		p.sumOfSq += float64(offSum * (sum - p.sum))
		for i, v := range block {
			off := v - p.mean[i]
			p.mean[i] += off / float64(p.count)
			p.squares[i] += float64(off * (v - p.mean[i]))
			p.products[i] += float64(offSum * (v - p.mean[i]))
		}
	}
}

// controlled joins the groups: the share of each player in the middle and its variance, after regression
// on the sum, whose expectation is known (control variate; Owen 2013, 8.9). The coefficients of all players add
// up to 1, so that the shares add up to what is known.
func controlled(groups []*group, n int, expected float64) (mean, variance []float64) {
	mean, variance = make([]float64, n), make([]float64, n)
	with := make([]float64, n) // covariance with the sum
	sum, sumVariance := 0.0, 0.0
	for _, p := range groups {
		scale := 1 / (float64(p.count-1) * float64(p.count))
		sum += p.sum
		sumVariance += float64(p.sumOfSq * scale)
		for i := range mean {
			mean[i] += p.mean[i]
			variance[i] += float64(p.squares[i] * scale)
			with[i] += float64(p.products[i] * scale)
		}
	}
	for i := range mean {
		share := 1 / float64(n)
		if sumVariance > 0 {
			share = with[i] / sumVariance
			variance[i] = max(variance[i]-float64(share*with[i]), 0)
		}
		mean[i] += float64(share * (expected - sum))
	}
	return mean, variance
}

// ends are the parts of the Shapley value that come from coalitions of at most depth players, or of all
// but so many.
type ends struct {
	n, depth int
	shares   []float64
	middle   float64 // what the places between add up to, for all players
}

// endsOf goes as deep as half of the work of the blocks allows.
func endsOf(g *Game, blocks int) *ends {
	n := g.n()
	e := &ends{n: n, shares: make([]float64, n)}
	for 2*(e.depth+1) < n && 2*choose(n, e.depth+1) <= float64(n*n)*float64(blocks) {
		e.depth++
	}
	for _, first := range []int{0, n - e.depth} {
		with, without := meansOf(g, first) // what the others have with a player and without
		for size := first; size < first+e.depth; size++ {
			nextWith, nextWithout := meansOf(g, size+1)
			for i := range n {
				e.shares[i] += (nextWith[i] - without[i]) / float64(n)
			}
			with, without = nextWith, nextWithout
		}
		if first == 0 {
			e.middle -= overall(with, without, e.depth)
		}
	}
	with, without := meansOf(g, n-e.depth)
	e.middle += overall(with, without, n-e.depth)
	return e
}

func choose(n, k int) float64 {
	out := 1.0
	for i := range k {
		out = float64(out*float64(n-i)) / float64(i+1)
	}
	return math.Round(out)
}

// meansOf returns, for each player, the mean worth of the coalitions of a size that have him and of
// those that do not; 0 where there are none.
func meansOf(g *Game, size int) (with, without []float64) {
	n := g.n()
	with, without = make([]float64, n), make([]float64, n)
	if size == 0 {
		return with, without
	}
	total := 0.0
	for c, last := All(size), All(size)<<(n-size); ; c = following(c) {
		worth := g.Worth(c)
		total += worth
		for rest := c; rest != 0; rest &= rest - 1 {
			with[bits.TrailingZeros64(uint64(rest))] += worth
		}
		if c == last {
			break
		}
	}
	for i := range with {
		if size < n {
			without[i] = (total - with[i]) / choose(n-1, size)
		}
		with[i] /= choose(n-1, size-1)
	}
	return with, without
}

// following returns the next larger number with as many bits (Gosper 1972).
func following(c Coalition) Coalition {
	low := c & -c
	carried := c + low
	return carried | (c^carried)>>2/low
}

// overall returns the mean worth of all coalitions of a size from the means of any one player.
func overall(with, without []float64, size int) float64 {
	part := float64(size) / float64(len(with))
	return float64(part*with[0]) + float64((1-part)*without[0])
}

// block returns the mean, over the 2n orders of a block, of what each player adds in the places of the
// group, divided by n for the chance of each place.
func (p *group) block(g *Game) []float64 {
	n := g.n()
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	p.source.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
	sums := make([]float64, n)
	for turn := range n {
		for _, step := range []int{1, n - 1} {
			if p.last {
				addMarginals(g, order, turn, step, p.from, n-p.from, sums)
				continue
			}
			addMarginals(g, order, turn, step, p.from, p.to, sums)
			addMarginals(g, order, turn, step, n-p.to, n-p.from, sums)
		}
	}
	for i := range sums {
		sums[i] /= float64(2 * n)
	}
	return sums
}

// addMarginals adds what players add who arrive in places from … to−1, where the order starts at turn and
// goes on by step.
func addMarginals(g *Game, order []int, turn, step, from, to int, sums []float64) {
	n := len(order)
	var c Coalition
	before, at := 0.0, turn
	for place := range to {
		i := order[at]
		if at += step; at >= n {
			at -= n
		}
		if place == from && place > 0 {
			before = g.Worth(c)
		}
		if c |= Of(i); place >= from {
			worth := g.Worth(c)
			sums[i] += worth - before
			before = worth
		}
	}
}
