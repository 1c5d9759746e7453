package main

import (
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/monitor"
)

// Columns of the tables that air, water, flow and readings write. docs/format/environment.md shows
// them; a test holds it to them.
var (
	airHourColumns = slices.Concat([]string{"site", "name", "area", "time", "edition"}, airItems(true),
		[]string{"aqi", "level", "primary", "flagged", "flags", "assumptions"})
	airDayColumns = slices.Concat([]string{"site", "name", "area", "stations", "date", "edition", "basis",
		"aqi", "level", "primary", "exceeding", "missing", "invalid"},
		suffixed(airItems(false), "", "_iaqi", "_n", "_needed"), []string{"flagged", "flags", "assumptions"})
	airSpanColumns = slices.Concat([]string{"site", "name", "area", "stations", "period", "edition", "basis",
		"days", "valid", "needed", "good", "good_ratio"}, suffixed([]string{"level"}, "_1", "_2", "_3", "_4", "_5", "_6"),
		[]string{"composite"},
		suffixed(airBasic(), "", "_percentile", "_valid", "_complete", "_over", "_attains"),
		[]string{"flagged", "flags", "assumptions"})
	airRegionColumns = slices.Concat([]string{"period", "edition", "cities", "counted", "good_ratio", "good", "valid",
		"pooled_ratio"}, suffixed(airBasic(), "", "_cities"), []string{"flagged", "flags", "assumptions"})
	airDiffColumns = []string{"site", "name", "area", "date", "old", "new", "aqi_old", "aqi_new", "level_old",
		"level_new", "primary_old", "primary_new"}

	waterColumns = func(items []string) []string { // those of the items there are data of
		return slices.Concat([]string{"section", "name", "area", "water", "period", "edition", "class", "grade",
			"complete", "samples", "months", "judged", "absent", "deciding", "main"},
			suffixed(items, "", "_class", "_n", "_below"), []string{"flagged", "flags", "assumptions"})
	}
	waterAttainmentColumns = []string{"year", "section", "edition", "target", "class", "complete", "attains", "attained",
		"evaluated", "no_target", "no_data", "rate", "months_attained", "months_evaluated", "monthly_rate", "exceeding",
		"flagged", "flags", "assumptions"}
	waterCityColumns = []string{"year", "city", "edition", "rank", "cwqi", "river", "river_sections", "lake",
		"lake_sections", "comparable", "assumptions"}
	waterBodyColumns = []string{"year", "edition", "sections", "evaluated", "good_share", "worse_than_v_share", "grade",
		"by_shares", "change", "verdict", "assumptions"}
	waterPassageColumns = []string{"year", "section", "river", "from", "to", "edition", "target", "class", "item", "value",
		"origin", "above", "above_class"}

	flowColumns = []string{"section", "name", "year", "edition", "method", "series_years", "short_series",
		"target_january", "target_july", "days_met", "days_valid", "days", "day_percent", "months_met", "months_valid",
		"month_percent", "complete", "least", "least_on", "flagged", "flags", "assumptions"}
	flowRegionColumns = []string{"year", "edition", "basis", "sections", "evaluated", "reaching", "share", "mean",
		"minimum", "lowest", "incomplete", "assumptions"}

	siteColumns = []string{"site", "name", "area", "kind", "item", "step", "from", "to", "readings", "share", "flagged",
		"flags"}
	batchColumns = []string{"batch", "known", "origin", "source", "grade", "note"}
)

// tables are the tables by the command that writes them, for the page about them.
var tables = []struct {
	command string
	columns []string
}{
	{"air --level station --period hour", airHourColumns}, {"air --level station|city --period day", airDayColumns},
	{"air --level station|city --period month|year", airSpanColumns},
	{"air --level region --period month|year", airRegionColumns}, {"air --diff", airDiffColumns},
	{"water --level reading|month|year", waterColumns(waterItems(1<<water.Items - 1))},
	{"water --level attainment", waterAttainmentColumns},
	{"water --level city", waterCityColumns}, {"water --level body", waterBodyColumns},
	{"water --level passage", waterPassageColumns},
	{"flow", flowColumns}, {"flow --readings-of-region", flowRegionColumns},
	{"readings list", siteColumns}, {"readings list --batches", batchColumns},
}

