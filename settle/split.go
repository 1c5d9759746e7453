package settle

import (
	"math/big"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
)

// weights is one share of a payment: a number, or a row of them.
type weights struct {
	party  string
	number *big.Rat
	row    []float64 // where the share is a formula
}

// weights computes the shares of a payment.
func (k *run) weights(shares []plan.Share) []weights {
	list := make([]weights, len(shares))
	for i := range shares {
		s := &shares[i]
		list[i].party = k.instance.Bound(s.Party)
		if number, _, ok := s.Weight(); ok {
			list[i].number = number
		} else {
			list[i].row = k.compute(s.Program)
		}
	}
	return list
}

// usable reports whether every share of column i is known, none is below zero, and one is above.
func usable(list []weights, i int) bool {
	some := false
	for _, w := range list {
		switch {
		case w.number != nil:
			some = true
		case measure.IsMissing(w.row[i]) || w.row[i] < 0:
			return false
		case w.row[i] > 0:
			some = true
		}
	}
	return some
}

// lines splits a payment between those who pay and those who get it, coalitions among their members.
// The lines sum to zero.
func (k *run) lines(d *decided, i int) []settlement.Line {
	if d.fen[i] == 0 {
		return nil
	}
	lines := make([]settlement.Line, 0, len(d.from)+len(d.to))
	lines = k.add(lines, d.from, i, -d.fen[i], d.purpose)
	return k.add(lines, d.to, i, d.fen[i], d.purpose)
}

// add adds the lines of one side of a payment.
func (k *run) add(lines []settlement.Line, list []weights, i int, total settlement.Fen,
	purpose string) []settlement.Line {
	if len(list) == 1 {
		return k.line(lines, list[0].party, total, purpose)
	}
	numbers := make([]*big.Rat, len(list))
	for n, w := range list {
		if numbers[n] = w.number; w.number == nil {
			numbers[n] = new(big.Rat).SetFloat64(w.row[i])
		}
	}
	for n, fen := range allocate(total, numbers) {
		lines = k.line(lines, list[n].party, fen, purpose)
	}
	return lines
}

// line adds what a party pays or gets, divided among the members of a coalition.
func (k *run) line(lines []settlement.Line, party string, fen settlement.Fen, purpose string) []settlement.Line {
	p := k.compact.Party(party)
	if fen == 0 {
		return lines
	}
	if len(p.Members) == 0 {
		return append(lines, settlement.Line{Party: party, Account: k.compact.ID, Fen: fen, Outside: p.Outside,
			Purpose: purpose})
	}
	numbers := make([]*big.Rat, len(p.Members))
	for n := range p.Members {
		numbers[n], _, _ = p.Members[n].Weight() // plan.Parse refuses others
	}
	for n, part := range allocate(fen, numbers) {
		lines = k.line(lines, p.Members[n].Party, part, purpose)
	}
	return lines
}

// allocate divides by weights that plan.Parse and usable have seen to.
func allocate(total settlement.Fen, numbers []*big.Rat) []settlement.Fen {
	parts, err := settlement.Allocate(total, numbers)
	if err != nil {
		panic("settle: shares that were checked cannot be divided by: " + err.Error())
	}
	return parts
}
