package render

import (
	"errors"
	"fmt"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/forecast"
	"github.com/yipanqi/yipanqi/plan"
)

// Odds writes a probability as users say it: in percent, and never as a certainty that no forecast has.
func Odds(p float64, l locale.Lang) string {
	switch {
	case p < 0.01:
		return say(l, "不足 1%", "under 1%")
	case p > 0.99:
		return say(l, "99% 以上", "over 99%")
	}
	return share(p)
}

// OutlookLine says in a sentence where the series behind a target is heading; empty where its value in
// the due period is known and the plan looks no further, or there is no value at all.
func OutlookLine(t *evaluate.TargetResult, o *evaluate.TargetOutlook, p *plan.Plan, l locale.Lang) string {
	if len(o.Series.Values) == 0 {
		return "" // what is missing is said elsewhere
	}
	if o.Forecast == nil {
		return say(l, "预测：", "Forecast: ") + WhyNoForecast(o.Fault, l)
	}
	var parts []string
	for _, c := range []*evaluate.Chance{o.Due, o.Later} {
		if c != nil {
			low, high := o.Forecast.Interval(c.Step, 0.8)
			parts = append(parts, fmt.Sprintf(say(l, "%s达成概率 %s（中位数 %s，八成可能在 %s—%s）",
				"odds of %[2]s in %[1]s (median %[3]s, 80 in 100 within %[4]s–%[5]s)"), Period(c.Period, l), Odds(c.Odds, l),
				targetQuantity(t, p, o.Forecast.Median(c.Step), l), plainNumber(t, p, low), plainNumber(t, p, high)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	parts = append(parts, PaceLine(t, o, l))
	return say(l, "预测：", "Forecast: ") + strings.Join(parts, say(l, "；", "; ")) + say(l, "。", ".")
}

// plainNumber writes v with the decimals of the reading's indicator, without the unit.
func plainNumber(t *evaluate.TargetResult, p *plan.Plan, v float64) string {
	decimals := 2
	if ind := p.Indicator(t.Reading.Indicator); ind != nil {
		decimals = ind.Decimals
	}
	return Number(v, decimals)
}

// PaceLine says what pace the target asks for, and when it is expected to be met.
func PaceLine(t *evaluate.TargetResult, o *evaluate.TargetOutlook, l locale.Lang) string {
	pace := Pace(t, o, l)
	switch {
	case o.When == o.Latest:
		return pace
	case o.When == (measure.Period{}):
		return pace + say(l, "，预测期内看不到达到", ", attainment not in sight")
	}
	return pace + say(l, "，预计"+Period(o.When, l)+"达到", ", expected in "+Period(o.When, l))
}

// Pace says what pace the target asks for.
func Pace(t *evaluate.TargetResult, o *evaluate.TargetOutlook, l locale.Lang) string {
	if o.Pace.Required == 0 {
		return say(l, "现值已达要求", "met by the latest value")
	}
	each := map[measure.Freq]locale.Text{measure.Annual: {ZH: "每年", EN: "a year"},
		measure.Semester:  {ZH: "每半年", EN: "a half-year"},
		measure.Quarterly: {ZH: "每季", EN: "a quarter"}, measure.Month: {ZH: "每月", EN: "a month"}}[o.Latest.Freq]
	change := signed(UpTo(o.Pace.Required, 3)) + Unit(paceUnit(t.Target.Unit), l)
	return say(l, "要达到须"+each.ZH+"变化 "+change, "to meet it takes "+change+" "+each.EN)
}

// paceUnit is the unit of a change: percentage points for shares.
func paceUnit(u measure.Unit) measure.Unit {
	if u.Kind == measure.Share {
		return measure.PercentagePoint
	}
	return u
}

func signed(s string) string {
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") {
		return s
	}
	return "+" + s
}

// WhyNoForecast says why a series has no forecast, and what it would take.
func WhyNoForecast(err error, l locale.Lang) string {
	var few forecast.TooFew
	var bounds forecast.OutOfBounds
	var wide forecast.TooWide
	switch {
	case errors.As(err, &few):
		return say(l, fmt.Sprintf("只有%d期数据，少于%d期，不作预测，只按时序进度判断。", few.Usable, few.Needed),
			fmt.Sprintf("%d values, fewer than the %d a forecast needs; only the schedule is looked at.",
				few.Usable, few.Needed))
	case errors.As(err, &bounds):
		return say(l, fmt.Sprintf("第%d个数 %g 超出指标的可能范围 %g—%g，不作预测；请核对数据或指标的 low、high。",
			bounds.Index+1, bounds.Value, bounds.Low, bounds.High),
			fmt.Sprintf("value %d, %g, lies outside what the indicator can have (%g–%g): check it, or its low and high.",
				bounds.Index+1, bounds.Value, bounds.Low, bounds.High))
	case errors.As(err, &wide):
		return say(l, fmt.Sprintf("数值从 %g 到 %g，相差太远，不作预测；请核对数据。", wide.Least, wide.Greatest),
			fmt.Sprintf("values from %g to %g lie too far apart to forecast: check them.", wide.Least, wide.Greatest))
	case errors.Is(err, evaluate.ErrNoForecast):
		return say(l, "逐日和当年累计的序列不作预测。", "daily series and values to date are not forecast.")
	}
	return say(l, "不作预测："+err.Error(), err.Error())
}

// forecastNotes say in words what a forecast notes about its series.
var forecastNotes = map[forecast.Note]locale.Text{
	forecast.Constant: {ZH: "各期数值相同，预测为定值", EN: "the values never changed: the forecast is that value"},
	forecast.Filled:   {ZH: "缺的期按直线补上", EN: "gaps were filled on a straight line"},
	forecast.Late:     {ZH: "末尾缺值，先补到末期", EN: "values are missing at the end, which the first steps bridge"},
	forecast.Spliced:  {ZH: "口径改变之前的值已衔接", EN: "values before a break were moved to join on"},
	forecast.Seasonal: {ZH: "有季节变化，已计入", EN: "a season was found and is part of the forecast"},
	forecast.AtBound: {ZH: "有值贴着可能范围的边界，向内移了千分之一",
		EN: "values at the edge of the range were moved inside by a thousandth"},
	forecast.Floored: {ZH: "预测曾到零以下，已止于正数", EN: "the forecast fell to zero or below and was held above it"},
}

// ForecastNote says in words what a forecast notes about its series.
func ForecastNote(n forecast.Note, l locale.Lang) string { return forecastNotes[n].In(l) }

// EffectLine says what a project is stated to do to a series, and from when on.
func EffectLine(e evaluate.ProjectEffect, l locale.Lang) string {
	size := signed(Number(e.Effect.Size, 3)) + Unit(e.Effect.Unit, l)
	if e.Effect.Kind == plan.Slope {
		size = say(l, "每年 ", "yearly ") + size
	}
	return fmt.Sprintf(say(l, "计入%s自%s起的作用：%s", "Heeds %s from %s on: %s"), e.Project.Name.In(l), Period(e.From, l), size)
}

// OutlookValue writes a value of a target's outlook with its unit.
func OutlookValue(t *evaluate.TargetResult, v float64, p *plan.Plan, l locale.Lang) string {
	return targetQuantity(t, p, v, l)
}

// Fan is the forecast of an outlook up to a step, for a chart. Factor takes its unit to the chart's.
func Fan(o *evaluate.Outlook, steps int, factor float64) []FanPoint {
	var fan []FanPoint
	for h := 1; o.Forecast != nil && h <= min(steps, o.Forecast.Horizon); h++ {
		at := func(p float64) float64 { return float64(o.Forecast.Quantile(h, p) * factor) }
		fan = append(fan, FanPoint{Period: o.Latest.Add(h), Median: at(0.5), Low80: at(0.1), High80: at(0.9),
			Low95: at(0.025), High95: at(0.975)})
	}
	return fan
}

// outlookJSON is the outlook of a target.
type outlookJSON struct {
	Latest *measure.Period `json:"latest"` // period of the last value; null without any
	Values int             `json:"values"` // how many the forecast rests on
	Due    *chanceJSON     `json:"due"`
	Later  *chanceJSON     `json:"later"`
	Pace   *float64        `json:"requiredPace"` // change for each period up to the due one
	When   *measure.Period `json:"expected"`     // period of expected attainment
	Why    *locale.Text    `json:"why"`          // there is no forecast
}

type chanceJSON struct {
	Period measure.Period `json:"period"`
	Odds   float64        `json:"odds"`
	Median float64        `json:"median"`
	Low80  float64        `json:"low80"`
	High80 float64        `json:"high80"`
	Low95  float64        `json:"low95"`
	High95 float64        `json:"high95"`
}

func outlookOf(o *evaluate.TargetOutlook) *outlookJSON {
	out := &outlookJSON{}
	if o.Latest != (measure.Period{}) {
		out.Latest = &o.Latest
	}
	for _, v := range o.Series.Values {
		if !measure.IsMissing(v) {
			out.Values++
		}
	}
	if o.Forecast == nil {
		out.Why = &locale.Text{ZH: WhyNoForecast(o.Fault, locale.ZH), EN: WhyNoForecast(o.Fault, locale.EN)}
		return out
	}
	out.Due, out.Later = chanceOf(o, o.Due), chanceOf(o, o.Later)
	if o.Due != nil || o.Later != nil {
		out.Pace = &o.Pace.Required
	}
	if o.When != (measure.Period{}) {
		out.When = &o.When
	}
	return out
}

func chanceOf(o *evaluate.TargetOutlook, c *evaluate.Chance) *chanceJSON {
	if c == nil {
		return nil
	}
	f := o.Forecast
	out := &chanceJSON{Period: c.Period, Odds: c.Odds, Median: f.Median(c.Step)}
	out.Low80, out.High80 = f.Interval(c.Step, 0.8)
	out.Low95, out.High95 = f.Interval(c.Step, 0.95)
	return out
}
