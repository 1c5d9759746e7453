package sharing

import (
	"math"
	"math/big"
	"slices"
)

// manyPlayers is from where sums of fractions would have too many digits, and floats serve.
const manyPlayers = 64

// airportShapley shares each step of the line equally among all who need it. Source: Littlechild and
// Owen 1973.
func airportShapley(costs Airport) []*big.Rat {
	order := byCost(costs)
	shares := make([]*big.Rat, len(costs))
	paid, reached := new(big.Rat), new(big.Rat)
	for k, i := range order {
		cost := ratOf(costs[i])
		step := new(big.Rat).Sub(cost, reached)
		if step.Sign() > 0 {
			step.Quo(step, big.NewRat(int64(len(order)-k), 1))
			paid = new(big.Rat).Add(paid, step)
		}
		if k > manyPlayers {
			paid = nearest(paid)
		}
		shares[i], reached = paid, cost
	}
	return shares
}

// nearest cuts a fraction to 256 bits.
func nearest(r *big.Rat) *big.Rat {
	f := new(big.Float).SetPrec(256).SetRat(r)
	out, _ := f.Rat(nil)
	return out
}

func byCost(costs []float64) []int {
	order := make([]int, len(costs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case costs[i] < costs[j]:
			return -1
		case costs[i] > costs[j]:
			return 1
		}
		return 0
	})
	return order
}

// networkShapley shares each segment equally among its users: the game is a sum of games, one for each
// segment, and the Shapley value of a sum is the sum of Shapley values.
func networkShapley(segments Network, n int) []*big.Rat {
	shares := make([]*big.Rat, n)
	for i := range shares {
		shares[i] = new(big.Rat)
	}
	for _, s := range segments {
		part := ratOf(s.Cost)
		part.Quo(part, big.NewRat(int64(len(s.Users)), 1))
		for _, i := range s.Users {
			shares[i].Add(shares[i], part)
			if len(s.Users) > manyPlayers {
				shares[i] = nearest(shares[i])
			}
		}
	}
	return shares
}

// airportNucleolus follows Littlechild 1974 in one sweep over the sorted costs. With C the costs and k
// players done, who leave C(k) − r of the line unpaid for after them, the next group ends at the i > k
// that has the least slope
//
//	(C(i) − C(k) + r) / (i − k + 1), or (C(n) − C(k) + r) / (n − k) at the end,
//
// and everybody in it pays that slope. These are tangents to the lower hull of the points (i+1, C(i)),
// which is built once from the right; each of its corners is passed at most once.
func airportNucleolus(costs Airport) []float64 {
	n := len(costs)
	order := byCost(costs)
	at := func(i int) (x, y float64) { // i counts from 1
		if i == n {
			return float64(n), costs[order[n-1]]
		}
		return float64(i + 1), costs[order[i-1]]
	}
	next := lowerHulls(n, at)
	shares := make([]float64, n)
	slope := func(done int, reached float64, i int) float64 {
		x, y := at(i)
		return (y - reached) / (x - float64(done))
	}
	done, reached := 0, 0.0
	for done < n {
		i := done + 1
		for next[i] != 0 && slope(done, reached, next[i]) <= slope(done, reached, i) {
			i = next[i]
		}
		pay := slope(done, reached, i)
		for k := done; k < i; k++ {
			shares[order[k]] = pay
		}
		done, reached = i, costs[order[i-1]]-pay
	}
	return shares
}

// lowerHulls returns for each point the next corner of the lower hull of it and the points to its
// right; 0 for the last.
func lowerHulls(n int, at func(int) (x, y float64)) []int {
	next := make([]int, n+1)
	for i := n - 1; i >= 1; i-- {
		j := i + 1
		for next[j] != 0 && !below(i, j, next[j], at) {
			j = next[j]
		}
		next[i] = j
	}
	return next
}

// below reports whether point j lies below the line from i to k.
func below(i, j, k int, at func(int) (x, y float64)) bool {
	xi, yi := at(i)
	xj, yj := at(j)
	xk, yk := at(k)
	if xj == xk { // the last two points: the last player pays alone for what only he needs
		return yj < yk
	}
	return float64((yj-yi)*(xk-xi)) < float64((yk-yi)*(xj-xi))
}

// maxVotes bounds the size of the table that counts coalitions by weight.
const maxVotes = 1 << 20

// votingCounts returns, for player i, how many coalitions of the others of each size are decided by
// him. Source: Mann and Shapley 1962.
func votingCounts(v Voting, i int) []uint64 {
	n := len(v.Weights)
	counts := make([][]uint64, n) // by size and weight below the quota
	for s := range counts {
		counts[s] = make([]uint64, v.Quota)
	}
	counts[0][0] = 1
	for j, w := range v.Weights {
		if j == i || w >= v.Quota {
			continue // a coalition with such a player has won already
		}
		for s := n - 2; s >= 0; s-- {
			for sum := v.Quota - 1 - w; sum >= 0; sum-- {
				counts[s+1][sum+w] += counts[s][sum]
			}
		}
	}
	decided := make([]uint64, n)
	for s := range decided {
		for sum := max(0, v.Quota-v.Weights[i]); sum < v.Quota; sum++ {
			decided[s] += counts[s][sum]
		}
	}
	return decided
}

// votingShares adds the decided coalitions by weight of size; players of one weight share alike.
func votingShares(v Voting, weight func(size int) *big.Rat) ([]*big.Rat, bool) {
	if v.Quota > maxVotes/int64(len(v.Weights)) {
		return nil, false
	}
	shares := make([]*big.Rat, len(v.Weights))
	known := map[int64]*big.Rat{}
	for i, w := range v.Weights {
		if known[w] == nil {
			sum := new(big.Rat)
			for s, count := range votingCounts(v, i) {
				c := new(big.Rat).SetInt(new(big.Int).SetUint64(count))
				sum.Add(sum, c.Mul(c, weight(s)))
			}
			known[w] = sum
		}
		shares[i] = known[w]
	}
	return shares, true
}

func votingShapley(v Voting) ([]*big.Rat, bool) {
	n := len(v.Weights)
	return votingShares(v, func(size int) *big.Rat {
		orders := new(big.Int).Binomial(int64(n-1), int64(size))
		return new(big.Rat).SetFrac(big.NewInt(1), orders.Mul(orders, big.NewInt(int64(n))))
	})
}

func votingBanzhaf(v Voting) ([]*big.Rat, bool) {
	all := new(big.Rat).SetFloat64(math.Ldexp(1, 1-len(v.Weights)))
	return votingShares(v, func(int) *big.Rat { return all })
}
