// Package sqlite keeps the ledger of facts, and the journal of settlements, in one SQLite file.
//
// An append is acknowledged only once it is on disk: the file is in WAL mode with synchronous=FULL,
// and one goroutine writes, putting the appends that wait for it into one commit. Every page has
// carried a checksum since the file was made, so rot is an error and never a wrong answer; triggers
// refuse to change or erase a row; and a hash chain over the batches shows who went around them.
//
// Rows are clustered by cell (series, period, seq): a view as of any moment is one pass over the
// table in which the last row of a cell that was known by then holds. docs/format/ledger.md
// describes the file.
package sqlite

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/fact"
)

// A file of version 1 has schema alone; one is brought to version 2 by adding journalSchema.
var (
	//go:embed schema.sql
	schema string
	//go:embed journal.sql
	journalSchema string
)

const (
	applicationID = 0x59505131 // "YPQ1"
	version       = 2
)

// patience is how long to wait for another process to let go of the file.
const patience = 10 * time.Second

// Reasons why a ledger cannot be used.
var (
	ErrNotLedger = errors.New("the file is not a Yipanqi ledger")
	ErrNewer     = errors.New("the ledger was made by a newer version of Yipanqi")
	ErrDamaged   = errors.New("the ledger is damaged; restore it from a backup")
	ErrAltered   = errors.New("the ledger was altered outside Yipanqi or is damaged")
	ErrLocked    = errors.New("another program holds the ledger locked")
	ErrFull      = errors.New("the disk is full; nothing was recorded")
	ErrClosed    = errors.New("the ledger is closed")

	errBeingMade = fmt.Errorf("%w: it is being made", ErrLocked)
	errUnchecked = fmt.Errorf("%w: page checksums are off", ErrDamaged)
)

// Ledger is a ledger in an SQLite file. It may be used from several goroutines, and the file from
// several processes of one machine.
type Ledger struct {
	path     string
	name     string // of path, for SQLite
	requests chan *request
	closing  chan struct{}
	stopped  chan struct{} // the writer has stopped
	failed   error         // of its last act, once stopped
	close    sync.Once
	cat      catalogue

	mu     sync.Mutex
	idle   []*sqlite3.Conn // readers at rest
	closed bool
}

var _ fact.Log = (*Ledger)(nil)

// Open opens the ledger at path, or makes one where there is no file or an empty one.
func Open(path string) (*Ledger, error) {
	name, err := address(path)
	if err != nil {
		return nil, err
	}
	return open(path, name, durable)
}

// durable is the level of synchronous at which what was acknowledged survives a power cut. The
// tests show that lower ones lose it.
const durable = "FULL"

// open is Open for any address SQLite understands and any level of synchronous.
func open(path, name, synchronous string) (*Ledger, error) {
	conn, err := connect(name)
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	w, err := newWriter(conn, synchronous)
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, explain(err))
	}
	l := &Ledger{path: path, name: name, requests: make(chan *request),
		closing: make(chan struct{}), stopped: make(chan struct{})}
	go l.write(w)
	return l, nil
}

// Close waits for the appends under way and closes the file. Scans under way end on their own.
func (l *Ledger) Close() error {
	l.close.Do(func() { close(l.closing) })
	<-l.stopped
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	errs := []error{l.failed}
	for _, conn := range l.idle {
		errs = append(errs, conn.Close())
	}
	l.idle = nil
	return errors.Join(errs...)
}

// attempts is how often a file is opened anew when another process may just be making it.
const attempts = 5

// connect opens the file and makes sure that it is a ledger this version can read, with checksums.
// While another process makes the ledger, its steps can get in the way of ours, and a connection that
// was open then does not see checksums switched on. One opened afterwards is not concerned, so the
// file is opened anew before it is refused.
func connect(name string) (conn *sqlite3.Conn, err error) {
	for range attempts {
		conn, err = connectOnce(name)
		if !errors.Is(err, errUnchecked) && !errors.Is(err, errBeingMade) {
			return conn, err
		}
	}
	return nil, err
}

