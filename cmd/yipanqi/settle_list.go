package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

var settleListColumns = []string{"compact", "name", "kind", "parties", "settles", "from", "to", "rule",
	"rule_from", "rule_to", "certainty",
	"source"}

func (a *app) settleListCommand() *cobra.Command {
	o := &output{app: a}
	cmd := &cobra.Command{
		Use:   "list",
		Short: a.say("列出协议及其规则版本", "List compacts and the versions of their rules"),
		Long: a.say("没有规则的协议是条款未公布的，不能结算；凭记忆的规则属假设。",
			"A compact without a rule has unpublished terms and cannot be settled; a rule from memory is an assumption."),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, closeAll, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeAll()
			return o.table(settleListColumns, func(add addRow) error {
				for _, c := range ws.Plan().Compacts {
					if err := o.listCompact(add, c); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	o.register(cmd)
	return cmd
}

// listCompact writes a row for each rule, or one without a rule.
func (o *output) listCompact(add addRow, c *plan.Compact) error {
	var parties []string
	for i := range c.Parties {
		parties = append(parties, render.PartyName(c, c.Parties[i].ID, o.lang))
	}
	head := []any{c.ID, c.Name.In(o.lang), c.Kind, strings.Join(parties, "+"), len(c.Rules) > 0,
		dayOrNil(c.From), dayOrNil(c.To)}
	if len(c.Rules) == 0 {
		return add(append(head, nil, nil, nil, nil, nil)...)
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		row := append(head[:len(head):len(head)], r.ID, dayOrNil(r.From), dayOrNil(r.To),
			render.Certainty(r.Certainty, o.lang), r.Source)
		if err := add(row...); err != nil {
			return err
		}
	}
	return nil
}

func dayOrNil(d measure.Date) any {
	if d == 0 {
		return nil
	}
	return d
}
