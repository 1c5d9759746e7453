package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/yipanqi/yipanqi/method/network"
)

// metis prints how large a hierarchy the order of METIS makes (Debian package metis).
func (b *bench) metis() error {
	dir, err := os.MkdirTemp("", "network")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "graph")
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(file)
	writeMetis(w, b.graph)
	if err := w.Flush(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := exec.Command("ndmetis", name).Run(); err != nil {
		return err
	}
	ranks, err := os.Open(name + ".iperm")
	if err != nil {
		return err
	}
	defer ranks.Close()
	order := make([]int32, b.graph.Nodes())
	r := bufio.NewReader(ranks)
	for v := range order {
		var rank int
		if _, err := fmt.Fscan(r, &rank); err != nil {
			return err
		}
		order[rank] = int32(v)
	}
	h, err := network.Contract(b.graph, order)
	if err != nil {
		return err
	}
	fmt.Printf("METIS: %+v\n", h.Size())
	return nil
}

// writeMetis writes a graph without direction: a line of neighbours for each node.
func writeMetis(w io.Writer, g *network.Graph) {
	near, edges := make([][]int32, g.Nodes()), 0
	for l := range g.Tail {
		u, v := g.Tail[l], g.Head[l]
		near[u], near[v] = append(near[u], v), append(near[v], u)
	}
	for v := range near {
		slices.Sort(near[v])
		near[v] = slices.Compact(near[v])
		edges += len(near[v])
	}
	fmt.Fprintln(w, g.Nodes(), edges/2)
	for _, list := range near {
		for _, u := range list {
			fmt.Fprint(w, u+1, " ")
		}
		fmt.Fprintln(w)
	}
}
