package sharing_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/sharing"
)

func compare(t interface{ Fatal(...any) }, g *sharing.Game) *sharing.Comparison {
	c, err := sharing.Compare(g, sharing.Options{Sampling: sharing.Sampling{Blocks: 20}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every rule shares the whole, exactly; nucleoli are certified; and no game is without an answer.
func TestPropertyRulesShareTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var g *sharing.Game
		if rapid.Bool().Draw(t, "structured") {
			g = structuredGame(t, 6)
		} else {
			n := rapid.IntRange(1, 5).Draw(t, "n")
			g = drawn(t, n, sharing.Kind(rapid.IntRange(0, 1).Draw(t, "kind")), worths(t, n, 30))
		}
		c := compare(t, g)
		for _, r := range c.Rules {
			if r.Rule.ID == "banzhaf" {
				continue
			}
			if sum := total(r.Exact); sum.Cmp(rat(c.Total)) != 0 || !r.Leaving.Known {
				t.Fatalf("%s: %v add up to %v, not to %v", r.Rule.ID, r.Exact, sum, c.Total)
			}
			if strings.HasSuffix(r.Rule.ID, "nucleolus") && !r.Certificate.Valid {
				t.Fatalf("%s without certificate", r.Rule.ID)
			}
		}
		shapley, ok := c.Rule("shapley")
		_, ok2 := c.Rule("nucleolus")
		if !ok || !ok2 || c.Core == nil {
			t.Fatalf("%+v", c)
		}
		switch g.Form.(type) { // concave: the Shapley value is in the core
		case sharing.Airport, sharing.Network:
			if c.Core.Empty || shapley.Leaving.Count > 0 {
				t.Fatalf("%v would leave", shapley.Leaving)
			}
		}
	})
}

// A worked example: a line of two segments. Beyond the first, only B and C go; each segment is shared by
// its users.
func TestLineOfTwoSegments(t *testing.T) {
	g, err := sharing.NewNetwork(names(3), []sharing.Segment{{Name: "x", Cost: 30, Users: []int{0, 1, 2}},
		{Name: "y", Cost: 20, Users: []int{1, 2}}})
	if err != nil {
		t.Fatal(err)
	}
	c := compare(t, g)
	for id, want := range map[string][]*big.Rat{
		"shapley":      fractions(1, 10, 20, 20),
		"proportional": fractions(13, 150, 250, 250),
		"equal-gain":   fractions(3, 10, 70, 70), // each saves 80/3 of 30, 50, 50
		"equal-loss":   fractions(3, 50, 50, 50), // nobody adds anything to the two others
	} {
		if r, ok := c.Rule(id); !ok || !same(r.Exact, want) {
			t.Errorf("%s: %v, want %v", id, r.Exact, want)
		}
	}
	equal, _ := c.Rule("equal-loss")
	if len(equal.Leaving.Worst) != 0 {
		t.Errorf("who leaves equal losses: %+v", equal.Leaving)
	}
	proportional, _ := c.Rule("proportional")
	if proportional.Leaving.Count != 0 || c.Core.Empty {
		t.Errorf("%+v %+v", proportional.Leaving, c.Core)
	}
}

// Games beyond every table: sampled, or by closed forms, and notes where something is left out.
func TestCompareManyPlayers(t *testing.T) {
	costs := make([]float64, 44)
	segments := make([]sharing.Segment, 43)
	weights := make([]int64, 44)
	for i := range costs {
		costs[i], weights[i] = float64(i+1), int64(i+1)
		if i < 43 {
			segments[i] = sharing.Segment{Name: fmt.Sprint(i), Cost: 1, Users: []int{i, i + 1}}
		}
	}
	airport, err := sharing.NewAirport(names(44), costs)
	if err != nil {
		t.Fatal(err)
	}
	network, err := sharing.NewNetwork(names(44), segments)
	if err != nil {
		t.Fatal(err)
	}
	vote, err := sharing.NewVoting(names(44), weights, 500)
	if err != nil {
		t.Fatal(err)
	}
	square, err := sharing.NewFunc(names(44), sharing.Benefit, func(c sharing.Coalition) float64 {
		return math.Sqrt(float64(c.Size()))
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[*sharing.Game]string{
		airport: "shapley true, nucleolus true, proportional true, equal-gain true, equal-loss true, nucleolus, ",
		network: "shapley false, proportional false, equal-gain false, equal-loss false, nucleolus, ",
		vote:    "shapley false, equal-gain false, equal-loss false, banzhaf false, nucleolus, proportional, ",
		square:  "shapley false, proportional false, equal-gain false, equal-loss false, shapley, nucleolus, ",
	} {
		c := compare(t, name)
		got := ""
		for _, r := range c.Rules {
			got += fmt.Sprintf("%s %v, ", r.Rule.ID, r.Leaving.Known)
		}
		for _, n := range c.Notes {
			got += n.Rule.ID + ", "
		}
		if got != want {
			t.Errorf("%T: %s, want %s", name.Form, got, want)
		}
	}
}

func TestConstructorsRefuse(t *testing.T) {
	ab := names(2)
	fn := func(sharing.Coalition) float64 { return 0 }
	for i, err := range []error{
		errorOf(sharing.NewTable(nil, 0, []float64{0})),
		errorOf(sharing.NewTable(ab, 0, []float64{0, 1, 2})),
		errorOf(sharing.NewTable(ab, 0, []float64{1, 1, 2, 3})),
		errorOf(sharing.NewTable(ab, 0, []float64{0, 1, math.NaN(), 3})),
		errorOf(sharing.NewTable(names(26), 0, nil)),
		errorOf(sharing.NewFunc(make([]string, 65), 0, fn)),
		errorOf(sharing.NewAirport(ab, []float64{1, -1})),
		errorOf(sharing.NewAirport(ab, []float64{1})),
		errorOf(sharing.NewNetwork(ab, []sharing.Segment{{Cost: 1}})),
		errorOf(sharing.NewNetwork(ab, []sharing.Segment{{Cost: 1, Users: []int{0, 0}}})),
		errorOf(sharing.NewNetwork(ab, []sharing.Segment{{Cost: 1, Users: []int{2}}})),
		errorOf(sharing.NewNetwork(ab, []sharing.Segment{{Cost: -1, Users: []int{1}}})),
		errorOf(sharing.NewVoting(ab, []int64{1, 2}, 4)),
		errorOf(sharing.NewVoting(ab, []int64{1, 2}, 0)),
		errorOf(sharing.NewVoting(ab, []int64{1, -2}, 1)),
		errorOf(sharing.NewVoting(ab, []int64{math.MaxInt64, 1}, 1)),
		errorOf(sharing.NewVoting(ab, []int64{1}, 1)),
		errorOf(sharing.NewClaims(ab, 4, []float64{1, 2})),
		errorOf(sharing.NewClaims(ab, math.Inf(1), []float64{1, 2})),
	} {
		if err == nil {
			t.Errorf("%d passes", i)
		}
	}
}

func errorOf(_ *sharing.Game, err error) error { return err }

func TestGameWithoutNumbersIsAnError(t *testing.T) {
	g, err := sharing.NewFunc(names(3), 0, func(c sharing.Coalition) float64 { return math.Inf(1) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sharing.Nucleolus(g); err == nil {
		t.Error("an infinite game has a nucleolus")
	}
	if _, err := sharing.Compare(g, sharing.Options{}); err == nil {
		t.Error("an infinite game is compared")
	}
}
