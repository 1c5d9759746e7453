package network

import (
	"os"
	"slices"
	"testing"

	engine "github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// TestRome compares the engine with Dijkstra on the roads of Rome of the ninth DIMACS challenge, and
// again after edits, where YIPANQI_ROME99 names the file rome99.gr, which is not ours to hand on.
func TestRome(t *testing.T) {
	file := os.Getenv("YIPANQI_ROME99")
	if file == "" {
		t.Skip("YIPANQI_ROME99 does not name rome99.gr")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n, findings := Read(Source{file, data}, nil, Options{})
	if len(findings) > 0 || n.Graph.Nodes() != 3353 || n.Graph.Links() != 8870 {
		t.Fatal(findings)
	}
	g := n.Graph
	h, err := engine.Contract(g, engine.Dissect(g, []int32{7, 70, 700}, 2))
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Customise(nil, 2)
	if err != nil {
		t.Fatal(err)
	}
	times := slices.Clone(g.Time)
	r := random.New(99)
	for range 10 {
		var from []int32
		for range 100 {
			from = append(from, int32(r.IntN(g.Nodes())))
		}
		all := m.Sweep(true, 2).Targets(nil).Matrix(from, nil, 2)
		for i, u := range from {
			if !slices.Equal(all[i*g.Nodes():(i+1)*g.Nodes()], g.Dijkstra(u, times)) {
				t.Fatalf("from %d: not what Dijkstra says", u)
			}
		}
		var changes []engine.Change
		for range 20 {
			c := engine.Change{Link: int32(r.IntN(g.Links())), Time: int32(r.IntN(3000))}
			if r.IntN(5) == 0 {
				c.Time = engine.Infinity
			}
			times[c.Link] = c.Time
			changes = append(changes, c)
		}
		if _, err := m.Edit(changes); err != nil {
			t.Fatal(err)
		}
	}
}
