package web

import (
	"context"
	"net/http"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/workspace"
)

// rent is a made-up compact: half of what the base year's indicator is worth, one yuan a unit.
const rent = `id: rent
name: {zh: 合成租约, en: Synthetic rent}
kind: cost-sharing
from: 2020-01-01
parties:
  - {id: east, name: {zh: 东县, en: East}}
  - {id: west, name: {zh: 西县, en: West}}
rules:
  - id: "1"
    from: 2020-01-01
    source: outline
    certainty: source-read
    parameters:
      - {id: price, value: 2, unit: 元}
    measures:
      - {id: people, read: indicator, indicator: population, area: "900101", freq: A, from: [office]}
    payments:
      - id: yearly
        name: {zh: 年租, en: Yearly rent}
        freq: A
        amount: people / 1[人] * price
        from: [{party: east}]
        to: [{party: west}]
`

const unpublished = `id: silent
name: {zh: 未公布的约定, en: Unpublished terms}
kind: benefit-sharing
from: 2021-01-01
parties:
  - {id: east, name: {zh: 东县, en: East}}
  - {id: west, name: {zh: 西县, en: West}}
note: {zh: 需要协议文本, en: The text is needed}
`

// compactsHandler serves the synthetic package with two compacts and a journal.
func compactsHandler(t *testing.T, journal settlement.Log) http.Handler {
	t.Helper()
	ws, err := workspace.Open(context.Background(), workspace.Options{Journal: journal,
		Package: changedPackage(t, map[string]string{"compacts/rent.yaml": rent, "compacts/silent.yaml": unpublished}),
		Today:   func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) }})
	if err != nil {
		t.Fatal(err)
	}
	if !ws.Sound() {
		t.Fatal(ws.Findings())
	}
	h, err := newSite(ws, assets{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestCompactPages(t *testing.T) {
	h := compactsHandler(t, nil)
	for _, c := range []pageCase{
		{"/compacts?period=2022", 200, "合成租约 && 1,600,000.00 && −1,600,000.00 && 应付 && 未公布的约定 && 条款未公布，不能结算 && " +
			"还没有入账的结算 && 有原文", "NaN"},
		{"/compacts?period=2021&lang=en", 200, "Synthetic rent && wait for data && text read", "合成租约 && 1,600,000.00"},
		{"/compacts/rent?period=2022", 200, "年租 && 1/yearly && people && --post && population@900101:2022", ""},
		{"/compacts/rent?period=2021", 200, "无数据 && 缺：people 2021年", "1,600,000.00"},
		{"/compacts/silent", 200, "条款未公布，不能结算 && compacts/silent.yaml", "判定"},
		{"/compacts/none", 404, "没有这个协议", ""},
		{"/compacts?period=soon", 400, "soon", ""},
		{"/compacts/rent/statement?period=2022", 200, "这一期没有入账", "签章"},
	} {
		c.check(t, h)
	}
}

// Amounts beside verdicts that wait for data say that they are not all in, and sums that are assumed say so.
func TestCompactPageSaysWhatIsOpen(t *testing.T) {
	h := chengyuHandler(t)
	for _, page := range []string{"/compacts?period=2019", "/compacts/chishui-2018?period=2019"} {
		pageCase{page, 200, "40,000,000.00 && 未算全 && 以上只是已判定部分 && 部分数额属假设", ""}.check(t, h)
	}
	pageCase{"/compacts/rent?period=2022", 200, "1,600,000.00", "未算全 && 部分数额属假设"}.check(t, compactsHandler(t, nil))
}

func TestStatementPageIsTheJournals(t *testing.T) {
	memory := &settlement.Memory{}
	line := func(party string, fen settlement.Fen) settlement.Line {
		return settlement.Line{Party: party, Account: "rent", Fen: fen, Purpose: "1/yearly"}
	}
	entry := func(id string, fen settlement.Fen, period int, known measure.Date) settlement.Record {
		return settlement.Record{Entry: &settlement.Entry{ID: id, Kind: settlement.KindPayment, Period: measure.Year(period),
			Known: measure.StartOf(known), Lines: []settlement.Line{line("west", fen), line("east", -fen)}}}
	}
	ctx := context.Background()
	if _, err := memory.Append(ctx, entry("a", 5000, 2022, measure.DateOf(2023, 1, 5)),
		entry("b", 25, 2022, measure.DateOf(2024, 2, 1))); err != nil {
		t.Fatal(err)
	}
	journal, err := settlement.Load(ctx, memory)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := journal.Statement(settlement.Query{Account: "rent", Period: measure.Year(2022), N: 1}).Hash()
	if err != nil {
		t.Fatal(err)
	}
	h := compactsHandler(t, memory)
	for _, c := range []pageCase{
		{"/compacts/rent/statement?period=2022", 200, "结算单 && 西县 && 50.00 && 签章 && " + hash, "0.25 && 这一期没有入账"},
		{"/compacts?period=2022", 200, "台账余额 && 50.00 && −50.00", "50.25 && 还没有入账"},
	} {
		c.check(t, h)
	}
}
