package main

import (
	"fmt"
	"math"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/air"
)

// compare holds every figure of both sides against each other. Counts must be equal. Means and
// percentiles of DuckDB are float64 and are rounded as ours; where theirs lies within 1e-9 of a half
// the last digit may differ, and only there.
func compare(e *air.Edition, ours *figures, theirs *duckFigures) error {
	if err := compareUnits(e, "station", ours.stations, theirs.stations); err != nil {
		return err
	}
	if err := compareUnits(e, "city", ours.cities, theirs.cities); err != nil {
		return err
	}
	for _, c := range []struct {
		name   string
		ours   decimal.Decimal
		theirs float64
	}{{"mean of ratios", ours.region.GoodRatio, theirs.meanRatio}, {"pooled ratio", ours.region.Pooled, theirs.pooled}} {
		if !sameDigits(c.ours, c.theirs) {
			return fmt.Errorf("region, %s: %s, DuckDB %v", c.name, c.ours, c.theirs)
		}
	}
	return nil
}

func compareUnits(e *air.Edition, kind string, ours []air.Summary, theirs []row) error {
	if len(ours) != len(theirs) {
		return fmt.Errorf("%d %s figures, DuckDB %d", len(ours), kind, len(theirs))
	}
	for k, s := range ours {
		r := theirs[k]
		if r.id != k || s.Valid != r.valid || s.Good != r.good {
			return fmt.Errorf("%s %d: valid %d, good %d; DuckDB %d: %d, %d", kind, k, s.Valid, s.Good, r.id, r.valid, r.good)
		}
		for i := range air.Item(air.HourItems) {
			item := s.Items[i]
			if item.Valid != r.n[i] || item.Over != r.over[i] ||
				!sameDigits(item.Mean, r.mean[i].Float64) || !sameDigits(item.Percentile, r.p[i].Float64) {
				return fmt.Errorf("%s %d, %s: %d days, %d over, mean %s, percentile %s; DuckDB %d, %d, %v, %v", kind, k, i,
					item.Valid, item.Over, item.Mean, item.Percentile, r.n[i], r.over[i], r.mean[i].Float64, r.p[i].Float64)
			}
		}
	}
	return nil
}

func sameDigits(d decimal.Decimal, x float64) bool {
	scaled := x * math.Pow10(int(d.Places))
	if math.Abs(math.Abs(scaled-math.Trunc(scaled))-0.5) < 1e-9 {
		return math.Abs(d.Float()-x)*math.Pow10(int(d.Places)) < 0.5+1e-9
	}
	return measure.Round(x, int(d.Places), measure.HalfEven) == d.Float()
}
