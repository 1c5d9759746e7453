package territory

import (
	"github.com/yipanqi/yipanqi/finding"
)

func code(id, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewError("territory."+id, zh, en, hintZH, hintEN)
}

// Findings about files.
var (
	MissingFile = code("missing-file", "缺少文件 {subject}", "{subject} is missing",
		"写出规划涉及的地区", "list the areas of the plan in it")
	Unreadable = code("unreadable", "文件 {subject} 无法读取：{found}", "{subject} cannot be read: {found}",
		"检查文件及其权限", "check the file and its permissions")
)

// Findings about areas.
var (
	BadCode = code("bad-code", "地区代码 {found} 不合规", "{found} is not a code of an area",
		"写六位行政区划代码（GB/T 2260）；其他编码以字母开头",
		"write six digits (GB/T 2260); codes of another scheme begin with a letter")
	RepeatedCode = code("repeated-code", "代码 {found} 重复，前一个在 {expected}",
		"code {found} is repeated, first at {expected}", "每个地区只留一行", "keep one row for each area")
	BadLevel = code("bad-level", "层级 {found} 不可用；可用：{expected}",
		"unknown level {found}; known: {expected}", "从可用的层级中选一个", "choose one of them")
	LevelOfCode = code("level-of-code", "代码 {subject} 的零位对应层级 {expected}，这里写的是 {found}",
		"code {subject} is one of a {expected}, not of a {found}",
		"改正代码或层级（GB/T 2260：省级后四位、地级后两位为零）",
		"correct the code or the level (GB/T 2260: provinces end in 0000, prefectures in 00)")
	UnknownParent = code("unknown-parent", "上级地区 {found} 不存在", "there is no area {found} to be above {subject}",
		"{hint_zh}", "{hint_en}")
	ParentLevel = code("parent-level", "{subject} 的上级 {found} 层级不高于它",
		"{found} is not of a higher level than {subject}, which it is to be above",
		"上级应为更高层级的地区", "name an area of a higher level")
	ParentPrefix = code("parent-prefix", "代码 {subject} 应以上级代码的前缀 {expected} 开头",
		"code {subject} must begin with {expected}, as its parent's does",
		"改正代码或上级", "correct the code or the parent")
	Validity = code("validity", "终止日 {found} 不晚于起始日 {expected}",
		"the last day {found} does not come after the first, {expected}",
		"改正日期；终止日为不再存在的第一天", "correct the dates; valid_to is the first day it is no more")
	RepeatedName = code("repeated-name", "同一上级下已有 {found}，在 {expected}",
		"{found} is the name of a sibling too, at {expected}",
		"改正名称，或删去重复的地区", "correct the name, or drop one of the areas")
	Gap = code("gap", "{subject} 没有下级地区，而同级的 {found} 有",
		"{subject} has no areas below it, though its sibling {found} has",
		"补上它的下级地区", "add the areas below it")
)

// Findings about changes of codes.
var (
	BadChange = code("bad-change", "变更类型 {found} 不可用；可用：{expected}",
		"unknown kind of change {found}; known: {expected}", "从可用的类型中选一个", "choose one of them")
	ChangeNowhere = code("change-nowhere", "变更指向的代码 {found} 不存在",
		"the change leads to {found}, which is no area", "{hint_zh}", "{hint_en}")
	ChangeSelf = code("change-self", "{found} 的变更前后代码{expected_zh}",
		"the codes before and after a {found} must {expected}",
		"改名不换代码；其他变更须换代码", "a rename keeps the code, every other change gives another one")
	RecodeTwice = code("recode-twice", "代码 {found} 已在 {expected} 改过一次",
		"code {found} was recoded already, at {expected}",
		"一个代码只能改为一个新代码；分设写 split", "a code becomes one new code; write split where there are several")
	RecodeLoop = code("recode-loop", "代码变更绕回起点：{found}", "the changes of code lead round in a circle: {found}",
		"改正其中一个代码", "correct one of the codes")
	RecodeOrder = code("recode-order", "{subject} 的下一次变更早于这一次（{expected}）",
		"the next change of {subject} comes before this one ({expected})", "改正日期", "correct the dates")
	StillUsed = code("still-used", "代码 {found} 已改为 {expected}，但仍列为地区",
		"code {found} was changed into {expected} but is listed as an area still",
		"删去旧代码的那一行；记录会归到新代码", "drop the old code's row; what is recorded under it counts for the new one")
)

// Findings about groups.
var (
	BadGroup = code("bad-group", "组合标识 {found} 不合规", "{found} is not an id of a group",
		"以小写字母开头，用小写字母、数字和连字符", "begin with a lower-case letter, go on with lower-case letters, digits and hyphens")
	RepeatedGroup = code("repeated-group", "标识 {found} 重复，前一个在 {expected}",
		"{found} is repeated, first at {expected}", "换一个标识", "choose another id")
	BadKind = code("bad-kind", "组合类型 {found} 不可用；可用：{expected}",
		"unknown kind of group {found}; known: {expected}", "从可用的类型中选一个", "choose one of them")
	UnknownMember = code("unknown-member", "成员 {found} 既不是地区也不是组合",
		"{found} is neither an area nor a group", "{hint_zh}", "{hint_en}")
	FormerMember = code("former-member", "成员 {found} 是旧代码，现为 {expected}",
		"{found} is a former code, now {expected}", "改用 {expected}", "write {expected}")
	GroupLoop = code("group-loop", "组合包含了自己：{found}", "the group contains itself: {found}",
		"去掉其中一个成员", "remove one of the members")
	RepeatedMember = code("repeated-member", "成员 {found} 重复", "{found} is listed twice",
		"只留一个", "keep one of them")
	Overlap = code("overlap", "成员 {found} 与 {expected} 都含 {areas}",
		"members {found} and {expected} both contain {areas}",
		"去掉一个，或用 except 除去重叠的地区", "remove one, or leave the common areas out with except")
	OutsideMember = code("outside-member", "除外的 {found} 不在成员 {expected} 之内",
		"{found} is excepted from {expected} but does not lie in it",
		"改正代码，或移到它所在的成员之下", "correct the code, or move it to the member it lies in")
)

// Findings about boundaries.
var (
	BadBoundaries = code("bad-boundaries", "边界文件不能用：{why_zh}",
		"the borders cannot be used: {why}", "改正，或重新制作", "mend it, or make it anew")
	UnknownBoundary = code("unknown-boundary", "边界 {found} 不对应任何地区",
		"boundary {found} belongs to no area", "改正编号，或补上地区", "correct the id, or add the area")
	NoBoundary = code("no-boundary", "{subject} 没有边界", "{subject} has no boundary",
		"在边界文件里补上它", "add it to the boundaries")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{MissingFile, Unreadable,
	BadCode, RepeatedCode, BadLevel, LevelOfCode, UnknownParent, ParentLevel, ParentPrefix, Validity,
	RepeatedName, Gap,
	BadChange, ChangeNowhere, ChangeSelf, RecodeTwice, RecodeLoop, RecodeOrder, StillUsed,
	BadGroup, RepeatedGroup, BadKind, UnknownMember, FormerMember, GroupLoop,
	RepeatedMember, Overlap, OutsideMember,
	BadBoundaries, UnknownBoundary, NoBoundary}
