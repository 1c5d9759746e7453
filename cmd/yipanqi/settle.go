package main

import (
	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/method/settlement"
)

func (a *app) settleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settle",
		Short: a.say("协议：结算、结算单、账簿、轧差、分摊", "Agreements: settle, state, keep, net and divide"),
	}
	cmd.AddCommand(a.settleListCommand(), a.settleRunCommand(), a.settleExplainCommand(),
		a.settleStatementCommand(), a.settleBalancesCommand(), a.settleReplayCommand(), a.settleCloseCommand(),
		a.settleMarkCommand(settlement.StepDispute, "dispute ENTRY", "对一笔入账提出异议", "Object to an entry"),
		a.settleMarkCommand(settlement.StepCounter, "counter DISPUTE", "答复一项异议", "Answer a dispute"),
		a.settleMarkCommand(settlement.StepResolution, "resolve DISPUTE", "了结一项异议", "End a dispute"),
		a.settlePayCommand(), a.settleNetCommand(), a.settleShareCommand())
	return cmd
}
