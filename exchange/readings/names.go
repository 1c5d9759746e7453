package readings

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/monitor"
)

// role is what a column is for.
type role int8

const (
	roleNone role = iota // not read
	roleStation
	roleSection
	roleName
	roleCity
	roleArea
	roleTime
	roleDate
	roleHour
	roleItem
	roleValue
	roleUnit
	roleFlags
	roleReading // of an item
	roleSite    // of readings of the row's item at the site the column names
	roles
)

// roleNames are the names of columns, as key writes them; the first is what is written out.
var roleNames = [roles][]string{
	roleStation: {"station", "stationcode", "stationid", "site", "siteid", "监测点编码", "监测点", "监测点位", "点位", "点位编码", "站点",
		"站点编码", "站点编号", "站点代码", "测站", "测站编码", "监测站", "站名"},
	roleSection: {"section", "sectioncode", "断面", "断面编码", "断面代码", "断面名称", "监测断面", "水站", "水站名称"},
	roleName:    {"name", "stationname", "sitename", "positionname", "点位名称", "站点名称", "监测点名称", "测站名称"},
	roleCity:    {"city", "cityname", "城市", "城市名称", "所在城市", "地市"},
	roleArea:    {"area", "region", "district", "county", "地区", "区域", "区县", "行政区", "所在地区", "所属地区"},
	roleTime:    {"time", "timepoint", "datetime", "timestamp", "monitortime", "时间", "监测时间", "采样时间", "数据时间", "发布时间"},
	roleDate:    {"date", "day", "filedate", "日期", "监测日期", "采样日期"},
	roleHour:    {"hour", "小时", "时", "时次"},
	roleItem:    {"item", "type", "parameter", "pollutant", "项目", "监测项目", "污染物", "指标", "因子", "监测因子"},
	roleValue:   {"value", "concentration", "数值", "值", "浓度", "监测值", "结果", "监测结果"},
	roleUnit:    {"unit", "单位"},
	roleFlags:   {"flags", "flag", "标记", "数据标记"},
	// columns that files carry and that nobody needs here
	roleNone: {"aqi", "iaqi", "quality", "rank", "class", "level", "grade", "primary", "primarypollutant", "lon", "lat",
		"longitude", "latitude", "status", "province", "basin", "river", "algae", "chla", "id", "no",
		"序号", "经度", "纬度", "省份", "流域", "河流", "水质类别", "类别", "首要污染物", "空气质量", "质量等级", "等级", "状态", "站点情况", "藻密度", "叶绿素a", "叶绿素α"},
}

var roleOf = func() map[string]role {
	m := map[string]role{}
	for r, names := range roleNames {
		for _, n := range names {
			m[n] = role(r)
		}
	}
	return m
}()

// itemNames are names of items beside their codes, as key writes them.
var itemNames = map[monitor.Item][]string{
	monitor.PM25:         {"细颗粒物"},
	monitor.PM10:         {"可吸入颗粒物"},
	monitor.SO2:          {"二氧化硫"},
	monitor.NO2:          {"二氧化氮"},
	monitor.CO:           {"一氧化碳"},
	monitor.O3:           {"臭氧"},
	monitor.O3Max8:       {"o3max8h", "o38hmax", "mda8", "臭氧8h", "臭氧8小时", "臭氧日最大8小时平均", "臭氧日最大8小时滑动平均", "o38小时"},
	monitor.O3Max1:       {"o3max1h", "o31hmax", "臭氧1h", "臭氧日最大1小时平均"},
	monitor.Temperature:  {"水温", "temperature", "watertemperature"},
	monitor.PH:           {"ph值"},
	monitor.DO:           {"溶解氧", "dissolvedoxygen"},
	monitor.CODMn:        {"高锰酸盐指数", "imn"},
	monitor.COD:          {"化学需氧量", "codcr"},
	monitor.BOD5:         {"五日生化需氧量", "生化需氧量", "bod"},
	monitor.NH3N:         {"氨氮"},
	monitor.TP:           {"总磷"},
	monitor.TN:           {"总氮"},
	monitor.Cu:           {"铜"},
	monitor.Zn:           {"锌"},
	monitor.F:            {"氟化物", "fluoride"},
	monitor.Se:           {"硒"},
	monitor.As:           {"砷"},
	monitor.Hg:           {"汞"},
	monitor.Cd:           {"镉"},
	monitor.Cr6:          {"六价铬", "铬六价", "cr6+"},
	monitor.Pb:           {"铅"},
	monitor.CN:           {"氰化物", "cyanide"},
	monitor.Phenol:       {"挥发酚", "挥发性酚"},
	monitor.Oil:          {"石油类"},
	monitor.LAS:          {"阴离子表面活性剂"},
	monitor.Sulfide:      {"硫化物"},
	monitor.Coliform:     {"粪大肠菌群", "fecalcoliform", "faecalcoliform"},
	monitor.Conductivity: {"电导率", "conductivity"},
	monitor.Turbidity:    {"浊度", "浑浊度", "turbidity"},
	monitor.Discharge:    {"流量", "discharge", "日均流量", "平均流量"},
}

