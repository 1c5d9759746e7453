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
	for _, s := range j.series {
		f, err := forecast.Make(s.series, j.horizon, j.options())
		if err != nil {
			j.noForecast(s, err)
			continue
		}
		j.tell(s, f)
		for h := 1; h <= f.Horizon; h++ {
			row := []any{s.name, s.first.Add(len(s.series.Values) - 1 + h), h, figure(f.Median(h)), figure(f.Mean(h))}
			for _, level := range j.levels {
				low, high := f.Interval(h, level/100)
				row = append(row, figure(low), figure(high))
			}
			var odds any
			if s.target != nil {
				odds = measure.Round(f.Odds(h, *s.target), 4, measure.HalfEven)
			}
			if err := add(append(row, odds)...); err != nil {
				return err
			}
		}
	}
	return nil
}

var backtestColumns = []string{"series", "known_to", "period", "step", "value", "median", "low80", "high80",
	"low95", "high95",
	"rank"}

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
