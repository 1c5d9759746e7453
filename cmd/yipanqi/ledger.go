package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/store/sqlite"
)

func (a *app) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: a.say("核验、备份台账，列出批次", "Verify and back up the ledger, list its batches"),
	}
	verify := &cobra.Command{
		Use:   "verify",
		Short: a.say("核验哈希链与数据页", "Verify the hash chain and the pages"),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withLedger(func(ledger *sqlite.Ledger) error {
				defer a.slowly("正在核验……", "verifying…")()
				if err := ledger.Verify(cmd.Context()); err != nil {
					return err
				}
				pos, err := ledger.Position(cmd.Context())
				if err != nil {
					return err
				}
				return a.printPosition(a.ledgerFile, a.say("完好", "sound"), pos)
			})
		},
	}
	backup := &cobra.Command{
		Use:   "backup FILE",
		Short: a.say("在使用中备份到新文件", "Back up to a new file while in use"),
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withLedger(func(ledger *sqlite.Ledger) error {
				defer a.slowly("正在备份……", "backing up…")()
				pos, err := ledger.Backup(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return a.printPosition(args[0], args[0], pos)
			})
		},
	}
	list := &cobra.Command{
		Use:   "list",
		Short: a.say("列出各批次：编号、获知日、条数、来自的文件", "List the batches: id, known, observations, file"),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withLedger(func(ledger *sqlite.Ledger) error { return a.listBatches(cmd.Context(), ledger) })
		},
	}
	cmd.AddCommand(verify, backup, list)
	return cmd
}

// withLedger opens the ledger that the flags must name.
func (a *app) withLedger(do func(*sqlite.Ledger) error) error {
	if a.ledgerFile == "" {
		return errNoLedger
	}
	ledger, err := a.openLedger(false)
	if err != nil {
		return err
	}
	defer ledger.Close()
	return do(ledger)
}

var errNoLedger = textError{"请用 --ledger 指明台账文件", "name the ledger file with --ledger"}

// printPosition says where a ledger stands.
func (a *app) printPosition(file, word string, pos fact.Position) error {
	if a.json {
		return render.LedgerJSON(a.out, file, pos, nil)
	}
	_, err := fmt.Fprintf(a.out, "%s %d %x\n", word, pos.Seq, pos.Hash)
	return err
}

func (a *app) listBatches(ctx context.Context, ledger *sqlite.Ledger) error {
	defer a.slowly("正在读取台账……", "reading the ledger…")()
	batches := []render.BatchLine{}
	err := ledger.Batches(ctx, func(b *fact.Batch) error {
		line := render.BatchLine{Batch: *b, N: len(b.Observations)}
		line.Observations = nil
		batches = append(batches, line)
		return nil
	})
	if err != nil {
		return err
	}
	pos, err := ledger.Position(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return render.LedgerJSON(a.out, a.ledgerFile, pos, batches)
	}
	render.Batches(a.out, batches, a.lang)
	return nil
}
