package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/render"
)

func (a *app) diffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: a.say("比较两个日期、规划包或情景", "Compare two as-of dates, packages or scenarios"),
		Long: a.say(`A 与 B 各为：日期（截至该日有效且已获知）、规划包目录，或情景（规划包内的编号，或文件）。
列出值或状态不同的目标，以及值不同的单元。有差异时退出码为 1。`,
			`A and B are each a date (what was valid and known by then), a package directory, or a scenario (an id
in the package, or a file). Lists the targets whose value or status differs, and the cells whose value
differs. Exits 1 where anything does.`),
		Example: "  yipanqi diff 2023-06-30 2025-12-31\n  yipanqi diff plans/chengyu ../draft",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var sides [2]*evaluate.Result
			for i, arg := range args {
				r, err := a.side(cmd.Context(), arg)
				if err != nil {
					return err
				}
				sides[i] = r
			}
			return a.printDiff(sides[0], sides[1])
		},
	}
}

// side evaluates one side of a comparison.
func (a *app) side(ctx context.Context, arg string) (*evaluate.Result, error) {
	dir := a.packageDir
	info, err := os.Stat(arg)
	isPackage := err == nil && info.IsDir() && !looksLikeDate(arg)
	if isPackage {
		dir = arg
	}
	fsys, err := packageAt(dir)
	if err != nil {
		return nil, err
	}
	ws, closeLedger, err := a.openPackage(ctx, fsys)
	if err != nil {
		return nil, err
	}
	defer closeLedger()
	if err := a.requireSound(ws); err != nil {
		return nil, err
	}
	switch {
	case isPackage:
		return a.evaluate(ctx, ws, asOfFlags{}, nil)
	case looksLikeDate(arg):
		return a.evaluate(ctx, ws, asOfFlags{both: arg}, nil)
	}
	o, err := a.scenario(ws, arg)
	if err != nil {
		return nil, err
	}
	return a.evaluate(ctx, ws, asOfFlags{}, o)
}

func (a *app) printDiff(before, after *evaluate.Result) error {
	d := evaluate.Compare(before, after)
	var err error
	if a.json {
		err = render.DiffJSON(a.out, before, after, d)
	} else {
		err = render.Diff(a.out, before, after, d, a.lang)
	}
	if err == nil && len(d.Targets)+len(d.Cells) > 0 {
		err = errFindings
	}
	return err
}
