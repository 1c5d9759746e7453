package sharing

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// ErrNothingAlone says that nothing is worth anything alone, so that proportions to it do not exist.
var ErrNothingAlone = errors.New("sharing: the players alone are worth 0 together, or of both signs")

// alone returns what each player is worth alone, and what all are together.
func alone(g *Game) (single []*big.Rat, grand *big.Rat, err error) {
	n := g.n()
	if a, ok := g.Form.(Airport); ok {
		return rationals(a), ratOf(slices.Max(a)), nil
	}
	single = make([]*big.Rat, n)
	if w, ok := g.Form.(Network); ok {
		grand = new(big.Rat)
		for i := range single {
			single[i] = new(big.Rat)
		}
		for _, s := range w {
			grand.Add(grand, ratOf(s.Cost))
			for _, i := range s.Users {
				single[i].Add(single[i], ratOf(s.Cost))
			}
		}
		return single, grand, nil
	}
	if err := checkPlayers(n, MaxSampled); err != nil {
		return nil, nil, err
	}
	for i := range single {
		if single[i], err = g.exactWorth(Of(i)); err != nil {
			return nil, nil, err
		}
	}
	grand, err = g.exactWorth(All(n))
	return single, grand, err
}

// exactWorth returns a worth as the decimal that is written for it.
func (g *Game) exactWorth(c Coalition) (*big.Rat, error) {
	if r := ratOf(g.Worth(c)); r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("%w: %v", errNotANumber, g.Name(c))
}

// Proportional shares in proportion to what each player is worth (or claims) alone. It fails with
// ErrNothingAlone where there is no such proportion.
func Proportional(g *Game) (Allocation, error) {
	single, grand, err := alone(g)
	if err != nil {
		return Allocation{}, err
	}
	if c, ok := g.Form.(Claims); ok {
		single = rationals(c.Claims)
	}
	sum := sumOf(single)
	if sum.Sign() == 0 || slices.ContainsFunc(single, func(v *big.Rat) bool { return v.Sign() == -sum.Sign() }) {
		return Allocation{}, ErrNothingAlone
	}
	shares := make([]*big.Rat, len(single))
	for i, v := range single {
		shares[i] = new(big.Rat).Quo(new(big.Rat).Mul(v, grand), sum)
	}
	return exact(ProportionalRule, shares), nil
}

// EqualGain gives everybody what he is worth alone and an equal part of what being together adds.
func EqualGain(g *Game) (Allocation, error) {
	single, grand, err := alone(g)
	if err != nil {
		return Allocation{}, err
	}
	return exact(EqualGainRule, spread(single, grand)), nil
}

// EqualLoss gives everybody what the others would lose without him, less an equal part of what that
// exceeds the whole by (the egalitarian non-separable contribution). Games of more than MaxSampled players
// have it where they are Airport or Network games.
func EqualLoss(g *Game) (Allocation, error) {
	_, grand, err := alone(g)
	if err != nil {
		return Allocation{}, err
	}
	last, err := marginal(g, grand)
	if err != nil {
		return Allocation{}, err
	}
	return exact(EqualLossRule, spread(last, grand)), nil
}

// marginal returns what each player adds to all the others.
func marginal(g *Game, grand *big.Rat) ([]*big.Rat, error) {
	n := g.n()
	last := make([]*big.Rat, n)
	for i := range last {
		last[i] = new(big.Rat)
	}
	switch form := g.Form.(type) {
	case Airport:
		order := byCost(form)
		if n == 1 {
			last[0].Set(grand)
		} else {
			last[order[n-1]].Sub(grand, ratOf(form[order[n-2]]))
		}
	case Network:
		for _, s := range form {
			if len(s.Users) == 1 {
				last[s.Users[0]].Add(last[s.Users[0]], ratOf(s.Cost))
			}
		}
	default:
		for i := range last {
			without, err := g.exactWorth(All(n) &^ Of(i))
			if err != nil {
				return nil, err
			}
			last[i].Sub(grand, without)
		}
	}
	return last, nil
}

// spread adds to each of base an equal part of what grand exceeds their sum by.
func spread(base []*big.Rat, grand *big.Rat) []*big.Rat {
	part := new(big.Rat).Sub(grand, sumOf(base))
	part.Quo(part, big.NewRat(int64(len(base)), 1))
	out := make([]*big.Rat, len(base))
	for i, v := range base {
		out[i] = new(big.Rat).Add(v, part)
	}
	return out
}

// EqualAwards is the constrained equal awards of claims: everybody gets the same, but no more than he
// claims. The estate must not exceed the claims. Source of the three rules: Thomson 2003.
func EqualAwards(c Claims) Allocation {
	return exact(CEARule, awards(ratOf(c.Estate), rationals(c.Claims)))
}

// EqualLosses is the constrained equal losses of claims: everybody forgoes the same, but no more than he
// claims.
func EqualLosses(c Claims) Allocation {
	return exact(CELRule, losses(ratOf(c.Estate), rationals(c.Claims)))
}

// Talmud gives equal awards of half the claims where the estate is no more than half of their sum, and
// beyond that the other halves by equal losses. It is the nucleolus of the game of claims (Aumann and
// Maschler 1985).
func Talmud(c Claims) Allocation {
	estate, claims := ratOf(c.Estate), rationals(c.Claims)
	halves := make([]*big.Rat, len(claims))
	for i, v := range claims {
		halves[i] = new(big.Rat).Quo(v, big.NewRat(2, 1))
	}
	half := sumOf(halves)
	if estate.Cmp(half) <= 0 {
		return exact(TalmudRule, awards(estate, halves))
	}
	shares := losses(new(big.Rat).Sub(estate, half), halves)
	for i := range shares {
		shares[i].Add(shares[i], halves[i])
	}
	return exact(TalmudRule, shares)
}

// awards serves the least claims first: each gets all he claims, or an equal part of what is left.
func awards(estate *big.Rat, claims []*big.Rat) []*big.Rat {
	order := make([]int, len(claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return claims[i].Cmp(claims[j]) })
	left, shares := new(big.Rat).Set(estate), make([]*big.Rat, len(claims))
	for k, i := range order {
		part := new(big.Rat).Quo(left, big.NewRat(int64(len(order)-k), 1))
		if claims[i].Cmp(part) < 0 {
			part.Set(claims[i])
		}
		left.Sub(left, part)
		shares[i] = part
	}
	return shares
}

func losses(estate *big.Rat, claims []*big.Rat) []*big.Rat {
	shares := awards(new(big.Rat).Sub(sumOf(claims), estate), claims)
	for i := range shares {
		shares[i].Sub(claims[i], shares[i])
	}
	return shares
}
