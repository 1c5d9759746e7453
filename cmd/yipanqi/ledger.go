package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/store/sqlite"
)

func (a *app) ledgerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: a.say("核验与备份台账", "Verify and back up the ledger"),
	}
	verify := &cobra.Command{
		Use:   "verify",
		Short: a.say("核验哈希链与数据页", "Verify the hash chain and the pages"),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ledger, err := a.requireLedger()
			if err != nil {
				return err
			}
			defer ledger.Close()
			if err := ledger.Verify(cmd.Context()); err != nil {
				return err
			}
			pos, err := ledger.Position(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s %d %x\n", a.say("完好", "sound"), pos.Seq, pos.Hash)
			return nil
		},
	}
	backup := &cobra.Command{
		Use:   "backup FILE",
		Short: a.say("在使用中备份到新文件", "Back up to a new file while in use"),
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ledger, err := a.requireLedger()
			if err != nil {
				return err
			}
			defer ledger.Close()
			pos, err := ledger.Backup(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "%s %d %x\n", args[0], pos.Seq, pos.Hash)
			return nil
		},
	}
	cmd.AddCommand(verify, backup)
	return cmd
}

// requireLedger opens the ledger that the flags must name.
func (a *app) requireLedger() (*sqlite.Ledger, error) {
	if a.ledgerFile == "" {
		return nil, a.errNoLedger()
	}
	return a.openLedger(false)
}

func (a *app) errNoLedger() error {
	return errors.New(a.say("请用 --ledger 指明台账文件", "name the ledger file with --ledger"))
}
