package settlement

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Claim is what one party owes another, gross.
type Claim struct {
	ID      string `json:"id"`
	Account string `json:"account"` // the compact it arises from
	From    string `json:"from"`    // owes
	To      string `json:"to"`      // is owed
	Fen     Fen    `json:"fen"`     // above zero
}

// Transfer is a payment that settles what is left of claims.
type Transfer struct {
	From string `json:"from"`
	To   string `json:"to"`
	Fen  Fen    `json:"fen"`
}

// Netting is what claims come to.
type Netting struct {
	Pools []Pool `json:"pools"` // in the order of their first claims
}

// Pool is claims that hang together: whoever has a claim with somebody in a pool is in the pool. Only
// within a pool are claims set off, so that nobody comes to owe a stranger.
type Pool struct {
	Claims    []Claim    `json:"claims"`    // the gross claims that the transfers replace
	Transfers []Transfer `json:"transfers"` // leave every party with the balance that the claims give it
	Gross     Fen        `json:"gross"`     // sum of the claims
	Net       Fen        `json:"net"`       // sum of the transfers: the least that can be moved
	Fewest    bool       `json:"fewest"`    // no fewer transfers would do
}

// Transfers lists the transfers of all pools.
func (n *Netting) Transfers() []Transfer {
	var all []Transfer
	for i := range n.Pools {
		all = append(all, n.Pools[i].Transfers...)
	}
	return all
}

// Totals returns gross and net over all pools.
func (n *Netting) Totals() (gross, net Fen) {
	for i := range n.Pools {
		gross += n.Pools[i].Gross
		net += n.Pools[i].Net
	}
	return gross, net
}

// ErrClaim refuses a claim that says nothing: without parties, of a party against itself, or not above
// zero; and a second claim of the same name.
var ErrClaim = errors.New("not a claim")

// Net sets claims off against each other. In each pool the transfers preserve every party's balance
// and move no more money than the balances demand. Up to 20 parties with a balance in a pool they are
// as few as possible; beyond, where that is a search no machine completes (it contains the partition
// problem), parties whose balances are opposite are paired first and the rest settled largest with
// largest: at most one transfer fewer than there are parties. The result depends on the order of the
// claims only in the order of its pools and claims.
func Net(claims []Claim) (*Netting, error) {
	seen := map[string]bool{}
	total := Fen(0)
	for _, c := range claims {
		switch {
		case c.From == "" || c.To == "" || c.From == c.To:
			return nil, fmt.Errorf("claim %q from %q to %q: %w", c.ID, c.From, c.To, ErrClaim)
		case c.Fen <= 0:
			return nil, fmt.Errorf("claim %q of %v: %w", c.ID, c.Fen, ErrClaim)
		case c.ID != "" && seen[c.ID]:
			return nil, fmt.Errorf("claim %q comes twice: %w", c.ID, ErrClaim)
		}
		seen[c.ID] = true
		var err error
		if total, err = total.Add(c.Fen); err != nil {
			return nil, err // bounds every balance below
		}
	}
	n := &Netting{Pools: pools(claims)}
	for i := range n.Pools {
		n.Pools[i].settle()
	}
	return n, nil
}

// pools gathers claims that hang together.
func pools(claims []Claim) []Pool {
	parent := map[string]string{}
	var root func(string) string
	root = func(p string) string {
		up, ok := parent[p]
		if !ok || up == p {
			return p
		}
		top := root(up)
		parent[p] = top
		return top
	}
	for _, c := range claims {
		parent[root(c.From)] = root(c.To)
	}
	place := map[string]int{}
	list := []Pool{}
	for _, c := range claims {
		top := root(c.From)
		i, ok := place[top]
		if !ok {
			i = len(list)
			place[top] = i
			list = append(list, Pool{Transfers: []Transfer{}})
		}
		list[i].Claims = append(list[i].Claims, c)
		list[i].Gross += c.Fen
	}
	return list
}

// position is a party with what it is owed in the end.
type position struct {
	party string
	fen   Fen
}

// positions lists the parties whose balance is not zero, by name.
func (p *Pool) positions() []position {
	sum := map[string]Fen{}
	for _, c := range p.Claims {
		sum[c.From] -= c.Fen
		sum[c.To] += c.Fen
	}
	var list []position
	for party, fen := range sum {
		if fen != 0 {
			list = append(list, position{party, fen})
		}
	}
	slices.SortFunc(list, func(a, b position) int { return cmp.Compare(a.party, b.party) })
	return list
}

