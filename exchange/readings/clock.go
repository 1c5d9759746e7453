package readings

import (
	"strconv"
	"strings"
	"time"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// moment is a time as it stands in a file.
type moment struct {
	day     measure.Date
	minute  int // of the day, 0 to 1440
	byClock bool
	seconds bool // lies beyond the minute
	noYear  bool // day is in the year 0
}

// hour returns the hour that ends at the moment or, where it lies within an hour, that hour.
func (m moment) hour() (h monitor.Hour, onHour bool) {
	n := m.minute / 60
	onHour = m.minute%60 == 0 && !m.seconds
	if !onHour {
		n++
	}
	return monitor.HourOf(m.day, n), onHour
}

// parseMoment reads the notations that files have: 2024-01-31 08:00, 2024/1/31 8:00:00,
// 2024年1月31日8时, 2024-01-31T08:00:00+08:00, 2024013108, 20240131, and without a year 01-31 08:00.
func parseMoment(s string) (moment, bool) {
	s, offset, ok := zone(strings.TrimSpace(s))
	if !ok {
		return moment{}, false
	}
	var groups [7]string
	n, start := 0, -1
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			if n == len(groups) {
				return moment{}, false
			}
			groups[n], n, start = s[start:i], n+1, -1
		}
		if i < len(s) && !strings.ContainsRune("-/.: T,", rune(s[i])) && s[i] < 0x80 {
			return moment{}, false
		}
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && !strings.ContainsRune("年月日号时点分秒", r) }) {
		return moment{}, false
	}
	m, ok := fromGroups(groups[:n])
	if ok && offset != 0 && m.byClock {
		m = m.shift(offset)
	}
	return m, ok
}

// zone takes an offset from UTC off a time and returns by how many minutes Beijing is ahead of it.
func zone(s string) (rest string, ahead int, ok bool) {
	if rest, found := strings.CutSuffix(s, "Z"); found {
		return rest, 8 * 60, true
	}
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s, 0, true
	}
	at := strings.LastIndexAny(s, "+-")
	if at < colon {
		return s, 0, true
	}
	digits := strings.ReplaceAll(s[at+1:], ":", "")
	if len(digits) == 2 {
		digits += "00"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 4 || n < 0 || n%100 > 59 || n > 1400 {
		return s, 0, false
	}
	minutes := n/100*60 + n%100
	if s[at] == '-' {
		minutes = -minutes
	}
	return s[:at], 8*60 - minutes, true
}

func (m moment) shift(minutes int) moment {
	total := int(m.day)*1440 + m.minute + minutes
	m.minute = ((total % 1440) + 1440) % 1440
	m.day = measure.Date((total - m.minute) / 1440)
	return m
}

// fromGroups reads groups of digits: year, month, day, hour, minute, second, fraction.
func fromGroups(g []string) (moment, bool) {
	if len(g) == 0 {
		return moment{}, false
	}
	if n := len(g[0]); n == 8 || n == 10 || n == 12 || n == 14 {
		parts := []string{g[0][:4], g[0][4:6], g[0][6:8]}
		for i := 8; i < n; i += 2 {
			parts = append(parts, g[0][i:i+2])
		}
		g = append(parts, g[1:]...)
	}
	m := moment{}
	switch {
	case len(g[0]) == 4 && len(g) >= 3:
	case len(g[0]) <= 2 && len(g) >= 2 && len(g) <= 5 && len(g[1]) <= 2:
		m.noYear = true
		g = append([]string{"2000"}, g...) // a leap year, to be replaced
	default:
		return moment{}, false
	}
	var v [6]int
	for i, text := range g {
		if i == 6 { // a fraction of a second
			m.seconds = m.seconds || strings.Trim(text, "0") != ""
			break
		}
		if len(text) > 2 && i > 0 {
			return moment{}, false
		}
		v[i], _ = strconv.Atoi(text)
	}
	day := measure.DateOf(v[0], time.Month(v[1]), v[2])
	if t := day.Time(); v[1] < 1 || v[1] > 12 || t.Day() != v[2] || t.Month() != time.Month(v[1]) {
		return moment{}, false
	}
	if v[3] > 24 || v[4] > 59 || v[5] > 59 || v[3] == 24 && v[4]+v[5] > 0 || len(g) > 7 {
		return moment{}, false
	}
	m.day, m.minute, m.byClock = day, v[3]*60+v[4], len(g) > 3
	m.seconds = m.seconds || v[5] > 0
	return m, true
}

// inYearOf puts a moment without a year in the one that brings it nearest to a day.
func (m moment) inYearOf(d measure.Date) moment {
	t := m.day.Time()
	best := measure.DateOf(d.Year(), t.Month(), t.Day())
	for _, y := range []int{d.Year() - 1, d.Year() + 1} {
		if other := measure.DateOf(y, t.Month(), t.Day()); abs(other-d) < abs(best-d) {
			best = other
		}
	}
	m.day, m.noYear = best, false
	return m
}

func abs(d measure.Date) measure.Date { return max(d, -d) }

// serialMoment reads a time as spreadsheets store it: days since the epoch, from 1954 to 2119, and
// the part of the day, to the nearest second.
func serialMoment(s string, epoch measure.Date) (moment, bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 20_000 && v < 80_000) {
		return moment{}, false
	}
	seconds := int64(v*86400 + 0.5)
	day, rest := seconds/86400, seconds%86400
	return moment{day: epoch + measure.Date(day), minute: int(rest / 60), byClock: true, seconds: rest%60 != 0}, true
}

// parseHour reads the column of hours beside one of days: 0 to 24, 08:00 or 8时.
func parseHour(s string) (int, bool) {
	s = strings.TrimRight(sheet.Narrow(strings.TrimSpace(s)), "时点")
	whole, rest, _ := strings.Cut(s, ":")
	n, err := strconv.Atoi(whole)
	return n, err == nil && n >= 0 && n <= 24 && len(whole) <= 2 && strings.Trim(rest, "0:") == ""
}

// momentAt returns the moment of seconds on Beijing's clock since 1970-01-01T00:00.
func momentAt(seconds int64) moment {
	rest := (seconds%86400 + 86400) % 86400
	return moment{day: measure.Date((seconds - rest) / 86400), minute: int(rest / 60), byClock: true,
		seconds: rest%60 != 0}
}
