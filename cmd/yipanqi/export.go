package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/exchange"
)

func (a *app) exportCommand() *cobra.Command {
	var asOf asOfFlags
	var file string
	cmd := &cobra.Command{
		Use:   "export",
		Short: a.say("导出事实为 CSV 或 xlsx", "Write facts as CSV or xlsx"),
		Long: a.say(`指明台账而不指明日期时，导出整本台账（含历次修订与批次），重新导入得到同一本台账。
否则导出截至某日有效、已获知的观测（规划包与台账合看）。`,
			`With a ledger and no date, writes the whole ledger, every revision and batch; importing it again gives
the same ledger. Otherwise writes the observations that hold as of a date, package and ledger as one.`),
		Example: "  yipanqi export -l facts.db -o ledger.csv\n  yipanqi export --as-of 2023-06-30 -o facts.xlsx",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return a.export(cmd.Context(), a.out, exchange.ExportCSV, asOf)
			}
			open := exchange.ExportCSV
			if strings.EqualFold(filepath.Ext(file), ".xlsx") {
				open = exchange.ExportXLSX
			}
			return writeFile(file, func(w io.Writer) error { return a.export(cmd.Context(), w, open, asOf) })
		},
	}
	asOf.register(a, cmd)
	cmd.Flags().StringVarP(&file, "output", "o", "", a.say("输出文件（.csv 或 .xlsx）；默认为标准输出",
		"file to write (.csv or .xlsx); standard output by default"))
	return cmd
}

func (a *app) export(ctx context.Context, w io.Writer,
	open func(io.Writer, *exchange.Schema) *exchange.Export, asOf asOfFlags) error {
	ws, closeLedger, err := a.openSound(ctx)
	if err != nil {
		return err
	}
	defer closeLedger()
	defer a.slowly("正在导出……", "exporting…")()
	e := open(w, exchange.ForPlan(ws.Plan()))
	if a.ledgerFile != "" && asOf == (asOfFlags{}) {
		ledger, err := a.openLedger(false)
		if err != nil {
			return err
		}
		defer ledger.Close()
		return errors.Join(ledger.Batches(ctx, e.Batch), e.Close())
	}
	at, err := asOf.point(ws.DefaultAsOf())
	if err != nil {
		return err
	}
	return errors.Join(ws.Facts().Scan(ctx, at, e.Observation), e.Close())
}
