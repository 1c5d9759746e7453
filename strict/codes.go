package strict

import (
	"reflect"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

func code(id, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewError("strict."+id, zh, en, hintZH, hintEN)
}

// What can be wrong with a file before anyone asks what it means.
var (
	TooLarge = code("too-large", "文件有 {found} 字节，超过上限 {expected} 字节",
		"the file has {found} bytes, more than the limit of {expected}",
		"把它拆成几个文件", "split it into several files")
	TooDeep = code("too-deep", "嵌套超过 {expected} 层", "nested more than {expected} levels deep",
		"减少嵌套", "nest less deeply")
	TooManyKeys = code("too-many-keys", "一个映射超过 {expected} 个键", "a mapping of more than {expected} keys",
		"改写成列表，或拆开", "write a list, or split it")
	Encoding = code("encoding", "不是有效的 UTF-8 字符，或是控制字符",
		"not valid UTF-8, or a control character",
		"用 UTF-8 编码重新保存文件", "save the file as UTF-8")
	Syntax = code("syntax", "语法错误：{found_zh}", "syntax error: {found}",
		"检查缩进、引号、括号和冒号后的空格", "check indentation, quotes, brackets and the space after a colon")
	Unsupported = code("unsupported", "规划包里不用 YAML 的这一功能：{found_zh}",
		"packages do not use this feature of YAML: {found}",
		"把值直接写出来", "write the value itself")

	UnknownKey = code("unknown-key", "不认识的字段 {found}；这里可以用：{expected}",
		"unknown key {found}; known here: {expected}", "{hint_zh}", "{hint_en}")
	StrayComma = code("stray-comma", "花括号里的逗号把 {found} 分成了新的字段",
		"a comma inside braces made {found} a key of its own",
		"含逗号的文字要加引号", "quote a text that holds a comma")
	RepeatedKey = code("repeated-key", "字段 {found} 重复，前一个在第 {line} 行",
		"key {found} is repeated, first on line {line}", "只留一个", "keep one of them")
	MissingKey = code("missing-key", "缺少必填字段 {expected}", "required key {expected} is missing",
		"补上这个字段", "add it")
	EmptyValue = code("empty-value", "必填字段 {subject} 没有值", "required {subject} has no value",
		"填写它的值", "give it a value")
	WrongType = code("wrong-type", "{subject} 应为{expected_zh}，这里是{found_zh}",
		"{subject} must be {expected}, not {found}",
		"改成{expected_zh}", "write {expected}")

	BadNumber = code("bad-number", "{subject} 的值 {found} 不是数",
		"{subject}: {found} is not a number",
		"写成 1234.5 这样的数，不加千位分隔符、单位或引号",
		"write a plain number like 1234.5, without separators, unit or quotes")
	BadInteger = code("bad-integer", "{subject} 的值 {found} 不是范围内的整数",
		"{subject}: {found} is not an integer in range", "写成整数", "write an integer")
	BadBool = code("bad-boolean", "{subject} 的值 {found} 不是 true 或 false",
		"{subject}: {found} is neither true nor false", "写 true 或 false", "write true or false")
	BadDate = code("bad-date", "{subject} 的值 {found} 不是日期", "{subject}: {found} is not a date",
		"写成 2021-10-20、2021-10 或 2021", "write it like 2021-10-20, 2021-10 or 2021")
	BadPeriod = code("bad-period", "{subject} 的值 {found} 不是时期",
		"{subject}: {found} is not a period",
		"写成 2025、2025-S1、2025-Q3、2025-08、2025-08-15 或 2025-01..08",
		"write it like 2025, 2025-S1, 2025-Q3, 2025-08, 2025-08-15 or 2025-01..08")
	BadFreq = code("bad-frequency", "{subject} 的值 {found} 不是频率",
		"{subject}: {found} is not a frequency",
		"用 A（年）、S（半年）、Q（季）、M（月）、T（当年累计）、D（日）之一",
		"use A (year), S (half), Q (quarter), M (month), T (year to date) or D (day)")
	BadUnit = code("bad-unit", "{subject} 的值 {found} 不是已知的单位",
		"{subject}: {found} is not a known unit",
		"用 万人、亿元、km、km/100km2、%、pp、2019=100 这样的单位",
		"use units like 万人, 亿元, km, km/100km2, %, pp, 2019=100")
	BadValue = code("bad-value", "{subject} 的值 {found} 无法读取：{why}",
		"{subject}: {found} cannot be read: {why}", "", "")

	NoHeader = code("no-header", "表格没有表头；应有的列：{expected}",
		"the table has no header; expected columns: {expected}",
		"第一行写列名", "name the columns in the first row")
	UnknownColumn = code("unknown-column", "不认识的列 {found}；可用的列：{expected}",
		"unknown column {found}; known: {expected}", "{hint_zh}", "{hint_en}")
	MissingColumn = code("missing-column", "缺少必需的列 {expected}",
		"required column {expected} is missing", "在表头补上这一列", "add it to the header")
	RepeatedColumn = code("repeated-column", "列 {found} 重复", "column {found} is repeated",
		"只留一列", "keep one of them")
	RowLength = code("row-length", "这一行有 {found} 格，表头有 {expected} 列",
		"this row has {found} cells, the header {expected} columns",
		"补齐或删去多余的格；含逗号的值要加引号", "add or remove cells; quote values that hold a comma")
	CSVSyntax = code("csv-syntax", "CSV 引号有误：{found_zh}", "CSV quoting is wrong: {found}",
		"含引号的值整体加引号，里面的引号写两次", "quote the whole value and double the quotes inside")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{TooLarge, TooDeep, TooManyKeys, Encoding, Syntax, Unsupported,
	UnknownKey, StrayComma, RepeatedKey, MissingKey, EmptyValue, WrongType,
	BadNumber, BadInteger, BadBool, BadDate, BadPeriod, BadFreq, BadUnit, BadValue,
	NoHeader, UnknownColumn, MissingColumn, RepeatedColumn, RowLength, CSVSyntax}

// badText names the finding for the types whose notation deserves its own hint.
var badText = map[reflect.Type]*finding.Code{
	reflect.TypeFor[measure.Date]():   BadDate,
	reflect.TypeFor[measure.Period](): BadPeriod,
	reflect.TypeFor[measure.Freq]():   BadFreq,
	reflect.TypeFor[measure.Unit]():   BadUnit,
}
