package air

import (
	"cmp"
	"math/big"
	"math/bits"
	"slices"
)

// mean returns the exact mean of the valid values among days i to j (exclusive), and their number.
func (d *Days) mean(it Item, i, j int) (fraction, int) {
	if d.Basis == FromStations {
		return d.meanOfCities(it, i, j)
	}
	var sum int64
	n := 0
	for _, v := range d.value[it][i:j] {
		if v >= 0 {
			sum += v
			n++
		}
	}
	if n == 0 {
		return fraction{}, 0
	}
	return fraction{num: sum, den: scale * int64(n)}, n
}

// meanOfCities adds up days with as many stations before it divides.
func (d *Days) meanOfCities(it Item, i, j int) (fraction, int) {
	values, stations := d.value[it][i:j], d.count[it][i:j]
	type group struct {
		of     uint16
		hi, lo uint64
	}
	var groups []group
	n := 0
	for k, v := range values {
		if v < 0 {
			continue
		}
		n++
		at := slices.IndexFunc(groups, func(g group) bool { return g.of == stations[k] })
		if at < 0 {
			at, groups = len(groups), append(groups, group{of: stations[k]})
		}
		g := &groups[at]
		var carry uint64
		g.lo, carry = bits.Add64(g.lo, uint64(v), 0)
		g.hi += carry
	}
	if n == 0 {
		return fraction{}, 0
	}
	total := new(big.Rat)
	for _, g := range groups {
		sum := new(big.Int).SetUint64(g.hi)
		sum.Lsh(sum, 64).Add(sum, new(big.Int).SetUint64(g.lo))
		part := new(big.Rat).SetInt(sum)
		total.Add(total, part.Quo(part, new(big.Rat).SetInt64(int64(g.of))))
	}
	total.Quo(total, new(big.Rat).SetInt64(scale*int64(n)))
	return fraction{wide: total}, n
}

// percentile returns the edition's percentile of an item among days i to j: with the n valid values
// ascending and k = 1 + (n−1)·p, X(s) + (X(s+1)−X(s))·(k−s), s the whole part of k (HJ 663).
func (d *Days) percentile(it Item, i, j int, scratch *[]int64) fraction {
	if d.Basis == FromStations {
		return d.percentileOfCities(it, i, j)
	}
	list := (*scratch)[:0]
	for _, v := range d.value[it][i:j] {
		if v >= 0 {
			list = append(list, v)
		}
	}
	*scratch = list
	if len(list) == 0 {
		return fraction{}
	}
	s, part, den := rank(len(list), d.Edition.table.percent[it])
	low := quickselect(list, s)
	if part == 0 {
		return fraction{num: low, den: scale}
	}
	high := slices.Min(list[s+1:])
	return fraction{num: low*(den-part) + high*part, den: scale * den}
}

// rank returns where the percentile p[0]/p[1] of n values lies: part/den of the way from the value
// at s, counted from 0, to the next.
func rank(n int, p [2]int64) (s int, part, den int64) {
	k := int64(n-1) * p[0]
	return int(k / p[1]), k % p[1], p[1]
}

// percentileOfCities sorts fractions with different denominators.
func (d *Days) percentileOfCities(it Item, i, j int) fraction {
	type value struct{ num, of int64 }
	var list []value
	for k := i; k < j; k++ {
		if d.value[it][k] >= 0 {
			list = append(list, value{d.value[it][k], int64(d.count[it][k])})
		}
	}
	if len(list) == 0 {
		return fraction{}
	}
	slices.SortFunc(list, func(a, b value) int {
		ahi, alo := bits.Mul64(uint64(a.num), uint64(b.of))
		bhi, blo := bits.Mul64(uint64(b.num), uint64(a.of))
		return cmp.Or(cmp.Compare(ahi, bhi), cmp.Compare(alo, blo))
	})
	s, part, den := rank(len(list), d.Edition.table.percent[it])
	x := big.NewRat(list[s].num, list[s].of)
	if part > 0 {
		step := big.NewRat(list[s+1].num, list[s+1].of)
		step.Sub(step, x).Mul(step, big.NewRat(part, den))
		x.Add(x, step)
	}
	return fraction{wide: x.Quo(x, new(big.Rat).SetInt64(scale))}
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
