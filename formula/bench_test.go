package formula

import (
	"math/rand/v2"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
)

// BenchmarkRun computes one row of 120 months; ns/value is per value of the result.
func BenchmarkRun(b *testing.B) {
	for _, c := range []struct{ name, src, want string }{
		{"sum2", "gdp_m + gdp_m2", "亿元"}, {"sum3", "gdp_m + gdp_m2 + gdp_m3", "亿元"},
		{"ratio", "gdp_m / gdp_m2", "%"}, {"growth", "growth(gdp_m, 12)", "%"}, {"lag", "lag(gdp_m, 1)", "亿元"},
		{"scaled", "gdp_m * 2 + gdp_m2", "亿元"}, {"if", "if(gdp_m > gdp_m2, gdp_m, gdp_m2)", "亿元"},
		{"round", "round(gdp_m, 1)", "亿元"}, {"cagr", "cagr(gdp_m, 5)", "%"},
	} {
		b.Run(c.name, func(b *testing.B) {
			e, _ := Parse(c.src, nil)
			p, fs := Compile(e, months{}, measure.MustUnit(c.want), measure.Month, "")
			if p == nil {
				b.Fatal(fs)
			}
			axes := axesOf(p, 2015, 2024)
			rows := make([][]float64, len(p.Inputs))
			for i := range rows {
				rows[i] = make([]float64, axes[i].N)
				for j := range rows[i] {
					rows[i][j] = 1 + rand.Float64()
				}
			}
			out, axis, s := make([]float64, 120), measure.AxisOf(measure.Month, 2015, 2024), new(Scratch)
			for b.Loop() {
				p.Run(rows, axes, out, axis, s)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/120, "ns/value")
		})
	}
}

type months struct{ world }

func (months) Indicator(string) (IndicatorInfo, bool) { return info("亿元", 'M', true), true }
