package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// RunJournal tests the journals that open makes; each must be empty. A journal that is an io.Closer is
// closed.
func RunJournal(t *testing.T, open func(testing.TB) settlement.Log) {
	for _, c := range []struct {
		name string
		test func(*testing.T, settlement.Log)
	}{
		{"empty", emptyJournal},
		{"every field comes back", recordFields},
		{"refusals leave no trace", journalRefusals},
		{"readers can stop", stopJournal},
		{"a record read lasts", journalLasts},
		{"many at once", concurrentJournal},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := open(t)
			defer closeJournal(t, log)
			c.test(t, log)
		})
	}
	t.Run("agrees with a replay", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { journalReplays(r, open(t)) })
	})
}

// Posting returns a plain entry of a synthetic compact in a year, between as many parties as there are
// amounts and one more that balances them, for tests to change.
func Posting(id, compact string, year int, known measure.Instant, amounts ...settlement.Fen) settlement.Record {
	e := &settlement.Entry{ID: id, Kind: settlement.KindPayment, Period: measure.Year(year), Known: known}
	rest := settlement.Fen(0)
	for i, fen := range amounts {
		e.Lines = append(e.Lines, settlement.Line{Party: fmt.Sprintf("p%d", i), Account: compact, Fen: fen})
		rest -= fen
	}
	if rest != 0 {
		e.Lines = append(e.Lines, settlement.Line{Party: "rest", Account: compact, Fen: rest})
	}
	return settlement.Record{Entry: e}
}

func closeJournal(t testing.TB, log settlement.Log) {
	if c, ok := log.(io.Closer); ok {
		if err := c.Close(); err != nil {
			t.Error("close:", err)
		}
	}
}

func post(t testing.TB, log settlement.Log, records ...settlement.Record) settlement.Position {
	t.Helper()
	at, err := log.Append(context.Background(), records...)
	if err != nil {
		t.Fatal("append:", err)
	}
	return at
}

func load(t testing.TB, log settlement.Log) *settlement.Journal {
	t.Helper()
	j, err := settlement.Load(context.Background(), log)
	if err != nil {
		t.Fatal("load:", err)
	}
	at, err := log.Position(context.Background())
	if err != nil || at != j.Position() {
		t.Fatalf("at %v, replay at %v: %v", at, j.Position(), err)
	}
	return j
}

func emptyJournal(t *testing.T, log settlement.Log) {
	if j := load(t, log); j.Len() != 0 || len(j.Balances("", settlement.AsOf{})) != 0 {
		t.Error("not empty")
	}
	if at := post(t, log); at != (settlement.Position{}) {
		t.Errorf("nothing appended: at %v", at)
	}
}

