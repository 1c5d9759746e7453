package settle

import (
	"math/big"

	"github.com/yipanqi/yipanqi/measure"
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

// Line is what one party pays (below zero) or gets by one payment in one period.
type Line struct {
	Party    string
	Fen      Fen
	Outside  bool // a grantor outside the agreement
	Payment  string
	Instance string // empty where the rule applies once
	Period   measure.Period
}

// lines splits a payment between those who pay and those who get it, coalitions among their members.
// The lines sum to zero.
func (k *run) lines(d *decided, i int, period measure.Period) []Line {
	if d.fen[i] == 0 {
		return nil
	}
	var lines []Line
	add := func(list []weights, total Fen) {
		numbers := make([]*big.Rat, len(list))
		for n, w := range list {
			if numbers[n] = w.number; w.number == nil {
				numbers[n] = new(big.Rat).SetFloat64(w.row[i])
			}
		}
		for n, fen := range Allocate(total, numbers) {
			lines = k.line(lines, list[n].party, fen, d.payment.ID, period)
		}
	}
	add(d.from, -d.fen[i])
	add(d.to, d.fen[i])
	return lines
}

// line adds what a party pays or gets, divided among the members of a coalition.
func (k *run) line(lines []Line, party string, fen Fen, payment string, period measure.Period) []Line {
	p := k.compact.Party(party)
	if fen == 0 || p == nil {
		return lines
	}
	if len(p.Members) == 0 {
		instance := ""
		if k.instance != nil {
			instance = k.instance.ID
		}
		return append(lines, Line{Party: party, Fen: fen, Outside: p.Outside, Payment: payment, Instance: instance,
			Period: period})
	}
	numbers := make([]*big.Rat, len(p.Members))
	for n := range p.Members {
		numbers[n], _, _ = p.Members[n].Weight() // plan.Parse refuses others
	}
	for n, part := range Allocate(fen, numbers) {
		lines = k.line(lines, p.Members[n].Party, part, payment, period)
	}
	return lines
}
