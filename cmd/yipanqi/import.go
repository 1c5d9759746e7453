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
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/store/sqlite"
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
（试运行时为 1）。同一文件不会记入两次；--supersedes 以新导入取代旧导入，旧的仍可查，编号见 ledger list。`,
			`Read CSV or xlsx (long or wide, Chinese or English headers), check every cell and list every problem
in one run. An import is one transaction: all of it or nothing. --dry-run only looks. With errors
nothing is appended and the exit code is 2 (1 for a dry run). The same file is not appended twice;
--supersedes withdraws an earlier import, which stays in the history.`),
		Example: "  yipanqi import facts.csv --ledger facts.db --dry-run\n  yipanqi import form.xlsx -l facts.db",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.ledgerFile == "" && !dryRun {
				return errNoLedger
			}
			ws, closeWorkspace, err := a.openForImport(cmd.Context())
			if err != nil {
				return err
			}
			defer closeWorkspace()
			o.Known = measure.InstantOf(a.now())
			did := render.Import{DryRun: dryRun}
			if did.Batches, did.Findings, err = a.readFacts(ws, args, o); err != nil {
				return err
			}
			worst, any := finding.Worst(did.Findings)
			switch bad := any && worst == finding.Error; {
			case bad:
			case dryRun:
				did.Preview, err = a.preview(cmd.Context(), did.Batches)
			default:
				did.Position, err = a.appendBatches(cmd.Context(), did.Batches)
			}
			if err != nil {
				return err
			}
			return a.reportImport(did, ws.Plan())
		},
	}
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, a.say("只检查，不记入", "check only, append nothing"))
	cmd.Flags().StringVar(&o.Reporter, "reporter", "", a.say("填报单位", "body that reports"))
	cmd.Flags().StringVar(&o.Indicator, "indicator", "", a.say("文件没有指标列时的指标",
		"indicator, for files without such a column"))
	cmd.Flags().StringVar(&o.Supersedes, "supersedes", "", a.say("取代的批次编号（见 ledger list）",
		"id of the import it withdraws (see ledger list)"))
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
	defer a.slowly("正在读取……", "reading…")()
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

// reportImport tells what an import did, or a dry run would do, or why nothing was appended. The answer
// of a dry run is what it found; else findings go beside the answer.
func (a *app) reportImport(did render.Import, p *plan.Plan) error {
	out := a.errs
	if did.DryRun {
		out = a.out
	}
	if a.json {
		if err := render.ImportJSON(a.out, did); err != nil {
			return err
		}
	} else {
		a.report(out, did.Findings)
	}
	switch {
	case did.Preview == nil && did.Position == nil && did.DryRun:
		return errFindings
	case did.Preview == nil && did.Position == nil:
		fmt.Fprintln(a.errs, a.say("有错误，一条也没有记入。", "There are errors: nothing was appended."))
		return errSaid
	case did.DryRun && !a.json:
		did.Preview.Write(out, p, a.lang)
	case !did.DryRun && !a.json:
		a.reportAppended(did)
	}
	if did.DryRun {
		return a.exitFor(did.Findings)
	}
	return nil
}

func (a *app) reportAppended(did render.Import) {
	n := 0
	for _, b := range did.Batches {
		n += len(b.Observations)
		fmt.Fprintf(a.out, a.say("批次 %s：%d 条\n", "batch %s: %d observations\n"), b.ID, len(b.Observations))
	}
	fmt.Fprintf(a.out, a.say("已记入 %d 条，台账共 %d 条\n", "appended %d observations; the ledger holds %d\n"),
		n, did.Position.Seq)
}

// preview holds batches against what is known without them: the package's facts and the ledger's, if
// there is one already.
func (a *app) preview(ctx context.Context, batches []fact.Batch) (*render.Preview, error) {
	if _, err := os.Stat(a.ledgerFile); errors.Is(err, fs.ErrNotExist) {
		a.ledgerFile = ""
	}
	if err := a.checkSuperseded(ctx, batches); err != nil {
		return nil, err
	}
	ws, closeWorkspace, err := a.openSound(ctx)
	if err != nil {
		return nil, err
	}
	defer closeWorkspace()
	p, err := exchange.Compare(ctx, ws.Facts(), batches)
	if err != nil {
		return nil, err
	}
	out := &render.Preview{New: p.New, Same: p.Same}
	for _, c := range p.Changes {
		out.Changes = append(out.Changes, render.Change{Key: c.Now.Key(), Was: c.Was.Value, Now: c.Now.Value})
	}
	return out, nil
}

// checkSuperseded reports a batch that is to be withdrawn and is neither in the ledger nor among those
// that come with it.
func (a *app) checkSuperseded(ctx context.Context, batches []fact.Batch) error {
	missing := map[string]bool{}
	for i := range batches {
		missing[batches[i].Supersedes] = true
	}
	for i := range batches {
		delete(missing, batches[i].ID)
	}
	delete(missing, "")
	if len(missing) > 0 && a.ledgerFile != "" {
		err := a.withLedger(func(ledger *sqlite.Ledger) error {
			return ledger.Batches(ctx, func(b *fact.Batch) error {
				delete(missing, b.ID)
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return errUnknownBatch
	}
	return nil
}

var errUnknownBatch = textError{"台账里没有要取代的批次；用 yipanqi ledger list 查看各批次的编号",
	"the ledger holds no batch of the id to be withdrawn; yipanqi ledger list shows the ids"}

// appendBatches appends to the ledger, made if it does not exist: all of an import or nothing.
func (a *app) appendBatches(ctx context.Context, batches []fact.Batch) (*fact.Position, error) {
	ledger, err := a.openLedger(true)
	if err != nil {
		return nil, err
	}
	defer ledger.Close()
	defer a.slowly("正在记入……", "appending…")()
	all := make([]*fact.Batch, len(batches))
	for i := range batches {
		all[i] = &batches[i]
	}
	pos, err := ledger.Append(ctx, all...)
	switch known := (*fact.KnownError)(nil); {
	case errors.Is(err, fact.ErrDuplicate):
		return nil, textError{"这批数据已在台账中，没有重复记入",
			"the ledger holds this already and was left as it is"}
	case errors.Is(err, fact.ErrUnknownBatch):
		return nil, errUnknownBatch
	case errors.As(err, &known):
		return nil, textError{fmt.Sprintf("获知时间 %v 早于台账中最后一批（%v）；历史版次须在其后各批之前记入", known.Known, known.Last),
			fmt.Sprintf("known from %v, before the last batch in the ledger (%v); earlier vintages must be imported first",
				known.Known, known.Last)}
	case err != nil:
		return nil, err
	}
	return &pos, nil
}
