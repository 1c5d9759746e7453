package workspace

import (
	"math"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

// Findings about areas that a clause states and the boundaries measure.
var (
	AreaMeasured = &finding.Code{ID: "workspace.area-measured", Severity: finding.Note,
		Message: locale.Text{
			ZH: "{area_zh}：条款称 {expected} km²，按边界量得 {found} km²（{parts_zh}椭球面积）",
			EN: "{area_en}: the clause states {expected} km²; the boundaries measure {found} km² " +
				"({parts_en}area on the ellipsoid)"}}
	AreaDiffers = &finding.Code{ID: "workspace.area-differs", Severity: finding.Warning,
		Message: AreaMeasured.Message,
		Hint:    locale.Text{ZH: "核对组成、例外与部分计入的比例", EN: "check members, exceptions and the shares of parts"}}
)

// areaTolerance is how far a measured area may lie from the stated one. Plans state areas rounded
// to about a percent, and boundaries for drawing are simplified.
const areaTolerance = 0.01

var km2 = measure.MustUnit("km2")

// squareKilometres gives a figure that is an area in km².
func squareKilometres(f *plan.Figure) float64 {
	num, den, err := f.Unit.FactorTo(km2)
	if err != nil {
		return measure.Missing
	}
	return float64(f.Value*float64(num)) / float64(den)
}

// measureAreas holds every area that a clause states for a group in square kilometres against what
// the boundaries measure, with parts by their weights, left out, and whole.
func measureAreas(p *plan.Plan) []finding.Finding {
	if p.Territory == nil || p.Territory.Boundaries == nil {
		return nil
	}
	var findings []finding.Finding
	for _, c := range p.Clauses {
		for i := range c.Figures {
			f := &c.Figures[i]
			id := f.Area
			if id == "" {
				id = p.Manifest.Area
			}
			if f.Role != plan.ScopeFact || f.Unit.Dim != km2.Dim || p.Territory.GroupOf(id) == nil {
				continue
			}
			findings = append(findings, measureArea(p, f, id))
		}
	}
	return findings
}

func measureArea(p *plan.Plan, f *plan.Figure, id string) finding.Finding {
	stated, none, whole := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, a := range p.Assumptions {
		stated[a.ID], none[a.ID], whole[a.ID] = a.Value, 0, 1
	}
	claimed, found := squareKilometres(f), p.Territory.AreaKM2(id, stated)
	code := AreaMeasured
	if !(math.Abs(found-claimed) <= float64(areaTolerance*claimed)) { // missing differs too
		code = AreaDiffers
	}
	name := p.Territory.NameOf(id)
	parts := parts(p, id, stated, p.Territory.AreaKM2(id, none), p.Territory.AreaKM2(id, whole))
	return finding.New(code, f.At("value"), "area:"+id, "area_zh", name.ZH, "area_en", name.In(locale.EN),
		"expected", render.Number(claimed, 0), "found", render.Number(found, 0),
		"parts_zh", parts.ZH, "parts_en", parts.EN)
}

// parts says what a group measures without the areas that count in part, and with all of them;
// nothing where there are none.
func parts(p *plan.Plan, id string, stated map[string]float64, none, whole float64) locale.Text {
	var zh, en []string
	for _, s := range p.Territory.Shares(id, stated) {
		if s.Of != 1 {
			name := p.Territory.NameOf(s.Area)
			zh, en = append(zh, name.ZH), append(en, name.In(locale.EN))
		}
	}
	if zh == nil {
		return locale.Text{}
	}
	least, most := render.Number(none, 0), render.Number(whole, 0)
	return locale.Text{
		ZH: "整建制部分 " + least + "，" + strings.Join(zh, "、") + "全部计入则 " + most + "；",
		EN: "whole units " + least + ", with all of " + strings.Join(en, " and ") + " " + most + "; "}
}
