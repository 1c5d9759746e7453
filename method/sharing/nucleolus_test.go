package sharing_test

import (
	"math"
	"math/big"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/sharing"
)

func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = string(rune('A' + i))
	}
	return list
}

// microsoft is the generator of Microsoft's C runtime, which the published games are made with.
type microsoft uint32

func (s *microsoft) rand() float64 {
	*s = *s*214013 + 2531011
	return float64(*s >> 16 & 0x7fff)
}

func (s *microsoft) below(n int) float64 { return float64(int(s.rand()) % n) }

// published rebuilds a game of blrzsvrzs/nucleolus (Benedek, Fliege and Nguyen 2021) from its seed, as its
// README describes the types.
func published(kind, n int, seed uint32) []float64 {
	s := microsoft(seed)
	v := make([]float64, 1<<n)
	last := len(v) - 1
	switch kind {
	case 1:
		v[last] = s.below(201) + float64(100*(n-2))
		for c := 1; c < last; c++ {
			if size := bits.OnesCount(uint(c)); size > 1 {
				v[c] = s.below(100*size) + 1
			}
		}
	case 2, 4:
		most := 50 * n
		if kind == 4 {
			most = n
		}
		for c := 3; c < len(v); c++ {
			if c&(c-1) != 0 {
				v[c] = s.below(most) + 1
			}
		}
	case 3:
		v[last] = 1
		draw := s.below(10)
		for i := range n {
			if draw < 9 {
				v[last&^(1<<i)] = 1
			}
			draw = s.below(10)
			for j := i + 1; j < n; j++ {
				if draw < 9 {
					v[last&^(1<<i|1<<j)] = 1
				}
				draw = s.below(10)
			}
		}
	}
	return v
}

