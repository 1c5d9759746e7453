package evaluate

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
)

// pastOrigins bounds how many past moments of each series are looked back at.
const pastOrigins = 10

// PastForecasts tells how forecasts of the plan's own series turned out: every yearly series that was
// reported is forecast from each of the last ten years that have enough values before them, and held
// against what was reported later. Values are those known at the point of view, not those known at
// the time: a forecast of the past did not yet have revisions. Nil without any outcome.
func (r *Result) PastForecasts(horizon int) *forecast.Record {
	var tally forecast.Tally
	v := r.values
	for _, n := range v.nodes {
		if n.axis.Freq != measure.Annual {
			continue
		}
		for row := range v.rows {
			if v.reported(n, row) > forecast.MinPoints {
				v.lookBack(&tally, n, row, horizon)
			}
		}
	}
	if record := tally.Record(); record.All.N > 0 {
		return record
	}
	return nil
}

// reported counts the cells of a row that were given.
func (v *values) reported(n *node, r int) (count int) {
	bits := v.bits(n, r)
	for i := range n.axis.N {
		if isGiven(bits, i) {
			count++
		}
	}
	return count
}

func (v *values) lookBack(tally *forecast.Tally, n *node, r, horizon int) {
	var o Outlook
	o.Series = forecast.Series{Season: 1, Scale: scaleOf(n.Indicator, 1)}
	if v.fillSeries(&o, n, r, 1) < 0 {
		return
	}
	values := o.Series.Values
	for origin := max(forecast.MinPoints, len(values)-pastOrigins); origin < len(values); origin++ {
		past := o.Series
		past.Values = values[:origin]
		past.Breaks = slices.DeleteFunc(slices.Clone(o.Series.Breaks), func(b int) bool { return b >= origin })
		if f, err := forecast.Make(past, min(horizon, len(values)-origin), forecast.Options{}); err == nil {
			tally.Add(past, f, values[origin:])
		}
	}
}