// maxExact is up to how many parties the fewest transfers are found: 2^20 sums, tens of milliseconds and 9 MB.
const maxExact = 20

func (p *Pool) settle() {
	list := p.positions()
	groups := [][]position{list}
	if p.Fewest = len(list) <= maxExact; p.Fewest {
		groups = zeroGroups(list)
	}
	for _, g := range groups {
		p.Transfers = append(p.Transfers, settleGroup(g)...)
	}
	for _, t := range p.Transfers {
		p.Net += t.Fen
	}
	// One transfer a debtor or a creditor is the least in any case.
	debtors := 0
	for _, x := range list {
		if x.fen < 0 {
			debtors++
		}
	}
	p.Fewest = p.Fewest || len(p.Transfers) == max(debtors, len(list)-debtors)
}

// zeroGroups splits positions into as many groups as possible that each sum to zero. n parties in g
// groups need n-g transfers, and no fewer: the transfers of any solution are a graph whose connected
// parts sum to zero each, and a part of k parties has at least k-1 edges.
//
// most[s] is how many groups can be completed when the parties of set s are taken one after the other,
// a group ending whenever the sum is zero.
func zeroGroups(list []position) [][]position {
	n := len(list)
	sum, most := make([]Fen, 1<<n), make([]int8, 1<<n)
	for s := 1; s < 1<<n; s++ {
		low := lowest(s)
		sum[s] = sum[s&(s-1)] + list[low].fen
		for i := range n {
			if s&(1<<i) != 0 {
				most[s] = max(most[s], most[s&^(1<<i)])
			}
		}
		if sum[s] == 0 {
			most[s]++
		}
	}
	var groups [][]position
	var group []position
	for s := 1<<n - 1; s != 0; {
		value := most[s]
		if sum[s] == 0 {
			value--
			if len(group) > 0 {
				groups, group = append(groups, group), nil
			}
		}
		for i := range n {
			if rest := s &^ (1 << i); s&(1<<i) != 0 && most[rest] == value {
				group, s = append(group, list[i]), rest
				break
			}
		}
	}
	if len(group) > 0 {
		groups = append(groups, group)
	}
	return groups
}

// lowest returns the number of the lowest bit of s.
func lowest(s int) (i int) {
	for s&1 == 0 {
		s >>= 1
		i++
	}
	return i
}

// settleGroup pays out positions that sum to zero with at most one transfer fewer than there are:
// opposite ones against each other, then always the largest debtor to the largest creditor.
func settleGroup(list []position) []Transfer {
	transfers, debtors, creditors := pairs(list)
	for len(debtors) > 0 {
		d, c := largest(debtors), largest(creditors)
		fen := min(-debtors[d].fen, creditors[c].fen)
		transfers = append(transfers, Transfer{debtors[d].party, creditors[c].party, fen})
		debtors[d].fen += fen
		creditors[c].fen -= fen
		if debtors[d].fen == 0 {
			debtors = slices.Delete(debtors, d, d+1)
		}
		if creditors[c].fen == 0 {
			creditors = slices.Delete(creditors, c, c+1)
		}
	}
	return transfers
}

// pairs pays where a debtor owes exactly what a creditor is owed, and returns the others.
func pairs(list []position) (transfers []Transfer, debtors, creditors []position) {
	waiting := map[Fen][]string{} // creditors by amount
	for _, x := range list {
		if x.fen > 0 {
			waiting[x.fen] = append(waiting[x.fen], x.party)
		}
	}
	paid := map[string]bool{}
	for _, x := range list {
		if x.fen > 0 {
			continue
		}
		if to := waiting[-x.fen]; len(to) > 0 {
			transfers = append(transfers, Transfer{x.party, to[0], -x.fen})
			waiting[-x.fen], paid[to[0]] = to[1:], true
		} else {
			debtors = append(debtors, x)
		}
	}
	for _, x := range list {
		if x.fen > 0 && !paid[x.party] {
			creditors = append(creditors, x)
		}
	}
	return transfers, debtors, creditors
}

// largest returns the index of the position furthest from zero, of equal ones the first by name.
func largest(list []position) int {
	best := 0
	for i, x := range list {
		a, b := magnitude(x.fen), magnitude(list[best].fen)
		if a > b || a == b && x.party < list[best].party {
			best = i
		}
	}
	return best
}
