package osm

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	engine "github.com/yipanqi/yipanqi/method/network"
)

func read(t testing.TB, data []byte, o Options) (*network.Network, []finding.Finding) {
	t.Helper()
	n, findings, err := Read("f.osm.pbf", bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	return n, findings
}

// A village: a street 1–2–3–4 with a bend at 2, a ring road at 3, a one-way track, a ferry and a railway.
// Nodes lie a thousandth of a degree of longitude apart on the equator: 111.32 m.
var (
	villageNodes = []testNode{{1, 0, 0}, {2, .001, 0}, {3, .002, 0}, {4, .003, 0}, {5, .003, .001}, {6, .003, -.001},
		{7, .004, 0}, {8, .005, 0}, {9, 0, .01}}
	villageWays = []testWay{
		{10, []int64{1, 2, 3}, []string{"highway", "primary", "maxspeed", "60"}},
		{11, []int64{3, 5, 7, 6, 3}, []string{"highway", "tertiary", "junction", "roundabout"}},
		{12, []int64{7, 8}, []string{"highway", "residential", "oneway", "-1", "maxspeed", "30 mph"}},
		{13, []int64{1, 9}, []string{"route", "ferry", "duration", "00:10"}},
		{14, []int64{8, 4}, []string{"railway", "rail"}},
		{15, []int64{1, 8}, []string{"highway", "footway"}},
		{16, []int64{1, 8}, []string{"highway", "service", "access", "private"}},
		{17, []int64{4, 8}, []string{"railway", "rail", "service", "yard"}},
	}
)

func TestAVillage(t *testing.T) {
	n, findings := read(t, pbf(villageNodes, villageWays), Options{})
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	if want := []string{"n1", "n3", "n7", "n8", "n9"}; !slices.Equal(slices.Sorted(slices.Values(n.Nodes)), want) {
		t.Errorf("junctions %q", n.Nodes)
	}
	time := func(from, to string) int32 {
		a, _ := n.Node(from)
		b, _ := n.Node(to)
		return n.Graph.Dijkstra(a, n.Graph.Time)[b]
	}
	for _, c := range []struct {
		from, to string
		seconds  float64 // Infinity for no way
	}{
		{"n1", "n3", 222.64 * 3.6 / 48},      // 60 as driven at 0.8
		{"n3", "n7", 2 * 156.9 * 3.6 / 32},   // forward around the ring, 40 at 0.8
		{"n7", "n3", 2 * 156.9 * 3.6 / 32},   // and on around it
		{"n8", "n7", 111.32 * 3.6 / 38.6243}, // 30 mph, against the drawing
		{"n7", "n8", math.Inf(1)},
		{"n1", "n9", 600}, {"n9", "n1", 600}, // by the ferry's duration
	} {
		got := float64(time(c.from, c.to)) / 1000
		if time(c.from, c.to) == engine.Infinity {
			got = math.Inf(1)
		}
		if got != c.seconds && math.Abs(got-c.seconds) > 0.02*c.seconds/10 {
			t.Errorf("%s to %s: %v s, want %v", c.from, c.to, got, c.seconds)
		}
	}
}

// Railways are beside roads: nobody changes at a level crossing.
func TestRailwaysDoNotMeetRoads(t *testing.T) {
	without, _ := read(t, pbf(villageNodes, villageWays), Options{})
	n, _ := read(t, pbf(villageNodes, villageWays), Options{Rail: true})
	if n.Outer != without.Outer+2 || n.Graph.Links() != without.Graph.Links()+2 {
		t.Errorf("with its railway %d junctions and %d links", n.Outer, n.Graph.Links())
	}
	a, _ := n.Node("n8")
	b, _ := n.Node("n4-rail")
	c, _ := n.Node("n8-rail")
	times, byRail := n.Graph.Dijkstra(a, n.Graph.Time), n.Graph.Dijkstra(c, n.Graph.Time)
	if times[b] != engine.Infinity || times[c] != engine.Infinity || byRail[b] == engine.Infinity {
		t.Errorf("from the road at 8: %d ms to the railway at 4", times[b])
	}
}

func TestWhatIsNoRoad(t *testing.T) {
	for _, tags := range [][]string{{"highway", "none"}, {"highway", "rail"}, {"highway", "CN:urban"}, {"highway", "path"},
		{"highway", "primary", "access", "no"}, {"highway", "primary", "oneway", "reversible"},
		{"highway", "primary", "area", "yes"},
		{"highway", "primary", "access", "yes", "motor_vehicle", "no"}, {"railway", "rail", "service", "yard"}} {
		if n, _ := read(t, pbf(villageNodes, []testWay{{1, []int64{1, 2}, tags}}), Options{Rail: true}); n != nil {
			t.Errorf("%q is travelled on", tags)
		}
	}
}

// On any set of streets, times between the junctions that stay are those over every stretch of every way.
func TestContractionKeepsTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var nodes []testNode
		count := rapid.IntRange(2, 14).Draw(t, "nodes")
		for i := range count {
			nodes = append(nodes, testNode{int64(i + 1), float64(i%4) / 100, float64(i/4) / 100})
		}
		ways := []testWay{{100, []int64{1, 2}, []string{"highway", "primary"}}}
		for i := range rapid.IntRange(1, 8).Draw(t, "ways") {
			refs := rapid.SliceOfN(rapid.Int64Range(1, int64(count)), 2, 6).Draw(t, "refs")
			oneway := rapid.SampledFrom([]string{"yes", "no", "-1"}).Draw(t, "oneway")
			speed := fmt.Sprint(rapid.IntRange(10, 120).Draw(t, "speed"))
			ways = append(ways, testWay{int64(i + 1), refs, []string{"highway", "primary", "oneway", oneway, "maxspeed", speed}})
		}
		data := pbf(nodes, ways)
		e, findings, err := open("f", bytes.NewReader(data), Options{Threads: 1})
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
		for a, from := range short.Nodes {
			v, _ := whole.Node(from)
			want, got := whole.Graph.Dijkstra(v, whole.Graph.Time), short.Graph.Dijkstra(int32(a), short.Graph.Time)
			for b, to := range short.Nodes {
				if w, _ := whole.Node(to); got[b] != want[w] {
					t.Fatalf("%s to %s: %d ms, over every stretch %d", from, to, got[b], want[w])
				}
			}
		}
	})
}

