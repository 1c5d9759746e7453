package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/workspace"
)

// recipeFile is a recipe as a file has it; names are those of docs/methods/composite.md.
type recipeFile struct {
	strict.Where
	MinData     float64      `yaml:"min_data"`
	Imputation  imputeFile   `yaml:"imputation"`
	Treatment   treatFile    `yaml:"treatment"`
	Normalise   scaleFile    `yaml:"normalise"`
	Weighting   []string     `yaml:"weighting"`
	Aggregation []string     `yaml:"aggregation"`
	MinShare    float64      `yaml:"min_share"`
	Vary        *choicesFile `yaml:"vary"`
}

type imputeFile struct {
	Method     string `yaml:"method"`
	Neighbours int    `yaml:"neighbours"`
}

type treatFile struct {
	Method    string  `yaml:"method"`
	MaxPoints int     `yaml:"max_points"`
	Skew      float64 `yaml:"skew"`
	Kurtosis  float64 `yaml:"kurtosis"`
}

type scaleFile struct {
	Method   string  `yaml:"method"`
	Low      float64 `yaml:"low"`
	High     float64 `yaml:"high"`
	Clip     bool    `yaml:"clip"`
	Sample   []int   `yaml:"sample"`
	Base     int     `yaml:"base"`
	BaseUnit string  `yaml:"base_unit"`
}

// choicesFile lists the alternatives of a study.
type choicesFile struct {
	Imputation  []imputeFile `yaml:"imputation"`
	Treatment   []treatFile  `yaml:"treatment"`
	Normalise   []scaleFile  `yaml:"normalise"`
	Weighting   []string     `yaml:"weighting"`
	Aggregation []string     `yaml:"aggregation"`
	Noise       []float64    `yaml:"noise"`
	EachWeight  bool         `yaml:"each_weight"`
	Points      int          `yaml:"points"`
	Year        int          `yaml:"year"`
}

func (f imputeFile) of() composite.Imputation {
	return composite.Imputation{Method: composite.ImputeMethod(f.Method), Neighbours: f.Neighbours}
}

func (f treatFile) of() composite.Treatment {
	return composite.Treatment{Method: composite.TreatMethod(f.Method), MaxPoints: f.MaxPoints, Skew: f.Skew,
		Kurtosis: f.Kurtosis}
}

func (f scaleFile) of() composite.Normalisation {
	return composite.Normalisation{Method: composite.NormaliseMethod(f.Method), Low: f.Low, High: f.High, Clip: f.Clip,
		Sample: f.Sample, Base: f.Base, BaseUnit: f.BaseUnit}
}

// named turns names into choices of a type.
func named[T ~string](names []string) []T {
	var all []T
	for _, n := range names {
		all = append(all, T(n))
	}
	return all
}

// recipeOf reads the recipe file, if one is named, and lets flags have the last word.
func (j *compositeJob) recipeOf() (*recipeFile, error) {
	r := &recipeFile{}
	if j.recipe != "" {
		data, err := os.ReadFile(j.recipe)
		if err != nil {
			return nil, err
		}
		findings := strict.YAML(j.recipe, data, r)
		if worst, any := finding.Worst(findings); any && worst == finding.Error {
			j.report(j.errs, findings)
			return nil, errSaid
		}
		if j.wrongChoices(r) {
			return nil, errSaid
		}
	}
	for _, flag := range []struct {
		given string
		to    *string
	}{{j.impute, &r.Imputation.Method}, {j.treat, &r.Treatment.Method}, {j.normalise, &r.Normalise.Method}} {
		if flag.given != "" {
			*flag.to = flag.given
		}
	}
	if j.low != 0 || j.high != 0 {
		r.Normalise.Low, r.Normalise.High = j.low, j.high
		if j.high == 0 {
			r.Normalise.High = 100
		}
	}
	if j.base != 0 {
		r.Normalise.Base = j.base
	}
	if len(j.weighting) > 0 {
		r.Weighting = j.weighting
	}
	if len(j.aggregation) > 0 {
		r.Aggregation = j.aggregation
	}
	return r, nil
}

// The names that recipes and flags may use, as package composite has them.
const (
	imputeNames    = "none mean median group-mean group-median latest linear nearest"
	treatNames     = "none winsorise winsorise-or-log log"
	normaliseNames = "min-max goalposts z-score rank percentile toward-target share-of-target base-time none"
	weightingNames = "given equal pca entropy"
	aggregateNames = "arithmetic geometric harmonic copeland benefit-of-doubt"
)

