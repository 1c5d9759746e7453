package series

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/monitor/synthetic"
)

// national returns a year of synthetic air data of some stations.
func national(stations int) *monitor.Batch {
	b := &monitor.Batch{Header: monitor.Header{Grade: "synthetic"}}
	for n := range stations {
		site, runs := synthetic.Air(1, n, measure.DateOf(2024, time.January, 1), measure.DateOf(2024, time.December, 31))
		b.Sites, b.Runs = append(b.Sites, site), append(b.Runs, runs...)
	}
	b.Normalize()
	return b
}

func BenchmarkAppend(b *testing.B) {
	batch := national(50)
	n := int64(0)
	for b.Loop() {
		f, err := Create(filepath.Join(b.TempDir(), "a.series"))
		if err != nil {
			b.Fatal(err)
		}
		p, err := f.Append(batch)
		if err != nil {
			b.Fatal(err)
		}
		n = p.Readings
		f.Close()
	}
	b.SetBytes(4 * n)
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "readings/s")
}

func BenchmarkLoad(b *testing.B) {
	f, err := Create(filepath.Join(b.TempDir(), "a.series"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	p, err := f.Append(national(50))
	if err != nil {
		b.Fatal(err)
	}
	var r monitor.Readings
	for b.Loop() {
		for _, s := range f.Sites() {
			if err := f.Load(&r, s.ID, measure.Forever); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(p.Readings)*float64(b.N)/b.Elapsed().Seconds(), "readings/s")
}