func TestSpeedsOfTags(t *testing.T) {
	s := DefaultSpeeds()
	for text, want := range map[string]float64{"60": 60, "60 mph": 96.56064, "50;30": 30, "CN:urban": 50, "none": 120,
		"80 km/h": 80, "fast": 0, "": 0, "-5": 0, "primary": 0, "NaN": 0, "Inf": 0} {
		if got, ok := s.speedOf(text); math.Abs(got-want) > 1e-9 && ok || ok != (want > 0) {
			t.Errorf("%q is %v, %v", text, got, ok)
		}
	}
	for text, want := range map[string]float64{"00:10": 10, "1:30": 90, "45": 45, "00:05:30": 5.5, "soon": 0, "": 0} {
		if got := minutes(text); got != want {
			t.Errorf("%q is %v min", text, got)
		}
	}
	own, findings := ReadSpeeds("s.csv", []byte("class,kmh\nprimary,90\n"))
	if len(findings) > 0 || own.kmh["primary"] != 90 || own.kmh["motorway"] != 100 {
		t.Errorf("%v %v", own, findings)
	}
}

// Ways of the same kind with the same fault are told once; a missing node cuts its way.
func TestDoubts(t *testing.T) {
	ways := []testWay{{1, []int64{1, 2, 99, 3}, []string{"highway", "primary", "maxspeed", "fast"}},
		{2, []int64{3, 4}, []string{"highway", "primary", "maxspeed", "fast"}},
		{3, []int64{3, 1}, []string{"highway", "primary", "maxspeed", "300"}},
		{4, []int64{7, 8}, []string{"highway", "primary", "oneway", "mostly"}},
		{5, []int64{8, 9}, []string{"route", "ferry", "duration", "00:00:10"}}}
	n, findings := read(t, pbf(villageNodes, ways), Options{})
	var text strings.Builder
	for _, f := range findings {
		fmt.Fprintln(&text, f.Text(locale.EN))
	}
	for _, want := range []string{"1 ways lack 1 nodes", "maxspeed=fast is not understood, or past belief (2 ways",
		"a limit of 300 is past belief (1 ways", "oneway=mostly is", "duration=00:00:10 is"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, &text)
		}
	}
	if n == nil || n.Outer != 5 || n.Graph.Links() != 6 { // 2 by 1 and 3 to 4, 7 to 8, 8 to 9, and back
		t.Errorf("%v", n)
	}
}

