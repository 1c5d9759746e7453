package main

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/method/sensitivity"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/workspace"
)

func (a *app) compositeCommand() *cobra.Command {
	j := &compositeJob{output: output{app: a}}
	cmd := &cobra.Command{
		Use:   "composite DATA|INDEX",
		Short: a.say("综合指数：编制、贡献、改权试算、名次区间与敏感性", "Composite indices: scores, contributions, what-ifs, rank bands"),
		Long: a.say(`两种用法。
INDEX 是规划包 indices.yaml 里的指数：列出各年指数与维度、缺数的维度、贡献、换一种做法的结果、敏感性，以及同级地区的名次
区间。--weight 维度=2 改权重试算；--area 换地区；--all-areas 列出全部地区。
DATA 是数据文件（CSV 或 xlsx），另用 --framework 给出框架表：
  数据  单位,年份,各指标一列；或 单位,年份,指标,值。可有 分组 列。没有年份列即一期
  框架  代码,上级,权重,方向（正/逆）,下限,上限,目标；没有上级的一行是指数本身
做法由选项或 --recipe 配方文件给出；--vary 做敏感性分析（配方的 vary 一节可改备选）。
输出为一张 CSV（--table 选表）；--json 与 -o 文件.xlsx 为全部表。各步做了什么写在 stderr 与工作簿的说明页。
缺数、有步骤做不了，退出码为 1；文件有误为 2。方法见 docs/methods/composite.md。`,
			`Two ways. INDEX is an index of the package's indices.yaml: its years and dimensions, those without data,
contributions, what other choices would give, sensitivity, and rank bands of areas of one level.
--weight DIMENSION=2 tries another weight; --area another area; --all-areas lists every area.
DATA is a file (CSV or xlsx), with a table --framework:
  data       unit,year and a column for each indicator; or unit,year,indicator,value. A column group is optional
  framework  code,parent,weight,direction (up/down),low,high,target; the row without a parent is the index
Flags or a file --recipe say how; --vary studies sensitivity (section vary of the recipe has the alternatives).
Output is one table as CSV (--table names it); --json and -o FILE.xlsx have them all. What each step did is told on
stderr and on the sheet of notes. Exits 1 where data are missing or a step could not be done, 2 where files are
wrong. docs/methods/composite.md has the methods.`),
		Example: "  yipanqi composite progress_index --weight opening=2\n" +
			"  yipanqi composite progress_index --table ranks\n" +
			"  yipanqi composite cities.csv --framework tree.csv --aggregation geometric --low 1 --vary -o 指数.xlsx",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := j.readWeights(); err != nil {
				return err
			}
			if j.framework != "" {
				return j.ofFiles(args[0])
			}
			return j.ofPackage(cmd, args[0])
		},
	}
	j.output.register(cmd)
	j.register(cmd)
	return cmd
}

// compositeJob is one index and what is asked of it.
type compositeJob struct {
	output
	asOf                    asOfFlags
	framework, recipe, show string
	weights                 []string
	weight                  map[string]float64
	area                    string
	allAreas, vary          bool
	impute, treat           string
	normalise               string
	weighting, aggregation  []string
	low, high               float64
	base                    int
	seed                    uint64
	lacking                 bool
}

func (j *compositeJob) register(cmd *cobra.Command) {
	a, flags := j.app, cmd.Flags()
	j.asOf.register(a, cmd)
	flags.StringVar(&j.show, "table", "", a.say("输出哪张表", "which table to write"))
	flags.StringArrayVar(&j.weights, "weight", nil,
		a.say("改权重试算，如 opening=2（可多次）", "another weight, like opening=2 (repeatable)"))
	flags.StringVar(&j.area, "area", "", a.say("地区；默认为规划的地区", "area; the plan's by default"))
	flags.BoolVar(&j.allAreas, "all-areas", false, a.say("全部有数据的地区", "every area with data"))
	flags.StringVar(&j.framework, "framework", "", a.say("框架表", "table of the framework"))
	flags.StringVar(&j.recipe, "recipe", "", a.say("配方文件（YAML）", "file of the recipe (YAML)"))
	flags.BoolVar(&j.vary, "vary", false, a.say("做敏感性分析", "study sensitivity"))
	a.choice(cmd, &j.impute, "impute", "插补", "imputation", imputeNames)
	a.choice(cmd, &j.treat, "treat", "离群值", "outliers", treatNames)
	a.choice(cmd, &j.normalise, "normalise", "标准化", "normalisation", normaliseNames)
	flags.Float64Var(&j.low, "low", 0, a.say("得分的下端", "low end of scores"))
	flags.Float64Var(&j.high, "high", 0, a.say("得分的上端", "high end of scores"))
	flags.IntVar(&j.base, "base", 0, a.say("base-time 的基年", "base year of base-time"))
	flags.StringSliceVar(&j.weighting, "weighting", nil,
		a.say("权重：given equal pca entropy，可逐层写", "weights: given equal pca entropy, by level"))
	flags.StringSliceVar(&j.aggregation, "aggregation", nil,
		a.say("合成：arithmetic geometric harmonic copeland benefit-of-doubt，可逐层写",
			"aggregation: arithmetic geometric harmonic copeland benefit-of-doubt, by level"))
	flags.Uint64Var(&j.seed, "seed", 1, a.say("随机数种子", "seed of random numbers"))
}

