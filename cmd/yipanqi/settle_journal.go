package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/store/sqlite"
)

// settleRecord makes a command that adds one record to the journal.
func (a *app) settleRecord(cmd *cobra.Command,
	make func(j *settlement.Journal, args []string) (settlement.Record, error)) *cobra.Command {
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.withLedger(func(ledger *sqlite.Ledger) error {
			journal, err := settlement.Load(cmd.Context(), ledger.Journal())
			if err != nil {
				return err
			}
			record, err := make(journal, args)
			if err != nil {
				return err
			}
			return a.addRecord(cmd.Context(), a.out, ledger, record)
		})
	}
	return cmd
}

// addRecord posts a record and says so.
func (a *app) addRecord(ctx context.Context, w io.Writer, ledger *sqlite.Ledger, r settlement.Record) error {
	position, err := ledger.Journal().Append(ctx, r)
	if err != nil {
		return journalError(err)
	}
	fmt.Fprintf(w, a.say("已记：%s（账簿第 %d 条）\n", "recorded: %s (record %d)\n"), r.ID(), position.N)
	return nil
}

// journalErrors tell what a journal refuses, and what to do.
var journalErrors = []struct {
	err error
	textError
}{
	{settlement.ErrUnknown, textError{"账簿里没有这条记录", "the journal holds no such record"}},
	{settlement.ErrNoParty, textError{"只有这一笔的当事方可以提出", "only a party of the entry may do that"}},
	{settlement.ErrResolved, textError{"这项异议已了结", "the dispute is resolved"}},
	{settlement.ErrPeriodClosed, textError{"这一期已关账", "the period is closed"}},
	{settlement.ErrInvalid, textError{"记录不完整：检查各方、金额与理由",
		"the record is not complete: check parties, amounts and reason"}},
}

func journalError(err error) error {
	for _, known := range journalErrors {
		if errors.Is(err, known.err) {
			return textError{known.ZH + "（" + err.Error() + "）", known.EN + " (" + err.Error() + ")"}
		}
	}
	return err
}

// nextID names a record by what it is and its place in the journal.
func nextID(kind string, j *settlement.Journal) string { return fmt.Sprintf("%s-%d", kind, j.Len()+1) }

func (a *app) settleCloseCommand() *cobra.Command {
	var by, period string
	cmd := &cobra.Command{
		Use:   "close COMPACT",
		Short: a.say("关账：此后这一期只能以差额记在未关账的一期", "Close a period: later only differences, on an open one"),
		Args:  cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&period, "period", "", a.say("关到哪一期末", "through the end of this period"))
	cmd.Flags().StringVar(&by, "by", "", a.say("关账的一方或机构", "who closes"))
	return a.settleRecord(cmd, func(j *settlement.Journal, args []string) (r settlement.Record, err error) {
		p, err := measure.ParsePeriod(period)
		if err != nil {
			return r, notPeriod(period)
		}
		return settlement.Record{Close: &settlement.Close{ID: nextID("close", j), Account: args[0], Period: p, By: by,
			Known: measure.InstantOf(a.now())}}, nil
	})
}

// settleMarkCommand makes the commands of a dispute: what they answer is their argument.
func (a *app) settleMarkCommand(step settlement.Step, use, zh, en string) *cobra.Command {
	var by, reason, entry string
	var line int
	cmd := &cobra.Command{Use: use, Short: a.say(zh, en), Args: cobra.ExactArgs(1)}
	flags := cmd.Flags()
	flags.StringVar(&by, "by", "", a.say("提出的一方", "the party"))
	flags.StringVar(&reason, "reason", "", a.say("理由", "reason"))
	if step == settlement.StepDispute {
		flags.IntVar(&line, "line", 0, a.say("第几行；不写即整笔", "which line; the whole entry without"))
	}
	if step == settlement.StepResolution {
		flags.StringVar(&entry, "entry", "", a.say("据以了结的差额", "the difference that carries it out"))
	}
	return a.settleRecord(cmd, func(j *settlement.Journal, args []string) (settlement.Record, error) {
		m := &settlement.Mark{ID: nextID(string(step), j), Step: step, By: by, Reason: reason, Line: line, Entry: entry,
			Known: measure.InstantOf(a.now())}
		if step == settlement.StepDispute {
			m.Entry = args[0]
		} else {
			m.Dispute = args[0]
		}
		return settlement.Record{Mark: m}, nil
	})
}

func (a *app) settlePayCommand() *cobra.Command {
	var from, to, amount, period, voucher string
	cmd := &cobra.Command{
		Use:   "pay COMPACT",
		Short: a.say("记一笔已划转的款", "Record money that was moved"),
		Args:  cobra.ExactArgs(1),
		Example: "  yipanqi settle pay chishui-2018 --from yunnan --to sichuan --amount 1000000 --period 2020 " +
			"--voucher 财政国库2020-17 --ledger 台账.db",
	}
	flags := cmd.Flags()
	flags.StringVar(&from, "from", "", a.say("付款方", "who pays"))
	flags.StringVar(&to, "to", "", a.say("收款方", "who gets it"))
	flags.StringVar(&amount, "amount", "", a.say("金额，元", "amount in yuan"))
	flags.StringVar(&period, "period", "", a.say("记在哪一期", "period on whose statement it stands"))
	flags.StringVar(&voucher, "voucher", "", a.say("凭证", "voucher"))
	return a.settleRecord(cmd, func(j *settlement.Journal, args []string) (r settlement.Record, err error) {
		fen, err := settlement.ParseFen(amount)
		if err != nil || fen <= 0 {
			return r, textError{"--amount 写大于零的元数，精确到分：" + amount, "--amount takes yuan above zero, to the fen: " + amount}
		}
		p, err := measure.ParsePeriod(period)
		if err != nil {
			return r, notPeriod(period)
		}
		e := &settlement.Entry{ID: nextID("payment", j), Kind: settlement.KindPayment, Period: p,
			Known: measure.InstantOf(a.now()),
			Lines: []settlement.Line{{Party: from, Account: args[0], Fen: fen, Purpose: "payment"},
				{Party: to, Account: args[0], Fen: -fen, Purpose: "payment"}}}
		if voucher != "" {
			e.Evidence = []string{"voucher:" + voucher}
		}
		return settlement.Record{Entry: e}, nil
	})
}
