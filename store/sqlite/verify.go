package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// Batches shows every batch in order; see fact.Log. It holds one batch in memory at a time.
func (l *Ledger) Batches(ctx context.Context, yield func(*fact.Batch) error) error {
	return l.read(ctx, func(conn *sqlite3.Conn, s *snapshot) error {
		return replay(conn, s, func(e *entry) error {
			err := e.rows(func(o *fact.Observation) {
				e.batch.Observations = append(e.batch.Observations, *o)
			})
			if err != nil {
				return err
			}
			if err := yield(&e.batch); err != nil {
				return errYield{err}
			}
			return nil
		})
	})
}

// Verify reads the whole file and recomputes the hash chains of facts and journal. It returns nil where
// everything is as it was recorded, and otherwise an error that wraps ErrDamaged or ErrAltered and, where rows and
// chain differ, names the first batch or record in which they do.
func (l *Ledger) Verify(ctx context.Context) error {
	return l.read(ctx, func(conn *sqlite3.Conn, s *snapshot) error {
		if err := checkIntegrity(conn); err != nil {
			return err
		}
		var at fact.Position
		err := replay(conn, s, func(e *entry) error {
			digest := fact.NewDigest()
			if err := e.rows(digest.Add); err != nil {
				return err
			}
			at = at.Next(&e.batch, e.count, digest.Sum())
			if at.Hash != e.head {
				return fmt.Errorf("%w: batch %q is not what was recorded", ErrAltered, e.batch.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return follow(conn, &settlement.Journal{})
	})
}

func checkIntegrity(conn *sqlite3.Conn) error {
	return query(conn, "PRAGMA integrity_check(1)", nil, func(row *sqlite3.Stmt) error {
		if report := row.ColumnText(0); report != "ok" {
			return fmt.Errorf("%w: %s", ErrDamaged, report)
		}
		return nil
	})
}

// entry is one batch as it stands in the file.
type entry struct {
	batch fact.Batch // without observations
	count int64
	head  [32]byte
	rows  func(yield func(*fact.Observation)) error // must be called once
}

// replay calls visit for each batch in order, and makes sure that the batches and their
// observations follow each other without gap.
func replay(conn *sqlite3.Conn, s *snapshot, visit func(*entry) error) error {
	stmt, _, err := conn.Prepare(selectObservation + "ORDER BY seq")
	if err != nil {
		return err
	}
	defer stmt.Close()
	d := decoder{snapshot: s}
	var seq int64
	var names []string
	err = query(conn, "SELECT id, origin, reporter, note, supersedes, known, first, count, head"+
		" FROM batch ORDER BY n", nil, func(row *sqlite3.Stmt) error {
		e := entry{batch: fact.Batch{ID: row.ColumnText(0), Origin: row.ColumnText(1),
			Reporter: row.ColumnText(2), Note: row.ColumnText(3),
			Known: measure.Instant(row.ColumnInt64(5))}, count: row.ColumnInt64(7)}
		broken := fmt.Errorf("%w: batch %q does not follow the one before", ErrAltered, e.batch.ID)
		if w := row.ColumnInt64(4); w < 0 || w > int64(len(names)) {
			return broken
		} else if w > 0 {
			e.batch.Supersedes = names[w-1]
		}
		if row.ColumnInt64(6) != seq+1 || copy(e.head[:], row.ColumnRawBlob(8)) != len(e.head) {
			return broken
		}
		names = append(names, e.batch.ID)
		e.rows = func(yield func(*fact.Observation)) error {
			var o fact.Observation
			for range e.count {
				if !stmt.Step() {
					return errors.Join(broken, stmt.Err())
				}
				if err := d.decode(stmt, &o); err != nil {
					return err
				}
				if seq++; o.Seq != seq {
					return broken
				}
				yield(&o)
			}
			return nil
		}
		return visit(&e)
	})
	if err != nil {
		return err
	}
	if stmt.Step() {
		return fmt.Errorf("%w: observations follow the last batch", ErrAltered)
	}
	return stmt.Err()
}

// backupStep is how many pages a backup copies before it looks whether to go on.
const backupStep = 1024

// Backup copies the ledger to a new file at path while appends go on, and returns the position the
// copy holds. The copy appears under its name only when it is whole.
func (l *Ledger) Backup(ctx context.Context, path string) (at fact.Position, err error) {
	if _, err := os.Lstat(path); err == nil {
		return at, fmt.Errorf("backup %s: %w", path, fs.ErrExist)
	}
	partial := path + ".partial"
	name, err := address(partial)
	if err != nil {
		return at, err
	}
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return at, err
	}
	err = l.read(ctx, func(conn *sqlite3.Conn, _ *snapshot) error {
		if at, err = position(conn); err != nil {
			return err
		}
		return copyPages(ctx, conn, name)
	})
	if err != nil {
		os.Remove(partial)
		return fact.Position{}, err
	}
	return at, os.Rename(partial, path)
}

// copyPages copies the ledger as conn's transaction sees it.
func copyPages(ctx context.Context, conn *sqlite3.Conn, to string) error {
	b, err := conn.BackupInit("main", to)
	if err != nil {
		return err
	}
	defer b.Close()
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if done, err = b.Step(backupStep); err != nil {
			return err
		}
	}
	return nil
}
