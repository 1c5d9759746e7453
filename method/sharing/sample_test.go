package sharing_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/method/random"
	"github.com/yipanqi/yipanqi/method/sharing"
)

// Airport games of 44 players have exact values: each sampled share must be within 0.5 % of its own, and
// of the intervals at 95 % about as many must hold it.
func TestSampledAirportGames(t *testing.T) {
	held, all := 0, 0
	for seed := range uint64(2) {
		source := random.New(seed)
		costs := make([]float64, 44)
		for i := range costs {
			costs[i] = float64(10 + source.IntN(990))
		}
		g, err := sharing.NewAirport(names(44), costs)
		if err != nil {
			t.Fatal(err)
		}
		exact, err := sharing.Shapley(g)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sharing.SampleShapley(g, sharing.Sampling{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, want := range exact.Shares {
			if off := math.Abs(got.Shares[i]/want - 1); off > 0.005 {
				t.Errorf("seed %d: %v is %.2f %% off %v", seed, got.Shares[i], 100*off, want)
			}
			if all++; got.Low[i] <= want && want <= got.High[i] {
				held++
			}
			sum += got.Shares[i]
		}
		if math.Abs(sum-g.Total()) > 1e-9*g.Total() {
			t.Errorf("shares add up to %v, not to %v", sum, g.Total())
		}
	}
	if share := float64(held) / float64(all); share < 0.92 {
		t.Errorf("%.3f of the intervals at 95 %% hold the exact value", share)
	}
}

// Voting games too, of which a share is a chance to be decisive: within 0.5 % of the whole.
func TestSampledVotingGame(t *testing.T) {
	source := random.New(1)
	weights := make([]int64, 44)
	var sum int64
	for i := range weights {
		weights[i] = int64(1 + source.IntN(50))
		sum += weights[i]
	}
	g, err := sharing.NewVoting(names(44), weights, sum/2+1)
	if err != nil {
		t.Fatal(err)
	}
	exact, err := sharing.Shapley(g)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sharing.SampleShapley(g, sharing.Sampling{Seed: 1, Blocks: 1000})
	if err != nil || !near(got.Shares, exact.Shares, 0.005) {
		t.Errorf("%v, want %v (%v)", got.Shares, exact.Shares, err)
	}
}

// A small game is nearly all ends, and what is sampled is near.
func TestPropertySampledIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		g := drawn(t, n, sharing.Cost, worths(t, n, 10))
		exact, err := sharing.Shapley(g)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sharing.SampleShapley(g, sharing.Sampling{Seed: 3, Blocks: 200})
		if err != nil || !near(got.Shares, exact.Shares, 0.5) {
			t.Fatalf("%v, want %v (%v)", got.Shares, exact.Shares, err)
		}
		again, err := sharing.SampleShapley(g, sharing.Sampling{Seed: 3, Blocks: 200})
		if err != nil || !slices.Equal(got.Shares, again.Shares) {
			t.Fatal("the same seed gives other numbers")
		}
	})
}

func TestSamplingRefuses(t *testing.T) {
	g := table(t, 0, 0, 1, 2, 3)
	for _, s := range []sharing.Sampling{{Blocks: 1}, {Blocks: -1}, {Confidence: 1}, {Confidence: math.NaN()}} {
		if _, err := sharing.SampleShapley(g, s); err == nil {
			t.Errorf("%+v passes", s)
		}
	}
	broken, err := sharing.NewFunc(names(3), 0, func(sharing.Coalition) float64 { return math.NaN() })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sharing.SampleShapley(broken, sharing.Sampling{}); err == nil {
		t.Error("a game without numbers passes")
	}
}