// choice registers a flag that takes one of some names.
func (a *app) choice(cmd *cobra.Command, to *string, flag, zh, en, names string) {
	cmd.Flags().StringVar(to, flag, "", a.say(zh+"：", en+": ")+names)
}

// readWeights reads --weight.
func (j *compositeJob) readWeights() error {
	j.weight = map[string]float64{}
	for _, pair := range j.weights {
		code, text, _ := strings.Cut(pair, "=")
		w, err := strconv.ParseFloat(text, 64)
		if err != nil || !(w >= 0) || math.IsInf(w, 0) {
			return textError{"“" + pair + "”写成 维度=权重，如 opening=2；权重不小于零",
				pair + ": write dimension=weight, like opening=2; weights are 0 or more"}
		}
		j.weight[code] = w
	}
	return nil
}

// ofPackage is the command on an index of the package.
func (j *compositeJob) ofPackage(cmd *cobra.Command, id string) error {
	ws, closeAll, err := j.openSound(cmd.Context())
	if err != nil {
		return err
	}
	defer closeAll()
	x := ws.Plan().IndexOf(id)
	if x == nil {
		return unknown("index", id, ids(ws.Plan().Indices, func(x *plan.Index) string { return x.ID }))
	}
	dims := x.Dimensions
	for code := range j.weight {
		if !slices.ContainsFunc(dims, func(d plan.Dimension) bool { return d.ID == code }) {
			return unknown("dimension", code, dimensionIDs(x))
		}
	}
	r, err := j.evaluate(cmd.Context(), ws, j.asOf, nil)
	if err != nil {
		return err
	}
	area := r.Plan.Manifest.Area
	if j.area != "" {
		if area, err = resolveArea(j.area, r.Plan); err != nil {
			return err
		}
	}
	areas := []string{area}
	if j.allAreas {
		areas = r.Plan.Territory.Rows()
	}
	p := &packageIndex{compositeJob: j, plan: r.Plan, index: x, area: area}
	if p.data, err = workspace.IndexOf(r, x, areas...); err == nil {
		p.data, err = p.data.Weighted(j.weight)
	}
	if errors.Is(err, workspace.ErrNoComponents) || errors.Is(err, workspace.ErrNoIndexData) {
		return textError{"指数的分项在这里没有基年的数据", err.Error()}
	}
	if err != nil {
		return err
	}
	if p.peers, err = workspace.PeersOf(r, x, j.weight); err != nil {
		return err
	}
	if len(p.peers) == 0 && j.show == "ranks" {
		j.note("没有两个以上同级地区在同一年有一半以上权重的数据，不作排名",
			"no two areas of one level have data for half of the weight in the same year; they are not ranked")
	}
	tables, err := p.tables()
	if err != nil {
		return err
	}
	if err := j.output.tables(tables, j.show); err != nil {
		return err
	}
	return findingsIf(j.lacking)
}

func dimensionIDs(x *plan.Index) []string {
	var all []string
	for i := range x.Dimensions {
		all = append(all, x.Dimensions[i].ID)
	}
	return all
}

// packageIndex is an index of the package in one area, or in all.
type packageIndex struct {
	*compositeJob
	plan  *plan.Plan
	index *plan.Index
	area  string
	data  *workspace.IndexData
	built *composite.Result
	peers []workspace.Peers
}

func (p *packageIndex) tables() ([]namedTable, error) {
	others, err := p.data.Otherwise()
	if err != nil {
		return nil, err
	}
	p.built = others[0].Result
	p.tellMissing()
	tables := []namedTable{p.series(), p.otherwise(others), p.ranks(), p.rankChoices()}
	row, ok := p.data.Latest(p.built, p.area)
	if !ok {
		return tables, nil
	}
	parts, err := p.contributions(row)
	if err != nil {
		return nil, err
	}
	spread, err := p.spread(row)
	return append(tables, parts, spread), err
}

// tellMissing names the dimensions without data, and what it takes.
func (p *packageIndex) tellMissing() {
	for i := range p.index.Dimensions {
		d := &p.index.Dimensions[i]
		if len(d.Components) == 0 {
			p.lacking = true
			p.note("没有数据：%s（%s）%s", "no data: %s (%s) %s", d.Name.In(p.lang),
				strings.Join(render.BodyNames(p.plan, d.From, p.lang), p.say("、", ", ")), d.Note.In(p.lang))
		}
	}
}

