package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/render"
)

func (a *app) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: a.say("检查规划包", "Check a plan package"),
		Long: a.say(`检查规划包：未知的键、悬空的引用、单位与量纲、公式、目标与条款、地区的重叠与缺口、
随包事实与测试。一次列出全部问题，每条给出 文件:行:列、发现了什么、应当怎样、怎么改。
提示（note）不影响退出码。`,
			`Check a package: unknown keys, dangling references, units and dimensions, formulas, targets and
clauses, areas that overlap or leave gaps, the facts and tests it ships. Lists every problem in one
run, each with file:line:column, what was found, what was expected and what to do.
Notes do not change the exit code.`),
		Example: "  yipanqi check\n  yipanqi check -p plans/chengyu --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, closeLedger, err := a.open(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			fs := ws.Findings()
			if ws.Sound() {
				more, err := ws.RunCases(cmd.Context())
				if err != nil {
					return err
				}
				fs = append(fs, more...)
			}
			if a.json {
				err = render.FindingsJSON(a.out, fs)
			} else {
				a.report(a.out, fs)
				if ws.Plan() != nil {
					fmt.Fprintln(a.out, render.PackageSummary(ws.Plan(), fs, a.lang))
				}
			}
			if err != nil {
				return err
			}
			return a.exitFor(fs)
		},
	}
}

// exitFor makes warnings and errors the exit code.
func (a *app) exitFor(fs []finding.Finding) error {
	if worst, any := finding.Worst(fs); any && worst >= finding.Warning {
		return errFindings
	}
	return nil
}
