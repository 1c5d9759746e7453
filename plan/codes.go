package plan

import (
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

func code(id, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewError("plan."+id, zh, en, hintZH, hintEN)
}

// What can be wrong with a package whose files can be read.
var (
	MissingFile = code("missing-file", "规划包里没有 {expected}", "the package has no {expected}",
		"这个文件说明规划是什么，必须有", "this file says what the plan is; add it")
	Unreadable = code("unreadable", "文件 {found} 无法读取", "{found} cannot be read",
		"检查它是不是文件、有没有读取权限", "check that it is a file and may be read")
	UnknownFile = code("unknown-file", "规划包里不该有 {found}",
		"{found} does not belong in a package", "改名、移走或删去；可用的名称：{expected}",
		"rename, move or delete it; known names: {expected}")

	BadID = code("bad-id", "标识 {found} 不合规则：{expected_zh}", "id {found} must be {expected}",
		"换一个标识", "choose another id")
	RepeatedID = code("repeated-id", "标识 {found} 已用于第 {line} 行",
		"id {found} is already used on line {line}", "换一个标识，或删去重复的一项",
		"choose another id, or remove one of the two")
	ListedTwice = code("listed-twice", "{found} 列了两次", "{found} is listed twice", "删去一个",
		"remove one")
	UnknownReference = code("unknown-reference", "没有这个{kind_zh}：{found}",
		"there is no {kind} {found}", "{hint_zh}", "{hint_en}")
	BadChoice = code("bad-choice", "{key} 的值 {found} 不在可选之列：{expected}",
		"{key} {found} is none of {expected}", "选用其中之一", "use one of them")
	BadLocator = code("bad-locator", "条款 {found} 应在 {expected} 之下，编号应以“{expected}.”开头",
		"clause {found} lies in {expected}, so its locator must begin with {expected}.",
		"改正编号，或把条款移到它所属的章节", "mend the locator, or move the clause")
	Untranslated = &finding.Code{ID: "plan.untranslated", Severity: finding.Warning,
		Message: locale.Text{ZH: "{key} 没有英文", EN: "{key} has no English"},
		Hint:    locale.Text{ZH: "补上 en", EN: "add en"}}

	YearsOrder = code("years-order", "年份次序不对：{found}", "years out of order: {found}",
		"应为 first_year ≤ base ≤ due ≤ last_year，due ≤ outlook",
		"first_year ≤ base ≤ due ≤ last_year, and due ≤ outlook")
	DatesReversed = code("dates-reversed", "{key} {found} 早于 {other} {expected}",
		"{key} {found} lies before {other} {expected}", "核对两个日期", "check the two dates")
	NoHeadlineVersion = code("no-headline-version", "没有一个目标有版本 {found}",
		"no target has a version {found}", "用某个目标的版本标识：{expected}",
		"name a version of a target: {expected}")

	SumNotAdditive = code("sum-not-additive", "单位为 {found} 的指标不能由各部分相加",
		"an indicator in {found} may not be added up over parts",
		"用 formula（在整体上重算公式）或 none", "use formula (a ratio of sums) or none")
	FormulaNeeded = code("formula-needed", "aggregation 为 formula，但没有公式",
		"aggregation is formula, but there is none", "写上公式，或改用 sum、none",
		"write the formula, or use sum or none")
	FormulaCycle = code("formula-cycle", "公式循环引用：{found}", "formulas go in a circle: {found}",
		"断开其中一环", "break the circle")
	BadDecimals = code("bad-decimals", "小数位数 {found} 不在 0 到 9 之间",
		"decimals {found} lies outside 0 to 9", "改成显示的位数", "give the places shown")

	UnitMismatch = code("unit-mismatch", "单位 {found} 不能换算为 {expected}（{what_zh}）",
		"unit {found} does not convert to {expected}, {what}",
		"改用可以换算的单位，或核对所引的指标", "use a unit that converts, or check the indicator")
	NoTargetFigure = code("no-target-figure", "条款 {found} 没有这一目标所依据的数字（role: target）",
		"clause {found} states no figure (role: target) for an indicator of this target",
		"在条款的 figures 里写上，或改引有这个数字的条款",
		"add it to the clause's figures, or name the clause that states it")
	FigureWithoutTarget = code("figure-without-target", "条款 {clause} 的目标数字没有对应的目标",
		"this target figure of clause {clause} has no target",
		"在 targets.yaml 里写上引用这一条款和指标的目标",
		"add a target that names this clause and indicator")
	TargetDiffers = code("target-differs", "目标与条款 {clause} 的数字不一致：{what} 为 {found}，条款为 {expected}",
		"the target differs from its figure in clause {clause}: {what} is {found}, there {expected}",
		"以规划原文为准改正一处", "mend one of them by the plan's text")
	ToleranceUnstated = code("tolerance-unstated", "“左右”（about）要写明容差 tolerance 及其假设 assumption",
		"about needs a tolerance, and the assumption it rests on",
		"两个字段都写上", "state both")
	BaselineAfterDue = code("baseline-after-due", "基期 {found} 不早于到期 {expected}",
		"the baseline {found} does not lie before the due period {expected}",
		"核对两个时期", "check the two periods")
	OutsideAxis = code("outside-axis", "{key} {found} 在评估年份 {expected} 之外",
		"{key} {found} lies outside the years evaluated, {expected}",
		"改正时期，或在 plan.yaml 里放宽年份", "mend the period, or widen the years in plan.yaml")
	WrongFrequency = code("wrong-frequency", "时期 {found} 的频率与指标不符，指标的频率为 {expected}",
		"period {found} is not of the indicator's frequency, {expected}",
		"写成指标频率的时期", "write a period of that frequency")
	Negative = code("negative", "{key} 不能为负：{found}", "{key} must not be negative: {found}",
		"改成非负的数", "give a number that is not negative")

	SourceWithoutDate = code("source-without-date", "来源没有 published，也没有 known",
		"the source has neither published nor known",
		"写上公布日期；不知道时写 known，说明从何时起算作已知",
		"give the day it was published, or from when it counts as known")
	ActualWithoutDate = code("actual-without-date", "actual 为 true，但没有 completes",
		"actual is true, but there is no completes", "写上建成日期", "give the day it was completed")
	CostWithoutUnit = code("cost-without-unit", "有 cost，没有 cost_unit", "a cost without cost_unit",
		"写上货币单位，如 亿元", "add the unit, such as 亿元")
	OutsideBounds = code("outside-bounds", "{found} 不在 low 与 high 之间（{expected}）",
		"{found} does not lie between low and high ({expected})",
		"核对三个数", "check the three numbers")
	BadWeight = code("bad-weight", "用作权重的假设 {found} 应是单位为 1、介于 0 与 1 的数",
		"assumption {found} is used as a weight: it must be a number from 0 to 1 in unit 1",
		"改正假设的值和单位", "mend the assumption's value and unit")

	BaseOutsideYears = code("base-outside-years", "基期 {found} 不在评估年份 {expected} 之内",
		"the base year {found} lies outside the years evaluated ({expected})", "改基期", "choose another year")
	WeightNotPositive = code("weight-not-positive", "权重应为正数：{found}", "a weight must be positive: {found}",
		"改权重；不用的指标请删去", "mend it, or leave out what does not count")
	ComponentNotAnnual = code("component-not-annual", "指数只由年度指标构成，{found} 的频率是 {freq}",
		"an index is made of annual indicators; the frequency of {found} is {freq}",
		"用公式另设一个年度指标", "declare an annual indicator of it by a formula")
	DirectionNeeded = code("direction-needed", "{found} 没有方向，无法进入指数", "{found} has no direction",
		"写 direction：越大越好为 up，越小越好为 down", "write direction: up where more is better, down where less is")

	OtherName = code("other-name", "标识 {found} 与文件名 {expected} 不同", "id {found} is not the file's name, {expected}",
		"改成一样", "make them alike")
	BadNetworkAssumption = code("bad-network-assumption", "{key} 所用的假设 {found} 应以“{expected}”为单位，且不小于 {least}",
		"{key} takes assumption {found}, which must be in unit {expected} and no less than {least}",
		"改正假设的值和单位", "mend the assumption's value and unit")
	NoStationPlace = code("no-station-place", "车站 {found} 没有经纬度，也没有画在地图上的所在地区",
		"station {found} has neither a longitude and latitude nor an area with a boundary",
		"填写 lon 和 lat，或 area（以该地区的中心代替）", "fill in lon and lat, or area, whose middle will do")
	BadStationPlace = code("bad-station-place", "经度、纬度 {found} 不是地球上的点", "{found} is no longitude and latitude",
		"核对两列是否写反", "see whether the columns are swapped")
	StationAreaDivided = code("station-area-divided", "{found} 还有下级地区，车站应写最下一级", "{found} has areas below it",
		"写车站所在的最下一级地区", "name the lowest area in which the station lies")
	NoSpeed = code("no-speed", "线路 {found} 的这一段没有设计速度", "this section of {found} has no design speed",
		"在 sections.csv 或 lines.csv 填写 kmh", "fill in kmh in sections.csv or lines.csv")
	RepeatedSection = code("repeated-section", "区段 {found} 重复，或起终点相同",
		"section {found} is listed twice, or leads to where it begins", "删去一行，或改正车站", "drop one, or mend the stations")
	NotPositive = code("not-positive", "{key} 应为合理的正数：{found}", "{key} must be a plausible positive number: {found}",
		"改正数值和单位", "mend the number and its unit")

	RulesOverlap = code("rules-overlap", "规则版本 {found} 与第 {line} 行的 {other} 有效期重叠",
		"rule {found} is valid at the same time as {other} of line {line}", "改正起止日期，一天只有一个版本有效",
		"mend the dates: one version is valid on a day")
	OutsideTerm = code("outside-term", "规则的有效期 {found} 超出协议期限 {expected}",
		"the rule is valid {found}, outside the term {expected}", "改正日期", "mend the dates")
	SharesNotWhole = code("shares-not-whole", "{key} 的份额合计为 {found}，应为 100%",
		"the shares of {key} add up to {found}, not 100%", "改正份额；只论比例时不写 %",
		"mend them, or leave out % where only their ratio counts")
	MixedShares = code("mixed-shares", "{key} 的份额有的写 %，有的不写", "some shares of {key} are percentages and some are not",
		"全部写 %，或全部不写", "write % behind all or none")
	BadCoalition = code("bad-coalition", "{found} 不能作为联合体的成员", "{found} cannot be a member of a coalition",
		"成员应是自有账户的协议方，份额写成数", "name parties with accounts of their own, and shares as numbers")
	RuleFrequency = code("rule-frequency", "频率 {found} 不能用在这里；可用：{expected}",
		"frequency {found} cannot be used here, but {expected}", "改频率", "change the frequency")
	ReservedName = code("reserved-name", "{found} 是公式语言的词", "{found} is a word of the formula language",
		"换一个名称", "choose another name")
	NameTaken = code("name-taken", "名称 {found} 已用于另一项（{kind}）", "the name {found} is a {kind}'s already",
		"同一规则内参数、测量、数值与支付的名称不得重复", "parameters, measures, values and payments of a rule share their names")
	ParameterValue = code("parameter-value", "参数 {found} 应当写 value 或 assumption 之一，或由每个 each 给出",
		"parameter {found} needs either value or assumption, or a value in every each", "只写其中一个", "state one of them")
	AssumptionNeeded = code("assumption-needed", "参数 {found} 凭记忆（from-memory），应当引用假设",
		"parameter {found} is from memory, so it must be an assumption",
		"在 assumptions.yaml 里写明理由，这里用 assumption 引用", "state it in assumptions.yaml and name it here by assumption")
	MeasureNeeds = code("measure-needs", "read 为 {read} 的测量缺少 {expected}", "a measure that reads {read} needs {expected}",
		"补上", "add it")
	MeasureUnused = code("measure-unused", "read 为 {read} 的测量用不到 {found}",
		"a measure that reads {read} has no use for {found}",
		"删去，或改 read", "remove it, or mend read")
	UnknownItem = code("unknown-item", "没有水质项目 {found}", "there is no item {found} of water",
		"用 codmn、nh3n、tp、tn 这样的名称", "use a name like codmn, nh3n, tp, tn")
	MissingBaseline = code("missing-baseline", "基准年份不完整：{found}", "the baseline lacks its years: {found}",
		"first_year 和 last_year 都写，前者不晚于后者", "give first_year and last_year, in this order")
	BaselineNotBefore = code("baseline-not-before", "基准年份 {found} 不早于规则生效之日 {expected}",
		"the baseline {found} does not lie before the rule takes effect on {expected}", "核对年份", "check the years")
	UnknownBinding = code("unknown-binding", "each 没有说 {found} 是什么", "each does not say what {found} is",
		"在每个 each 的 bind 里写上；values 只能给参数赋值", "give it in bind of every each; values are those of parameters")
	OneDefinition = code("one-definition", "数值 {found} 应当由 formula、of 与 steps、total 三者之一给出",
		"value {found} must be given by one of formula, of with steps, total", "只写其中一种", "use one of them")
	StepsOrder = code("steps-order", "阶梯的起点 {found} 不大于前一级的 {expected}",
		"the step from {found} does not lie above the one before, from {expected}", "由小到大排列", "list steps upwards")
	UnknownName = code("unknown-name", "规则里没有名称 {found}（{kind}）", "the rule has no {kind} {found}",
		"改成规则里已有的名称", "use a name of the rule")
	CapBelowFloor = code("cap-below-floor", "上限 {found} 低于下限 {expected}",
		"the cap {found} lies below the floor {expected}",
		"核对两个数", "check the two")
	ReadsElsewhere = code("reads-elsewhere", "规则的公式不能直接读取 {found}", "the formula of a rule cannot read {found} itself",
		"另设一个 measure 来读", "declare a measure that reads it")
	RuleCircle = code("rule-circle", "规则循环引用：{found}", "the rule goes in a circle: {found}", "断开其中一环",
		"break the circle")

	RepeatedCell = code("repeated-cell", "{found} 已在第 {line} 行给出", "{found} is already given on line {line}",
		"只留一处", "keep one of them")
	BadSupposition = code("bad-supposition", "{key} 的值 {found} 无法读取：应为{expected_zh}",
		"{key}: {found} cannot be read, expected {expected}", "改正写法", "mend it")
	ValueOrMissing = code("value-or-missing", "value 与 missing 应当二者写一", "give either value or missing",
		"期望有值写 value，期望无值写 missing 及原因",
		"value where one is expected, missing with its reason where none is")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{MissingFile, Unreadable, UnknownFile,
	BadID, RepeatedID, ListedTwice, UnknownReference, BadChoice, BadLocator, Untranslated,
	YearsOrder, DatesReversed, NoHeadlineVersion,
	SumNotAdditive, FormulaNeeded, FormulaCycle, BadDecimals,
	UnitMismatch, NoTargetFigure, FigureWithoutTarget, TargetDiffers, ToleranceUnstated,
	BaselineAfterDue, OutsideAxis, WrongFrequency, Negative,
	SourceWithoutDate, ActualWithoutDate, CostWithoutUnit, OutsideBounds, BadWeight,
	BaseOutsideYears, WeightNotPositive, ComponentNotAnnual, DirectionNeeded,
	OtherName, BadNetworkAssumption, NoStationPlace, BadStationPlace, StationAreaDivided, NoSpeed, RepeatedSection,
	NotPositive,
	RulesOverlap, OutsideTerm, SharesNotWhole, MixedShares, BadCoalition, RuleFrequency, ReservedName, NameTaken,
	ParameterValue, AssumptionNeeded, MeasureNeeds, MeasureUnused, UnknownItem, MissingBaseline, BaselineNotBefore,
	UnknownBinding, OneDefinition, StepsOrder, UnknownName, CapBelowFloor, ReadsElsewhere, RuleCircle,
	RepeatedCell, BadSupposition, ValueOrMissing}
