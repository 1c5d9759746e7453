package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/store/storetest"
)

// closing is a journal that closes its ledger.
type closing struct {
	Journal
	io.Closer
}

func TestJournal(t *testing.T) {
	storetest.RunJournal(t, func(t testing.TB) settlement.Log {
		l, err := Open(filepath.Join(t.TempDir(), "facts.ledger"))
		if err != nil {
			t.Fatal(err)
		}
		return closing{l.Journal(), l}
	})
}

// testdata/version-1.ledger was written by the program as it was before ledgers held a journal: two
// batches, the second of which withdraws the first.
func TestOlderLedgerOpens(t *testing.T) {
	old, err := os.ReadFile("testdata/version-1.ledger")
	if err != nil {
		t.Fatal(err)
	}
	path := fresh(t)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	var heads []fact.Position
	for round := range 2 {
		l, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := names(l)
		if err != nil || !slices.Equal(ids, []string{"first", "second"}) {
			t.Errorf("round %d: batches %q, %v", round, ids, err)
		}
		at, err := l.Position(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, at)
		id := fmt.Sprint("entry ", round)
		if p, err := l.Journal().Append(t.Context(), storetest.Posting(id, "x", 2024, 1, 5)); err != nil ||
			p.N != int64(round+1) {
			t.Errorf("round %d: at %v, %v", round, p, err)
		}
		if err := errors.Join(l.Verify(t.Context()), l.Close()); err != nil {
			t.Fatal(err)
		}
	}
	again := fact.NewMemory()
	for _, b := range []*fact.Batch{synthetic("first", 10, 5), synthetic("second", 20, 5)} {
		if b.ID == "second" {
			b.Supersedes, b.Known = "first", 20
			b.Observations = synthetic("second", 10, 5).Observations
		}
		if _, err := again.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	if want, _ := again.Position(t.Context()); heads[0] != want || heads[1] != want {
		t.Errorf("heads %x, want %x", heads, want)
	}
}

// Several processes that open an old ledger at once find it brought up to date once.
func TestOlderLedgerOpensOnceForAll(t *testing.T) {
	old, err := os.ReadFile("testdata/version-1.ledger")
	if err != nil {
		t.Fatal(err)
	}
	path := fresh(t)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	errs := make(chan error)
	const n = 6
	for range n {
		go func() {
			l, err := Open(path)
			if err == nil {
				err = l.Close()
			}
			errs <- err
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// Facts and journal share a file and leave each other alone; SQL sees the lines.
func TestJournalBesideFacts(t *testing.T) {
	path := fresh(t)
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := l.Append(t.Context(), synthetic("a", 1, 3))
	if err != nil {
		t.Fatal(err)
	}
	grant := storetest.Posting("p", "水", 2024, 1, 5, 6)
	grant.Entry.Lines[2].Outside = true
	if _, err := l.Journal().Append(t.Context(), grant); err != nil {
		t.Fatal(err)
	}
	if after, err := l.Position(t.Context()); err != nil || after != before {
		t.Errorf("facts moved from %v to %v: %v", before, after, err)
	}
	if err := errors.Join(l.Verify(t.Context()), l.Close()); err != nil {
		t.Fatal(err)
	}
	stmt, _, err := raw(t, path).Prepare("SELECT id, period, line, account, party, fen, outside FROM posting " +
		"ORDER BY n, line")
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	var rows []string
	for stmt.Step() {
		var row []string
		for i := range stmt.ColumnCount() {
			row = append(row, stmt.ColumnText(i))
		}
		rows = append(rows, strings.Join(row, " "))
	}
	want := []string{"p 2024 1 水 p0 5 0", "p 2024 2 水 p1 6 0", "p 2024 3 水 rest -11 1"}
	if !slices.Equal(rows, want) {
		t.Errorf("got %q, want %q", rows, want)
	}
}

func TestAlteredJournalIsNoticed(t *testing.T) {
	for _, sql := range []string{
		"DROP TRIGGER record_update; UPDATE record SET body = replace(body, '\"fen\":5', '\"fen\":-5') WHERE n = 2",
		"DROP TRIGGER record_update; UPDATE record SET body = replace(body, '\"p0\"', '\"p1\"') WHERE n = 2",
		"DROP TRIGGER record_update; UPDATE record SET body = body || ' ' WHERE n = 2",
		"DROP TRIGGER record_update; UPDATE record SET known = 7 WHERE n = 2",
		"DROP TRIGGER record_update; UPDATE record SET id = 'other' WHERE n = 2",
		"DROP TRIGGER record_update; UPDATE record SET head = zeroblob(32) WHERE n = 2",
		"DROP TRIGGER record_delete; DELETE FROM record WHERE n = 1",
		"DROP TRIGGER record_delete; DELETE FROM record WHERE n = 2",
	} {
		path := fresh(t)
		l, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 3 {
			if _, err := l.Journal().Append(t.Context(), storetest.Posting(fmt.Sprint(n), "x", 2024, 1, 5)); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		if err := raw(t, path).Exec("UPDATE record SET known = 7"); err == nil {
			t.Error("a record was changed")
		}
		if err := raw(t, path).Exec("DELETE FROM record"); err == nil {
			t.Error("a record was erased")
		}
		alter(t, path, sql)
		if l, err = Open(path); err != nil {
			t.Fatal(err)
		}
		if err := l.Verify(t.Context()); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: verify says %v", sql, err)
		}
		if _, err := l.Journal().Append(t.Context(), storetest.Posting("new", "x", 2024, 1, 5)); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: append says %v", sql, err)
		}
		l.Close()
	}
}

// linesOf returns how many parties and how many entries a posting of the given number has: a statement
// of a compact with its netting.
func linesOf(n int) (parties, entries int) { return 2 + n%7, 1 + n%3 }

func postingOf(name string, n int) (records []settlement.Record) {
	parties, entries := linesOf(n)
	for part := range entries {
		var amounts []settlement.Fen
		for i := range parties {
			amounts = append(amounts, settlement.Fen(1000*n+10*i+part+1))
		}
		records = append(records, storetest.Posting(fmt.Sprint(name, " ", part), fmt.Sprint("compact ", n%5),
			2000+n%20, 1, amounts...))
	}
	return records
}

// postForever posts without end and prints the name of each posting once it is acknowledged.
func postForever(path string) {
	l, err := Open(path)
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	runImporters(func(name string, n int) error {
		_, err := l.Journal().Append(context.Background(), postingOf(name, n)...)
		return err
	})
}

func TestKillLeavesNoHalfStatement(t *testing.T) {
	const seed, roundsPerLedger = 2, 10
	random := rand.New(rand.NewPCG(seed, 4))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for range rounds / roundsPerLedger {
		path := fresh(t)
		var acked []string
		for range roundsPerLedger {
			acked = append(acked, importUntilKilled(t, self, postingInto, path, random)...)
		}
		total += checkKilled(t, path, acked)
	}
	t.Logf("%d entries survived %d kills", total, rounds)
}

// checkKilled makes sure that every posting is there whole, that all that were acknowledged are, and that
// balances are those of a replay from what was to be posted.
func checkKilled(t *testing.T, path string, acked []string) (entries int) {
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	j, err := settlement.Load(t.Context(), l.Journal())
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]int{}
	again := &settlement.Journal{}
	for _, r := range j.Records() {
		name := r.ID()[:strings.LastIndex(r.ID(), " ")]
		if held[name]++; held[name] == 1 {
			if err := again.Append(postingOf(name, numberOf(name))...); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, n := range held {
		if _, want := linesOf(numberOf(name)); n != want {
			t.Errorf("%d of %d entries of posting %q are held", n, want, name)
		}
	}
	for _, name := range acked {
		if held[name] == 0 {
			t.Errorf("posting %q was acknowledged and is lost", name)
		}
	}
	all := settlement.AsOf{Known: measure.Forever}
	if again.Position() != j.Position() || !slices.Equal(again.Balances("", all), j.Balances("", all)) {
		t.Error("a replay gives other balances")
	}
	return j.Len()
}
