package network

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	engine "github.com/yipanqi/yipanqi/method/network"
)

func read(links, nodes string) (*Network, []finding.Finding) {
	if nodes == "" {
		return Read(Source{"f.csv", []byte(links)}, nil, Options{})
	}
	return Read(Source{"f.csv", []byte(links)}, &Source{"n.csv", []byte(nodes)}, Options{})
}

func TestATableOfLinks(t *testing.T) {
	n, findings := read("from,to,minutes,km,kmh,oneway,open,project\n"+
		"甲,乙,1.5,,,,,\n"+
		"乙,丙,,10,120,yes,2027-01-01,新线\n", "")
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var got []string
	for l := range n.Graph.Links() {
		from, to := n.Nodes[n.Graph.Tail[l]], n.Nodes[n.Graph.Head[l]]
		got = append(got, fmt.Sprint(from, to, " ", n.Graph.Time[l], " line ", n.Lines[l]))
	}
	want := []string{"甲乙 90000 line 2", "乙甲 90000 line 2", "乙丙 300000 line 3"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if s := n.Graph.Span[2]; s.From.String() != "2027-01-01" || n.Projects[s.Project-1] != "新线" {
		t.Errorf("the new line: %+v of %v", s, n.Projects)
	}
	day, err := measure.ParseDate("2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	if times := n.Graph.TimesOn(day, nil); !slices.Equal(times, []int32{90000, 90000, engine.Infinity}) {
		t.Errorf("the day before it opens: %v", times)
	}
	early := func(int32) (measure.Date, bool) { return day, true }
	if times := n.Graph.TimesOn(day, early); times[2] != 300000 {
		t.Errorf("opened early it takes %d", times[2])
	}
}

func TestChineseColumnsAndGB18030(t *testing.T) {
	n, findings := read("\xc6\xf0\xb5\xe3,\xd6\xd5\xb5\xe3,\xb7\xd6\xd6\xd3\n\xbc\xd7,\xd2\xd2,2\n", "") // 起点,终点,分钟
	if len(findings) > 0 || n == nil || n.Graph.Time[0] != 120000 || n.Nodes[0] != "甲" {
		t.Errorf("%v, %v", n, findings)
	}
}

func TestDIMACS(t *testing.T) {
	n, findings := read("c two junctions\np sp 2 2\na 1 2 80300\na 2 1 80500\n",
		"c where they are\np aux sp co 2\nv 1 104060000 30670000\nv 2 104070000 30680000\n")
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	place := engine.Point{Lon: 104.07, Lat: 30.68}
	if got := n.Graph.Time; !slices.Equal(got, []int32{80300, 80500}) || n.Graph.Place[1] != place {
		t.Errorf("%v at %v", got, n.Graph.Place)
	}
	if v, ok := n.Node("2"); !ok || v != 1 {
		t.Errorf("node 2 is %d, %v", v, ok)
	}
}

func TestPoints(t *testing.T) {
	points, findings := ReadPoints(Source{"p.csv", []byte("id,node,lon,lat,weight\n成都东站,12,,,5.5\n某地,,104.1,30.6,\n")})
	if len(findings) > 0 || len(points) != 2 {
		t.Fatal(points, findings)
	}
	if p := points[0]; p.Node != "12" || p.Weight != 5.5 || p.ID != "成都东站" {
		t.Errorf("%+v", p)
	}
	if p := points[1]; p.Place != (engine.Point{Lon: 104.1, Lat: 30.6}) || !measure.IsMissing(p.Weight) {
		t.Errorf("%+v", p)
	}
}

// Everything wrong is found at once, at its place, and no network is given.
func TestEverythingWrongIsFound(t *testing.T) {
	n, findings := read("from,to,ms\n一,二,x\n一,,5\n三,四,-5\n\"五\n", "")
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprint(f.Pos, " ", f.Code.ID))
	}
	want := []string{"f.csv:2:5 network.bad-number", "f.csv:3:3 network.no-name", "f.csv:4:5 network.negative",
		"f.csv:6:0 network.syntax"}
	if n != nil || len(got) != 4 || !slices.Equal(got[:3], want[:3]) || !strings.HasSuffix(got[3], "network.syntax") {
		t.Errorf("%v, %q", n, got)
	}
	many := "from,to,ms\n" + strings.Repeat("a,b,x\n", 1000)
	if _, findings := read(many, ""); len(findings) != most+1 {
		t.Errorf("%d findings of a hopeless file", len(findings))
	}
}

