package main

import (
	"fmt"

	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// stations lays ten railway lines of ten stations over the roads, three of them planned, puts the
// stations on top of the order, and measures how long after an edit of a line the answers are there.
func (b *bench) stations() error {
	roads := b.graph
	n := int32(roads.Nodes())
	var links []network.Link
	for l := range roads.Tail {
		links = append(links, network.Link{From: roads.Tail[l], To: roads.Head[l], Time: roads.Time[l]})
	}
	places := append([]network.Point{}, roads.Place...)
	r := random.New(11)
	var top []int32
	var lines [10][]int32 // links
	for k := range lines {
		a, z := places[r.IntN(int(n))], places[r.IntN(int(n))]
		locator := network.NewLocator(roads, nil)
		for i := range 10 {
			share := float64(i) / 9
			p := network.Point{Lon: a.Lon + share*(z.Lon-a.Lon), Lat: a.Lat + share*(z.Lat-a.Lat)}
			at, _ := locator.Nearest(p)
			v := n + int32(len(top))
			top, places = append(top, v), append(places, p)
			links = append(links, network.Link{From: at, To: v, Time: 600_000}, network.Link{From: v, To: at, Time: 300_000})
			if i > 0 {
				ms := int32(network.Metres(places[v-1], p)*3600/200) + 120_000
				if k >= 7 {
					ms = network.Infinity // planned
				}
				lines[k] = append(lines[k], int32(len(links)), int32(len(links)+1))
				links = append(links, network.Link{From: v - 1, To: v, Time: ms}, network.Link{From: v, To: v - 1, Time: ms})
			}
		}
	}
	g, err := network.NewGraph(len(places), links)
	if err != nil {
		return err
	}
	g.Place = places
	h, err := network.Contract(g, network.Dissect(g, top, b.threads))
	if err != nil {
		return err
	}
	m, err := h.Customise(nil, b.threads)
	if err != nil {
		return err
	}
	fmt.Printf("with 100 stations on top: %+v\n", h.Size())
	people := make([]int32, g.Nodes())
	changed := 0
	for v := range roads.Nodes() {
		people[v] = int32(r.IntN(1000))
	}
	open := false
	edit := func() {
		open = !open
		var changes []network.Change
		for _, l := range lines[8] {
			ms := network.Infinity
			if open {
				ms = int32(network.Metres(places[g.Tail[l]], places[g.Head[l]])*3600/300) + 120_000
			}
			changes = append(changes, network.Change{Link: l, Time: ms})
		}
		if changed, err = m.Edit(changes); err != nil {
			panic(err)
		}
	}
	b.measure("a line opens or closes: the edit alone", 6, edit)
	fmt.Printf("%d arcs changed\n", changed)
	for _, threads := range b.both() {
		b.measure(fmt.Sprintf("… and 44², 380², 44 isochrones, reach, threads %d", threads), 6, func() {
			edit()
			s := m.Sweep(false, threads)
			b.cells = s.Targets(b.nodes[:44]).Matrix(b.nodes[:44], b.cells, threads)
			b.cells = s.Targets(b.nodes[:380]).Matrix(b.nodes[:380], b.cells, threads)
			b.cells = s.Targets(nil).Matrix(b.nodes[:44], b.cells, threads)
			f, err := s.Field(people)
			if err != nil {
				panic(err)
			}
			f.Within(b.nodes[:44], 3_600_000, threads)
		})
		b.measure(fmt.Sprintf("… and 5000² too, threads %d", threads), 4, func() {
			edit()
			s := m.Sweep(false, threads)
			b.cells = s.Targets(b.nodes).Matrix(b.nodes, b.cells, threads)
			b.cells = s.Targets(b.nodes[:380]).Matrix(b.nodes[:380], b.cells, threads)
			b.cells = s.Targets(nil).Matrix(b.nodes[:44], b.cells, threads)
			f, err := s.Field(people)
			if err != nil {
				panic(err)
			}
			f.Within(b.nodes[:44], 3_600_000, threads)
		})
	}
	return nil
}
