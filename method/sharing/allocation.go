package sharing

import (
	"math/big"

	"github.com/yipanqi/yipanqi/locale"
)

// Rule names a way to share.
type Rule struct {
	ID    string      `json:"id"`
	Title locale.Text `json:"title"`
}

func rule(id, zh, en string) Rule { return Rule{id, locale.Text{ZH: zh, EN: en}} }

// The rules.
var (
	ShapleyRule      = rule("shapley", "沙普利值", "Shapley value")
	BanzhafRule      = rule("banzhaf", "班扎夫值", "Banzhaf value")
	NucleolusRule    = rule("nucleolus", "核仁", "nucleolus")
	PerCapitaRule    = rule("per-capita-nucleolus", "人均核仁", "per-capita nucleolus")
	ProportionalRule = rule("proportional", "按比例", "proportional")
	EqualGainRule    = rule("equal-gain", "收益均等", "equal gain")
	EqualLossRule    = rule("equal-loss", "损失均等", "equal loss")
	CEARule          = rule("constrained-equal-awards", "受限均等所得", "constrained equal awards")
	CELRule          = rule("constrained-equal-losses", "受限均等损失", "constrained equal losses")
	TalmudRule       = rule("talmud", "塔木德规则", "Talmud rule")
)

// Allocation is what a rule gives each player to have (or, in a cost game, to pay), in the unit of the
// game.
type Allocation struct {
	Rule   Rule
	Shares []float64
	// Exact holds the shares as fractions; nil where the rule was sampled, or where there are so many
	// players that fractions grow beyond use.
	Exact []*big.Rat
	// Rounded says that the worths were not decimals of at most six places and were rounded, to 2⁻³⁶
	// of the largest, before an exact computation.
	Rounded bool
	// Low and High bound the shares of a sampled rule at the stated confidence; nil for others.
	Low, High []float64
	// Certificate proves a nucleolus; nil for other rules.
	Certificate *Certificate
}

// exact makes an allocation of fractions in the game's own unit.
func exact(r Rule, shares []*big.Rat) Allocation {
	return Allocation{Rule: r, Shares: floats(shares), Exact: shares}
}

// allocation makes an allocation of fractions of whole units.
func (w *whole) allocation(r Rule, shares []*big.Rat) Allocation {
	a := exact(r, w.rats(shares))
	a.Rounded = w.rounded
	return a
}
