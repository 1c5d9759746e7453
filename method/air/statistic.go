package air

import (
	"math"
	"math/big"
	"slices"
)

// sample is the valid values of an item over some days, as numerators over one denominator.
type sample struct {
	values []int64
	den    int64
}

// sample collects the valid values among days i to j (exclusive) in the buffer of into. Values of a
// city are brought to the common denominator of its numbers of valid stations. It reports whether
// sums and weighted values fit 64 bits, which all but absurd readings do.
func (d *Days) sample(it Item, i, j int, into *sample) bool {
	into.values, into.den = into.values[:0], scale
	bits := int64(0)
	for _, v := range d.value[it][i:j] {
		if v >= 0 {
			into.values = append(into.values, v)
			bits |= v
		}
	}
	if len(into.values) == 0 {
		return true
	}
	common := int64(1)
	for k := i; d.Basis == FromStations && k < j && common < maxCommon; k++ {
		if of := int64(d.count[it][k]); d.value[it][k] >= 0 && common%of != 0 {
			common *= of / gcd(common, of)
		}
	}
	weight := int64(max(len(into.values), maxWeight))
	if common >= maxCommon || bits > math.MaxInt64/common/weight {
		return false
	}
	if common > 1 {
		at := 0
		for k := i; k < j; k++ {
			if v := d.value[it][k]; v >= 0 {
				into.values[at] = v * (common / int64(d.count[it][k]))
				at++
			}
		}
		into.den *= common
	}
	return true
}

// Bounds of a common denominator, and of what interpolation multiplies a value by.
const (
	maxCommon = 1 << 24
	maxWeight = 1000
)

// mean returns the exact mean.
func (s *sample) mean() fraction {
	if len(s.values) == 0 {
		return fraction{}
	}
	var sum int64
	for _, v := range s.values {
		sum += v
	}
	return fraction{num: sum, den: s.den * int64(len(s.values))}
}

// percentile returns percentile p: with the n values ascending and k = 1 + (n−1)·p, it is
// X(s) + (X(s+1)−X(s))·(k−s), s the whole part of k (HJ 663). It reorders the values.
func (s *sample) percentile(p [2]int64) fraction {
	if len(s.values) == 0 {
		return fraction{}
	}
	at, part, den := rank(len(s.values), p)
	values := s.values
	if top := highest(values, p); len(values)-len(top) <= at {
		at -= len(values) - len(top)
		values = top
	}
	low := quickselect(values, at)
	if part == 0 {
		return fraction{num: low, den: s.den}
	}
	high := slices.Min(values[at+1:])
	return fraction{num: low*(den-part) + high*part, den: s.den * den}
}

// highest moves the values at or above a guess of a little less than percentile p to the front, and
// returns them: a high percentile is sought among few of them. There is no branch to mispredict.
func highest(values []int64, p [2]int64) []int64 {
	const guesses = 16
	if len(values) < 4*guesses {
		return values
	}
	var guess [guesses]int64
	for k := range guess {
		guess[k] = values[k*len(values)/guesses]
	}
	slices.Sort(guess[:])
	limit := guess[max(guesses*p[0]/p[1]-2, 0)]
	n := 0
	for k, v := range values {
		values[k], values[n] = values[n], v
		n += int((limit-1-v)>>63) & 1 // 1 where v ≥ limit
	}
	return values[:n]
}

// rank returns where the percentile p[0]/p[1] of n values lies: part/den of the way from the value
// at s, counted from 0, to the next.
func rank(n int, p [2]int64) (s int, part, den int64) {
	k := int64(n-1) * p[0]
	return int(k / p[1]), k % p[1], p[1]
}

// wideStatistics returns mean and percentile where the values do not fit a sample.
func (d *Days) wideStatistics(it Item, i, j int) (mean, percentile fraction) {
	var list []*big.Rat
	sum := new(big.Rat)
	for k := i; k < j; k++ {
		if d.value[it][k] >= 0 {
			x := big.NewRat(d.value[it][k], d.of(it, k))
			list = append(list, x)
			sum.Add(sum, x)
		}
	}
	slices.SortFunc(list, (*big.Rat).Cmp)
	at, part, den := rank(len(list), d.Edition.table.percent[it])
	x := new(big.Rat).Set(list[at])
	if part > 0 {
		step := new(big.Rat).Sub(list[at+1], x)
		x.Add(x, step.Mul(step, big.NewRat(part, den)))
	}
	unit := new(big.Rat).SetInt64(scale)
	sum.Quo(sum, new(big.Rat).SetInt64(int64(len(list))))
	return fraction{wide: sum.Quo(sum, unit)}, fraction{wide: x.Quo(x, unit)}
}

// quickselect puts the value of rank k at its place, with none greater before it and none smaller
// behind it, and returns it. Hoare's method with the median of three; it is as fast on equal values.
func quickselect(list []int64, k int) int64 {
	low, high := 0, len(list)-1
	for low < high {
		pivot := median(list[low], list[low+(high-low)/2], list[high])
		i, j := low, high
		for i <= j {
			for list[i] < pivot {
				i++
			}
			for list[j] > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			high = j
		case k >= i:
			low = i
		default:
			return list[k]
		}
	}
	return list[k]
}

func median(a, b, c int64) int64 {
	return max(min(a, b), min(max(a, b), c))
}
