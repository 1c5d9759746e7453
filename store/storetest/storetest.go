// Package storetest tests that a ledger does what package fact says, whatever it is kept in.
package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// Run tests the ledgers that open makes; each must be empty. A ledger that is an io.Closer is closed.
func Run(t *testing.T, open func(testing.TB) fact.Log) {
	for _, c := range []struct {
		name string
		test func(*testing.T, fact.Log)
	}{
		{"empty", empty},
		{"order", order},
		{"bitemporal", bitemporal},
		{"withdrawal", withdrawal},
		{"withdrawal of a withdrawal", withdrawalOfWithdrawal},
		{"withdrawal of a batch without observations", withdrawalOfNothing},
		{"refusals leave no trace", refusals},
		{"several batches are one append", together},
		{"every field comes back", fields},
		{"readers can stop", stopping},
		{"a scan is one moment", scanIsOneMoment},
		{"a batch of many", largeBatch},
		{"many at once", concurrent},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := open(t)
			defer closeLog(t, log)
			c.test(t, log)
		})
	}
	t.Run("agrees with the model", func(t *testing.T) {
		rapid.Check(t, agrees(t, open))
	})
}

// Fuzz looks for batches and points of view on which a ledger and the model disagree.
func Fuzz(f *testing.F, open func(testing.TB) fact.Log) {
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 0))
		data := make([]byte, 1<<14)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rapid.MakeFuzz(agrees(t, open))(t, data)
	})
}

// Observed returns a plain observation, for tests to change.
func Observed(indicator, area, period string, value float64) fact.Observation {
	p, err := measure.ParsePeriod(period)
	if err != nil {
		panic(err)
	}
	return fact.Observation{Indicator: indicator, Area: area, Period: p, Value: value,
		Status: measure.Normal, Grade: citation.Synthetic}
}

func closeLog(t testing.TB, log fact.Log) {
	if c, ok := log.(io.Closer); ok {
		if err := c.Close(); err != nil {
			t.Error("close:", err)
		}
	}
}

// must appends a batch.
func must(t *testing.T, log fact.Log, b fact.Batch) fact.Position {
	t.Helper()
	at, err := log.Append(t.Context(), &b)
	if err != nil {
		t.Fatalf("append %q: %v", b.ID, err)
	}
	return at
}

// scan gives the view as lines "indicator@area:period=value".
func scan(t *testing.T, log fact.Log, at fact.AsOf) []string {
	t.Helper()
	var lines []string
	err := log.Scan(t.Context(), at, func(o *fact.Observation) error {
		lines = append(lines, line(o))
		return nil
	})
	if err != nil {
		t.Fatal("scan:", err)
	}
	return lines
}

func line(o *fact.Observation) string {
	return fmt.Sprintf("%s@%s:%v=%v", o.Indicator, o.Area, o.Period, o.Value)
}

func want(t *testing.T, got []string, lines ...string) {
	t.Helper()
	if !slices.Equal(got, lines) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(lines, "\n\t"))
	}
}

var everything = fact.AsOf{Known: measure.Forever}

func empty(t *testing.T, log fact.Log) {
	want(t, scan(t, log, everything))
	if at, err := log.Position(t.Context()); err != nil || at != (fact.Position{}) {
		t.Errorf("position %v, %v", at, err)
	}
	must(t, log, fact.Batch{ID: "nothing", Known: 1})
	want(t, scan(t, log, everything))
	at, err := log.Position(t.Context())
	if err != nil || at.Seq != 0 || at.Hash == [32]byte{} {
		t.Errorf("after an empty batch: position %v, %v", at, err)
	}
}

func order(t *testing.T, log fact.Log) {
	must(t, log, fact.Batch{ID: "b", Known: 1, Observations: []fact.Observation{
		Observed("人口", "510000", "2020", 1), Observed("gdp", "500000", "2021-03", 2),
		Observed("gdp", "500000", "2021", 3), Observed("gdp", "500000", "2021-Q1", 4)}})
	must(t, log, fact.Batch{ID: "a", Known: 1, Observations: []fact.Observation{
		Observed("gdp", "500000", "2020", 5), Observed("gdp", "110000", "2022", 6),
		Observed("gdp", "500000", "1969-12-31", 7), Observed("gdp", "500000", "1970-01-01", 8),
		Observed("gdp", "500000", "2021-01..03", 9), Observed("Gdp", "500000", "2021-S1", 10)}})
	want(t, scan(t, log, everything),
		"Gdp@500000:2021-S1=10", "gdp@110000:2022=6", "gdp@500000:2020=5", "gdp@500000:2021=3",
		"gdp@500000:1969-12-31=7", "gdp@500000:1970-01-01=8", "gdp@500000:2021-03=2",
		"gdp@500000:2021-Q1=4", "gdp@500000:2021-01..03=9", "人口@510000:2020=1")
}

