package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/render"
)

func (a *app) forecastCommand() *cobra.Command {
	j := &forecastJob{output: output{app: a}}
	cmd := &cobra.Command{
		Use:   "forecast FILE.csv|TARGET|INDICATOR@AREA",
		Short: a.say("预测序列，给出区间与达成概率", "Forecast series, with intervals and the odds of a target"),
		Long: a.say(`输入一：CSV 或 xlsx，列为 时期,值，多条序列时另有 序列（或 地区、指标）；时期写 2024、2024-Q1、2024-03。
输入二：规划包里的目标编号（给出达成概率）或 指标@地区（如 gdp@重庆市），截至所选时点所知，计入项目的作用。
方法：六种简单方法的组合，区间按过去预测的实际误差校准（docs/methods/forecast.md）；少于 5 个数不作预测。
--target 写 ">=66"、"<=35" 或 "60..70"；--backtest 改为列出逐年回看的预测与结果，并在 stderr 给出覆盖率等成绩。
有序列不能预测时退出码为 1。`,
			`Input: CSV or xlsx with columns period,value and, for several series, series (or area, indicator); periods are
written 2024, 2024-Q1, 2024-03. Or: the id of a target of the package (which gives the odds of attainment), or
INDICATOR@AREA (such as gdp@500000), as known at the point of view, with the effects of projects to come.
The method is a pool of six simple ones, its intervals calibrated by how such forecasts erred
(docs/methods/forecast.md); fewer than 5 values are not forecast. --target is ">=66", "<=35" or "60..70"; --backtest
lists past forecasts beside what came, with coverage and other scores on stderr. Exits 1 where a series has no
forecast.`),
		Example: "  yipanqi forecast gdp.csv --horizon 10 --level 80,95\n" +
			"  yipanqi forecast gdp.csv --target \">=100000\" -o 预测.xlsx\n" +
			"  yipanqi forecast gdp@重庆市 --target \">=40000\" --backtest",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := j.prepare(); err != nil {
				return err
			}
			if err := j.read(cmd, args[0]); err != nil {
				return err
			}
			if j.hierarchyFile != "" {
				var err error
				if j.hierarchy, err = j.readHierarchy(j.hierarchyFile); err != nil {
					return err
				}
			}
			err := j.write()
			return cmp.Or(err, findingsIf(j.lacking))
		},
	}
	j.output.register(cmd)
	j.asOf.register(a, cmd)
	flags := cmd.Flags()
	flags.IntVar(&j.horizon, "horizon", 0, a.say("向前几期；文件默认 5，规划包默认到展望年",
		"periods ahead; 5 for a file, to the year the plan looks ahead to for a package"))
	flags.StringSliceVar(&j.levelTexts, "level", []string{"80", "95"}, a.say("区间，%", "intervals, %"))
	flags.StringVar(&j.targetText, "target", "", a.say("目标，给出达成概率", "a target, for its odds"))
	flags.StringVar(&j.scaleText, "range", "", a.say("可能的范围，如 0..100；不写则正数按对数，其余不限",
		"what values can be, such as 0..100; logarithms of positive values and no bounds by default"))
	flags.StringVar(&j.method, "method", string(forecast.Pool), a.say("方法：", "method: ")+methodNames())
	flags.StringSliceVar(&j.breaks, "break", nil, a.say("口径改变后的第一个时期", "first periods measured in a new way"))
	flags.StringArrayVar(&j.effects, "effect", nil, a.say("已知将来的作用：时期:level|slope:大小[:标准差]",
		"known effect to come: PERIOD:level|slope:SIZE[:DEVIATION]"))
	flags.StringVar(&j.hierarchyFile, "hierarchy", "", a.say("各级相加：文件，列为 上级,下级",
		"levels that add up: a file with columns parent,child"))
	flags.BoolVar(&j.backtest, "backtest", false, a.say("回看过去的预测", "look back at past forecasts"))
	return cmd
}

func methodNames() string {
	var names []string
	for _, m := range forecast.Methods {
		names = append(names, string(m))
	}
	return strings.Join(names, " ")
}

// forecastJob is the series of one command and what is asked of them.
type forecastJob struct {
	output
	asOf                          asOfFlags
	horizon                       int
	levelTexts, breaks            []string
	targetText, scaleText, method string
	backtest                      bool
	hierarchyFile                 string
	effects                       []string

	levels  []float64
	target  *forecast.Target
	scale   forecast.Scale
	series  []namedSeries
	lacking bool

	hierarchy *hierarchy // nil where series stand alone
}

// namedSeries is a series with its name, the period of its first value, and what is asked of it.
type namedSeries struct {
	name   string
	first  measure.Period
	series forecast.Series
	target *forecast.Target
}

