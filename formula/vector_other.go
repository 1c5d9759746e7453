//go:build !amd64

package formula

// Go alone cannot compute several numbers at once; where nobody wrote instructions for a processor,
// the loops in kernels.go do every place.

func addVector(dst, a, b []float64) int                      { return 0 }
func subtractVector(dst, a, b []float64) int                 { return 0 }
func multiplyVector(dst, a, b []float64) int                 { return 0 }
func divideVector(dst, a, b []float64, k float64) int        { return 0 }
func addConstantVector(dst, a []float64, k float64) int      { return 0 }
func subtractFromVector(dst, a []float64, k float64) int     { return 0 }
func multiplyConstantVector(dst, a []float64, k float64) int { return 0 }
func divideByConstantVector(dst, a []float64, k float64) int { return 0 }
func divideConstantVector(dst, a []float64, k float64) int   { return 0 }
func lessVector(dst, a, b []float64) int                     { return 0 }
func lessOrEqualVector(dst, a, b []float64) int              { return 0 }
func chooseVector(dst, cond, a, b []float64) int             { return 0 }
func coalesceVector(dst, a, b []float64) int                 { return 0 }

// Prefetch asks the processor to bring a row near that is soon read or written. Here it does nothing.
func Prefetch(row []float64) {}
