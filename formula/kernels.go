package formula

import (
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/portable"
)

// The loops below take rows of one length and may write onto an argument, those over time excepted.
// Those that begin with a vector function say what each place becomes; some processors do the first
// of them four at a time, to the same bits.

// known returns v, or Missing where v is infinite; it also turns negative zero into zero. The
// conversion keeps a compiler from fusing the multiplication that gave v with the subtraction.
func known(v float64) float64 {
	v = float64(v)
	return v + (v - v)
}

func add(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := addVector(dst, a, b); i < len(dst); i++ {
		dst[i] = known(a[i] + b[i])
	}
}

func subtract(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := subtractVector(dst, a, b); i < len(dst); i++ {
		dst[i] = known(a[i] - b[i])
	}
}

func multiply(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := multiplyVector(dst, a, b); i < len(dst); i++ {
		dst[i] = known(float64(a[i] * b[i]))
	}
}

func divide(dst, a, b []float64, k float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := divideVector(dst, a, b, k); i < len(dst); i++ {
		dst[i] = known(float64(a[i] / b[i] * k))
	}
}

func addConstant(dst, a []float64, k float64) {
	a = a[:len(dst)]
	for i := addConstantVector(dst, a, k); i < len(dst); i++ {
		dst[i] = known(a[i] + k)
	}
}

func subtractFrom(dst []float64, k float64, a []float64) {
	a = a[:len(dst)]
	for i := subtractFromVector(dst, a, k); i < len(dst); i++ {
		dst[i] = known(k - a[i])
	}
}

func multiplyConstant(dst, a []float64, k float64) {
	a = a[:len(dst)]
	for i := multiplyConstantVector(dst, a, k); i < len(dst); i++ {
		dst[i] = known(float64(a[i] * k))
	}
}

func divideByConstant(dst, a []float64, k float64) {
	a = a[:len(dst)]
	for i := divideByConstantVector(dst, a, k); i < len(dst); i++ {
		dst[i] = known(a[i] / k)
	}
}

func divideConstant(dst []float64, k float64, a []float64) {
	a = a[:len(dst)]
	for i := divideConstantVector(dst, a, k); i < len(dst); i++ {
		dst[i] = known(k / a[i])
	}
}

func scale(dst, a []float64, num, den float64) {
	multiplyConstant(dst, a, num)
	divideByConstant(dst, dst, den)
}

// truth is 1 for true and 0 for false.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func less(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := lessVector(dst, a, b); i < len(dst); i++ {
		x, y := a[i], b[i]
		dst[i] = truth(x < y)
		if x != x || y != y {
			dst[i] = measure.Missing
		}
	}
}

func lessOrEqual(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := lessOrEqualVector(dst, a, b); i < len(dst); i++ {
		x, y := a[i], b[i]
		dst[i] = truth(x <= y)
		if x != x || y != y {
			dst[i] = measure.Missing
		}
	}
}

// equal gives want where the two are equal and 1-want where they are not.
func equal(dst, a, b []float64, want float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		x, y := a[i], b[i]
		dst[i] = 1 - want
		if x == y {
			dst[i] = want
		}
		if x != x || y != y {
			dst[i] = measure.Missing
		}
	}
}

// both is false where either is false, whatever the other, missing where it could be either way.
func both(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		switch x, y := a[i], b[i]; {
		case x == 0 || y == 0:
			dst[i] = 0
		case x != x || y != y:
			dst[i] = measure.Missing
		default:
			dst[i] = 1
		}
	}
}

// either is true where one is true, whatever the other, missing where it could be either way.
func either(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		switch x, y := a[i], b[i]; {
		case x == 1 || y == 1:
			dst[i] = 1
		case x != x || y != y:
			dst[i] = measure.Missing
		default:
			dst[i] = 0
		}
	}
}

func has(dst, a []float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = truth(a[i] == a[i])
	}
}

func choose(dst, cond, a, b []float64) {
	cond, a, b = cond[:len(dst)], a[:len(dst)], b[:len(dst)]
	for i := chooseVector(dst, cond, a, b); i < len(dst); i++ {
		switch {
		case cond[i] == 1:
			dst[i] = a[i]
		case cond[i] == 0:
			dst[i] = b[i]
		default:
			dst[i] = measure.Missing
		}
	}
}

func coalesce(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := coalesceVector(dst, a, b); i < len(dst); i++ {
		v := a[i]
		if v != v {
			v = b[i]
		}
		dst[i] = v
	}
}

// take adds k times b where b has a value; weigh adds k there.
func take(dst, a, b []float64, k float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range b {
		sum := a[i]
		if v == v {
			sum += float64(v * k)
		}
		dst[i] = sum
	}
}

func weigh(dst, a, b []float64, k float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i, v := range b {
		sum := a[i]
		if v == v {
			sum += k
		}
		dst[i] = sum
	}
}

// smaller and larger are Missing where either argument is.
func smaller(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		x, y := a[i], b[i]
		switch {
		case x != x || y != y:
			dst[i] = measure.Missing
		case y < x:
			dst[i] = y
		default:
			dst[i] = x
		}
	}
}

