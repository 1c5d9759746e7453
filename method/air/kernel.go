package air

import "github.com/yipanqi/yipanqi/measure"

// perMean[n] turns the sum of n hours into n × their mean × unit ÷ n: the mean in whole units.
var perMean = func() (list [25]int64) {
	for n := 20; n <= 24; n++ {
		list[n] = unit / int64(n)
	}
	return list
}()

// perWindow is the same for the means of six to eight hours.
var perWindow = [9]int64{6: unit / 6, 7: unit / 7, 8: unit / 8}

// fillMeans computes the daily means of an item.
func (d *Days) fillMeans(h *Hours, i Item, from, to int) {
	var buffer [24]int32
	values, counts := d.value[i], d.count[i]
	least := int64(d.Edition.Mean.Hours)
	for k := from; k < to; k++ {
		sum, n := add(h.day(i, d.First+measure.Date(k), &buffer))
		counts[k] = uint16(n)
		values[k] = noValue
		if n >= least {
			values[k] = sum * perMean[n]
		}
	}
}

// add sums the valid readings of a day and counts them. Most days are complete and need no more than
// a sum, which also shows whether a reading was negative.
func add(readings *[24]int32) (sum, n int64) {
	var any int32
	for k := 0; k < 24; k += 4 {
		r := (*[4]int32)(readings[k:])
		any |= r[0] | r[1] | r[2] | r[3]
		sum += int64(r[0]) + int64(r[1]) + int64(r[2]) + int64(r[3])
	}
	if any >= 0 {
		return sum, 24
	}
	return addValid(readings)
}

// addValid spreads the sign of a negative reading over a mask, so that there is no branch.
func addValid(readings *[24]int32) (sum, n int64) {
	var missing int32 // minus their number
	for k := 0; k < 24; k += 4 {
		r := (*[4]int32)(readings[k:])
		a, b, c, d := r[0]>>31, r[1]>>31, r[2]>>31, r[3]>>31
		sum += int64(uint32(r[0]&^a)) + int64(uint32(r[1]&^b)) + int64(uint32(r[2]&^c)) + int64(uint32(r[3]&^d))
		missing += (a + b) + (c + d)
	}
	return sum, int64(24 + missing)
}

// fillOzone computes the highest means of eight hours and, where the index asks for them, the
// highest hours. Windows lie within the day, since the first mean ends at 08:00.
func (d *Days) fillOzone(h *Hours, from, to int) {
	var buffer [24]int32
	var o ozoneDay
	rule := &d.Edition.Ozone
	peak := d.Edition.table.curve[O3Peak] != nil
	for k := from; k < to; k++ {
		o.read(h.day(O3, d.First+measure.Date(k), &buffer))
		highest, means := o.windows(rule.Hours, rule.FirstEnd)
		d.value[O3][k], d.count[O3][k] = noValue, uint16(means)
		if means >= rule.Means || means > 0 && rule.Exceeds && d.exceedsOzone(highest) {
			d.value[O3][k] = highest
		}
		d.value[O3Peak][k] = noValue
		if peak {
			valid := int(o.count[24])
			d.count[O3Peak][k] = uint16(valid)
			if valid >= rule.PeakHours && valid > 0 {
				d.value[O3Peak][k] = int64(o.highest) * unit
			}
		}
	}
}

func (d *Days) exceedsOzone(value int64) bool {
	t := &d.Edition.table
	return t.reported(O3, value, 1) > t.most[O3]
}

// ozoneDay holds the sums and numbers of a day's valid readings up to each hour, and the highest.
type ozoneDay struct {
	sum     [25]int64
	count   [25]int64
	highest int32
}

func (o *ozoneDay) read(readings *[24]int32) {
	var sum int64
	n, highest := int32(0), int32(-1)
	for k, v := range readings {
		missing := v >> 31
		sum += int64(uint32(v &^ missing))
		n += missing + 1
		highest = max(highest, v)
		o.sum[k+1], o.count[k+1] = sum, int64(n)
	}
	o.highest = highest
}

// windows returns the highest mean of eight hours with least valid ones that ends at first to 24
// o'clock, in whole units, and how many such means there are.
func (o *ozoneDay) windows(least, first int) (highest int64, means int) {
	if o.count[24] == 24 { // nothing to weigh
		for k := first; k <= 24; k++ {
			highest = max(highest, o.sum[k]-o.sum[k-8])
		}
		return highest * perWindow[8], 25 - first
	}
	for k := first; k <= 24; k++ {
		if n := o.count[k] - o.count[k-8]; n >= int64(least) {
			means++
			highest = max(highest, (o.sum[k]-o.sum[k-8])*perWindow[n])
		}
	}
	return highest, means
}
