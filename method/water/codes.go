package water

import "github.com/yipanqi/yipanqi/finding"

// What can be wrong with an edition whose file can be read.
var (
	BadLimits = finding.NewError("water.bad-limits",
		"{subject} 的限值应为五个不小于0、至多六位小数、从优到劣不反向的数，且只用一种写法：{found}",
		"limits of {subject} must be five numbers from 0 with six places at most, from better to worse, in one form: {found}",
		"按标准的表改正", "mend them by the standard's table")
	RepeatedItem = finding.NewError("water.repeated-item", "项目 {found} 已在第 {line} 行给出",
		"item {found} is already given on line {line}", "只留一处", "keep one of them")
	MissingItem = finding.NewError("water.missing-item", "没有项目 {expected}", "there is no item {expected}",
		"表1的24项都要有", "all 24 items of the table are needed")
	BadGrades = finding.NewError("water.bad-grades", "等级的上限应递增，最后一级到 6，颜色为三个 0 到 255 的数",
		"grades must rise, the last up to 6, each with three colours from 0 to 255",
		"按标准的表改正", "mend them by the standard's table")
)

// What can be wrong with sections and their targets.
var (
	RepeatedSection = finding.NewError("water.repeated-section", "断面 {found} 已在第 {line} 行给出",
		"section {found} is already given on line {line}", "只留一行", "keep one row")
	UnknownSection = finding.NewError("water.unknown-section", "断面表中没有 {found}", "there is no section {found}",
		"在断面表中加一行，或改正名称{nearest}", "add a row for it or correct its name{nearest}")
	FlowsInCircle = finding.NewError("water.flows-in-circle", "下游关系成环：{found}", "sections flow in a circle: {found}",
		"改正其中一个 downstream", "correct one downstream of them")
	RepeatedTarget = finding.NewError("water.repeated-target", "断面 {subject} {year} 年的目标已在第 {line} 行给出",
		"the target of {subject} for {year} is already given on line {line}", "只留一行", "keep one row")
	BadYear = finding.NewError("water.bad-year", "年份 {found} 不在 1900 到 2200 之间", "year {found} lies outside 1900 to 2200",
		"写四位年份", "write a year of four digits")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{BadLimits, RepeatedItem, MissingItem, BadGrades, RepeatedSection, UnknownSection,
	FlowsInCircle, RepeatedTarget, BadYear}
