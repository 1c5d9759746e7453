package web

import (
	"fmt"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

type indicatorsBody struct{ Themes []indicatorTheme }

type indicatorTheme struct {
	Name       string
	Indicators []indicatorRow
}

// indicatorRow is an indicator with how far it is covered.
type indicatorRow struct {
	Name, Unit, Freq, Link  string
	Own, Computed           bool
	Coverage                string // areas and periods with a value; empty for none
	Now, NowPeriod, Explain string // of the plan's area
	From                    []string
}

func (s *site) indicators(v *visit) (page, error) {
	var body indicatorsBody
	index := map[string]int{}
	for _, ind := range v.Plan.Indicators {
		i, ok := index[ind.Theme]
		if !ok {
			i = len(body.Themes)
			index[ind.Theme] = i
			body.Themes = append(body.Themes, indicatorTheme{Name: themeName(v, ind.Theme)})
		}
		body.Themes[i].Indicators = append(body.Themes[i].Indicators, newIndicatorRow(v, ind))
	}
	return page{Template: "indicators", Title: v.say("指标", "Indicators"), Body: body}, nil
}

func themeName(v *visit, id string) string {
	if theme := v.Plan.Theme(id); theme != nil {
		return theme.Name.In(v.Lang)
	}
	return v.say("综合", "General")
}

func newIndicatorRow(v *visit, ind *plan.Indicator) indicatorRow {
	row := indicatorRow{Name: ind.Name.In(v.Lang), Unit: render.Unit(ind.Unit, v.Lang),
		Freq: render.Freq(ind.Freq, v.Lang), Link: v.Link("/indicators/" + ind.ID), Own: ind.Own,
		Computed: ind.Formula != "", Coverage: coverage(v, ind), From: render.BodyNames(v.Plan, ind.From, v.Lang)}
	if now, ok := latest(v, ind.ID, v.Plan.Manifest.Area); ok {
		row.Now, row.NowPeriod, row.Explain = now.Value, now.Period, now.Explain
	}
	return row
}

// coverage says in how many areas and between which years an indicator has values.
func coverage(v *visit, ind *plan.Indicator) string {
	areas, first, last := 0, 0, 0
	for _, area := range v.Plan.Territory.Rows() {
		row, axis := v.series(ind, area)
		found := false
		for i := range row {
			if measure.IsMissing(row[i]) {
				continue
			}
			found = true
			year := axis.At(i).CalendarYear()
			if first == 0 || year < first {
				first = year
			}
			last = max(last, year)
		}
		if found {
			areas++
		}
	}
	switch {
	case areas == 0:
		return ""
	case first == last:
		return v.say(fmt.Sprintf("%d个地区，%d年", areas, first), fmt.Sprintf("%d areas, %d", areas, first))
	}
	return v.say(fmt.Sprintf("%d个地区，%d–%d年", areas, first, last),
		fmt.Sprintf("%d areas, %d–%d", areas, first, last))
}

func areaName(v *visit, id string) string { return v.Plan.Territory.NameOf(id).In(v.Lang) }
