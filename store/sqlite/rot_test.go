package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// answers asks a ledger everything one can ask, and gives each answer as a line of text or an error.
func answers(l *Ledger) (lines []string, errs []error) {
	ctx := context.Background()
	ask := func(what string, f func(*strings.Builder) error) {
		var b strings.Builder
		err := f(&b)
		lines, errs = append(lines, what+b.String()), append(errs, err)
	}
	for _, at := range []fact.AsOf{{Known: measure.Forever}, {Known: 10},
		{Valid: measure.Year(2010).Last(), Known: 25}} {
		ask("scan", func(b *strings.Builder) error {
			return l.Scan(ctx, at, func(o *fact.Observation) error {
				fmt.Fprintln(b, *o)
				return nil
			})
		})
	}
	for n := range 5 {
		key := synthetic("", measure.Instant(n*6), 40).Observations[n*7].Key()
		ask("history", func(b *strings.Builder) error {
			return l.History(ctx, key, func(o *fact.Observation) error {
				fmt.Fprintln(b, *o)
				return nil
			})
		})
	}
	ask("batches", func(b *strings.Builder) error {
		return l.Batches(ctx, func(batch *fact.Batch) error {
			fmt.Fprintln(b, *batch)
			return nil
		})
	})
	ask("position", func(b *strings.Builder) error {
		at, err := l.Position(ctx)
		fmt.Fprint(b, at)
		return err
	})
	return lines, errs
}

// sample makes a ledger of revised and withdrawn batches.
func sample(t *testing.T) (path string, right []string) {
	path = fresh(t)
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for n := range 30 {
		b := synthetic(fmt.Sprint("batch ", n), measure.Instant(n), 40)
		if n%7 == 6 {
			b.Supersedes = fmt.Sprint("batch ", n-3)
		}
		if _, err := l.Append(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	right, errs := answers(l)
	if err := errors.Join(append(errs, l.Verify(t.Context()))...); err != nil {
		t.Fatal(err)
	}
	return path, right
}

func TestFlippedBitIsNeverAWrongAnswer(t *testing.T) {
	const seed = 1
	random := rand.New(rand.NewPCG(seed, 3))
	path, right := sample(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	noticed := 0
	for round := range rounds {
		at, bit := random.IntN(len(whole)), random.IntN(8)
		if round < 100 {
			at = round // the header of the file, byte by byte
		}
		rotten := slices.Clone(whole)
		rotten[at] ^= 1 << bit
		if err := os.WriteFile(path, rotten, 0o600); err != nil {
			t.Fatal(err)
		}
		if flipped(t, path, right, fmt.Sprintf("seed %d: byte %d, bit %d", seed, at, bit)) {
			noticed++
		}
	}
	if noticed < rounds {
		t.Errorf("only %d of %d flipped bits were noticed", noticed, rounds)
	}
}

// flipped asks a rotten ledger everything; each answer must be right or an error. It reports
// whether there was an error.
func flipped(t *testing.T, path string, right []string, where string) (noticed bool) {
	defer func() {
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}()
	l, err := Open(path)
	if err != nil {
		return true
	}
	defer l.Close()
	lines, errs := answers(l)
	for i, err := range errs {
		if err == nil && lines[i] != right[i] {
			t.Errorf("%s: wrong answer\n%s\nwant\n%s", where, lines[i], right[i])
		}
		noticed = noticed || err != nil
	}
	return l.Verify(context.Background()) != nil || noticed
}

// After a crash the newest batches stand in the write-ahead log. SQLite takes the log up to the
// first frame that is not whole, so rot in it can only take back whole batches from the end, never
// give a wrong one; the position, which every result names, shows it.
func TestFlippedBitInTheLogOnlyTakesBack(t *testing.T) {
	const seed = 2
	random := rand.New(rand.NewPCG(seed, 3))
	path := fresh(t)
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	once := map[fact.Position]bool{{}: true}
	for n := range 12 {
		at, err := l.Append(t.Context(), synthetic(fmt.Sprint("batch ", n), measure.Instant(n), 40))
		if err != nil {
			t.Fatal(err)
		}
		once[at] = true
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil || len(log) == 0 {
		t.Fatal("no log:", err)
	}
	for range rounds / 4 {
		crashed := fresh(t)
		rotten := slices.Clone(log)
		at, bit := random.IntN(len(rotten)), random.IntN(8)
		rotten[at] ^= 1 << bit
		err := errors.Join(os.WriteFile(crashed, file, 0o600),
			os.WriteFile(crashed+"-wal", rotten, 0o600))
		if err != nil {
			t.Fatal(err)
		}
		l, err := Open(crashed)
		if err != nil {
			continue
		}
		position, err := l.Position(t.Context())
		if err == nil && l.Verify(t.Context()) == nil && !once[position] {
			t.Errorf("seed %d: byte %d, bit %d of the log: at a position that never was", seed, at, bit)
		}
		l.Close()
	}
}
