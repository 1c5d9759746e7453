package network

import (
	"bytes"
	"reflect"
	"testing"

	engine "github.com/yipanqi/yipanqi/method/network"
)

const savedLinks = "from,to,minutes,km,mode,line,dwell,open,project,oneway\n甲,乙,60,170,rail,一号,2,2027-01-01,新线,\n" +
	"乙,丙,50,,rail,一号,,,,\n丙,甲,300,,road,,,,,yes\n"

func saved(t testing.TB) []byte {
	t.Helper()
	n, findings := Read(Source{"f.csv", []byte(savedLinks)}, &Source{"n.csv",
		[]byte("node,lon,lat\n甲,104.06,30.67\n乙,105.1,29.6\n丙,106.55,29.61\n")},
		Options{Fares: map[string]engine.Fares{"rail": {Board: 180_000, Interchange: 180_000}}})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	n.Order = engine.Dissect(n.Graph, nil, 1)
	var b bytes.Buffer
	if err := n.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASavedNetworkIsWhatItWas(t *testing.T) {
	data := saved(t)
	n, findings := ReadSaved(Source{"f.ypn", data})
	if len(findings) > 0 || !IsSaved(data) {
		t.Fatal(findings)
	}
	var again bytes.Buffer
	if err := n.Save(&again); err != nil || !bytes.Equal(again.Bytes(), data) {
		t.Errorf("saved again it differs: %v", err)
	}
	if v, ok := n.Node("丙"); !ok || v != 2 || len(n.Order) != n.Graph.Nodes() {
		t.Errorf("丙 is node %d; %d of %d nodes are ordered", v, len(n.Order), n.Graph.Nodes())
	}
	first, _ := Read(Source{"f.csv", []byte(savedLinks)}, nil,
		Options{Fares: map[string]engine.Fares{"rail": {Board: 180_000, Interchange: 180_000}}})
	if !reflect.DeepEqual(first.Graph.Dijkstra(0, first.Graph.Time), n.Graph.Dijkstra(0, n.Graph.Time)) {
		t.Error("times differ from those of the table")
	}
}

// Whatever byte is damaged, it is told, and nothing is answered.
func TestDamageIsFound(t *testing.T) {
	data := saved(t)
	for i := range data {
		damaged := bytes.Clone(data)
		damaged[i] ^= 4
		if n, findings := ReadSaved(Source{"f.ypn", damaged}); n != nil || len(findings) != 1 {
			t.Fatalf("byte %d damaged: %v", i, findings)
		}
	}
	if n, _ := ReadSaved(Source{"f.ypn", data[:len(data)-5]}); n != nil {
		t.Error("a file cut off is read")
	}
}

func FuzzLoad(f *testing.F) {
	data := saved(f)
	f.Add(data[len(savedMagic) : len(data)-32])
	f.Fuzz(func(t *testing.T, body []byte) {
		l := loader{data: body}
		if n := l.network(); l.err == nil && (n.Graph.Nodes() != len(n.Nodes) || len(n.Mode) != n.Graph.Links()) {
			t.Error("a network that does not hold together")
		}
	})
}
