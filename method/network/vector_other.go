//go:build !amd64

package network

// Go alone cannot compute several numbers at once; where nobody wrote instructions for a processor,
// the loops in kernels.go do all.
const vectors = 0

func pullRows512(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32) {}
func pullRows256(stack, out []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped int32) {}
func pushRow512(rows []int32, i int, moves []arc)                                                  {}
func pushRow256(rows []int32, i int, moves []arc)                                                  {}
func joinTriangles256(row []int32, low []lowArc, level, w []int32)                                 {}
func passOn256(row []int32, low []lowArc, level, w []int32)                                        {}
func foldRows512(stack []int32, steps []step, arcs []arc, begin *[lanes]int32, skipped, time int32,
	sums *[lanes]int64) {
}
func decided512(stack []int32, gates []arc, weight int64, time int32, sums *[lanes]int64) bool {
	return false
}
func writeRuns512(rows *[lanes]*int32, out []int32, targets []target, index int) {}
