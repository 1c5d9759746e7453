package formula

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
)

// usual are formulas of the kinds packages hold; together they use every instruction.
var usual = []struct{ src, unit string }{
	{"gdp", "万元"}, {"gdp / population", "元/人"}, {"urban_population / population", "%"},
	{"growth(gdp)", "%"}, {"growth(gdp) - growth(income)", "pp"}, {"gdp + income - cost", "亿元"},
	{"gdp * 0.35 + income / 3", "亿元"}, {"1 - urbanization", "%"}, {"2 / score + score * score", "1"},
	{"rail / land", "km/100km2"}, {`share(gdp, "circle")`, "%"}, {"sum(gdp) / sum(population)", "元/人"},
	{"cagr(gdp, 3)", "%"}, {"cagr_since(gdp, 2018)", "%"}, {"index(gdp, 2018)", "2018=100"},
	{"diff(urbanization, 2)", "pp"}, {"lag(gdp) - base(gdp, 2018)", "亿元"},
	{"chain(urbanization, gdp, 2019)", "亿元"}, {"chain(price, gdp, 2019)", "亿元"},
	{"annual_sum(gdp_m) + annual_last(gdp_ytd) - annual_mean(gdp_q)", "亿元"},
	{"if(gdp > income and not has(cost) or gdp <= cost, -gdp, abs(income))", "亿元"},
	{"if(gdp == income or gdp != cost, 1, 0)", "1"}, {"round(gdp / population, 1, \"万元/人\")", "元/人"},
	{"clamp(gdp, 1[亿元], coalesce(income, cost, 2[亿元]))", "亿元"}, {"annual_last(cumulate(gdp_m))", "亿元"},
	{"blend(2, gdp, 1, cost)", "亿元"},
	{"rail / 1[h]", "m/s"}, {"score - 0.25", "1"}, {"gdp", "亿元"}, {"annual_mean(pm25_d)", "mg/m3"},
	{`gdp * assumption("commuter_share") * opened("cy-central-line")`, "亿元"}, {"5[km] / 3", "m"},
}

// syntheticRows draws rows with gaps and zeros; the seed fixes them.
func syntheticRows(p *Program, r *rand.Rand, first, last int) ([][]float64, []measure.Axis) {
	axes := axesOf(p, first, last)
	rows := make([][]float64, len(axes))
	for i := range rows {
		rows[i] = make([]float64, axes[i].N)
		for j := range rows[i] {
			rows[i][j] = math.Ldexp(r.Float64(), r.IntN(16))
			switch r.IntN(40) {
			case 0:
				rows[i][j] = measure.Missing
			case 1:
				rows[i][j] = 0
			case 2:
				rows[i][j] = -rows[i][j]
			}
			if p.Inputs[i].Kind == Opened {
				rows[i][j] = float64(j * 2 / axes[i].N)
			}
		}
	}
	return rows, axes
}

func TestUsualFormulasUseEveryInstruction(t *testing.T) {
	used := map[op]bool{opInput: true, opConst: true}
	for _, c := range usual {
		for _, in := range mustCompile(t, c.src, c.unit, measure.Annual).code {
			used[in.op] = true
		}
	}
	for o := opInput; int(o) < len(opNames); o++ {
		if !used[o] {
			t.Errorf("no usual formula uses %s", o)
		}
	}
}

// TestSameBits hashes results of the usual formulas. Run under emulation it shows that other
// architectures compute the same bits: GOARCH=arm64 go test -c, then qemu-aarch64 formula.test.
func TestSameBits(t *testing.T) {
	const golden = "b2c25f3fd9d7a6afcf1e2c5c7d1f55cbd3227db4cdb0f0df0e6b67679126216f"
	h := sha256.New()
	r := rand.New(rand.NewPCG(3, 5))
	for _, c := range usual {
		p := mustCompile(t, c.src, c.unit, measure.Annual)
		for range 200 {
			rows, axes := syntheticRows(p, r, 2015, 2024)
			out, axis := make([]float64, 10), measure.AxisOf(measure.Annual, 2015, 2024)
			p.Run(rows, axes, out, axis, new(Scratch))
			for _, v := range out {
				if v != v {
					v = math.NaN() // the bits of a missing value mean nothing
				}
				_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v))
			}
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != golden {
		t.Errorf("hash of results %s, want %s", got, golden)
	}
}

