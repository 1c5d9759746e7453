package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// NoValue stands where there is no value. It is never a zero.
const NoValue = "—"

// Number writes v with a number of decimals and thousands separated, or NoValue.
func Number(v float64, decimals int) string {
	if measure.IsMissing(v) {
		return NoValue
	}
	return separated(measure.Format(v, decimals))
}

// Exact writes v with as many decimals as it has, thousands separated, or NoValue.
func Exact(v float64) string {
	if measure.IsMissing(v) {
		return NoValue
	}
	return separated(measure.Shortest(v))
}

// UpTo writes v with at most a number of decimals: what was reported without decimals shows none, so
// that no digit claims more than was said. NoValue for missing.
func UpTo(v float64, decimals int) string {
	if measure.IsMissing(v) {
		return NoValue
	}
	return separated(measure.Shortest(measure.Round(v, decimals, measure.HalfEven)))
}

// separated puts commas between the thousands; the sign is the minus of typography.
func separated(s string) string {
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction, dotted := strings.Cut(s, ".")
	var b strings.Builder
	if negative && strings.Trim(s, "0.") != "" {
		b.WriteString("−")
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && len(whole) > 4 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if dotted {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// Value writes an indicator's value with at most its decimals, and its unit, or NoValue.
func Value(v float64, ind *plan.Indicator, l locale.Lang) string {
	return withUnit(UpTo(v, ind.Decimals), ind.Unit, l)
}

// Quantity writes a value with as many decimals as it has, and its unit, or NoValue.
func Quantity(v float64, u measure.Unit, l locale.Lang) string { return withUnit(Exact(v), u, l) }

func withUnit(number string, u measure.Unit, l locale.Lang) string {
	name := Unit(u, l)
	switch {
	case number == NoValue || name == "":
		return number
	case u.Kind == measure.Index:
		return number + say(l, "（"+name+"）", " ("+name+")")
	case name == "%" || name == "‰":
		return number + name
	case l == locale.ZH, strings.HasPrefix(name, "×"):
		return number + name
	}
	return number + " " + name
}

// atomNames are the units of measure by symbol; where users write several symbols, by the first.
var atomNames = map[string]locale.Text{
	"1": {}, "%": {ZH: "%", EN: "%"}, "‰": {ZH: "‰", EN: "‰"},
	"pp": {ZH: "个百分点", EN: "pp"}, "个百分点": {ZH: "个百分点", EN: "pp"},
	"人": {ZH: "人", EN: "people"}, "万人": {ZH: "万人", EN: "×10⁴ people"}, "亿人": {ZH: "亿人", EN: "×10⁸ people"},
	"m": {ZH: "米", EN: "m"}, "km": {ZH: "公里", EN: "km"}, "公里": {ZH: "公里", EN: "km"},
	"km2": {ZH: "平方公里", EN: "km²"}, "km²": {ZH: "平方公里", EN: "km²"}, "平方公里": {ZH: "平方公里", EN: "km²"},
	"m2": {ZH: "平方米", EN: "m²"}, "m3": {ZH: "立方米", EN: "m³"}, "亿m3": {ZH: "亿立方米", EN: "×10⁸ m³"},
	"元": {ZH: "元", EN: "yuan"}, "万元": {ZH: "万元", EN: "×10⁴ yuan"}, "亿元": {ZH: "亿元", EN: "×10⁸ yuan"},
	"万亿元": {ZH: "万亿元", EN: "×10¹² yuan"},
	"d":   {ZH: "天", EN: "days"}, "天": {ZH: "天", EN: "days"}, "h": {ZH: "小时", EN: "h"},
	"min": {ZH: "分钟", EN: "min"}, "分钟": {ZH: "分钟", EN: "min"}, "s": {ZH: "秒", EN: "s"},
	"g": {ZH: "克", EN: "g"}, "mg": {ZH: "毫克", EN: "mg"}, "µg": {ZH: "微克", EN: "µg"}, "kg": {ZH: "千克", EN: "kg"},
	"t": {ZH: "吨", EN: "t"}, "万t": {ZH: "万吨", EN: "×10⁴ t"}, "L": {ZH: "升", EN: "L"},
	"个": {ZH: "个", EN: ""}, "万个": {ZH: "万个", EN: "×10⁴"}, "项": {ZH: "项", EN: "items"}, "座": {ZH: "座", EN: ""},
}

// Unit names a unit: 公里/百平方公里, km/100 km²; 2019年=100 for an index; empty for a bare number.
func Unit(u measure.Unit, l locale.Lang) string {
	if base, ok := strings.CutSuffix(u.Symbol, "=100"); ok {
		return say(l, base+"年=100", base+" = 100")
	}
	parts := strings.Split(u.Symbol, "/")
	for i, part := range parts {
		factors := strings.Split(part, "·")
		for j, f := range factors {
			factors[j] = atomName(f, l)
		}
		parts[i] = strings.Join(factors, "·")
	}
	return strings.Join(parts, "/")
}

// atomName names one factor of a unit, with the power of ten before it.
func atomName(symbol string, l locale.Lang) string {
	if name, ok := atomNames[symbol]; ok {
		return name.In(l)
	}
	atom := strings.TrimLeft(symbol, "0123456789")
	count := symbol[:len(symbol)-len(atom)]
	name, ok := atomNames[atom]
	if !ok || count == "" {
		return symbol
	}
	chinese := map[string]string{"10": "十", "100": "百", "1000": "千", "10000": "万", "100000000": "亿"}
	if c, ok := chinese[count]; ok && l == locale.ZH {
		return c + name.ZH
	}
	return strings.TrimSpace(separated(count) + say(l, "", " ") + name.In(l))
}

// Period names a period: 2024年, 2024年1–8月; 2024, Jan–Aug 2024. Empty for no period.
func Period(p measure.Period, l locale.Lang) string {
	if p == (measure.Period{}) {
		return ""
	}
	y := p.CalendarYear()
	month := p.Last().Time().Month()
	short := month.String()[:3]
	switch p.Freq {
	case measure.Annual:
		return say(l, fmt.Sprintf("%d年", y), strconv.Itoa(y))
	case measure.Semester:
		half := [...]string{"上半年", "下半年"}[int(month)/12]
		return say(l, fmt.Sprintf("%d年%s", y, half), fmt.Sprintf("H%d %d", int(month)/6, y))
	case measure.Quarterly:
		q := int(month) / 3
		ordinal := [...]string{"一", "二", "三", "四"}[q-1]
		return say(l, fmt.Sprintf("%d年%s季度", y, ordinal), fmt.Sprintf("Q%d %d", q, y))
	case measure.Month:
		return say(l, fmt.Sprintf("%d年%d月", y, month), fmt.Sprintf("%s %d", short, y))
	case measure.ToDate:
		if month == 1 {
			return say(l, fmt.Sprintf("%d年1月", y), fmt.Sprintf("Jan %d", y))
		}
		return say(l, fmt.Sprintf("%d年1–%d月", y, month), fmt.Sprintf("Jan–%s %d", short, y))
	case measure.Day:
		return Date(p.Last(), l)
	}
	return ""
}

// Date names a day: 2024年8月15日, 15 Aug 2024; NoValue for no date.
func Date(d measure.Date, l locale.Lang) string {
	if d == 0 {
		return NoValue
	}
	t := d.Time()
	return say(l, fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day()), t.Format("2 Jan 2006"))
}

var freqs = map[measure.Freq]locale.Text{
	measure.Annual: {ZH: "年度", EN: "annual"}, measure.Semester: {ZH: "半年", EN: "half-yearly"},
	measure.Quarterly: {ZH: "季度", EN: "quarterly"}, measure.Month: {ZH: "月度", EN: "monthly"},
	measure.Day: {ZH: "逐日", EN: "daily"}, measure.ToDate: {ZH: "月度累计", EN: "January to month"},
}

// Freq names a frequency.
func Freq(f measure.Freq, l locale.Lang) string { return freqs[f].In(l) }

// say picks the words of a language, empty where it needs none.
func say(l locale.Lang, zh, en string) string {
	if l == locale.EN {
		return en
	}
	return zh
}

// Want is what a target asks, in words: 66%左右, at least 9,000 km.
func Want(c plan.Comparator, want float64, u measure.Unit, l locale.Lang) string {
	q := Quantity(want, u, l)
	if measure.IsMissing(want) {
		return NoValue
	}
	switch c {
	case plan.AtLeast:
		return say(l, q+"以上", "at least "+q)
	case plan.AtMost:
		if want < 0 { // 以内 would mean nearer to zero
			return say(l, "不高于"+q, "at most "+q)
		}
		return say(l, q+"以内", "at most "+q)
	case plan.About:
		return say(l, q+"左右", "about "+q)
	case plan.Reach:
		return say(l, "达到"+q, "reach "+q)
	case plan.All:
		return say(l, "全部", "all of them")
	}
	return q
}

// share writes a ratio in whole percent, for progress along a schedule.
func share(ratio float64) string {
	if measure.IsMissing(ratio) || math.IsInf(ratio, 0) {
		return NoValue
	}
	return Number(ratio*100, 0) + "%"
}
