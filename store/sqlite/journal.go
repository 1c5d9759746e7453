package sqlite

import (
	"context"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// Journal is the journal of settlements in a ledger's file: a hash chain of its own beside that of the
// facts, written by the same writer.
type Journal struct{ ledger *Ledger }

var _ settlement.Log = Journal{}

// Journal returns the journal in the ledger's file.
func (l *Ledger) Journal() Journal { return Journal{l} }

// posting is what a request has to record in the journal.
type posting struct {
	records []settlement.Record
	bodies  [][]byte
	at      settlement.Position // the answer
}

// Append adds records and returns once they are on disk, in a commit of their own; see settlement.Log.
// Where ctx ends early the error says so and nothing was recorded.
func (j Journal) Append(ctx context.Context, records ...settlement.Record) (settlement.Position, error) {
	if len(records) == 0 {
		return j.Position(ctx)
	}
	p := &posting{}
	for _, r := range records {
		if err := r.Check(); err != nil {
			return settlement.Position{}, err
		}
		body, err := r.Encode()
		if err != nil {
			return settlement.Position{}, err
		}
		if r, err = settlement.Decode(body); err != nil { // a copy, for the writer to keep
			return settlement.Position{}, err
		}
		p.records, p.bodies = append(p.records, r), append(p.bodies, body)
	}
	r := &request{ctx: ctx, posting: p, done: make(chan struct{})}
	if err := j.ledger.ask(r); err != nil {
		return settlement.Position{}, err
	}
	<-r.done // always answered, so that the caller knows for certain
	return p.at, r.err
}

// post commits a posting and puts the answer into its request.
func (w *writer) post(r *request) {
	defer w.conn.SetInterrupt(w.conn.SetInterrupt(r.ctx))
	p := r.posting
	err := w.transact(func(*tip) error {
		if r.err = r.ctx.Err(); r.err != nil {
			return nil
		}
		if w.journal == nil {
			w.journal = &settlement.Journal{}
		}
		if err := follow(w.conn, w.journal); err != nil {
			return err
		}
		n := int64(w.journal.Len())
		if r.err = w.journal.Append(p.records...); r.err != nil {
			return nil
		}
		for i, record := range p.records {
			n++
			head := w.journal.PositionAt(n).Hash
			err := run(w.addRecord, n, record.ID(), int64(record.Known()), string(p.bodies[i]), head[:])
			if err != nil {
				return err
			}
		}
		p.at = w.journal.Position()
		return nil
	})
	if err == nil {
		return
	}
	w.journal = nil // it may hold what was rolled back
	p.at = settlement.Position{}
	if r.err = r.ctx.Err(); r.err == nil {
		r.err = fmt.Errorf("record %q: %w", p.records[0].ID(), explain(err))
	}
}

// follow adds to a journal the records of the file that it does not hold yet.
func follow(conn *sqlite3.Conn, j *settlement.Journal) error {
	return readRecords(conn, int64(j.Len()), func(r settlement.Record, head [32]byte) error {
		if err := j.Append(r); err != nil {
			return fmt.Errorf("%w: %w", ErrAltered, err)
		}
		if j.Position().Hash != head {
			return fmt.Errorf("%w: record %q is not what was recorded", ErrAltered, r.ID())
		}
		return nil
	})
}

// readRecords calls yield for each record after the first n, with the head of the chain beside it.
func readRecords(conn *sqlite3.Conn, n int64, yield func(settlement.Record, [32]byte) error) error {
	const sql = "SELECT n, id, known, body, head FROM record WHERE n > ? ORDER BY n"
	return query(conn, sql, []any{n}, func(row *sqlite3.Stmt) error {
		n++
		r, err := settlement.Decode(row.ColumnRawText(3))
		if err != nil {
			return fmt.Errorf("%w: record %d: %w", ErrAltered, n, err)
		}
		var head [32]byte
		if row.ColumnInt64(0) != n || r.ID() != row.ColumnText(1) || r.Known() != measure.Instant(row.ColumnInt64(2)) ||
			copy(head[:], row.ColumnRawBlob(4)) != len(head) {
			return fmt.Errorf("%w: record %d does not follow the one before", ErrAltered, n)
		}
		return yield(r, head)
	})
}

// Records shows every record in order; see settlement.Log.
func (j Journal) Records(ctx context.Context, yield func(settlement.Record) error) error {
	return j.ledger.read(ctx, func(conn *sqlite3.Conn, _ *snapshot) error {
		return readRecords(conn, 0, func(r settlement.Record, _ [32]byte) error {
			if err := yield(r); err != nil {
				return errYield{err}
			}
			return nil
		})
	})
}

// Position returns the journal's present position.
func (j Journal) Position(ctx context.Context) (at settlement.Position, err error) {
	err = j.ledger.read(ctx, func(conn *sqlite3.Conn, _ *snapshot) error {
		return query(conn, "SELECT n, head FROM record ORDER BY n DESC LIMIT 1", nil, func(row *sqlite3.Stmt) error {
			at.N = row.ColumnInt64(0)
			copy(at.Hash[:], row.ColumnRawBlob(1))
			return nil
		})
	})
	return at, err
}