func bitemporal(t *testing.T, log fact.Log) {
	must(t, log, fact.Batch{ID: "first", Known: 10, Observations: []fact.Observation{
		Observed("gdp", "500000", "2021", 1), Observed("gdp", "500000", "2022", 2)}})
	must(t, log, fact.Batch{ID: "revised", Known: 20, Observations: []fact.Observation{
		Observed("gdp", "500000", "2022", 3), Observed("gdp", "500000", "2022", 4)}})
	endOf2021 := measure.Year(2021).Last()
	want(t, scan(t, log, fact.AsOf{Known: 9}))
	want(t, scan(t, log, fact.AsOf{Known: 10}), "gdp@500000:2021=1", "gdp@500000:2022=2")
	want(t, scan(t, log, fact.AsOf{Known: 19}), "gdp@500000:2021=1", "gdp@500000:2022=2")
	want(t, scan(t, log, fact.AsOf{Known: 20}), "gdp@500000:2021=1", "gdp@500000:2022=4")
	want(t, scan(t, log, fact.AsOf{Valid: endOf2021, Known: 20}), "gdp@500000:2021=1")
	want(t, scan(t, log, fact.AsOf{Valid: endOf2021 - 1, Known: 20}))
}

func withdrawal(t *testing.T, log fact.Log) {
	cell := Observed("gdp", "500000", "2022", 1)
	wrong := Observed("gdp", "500000", "2022", 100)
	only := Observed("gdp", "510000", "2022", 100)
	must(t, log, fact.Batch{ID: "first", Known: 10, Observations: []fact.Observation{cell}})
	must(t, log, fact.Batch{ID: "wrong", Known: 20, Observations: []fact.Observation{wrong, only}})
	must(t, log, fact.Batch{ID: "sorry", Known: 30, Supersedes: "wrong"})
	want(t, scan(t, log, fact.AsOf{Known: 20}), "gdp@500000:2022=100", "gdp@510000:2022=100")
	want(t, scan(t, log, fact.AsOf{Known: 29}), "gdp@500000:2022=100", "gdp@510000:2022=100")
	want(t, scan(t, log, fact.AsOf{Known: 30}), "gdp@500000:2022=1")
	want(t, history(t, log, cell.Key()), "gdp@500000:2022=1", "gdp@500000:2022=100")
	want(t, history(t, log, only.Key()), "gdp@510000:2022=100")
	want(t, history(t, log, fact.Key{Indicator: "gdp", Area: "nowhere", Period: only.Period}))
}

func withdrawalOfWithdrawal(t *testing.T, log fact.Log) {
	must(t, log, fact.Batch{ID: "a", Known: 1, Observations: []fact.Observation{
		Observed("gdp", "500000", "2022", 1)}})
	must(t, log, fact.Batch{ID: "b", Known: 2, Supersedes: "a", Observations: []fact.Observation{
		Observed("gdp", "500000", "2022", 2)}})
	must(t, log, fact.Batch{ID: "c", Known: 3, Supersedes: "b"})
	must(t, log, fact.Batch{ID: "d", Known: 4, Supersedes: "a"}) // a second time: no effect
	want(t, scan(t, log, fact.AsOf{Known: 1}), "gdp@500000:2022=1")
	want(t, scan(t, log, fact.AsOf{Known: 2}), "gdp@500000:2022=2")
	want(t, scan(t, log, fact.AsOf{Known: 3}))
	want(t, scan(t, log, fact.AsOf{Known: 4}))
}

