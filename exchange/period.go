package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/measure"
)

// notation is one way of writing periods; its groups are a year, then what make needs.
type notation struct {
	form *regexp.Regexp
	make func(year, a, b int) (measure.Period, bool)
}

// notations are the ways of writing a period that people use beside the product's own, spaces taken
// out and forms made half-width.
var notations = []notation{
	{regexp.MustCompile(`^(\d{4})年度?$`), annual},
	{regexp.MustCompile(`^(\d{4})年?(?:1|01)月?(?:-|—|–|~|至|到)+(\d{1,2})月(?:份|累计)?$`), toDate},
	{regexp.MustCompile(`^(\d{4})年(\d{1,2})月份?$`), month},
	{regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})$`), month},
	{regexp.MustCompile(`^(\d{4})(\d{2})$`), month},
	{regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$`), day},
	{regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]?00:00:00Z?)?$`), day},
	{regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`), day},
	{regexp.MustCompile(`^(\d{4})年?第?([1-4])季度?$`), quarter},
	{regexp.MustCompile(`^(\d{4})-?[Qq]([1-4])$`), quarter},
	{regexp.MustCompile(`^(\d{4})年?前([1-4])季度$`), func(y, q, _ int) (measure.Period, bool) { return toDate(y, q*3, 0) }},
	{regexp.MustCompile(`^(\d{4})-?[SsHh]([12])$`), semester},
}

var chineseNumerals = strings.NewReplacer("上半年", "S1", "下半年", "S2", "一", "1", "二", "2",
	"三", "3", "四", "4")

// parsePeriod reads a period in the product's notation or in another that people use. It is false
// where it is none.
func parsePeriod(text string) (measure.Period, bool) {
	if p, err := measure.ParsePeriod(text); err == nil {
		return p, true
	}
	s := strings.Join(strings.Fields(text), "")
	s = chineseNumerals.Replace(s)
	s = strings.Replace(s, "年S", "S", 1)
	for _, n := range notations {
		m := n.form.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		var v [3]int
		for i := range v {
			if i+1 < len(m) {
				v[i], _ = strconv.Atoi(m[i+1])
			}
		}
		if v[0] == 0 {
			return measure.Period{}, false
		}
		return n.make(v[0], v[1], v[2])
	}
	return measure.Period{}, false
}

func annual(y, _, _ int) (measure.Period, bool) { return measure.Year(y), true }

func semester(y, s, _ int) (measure.Period, bool) {
	return measure.Period{Freq: measure.Semester, Ord: int32(y*2 + s - 1)}, true
}

func quarter(y, q, _ int) (measure.Period, bool) {
	return measure.Period{Freq: measure.Quarterly, Ord: int32(y*4 + q - 1)}, true
}

func month(y, m, _ int) (measure.Period, bool) {
	return measure.Period{Freq: measure.Month, Ord: int32(y*12 + m - 1)}, m >= 1 && m <= 12
}

func toDate(y, m, _ int) (measure.Period, bool) {
	return measure.Period{Freq: measure.ToDate, Ord: int32(y*12 + m - 1)}, m >= 1 && m <= 12
}

func day(y, m, d int) (measure.Period, bool) {
	date := measure.DateOf(y, time.Month(m), d)
	t := date.Time()
	return dayOf(date), m >= 1 && m <= 12 && t.Day() == d && int(t.Month()) == m
}

func dayOf(d measure.Date) measure.Period { return measure.Period{Freq: measure.Day, Ord: int32(d)} }

// atFreq gives p in another frequency where both span the same days: the first quarter is January
// to March to date. A day stands for the period it begins or ends, which is how spreadsheets store
// months and years; fromDay tells so.
func atFreq(p measure.Period, f measure.Freq) (q measure.Period, fromDay, ok bool) {
	if p.Freq == f {
		return p, false, true
	}
	q = around(p.Last(), f)
	if p.Freq == measure.Day {
		return q, true, p.Last() == q.Last() || p.First() == q.First()
	}
	return q, false, q.First() == p.First() && q.Last() == p.Last()
}

// around returns the period of frequency f in which d lies; for ToDate, up to d's month.
func around(d measure.Date, f measure.Freq) measure.Period {
	if f == measure.Day {
		return dayOf(d)
	}
	t, n := d.Time(), f.PerYear()
	return measure.Period{Freq: f, Ord: int32(t.Year()*n + (int(t.Month())-1)*n/12)}
}

// serialDay reads a day as Excel stores it, from 1954 to 2119: other numbers are not taken for days.
func serialDay(text string, epoch measure.Date) (measure.Date, bool) {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || len(whole) != 5 || n < 20_000 || n > 80_000 {
		return 0, false
	}
	return epoch + measure.Date(n), true
}
