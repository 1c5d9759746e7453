package network

import "github.com/yipanqi/yipanqi/finding"

func code(id string, s finding.Severity, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewCode("network."+id, s, zh, en, hintZH, hintEN)
}

// What keeps a network or a table of points from being read.
var (
	Syntax = code("syntax", finding.Error, "这一行不合格式：{found}", "the line is not well formed: {found}",
		"应为 {expected}", "write {expected}")
	NoColumn = code("no-column", finding.Error, "没有列“{expected}”", "there is no column {expected}",
		"在表头写上这一列；有的列：{found}", "name it in the header; there are {found}")
	RepeatedColumn = code("repeated-column", finding.Error, "列“{found}”出现两次", "column {found} stands twice",
		"只留一列", "keep one of them")
	NoName = code("no-name", finding.Error, "没有写明{subject_zh}", "no {subject} is named",
		"填写编号或名称", "fill in an id or a name")
	BadNumber = code("bad-number", finding.Error, "“{found}”不是数", "{found} is not a number",
		"写成 12.5", "write it like 12.5")
	Negative = code("negative", finding.Error, "{subject_zh}为 {found}，小于零", "{subject} is {found}, below zero",
		"时间、长度和权重都不小于零", "times, lengths and weights are 0 or more")
	NoTime = code("no-time", finding.Error, "这条线路没有时间，也不能由长度和速度算出",
		"the link has no time, and none follows from a length and a speed",
		"填写 minutes、seconds 或 ms，或 km（metres）和 kmh", "fill in minutes, seconds or ms, or km (metres) and kmh")
	TooLong = code("too-long", finding.Error, "时间 {found} 毫秒太长", "a time of {found} ms is too long",
		"一条线路不超过 12 天；停用的线路写 close", "a link takes at most 12 days; give one that is closed a date in close")
	BadDate = code("bad-date", finding.Error, "“{found}”不是日期", "{found} is not a date",
		"写成 2027-12-31", "write it like 2027-12-31")
	BadChoice = code("bad-choice", finding.Error, "“{found}”不是是或否", "{found} is neither yes nor no",
		"写 yes（是）或 no（否）", "write yes or no")
	BadPlace = code("bad-place", finding.Error, "经度 {found_lon}、纬度 {found_lat} 不是地球上的点",
		"longitude {found_lon} and latitude {found_lat} are no place on earth", "{hint_zh}", "{hint_en}")
	UnknownNode = code("unknown-node", finding.Error, "没有节点“{found}”", "there is no node {found}",
		"改正编号，或在节点表中加上它", "mend the id, or add it to the table of nodes")
	RepeatedName = code("repeated-name", finding.Error, "“{found}”在第 {expected} 行已经出现",
		"{found} stands in line {expected} already",
		"只留一行", "keep one of them")
	NoPlace = code("no-place", finding.Error, "既没有节点，也没有经纬度", "neither a node nor a longitude and latitude",
		"填写 node，或 lon 和 lat", "fill in node, or lon and lat")
	WrongCount = code("wrong-count", finding.Error, "有 {found} 个{subject_zh}，文件开头说有 {expected} 个",
		"there are {found} {subject}, and the head of the file says {expected}",
		"文件可能不完整，请重新取得", "the file may be cut off; get it anew")
	BadSaved = code("bad-saved", finding.Error, "保存的网络读不了：{why_zh}", "the saved network cannot be read: {why}",
		"用 yipanqi network build 重新生成", "make it again with yipanqi network build")
	BadGeoJSON = code("bad-geojson", finding.Error, "GeoJSON 有误：{why_zh}", "the GeoJSON is wrong: {why}",
		"应为 FeatureCollection，线路为 LineString，点为 Point（RFC 7946）",
		"write a FeatureCollection of LineStrings, or Points (RFC 7946)")
	TooMany = code("too-many", finding.Warning, "问题太多，只列出前 {expected} 个",
		"too much is wrong; the first {expected} are shown",
		"先改正这些", "mend these first")
)

// What is read, and looks wrong.
var (
	UnknownColumn = code("unknown-column", finding.Warning, "不认识的列“{found}”，未读取",
		"unknown column {found}, not read",
		"用 {expected}", "use {expected}")
	TooFast = code("too-fast", finding.Warning, "速度 {found} km/h 不合常理", "a speed of {found} km/h is past belief",
		"核对时间、长度的单位和两端的坐标", "check the units of time and length, and the places of both ends")
	Apart = code("apart", finding.Warning, "“{subject}”等 {found} 个节点与其余部分不通",
		"{found} nodes with {subject} are joined to nothing else",
		"补上连接的线路，或核对节点编号是否一致", "add the link that joins them, or see whether ids are written alike")
	NoWayOut = code("no-way-out", finding.Warning, "“{subject}”只能到达，不能离开", "{subject} can be reached, and not left",
		"核对单行方向", "check the direction of one-way links")
	NoWayIn = code("no-way-in", finding.Warning, "“{subject}”只能离开，不能到达", "{subject} can be left, and not reached",
		"核对单行方向", "check the direction of one-way links")
	Swapped = code("swapped", finding.Warning, "经纬度大概写反了：{found} 个点中有 {expected} 个的经度像纬度、纬度像经度",
		"longitude and latitude seem to be swapped: in {expected} of {found} places each looks like the other",
		"中国的经度在 73—136 之间，纬度在 3—54 之间", "in China longitudes are 73 to 136, latitudes 3 to 54")
	ShortChange = code("short-change", finding.Warning, "停站 {found} 分钟比下车再上车的 {expected} 分钟还长，不起作用",
		"a stop of {found} min is longer than the {expected} min to alight and board again, and has no effect",
		"给出这种方式上车、下车、换乘的时间（--board、--alight、--interchange）",
		"say what boarding, alighting and changing take (--board, --alight, --interchange)")
	TwoPlaces = code("two-places", finding.Warning, "“{subject}”在两处，相距 {found} 米；当作同一个节点",
		"{subject} is in two places {found} m apart, and taken as one node",
		"不同的节点要有不同的名称", "give different nodes different names")
	GCJ02 = code("gcj02", finding.Warning, "坐标像是 GCJ-02：与参照相差 {found} 米，去掉 GCJ-02 偏移后 {expected} 米",
		"the places look like GCJ-02: {found} m from the reference, {expected} m without its offset",
		"加 --gcj02 转换，或改用 WGS-84 的数据", "convert with --gcj02, or use WGS-84 data")
	Loop = code("loop", finding.Note, "线路的两端都是“{found}”，不起作用", "both ends of the link are {found}; it has no effect",
		"", "")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{Syntax, NoColumn, RepeatedColumn, NoName, BadNumber, Negative, NoTime, TooLong, BadDate,
	BadChoice, BadPlace, UnknownNode, RepeatedName, NoPlace, WrongCount, BadSaved, BadGeoJSON,
	TooMany, UnknownColumn, TooFast,
	Apart, NoWayOut, NoWayIn, Swapped, TwoPlaces, ShortChange, GCJ02, Loop}