func TestRunLeavesInputsAloneAndAllocatesNothing(t *testing.T) {
	s := new(Scratch)
	r := rand.New(rand.NewPCG(1, 1))
	for _, c := range usual {
		p := mustCompile(t, c.src, c.unit, measure.Annual)
		rows, axes := syntheticRows(p, r, 2018, 2024)
		var before [][]float64
		for _, row := range rows {
			before = append(before, slices.Clone(row))
		}
		out, axis := make([]float64, 7), measure.AxisOf(measure.Annual, 2018, 2024)
		allocs := testing.AllocsPerRun(10, func() { p.Run(rows, axes, out, axis, s) })
		if allocs != 0 {
			t.Errorf("%s allocates %v times", c.src, allocs)
		}
		for i := range rows {
			if !slices.EqualFunc(rows[i], before[i], same) {
				t.Errorf("%s changes its input %s", c.src, readOf(p.Inputs[i]))
			}
		}
	}
}

func TestOverflowAndDivisionByZeroAreMissing(t *testing.T) {
	axis := measure.AxisOf(measure.Annual, 2019, 2020)
	for _, src := range []string{"score * score", "score + score", "score / (score - score)", "1 / (score - score)",
		"-score - score", "1e300 * score", "score / 1e-300", "growth(score / (score - score))",
		"1 / (score * score)"} {
		p := mustCompile(t, src, "1", measure.Annual)
		out := make([]float64, 2)
		p.Run([][]float64{{1.7e308, 1.7e308}}, []measure.Axis{axis}, out, axis, new(Scratch))
		if !measure.IsMissing(out[0]) || !measure.IsMissing(out[1]) {
			t.Errorf("%s gives %v", src, out)
		}
	}
}

func TestTraceReachesTheReads(t *testing.T) {
	p := mustCompile(t, `growth(gdp) * 2 + at(urbanization, "circle")`, "%", measure.Annual)
	axis := measure.AxisOf(measure.Annual, 2019, 2021)
	rows := [][]float64{{100, 110, 132}, {60, 61, 62}}
	tr := p.Trace(rows, axesOf(p, 2019, 2021), axis, 2)
	type read struct {
		input, column int
		value         float64
	}
	var reads []read
	var walk func(*Trace)
	walk = func(tr *Trace) {
		if tr.Input >= 0 {
			reads = append(reads, read{tr.Input, tr.Column, tr.Value})
		}
		for _, part := range tr.Parts {
			walk(part)
		}
	}
	walk(&tr)
	if want := []read{{0, 2, 132}, {0, 1, 110}, {1, 2, 62}}; !slices.Equal(reads, want) {
		t.Errorf("reads %v, want %v", reads, want)
	}
	if tr.Unit != measure.Percent || tr.Period != measure.Year(2021) || tr.Input != -1 {
		t.Errorf("root %+v", tr)
	}
	early := mustCompile(t, "lag(gdp, 5)", "亿元", measure.Annual).Trace(rows[:1], axesOf(p, 2019, 2021)[:1], axis, 1)
	leaf := early.Parts[0]
	if leaf.Column != -4 || leaf.Period != measure.Year(2015) || !measure.IsMissing(leaf.Value) {
		t.Errorf("a read before the axis is traced as %+v", leaf)
	}
}

// A chain of chains has as many steps as there are periods, not as many as there are paths.
func TestTraceSharesSteps(t *testing.T) {
	src := "gdp"
	for range 6 {
		src = "chain(urbanization, " + src + ", 2015) + chain(growth(" + src + "), gdp, 2015)"
		if len(src) > 2000 {
			break
		}
	}
	p := mustCompile(t, src, "亿元", measure.Annual)
	rows, axes := syntheticRows(p, rand.New(rand.NewPCG(1, 1)), 2015, 2035)
	tr := p.Trace(rows, axes, measure.AxisOf(measure.Annual, 2015, 2035), 20)
	steps := map[*Trace]bool{}
	var walk func(*Trace)
	walk = func(tr *Trace) {
		if !steps[tr] {
			steps[tr] = true
			for _, part := range tr.Parts {
				walk(part)
			}
		}
	}
	walk(&tr)
	if len(steps) > 10_000 {
		t.Errorf("%d steps", len(steps))
	}
}
