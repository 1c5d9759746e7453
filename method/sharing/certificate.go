package sharing

import (
	"fmt"
	"math/big"
	"slices"
)

// Certificate proves that an allocation is the nucleolus, by Kohlberg's criterion (Kohlberg 1971): for
// every excess t, the coalitions with an excess of t or more are balanced, allowing for players who get what they
// have alone. It is computed from the allocation, knowing nothing of how that was found, in exact fractions;
// each step can be checked with pencil and paper.
type Certificate struct {
	Valid bool
	Fault Fault // why it is not valid
	// Levels are the excesses in falling order, until the coalitions settle every share.
	Levels []Level
	// Prenucleolus says that no allocation gives everybody what he has alone, and that therefore none was
	// asked to.
	Prenucleolus bool
	PerCapita    bool // excesses are divided by the number of players of a coalition
	// Better is what each player should get more (in a cost game, pay more) for all coalitions of the
	// last level to fare better and those before as well as now, where the fault is Unbalanced. Any small
	// part of it will do.
	Better []*big.Rat
}

// Fault says why an allocation is not the nucleolus.
type Fault string

// The faults, none for a valid certificate.
const (
	NoFault    Fault = ""
	NotWhole   Fault = "not-whole"   // the shares do not add up to the worth of all
	BelowAlone Fault = "below-alone" // somebody fares worse than alone, and need not
	Unbalanced Fault = "unbalanced"  // the coalitions of a level could all fare better
)

// Level is an excess and what shows that it cannot be improved.
type Level struct {
	// Excess is what a coalition could have more alone than here (in a cost game, what it could save),
	// divided by its players where the certificate is per capita. Above 0, it would rather leave.
	Excess *big.Rat
	Count  int // of coalitions with this excess that are not settled by levels above
	Steps  []Step
	Rank   int // of the coalitions settled so far; with the number of players every share is settled
}

// Step is an identity between sets, where a set stands for 1 at each of its players,
//
//	Σ weight·coalition + Σ weight·player = Σ weight·earlier.
//
// The weights on the left are above 0. The coalitions are of the level, the players get what they
// have alone, and Earlier are sets that earlier steps settled, or all players. A change that helped
// all coalitions on the left would have to change what is settled.
type Step struct {
	Coalitions []Term
	Players    []Term
	Earlier    []Term
}

// Term is a weighted coalition.
type Term struct {
	Coalition Coalition
	Weight    *big.Rat
}

// Certify checks whether exact shares are the nucleolus (or the per-capita nucleolus) of a game of at
// most MaxTable players.
func Certify(g *Game, shares []*big.Rat, perCapita bool) (*Certificate, error) {
	w, err := wholeOf(g)
	if err != nil {
		return nil, err
	}
	if len(shares) != w.n {
		return nil, fmt.Errorf("sharing: %d shares for %d players", len(shares), w.n)
	}
	units := make([]*big.Rat, w.n)
	for i, s := range shares {
		units[i] = new(big.Rat).Quo(s, w.unit)
	}
	return w.certify(units, perCapita)
}

// certify takes shares in units.
func (w *whole) certify(x []*big.Rat, perCapita bool) (*Certificate, error) {
	c := &Certificate{PerCapita: perCapita, Prenucleolus: !w.individual()}
	if sumOf(x).Cmp(big.NewRat(w.grand(), 1)) != 0 {
		c.Fault = NotWhole
		return c, nil
	}
	k := kohlberg{whole: w, at: w.at(x), settled: newBitset(w.n), done: &span{n: w.n}, weights: w.sizes(perCapita)}
	k.done.add(All(w.n))
	for i := 0; i < w.n && !c.Prenucleolus; i++ {
		switch x[i].Cmp(big.NewRat(w.v[Of(i)], 1)) {
		case -1:
			c.Fault = BelowAlone
			return c, nil
		case 0:
			k.bound = append(k.bound, row{set: Of(i), kind: bounds})
		}
	}
	for k.done.rank() < w.n {
		k.done.mark(k.settled)
		level, better, err := k.level()
		if err != nil {
			return nil, err
		}
		c.Levels = append(c.Levels, level)
		if better != nil {
			c.Fault, c.Better = Unbalanced, w.rats(better)
			return c, nil
		}
	}
	c.Valid = true
	return c, nil
}

// at returns the point of shares in units, with ε 0.
func (w *whole) at(x []*big.Rat) *point {
	at := &point{den: big.NewInt(1)}
	for _, v := range x {
		at.den = lcmOf(at.den, v.Denom())
	}
	for _, v := range x {
		f := new(big.Int).Div(at.den, v.Denom())
		at.x = append(at.x, f.Mul(f, v.Num()))
	}
	at.x = append(at.x, new(big.Int))
	at.shrink(w.most)
	return at
}

// kohlberg is the state of a check.
type kohlberg struct {
	*whole
	at      *point
	settled bitset
	done    *span
	fixed   []row // what spans done, except all players
	bound   []row // players who get what they have alone
	weights []int64
}