func connectOnce(name string) (_ *sqlite3.Conn, err error) {
	conn, err := sqlite3.OpenFlags(name,
		sqlite3.OPEN_READWRITE|sqlite3.OPEN_CREATE|sqlite3.OPEN_URI)
	if err != nil {
		return nil, explain(err)
	}
	defer func() {
		if err != nil {
			conn.Close()
			err = explain(err)
		}
	}()
	if err := conn.BusyTimeout(patience); err != nil {
		return nil, err
	}
	blank, err := isBlank(conn)
	if err != nil {
		return nil, err
	}
	if blank {
		if err := create(conn); errors.Is(err, sqlite3.BUSY) {
			return nil, waitForMaker(conn)
		} else if err != nil {
			return nil, err
		}
	}
	if err := identify(conn); err != nil {
		return nil, err
	}
	if err := migrate(conn); err != nil {
		return nil, err
	}
	return conn, conn.Exec("PRAGMA trusted_schema=OFF")
}

// isBlank reports whether the file holds nothing and is nobody's.
func isBlank(conn *sqlite3.Conn) (bool, error) {
	id, err := number(conn, "PRAGMA application_id")
	if err != nil || id != 0 {
		return false, err
	}
	tables, err := number(conn, "SELECT count(*) FROM sqlite_schema")
	return tables == 0, err
}

// create makes a ledger of a blank file. Another process may do the same at the same time; the
// one that comes second finds it done.
func create(conn *sqlite3.Conn) (err error) {
	if err := conn.EnableChecksums("main"); err != nil {
		return err
	}
	if err := conn.Exec("PRAGMA journal_mode=WAL"); err != nil {
		return err
	}
	tx, err := conn.BeginImmediate()
	if err != nil {
		return err
	}
	defer tx.End(&err)
	if blank, err := isBlank(conn); err != nil || !blank {
		return err
	}
	if err := conn.Exec(schema + journalSchema); err != nil {
		return err
	}
	return conn.Exec(fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d",
		applicationID, version))
}

// waitForMaker waits, as patiently as always, for the process that is making the ledger.
func waitForMaker(conn *sqlite3.Conn) error {
	tx, err := conn.BeginImmediate()
	if err != nil {
		return err
	}
	return errors.Join(errBeingMade, tx.Rollback())
}

func identify(conn *sqlite3.Conn) error {
	id, err := number(conn, "PRAGMA application_id")
	if err != nil {
		return err
	}
	if id != applicationID {
		return ErrNotLedger
	}
	v, err := number(conn, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if v > version {
		return fmt.Errorf("%w: its format is %d, this program reads up to %d", ErrNewer, v, version)
	}
	checked, err := number(conn, "PRAGMA checksum_verification")
	if err != nil {
		return err
	}
	if v < 1 || checked != 1 {
		return errUnchecked
	}
	return nil
}

// migrate brings a ledger of version 1 to the present one, which only adds to it. A program of version
// 1 that has the file open goes on appending facts, and refuses the file the next time.
func migrate(conn *sqlite3.Conn) (err error) {
	v, err := number(conn, "PRAGMA user_version")
	if err != nil || v == version {
		return err
	}
	tx, err := conn.BeginImmediate()
	if err != nil {
		return err
	}
	defer tx.End(&err)
	v, err = number(conn, "PRAGMA user_version")
	if err != nil || v == version {
		return err // another process was faster
	}
	return conn.Exec(journalSchema + fmt.Sprintf("PRAGMA user_version=%d", version))
}

// number returns the single number that sql yields.
func number(conn *sqlite3.Conn, sql string) (n int64, err error) {
	stmt, _, err := conn.Prepare(sql)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	if stmt.Step() {
		// Pragmas of the file layer answer in text.
		if n, err = strconv.ParseInt(stmt.ColumnText(0), 10, 64); err != nil {
			return 0, err
		}
	}
	return n, stmt.Err()
}

// explain adds to an error of SQLite what it means for the ledger.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sqlite3.NOTADB):
		return fmt.Errorf("%w: %w", ErrNotLedger, err)
	case errors.Is(err, sqlite3.IOERR_DATA), errors.Is(err, sqlite3.IOERR_CORRUPTFS),
		errors.Is(err, sqlite3.CORRUPT):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case errors.Is(err, sqlite3.FULL):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, sqlite3.INTERRUPT):
		return fmt.Errorf("%w: %w", context.Canceled, err)
	}
	return err
}
