package exchange

import (
	"github.com/yipanqi/yipanqi/finding"
)

func code(id string, s finding.Severity, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewCode("exchange."+id, s, zh, en, hintZH, hintEN)
}

// What can be wrong with a file as a whole.
var (
	Unreadable = code("unreadable", finding.Error, "无法读取：{found}", "cannot be read: {found}",
		"检查文件是否存在、可读", "check that it exists and may be read")
	TooLarge = code("too-large", finding.Error, "文件有 {found} 字节，超过上限 {expected} 字节",
		"the file has {found} bytes, more than the limit of {expected}",
		"按年份或地区拆成几个文件", "split it, by year or by area")
	TooManyRows = code("too-many-rows", finding.Error, "超过 {expected} 行", "more than {expected} rows",
		"按年份或地区拆成几个文件", "split it, by year or by area")
	BadEncoding = code("bad-encoding", finding.Error, "既不是 UTF-8 也不是 GB 18030 文字",
		"neither UTF-8 nor GB 18030 text",
		"在表格软件中另存为“CSV UTF-8”", "save it from the spreadsheet program as “CSV UTF-8”")
	ReadAsGB18030 = code("read-as-gb18030", finding.Note, "不是 UTF-8，按 GB 18030 读取",
		"not UTF-8, read as GB 18030", "核对中文是否正确", "see that the Chinese is right")
	CSVSyntax = code("csv-syntax", finding.Error,
		"引号不成对，或位置不对",
		"quotes are not paired or stand in the wrong place",
		"含引号的值整体加引号，里面的引号写两次", "quote the whole value and double the quotes inside")
	OldWorkbook = code("old-workbook", finding.Error, "是旧式 .xls 或加密的工作簿",
		"an old .xls or an encrypted workbook",
		"去掉密码，另存为 .xlsx", "take the password off and save it as .xlsx")
	BrokenWorkbook = code("broken-workbook", finding.Error, "不是完好的 .xlsx 工作簿：{found}",
		"not a sound .xlsx workbook: {found}",
		"在表格软件中打开后另存为 .xlsx", "open it in a spreadsheet program and save it as .xlsx")
	Macros = code("macros", finding.Error, "工作簿含有宏（{found}）", "the workbook holds macros ({found})",
		"另存为不含宏的 .xlsx", "save it as .xlsx, without macros")
	MoreFindings = code("more-findings", finding.Note, "另有 {found} 条未列出", "{found} more are not listed",
		"先改正列出的，再试一次", "mend those listed and try again")
)

// What can be wrong with a table and its header.
var (
	NoHeader = code("no-header", finding.Error, "前 {rows} 行里没有表头", "no header within the first {rows} rows",
		"一行列名：{expected}；或者左列为地区、上行为时期", "name the columns in one row: {expected}; or areas down, periods across")
	SheetSkipped = code("sheet-skipped", finding.Note, "工作表“{subject}”没有表头，未读取",
		"sheet {subject} has no header and was not read", "", "")
	NoRows = code("no-rows", finding.Warning, "表头下没有数据", "there is nothing below the header",
		"", "")
	UnknownColumn = code("unknown-column", finding.Error, "不认识的列“{found}”", "unknown column {found}",
		"{hint_zh}", "{hint_en}")
	UnnamedColumn = code("unnamed-column", finding.Error, "{subject}：这一列没有列名，却有内容“{found}”",
		"{subject}: this column has no name but holds {found}",
		"在表头写上列名，或删去这一列", "name it in the header, or delete it")
	RepeatedColumn = code("repeated-column", finding.Error, "列“{found}”重复", "column {found} is repeated",
		"只留一列", "keep one of them")
	MissingColumn = code("missing-column", finding.Error,
		"缺少“{expected_zh}”列",
		"column {expected} is missing",
		"在表头补上这一列", "add it to the header")
	IndicatorNotNamed = code("indicator-not-named", finding.Error, "表里没有说明是哪个指标",
		"the table does not say which indicator it holds",
		"加“指标”列，或把工作表命名为指标名，或在导入时指定指标",
		"add an indicator column, name the sheet after the indicator, or name it on import")
	RowLength = code("row-length", finding.Error, "这一行有 {found} 格，表头有 {expected} 列",
		"this row has {found} cells, the header {expected} columns",
		"补齐或删去多余的格；含逗号的值要加引号", "add or remove cells; quote values that hold a comma")
	Remark = code("remark", finding.Note,
		"{subject}：按附注处理，未读取",
		"{subject}: taken for a remark, not read", "", "")
	FullWidth = code("full-width", finding.Note, "{subject}：全角字符“{found}”按半角读取",
		"{subject}: full-width characters {found} are read as half-width",
		"本列其余的不再列出", "others in this column are not listed")
)

