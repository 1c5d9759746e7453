package formula

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
)

// kernels are the loops that have a vector function, all with the same arguments.
var kernels = map[string]func(dst, c, a, b []float64, k float64){
	"add":              func(dst, _, a, b []float64, _ float64) { add(dst, a, b) },
	"subtract":         func(dst, _, a, b []float64, _ float64) { subtract(dst, a, b) },
	"multiply":         func(dst, _, a, b []float64, _ float64) { multiply(dst, a, b) },
	"divide":           func(dst, _, a, b []float64, k float64) { divide(dst, a, b, k) },
	"addConstant":      func(dst, _, a, _ []float64, k float64) { addConstant(dst, a, k) },
	"subtractFrom":     func(dst, _, a, _ []float64, k float64) { subtractFrom(dst, k, a) },
	"multiplyConstant": func(dst, _, a, _ []float64, k float64) { multiplyConstant(dst, a, k) },
	"divideByConstant": func(dst, _, a, _ []float64, k float64) { divideByConstant(dst, a, k) },
	"divideConstant":   func(dst, _, a, _ []float64, k float64) { divideConstant(dst, k, a) },
	"less":             func(dst, _, a, b []float64, _ float64) { less(dst, a, b) },
	"lessOrEqual":      func(dst, _, a, b []float64, _ float64) { lessOrEqual(dst, a, b) },
	"choose":           func(dst, c, a, b []float64, _ float64) { choose(dst, c, a, b) },
	"coalesce":         func(dst, _, a, b []float64, _ float64) { coalesce(dst, a, b) },
}

// TestVectorsGiveTheBitsOfLoops compares vector functions with the loops they stand for, on rows of
// every small length, at every alignment, with numbers of every kind, written onto an argument or
// beside it.
func TestVectorsGiveTheBitsOfLoops(t *testing.T) {
	if fours == 0 {
		t.Log("this processor has no such instructions: the loops are compared with themselves")
	}
	defer func(was int) { fours = was }(fours)
	vectors := fours
	number := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-9, 9), rapid.SampledFrom([]float64{0, 1, 1, 0,
		measure.Missing, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e-324}))
	rapid.Check(t, func(t *rapid.T) {
		n, shift := rapid.IntRange(0, 19).Draw(t, "n"), rapid.IntRange(0, 3).Draw(t, "shift")
		memory := rapid.SliceOfN(number, 4*n+shift+1, 4*n+shift+1).Draw(t, "memory")
		k := number.Draw(t, "k")
		onto := rapid.IntRange(0, 3).Draw(t, "onto")
		for name, kernel := range kernels {
			run := func(mask int) []float64 {
				fours = mask
				m := slices.Clone(memory)
				row := func(i int) []float64 { return m[shift+i*n : shift+i*n+n] }
				kernel(row(onto), row(1), row(2), row(3), k)
				return m
			}
			if got, want := run(vectors), run(0); !slices.EqualFunc(got, want, same) {
				t.Fatalf("%s: %v, want %v", name, got, want)
			}
		}
	})
}
