package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sort"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// maxIdle is how many connections for reading are kept open while nobody reads.
const maxIdle = 4

// errYield marks an error of the caller's, which is none of the file's.
type errYield struct{ error }

// read calls f in a read transaction: whatever is appended meanwhile, f sees the ledger as it was
// when the transaction began.
func (l *Ledger) read(ctx context.Context, f func(*sqlite3.Conn, *snapshot) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	conn, err := l.acquire()
	if err != nil {
		return err
	}
	conn.SetInterrupt(ctx)
	err = conn.Exec("BEGIN")
	if err == nil {
		var s snapshot
		if s, err = l.cat.at(conn); err == nil {
			err = f(conn, &s)
		}
	}
	conn.SetInterrupt(context.Background())
	var theirs errYield
	switch {
	case errors.As(err, &theirs):
		err = theirs.error
	case ctx.Err() != nil && err != nil:
		err = ctx.Err()
	case err != nil:
		conn.Close() // which ends the transaction
		return fmt.Errorf("ledger %s: %w", l.path, explain(err))
	}
	l.release(conn)
	return err
}

// acquire returns a connection for reading.
func (l *Ledger) acquire() (*sqlite3.Conn, error) {
	l.mu.Lock()
	if l.closed {
		l.mu.Unlock()
		return nil, ErrClosed
	}
	if n := len(l.idle); n > 0 {
		conn := l.idle[n-1]
		l.idle = l.idle[:n-1]
		l.mu.Unlock()
		return conn, nil
	}
	l.mu.Unlock()
	conn, err := connect(l.name)
	if err == nil {
		err = conn.Exec("PRAGMA query_only=ON; PRAGMA cache_size=-16384")
	}
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", l.path, explain(err))
	}
	return conn, nil
}

// release ends the transaction of a connection and keeps it for the next reader.
func (l *Ledger) release(conn *sqlite3.Conn) {
	err := conn.Exec("COMMIT")
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || l.closed || len(l.idle) == maxIdle {
		conn.Close()
		return
	}
	l.idle = append(l.idle, conn)
}

// query calls yield for each row of sql.
func query(conn *sqlite3.Conn, sql string, args []any, yield func(*sqlite3.Stmt) error) error {
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		return err
	}
	defer stmt.Close()
	if err := bind(stmt, args); err != nil {
		return err
	}
	for stmt.Step() {
		if err := yield(stmt); err != nil {
			return err
		}
	}
	return stmt.Err()
}

const selectObservation = "SELECT series, period, seq, origin, value, page, note FROM observation "

// Scan shows the ledger at one point of view; see fact.Reader.
func (l *Ledger) Scan(ctx context.Context, at fact.AsOf, yield func(*fact.Observation) error) error {
	return l.read(ctx, func(conn *sqlite3.Conn, s *snapshot) error {
		stmt, _, err := conn.Prepare(selectObservation +
			"WHERE series BETWEEN ? AND ? ORDER BY series, period, seq")
		if err != nil {
			return err
		}
		defer stmt.Close()
		v := view{snapshot: s, known: s.journal.At(at.Known), yield: yield}
		for _, f := range measure.Freqs {
			v.until[f] = lastOrd(f, at.Valid)
		}
		for _, run := range s.runs {
			if err := bind(stmt, []any{run.first, run.last}); err != nil {
				return err
			}
			if err := v.scan(stmt); err != nil {
				return err
			}
		}
		return nil
	})
}

// view picks from the rows of each cell the one that holds.
type view struct {
	*snapshot
	known fact.Knowledge
	until [256]int32 // last Ord seen, by frequency
	yield func(*fact.Observation) error
}

func (v *view) scan(stmt *sqlite3.Stmt) error {
	var (
		o      fact.Observation
		d      = decoder{snapshot: v.snapshot}
		seen   bool // o holds until a later row of its cell comes
		series int64
		period int32
	)
	for stmt.Step() {
		s, p, seq := stmt.ColumnInt64(0), int32(stmt.ColumnInt64(1)), stmt.ColumnInt64(2)
		if seen && (s != series || p != period) {
			seen = false
			if err := v.yield(&o); err != nil {
				return errYield{err}
			}
		}
		if !v.known.Holds(seq) {
			continue
		}
		if err := d.decode(stmt, &o); err != nil {
			return err
		}
		series, period, seen = s, p, p <= v.until[o.Period.Freq]
	}
	err := stmt.Err()
	if err == nil {
		err = stmt.Reset()
	}
	if err == nil && seen {
		if err := v.yield(&o); err != nil {
			return errYield{err}
		}
	}
	return err
}

