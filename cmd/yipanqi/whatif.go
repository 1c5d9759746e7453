package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/workspace"
)

func (a *app) whatifCommand() *cobra.Command {
	var asOf asOfFlags
	cmd := &cobra.Command{
		Use:   "whatif SCENARIO",
		Short: a.say("试算一个情景，列出变化", "Evaluate a scenario and print what changes"),
		Long: a.say(`SCENARIO 是规划包 scenarios/ 中的编号，或一个 YAML 文件。情景只是叠加：假定的数值、假设、项目完工日期、
目标值；不改台账。有变化时退出码为 1。`,
			`SCENARIO is an id in the package's scenarios/, or a YAML file. A scenario is an overlay of supposed
values, assumptions, completion dates and target values; the ledger is not touched. Exits 1 where
anything changes.`),
		Example: "  yipanqi whatif whole-counties\n  yipanqi whatif my-scenario.yaml --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ws, closeLedger, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			o, err := a.scenario(ws, args[0])
			if err != nil {
				return err
			}
			before, err := a.evaluate(cmd.Context(), ws, asOf, nil)
			if err != nil {
				return err
			}
			after, err := a.evaluate(cmd.Context(), ws, asOf, o)
			if err != nil {
				return err
			}
			return a.printDiff(before, after)
		},
	}
	asOf.register(a, cmd)
	return cmd
}

// scenario reads a scenario from a file, or from the package by its id.
func (a *app) scenario(ws *workspace.Workspace, arg string) (*evaluate.Overlay, error) {
	var s *plan.Scenario
	var findings []finding.Finding
	data, err := os.ReadFile(arg)
	switch {
	case err == nil:
		s, findings = plan.ParseScenario(arg, data, ws.Plan())
	case errors.Is(err, fs.ErrNotExist):
		s, findings, err = ws.Scenario(arg)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, unknown("scenario", arg, ws.ScenarioIDs())
	}
	if err != nil {
		return nil, err
	}
	if worst, any := finding.Worst(findings); any && worst >= finding.Error {
		a.report(a.errs, findings)
		return nil, errSaid
	}
	return workspace.Overlay(s), nil
}
