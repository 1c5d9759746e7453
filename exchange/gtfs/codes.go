package gtfs

import "github.com/yipanqi/yipanqi/finding"

func code(id string, s finding.Severity, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewCode("gtfs."+id, s, zh, en, hintZH, hintEN)
}

// What keeps a timetable from being read.
var (
	Broken = code("broken", finding.Error, "文件已损坏：{found}", "the file is damaged: {found}",
		"重新取得", "get it anew")
	TooLarge = code("too-large", finding.Error, "太大：{found}，超过 {expected}", "too large: {found}, above {expected}",
		"核对文件；只保留所需的部分", "see whether the file is right; keep what is needed")
	NoFile = code("no-file", finding.Error, "没有文件 {expected}", "there is no file {expected}",
		"GTFS 必须有它；有的文件：{found}", "GTFS requires it; there are {found}")
	Syntax = code("syntax", finding.Error, "这一行不是 CSV", "the line is not CSV",
		"引号要成对，结束的引号之后是逗号", "quotes come in pairs, and a comma follows the one that closes")
	RowLength = code("row-length", finding.Error, "这一行有 {found} 格，表头有 {expected} 格",
		"the line has {found} cells, the header {expected}",
		"补上或删去逗号", "add or remove commas")
	NoColumn = code("no-column", finding.Error, "没有列“{expected}”", "there is no column {expected}",
		"在表头写上这一列；有的列：{found}", "name it in the header; there are {found}")
	RepeatedColumn = code("repeated-column", finding.Error, "列“{found}”出现两次", "column {found} stands twice",
		"只留一列", "keep one of them")
	NoValue = code("no-value", finding.Error, "没有填写 {subject}", "no {subject} is given",
		"填写它", "fill it in")
	BadNumber = code("bad-number", finding.Error, "{subject} 的“{found}”不合要求", "{found} is not what {subject} can be",
		"应为 {expected}", "write {expected}")
	BadTime = code("bad-time", finding.Error, "“{found}”不是时刻", "{found} is not a time of day",
		"写成 08:05:00；次日零点五分是 24:05:00，在时刻表中也可写次日00:05",
		"write it like 08:05:00; five past midnight of the next day is 24:05:00")
	BadDate = code("bad-date", finding.Error, "“{found}”不是日期", "{found} is not a date",
		"写成 20261125", "write it like 20261125")
	UnknownReference = code("unknown-reference", finding.Error, "{expected} 中没有“{found}”",
		"{expected} has no {found}",
		"改正编号，或在 {expected} 中加上它", "mend the id, or add it to {expected}")
	RepeatedKey = code("repeated-key", finding.Error, "“{found}”在第 {expected} 行已经出现",
		"{found} stands in line {expected} already",
		"只留一行", "keep one of them")
	BadPlace = code("bad-place", finding.Error, "经度 {found_lon}、纬度 {found_lat} 不是地球上的点",
		"longitude {found_lon} and latitude {found_lat} are no place on earth", "{hint_zh}", "{hint_en}")
	NoTime = code("no-time", finding.Error, "车次“{subject}”的首站或末站没有时刻",
		"trip {subject} has no time at its first or last stop",
		"填写到达或出发时刻；只有中间的站可以不写", "fill in a time; only those between may have none")
	TimeOrder = code("time-order", finding.Error, "车次“{subject}”的时刻倒退：{expected} 之后是 {found}",
		"the times of trip {subject} run backwards: {found} follows {expected}",
		"改正时刻；过了零点写 24:05:00，在时刻表中也可写次日00:05",
		"mend the time; after midnight write 24:05:00")
	BadInterval = code("bad-interval", finding.Error, "从 {found} 到 {expected} 没有间隔可言",
		"from {found} to {expected} there is nothing to repeat",
		"结束不早于开始", "the end is not before the start")
	NoService = code("no-service", finding.Error, "{expected} 没有车次运行", "nothing runs on {expected}",
		"时刻表的日期为 {found}", "the timetable is of {found}")
	TooMany = code("too-many", finding.Warning, "问题太多，只列出 {expected} 个",
		"too much is wrong; {expected} are shown",
		"先改正这些", "mend these first")
)

// What is read, and looks wrong.
var (
	NoPlace = code("no-place", finding.Warning, "站点“{found}”没有坐标", "stop {found} has no place",
		"填写 stop_lon 和 stop_lat；没有坐标的站点不能步行换乘",
		"fill in stop_lon and stop_lat; nobody walks to a stop without a place")
	TooFast = code("too-fast", finding.Warning, "车次“{subject}”以 {found} km/h 驶到这一站，超过 {expected} km/h",
		"trip {subject} comes to this stop at {found} km/h, above {expected} km/h",
		"核对时刻和站点坐标", "check the times and the places of the stops")
	ShortTrip = code("short-trip", finding.Warning, "车次“{subject}”不到两站，不能乘坐",
		"trip {subject} has fewer than two stops; nobody can ride",
		"补上它的站点，或删去它", "add its stops, or remove it")
	UnknownColumn = code("unknown-column", finding.Warning, "不认识的列“{found}”，未读取",
		"unknown column {found}, not read",
		"用 {expected}", "use {expected}")
	OnDemand = code("on-demand", finding.Note, "{found} 行预约响应式的停靠未读取",
		"{found} calls on demand, in zones, are not read",
		"", "")
	NotRead = code("not-read", finding.Note, "{found} 行限于某线路、某车次或不下车的换乘未读取",
		"{found} lines on changes of certain routes or trips, or of staying aboard, are not read",
		"", "")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{Broken, TooLarge, NoFile, Syntax, RowLength, NoColumn, RepeatedColumn, NoValue, BadNumber,
	BadTime, BadDate, UnknownReference, RepeatedKey, BadPlace, NoTime, TimeOrder, BadInterval, NoService, TooMany,
	NoPlace, TooFast, ShortTrip, UnknownColumn, OnDemand, NotRead}