func airItems(hourly bool) []string {
	var names []string
	for i := range air.Item(air.Items) {
		switch {
		case !hourly:
			names = append(names, i.String())
		case i < air.HourItems:
			names = append(names, i.HourName())
		}
	}
	return names
}

func airBasic() []string {
	var names []string
	for _, i := range air.Basic.Items() {
		names = append(names, i.String())
	}
	return names
}

func waterItems(set water.ItemSet) []string {
	var names []string
	for _, i := range set.Items() {
		names = append(names, i.String())
	}
	return names
}

// suffixed returns every name with every suffix.
func suffixed(names []string, suffixes ...string) []string {
	var all []string
	for _, name := range names {
		for _, s := range suffixes {
			all = append(all, name+s)
		}
	}
	return all
}

// meanings say what columns hold.
var meanings = map[string]locale.Text{
	"site": {ZH: "站点，或城市", EN: "station, or city"}, "section": {ZH: "断面", EN: "section"},
	"name": {ZH: "名称，与编码不同时", EN: "name, where it is not the code"},
	"area": {ZH: "所属地区", EN: "area it lies in"}, "kind": {ZH: "站点类别", EN: "kind of site"},
	"water":    {ZH: "水体：river 河流，lake 湖库", EN: "body of water: river, lake"},
	"stations": {ZH: "城市均值的点位数；站点与公布值为空", EN: "stations of a city's mean; empty for stations and published values"},
	"time":     {ZH: "小时的终点，北京时间", EN: "end of the hour, Beijing time"}, "date": {ZH: "日期", EN: "day"},
	"period": {ZH: "日、月或年", EN: "day, month or year"}, "year": {ZH: "年", EN: "year"},
	"edition": {ZH: "标准的版本", EN: "edition of the standards"},
	"basis": {ZH: "依据：hours 小时值，stations 各点位日值，published 公布的日值；流量为 day 日、month 月",
		EN: "what it is made from: hours, stations, published daily values; of flow: day, month"},
	"aqi":            {ZH: "空气质量指数；无效日为空", EN: "air quality index; empty on days that are not valid"},
	"level":          {ZH: "级别", EN: "level"},
	"primary":        {ZH: "首要污染物", EN: "primary pollutants"},
	"exceeding":      {ZH: "超标的项目", EN: "items above the limit"},
	"missing":        {ZH: "缺的项目", EN: "pollutants without a value"},
	"invalid":        {ZH: "无效的原因：项目、有效数/所需数", EN: "why the day is not valid: pollutant, valid/needed"},
	"days":           {ZH: "日历天数", EN: "days of the calendar"},
	"valid":          {ZH: "有效天数", EN: "valid days"},
	"needed":         {ZH: "所需的有效天数", EN: "valid days needed"},
	"good":           {ZH: "优良天数", EN: "good days"},
	"good_ratio":     {ZH: "优良天数比率，%；区域为各城市的平均", EN: "share of good days, %; of a region the mean of its cities"},
	"composite":      {ZH: "综合指数", EN: "composite index"},
	"cities":         {ZH: "城市数", EN: "cities"},
	"counted":        {ZH: "有有效日的城市数", EN: "cities with a valid day"},
	"old":            {ZH: "旧版本", EN: "the older edition"},
	"new":            {ZH: "新版本", EN: "the newer edition"},
	"flagged":        {ZH: "有标记的读数个数", EN: "readings that have a flag"},
	"flags":          {ZH: "读数的标记：项目=标记", EN: "flags of the readings: item=flag"},
	"assumptions":    {ZH: "所依据的假设，为版本文件中的规则名", EN: "assumptions it rests on, by their rules in the edition"},
	"class":          {ZH: "水质类别", EN: "class of water"},
	"grade":          {ZH: "水质状况；批次为来源等级", EN: "grade; of a batch that of its source"},
	"complete":       {ZH: "数据是否完整，达到标准要求的数目", EN: "whether there is as much data as is asked for"},
	"samples":        {ZH: "采样次数", EN: "samples"},
	"months":         {ZH: "有数据的月数", EN: "months with data"},
	"judged":         {ZH: "参评且有数据的项目", EN: "judged items with data"},
	"absent":         {ZH: "应评而没有数据的项目", EN: "judged items without data"},
	"deciding":       {ZH: "决定类别的项目", EN: "items that decide the class"},
	"main":           {ZH: "主要污染指标（超标倍数）", EN: "main pollutants (multiple of exceedance)"},
	"target":         {ZH: "目标类别", EN: "target class"},
	"attains":        {ZH: "是否达标；没有目标或数据为空", EN: "whether the target is met; empty without target or data"},
	"attained":       {ZH: "达标断面数", EN: "sections that meet their target"},
	"evaluated":      {ZH: "参评断面数", EN: "sections evaluated"},
	"no_target":      {ZH: "没有目标的断面数", EN: "sections without a target"},
	"no_data":        {ZH: "有目标而数据不足以评价全年的断面数", EN: "sections with a target and too little data to judge the year"},
	"rate":           {ZH: "年均值达标率，%", EN: "rate of attainment by annual means, %"},
	"months_met":     {ZH: "满足的月数", EN: "months that satisfy"},
	"months_valid":   {ZH: "有数据的月数", EN: "months with data"},
	"month_percent":  {ZH: "月满足程度，%", EN: "satisfaction by months, %"},
	"monthly_rate":   {ZH: "断面-月达标率，%", EN: "rate of attainment by section-months, %"},
	"city":           {ZH: "城市", EN: "city"},
	"rank":           {ZH: "名次", EN: "rank"},
	"cwqi":           {ZH: "城市水质指数", EN: "city water quality index"},
	"river":          {ZH: "河流；城市指数中为河流部分", EN: "river; of a city index the part of rivers"},
	"lake":           {ZH: "湖库部分的指数", EN: "index of lakes"},
	"river_sections": {ZH: "河流断面数", EN: "sections of rivers"},
	"lake_sections":  {ZH: "湖库点位数", EN: "sections of lakes"},
	"comparable":     {ZH: "各项齐全，可与他市比较", EN: "all items are there, so that cities can be compared"},
	"sections":       {ZH: "断面数", EN: "sections"},
	"good_share":     {ZH: "Ⅰ–Ⅲ类比例，%", EN: "share of classes I to III, %"},
	"by_shares":      {ZH: "按类别比例评价，否则按均值", EN: "judged by shares of classes, else by means"},
	"change":         {ZH: "比上一年的变化 ΔG−ΔD，百分点", EN: "change on the year before, ΔG − ΔD, points"},
	"verdict":        {ZH: "变化的判定", EN: "verdict on the change"},
	"from":           {ZH: "来水的地区；数据的首日", EN: "area the water comes from; first day of data"},
	"to":             {ZH: "流入的地区；数据的末日", EN: "area it enters; last day of data"},
	"item":           {ZH: "项目", EN: "item"},
	"value":          {ZH: "评价值", EN: "value as assessed"},
	"origin": {ZH: "超标的来处：entered 上游已超，between 途中增加，unknown 上游没有数据",
		EN: "where it exceeds first: entered, between, unknown"},
	"above":          {ZH: "上游最近的、有数据的断面", EN: "nearest sections above with data"},
	"above_class":    {ZH: "它们的类别", EN: "their classes"},
	"method":         {ZH: "目标的来法", EN: "method of the target"},
	"series_years":   {ZH: "算目标所用的完整年数", EN: "whole years the target was computed from"},
	"short_series":   {ZH: "系列短于要求", EN: "the series is shorter than asked for"},
	"target_january": {ZH: "一月的目标，m³/s", EN: "target of January, m³/s"},
	"target_july":    {ZH: "七月的目标，m³/s", EN: "target of July, m³/s"},
	"days_met":       {ZH: "满足的日数", EN: "days that satisfy"},
	"days_valid":     {ZH: "有数据的日数", EN: "days with data"},
	"day_percent":    {ZH: "日满足程度，%", EN: "satisfaction by days, %"},
	"least":          {ZH: "最小日流量，m³/s", EN: "lowest flow of a day, m³/s"},
	"least_on":       {ZH: "最小日流量的日期", EN: "its day"},
	"reaching":       {ZH: "满足程度不低于 90% 的断面数", EN: "sections of at least 90 %"},
	"share":          {ZH: "所占比例，%；流量为口径一：达到 90% 的断面比例", EN: "share, %; of flow reading (a): sections that reach 90 %"},
	"mean":           {ZH: "口径二：各断面的平均，%", EN: "reading (b): mean of sections, %"},
	"minimum":        {ZH: "口径三：最低的断面，%", EN: "reading (c): the lowest section, %"},
	"lowest":         {ZH: "最低的断面", EN: "sections that have it"},
	"incomplete":     {ZH: "数据不足、未参评的断面", EN: "sections with too little data to count"},
	"step":           {ZH: "读数间隔，小时", EN: "hours from one reading to the next"},
	"readings":       {ZH: "读数个数", EN: "readings"},
	"batch":          {ZH: "批次编号", EN: "id of the batch"},
	"known":          {ZH: "获知的时刻", EN: "moment it became known"},
	"source":         {ZH: "来源", EN: "source"},
	"note":           {ZH: "备注", EN: "note"},

	"measure":   {ZH: "测度", EN: "measure"},
	"weighting": {ZH: "权重所在的列；空为不加权", EN: "column of weights; empty where each area counts once"},
	"since":     {ZH: "变化的起始时期", EN: "first period of a change"},
	"subject":   {ZH: "所指的地区、分组或行业；空为全部", EN: "area, group or industry it is about; empty for all"},
	"part":      {ZH: "测度的部分，见 docs/methods", EN: "part of the measure, see docs/methods"},
	"units":     {ZH: "单元数（地区；结构类为行业）", EN: "how many units (areas; of structure industries)"},
	"result":    {ZH: "数值", EN: "the number"},

	"months_attained":    {ZH: "达标月数", EN: "months that meet the target"},
	"months_evaluated":   {ZH: "参评月数", EN: "months evaluated"},
	"pooled_ratio":       {ZH: "各城市天数合计的优良天数比率，%", EN: "share of good days of all cities' days together, %"},
	"worse_than_v_share": {ZH: "劣Ⅴ类比例，%", EN: "share worse than class V, %"},
}

