package osm

import "github.com/yipanqi/yipanqi/finding"

func code(id string, s finding.Severity, zh, en, hintZH, hintEN string) *finding.Code {
	return finding.NewCode("osm."+id, s, zh, en, hintZH, hintEN)
}

// What keeps an extract from being read.
var (
	NotPBF = code("not-pbf", finding.Error, "不是 OpenStreetMap PBF 文件：{found}",
		"this is no OpenStreetMap PBF file: {found}",
		"取得 .osm.pbf 文件；.osm 和 .osm.bz2 先用 osmium cat 转换",
		"get an .osm.pbf file; convert .osm and .osm.bz2 with osmium cat")
	Truncated = code("truncated", finding.Error, "文件在第 {offset} 字节处开始的数据块中间结束",
		"the file ends within the block that begins at byte {offset}",
		"文件不完整，请重新取得", "the file is cut off; get it anew")
	Broken = code("broken", finding.Error, "第 {offset} 字节处开始的数据块损坏：{found}",
		"the block that begins at byte {offset} is damaged: {found}",
		"请重新取得文件，并核对校验和", "get the file anew, and compare its checksum")
	Unsupported = code("unsupported", finding.Error, "第 {offset} 字节处需要“{found}”，不能读取",
		"byte {offset}: {found} is needed, and cannot be read",
		"用 osmium cat -o 新文件.osm.pbf 重写", "write it anew with osmium cat -o new.osm.pbf")
	History = code("history", finding.Error, "这是历史文件，同一对象有多个版本",
		"this is a history file, with many versions of each thing",
		"用 osmium time-filter 取某一时刻的数据", "take the data of one moment with osmium time-filter")
	NoRoads = code("no-roads", finding.Error, "文件中没有可以行驶的{subject_zh}", "the file has no {subject} that can be used",
		"用含有道路的提取文件", "use an extract that holds roads")
	BadPlace = code("bad-place", finding.Error, "节点 {subject} 的经度 {found_lon}、纬度 {found_lat} 不是地球上的点",
		"node {subject}: longitude {found_lon} and latitude {found_lat} are no place on earth",
		"文件可能损坏，请重新取得", "the file may be damaged; get it anew")
)

// What is read, and looks wrong.
var (
	MissingNodes = code("missing-nodes", finding.Warning, "{ways} 条线缺 {found} 个节点（第一条为 {subject}），在该处断开",
		"{ways} ways lack {found} nodes (the first is {subject}); they are cut there",
		"提取时保留完整的线（osmium extract --strategy complete_ways）",
		"extract whole ways (osmium extract --strategy complete_ways)")
	TooFast = code("too-fast", finding.Warning, "限速“{found}”不合常理（{ways} 条，第一条为 {subject}），改用道路等级的默认值",
		"a limit of {found} is past belief ({ways} ways, the first is {subject}); the default of the class is used",
		"在 OpenStreetMap 上改正", "mend it at OpenStreetMap")
	BadTag = code("bad-tag", finding.Warning, "{tag}={found} 看不懂或不合常理（{ways} 条，第一条为 {subject}），未采用",
		"{tag}={found} is not understood, or past belief ({ways} ways, the first is {subject}), and not used",
		"", "")
	TooMany = code("too-many", finding.Warning, "问题太多，只列出前 {expected} 个",
		"too much is wrong; the first {expected} are shown", "先改正这些", "mend these first")
)

// What is wrong with a table of speeds.
var (
	Syntax = code("syntax", finding.Error, "这一行不合格式：{found}", "the line is not well formed: {found}",
		"应为 CSV", "write CSV")
	NoColumn = code("no-column", finding.Error, "没有列“{expected}”", "there is no column {expected}",
		"表头写 class,kmh", "the header is class,kmh")
	UnknownClass = code("unknown-class", finding.Error, "没有等级“{found}”", "there is no class {found}",
		"用 {expected}", "use {expected}")
	BadSpeed = code("bad-speed", finding.Error, "“{found}”不是速度", "{found} is not a speed",
		"写 1 到 500 之间的数，单位 km/h", "write a number from 1 to 500, in km/h")
	RepeatedClass = code("repeated-class", finding.Error, "“{found}”在第 {expected} 行已经出现",
		"{found} stands in line {expected} already", "只留一行", "keep one of them")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{NotPBF, Truncated, Broken, Unsupported, History, NoRoads, BadPlace, MissingNodes, TooFast,
	BadTag, TooMany, Syntax, NoColumn, UnknownClass, BadSpeed, RepeatedClass}
