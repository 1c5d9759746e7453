package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// Bounds of a commit that several appends share. An append of more observations than alone, or of
// several batches, commits by itself, so that it can be given up half way without harm to others.
const (
	maxGroup = 512 // appends
	alone    = 1000
)

// maxInterned bounds how many ids the writer remembers between commits.
const maxInterned = 1 << 18

// request is one append on its way to the writer and back.
type request struct {
	ctx     context.Context
	batches []*fact.Batch // at least one, or
	posting *posting      // for the journal
	digests chan [32]byte // of the batches, in order; holds them all
	at      fact.Position // the answer, with err
	err     error
	done    chan struct{}
}

// alone reports whether the request must have a commit of its own.
func (r *request) alone() bool {
	return r.posting != nil || len(r.batches) > 1 || len(r.batches[0].Observations) > alone
}

func (r *request) digest() {
	for _, b := range r.batches {
		r.digests <- b.Digest()
	}
}

// Append adds batches and returns once they are on disk; see fact.Log. Where ctx ends early the
// error says so and nothing was recorded.
func (l *Ledger) Append(ctx context.Context, batches ...*fact.Batch) (fact.Position, error) {
	if len(batches) == 0 {
		return l.Position(ctx)
	}
	for _, b := range batches {
		if err := b.Check(); err != nil {
			return fact.Position{}, err
		}
	}
	r := &request{ctx: ctx, batches: batches, digests: make(chan [32]byte, len(batches)),
		done: make(chan struct{})}
	if !r.alone() {
		r.digest()
	}
	if err := l.ask(r); err != nil {
		return fact.Position{}, err
	}
	if r.alone() {
		r.digest() // while the writer inserts the rows
	}
	<-r.done // always answered, so that the caller knows for certain
	return r.at, r.err
}

// ask hands a request to the writer.
func (l *Ledger) ask(r *request) error {
	select {
	case <-l.closing:
		return ErrClosed
	case <-r.ctx.Done():
		return r.ctx.Err()
	case l.requests <- r:
		return nil
	}
}

// write commits what is asked for until the ledger is closed.
func (l *Ledger) write(w *writer) {
	defer func() {
		l.failed = w.close()
		close(l.stopped)
	}()
	var next *request // came too late for the group before
	for {
		first := next
		next = nil
		if first == nil {
			select {
			case <-l.closing:
				return
			case first = <-l.requests:
			}
		}
		group := []*request{first}
	gather:
		for !first.alone() && len(group) < maxGroup {
			select {
			case r := <-l.requests:
				if r.alone() {
					next = r
					break gather
				}
				group = append(group, r)
			default:
				break gather
			}
		}
		w.commit(group)
		for _, r := range group {
			close(r.done)
		}
	}
}

// writer appends to the ledger through one connection.
type writer struct {
	conn *sqlite3.Conn

	// Ids known from earlier commits; a miss is looked up in the file.
	texts   map[string]int64
	series  map[seriesKey]int64
	origins map[originKey]int64

	journal *settlement.Journal // as far as it was read; nil before the first posting

	textID, seriesID, originID, batchN, last             *sqlite3.Stmt
	addText, addSeries, addOrigin, addBatch, addObserved *sqlite3.Stmt
	addRecord                                            *sqlite3.Stmt
}

type seriesKey struct {
	indicator, area string
	freq            measure.Freq
}

type originKey struct {
	status                   measure.Status
	decimals                 int8
	grade                    string
	source, reporter, method string
}

