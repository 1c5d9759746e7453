package network

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// ToGCJ02 moves a place from WGS-84 to GCJ-02, the offset datum of Chinese web maps, by the formula that
// has circulated since 2010 (eviltransform, published without a standard; good to about a metre). Places
// outside of China are not moved.
func ToGCJ02(p engine.Point) engine.Point {
	if p.Lon < 72.004 || p.Lon > 137.8347 || p.Lat < 0.8293 || p.Lat > 55.8271 {
		return p
	}
	const semiMajor, eccentricity2 = 6378245.0, 0.00669342162296594323 // of Krasovsky 1940
	x, y := p.Lon-105, p.Lat-35
	wave := func(amplitude, angle float64) float64 { return amplitude * math.Sin(angle*math.Pi) * 2 / 3 }
	both := wave(20, 6*x) + wave(20, 2*x)
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + both +
		wave(20, y) + wave(40, y/3) + wave(160, y/12) + wave(320, y/30)
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + both +
		wave(20, x) + wave(40, x/3) + wave(150, x/12) + wave(300, x/30)
	lat := p.Lat / 180 * math.Pi
	magic := 1 - eccentricity2*math.Sin(lat)*math.Sin(lat)
	return engine.Point{
		Lon: p.Lon + east*180/(semiMajor/math.Sqrt(magic)*math.Cos(lat)*math.Pi),
		Lat: p.Lat + north*180/(semiMajor*(1-eccentricity2)/(magic*math.Sqrt(magic))*math.Pi)}
}

// FromGCJ02 moves a place from GCJ-02 to WGS-84, by iteration to within a millimetre.
func FromGCJ02(p engine.Point) engine.Point {
	guess := p
	for range 10 {
		moved := ToGCJ02(guess)
		guess = engine.Point{Lon: guess.Lon + p.Lon - moved.Lon, Lat: guess.Lat + p.Lat - moved.Lat}
	}
	return guess
}

// LeastCompared is from how many places on a reference says something.
const LeastCompared = 5

// CheckDatum holds the places of a network against places known to be WGS-84: if the network's nodes lie
// much nearer to them once the offset of GCJ-02 is taken off, its places are likely GCJ-02.
func (n *Network) CheckDatum(file string, reference []engine.Point) []finding.Finding {
	if n.Graph.Place == nil || len(reference) < LeastCompared {
		return nil
	}
	as := n.nearest(n.Graph.Place, reference)
	moved := make([]engine.Point, len(n.Graph.Place))
	for v, p := range n.Graph.Place {
		moved[v] = FromGCJ02(p)
	}
	less := n.nearest(moved, reference)
	if as < 100 || less > as/3 {
		return nil
	}
	l := &log{}
	round := func(x float64) string { return strconv.FormatFloat(math.Round(x), 'f', -1, 64) }
	l.add(GCJ02, finding.Pos{File: file}, file, "found", round(as), "expected", round(less))
	return l.findings
}

// nearest is the median distance in metres from places to the nearest node.
func (n *Network) nearest(nodes, places []engine.Point) float64 {
	g := *n.Graph
	g.Place = nodes
	locator := engine.NewLocator(&g, func(v int32) bool { return int(v) < n.Outer })
	var metres []float64
	for _, p := range places {
		if _, m := locator.Nearest(p); m >= 0 {
			metres = append(metres, m)
		}
	}
	slices.SortFunc(metres, cmp.Compare)
	if len(metres) == 0 {
		return math.Inf(1)
	}
	return metres[len(metres)/2]
}

// checkSwapped doubts a table in which most places would lie in China if longitude and latitude were
// exchanged, and do not as they stand.
func (l *log) checkSwapped(at finding.Pos, places []engine.Point) {
	inChina := func(lon, lat float64) bool { return lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54 }
	swapped := 0
	for _, p := range places {
		if inChina(p.Lat, p.Lon) && !inChina(p.Lon, p.Lat) {
			swapped++
		}
	}
	if 2*swapped > len(places) {
		l.add(Swapped, at, "place", "found", strconv.Itoa(len(places)), "expected", strconv.Itoa(swapped))
	}
}
