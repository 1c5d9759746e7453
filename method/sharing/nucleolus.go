package sharing

import (
	"errors"
	"math/big"
)

// Nucleolus returns the allocation whose largest excesses, those of the coalitions that fare worst, are
// as small as can be, from the largest down (Schmeidler 1969), among the allocations that give nobody less
// than alone. Where there are none of these (the players alone are worth more than together) it is
// the prenucleolus, and the certificate says so. A certificate is part of the answer. Games of at most MaxTable
// players; Airport games of any number, which beyond MaxTable come in floats and without certificate.
func Nucleolus(g *Game) (Allocation, error) { return nucleolus(g, false) }

// PerCapitaNucleolus returns the nucleolus of excesses divided by the number of players of a coalition.
func PerCapitaNucleolus(g *Game) (Allocation, error) { return nucleolus(g, true) }

func nucleolus(g *Game, perCapita bool) (Allocation, error) {
	if a, ok := g.Form.(Airport); ok && g.n() > MaxTable && !perCapita {
		return Allocation{Rule: NucleolusRule, Shares: airportNucleolus(a)}, nil
	}
	w, err := wholeOf(g)
	if err != nil {
		return Allocation{}, err
	}
	return w.nucleolusOf(perCapita)
}

// nucleolusOf returns the nucleolus with its certificate.
func (w *whole) nucleolusOf(perCapita bool) (Allocation, error) {
	r := NucleolusRule
	if perCapita {
		r = PerCapitaRule
	}
	x, err := w.nucleolus(perCapita)
	if err != nil {
		return Allocation{}, err
	}
	a := w.allocation(r, x)
	a.Certificate, err = w.certify(x, perCapita)
	return a, err
}

// individual reports whether an allocation can give everybody at least what he has alone.
func (w *whole) individual() bool {
	sum := new(big.Int)
	for i := range w.n {
		sum.Add(sum, big.NewInt(w.v[Of(i)]))
	}
	return sum.Cmp(big.NewInt(w.grand())) <= 0
}

var errNotSettled = errors.New("sharing: a linear program settled nothing")

// nucleolus solves a sequence of linear programs (Maschler, Peleg and Shapley 1979; Solymosi 1993): each
// makes the largest excess of the coalitions that are not settled as small as it can be. The coalitions with
// a multiplier above 0 have that excess in every best answer; they are settled, with whatever lies in their
// span, so that at most n−1 programs remain.
func (w *whole) nucleolus(perCapita bool) ([]*big.Rat, error) {
	o := &coalitions{whole: w, settled: newBitset(w.n), weights: w.sizes(perCapita), individual: w.individual()}
	done := &span{n: w.n}
	done.add(All(w.n))
	var fixed []row
	for done.rank() < w.n {
		done.mark(o.settled)
		p, at, err := o.stage(fixed)
		if err != nil {
			return nil, err
		}
		more := p.binding(at, done)
		if len(more) == 0 {
			return nil, errNotSettled
		}
		fixed = append(fixed, more...)
	}
	all := fixedRow(All(w.n), big.NewRat(w.grand(), 1))
	p, err := newProgram(w.n, o.singles(), all, fixed)
	if err != nil {
		return nil, err
	}
	at := p.point(w.most)
	return at.rats()[:w.n], nil
}

// stage solves one program of the sequence.
func (o *coalitions) stage(fixed []row) (*program, *point, error) {
	p, err := newProgram(o.n, o.singles(), fixedRow(All(o.n), big.NewRat(o.grand(), 1)), fixed)
	if err != nil {
		return nil, nil, err
	}
	at, err := p.solve(o)
	return p, at, err
}

// singles are the rows a program starts from. A single player who is settled is no constraint any more.
func (o *coalitions) singles() []row {
	list := make([]row, o.n)
	for i := range list {
		list[i] = o.cover(Of(i))
		if o.settled.has(Of(i)) {
			list[i].rhs, list[i].kind = floor(o.n, o.whole.most), starts
		}
	}
	return list
}

func fixedRow(c Coalition, rhs *big.Rat) row { return row{set: c, kind: fixes, exact: rhs} }

// binding returns, as fixed rows, the rows with a multiplier above 0 at the answer of a program that
// extend the span.
func (p *program) binding(at *point, done *span) []row {
	level := p.objective(at)
	var list []row
	for j, r := range p.rows {
		if r.kind == fixes || p.inverse[p.n][j] == 0 || !done.add(r.set) {
			continue
		}
		rhs := big.NewRat(r.rhs, 1)
		list = append(list, fixedRow(r.set, rhs.Sub(rhs, new(big.Rat).Mul(level, big.NewRat(r.weight, 1)))))
	}
	return list
}

// rats returns x and ε as fractions.
func (at *point) rats() []*big.Rat {
	out := make([]*big.Rat, len(at.x))
	for i, v := range at.x {
		out[i] = new(big.Rat).SetFrac(v, at.den)
	}
	return out
}
