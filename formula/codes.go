package formula

import (
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

func code(id string, message, hint locale.Text) *finding.Code {
	return &finding.Code{ID: "formula." + id, Severity: finding.Error, Message: message, Hint: hint}
}

// The findings of this package. Every one stands at the part of the formula it is about.
var (
	Character = code("character",
		locale.Text{ZH: "公式中不能有字符 {found}", EN: "the character {found} has no meaning in a formula"},
		locale.Text{ZH: "指标编号只用小写字母、数字和下划线；单位写在方括号内，如 2000[万元]",
			EN: "indicator ids use a-z, 0-9 and _; a unit stands in brackets: 2000[万元]"})
	Unclosed = code("unclosed",
		locale.Text{ZH: "{found} 没有闭合", EN: "{found} is never closed"},
		locale.Text{ZH: "在同一行内补上 {expected}", EN: "close it with {expected} on the same line"})
	Operand = code("operand",
		locale.Text{ZH: "此处应为数、指标、函数或括号，却是 {found}",
			EN: "expected a number, an indicator, a function or a parenthesis, found {found}"},
		locale.Text{ZH: "补上缺少的部分，或删去多余的运算符", EN: "add what is missing, or remove the operator"})
	Syntax = code("syntax",
		locale.Text{ZH: "此处应为 {expected}，却是 {found}", EN: "expected {expected}, found {found}"},
		locale.Text{ZH: "检查括号、逗号与运算符", EN: "check parentheses, commas and operators"})
	NumberRange = code("number-range",
		locale.Text{ZH: "数 {found} 超出可表示的范围", EN: "the number {found} is beyond range"},
		locale.Text{ZH: "换用更大的单位", EN: "use a larger unit"})
	TooComplex = code("too-complex",
		locale.Text{ZH: "公式过长或嵌套过深", EN: "the formula is too long or nested too deeply"},
		locale.Text{ZH: "拆成几个指标", EN: "split it into several indicators"})

	UnknownIndicator = code("unknown-indicator",
		locale.Text{ZH: "没有指标 {found}", EN: "there is no indicator {found}"},
		locale.Text{ZH: "先定义该指标，或改正编号（相近的：{nearest}）",
			EN: "declare the indicator, or correct the id (nearest: {nearest})"})
	UnknownFunction = code("unknown-function",
		locale.Text{ZH: "没有函数 {found}", EN: "there is no function {found}"},
		locale.Text{ZH: "见 docs/format/formula.md（相近的：{nearest}）",
			EN: "see docs/format/formula.md (nearest: {nearest})"})
	UnknownArea = code("unknown-area",
		locale.Text{ZH: "没有地区或分组 {found}", EN: "there is no area or group {found}"},
		locale.Text{ZH: "用 territory/ 中的代码或分组编号", EN: "use a code or a group id of territory/"})
	UnknownAssumption = code("unknown-assumption",
		locale.Text{ZH: "没有假设 {found}", EN: "there is no assumption {found}"},
		locale.Text{ZH: "在 assumptions.yaml 中写明该假设（相近的：{nearest}）",
			EN: "state it in assumptions.yaml (nearest: {nearest})"})
	UnknownStatistic = code("unknown-statistic",
		locale.Text{ZH: "没有统计量 {found}", EN: "there is no statistic {found}"},
		locale.Text{ZH: "可用的：{expected}", EN: "there are: {expected}"})
	UnknownProject = code("unknown-project",
		locale.Text{ZH: "没有项目 {found}", EN: "there is no project {found}"},
		locale.Text{ZH: "在 projects.yaml 中写明该项目（相近的：{nearest}）",
			EN: "declare it in projects.yaml (nearest: {nearest})"})
	UnknownNetwork = code("unknown-network",
		locale.Text{ZH: "没有交通网络 {found}", EN: "there is no network {found}"},
		locale.Text{ZH: "在 networks/ 中写明该网络（相近的：{nearest}）",
			EN: "describe it in networks/ (nearest: {nearest})"})
	UnknownPlace = code("unknown-place",
		locale.Text{ZH: "{found} 不是地区、分组或车站", EN: "{found} is no area, group or station"},
		locale.Text{ZH: "用 territory/ 中的代码或分组编号、stations.csv 中的车站，或 \"here\"（所计算的地区）",
			EN: "use a code or group of territory/, a station of stations.csv, or \"here\" for the area computed"})
	UnknownUnit = code("unknown-unit",
		locale.Text{ZH: "没有单位 {found}", EN: "there is no unit {found}"},
		locale.Text{ZH: "见 docs/format/formula.md 的单位表", EN: "see the units in docs/format/formula.md"})

	ArgumentCount = code("argument-count",
		locale.Text{ZH: "{function} 有 {found} 个参数，应为 {expected}",
			EN: "{function} has {found} arguments, expected {expected}"},
		locale.Text{ZH: "写作 {usage}", EN: "write {usage}"})
	Argument = code("argument",
		locale.Text{ZH: "{found} 不能用在这里：{usage}", EN: "{found} cannot stand here: {usage}"},
		locale.Text{ZH: "此处应为 {expected}", EN: "expected {expected}"})
	IndicatorNeeded = code("indicator-needed",
		locale.Text{ZH: "{function} 要一个指标编号，不是表达式 {found}",
			EN: "{function} takes the id of an indicator, not the expression {found}"},
		locale.Text{ZH: "为这个表达式定义一个指标，再用它的编号",
			EN: "declare an indicator for the expression and use its id"})
	ConditionNeeded = code("condition-needed",
		locale.Text{ZH: "此处要一个条件，{found} 是一个数", EN: "expected a condition, {found} is a number"},
		locale.Text{ZH: "写出比较，如 {found} > 0", EN: "write a comparison, as {found} > 0"})

	UnitMismatch = code("unit-mismatch",
		locale.Text{ZH: "{left} 与 {right} 不能用 {operator} 运算",
			EN: "{left} and {right} do not go together in {operator}"},
		locale.Text{ZH: "两边须是同一量纲；常数写明单位，如 0[{left}]",
			EN: "both sides need one dimension; give constants a unit, as 0[{left}]"})
	IndexAndLevel = code("index-and-level",
		locale.Text{ZH: "指数 {left} 与 {right} 不能用 {operator} 运算",
			EN: "the index levels {left} and {right} do not go together in {operator}"},
		locale.Text{ZH: "指数只与同基期的指数相加减；先除以 100 才是比值",
			EN: "an index adds only to an index of the same base; divide it by 100 for a ratio"})
	UnitRange = code("unit-range",
		locale.Text{ZH: "{left} 与 {right} 用 {operator} 运算，单位超出范围",
			EN: "the unit of {left} {operator} {right} is beyond range"},
		locale.Text{ZH: "先换算成较接近的单位", EN: "use units that lie closer together"})
	ResultUnit = code("result-unit",
		locale.Text{ZH: "公式得出 {found}，指标声明的单位是 {expected}",
			EN: "the formula gives {found}, the indicator's unit is {expected}"},
		locale.Text{ZH: "改正公式，或改正指标的单位", EN: "correct the formula or the indicator's unit"})
	PointsNotShare = code("points-not-share",
		locale.Text{ZH: "两个百分比之差是百分点，指标却声明为 {expected}",
			EN: "a difference of shares is in percentage points, the indicator's unit is {expected}"},
		locale.Text{ZH: "把指标的单位改为 pp", EN: "declare the indicator in pp"})
	Hundredfold = &finding.Code{ID: "formula.hundredfold", Severity: finding.Warning,
		Message: locale.Text{ZH: "比值又乘以 100，结果会大一百倍", EN: "a ratio times 100 comes out a hundredfold"},
		Hint: locale.Text{ZH: "删去“乘以 100”：单位 % 已含换算",
			EN: "remove the factor: the unit % already converts"}}
	NotSummable = code("not-summable",
		locale.Text{ZH: "{function} 不能对 {found} 求和", EN: "{function} cannot add up values in {found}"},
		locale.Text{ZH: "对分子与分母分别求和再相除", EN: "add up numerator and denominator, then divide"})
	NotAdditive = code("not-additive",
		locale.Text{ZH: "指标 {found} 不可相加", EN: "the indicator {found} may not be added up"},
		locale.Text{ZH: "改用 mean，或对可加的指标求和后再计算",
			EN: "use mean, or add up indicators that are additive and compute from them"})

	FrequencyMixed = code("frequency-mixed",
		locale.Text{ZH: "{found} 的频率与此处所需的 {expected} 不同",
			EN: "{found} is of another frequency than the {expected} needed here"},
		locale.Text{ZH: "用 annual_sum、annual_mean 或 annual_last 转为年度",
			EN: "turn it to annual with annual_sum, annual_mean or annual_last"})
	FrequencyUnsuited = code("frequency-unsuited",
		locale.Text{ZH: "{function} 不能用于频率 {found}", EN: "{function} does not apply to frequency {found}"},
		locale.Text{ZH: "所需频率：{expected}", EN: "it needs frequency {expected}"})
	DivisionByZero = code("division-by-zero",
		locale.Text{ZH: "除数恒为零", EN: "the divisor is always zero"},
		locale.Text{ZH: "改正除数", EN: "correct the divisor"})
)

// Codes lists every finding of this package.
var Codes = []*finding.Code{Character, Unclosed, Operand, Syntax, NumberRange, TooComplex,
	UnknownIndicator, UnknownFunction, UnknownArea, UnknownAssumption, UnknownProject,
	UnknownStatistic, UnknownNetwork, UnknownPlace, UnknownUnit,
	ArgumentCount, Argument, IndicatorNeeded, ConditionNeeded, UnitMismatch, IndexAndLevel, UnitRange,
	ResultUnit, PointsNotShare, Hundredfold, NotSummable, NotAdditive, FrequencyMixed,
	FrequencyUnsuited, DivisionByZero}
