package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/inequality"
	"github.com/yipanqi/yipanqi/method/regional"
)

func (a *app) regionalCommand() *cobra.Command {
	j := &regionalJob{output: output{app: a}}
	cmd := &cobra.Command{
		Use:   "regional FILE",
		Short: a.say("区域差异与结构的常用测度", "The usual measures of regional science"),
		Long: a.say(`输入：一行一个地区、一个时期（结构类测度另有行业）的 CSV 或 xlsx，列为 地区,时期,值，可有 权重（如人口）、行业、
分组；列名可用选项指明。--measure 可写多个：
  inequality  泰尔 T、泰尔 L、基尼、变异系数、阿特金森等；加权与不加权并列，--group 给出组间与组内
  sigma beta clubs  σ 收敛、β 收敛、俱乐部收敛（人均水平，年度）   mobility 相对水平的转移与流动性
  primacy rank-size  首位度、位序—规模                    moran  空间自相关（--neighbours 邻接表）
  lq specialisation similarity shift-share  区位商、专业化、产业相似、偏离—份额（要行业列）
  technology  科技进步贡献率（值为产出，另要资本与劳动两列）
输出为 CSV（--json 为 JSON；-o 文件.xlsx 为工作簿）。有值缺失或某个测度没有答案，退出码为 1。
公式与来源见 docs/methods/regional.md 与 inequality.md。`,
			`Input: CSV or xlsx with a row for each area and period (and industry, for measures of structure): columns
area,period,value, and if there are any weight (such as population), industry and groups; options name others.
--measure takes several:
  inequality  Theil's T and L, Gini, variation, Atkinson …, weighted and not; --group gives between and within
  sigma beta clubs  convergence (levels per head, by year)      mobility  moves between relative levels
  primacy rank-size  primacy, rank and size                     moran  spatial autocorrelation (--neighbours)
  lq specialisation similarity shift-share  quotients, structure, shift–share (with a column industry)
  technology  contribution of technology (value is output; columns of capital and labour too)
Output is CSV (JSON with --json, a workbook with -o FILE.xlsx). Exits 1 where values are missing or a measure has no
answer. docs/methods/regional.md and inequality.md have formulas and sources.`),
		Example: "  yipanqi regional gdp.csv --group 省,圈层\n" +
			"  yipanqi regional gdp.csv --measure beta,sigma --from 2015 --to 2024\n" +
			"  yipanqi regional jobs.csv --measure shift-share,similarity --industry 行业 -o 结构.xlsx",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, files []string) error {
			if err := j.read(files[0]); err != nil {
				return err
			}
			err := j.table(regionalColumns, j.compute)
			return cmp.Or(err, findingsIf(j.lacking))
		},
	}
	j.output.register(cmd)
	j.register(cmd)
	return cmd
}

func (j *regionalJob) register(cmd *cobra.Command) {
	a, flags := j.app, cmd.Flags()
	flags.StringSliceVar(&j.measures, "measure", []string{"inequality"},
		a.say("测度：", "measures: ")+strings.Join(regionalMeasureNames(), " "))
	names := &j.names
	flags.StringVar(&names.area, "area", "", a.say("地区所在的列", "column of areas"))
	flags.StringVar(&names.period, "period", "", a.say("时期所在的列", "column of periods"))
	flags.StringVar(&names.value, "value", "", a.say("值所在的列", "column of values"))
	flags.StringVar(&names.weight, "weight", "", a.say("权重所在的列", "column of weights"))
	flags.StringVar(&names.industry, "industry", "", a.say("行业所在的列", "column of industries"))
	flags.StringVar(&names.capital, "capital", "", a.say("资本存量所在的列", "column of capital"))
	flags.StringVar(&names.labour, "labour", "", a.say("劳动所在的列", "column of labour"))
	flags.StringSliceVar(&names.groups, "group", nil, a.say("分组的列，由粗到细", "columns of groups, coarse before fine"))
	flags.StringVar(&j.from, "from", "", a.say("起始时期", "first period"))
	flags.StringVar(&j.to, "to", "", a.say("终止时期", "last period"))
	flags.StringVar(&j.neighbours, "neighbours", "", a.say("邻接表：每行两个相邻的地区", "file of neighbours: two areas a row"))
	flags.StringVar(&j.reference, "reference", "", a.say("偏离—份额与专业化的参照地区；默认为全部之和",
		"area of reference of structure and shift–share; the sum of all by default"))
	flags.Float64Var(&j.epsilon, "epsilon", 0.5, a.say("阿特金森的厌恶系数", "Atkinson's aversion"))
	flags.Float64SliceVar(&j.alphas, "alpha", []float64{0.25, 0.35, 0.45}, a.say("资本产出弹性", "output elasticity of capital"))
	flags.Float64SliceVar(&j.classes, "classes", []float64{0.75, 1, 1.25},
		a.say("流动性的分档界线，与均值之比", "limits of classes of mobility, over the mean"))
	flags.IntVar(&j.permutations, "permutations", 999, a.say("置换次数", "permutations"))
	flags.Uint64Var(&j.seed, "seed", 1, a.say("随机数种子", "seed of random numbers"))
}