// suffixes say what is held by columns whose names begin with an item, or with another column.
var suffixes = map[string]locale.Text{
	"_iaqi": {ZH: "：分指数", EN: ": sub-index"},
	"_n": {ZH: "：有效数（小时、8小时平均或点位；水质为次数）",
		EN: ": valid hours, means of eight hours or stations; of water samples"},
	"_needed":     {ZH: "：所需的有效数", EN: ": as many as are needed"},
	"_percentile": {ZH: "：标准规定的百分位数", EN: ": the percentile of the standard"},
	"_valid":      {ZH: "：有效天数", EN: ": valid days"},
	"_complete":   {ZH: "：有效天数足够", EN: ": valid days suffice"},
	"_over":       {ZH: "：日均值超标天数", EN: ": days above the daily limit"},
	"_attains": {ZH: "：年均值与百分位数都达标；数据不足或按月为空",
		EN: ": annual mean and percentile are within their limits; empty for months and with too few days"},
	"_cities": {ZH: "：有此值的城市数", EN: ": cities that have it"},
	"_class":  {ZH: "：类别", EN: ": class"},
	"_below":  {ZH: "：未检出次数", EN: ": samples not detected"},
	"_old":    {ZH: "：旧版本", EN: ": by the older edition"},
	"_new":    {ZH: "：新版本", EN: ": by the newer edition"},
}

// meaningOf says what a column holds; empty for one that nobody described.
func meaningOf(column string) locale.Text {
	if text, ok := meanings[column]; ok {
		return text
	}
	if item, err := monitor.ParseItem(column); err == nil {
		label, unit := item.Label(), item.Unit()
		if unit == "1" {
			return label
		}
		return locale.Text{ZH: label.ZH + "，" + unit, EN: label.EN + ", " + unit}
	}
	if number, ok := strings.CutPrefix(column, "level_"); ok && len(number) == 1 {
		return locale.Text{ZH: "第 " + number + " 级的天数", EN: "days of level " + number}
	}
	for suffix, says := range suffixes {
		if of, ok := strings.CutSuffix(column, suffix); ok {
			if head := meaningOf(of); head.ZH != "" {
				return locale.Text{ZH: head.ZH + says.ZH, EN: head.EN + says.EN}
			}
		}
	}
	return locale.Text{}
}