// newWriter makes conn the writer's; where it fails it closes conn.
func newWriter(conn *sqlite3.Conn, synchronous string) (*writer, error) {
	w := &writer{conn: conn}
	w.forget()
	err := conn.Exec("PRAGMA synchronous=" + synchronous + `;
		PRAGMA journal_mode=WAL;
		PRAGMA foreign_keys=OFF; -- the writer has just looked up what its rows refer to
		PRAGMA journal_size_limit=16777216;
		PRAGMA cache_size=-65536`)
	if err != nil {
		w.close()
		return nil, err
	}
	for stmt, sql := range map[**sqlite3.Stmt]string{
		&w.textID:   "SELECT id FROM text WHERE value = ?",
		&w.seriesID: "SELECT id FROM series WHERE indicator = ? AND area = ? AND freq = ?",
		&w.originID: `SELECT id FROM origin WHERE status = ? AND decimals = ? AND grade = ?
			AND source = ? AND reporter = ? AND method = ?`,
		&w.batchN:      "SELECT n FROM batch WHERE id = ?",
		&w.last:        "SELECT n, first + count, known, head FROM batch ORDER BY n DESC LIMIT 1",
		&w.addText:     "INSERT INTO text (value) VALUES (?)",
		&w.addSeries:   "INSERT INTO series (indicator, area, freq) VALUES (?, ?, ?)",
		&w.addOrigin:   "INSERT INTO origin (status, decimals, grade, source, reporter, method) VALUES (?, ?, ?, ?, ?, ?)",
		&w.addBatch:    "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		&w.addObserved: "INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?)",
		&w.addRecord:   "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
	} {
		if *stmt, _, err = conn.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

func (w *writer) close() error {
	for _, stmt := range slices.Collect(w.conn.Stmts()) {
		stmt.Close()
	}
	return w.conn.Close()
}

// forget drops the remembered ids.
func (w *writer) forget() {
	w.texts = map[string]int64{}
	w.series = map[seriesKey]int64{}
	w.origins = map[originKey]int64{}
}

// tip is the end of the ledger.
type tip struct {
	n     int64 // batches
	at    fact.Position
	known measure.Instant
}

// commit appends what a group asks for in one transaction and puts the answers into it. A request
// that is refused does not touch the others; a fault of the file fails them all.
func (w *writer) commit(group []*request) {
	if group[0].posting != nil {
		w.post(group[0])
		return
	}
	// Callers read the clock before they queue: in the order of their moments none is refused
	// only because another overtook it.
	slices.SortStableFunc(group, func(a, b *request) int {
		return cmp.Compare(a.batches[0].Known, b.batches[0].Known)
	})
	if group[0].alone() {
		defer w.conn.SetInterrupt(w.conn.SetInterrupt(group[0].ctx))
	}
	err := w.transact(func(t *tip) error {
		for _, r := range group {
			if r.err = r.ctx.Err(); r.err != nil {
				continue
			}
			for i, b := range r.batches {
				if err := w.append(t, r, b); err != nil {
					return err
				}
				if r.err != nil && i > 0 {
					r.at = fact.Position{}
					return r.err // the batches before it must go too; the request is alone
				}
				if r.err != nil {
					break
				}
			}
		}
		return nil
	})
	if err == nil {
		if len(w.texts)+len(w.series)+len(w.origins) > maxInterned {
			w.forget()
		}
		return
	}
	w.forget() // some ids may have been rolled back
	for _, r := range group {
		if r.err == nil {
			r.at, r.err = fact.Position{}, fmt.Errorf("batch %q: %w", r.batches[0].ID, explain(err))
			if r.ctx.Err() != nil {
				r.err = r.ctx.Err()
			}
		}
	}
}

// transact calls f at the end of the ledger; what it writes is on disk when transact returns nil,
// and undone when it returns an error.
func (w *writer) transact(f func(*tip) error) error {
	tx, err := w.conn.BeginImmediate()
	if err != nil {
		return err
	}
	t, err := w.tip()
	if err == nil {
		err = f(&t)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil && !w.conn.GetAutocommit() {
		err = errors.Join(err, tx.Rollback())
	}
	return err
}

func (w *writer) tip() (t tip, err error) {
	if w.last.Step() {
		t.n = w.last.ColumnInt64(0)
		t.at.Seq = w.last.ColumnInt64(1) - 1
		t.known = measure.Instant(w.last.ColumnInt64(2))
		copy(t.at.Hash[:], w.last.ColumnRawBlob(3))
	}
	return t, cmp.Or(w.last.Err(), w.last.Reset())
}

// append adds one batch at the tip and moves it, or refuses the batch in r.err. An error is a
// fault of the file.
func (w *writer) append(t *tip, r *request, b *fact.Batch) error {
	supersedes, err := w.admit(t, r, b)
	if err != nil || r.err != nil {
		return err
	}
	rows, err := w.rows(b.Observations)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := w.insert(row, t.at.Seq, &b.Observations[row.index]); err != nil {
			return err
		}
	}
	count := int64(len(b.Observations))
	next := t.at.Next(b, count, <-r.digests)
	err = run(w.addBatch, t.n+1, b.ID, b.Origin, b.Reporter, b.Note, supersedes, int64(b.Known),
		t.at.Seq+1, count, next.Hash[:])
	if err != nil {
		return err
	}
	*t = tip{n: t.n + 1, at: next, known: b.Known}
	r.at = next
	return nil
}

// admit refuses a batch that does not fit the ledger, in r.err, and returns the number of the batch
// it withdraws, nil where it withdraws none.
func (w *writer) admit(t *tip, r *request, b *fact.Batch) (supersedes any, err error) {
	n, err := find(w.batchN, b.ID)
	if err != nil {
		return nil, err
	}
	if n != 0 {
		r.err = fmt.Errorf("batch %q: %w", b.ID, fact.ErrDuplicate)
		return nil, nil
	}
	if b.Supersedes != "" {
		n, err := find(w.batchN, b.Supersedes)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			r.err = fmt.Errorf("batch %q withdraws %q: %w", b.ID, b.Supersedes, fact.ErrUnknownBatch)
			return nil, nil
		}
		supersedes = n
	}
	if t.n > 0 && b.Known < t.known {
		r.err = &fact.KnownError{Batch: b.ID, Known: b.Known, Last: t.known}
	}
	return supersedes, nil
}

