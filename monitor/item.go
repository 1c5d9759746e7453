package monitor

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
)

// Medium is what is measured in.
type Medium uint8

// Media.
const (
	Air Medium = iota
	Water
	Flow
)

func (m Medium) String() string { return [...]string{"air", "water", "flow"}[m] }

// MarshalText writes the medium's name.
func (m Medium) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Item is a substance or quantity that is monitored.
type Item uint8

// Items. Names, units and decimals kept are in the table below.
const (
	PM25 Item = iota
	PM10
	SO2
	NO2
	CO
	O3     // mean of an hour
	O3Max8 // of a day: highest mean of eight hours
	O3Max1 // of a day: highest hour

	Temperature
	PH
	DO
	CODMn
	COD
	BOD5
	NH3N
	TP
	TN
	Cu
	Zn
	F
	Se
	As
	Hg
	Cd
	Cr6
	Pb
	CN
	Phenol
	Oil
	LAS
	Sulfide
	Coliform
	Conductivity
	Turbidity

	Discharge

	Items // their number
)

type itemInfo struct {
	name   string
	label  locale.Text
	medium Medium
	unit   string
	digits int8
	signed bool // may lie below zero
}

var items = [Items]itemInfo{
	PM25:   {"pm25", locale.Text{ZH: "PM2.5", EN: "PM2.5"}, Air, "µg/m³", 3, false},
	PM10:   {"pm10", locale.Text{ZH: "PM10", EN: "PM10"}, Air, "µg/m³", 3, false},
	SO2:    {"so2", locale.Text{ZH: "二氧化硫", EN: "SO2"}, Air, "µg/m³", 3, false},
	NO2:    {"no2", locale.Text{ZH: "二氧化氮", EN: "NO2"}, Air, "µg/m³", 3, false},
	CO:     {"co", locale.Text{ZH: "一氧化碳", EN: "CO"}, Air, "mg/m³", 3, false},
	O3:     {"o3", locale.Text{ZH: "臭氧", EN: "O3"}, Air, "µg/m³", 3, false},
	O3Max8: {"o3_8h", locale.Text{ZH: "臭氧日最大8小时平均", EN: "O3, highest 8-hour mean"}, Air, "µg/m³", 3, false},
	O3Max1: {"o3_1h", locale.Text{ZH: "臭氧日最大1小时平均", EN: "O3, highest hour"}, Air, "µg/m³", 3, false},

	Temperature:  {"temp", locale.Text{ZH: "水温", EN: "temperature"}, Water, "℃", 3, true},
	PH:           {"ph", locale.Text{ZH: "pH", EN: "pH"}, Water, "1", 6, false},
	DO:           {"do", locale.Text{ZH: "溶解氧", EN: "dissolved oxygen"}, Water, "mg/L", 6, false},
	CODMn:        {"codmn", locale.Text{ZH: "高锰酸盐指数", EN: "permanganate index"}, Water, "mg/L", 6, false},
	COD:          {"cod", locale.Text{ZH: "化学需氧量", EN: "COD"}, Water, "mg/L", 6, false},
	BOD5:         {"bod5", locale.Text{ZH: "五日生化需氧量", EN: "BOD5"}, Water, "mg/L", 6, false},
	NH3N:         {"nh3n", locale.Text{ZH: "氨氮", EN: "ammonia nitrogen"}, Water, "mg/L", 6, false},
	TP:           {"tp", locale.Text{ZH: "总磷", EN: "total phosphorus"}, Water, "mg/L", 6, false},
	TN:           {"tn", locale.Text{ZH: "总氮", EN: "total nitrogen"}, Water, "mg/L", 6, false},
	Cu:           {"cu", locale.Text{ZH: "铜", EN: "copper"}, Water, "mg/L", 6, false},
	Zn:           {"zn", locale.Text{ZH: "锌", EN: "zinc"}, Water, "mg/L", 6, false},
	F:            {"f", locale.Text{ZH: "氟化物", EN: "fluoride"}, Water, "mg/L", 6, false},
	Se:           {"se", locale.Text{ZH: "硒", EN: "selenium"}, Water, "mg/L", 6, false},
	As:           {"as", locale.Text{ZH: "砷", EN: "arsenic"}, Water, "mg/L", 6, false},
	Hg:           {"hg", locale.Text{ZH: "汞", EN: "mercury"}, Water, "mg/L", 6, false},
	Cd:           {"cd", locale.Text{ZH: "镉", EN: "cadmium"}, Water, "mg/L", 6, false},
	Cr6:          {"cr6", locale.Text{ZH: "六价铬", EN: "chromium(VI)"}, Water, "mg/L", 6, false},
	Pb:           {"pb", locale.Text{ZH: "铅", EN: "lead"}, Water, "mg/L", 6, false},
	CN:           {"cn", locale.Text{ZH: "氰化物", EN: "cyanide"}, Water, "mg/L", 6, false},
	Phenol:       {"phenol", locale.Text{ZH: "挥发酚", EN: "volatile phenol"}, Water, "mg/L", 6, false},
	Oil:          {"oil", locale.Text{ZH: "石油类", EN: "petroleum"}, Water, "mg/L", 6, false},
	LAS:          {"las", locale.Text{ZH: "阴离子表面活性剂", EN: "anionic surfactants"}, Water, "mg/L", 6, false},
	Sulfide:      {"sulfide", locale.Text{ZH: "硫化物", EN: "sulfide"}, Water, "mg/L", 6, false},
	Coliform:     {"coliform", locale.Text{ZH: "粪大肠菌群", EN: "faecal coliforms"}, Water, "个/L", 0, false},
	Conductivity: {"cond", locale.Text{ZH: "电导率", EN: "conductivity"}, Water, "µS/cm", 3, false},
	Turbidity:    {"turb", locale.Text{ZH: "浊度", EN: "turbidity"}, Water, "NTU", 3, false},

	Discharge: {"flow", locale.Text{ZH: "流量", EN: "discharge"}, Flow, "m³/s", 3, true},
}

