package network

import (
	"testing"

	"github.com/yipanqi/yipanqi/measure"
)

// transitOf is a small network: line 0 runs 0–1–2 with a stop of 2 at 1, line 1 runs 1–3, line 2 runs 1–4,
// and a street of 50 leads from 2 to 3.
func transitOf(t *testing.T, through [][2]int32) *Transit {
	t.Helper()
	rides := []Ride{{Line: 0, From: 0, To: 1, Time: 10, Dwell: 2}, {Line: 0, From: 1, To: 2, Time: 20},
		{Line: 1, From: 1, To: 3, Time: 30}, {Line: 2, From: 1, To: 4, Time: 5, Span: Span{From: 100}}}
	fares := func(line int32) Fares {
		return Fares{Board: 7, Alight: 3, Interchange: []int32{9, 4, 50}[line]}
	}
	s, err := NewTransit(5, []Link{{2, 3, 50}}, nil, nil, rides, fares, through)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTransitTimes(t *testing.T) {
	for _, test := range []struct {
		through [][2]int32
		want    [5]int32
	}{
		// 1: 7+10+3. 2: 7+10+2+20+3. 3: interchange 7+10+4+30+3. 4: out and in again, 7+10+3+7+5+3.
		{nil, [5]int32{0, 20, 42, 54, 35}},
		// trains run through to line 1 after the stop of 2
		{[][2]int32{{0, 1}}, [5]int32{0, 20, 42, 52, 35}},
	} {
		s := transitOf(t, test.through)
		dist := s.Graph.Dijkstra(0, s.Graph.Time)
		if got := [5]int32(dist[:5]); got != test.want {
			t.Errorf("through %v: %v, want %v", test.through, got, test.want)
		}
	}
}

func TestTransitKeepsSpansAndSources(t *testing.T) {
	s := transitOf(t, nil)
	dist := s.Graph.Dijkstra(0, s.Graph.TimesOn(measure.Date(99), nil))
	if dist[4] != Infinity || dist[3] != 54 {
		t.Errorf("before line 2 opens: %v", dist[:5])
	}
	rides, links := 0, 0
	for k := range s.Graph.Links() {
		if s.Rides[k] >= 0 {
			rides++
		}
		if s.Links[k] >= 0 {
			links++
		}
	}
	if rides != 4 || links != 1 {
		t.Errorf("%d rides and %d links", rides, links)
	}
	for v, station := range s.Nodes {
		if v < 5 && int(station) != v || station >= 5 {
			t.Errorf("node %d is at %d", v, station)
		}
	}
}

func TestTransitRefusesRidesToNowhere(t *testing.T) {
	free := func(int32) Fares { return Fares{} }
	for _, r := range []Ride{{From: 0, To: 5}, {From: -1, To: 0}, {To: 1, Time: -1}, {To: 1, Dwell: -1}} {
		if _, err := NewTransit(2, nil, nil, nil, []Ride{r}, free, nil); err == nil {
			t.Errorf("%v is taken", r)
		}
	}
}
