package composite

import (
	"math"
	"slices"
)

// normalise returns the values on one scale, more being better, as a copy.
func normalise(f *Framework, d *Data, values [][]float64, how Normalisation, said *notes) [][]float64 {
	if how.Low == 0 && how.High == 0 {
		how.High = 100
	}
	if how.SD == 0 {
		how.SD = 1
	}
	scores := make([][]float64, len(values))
	for i, column := range values {
		scores[i] = how.column(&f.indicators[i], d, column, said)
	}
	return scores
}

// column normalises one indicator.
func (how *Normalisation) column(i *Indicator, d *Data, column []float64, said *notes) []float64 {
	switch how.Method {
	case ShareOfTarget:
		return how.relative(i, column, func(int) float64 { return *i.Target }, said)
	case BaseTime:
		return how.relative(i, column, how.base(d, column), said)
	}
	sign := 1.0
	if i.Less {
		sign = -1
	}
	turned := make([]float64, len(column))
	for r, x := range column {
		turned[r] = float64(sign * x)
	}
	if how.Method == AsIs {
		return turned
	}
	sample := how.sample(d, turned)
	known := len(turned) - countMissing(turned)
	if known == 0 {
		return turned
	}
	if how.Method == Rank || how.Method == Percentile {
		how.rank(turned, sample)
	} else if from, to, ok := how.ends(i, sample, sign); ok {
		how.scale(turned, from, to)
	} else {
		clear(turned)
		for r := range turned {
			turned[r] = math.NaN()
		}
	}
	said.add(i.Code, NoScale, known-(len(turned)-countMissing(turned)))
	return turned
}

// sample returns the values of the times that set the scale.
func (how *Normalisation) sample(d *Data, column []float64) []float64 {
	values := make([]float64, 0, len(column))
	for r, x := range column {
		if !missing(x) && (len(how.Sample) == 0 || slices.Contains(how.Sample, d.Rows[r].Time)) {
			values = append(values, x)
		}
	}
	return values
}

// ends returns the two values that the scale runs between: Low and High, or Mean and Mean + SD. There is
// no scale where they are equal or a sample has no values.
func (how *Normalisation) ends(i *Indicator, sample []float64, sign float64) (from, to float64, ok bool) {
	switch {
	case how.Method == Goalposts && i.Less:
		return -i.High, -i.Low, true
	case how.Method == Goalposts:
		return i.Low, i.High, true
	case len(sample) == 0:
		return 0, 0, false
	case how.Method == ZScore:
		from = mean(sample)
		to = from + deviation(sample)
	case how.Method == TowardTarget:
		from, to = slices.Min(sample), float64(sign**i.Target)
	default:
		from, to = slices.Min(sample), slices.Max(sample)
	}
	return from, to, from < to
}

// scale maps from and to onto the scale.
func (how *Normalisation) scale(column []float64, from, to float64) {
	low, high := how.Low, how.High
	if how.Method == ZScore {
		low, high = how.Mean, how.Mean+how.SD
	}
	for r, x := range column {
		column[r] = float64((x-from)/(to-from)*(high-low)) + low
		if how.Clip && how.Method != ZScore && how.Method != MinMax {
			column[r] = min(column[r], high)
			if how.Method == Goalposts {
				column[r] = max(column[r], low)
			}
		}
	}
}

// rank replaces values by one more than how many of the sample are less, or by the share of the sample's
// other values that are less. One value alone has no percentile.
func (how *Normalisation) rank(column, sample []float64) {
	slices.Sort(sample)
	for r, x := range column {
		if missing(x) {
			continue
		}
		below, _ := slices.BinarySearch(sample, x)
		if how.Method == Rank {
			column[r] = float64(below + 1)
			continue
		}
		share := min(float64(below)/float64(len(sample)-1), 1)
		column[r] = how.Low + float64(share*(how.High-how.Low))
	}
}

// base returns the base of each row: the unit's own value, or that of the unit named, at the base time.
func (how *Normalisation) base(d *Data, column []float64) func(row int) float64 {
	bases := map[string]float64{}
	for r, row := range d.Rows {
		if row.Time == how.Base {
			bases[row.Unit] = column[r]
		}
	}
	return func(row int) float64 {
		unit := how.BaseUnit
		if unit == "" {
			unit = d.Rows[row].Unit
		}
		if base, ok := bases[unit]; ok {
			return base
		}
		return math.NaN()
	}
}

// relative returns values as percentages of positive bases, turned over where less is better.
func (how *Normalisation) relative(i *Indicator, column []float64, base func(row int) float64,
	said *notes) []float64 {
	scores := make([]float64, len(column))
	lost := 0
	for r, x := range column {
		b := base(r)
		switch {
		case missing(x):
			scores[r] = x
		case !(b > 0) || i.Less && !(x > 0):
			scores[r] = math.NaN()
			lost++
		case i.Less:
			scores[r] = 100 * b / x
		default:
			scores[r] = 100 * x / b
		}
		if how.Clip && how.Method == ShareOfTarget {
			scores[r] = min(scores[r], 100)
		}
	}
	said.add(i.Code, NoBase, lost)
	return scores
}
