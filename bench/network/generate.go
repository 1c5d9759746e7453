package main

import (
	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// generate makes a synthetic road graph of about side² junctions from a seed: a grid with shaken
// corners, cut by rivers and ridges at every scale that few roads cross, thin in the country and dense
// in towns. Roads get their speeds from use: those on many shortest ways become motorways. links are
// directed, and a tenth of the streets are one-way.
func generate(side int, seed uint64) (*network.Graph, error) {
	w := &world{side: side, r: random.New(seed), keep: make([]float64, 2*side*side)}
	w.shake()
	w.districts(0, 0, side, side, 0)
	w.choose()
	g, err := network.NewGraph(len(w.places), w.links(func(int) int32 { return 40 }))
	if err != nil {
		return nil, err
	}
	g, err = network.NewGraph(len(w.places), w.links(w.speeds(g)))
	if err == nil {
		g.Place = w.places
	}
	return g, err
}

type world struct {
	side   int
	r      *random.Source
	places []network.Point
	keep   []float64 // by edge (east of a corner, then north of it): how likely it stays
	edges  [][2]int32
	oneWay []bool
}

// shake places corners about 500 m apart, around Chengdu and Chongqing.
func (w *world) shake() {
	for y := range w.side {
		for x := range w.side {
			dx, dy := w.r.Float64()-0.5, w.r.Float64()-0.5
			w.places = append(w.places, network.Point{
				Lon: 103 + 0.005*(float64(x)+0.8*dx), Lat: 28 + 0.0045*(float64(y)+0.8*dy)})
		}
	}
	for e := range w.keep {
		w.keep[e] = 1
	}
}

// districts cuts a rectangle in two along an uneven line that few roads cross, and so on inside.
func (w *world) districts(x0, y0, x1, y1, depth int) {
	dx, dy := x1-x0, y1-y0
	if max(dx, dy) < 6 {
		town := w.r.Float64() < 0.3
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				for d := range 2 {
					e := 2*(y*w.side+x) + d
					if !town && w.keep[e] == 1 {
						w.keep[e] = 0.42
					}
				}
			}
		}
		return
	}
	long := min(dx, dy)
	// A line of n streets is crossed by about 2.2·√n roads.
	open := min(1, crossings*w.sqrt(long)/float64(long))
	if dx >= dy {
		cut := x0 + int(float64(dx)*(0.35+0.3*w.r.Float64()))
		at := cut
		for y := y0; y < y1; y++ {
			w.shut(2*(y*w.side+at), open)
			if step := at + w.r.IntN(3) - 1; step > x0 && step < x1-1 {
				for x := min(at, step) + 1; x <= max(at, step); x++ {
					w.shut(2*(y*w.side+x)+1, open)
				}
				at = step
			}
		}
		w.districts(x0, y0, cut+1, y1, depth+1)
		w.districts(cut+1, y0, x1, y1, depth+1)
		return
	}
	cut := y0 + int(float64(dy)*(0.35+0.3*w.r.Float64()))
	at := cut
	for x := x0; x < x1; x++ {
		w.shut(2*(at*w.side+x)+1, open)
		if step := at + w.r.IntN(3) - 1; step > y0 && step < y1-1 {
			for y := min(at, step) + 1; y <= max(at, step); y++ {
				w.shut(2*(y*w.side+x), open)
			}
			at = step
		}
	}
	w.districts(x0, y0, x1, cut+1, depth+1)
	w.districts(x0, cut+1, x1, y1, depth+1)
}

// crossings sets how many roads cross a line: as many as make METIS find cuts like those of real roads.
const crossings = 2.3

func (w *world) shut(edge int, open float64) { w.keep[edge] = min(w.keep[edge], open*0.999) }

func (w *world) sqrt(n int) float64 {
	x := float64(n)
	for range 20 {
		x = (x + float64(n)/x) / 2
	}
	return x
}

