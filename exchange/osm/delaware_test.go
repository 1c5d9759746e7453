package osm

import (
	"context"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/paulmach/osm"
	"github.com/paulmach/osm/osmpbf"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/random"
)

// delawareSize is the size of the extract in bytes.
const delawareSize = 7812234

// delaware opens the extract that the PBF library is tested with, where the module's copy has it.
func delaware(t testing.TB) *os.File {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/paulmach/osm").Output()
	if err != nil {
		t.Skipf("the module's directory is not known: %v", err)
	}
	f, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "testdata", "delaware-latest.osm.pbf"))
	if err != nil {
		t.Skipf("the module's copy has no extract: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A real extract: its counts are known, it hangs together, and the same links come out by any number of
// threads.
func TestDelaware(t *testing.T) {
	n, findings, err := Read("delaware.osm.pbf", delaware(t), Options{})
	if err != nil || n == nil {
		t.Fatal(err, findings)
	}
	for _, f := range findings {
		t.Log(f.Text(locale.EN))
	}
	t.Logf("%d junctions, %d links", n.Outer, n.Graph.Links())
	again, _, err := Read("delaware.osm.pbf", delaware(t), Options{Threads: 1})
	if err != nil || again.Outer != n.Outer || again.Graph.Links() != n.Graph.Links() {
		t.Fatalf("by one thread %d junctions, %v", again.Outer, err)
	}
	for k := range n.Graph.Time {
		if n.Graph.Time[k] != again.Graph.Time[k] || n.Graph.Head[k] != again.Graph.Head[k] {
			t.Fatalf("link %d differs by threads", k)
		}
	}
	if ways := len(n.Check("", n.Graph.Time)); ways > n.Outer/20 {
		t.Errorf("%d places apart, or that can only be entered or left", ways)
	}
	sameTimes(t)
}

// What is decoded is what the library decodes: every node's place, and every way's nodes and tags.
func TestDelawareAsTheLibraryReadsIt(t *testing.T) {
	f := delaware(t)
	s := osmpbf.New(t.Context(), f, 1)
	defer s.Close()
	s.SkipRelations = true
	next := func() osm.Object {
		if !s.Scan() {
			t.Fatal(s.Err())
		}
		return s.Object()
	}
	blocks, findings := listBlocks("delaware.osm.pbf", f, delawareSize)
	if findings != nil {
		t.Fatal(findings)
	}
	var u unpacker
	things := 0
	for _, b := range blocks[1:] {
		raw, err := u.unpack(f, b)
		if err != nil {
			t.Fatal(err)
		}
		c, err := split(raw, true)
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(c.eachNode(func(id int64, lon, lat float64) {
			things++
			if n := next().(*osm.Node); int64(n.ID) != id || math.Abs(n.Lon-lon) > 1e-9 || math.Abs(n.Lat-lat) > 1e-9 {
				t.Fatalf("node %d at %v, %v; the library has %v", id, lon, lat, n)
			}
		}), c.eachWay(func(id int64, has tags, nodes column) error {
			things++
			w := next().(*osm.Way)
			node := int64(0)
			for _, n := range w.Nodes {
				if err := nodes.add(&node); err != nil || node != int64(n.ID) {
					t.Fatalf("way %d has node %d; the library has %d", id, node, n.ID)
				}
			}
			for i := 0; i < len(has); i += 2 {
				if w.Tags.Find(has[i]) != has[i+1] {
					t.Fatalf("way %d: %s=%s", id, has[i], has[i+1])
				}
			}
			if int64(w.ID) != id || len(nodes) > 0 || w.Tags.Find("highway") != has.find("highway") {
				t.Fatalf("way %d; the library has %v", id, w)
			}
			return nil
		}))
		if err != nil {
			t.Fatal(err)
		}
	}
	if s.Scan() || things < 700_000 {
		t.Fatalf("%d things, and the library has more", things)
	}
}

// sameTimes holds times between junctions against those over every stretch of every way.
func sameTimes(t *testing.T) {
	t.Helper()
	e, findings, err := open("delaware.osm.pbf", delaware(t), Options{})
	if err != nil || findings != nil {
		t.Fatal(err, findings)
	}
	whole, err := e.assemble(e.segments())
	if err != nil {
		t.Fatal(err)
	}
	short, err := e.network()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d junctions of %d", short.Outer, whole.Outer)
	r := random.New(7)
	for range 3 {
		from := int32(r.IntN(short.Outer))
		v, _ := whole.Node(short.Nodes[from])
		want, got := whole.Graph.Dijkstra(v, whole.Graph.Time), short.Graph.Dijkstra(from, short.Graph.Time)
		for b, to := range short.Nodes {
			if w, _ := whole.Node(to); got[b] != want[w] {
				t.Fatalf("%s to %s: %d ms, over every stretch %d", short.Nodes[from], to, got[b], want[w])
			}
		}
	}
}

// The import is held against the bare scan of all nodes and ways by the same library and as many threads:
// go test -bench 'Delaware' ./exchange/osm
func BenchmarkDelawareImport(b *testing.B) {
	f := delaware(b)
	for b.Loop() {
		if _, _, err := Read("delaware.osm.pbf", f, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDelawareScan(b *testing.B) {
	f := delaware(b)
	for b.Loop() {
		if _, err := f.Seek(0, 0); err != nil {
			b.Fatal(err)
		}
		s := osmpbf.New(context.Background(), f, runtime.GOMAXPROCS(0))
		things := 0
		for s.Scan() {
			things++
		}
		if s.Err() != nil || things < 700_000 {
			b.Fatal(s.Err(), things)
		}
		s.Close()
	}
}