// wrongChoices tells, each with its place, what a recipe names and there is not.
func (j *compositeJob) wrongChoices(r *recipeFile) (wrong bool) {
	check := func(key, names string, given ...string) {
		for _, name := range given {
			if known := strings.Fields(names); name != "" && !slices.Contains(known, name) {
				wrong = true
				fmt.Fprintf(j.errs, j.say("%s: “%s”不是 %s 的做法；可用：%s\n", "%s: %q is no %s; use one of %s\n"), r.At(key), name,
					strings.TrimSuffix(key, ".method"), names)
			}
		}
	}
	check("imputation.method", imputeNames, r.Imputation.Method)
	check("treatment.method", treatNames, r.Treatment.Method)
	check("normalise.method", normaliseNames, r.Normalise.Method)
	check("weighting", weightingNames, r.Weighting...)
	check("aggregation", aggregateNames, r.Aggregation...)
	if v := r.Vary; v != nil {
		for _, x := range v.Imputation {
			check("vary.imputation", imputeNames, x.Method)
		}
		for _, x := range v.Treatment {
			check("vary.treatment", treatNames, x.Method)
		}
		for _, x := range v.Normalise {
			check("vary.normalise", normaliseNames, x.Method)
		}
		check("vary.weighting", weightingNames, v.Weighting...)
		check("vary.aggregation", aggregateNames, v.Aggregation...)
	}
	return wrong
}

func (r *recipeFile) of() composite.Recipe {
	return composite.Recipe{MinData: r.MinData, Imputation: r.Imputation.of(), Treatment: r.Treatment.of(),
		Normalise: r.Normalise.of(), Weighting: named[composite.Weighting](r.Weighting),
		Aggregation: named[composite.Aggregation](r.Aggregation), MinShare: r.MinShare}
}

// choices are the alternatives of the recipe, or else given and equal weights, each off by up to a
// quarter, and arithmetic and geometric means where scores stay above zero.
func (r *recipeFile) choices() composite.Choices {
	c := composite.Choices{Noise: []float64{workspace.RankNoise, workspace.RankNoise},
		Weighting: [][]composite.Weighting{{composite.Given}, {composite.Equal}}}
	if r.Vary == nil {
		m := r.Normalise.Method
		if r.Normalise.Low > 0 || m == string(composite.BaseTime) || m == string(composite.ShareOfTarget) {
			c.Aggregation = [][]composite.Aggregation{{composite.Arithmetic}, {composite.Geometric}}
		}
		return c
	}
	c = composite.Choices{Noise: r.Vary.Noise, EachWeight: r.Vary.EachWeight}
	for _, x := range r.Vary.Imputation {
		c.Imputation = append(c.Imputation, x.of())
	}
	for _, x := range r.Vary.Treatment {
		c.Treatment = append(c.Treatment, x.of())
	}
	for _, x := range r.Vary.Normalise {
		c.Normalisation = append(c.Normalisation, x.of())
	}
	for _, x := range r.Vary.Weighting {
		c.Weighting = append(c.Weighting, []composite.Weighting{composite.Weighting(x)})
	}
	for _, x := range r.Vary.Aggregation {
		c.Aggregation = append(c.Aggregation, []composite.Aggregation{composite.Aggregation(x)})
	}
	return c
}

// frameworkFile is a framework read from a table, with the names of its nodes.
type frameworkFile struct {
	tree       *composite.Framework
	indicators []composite.Indicator
	names      map[string]string
}

// readFramework reads the tree of an index.
func readFramework(t *longTable) (*frameworkFile, error) {
	columns := map[string]int{}
	for _, c := range [][]string{{"code", "代码", "编码", "指标代码"}, {"parent", "上级", "父级"}, {"weight", "权重"},
		{"direction", "方向"}, {"low", "下限"}, {"high", "上限"}, {"target", "目标", "目标值"}, {"name", "名称"}} {
		at, err := t.column("", c...)
		if err != nil {
			return nil, err
		}
		if columns[c[0]] = at; at < 0 && (c[0] == "code" || c[0] == "parent") {
			return nil, textError{t.file + ":1:1: 没有列“" + c[1] + "”", t.file + ":1:1: there is no column " + c[0]}
		}
	}
	f := &frameworkFile{names: map[string]string{}}
	lines := map[string]int{}
	parents := map[string]bool{}
	for r, cells := range t.rows {
		code := cells[columns["code"]]
		if before, twice := lines[code]; twice || code == "" {
			t.wrong(r, columns["code"], "代码“%s”空缺或重复（第 %d 行）", "code %q is empty or repeated (line %d)", code, before)
		}
		lines[code] = t.lines[r]
		parents[cells[columns["parent"]]] = true
	}
	var groups []composite.Group
	for r := range t.rows {
		f.readNode(t, r, columns, parents, lines, &groups)
	}
	if len(t.problems) > 0 {
		return nil, nil
	}
	var err error
	if f.tree, err = composite.NewFramework(f.indicators, groups); err != nil {
		return nil, textError{t.file + "：框架有误：" + err.Error(), t.file + ": " + err.Error()}
	}
	return f, nil
}

