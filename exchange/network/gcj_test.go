package network

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	engine "github.com/yipanqi/yipanqi/method/network"
)

// The answer for Tian'anmen is that of the libraries in use (coordtransform, eviltransform).
func TestGCJ02(t *testing.T) {
	got := ToGCJ02(engine.Point{Lon: 116.404, Lat: 39.915})
	if math.Abs(got.Lon-116.41024449916938) > 1e-12 || math.Abs(got.Lat-39.91640428150164) > 1e-12 {
		t.Errorf("%v", got)
	}
	if paris := (engine.Point{Lon: 2.35, Lat: 48.86}); ToGCJ02(paris) != paris || FromGCJ02(paris) != paris {
		t.Error("places outside of China are moved")
	}
	rapid.Check(t, func(t *rapid.T) {
		p := engine.Point{Lon: rapid.Float64Range(97, 110).Draw(t, "lon"), Lat: rapid.Float64Range(26, 34).Draw(t, "lat")}
		moved := ToGCJ02(p)
		if m := engine.Metres(p, moved); m < 100 || m > 900 {
			t.Errorf("%v is moved %v m", p, m)
		}
		if m := engine.Metres(p, FromGCJ02(moved)); m > 0.001 {
			t.Errorf("%v comes back %v m away", p, m)
		}
	})
}

func TestDatumOfSoundPlacesIsNotDoubted(t *testing.T) {
	n, findings := Read(Source{"f.csv", []byte(gcjLinks)}, &Source{"n.csv", []byte(gcjNodes)}, Options{GCJ02: true})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if doubts := n.CheckDatum("n.csv", gcjReference); len(doubts) > 0 {
		t.Errorf("places that were converted: %v", doubts)
	}
	if m := engine.Metres(n.Graph.Place[0], gcjReference[0]); m > 20 {
		t.Errorf("a converted place is %v m off", m)
	}
}
