package readings

import (
	"github.com/yipanqi/yipanqi/finding"
)

func code(id string, s finding.Severity, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewCode("readings."+id, s, zh, en, hintZH, hintEN)
}

// What keeps a file or sheet out. Others are of package exchange.
var (
	NoHeader = code("no-header", finding.Error, "前 {rows} 行里没有表头",
		"no header within the first {rows} rows", "一行列名：站点、时间，以及 pm25、ph 等项目；其他列名用“列名=含义”对应",
		"name the columns in one row: station, time and items such as pm25 or ph; map other names with name=meaning")
	NoTime = code("no-time", finding.Error, "没有时间列", "there is no column of times",
		"表头写 time 或 date（时间、日期）", "name it time or date in the header")
	NoSite = code("no-site", finding.Error, "没有站点、断面或城市列",
		"there is no column of stations, sections or cities", "表头写 station、section 或 city，或另行指定站点",
		"name it station, section or city, or state the site apart")
	NoItem = code("no-item", finding.Error, "没有监测项目列", "there is no column of an item",
		"表头写 pm25、o3、ph、nh3n 等，或 item 和 value 两列",
		"name items such as pm25, o3, ph, nh3n, or use columns item and value")
	RepeatedColumn = code("repeated-column", finding.Error, "“{found}”与“{expected}”都是{subject}",
		"{found} and {expected} both are {subject}", "只留一列", "keep one of them")
	BadMapping = code("bad-mapping", finding.Error, "列的对应“{found}”不可用",
		"column mapping {found} cannot be used", "写成“列名=含义”，含义是 {expected} 或项目代码",
		"write name=meaning, with meaning one of {expected} or an item")
	WrongUnit = code("wrong-unit", finding.Error, "{subject} 的单位“{found}”不能换算成 {expected}",
		"unit {found} of {subject} does not convert to {expected}", "改正单位", "mend the unit")
	BrokenParquet = code("broken-parquet", finding.Error, "不是完好的 Parquet 文件：{found}",
		"not a sound Parquet file: {found}", "重新导出", "export it anew")
)

// What is left out of a file, and why.
var (
	UnknownColumn = code("unknown-column", finding.Warning, "不认识的列“{found}”，未读取",
		"unknown column {found}, not read", "{hint_zh}", "{hint_en}")
	UnknownItem = code("unknown-item", finding.Warning, "不认识的项目“{found}”，未读取",
		"unknown item {found}, not read", "用 pm25、ph 这样的代码或中文名", "use a code like pm25 or ph")
	EmptySite = code("empty-site", finding.Warning, "这一行没有站点，未读取",
		"the row names no site and is not read", "填写站点", "name the site")
	BadTime = code("bad-time", finding.Warning, "“{found}”不是时间，这一行未读取",
		"{found} is not a time; the row is not read", "写成 2024-01-31 08:00 或 2024-01-31",
		"write it like 2024-01-31 08:00 or 2024-01-31")
	OffHour = code("off-hour", finding.Warning, "{subject}：{found} 不在整点，未读取",
		"{subject}: {found} is not on the hour, not read", "空气监测数据按整点报送",
		"readings of air are reported by the hour")
	BadNumber = code("bad-number", finding.Warning, "{subject}：“{found}”不是数，未读取",
		"{subject}: {found} is not a number, not read", "写成 35.2；没有数据就留空",
		"write it like 35.2, and leave it blank where there is no reading")
	Negative = code("negative", finding.Warning, "{subject}：{found} 小于零，未读取",
		"{subject}: {found} is below zero, not read", "核对仪器；缺数留空或写 -99、-999、-9999",
		"check the instrument; leave missing ones blank or write -99, -999 or -9999")
	TooGreat = code("too-great", finding.Warning, "{subject}：{found} 超出可以表示的范围，未读取",
		"{subject}: {found} is beyond range, not read", "核对数值和单位", "check value and unit")
	NoLimit = code("no-limit", finding.Warning, "{subject}：“{found}”没有说明检出限，未读取",
		"{subject}: {found} does not state the limit of detection, not read",
		"写成 <0.02 或 0.02L，或另行指定检出限", "write it like <0.02 or 0.02L, or state the limit apart")
	Repeated = code("repeated", finding.Warning, "{subject}：{found} 前面已经给出，未读取",
		"{subject}: {found} was given before, not read", "每站每时每项只留一个",
		"keep one of each site, time and item")
	BadFlag = code("bad-flag", finding.Warning, "{subject}：“{found}”不是数据标记，未读取标记",
		"{subject}: {found} is not a flag, and was not read", "用 {expected}", "use {expected}")
	NotOfHour = code("not-of-hour", finding.Note, "{subject} 是全天的项目，按小时的值未读取",
		"{subject} is of whole days; values by the hour are not read", "滑动平均由小时值计算",
		"running means are computed from the hours")
)

// What was read otherwise than it is written.
var (
	Rounded = code("rounded", finding.Note, "{subject}：“{found}”的小数多于所保留的 {expected} 位，修约后读取",
		"{subject}: {found} has more decimals than the {expected} kept and is read rounded", "", "")
	ReadAsDaily = code("read-as-daily", finding.Note, "所有时间都是零点，按全天的值读取",
		"all times are midnight; read as values of whole days", "如果是小时值，请指明",
		"say so if they are of hours")
	OzoneOfDay = code("ozone-of-day", finding.Note, "“{found}”是全天的值，按臭氧日最大8小时平均读取",
		"{found} is of whole days and is read as the highest 8-hour mean of ozone",
		"列名写 o3_8h 可免此说明", "name the column o3_8h")
	Zeros = code("zeros", finding.Note, "{subject} 有 {found} 个数为 0，按数值读取",
		"{found} readings of {subject} are 0 and are read as numbers", "如果 0 表示缺测，请指明",
		"say so if 0 stands for a missing one")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{NoHeader, NoTime, NoSite, NoItem, RepeatedColumn, BadMapping, WrongUnit, BrokenParquet,
	UnknownColumn, UnknownItem, EmptySite, BadTime, OffHour, BadNumber, Negative, TooGreat, NoLimit, Repeated, BadFlag,
	NotOfHour, Rounded, ReadAsDaily, OzoneOfDay, Zeros}