// choose keeps a random spanning tree of the likeliest edges, so that every corner is reached, and of
// the others those that chance keeps, as many as real roads have: 1.38 for each junction.
func (w *world) choose() {
	n := w.side * w.side
	order := make([]int32, 0, 2*n)
	weight := make([]float64, 2*n)
	for e := range 2 * n {
		if u, v := w.corners(int32(e)); v >= 0 && u >= 0 {
			weight[e] = w.r.Float64() / w.keep[e]
			order = append(order, int32(e))
		}
	}
	sortByWeight(order, weight)
	root := make([]int32, n)
	for v := range root {
		root[v] = int32(v)
	}
	find := func(v int32) int32 {
		for root[v] != v {
			root[v] = root[root[v]]
			v = root[v]
		}
		return v
	}
	extra := int(0.400 * float64(n))
	for _, e := range order {
		u, v := w.corners(e)
		a, b := find(u), find(v)
		if a != b {
			root[a] = b
		} else if extra > 0 && w.r.Float64() < w.keep[e] {
			extra--
		} else {
			continue
		}
		w.edges = append(w.edges, [2]int32{u, v})
		w.oneWay = append(w.oneWay, a == b && w.r.Float64() < 0.1)
	}
}

func (w *world) corners(e int32) (u, v int32) {
	u = e / 2
	x := int(u) % w.side
	if e%2 == 0 {
		if x == w.side-1 {
			return u, -1
		}
		return u, u + 1
	}
	if int(u)+w.side >= w.side*w.side {
		return u, -1
	}
	return u, u + int32(w.side)
}

// links are the edges both ways, at their speed in km/h.
func (w *world) links(speed func(edge int) int32) []network.Link {
	var list []network.Link
	for e, ends := range w.edges {
		a, b := w.places[ends[0]], w.places[ends[1]]
		dx, dy := (a.Lon-b.Lon)*97000, (a.Lat-b.Lat)*111000
		metres := w.root(float64(dx*dx) + float64(dy*dy))
		ms := int32(metres * 3600 / float64(speed(e)))
		list = append(list, network.Link{From: ends[0], To: ends[1], Time: ms})
		if !w.oneWay[e] {
			list = append(list, network.Link{From: ends[1], To: ends[0], Time: ms})
		}
	}
	return list
}

func (w *world) root(x float64) float64 {
	r := x + 1
	for range 40 {
		r = (r + x/r) / 2
	}
	return r
}

// speeds counts how many shortest ways from 60 junctions pass each edge: the busiest get 100 km/h, the
// next 80, 60 and 45, the rest 30.
func (w *world) speeds(g *network.Graph) func(int) int32 {
	use := make([]float64, len(w.edges))
	for range 60 {
		tree := newTree(g, int32(w.r.IntN(g.Nodes())))
		for _, v := range tree.farthestFirst {
			l := tree.by[v]
			if l >= 0 {
				tree.below[g.Tail[l]] += tree.below[v]
			}
		}
		link := 0
		for e := range w.edges {
			use[e] += w.flowOn(g, tree, link)
			link++
			if !w.oneWay[e] {
				use[e] += w.flowOn(g, tree, link)
				link++
			}
		}
	}
	order := make([]int32, len(use))
	for e := range order {
		order[e] = int32(e)
	}
	sortByWeight(order, use)
	speed := make([]int32, len(use))
	for i, e := range order {
		share := 1 - float64(i+1)/float64(len(order)) // from the top
		switch {
		case share < 0.02:
			speed[e] = 100
		case share < 0.06:
			speed[e] = 80
		case share < 0.15:
			speed[e] = 60
		case share < 0.35:
			speed[e] = 45
		default:
			speed[e] = 30
		}
	}
	return func(e int) int32 { return speed[e] }
}

func (w *world) flowOn(g *network.Graph, t *tree, link int) float64 {
	if v := g.Head[link]; t.by[v] == int32(link) {
		return t.below[v]
	}
	return 0
}
