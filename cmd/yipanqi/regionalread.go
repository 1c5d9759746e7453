package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/regional"
)

// read reads what is asked for and the file, and refuses it whole where anything in it is wrong.
func (j *regionalJob) read(file string) error {
	structure, err := j.kind()
	if err != nil {
		return err
	}
	t, err := readLongTable(file)
	if err != nil {
		return err
	}
	columns, err := j.findColumns(t, structure)
	if err != nil {
		return err
	}
	from, to, err := j.span()
	if err != nil {
		return err
	}
	j.rows, j.groups = map[regionalKey]regionalRow{}, map[string][]string{}
	for r := range t.rows {
		j.readRow(t, r, columns, from, to)
	}
	if err := t.refuse(j.app); err != nil {
		return err
	}
	slices.SortFunc(j.periods, func(a, b measure.Period) int { return int(a.First() - b.First()) })
	if len(j.periods) == 0 {
		return textError{"没有可用的值", "there is no value to use"}
	}
	if j.reference != "" && !slices.Contains(j.areas, j.reference) {
		return unknown("area", j.reference, j.areas)
	}
	return j.readNeighbours()
}

// kind checks the measures asked for: all need industries, or none does.
func (j *regionalJob) kind() (structure bool, err error) {
	for i, name := range j.measures {
		at := slices.Index(regionalMeasureNames(), name)
		if at < 0 {
			return false, unknown("measure", name, regionalMeasureNames())
		}
		if needs := regionalMeasures[at].industries; i > 0 && needs != structure {
			return false, textError{"按行业的测度与其他测度请分开计算", "ask for measures by industry apart from the others"}
		} else {
			structure = needs
		}
	}
	if j.permutations < 0 || j.permutations > 1e6 {
		return false, textError{"--permutations 写 0 至 1000000", "--permutations is from 0 to 1000000"}
	}
	if slices.Contains(j.measures, "moran") && j.neighbours == "" {
		return false, textError{"moran 需要 --neighbours 邻接表", "moran needs --neighbours, a file of neighbours"}
	}
	return structure, nil
}

// regionalColumnsAt are the places of the columns; -1 where there is none.
type regionalColumnsAt struct {
	area, period, value, weight, industry, capital, labour int
	groups                                                 []int
}

func (j *regionalJob) findColumns(t *longTable, structure bool) (c regionalColumnsAt, err error) {
	technology := slices.Contains(j.measures, "technology")
	for _, want := range []struct {
		at     *int
		name   string
		needed bool
		usual  []string
	}{
		{&c.area, j.names.area, true, []string{"area", "地区", "区县", "城市", "region", "地区名称", "名称", "代码"}},
		{&c.period, j.names.period, true, []string{"period", "year", "时期", "年份", "年"}},
		{&c.value, j.names.value, true, []string{"value", "值", "数值"}},
		{&c.weight, j.names.weight, false, []string{"weight", "population", "权重", "常住人口", "人口"}},
		{&c.industry, j.names.industry, structure, []string{"industry", "行业", "产业"}},
		{&c.capital, j.names.capital, technology, []string{"capital", "资本", "资本存量"}},
		{&c.labour, j.names.labour, technology, []string{"labour", "labor", "劳动", "就业", "就业人员"}},
	} {
		if *want.at, err = t.column(want.name, want.usual...); err != nil {
			return c, err
		}
		if *want.at < 0 && want.needed {
			return c, textError{fmt.Sprintf("%s 没有列“%s”；列名不同时请用选项指明", t.file, want.usual[1]),
				fmt.Sprintf("%s has no column %s; name it by its option", t.file, want.usual[0])}
		}
	}
	if !structure {
		c.industry = -1
	}
	j.names.weight = ""
	if c.weight >= 0 {
		j.names.weight = t.header[c.weight]
	}
	for _, name := range j.names.groups {
		at, err := t.column(name)
		if err != nil {
			return c, err
		}
		c.groups = append(c.groups, at)
	}
	return c, nil
}