// series has the index and its dimensions by area and year.
func (p *packageIndex) series() namedTable {
	t := namedTable{name: "series", columns: []string{"area", "name", "year", p.index.ID}}
	nodes := []int{p.data.Framework.Top()}
	for i := range p.index.Dimensions {
		d := &p.index.Dimensions[i]
		node, ok := p.data.Framework.Find(p.index.IndicatorOf(d))
		if !ok {
			node = -1
		}
		nodes, t.columns = append(nodes, node), append(t.columns, d.ID)
	}
	t.columns = append(t.columns, "coverage")
	for i, row := range p.data.Data.Rows {
		values := []any{row.Unit, p.plan.Territory.NameOf(row.Unit).In(p.lang), row.Time}
		for _, node := range nodes {
			if node < 0 {
				values = append(values, nil)
				continue
			}
			values = append(values, numberOrNil(p.built.Scores[node][i]))
		}
		t.add(append(values, p.data.Coverage(p.built, i))...)
	}
	return t
}

// numberOrNil is nil for a value that is missing.
func numberOrNil(v float64) any {
	if math.IsNaN(v) {
		return nil
	}
	return v
}

// contributions say what each component has in the index of a row.
func (p *packageIndex) contributions(row int) (namedTable, error) {
	t := namedTable{name: "contributions", columns: []string{"area", "year", "dimension", "indicator", "name",
		"weight", "score", "contribution"}}
	found, err := p.built.Contributions(row)
	if err != nil {
		return t, err
	}
	at := p.data.Data.Rows[row]
	for i := range p.index.Dimensions {
		d := &p.index.Dimensions[i]
		for k := range d.Components {
			c := &d.Components[k]
			node, ok := p.data.Framework.Find(workspace.ComponentCode(p.index.IndicatorOf(d), c))
			if ok {
				t.add(at.Unit, at.Time, d.ID, c.Indicator, render.IndicatorName(p.plan, c.Indicator, p.lang),
					p.built.Effective[node], numberOrNil(p.built.Scores[node][row]), found[node])
			}
		}
	}
	return t, nil
}

// otherwise has the index by other choices.
func (p *packageIndex) otherwise(all []workspace.Otherwise) namedTable {
	t := namedTable{name: "otherwise", columns: []string{"area", "year"}}
	for _, o := range all {
		t.columns = append(t.columns, o.ID)
		isUnweighed := func(n composite.Note) bool { return n.Kind == composite.NotWeighed && n.Code == p.index.ID }
		if slices.ContainsFunc(o.Result.Notes, isUnweighed) {
			p.note("%s：没有几年各维度都有值，无从求得，仍用给定权重", "%s: too few years have all dimensions to find them; those given are used",
				o.Name.In(p.lang))
		}
	}
	for i, row := range p.data.Data.Rows {
		values := []any{row.Unit, row.Time}
		for _, o := range all {
			values = append(values, numberOrNil(o.Result.Scores[p.data.Framework.Top()][i]))
		}
		t.add(values...)
	}
	return t
}

// ranks has the rank bands of areas, level by level.
func (p *packageIndex) ranks() namedTable {
	t := namedTable{name: "ranks", columns: []string{"level", "year", "area", "name", "index", "coverage",
		"rank", "rank_low", "rank_median", "rank_high"}}
	for _, peers := range p.peers {
		s := peers.Study
		for k, row := range s.Rows {
			unit, band := peers.Data.Rows[row].Unit, s.Ranks[k]
			t.add(string(peers.Level), s.Time, unit, p.plan.Territory.NameOf(unit).In(p.lang),
				s.Nominal.Scores[peers.Framework.Top()][row], peers.Coverage(s.Nominal, row),
				band.Nominal, band.Low, band.Median, band.High)
		}
	}
	return t
}

var sensitivityColumns = []string{"of", "factor", "name", "first", "first_low", "first_high",
	"total", "total_low", "total_high"}

// rankChoices say which choices move the ranks.
func (p *packageIndex) rankChoices() namedTable {
	t := namedTable{name: "rank_sensitivity", columns: sensitivityColumns}
	for _, peers := range p.peers {
		p.addFactors(&t, string(peers.Level), peers.Study.Factors, peers.Study.Shift, peers.FactorName)
	}
	return t
}

// spread has what the index hangs on.
func (p *packageIndex) spread(row int) (namedTable, error) {
	t := namedTable{name: "sensitivity", columns: sensitivityColumns}
	s, err := p.data.Spread(p.built, row)
	if err != nil || s == nil {
		return t, err
	}
	at := p.data.Data.Rows[row]
	p.note("%s %d 年指数 %s；权重各 ±25%%、算术或几何平均之下，90%% 落在 %s 至 %s",
		"%s, %d: index %s; with weights off by 25%% each, and arithmetic or geometric means, 90%% lie from %s to %s",
		p.plan.Territory.NameOf(at.Unit).In(p.lang), at.Time, render.Number(s.Nominal, 2), render.Number(s.Low, 2),
		render.Number(s.High, 2))
	p.addFactors(&t, at.Unit, s.Factors, s.Indices, p.data.FactorName)
	return t, nil
}

func (j *compositeJob) addFactors(t *namedTable, of string, factors []string, found sensitivity.Output,
	name func(string) locale.Text) {
	for i, f := range factors {
		first, total := found.First[i], found.Total[i]
		t.add(of, f, name(f).In(j.lang), first.Value, first.Low, first.High, total.Value, total.Low, total.High)
	}
}
