package sharing_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/sharing"
)

// excesses returns the excesses of a benefit game, the largest first.
func excesses(g *sharing.Game, x []*big.Rat) []*big.Rat {
	var list []*big.Rat
	for c := sharing.Coalition(1); c < sharing.All(len(x)); c++ {
		e := rat(g.Worth(c))
		for _, i := range c.Players() {
			e.Sub(e, x[i])
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *big.Rat) int { return b.Cmp(a) })
	return list
}

// better reports whether the excesses of x, in falling order, come before those of y.
func better(g *sharing.Game, x, y []*big.Rat) bool {
	return slices.CompareFunc(excesses(g, x), excesses(g, y), (*big.Rat).Cmp) < 0
}

// check holds a certificate to what it states, with sets and fractions alone.
func check(t *rapid.T, g *sharing.Game, x []*big.Rat, c *sharing.Certificate) {
	n := len(x)
	settled := map[sharing.Coalition]bool{sharing.All(n): true}
	for k, level := range c.Levels {
		if k > 0 && level.Excess.Cmp(c.Levels[k-1].Excess) > 0 {
			t.Fatalf("excesses rise: %v", c.Levels)
		}
		for _, step := range level.Steps {
			sum := make([]*big.Rat, n)
			for i := range sum {
				sum[i] = new(big.Rat)
			}
			add := func(terms []sharing.Term, sign int64) {
				for _, term := range terms {
					for _, i := range term.Coalition.Players() {
						sum[i].Add(sum[i], new(big.Rat).Mul(term.Weight, big.NewRat(sign, 1)))
					}
				}
			}
			add(step.Coalitions, 1)
			add(step.Players, 1)
			add(step.Earlier, -1)
			if slices.ContainsFunc(sum, func(s *big.Rat) bool { return s.Sign() != 0 }) || len(step.Coalitions) == 0 {
				t.Fatalf("step %+v leaves %v", step, sum)
			}
			for _, term := range step.Coalitions {
				e := rat(g.Worth(term.Coalition))
				for _, i := range term.Coalition.Players() {
					e.Sub(e, x[i])
				}
				if term.Weight.Sign() <= 0 || e.Cmp(level.Excess) != 0 {
					t.Fatalf("%v has excess %v and weight %v at level %v", term.Coalition, e, term.Weight, level.Excess)
				}
			}
			for _, term := range step.Players {
				if i := term.Coalition.Players()[0]; term.Weight.Sign() <= 0 || x[i].Cmp(rat(g.Worth(term.Coalition))) != 0 {
					t.Fatalf("player %d has %v and weight %v", i, x[i], term.Weight)
				}
			}
			for _, term := range step.Earlier {
				if !settled[term.Coalition] {
					t.Fatalf("%v was not settled", term.Coalition)
				}
			}
			for _, term := range slices.Concat(step.Coalitions, step.Players) {
				settled[term.Coalition] = true
			}
		}
	}
	if last := c.Levels; n > 1 && last[len(last)-1].Rank != n {
		t.Fatalf("rank %d of %d", last[len(last)-1].Rank, n)
	}
}

// Every nucleolus has a certificate that a reader can check, and whatever lies beside it has none: where
// the certificate says what would be better, that is so.
func TestPropertyCertificates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		most := rapid.SampledFrom([]int{1, 3, 100}).Draw(t, "most")
		g := drawn(t, n, sharing.Benefit, worths(t, n, most))
		a := nucleolus(t, g)
		if !a.Certificate.Valid {
			t.Fatalf("no certificate: %+v", a)
		}
		check(t, g, a.Exact, a.Certificate)

		x := slices.Clone(a.Exact)
		step := big.NewRat(int64(rapid.IntRange(1, 50).Draw(t, "step")), 7)
		x[0], x[1] = new(big.Rat).Sub(x[0], step), new(big.Rat).Add(x[1], step)
		c, err := sharing.Certify(g, x, false)
		if err != nil || c.Valid {
			t.Fatalf("beside the nucleolus: %+v %v", c, err)
		}
		if c.Fault == sharing.Unbalanced {
			y := make([]*big.Rat, n)
			for i := range y {
				y[i] = new(big.Rat).Mul(c.Better[i], big.NewRat(1, 100_000_000))
				y[i].Add(y[i], x[i])
			}
			if total(y).Cmp(total(x)) != 0 || !better(g, y, x) {
				t.Fatalf("%v is not better than %v", y, x)
			}
		} else if c.Fault != sharing.BelowAlone {
			t.Fatalf("fault %q", c.Fault)
		}
	})
}

// One linear program gives an element of the least core, which packages have printed as the nucleolus. The
// figures are such elements of games of blrzsvrzs/nucleolus, type 1 with 5 players, numbers 1, 2, 3 and 4.
func TestOneLinearProgramIsNotTheNucleolus(t *testing.T) {
	for _, c := range oneProgram {
		g := table(t, sharing.Benefit, published(1, 5, c.seed)...)
		cert, err := sharing.Certify(g, c.shares, false)
		if err != nil || cert.Valid || cert.Fault != sharing.Unbalanced || cert.Better == nil {
			t.Errorf("seed %d: %+v %v", c.seed, cert, err)
		}
		core, err := sharing.CoreOf(g)
		if err != nil || excesses(g, c.shares)[0].Cmp(core.LeastExcess) != 0 {
			t.Errorf("seed %d: %v is no element of the least core %v", c.seed, c.shares, core.LeastExcess)
		}
	}
}

