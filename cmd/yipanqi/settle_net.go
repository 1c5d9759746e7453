package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/store/sqlite"
)

func (a *app) settleNetCommand() *cobra.Command {
	j := &netJob{output: output{app: a}}
	cmd := &cobra.Command{
		Use:   "net [FILE]",
		Short: a.say("把相互的债权轧差为最少的划转", "Net claims to the fewest transfers"),
		Long: a.say(`输入：一行一笔债权的 CSV 或 xlsx，列为 付款方,收款方,金额（元，精确到分，不四舍五入），可有 编号、协议；列名可用选项指明。
只在相互有往来的各方之间轧差（pool 为轧差组），每一方的净额不变，划转总额最小；一组内净额不为零的不超过 20 方时划转笔数最少。
不写文件而写 --ledger，则轧差台账里各协议的余额（协议外的一方不参与）；加 --post --period 把轧差记入台账，各协议的余额随之归零，
划转记在 clearing 户上。输出为划转的 CSV（--json 为 JSON；-o 文件.xlsx 为工作簿）；--claims 另列出每组轧掉的债权。
定义见 docs/methods/settlement.md。`,
			`Input: CSV or xlsx with a row for each claim: columns from,to,amount (yuan, exact to the fen, never
rounded), and if there are any id and account; options name others. Claims are netted only among parties that have
dealings with each other (a pool): every party keeps its balance and the least money is moved; up to 20 parties with a
balance in a pool transfers are the fewest. Without a file, and with --ledger, the balances of the journal's compacts
are netted (parties outside take no part); --post --period posts the netting: balances of compacts become zero, and
the transfers stand in the account clearing. Output is CSV (JSON with --json, a workbook with -o FILE.xlsx); --claims
also lists the claims that each pool nets. docs/methods/settlement.md has definitions.`),
		Example: "  yipanqi settle net claims.csv\n  yipanqi settle net 债权.xlsx --claims -o 轧差.xlsx",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if len(files) == 0 {
				return j.netLedger(cmd.Context())
			}
			claims, err := j.read(files[0])
			if err != nil {
				return err
			}
			_, err = j.net(claims)
			return err
		},
	}
	j.output.register(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&j.post, "post", false, a.say("把轧差记入台账", "post the netting to the ledger"))
	flags.StringVar(&j.period, "period", "", a.say("轧差记在哪一期", "period on whose statement the netting stands"))
	flags.BoolVar(&j.claims, "claims", false, a.say("也列出轧掉的债权", "list the claims netted too"))
	flags.StringVar(&j.names.from, "from", "", a.say("付款方所在的列", "column of who owes"))
	flags.StringVar(&j.names.to, "to", "", a.say("收款方所在的列", "column of who is owed"))
	flags.StringVar(&j.names.amount, "amount", "", a.say("金额所在的列，单位元", "column of amounts in yuan"))
	flags.StringVar(&j.names.id, "id", "", a.say("编号所在的列", "column of ids"))
	flags.StringVar(&j.names.account, "account", "", a.say("协议所在的列", "column of agreements"))
	return cmd
}

// netJob is one file of claims and how to write what they come to.
type netJob struct {
	output
	claims bool
	post   bool
	period string
	names  struct{ from, to, amount, id, account string }
}

var netColumns = []string{"pool", "kind", "id", "account", "from", "to", "amount"}

// read reads the claims; where a row is none, it tells all of them and gives an error.
func (j *netJob) read(file string) ([]settlement.Claim, error) {
	t, err := readLongTable(file)
	if err != nil {
		return nil, err
	}
	var at struct{ from, to, amount, id, account int }
	for _, c := range []struct {
		index *int
		given string
		needs bool
		usual []string
	}{
		{&at.from, j.names.from, true, []string{"付款方", "债务方", "from", "debtor"}},
		{&at.to, j.names.to, true, []string{"收款方", "债权方", "to", "creditor"}},
		{&at.amount, j.names.amount, true, []string{"金额", "金额（元）", "amount", "yuan"}},
		{&at.id, j.names.id, false, []string{"编号", "id"}},
		{&at.account, j.names.account, false, []string{"协议", "account", "compact"}},
	} {
		if *c.index, err = t.column(c.given, c.usual...); err != nil {
			return nil, err
		}
		if *c.index < 0 && c.needs {
			return nil, textError{fmt.Sprintf("%s 缺少列“%s”", file, c.usual[0]),
				fmt.Sprintf("%s has no column %q", file, c.usual[2])}
		}
	}
	cell := func(row, column int) string {
		if column < 0 {
			return ""
		}
		return t.rows[row][column]
	}
	var claims []settlement.Claim
	lines := map[string]int{} // by id
	for i := range t.rows {
		c := settlement.Claim{ID: cell(i, at.id), Account: cell(i, at.account), From: cell(i, at.from), To: cell(i, at.to)}
		if at.id < 0 {
			c.ID = strconv.Itoa(t.lines[i])
		}
		switch before, seen := lines[c.ID]; {
		case c.From == "":
			t.wrong(i, at.from, "没有付款方", "nobody owes")
		case c.To == "":
			t.wrong(i, at.to, "没有收款方", "nobody is owed")
		case c.From == c.To:
			t.wrong(i, at.to, "付款方与收款方都是“%s”", "%q owes itself", c.From)
		case c.ID == "":
			t.wrong(i, at.id, "没有编号", "the claim has no id")
		case seen:
			t.wrong(i, at.id, "编号“%s”在第 %d 行已用过", "id %q is taken by line %d", c.ID, before)
		}
		lines[c.ID] = t.lines[i]
		c.Fen = j.amount(t, i, at.amount)
		claims = append(claims, c)
	}
	return claims, t.refuse(j.app)
}