// readNode reads a row of the framework.
func (f *frameworkFile) readNode(t *longTable, r int, columns map[string]int, parents map[string]bool,
	lines map[string]int, groups *[]composite.Group) {
	cell := func(name string) string {
		if columns[name] < 0 {
			return ""
		}
		return t.rows[r][columns[name]]
	}
	number := func(name string) float64 {
		if columns[name] < 0 {
			return math.NaN()
		}
		return t.number(r, columns[name])
	}
	code, parent, weight := cell("code"), cell("parent"), number("weight")
	if math.IsNaN(weight) {
		weight = 1
	}
	if weight < 0 {
		t.wrong(r, columns["weight"], "%s 的权重为负", "the weight of %s is negative", code)
	}
	if _, known := lines[parent]; parent != "" && !known {
		t.wrong(r, columns["parent"], "没有上级“%s”", "there is no parent %q", parent)
	}
	f.names[code] = code
	if name := cell("name"); name != "" {
		f.names[code] = name
	}
	if parents[code] {
		*groups = append(*groups, composite.Group{Code: code, Parent: parent, Weight: weight})
		return
	}
	less, ok := map[string]bool{"": false, "up": false, "+": false, "1": false, "正": false, "正向": false,
		"down": true, "-": true, "-1": true, "逆": true, "负": true, "逆向": true, "负向": true}[strings.ToLower(cell("direction"))]
	if !ok {
		t.wrong(r, columns["direction"], "“%s”不是方向；写 正 或 逆", "%q is no direction; write up or down", cell("direction"))
	}
	i := composite.Indicator{Code: code, Parent: parent, Weight: weight, Less: less}
	if low, high := number("low"), number("high"); !math.IsNaN(low) || !math.IsNaN(high) {
		if i.Low, i.High = low, high; !(low < high) {
			t.wrong(r, columns["low"], "%s 的下限应小于上限", "the low end of %s must be below the high one", code)
		}
	}
	if target := number("target"); !math.IsNaN(target) {
		i.Target = &target
	}
	f.indicators = append(f.indicators, i)
}

// readData reads the values of a framework's indicators, in a wide table or a long one.
func (f *frameworkFile) readData(j *compositeJob, t *longTable) (*composite.Data, error) {
	at := map[string]int{}
	for _, c := range [][]string{{"unit", "area", "单位", "地区", "城市", "区县"},
		{"year", "period", "年份", "年", "时期"}, {"group", "分组", "组"},
		{"indicator", "指标"}, {"value", "值", "数值"}} {
		var err error
		if at[c[0]], err = t.column("", c...); err != nil {
			return nil, err
		}
	}
	if at["unit"] < 0 {
		return nil, textError{t.file + ":1:1: 没有列“单位”", t.file + ":1:1: there is no column unit"}
	}
	d := &dataReader{t: t, f: f, rows: map[composite.Row]int{},
		data:  &composite.Data{Values: make([][]float64, len(f.indicators))},
		given: map[[2]int]int{}, at: at}
	if at["indicator"] >= 0 && at["value"] >= 0 {
		d.long(j)
	} else {
		d.wide(j)
	}
	return d.data, nil
}

type dataReader struct {
	t     *longTable
	f     *frameworkFile
	at    map[string]int
	rows  map[composite.Row]int
	data  *composite.Data
	given map[[2]int]int // line of each value, by row and indicator
}

