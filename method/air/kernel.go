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

// add sums the valid readings of a day and counts them. A negative reading has its sign spread over
// a mask, so that the loop has no branch.
func add(readings *[24]int32) (sum, n int64) {
	for _, v := range readings {
		missing := v >> 31
		sum += int64(v &^ missing)
		n += int64(missing)
	}
	return sum, n + 24
}

// fillOzone computes the highest means of eight hours and, where the index asks for them, the
// highest hours. Windows lie within the day, since the first mean ends at 08:00.
func (d *Days) fillOzone(h *Hours, from, to int) {
	var buffer [24]int32
	rule := &d.Edition.Ozone
	peak := d.Edition.table.curve[O3Peak] != nil
	for k := from; k < to; k++ {
		readings := h.day(O3, d.First+measure.Date(k), &buffer)
		highest, means := windows(readings, rule.Hours, rule.FirstEnd)
		d.value[O3][k], d.count[O3][k] = noValue, uint16(means)
		if means >= rule.Means || means > 0 && rule.Exceeds && d.exceedsOzone(highest) {
			d.value[O3][k] = highest
		}
		d.value[O3Peak][k] = noValue
		if peak {
			hour, n := highestHour(readings)
			d.count[O3Peak][k] = uint16(n)
			if n >= rule.PeakHours && n > 0 {
				d.value[O3Peak][k] = int64(hour) * unit
			}
		}
	}
}

func (d *Days) exceedsOzone(value int64) bool {
	t := &d.Edition.table
	return t.reported(O3, value, 1) > t.most[O3]
}

// windows returns the highest mean of eight hours with least valid ones that ends at first to 24
// o'clock, in whole units, and how many such means there are.
func windows(readings *[24]int32, least, first int) (highest int64, means int) {
	var sum, n int64
	for k := range 24 {
		missing := readings[k] >> 31
		sum += int64(readings[k] &^ missing)
		n += int64(missing) + 1
		if k >= 8 {
			missing = readings[k-8] >> 31
			sum -= int64(readings[k-8] &^ missing)
			n -= int64(missing) + 1
		}
		if k+1 >= first && n >= int64(least) {
			means++
			highest = max(highest, sum*perWindow[n])
		}
	}
	return highest, means
}

// highestHour returns the highest valid reading and the number of valid ones.
func highestHour(readings *[24]int32) (highest int32, n int) {
	highest = -1
	for _, v := range readings {
		highest = max(highest, v)
		n += int(v>>31) + 1
	}
	return highest, n
}
