package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/store/storetest"
)

// rounds is how often each fault is tried.
const rounds = 200

// synthetic returns a batch of n observations that follows from its arguments alone.
func synthetic(id string, known measure.Instant, n int) *fact.Batch {
	b := &fact.Batch{ID: id, Origin: "synthetic", Known: known}
	for i := range n {
		o := storetest.Observed(fmt.Sprintf("x%d", i%7), fmt.Sprintf("%06d", i/7),
			fmt.Sprint(2000+int(known)%30), float64(i)+float64(known)/16)
		o.Page = fmt.Sprintf("%s, row %d", id, i)
		b.Observations = append(b.Observations, o)
	}
	return b
}

// names returns the IDs of all batches, after checking all that can be checked.
func names(l *Ledger) (ids []string, err error) {
	if err := l.Verify(context.Background()); err != nil {
		return nil, err
	}
	err = l.Batches(context.Background(), func(b *fact.Batch) error {
		ids = append(ids, b.ID)
		return nil
	})
	return ids, err
}

// working appends to the ledger at an address until something fails, closing it now and then, and
// returns what was acknowledged.
func working(path, name, synchronous string, random *rand.Rand) (acked []string, err error) {
	for n := 0; n < 24; {
		l, err := open(path, name, synchronous)
		if err != nil {
			return acked, err
		}
		for range 8 {
			size := 1 + random.IntN(4)
			if n%5 == 4 {
				size = alone + 1
			}
			b := synthetic(fmt.Sprint("batch ", n), measure.Instant(n), size)
			if _, err := l.Append(context.Background(), b); err != nil {
				l.Close()
				return acked, err
			}
			acked = append(acked, b.ID)
			n++
		}
		if err := l.Close(); err != nil {
			return acked, err
		}
	}
	return acked, nil
}

// cutPower works on a ledger until the power goes, at an operation that follows from the seed, and
// returns what is wrong with the ledger after that, nil if nothing.
func cutPower(t *testing.T, synchronous string, seed uint64, operations int) error {
	path := fresh(t)
	d, name := newDisk(t, path, seed)
	d.cutAt = 1 + d.random.IntN(operations)
	acked, err := working(path, name, synchronous, rand.New(rand.NewPCG(seed, 2)))
	if err == nil {
		d.off = true // the power goes after everything was closed
	}
	os.Remove(path + "-shm") // it was memory
	d.restore(t)

	l, err := open(path, name, synchronous)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer l.Close()
	held, err := names(l)
	if err != nil {
		return err
	}
	if len(held) < len(acked) || len(held) > len(acked)+1 {
		return fmt.Errorf("%d batches acknowledged, %d held", len(acked), len(held))
	}
	for i, id := range held {
		if id != fmt.Sprint("batch ", i) {
			return fmt.Errorf("batch %d is %q", i, id)
		}
	}
	if _, err := l.Append(context.Background(), synthetic("after", 100, 3)); err != nil {
		return fmt.Errorf("append after the cut: %w", err)
	}
	return nil
}

// operations returns how many steps the work takes on a disk without faults.
func operations(t *testing.T, synchronous string) int {
	path := fresh(t)
	d, name := newDisk(t, path, 0)
	if _, err := working(path, name, synchronous, rand.New(rand.NewPCG(0, 2))); err != nil {
		t.Fatal(err)
	}
	return d.ops
}

func TestPowerCutLosesNothingAcknowledged(t *testing.T) {
	n := operations(t, durable)
	for seed := range uint64(rounds) {
		if err := cutPower(t, durable, seed, n); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// The test above means something only if it fails where it should.
func TestPowerCutIsNoticedWithoutSync(t *testing.T) {
	for _, synchronous := range []string{"NORMAL", "OFF"} {
		n := operations(t, synchronous)
		bad := 0
		for seed := range uint64(rounds / 4) {
			if cutPower(t, synchronous, seed, n) != nil {
				bad++
			}
		}
		t.Logf("synchronous=%s: %d of %d power cuts lost something", synchronous, bad, rounds/4)
		if bad == 0 {
			t.Errorf("synchronous=%s lost nothing: the simulated disk does not lose data", synchronous)
		}
	}
}

func TestFullDisk(t *testing.T) {
	n := operations(t, "FULL")
	for seed := range uint64(rounds / 4) {
		path := fresh(t)
		d, name := newDisk(t, path, seed)
		d.fullAt = 1 + d.random.IntN(n*9/10)
		acked, err := working(path, name, "FULL", rand.New(rand.NewPCG(seed, 2)))
		if err != nil && !errors.Is(err, ErrFull) {
			t.Fatalf("seed %d: %v", seed, err)
		}
		d.fullAt = 0
		l, err := open(path, name, "FULL")
		if err != nil {
			t.Fatalf("seed %d: open with room again: %v", seed, err)
		}
		if held, err := names(l); err != nil || len(held) != len(acked) {
			t.Fatalf("seed %d: %d batches held, %d acknowledged (%v)",
				seed, len(held), len(acked), err)
		}
		if _, err := l.Append(t.Context(), synthetic("room again", 100, 2)); err != nil {
			t.Fatalf("seed %d: append with room again: %v", seed, err)
		}
		if err := l.Close(); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// A ledger that stays open while the disk is full goes on answering, and takes appends again.
func TestFullDiskWhileOpen(t *testing.T) {
	path := fresh(t)
	d, name := newDisk(t, path, 0)
	l, err := open(path, name, "FULL")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 40 {
		known := measure.Instant(i)
		if _, err := l.Append(t.Context(), synthetic(fmt.Sprint("good ", i), known, 5)); err != nil {
			t.Fatal(err)
		}
		d.fullAt = d.ops + 1 + i%4
		size := 5 + i%2*alone
		_, err := l.Append(t.Context(), synthetic(fmt.Sprint("bad ", i), known, size))
		if err != nil && (!errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "disk is full")) {
			t.Fatal(err)
		}
		held, verr := names(l)
		bad := fmt.Sprint("bad ", i)
		if verr != nil || (held[len(held)-1] == bad) != (err == nil) {
			t.Fatalf("append: %v; last batch held: %q; verify: %v", err, held[len(held)-1], verr)
		}
		d.fullAt = 0
	}
}