func withdrawalOfNothing(t *testing.T, log fact.Log) {
	must(t, log, fact.Batch{ID: "a", Known: 1})
	must(t, log, fact.Batch{ID: "b", Known: 1, Observations: []fact.Observation{
		Observed("gdp", "500000", "2022", 1)}})
	must(t, log, fact.Batch{ID: "c", Known: 1})
	must(t, log, fact.Batch{ID: "d", Known: 2, Supersedes: "b"})
	must(t, log, fact.Batch{ID: "e", Known: 3, Supersedes: "a"})
	must(t, log, fact.Batch{ID: "f", Known: 3, Supersedes: "c"})
	want(t, scan(t, log, fact.AsOf{Known: 1}), "gdp@500000:2022=1")
	want(t, scan(t, log, fact.AsOf{Known: 2}))
	want(t, scan(t, log, fact.AsOf{Known: 3}))
}

func history(t *testing.T, log fact.Log, key fact.Key) []string {
	t.Helper()
	var lines []string
	var last int64
	err := log.History(t.Context(), key, func(o *fact.Observation) error {
		if o.Seq <= last {
			t.Errorf("history: seq %d after %d", o.Seq, last)
		}
		last = o.Seq
		lines = append(lines, line(o))
		return nil
	})
	if err != nil {
		t.Fatal("history:", err)
	}
	return lines
}

func refusals(t *testing.T, log fact.Log) {
	good := Observed("gdp", "500000", "2022", 1)
	before := must(t, log, fact.Batch{ID: "a", Known: 10, Observations: []fact.Observation{good}})
	with := func(change func(*fact.Observation)) []fact.Observation {
		o := good
		o.Indicator = "refused"
		change(&o)
		return []fact.Observation{good, o, good}
	}
	for name, bad := range map[string][]fact.Observation{
		"no indicator":  with(func(o *fact.Observation) { o.Indicator = "" }),
		"no area":       with(func(o *fact.Observation) { o.Area = "" }),
		"no frequency":  with(func(o *fact.Observation) { o.Period.Freq = 0 }),
		"year 0":        with(func(o *fact.Observation) { o.Period.Ord = 0 }),
		"year 10000":    with(func(o *fact.Observation) { o.Period.Ord = 10000 }),
		"no value":      with(func(o *fact.Observation) { o.Value = measure.Missing }),
		"infinite":      with(func(o *fact.Observation) { o.Value = math.Inf(1) }),
		"value and M":   with(func(o *fact.Observation) { o.Status = measure.NotExisting }),
		"status":        with(func(o *fact.Observation) { o.Status = "X" }),
		"grade":         with(func(o *fact.Observation) { o.Grade = "hearsay" }),
		"NUL":           with(func(o *fact.Observation) { o.Page = "p\x00" }),
		"not UTF-8":     with(func(o *fact.Observation) { o.Note = "\xff" }),
		"not UTF-8 too": with(func(o *fact.Observation) { o.Indicator = "\xc3\x28" }),
	} {
		b := fact.Batch{ID: "bad", Known: 20, Observations: bad}
		if _, err := log.Append(t.Context(), &b); !errors.Is(err, fact.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		} else if !strings.Contains(err.Error(), "observation 2") {
			t.Errorf("%s: the error does not say where: %v", name, err)
		}
	}
	misfits(t, log)

	want(t, scan(t, log, everything), "gdp@500000:2022=1")
	if at, err := log.Position(t.Context()); err != nil || at != before {
		t.Errorf("position moved from %v to %v (%v)", before, at, err)
	}
	must(t, log, fact.Batch{ID: "f", Known: 10, Observations: []fact.Observation{good}}) // the name is free
}

// together appends several batches at once: all of them or, where one is refused, none.
func together(t *testing.T, log fact.Log) {
	batch := func(id string, known measure.Instant, value float64) *fact.Batch {
		return &fact.Batch{ID: id, Known: known,
			Observations: []fact.Observation{Observed("gdp", "510100", "2024", value)}}
	}
	before := must(t, log, *batch("a", 1, 1))
	for name, refused := range map[string][]*fact.Batch{
		"repeated":    {batch("b", 2, 2), batch("a", 3, 3)},
		"twice":       {batch("b", 2, 2), batch("b", 3, 3)},
		"out of time": {batch("b", 3, 2), batch("c", 2, 3)},
	} {
		if at, err := log.Append(t.Context(), refused...); err == nil || at != (fact.Position{}) {
			t.Errorf("%s: position %v, error %v", name, at, err)
		}
		if at, err := log.Position(t.Context()); err != nil || at != before {
			t.Errorf("%s: the ledger moved to %v, %v", name, at, err)
		}
	}
	at, err := log.Append(t.Context(), batch("b", 2, 2), batch("c", 3, 3))
	if err != nil || at.Seq != 3 {
		t.Fatal(at, err)
	}
	want(t, scan(t, log, fact.AsOf{Known: 2}), "gdp@510100:2024=2")
	want(t, scan(t, log, fact.AsOf{Known: 3}), "gdp@510100:2024=3")
}

