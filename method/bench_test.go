package method

import (
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/monitor/synthetic"
	"github.com/yipanqi/yipanqi/statistic"
)

// BenchmarkWater asks for every figure of water in every area of the synthetic territory over a plan's
// years: twenty sections, two of the years with synthetic readings.
func BenchmarkWater(b *testing.B) {
	batch := &monitor.Batch{Header: monitor.Header{ID: "synthetic", Known: before}}
	for n := range 20 {
		site, runs := synthetic.Water(1, n, measure.DateOf(2022, time.January, 1), measure.DateOf(2023, time.December, 31))
		site.Area = "510104"
		batch.Sites, batch.Runs = append(batch.Sites, site), append(batch.Runs, runs...)
	}
	set := monitor.NewSet()
	if _, err := set.Append(batch); err != nil {
		b.Fatal(err)
	}
	axis := measure.AxisOf(measure.Annual, 2010, 2035)
	out := make([]float64, axis.N)
	for b.Loop() {
		e := New(Sources{Readings: set, Known: after, Territory: place()})
		for _, area := range e.Territory.Rows() {
			for i := range statistic.All {
				e.Statistic(statistic.All[i].Name, area, axis, out)
			}
		}
	}
}
