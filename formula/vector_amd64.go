package formula

import "golang.org/x/sys/cpu"

// fours is what remains of a number of places when only whole fours count. It is zero where the
// processor has no instructions on four numbers at once; every place is then left to the loops.
var fours = wholeFours()

func wholeFours() int {
	if cpu.X86.HasAVX {
		return ^3
	}
	return 0
}

// The functions below are in vector_amd64.s.

//go:noescape
func addVector(dst, a, b []float64) int

//go:noescape
func subtractVector(dst, a, b []float64) int

//go:noescape
func multiplyVector(dst, a, b []float64) int

//go:noescape
func divideVector(dst, a, b []float64, k float64) int

//go:noescape
func addConstantVector(dst, a []float64, k float64) int

//go:noescape
func subtractFromVector(dst, a []float64, k float64) int

//go:noescape
func multiplyConstantVector(dst, a []float64, k float64) int

//go:noescape
func divideByConstantVector(dst, a []float64, k float64) int

//go:noescape
func divideConstantVector(dst, a []float64, k float64) int

//go:noescape
func lessVector(dst, a, b []float64) int

//go:noescape
func lessOrEqualVector(dst, a, b []float64) int

//go:noescape
func chooseVector(dst, cond, a, b []float64) int

//go:noescape
func coalesceVector(dst, a, b []float64) int

// Prefetch asks the processor to bring a row near that is soon read or written.
//
//go:noescape
func Prefetch(row []float64)