var oneProgram = []struct {
	seed   uint32
	shares []*big.Rat
}{
	{461125, fractions(5, 525, 412, 305, 610, 463)},
	{461375, fractions(6, 532, 530, 895, 656, 243)},
	{461468, fractions(2, 223, 125, 228, 82, 96)},
	{461640, fractions(5, 365, 409, 300, 250, 331)},
}

func TestCertifyRefuses(t *testing.T) {
	g := table(t, sharing.Benefit, 0, 1, 1, 4)
	for _, c := range []struct {
		shares []*big.Rat
		want   sharing.Fault
	}{{fractions(1, 2, 2), sharing.NoFault}, {fractions(1, 1, 2), sharing.NotWhole},
		{fractions(1, 0, 4), sharing.BelowAlone}, {fractions(1, 1, 3), sharing.Unbalanced}} {
		cert, err := sharing.Certify(g, c.shares, false)
		if err != nil || cert.Fault != c.want || cert.Valid != (c.want == sharing.NoFault) {
			t.Errorf("%v: %+v %v", c.shares, cert, err)
		}
	}
	if _, err := sharing.Certify(g, fractions(1, 4), false); err == nil {
		t.Error("one share of two passes")
	}
}

// The core is empty exactly if weights that cover everybody once are worth more than all together; the
// nucleolus is in it otherwise, and nobody would rather leave.
func TestPropertyCore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		v := worths(t, n, 20)
		v[len(v)-1] += float64(rapid.IntRange(0, 100).Draw(t, "more"))
		g := drawn(t, n, sharing.Benefit, v)
		core, err := sharing.CoreOf(g)
		if err != nil {
			t.Fatal(err)
		}
		covered, worth, weight := make([]*big.Rat, n), new(big.Rat), new(big.Rat)
		for i := range covered {
			covered[i] = new(big.Rat)
		}
		for _, term := range core.Proof {
			worth.Add(worth, new(big.Rat).Mul(term.Weight, rat(g.Worth(term.Coalition))))
			weight.Add(weight, term.Weight)
			for _, i := range term.Coalition.Players() {
				covered[i].Add(covered[i], term.Weight)
			}
		}
		for _, c := range covered {
			if c.Cmp(big.NewRat(1, 1)) != 0 {
				t.Fatalf("%v cover the players %v times", core.Proof, covered)
			}
		}
		worth.Sub(worth, rat(v[len(v)-1]))
		if worth.Cmp(weight.Mul(weight, core.LeastExcess)) != 0 || core.Empty != (worth.Sign() > 0) {
			t.Fatalf("%+v: worth %v more than all", core, worth)
		}
		a := nucleolus(t, g)
		leaving, err := sharing.Leavers(g, a)
		if err != nil || !leaving.Known || (leaving.Count > 0) != core.Empty {
			t.Fatalf("%+v would leave the nucleolus, core %+v (%v)", leaving, core, err)
		}
	})
}

// Leavers counts coalitions as enumeration does, the worst first.
func TestPropertyLeavers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		g := drawn(t, n, sharing.Benefit, worths(t, n, 20))
		a, err := sharing.EqualGain(g)
		if err != nil {
			t.Fatal(err)
		}
		count := 0
		list := excesses(g, a.Exact)
		for _, e := range list {
			if e.Sign() > 0 {
				count++
			}
		}
		leaving, err := sharing.Leavers(g, a)
		if err != nil || leaving.Count != count || len(leaving.Worst) != min(count, 10) {
			t.Fatalf("%+v, want %d (%v)", leaving, count, err)
		}
		for k, c := range leaving.Worst {
			if f, _ := list[k].Float64(); !near([]float64{c.Excess, c.Alone - c.Here}, []float64{f, f}, 1e-9) {
				t.Fatalf("place %d: %+v, want an excess of %v", k, c, f)
			}
		}
	})
}

// The closed form for airport games finds the largest gain there is.
func TestPropertyAirportLeavers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		costs, shares := make([]float64, 26), make([]float64, 26) // the others need nothing and pay nothing
		for i := range n {
			costs[i] = float64(rapid.IntRange(1, 12).Draw(t, "cost"))
			shares[i] = float64(rapid.IntRange(-3, 12).Draw(t, "share"))
		}
		g, err := sharing.NewAirport(names(26), costs)
		if err != nil {
			t.Fatal(err)
		}
		most := 0.0
		for c := sharing.Coalition(1); c < 1<<n; c++ {
			gain := -g.Worth(c)
			for _, i := range c.Players() {
				gain += shares[i]
			}
			most = max(most, gain)
		}
		got, err := sharing.Leavers(g, sharing.Allocation{Shares: shares})
		if err != nil || !got.Known || (got.Count > 0) != (most > 0) {
			t.Fatalf("%+v, want a gain of %v (%v)", got, most, err)
		}
		if most > 0 {
			if w := got.Worst[0]; w.Excess != most || g.Worth(w.Coalition) != w.Alone || w.Here-w.Alone != most {
				t.Fatalf("%+v, want a gain of %v", w, most)
			}
		}
	})
}
