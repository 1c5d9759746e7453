package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/workspace"
)

func (a *app) importCommand() *cobra.Command {
	var o exchange.Options
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "import FILE…",
		Short: a.say("把 CSV 或 xlsx 的事实记入台账", "Append facts from CSV or xlsx to the ledger"),
		Long: a.say(`读 CSV 或 xlsx（长表或宽表，中英文表头），逐格核对，一次列出全部问题。
一次导入是一个事务：全部记入，或全不记入。--dry-run 只看不记。有错误时不记入，退出码为 2
（试运行时为 1）。同一文件不会记入两次；--supersedes 以新导入取代旧导入，旧的仍可查。`,
			`Read CSV or xlsx (long or wide, Chinese or English headers), check every cell and list every problem
in one run. An import is one transaction: all of it or nothing. --dry-run only looks. With errors
nothing is appended and the exit code is 2 (1 for a dry run). The same file is not appended twice;
--supersedes withdraws an earlier import, which stays in the history.`),
		Example: "  yipanqi import facts.csv --ledger facts.db --dry-run\n  yipanqi import form.xlsx -l facts.db",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.ledgerFile == "" && !dryRun {
				return a.errNoLedger()
			}
			ws, closeWorkspace, err := a.openForImport(cmd.Context())
			if err != nil {
				return err
			}
			defer closeWorkspace()
			o.Known = measure.InstantOf(a.now())
			batches, findings, err := a.readFacts(ws, args, o)
			if err != nil {
				return err
			}
			worst, any := finding.Worst(findings)
			bad := any && worst == finding.Error
			if dryRun || bad {
				return a.reportImport(cmd.Context(), batches, findings, dryRun)
			}
			a.report(a.errs, findings)
			return a.appendBatches(cmd.Context(), batches)
		},
	}
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, a.say("只检查，不记入", "check only, append nothing"))
	cmd.Flags().StringVar(&o.Reporter, "reporter", "", a.say("填报单位", "body that reports"))
	cmd.Flags().StringVar(&o.Indicator, "indicator", "", a.say("文件没有指标列时的指标",
		"indicator, for files without such a column"))
	cmd.Flags().StringVar(&o.Supersedes, "supersedes", "", a.say("取代的导入编号", "id of the import it withdraws"))
	cmd.Flags().StringVar(&o.Note, "note", "", a.say("备注", "note"))
	return cmd
}

// openForImport opens the package alone: what the ledger holds has no say in what may be imported.
func (a *app) openForImport(ctx context.Context) (*workspace.Workspace, func(), error) {
	ledger := a.ledgerFile
	a.ledgerFile = ""
	defer func() { a.ledgerFile = ledger }()
	return a.openSound(ctx)
}

func (a *app) readFacts(ws *workspace.Workspace, files []string, o exchange.Options) (
	[]fact.Batch, []finding.Finding, error) {
	schema := exchange.ForPlan(ws.Plan())
	var batches []fact.Batch
	var findings []finding.Finding
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		b, fs := exchange.Read(file, data, schema, o)
		batches = append(batches, b...)
		findings = append(findings, fs...)
	}
	return batches, findings, nil
}

// reportImport tells what a dry run found and would do, or why an import did not happen.
func (a *app) reportImport(ctx context.Context, batches []fact.Batch, findings []finding.Finding,
	dryRun bool) error {
	worst, any := finding.Worst(findings)
	bad := any && worst == finding.Error
	out := a.errs
	if dryRun {
		out = a.out
	}
	if a.json {
		if err := render.FindingsJSON(a.out, findings); err != nil {
			return err
		}
	} else {
		a.report(out, findings)
	}
	switch {
	case bad && !dryRun:
		fmt.Fprintln(a.errs, a.say("有错误，一条也没有记入。", "There are errors: nothing was appended."))
		return errSaid
	case bad:
		return errFindings
	case a.json:
		return a.exitFor(findings)
	}
	preview, err := a.preview(ctx, batches)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, a.say("可以记入：新增 %d 个单元，不变 %d 个，改变 %d 个\n",
		"can be appended: %d new cells, %d unchanged, %d changed\n"),
		preview.New, preview.Same, len(preview.Changes))
	for _, c := range preview.Changes {
		fmt.Fprintf(out, "  %s  %s → %s\n", render.KeyText(c.Now.Key()),
			measure.Shortest(c.Was.Value), measure.Shortest(c.Now.Value))
	}
	return a.exitFor(findings)
}

// preview holds batches against the ledger, if there is one already.
func (a *app) preview(ctx context.Context, batches []fact.Batch) (exchange.Preview, error) {
	if _, err := os.Stat(a.ledgerFile); a.ledgerFile == "" || errors.Is(err, fs.ErrNotExist) {
		return exchange.Compare(ctx, fact.NewMemory(), batches)
	}
	ledger, err := a.openLedger(false)
	if err != nil {
		return exchange.Preview{}, err
	}
	defer ledger.Close()
	return exchange.Compare(ctx, ledger, batches)
}

// appendBatches appends to the ledger, made if it does not exist: all of an import or nothing.
func (a *app) appendBatches(ctx context.Context, batches []fact.Batch) error {
	ledger, err := a.openLedger(true)
	if err != nil {
		return err
	}
	defer ledger.Close()
	all := make([]*fact.Batch, len(batches))
	n := 0
	for i := range batches {
		all[i] = &batches[i]
		n += len(batches[i].Observations)
	}
	pos, err := ledger.Append(ctx, all...)
	switch known := (*fact.KnownError)(nil); {
	case errors.Is(err, fact.ErrDuplicate):
		return fmt.Errorf(a.say("这批数据已在台账中，没有重复记入：%w",
			"the ledger holds this already and was left as it is: %w"), err)
	case errors.As(err, &known):
		return fmt.Errorf(a.say("获知时间早于台账中最后一批；历史版次须在其后各批之前记入：%w",
			"known before the last batch in the ledger; earlier vintages must be imported first: %w"), err)
	case err != nil:
		return err
	}
	for _, b := range all {
		fmt.Fprintf(a.out, a.say("批次 %s：%d 条\n", "batch %s: %d observations\n"), b.ID, len(b.Observations))
	}
	fmt.Fprintf(a.out, a.say("已记入 %d 条，台账共 %d 条\n", "appended %d observations; the ledger holds %d\n"), n, pos.Seq)
	return nil
}
