package water_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
)

// synthetic is a section's year of readings every four hours, seeded.
func synthetic(seed uint64) *water.Section {
	r := rand.New(rand.NewPCG(seed, 3838))
	s := &water.Section{ID: "synthetic"}
	for d := measure.DateOf(2024, 1, 1); d <= measure.DateOf(2024, 12, 31); d++ {
		for range 6 {
			x := water.NoSample(d)
			for _, i := range []water.Item{water.Temp, water.PH, water.DO, water.CODMn, water.NH3N, water.TP, water.TN} {
				x.Value[i] = 1000 * r.Int64N(9000)
			}
			s.Samples = append(s.Samples, x)
		}
	}
	return s
}

// A year of one section, its months and the year: 2196 readings of seven items.
func BenchmarkYear(b *testing.B) {
	e, s := edition(b), synthetic(1)
	for b.Loop() {
		e.Year(s, 2024)
	}
}

func BenchmarkReadEdition(b *testing.B) {
	data, err := os.ReadFile("editions/2002.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		water.ReadEdition("x.yaml", data)
	}
}
