package formula

import (
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// faulty are formulas with every finding they must give: code@column.
var faulty = []struct {
	src, unit string
	freq      measure.Freq
	want      string
}{
	{`travel_minutes("road", "circle", "here")`, "1", 'A', "unknown-network@16"},
	{`travel_minutes("rail", "circle", "nowhere")`, "1", 'A', "unknown-place@34"},
	{`reach("rail", "circle", population, population)`, "1", 'A', "argument@25"},
	{`reach("rail", "circle", 60[km], population)`, "1", 'A', "unit-mismatch@25"},
	{`reach("rail", "circle", 60, urbanization)`, "1", 'A', "not-additive@29"},
	{`reach("rail", "circle", 60, 5)`, "1", 'A', "indicator-needed@29"},
	{`served_share("rail", gdp_q, 5)`, "1", 'A', "frequency-mixed@22"},
	{`served_share("rail", nobody, 5)`, "1", 'A', "unknown-indicator@22"},
	{`served_share("rail", population, -5)`, "1", 'A', "argument@34"},
	{`rail_km("rail", 5)`, "1", 'A', "argument-count@1"},
	{`travel_minutes("rail", "circle", "here") + 5[km]`, "1", 'A', "unit-mismatch@42"},
	{`travel_minutes("rail", "circle", population) / 5[min]`, "1", 'A', "argument@34"},
	{"gdp $ 2", "亿元", 'A', "character@5 syntax@7"},
	{`at(gdp, "circle)`, "亿元", 'A', "unclosed@9 syntax@17"},
	{"2000[万元", "亿元", 'A', "unclosed@5"},
	{"gdp +", "亿元", 'A', "operand@6"},
	{"", "亿元", 'A', "operand@1"},
	{"gdp + ) * [亿元]", "亿元", 'A', "operand@7"},
	{"(gdp", "亿元", 'A', "syntax@5"},
	{"gdp income", "亿元", 'A', "syntax@5"},
	{"1 < 2 < 3", "1", 'A', "syntax@7"},
	{"gdp = 1", "1", 'A', "character@5 syntax@7"},
	{"2[]", "1", 'A', "operand@2"},
	{"1e999", "1", 'A', "number-range@1"},
	{"1e300 * 1e300", "1", 'A', "number-range@7"},
	{strings.Repeat("(", 200), "1", 'A', "too-complex@101"},
	{strings.Repeat(" ", 5000), "1", 'A', "too-complex@1"},
	{"gpd + incomee", "亿元", 'A', "unknown-indicator@1 unknown-indicator@7"},
	{"GDP", "亿元", 'A', "unknown-indicator@1"},
	{"lagg(gdp)", "亿元", 'A', "unknown-function@1"},
	{`at(gdp, "510199")`, "亿元", 'A', "unknown-area@9"},
	{`assumption("commuter_shore")`, "%", 'A', "unknown-assumption@12"},
	{`opened("cy-central-lin")`, "1", 'A', "unknown-project@8"},
	{`statistic("air.good_dais")`, "天", 'A', "unknown-statistic@11"},
	{`statistic("air.good_days")`, "天", 'Q', "frequency-unsuited@1"},
	{"gdp + 2[斤]", "亿元", 'A', "unknown-unit@7"},
	{`round(gdp, 1, "斤")`, "亿元", 'A', "unknown-unit@15"},
	{"lag()", "亿元", 'A', "argument-count@1"},
	{"if(gdp, 1)", "亿元", 'A', "argument-count@1"},
	{"min(gdp)", "亿元", 'A', "argument-count@1"},
	{"lag(gdp, 1.5)", "亿元", 'A', "argument@10"},
	{"lag(gdp, 0)", "亿元", 'A', "argument@10"},
	{"lag(gdp, 2[亿元])", "亿元", 'A', "argument@10"},
	{"lag(5)", "1", 'A', "argument@5"},
	{`base(gdp, "2019-Q1")`, "亿元", 'A', "argument@11"},
	{"base(gdp_q, 2019)", "亿元", 'Q', "argument@13"},
	{"at(gdp, circle)", "亿元", 'A', "argument@9"},
	{"sum(gdp, income)", "亿元", 'A', "argument@10"},
	{`gdp + "circle"`, "亿元", 'A', "argument@7"},
	{"skip", "亿元", 'A', "unknown-indicator@1"},
	{`at(gdp + income, "circle")`, "亿元", 'A', "indicator-needed@8"},
	{"sum(lag(gdp))", "亿元", 'A', "indicator-needed@5"},
	{"if(gdp, gdp, income)", "亿元", 'A', "condition-needed@4"},
	{"not gdp", "1", 'A', "condition-needed@5"},
	{"gdp and has(gdp) or land", "1", 'A', "condition-needed@1 condition-needed@21"},
	{"gdp + population", "亿元", 'A', "unit-mismatch@5"},
	{"gdp + 1", "亿元", 'A', "unit-mismatch@5"},
	{"if(has(gdp), gdp, 0)", "亿元", 'A', "unit-mismatch@19"},
	{"gdp > 100", "1", 'A', "unit-mismatch@5"},
	{"gap - urbanization", "pp", 'A', "unit-mismatch@5"},
	{"urbanization > gap", "1", 'A', "unit-mismatch@14"},
	{"coalesce(gdp, land, rail)", "亿元", 'A', "unit-mismatch@15"},
	{"blend(1, gdp, 2, land)", "亿元", 'A', "unit-mismatch@18"},
	{"blend(1, gdp, 2)", "亿元", 'A', "argument-count@1"},
	{"blend(0, gdp, -2, gdp)", "亿元", 'A', "argument@7 argument@15"},
	{`round(gdp, 1, "km")`, "亿元", 'A', "unit-mismatch@15"},
	{"chain(gap, gdp, 2020)", "亿元", 'A', "unit-mismatch@7"},
	{"chain(gdp, gdp, 2020)", "亿元", 'A', "unit-mismatch@7"},
	{"price + gdp", "亿元", 'A', "unit-mismatch@7"},
	{"price - 100", "2019=100", 'A', "index-and-level@7"},
	{"price + price_2020", "2019=100", 'A', "index-and-level@7"},
	{"gdp * gdp * gdp / 1[µg] / 1[µg]", "1", 'A', "unit-range@11"},
	{"gdp / population", "元", 'A', "result-unit@5"},
	{"index(gdp, 2020)", "2019=100", 'A', "result-unit@1"},
	{"100 * gdp / base(gdp, 2019)", "2019=100", 'A', "result-unit@11"},
	{"gdp + income", "km", 'A', "result-unit@5"},
	{"urbanization + gap", "pp", 'A', "result-unit@14"},
	{"urbanization - rate", "%", 'A', "points-not-share@14"},
	{"diff(urbanization)", "%", 'A', "points-not-share@1"},
	{"gdp / income * 100", "%", 'A', "hundredfold@14"},
	{"cumulate(good_air_m)", "%", 'M', "not-summable@1"},
	{"annual_sum(good_air_m)", "%", 'A', "not-summable@1"},
	{"sum(urbanization)", "%", 'A', "not-additive@5"},
	{"gdp + gdp_q", "亿元", 'A', "frequency-mixed@7"},
	{"gdp_m", "亿元", 'T', "frequency-mixed@1"},
	{"annual_sum(gdp_q + gdp_m)", "亿元", 'A', "frequency-mixed@20"},
	{"annual_sum(gdp)", "亿元", 'A', "frequency-unsuited@1"},
	{"annual_sum(gdp_ytd)", "亿元", 'A', "frequency-unsuited@1"},
	{"annual_mean(gdp_m)", "亿元", 'Q', "frequency-unsuited@1"},
	{`annual_sum(assumption("commuter_share"))`, "%", 'A', "frequency-unsuited@1"},
	{"cumulate(gdp)", "亿元", 'A', "frequency-unsuited@1"},
	{`index(gdp_q, "2019-Q1")`, "2019=100", 'Q', "frequency-unsuited@1"},
	{"cagr(pm25_d, 2)", "%", 'D', "frequency-unsuited@1"},
	{"gdp / 0", "亿元", 'A', "division-by-zero@7"},
	{"gdp / (1 - 1)", "亿元", 'A', "division-by-zero@10"},
	{"gpd / 0 + lag(rail, 0) + at(gdp, \"x\")", "亿元", 'A',
		"unknown-indicator@1 argument@21 unknown-area@34"},
}

func TestFindings(t *testing.T) {
	for _, c := range faulty {
		p, fs := compile(c.src, c.unit, c.freq)
		var got []string
		for _, f := range fs {
			got = append(got, strings.TrimPrefix(f.Code.ID, "formula.")+strings.TrimPrefix(f.Pos.String(), ":1:"))
		}
		want := strings.Fields(strings.ReplaceAll(c.want, "@", ""))
		if !slices.Equal(got, want) {
			t.Errorf("%s → %s: findings %v, want %v", c.src, c.unit, got, want)
		}
		if worst, any := finding.Worst(fs); (p == nil) != (any && worst == finding.Error) {
			t.Errorf("%s: program %v with findings %v", c.src, p, got)
		}
	}
}

func TestEveryCodeHasATestAndBothLanguages(t *testing.T) {
	seen := map[string]bool{}
	var given strings.Builder
	for _, c := range faulty {
		given.WriteString("." + strings.ReplaceAll(c.want, " ", " ."))
	}
	for _, code := range Codes {
		if seen[code.ID] || !strings.HasPrefix(code.ID, "formula.") {
			t.Errorf("code %s is listed twice or not ours", code.ID)
		}
		seen[code.ID] = true
		if !strings.Contains(given.String(), strings.TrimPrefix(code.ID, "formula")+"@") {
			t.Errorf("no faulty formula gives %s", code.ID)
		}
		for _, text := range []locale.Text{code.Message, code.Hint} {
			if text.ZH == "" || text.EN == "" {
				t.Errorf("%s lacks a language", code.ID)
			}
		}
	}
}

func TestMessagesAreFilledIn(t *testing.T) {
	for _, src := range []string{"gpd", "lag()", "lag(gdp, 0)", "gdp + 1", "gdp + gdp_q", "sum(gdp + income)",
		"sum(urbanization)", "cumulate(gdp)", "gdp $", "if(gdp, 1, 2)", "urbanization - rate"} {
		_, fs := compile(src, "%", 'A')
		for _, f := range fs {
			for _, l := range []locale.Lang{locale.ZH, locale.EN} {
				if text := f.Text(l); strings.ContainsAny(text, "{}") {
					t.Errorf("%s: %s", src, text)
				}
			}
		}
	}
	_, fs := compile("gpd + populaton", "亿元", 'A')
	if len(fs) != 2 || fs[0].Args["nearest"] != "gdp" || fs[1].Args["nearest"] != "population" {
		t.Errorf("no help for slips of the keyboard: %v", fs)
	}
}

func TestPositionsComeFromTheCaller(t *testing.T) {
	at := func(offset int) finding.Pos {
		return finding.Pos{File: "indicators.yaml", Line: 7, Column: 14 + offset}
	}
	e, _ := Parse("gdp + 一", at)
	if e != nil {
		t.Fatal("一 is an operand")
	}
	e, _ = Parse("gdp + land", at)
	_, fs := Compile(e, world{}, measure.MustUnit("亿元"), 'A', "indicator:x")
	if len(fs) != 1 || fs[0].Pos.String() != "indicators.yaml:7:18" || fs[0].Subject != "indicator:x" {
		t.Errorf("findings %v", fs)
	}
}

func TestCanonicalForm(t *testing.T) {
	for src, want := range map[string]string{
		"( gdp/population )*2":                  "gdp / population * 2",
		"gdp/(population*2)":                    "gdp / (population * 2)",
		"gdp-(income-cost)":                     "gdp - (income - cost)",
		"(gdp-income)-cost":                     "gdp - income - cost",
		"-(-(gdp))":                             "--gdp",
		"-(gdp+cost)*2":                         "-(gdp + cost) * 2",
		"not(has(gdp)and has(cost))":            "not (has(gdp) and has(cost))",
		"not has(gdp)and has(cost)":             "not has(gdp) and has(cost)",
		"(gdp<cost)==(cost<gdp)":                "(gdp < cost) == (cost < gdp)",
		"if(gdp>=2000[ 万元 ],1,0.50)":            "if(gdp >= 2000[万元], 1, 0.5)",
		"gdp×（population＋１）":                    "",
		"gdp×（population＋1）÷2":                  "gdp * (population + 1) / 2",
		"gdp ≥ 0[元]":                            "gdp >= 0[元]",
		"lag( gdp , 2 )\n + at(gdp,\"circle\")": `lag(gdp, 2) + at(gdp, "circle")`,
		"1e3 + 1E-9 + 1e30":                     "1000 + 1e-09 + 1e30",
	} {
		e, _ := Parse(src, nil)
		switch {
		case e == nil && want != "":
			t.Errorf("%s does not parse", src)
		case e != nil && e.String() != want:
			t.Errorf("%s is formatted as %s, want %s", src, e, want)
		}
	}
}

func TestIndicators(t *testing.T) {
	e, _ := Parse(`sum(gdp, skip) / at(population, "circle") + lag(gdp) * assumption("income")`, nil)
	if got := e.Indicators(); !slices.Equal(got, []string{"gdp", "population"}) {
		t.Errorf("indicators %v", got)
	}
}

func TestMeasuresOfParts(t *testing.T) {
	p := mustCompile(t, `theil_t(income, population) + gini(urbanization) + cv(income, population, skip) +
		primacy(population, 4) + theil_t(income)`, "1", 'A')
	want := []Input{
		{Indicator: "income", Freq: 'A', Kind: Members, Over: TheilT, Weight: "population"},
		{Indicator: "urbanization", Freq: 'A', Kind: Members, Over: Gini},
		{Indicator: "income", Freq: 'A', Kind: Members, Over: CV, Missing: Skip, Weight: "population"},
		{Indicator: "population", Freq: 'A', Kind: Members, Over: PrimacyIndex, Cities: 4},
		{Indicator: "income", Freq: 'A', Kind: Members, Over: TheilT},
	}
	if !slices.Equal(p.Inputs, want) {
		t.Errorf("inputs %v, want %v", p.Inputs, want)
	}
	seen := map[[32]byte]string{}
	for _, src := range []string{"theil_t(income)", "theil_l(income)", "theil_t(income, population)", "gini(income)",
		"theil_t(income, skip)", "theil_t(income, gdp)", "primacy(income, 2)", "primacy(income, 3)"} {
		sum := mustCompile(t, src, "1", 'A').Fingerprint()
		if seen[sum] != "" {
			t.Errorf("%s and %s share a fingerprint", src, seen[sum])
		}
		seen[sum] = src
	}
	for src, code := range map[string]*finding.Code{
		"theil_t(income * 2)": IndicatorNeeded, "theil_t(income, 2)": IndicatorNeeded,
		"theil_t(income, nobody)": UnknownIndicator, "theil_t(income, gdp_q)": FrequencyMixed,
		"theil_t(gdp_q, income)": FrequencyMixed, "theil_t(income, population, cost)": Argument,
		"primacy(income)": ArgumentCount, "primacy(income, skip)": Argument, "primacy(income, 1)": Argument,
		"primacy(income, gdp)": Argument, "theil(income)": UnknownFunction, "theil_t(income) + 1[km]": UnitMismatch,
	} {
		p, fs := compile(src, "1", 'A')
		if p != nil || len(fs) != 1 || fs[0].Code != code {
			t.Errorf("%s: %s", src, texts(fs))
		}
	}
}

func TestInputs(t *testing.T) {
	p := mustCompile(t, `gdp + lag(gdp) + at(gdp, "circle") + sum(gdp) + sum(gdp, skip) + at(gdp, "circle")
		* assumption("commuter_share") * opened("cy-central-line") + annual_last(gdp_ytd) * count(gdp)`, "亿元", 'A')
	want := []Input{
		{Indicator: "gdp", Freq: 'A'},
		{Indicator: "gdp", Freq: 'A', Kind: Fixed, Name: "circle"},
		{Indicator: "gdp", Freq: 'A', Kind: Members},
		{Indicator: "gdp", Freq: 'A', Kind: Members, Missing: Skip},
		{Freq: 'A', Kind: Assumption, Name: "commuter_share"},
		{Freq: 'A', Kind: Opened, Name: "cy-central-line"},
		{Indicator: "gdp_ytd", Freq: 'T'},
		{Indicator: "gdp", Freq: 'A', Kind: Members, Over: Count, Missing: Skip},
	}
	if !slices.Equal(p.Inputs, want) {
		t.Errorf("inputs %v, want %v", p.Inputs, want)
	}
}

func TestFingerprint(t *testing.T) {
	of := func(src, unit string, f measure.Freq) [32]byte { return mustCompile(t, src, unit, f).Fingerprint() }
	first := of("gdp / population", "元/人", 'A')
	if first != of("(gdp)/( population )", "元/人", 'A') {
		t.Error("layout enters the fingerprint")
	}
	for _, other := range [][32]byte{
		of("gdp / population", "万元/人", 'A'), of("income / population", "元/人", 'A'),
		of(`at(gdp, "circle") / population`, "元/人", 'A'), of("sum(gdp) / population", "元/人", 'A'),
		of("sum(gdp, skip) / population", "元/人", 'A'), of("lag(gdp) / population", "元/人", 'A'),
		of("lag(gdp, 2) / population", "元/人", 'A'), of("gdp / population + 0[元/人]", "元/人", 'A'),
	} {
		if other == first {
			t.Error("two meanings share a fingerprint")
		}
	}
	if of("lag(gdp) / population", "元/人", 'A') == of("lag(gdp, 2) / population", "元/人", 'A') {
		t.Error("the shift does not enter the fingerprint")
	}
}

func FuzzParse(f *testing.F) {
	for _, src := range []string{"", "gdp/population*2", `if(not a<b or c,-x[万元],at(y,"510100"))`, "1e5[", "((((",
		"a<b<c", "gdp×（1＋2）", `"`, "--1", "f(,)", "not not a and b"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		e, fs := Parse(src, nil)
		if (e == nil) != (len(fs) > 0) {
			t.Fatalf("%q: expression %v with findings %v", src, e, fs)
		}
		for _, f := range fs {
			if f.Pos.Line == 0 || f.Pos.Column == 0 {
				t.Errorf("%q: %s has no position", src, f.Text(locale.EN))
			}
		}
		if e == nil {
			return
		}
		again, fs := Parse(e.String(), nil)
		if again == nil {
			t.Fatalf("%q is formatted as %q, which gives %s", src, e, fs[0].Text(locale.EN))
		}
		if again.String() != e.String() || !equalNodes(e.root, again.root) {
			t.Fatalf("%q is formatted as %q, read again as %q", src, e, again)
		}
	})
}

