package sharing

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// Kind says whether the players share an income or an expense.
type Kind uint8

// The kinds of games.
const (
	Benefit Kind = iota // more is better for a player
	Cost                // less is better for a player
)

func (k Kind) String() string { return [...]string{"benefit", "cost"}[k] }

// MarshalText writes the kind as its name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// sign turns a cost game into the benefit game with the same answers.
func (k Kind) sign() float64 {
	if k == Cost {
		return -1
	}
	return 1
}

// Coalition is a set of players: bit i stands for player i of Game.Players.
type Coalition uint64

// Of returns the coalition of players by number.
func Of(players ...int) (c Coalition) {
	for _, i := range players {
		c |= 1 << i
	}
	return c
}

// All returns the coalition of n players.
func All(n int) Coalition { return Coalition(1)<<n - 1 }

// Has reports whether player i is in c.
func (c Coalition) Has(i int) bool { return c>>i&1 == 1 }

// Size returns the number of players in c.
func (c Coalition) Size() int { return bits.OnesCount64(uint64(c)) }

// Players returns the players of c by number, rising.
func (c Coalition) Players() []int {
	var list []int
	for ; c != 0; c &= c - 1 {
		list = append(list, bits.TrailingZeros64(uint64(c)))
	}
	return list
}

// Limits on the number of players.
const (
	MaxTable   = 25 // for whatever looks at every coalition
	MaxSampled = 64 // for sampling, where a coalition is a word
)

// ErrTooMany says that a game has too many players for what was asked.
var ErrTooMany = errors.New("sharing: too many players")

// Form is what a game is made of: the worth of every coalition, 0 for the empty one.
type Form interface{ Worth(Coalition) float64 }

// Game is a cooperative game with transferable utility. The constructors check what they are given;
// a game that none of them made may fail later.
type Game struct {
	Players []string
	Kind    Kind
	Form    Form
}

// Worth returns what a coalition earns or pays alone, in the unit of the game.
func (g *Game) Worth(c Coalition) float64 { return g.Form.Worth(c) }

// Name returns the players of a coalition by name.
func (g *Game) Name(c Coalition) []string {
	var names []string
	for _, i := range c.Players() {
		names = append(names, g.Players[i])
	}
	return names
}

// Total returns what all players earn or pay together.
func (g *Game) Total() float64 {
	switch form := g.Form.(type) {
	case Airport:
		return slices.Max(form)
	case Network:
		sum := 0.0
		for _, s := range form {
			sum += s.Cost
		}
		return sum
	}
	return g.Worth(All(g.n()))
}

func (g *Game) n() int { return len(g.Players) }

// Table is the worth of every coalition in the order of their numbers: 2ⁿ values, the first 0.
type Table []float64

// Worth returns the value of c.
func (t Table) Worth(c Coalition) float64 { return t[c] }

// NewTable makes a game of a table.
func NewTable(players []string, kind Kind, values []float64) (*Game, error) {
	n := len(players)
	if err := checkPlayers(n, MaxTable); err != nil {
		return nil, err
	}
	if len(values) != 1<<n {
		return nil, fmt.Errorf("sharing: %d values for %d players, expected %d", len(values), n, 1<<n)
	}
	if values[0] != 0 {
		return nil, fmt.Errorf("sharing: the empty coalition is worth %v, expected 0", values[0])
	}
	if err := checkNumbers("value", values, math.Inf(-1)); err != nil {
		return nil, err
	}
	return &Game{players, kind, Table(values)}, nil
}

// Func is a game given by a function, which must return the same for the same coalition.
type Func func(Coalition) float64

// Worth returns f(c), and 0 for the empty coalition.
func (f Func) Worth(c Coalition) float64 {
	if c == 0 {
		return 0
	}
	return f(c)
}

// NewFunc makes a game of a function of coalitions, of at most MaxSampled players.
func NewFunc(players []string, kind Kind, worth func(Coalition) float64) (*Game, error) {
	if err := checkPlayers(len(players), MaxSampled); err != nil {
		return nil, err
	}
	return &Game{players, kind, Func(worth)}, nil
}

// Airport is the cost of a line that must reach as far as the farthest of a coalition needs: its
// largest cost. Source: Littlechild and Owen 1973.
type Airport []float64

// Worth returns the largest cost in c.
func (a Airport) Worth(c Coalition) (most float64) {
	for ; c != 0; c &= c - 1 {
		most = max(most, a[bits.TrailingZeros64(uint64(c))])
	}
	return most
}

// NewAirport makes an airport game of any number of players from what each needs alone.
func NewAirport(players []string, costs []float64) (*Game, error) {
	if err := checkEach(len(players), "cost", costs); err != nil {
		return nil, err
	}
	return &Game{players, Cost, Airport(costs)}, nil
}

