package main

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

func (a *app) templateCommand() *cobra.Command {
	var body, file string
	var areas, indicators, periods []string
	cmd := &cobra.Command{
		Use:   "template",
		Short: a.say("生成填报表（xlsx）", "Make a form to fill in (xlsx)"),
		Long: a.say(`生成一张填报表：每个地区、指标、时期一行，只填数值与来源；填好后用 import 记入。
默认：规划到期年；写明 --body 时为该单位应报的指标和它的地区，否则为规划全域、全部由人填报的指标。`,
			`Make a form with a row for each area, indicator and period, in which only values and sources are
filled in; import takes it back. By default the year the plan is due and, with --body, the indicators
that body must report, for its own area; else every indicator that is reported, for the plan's area.`),
		Example: "  yipanqi template -o form.xlsx --body stats-chongqing --period 2025",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return errors.New(a.say("请用 -o 指明输出文件", "name the file to write with -o"))
			}
			ws, closeLedger, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			form, err := formOf(ws.Plan(), body, areas, indicators, periods)
			if err != nil {
				return err
			}
			form.Lang = a.lang
			return writeFile(file, func(w io.Writer) error { return exchange.WriteTemplate(w, form) })
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&file, "output", "o", "", a.say("输出文件", "file to write"))
	flags.StringVar(&body, "body", "", a.say("填报单位", "body that reports"))
	flags.StringSliceVar(&areas, "area", nil, a.say("地区，可多个", "areas"))
	flags.StringSliceVar(&indicators, "indicator", nil, a.say("指标，可多个", "indicators"))
	flags.StringSliceVar(&periods, "period", nil, a.say("时期，可多个", "periods"))
	return cmd
}

// formOf fills in what the flags leave open.
func formOf(p *plan.Plan, body string, areas, indicators, periods []string) (exchange.Form, error) {
	form := exchange.Form{Plan: p, Body: body}
	if body != "" && p.Body(body) == nil {
		return form, unknown("body", body, ids(p.Bodies, func(b *plan.Body) string { return b.ID }))
	}
	if len(areas) == 0 {
		areas = []string{p.Manifest.Area}
		if b := p.Body(body); b != nil && b.Area != "" {
			areas = []string{b.Area}
		}
	}
	for _, s := range areas {
		id, err := resolveArea(s, p)
		if err != nil {
			return form, err
		}
		form.Areas = append(form.Areas, id)
	}
	for _, id := range indicators {
		if p.Indicator(id) == nil {
			return form, unknown("indicator", id, indicatorIDs(p))
		}
	}
	form.Indicators = indicators
	if len(indicators) == 0 {
		form.Indicators = reported(p, body)
	}
	if len(periods) == 0 {
		form.Periods = []measure.Period{measure.Year(p.Manifest.Due)}
	}
	for _, s := range periods {
		period, err := measure.ParsePeriod(s)
		if err != nil {
			return form, notPeriod(s)
		}
		form.Periods = append(form.Periods, period)
	}
	return form, nil
}

// reported lists the indicators that a body must report; all that anybody reports where the plan asks
// none of it, or no body is named.
func reported(p *plan.Plan, body string) []string {
	var own, all []string
	for _, i := range p.Indicators {
		if i.Program != nil || i.Own {
			continue
		}
		all = append(all, i.ID)
		if slices.Contains(i.From, body) {
			own = append(own, i.ID)
		}
	}
	if len(own) > 0 {
		return own
	}
	return all
}
