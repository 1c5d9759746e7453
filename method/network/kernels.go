package network

// The loops that most time is spent in. Those of the same name with Vector do the same where the
// processor has the instructions.

// joinTriangles lowers the pairs of row, at the levels of some arcs, to the times by way of the lower
// node of the arcs: first in one direction, plus times up the arcs, and second in the other.
func joinTriangles(row, level, w []int32, first, second int32) {
	w = w[:2*len(level)]
	for i, d := range level {
		p := row[2*d : 2*d+2 : 2*d+2]
		p[0] = min(p[0], first+w[2*i])
		p[1] = min(p[1], second+w[2*i+1])
	}
}

// passOn lowers the times of some arcs of a node by way of an upper node that the first pair of w leads
// to; row has that node's times by depth, level the depths of the other arcs. It lowers the first pair
// by way of the ends of the others too.
func passOn(row, level, w []int32) {
	w = w[: 2*len(level)+2 : 2*len(level)+2]
	up, down := w[0], w[1]
	leastUp, leastDown := up, down
	for i, d := range level {
		out, in := row[2*d], row[2*d+1]
		u, v := w[2*i+2], w[2*i+3]
		leastUp, leastDown = min(leastUp, u+in), min(leastDown, v+out)
		w[2*i+2], w[2*i+3] = min(u, up+out), min(v, down+in)
	}
	w[0], w[1] = leastUp, leastDown
}

// pushRow lowers the rows that arcs lead to by the times of row i.
func pushRow(rows []int32, i int, moves []arc) {
	from := (*[lanes]int32)(rows[lanes*i:])
	for _, a := range moves {
		to := (*[lanes]int32)(rows[lanes*a.to:])
		for lane, t := range from {
			to[lane] = min(to[lane], t+a.time)
		}
	}
}

// pullRows computes the rows of some steps from those of their ancestors in stack, and keeps them there
// and at their places in out. Arcs are those of the steps; ends of steps count from arc skipped on.
func pullRows(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32) {
	row := *begin
	a := 0
	for _, s := range steps {
		for end := int(s.end - skipped); a < end; a++ {
			from := (*[lanes]int32)(stack[lanes*arcs[a].to:])
			time := arcs[a].time
			for lane := range row {
				row[lane] = min(row[lane], from[lane]+time)
			}
		}
		*(*[lanes]int32)(stack[lanes*s.level:]) = row
		*(*[lanes]int32)(out[lanes*s.place:]) = row
		row = infinite
	}
}