func table(t testing.TB, kind sharing.Kind, values ...float64) *sharing.Game {
	t.Helper()
	g, err := sharing.NewTable(names(bits.Len(uint(len(values)))-1), kind, values)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func near(a, b []float64, tolerance float64) bool {
	for i := range a {
		if !(math.Abs(a[i]-b[i]) <= tolerance) {
			return false
		}
	}
	return len(a) == len(b)
}

func nucleolus(t interface{ Fatal(...any) }, g *sharing.Game) sharing.Allocation {
	a, err := sharing.Nucleolus(g)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPublishedNucleoli(t *testing.T) {
	for _, c := range publishedNucleoli {
		a := nucleolus(t, table(t, sharing.Benefit, published(c.kind, c.n, c.seed)...))
		if !near(a.Shares, c.want, 1e-6) || !a.Certificate.Valid || a.Rounded {
			t.Errorf("type %d, %d players, seed %d: %v (%+v), want %v", c.kind, c.n, c.seed, a.Shares, a.Certificate, c.want)
		}
	}
}

// Known answers of the tests of the R package CoopGame: test_49 (after Ferguson, Game Theory), test_67,
// the examples of its manual, and test_69 for the per-capita nucleolus; and of the README of
// blrzsvrzs/nucleolus (its file, where player 2 has 2; its text says 3). Coalitions are brought
// from order of size into binary order.
func TestNucleolusKnownAnswers(t *testing.T) {
	for i, c := range []struct {
		perCapita bool
		values    []float64
		want      []*big.Rat
	}{
		{false, []float64{0, -1, 0, 3, 1, 4, 2, 5}, fractions(3, 8, 2, 5)},
		{false, []float64{0, 2, 6, 15, 5, 1, 18, 14}, fractions(1, 2, 7, 5)},
		{false, []float64{0, 0, 0, 5, 0, 5, 8, 13, 0, 8, 9, 15, 10, 16, 17, 21}, fractions(2, 7, 9, 11, 15)},
		{true, []float64{0, 0, 0, 0, 0, 9, 10, 12}, fractions(6, 4, 7, 61)},
		{false, []float64{0, 1, 2, 6, 5, 7, 8, 12}, fractions(4, 11, 15, 22)},
	} {
		g := table(t, sharing.Benefit, c.values...)
		a, err := sharing.Nucleolus(g)
		if c.perCapita {
			a, err = sharing.PerCapitaNucleolus(g)
		}
		if err != nil || !same(a.Exact, c.want) || !a.Certificate.Valid {
			t.Errorf("%d: %v, want %v (%v)", i, a.Exact, c.want, err)
		}
	}
}

// The Talmud divides estates of 100, 200 and 300 among claims of 100, 200 and 300 (Ketubot 93a; Aumann and
// Maschler 1985).
func TestTalmud(t *testing.T) {
	for estate, want := range map[float64][]*big.Rat{100: fractions(3, 100, 100, 100), 200: fractions(1, 50, 75, 75),
		300: fractions(1, 50, 100, 150)} {
		g, err := sharing.NewClaims(names(3), estate, []float64{100, 200, 300})
		if err != nil {
			t.Fatal(err)
		}
		if a := nucleolus(t, g); !same(a.Exact, want) || !a.Certificate.Valid {
			t.Errorf("estate %v: nucleolus %v, want %v", estate, a.Exact, want)
		}
		if a := sharing.Talmud(g.Form.(sharing.Claims)); !same(a.Exact, want) {
			t.Errorf("estate %v: Talmud rule %v, want %v", estate, a.Exact, want)
		}
	}
}

// Aumann and Maschler 1985: the Talmud rule is the nucleolus of the game of claims. The rules for claims
// divide the estate, give nobody more than he claims, and treat losses as awards upside down.
func TestPropertyRulesForClaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		claims, sum := make([]float64, n), 0
		for i := range claims {
			c := rapid.IntRange(0, 30).Draw(t, "claim")
			claims[i], sum = float64(c), sum+c
		}
		estate := rapid.IntRange(0, sum).Draw(t, "estate")
		g, err := sharing.NewClaims(names(n), float64(estate), claims)
		if err != nil {
			t.Fatal(err)
		}
		form := g.Form.(sharing.Claims)
		talmud := sharing.Talmud(form)
		if a := nucleolus(t, g); !same(a.Exact, talmud.Exact) {
			t.Fatalf("nucleolus %v, Talmud rule %v", a.Exact, talmud.Exact)
		}
		for _, a := range []sharing.Allocation{talmud, sharing.EqualAwards(form), sharing.EqualLosses(form)} {
			if total(a.Exact).Cmp(rat(float64(estate))) != 0 {
				t.Fatalf("%s: %v do not add up to %d", a.Rule.ID, a.Exact, estate)
			}
			for i, s := range a.Exact {
				if s.Sign() < 0 || s.Cmp(rat(claims[i])) > 0 {
					t.Fatalf("%s gives %v for a claim of %v", a.Rule.ID, s, claims[i])
				}
			}
		}
		dual := sharing.Claims{Estate: float64(sum - estate), Claims: claims}
		for i, s := range sharing.EqualLosses(form).Exact {
			if s.Add(s, sharing.EqualAwards(dual).Exact[i]).Cmp(rat(claims[i])) != 0 {
				t.Fatal("losses are not awards upside down")
			}
		}
	})
}

// A cost game is the benefit game of its savings: with c(S) for v(S) the shares turn over.
func TestPropertyCostsAreBenefitsTurnedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(t, "n")
		v := worths(t, n, 50)
		savings := make([]float64, len(v))
		for c := range v {
			for _, i := range sharing.Coalition(c).Players() {
				savings[c] += v[1<<i]
			}
			savings[c] -= v[c]
		}
		costs, saved := drawn(t, n, sharing.Cost, v), drawn(t, n, sharing.Benefit, savings)
		for _, rule := range []func(*sharing.Game) (sharing.Allocation, error){sharing.Shapley, sharing.Nucleolus,
			sharing.PerCapitaNucleolus} {
			a, err := rule(costs)
			b, err2 := rule(saved)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			for i := range n {
				if sum := new(big.Rat).Add(a.Exact[i], b.Exact[i]); sum.Cmp(rat(v[1<<i])) != 0 {
					t.Fatalf("%s: %v to pay and %v saved of %v", a.Rule.ID, a.Exact, b.Exact, v[1<<i])
				}
			}
		}
	})
}

