package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/render"
)

func (a *app) settleExplainCommand() *cobra.Command {
	j := &settleJob{app: a}
	cmd := &cobra.Command{
		Use:   "explain COMPACT [VERDICT]",
		Short: a.say("一分钱从哪里来：直到读数、观测与税收记录", "Where a fen comes from, down to readings, facts and revenue"),
		Long: a.say("VERDICT 是 settle run 列出的编号（规则/支付 或 规则/实例/支付），不写即全部。",
			"VERDICT is an id that settle run lists (rule/payment or rule/instance/payment); all unless named."),
		Example: "  yipanqi settle explain chishui-2018 --period 2019",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			closeAll, err := j.open(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			all, err := j.settled(cmd.Context(), args[:1])
			if err != nil {
				return err
			}
			var ids []string
			told := false
			for i := range all[0].Verdicts {
				v := &all[0].Verdicts[i]
				ids = append(ids, v.ID())
				if len(args) == 2 && v.ID() != args[1] {
					continue
				}
				told = true
				if err := render.SettleExplanation(a.out, v, all[0].Compact, a.lang); err != nil {
					return err
				}
				fmt.Fprintln(a.out)
			}
			if !told && len(args) == 2 {
				return unknown("verdict", args[1], ids)
			}
			return nil
		},
	}
	j.register(cmd)
	return cmd
}