// regionalColumns are the columns of every table of the command.
var regionalColumns = []string{"measure", "weighting", "since", "period", "subject", "part", "units", "result"}

// regionalJob is one file and what is asked of it.
type regionalJob struct {
	output
	names                           regionalNames
	measures                        []string
	from, to, neighbours, reference string
	epsilon                         float64
	alphas, classes                 []float64
	permutations                    int
	seed                            uint64

	areas, industries []string // in the order of the file
	periods           []measure.Period
	rows              map[regionalKey]regionalRow
	groups            map[string][]string // of areas, by level
	weights           *regional.Weights
	lacking           bool
	add               addRow
}

type regionalNames struct {
	area, period, value, weight, industry, capital, labour string
	groups                                                 []string
}

type regionalKey struct {
	area, industry string // industry is empty where measures have none
	period         measure.Period
}

type regionalRow struct{ value, weight, capital, labour float64 }

// regionalMeasures are what --measure may name.
var regionalMeasures = []struct {
	name       string
	industries bool // needs a column of industries
	compute    func(*regionalJob) error
}{
	{"inequality", false, (*regionalJob).inequality},
	{"sigma", false, (*regionalJob).sigma},
	{"beta", false, (*regionalJob).beta},
	{"clubs", false, (*regionalJob).clubs},
	{"mobility", false, (*regionalJob).mobility},
	{"primacy", false, (*regionalJob).primacy},
	{"rank-size", false, (*regionalJob).rankSize},
	{"moran", false, (*regionalJob).moran},
	{"technology", false, (*regionalJob).technology},
	{"lq", true, (*regionalJob).quotients},
	{"specialisation", true, (*regionalJob).specialisation},
	{"similarity", true, (*regionalJob).similarity},
	{"shift-share", true, (*regionalJob).shiftShare},
}

func regionalMeasureNames() []string {
	var names []string
	for _, m := range regionalMeasures {
		names = append(names, m.name)
	}
	return names
}

// compute writes the rows of every measure asked for, in the order asked.
func (j *regionalJob) compute(add addRow) error {
	j.add = add
	for _, name := range j.measures {
		for _, m := range regionalMeasures {
			if m.name != name {
				continue
			}
			if err := m.compute(j); err != nil {
				return err
			}
		}
	}
	return nil
}

// result is one row of the table to be.
type result struct {
	measure, weighting string
	since, period      any
	subject, part      string
	units              int
}

// put writes a number, or tells why there is none.
func (j *regionalJob) put(r result, v float64, err error) error {
	if err != nil {
		j.lacking = true
		j.note("%s（%v）没有答案：%s", "%s (%v) has no answer: %s", r.measure, r.period, regionalErrorText(err, j.lang))
		return nil
	}
	return j.add(r.measure, r.weighting, r.since, r.period, r.subject, r.part, r.units, v)
}

// parts writes several numbers of one result.
func (j *regionalJob) parts(r result, parts ...any) error {
	for i := 0; i < len(parts); i += 2 {
		r.part = parts[i].(string)
		if err := j.put(r, parts[i+1].(float64), nil); err != nil {
			return err
		}
	}
	return nil
}

// cross is the areas that have a value in a period.
type cross struct {
	areas []string
	x, w  []float64 // w is nil without weights
	rows  []regionalRow
}

// at collects the areas of a period that have values.
func (j *regionalJob) at(p measure.Period) cross {
	var c cross
	for _, area := range j.areas {
		row, ok := j.rows[regionalKey{area: area, period: p}]
		if !ok {
			continue
		}
		c.areas, c.x, c.rows = append(c.areas, area), append(c.x, row.value), append(c.rows, row)
		if j.names.weight != "" {
			c.w = append(c.w, row.weight)
		}
	}
	return c
}

// weightings are the ways to weigh: not at all, and by the column of weights.
func (j *regionalJob) weightings(c cross) map[string][]float64 {
	ways := map[string][]float64{"": nil}
	if c.w != nil {
		ways[j.names.weight] = c.w
	}
	return ways
}

