package network

import "golang.org/x/sys/cpu"

// vectors is how many bits the instructions on rows have, 0 where the processor has none.
var vectors = vectorBits()

func vectorBits() int {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX2:
		return 512
	case cpu.X86.HasAVX2:
		return 256
	}
	return 0
}

// The functions below are in vector_amd64.s.

//go:noescape
func pullRows512(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32)

//go:noescape
func pullRows256(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32)

//go:noescape
func pushRow512(rows []int32, i int, moves []arc)

//go:noescape
func pushRow256(rows []int32, i int, moves []arc)

//go:noescape
func joinTriangles256(row []int32, low []lowArc, level, w []int32)

//go:noescape
func passOn256(row []int32, low []lowArc, level, w []int32)

//go:noescape
func foldRows512(stack []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped, time int32, sums *[lanes]int64)

//go:noescape
func decided512(stack []int32, gates []arc, weight int64, time int32, sums *[lanes]int64) bool

//go:noescape
func writeRuns512(rows *[lanes]*int32, out []int32, targets []target, index int)
