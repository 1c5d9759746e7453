package exchange

import (
	"testing"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/territory"
)

// synthetic is a small made-up plan.
func synthetic() *plan.Plan {
	indicator := func(id, zh, en, unit string, f measure.Freq) *plan.Indicator {
		return &plan.Indicator{ID: id, Name: locale.Text{ZH: zh, EN: en}, Unit: measure.MustUnit(unit), Freq: f}
	}
	area := func(code, zh, en string, level territory.Level, parent string) *territory.Area {
		return &territory.Area{Code: code, ZH: zh, EN: en, Level: level, Parent: parent}
	}
	ended := area("500223", "潼南县", "Tongnan County", territory.County, "500000")
	ended.Until = measure.DateOf(2015, 6, 1)
	return &plan.Plan{
		Indicators: []*plan.Indicator{
			indicator("population", "常住人口", "Resident population", "人", measure.Annual),
			indicator("gdp", "地区生产总值", "GDP", "亿元", measure.Annual),
			indicator("gdp-to-date", "地区生产总值(累计)", "GDP to date", "亿元", measure.ToDate),
			indicator("urbanisation", "城镇化率", "Urbanisation", "%", measure.Annual),
			indicator("good-air", "优良天数比率", "Good-air days", "%", measure.Month),
			indicator("flow", "日流量", "Daily flow", "m3", measure.Day),
			indicator("rail-time", "用时", "Travel time", "h", measure.Quarterly),
			indicator("water-time", "用时", "Water travel time", "h", measure.Quarterly),
		},
		Bodies: []*plan.Body{{ID: "stats-chongqing", Name: locale.Text{ZH: "重庆市统计局", EN: "Chongqing statistics"}}},
		Sources: []*citation.Source{
			{ID: "yearbook-2023", Title: locale.Text{ZH: "年鉴2023", EN: "Yearbook 2023"},
				Published: measure.DateOf(2023, 9, 1), Grade: citation.Official},
			{ID: "undated", Title: locale.Text{ZH: "无日期", EN: "Undated"}, Grade: citation.Press},
		},
		Territory: territory.New([]*territory.Area{
			area("500000", "重庆市", "Chongqing", territory.Province, ""),
			area("510000", "四川省", "Sichuan", territory.Province, ""),
			area("500105", "江北区", "Jiangbei", territory.County, "500000"),
			area("510199", "江北区", "Jiangbei of Chengdu", territory.County, "510000"),
			area("510100", "成都市", "Chengdu", territory.Prefecture, "510000"),
			area("500154", "开州区", "Kaizhou", territory.County, "500000"),
			ended,
		}, []*territory.Change{
			{On: measure.DateOf(2016, 6, 1), Kind: territory.Recode, From: "500234", To: "500154", OldName: "开县"},
		}, []*territory.Group{{ID: "circle", Name: locale.Text{ZH: "双城经济圈", EN: "Twin-City Circle"}}}),
	}
}

// imported is the moment at which tests import.
var imported = measure.StartOf(measure.DateOf(2024, 5, 1))

// errorsIn returns the texts of findings that are errors.
func errorsIn(findings []finding.Finding) (texts []string) {
	for _, f := range findings {
		if f.Code.Severity == finding.Error {
			texts = append(texts, f.Text(locale.EN))
		}
	}
	return texts
}

func mustNoErrors(t testing.TB, findings []finding.Finding) {
	t.Helper()
	for _, text := range errorsIn(findings) {
		t.Error(text)
	}
}
