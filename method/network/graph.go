package network

import (
	"fmt"
	"math"

	"github.com/yipanqi/yipanqi/measure"
)

// Infinity is the time of a closed link and of a place that cannot be reached: 12.4 days. Twice
// Infinity fits an int32, so sums of two times never overflow. A way that takes longer is no way.
const Infinity int32 = 1<<30 - 1

// Link leads from one node to another, in that direction only.
type Link struct {
	From, To int32 // nodes
	Time     int32 // milliseconds, 0 or more; Infinity and more is closed
}

// Point is a place in degrees.
type Point struct{ Lon, Lat float64 }

// Graph is a fixed set of nodes and links. Links may be parallel, have no length, or lead from a node
// to itself; parts may be disconnected. A Graph is not changed by anything in this package; times
// that differ from those of its links are given where they are used.
type Graph struct {
	Tail, Head []int32 // by link
	Time       []int32 // by link, at most Infinity
	Place      []Point // for every node, or nil where places are not known
	Span       []Span  // for every link, or nil where each is always open
	Metres     []int32 // for every link, −1 where its length is not known; nil where no length is

	first []int32 // by node: where the links that leave it begin in out
	out   []int32 // links by tail
}

// Span says when a link is open and which project opens it.
type Span struct {
	From, To measure.Date // first and last day; 0 where there is none
	Project  int32        // a number of the caller's, 0 for none; its opening may be moved by TimesOn
}

// NewGraph returns a graph of nodes 0 … nodes−1. It refuses links to other nodes and negative times.
func NewGraph(nodes int, links []Link) (*Graph, error) {
	if nodes < 0 || nodes > math.MaxInt32-1 || len(links) > math.MaxInt32/2 {
		return nil, fmt.Errorf("network: %d nodes and %d links are too many", nodes, len(links))
	}
	g := &Graph{Tail: make([]int32, len(links)), Head: make([]int32, len(links)), Time: make([]int32, len(links))}
	for i, l := range links {
		if l.From < 0 || int(l.From) >= nodes || l.To < 0 || int(l.To) >= nodes {
			return nil, fmt.Errorf("network: link %d leads from %d to %d; nodes are 0 to %d", i, l.From, l.To, nodes-1)
		}
		if l.Time < 0 {
			return nil, fmt.Errorf("network: link %d takes %d ms; a time is 0 or more", i, l.Time)
		}
		g.Tail[i], g.Head[i], g.Time[i] = l.From, l.To, min(l.Time, Infinity)
	}
	g.first, g.out = group(nodes, g.Tail)
	return g, nil
}

// Nodes returns the number of nodes.
func (g *Graph) Nodes() int { return len(g.first) - 1 }

// Links returns the number of links.
func (g *Graph) Links() int { return len(g.Tail) }

// TimesOn returns the times of links on a day: Infinity for those not open. moved gives another first
// day for the links of a project, and false for one that keeps its own; nil moves none.
func (g *Graph) TimesOn(day measure.Date, moved func(project int32) (measure.Date, bool)) []int32 {
	times := make([]int32, len(g.Time))
	copy(times, g.Time)
	for i, s := range g.Span {
		from := s.From
		if moved != nil && s.Project != 0 {
			if d, ok := moved(s.Project); ok {
				from = d
			}
		}
		if from != 0 && day < from || s.To != 0 && day > s.To {
			times[i] = Infinity
		}
	}
	return times
}

// group sorts items 0 … by their key, stably: those of key k are items[first[k]:first[k+1]].
func group(keys int, key []int32) (first, items []int32) {
	first = make([]int32, keys+1)
	for _, k := range key {
		first[k+1]++
	}
	for k := range keys {
		first[k+1] += first[k]
	}
	items = make([]int32, len(key))
	next := make([]int32, keys)
	copy(next, first)
	for i, k := range key {
		items[next[k]] = int32(i)
		next[k]++
	}
	return first, items
}
