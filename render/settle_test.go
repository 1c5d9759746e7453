package render_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/settle"
	"github.com/yipanqi/yipanqi/workspace"
)

// rent is a made-up compact: two yuan a head, at most 1.5 million, half of it from the province.
const rent = `id: rent
name: {zh: 合成租约, en: Synthetic rent}
kind: cost-sharing
from: 2020-01-01
parties:
  - {id: east, name: {zh: 东县, en: East}}
  - {id: west, name: {zh: 西县, en: West}}
  - {id: province, name: {zh: 省, en: Province}, outside: true}
rules:
  - id: "1"
    from: 2020-01-01
    source: outline
    certainty: source-read
    parameters:
      - {id: price, value: 2, unit: 元}
      - {id: most, value: 150, unit: 万元}
    measures:
      - {id: people, read: indicator, indicator: population, area: "900101", freq: A, from: [office]}
    payments:
      - id: yearly
        name: {zh: 年租, en: Yearly rent}
        freq: A
        amount: people / 1[人] * price
        cap: most
        from: [{party: east}, {party: province}]
        to: [{party: west}]
    statistics:
      - id: credited
        name: {zh: 人口分算, en: People credited}
        of: people
        decimals: 1
        shares: [{party: east}, {party: west, share: "2"}]
`

func settlements(t *testing.T, years ...int) (*workspace.Workspace, []*settle.Settlement) {
	t.Helper()
	files := fstest.MapFS{"compacts/rent.yaml": &fstest.MapFile{Data: []byte(rent)}}
	source := os.DirFS("testdata/synthetic")
	if err := fs.WalkDir(source, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(source, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	ws, err := workspace.Open(context.Background(), workspace.Options{Package: files,
		Today: func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) }})
	if err != nil || !ws.Sound() {
		t.Fatal(err, ws.Findings())
	}
	var all []*settle.Settlement
	for _, y := range years {
		s, err := ws.Settle(context.Background(), "rent", measure.Year(y), ws.DefaultAsOf(), nil)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return ws, all
}

func TestSettlementsFollowTheirSchema(t *testing.T) {
	_, all := settlements(t, 2021, 2022)
	var b bytes.Buffer
	if err := render.SettlementsJSON(&b, all); err != nil {
		t.Fatal(err)
	}
	for _, problem := range check(t, "settlement", b.Bytes()) {
		t.Error(problem)
	}
	golden(t, "settlement.json", b.String())
}

func TestSettlementText(t *testing.T) {
	ws, all := settlements(t, 2021, 2022)
	for _, l := range languages {
		var b strings.Builder
		for _, s := range all {
			if err := render.Settlement(&b, s, ws.Plan(), l); err != nil {
				t.Fatal(err)
			}
			if err := render.SettleExplanation(&b, &s.Verdicts[0], s.Compact, l); err != nil {
				t.Fatal(err)
			}
		}
		golden(t, "settlement."+string(l)+".txt", b.String())
	}
}

func TestYuanInGroupsOfThree(t *testing.T) {
	for fen, want := range map[settlement.Fen]string{0: "0.00", 5: "0.05", -5: "−0.05", 12345: "123.45",
		123456:     "1,234.56",
		-123456789: "−1,234,567.89"} {
		if got := render.Yuan(fen); got != want {
			t.Errorf("%d fen is written %s, want %s", int64(fen), got, want)
		}
	}
}
