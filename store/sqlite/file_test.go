package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// raw opens a ledger's file as any program could.
func raw(t *testing.T, path string) *sqlite3.Conn {
	t.Helper()
	name, err := address(path)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := sqlite3.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func alter(t *testing.T, path, sql string) {
	t.Helper()
	conn := raw(t, path)
	if err := conn.Exec(sql); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	write := func(text string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	on := func(sql string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			l, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			alter(t, path, sql)
		}
	}
	for _, c := range []struct {
		name    string
		prepare func(*testing.T, string)
		want    error
	}{
		{"new", func(*testing.T, string) {}, nil},
		{"empty", write(""), nil},
		{"text", write("indicator,area,period,value\ngdp,500000,2022,29129.03\n"), ErrNotLedger},
		{"other database", func(t *testing.T, path string) {
			alter(t, path, "CREATE TABLE a(b)")
		}, ErrNotLedger},
		{"other application", on("PRAGMA application_id=1"), ErrNotLedger},
		{"newer", on("PRAGMA user_version=3"), ErrNewer},
		{"older than the first", on("PRAGMA user_version=0"), ErrDamaged},
		{"no checksums", func(t *testing.T, path string) {
			alter(t, path, schema+fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d",
				applicationID, version))
		}, ErrDamaged},
		{"cut short", func(t *testing.T, path string) {
			on("")(t, path)
			if err := os.Truncate(path, 10_000); err != nil {
				t.Fatal(err)
			}
		}, ErrDamaged},
		{"directory", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, sqlite3.CANTOPEN},
		{"nowhere", func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		}, sqlite3.CANTOPEN},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a #1%41?b=c 账本.ledger")
			if c.name == "nowhere" {
				path = filepath.Join(t.TempDir(), "dir", "facts.ledger")
				if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			c.prepare(t, path)
			l, err := Open(path)
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err == nil {
				if _, err := os.Stat(path); err != nil {
					t.Error(err)
				}
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestNothingIsChangedOrErased(t *testing.T) {
	path, _ := sample(t)
	conn := raw(t, path)
	for _, sql := range []string{
		"UPDATE observation SET value = 0", "DELETE FROM observation",
		"UPDATE batch SET known = 0 WHERE n = 1", "DELETE FROM batch WHERE n = 30",
		"UPDATE origin SET grade = 'official'", "DELETE FROM origin",
		"UPDATE series SET area = 1", "DELETE FROM series",
		"UPDATE text SET value = 'x' WHERE id = 1", "DELETE FROM text",
	} {
		if err := conn.Exec(sql); !errors.Is(err, sqlite3.CONSTRAINT_TRIGGER) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

func TestVerifyNamesTheFirstAlteredBatch(t *testing.T) {
	for _, c := range []struct{ sql, batch string }{
		{"UPDATE observation SET value = value + 1e-9 WHERE seq = 125", "batch 3"},
		{"UPDATE observation SET value = NULL WHERE seq = 81", "batch 2"},
		{"UPDATE observation SET page = 'another' WHERE seq = 40", "batch 0"},
		{"UPDATE observation SET note = 'added' WHERE seq = 41", "batch 1"},
		{"UPDATE observation SET period = period + 1 WHERE seq = 1200", "batch 29"},
		{"DELETE FROM observation WHERE seq = 400", "batch 9"},
		{"DELETE FROM observation WHERE seq = 1200", "batch 29"},
		{"INSERT INTO observation VALUES (1, 9999, 1201, 1, 0, NULL, NULL)", ""},
		{"UPDATE batch SET known = known + 1 WHERE n = 30", "batch 29"},
		{"UPDATE batch SET known = 0 WHERE n = 5", ""},
		{"UPDATE batch SET note = 'x' WHERE n = 6", "batch 5"},
		{"UPDATE batch SET id = 'x' WHERE n = 6", "x"},
		{"UPDATE batch SET supersedes = NULL WHERE n = 7", "batch 6"},
		{"UPDATE batch SET supersedes = 99 WHERE n = 7", ""},
		{"UPDATE batch SET head = x'00' WHERE n = 8", "batch 7"},
		{"DELETE FROM batch WHERE n = 9", ""},
		{"DELETE FROM batch WHERE n = 30", ""},
		{"UPDATE text SET value = 'x9' WHERE value = 'x6'", "batch 0"},
		{"DELETE FROM text WHERE value = 'x6'", ""},
		{"UPDATE origin SET status = 'E'", "batch 0"},
		{"UPDATE origin SET source = 99", ""},
		{"UPDATE observation SET origin = 99 WHERE seq = 600", ""},
		{"UPDATE series SET freq = 68", "batch 0"},
	} {
		t.Run(c.sql, func(t *testing.T) {
			path, _ := sample(t)
			conn := raw(t, path)
			if err := conn.Exec("PRAGMA foreign_keys=OFF"); err != nil {
				t.Fatal(err)
			}
			for _, table := range []string{"text", "series", "origin", "batch", "observation"} {
				if err := conn.Exec("DROP TRIGGER " + table + "_update; DROP TRIGGER " + table +
					"_delete"); err != nil {
					t.Fatal(err)
				}
			}
			if err := conn.Exec(c.sql); err != nil {
				t.Fatal(err)
			}
			conn.Close()
			l, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			err = l.Verify(t.Context())
			if !errors.Is(err, ErrAltered) {
				t.Fatal(err)
			}
			if c.batch != "" && !strings.Contains(err.Error(), fmt.Sprintf("%q", c.batch)) {
				t.Errorf("%v, want %q named", err, c.batch)
			}
		})
	}
}

func TestLockedElsewhere(t *testing.T) {
	path, _ := sample(t)
	conn := raw(t, path)
	if err := conn.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	name, err := address(path)
	if err != nil {
		t.Fatal(err)
	}
	impatient, err := connect(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := impatient.BusyTimeout(0); err != nil {
		t.Fatal(err)
	}
	w, err := newWriter(impatient, "FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	r := &request{ctx: t.Context(), batches: []*fact.Batch{{ID: "b", Known: 100}}}
	if w.commit([]*request{r}); !errors.Is(r.err, ErrLocked) {
		t.Error(r.err)
	}
}

// Two ledgers on one file are two processes: each sees what the other appended, neither loses it.
func TestTwoWriters(t *testing.T) {
	path := fresh(t)
	const each = 40
	var wg sync.WaitGroup
	for who := range 2 {
		wg.Go(func() {
			l, err := Open(path) // one of the two makes it
			if err != nil {
				t.Error(err)
				return
			}
			defer l.Close()
			for n := range each {
				b := synthetic(fmt.Sprint(who, " ", n), 1, 1+n%3)
				if _, err := l.Append(t.Context(), b); err != nil {
					t.Error(err)
					return
				}
				if err := l.Scan(t.Context(), fact.AsOf{Known: measure.Forever},
					func(*fact.Observation) error { return nil }); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if held, err := names(l); err != nil || len(held) != 2*each {
		t.Errorf("%d batches held (%v)", len(held), err)
	}
}

func TestBackup(t *testing.T) {
	path, _ := sample(t)
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // while a reporter writes
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				if _, err := l.Append(t.Context(), synthetic(fmt.Sprint("later ", n), 50, 9)); err != nil {
					t.Error(err)
				}
			}
		}
	})
	for n := range 5 {
		to := filepath.Join(t.TempDir(), fmt.Sprint("copy ", n))
		at, err := l.Backup(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := Open(to)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := copied.Position(t.Context()); err != nil || got != at {
			t.Errorf("the copy stands at %v, not %v (%v)", got, at, err)
		}
		if err := copied.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if err := copied.Close(); err != nil {
			t.Error(err)
		}
		if _, err := l.Backup(t.Context(), to); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over a file: %v", err)
		}
	}
	close(stop)
	wg.Wait()
}

func TestClosed(t *testing.T) {
	l, err := Open(fresh(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Append(t.Context(), synthetic("a", 1, 1)); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, err := l.Position(t.Context()); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// Whoever gives up an import is told for certain whether it was recorded.
func TestGivingUpAnImport(t *testing.T) {
	l, err := Open(fresh(t))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var recorded []string
	for n := range 30 {
		ctx, cancel := context.WithCancel(t.Context())
		b := synthetic(fmt.Sprint("batch ", n), 1, 2*alone)
		var wg sync.WaitGroup
		wg.Go(func() {
			for range n * 50 { // a little later each time
				runtime.Gosched()
			}
			cancel()
		})
		_, err := l.Append(ctx, b)
		wg.Wait()
		switch {
		case err == nil:
			recorded = append(recorded, b.ID)
		case !errors.Is(err, context.Canceled):
			t.Fatal(err)
		}
	}
	if held, err := names(l); err != nil || !slices.Equal(held, recorded) {
		t.Errorf("%q held, %q acknowledged (%v)", held, recorded, err)
	}
	t.Logf("%d of 30 imports came before they were given up", len(recorded))
}
