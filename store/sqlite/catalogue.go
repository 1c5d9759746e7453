package sqlite

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/ncruces/go-sqlite3"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// catalogue remembers what a ledger's rows refer to. The tables behind it only grow, so it reads
// no row twice.
type catalogue struct {
	mu      sync.Mutex
	texts   []string // by id from 1, as all of these
	series  []series
	origins []origin
	journal fact.Journal
	runs    []span // of the first ranked series
	ranked  int
}

type series struct {
	indicator, area int64 // text
	freq            measure.Freq
}

type origin struct {
	status                   measure.Status
	decimals                 int8
	grade                    citation.Grade
	source, reporter, method int64 // text
}

// span is a range of series ids that follow each other in the order of a scan as well.
type span struct{ first, last int64 }

// snapshot is the catalogue as one read transaction sees the ledger. It may know more texts and
// series than the transaction; no row of the transaction refers to them.
type snapshot struct {
	texts   []string
	series  []series
	origins []origin
	journal fact.Journal
	runs    []span
}

// at brings the catalogue up to the transaction conn is in.
func (c *catalogue) at(conn *sqlite3.Conn) (snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, load := range []func(*sqlite3.Conn) error{
		c.loadTexts, c.loadSeries, c.loadOrigins, c.loadJournal} {
		if err := load(conn); err != nil {
			return snapshot{}, err
		}
	}
	if c.ranked < len(c.series) {
		c.rank()
	}
	s := snapshot{c.texts, c.series, c.origins, c.journal, c.runs}
	var n int64
	err := query(conn, "SELECT n, first + count - 1 FROM batch ORDER BY n DESC LIMIT 1", nil,
		func(row *sqlite3.Stmt) error {
			n, s.journal.Last = row.ColumnInt64(0), row.ColumnInt64(1)
			return nil
		})
	if err != nil || n > int64(len(s.journal.Entries)) {
		return s, errors.Join(err, ErrAltered)
	}
	s.journal.Entries = s.journal.Entries[:n]
	return s, nil
}

func (c *catalogue) loadTexts(conn *sqlite3.Conn) error {
	return tail(conn, "SELECT id, value FROM text WHERE id > ? ORDER BY id", &c.texts,
		func(row *sqlite3.Stmt) (string, bool) { return row.ColumnText(1), true })
}

func (c *catalogue) loadSeries(conn *sqlite3.Conn) error {
	return tail(conn, "SELECT id, indicator, area, freq FROM series WHERE id > ? ORDER BY id",
		&c.series, func(row *sqlite3.Stmt) (series, bool) {
			s := series{row.ColumnInt64(1), row.ColumnInt64(2), measure.Freq(row.ColumnInt64(3))}
			return s, c.holds(s.indicator) && c.holds(s.area)
		})
}

func (c *catalogue) loadOrigins(conn *sqlite3.Conn) error {
	return tail(conn, "SELECT id, status, decimals, grade, source, reporter, method"+
		" FROM origin WHERE id > ? ORDER BY id", &c.origins,
		func(row *sqlite3.Stmt) (origin, bool) {
			o := origin{measure.Status(row.ColumnText(1)), int8(row.ColumnInt64(2)),
				citation.Grade(row.ColumnText(3)), row.ColumnInt64(4), row.ColumnInt64(5),
				row.ColumnInt64(6)}
			return o, c.holds(o.source) && c.holds(o.reporter) && c.holds(o.method)
		})
}

func (c *catalogue) loadJournal(conn *sqlite3.Conn) error {
	return tail(conn, "SELECT n, first, known, ifnull(supersedes, 0) FROM batch"+
		" WHERE n > ? ORDER BY n", &c.journal.Entries,
		func(row *sqlite3.Stmt) (fact.Entry, bool) {
			e := fact.Entry{First: row.ColumnInt64(1), Known: measure.Instant(row.ColumnInt64(2)),
				Supersedes: row.ColumnInt(3) - 1}
			before := fact.Entry{First: 1, Known: e.Known}
			n := len(c.journal.Entries)
			if n > 0 {
				before = c.journal.Entries[n-1]
			}
			return e, e.First >= before.First && e.Known >= before.Known &&
				e.Supersedes >= -1 && e.Supersedes < n
		})
}

// holds reports whether id is that of a text.
func (c *catalogue) holds(id int64) bool { return id >= 1 && id <= int64(len(c.texts)) }

// tail appends to list the rows numbered after it. decode says false where a row cannot be.
func tail[T any](conn *sqlite3.Conn, sql string, list *[]T,
	decode func(*sqlite3.Stmt) (T, bool)) error {
	return query(conn, sql, []any{int64(len(*list))}, func(row *sqlite3.Stmt) error {
		v, ok := decode(row)
		if n := row.ColumnInt64(0); !ok || n != int64(len(*list))+1 {
			return fmt.Errorf("%w: a row after %d of %q does not fit", ErrAltered, len(*list), sql)
		}
		*list = append(*list, v)
		return nil
	})
}

// rank puts the series into the order of a scan and gathers them into runs.
func (c *catalogue) rank() {
	place := make([]int, len(c.texts)+1) // text id → place in the order of texts
	for i, id := range sorted(len(c.texts), func(a, b int) int {
		return cmp.Compare(c.texts[a-1], c.texts[b-1])
	}) {
		place[id] = i
	}
	c.runs = nil
	for _, id := range sorted(len(c.series), func(a, b int) int {
		s, t := c.series[a-1], c.series[b-1]
		return cmp.Or(cmp.Compare(place[s.indicator], place[t.indicator]),
			cmp.Compare(place[s.area], place[t.area]), cmp.Compare(s.freq, t.freq))
	}) {
		if n := len(c.runs); n > 0 && c.runs[n-1].last == int64(id)-1 {
			c.runs[n-1].last++
		} else {
			c.runs = append(c.runs, span{int64(id), int64(id)})
		}
	}
	c.ranked = len(c.series)
}

// sorted returns the ids 1 to n in the given order.
func sorted(n int, compare func(a, b int) int) []int {
	ids := make([]int, n)
	for i := range ids {
		ids[i] = i + 1
	}
	slices.SortFunc(ids, compare)
	return ids
}
