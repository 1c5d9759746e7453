package network

import (
	"fmt"

	"github.com/yipanqi/yipanqi/measure/portable"
)

// Nearest returns for each node the least time to any of some facilities and which of them that is (its
// place in the list, the first of those equally near), Infinity and −1 where none can be reached. away
// asks for the way from the facilities instead (an ambulance, not a patient).
func (g *Graph) Nearest(facilities, times []int32, away bool) (time, which []int32) {
	time, which = filled(g.Nodes(), Infinity), filled(g.Nodes(), none)
	first, links, next := g.first, g.out, g.Head
	if !away {
		first, links = group(g.Nodes(), g.Head)
		next = g.Tail
	}
	var queue heap
	better := func(v, t, facility int32) bool {
		return t < time[v] || t == time[v] && t < Infinity && facility < which[v]
	}
	for i, v := range facilities {
		if better(v, 0, int32(i)) {
			time[v], which[v] = 0, int32(i)
			queue.push(entry{0, v})
		}
	}
	for len(queue) > 0 {
		u := queue.pop()
		if u.key > time[u.node] {
			continue
		}
		for _, l := range links[first[u.node]:first[u.node+1]] {
			v := next[l]
			if t := u.key + times[l]; better(v, t, which[u.node]) {
				time[v], which[v] = t, which[u.node]
				queue.push(entry{t, v})
			}
		}
	}
	return time, which
}

// Parts numbers the parts of a network that no open link joins, by their lowest node: equal numbers
// are joined, in one direction at least.
func (g *Graph) Parts(times []int32) []int32 {
	part := make([]int32, g.Nodes())
	for v := range part {
		part[v] = int32(v)
	}
	root := func(v int32) int32 {
		for part[v] != v {
			part[v] = part[part[v]]
			v = part[v]
		}
		return v
	}
	for l, t := range times {
		if t < Infinity {
			a, b := root(g.Tail[l]), root(g.Head[l])
			part[max(a, b)] = min(a, b)
		}
	}
	for v := range part {
		part[v] = root(int32(v))
	}
	return part
}

// Decay is how much a thing is worth that is some time away.
type Decay func(time int32) float64

// PowerDecay is minutes^−exponent, with least for shorter times: the gravity potential of Hansen 1959,
// and the market access of Donaldson and Hornbeck 2016 with their elasticity for the exponent.
func PowerDecay(exponent, least float64) (Decay, error) {
	if !(exponent >= 0) || !(least > 0) {
		return nil, fmt.Errorf("network: exponent %v and least time %v min; both must be above 0", exponent, least)
	}
	return reached(func(minutes float64) float64 { return portable.Pow(max(minutes, least), -exponent) }), nil
}

// ExponentialDecay is ½^(minutes / half).
func ExponentialDecay(half float64) (Decay, error) {
	if !(half > 0) {
		return nil, fmt.Errorf("network: half of it after %v min; the time must be above 0", half)
	}
	return reached(func(minutes float64) float64 { return portable.Pow(0.5, minutes/half) }), nil
}

// StepDecay is 1 up to some milliseconds and 0 beyond: it counts what is within reach.
func StepDecay(within int32) Decay {
	return func(time int32) float64 {
		if time <= within && time < Infinity {
			return 1
		}
		return 0
	}
}

// reached gives nothing for what cannot be reached.
func reached(f func(minutes float64) float64) Decay {
	return func(time int32) float64 {
		if time >= Infinity {
			return 0
		}
		return f(float64(time) / 60_000)
	}
}

// Access returns for each source the sum over the targets of their weights times the decay of the time
// to them: a gravity potential or market access. Sums go through the targets in their order. No matrix
// is kept.
func (t *Targets) Access(from []int32, weights []float64, decay Decay, threads int) ([]float64, error) {
	if len(weights) != t.count {
		return nil, fmt.Errorf("network: %d weights for %d targets", len(weights), t.count)
	}
	sums := make([]float64, len(from))
	t.rows(t.s.batches(from), threads, func(source int32, row []int32) {
		for j, time := range row {
			sums[source] += float64(weights[j] * decay(time))
		}
	})
	return sums, nil
}

// Load returns how much goes over each link if every source sends its weight times that of each node
// there by a shortest way, one of them where there are several: the betweenness of links, exact if all
// nodes are sources, an estimate from a sample. Weights are 0 or more, and the greatest sum must fit an
// int64.
func (g *Graph) Load(from []int32, fromWeight, weight []int64, times []int32, threads int) ([]int64, error) {
	if len(fromWeight) != len(from) || len(weight) != g.Nodes() || len(times) != g.Links() {
		return nil, fmt.Errorf("network: %d weights for %d sources, %d for %d nodes, %d times for %d links",
			len(fromWeight), len(from), len(weight), g.Nodes(), len(times), g.Links())
	}
	parts := make([][]int64, max(1, min(threads, len(from))))
	parallel(len(parts), len(parts), func() func(int) {
		return func(k int) {
			parts[k] = make([]int64, g.Links())
			for i := k; i < len(from); i += len(parts) {
				g.addLoad(parts[k], from[i], fromWeight[i], weight, times)
			}
		}
	})
	for _, part := range parts[1:] {
		for l, x := range part {
			parts[0][l] += x
		}
	}
	return parts[0], nil
}

// addLoad adds what one source sends.
func (g *Graph) addLoad(load []int64, from int32, factor int64, weight []int64, times []int32) {
	_, by := g.tree(from, times)
	children := make([]int32, g.Nodes())
	for _, l := range by {
		if l >= 0 {
			children[g.Tail[l]]++
		}
	}
	beyond := make([]int64, g.Nodes())
	copy(beyond, weight)
	var queue []int32 // nodes beyond which all is known
	for v, n := range children {
		if n == 0 {
			queue = append(queue, int32(v))
		}
	}
	for i := 0; i < len(queue); i++ {
		u := queue[i]
		l := by[u]
		if l < 0 {
			continue
		}
		load[l] += factor * beyond[u]
		parent := g.Tail[l]
		beyond[parent] += beyond[u]
		if children[parent]--; children[parent] == 0 {
			queue = append(queue, parent)
		}
	}
}
