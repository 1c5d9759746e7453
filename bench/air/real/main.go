// Command real recomputes the index of a city from a file of published daily concentrations and
// reports how far it agrees with the index published beside them, with every disagreement counted
// by kind:
//
//	go run ./air/real FILE.csv
//
// The file has the columns time_point, aqi, quality, pm2_5, pm10, so2, no2, co, o3 in any order; a
// concentration of 0 is taken for a missing one, as such collections write it.
package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/air"
)

var itemColumns = []string{"pm2_5", "pm10", "so2", "no2", "co", "o3"}

// kinds of disagreement, in the order they are tried.
var kinds = []string{"equal", "a concentration is missing", "cut off instead of rounded up",
	"within the rounding of the published concentrations", "as if without NO2", "as if without another pollutant",
	"one apart, otherwise unexplained", "otherwise unexplained"}

type published struct {
	date    measure.Date
	index   int
	quality string
	values  [air.HourItems]int32 // thousandths
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: real FILE.csv")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	days, err := read(data)
	if err != nil {
		log.Fatal(err)
	}
	report(days)
}

func read(data []byte) ([]published, error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return nil, err
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, name := range append([]string{"time_point", "aqi", "quality"}, itemColumns...) {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("no column %s", name)
		}
	}
	var days []published
	for line, row := range rows[1:] {
		p := published{quality: row[column["quality"]]}
		if p.date, err = measure.ParseDate(row[column["time_point"]]); err != nil {
			return nil, fmt.Errorf("line %d: %w", line+2, err)
		}
		if p.index, err = strconv.Atoi(row[column["aqi"]]); err != nil {
			return nil, fmt.Errorf("line %d: %w", line+2, err)
		}
		for i, name := range itemColumns {
			x, err := strconv.ParseFloat(row[column[name]], 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", line+2, err)
			}
			p.values[i] = air.Missing
			if x > 0 {
				p.values[i] = int32(x*1000 + 0.5)
			}
		}
		days = append(days, p)
	}
	slices.SortFunc(days, func(a, b published) int { return int(a.date - b.date) })
	return days, nil
}

func report(days []published) {
	first, last := days[0].date, days[len(days)-1].date
	v := &air.DailyValues{First: first}
	for i := range air.HourItems {
		v.Value[i] = slices.Repeat([]int32{air.Missing}, int(last-first)+1)
	}
	for _, p := range days {
		for i, x := range p.values {
			v.Value[i][p.date-first] = x
		}
	}
	e := air.ForDate(first)
	ours, new := air.Published(e, v), air.Published(air.ForDate(measure.DateOf(2026, 3, 1)), v)
	fmt.Printf("%s: %d days, %s to %s\n\n", e.Line("en"), len(days), first, last)
	disagreements(e, ours, days)
	fmt.Print("\n| year | days | published: good by AQI | by quality | recomputed: valid | good | ratio | ratio by 2026 |\n",
		"|---|---|---|---|---|---|---|---|\n")
	for y := first.Year(); y <= last.Year(); y++ {
		n, byIndex, byQuality := 0, 0, 0
		for _, p := range days {
			if p.date.Year() == y {
				n++
				byIndex += toInt(p.index <= 100)
				byQuality += toInt(p.quality == "优" || p.quality == "良")
			}
		}
		s := ours.Year(y)
		fmt.Printf("| %d | %d | %.1f | %.1f | %d | %d | %s | %s |\n", y, n, 100*float64(byIndex)/float64(n),
			100*float64(byQuality)/float64(n), s.Valid, s.Good, s.GoodRatio, new.Year(y).GoodRatio)
	}
}

// disagreements counts days by year and kind.
func disagreements(e *air.Edition, ours *air.Days, days []published) {
	count := map[int][]int{}
	total := make([]int, len(kinds))
	for _, p := range days {
		k := kindOf(e, ours.Day(p.date), p)
		if count[p.date.Year()] == nil {
			count[p.date.Year()] = make([]int, len(kinds))
		}
		count[p.date.Year()][k]++
		total[k]++
	}
	years := make([]int, 0, len(count))
	for y := range count {
		years = append(years, y)
	}
	slices.Sort(years)
	fmt.Printf("| kind |%s all |\n|---|%s---|\n", columnsOf(years, func(y int) int { return y }), strings.Repeat("---|", len(years)))
	for k, name := range kinds {
		fmt.Printf("| %s |%s %d |\n", name, columnsOf(years, func(y int) int { return count[y][k] }), total[k])
	}
}

func columnsOf(years []int, f func(int) int) string {
	var b strings.Builder
	for _, y := range years {
		fmt.Fprintf(&b, " %d |", f(y))
	}
	return b.String()
}

// kindOf names why the published index is not ours, as an index into kinds.
func kindOf(e *air.Edition, day air.Day, p published) int {
	if day.Index == p.index {
		return 0
	}
	if day.Missing != 0 {
		return 1
	}
	highest, cut, without := spread(e, p, 0), spread(e, p, -1), func(i air.Item) int {
		q := p
		q.values[i] = 0
		return spread(e, q, 0)
	}
	switch {
	case p.index == cut:
		return 2
	case spread(e, p, -2) <= p.index && p.index <= spread(e, p, 2):
		return 3
	case p.index == without(air.NO2) || p.index == without(air.NO2)-1:
		return 4
	}
	for i := range air.Item(air.HourItems) {
		if p.index == without(i) {
			return 5
		}
	}
	if p.index == highest+1 || p.index == highest-1 {
		return 6
	}
	return 7
}

// spread returns the highest sub-index: 0 as it is, −1 cut off instead of rounded up, −2 and 2 with
// all concentrations at the lower and the upper end of what rounds to them.
func spread(e *air.Edition, p published, how int) int {
	highest := 0
	for i := range air.Item(air.HourItems) {
		highest = max(highest, bend(e, i, int64(p.values[i]), how))
	}
	return highest
}

func bend(e *air.Edition, i air.Item, thousandths int64, how int) int {
	half := int64(500)
	if i == air.CO {
		half = 50
	}
	for _, c := range e.Index.Curves {
		if c.Item != i {
			continue
		}
		switch how {
		case -2:
			thousandths = max(thousandths-half, 0)
		case 2:
			thousandths += half
		}
		for k := 1; k < len(c.Points); k++ {
			low, high := c.Points[k-1].Units*1000, c.Points[k].Units*1000
			if thousandths > high {
				continue
			}
			rise := int64(e.Index.Steps[k] - e.Index.Steps[k-1])
			up := high - low - 1
			if how == -1 {
				up = 0
			}
			return e.Index.Steps[k-1] + int(((thousandths-low)*rise+up)/(high-low))
		}
		return c.Beyond
	}
	return 0
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