// misfits appends batches that do not fit a ledger which holds one batch, "a", known from 10.
func misfits(t *testing.T, log fact.Log) {
	some := []fact.Observation{Observed("refused", "500000", "2022", 1)}
	for _, c := range []struct {
		batch fact.Batch
		want  error
	}{
		{fact.Batch{Known: 20, Observations: some}, fact.ErrInvalid},
		{fact.Batch{ID: "e", Known: measure.Forever, Observations: some}, fact.ErrInvalid},
		{fact.Batch{ID: "a", Known: 20, Observations: some}, fact.ErrDuplicate},
		{fact.Batch{ID: "c", Known: 20, Supersedes: "b", Observations: some}, fact.ErrUnknownBatch},
		{fact.Batch{ID: "d", Known: 20, Supersedes: "d", Observations: some}, fact.ErrUnknownBatch},
	} {
		if _, err := log.Append(t.Context(), &c.batch); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.batch, err, c.want)
		}
	}
	var early *fact.KnownError
	_, err := log.Append(t.Context(), &fact.Batch{ID: "early", Known: 9, Observations: some})
	if !errors.As(err, &early) || early.Last != 10 {
		t.Errorf("known before the last batch: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = log.Append(gone, &fact.Batch{ID: "f", Known: 20, Observations: some})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func fields(t *testing.T, log fact.Log) {
	full := fact.Observation{Indicator: "人均GDP 🀄", Area: "500000", Period: measure.Year(2022),
		Value: 0.1, Decimals: -2, Status: measure.Provisional, Source: "公报", Page: "表 2–1, 'x'",
		Grade: citation.Official, Reporter: "统计局", Method: "核算", Note: "a\nb\t\"c\""}
	missing := full
	missing.Period, missing.Status = measure.Year(2023), measure.Confidential
	missing.Value, missing.Page, missing.Note = measure.Missing, "", ""
	tiny := full
	tiny.Period, tiny.Value = measure.Year(2024), math.SmallestNonzeroFloat64
	zero := full
	zero.Period, zero.Value = measure.Year(2025), math.Copysign(0, -1)
	huge := full
	huge.Period, huge.Value = measure.Year(2026), 1<<62
	b := fact.Batch{ID: "批", Origin: "表.xlsx#1", Reporter: "统计局", Note: "试", Known: -5,
		Observations: []fact.Observation{full, missing, tiny, zero, huge}}
	given := slices.Clone(b.Observations)
	must(t, log, b)
	for i := range given {
		if !same(&given[i], &b.Observations[i]) || b.Observations[i].Seq != 0 {
			t.Errorf("append changed observation %d to %+v", i, b.Observations[i])
		}
	}
	given[3].Value = 0 // the sign of a zero is no information
	i := 0
	err := log.Scan(t.Context(), everything, func(o *fact.Observation) error {
		w := given[i]
		i++
		w.Seq, w.Known = int64(i), -5
		if !same(o, &w) || math.Signbit(o.Value) {
			t.Errorf("got %+v\nwant %+v", *o, w)
		}
		return nil
	})
	if err != nil || i != len(given) {
		t.Errorf("scan: %d observations, %v", i, err)
	}
	err = log.Batches(t.Context(), func(got *fact.Batch) error {
		if got.ID != b.ID || got.Origin != b.Origin || got.Reporter != b.Reporter ||
			got.Note != b.Note || got.Known != b.Known || got.Supersedes != "" ||
			len(got.Observations) != len(given) {
			t.Errorf("batch %+v", got)
		}
		return nil
	})
	if err != nil {
		t.Error("batches:", err)
	}
}

// same reports whether two observations are equal; one missing value equals another.
func same(a, b *fact.Observation) bool {
	x, y := *a, *b
	if measure.IsMissing(x.Value) && measure.IsMissing(y.Value) {
		x.Value, y.Value = 0, 0
	}
	return x == y
}

func stopping(t *testing.T, log fact.Log) {
	o := Observed("gdp", "500000", "2022", 1)
	must(t, log, fact.Batch{ID: "a", Known: 1, Observations: []fact.Observation{o,
		Observed("gdp", "510000", "2022", 1)}})
	must(t, log, fact.Batch{ID: "b", Known: 1, Observations: []fact.Observation{o}})
	stop := errors.New("stop")
	calls := 0
	one := func(*fact.Observation) error { calls++; return stop }
	if err := log.Scan(t.Context(), everything, one); err != stop || calls != 1 {
		t.Errorf("scan: %d calls, %v", calls, err)
	}
	if err := log.History(t.Context(), o.Key(), one); err != stop || calls != 2 {
		t.Errorf("history: %d calls, %v", calls, err)
	}
	err := log.Batches(t.Context(), func(*fact.Batch) error { calls++; return stop })
	if err != stop || calls != 3 {
		t.Errorf("batches: %d calls, %v", calls, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := log.Scan(gone, everything, one); !errors.Is(err, context.Canceled) || calls != 3 {
		t.Errorf("scan after the context ended: %d calls, %v", calls, err)
	}
	want(t, scan(t, log, everything), "gdp@500000:2022=1", "gdp@510000:2022=1")
}

func scanIsOneMoment(t *testing.T, log fact.Log) {
	must(t, log, fact.Batch{ID: "a", Known: 1, Observations: []fact.Observation{
		Observed("a", "1", "2022", 1), Observed("b", "1", "2022", 1)}})
	var seen []string
	err := log.Scan(t.Context(), everything, func(o *fact.Observation) error {
		seen = append(seen, line(o))
		must(t, log, fact.Batch{ID: line(o), Known: 1, Supersedes: "a",
			Observations: []fact.Observation{Observed("c"+o.Indicator, "1", "2022", 2)}})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, seen, "a@1:2022=1", "b@1:2022=1")
	want(t, scan(t, log, everything), "ca@1:2022=2", "cb@1:2022=2")
}

func largeBatch(t *testing.T, log fact.Log) {
	const n = 5000
	b := fact.Batch{ID: "large", Known: 1}
	for i := range n { // from last to first
		year := fmt.Sprintf("%04d", 2100-i%100)
		b.Observations = append(b.Observations,
			Observed("x", fmt.Sprintf("%03d", n/100-i/100), year, float64(i)))
	}
	must(t, log, b)
	lines := scan(t, log, everything)
	if len(lines) != n || lines[0] != "x@001:2001=4999" || lines[n-1] != "x@050:2100=0" {
		t.Errorf("%d lines from %s to %s", len(lines), lines[0], lines[n-1])
	}
	replayed(t, log)
}

// replayed appends all batches to a model and compares heads.
func replayed(t rapid.TB, log fact.Log) {
	t.Helper()
	copied := fact.NewMemory()
	err := log.Batches(context.Background(), func(b *fact.Batch) error {
		_, err := copied.Append(context.Background(), b)
		return err
	})
	if err != nil {
		t.Fatal("replay:", err)
	}
	a, err := log.Position(context.Background())
	b, _ := copied.Position(context.Background())
	if err != nil || a != b {
		t.Fatalf("the ledger stands at %x, its batches give %x (%v)", a, b, err)
	}
}

func concurrent(t *testing.T, log fact.Log) {
	const reporters, each, size = 8, 25, 3
	var wg, reading sync.WaitGroup
	done := make(chan struct{})
	for range 2 {
		reading.Go(func() {
			for last := 0; ; {
				n := 0
				err := log.Scan(t.Context(), everything, func(*fact.Observation) error {
					n++
					return nil
				})
				if err != nil || n%size != 0 || n < last {
					t.Errorf("a reader sees %d observations after %d (%v)", n, last, err)
					return
				}
				last = n
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	var mu sync.Mutex
	positions := map[fact.Position]bool{}
	for r := range reporters {
		wg.Go(func() {
			for i := range each {
				b := fact.Batch{ID: fmt.Sprintf("%d/%d", r, i), Known: 1}
				for k := range size {
					b.Observations = append(b.Observations,
						Observed(b.ID, "500000", fmt.Sprint(2020+k), float64(i)))
				}
				at, err := log.Append(t.Context(), &b)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				positions[at] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	close(done)
	reading.Wait()
	if n := len(scan(t, log, everything)); n != reporters*each*size || len(positions) != reporters*each {
		t.Errorf("%d observations at %d positions", n, len(positions))
	}
	replayed(t, log)
}

// agrees compares a ledger with a model that keeps batches in a list and looks at all of them.
func agrees(t testing.TB, open func(testing.TB) fact.Log) func(*rapid.T) {
	return func(r *rapid.T) {
		log := open(t)
		defer closeLog(t, log)
		ctx := context.Background()
		memory := fact.NewMemory()
		var batches []fact.Batch
		for n := range rapid.IntRange(1, 6).Draw(r, "batches") {
			b := drawBatch(r, n, batches)
			at, err := log.Append(ctx, &b)
			if err != nil {
				r.Fatal(err)
			}
			if model, err := memory.Append(ctx, &b); err != nil || model != at {
				r.Fatalf("position %x, in memory %x (%v)", at, model, err)
			}
			batches = append(batches, b)
		}
		for range 4 {
			at := fact.AsOf{Known: measure.Instant(rapid.Int64Range(0, 8).Draw(r, "known"))}
			if rapid.Bool().Draw(r, "all periods") {
				at.Valid = measure.DateOf(rapid.IntRange(2019, 2022).Draw(r, "year"), 6, 30)
			}
			compare(r, log, at, model(batches, at))
		}
		replayed(r, log)
	}
}

var words = []string{"gdp", "GDP", "人口", "人口率", "é", "z'\"", "510000"}

func drawBatch(r *rapid.T, n int, before []fact.Batch) fact.Batch {
	b := fact.Batch{ID: fmt.Sprint("batch ", n), Known: 1,
		Note: rapid.SampledFrom(words).Draw(r, "note")}
	if n > 0 {
		b.Known = before[n-1].Known + measure.Instant(rapid.Int64Range(0, 2).Draw(r, "later"))
		if i := rapid.IntRange(-2, n-1).Draw(r, "withdrawn"); i >= 0 {
			b.Supersedes = before[i].ID
		}
	}
	word := rapid.SampledFrom(append([]string{""}, words...))
	for range rapid.IntRange(0, 12).Draw(r, "observations") {
		o := fact.Observation{
			Indicator: rapid.SampledFrom(words[:4]).Draw(r, "indicator"),
			Area:      rapid.SampledFrom(words[3:6]).Draw(r, "area"),
			Period: measure.AxisOf(rapid.SampledFrom(measure.Freqs).Draw(r, "freq"), 2020, 2021).
				At(rapid.IntRange(0, 1).Draw(r, "period")),
			Value:    rapid.Float64().Draw(r, "value"),
			Decimals: rapid.Int8().Draw(r, "decimals"),
			Status:   rapid.SampledFrom(measure.Statuses).Draw(r, "status"),
			Source:   word.Draw(r, "source"), Page: word.Draw(r, "page"),
			Grade:    rapid.SampledFrom(citation.Grades).Draw(r, "grade"),
			Reporter: word.Draw(r, "reporter"), Method: word.Draw(r, "method"),
			Note: word.Draw(r, "remark"),
		}
		if o.Status.NoValue() {
			o.Value = measure.Missing
		}
		b.Observations = append(b.Observations, o)
	}
	return b
}

// model says what holds, the slow and plain way.
func model(batches []fact.Batch, at fact.AsOf) []fact.Observation {
	cells := map[fact.Key]fact.Observation{}
	seq := int64(0)
	for _, b := range batches {
		withdrawn := slices.ContainsFunc(batches, func(w fact.Batch) bool {
			return w.Supersedes == b.ID && w.Known <= at.Known
		})
		for _, o := range b.Observations {
			seq++
			o.Seq, o.Known = seq, b.Known
			if !withdrawn && b.Known <= at.Known && (at.Valid == 0 || o.Period.Last() <= at.Valid) {
				cells[o.Key()] = o
			}
		}
	}
	var all []fact.Observation
	for _, o := range cells {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b fact.Observation) int {
		return cmp.Or(strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Area, b.Area),
			cmp.Compare(a.Period.Freq, b.Period.Freq), cmp.Compare(a.Period.Ord, b.Period.Ord))
	})
	return all
}

func compare(t *rapid.T, log fact.Log, at fact.AsOf, want []fact.Observation) {
	var got []fact.Observation
	err := log.Scan(context.Background(), at, func(o *fact.Observation) error {
		got = append(got, *o)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got, want, func(a, b fact.Observation) bool { return same(&a, &b) }) {
		t.Fatalf("as of %+v\n got %+v\nwant %+v", at, got, want)
	}
}
