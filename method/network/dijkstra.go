package network

// Dijkstra returns the shortest time from a node to every node, Infinity where none leads there, with
// the given times of links (g.Time, or another slice of its length). It is the oracle that every
// faster way is tested against. Source: Dijkstra 1959, with a binary heap.
func (g *Graph) Dijkstra(from int32, times []int32) []int32 {
	dist, _ := g.tree(from, times)
	return dist
}

// tree also returns the link by which each node is reached first, −1 for none.
func (g *Graph) tree(from int32, times []int32) (dist, by []int32) {
	dist, by = make([]int32, g.Nodes()), make([]int32, g.Nodes())
	for v := range dist {
		dist[v], by[v] = Infinity, -1
	}
	dist[from] = 0
	queue := heap{{0, from}}
	for len(queue) > 0 {
		u := queue.pop()
		if u.key > dist[u.node] {
			continue
		}
		for _, l := range g.out[g.first[u.node]:g.first[u.node+1]] {
			v := g.Head[l]
			if t := u.key + times[l]; t < dist[v] {
				dist[v], by[v] = t, l
				queue.push(entry{t, v})
			}
		}
	}
	return dist, by
}

type entry struct{ key, node int32 }

// heap is a binary heap of entries, the least key first, then the least node.
type heap []entry

func (e entry) less(f entry) bool { return e.key < f.key || e.key == f.key && e.node < f.node }

func (h *heap) push(e entry) {
	*h = append(*h, e)
	q := *h
	i := len(q) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if !e.less(q[parent]) {
			break
		}
		q[i] = q[parent]
		i = parent
	}
	q[i] = e
}

func (h *heap) pop() entry {
	q := *h
	top, last := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	*h = q
	if len(q) == 0 {
		return top
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(q) {
			break
		}
		if child+1 < len(q) && q[child+1].less(q[child]) {
			child++
		}
		if !q[child].less(last) {
			break
		}
		q[i] = q[child]
		i = child
	}
	q[i] = last
	return top
}
