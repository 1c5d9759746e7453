package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/workspace"
)

func (a *app) evalCommand() *cobra.Command {
	var asOf asOfFlags
	cmd := &cobra.Command{
		Use:   "eval",
		Short: a.say("评估全部目标，打印记分牌", "Evaluate every target and print the scorecard"),
		Long: a.say(`评估规划的全部量化目标：每个版本、每种口径。
有目标未完成、滞后、无数据或无法计算时退出码为 1。`,
			`Evaluate every quantified target of the plan, in every version and reading.
Exits 1 where a headline target is missed, lagging, without data or not computable.`),
		Example: "  yipanqi eval\n  yipanqi eval --as-of 2023-06-30 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, closeLedger, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			r, err := a.evaluate(cmd.Context(), ws, asOf, nil)
			if err != nil {
				return err
			}
			if a.json {
				err = render.ScorecardJSON(a.out, r, r.Plan.Fingerprint())
			} else {
				err = render.Scorecard(a.out, r, a.lang)
			}
			if err != nil {
				return err
			}
			return scorecardExit(r)
		},
	}
	asOf.register(a, cmd)
	return cmd
}

func (a *app) evaluate(ctx context.Context, ws *workspace.Workspace, f asOfFlags,
	o *evaluate.Overlay) (*evaluate.Result, error) {
	at, err := f.point(ws.DefaultAsOf())
	if err != nil {
		return nil, err
	}
	defer a.slowly("正在评估……", "evaluating…")()
	return ws.Evaluate(ctx, at, o)
}

// scorecardExit is the exit code of a scorecard: findings where a headline target is not on course.
func scorecardExit(r *evaluate.Result) error {
	for i := range r.Targets {
		t := &r.Targets[i]
		switch t.Status {
		case evaluate.Met, evaluate.Ahead, evaluate.OnCourse:
		default:
			if t.Headline {
				return errFindings
			}
		}
	}
	if worst, any := finding.Worst(r.Findings); any && worst >= finding.Warning {
		return errFindings
	}
	return nil
}
