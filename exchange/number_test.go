package exchange

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		text, unit string
		value      float64
		decimals   int8
		wrong      *finding.Code
	}{
		{"0", "", 0, 0, nil}, {"-0", "", 0, 0, nil}, {"+1.50", "", 1.5, 2, nil}, {".5", "", 0.5, 1, nil},
		{"5.", "", 5, 0, nil},
		{"1,234,567.8", "", 1234567.8, 1, nil}, {"-1,234", "", -1234, 0, nil}, {"1 234 567", "", 1234567, 0, nil},
		{"12,34", "", 0, 0, BadGrouping}, {"1234,567", "", 0, 0, BadGrouping}, {",123", "", 0, 0, BadGrouping},
		{"1,,234", "", 0, 0, BadGrouping}, {"1,234,", "", 0, 0, BadGrouping},
		{"66%", "%", 66, 0, nil}, {"6.6 ‰", "‰", 6.6, 1, nil}, {"1.5E3", "", 1500, 0, nil}, {"15e-1", "", 1.5, 1, nil},
		{"", "", 0, 0, BadNumber}, {".", "", 0, 0, BadNumber},
		{"-", "", 0, 0, BadNumber}, {"1.2.3", "", 0, 0, BadNumber},
		{"0x1p3", "", 0, 0, BadNumber}, {"Inf", "", 0, 0, BadNumber}, {"1_000", "", 0, 0, BadNumber},
		{"e5", "", 0, 0, BadNumber},
		{"1e9999", "", 0, 0, BadNumber}, {"--1", "", 0, 0, BadNumber}, {"约 12", "", 0, 0, BadNumber},
		{"1-2", "", 0, 0, BadNumber},
		{strings.Repeat("9", maxDigits+1), "", 0, 0, BadNumber},
	} {
		d, unit, wrong := parseDecimal(c.text)
		if wrong != c.wrong {
			t.Errorf("%q: %v, want %v", c.text, wrong, c.wrong)
			continue
		}
		if wrong != nil {
			continue
		}
		if v, ok := d.float(); !ok || v != c.value || d.decimals() != c.decimals || unit != c.unit {
			t.Errorf("%q: %v with %d decimals, unit %q", c.text, v, d.decimals(), unit)
		}
	}
}

// A value converted to another unit is the number nearest to the exact quotient, whatever binary
// floating point makes of the factors.
func TestConversionIsExact(t *testing.T) {
	pairs := [][2]string{{"万人", "人"}, {"人", "亿人"}, {"亿元", "万亿元"}, {"万元", "亿元"}, {"%", "‰"}, {"min", "h"}, {"d", "s"},
		{"1", "%"}, {"km/100km2", "km/km2"}, {"µg/m3", "mg/L"}}
	rapid.Check(t, func(t *rapid.T) {
		pair := rapid.SampledFrom(pairs).Draw(t, "units")
		from, to := measure.MustUnit(pair[0]), measure.MustUnit(pair[1])
		text := strconv.Itoa(rapid.IntRange(-1e9, 1e9).Draw(t, "whole"))
		if frac := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), 0, 8, -1).Draw(t, "fraction"); frac != "" {
			text += "." + frac
		}
		d, _, wrong := parseDecimal(text)
		if wrong != nil {
			t.Fatal(wrong.ID)
		}
		got, _, ok := d.convert(from, to)
		num, den, err := from.FactorTo(to)
		exact, _ := new(big.Rat).SetString(text)
		factor := new(big.Rat).SetFrac(new(big.Int).SetUint64(num), new(big.Int).SetUint64(den))
		want, _ := exact.Mul(exact, factor).Float64()
		if !ok || err != nil || got != want {
			t.Fatalf("%s %s is %v %s, want %v", text, from, got, to, want)
		}
	})
}

// The product's own notation of a period reads back at its own frequency.
func TestPeriodsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPeriod(t, rapid.SampledFrom(measure.Freqs).Draw(t, "frequency"))
		q, ok := parsePeriod(p.String())
		if !ok || q != p {
			t.Fatalf("%s reads as %s", p, q)
		}
		for _, f := range measure.Freqs {
			r, fromDay, ok := atFreq(p, f)
			if ok && !fromDay && (r.First() != p.First() || r.Last() != p.Last()) {
				t.Fatalf("%s is not %s", p, r)
			}
		}
	})
}

func TestNoPeriods(t *testing.T) {
	for _, text := range []string{"", "24", "2024-13", "2024-00", "2024-02-30", "20241301", "2024年13月", "2024-Q5",
		"2024-5-0", "0000",
		"2024年1-13月", "第一季度", "2024-S3", "12345678901"} {
		if p, ok := parsePeriod(text); ok {
			t.Errorf("%q reads as %s", text, p)
		}
	}
}
