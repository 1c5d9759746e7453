package sharing_test

import (
	"errors"
	"math/big"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/sharing"
)

// worths draws a table of n players of whole numbers.
func worths(t *rapid.T, n, most int) []float64 {
	v := make([]float64, 1<<n)
	for c := 1; c < len(v); c++ {
		v[c] = float64(rapid.IntRange(-most, most).Draw(t, "v"))
	}
	return v
}

func drawn(t *rapid.T, n int, kind sharing.Kind, values []float64) *sharing.Game {
	g, err := sharing.NewTable(names(n), kind, values)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func same(a, b []*big.Rat) bool {
	return slices.EqualFunc(a, b, func(x, y *big.Rat) bool { return x.Cmp(y) == 0 })
}

func total(shares []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, s := range shares {
		sum.Add(sum, s)
	}
	return sum
}

func rat(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

// byOrders averages what players add over all orders of arrival: the definition.
func byOrders(g *sharing.Game) []*big.Rat {
	n := len(g.Players)
	sums, orders := make([]*big.Rat, n), int64(0)
	for i := range sums {
		sums[i] = new(big.Rat)
	}
	var arrive func(c sharing.Coalition, order []int)
	arrive = func(c sharing.Coalition, order []int) {
		if len(order) == n {
			orders++
			var c sharing.Coalition
			for _, i := range order {
				before := g.Worth(c)
				c |= sharing.Of(i)
				sums[i].Add(sums[i], new(big.Rat).Sub(rat(g.Worth(c)), rat(before)))
			}
			return
		}
		for i := range n {
			if !c.Has(i) {
				arrive(c|sharing.Of(i), append(order, i))
			}
		}
	}
	arrive(0, nil)
	for _, s := range sums {
		s.Quo(s, big.NewRat(orders, 1))
	}
	return sums
}

func shapley(t interface{ Fatal(...any) }, g *sharing.Game) []*big.Rat {
	a, err := sharing.Shapley(g)
	if err != nil {
		t.Fatal(err)
	}
	return a.Exact
}

func TestPropertyShapleyIsTheMeanOverOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		kind := sharing.Kind(rapid.IntRange(0, 1).Draw(t, "kind"))
		g := drawn(t, n, kind, worths(t, n, 100))
		if got, want := shapley(t, g), byOrders(g); !same(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// The axioms of Shapley 1953: efficiency, symmetry, null player, additivity. All exactly.
func TestPropertyShapleyAxioms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 9).Draw(t, "n")
		v, w := worths(t, n, 1000), worths(t, n, 1000)
		sum, twins, null := make([]float64, len(v)), make([]float64, len(v)), make([]float64, len(v))
		for c := range v {
			sum[c] = v[c] + w[c]
			swapped := c &^ 3 // players A and B change places
			swapped |= c>>1&1 | c&1<<1
			twins[c] = v[min(c, swapped)]
			null[c] = v[c&^1]
		}
		a, b := shapley(t, drawn(t, n, 0, v)), shapley(t, drawn(t, n, 0, w))
		if total(a).Cmp(rat(v[len(v)-1])) != 0 {
			t.Fatalf("shares add up to %v, not to %v", total(a), v[len(v)-1])
		}
		for i, s := range shapley(t, drawn(t, n, 0, sum)) {
			if s.Cmp(new(big.Rat).Add(a[i], b[i])) != 0 {
				t.Fatalf("player %d: %v of the sum of games, %v and %v of each", i, s, a[i], b[i])
			}
		}
		if s := shapley(t, drawn(t, n, 0, twins)); s[0].Cmp(s[1]) != 0 {
			t.Fatalf("twins get %v and %v", s[0], s[1])
		}
		if s := shapley(t, drawn(t, n, 0, null)); s[0].Sign() != 0 {
			t.Fatalf("a player who adds nothing gets %v", s[0])
		}
	})
}

// glove is worth a pair for each left glove that meets a right one.
func glove(n int, left sharing.Coalition) []float64 {
	v := make([]float64, 1<<n)
	for c := range v {
		l := bits.OnesCount(uint(c) & uint(left))
		v[c] = float64(min(l, bits.OnesCount(uint(c))-l))
	}
	return v
}

