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
	values, counts := d.value[i][from:to], d.count[i][from:to]
	least := int64(d.Edition.Mean.Hours)
	for k := range values {
		sum, n := add(h.day(i, d.First+measure.Date(from+k), &buffer))
		counts[k] = uint16(n)
		values[k] = noValue
		if n >= least {
			values[k] = sum * perMean[n]
		}
	}
}

// small bounds readings of which 24 add up within 32 bits: 67,108 µg/m³.
const small = 1 << 26

// add sums the valid readings of a day and counts them. Most days are complete and small, and need no
// more than a sum of 32 bits; the readings' common bits show whether one was negative or large.
func add(readings *[24]int32) (sum, n int64) {
	var total, bits int32
	for k := 0; k < 24; k += 4 {
		r := (*[4]int32)(readings[k:])
		bits |= r[0] | r[1] | r[2] | r[3]
		total += (r[0] + r[1]) + (r[2] + r[3])
	}
	if uint32(bits) < small {
		return int64(total), 24
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
	rule := &d.Edition.Ozone
	peak := d.Edition.table.curve[O3Peak] != nil
	for k := from; k < to; k++ {
		o := readOzone(h.day(O3, d.First+measure.Date(k), &buffer), rule.Hours, rule.FirstEnd)
		d.value[O3][k], d.count[O3][k] = noValue, uint16(o.means)
		if o.means >= rule.Means || o.means > 0 && rule.Exceeds && d.exceedsOzone(o.mean) {
			d.value[O3][k] = o.mean
		}
		d.value[O3Peak][k], d.count[O3Peak][k] = noValue, 0
		if peak {
			d.count[O3Peak][k] = uint16(o.hours)
			if o.hours >= rule.PeakHours && o.hours > 0 {
				d.value[O3Peak][k] = int64(o.hour) * unit
			}
		}
	}
}

func (d *Days) exceedsOzone(value int64) bool {
	t := &d.Edition.table
	return t.reported(O3, value, 1) > t.most[O3]
}

// ozoneDay is what a day's hours of ozone come to.
type ozoneDay struct {
	mean  int64 // the highest of eight hours, in whole units
	means int   // how many there are
	hour  int32 // the highest hour
	hours int   // how many are valid
}

// readOzone finds the highest mean of eight hours with least valid ones that ends at first to 24
// o'clock, and the highest hour. As with add, most days are complete and small.
func readOzone(readings *[24]int32, least, first int) ozoneDay {
	var sums [25]int32 // of the hours before
	var total, bits, hour int32
	for k, v := range readings {
		bits |= v
		total += v
		sums[k+1] = total
		hour = max(hour, v)
	}
	if uint32(bits) >= small {
		return weighOzone(readings, least, first)
	}
	var highest int32
	for k := first; k <= 24; k++ {
		highest = max(highest, sums[k]-sums[k-8])
	}
	return ozoneDay{int64(highest) * perWindow[8], 25 - first, hour, 24}
}

// weighOzone is readOzone for a day with gaps.
func weighOzone(readings *[24]int32, least, first int) ozoneDay {
	var sums, counts [25]int64 // of the valid hours before
	o := ozoneDay{hour: -1}
	for k, v := range readings {
		missing := int64(v >> 31)
		sums[k+1] = sums[k] + int64(v)&^missing
		counts[k+1] = counts[k] + missing + 1
		o.hour = max(o.hour, v)
	}
	o.hours = int(counts[24])
	for k := first; k <= 24; k++ {
		if n := counts[k] - counts[k-8]; n >= int64(least) {
			o.means++
			o.mean = max(o.mean, (sums[k]-sums[k-8])*perWindow[n])
		}
	}
	return o
}
