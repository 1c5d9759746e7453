package main

import (
	"strconv"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/render"
)

// write writes the forecasts, or what became of past ones.
func (j *forecastJob) write() error {
	if j.backtest {
		return j.table(backtestColumns, j.pastForecasts)
	}
	columns := []string{"series", "period", "step", "median", "mean"}
	for _, level := range j.levels {
		text := strconv.FormatFloat(level, 'f', -1, 64)
		columns = append(columns, "low"+text, "high"+text)
	}
	return j.table(append(columns, "odds"), j.forecasts)
}

// forecasts writes a row for each series and step; odds are those of the target asked for.
func (j *forecastJob) forecasts(add addRow) error {
	all := make([]*forecast.Forecast, len(j.series))
	for i, s := range j.series {
		f, err := forecast.Make(s.series, j.horizon, j.options())
		if err != nil {
			j.noForecast(s, err)
			continue
		}
		all[i] = f
	}
	shifts, err := j.shifts(all)
	if err != nil {
		return err
	}
	for i, f := range all {
		if f == nil {
			continue
		}
		j.tell(j.series[i], f)
		for h := 1; h <= f.Horizon; h++ {
			if err := add(j.row(j.series[i], f, h, shifts[i][h-1])...); err != nil {
				return err
			}
		}
	}
	return nil
}

// row is the forecast of one step, moved by a shift.
func (j *forecastJob) row(s namedSeries, f *forecast.Forecast, h int, shift float64) []any {
	row := []any{s.name, s.periodOf(h), h, figure(f.Median(h) + shift), figure(f.Mean(h) + shift)}
	for _, level := range j.levels {
		low, high := f.Interval(h, level/100)
		row = append(row, figure(low+shift), figure(high+shift))
	}
	if s.target == nil {
		return append(row, nil)
	}
	moved := forecast.Target{Low: s.target.Low - shift, High: s.target.High - shift}
	return append(row, measure.Round(f.Odds(h, moved), 4, measure.HalfEven))
}

var backtestColumns = []string{"series", "known_to", "period", "step", "value", "median", "low80", "high80",
	"low95", "high95", "rank"}

// pastForecasts writes the calendar of past forecasts and how they turned out, and sums them up.
func (j *forecastJob) pastForecasts(add addRow) error {
	for _, s := range j.series {
		record, err := forecast.Backtest(s.series, j.horizon, 0, j.options())
		if err != nil {
			j.noForecast(s, err)
			continue
		}
		for _, o := range record.Outcomes {
			if err := add(s.name, s.first.Add(o.Origin-1), s.first.Add(o.Origin+o.Step-1), o.Step, o.Value,
				figure(o.Median), figure(o.Low80), figure(o.High80), figure(o.Low95), figure(o.High95),
				measure.Round(o.Rank, 4, measure.HalfEven)); err != nil {
				return err
			}
		}
		all := record.All
		j.note("%s：回看 %d 次，80%% 区间覆盖 %.0f%%，95%% 区间覆盖 %.0f%%，MASE %.2f，Brier %.3f",
			"%s: %d past forecasts, 80 %% intervals cover %.0f %%, 95 %% cover %.0f %%, MASE %.2f, Brier %.3f",
			s.name, all.N, 100*all.Cover80, 100*all.Cover95, all.MASE, all.Brier)
	}
	return nil
}

// figure rounds a forecast to seven digits: more would pretend to know.
func figure(v float64) float64 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 7, 64), 64) // always a number
	return short
}

// tell notes what a reader should know about a series and how its intervals were calibrated.
func (j *forecastJob) tell(s namedSeries, f *forecast.Forecast) {
	for _, n := range f.Notes {
		j.note("%s：%s", "%s: %s", s.name, render.ForecastNote(n, j.lang))
	}
	if s.target != nil {
		if step, ok := f.When(*s.target); ok {
			j.note("%s：预计 %s 达到目标", "%s: the target is expected to be met in %s", s.name, s.periodOf(step))
		} else {
			j.note("%s：%d 期之内看不到达到目标", "%s: the target is not in sight within %d periods", s.name, f.Horizon)
		}
	}
}

func (s namedSeries) periodOf(step int) measure.Period {
	return s.first.Add(len(s.series.Values) - 1 + step)
}