// amount reads an amount above zero, to the fen.
func (j *netJob) amount(t *longTable, row, column int) settlement.Fen {
	text := t.rows[row][column]
	fen, err := settlement.ParseFen(text)
	var wrong *settlement.AmountError
	switch {
	case errors.As(err, &wrong) && wrong.Flaw == settlement.TooFine:
		t.wrong(row, column, "“%s”精确到分以下；请先按约定的方法舍入", "%q is finer than a fen; round it as agreed", text)
	case errors.As(err, &wrong) && wrong.Flaw == settlement.TooLarge:
		t.wrong(row, column, "“%s”过大", "%q is too large", text)
	case err != nil:
		t.wrong(row, column, "“%s”不是以元计的金额，如 12345.60", "%q is not an amount in yuan, such as 12345.60", text)
	case fen <= 0:
		t.wrong(row, column, "金额 %s 不大于零；反向的债权请对调付款方与收款方",
			"the amount %s is not above zero; swap the parties of a claim the other way", text)
	}
	return fen
}

func (j *netJob) net(claims []settlement.Claim) (*settlement.Netting, error) {
	netting, err := settlement.Net(claims)
	if errors.Is(err, settlement.ErrOverflow) {
		return nil, textError{"债权合计过大，超出分的整数范围", "the claims add up to more than a whole number of fen can hold"}
	}
	if err != nil {
		return nil, err
	}
	gross, net := netting.Totals()
	j.note("%d 笔债权 %v 元，轧差为 %d 笔划转 %v 元", "%d claims of %v yuan come to %d transfers of %v yuan",
		len(claims), gross, len(netting.Transfers()), net)
	for i := range netting.Pools {
		if p := &netting.Pools[i]; !p.Fewest {
			j.note("第 %d 组各方过多，%d 笔划转未必最少", "pool %d is large: its %d transfers may not be the fewest",
				i+1, len(p.Transfers))
		}
	}
	return netting, j.table(netColumns, func(add addRow) error {
		for i := range netting.Pools {
			if err := j.pool(add, i+1, &netting.Pools[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// clearingAccount is where what is left after netting stands.
const clearingAccount = "clearing"

// netLedger nets the balances of the journal's compacts, and posts that if asked.
func (j *netJob) netLedger(ctx context.Context) error {
	return j.withLedger(func(ledger *sqlite.Ledger) error {
		journal, err := settlement.Load(ctx, ledger.Journal())
		if err != nil {
			return err
		}
		claims := openClaims(journal.Balances("", settlement.AsOf{}))
		if len(claims) == 0 {
			return textError{"台账里没有可以轧差的余额", "the ledger has no balances to net"}
		}
		netting, err := j.net(claims)
		if err != nil || !j.post {
			return err
		}
		period, err := measure.ParsePeriod(j.period)
		if err != nil {
			return notPeriod(j.period)
		}
		return j.addRecord(ctx, j.errs, ledger, settlement.Record{Entry: &settlement.Entry{ID: nextID("netting", journal),
			Kind: settlement.KindNetting, Period: period, Known: measure.InstantOf(j.now()),
			Lines: netting.Lines(clearingAccount), Netting: netting}})
	})
}

// openClaims writes the balances of each compact as claims between its parties: those who owe, in their order,
// owe those who are owed, in theirs. Parties outside, and what is cleared already, take no part.
func openClaims(balances []settlement.Balance) []settlement.Claim {
	var claims []settlement.Claim
	for len(balances) > 0 {
		n := 1
		for n < len(balances) && balances[n].Account == balances[0].Account {
			n++
		}
		if account := balances[:n]; account[0].Account != clearingAccount {
			claims = append(claims, claimsWithin(account)...)
		}
		balances = balances[n:]
	}
	return claims
}

func claimsWithin(account []settlement.Balance) []settlement.Claim {
	var claims []settlement.Claim
	var owing, owed []settlement.Balance
	for _, b := range account {
		switch {
		case b.Outside:
		case b.Fen < 0:
			owing = append(owing, b)
		case b.Fen > 0:
			owed = append(owed, b)
		}
	}
	for len(owing) > 0 && len(owed) > 0 {
		from, to := &owing[0], &owed[0]
		fen := min(-from.Fen, to.Fen)
		claims = append(claims, settlement.Claim{ID: fmt.Sprintf("%s/%d", from.Account, len(claims)+1), Account: from.Account,
			From: from.Party, To: to.Party, Fen: fen})
		if from.Fen += fen; from.Fen == 0 {
			owing = owing[1:]
		}
		if to.Fen -= fen; to.Fen == 0 {
			owed = owed[1:]
		}
	}
	return claims
}

func (j *netJob) pool(add addRow, n int, p *settlement.Pool) error {
	for _, t := range p.Transfers {
		if err := add(n, "transfer", nil, nil, t.From, t.To, yuan(t.Fen)); err != nil {
			return err
		}
	}
	if !j.claims {
		return nil
	}
	for _, c := range p.Claims {
		if err := add(n, "claim", c.ID, orNil(c.Account), c.From, c.To, yuan(c.Fen)); err != nil {
			return err
		}
	}
	return nil
}

// yuan is an amount as tables write it: a number with two decimals.
func yuan(f settlement.Fen) decimal.Decimal { return decimal.Decimal{Units: int64(f), Places: 2} }

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
