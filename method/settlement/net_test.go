package settlement_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/settlement"
)

func claims(list ...any) (claims []settlement.Claim) {
	for i := 0; i < len(list); i += 3 {
		claims = append(claims, settlement.Claim{ID: fmt.Sprint(i/3 + 1), Account: "x", From: list[i].(string),
			To: list[i+1].(string), Fen: Fen(list[i+2].(int))})
	}
	return claims
}

func TestNet(t *testing.T) {
	for _, c := range []struct {
		name   string
		claims []settlement.Claim
		want   string
	}{
		{"nothing", nil, ""},
		{"one", claims("a", "b", 5), "a→b 5;"},
		{"mutual", claims("a", "b", 5, "b", "a", 3), "a→b 2;"},
		{"a circle vanishes", claims("a", "b", 5, "b", "c", 5, "c", "a", 5), ""},
		{"a chain is cut short", claims("a", "b", 5, "b", "c", 5), "a→c 5;"},
		{"strangers stay strangers", claims("a", "b", 5, "c", "d", 5), "a→b 5;c→d 5;"},
		// Balances a −8, b −7, c +5, d +10: largest with largest, since no subset sums to zero.
		{"no subset", claims("a", "c", 8, "b", "d", 7, "c", "d", 3), "a→d 8;b→c 5;b→d 2;"},
		// Balances a −5, b −3, c −2, d +5, e +5. Pairing a with d leaves b, c, e: 3 transfers, not 4.
		{"two groups", claims("a", "e", 5, "b", "d", 3, "c", "d", 2, "d", "e", 0+1, "e", "d", 1), "a→d 5;b→e 3;c→e 2;"},
	} {
		n, err := settlement.Net(c.claims)
		if err != nil {
			t.Fatal(c.name, err)
		}
		got := ""
		transfers := n.Transfers()
		slices.SortFunc(transfers, func(a, b settlement.Transfer) int {
			return slices.Compare([]string{a.From, a.To}, []string{b.From, b.To})
		})
		for _, t := range transfers {
			got += fmt.Sprintf("%s→%s %d;", t.From, t.To, int64(t.Fen))
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestNetRefuses(t *testing.T) {
	twice := claims("a", "b", 1, "a", "b", 1)
	twice[1].ID = "1"
	for name, list := range map[string][]settlement.Claim{
		"nobody": claims("", "b", 1), "self": claims("a", "a", 1), "zero": claims("a", "b", 0),
		"negative": claims("a", "b", -1),
		"twice":    twice,
	} {
		if _, err := settlement.Net(list); !errors.Is(err, settlement.ErrClaim) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := settlement.Net(claims("a", "b", math.MaxInt64, "c", "d", 1)); !errors.Is(err, settlement.ErrOverflow) {
		t.Error(err)
	}
}

// fewest finds the number of transfers of the best solution the slow way: over all ways to split parties
// into groups that sum to zero.
func fewest(list []Fen) int {
	if len(list) == 0 {
		return 0
	}
	best := math.MaxInt
	for s := 1; s < 1<<len(list); s += 2 { // groups with the first party
		sum, size := Fen(0), 0
		var rest []Fen
		for i, fen := range list {
			if s&(1<<i) != 0 {
				sum, size = sum+fen, size+1
			} else {
				rest = append(rest, fen)
			}
		}
		if sum == 0 {
			if n := fewest(rest); n < math.MaxInt {
				best = min(best, size-1+n)
			}
		}
	}
	return best
}

// Netting preserves every party's balance, moves no more than balances demand, needs the fewest transfers
// where it says so, keeps to pools, loses no claim, and does not depend on the order of claims.
func TestPropertyNetting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parties := rapid.IntRange(2, 9).Draw(t, "parties")
		if rapid.IntRange(0, 20).Draw(t, "many") == 0 {
			parties = 40
		}
		party := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint("p", rapid.IntRange(1, parties).Draw(t, "party")) })
		var list []settlement.Claim
		for i := range rapid.IntRange(0, 2*parties).Draw(t, "claims") {
			c := settlement.Claim{ID: fmt.Sprint(i), From: party.Draw(t, "from"), To: party.Draw(t, "to"),
				Fen: Fen(rapid.Int64Range(1, 12).Draw(t, "fen"))}
			if c.From != c.To {
				list = append(list, c)
			}
		}
		n, err := settlement.Net(list)
		if err != nil {
			t.Fatal(err)
		}
		netted := 0
		pool := map[string]int{}
		for i, p := range n.Pools {
			netted += len(p.Claims)
			checkPool(t, p)
			for _, c := range p.Claims {
				for _, who := range []string{c.From, c.To} {
					if before, seen := pool[who]; seen && before != i {
						t.Errorf("%s is in two pools", who)
					}
					pool[who] = i
				}
			}
		}
		if netted != len(list) {
			t.Errorf("%d of %d claims are in pools", netted, len(list))
		}
		shuffled := rapid.Permutation(list).Draw(t, "order")
		again, _ := settlement.Net(shuffled)
		if a, b := sortedTransfers(n), sortedTransfers(again); !slices.Equal(a, b) {
			t.Errorf("in another order %v, not %v", b, a)
		}
	})
}

func sortedTransfers(n *settlement.Netting) (texts []string) {
	for _, t := range n.Transfers() {
		texts = append(texts, fmt.Sprint(t))
	}
	slices.Sort(texts)
	return texts
}

func checkPool(t *rapid.T, p settlement.Pool) {
	balance := map[string]Fen{}
	gross := Fen(0)
	for _, c := range p.Claims {
		balance[c.From] -= c.Fen
		balance[c.To] += c.Fen
		gross += c.Fen
	}
	var open []Fen
	demanded := Fen(0)
	for _, who := range slices.Sorted(maps.Keys(balance)) {
		if fen := balance[who]; fen != 0 {
			open = append(open, fen)
			demanded += max(fen, 0)
		}
	}
	moved := Fen(0)
	for _, x := range p.Transfers {
		if x.Fen <= 0 {
			t.Errorf("transfer of %v", x.Fen)
		}
		balance[x.From] += x.Fen
		balance[x.To] -= x.Fen
		moved += x.Fen
	}
	for who, fen := range balance {
		if fen != 0 {
			t.Errorf("%s is left with %v", who, fen)
		}
	}
	if moved != demanded || moved != p.Net || gross != p.Gross {
		t.Errorf("moved %v of %v demanded, net says %v; gross %v says %v", moved, demanded, p.Net, gross, p.Gross)
	}
	if len(p.Transfers) > max(len(open)-1, 0) {
		t.Errorf("%d transfers for %d parties", len(p.Transfers), len(open))
	}
	if len(open) > 9 {
		return
	}
	if want := fewest(open); !p.Fewest || len(p.Transfers) != want {
		t.Errorf("%d transfers (fewest: %v), %d would do", len(p.Transfers), p.Fewest, want)
	}
}