// prepare reads the flags.
func (j *forecastJob) prepare() (err error) {
	for _, text := range j.levelTexts {
		level, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
		if err != nil || !(level > 0 && level < 100) {
			return textError{"--level 写 0 到 100 之间的数：" + text, "--level takes numbers between 0 and 100: " + text}
		}
		j.levels = append(j.levels, level)
	}
	if j.horizon < 0 || j.horizon > forecast.MaxHorizon {
		return textError{fmt.Sprintf("--horizon 写 1 至 %d", forecast.MaxHorizon),
			fmt.Sprintf("--horizon is from 1 to %d", forecast.MaxHorizon)}
	}
	if !slices.Contains(forecast.Methods, forecast.Method(j.method)) {
		return unknown("method", j.method, strings.Fields(methodNames()))
	}
	if j.targetText != "" {
		t, err := parseTarget(j.targetText)
		if err != nil {
			return err
		}
		j.target = &t
	}
	if j.scaleText != "" {
		low, high, ok := parseRange(j.scaleText)
		if !ok {
			return textError{"--range 写成 0..100：" + j.scaleText, "--range is written 0..100: " + j.scaleText}
		}
		j.scale = forecast.Bounded(low, high)
	}
	return nil
}

// parseTarget reads ">=66", "<=35" and "60..70"; 以上 and the signs ≥ ≤ too.
func parseTarget(text string) (forecast.Target, error) {
	wrong := textError{`--target 写成 ">=66"、"<=35" 或 "60..70"：` + text,
		`--target is written ">=66", "<=35" or "60..70": ` + text}
	if low, high, ok := parseRange(text); ok {
		return forecast.Between(low, high), nil
	}
	for _, sign := range []struct {
		signs []string
		make  func(float64) forecast.Target
	}{{[]string{">=", "≥"}, forecast.AtLeast}, {[]string{"<=", "≤"}, forecast.AtMost}} {
		for _, s := range sign.signs {
			if rest, ok := strings.CutPrefix(strings.TrimSpace(text), s); ok {
				x, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
				if err != nil || x-x != 0 {
					return forecast.Target{}, wrong
				}
				return sign.make(x), nil
			}
		}
	}
	return forecast.Target{}, wrong
}

func parseRange(text string) (low, high float64, ok bool) {
	a, b, ok := strings.Cut(text, "..")
	low, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	high, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	return low, high, ok && err1 == nil && err2 == nil && low < high && high-low-(high-low) == 0
}

// read reads a file of series, or a series of the package.
func (j *forecastJob) read(cmd *cobra.Command, arg string) error {
	_, err := os.Stat(arg)
	if err == nil {
		j.horizon = cmp.Or(j.horizon, 5)
		return j.readFile(arg)
	}
	ws, closeLedger, err := j.openSound(cmd.Context())
	if err != nil {
		return err
	}
	defer closeLedger()
	r, err := j.evaluate(cmd.Context(), ws, j.asOf, nil)
	if err != nil {
		return err
	}
	target, key, err := resolveKey(arg, r)
	if err != nil {
		return err
	}
	s := namedSeries{name: key.Indicator + "@" + key.Area, target: j.target}
	outlook := r.Outlook(key.Indicator, key.Area)
	if target != nil {
		o := r.TargetOutlook(target)
		s.name, outlook = target.ID(), &o.Outlook
		s.target = cmp.Or(j.target, &o.Event)
	}
	j.heeded(outlook)
	if errors.Is(outlook.Fault, evaluate.ErrNoForecast) {
		return textError{render.WhyNoForecast(outlook.Fault, locale.ZH), render.WhyNoForecast(outlook.Fault, locale.EN)}
	}
	s.first, s.series = outlook.First, outlook.Series
	if j.horizon == 0 && outlook.Forecast != nil {
		j.horizon = outlook.Forecast.Horizon
	}
	j.horizon = cmp.Or(j.horizon, 1)
	j.series = []namedSeries{s}
	return nil
}

// heeded tells the effects of projects that a forecast heeds.
func (j *forecastJob) heeded(o *evaluate.Outlook) {
	for _, e := range o.Effects {
		line := render.EffectLine(e, j.lang)
		j.note("%s", "%s", line)
	}
}

// readFile reads the series of a table, in the order in which they first come.
func (j *forecastJob) readFile(file string) error {
	t, err := readLongTable(file)
	if err != nil {
		return err
	}
	period, err := j.needed(t, "period", "时期", "year", "年份", "年", "date", "月份")
	if err != nil {
		return err
	}
	value, err := j.needed(t, "value", "值", "数值", "obs_value")
	if err != nil {
		return err
	}
	name, err := t.column("", "series", "序列", "area", "地区", "indicator", "指标", "名称")
	if err != nil {
		return err
	}
	cells := map[string]map[measure.Period]float64{}
	var names []string
	for r := range t.rows {
		id := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if name >= 0 {
			id = t.rows[r][name]
		}
		p, err := measure.ParsePeriod(strings.TrimSuffix(t.rows[r][period], "年"))
		if err != nil {
			t.wrong(r, period, "“%s”不是时期；写成 2024、2024-Q1 或 2024-03", "%q is not a period: write 2024, 2024-Q1 or 2024-03",
				t.rows[r][period])
			continue
		}
		if cells[id] == nil {
			cells[id], names = map[measure.Period]float64{}, append(names, id)
		}
		if _, twice := cells[id][p]; twice {
			t.wrong(r, period, "%s 的 %s 有两行", "%s has two rows for %s", id, p)
		}
		cells[id][p] = t.number(r, value)
	}
	if err := t.refuse(j.app); err != nil {
		return err
	}
	for _, id := range names {
		s, err := j.lineUp(id, cells[id])
		if err != nil {
			return err
		}
		j.series = append(j.series, s)
	}
	return nil
}