// level takes the largest excess of the coalitions that are not settled, and looks for balanced weights
// until all coalitions that have it are settled. Where there are none it returns a direction in which they all
// fare better.
func (k *kohlberg) level() (Level, []*big.Rat, error) {
	excess, tight := k.largest()
	level := Level{Excess: excess, Count: len(tight)}
	for {
		tight = slices.DeleteFunc(tight, k.done.has)
		level.Rank = k.done.rank()
		if len(tight) == 0 {
			return level, nil, nil
		}
		p, at, err := k.balance(tight)
		if err != nil {
			return level, nil, err
		}
		if at.x[k.n].Sign() < 0 {
			return level, at.rats()[:k.n], nil
		}
		level.Steps = append(level.Steps, p.step())
		for _, r := range p.binding(at, k.done) {
			k.fixed = append(k.fixed, fixedRow(r.set, new(big.Rat)))
		}
	}
}

// balance solves: least ε with x(S) + ε ≥ 0 for the tight coalitions, x(i) ≥ 0 for the players who get
// what they have alone, and 0 for what is settled. It is 0 where weights balance them, and x a better
// direction where not. Rows of single players with right side −1 make it bounded.
func (k *kohlberg) balance(tight []Coalition) (*program, *point, error) {
	singles := make([]row, k.n)
	for i := range singles {
		singles[i] = row{set: Of(i), weight: 1, rhs: -1, kind: starts}
	}
	p, err := newProgram(k.n, singles, fixedRow(All(k.n), new(big.Rat)), k.fixed)
	if err != nil {
		return nil, nil, err
	}
	o := &listed{rows: slices.Clone(k.bound)}
	for _, c := range tight {
		o.rows = append(o.rows, row{set: c, weight: 1, kind: covers})
	}
	at, err := p.solve(o)
	return p, at, err
}

// listed is the oracle of a list of rows.
type listed struct{ rows []row }

func (o *listed) most() int64 { return 1 }

func (o *listed) violated(at *point, first bool) []row {
	const enough = 1000
	var list []row
	for _, r := range o.rows {
		if at.violation(r) > 0 {
			if list = append(list, r); first || len(list) == enough {
				break
			}
		}
	}
	return list
}

// step reads the identity from the multipliers of a basis.
func (p *program) step() Step {
	var s Step
	for j, r := range p.rows {
		t := Term{r.set, p.multiplier(j)}
		switch {
		case t.Weight.Sign() == 0:
		case r.kind == fixes:
			t.Weight.Neg(t.Weight)
			s.Earlier = append(s.Earlier, t)
		case r.kind == bounds:
			s.Players = append(s.Players, t)
		default:
			s.Coalitions = append(s.Coalitions, t)
		}
	}
	for _, terms := range [][]Term{s.Coalitions, s.Players, s.Earlier} {
		slices.SortFunc(terms, func(a, b Term) int { return int(a.Coalition) - int(b.Coalition) })
	}
	return s
}

// largest returns the largest excess of coalitions that are not settled, in the unit of the game, and all
// of these that have it.
func (k *kohlberg) largest() (*big.Rat, []Coalition) {
	var tight []Coalition
	e := k.excesses(k.at)
	var most *big.Int
	size := int64(1)
	if k.at.small {
		var value int64
		value, size, tight = k.largestSmall(e)
		most = big.NewInt(value)
	} else {
		most, size, tight = k.largestBig(e)
	}
	excess := new(big.Rat).SetFrac(most, new(big.Int).Mul(k.at.den, big.NewInt(size)))
	return excess.Mul(excess, new(big.Rat).Abs(k.unit)), tight
}

// largestSmall compares excesses a head as products: they have room for a factor of 25.
func (k *kohlberg) largestSmall(e *excesses) (most, size int64, tight []Coalition) {
	for h, high := range e.highs {
		for l, v := range k.v[h<<e.low : (h+1)<<e.low] {
			c := Coalition(h<<e.low | l)
			excess, weight := v*k.at.dens-high-e.lows[l], k.weights[c.Size()]
			a, b := excess*size, most*weight
			if size != 0 && a < b || k.settled.has(c) {
				continue
			}
			if size == 0 || a > b {
				most, size, tight = excess, weight, tight[:0]
			}
			tight = append(tight, c)
		}
	}
	return most, size, tight
}

func (k *kohlberg) largestBig(e *excesses) (most *big.Int, size int64, tight []Coalition) {
	most = new(big.Int)
	a, b, about := new(big.Int), new(big.Int), 0.0
	for i := range k.v {
		c := Coalition(i)
		weight := k.weights[c.Size()]
		if k.settled.has(c) || size != 0 && e.about(c)/float64(weight) < about-2*e.tolerance {
			continue
		}
		excess := e.of(c)
		order := 1
		if size != 0 {
			order = a.Mul(excess, big.NewInt(size)).Cmp(b.Mul(most, big.NewInt(weight)))
		}
		if order < 0 {
			continue
		}
		if order > 0 {
			size, tight, about = weight, tight[:0], e.about(c)/float64(weight)
			most.Set(excess)
		}
		tight = append(tight, c)
	}
	return most, size, tight
}
