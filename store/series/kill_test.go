package series

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// appending names the file that a copy of this test program appends to until it is killed.
const appending = "YIPANQI_TEST_APPENDING"

func TestMain(m *testing.M) {
	if path := os.Getenv(appending); path != "" {
		appendOn(path)
		return
	}
	os.Exit(m.Run())
}

// appendOn appends without end and prints the name of each batch once it is acknowledged.
func appendOn(path string) {
	f, err := Open(path)
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	for n := 0; ; n++ {
		random := rand.New(rand.NewPCG(uint64(os.Getpid()), uint64(n)))
		b := randomBatch(random, 0)
		b.ID = fmt.Sprint(os.Getpid(), " ", n)
		if _, err := f.Append(b); err != nil {
			fmt.Println("error:", err)
			return
		}
		fmt.Println(b.ID)
	}
}

func TestKillLosesNothingAcknowledged(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "killed.series")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	var acked []string
	for range 25 {
		acked = append(acked, appendUntilKilled(t, self, path, random)...)
		if f, err = Open(path); err != nil {
			t.Fatal(err)
		}
		if err := f.Verify(); err != nil {
			t.Fatal(err)
		}
		held := map[string]bool{}
		for _, h := range f.Headers() {
			held[h.ID] = true
		}
		for _, id := range acked {
			if !held[id] {
				t.Errorf("batch %q was acknowledged and is lost", id)
			}
		}
		f.Close()
	}
	if len(acked) == 0 {
		t.Error("nothing was appended")
	}
}

// appendUntilKilled lets a process append, kills it at some moment and returns what it was told.
func appendUntilKilled(t *testing.T, self, path string, random *rand.Rand) (acked []string) {
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), appending+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killAfter := 1 + random.IntN(4)
	wait := time.Duration(random.Int64N(int64(5 * time.Millisecond)))
	lines := bufio.NewScanner(out)
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

// resealed returns a block with the checksum it should have.
func resealed(block []byte) []byte {
	body := block[: len(block)-4 : len(block)-4]
	return binary.LittleEndian.AppendUint32(body, crc32.Checksum(body, castagnoli))
}
