package network

import "unsafe"

// The loops that most time is spent in. Those of the same name with a number do the same where the
// processor has the instructions; vectors says which.

// joinTriangles lowers the pairs of row, by depth, to the times by way of nodes below: low are the arcs
// that lead up to the node of the row, and each of their lower nodes' later arcs makes a triangle.
func joinTriangles(row []int32, low []lowArc, level, w []int32) {
	if vectors > 0 {
		joinTriangles256(row, low, level, w)
		return
	}
	for _, l := range low {
		up, down := w[2*l.arc], w[2*l.arc+1]
		times := w[2*l.arc+2 : 2*l.end]
		for i, d := range level[l.arc+1 : l.end] {
			p := row[2*d : 2*d+2 : 2*d+2]
			p[0] = min(p[0], down+times[2*i])
			p[1] = min(p[1], up+times[2*i+1])
		}
	}
}

// passOn lowers the times of lower nodes' arcs by way of the node of the row, which low lead up to, and
// those of low by way of the ends of the others.
func passOn(row []int32, low []lowArc, level, w []int32) {
	if vectors > 0 {
		passOn256(row, low, level, w)
		return
	}
	for _, l := range low {
		up, down := w[2*l.arc], w[2*l.arc+1]
		leastUp, leastDown := up, down
		times := w[2*l.arc+2 : 2*l.end]
		for i, d := range level[l.arc+1 : l.end] {
			out, in := row[2*d], row[2*d+1]
			u, v := times[2*i], times[2*i+1]
			leastUp, leastDown = min(leastUp, u+in), min(leastDown, v+out)
			times[2*i], times[2*i+1] = min(u, up+out), min(v, down+in)
		}
		w[2*l.arc], w[2*l.arc+1] = leastUp, leastDown
	}
}

// pushRow lowers the rows that moves lead to by the times of row i.
func pushRow(rows []int32, i int, moves []arc) {
	switch vectors {
	case 512:
		pushRow512(rows, i, moves)
		return
	case 256:
		pushRow256(rows, i, moves)
		return
	}
	from := quadsAt(rows, int32(i))
	for _, a := range moves {
		quadsAt(rows, a.to).pull(from, a.time)
	}
}

// pullRows computes the rows of some steps from those of their ancestors in stack, and keeps them there
// and at their places in out. Arcs are those of the steps; ends of steps count from arc skipped on.
func pullRows(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32) {
	switch vectors {
	case 512:
		pullRows512(stack, out, steps, arcs, begin, skipped)
		return
	case 256:
		pullRows256(stack, out, steps, arcs, begin, skipped)
		return
	}
	a := 0
	for _, s := range steps {
		row := quadsAt(stack, s.level)
		*row = *(*quads)(unsafe.Pointer(begin))
		if s.level > 0 {
			row.pull(quadsAt(stack, s.level-1), s.next)
		}
		for end := int(s.end - skipped); a < end; a++ {
			row.pull(quadsAt(stack, arcs[a].to), arcs[a].time)
		}
		if s.place != none {
			*quadsAt(out, s.place) = *row
		}
		begin = &infinite
	}
}

// quads is a row by fours. The compiler then checks no index, and four lanes share the cost of a turn.
type quads [lanes / 4][4]int32

func quadsAt(rows []int32, i int32) *quads {
	return (*quads)(unsafe.Pointer((*[lanes]int32)(rows[lanes*int(i):])))
}

// pull lowers a row to another plus a time.
func (q *quads) pull(from *quads, time int32) {
	for i := range q {
		t, f := &q[i], &from[i]
		t[0], t[1] = min(t[0], f[0]+time), min(t[1], f[1]+time)
		t[2], t[3] = min(t[2], f[2]+time), min(t[3], f[3]+time)
	}
}

// foldRows is pullRows, but adds the weights of steps (their places) to the sums of the lanes that are
// within time.
func foldRows(stack []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped, time int32, sums *[lanes]int64) {
	if vectors == 512 {
		foldRows512(stack, steps, arcs, begin, skipped, time, sums)
		return
	}
	var out [lanes]int32
	for i := range steps {
		from, s := int32(0), steps[i]
		if i > 0 {
			from = steps[i-1].end - skipped
		}
		weight := s.place
		s.place = 0
		pullRows(stack, out[:], []step{s}, arcs[from:s.end-skipped], begin, from+skipped)
		begin = &infinite
		if weight > 0 {
			for lane, t := range out {
				if t <= time {
					sums[lane] += int64(weight)
				}
			}
		}
	}
}

// decided tells whether each lane reaches all of a subtree or none of it, by its gates, and adds the
// weight of the subtree to the lanes that reach it if so.
func decided(stack []int32, gates []arc, weight int64, time int32, sums *[lanes]int64) bool {
	if vectors == 512 {
		return decided512(stack, gates, weight, time, sums)
	}
	nearest, farthest := infinite, infinite
	for _, g := range gates {
		for lane, t := range (*[lanes]int32)(stack[lanes*g.to:]) {
			nearest[lane] = min(nearest[lane], t)
			farthest[lane] = min(farthest[lane], t+g.time)
		}
	}
	for lane := range nearest {
		if nearest[lane] <= time && farthest[lane] > time {
			return false
		}
	}
	for lane := range nearest {
		if nearest[lane] <= time {
			sums[lane] += weight
		}
	}
	return true
}

// writeRuns writes the times of whole runs of targets with consecutive numbers into the rows of all
// lanes, and returns how many targets those were.
func writeRuns(rows *[lanes]*int32, out []int32, targets []target) int {
	n := len(targets) / run * run
	if vectors != 512 || n == 0 || int(targets[n-1].index-targets[0].index) != n-1 {
		return 0
	}
	writeRuns512(rows, out, targets[:n], int(targets[0].index))
	return n
}