// lastOrd returns the Ord of the last period of a frequency that is over by a day; of every period
// where the day is zero.
func lastOrd(f measure.Freq, by measure.Date) int32 {
	if by == 0 {
		return math.MaxInt32
	}
	// No period is longer than a year, and all years the ledger accepts have four digits.
	first, last := measure.AxisOf(f, 1, 1), measure.AxisOf(f, 9999, 9999)
	n := int(last.First) + last.N - int(first.First)
	i := sort.Search(n, func(i int) bool { return first.At(i).Last() > by })
	return first.First + int32(i) - 1
}

// History shows every observation of one cell; see fact.Reader.
func (l *Ledger) History(ctx context.Context, key fact.Key, yield func(*fact.Observation) error) error {
	const where = `WHERE series = (SELECT s.id FROM series s
			JOIN text i ON i.id = s.indicator JOIN text a ON a.id = s.area
			WHERE i.value = ? AND a.value = ? AND s.freq = ?)
		AND period = ? ORDER BY seq`
	return l.read(ctx, func(conn *sqlite3.Conn, s *snapshot) error {
		var o fact.Observation
		d := decoder{snapshot: s}
		args := []any{key.Indicator, key.Area, int64(key.Period.Freq), int64(key.Period.Ord)}
		return query(conn, selectObservation+where, args, func(row *sqlite3.Stmt) error {
			if err := d.decode(row, &o); err != nil {
				return err
			}
			if err := yield(&o); err != nil {
				return errYield{err}
			}
			return nil
		})
	})
}

// Position returns the ledger's present position.
func (l *Ledger) Position(ctx context.Context) (at fact.Position, err error) {
	err = l.read(ctx, func(conn *sqlite3.Conn, s *snapshot) error {
		at, err = position(conn)
		return err
	})
	return at, err
}

func position(conn *sqlite3.Conn) (at fact.Position, err error) {
	err = query(conn, "SELECT first + count - 1, head FROM batch ORDER BY n DESC LIMIT 1", nil,
		func(row *sqlite3.Stmt) error {
			at.Seq = row.ColumnInt64(0)
			copy(at.Hash[:], row.ColumnRawBlob(1))
			return nil
		})
	return at, err
}

// decoder turns rows into observations.
type decoder struct {
	*snapshot
	entry int // of the batch met last, whose rows end before end
	end   int64
}

// decode fills o from a row of selectObservation.
func (d *decoder) decode(row *sqlite3.Stmt, o *fact.Observation) error {
	series, origin := row.ColumnInt64(0)-1, row.ColumnInt64(3)-1
	o.Seq = row.ColumnInt64(2)
	if uint64(series) >= uint64(len(d.series)) || uint64(origin) >= uint64(len(d.origins)) ||
		o.Seq < 1 || o.Seq > d.journal.Last {
		return fmt.Errorf("%w: observation %d refers to rows that do not exist", ErrAltered, o.Seq)
	}
	s, w := &d.series[series], &d.origins[origin]
	o.Indicator, o.Area = d.texts[s.indicator-1], d.texts[s.area-1]
	o.Period = measure.Period{Freq: s.freq, Ord: int32(row.ColumnInt64(1))}
	o.Status, o.Decimals, o.Grade = w.status, w.decimals, w.grade
	o.Source, o.Reporter, o.Method = d.texts[w.source-1], d.texts[w.reporter-1], d.texts[w.method-1]
	o.Value = row.ColumnFloat(4)
	if o.Status.NoValue() {
		o.Value = measure.Missing
	}
	o.Page, o.Note = "", ""
	if row.ColumnType(5) != sqlite3.NULL {
		o.Page = row.ColumnText(5)
	}
	if row.ColumnType(6) != sqlite3.NULL {
		o.Note = row.ColumnText(6)
	}
	if entries := d.journal.Entries; o.Seq >= d.end || o.Seq < entries[d.entry].First {
		d.entry = d.journal.Of(o.Seq)
		d.end = d.journal.Last + 1
		if d.entry+1 < len(entries) {
			d.end = entries[d.entry+1].First
		}
	}
	o.Known = d.journal.Entries[d.entry].Known
	return nil
}
