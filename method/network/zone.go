package network

import "fmt"

// Access joins a place that is no node, such as a village or a block, to a node, and takes some
// milliseconds, the same both ways. A place may have several; links for them would join all that they
// lead to in the hierarchy and make it slow.
type Access struct{ Node, Time int32 }

// Zones returns the shortest times from each place to each other over any of their nodes, in a matrix
// with a row for each place of from; Infinity for places without a node. The way leads over the network,
// from a place to itself too.
func (s *Sweep) Zones(from, to [][]Access, threads int) ([]int32, error) {
	for _, places := range [][][]Access{from, to} {
		for i, list := range places {
			for _, a := range list {
				if a.Node < 0 || int(a.Node) >= len(s.h.node) || a.Time < 0 {
					return nil, fmt.Errorf("network: place %d is %d ms from node %d; times are 0 or more, nodes 0 to %d",
						i, a.Time, a.Node, len(s.h.node)-1)
				}
			}
		}
	}
	var nodes, first []int32
	for _, list := range to {
		first = append(first, int32(len(nodes)))
		for _, a := range list {
			nodes = append(nodes, a.Node)
		}
	}
	cells := filled(len(from)*len(to), Infinity)
	if len(nodes) == 0 {
		return cells, nil
	}
	batches := s.group(len(from), func(i int) []Access { return from[i] })
	s.Targets(nodes).rows(batches, threads, func(source int32, row []int32) {
		out := cells[int(source)*len(to):][:len(to)]
		for j, list := range to {
			for k, a := range list {
				out[j] = min(out[j], row[int(first[j])+k]+min(a.Time, Infinity))
			}
		}
	})
	return cells, nil
}