func recordFields(t *testing.T, log settlement.Log) {
	p, err := settlement.Net([]settlement.Claim{{ID: "债 1", Account: "甲", From: "a", To: "b", Fen: 7}})
	if err != nil {
		t.Fatal(err)
	}
	about := measure.Year(2023)
	lines := []settlement.Line{{Party: "a", Account: "水 <&>\u2028", Fen: -5, Purpose: "p"},
		{Party: "国", Account: "水 <&>\u2028", Fen: 5, Outside: true}}
	records := []settlement.Record{
		{Entry: &settlement.Entry{ID: "1", Kind: settlement.KindSettlement, Compact: "水 <&>\u2028", Version: "v\\ufffd\"",
			Period: measure.Year(2024), Known: -1, Lines: lines, Evidence: []string{"读数 1"}, StatementHash: "ab",
			Verdicts: []settlement.Verdict{{ID: "v", Period: measure.Period{Freq: measure.Month, Ord: 24290}, Outcome: "due",
				Fen: 5, Values: []settlement.Value{{Name: "P", Value: "0.97", Unit: "1"}}, Note: "n", Evidence: []string{"e"}}}}},
		{Entry: &settlement.Entry{ID: "2", Kind: settlement.KindDifference, Compact: "水 <&>\u2028",
			Period: measure.Year(2024),
			About:  &about, Known: 0, Verdicts: []settlement.Verdict{{ID: "v", Period: about, Outcome: "no data"}}}},
		{Entry: &settlement.Entry{ID: "3", Kind: settlement.KindNetting, Period: measure.Year(2024), Known: 1, Netting: p,
			Lines: p.Lines("clearing")}},
		{Mark: &settlement.Mark{ID: "4", Step: settlement.StepDispute, Entry: "1", Line: 2, By: "a", Reason: "为何", Known: 2}},
		{Mark: &settlement.Mark{ID: "5", Step: settlement.StepCounter, Dispute: "4", By: "国", Reason: "r",
			Lines: lines, Known: 3}},
		{Mark: &settlement.Mark{ID: "6", Step: settlement.StepResolution, Dispute: "4", Entry: "2", By: "x", Reason: "r",
			Known: 1700000000000001}},
		{Close: &settlement.Close{ID: "7", Account: "水 <&>\u2028", Period: measure.Year(2024), By: "x",
			Known: 1800000000000000}},
	}
	at := post(t, log, records[:4]...)
	if at.N != 4 {
		t.Errorf("at %v", at)
	}
	post(t, log, records[4:]...)
	for i, r := range load(t, log).Records() {
		got, _ := r.Encode()
		want, _ := records[i].Encode()
		if !bytes.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func journalRefusals(t *testing.T, log settlement.Log) {
	before := post(t, log, Posting("a", "x", 2024, 10, 5),
		settlement.Record{Close: &settlement.Close{ID: "c", Account: "x", Period: measure.Year(2024), By: "b", Known: 10}})
	good := Posting("good", "x", 2025, 10, 1)
	unbalanced := Posting("u", "x", 2025, 10, 1)
	unbalanced.Entry.Lines[0].Fen++
	for _, c := range []struct {
		record settlement.Record
		want   error
	}{
		{Posting("a", "x", 2025, 10, 5), settlement.ErrDuplicate},
		{Posting("b", "x", 2025, 9, 5), settlement.ErrBackdated},
		{Posting("b", "x", 2023, 10, 5), settlement.ErrPeriodClosed},
		{unbalanced, settlement.ErrUnbalanced},
		{settlement.Record{}, settlement.ErrInvalid},
		{Posting("b\xff", "x", 2025, 10, 5), settlement.ErrInvalid},
	} {
		if _, err := log.Append(t.Context(), good, c.record); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
		if at, err := log.Position(t.Context()); err != nil || at != before {
			t.Errorf("after a refusal (%v) at %v, %v", c.want, at, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := log.Append(cancelled, good); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if j := load(t, log); j.Position() != before {
		t.Error("refusals left a trace")
	}
	post(t, log, good)
}

func stopJournal(t *testing.T, log settlement.Log) {
	post(t, log, Posting("a", "x", 2024, 1, 5), Posting("b", "x", 2024, 1, 5))
	stop := errors.New("stop")
	n := 0
	err := log.Records(t.Context(), func(settlement.Record) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("stopped after %d: %v", n, err)
	}
}

func journalLasts(t *testing.T, log settlement.Log) {
	post(t, log, Posting("a", "x", 2024, 1, 5))
	var seen []settlement.Record
	err := log.Records(t.Context(), func(r settlement.Record) error {
		seen = append(seen, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	post(t, log, Posting("b", "x", 2024, 2, 5))
	if len(seen) != 1 || seen[0].ID() != "a" || load(t, log).Len() != 2 {
		t.Error("a record read does not last")
	}
}

func concurrentJournal(t *testing.T, log settlement.Log) {
	const writers, each = 4, 8
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				id := fmt.Sprint(w, "-", n)
				_, err := log.Append(t.Context(), Posting(id, "x", 2024, 1, settlement.Fen(n+1)),
					Posting(id+"'", "y", 2024, 1, settlement.Fen(-n-1)))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	j := load(t, log)
	if j.Len() != 2*writers*each {
		t.Errorf("%d records", j.Len())
	}
	for i, r := range j.Records() {
		if i%2 == 1 && r.ID() != j.Records()[i-1].ID()+"'" {
			t.Errorf("record %d, %q, does not follow what it was appended with", i, r.ID())
		}
	}
	want := settlement.Fen(writers * each * (each + 1) / 2)
	if b := j.Balances("", settlement.AsOf{}); len(b) != 4 || b[0].Fen != want || b[2].Fen != -want {
		t.Errorf("balances %v, want %v", b, want)
	}
}

// journalReplays appends at random and holds the log to a journal in memory, whatever is refused.
func journalReplays(t *rapid.T, log settlement.Log) {
	defer func() {
		if c, ok := log.(io.Closer); ok {
			c.Close()
		}
	}()
	model := &settlement.Journal{}
	known := measure.Instant(100)
	for range rapid.IntRange(1, 6).Draw(t, "appends") {
		var records []settlement.Record
		for range rapid.IntRange(1, 4).Draw(t, "records") {
			known += measure.Instant(rapid.IntRange(-1, 5).Draw(t, "later"))
			id := rapid.StringMatching("[a-z]{1,2}").Draw(t, "id")
			account, year := rapid.SampledFrom([]string{"x", "y"}).Draw(t, "account"), rapid.IntRange(2020, 2024).Draw(t, "year")
			r := Posting(id, account, year, known, settlement.Fen(rapid.IntRange(-3, 3).Draw(t, "fen")))
			if rapid.IntRange(0, 5).Draw(t, "closes") == 0 {
				r = settlement.Record{Close: &settlement.Close{ID: id, Account: account, Period: measure.Year(year), By: "b",
					Known: known}}
			}
			records = append(records, r)
		}
		want := model.Append(records...)
		if at, err := log.Append(context.Background(), records...); (err == nil) != (want == nil) ||
			err == nil && at != model.Position() {
			t.Fatalf("at %v, %v; model at %v, %v", at, err, model.Position(), want)
		}
	}
	j, err := settlement.Load(context.Background(), log)
	if err != nil || j.Position() != model.Position() ||
		!slices.Equal(j.Balances("", settlement.AsOf{}), model.Balances("", settlement.AsOf{})) {
		t.Fatalf("replay differs from the model: %v", err)
	}
}
