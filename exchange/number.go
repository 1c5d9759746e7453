package exchange

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// decimal is a number as written: text × 10^exp, with frac digits after the point in text. Units
// are converted on it, so that no binary noise enters.
type decimal struct {
	text string // like -1234.50
	frac int
	exp  int
}

// maxDigits bounds the length of a number.
const maxDigits = 400

// parseDecimal reads a number, with separators between groups of three digits, an exponent or a
// percent sign where there is one, which it returns as the unit. The code says what is wrong.
func parseDecimal(s string) (d decimal, unit string, wrong *finding.Code) {
	for _, sign := range []string{"%", "‰"} {
		if rest, ok := strings.CutSuffix(s, sign); ok {
			s, unit = strings.TrimSpace(rest), sign
		}
	}
	s = strings.TrimPrefix(s, "+")
	if i := strings.IndexAny(s, "eE"); i > 0 {
		exp, err := strconv.Atoi(s[i+1:])
		if err != nil || exp > maxDigits || exp < -maxDigits {
			return d, unit, BadNumber
		}
		s, d.exp = s[:i], exp
	}
	whole, frac, point := strings.Cut(s, ".")
	joined, grouped := ungroup(whole)
	digits := strings.TrimPrefix(joined, "-")
	if digits+frac == "" || !allDigits(digits) || !allDigits(frac) || len(s) > maxDigits {
		return d, unit, BadNumber
	}
	if !grouped {
		return d, unit, BadGrouping
	}
	d.text, d.frac = joined, len(frac)
	if point {
		d.text += "." + frac
	}
	return d, unit, nil
}

// separators stand between groups of digits: comma, space, thin space (ISO 80000-1).
const separators = ", \u2009\u202f"

// ungroup takes the separators out of a whole number; ok is false where what they part are not
// groups of three digits.
func ungroup(s string) (joined string, ok bool) {
	if !strings.ContainsAny(s, separators) {
		return s, true
	}
	groups := strings.Split(strings.Map(func(r rune) rune {
		if strings.ContainsRune(separators, r) {
			return ','
		}
		return r
	}, s), ",")
	head := strings.TrimPrefix(groups[0], "-")
	ok = len(head) >= 1 && len(head) <= 3
	for _, g := range groups[1:] {
		ok = ok && len(g) == 3
	}
	return strings.Join(groups, ""), ok
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// float returns the nearest float64; false where it is beyond range.
func (d decimal) float() (float64, bool) {
	text := d.text
	if d.exp != 0 {
		text += "e" + strconv.Itoa(d.exp)
	}
	v, err := strconv.ParseFloat(text, 64)
	return v + 0, err == nil // -0 becomes 0
}

// decimals returns how many decimals the number was given with, at most 127.
func (d decimal) decimals() int8 { return int8(min(max(d.frac-d.exp, 0), 127)) }

// convert returns d, a number in one unit, as the nearest number in another of the same dimension,
// and the decimals it is given with. It is false where the result is beyond range.
func (d decimal) convert(from, to measure.Unit) (float64, int8, bool) {
	if from.Num == to.Num && from.Den == to.Den {
		v, ok := d.float()
		return v, d.decimals(), ok
	}
	num, den, err := from.FactorTo(to)
	if err != nil {
		return 0, 0, false
	}
	if exp, ok := powerOfTen(num, den); ok {
		d.exp += exp
		v, ok := d.float()
		return v, d.decimals(), ok
	}
	x, ok := new(big.Rat).SetString(d.text + "e" + strconv.Itoa(d.exp))
	if !ok {
		return 0, 0, false
	}
	factor := new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
	v, _ := x.Mul(x, factor).Float64()
	places := int(d.decimals())
	if den > num { // a smaller number needs more places to say as much
		places += len(strconv.FormatUint(den/num, 10))
	}
	return v + 0, int8(min(places, 127)), v-v == 0
}

// powerOfTen returns n where num/den, in lowest terms, is 10^n.
func powerOfTen(num, den uint64) (int, bool) {
	big, sign := num, 1
	if num == 1 {
		big, sign = den, -1
	} else if den != 1 {
		return 0, false
	}
	n := 0
	for ; big%10 == 0 && big > 0; big /= 10 {
		n++
	}
	return sign * n, big == 1
}

// decimalOf returns v as a spreadsheet shows it at most: 15 significant digits.
func decimalOf(v float64) decimal {
	d, _, _ := parseDecimal(strconv.FormatFloat(v, 'g', 15, 64))
	return d
}

// naturalDecimals counts the decimals of the shortest decimal that reads back as v.
func naturalDecimals(v float64) int {
	_, frac, _ := strings.Cut(measure.Shortest(v), ".")
	return len(frac)
}
