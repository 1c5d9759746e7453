package sharing

import (
	"cmp"
	"math/big"
	"slices"
)

// Core says whether any way of sharing keeps everybody together.
type Core struct {
	Empty bool
	// LeastExcess is the largest excess of a coalition in the best allocation there is for the worst off:
	// the least core. Above 0, the core is empty; below 0, every coalition can be given that much more than
	// it needs to stay. Nil for a single player.
	LeastExcess *big.Rat
	// Proof are weights of coalitions that cover every player once. Their worths, so weighted, add up to
	// more than the worth of all exactly if the core is empty (Bondareva 1963, Shapley 1967), and to
	// Σ weights × LeastExcess more in any case.
	Proof []Term
}

// CoreOf looks for the core of a game of at most MaxTable players. Network and airport games are concave:
// their cores are not empty, whatever their size; LeastExcess and Proof then come for MaxTable players at most.
func CoreOf(g *Game) (Core, error) {
	switch g.Form.(type) {
	case Airport, Network:
		if g.n() > MaxTable {
			return Core{}, nil
		}
	}
	w, err := wholeOf(g)
	if err != nil {
		return Core{}, err
	}
	return w.core()
}

func (w *whole) core() (Core, error) {
	if w.n == 1 {
		return Core{}, nil
	}
	o := &coalitions{whole: w, settled: newBitset(w.n), weights: w.sizes(false)}
	o.settled.set(0)
	o.settled.set(All(w.n))
	p, at, err := o.stage(nil)
	if err != nil {
		return Core{}, err
	}
	excess := p.objective(at)
	out := Core{Empty: excess.Sign() > 0, LeastExcess: excess.Mul(excess, new(big.Rat).Abs(w.unit))}
	step := p.step()
	for _, t := range step.Coalitions {
		t.Weight.Quo(t.Weight, step.Earlier[0].Weight)
		out.Proof = append(out.Proof, t)
	}
	return out, nil
}

// Complaint is a coalition that would rather leave.
type Complaint struct {
	Coalition Coalition
	Alone     float64 // what it earns or pays alone
	Here      float64 // what its players get or pay together
	Excess    float64 // what it gains by leaving
}

// Leaving lists who would rather leave an allocation.
type Leaving struct {
	Known bool // whether all coalitions could be looked at
	Count int  // of coalitions that gain by leaving
	Worst []Complaint
}

// complaintsShown bounds Leaving.Worst.
const complaintsShown = 10

// Leavers lists the coalitions that gain by leaving an allocation, the largest gain first: of games of at
// most MaxTable players all are counted; of larger airport games, those among the worst for each length of
// the line. Of other larger games nothing is known. Gains no larger than a billionth of the worth of all,
// where shares are not exact, are rounding and none.
func Leavers(g *Game, a Allocation) (Leaving, error) {
	if costs, ok := g.Form.(Airport); ok && g.n() > MaxTable {
		return airportLeavers(costs, a.Shares), nil
	}
	if g.n() > MaxTable {
		return Leaving{}, nil
	}
	w, err := wholeOf(g)
	if err != nil {
		return Leaving{}, err
	}
	return w.leavers(g, a), nil
}

func (w *whole) leavers(g *Game, a Allocation) Leaving {
	shares := a.Exact
	tolerance := new(big.Rat)
	if shares == nil {
		shares = make([]*big.Rat, w.n)
		for i, v := range a.Shares {
			shares[i] = new(big.Rat).SetFloat64(v)
		}
		tolerance.SetFrac64(w.most, 1e9)
	} else if w.rounded {
		tolerance.SetInt64(int64(w.n))
	}
	units := make([]*big.Rat, w.n)
	for i, v := range shares {
		units[i] = new(big.Rat).Quo(v, w.unit)
	}
	e := w.excesses(w.at(units))
	out := Leaving{Known: true}
	least := new(big.Int).Quo(new(big.Int).Mul(tolerance.Num(), e.at.den), tolerance.Denom())
	var worst []Coalition
	kept := map[Coalition]*big.Int{}
	for i := 1; i < len(w.v)-1; i++ {
		c := Coalition(i)
		if e.at.small && w.v[c]*e.at.dens-e.highs[i>>e.low]-e.lows[i&(1<<e.low-1)] <= 0 {
			continue
		}
		v := e.of(c)
		if v.Cmp(least) <= 0 {
			continue
		}
		out.Count++
		if len(worst) == complaintsShown && v.Cmp(kept[worst[len(worst)-1]]) <= 0 {
			continue
		}
		kept[c] = new(big.Int).Set(v)
		at, _ := slices.BinarySearchFunc(worst, c, func(a, b Coalition) int {
			return cmp.Or(kept[b].Cmp(kept[a]), -1)
		})
		worst = slices.Insert(worst, at, c)
		worst = worst[:min(len(worst), complaintsShown)]
	}
	for _, c := range worst {
		here := 0.0
		for _, i := range c.Players() {
			here += a.Shares[i]
		}
		f, _ := new(big.Rat).Mul(new(big.Rat).SetFrac(kept[c], e.at.den), new(big.Rat).Abs(w.unit)).Float64()
		out.Worst = append(out.Worst, Complaint{c, g.Worth(c), here, f})
	}
	return out
}

// airportLeavers looks, for each length of the line, at all who need no more than it and pay
// something: nobody else adds to the gain of a coalition that builds just so much. With more than MaxSampled
// players coalitions have no numbers, and the complaints name none.
func airportLeavers(costs Airport, shares []float64) Leaving {
	out := Leaving{Known: true}
	total := slices.Max(costs)
	var members Coalition
	here := 0.0
	order := byCost(costs)
	for k, i := range order {
		if here += max(shares[i], 0); shares[i] > 0 && i < MaxSampled {
			members |= Of(i)
		}
		if last := k == len(order)-1 || costs[order[k+1]] > costs[i]; !last {
			continue
		}
		if gain := here - costs[i]; gain > total*1e-9 {
			out.Count++
			c := members
			if len(costs) > MaxSampled {
				c = 0
			}
			out.Worst = append(out.Worst, Complaint{c, costs[i], here, gain})
		}
	}
	slices.SortStableFunc(out.Worst, func(a, b Complaint) int { return cmp.Compare(b.Excess, a.Excess) })
	out.Worst = out.Worst[:min(len(out.Worst), complaintsShown)]
	return out
}
