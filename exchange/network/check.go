package network

import (
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	engine "github.com/yipanqi/yipanqi/method/network"
)

// Check looks for what is likely wrong in a network that could be read, with the given times of links:
// parts that nothing joins to the largest, and nodes that open links only lead to, or only leave.
func (n *Network) Check(file string, times []int32) []finding.Finding {
	l := &log{}
	lines := n.firstLines()
	at := func(v int32) finding.Pos {
		return finding.Pos{File: file, Line: int(lines[v]), Column: min(1, int(lines[v]))}
	}
	n.checkParts(l, times, at)
	out, in := make([]bool, len(n.Nodes)), make([]bool, len(n.Nodes))
	for k, t := range times {
		if u, v := n.Graph.Tail[k], n.Graph.Head[k]; t < engine.Infinity && u != v {
			out[u], in[v] = true, true
		}
	}
	for v, name := range n.Nodes[:n.Outer] {
		switch {
		case in[v] && !out[v]:
			l.add(NoWayOut, at(int32(v)), name)
		case out[v] && !in[v]:
			l.add(NoWayIn, at(int32(v)), name)
		}
	}
	finding.Sort(l.findings)
	return l.findings
}

// checkParts tells the parts besides the largest, by their lowest node.
func (n *Network) checkParts(l *log, times []int32, at func(int32) finding.Pos) {
	size := make([]int, len(n.Nodes))
	for _, p := range n.Graph.Parts(times) {
		size[p]++
	}
	largest := 0
	if len(size) > 0 {
		largest = slices.Index(size, slices.Max(size))
	}
	for p, k := range size {
		if k > 0 && p != largest {
			l.add(Apart, at(int32(p)), n.Nodes[p], "found", strconv.Itoa(k))
		}
	}
}

// firstLines gives the line where each node is first named as the end of a link, 0 for none.
func (n *Network) firstLines() []int32 {
	lines := make([]int32, len(n.Nodes))
	for l, line := range n.Lines {
		for _, v := range []int32{n.Graph.Tail[l], n.Graph.Head[l]} {
			if line > 0 && (lines[v] == 0 || line < lines[v]) {
				lines[v] = line
			}
		}
	}
	return lines
}
