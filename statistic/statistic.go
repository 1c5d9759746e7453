// Package statistic lists what methods compute from monitoring data and formulas may read by name:
// statistic("air.good_days"). It says what each is; package method computes them.
package statistic

import (
	"slices"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Statistic is a figure of an area over a period that a method computes from readings.
type Statistic struct {
	Name   string // method, dot, figure: "air.good_days"
	Unit   measure.Unit
	Freqs  []measure.Freq // of the periods it has
	Doc    locale.Text
	Source string // standard and clause
}

// At reports whether the statistic has periods of a frequency.
func (s *Statistic) At(f measure.Freq) bool { return slices.Contains(s.Freqs, f) }

// Find returns the statistic of a name, nil where there is none.
func Find(name string) *Statistic {
	for i := range All {
		if All[i].Name == name {
			return &All[i]
		}
	}
	return nil
}

// Names lists the names of all statistics.
func Names() []string {
	names := make([]string, len(All))
	for i := range All {
		names[i] = All[i].Name
	}
	return names
}

var (
	yearly  = []measure.Freq{measure.Annual}
	monthly = []measure.Freq{measure.Annual, measure.Month}
)

const (
	hj663  = "HJ 633, HJ 663, GB 3095"
	gb3838 = "GB 3838-2002, 环办〔2011〕22号"
	slt712 = "SL/T 712-2021"
)

func of(name, unit string, freqs []measure.Freq, zh, en, source string) Statistic {
	return Statistic{name, measure.MustUnit(unit), freqs, locale.Text{ZH: zh, EN: en}, source}
}

// All lists every statistic.
var All = []Statistic{
	of("air.good_days", "天", monthly, "空气质量优良天数（AQI 不超过 100）", "days with good air (AQI up to 100)", hj663),
	of("air.valid_days", "天", monthly, "空气质量有效监测天数", "days with a valid AQI", hj663),
	of("air.good_ratio", "%", monthly, "优良天数比率：优良天数÷有效天数；组合取所含城市的简单平均",
		"share of good days among valid days; of a group the plain mean of its cities", hj663),
	of("air.pm25", "µg/m3", monthly, "细颗粒物平均浓度", "mean concentration of PM2.5", hj663),
	of("air.pm10", "µg/m3", monthly, "可吸入颗粒物平均浓度", "mean concentration of PM10", hj663),
	of("air.so2", "µg/m3", monthly, "二氧化硫平均浓度", "mean concentration of SO2", hj663),
	of("air.no2", "µg/m3", monthly, "二氧化氮平均浓度", "mean concentration of NO2", hj663),
	of("air.co_p95", "mg/m3", monthly, "一氧化碳日均值第 95 百分位数", "95th percentile of daily CO", hj663),
	of("air.o3_p90", "µg/m3", monthly, "臭氧日最大 8 小时平均第 90 百分位数",
		"90th percentile of ozone's daily maximum of eight hours", hj663),
	of("air.composite", "1", monthly, "环境空气质量综合指数", "composite index of ambient air", hj663),

	of("water.sections", "个", yearly, "有目标类别、按年均评价的断面个数",
		"sections with a target class, judged by annual means", gb3838),
	of("water.sections_met", "个", yearly, "其中年均类别达到目标的断面个数",
		"of these, sections whose annual class meets the target", gb3838),
	of("water.section_months", "个", yearly, "有目标类别的断面月数", "section-months with a target class", gb3838),
	of("water.section_months_met", "个", yearly, "其中当月类别达到目标的断面月数",
		"of these, section-months whose class meets the target", gb3838),
	of("water.good_sections", "个", yearly, "年均类别为Ⅰ—Ⅲ类的断面个数", "sections of class I to III by annual means", gb3838),
	of("water.all_sections", "个", yearly, "按年均评价的断面个数", "sections judged by annual means", gb3838),

	of("flow.sections", "个", yearly, "有生态流量目标并经评价的断面个数", "sections judged against a flow target", slt712),
	of("flow.sections_met", "个", yearly, "日满足程度不低于 90% 的断面个数",
		"sections satisfied on at least 90 % of days", slt712),
	of("flow.mean", "%", yearly, "各断面日满足程度的平均", "mean satisfaction of the sections, by days", slt712),
	of("flow.minimum", "%", yearly, "最差断面的日满足程度", "satisfaction of the worst section, by days", slt712),
}
