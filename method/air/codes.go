package air

import "github.com/yipanqi/yipanqi/finding"

// What can be wrong with an edition whose file can be read.
var (
	BadSteps = finding.NewError("air.bad-steps", "分指数分级 {found} 应从 0 起递增，至少两级",
		"steps {found} must rise from 0 and be two at least", "按标准的表改正", "mend them by the standard's table")
	BadCurve = finding.NewError("air.bad-curve", "{subject} 的浓度限值应从 0 起递增，至多三位小数，点数不多于分级：{found}",
		"breakpoints of {subject} must rise from 0, have three places at most and be no more than the steps: {found}",
		"按标准的表改正", "mend them by the standard's table")
	RepeatedCurve = finding.NewError("air.repeated-curve", "{found} 的限值已在第 {line} 行给出",
		"breakpoints of {found} are already given on line {line}", "只留一处", "keep one of them")
	MissingCurve = finding.NewError("air.missing-curve", "没有 {expected} 的限值", "there are no breakpoints of {expected}",
		"六项基本污染物都要有", "all six basic pollutants need them")
	BadBands = finding.NewError("air.bad-bands", "级别的上限应递增，只有最后一级不写 up_to，颜色为三个 0 到 255 的数",
		"bands must rise, only the last without up_to, each with three colours from 0 to 255",
		"按标准的表改正", "mend them by the standard's table")
	BadLimit = finding.NewError("air.bad-limit", "{subject} 的数 {found} 应大于 0，至多三位小数，不超过 {expected}",
		"{subject}: {found} must be above 0, with three places at most and no more than {expected}",
		"按标准的表改正", "mend it by the standard's table")
	UnknownClass = finding.NewError("air.unknown-class", "没有第 {found} 类区的限值", "there are no limits of class {found}",
		"改为已列出的类别，或补上限值", "name a class that is listed, or add its limits")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{BadSteps, BadCurve, RepeatedCurve, MissingCurve, BadBands, BadLimit, UnknownClass}