func (j *forecastJob) needed(t *longTable, usual ...string) (int, error) {
	at, err := t.column("", usual...)
	if err == nil && at < 0 {
		err = textError{fmt.Sprintf("%s 没有列“%s”（或 %s）；有：%s", t.file, usual[1], usual[0], strings.Join(t.header, "、")),
			fmt.Sprintf("%s has no column %s; it has: %s", t.file, usual[0], strings.Join(t.header, ", "))}
	}
	return at, err
}

// lineUp puts the values of a series in the order of time, with gaps where there are none.
func (j *forecastJob) lineUp(id string, cells map[measure.Period]float64) (namedSeries, error) {
	var periods []measure.Period
	for p := range cells {
		periods = append(periods, p)
	}
	slices.SortFunc(periods, func(a, b measure.Period) int { return cmp.Or(int(a.Freq)-int(b.Freq), int(a.Ord-b.Ord)) })
	first, last := periods[0], periods[len(periods)-1]
	if first.Freq != last.Freq {
		return namedSeries{}, textError{fmt.Sprintf("%s 的时期频率不一：%s、%s", id, first, last),
			fmt.Sprintf("%s has periods of different frequencies: %s, %s", id, first, last)}
	}
	seasons := map[measure.Freq]int{measure.Annual: 1, measure.Semester: 2, measure.Quarterly: 4, measure.Month: 12}
	season, ok := seasons[first.Freq]
	if !ok || last.Ord-first.Ord > 5000 {
		return namedSeries{}, textError{fmt.Sprintf("%s 须为年、半年、季或月的序列，至多 5000 期", id),
			fmt.Sprintf("%s must be yearly, half-yearly, quarterly or monthly, of at most 5000 periods", id)}
	}
	s := namedSeries{name: id, first: first, target: j.target,
		series: forecast.Series{Season: season, Scale: j.scale, Values: make([]float64, last.Ord-first.Ord+1)}}
	for i := range s.series.Values {
		v, known := cells[first.Add(i)]
		if !known {
			v = measure.Missing
		}
		s.series.Values[i] = v
	}
	for _, text := range j.breaks {
		p, err := measure.ParsePeriod(text)
		if err != nil || p.Freq != first.Freq {
			return s, notPeriod(text)
		}
		s.series.Breaks = append(s.series.Breaks, int(p.Ord-first.Ord))
	}
	for _, text := range j.effects {
		e, err := parseEffect(text, last)
		if err != nil {
			return s, err
		}
		s.series.Events = append(s.series.Events, e)
	}
	return s, nil
}

// parseEffect reads "2027:level:292:30": from when on, a level or a slope, its size, and its deviation.
func parseEffect(text string, last measure.Period) (e forecast.Event, err error) {
	wrong := textError{"--effect 写成 2027:level:292 或 2027:slope:5:1，时期在末期之后：" + text,
		"--effect is written 2027:level:292 or 2027:slope:5:1, after the last period: " + text}
	parts := strings.Split(text, ":")
	if len(parts) < 3 || len(parts) > 4 {
		return e, wrong
	}
	p, err := measure.ParsePeriod(parts[0])
	if err != nil || p.Freq != last.Freq || p.Ord <= last.Ord {
		return e, wrong
	}
	var numbers [2]float64
	for i, part := range parts[2:] {
		if numbers[i], err = strconv.ParseFloat(part, 64); err != nil || numbers[i]-numbers[i] != 0 || i == 1 &&
			numbers[i] < 0 {
			return e, wrong
		}
	}
	e.From = int(p.Ord - last.Ord)
	switch parts[1] {
	case "level":
		e.Level, e.LevelSD = numbers[0], numbers[1]
	case "slope":
		e.Slope, e.SlopeSD = numbers[0], numbers[1]
	default:
		return e, wrong
	}
	return e, nil
}

// options are those of every forecast of the command.
func (j *forecastJob) options() forecast.Options {
	return forecast.Options{Method: forecast.Method(j.method)}
}

// noForecast notes why a series has none.
func (j *forecastJob) noForecast(s namedSeries, err error) {
	j.lacking = true
	j.note("%s：%s", "%s: %s", s.name, render.WhyNoForecast(err, j.lang))
}