// Segment is a part of a line or network: a coalition pays for it when one of its players uses it.
type Segment struct {
	Name  string
	Cost  float64
	Users []int // by number
}

// Network is the cost of the segments that somebody of a coalition uses. Airport games, lines and
// trees with a root are networks. It is a sum of simple games, one for each segment.
type Network []Segment

// Worth returns the cost of the segments that c uses.
func (w Network) Worth(c Coalition) (sum float64) {
	for _, s := range w {
		if slices.ContainsFunc(s.Users, func(i int) bool { return c.Has(i) }) {
			sum += s.Cost
		}
	}
	return sum
}

// NewNetwork makes a network game of any number of players; every segment needs a user.
func NewNetwork(players []string, segments []Segment) (*Game, error) {
	if err := checkPlayers(len(players), math.MaxInt); err != nil {
		return nil, err
	}
	for _, s := range segments {
		if err := checkNumbers("cost of segment "+s.Name, []float64{s.Cost}, 0); err != nil {
			return nil, err
		}
		users := slices.Clone(s.Users)
		slices.Sort(users)
		if len(users) == 0 || users[0] < 0 || users[len(users)-1] >= len(players) ||
			len(slices.Compact(users)) < len(s.Users) {
			return nil, fmt.Errorf("sharing: segment %s: users %v, expected different numbers of players", s.Name, s.Users)
		}
	}
	return &Game{players, Cost, Network(segments)}, nil
}

// Voting is worth 1 to a coalition whose weights reach the quota, else 0.
type Voting struct {
	Weights []int64
	Quota   int64
}

// Worth returns 1 where c wins.
func (v Voting) Worth(c Coalition) float64 {
	var sum int64
	for ; c != 0; c &= c - 1 {
		sum += v.Weights[bits.TrailingZeros64(uint64(c))]
	}
	if sum >= v.Quota {
		return 1
	}
	return 0
}

// NewVoting makes a weighted voting game of at most MaxSampled players. All together must reach the
// quota, nobody must not.
func NewVoting(players []string, weights []int64, quota int64) (*Game, error) {
	if err := checkPlayers(len(players), MaxSampled); err != nil {
		return nil, err
	}
	if len(weights) != len(players) {
		return nil, fmt.Errorf("sharing: %d weights for %d players", len(weights), len(players))
	}
	var sum int64
	for i, w := range weights {
		if w < 0 || w > math.MaxInt64-sum {
			return nil, fmt.Errorf("sharing: weight %d of %s, expected no less than 0, and a sum of 63 bits", w, players[i])
		}
		sum += w
	}
	if quota <= 0 || quota > sum {
		return nil, fmt.Errorf("sharing: quota %d, expected 1 to %d", quota, sum)
	}
	return &Game{players, Benefit, Voting{weights, quota}}, nil
}

// Claims is an estate that does not cover the claims on it. A coalition is worth what is left when
// everybody else has got all he claims. Source: O'Neill 1982.
type Claims struct {
	Estate float64
	Claims []float64
}

// Worth returns what is left to c.
func (e Claims) Worth(c Coalition) float64 {
	left := e.Estate
	for i, claim := range e.Claims {
		if !c.Has(i) {
			left -= claim
		}
	}
	return max(left, 0)
}

// NewClaims makes a game of claims. The estate must not exceed their sum.
func NewClaims(players []string, estate float64, claims []float64) (*Game, error) {
	if err := checkEach(len(players), "claim", claims); err != nil {
		return nil, err
	}
	if err := checkNumbers("estate", []float64{estate}, 0); err != nil {
		return nil, err
	}
	if sum := sumOf(rationals(claims)); ratOf(estate).Cmp(sum) > 0 {
		f, _ := sum.Float64()
		return nil, fmt.Errorf("sharing: the estate %v exceeds the claims, %v", estate, f)
	}
	return &Game{players, Benefit, Claims{estate, claims}}, nil
}

func checkPlayers(n, most int) error {
	if n == 0 {
		return errors.New("sharing: no players")
	}
	if n > most {
		return fmt.Errorf("%w: %d, at most %d", ErrTooMany, n, most)
	}
	return nil
}

func checkEach(players int, what string, values []float64) error {
	if err := checkPlayers(players, math.MaxInt); err != nil {
		return err
	}
	if len(values) != players {
		return fmt.Errorf("sharing: %d of %s for %d players", len(values), what, players)
	}
	return checkNumbers(what, values, 0)
}

func checkNumbers(what string, values []float64, least float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) || v < least {
			return fmt.Errorf("sharing: %s %v at %d, expected a number no less than %v", what, v, i, least)
		}
	}
	return nil
}
