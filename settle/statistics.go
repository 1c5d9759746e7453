package settle

import (
	"math"
	"math/big"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// InPlace is an official figure, counted where the activity is (在地统计). It has no arithmetic, and is
// no Credited: the two are never added.
type InPlace struct{ inPlace decimal.Decimal }

// String writes the figure.
func (v InPlace) String() string { return v.inPlace.String() }

// MarshalJSON writes the figure as a number, null without one.
func (v InPlace) MarshalJSON() ([]byte, error) { return v.inPlace.MarshalJSON() }

// Credited is what a party is credited with for assessment (分算), a statistic of its own.
type Credited struct{ credited decimal.Decimal }

// String writes the figure.
func (v Credited) String() string { return v.credited.String() }

// MarshalJSON writes the figure as a number, null without one.
func (v Credited) MarshalJSON() ([]byte, error) { return v.credited.MarshalJSON() }

// Divided is a statistic with what the parties are credited with of it: together exactly its figure.
type Divided struct {
	Apportionment *plan.Apportionment
	Instance      *plan.Instance
	Period        measure.Period
	Unit          measure.Unit
	Official      InPlace // none where there is no data
	Credited      []CreditedParty
}

// CreditedParty is a party's part.
type CreditedParty struct {
	Party string   `json:"party"`
	Value Credited `json:"value"`
}

// divide divides the official figure of a year by largest remainder in the last decimal.
func (k *run) divide(a *plan.Apportionment, period measure.Period) (Divided, bool) {
	axis := k.axis(measure.Annual)
	column := int(period.Ord - axis.First)
	if column < 0 || column >= axis.N {
		return Divided{}, false
	}
	d := Divided{Apportionment: a, Instance: k.instance, Period: period, Unit: k.rule.Measure(a.Of).Unit,
		Official: InPlace{decimal.None}}
	shares := k.weights(a.Shares)
	v := k.row(a.Of, measure.Annual)[column]
	units := math.RoundToEven(measure.Round(v, a.Decimals, measure.HalfEven) * math.Pow10(a.Decimals))
	if !(math.Abs(units) <= 1<<53) || !usable(shares, column) {
		return d, true
	}
	d.Official = InPlace{decimal.Decimal{Units: int64(units), Places: int8(a.Decimals)}}
	numbers := make([]*big.Rat, len(shares))
	for i, w := range shares {
		if numbers[i] = w.number; w.number == nil {
			numbers[i] = new(big.Rat).SetFloat64(w.row[column])
		}
	}
	for i, part := range allocate(settlement.Fen(units), numbers) { // in units of the last decimal
		d.Credited = append(d.Credited, CreditedParty{shares[i].party,
			Credited{decimal.Decimal{Units: int64(part), Places: int8(a.Decimals)}}})
	}
	return d, true
}