// Known answers of the tests of the R package CoopGame (test_15_shapleyValue.R), which cites Wiese 2005
// and Banzhaf 1965. Its coalitions are in order of size; ours are in binary order.
func TestShapleyKnownAnswers(t *testing.T) {
	vote := func(quota int64, weights ...int64) *sharing.Game {
		g, err := sharing.NewVoting(names(len(weights)), weights, quota)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	for i, c := range []struct {
		g    *sharing.Game
		want []*big.Rat
	}{
		{table(t, 0, 0, 2, 4, 18, 5, 14, 9, 24), []*big.Rat{big.NewRat(19, 2), big.NewRat(8, 1), big.NewRat(13, 2)}},
		{table(t, 0, glove(3, 1)...), fractions(6, 4, 1, 1)},
		{table(t, 0, glove(3, 3)...), fractions(6, 1, 1, 4)},
		{table(t, 0, glove(4, 11)...), fractions(12, 1, 1, 9, 1)},
		{table(t, 0, glove(5, 27)...), fractions(20, 1, 1, 16, 1, 1)},
		{table(t, 0, glove(10, 1)...), fractions(90, 81, 1, 1, 1, 1, 1, 1, 1, 1, 1)},
		{vote(1, 50, 49, 1), fractions(3, 1, 1, 1)},
		{vote(51, 50, 49, 1), fractions(6, 4, 1, 1)},
		{vote(52, 50, 49, 1), fractions(2, 1, 1, 0)},
		{vote(100, 50, 49, 1), fractions(3, 1, 1, 1)},
	} {
		if got := shapley(t, c.g); !same(got, c.want) {
			t.Errorf("%d: %v, want %v", i, got, c.want)
		}
	}
}

func fractions(of int64, parts ...int64) []*big.Rat {
	list := make([]*big.Rat, len(parts))
	for i, p := range parts {
		list[i] = big.NewRat(p, of)
	}
	return list
}

// listed returns the same game as a table, so that no closed form serves.
func listed(t *rapid.T, g *sharing.Game) *sharing.Game {
	v := make([]float64, 1<<len(g.Players))
	for c := range v {
		v[c] = g.Worth(sharing.Coalition(c))
	}
	return drawn(t, len(g.Players), g.Kind, v)
}

// structuredGame draws a game of a form.
func structuredGame(t *rapid.T, most int) *sharing.Game {
	n := rapid.IntRange(1, most).Draw(t, "n")
	numbers := make([]float64, n)
	weights := make([]int64, n)
	sum := 0
	for i := range numbers {
		w := rapid.IntRange(0, 9).Draw(t, "number")
		numbers[i], weights[i], sum = float64(w), int64(w), sum+w
	}
	var g *sharing.Game
	var err error
	switch form := rapid.IntRange(0, 3).Draw(t, "form"); {
	case form == 0:
		g, err = sharing.NewAirport(names(n), numbers)
	case form == 1 && sum > 0:
		g, err = sharing.NewVoting(names(n), weights, int64(rapid.IntRange(1, sum).Draw(t, "quota")))
	case form == 2:
		g, err = sharing.NewClaims(names(n), float64(rapid.IntRange(0, sum).Draw(t, "estate")), numbers)
	default:
		segments := make([]sharing.Segment, rapid.IntRange(0, 4).Draw(t, "segments"))
		for i := range segments {
			users := sharing.Coalition(rapid.IntRange(1, 1<<n-1).Draw(t, "users"))
			segments[i] = sharing.Segment{Cost: float64(rapid.IntRange(0, 20).Draw(t, "cost")), Users: users.Players()}
		}
		g, err = sharing.NewNetwork(names(n), segments)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestPropertyClosedFormsAreTheSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := structuredGame(t, 7)
		if got, want := shapley(t, g), shapley(t, listed(t, g)); !same(got, want) {
			t.Fatalf("%T: %v, want %v", g.Form, got, want)
		}
		got, err := sharing.Banzhaf(g)
		want, err2 := sharing.Banzhaf(listed(t, g))
		if err != nil || err2 != nil || !same(got.Exact, want.Exact) {
			t.Fatalf("Banzhaf of %T: %v, want %v", g.Form, got.Exact, want.Exact)
		}
	})
}

// In Banzhaf's example with weights 50, 49, 1 and quota 51, the first is decisive in three of four
// coalitions of the others.
func TestBanzhafKnownAnswer(t *testing.T) {
	g, err := sharing.NewVoting(names(3), []int64{50, 49, 1}, 51)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := sharing.Banzhaf(g); err != nil || !same(a.Exact, fractions(4, 3, 1, 1)) {
		t.Errorf("%v %v", a.Exact, err)
	}
}

// Decimals stay decimals: shares of hundredths are exact fractions of hundredths.
func TestDecimalsAreExact(t *testing.T) {
	g := table(t, sharing.Cost, 0, 0.1, 0.2, 0.25)
	if a, err := sharing.Shapley(g); err != nil || a.Rounded || !same(a.Exact, fractions(1000, 75, 175)) {
		t.Errorf("%+v %v", a, err)
	}
	g = table(t, sharing.Cost, 0, 1.0/3, 1.0/7, 0.4)
	a, err := sharing.Shapley(g)
	if err != nil || !a.Rounded || !near(a.Shares, []float64{0.2 + 1.0/6 - 1.0/14, 0.2 - 1.0/6 + 1.0/14}, 1e-10) {
		t.Errorf("%+v %v", a, err)
	}
}

// Games far from one, in either direction, are rounded to their own size.
func TestVeryLargeAndSmallNumbers(t *testing.T) {
	for _, scale := range []float64{1e300, 1e-300} {
		g := table(t, sharing.Cost, 0, scale, 2*scale, 2.5*scale)
		for _, rule := range []func(*sharing.Game) (sharing.Allocation, error){sharing.Shapley, sharing.Nucleolus} {
			a, err := rule(g)
			if err != nil || !a.Rounded || !near(a.Shares, []float64{0.75 * scale, 1.75 * scale}, 1e-9*scale) {
				t.Errorf("%+v %v", a, err)
			}
		}
	}
}

func TestManyPlayers(t *testing.T) {
	n := 2000
	costs := make([]float64, n)
	for i := range costs {
		costs[i] = float64(i + 1)
	}
	g, err := sharing.NewAirport(make([]string, n), costs)
	if err != nil {
		t.Fatal(err)
	}
	a, err := sharing.Shapley(g)
	if err != nil {
		t.Fatal(err)
	}
	want := 0.0
	for i := range n {
		want += 1 / float64(n-i)
		if d := a.Shares[i] - want; d > 1e-9 || d < -1e-9 {
			t.Fatalf("player %d pays %v, want %v", i, a.Shares[i], want)
		}
	}
	f, err := sharing.NewFunc(make([]string, 26), 0, func(c sharing.Coalition) float64 { return 1 })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sharing.Shapley(f); !errors.Is(err, sharing.ErrTooMany) {
		t.Errorf("26 players: %v", err)
	}
}
