package composite

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Row is a unit at a time.
type Row struct {
	Unit  string
	Group string // of units alike, for imputation; "" for none
	Time  int    // a year, say; 0 where there is but one
}

// Data are values of indicators.
type Data struct {
	Rows []Row
	// Values are those of each indicator, in the framework's order, in each row. NaN is missing.
	Values [][]float64
}

// check says what is wrong with data for a framework.
func (d *Data) check(f *Framework) error {
	var errs []error
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf("composite: "+format, args...)) }
	if len(d.Rows) == 0 {
		wrong("there are no rows")
	}
	if len(d.Values) != len(f.indicators) {
		wrong("there are values of %d indicators, not of %d", len(d.Values), len(f.indicators))
		return errors.Join(errs...)
	}
	seen := map[[2]any]bool{}
	for _, r := range d.Rows {
		if seen[[2]any{r.Unit, r.Time}] || r.Unit == "" {
			wrong("the unit %q at %d is empty or repeated", r.Unit, r.Time)
		}
		seen[[2]any{r.Unit, r.Time}] = true
	}
	for i, column := range d.Values {
		code := f.indicators[i].Code
		if len(column) != len(d.Rows) {
			wrong("%s has %d values in %d rows", code, len(column), len(d.Rows))
		}
		if slices.ContainsFunc(column, func(x float64) bool { return math.IsInf(x, 0) }) {
			wrong("%s has an infinite value", code)
		}
	}
	return errors.Join(errs...)
}

// Times returns the times of the data in order.
func (d *Data) Times() []int {
	var times []int
	for _, r := range d.Rows {
		times = append(times, r.Time)
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// at returns the rows of a time.
func (d *Data) at(time int) (rows []int) {
	for r := range d.Rows {
		if d.Rows[r].Time == time {
			rows = append(rows, r)
		}
	}
	return rows
}

func missing(x float64) bool { return x != x }

// present returns the values that are not missing, in order.
func present(column []float64) []float64 {
	values := make([]float64, 0, len(column))
	for _, x := range column {
		if !missing(x) {
			values = append(values, x)
		}
	}
	return values
}

func mean(values []float64) float64 {
	var sum float64
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}

// median of one value or more; it puts them in order.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
