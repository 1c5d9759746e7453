package formula

import (
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// world is a small Env of synthetic indicators.
type world struct{}

func info(unit string, f measure.Freq, additive bool) IndicatorInfo {
	return IndicatorInfo{Unit: measure.MustUnit(unit), Freq: f, Additive: additive}
}

var synthetic = map[string]IndicatorInfo{
	"gdp": info("亿元", 'A', true), "income": info("万元", 'A', true), "cost": info("元", 'A', true),
	"population": info("万人", 'A', true), "urban_population": info("人", 'A', true),
	"urbanization": info("%", 'A', false), "rate": info("‰", 'A', false), "gap": info("pp", 'A', false),
	"price": info("2019=100", 'A', false), "price_2020": info("2020=100", 'A', false),
	"land": info("km2", 'A', true), "rail": info("公里", 'A', true), "score": info("1", 'A', false),
	"gdp_q": info("亿元", 'Q', true), "gdp_m": info("亿元", 'M', true), "gdp_ytd": info("亿元", 'T', true),
	"good_air_m": info("%", 'M', false), "pm25_d": info("µg/m3", 'D', false),
}

func (world) Indicator(id string) (IndicatorInfo, bool) { i, ok := synthetic[id]; return i, ok }

func (world) Area(id string) bool { return id == "510100" || id == "circle" }

func (world) Assumption(id string) (measure.Unit, bool) {
	return measure.Percent, id == "commuter_share"
}

func (world) Project(id string) bool { return id == "cy-central-line" }

func (world) Network(id string) bool { return id == "rail" }

func (world) Station(network, id string) bool { return id == "chengdu-east" }

func compile(src, want string, f measure.Freq) (*Program, []finding.Finding) {
	e, fs := Parse(src, nil)
	if e == nil {
		return nil, fs
	}
	return Compile(e, world{}, measure.MustUnit(want), f, "indicator:x")
}

func mustCompile(t testing.TB, src, want string, f measure.Freq) *Program {
	t.Helper()
	p, fs := compile(src, want, f)
	for _, f := range fs {
		t.Errorf("%s: %s", src, f.Text(locale.EN))
	}
	if p == nil {
		t.FailNow()
	}
	return p
}

// axesOf gives each input the axis of its frequency over the years.
func axesOf(p *Program, first, last int) []measure.Axis {
	axes := make([]measure.Axis, len(p.Inputs))
	for i, in := range p.Inputs {
		axes[i] = measure.AxisOf(in.Freq, first, last)
	}
	return axes
}
