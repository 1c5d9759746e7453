package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/fact"
)

// Names of the ledger that a copy of this test program fills with facts, or posts to, until it is killed.
const (
	importing   = "YIPANQI_TEST_IMPORTING"
	postingInto = "YIPANQI_TEST_POSTING"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(importing); path != "" {
		fill(path)
		return
	}
	if path := os.Getenv(postingInto); path != "" {
		postForever(path)
		return
	}
	os.Exit(m.Run())
}

// importers is how many imports run at the same time.
const importers = 3

// partsOf returns how many batches an import of the given number has, as one does that carries
// several moments of knowledge.
func partsOf(n int) int {
	if n%3 == 1 {
		return 3
	}
	return 1
}

// sizeOf returns how many observations each batch of an import of the given number has.
func sizeOf(n int) int {
	if n%4 == 3 {
		return alone + 1
	}
	return 1 + n%50
}

// fill imports facts without end.
func fill(path string) {
	l, err := Open(path)
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	runImporters(func(name string, n int) error {
		var batches []*fact.Batch
		for part := range partsOf(n) {
			batches = append(batches, synthetic(fmt.Sprint(name, " ", part), 1, sizeOf(n)))
		}
		_, err := l.Append(context.Background(), batches...)
		return err
	})
}

// runImporters imports without end, several at a time, and prints the name of each import once it is
// acknowledged.
func runImporters(add func(name string, n int) error) {
	var wg sync.WaitGroup
	for i := range importers {
		wg.Go(func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("%d %d %d", os.Getpid(), i, n)
				if err := add(name, n); err != nil {
					fmt.Println("error:", err)
					return
				}
				fmt.Println(name)
			}
		})
	}
	wg.Wait()
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	const seed, roundsPerLedger = 1, 10
	random := rand.New(rand.NewPCG(seed, 4))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range rounds / roundsPerLedger {
		path := fresh(t)
		var acked []string
		for range roundsPerLedger {
			acked = append(acked, importUntilKilled(t, self, importing, path, random)...)
		}
		l, err := Open(path)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		held := map[string]int{} // batches by import
		err = l.Batches(t.Context(), func(b *fact.Batch) error {
			name := b.ID[:strings.LastIndex(b.ID, " ")]
			if size := sizeOf(numberOf(name)); len(b.Observations) != size {
				t.Errorf("seed %d: batch %q has %d observations, not %d",
					seed, b.ID, len(b.Observations), size)
			}
			held[name]++
			return nil
		})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for name, parts := range held {
			if parts != partsOf(numberOf(name)) {
				t.Errorf("seed %d: %d of %d batches of import %q are held",
					seed, parts, partsOf(numberOf(name)), name)
			}
		}
		for _, name := range acked {
			if held[name] == 0 {
				t.Errorf("seed %d: import %q was acknowledged and is lost", seed, name)
			}
		}
		if err := l.Verify(t.Context()); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// numberOf returns the number of an import from its name.
func numberOf(name string) (n int) {
	var pid, importer int
	fmt.Sscan(name, &pid, &importer, &n)
	return n
}

// importUntilKilled lets a process add to the ledger in the way named, kills it at some moment and returns what it
// was told.
func importUntilKilled(t *testing.T, self, way, path string, random *rand.Rand) (acked []string) {
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), way+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter := random.IntN(12) // acknowledgements, and then some time
	wait := time.Duration(random.Int64N(int64(5 * time.Millisecond)))
	lines := bufio.NewScanner(out)
	if killAfter == 0 {
		time.Sleep(4 * wait)
		cmd.Process.Kill()
	}
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error:") {
			t.Error(lines.Text())
		}
		if acked = append(acked, lines.Text()); len(acked) == killAfter {
			time.Sleep(wait)
			cmd.Process.Kill()
		}
	}
	cmd.Wait() // which says that it was killed
	return acked
}
