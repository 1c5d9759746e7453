package readings

import (
	"html"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/exchange/sheet"
)

// fixed reads digits with at most one point as a whole number of 10^-places; ok is false for anything
// else. It is the way of most cells.
func fixed(s string, places int) (v int64, ok bool) {
	if len(s) == 0 || len(s) > 15 {
		return 0, false
	}
	after := -1 // digits behind the point
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			v = v*10 + int64(c-'0')
			if after >= 0 {
				after++
			}
		case c == '.' && after < 0 && i > 0 && i < len(s)-1:
			after = 0
		default:
			return 0, false
		}
	}
	after = max(after, 0)
	if after > places || places-after > 6 {
		return 0, false
	}
	for ; after < places; after++ {
		if v *= 10; v > math.MaxInt32*1000 {
			return 0, false
		}
	}
	return v, true
}

// decimalForm is a sign, digits alone or in groups of three, decimals and an exponent.
var decimalForm = regexp.MustCompile(`^([+-]?)(\d{1,40}|\d{1,3}(?:,\d{3}){1,10})?` +
	`(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$`)

// decimal reads a number as a whole number of 10^-places, rounded half to even (GB/T 8170) where it
// has more. In a sheet a number has 15 significant digits; what is stored beyond is noise.
func decimal(s string, places int, inSheet bool) (v int64, rounded, ok bool) {
	m := decimalForm.FindStringSubmatch(s)
	if m == nil || m[2]+m[3] == "" {
		return 0, false, false
	}
	if inSheet {
		if f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64); err == nil {
			if m = decimalForm.FindStringSubmatch(strconv.FormatFloat(f, 'g', 15, 64)); m == nil {
				return 0, false, false
			}
		}
	}
	x, _ := new(big.Int).SetString(m[1]+strings.ReplaceAll(m[2], ",", "")+m[3], 10)
	exponent, _ := strconv.Atoi(m[4])
	shift := exponent - len(m[3]) + places
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(shift, -shift))), nil)
	if shift >= 0 {
		x.Mul(x, power)
	} else {
		rest := new(big.Int)
		x.QuoRem(x, power, rest)
		rounded = rest.Sign() != 0
		twice := new(big.Int).Abs(rest)
		if c := twice.Lsh(twice, 1).Cmp(power); c > 0 || c == 0 && x.Bit(0) == 1 {
			x.Add(x, big.NewInt(int64(rest.Sign())))
		}
	}
	if !x.IsInt64() {
		return math.MaxInt64, rounded, true
	}
	return x.Int64(), rounded, true
}

// missingMarks stand where there is no reading, in lower case.
var missingMarks = setOf("", "*", "**", "-", "--", "---", "—", "——", "–", "-;", "_", "/", `\`, `\n`, "…", "...", "?",
	"na", "n/a", "nan", "null", "none", "nil", "无", "缺", "缺测", "缺失", "停测", "未测", "未监测", "无数据", "暂无", "暂无数据",
	"维护", "故障", "断流")

// voidMarks take an earlier reading back, in lower case.
var voidMarks = setOf("void", "作废", "撤回")

// missingCodes stand for no reading where an item has numbers only.
var missingCodes = map[int64]bool{-99: true, -999: true, -9999: true, -99999: true}

// notDetected says, in lower case, that there was less than can be detected, without the limit.
var notDetected = setOf("nd", "n.d.", "bdl", "<dl", "<lod", "<mdl", "l", "未检出", "低于检出限")

func setOf(texts ...string) map[string]bool {
	m := make(map[string]bool, len(texts))
	for _, t := range texts {
		m[t] = true
	}
	return m
}

// below is a limit of detection, not reached: <0.02, ≤0.02, 0.02L, ND(0.02), 未检出(0.02).
var below = regexp.MustCompile(`^(?:[<≤]\s*([\d.eE-]+)|([\d.]+)\s*[lL]|(?:nd|ND|未检出)\s*\(?<?\s*([\d.]+)\)?)$`)

// tag is a remnant of a page: <br>, </td>, <span title='23.8'>, and no limit of detection.
var tag = regexp.MustCompile(`<(?:/?[A-Za-z!][^<>]*)>`)

// plain returns a cell without remnants of pages, full-width forms and space around it.
func plain(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = html.UnescapeString(tag.ReplaceAllString(s, " "))
		s = tag.ReplaceAllString(s, " ")
	}
	return strings.TrimSpace(sheet.Narrow(s))
}