// inequality writes every measure by period, and the parts of those that have parts.
func (j *regionalJob) inequality() error {
	for _, p := range j.periods {
		c := j.at(p)
		ways := j.weightings(c)
		for _, way := range slices.Sorted(maps.Keys(ways)) {
			w := ways[way]
			for _, m := range []struct {
				name string
				of   func(x, w []float64) (float64, error)
			}{
				{"theil_t", inequality.TheilT}, {"theil_l", inequality.TheilL}, {"gini", inequality.Gini},
				{"cv", inequality.CV}, {"hoover", inequality.Hoover}, {"sd_log", inequality.SDLog},
				{fmt.Sprintf("atkinson(%v)", j.epsilon),
					func(x, w []float64) (float64, error) { return inequality.Atkinson(x, w, j.epsilon) }},
			} {
				v, err := m.of(c.x, w)
				r := result{measure: m.name, weighting: way, period: p, part: "total", units: len(c.x)}
				if err := j.put(r, v, err); err != nil {
					return err
				}
			}
			if err := j.decompose(c, w, way, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// decompose writes between and within of the groups named.
func (j *regionalJob) decompose(c cross, w []float64, way string, p measure.Period) error {
	if len(j.names.groups) == 0 {
		return nil
	}
	levels := make([][]string, len(j.names.groups))
	for _, area := range c.areas {
		for k, label := range j.groups[area] {
			levels[k] = append(levels[k], label)
		}
	}
	for alpha, name := range []string{"theil_l", "theil_t"} {
		r := result{measure: name, weighting: way, period: p, units: len(c.x)}
		d, err := inequality.Decompose(c.x, w, float64(alpha), levels...)
		if err != nil {
			if err := j.put(r, 0, err); err != nil {
				return err
			}
			continue
		}
		if err := j.theilParts(r, d); err != nil {
			return err
		}
		chance, err := inequality.BetweenTest(c.x, w, float64(alpha), levels[0], max(j.permutations, 1), j.seed)
		r.subject, r.part = j.names.groups[0], "p_between"
		if err := j.put(r, chance, err); err != nil {
			return err
		}
	}
	for k, labels := range levels {
		r := result{measure: "gini", weighting: way, period: p, subject: j.names.groups[k], units: len(c.x)}
		g, err := inequality.DecomposeGini(c.x, w, labels)
		if err != nil {
			err = j.put(r, 0, err)
		} else {
			err = j.parts(r, "within", g.Within, "between", g.Between, "overlap", g.Overlap,
				"shapley_within", g.ShapleyWithin, "shapley_between", g.ShapleyBetween)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *regionalJob) theilParts(r result, d *inequality.Decomposition) error {
	for k, name := range j.names.groups {
		r.subject, r.part = name, "between"
		if err := j.put(r, d.Between[k], nil); err != nil {
			return err
		}
		for _, g := range d.Groups[k] {
			of := r
			of.subject, of.units = name+"="+j.path(d, k, g), g.Units
			err := j.parts(of, "index", g.Index, "weight_share", g.Weight, "value_share", g.Share, "contribution", g.Within)
			if err != nil {
				return err
			}
		}
	}
	r.subject, r.part = j.names.groups[len(j.names.groups)-1], "within"
	return j.put(r, d.Within, nil)
}

// path names a group with the groups it lies in.
func (j *regionalJob) path(d *inequality.Decomposition, level int, g inequality.Group) string {
	if level == 0 {
		return g.Label
	}
	return j.path(d, level-1, d.Groups[level-1][g.Parent]) + "/" + g.Label
}

// regionalErrorText tells in a language why a measure has no answer.
func regionalErrorText(err error, l locale.Lang) string {
	for _, known := range regionalErrors {
		if errors.Is(err, known.err) {
			return locale.Text{ZH: known.zh, EN: known.err.Error()}.In(l)
		}
	}
	return err.Error()
}

var regionalErrors = []struct {
	err error
	zh  string
}{
	{inequality.ErrEmpty, "没有值"}, {inequality.ErrMissing, "有值缺失"}, {inequality.ErrNegative, "有负值"},
	{inequality.ErrZero, "有零值，而此测度要求为正"}, {inequality.ErrTotal, "值或权重合计为零，或超出范围"},
	{inequality.ErrSetting, "参数超出范围"},
	{regional.ErrTooFew, "数据太少"}, {regional.ErrLength, "有地区缺值"}, {regional.ErrMissing, "有值缺失"},
	{regional.ErrNegative, "有负值"},
	{regional.ErrZero, "有零值，而此处要求为正"}, {regional.ErrTotal, "合计为零，或超出范围"},
	{regional.ErrConstant, "所有值都相同"}, {regional.ErrSetting, "参数超出范围"},
	{regional.ErrDiverges, "差距变化过大，没有收敛速度"}, {regional.ErrSingular, "数据不足以区分各解释变量"},
	{regional.ErrNeighbour, "邻接关系有误，或没有邻接"},
}