func larger(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		x, y := a[i], b[i]
		switch {
		case x != x || y != y:
			dst[i] = measure.Missing
		case y > x:
			dst[i] = y
		default:
			dst[i] = x
		}
	}
}

func absolute(dst, a []float64) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] = math.Abs(a[i])
	}
}

// blank makes the first n places of a row Missing and returns how many that are.
func blank(dst []float64, n int) int {
	n = min(n, len(dst))
	for i := range dst[:n] {
		dst[i] = measure.Missing
	}
	return n
}

func lag(dst, a []float64, n int) {
	n = blank(dst, n)
	copy(dst[n:], a)
}

func difference(dst, a []float64, n int) {
	n = blank(dst, n)
	subtract(dst[n:], a[n:], a)
}

func growth(dst, a []float64, n int, k float64) {
	n = blank(dst, n)
	dst = dst[n:]
	divide(dst, a[n:], a, 1)
	addConstant(dst, dst, -1)
	multiplyConstant(dst, dst, k)
}

// averageGrowth is yearly growth over so many years, n periods: the root of the ratio, less one.
func averageGrowth(dst, a []float64, n, years int) {
	n = blank(dst, n)
	for i := n; i < len(dst); i++ {
		dst[i] = rootOfRatio(a[i], a[i-n], years)
	}
}

// averageGrowthSince is yearly growth from a fixed column to each later one, of annual values.
func averageGrowthSince(dst, a []float64, column int) {
	if column < 0 || column >= len(a) {
		blank(dst, len(dst))
		return
	}
	start := a[column]
	for i := blank(dst, column+1); i < len(dst); i++ {
		dst[i] = rootOfRatio(a[i], start, i-column)
	}
}

// rootOfRatio is the n-th root of now/before, less one. Only positive levels grow at a rate.
func rootOfRatio(now, before float64, n int) float64 {
	if !(now >= 0 && before > 0) {
		return measure.Missing
	}
	return known(portable.Root(known(now/before), n) - 1)
}

// at returns the value in a column, Missing outside the row.
func at(a []float64, column int) float64 {
	if column < 0 || column >= len(a) {
		return measure.Missing
	}
	return a[column]
}

func index(dst, a []float64, column int) {
	fixed := at(a, column)
	for i := range dst {
		dst[i] = known(float64(100*a[i]) / fixed)
	}
}

func base(dst, a []float64, column int) {
	fixed := at(a, column)
	for i := range dst {
		dst[i] = fixed
	}
}

// chain carries the level at a column forward by growth (a share) period by period, and backward by
// its inverse. A gap in growth ends the chain on that side.
func chain(dst, growth, level []float64, column int) {
	blank(dst, len(dst))
	if column < 0 || column >= len(dst) {
		return
	}
	dst[column] = level[column]
	for i := column + 1; i < len(dst); i++ {
		dst[i] = known(float64(dst[i-1] * known(1+growth[i])))
	}
	for i := column - 1; i >= 0; i-- {
		dst[i] = known(dst[i+1] / known(1+growth[i+1]))
	}
}

// chainIndex carries the level at a column along an index of fixed base.
func chainIndex(dst, index, level []float64, column int) {
	fixed, anchor := at(index, column), at(level, column)
	for i := range dst {
		dst[i] = known(float64(anchor * known(index[i]/fixed)))
	}
}

// cumulate sums within each calendar year. A missing period makes the rest of its year missing, and
// so does a year that begins before the row.
func cumulate(dst, a []float64, axis measure.Axis) {
	sum := measure.Missing
	next, year := yearStarts(axis)
	for i := range dst {
		if i == next {
			sum = 0
			year++
			next = int(firstOf(axis.Freq, year) - axis.First)
		}
		sum = known(sum + a[i])
		dst[i] = sum
	}
}

// yearStarts returns the column at which the first whole year of the axis begins, and that year.
func yearStarts(axis measure.Axis) (column, year int) {
	year = axis.At(0).CalendarYear()
	if first := firstOf(axis.Freq, year); first >= axis.First {
		return int(first - axis.First), year
	}
	return int(firstOf(axis.Freq, year+1) - axis.First), year + 1
}

// firstOf returns the ordinal of the first period of a year.
func firstOf(f measure.Freq, year int) int32 { return measure.AxisOf(f, year, year).First }

// annual puts the periods of each year together. A year that is not wholly in the row is missing.
func annual(dst, a []float64, years, axis measure.Axis, put func([]float64) float64) {
	for i := range dst {
		year := years.At(i).CalendarYear()
		from := int(firstOf(axis.Freq, year) - axis.First)
		to := int(firstOf(axis.Freq, year+1) - axis.First)
		dst[i] = measure.Missing
		if from >= 0 && to <= len(a) {
			dst[i] = put(a[from:to])
		}
	}
}

func sumOf(a []float64) float64 {
	sum := 0.0
	for _, v := range a {
		sum += v
	}
	return known(sum)
}

func meanOf(a []float64) float64 { return sumOf(a) / float64(len(a)) }

func lastOf(a []float64) float64 { return a[len(a)-1] }