// positioned holds findings to their promise.
func positioned(t *testing.T, findings []finding.Finding) {
	for _, f := range findings {
		if f.Pos.File == "" {
			t.Errorf("no position: %v", f.Text(locale.EN))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "from,to,ms\n1,2,3\n", "from\tto\tminutes\n1\t2\t0.1\n", "p sp 2 1\na 1 2 3\n",
		"c\np sp 0 0\n", roads, "from,to,minutes,line,mode,dwell\n1,2,3,a,rail,1\n"} {
		f.Add(s, "")
		f.Add(s, "node,lon,lat\n1,104,30\n2,105,31\n")
		f.Add(s, "p aux sp co 2\nv 1 1 1\nv 2 2 2\n")
	}
	f.Fuzz(func(t *testing.T, links, nodes string) {
		n, findings := read(links, nodes)
		positioned(t, findings)
		worst, any := finding.Worst(findings)
		if (n == nil) != (any && worst == finding.Error) {
			t.Fatalf("network %v with findings %v", n, findings)
		}
		if n != nil && (n.Graph.Place != nil && len(n.Graph.Place) != n.Graph.Nodes() || len(n.Lines) != n.Graph.Links()) {
			t.Fatal("the parts of a network do not fit")
		}
	})
}

func FuzzReadPoints(f *testing.F) {
	f.Add("id,node\n1,2\n")
	f.Add("id,lon,lat,weight\n1,104,30,5\n")
	f.Add(`{"features": [{"id": 1, "geometry": {"type": "Point", "coordinates": [104, 30]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		points, findings := ReadPoints(Source{"p.csv", []byte(text)})
		positioned(t, findings)
		for _, p := range points {
			if p.ID == "" {
				t.Fatal("a point without a name")
			}
		}
	})
}

// Links of a line are rides: boarding, stopping and changing take what the mode says, and the nodes on
// board are not among those one can name.
func TestLinesOfTransport(t *testing.T) {
	text := "from,to,minutes,km,mode,line,dwell\n甲,乙,10,20,rail,一号,2\n乙,丙,20,,rail,一号,\n乙,丁,30,,rail,二号,\n丙,丁,50,,walk,,\n"
	o := Options{Fares: map[string]engine.Fares{"rail": {Board: 420_000, Alight: 180_000, Interchange: 240_000}}}
	n, findings := Read(Source{"f.csv", []byte(text)}, nil, o)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	dist := n.Graph.Dijkstra(0, n.Graph.Time)
	for name, want := range map[string]int32{"乙": 20, "丙": 42, "丁": 54} { // 丁: 7+10, a change of 4, 30+3
		if v, ok := n.Node(name); !ok || dist[v] != want*60_000 {
			t.Errorf("to %s %d ms, want %d min", name, dist[v], want)
		}
	}
	if n.Outer != 4 || len(n.Nodes) != n.Graph.Nodes() || n.Nodes[4] == "" {
		t.Errorf("%d of %d nodes: %q", n.Outer, n.Graph.Nodes(), n.Nodes)
	}
	for k := range n.Graph.Links() {
		if r := n.Routes[n.Route[k]]; (r != "") != (n.Lines[k] > 0 && n.Modes[n.Mode[k]] == "rail") {
			t.Errorf("link %d of line %d is %q by %q", k, n.Lines[k], r, n.Modes[n.Mode[k]])
		}
	}
	three, _ := n.Node("丙")
	if back := n.Graph.Dijkstra(three, n.Graph.Time); back[0] != 42*60_000 {
		t.Errorf("on the way back %d ms: the train stops at 乙 as on its way there", back[0])
	}
	known := slices.DeleteFunc(slices.Clone(n.Graph.Metres), func(m int32) bool { return m < 0 })
	if !slices.Equal(known, []int32{20_000, 20_000}) {
		t.Errorf("lengths %v", n.Graph.Metres)
	}
	if doubts := n.Check("f.csv", n.Graph.Time); len(doubts) > 0 {
		t.Errorf("a sound network: %v", doubts)
	}
}
