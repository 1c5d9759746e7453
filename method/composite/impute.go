package composite

import (
	"math"
	"slices"
)

// impute returns the values with missing ones filled in, as a copy.
func impute(f *Framework, d *Data, values [][]float64, how Imputation, said *notes) [][]float64 {
	filled := make([][]float64, len(values))
	for i, column := range values {
		filled[i] = slices.Clone(column)
	}
	switch how.Method {
	case "", ImputeNone:
		return filled
	case ImputeNearest:
		fillNearest(d, values, filled, how.Neighbours)
	case ImputeLatest, ImputeLinear:
		for _, rows := range d.series() {
			for i := range filled {
				fillSeries(d, rows, filled[i], how.Method == ImputeLinear)
			}
		}
	default:
		for i := range filled {
			fillTypical(d, filled[i], how.Method)
		}
	}
	for i := range filled {
		before, after := countMissing(values[i]), countMissing(filled[i])
		said.add(f.indicators[i].Code, Imputed, before-after)
		said.add(f.indicators[i].Code, NotImputed, after)
	}
	return filled
}

func countMissing(column []float64) (n int) {
	for _, x := range column {
		if missing(x) {
			n++
		}
	}
	return n
}

// fillTypical fills in the mean or median of the time, or of the group at the time.
func fillTypical(d *Data, column []float64, how ImputeMethod) {
	grouped := how == ImputeGroupMean || how == ImputeGroupMedian
	like := func(r Row) Row {
		if grouped {
			return Row{Group: r.Group, Time: r.Time}
		}
		return Row{Time: r.Time}
	}
	known := map[Row][]float64{}
	for r, x := range column {
		if !missing(x) {
			known[like(d.Rows[r])] = append(known[like(d.Rows[r])], x)
		}
	}
	for r, x := range column {
		values := known[like(d.Rows[r])]
		if !missing(x) || len(values) == 0 || grouped && d.Rows[r].Group == "" {
			continue
		}
		if how == ImputeMedian || how == ImputeGroupMedian {
			column[r] = median(slices.Clone(values))
		} else {
			column[r] = mean(values)
		}
	}
}

// series returns the rows of each unit in order of time.
func (d *Data) series() [][]int {
	place := map[string]int{}
	var list [][]int
	for r, row := range d.Rows {
		at, ok := place[row.Unit]
		if !ok {
			at = len(list)
			place[row.Unit] = at
			list = append(list, nil)
		}
		list[at] = append(list[at], r)
	}
	for _, rows := range list {
		slices.SortFunc(rows, func(a, b int) int { return d.Rows[a].Time - d.Rows[b].Time })
	}
	return list
}

// fillSeries fills gaps from the unit's value before or, if linear, between those before and after.
func fillSeries(d *Data, rows []int, column []float64, linear bool) {
	last := -1
	for k, r := range rows {
		if missing(column[r]) {
			if last >= 0 && !linear {
				column[r] = column[rows[last]]
			}
			continue
		}
		if linear && last >= 0 {
			from, to := rows[last], r
			span := float64(d.Rows[to].Time - d.Rows[from].Time)
			for _, gap := range rows[last+1 : k] {
				part := float64(d.Rows[gap].Time-d.Rows[from].Time) / span
				column[gap] = column[from] + float64(part*(column[to]-column[from]))
			}
		}
		last = k
	}
}

// fillNearest fills in the mean of the nearest rows of the same time that have the value. Nearness is the
// mean square of differences, in standard deviations, over the indicators both rows have; equally
// near rows count in the order of the data.
func fillNearest(d *Data, values, filled [][]float64, neighbours int) {
	if neighbours == 0 {
		neighbours = 5
	}
	spread := make([]float64, len(values))
	for i, column := range values {
		spread[i] = deviation(present(column))
	}
	for r := range d.Rows {
		if !slices.ContainsFunc(values, func(column []float64) bool { return missing(column[r]) }) {
			continue
		}
		near := d.nearness(values, spread, r)
		for i, column := range values {
			if !missing(column[r]) {
				continue
			}
			var typical []float64
			for _, other := range near {
				if !missing(column[other]) && len(typical) < neighbours {
					typical = append(typical, column[other])
				}
			}
			if len(typical) > 0 {
				filled[i][r] = mean(typical)
			}
		}
	}
}

// nearness returns the rows of the same time that share an indicator with a row, nearest first.
func (d *Data) nearness(values [][]float64, spread []float64, row int) []int {
	distance := map[int]float64{}
	var near []int
	for _, other := range d.at(d.Rows[row].Time) {
		var sum, shared float64
		for i, column := range values {
			if spread[i] > 0 && !missing(column[row]) && !missing(column[other]) {
				apart := (column[row] - column[other]) / spread[i]
				sum += float64(apart * apart)
				shared++
			}
		}
		if other != row && shared > 0 {
			distance[other] = sum / shared
			near = append(near, other)
		}
	}
	slices.SortStableFunc(near, func(a, b int) int {
		switch {
		case distance[a] < distance[b]:
			return -1
		case distance[a] > distance[b]:
			return 1
		}
		return 0
	})
	return near
}

// deviation is the standard deviation of a sample; NaN of fewer than two values.
func deviation(values []float64) float64 {
	centre := mean(values)
	var squares float64
	for _, x := range values {
		squares += float64((x - centre) * (x - centre))
	}
	return math.Sqrt(squares / float64(len(values)-1))
}