func (i Item) String() string { return items[i].name }

// Label returns the item's name as people write it.
func (i Item) Label() locale.Text { return items[i].label }

// Medium returns what the item is measured in.
func (i Item) Medium() Medium { return items[i].medium }

// Unit returns the unit of the item's values.
func (i Item) Unit() string { return items[i].unit }

// Digits returns the number of decimals kept: a value is a whole number of 10^-Digits units.
func (i Item) Digits() int { return int(items[i].digits) }

// Signed reports whether values may lie below zero: temperatures, and flow that turns around.
func (i Item) Signed() bool { return items[i].signed }

// OfDay reports whether the item has values of whole days only.
func (i Item) OfDay() bool { return i == O3Max8 || i == O3Max1 }

// ParseItem reads an item's name.
func ParseItem(s string) (Item, error) {
	for i := range items {
		if items[i].name == s {
			return Item(i), nil
		}
	}
	return 0, fmt.Errorf("item %q: no such item", s)
}

// MarshalText writes the item's name.
func (i Item) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the item's name.
func (i *Item) UnmarshalText(text []byte) (err error) {
	*i, err = ParseItem(string(text))
	return err
}

// Values of readings that are none. Within a batch, Missing says nothing about an hour, and Void that
// an earlier reading does not count; in what is read back both are Missing.
const (
	Missing = math.MinInt32
	Void    = math.MinInt32 + 1
)

// The least and the greatest value.
const (
	MinValue = math.MinInt32 + 2
	MaxValue = math.MaxInt32
)

// Millionths returns a value in millionths of the item's unit; Missing gives math.MinInt64.
func (i Item) Millionths(v int32) int64 {
	if v <= Void {
		return math.MinInt64
	}
	n := int64(v)
	for range 6 - items[i].digits {
		n *= 10
	}
	return n
}

// Format writes a value without needless zeros; Missing is empty.
func (i Item) Format(v int32) string {
	if v <= Void {
		return ""
	}
	sign, n := "", int64(v)
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	places := i.Digits()
	for len(digits) <= places {
		digits = "0" + digits
	}
	point := len(digits) - places
	part := strings.TrimRight(digits[point:], "0")
	if part == "" {
		return sign + digits[:point]
	}
	return sign + digits[:point] + "." + part
}

// Flag says what is to be known about a value beside its size. Flags are joined.
type Flag uint8

// Flags.
const (
	NonDetect   Flag = 1 << iota // not detected; the value is the limit of detection
	Provisional                  // not yet validated by the body that measures
	Estimated
	Imputed
	Unreliable

	AllFlags = Flag(1)<<iota - 1 // joined
)

var flagNames = []string{"non-detect", "provisional", "estimated", "imputed", "unreliable"}

// String joins the names of the flags by commas.
func (f Flag) String() string {
	var names []string
	for i, name := range flagNames {
		if f>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ",")
}

// ParseFlag reads names of flags joined by commas.
func ParseFlag(s string) (Flag, error) {
	var f Flag
	for _, name := range strings.Split(s, ",") {
		i := slices.Index(flagNames, strings.TrimSpace(name))
		if i < 0 {
			return 0, fmt.Errorf("flag %q: expected one of %s", name, strings.Join(flagNames, ", "))
		}
		f |= 1 << i
	}
	return f, nil
}

// MarshalText writes the flags' names.
func (f Flag) MarshalText() ([]byte, error) { return []byte(f.String()), nil }
