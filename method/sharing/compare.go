package sharing

import (
	"errors"

	"github.com/yipanqi/yipanqi/locale"
)

// Options say what to compare.
type Options struct {
	// Sampling is used for the Shapley value where it cannot be had exactly.
	Sampling Sampling
	// MaxNucleolus is the number of players up to which nucleoli are looked for: 20 where it is 0. It takes
	// a tenth of a second at 20 and several seconds at 25 players, and MaxTable at most.
	MaxNucleolus int
}

// Comparison holds everything that is known of how to share a game, rule by rule.
type Comparison struct {
	Game  *Game
	Total float64 // what all players earn or pay together
	// Alone is what each player earns or pays alone.
	Alone []float64
	Rules []Compared
	// Core is nil where there are too many players to look at all coalitions.
	Core  *Core
	Notes []Note
}

// Compared is a rule with who would rather leave.
type Compared struct {
	Allocation
	Leaving Leaving
}

// Note says why something is missing.
type Note struct {
	Rule Rule
	Text locale.Text
}

// Rule returns what a rule gives, by its id.
func (c *Comparison) Rule(id string) (Compared, bool) {
	for _, r := range c.Rules {
		if r.Rule.ID == id {
			return r, true
		}
	}
	return Compared{}, false
}

// Compare applies every rule that suits a game. A rule that the game has no answer for is left out, with a
// note; an error is a game that cannot be read, such as a function that returns no number.
func Compare(g *Game, o Options) (*Comparison, error) {
	single, grand, err := alone(g)
	if err != nil {
		return nil, err
	}
	c := &comparison{Comparison: &Comparison{Game: g, Alone: floats(single)}}
	c.Total, _ = grand.Float64()
	if err := c.prepare(); err != nil {
		return nil, err
	}
	c.shapley(o)
	c.nucleoli(o)
	c.add(Proportional(g))
	c.add(EqualGain(g))
	c.add(EqualLoss(g))
	switch form := g.Form.(type) {
	case Claims:
		c.add(EqualAwards(form), nil)
		c.add(EqualLosses(form), nil)
		c.add(Talmud(form), nil)
	case Voting:
		c.banzhaf()
	}
	c.core()
	return c.Comparison, c.err
}

// structured reports whether a game can be of any size.
func structured(g *Game) bool {
	switch g.Form.(type) {
	case Airport, Network:
		return true
	}
	return false
}

// comparison is a Comparison in the making.
type comparison struct {
	*Comparison
	table *whole // nil where there are too many players
	err   error
}

// prepare lists the coalitions once for all rules.
func (c *comparison) prepare() (err error) {
	if c.Game.n() <= MaxTable {
		c.table, err = wholeOf(c.Game)
	}
	return err
}

func (c *comparison) note(r Rule, zh, en string) {
	c.Notes = append(c.Notes, Note{r, locale.Text{ZH: zh, EN: en}})
}

// add takes in what a rule gives, or notes why it gives nothing.
func (c *comparison) add(a Allocation, err error) {
	switch {
	case errors.Is(err, ErrNothingAlone):
		c.note(ProportionalRule, "各方单独所值合计为零或有正有负，没有可依的比例",
			"alone the players are worth nothing together, or of both signs: there is no proportion")
		return
	case err != nil:
		c.err = errors.Join(c.err, err)
		return
	}
	out := Compared{Allocation: a}
	if a.Rule != BanzhafRule {
		if c.table != nil {
			out.Leaving = c.table.leavers(c.Game, a)
		} else if out.Leaving, err = Leavers(c.Game, a); err != nil {
			c.err = errors.Join(c.err, err)
			return
		}
	}
	c.Rules = append(c.Rules, out)
}

func (c *comparison) shapley(o Options) {
	if c.table != nil && !structured(c.Game) {
		c.add(c.table.shapley(), nil)
		return
	}
	a, err := Shapley(c.Game)
	if errors.Is(err, ErrTooMany) {
		a, err = SampleShapley(c.Game, o.Sampling)
		c.note(ShapleyRule, "成员多于25个，沙普利值由抽样估计，附置信区间",
			"with more than 25 players the Shapley value is sampled, with intervals")
	}
	c.add(a, err)
}

func (c *comparison) nucleoli(o Options) {
	if o.MaxNucleolus == 0 {
		o.MaxNucleolus = 20
	}
	n := c.Game.n()
	if c.table != nil && n <= o.MaxNucleolus {
		for _, perCapita := range []bool{false, true} {
			a, err := c.table.nucleolusOf(perCapita)
			c.add(a, err)
			if err == nil && a.Certificate.Prenucleolus {
				c.note(a.Rule, "各方单独所值之和超过合在一起，无法使人人不少于单独，所给为准核仁",
					"alone the players are worth more than together; nobody can be sure of as much as alone, "+
						"and this is the prenucleolus")
			}
		}
		return
	}
	if a, ok := c.Game.Form.(Airport); ok {
		c.add(Allocation{Rule: NucleolusRule, Shares: airportNucleolus(a)}, nil)
		c.note(NucleolusRule, "成员多，核仁用机场博弈的公式计算，不附证书",
			"with so many players the nucleolus is computed by the formula of airport games, without certificate")
		return
	}
	c.note(NucleolusRule, "成员太多，不计算核仁", "too many players for the nucleolus")
}

func (c *comparison) banzhaf() {
	a, err := Banzhaf(c.Game)
	if errors.Is(err, ErrTooMany) {
		c.note(BanzhafRule, "成员太多且票数太大，不计算班扎夫值", "too many players and votes for the Banzhaf value")
		return
	}
	c.add(a, err)
}

func (c *comparison) core() {
	if c.table == nil {
		if structured(c.Game) {
			c.Core = &Core{}
		}
		return
	}
	core, err := c.table.core()
	c.err = errors.Join(c.err, err)
	c.Core = &core
}
