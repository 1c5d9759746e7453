package synthetic

import (
	"encoding/hex"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

var from, to = measure.DateOf(2023, time.January, 1), measure.DateOf(2024, time.December, 31)

func batch() *monitor.Batch {
	b := &monitor.Batch{Header: monitor.Header{Grade: "synthetic"}}
	for n := range 3 {
		add := func(site monitor.Site, runs []monitor.Run) {
			b.Sites = append(b.Sites, site)
			b.Runs = append(b.Runs, runs...)
		}
		add(Air(1, n, from, to))
		add(Water(1, n, from, to))
		add(Flow(1, n, from, to))
	}
	b.Normalize()
	return b
}

// The data of a seed are the same on every machine and in every version.
func TestSame(t *testing.T) {
	const want = "b7e94670cbe6ab62"
	digest, n := batch().Digest()
	if got := hex.EncodeToString(digest[:8]); got != want {
		t.Errorf("digest %s of %d readings", got, n)
	}
}

func TestLikely(t *testing.T) {
	s := monitor.NewSet()
	if _, err := s.Append(batch()); err != nil {
		t.Fatal(err)
	}
	var r monitor.Readings
	for _, site := range s.Sites() {
		s.Load(&r, site.ID, measure.Forever)
		for i := range r.Series {
			series := &r.Series[i]
			var sum, n, low, high int64 = 0, 0, 1 << 40, 0
			for _, v := range series.Values {
				if v == monitor.Missing {
					continue
				}
				sum, n, low, high = sum+int64(v), n+1, min(low, int64(v)), max(high, int64(v))
			}
			if days := int64(to-from) + 1; int64(len(series.Values)) != days*24/int64(series.Step) {
				t.Errorf("%s %v: %d values over %d days", site.ID, series.Item, len(series.Values), days)
			}
			if share := float64(n) / float64(len(series.Values)); share > 0.999 || share < 0.9 {
				t.Errorf("%s %v: %.3f valid", site.ID, series.Item, share)
			}
			if low < 0 || high < low*11/10 {
				t.Errorf("%s %v: from %d to %d", site.ID, series.Item, low, high)
			}
		}
	}
}

// Ozone is high in summer and at noon, particles in winter.
func TestSeasons(t *testing.T) {
	_, runs := Air(1, 0, from, to)
	mean := func(item monitor.Item, pick func(monitor.Hour) bool) int64 {
		var sum, n int64
		for i, v := range runs[item].Values {
			if h := monitor.Hour(runs[item].First) + monitor.Hour(i); v != monitor.Missing && pick(h) {
				sum, n = sum+int64(v), n+1
			}
		}
		return sum / n
	}
	in := func(m time.Month) func(monitor.Hour) bool {
		return func(h monitor.Hour) bool { return h.Day().Time().Month() == m }
	}
	at := func(clock int) func(monitor.Hour) bool {
		return func(h monitor.Hour) bool { return h.Clock() == clock }
	}
	if mean(monitor.O3, in(time.July)) < 2*mean(monitor.O3, in(time.January)) ||
		mean(monitor.O3, at(15)) < 2*mean(monitor.O3, at(6)) ||
		mean(monitor.PM25, in(time.January)) < 2*mean(monitor.PM25, in(time.July)) {
		t.Error("seasons or hours are not as they should be")
	}
}