var itemOf = func() map[string]monitor.Item {
	m := map[string]monitor.Item{}
	for i := range monitor.Items {
		m[key(i.String())] = i
		for _, n := range itemNames[i] {
			m[n] = i
		}
	}
	return m
}()

var plainer = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "",
	"₂", "2", "₃", "3", "₅", "5", "₁", "1", "₀", "0", "₆", "6",
	"浓度", "", "\t", "", "\n", "", "\r", "", "\ufeff", "")

// key is a name without what spellings differ in.
func key(s string) string {
	k := plainer.Replace(strings.ToLower(sheet.Narrow(s)))
	if k == "" { // “浓度” alone is a name
		return strings.TrimSpace(s)
	}
	return k
}

// running are means over hours that end at each hour; they are computed from the hours, not read.
var running = regexp.MustCompile(`^(.+?)(?:24h|24小时)(?:均值|平均)?$`)

// itemNamed finds an item by a name without its unit; isRunning tells a running mean.
func itemNamed(k string) (item monitor.Item, found, isRunning bool) {
	if item, ok := itemOf[k]; ok {
		return item, true, false
	}
	if m := running.FindStringSubmatch(k); m != nil {
		_, isRunning = itemOf[m[1]]
	}
	return 0, false, isRunning
}

// inBrackets parts a name from the unit in brackets behind it.
var inBrackets = regexp.MustCompile(`^(.+?)\s*[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*$`)

// splitUnit parts the name of a column into that of an item and its unit, as far as there is one.
func splitUnit(header string) (name, unit string) {
	header = strings.TrimSpace(sheet.Narrow(header))
	if m := inBrackets.FindStringSubmatch(header); m != nil {
		return m[1], m[2]
	}
	if _, ok := itemOf[key(header)]; ok {
		return header, ""
	}
	for i := range header { // the longest end that is a unit, with an item before it
		if i == 0 {
			continue
		}
		head, tail := strings.TrimRight(header[:i], " _-:/,"), strings.TrimLeft(header[i:], " _-:,")
		if item, ok := itemOf[key(head)]; ok {
			if _, ok := unitExponent(item, tail); ok && tail != "" {
				return head, tail
			}
		}
	}
	return header, ""
}

// units are the powers of ten between units and that of each kind of item: µg/m³ for air.
var units = map[string]map[string]int{
	"air": {"ug/m3": 0, "ugm3": 0, "微克/立方米": 0, "微克每立方米": 0,
		"mg/m3": 3, "mgm3": 3, "毫克/立方米": 3, "毫克每立方米": 3, "ng/m3": -3},
	"mg/L":  {"mg/l": 0, "mgl": 0, "毫克/升": 0, "毫克每升": 0, "ug/l": -3, "ugl": -3, "微克/升": -3, "ng/l": -6, "g/l": 3},
	"℃":     {"℃": 0, "°c": 0, "c": 0, "摄氏度": 0, "degc": 0},
	"1":     {"1": 0, "无量纲": 0, "/": 0},
	"µS/cm": {"us/cm": 0, "uscm": 0, "ms/m": 1, "ms/cm": 3},
	"NTU":   {"ntu": 0},
	"个/L":   {"个/l": 0, "mpn/l": 0, "cfu/l": 0, "个/100ml": 1, "mpn/100ml": 1, "万个/l": 4},
	"m³/s":  {"m3/s": 0, "m3s": 0, "立方米/秒": 0, "立方米每秒": 0, "l/s": -3},
}

var plainUnit = strings.NewReplacer(" ", "", "µ", "u", "μ", "u", "³", "3", "㎎", "mg",
	"㎍", "ug", "·", "", "^", "", "⁻¹", "-1")

// unitExponent returns the power of ten by which a value in a unit becomes one in the item's.
func unitExponent(item monitor.Item, unit string) (int, bool) {
	kind, base := item.Unit(), 0
	if item.Medium() == monitor.Air {
		kind = "air"
		if item == monitor.CO {
			base = 3
		}
	}
	n, ok := units[kind][plainUnit.Replace(strings.ToLower(sheet.Narrow(unit)))]
	return n - base, ok
}

// nearName suggests what an unknown column was meant for.
func nearName(k string) string {
	best, least := "", 3
	for name := range itemOf {
		if d := distance(k, name); d < least || d == least && best != "" && name < best {
			best, least = name, d
		}
	}
	if least*2 >= len([]rune(k)) {
		return ""
	}
	return best
}

// distance counts the edits between two names (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 40 {
		return len(x)
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := diagonal
			if r != s {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(y)]
}

// meanings are what a column can be mapped to beside items.
func meanings() []string {
	var list []string
	for r := roleStation; r <= roleFlags; r++ {
		list = append(list, roleNames[r][0])
	}
	slices.Sort(list)
	return list
}