// Nodes and ways may stand in any order, in blocks of any number.
func TestAnyOrder(t *testing.T) {
	want, _ := read(t, pbf(villageNodes, villageWays), Options{Rail: true})
	behind := slices.Clone(villageNodes)
	slices.Reverse(behind)
	data := pbf(nil, villageWays[:3])
	for _, rest := range [][]byte{pbf(behind[:4], nil), pbf(nil, villageWays[3:]), pbf(behind[4:], nil)} {
		data = append(data, rest[headerLength:]...)
	}
	got, findings := read(t, data, Options{Rail: true, Threads: 3})
	if len(findings) > 0 || !slices.Equal(got.Graph.Time, want.Graph.Time) || !slices.Equal(got.Nodes, want.Nodes) {
		t.Errorf("%v %v", got, findings)
	}
}

// Whatever is cut off or damaged gives a finding, never a crash or half a network.
func TestDamage(t *testing.T) {
	whole := pbf(villageNodes, villageWays)
	for cut := range len(whole) {
		if n, findings := read(t, whole[:cut], Options{}); n != nil || len(findings) == 0 {
			t.Fatalf("cut at byte %d: %v", cut, n)
		}
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 0x41
		read(t, damaged, Options{})
	}
}

func FuzzRead(f *testing.F) {
	whole := pbf(villageNodes, villageWays)
	f.Add(whole)
	f.Add(whole[:100])
	f.Add(pbf(nil, nil, "HistoricalInformation"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, findings := read(t, data, Options{Rail: true, Threads: 1})
		worst, any := finding.Worst(findings)
		if (n == nil) != (any && worst == finding.Error) {
			t.Fatalf("network %v with findings %v", n, findings)
		}
	})
}

// Damage that the checksum of a packed block would show is looked for in blocks as they are unpacked.
func FuzzBlock(f *testing.F) {
	whole := pbf(villageNodes, villageWays)
	blocks, _ := listBlocks("f", bytes.NewReader(whole), int64(len(whole)))
	raw, err := new(unpacker).unpack(bytes.NewReader(whole), blocks[1])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		data := bytes.NewBuffer(slices.Clone(whole[:headerLength]))
		writeBlock(data, "OSMData", raw)
		n, findings := read(t, data.Bytes(), Options{Rail: true, Threads: 1})
		worst, any := finding.Worst(findings)
		if (n == nil) != (any && worst == finding.Error) {
			t.Fatalf("network %v with findings %v", n, findings)
		}
	})
}

func FuzzTags(f *testing.F) {
	f.Add("60 mph;30", "01:10")
	f.Fuzz(func(t *testing.T, speed, duration string) {
		if x, ok := DefaultSpeeds().speedOf(speed); ok && !(x > 0 && !math.IsInf(x, 0)) {
			t.Errorf("%q is %v km/h", speed, x)
		}
		if x := minutes(duration); !(x >= 0) {
			t.Errorf("%q is %v min", duration, x)
		}
	})
}