// What can be wrong with a cell.
var (
	EmptyCell = code("empty-cell", finding.Error,
		"{subject}：{expected_zh}不能为空",
		"{subject}: {expected} must not be empty",
		"填写它", "fill it in")
	ControlCharacter = code("control-character", finding.Error, "{subject}：含有控制字符 {found}",
		"{subject}: holds a control character {found}", "删去它，重新输入", "delete it and type the text again")
	UnknownIndicator = code("unknown-indicator", finding.Error, "{subject}：规划里没有指标“{found}”",
		"{subject}: the plan has no indicator {found}", "{hint_zh}", "{hint_en}")
	AmbiguousIndicator = code("ambiguous-indicator", finding.Error, "{subject}：“{found}”可以是几个指标：{expected}",
		"{subject}: {found} may be several indicators: {expected}", "写代码", "write its id")
	UnknownArea = code("unknown-area", finding.Error, "{subject}：规划里没有地区“{found}”",
		"{subject}: the plan has no area {found}", "{hint_zh}", "{hint_en}")
	AmbiguousArea = code("ambiguous-area", finding.Error, "{subject}：“{found}”可以是几个地区：{expected}",
		"{subject}: {found} may be several areas: {expected}",
		"写代码，或在前面加上级地区的名称", "write its code, or the name of the area above before it")
	AreaNotThen = code("area-not-then", finding.Error, "{subject}：地区“{found}”在 {expected} 不存在",
		"{subject}: area {found} did not exist in {expected}",
		"写当时的地区，或改正时期", "name the area of that time, or mend the period")
	BadPeriod = code("bad-period", finding.Error,
		"{subject}：“{found}”不是时期",
		"{subject}: {found} is not a period",
		"写成 2024、2024-S1、2024-Q3、2024-08、2024-08-15、2024-01..08，或 2024年1-8月 等",
		"write it like 2024, 2024-S1, 2024-Q3, 2024-08, 2024-08-15 or 2024-01..08")
	WrongFrequency = code("wrong-frequency", finding.Error, "{subject}：“{found}”不是指标“{indicator}”的时期，应如 {expected}",
		"{subject}: {found} is not a period of indicator {indicator}, which has periods like {expected}",
		"改正时期，或报给另一个指标", "mend the period, or report it for another indicator")
	PeriodFromDate = code("period-from-date", finding.Note, "{subject}：日期 {found} 按时期 {expected} 读取",
		"{subject}: the date {found} is read as the period {expected}",
		"表格软件会把年月改成日期；把该列设为文本可免", "spreadsheet programs turn months into dates; set the column to text")
	FuturePeriod = code("future-period", finding.Warning, "{subject}：时期 {found} 在获知日 {expected} 尚未开始",
		"{subject}: the period {found} had not begun when this was known, on {expected}",
		"预测值把状态写成 F", "give forecasts the status F")
	BadNumber = code("bad-number", finding.Error,
		"{subject}：“{found}”不是数",
		"{subject}: {found} is not a number",
		"写成 1234.5；单位写在“单位”列", "write it like 1234.5, and the unit in the unit column")
	BadGrouping = code("bad-grouping", finding.Error, "{subject}：“{found}”的千位分隔有误",
		"{subject}: {found} has misplaced thousands separators",
		"写成 1,234.5 或 1234.5", "write it like 1,234.5 or 1234.5")
	OutOfRange = code("out-of-range", finding.Error, "{subject}：“{found}”超出可以表示的范围",
		"{subject}: {found} is beyond range", "改正数值或单位", "mend the value or the unit")
	CellError = code("cell-error", finding.Error,
		"{subject}：公式出错 {found}",
		"{subject}: the formula failed with {found}",
		"在工作簿里改正公式，或填写数值", "mend the formula in the workbook, or write the value")
	MissingMark = code("missing-mark", finding.Error, "{subject}：“{found}”没有说明为什么缺数",
		"{subject}: {found} does not say why there is no value",
		"留空并写状态：L 未收集，M 不存在，Q 保密，H 停测；是零就写 0；没有数据就删去这一行",
		"leave it blank and write a status: L not collected, M cannot exist, Q confidential, "+
			"H suspended; write 0 for zero; or delete the row")
	BlankValues = code("blank-values", finding.Note, "{found} 个空白数值没有状态，未读取，这是第一个",
		"{found} blank values without a status were not read; this is the first",
		"填写数值，或写状态：L 未收集，M 不存在，Q 保密，H 停测",
		"fill in values, or a status: L not collected, M cannot exist, Q confidential, H suspended")
	NoValueForStatus = code("no-value-for-status", finding.Error, "{subject}：状态 {expected} 应有数值，这里没有",
		"{subject}: status {expected} needs a value, here is none",
		"填写数值，或改用 L、M、Q、H", "fill in the value, or use L, M, Q or H")
	ValueForStatus = code("value-for-status", finding.Error, "{subject}：状态 {expected} 表示没有数值，这里是 {found}",
		"{subject}: status {expected} says there is no value, here is {found}",
		"删去数值，或改正状态", "delete the value, or mend the status")
	PercentRange = code("percent-range", finding.Warning,
		"{subject}：{found} 超出 ±100%",
		"{subject}: {found} lies beyond ±100 %",
		"核对小数点", "check the decimal point")
	BadUnit = code("bad-unit", finding.Error,
		"{subject}：“{found}”不是已知的单位",
		"{subject}: {found} is not a known unit",
		"用万人、亿元、km、% 这样的单位；这里应能换算成 {expected}",
		"use units like 万人, 亿元, km, %; here one that converts to {expected}")
	WrongUnit = code("wrong-unit", finding.Error, "{subject}：单位 {found} 不能换算成 {expected}",
		"{subject}: the unit {found} does not convert to {expected}",
		"改正单位或指标", "mend the unit or the indicator")
	BadStatus = code("bad-status", finding.Error,
		"{subject}：“{found}”不是状态",
		"{subject}: {found} is not a status",
		"用 {expected}", "use one of {expected}")
	BadDecimals = code("bad-decimals", finding.Error,
		"{subject}：“{found}”不是小数位数",
		"{subject}: {found} is not a number of decimals",
		"写 0 到 127 的整数，或留空", "write an integer from 0 to 127, or leave it blank")
	UnknownSource = code("unknown-source", finding.Error, "{subject}：规划里没有来源“{found}”",
		"{subject}: the plan has no source {found}", "{hint_zh}", "{hint_en}")
	UnlistedSource = code("unlisted-source", finding.Note,
		"{subject}：来源“{found}”不在规划的来源清单中，按原文记入",
		"{subject}: the plan lists no source {found}; the ledger keeps the words as they are",
		"写清文件名、文号或网址，以便他人查到", "name the document, its number or its address so that others find it")
	UnknownReporter = code("unknown-reporter", finding.Error, "{subject}：规划里没有填报单位“{found}”",
		"{subject}: the plan has no body {found}", "{hint_zh}", "{hint_en}")
	BadGrade = code("bad-grade", finding.Error,
		"{subject}：“{found}”不是等级",
		"{subject}: {found} is not a grade",
		"用 {expected}，或留空取来源的等级", "use one of {expected}, or leave it blank for that of the source")
	BadKnown = code("bad-known", finding.Error,
		"{subject}：“{found}”不是日期或时刻",
		"{subject}: {found} is neither a date nor a moment",
		"写成 2024-03-18 或 2024-03-18T09:30:00+08:00", "write it like 2024-03-18 or 2024-03-18T09:30:00+08:00")
	KnownLater = code("known-later", finding.Error, "{subject}：获知时间 {found} 晚于导入时刻 {expected}",
		"{subject}: known only from {found}, after the import at {expected}",
		"改正获知时间，或留空", "mend it, or leave it blank")
	NoKnown = code("no-known", finding.Error, "不知道从何时起获知：没有“获知时间”，来源也没有发布日期",
		"from when this is known is not stated, nor when its source was published",
		"填写“获知时间”，或给来源补上 published 或 known", "fill in the column known, or give the source published or known")
	Duplicate = code("duplicate", finding.Error,
		"{subject}：{found} 已在 {place} 给出",
		"{subject}: {found} was given already at {place}",
		"只留一行", "keep one of them")
	BatchDiffers = code("batch-differs", finding.Error, "{subject}：批次“{batch}”的“{found}”与前面所写的“{expected}”不同",
		"{subject}: {found} differs from what batch {batch} said before, {expected}",
		"导出的台账不要改动", "leave the export of a ledger as it is")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{Unreadable, TooLarge, TooManyRows, BadEncoding, ReadAsGB18030, CSVSyntax,
	OldWorkbook, BrokenWorkbook, Macros, MoreFindings,
	NoHeader, SheetSkipped, NoRows, UnknownColumn, UnnamedColumn, RepeatedColumn, MissingColumn, IndicatorNotNamed,
	RowLength, Remark, FullWidth,
	EmptyCell, ControlCharacter, UnknownIndicator, AmbiguousIndicator, UnknownArea, AmbiguousArea, AreaNotThen,
	BadPeriod, WrongFrequency, PeriodFromDate, FuturePeriod,
	BadNumber, BadGrouping, OutOfRange, CellError, MissingMark, BlankValues, NoValueForStatus, ValueForStatus,
	PercentRange, BadUnit, WrongUnit, BadStatus, BadDecimals, UnknownSource, UnlistedSource, UnknownReporter, BadGrade,
	BadKnown, KnownLater, NoKnown, Duplicate, BatchDiffers,
	UnknownTax, UnknownCohort, NotFen, RevenuePeriod}
