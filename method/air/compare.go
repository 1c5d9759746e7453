package air

import "github.com/yipanqi/yipanqi/measure"

// Difference is a day that two editions judge differently.
type Difference struct {
	Date     measure.Date
	Old, New Day
}

// Compare returns the days whose index, primary or exceeding pollutants differ between two editions'
// views of the same place, in order. Days that only one of them has are not compared.
func Compare(old, new *Days) []Difference {
	var list []Difference
	from := max(old.First, new.First)
	to := min(old.First+measure.Date(old.Len()), new.First+measure.Date(new.Len()))
	for date := from; date < to; date++ {
		i, j := int(date-old.First), int(date-new.First)
		if old.index[i] != new.index[j] || old.primary[i] != new.primary[j] || old.exceeding[i] != new.exceeding[j] {
			list = append(list, Difference{date, old.Day(date), new.Day(date)})
		}
	}
	return list
}