// row is where an observation of a batch goes.
type row struct {
	series int64
	period int32
	index  int32 // in the batch
}

// rows places the observations of a batch, in the order of the table so that pages fill one after
// the other. New series are numbered in the order of a scan, so that scans find them in a row.
func (w *writer) rows(observations []fact.Observation) ([]row, error) {
	fresh := map[seriesKey]bool{}
	var last seriesKey
	for i := range observations {
		key := seriesOf(&observations[i])
		if i > 0 && key == last {
			continue
		}
		last = key
		if _, found := w.series[key]; found || fresh[key] {
			continue
		}
		fresh[key] = true
	}
	keys := make([]seriesKey, 0, len(fresh))
	for key := range fresh {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b seriesKey) int {
		return cmp.Or(cmp.Compare(a.indicator, b.indicator), cmp.Compare(a.area, b.area),
			cmp.Compare(a.freq, b.freq))
	})
	for _, key := range keys {
		if err := w.learnSeries(key); err != nil {
			return nil, err
		}
	}

	rows := make([]row, len(observations))
	for i := range observations {
		o := &observations[i]
		if key := seriesOf(o); i > 0 && key == last {
			rows[i] = row{rows[i-1].series, o.Period.Ord, int32(i)}
		} else {
			rows[i] = row{w.series[key], o.Period.Ord, int32(i)}
			last = key
		}
	}
	compare := func(a, b row) int {
		return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.period, b.period),
			cmp.Compare(a.index, b.index))
	}
	if !slices.IsSortedFunc(rows, compare) {
		slices.SortFunc(rows, compare)
	}
	return rows, nil
}

func seriesOf(o *fact.Observation) seriesKey {
	return seriesKey{o.Indicator, o.Area, o.Period.Freq}
}

