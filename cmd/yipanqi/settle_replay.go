package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

func (a *app) settleReplayCommand() *cobra.Command {
	j := &settleJob{app: a}
	var recompute bool
	cmd := &cobra.Command{
		Use:   "replay",
		Short: a.say("从零重放账簿，核对余额；可按当时所知重算", "Replay the journal from nothing; recompute as known then"),
		Long: a.say(`逐条重放账簿：哈希链相接，每一笔合计为零，余额与账簿一致。--recompute 另按每一笔入账时的时点重新结算，
与入账的逐分核对；有不同时列出，退出码为 1。`,
			`Replays the journal record by record: the hash chain joins, every entry sums to zero, balances are the journal's.
--recompute also settles anew every entry from the point of view it was posted from, and holds it against what was
posted to the fen; differences are listed, and it exits 1.`),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withJournal(cmd.Context(), func(journal *settlement.Journal) error {
				again, err := settlement.Replay(journal.Records())
				if err != nil {
					return err
				}
				if err := a.sameBalances(journal, again); err != nil {
					return err
				}
				if recompute {
					return j.recompute(cmd.Context(), again)
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&recompute, "recompute", false, a.say("按入账时的时点重新结算", "settle anew as known then"))
	cmd.Flags().StringVar(&j.revenueFile, "revenue", "", a.say("税收台账（CSV、xlsx）", "revenue register (CSV, xlsx)"))
	return cmd
}

// sameBalances holds a replay against the journal.
func (a *app) sameBalances(journal, again *settlement.Journal) error {
	position := journal.Position()
	if again.Position() != position || !slices.Equal(again.Balances("", settlement.AsOf{}),
		journal.Balances("", settlement.AsOf{})) {
		return textError{"重放的余额与账簿不一致", "the replay gives other balances than the journal"}
	}
	sums := map[string]settlement.Fen{}
	for _, b := range again.Balances("", settlement.AsOf{}) {
		sums[b.Account] += b.Fen
	}
	for account, sum := range sums {
		if sum != 0 {
			return textError{fmt.Sprintf("%s 各方余额之和不为零：%v", account, sum),
				fmt.Sprintf("the balances of %s do not sum to zero: %v", account, sum)}
		}
	}
	fmt.Fprintf(a.out, a.say("账簿 %d 条，重放一致，各协议余额之和为零；校验 %x\n",
		"%d records, the replay agrees, balances of every compact sum to zero; head %x\n"), position.N, position.Hash)
	return nil
}

// recompute settles every settled period anew, as known when each entry was posted.
func (j *settleJob) recompute(ctx context.Context, journal *settlement.Journal) error {
	if j.revenueFile != "" {
		if err := j.readRevenue(); err != nil {
			return err
		}
	}
	ws, closeAll, err := j.openSound(ctx)
	if err != nil {
		return err
	}
	defer closeAll()
	different := false
	for i, r := range journal.Records() {
		e := r.Entry
		if e == nil || e.Compact == "" {
			continue
		}
		at, ok := postedFrom(e)
		if !ok {
			fmt.Fprintf(j.out, j.say("%s：没有记下时点，无法重算\n", "%s: no point of view was recorded, it cannot be recomputed\n"), e.ID)
			different = true
			continue
		}
		s, err := ws.Settle(ctx, e.Compact, settledPeriod(e), at, nil)
		if err != nil {
			return err
		}
		posted := journal.Posted(e.Compact, settledPeriod(e), settlement.AsOf{N: int64(i) + 1})
		gap := settlement.Difference(s.Postings(), posted)
		if len(gap) == 0 {
			fmt.Fprintf(j.out, j.say("%s：重算一致\n", "%s: recomputed, the same\n"), e.ID)
			continue
		}
		different = true
		for _, l := range gap {
			fmt.Fprintf(j.out, j.say("%s：%s %s 重算比入账多 %v 元\n", "%s: %s %s comes to %v yuan more than was posted\n"),
				e.ID, l.Party, l.Purpose, l.Fen)
		}
	}
	return findingsIf(different)
}

// postedFrom is the point of view that an entry was computed from.
func postedFrom(e *settlement.Entry) (at fact.AsOf, ok bool) {
	for _, ref := range e.Evidence {
		text, found := strings.CutPrefix(ref, asOfPrefix)
		valid, known, both := strings.Cut(text, "@")
		if !found || !both {
			continue
		}
		day, err1 := measure.ParseDate(valid)
		moment, err2 := measure.ParseInstant(known)
		if err1 == nil && err2 == nil {
			return fact.AsOf{Valid: day, Known: moment}, true
		}
	}
	return at, false
}
