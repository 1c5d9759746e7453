package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

func (a *app) explainCommand() *cobra.Command {
	var asOf asOfFlags
	cmd := &cobra.Command{
		Use:   "explain KEY",
		Short: a.say("说明一个数值的来历", "Tell why a value is what it is"),
		Long: a.say(`KEY 是目标（target，或 target/version/reading），或 指标@地区:时期。地区可写代码、组名或中文名；
不写时期则取截至日为止的最近一期。逐层列出公式、各部分的权重、观测，直到来源文件与页码。`,
			`KEY is a target (target, or target/version/reading) or indicator@area:period. An area is a code, a
group's id or a name; without a period the latest
that has ended is taken. The answer goes down through formulas and
weighted parts to the observations, their sources and pages.`),
		Example: "  yipanqi explain urbanization-2025\n  yipanqi explain gdp@circle:2022\n" +
			"  yipanqi explain gdp@重庆市:2022 --as-of 2023-06-30",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, closeLedger, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			r, err := a.evaluate(cmd.Context(), ws, asOf, nil)
			if err != nil {
				return err
			}
			target, key, err := resolveKey(args[0], r)
			if err != nil {
				return err
			}
			lineage, err := ws.Explain(cmd.Context(), r, key)
			if err != nil {
				return err
			}
			if a.json {
				return render.ExplainJSON(a.out, r, target, lineage)
			}
			if target != nil {
				if err := render.Target(a.out, target, r, a.lang); err != nil {
					return err
				}
			}
			return render.Explain(a.out, lineage, r.Plan, a.lang)
		},
	}
	asOf.register(a, cmd)
	return cmd
}

// resolveKey reads a target id or indicator@area:period. The target is nil for a cell.
func resolveKey(s string, r *evaluate.Result) (*evaluate.TargetResult, fact.Key, error) {
	indicator, rest, isCell := strings.Cut(s, "@")
	if !isCell {
		t, err := resolveTarget(s, r)
		if err != nil {
			return nil, fact.Key{}, err
		}
		return t, t.Key(), nil
	}
	ind := r.Plan.Indicator(indicator)
	if ind == nil {
		return nil, fact.Key{}, unknown("indicator", indicator, indicatorIDs(r.Plan))
	}
	name, period, dated := strings.Cut(rest, ":")
	area, err := resolveArea(name, r.Plan)
	if err != nil {
		return nil, fact.Key{}, err
	}
	key := fact.Key{Indicator: ind.ID, Area: area}
	if dated {
		if key.Period, err = measure.ParsePeriod(period); err != nil {
			return nil, key, notPeriod(period)
		}
		return nil, key, nil
	}
	key.Period = latest(r, ind, area)
	return nil, key, nil
}

// latest is the last period with a value that the point of view sees, else the one the plan is due in:
// what formulas give for later periods is a projection.
func latest(r *evaluate.Result, ind *plan.Indicator, area string) measure.Period {
	row, axis, _ := r.Row(ind.ID, area)
	for i := len(row) - 1; i >= 0; i-- {
		ended := r.AsOf.Valid == 0 || axis.At(i).Last() <= r.AsOf.Valid
		if ended && !measure.IsMissing(row[i]) {
			return axis.At(i)
		}
	}
	due := measure.AxisOf(ind.Freq, r.Plan.Manifest.Due, r.Plan.Manifest.Due)
	return due.At(due.N - 1)
}

func resolveTarget(s string, r *evaluate.Result) (*evaluate.TargetResult, error) {
	parts := strings.Split(s, "/")
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.Target.ID != parts[0] {
			continue
		}
		switch {
		case len(parts) == 1 && t.Headline,
			len(parts) == 2 && t.Version.ID == parts[1],
			len(parts) == 3 && t.Version.ID == parts[1] && t.Reading.ID == parts[2]:
			return t, nil
		}
	}
	if ind := r.Plan.Indicator(s); ind != nil {
		return nil, textError{s + " 是指标；写成 " + s + "@地区:时期", s + " is an indicator; write " + s + "@AREA:PERIOD"}
	}
	return nil, unknown("target", s, ids(r.Plan.Targets, func(t *plan.Target) string { return t.ID }))
}

// resolveArea finds an area or group by code, id or name.
func resolveArea(s string, p *plan.Plan) (string, error) {
	if id, ok := p.Territory.Resolve(s, 0); ok {
		return id, nil
	}
	for _, id := range p.Territory.Rows() {
		if name := p.Territory.NameOf(id); name.ZH == s || strings.EqualFold(name.EN, s) {
			return id, nil
		}
	}
	return "", unknown("area", s, p.Territory.Rows())
}

func indicatorIDs(p *plan.Plan) []string {
	return ids(p.Indicators, func(i *plan.Indicator) string { return i.ID })
}

func ids[T any](all []T, id func(T) string) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = id(x)
	}
	return out
}
