package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/method/sharing"
)

func (a *app) settleShareCommand() *cobra.Command {
	o := &output{app: a}
	var most int
	var seed uint64
	cmd := &cobra.Command{
		Use:   "share GAME",
		Short: a.say("还没谈拢的分摊：各种规则并列，谁宁愿退出", "What is still to be negotiated: rules side by side, and who would leave"),
		Long: a.say(`GAME 是 CSV：联盟,收益（或 费用）；区段,费用,使用者；成员,里程；成员,债权；成员,权重（见 docs/methods/sharing.md）。
每种规则一行一方：份额（精确分数在 exact 列）、抽样时的区间、证书、会退出的联盟数与其中得益最大的一个。`,
			`GAME is CSV: coalition,benefit (or cost); segment,cost,users; player,length; player,claim; player,weight (see
docs/methods/sharing.md). For every rule a row for each player: the share (its exact fraction in the column exact), the
interval where it was sampled, the certificate, and how many coalitions would leave, with the one that gains most.`),
		Example: "  yipanqi settle share 里程.csv\n  yipanqi settle share 联盟.csv -o 分摊.xlsx",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			data, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			game, findings := sharing.Read(args[0], data)
			if worst, any := finding.Worst(findings); game == nil || any && worst >= finding.Error {
				a.report(a.errs, findings)
				return errSaid
			}
			defer a.slowly("正在计算……", "computing…")()
			c, err := sharing.Compare(game, sharing.Options{MaxNucleolus: most, Sampling: sharing.Sampling{Seed: seed}})
			if err != nil {
				return err
			}
			return o.comparison(c)
		},
	}
	o.register(cmd)
	cmd.Flags().IntVar(&most, "max-nucleolus", 0, a.say("算核仁的最多成员数；默认 20", "most players of a nucleolus; 20 by default"))
	cmd.Flags().Uint64Var(&seed, "seed", 1, a.say("抽样的种子", "seed of samples"))
	return cmd
}

var shareColumns = []string{"rule", "title", "player", "share", "exact", "low", "high", "alone", "certificate",
	"leaving",
	"leaving_first", "gain"}

// comparison writes every rule, a row for each player, and tells of the core.
func (o *output) comparison(c *sharing.Comparison) error {
	switch {
	case c.Core == nil:
		o.note("成员太多，核无法逐个联盟检查", "there are too many players to look at every coalition of the core")
	case c.Core.Empty:
		o.note("核是空的：无论怎么分，总有联盟宁愿退出", "the core is empty: however it is divided, some coalition would rather leave")
	default:
		o.note("核不空：有谁也不想退出的分法", "the core is not empty: there are divisions nobody wants to leave")
	}
	for _, n := range c.Notes {
		o.note("%s：%s", "%s: %s", n.Rule.Title.In(o.lang), n.Text.In(o.lang))
	}
	return o.table(shareColumns, func(add addRow) error {
		for i := range c.Rules {
			if err := o.sharedBy(add, c, &c.Rules[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *output) sharedBy(add addRow, c *sharing.Comparison, r *sharing.Compared) error {
	var certificate, leaving, first, gain any
	if r.Certificate != nil {
		certificate = r.Certificate.Valid
	}
	if r.Leaving.Known {
		leaving = r.Leaving.Count
		if len(r.Leaving.Worst) > 0 && r.Leaving.Count > 0 {
			worst := r.Leaving.Worst[0]
			first, gain = strings.Join(c.Game.Name(worst.Coalition), "+"), figure(worst.Excess)
		}
	}
	for i, player := range c.Game.Players {
		var exact, low, high any
		if r.Exact != nil {
			exact = r.Exact[i].RatString()
		}
		if r.Low != nil {
			low, high = figure(r.Low[i]), figure(r.High[i])
		}
		if err := add(r.Rule.ID, r.Rule.Title.In(o.lang), player, figure(r.Shares[i]), exact, low, high, figure(c.Alone[i]),
			certificate, leaving, first, gain); err != nil {
			return err
		}
	}
	return nil
}
