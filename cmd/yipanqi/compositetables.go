package main

import (
	"errors"

	"github.com/yipanqi/yipanqi/method/composite"
	"github.com/yipanqi/yipanqi/workspace"
)

// build builds an index from files, studies it if that is asked for, and returns its tables.
func (j *compositeJob) build(f *frameworkFile, data *composite.Data, recipe *recipeFile) ([]namedTable, error) {
	var study *composite.Study
	built, err := composite.Build(f.tree, data, recipe.of())
	if err != nil {
		return nil, refusedRecipe(err)
	}
	if j.vary || recipe.Vary != nil {
		defer j.slowly("正在做敏感性分析……", "studying sensitivity…")()
		trial := composite.Trial{Seed: j.seed, Latest: true}
		if recipe.Vary != nil {
			trial.Points = recipe.Vary.Points
			if recipe.Vary.Year != 0 {
				trial.Latest, trial.Time = false, recipe.Vary.Year
			}
		}
		if study, err = composite.Vary(f.tree, data, recipe.of(), recipe.choices(), trial); err != nil {
			return nil, refusedRecipe(err)
		}
	}
	for _, n := range built.Notes {
		switch n.Kind {
		case composite.Imputed, composite.Winsorised, composite.Logged:
		default:
			j.lacking = true
		}
		if name := f.names[n.Code]; name != "" {
			n.Code = name
		}
		text := n.Text()
		j.note("%s", "%s", text.In(j.lang))
	}
	contributions, err := contributionTable(f, built)
	if err != nil {
		return nil, err
	}
	return append([]namedTable{scoreTable(f, built, study), contributions, weightTable(f, built), stepTable(built)},
		j.studyTables(study)...), nil
}

// scoreTable has the index, ranks and groups of every row.
func scoreTable(f *frameworkFile, r *composite.Result, study *composite.Study) namedTable {
	t := namedTable{name: "scores", columns: []string{"unit", "year", "rank", "rank_low", "rank_high", "coverage",
		"observed"}}
	nodes := f.tree.Nodes()
	for i := len(nodes) - 1; i >= len(f.indicators); i-- {
		t.columns = append(t.columns, nodes[i].Code)
	}
	bands := map[int]composite.RankBand{}
	if study != nil {
		for k, row := range study.Rows {
			bands[row] = study.Ranks[k]
		}
	}
	for i, row := range r.Data.Rows {
		values := []any{row.Unit, row.Time, nil, nil, nil, r.Coverage[i], r.Observed[i]}
		if r.Ranks[i] > 0 {
			values[2] = r.Ranks[i]
		}
		if b, ok := bands[i]; ok {
			values[3], values[4] = b.Low, b.High
		}
		for k := len(nodes) - 1; k >= len(f.indicators); k-- {
			values = append(values, numberOrNil(r.Scores[k][i]))
		}
		t.add(values...)
	}
	return t
}

// contributionTable has what each indicator has in the index of each row; no rows where the index is no mean.
func contributionTable(f *frameworkFile, r *composite.Result) (namedTable, error) {
	t := namedTable{name: "contributions", columns: []string{"unit", "year", "indicator", "name", "score", "contribution"}}
	for i, row := range r.Data.Rows {
		parts, err := r.Contributions(i)
		if errors.Is(err, composite.ErrNotMean) || errors.Is(err, composite.ErrNoScore) {
			continue
		}
		if err != nil {
			return t, err
		}
		for k, ind := range f.indicators {
			t.add(row.Unit, row.Time, ind.Code, f.names[ind.Code], numberOrNil(r.Scores[k][i]), parts[k])
		}
	}
	return t, nil
}

// weightTable has the weights, and how far the index follows each node.
func weightTable(f *frameworkFile, r *composite.Result) namedTable {
	t := namedTable{name: "weights", columns: []string{"code", "name", "parent", "level", "weight", "effective",
		"influence"}}
	influence := r.Influence()
	nodes := f.tree.Nodes()
	for i, n := range nodes {
		parent := ""
		if n.Parent >= 0 {
			parent = nodes[n.Parent].Code
		}
		t.add(n.Code, f.names[n.Code], parent, n.Level, r.Weights[i], r.Effective[i], numberOrNil(influence[i]))
	}
	return t
}

// stepTable has every value at every step.
func stepTable(r *composite.Result) namedTable {
	t := namedTable{name: "steps", columns: []string{"unit", "year", "indicator", "raw", "imputed", "treated",
		"normalised"}}
	for i, row := range r.Data.Rows {
		for k, ind := range r.Framework.Indicators() {
			t.add(row.Unit, row.Time, ind.Code, numberOrNil(r.Data.Values[k][i]), numberOrNil(r.Imputed[k][i]),
				numberOrNil(r.Treated[k][i]), numberOrNil(r.Normalised[k][i]))
		}
	}
	return t
}

// studyTables have the distribution of ranks and what moves them.
func (j *compositeJob) studyTables(s *composite.Study) []namedTable {
	ranks := namedTable{name: "ranks", columns: []string{"unit", "year", "rank", "rank_mean", "rank_low",
		"rank_median", "rank_high"}}
	factors := namedTable{name: "sensitivity", columns: sensitivityColumns}
	if s != nil {
		for k, row := range s.Rows {
			b := s.Ranks[k]
			ranks.add(s.Nominal.Data.Rows[row].Unit, s.Time, b.Nominal, b.Mean, b.Low, b.Median, b.High)
		}
		j.addFactors(&factors, "shift", s.Factors, s.Shift, workspace.FactorName)
		j.note("敏感性：%d 次试算", "sensitivity: %d evaluations", s.Evaluations)
	}
	return []namedTable{ranks, factors}
}
