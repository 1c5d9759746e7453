package evaluate

import (
	"maps"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Findings this package emits. The first six are about facts and values and stand in
// Result.Findings, the others are about targets and stand in TargetResult.Findings.
var (
	FormulaDisagrees = &finding.Code{ID: "evaluate.formula-disagrees", Severity: finding.Note,
		Message: locale.Text{
			ZH: "{zh}（{key}）观测为 {found}，按公式为 {expected}；共 {count} 期不一致，以观测为准",
			EN: "{en} ({key}): {found} was observed, the formula gives {expected}" +
				" (periods that disagree: {count}); the observation stands"},
		Hint: locale.Text{ZH: "核对报送数值、公式的输入或指标定义",
			EN: "check the reported value, what the formula reads, or the definition"}}

	PartsDisagree = &finding.Code{ID: "evaluate.parts-disagree", Severity: finding.Note,
		Message: locale.Text{
			ZH: "{zh}（{key}）观测为 {found}，各部分合计为 {expected}；共 {count} 期不一致，以观测为准",
			EN: "{en} ({key}): {found} was observed, the parts add up to {expected}" +
				" (periods that disagree: {count}); the observation stands"},
		Hint: locale.Text{ZH: "核对整体与各部分的报送数值及口径",
			EN: "check the values reported for the whole and for its parts, and their definitions"}}

	UnknownIndicator = &finding.Code{ID: "evaluate.unknown-indicator", Severity: finding.Warning,
		Message: locale.Text{ZH: "规划没有指标 {found}，其{count}条观测未采用（如{example}）",
			EN: "the plan has no indicator {found}; {count} observations of it are not used (such as {example})"},
		Hint: locale.Text{ZH: "在 indicators.yaml 中声明该指标，或更正观测",
			EN: "declare the indicator in indicators.yaml, or correct the observations"}}

	UnknownArea = &finding.Code{ID: "evaluate.unknown-area", Severity: finding.Warning,
		Message: locale.Text{ZH: "规划没有地区 {found}，其{count}条观测未采用（如{example}）",
			EN: "the plan has no area {found}; {count} observations of it are not used (such as {example})"},
		Hint: locale.Text{ZH: "补充该地区，或以现行代码报送", EN: "add the area, or report under its present code"}}

	OtherFrequency = &finding.Code{ID: "evaluate.other-frequency", Severity: finding.Warning,
		Message: locale.Text{ZH: "指标 {found} 的频率为{expected}，{count}条其他频率的观测未采用（如{example}）",
			EN: "indicator {found} has frequency {expected}; {count} observations of another are not used" +
				" (such as {example})"},
		Hint: locale.Text{ZH: "按指标的频率报送，或另设指标",
			EN: "report at the indicator's frequency, or declare another indicator"}}

	OutsideYears = &finding.Code{ID: "evaluate.outside-years", Severity: finding.Note,
		Message: locale.Text{ZH: "指标 {found} 有{count}条观测在规划年份之外，未采用（如{example}）",
			EN: "{count} observations of {found} lie outside the years of the plan and are not used" +
				" (such as {example})"},
		Hint: locale.Text{ZH: "需要时放宽 plan.yaml 的 first_year 与 last_year",
			EN: "widen first_year and last_year in plan.yaml if they are needed"}}

	TargetMissed = &finding.Code{ID: "evaluate.target-missed", Severity: finding.Warning,
		Message: locale.Text{ZH: "{zh}到期未完成：{period} 为 {found}，应为 {expected}",
			EN: "{en} was missed: {found} in {period}, expected {expected}"}}

	TargetLagging = &finding.Code{ID: "evaluate.target-lagging", Severity: finding.Warning,
		Message: locale.Text{ZH: "{zh}落后于进度：{period} 为 {found}，应为 {expected}",
			EN: "{en} lags: {found} in {period}, expected {expected}"}}

	TargetNoData = &finding.Code{ID: "evaluate.target-no-data", Severity: finding.Warning,
		Message: locale.Text{ZH: "{zh}没有 {period} 的数据", EN: "{en} has no data for {period}"},
		Hint:    locale.Text{ZH: "由责任单位报送缺失的数值", EN: "have the bodies named report what is missing"}}

	TargetNotComputable = &finding.Code{ID: "evaluate.target-not-computable",
		Severity: finding.Warning,
		Message: locale.Text{ZH: "{zh}在 {period} 无法计算（规则 {rule}）",
			EN: "{en} cannot be computed for {period} (rule {rule})"}}

	TargetStale = &finding.Code{ID: "evaluate.target-stale", Severity: finding.Note,
		Message: locale.Text{ZH: "{zh}只有 {found} 的数据，{expected} 的数据已可获得而未报",
			EN: "{en} rests on {found}, though {expected} could be known"},
		Hint: locale.Text{ZH: "由责任单位报送最新数值", EN: "have the bodies named report the latest value"}}
)

// Codes lists the findings this package emits.
var Codes = []*finding.Code{FormulaDisagrees, PartsDisagree, UnknownIndicator, UnknownArea,
	OtherFrequency, OutsideYears, TargetMissed, TargetLagging, TargetNoData, TargetNotComputable,
	TargetStale}

// unused counts observations that have no cell in the plan, by why and by what.
type unused map[cause]example

type cause struct {
	code *finding.Code
	what string // the indicator or area concerned
}

type example struct {
	count int
	key   fact.Key // the first in order of scans
}

func (u unused) count(code *finding.Code, key fact.Key) {
	what := key.Indicator
	if code == UnknownArea {
		what = key.Area
	}
	e, seen := u[cause{code, what}]
	if !seen || key.Compare(e.key) < 0 {
		e.key = key
	}
	e.count++
	u[cause{code, what}] = e
}

// difference is how the observations and the computation of one row disagree.
type difference struct {
	count              int
	last               int // column of the latest
	observed, computed float64
	decimals           int
}

// compare notes where the given cells of a row disagree with what was computed for them in out by
// more than rounding: half of the last reported place, and as much again for each part of a
// composition, whose values are rounded too. Suppositions are not compared.
func (v *values) compare(n *node, r int, out []float64) {
	var d difference
	row, bits := v.row(n, r), v.bits(n, r)
	for i, computed := range out {
		if measure.IsMissing(computed) || !isGiven(bits, i) {
			continue
		}
		cell := v.cell(n, r, i)
		if _, supposed := v.beneath[cell]; supposed {
			continue
		}
		decimals := int(v.remarks[cell].decimals)
		allowed := halfPlace(decimals)
		if n.Program == nil {
			allowed += float64(allowed * float64(len(v.rows[r].parts)))
		}
		if gap := abs(row[i] - computed); gap > allowed+float64(abs(row[i])*1e-12) {
			d = difference{d.count + 1, i, row[i], computed, decimals}
		}
	}
	if d.count > 0 {
		v.mu.Lock()
		v.differs[v.slot(n, r)] = d
		v.mu.Unlock()
	}
}

// halfPlace is half a unit of the last of so many decimals.
func halfPlace(decimals int) float64 {
	half := 0.5
	for ; decimals > 0; decimals-- {
		half /= 10
	}
	for ; decimals < 0; decimals++ {
		half *= 10
	}
	return half
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// findings lists what is to be said about facts and values.
func (v *values) findings() []finding.Finding {
	var fs []finding.Finding
	for _, slot := range slices.Sorted(maps.Keys(v.differs)) {
		d, n, r := v.differs[slot], v.nodes[slot%len(v.nodes)], v.rows[slot/len(v.nodes)]
		code := FormulaDisagrees
		if n.Program == nil {
			code = PartsDisagree
		}
		fs = append(fs, finding.New(code, n.At("id"), "indicator:"+n.ID,
			"zh", n.Name.In(locale.ZH)+" · "+v.plan.Territory.NameOf(r.id).In(locale.ZH),
			"en", n.Name.In(locale.EN)+" · "+v.plan.Territory.NameOf(r.id).In(locale.EN),
			"key", keyText(fact.Key{Indicator: n.ID, Area: r.id, Period: n.axis.At(d.last)}),
			"found", measure.Format(d.observed, d.decimals),
			"expected", measure.Shortest(measure.Round(d.computed, d.decimals+1, measure.HalfEven)),
			"count", strconv.Itoa(d.count)))
	}
	for c, e := range v.unused {
		at, expected := finding.Pos{}, ""
		if n := v.byID[c.what]; n != nil && c.code != UnknownArea {
			at, expected = n.At("freq"), n.Freq.String()
		}
		fs = append(fs, finding.New(c.code, at, "facts", "found", c.what, "expected", expected,
			"count", strconv.Itoa(e.count), "example", keyText(e.key)))
	}
	finding.Sort(fs)
	return fs
}

// keyText writes a key as commands take it: indicator@area:period.
func keyText(k fact.Key) string { return k.Indicator + "@" + k.Area + ":" + k.Period.String() }
