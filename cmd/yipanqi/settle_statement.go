package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/store/sqlite"
)

// withJournal reads the journal of the ledger that the flags must name.
func (a *app) withJournal(ctx context.Context, do func(*settlement.Journal) error) error {
	return a.withLedger(func(ledger *sqlite.Ledger) error {
		journal, err := settlement.Load(ctx, ledger.Journal())
		if err != nil {
			return err
		}
		return do(journal)
	})
}

func (a *app) settleStatementCommand() *cobra.Command {
	var period, party, known, file string
	var records int64
	cmd := &cobra.Command{
		Use:   "statement [COMPACT]",
		Short: a.say("打印一期的结算单", "Print the statement of a period"),
		Long: a.say(`期初余额、本期入账（判定、依据、轧差）、期末余额、异议。由账簿的前若干条记录唯一决定：同一账簿、同样的 --records
得到逐字节相同的结算单；--known 按某时所知。--json 是规范 JSON，其 SHA-256 写在 stderr，双方可据以签认。`,
			`Opening balances, the period's entries (verdicts, evidence, netting), closing balances, disputes. It follows from
the journal's first records alone: the same journal and --records give the same bytes; --known is as known at a moment.
--json is canonical, with its SHA-256 on stderr for both sides to sign.`),
		Example: "  yipanqi settle statement chishui-2018 --period 2019 --ledger 台账.db",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := settlement.Query{Party: party, N: records}
			if len(args) == 1 {
				q.Account = args[0]
			}
			var err error
			if q.Period, err = measure.ParsePeriod(period); err != nil {
				return textError{"--period 写时期，如 2023 或 2023-05", "--period takes a period, such as 2023 or 2023-05"}
			}
			if known != "" {
				if q.Known, err = measure.ParseInstant(known); err != nil {
					return notDate(known)
				}
			}
			return a.withJournal(cmd.Context(), func(j *settlement.Journal) error {
				return a.writeStatement(cmd.Context(), j.Statement(q), file)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&period, "period", "", a.say("时期", "period"))
	flags.StringVar(&party, "party", "", a.say("只看一方", "one party alone"))
	flags.StringVar(&known, "known", "", a.say("按某时所知", "as known at a moment"))
	flags.Int64Var(&records, "records", 0, a.say("只看账簿的前几条记录", "only so many of the journal's records"))
	flags.StringVarP(&file, "output", "o", "", a.say("输出文件", "file to write"))
	return cmd
}

// writeStatement writes a statement as text with the names of the package, or as canonical JSON.
func (a *app) writeStatement(ctx context.Context, s *settlement.Statement, file string) error {
	hash, err := s.Hash()
	if err != nil {
		return err
	}
	var body []byte
	if a.json {
		if body, err = s.JSON(); err != nil {
			return err
		}
		body = append(body, '\n')
		a.progress("SHA-256 %s", "SHA-256 %s", hash)
	} else {
		names, err := a.partyNames(ctx)
		if err != nil {
			return err
		}
		body = []byte(s.Text(a.lang, names) + "\nSHA-256  " + hash + "\n")
	}
	if file == "" {
		_, err = a.out.Write(body)
		return err
	}
	return writeFile(file, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
}

// partyNames gives the names of compacts and parties, and ids where the package has none.
func (a *app) partyNames(ctx context.Context) (func(id string) string, error) {
	ws, closeAll, err := a.openSound(ctx)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	names := map[string]string{}
	for _, c := range ws.Plan().Compacts {
		names[c.ID] = c.Name.In(a.lang)
		for i := range c.Parties {
			names[c.Parties[i].ID] = c.Parties[i].Name.In(a.lang)
		}
	}
	return func(id string) string {
		if names[id] == "" {
			return id
		}
		return names[id]
	}, nil
}

func (a *app) settleBalancesCommand() *cobra.Command {
	o := &output{app: a}
	var asOf asOfFlags
	cmd := &cobra.Command{
		Use:   "balances [COMPACT]",
		Short: a.say("各方余额", "Balances of the parties"),
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := asOf.settlement()
			if err != nil {
				return err
			}
			account := ""
			if len(args) == 1 {
				account = args[0]
			}
			return a.withJournal(cmd.Context(), func(j *settlement.Journal) error {
				return o.table([]string{"compact", "party", "outside", "amount"}, func(add addRow) error {
					for _, b := range j.Balances(account, at) {
						if err := add(b.Account, b.Party, b.Outside, yuan(b.Fen)); err != nil {
							return err
						}
					}
					return nil
				})
			})
		},
	}
	o.register(cmd)
	asOf.register(a, cmd)
	return cmd
}

// settlement is the point of view on a journal: all of it unless a flag says otherwise.
func (f *asOfFlags) settlement() (settlement.AsOf, error) {
	var at settlement.AsOf
	for _, s := range []struct{ valid, known string }{{f.both, f.both}, {f.valid, f.known}} {
		if s.valid != "" {
			d, err := measure.ParseDate(s.valid)
			if err != nil {
				return at, notDate(s.valid)
			}
			at.Valid = d
		}
		if s.known != "" {
			i, err := measure.ParseInstant(s.known)
			if err != nil {
				return at, notDate(s.known)
			}
			at.Known = i
		}
	}
	return at, nil
}

// compactOf finds a compact of the package, for what is written into the journal about it.
func compactOf(p *plan.Plan, id string) (*plan.Compact, error) {
	if c := p.Compact(id); c != nil {
		return c, nil
	}
	return nil, unknown("compact", id, compactIDs(p))
}