func TestPropertyAirportNucleolus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		costs := make([]float64, 26)
		for i := range n {
			costs[i] = float64(rapid.IntRange(0, 12).Draw(t, "cost"))
		}
		small, err := sharing.NewAirport(names(n), costs[:n])
		if err != nil {
			t.Fatal(err)
		}
		want := nucleolus(t, small)
		if !want.Certificate.Valid {
			t.Fatalf("no certificate: %+v", want)
		}
		// Players who need nothing pay nothing and change nothing, so that the closed form can be asked.
		large, err := sharing.NewAirport(names(26), costs)
		if err != nil {
			t.Fatal(err)
		}
		got := nucleolus(t, large)
		if !near(got.Shares[:n], want.Shares, 1e-9) || got.Certificate != nil {
			t.Fatalf("costs %v: %v, want %v", costs[:n], got.Shares[:n], want.Shares)
		}
	})
}

// Values too large for words: the same game, scaled, must have the same nucleolus, scaled.
func TestPropertyLargeNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		v := worths(t, n, 1000)
		scaled := make([]float64, len(v))
		const scale = 9_007_199_254_739 // 2⁵³ / 1000
		for c := range v {
			scaled[c] = v[c] * scale
		}
		for _, perCapita := range []bool{false, true} {
			small, large := drawn(t, n, 0, v), drawn(t, n, 0, scaled)
			rule := sharing.Nucleolus
			if perCapita {
				rule = sharing.PerCapitaNucleolus
			}
			a, err := rule(small)
			b, err2 := rule(large)
			if err != nil || err2 != nil || !a.Certificate.Valid || !b.Certificate.Valid {
				t.Fatal(err, err2, a.Certificate, b.Certificate)
			}
			for i, s := range a.Exact {
				if s.Mul(s, rat(scale)).Cmp(b.Exact[i]) != 0 {
					t.Fatalf("%v, scaled %v", a.Exact, b.Exact)
				}
			}
		}
	})
}

// What is added to each coalition for its members comes back in their shares (covariance), and players in
// another order get the same.
func TestPropertyNucleolusIsCovariant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		v := worths(t, n, 20)
		moved := make([]float64, len(v))
		for c := range v {
			turned := c>>1 | c&1<<(n-1) // player i becomes i−1
			moved[turned] = 3 * v[c]
			for _, i := range sharing.Coalition(turned).Players() {
				moved[turned] += float64(10 * i)
			}
		}
		a, b := nucleolus(t, drawn(t, n, 0, v)), nucleolus(t, drawn(t, n, 0, moved))
		for i := range n {
			to := (i + n - 1) % n
			want := new(big.Rat).Mul(a.Exact[i], big.NewRat(3, 1))
			if want.Add(want, big.NewRat(int64(10*to), 1)).Cmp(b.Exact[to]) != 0 {
				t.Fatalf("%v became %v", a.Exact, b.Exact)
			}
		}
	})
}

func TestDegenerateGames(t *testing.T) {
	for _, v := range [][]float64{{0, 5}, {0, -5}, {0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 0, 0}, {0, 3, 4, 5}, {0, 3, 4, 9}} {
		a := nucleolus(t, table(t, sharing.Benefit, v...))
		if !a.Certificate.Valid || total(a.Exact).Cmp(rat(v[len(v)-1])) != 0 {
			t.Errorf("%v: %+v", v, a)
		}
		if alone := len(v) == 4 && v[1]+v[2] > v[3]; a.Certificate.Prenucleolus != alone {
			t.Errorf("%v: prenucleolus %v", v, a.Certificate.Prenucleolus)
		}
	}
}