// span reads --from and --to.
func (j *regionalJob) span() (from, to measure.Period, err error) {
	for _, s := range []struct {
		text string
		to   *measure.Period
	}{{j.from, &from}, {j.to, &to}} {
		if s.text == "" {
			continue
		}
		if *s.to, err = measure.ParsePeriod(s.text); err != nil {
			return from, to, textError{fmt.Sprintf("“%s”不是时期；写成 2020 或 2020-Q1", s.text),
				fmt.Sprintf("%q is not a period; write it like 2020 or 2020-Q1", s.text)}
		}
	}
	return from, to, nil
}

func (j *regionalJob) readRow(t *longTable, r int, c regionalColumnsAt, from, to measure.Period) {
	cells := t.rows[r]
	key := regionalKey{area: cells[c.area]}
	var err error
	if key.period, err = measure.ParsePeriod(strings.TrimSuffix(cells[c.period], "年")); err != nil {
		t.wrong(r, c.period, "“%s”不是时期", "%q is not a period", cells[c.period])
		return
	}
	if key.area == "" {
		t.wrong(r, c.area, "没有写地区", "the area is missing")
		return
	}
	if from != (measure.Period{}) && key.period.First() < from.First() ||
		to != (measure.Period{}) && key.period.Last() > to.Last() {
		return
	}
	if c.industry >= 0 {
		if key.industry = cells[c.industry]; key.industry == "" {
			t.wrong(r, c.industry, "没有写行业", "the industry is missing")
			return
		}
	}
	if _, twice := j.rows[key]; twice {
		t.wrong(r, c.area, "%s 在 %s 有两行", "%s has two rows in %s", key.area, key.period)
		return
	}
	j.readGroups(t, r, c, key.area)
	row := regionalRow{value: t.number(r, c.value)}
	complete := !math.IsNaN(row.value)
	for _, more := range []struct {
		at int
		to *float64
	}{{c.weight, &row.weight}, {c.capital, &row.capital}, {c.labour, &row.labour}} {
		if more.at >= 0 {
			*more.to = t.number(r, more.at)
			complete = complete && !math.IsNaN(*more.to)
		}
	}
	if !complete {
		j.lacking = true
		j.note("%s 在 %s 缺值，未计入", "%s has no value in %s and does not count", key.area, key.period)
		return
	}
	j.rows[key] = row
	j.areas, j.industries = appendNew(j.areas, key.area), appendNew(j.industries, key.industry)
	if !slices.Contains(j.periods, key.period) {
		j.periods = append(j.periods, key.period)
	}
}

func appendNew(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// readGroups remembers the groups of an area, which must stay the same.
func (j *regionalJob) readGroups(t *longTable, r int, c regionalColumnsAt, area string) {
	var labels []string
	for _, at := range c.groups {
		label := t.rows[r][at]
		if label == "" {
			t.wrong(r, at, "%s 没有写分组", "the group of %s is missing", area)
		}
		labels = append(labels, label)
	}
	if known, ok := j.groups[area]; ok && !slices.Equal(known, labels) {
		t.wrong(r, c.groups[0], "%s 的分组前后不同", "%s changes its group", area)
	}
	j.groups[area] = labels
}

// readNeighbours reads pairs of neighbouring areas. A pair may stand once or both ways; areas that the
// data do not have are left out.
func (j *regionalJob) readNeighbours() error {
	if j.neighbours == "" {
		return nil
	}
	t, err := readLongTable(j.neighbours)
	if err != nil {
		return err
	}
	near := make([][]int, len(j.areas))
	for r, cells := range t.rows {
		if len(cells) < 2 || cells[0] == "" || cells[1] == "" || cells[0] == cells[1] {
			t.wrong(r, 0, "每行写两个不同的地区", "a row names two different areas")
			continue
		}
		a, b := slices.Index(j.areas, cells[0]), slices.Index(j.areas, cells[1])
		if a >= 0 && b >= 0 {
			near[a], near[b] = append(near[a], b), append(near[b], a)
		}
	}
	if err := t.refuse(j.app); err != nil {
		return err
	}
	if j.weights, err = regional.Contiguity(near); err != nil {
		return textError{"邻接表里没有数据中相邻的地区", "the file of neighbours has no two areas of the data"}
	}
	if n := j.weights.Islands(); n > 0 {
		j.note("%d 个地区没有相邻的地区", "%d areas have no neighbours", n)
	}
	return nil
}
