package main

import "github.com/spf13/cobra"

func (a *app) settleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settle",
		Short: a.say("协议的结算与轧差", "Settle agreements and net what they come to"),
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.settleNetCommand())
	return cmd
}
