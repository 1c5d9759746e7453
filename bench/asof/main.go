// Command asof measures the ledger on 5 million synthetic observations, a tenth of them revisions:
// how fast they load, and how fast a view as of any moment is read, beside a plain SQLite table
// that keeps only the latest value of each cell, on the same driver and settings.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/ncruces/go-sqlite3"
	"golang.org/x/sync/errgroup"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/store/sqlite"
)

// The synthetic data: every cell once, and as many revisions of random cells as make a tenth of all.
const (
	indicators = 15
	areas      = 2500
	months     = 120
	cells      = indicators * areas * months
	revisions  = cells / 9
	imports    = 10 // that bring the revisions
	repeats    = 5  // of each scan; the quickest counts
	reporters  = 300
	reports    = 30_000
)

func main() {
	seed := flag.Uint64("seed", 1, "of the synthetic data")
	flag.Parse()
	dir, err := os.MkdirTemp("", "asof")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := run(dir, *seed); err != nil {
		log.Fatal(err)
	}
}

func run(dir string, seed uint64) error {
	ctx := context.Background()
	fmt.Printf("%d cells, %d revisions (synthetic, seed %d)\n", cells, revisions, seed)
	path := filepath.Join(dir, "facts.ledger")
	ledger, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	defer ledger.Close()

	random := rand.New(rand.NewPCG(seed, 0))
	var load time.Duration
	add := func(b *fact.Batch) error {
		start := time.Now()
		_, err := ledger.Append(ctx, b)
		load += time.Since(start)
		return err
	}
	for i := range indicators {
		if err := add(first(i, random)); err != nil {
			return err
		}
	}
	report("ledger: load", cells, load)
	load = 0
	for i := range imports {
		if err := add(revised(i, random)); err != nil {
			return err
		}
	}
	report("ledger: load revisions of random cells", revisions, load)

	plain, err := fill(filepath.Join(dir, "plain.db"), seed)
	if err != nil {
		return err
	}
	defer plain.Close()

	if err := compare(ctx, ledger, plain); err != nil {
		return err
	}

	start := time.Now()
	if err := reporting(ctx, ledger); err != nil {
		return err
	}
	report(fmt.Sprintf("ledger: %d reporters, each append acknowledged", reporters), reports,
		time.Since(start))
	start = time.Now()
	if err := ledger.Verify(ctx); err != nil {
		return err
	}
	report("ledger: verify", cells+revisions+reports, time.Since(start))
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	fmt.Printf("%-55s %6.1f bytes an observation\n", "ledger: file",
		float64(info.Size())/float64(cells+revisions+reports))
	return nil
}

