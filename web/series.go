package web

import (
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

func keyOf(indicator, area string, p measure.Period) fact.Key {
	return fact.Key{Indicator: indicator, Area: area, Period: p}
}

// series returns an indicator's values in an area as far as the point of view sees: what formulas
// give for periods that end after the valid date is a projection, never a present value. An
// indicator that is the same everywhere belongs to the plan's area alone.
func (v *visit) series(ind *plan.Indicator, area string) ([]float64, measure.Axis) {
	row, axis, _ := v.Result.Row(ind.ID, area)
	n := len(row)
	for n > 0 && v.At.Valid != 0 && axis.At(n-1).Last() > v.At.Valid {
		n--
	}
	row = row[:n]
	if area == v.Plan.Manifest.Area || !render.Everywhere(ind) {
		return row, axis
	}
	own := make([]float64, n)
	common, _, _ := v.Result.Row(ind.ID, v.Plan.Manifest.Area)
	for i := range row {
		own[i] = row[i]
		if row[i] == common[i] { // else somebody observed it here
			own[i] = measure.Missing
		}
	}
	return own, axis
}

// last returns the latest period with a value that the point of view sees.
func (v *visit) last(ind *plan.Indicator, area string) (measure.Period, float64, bool) {
	row, axis := v.series(ind, area)
	for i := len(row) - 1; i >= 0; i-- {
		if !measure.IsMissing(row[i]) {
			return axis.At(i), row[i], true
		}
	}
	return measure.Period{}, measure.Missing, false
}

// areasWithValues lists areas and groups with a value of an indicator, the plan's own first.
func (v *visit) areasWithValues(ind *plan.Indicator) []string {
	var ids []string
	plans := v.Plan.Manifest.Area
	if _, _, ok := v.last(ind, plans); ok {
		ids = append(ids, plans)
	}
	for _, id := range v.Plan.Territory.Rows() {
		if _, _, ok := v.last(ind, id); ok && id != plans {
			ids = append(ids, id)
		}
	}
	return ids
}
