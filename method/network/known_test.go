package network

import (
	"slices"
	"strings"
	"testing"
)

// TestKnownTables compares with tables that OSRM checks by hand.
// Source: Project-OSRM/osrm-backend, features/testbot/duration_matrix.feature, commit 1856bb1: travel
// times in seconds, −1 where no way leads. Ways run through letters; > leads one way only.
func TestKnownTables(t *testing.T) {
	for _, c := range []struct {
		name, ways string
		seconds    map[string]int32 // of a step, 10 where it is not named
		ends       string
		want       [][]int32
	}{
		{name: "different way speeds", ways: "ab bc cd", seconds: map[string]int32{"bc": 20, "cd": 30}, ends: "abcd",
			want: [][]int32{{0, 10, 30, 60}, {10, 0, 20, 50}, {30, 20, 0, 30}, {60, 50, 30, 0}}},
		{name: "small grid", ways: "abc def ad be cf", ends: "abef",
			want: [][]int32{{0, 10, 20, 30}, {10, 0, 10, 20}, {20, 10, 0, 10}, {30, 20, 10, 0}}},
		{name: "unroutable parts", ways: ">ab", ends: "ab", want: [][]int32{{0, 10}, {-1, 0}}},
		{name: "network with oneways", ways: ">abeda xa by", ends: "xyde",
			want: [][]int32{{0, 30, 40, 30}, {50, 0, 30, 20}, {20, 30, 0, 30}, {30, 40, 10, 0}}},
		{name: "segment durations", ways: "abcd ce", ends: "abcde",
			seconds: map[string]int32{"ab": 11, "bc": 11, "cd": 11, "ce": 11},
			want: [][]int32{{0, 11, 22, 33, 33}, {11, 0, 11, 22, 22}, {22, 11, 0, 11, 11}, {33, 22, 11, 0, 22},
				{33, 22, 11, 22, 0}}},
	} {
		var links []Link
		for _, way := range strings.Fields(c.ways) {
			way, oneWay := strings.CutPrefix(way, ">")
			for i := range len(way) - 1 {
				seconds, ok := c.seconds[way[i:i+2]]
				if !ok {
					seconds = 10
				}
				l := Link{int32(way[i] - 'a'), int32(way[i+1] - 'a'), seconds * 1000}
				links = append(links, l)
				if !oneWay {
					links = append(links, Link{l.To, l.From, l.Time})
				}
			}
		}
		g, err := NewGraph(26, links)
		if err != nil {
			t.Fatal(err)
		}
		var ends, want []int32
		for _, r := range c.ends {
			ends = append(ends, r-'a')
		}
		for _, x := range slices.Concat(c.want...) {
			ms := x * 1000
			if x < 0 {
				ms = Infinity
			}
			want = append(want, ms)
		}
		s := customised(t, prepared(t, g, nil, 1), nil, 1).Sweep(true, 1)
		if got := s.Targets(ends).Matrix(ends, nil, 1); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}