func equalNodes(a, b *node) bool {
	return a.kind == b.kind && a.word == b.word && a.num == b.num &&
		slices.EqualFunc(a.args, b.args, equalNodes)
}

func FuzzCompile(f *testing.F) {
	for src := range functions {
		f.Add(functions[src].usage, "%", byte('A'))
	}
	f.Add("growth(gdp) - growth(income)", "pp", byte('A'))
	f.Add("sum(gdp, skip) / at(population, \"circle\")", "元/人", byte('A'))
	f.Add("annual_sum(gdp_m * 2)", "亿元", byte('A'))
	f.Fuzz(func(t *testing.T, src, unit string, freq byte) {
		want, err := measure.ParseUnit(unit)
		e, _ := Parse(src, nil)
		if _, known := measure.ParseFreq(string(freq)); err != nil || known != nil || e == nil {
			return
		}
		p, fs := Compile(e, world{}, want, measure.Freq(freq), "indicator:x")
		for _, f := range fs {
			if f.Pos.Line == 0 || f.Pos.Column == 0 {
				t.Errorf("%q: %s has no position", src, f.Text(locale.EN))
			}
		}
		if p == nil {
			if len(fs) == 0 {
				t.Fatalf("%q gives neither program nor finding", src)
			}
			return
		}
		rows, axes := make([][]float64, len(p.Inputs)), axesOf(p, 2019, 2020)
		for i := range rows {
			rows[i] = slices.Repeat([]float64{float64(i) + 1}, axes[i].N)
		}
		axis := measure.AxisOf(p.Freq, 2019, 2020)
		out := make([]float64, axis.N)
		p.Run(rows, axes, out, axis, new(Scratch))
		if tr := p.Trace(rows, axes, axis, 1); !same(tr.Value, out[1]) {
			t.Errorf("%q: Run gives %v, Trace %v", src, out[1], tr.Value)
		}
	})
}

func TestNetworkFunctions(t *testing.T) {
	in := mustCompile(t, `served_share("rail", urban_population, 20[万人])`, "%", 'A').Inputs[0]
	if in.Limit != 200_000 || in.Kind != Served || in.Network != "rail" || in.Indicator != "urban_population" {
		t.Errorf("%+v", in)
	}
	in = mustCompile(t, `reach("rail", "here", 1.5[h], population)`, "万人", 'A').Inputs[0]
	if in.Limit != 90 || in.From != Here {
		t.Errorf("%+v", in)
	}
}