// insert adds one observation of a batch that begins after position seq.
func (w *writer) insert(r row, seq int64, o *fact.Observation) error {
	origin, err := w.origin(o)
	if err != nil {
		return err
	}
	s := w.addObserved
	err = cmp.Or(
		s.BindInt64(1, r.series),
		s.BindInt64(2, int64(r.period)),
		s.BindInt64(3, seq+1+int64(r.index)),
		s.BindInt64(4, origin),
		bindValue(s, 5, o.Value),
		bindText(s, 6, o.Page),
		bindText(s, 7, o.Note))
	if err != nil {
		return err
	}
	return s.Exec()
}

func bindValue(s *sqlite3.Stmt, i int, v float64) error {
	if measure.IsMissing(v) {
		return s.BindNull(i)
	}
	return s.BindFloat(i, v+0) // -0 becomes 0
}

func bindText(s *sqlite3.Stmt, i int, v string) error {
	if v == "" {
		return s.BindNull(i)
	}
	return s.BindText(i, v)
}

func (w *writer) text(value string) (int64, error) {
	if id, found := w.texts[value]; found {
		return id, nil
	}
	id, err := w.intern(w.textID, w.addText, value)
	if err == nil {
		w.texts[strings.Clone(value)] = id
	}
	return id, err
}

func (w *writer) learnSeries(key seriesKey) error {
	indicator, err := w.text(key.indicator)
	if err != nil {
		return err
	}
	area, err := w.text(key.area)
	if err != nil {
		return err
	}
	id, err := w.intern(w.seriesID, w.addSeries, indicator, area, int64(key.freq))
	key.indicator, key.area = strings.Clone(key.indicator), strings.Clone(key.area)
	w.series[key] = id
	return err
}

func (w *writer) origin(o *fact.Observation) (int64, error) {
	key := originKey{o.Status, o.Decimals, string(o.Grade), o.Source, o.Reporter, o.Method}
	if id, found := w.origins[key]; found {
		return id, nil
	}
	var ids [3]int64
	for i, value := range []string{o.Source, o.Reporter, o.Method} {
		id, err := w.text(value)
		if err != nil {
			return 0, err
		}
		ids[i] = id
	}
	id, err := w.intern(w.originID, w.addOrigin, string(o.Status), int64(o.Decimals),
		string(o.Grade), ids[0], ids[1], ids[2])
	key = originKey{measure.Status(strings.Clone(string(o.Status))), o.Decimals,
		strings.Clone(string(o.Grade)), strings.Clone(o.Source), strings.Clone(o.Reporter),
		strings.Clone(o.Method)}
	w.origins[key] = id
	return id, err
}

// intern returns the id of the row that find looks for, adding it where it is missing.
func (w *writer) intern(lookup, add *sqlite3.Stmt, args ...any) (int64, error) {
	id, err := find(lookup, args...)
	if err != nil || id != 0 {
		return id, err
	}
	if err := run(add, args...); err != nil {
		return 0, err
	}
	return w.conn.LastInsertRowID(), nil
}

// find returns the number that s yields, 0 where it yields nothing.
func find(s *sqlite3.Stmt, args ...any) (n int64, err error) {
	if err := bind(s, args); err != nil {
		return 0, err
	}
	if s.Step() {
		n = s.ColumnInt64(0)
	}
	return n, cmp.Or(s.Err(), s.Reset())
}

func run(s *sqlite3.Stmt, args ...any) error {
	if err := bind(s, args); err != nil {
		return err
	}
	return s.Exec()
}

func bind(s *sqlite3.Stmt, args []any) error {
	for i, arg := range args {
		var err error
		switch v := arg.(type) {
		case nil:
			err = s.BindNull(i + 1)
		case int64:
			err = s.BindInt64(i+1, v)
		case string:
			err = s.BindText(i+1, v)
		case []byte:
			err = s.BindBlob(i+1, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
