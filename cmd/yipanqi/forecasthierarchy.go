package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/yipanqi/yipanqi/method/forecast"
)

// hierarchy is which series add up to which.
type hierarchy struct {
	file     string
	children [][]int // of each series, in the order of the job's
}

// readHierarchy reads rows of parent and child, both of them names of series.
func (j *forecastJob) readHierarchy(file string) (*hierarchy, error) {
	t, err := readLongTable(file)
	if err != nil {
		return nil, err
	}
	parent, err := j.needed(t, "parent", "上级", "合计")
	if err != nil {
		return nil, err
	}
	child, err := j.needed(t, "child", "下级", "组成")
	if err != nil {
		return nil, err
	}
	h := &hierarchy{file, make([][]int, len(j.series))}
	find := func(row, column int) int {
		name := t.rows[row][column]
		at := slices.IndexFunc(j.series, func(s namedSeries) bool { return s.name == name })
		if at < 0 {
			t.wrong(row, column, "没有序列“%s”", "there is no series %q", name)
		}
		return at
	}
	for r := range t.rows {
		if p, c := find(r, parent), find(r, child); p >= 0 && c >= 0 {
			h.children[p] = append(h.children[p], c)
		}
	}
	return h, t.refuse(j.app)
}

// shifts returns by how much each forecast moves at each step so that the means of the parts add up to
// those of the whole. Each keeps its own spread, which was calibrated for it.
func (j *forecastJob) shifts(all []*forecast.Forecast) ([][]float64, error) {
	shifts := make([][]float64, len(all))
	for i := range shifts {
		shifts[i] = make([]float64, j.horizon)
	}
	if j.hierarchy == nil {
		return shifts, nil
	}
	for i, f := range all {
		switch {
		case f == nil:
			return nil, textError{fmt.Sprintf("序列 %s 不能预测，无法使各级相加", j.series[i].name),
				fmt.Sprintf("series %s has no forecast, so that nothing can add up", j.series[i].name)}
		case j.series[i].periodOf(1) != j.series[0].periodOf(1):
			return nil, textError{fmt.Sprintf("序列 %s 与 %s 的末期不同，无法使各级相加", j.series[i].name, j.series[0].name),
				fmt.Sprintf("series %s and %s end in different periods, so that they cannot add up",
					j.series[i].name, j.series[0].name)}
		}
	}
	project, err := j.projection()
	if err != nil {
		return nil, err
	}
	base := make([]float64, len(all))
	for h := 1; h <= j.horizon; h++ {
		for i, f := range all {
			base[i] = f.Mean(h)
		}
		for i, mean := range project.Apply(base) {
			shifts[i][h-1] = mean - base[i]
		}
	}
	return shifts, nil
}

// projection weighs series by how their forecasts erred one step ahead, or by the number of their parts
// where too few past forecasts are there to tell.
func (j *forecastJob) projection() (*forecast.Projection, error) {
	h, err := forecast.NewHierarchy(j.hierarchy.children)
	var bad forecast.BadArgument
	if errors.As(err, &bad) {
		return nil, textError{j.hierarchy.file + "：上下级有循环，或有一部分计了两次",
			j.hierarchy.file + ": a series is part of itself, or counted twice"}
	}
	if errs := j.pastErrors(); errs != nil {
		if project, err := h.Project(forecast.WLS(errs)); err == nil {
			j.note("各级相加：按过去一步预测的误差分配差额", "levels add up: gaps are divided by how forecasts one step ahead erred")
			return project, nil
		}
	}
	j.note("各级相加：按所含部分的个数分配差额", "levels add up: gaps are divided by the number of parts")
	return h.Project(forecast.Structural())
}

// leastErrors is how many past errors of every series are enough to weigh them by.
const leastErrors = 4

// pastErrors returns the latest errors one step ahead of every series, as many of each; nil where one has
// too few.
func (j *forecastJob) pastErrors() [][]float64 {
	var all [][]float64
	for _, s := range j.series {
		record, err := forecast.Backtest(s.series, 1, 0, j.options())
		if err != nil || len(record.Outcomes) < leastErrors {
			return nil
		}
		var errs []float64
		for _, o := range record.Outcomes {
			errs = append(errs, o.Value-o.Median)
		}
		all = append(all, errs)
	}
	fewest := len(slices.MinFunc(all, func(a, b []float64) int { return len(a) - len(b) }))
	for i := range all {
		all[i] = all[i][len(all[i])-fewest:]
	}
	return all
}