// row finds or makes the row of a line; -1 where it cannot be told.
func (d *dataReader) row(r int) int {
	cells := d.t.rows[r]
	key := composite.Row{Unit: cells[d.at["unit"]]}
	if key.Unit == "" {
		d.t.wrong(r, d.at["unit"], "没有写单位", "the unit is missing")
		return -1
	}
	if c := d.at["year"]; c >= 0 {
		year, err := strconv.Atoi(strings.TrimSuffix(cells[c], "年"))
		if err != nil {
			d.t.wrong(r, c, "“%s”不是年份", "%q is not a year", cells[c])
			return -1
		}
		key.Time = year
	}
	if n, ok := d.rows[key]; ok {
		return n
	}
	n := len(d.data.Rows)
	d.rows[key] = n
	row := key
	if c := d.at["group"]; c >= 0 {
		row.Group = cells[c]
	}
	d.data.Rows = append(d.data.Rows, row)
	for i := range d.data.Values {
		d.data.Values[i] = append(d.data.Values[i], math.NaN())
	}
	return n
}

func (d *dataReader) put(r, column, row, indicator int) {
	key := [2]int{row, indicator}
	if line, twice := d.given[key]; twice {
		d.t.wrong(r, column, "%s 的 %s 已在第 %d 行给出", "%s has %s in line %d already", d.data.Rows[row].Unit,
			d.f.indicators[indicator].Code, line)
		return
	}
	d.given[key] = d.t.lines[r]
	d.data.Values[indicator][row] = d.t.number(r, column)
}

func (d *dataReader) find(code string) int {
	return slices.IndexFunc(d.f.indicators, func(i composite.Indicator) bool {
		return strings.EqualFold(i.Code, code) || d.f.names[i.Code] == code
	})
}

func (d *dataReader) long(j *compositeJob) {
	unused := map[string]bool{}
	for r, cells := range d.t.rows {
		code := cells[d.at["indicator"]]
		i := d.find(code)
		if i < 0 {
			if !unused[code] {
				j.note("指标“%s”不在框架里，未用", "indicator %s is not in the framework and not used", code)
			}
			unused[code] = true
			continue
		}
		if row := d.row(r); row >= 0 {
			d.put(r, d.at["value"], row, i)
		}
	}
}

func (d *dataReader) wide(j *compositeJob) {
	columns := make([]int, len(d.f.indicators))
	for i := range columns {
		columns[i] = -1
	}
	for c, name := range d.t.header {
		switch i := d.find(name); {
		case c == d.at["unit"] || c == d.at["year"] || c == d.at["group"]:
		case i < 0:
			j.note("列“%s”不在框架里，未用", "column %s is not in the framework and not used", name)
		case columns[i] >= 0:
			d.t.wrongAt(1, c, "列“%s”重复", "column %q is repeated", name)
		default:
			columns[i] = c
		}
	}
	for i, c := range columns {
		if c < 0 {
			d.t.wrongAt(1, 0, "没有指标“%s”的列", "there is no column of indicator %s", d.f.indicators[i].Code)
		}
	}
	if len(d.t.problems) > 0 {
		return
	}
	for r := range d.t.rows {
		row := d.row(r)
		if row < 0 {
			continue
		}
		for i, c := range columns {
			d.put(r, c, row, i)
		}
	}
}

// wrongAt is a problem in a line of the file that is no row, such as its header.
func (t *longTable) wrongAt(line, column int, zh, en string, args ...any) {
	t.problems = append(t.problems, problem{line, column + 1,
		textError{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}})
}

// ofFiles is the command on plain files.
func (j *compositeJob) ofFiles(file string) error {
	recipe, err := j.recipeOf()
	if err != nil {
		return err
	}
	tree, err := readLongTable(j.framework)
	if err != nil {
		return err
	}
	f, err := readFramework(tree)
	if err != nil {
		return err
	}
	if err := tree.refuse(j.app); err != nil {
		return err
	}
	table, err := readLongTable(file)
	if err != nil {
		return err
	}
	data, err := f.readData(j, table)
	if err != nil {
		return err
	}
	if err := table.refuse(j.app); err != nil {
		return err
	}
	for code := range j.weight {
		if _, ok := f.names[code]; !ok {
			return unknown("node", code, ids(f.tree.Nodes(), func(n composite.Node) string { return n.Code }))
		}
	}
	if f.tree, err = f.tree.WithWeights(j.weight); err != nil {
		return refusedRecipe(err)
	}
	tables, err := j.build(f, data, recipe)
	if err != nil {
		return err
	}
	if err := j.output.tables(tables, j.show); err != nil {
		return err
	}
	return findingsIf(j.lacking)
}

// refusedRecipe says that an index cannot be built so.
func refusedRecipe(err error) error {
	return textError{"这样不能编制：" + err.Error(), err.Error()}
}