// reporting lets many reporters append one observation after another at the same time.
func reporting(ctx context.Context, ledger *sqlite.Ledger) error {
	var group errgroup.Group
	for r := range reporters {
		group.Go(func() error {
			for n := range reports / reporters {
				o := observation(indicators, r, n, float64(n))
				_, err := ledger.Append(ctx, &fact.Batch{ID: fmt.Sprint("synthetic report ", r, n),
					Known: measure.Instant(indicators + imports + 1), Observations: []fact.Observation{o}})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func report(what string, rows int, took time.Duration) {
	fmt.Printf("%-55s %6.2f s  %9.0f rows/s\n", what, took.Seconds(), float64(rows)/took.Seconds())
}

// compare reads the plain table and views of the ledger in turn, so that a busy machine slows all
// of them alike, and prints the quickest of each.
func compare(ctx context.Context, ledger *sqlite.Ledger, plain *sqlite3.Conn) error {
	view := func(known measure.Instant) func() error {
		return func() error {
			n := 0
			err := ledger.Scan(ctx, fact.AsOf{Known: known}, func(*fact.Observation) error {
				n++
				return nil
			})
			if err == nil && n != cells {
				err = fmt.Errorf("%d cells seen", n)
			}
			return err
		}
	}
	scans := []struct {
		name string
		scan func() error
		best time.Duration
	}{
		{name: "plain table of the latest values", scan: func() error { return scanPlain(plain) }},
		{name: "ledger: as of now", scan: view(measure.Forever)},
		{name: "ledger: as of half of the revisions", scan: view(indicators + imports/2)},
		{name: "ledger: as of before the revisions", scan: view(indicators)},
	}
	for range repeats {
		for i := range scans {
			s := &scans[i]
			start := time.Now()
			if err := s.scan(); err != nil {
				return err
			}
			if took := time.Since(start); s.best == 0 || took < s.best {
				s.best = took
			}
		}
	}
	for _, s := range scans {
		report(s.name+": scan", cells, s.best)
		fmt.Printf("%65.2f × the plain table\n", s.best.Seconds()/scans[0].best.Seconds())
	}
	return nil
}

// first returns the first report of an indicator: all areas, all months.
func first(i int, random *rand.Rand) *fact.Batch {
	b := &fact.Batch{ID: fmt.Sprint("synthetic ", i), Known: measure.Instant(i + 1)}
	for a := range areas {
		for m := range months {
			b.Observations = append(b.Observations, observation(i, a, m, random.Float64()))
		}
	}
	return b
}

// revised returns one import of revisions of random cells.
func revised(n int, random *rand.Rand) *fact.Batch {
	b := &fact.Batch{ID: fmt.Sprint("synthetic revision ", n), Known: measure.Instant(indicators + n + 1)}
	for range revisions / imports {
		b.Observations = append(b.Observations, observation(random.IntN(indicators),
			random.IntN(areas), random.IntN(months), random.Float64()))
	}
	return b
}

func observation(i, a, m int, value float64) fact.Observation {
	return fact.Observation{
		Indicator: fmt.Sprintf("synthetic-%02d", i), Area: fmt.Sprintf("%06d", 110000+a),
		Period: measure.Period{Freq: measure.Month, Ord: int32(2015*12 + m)},
		Value:  value, Decimals: 4, Status: measure.Normal, Source: "synthetic",
		Grade: citation.Synthetic, Reporter: "bench",
	}
}

// fill makes the peer: one row a cell with the same columns, and nothing of the past.
func fill(path string, seed uint64) (*sqlite3.Conn, error) {
	db, err := sqlite3.Open(path)
	if err != nil {
		return nil, err
	}
	if err := db.EnableChecksums("main"); err != nil {
		return nil, err
	}
	err = db.Exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;
		CREATE TABLE latest (series INTEGER, period INTEGER, seq INTEGER, origin INTEGER,
			value REAL, page TEXT, note TEXT, PRIMARY KEY (series, period)) STRICT, WITHOUT ROWID`)
	if err != nil {
		return nil, err
	}
	insert, _, err := db.Prepare("INSERT INTO latest VALUES (?, ?, ?, ?, ?, NULL, NULL)")
	if err != nil {
		return nil, err
	}
	defer insert.Close()
	random := rand.New(rand.NewPCG(seed, 0))
	start := time.Now()
	tx := db.Begin()
	for n := range cells {
		insert.BindInt64(1, int64(n/months+1))
		insert.BindInt64(2, int64(2015*12+n%months))
		insert.BindInt64(3, int64(n+1))
		insert.BindInt64(4, 1)
		insert.BindFloat(5, random.Float64())
		if err := insert.Exec(); err != nil {
			return nil, err
		}
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	report("plain table of the latest values: load", cells, time.Since(start))
	return db, db.Exec("PRAGMA cache_size=-16384")
}

// row is what a scan of the plain table gives.
type row struct {
	series, period, seq, origin int64
	value                       float64
	page, note                  string
}

// scanPlain reads the plain table in its order, every column into a Go value.
func scanPlain(db *sqlite3.Conn) error {
	stmt, _, err := db.Prepare("SELECT series, period, seq, origin, value, page, note FROM latest" +
		" ORDER BY series, period")
	if err != nil {
		return err
	}
	defer stmt.Close()
	var r row
	n := 0
	for stmt.Step() {
		r = row{series: stmt.ColumnInt64(0), period: stmt.ColumnInt64(1), seq: stmt.ColumnInt64(2),
			origin: stmt.ColumnInt64(3), value: stmt.ColumnFloat(4)}
		if stmt.ColumnType(5) != sqlite3.NULL {
			r.page = stmt.ColumnText(5)
		}
		if stmt.ColumnType(6) != sqlite3.NULL {
			r.note = stmt.ColumnText(6)
		}
		if r.seq > 0 {
			n++
		}
	}
	if err := stmt.Err(); err != nil {
		return err
	}
	if n != cells {
		return fmt.Errorf("%d rows of %d seen", n, cells)
	}
	return nil
}
