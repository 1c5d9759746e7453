package series

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// randomRun makes a run of synthetic readings, of a shape that random chooses.
func randomRun(random *rand.Rand, site string) monitor.Run {
	item := monitor.Item(random.IntN(int(monitor.Items)))
	step := []monitor.Step{monitor.Hourly, monitor.FourHourly, monitor.Daily}[random.IntN(3)]
	if item.OfDay() {
		step = monitor.Daily
	}
	r := monitor.Run{Site: site, Item: item, Step: step,
		First: monitor.Slot((random.IntN(600_000) - 50_000) / int(step)), Values: make([]int32, 1+random.IntN(1500))}
	unit, span := []int32{1, 100, 1000}[random.IntN(3)], []int32{1, 2, 300, 100_000}[random.IntN(4)]
	level := random.Int32N(span)
	for i := range r.Values {
		switch random.IntN(60) {
		case 0:
			r.Values[i] = monitor.Void
		case 1, 2:
			r.Values[i] = monitor.Missing
		case 3:
			r.Values[i] = []int32{monitor.MinValue, monitor.MaxValue, 0, -1}[random.IntN(4)]
		default:
			level = min(max(level+random.Int32N(7)-3, 0), span)
			r.Values[i] = level * unit
			if random.IntN(20) == 0 {
				r.Flags = append(r.Flags, monitor.Flagged{At: int32(i), Flag: monitor.NonDetect})
			}
		}
	}
	return r
}

func randomBatch(random *rand.Rand, known int) *monitor.Batch {
	b := &monitor.Batch{Header: monitor.Header{Known: measure.Instant(known), Origin: "synthetic", Grade: "synthetic"}}
	for _, site := range []string{"合成a", "合成b", "合成c"} {
		if random.IntN(3) > 0 {
			b.Sites = append(b.Sites, monitor.Site{ID: site, Name: "合成", Kind: monitor.Station})
		}
		for range random.IntN(4) {
			b.Runs = append(b.Runs, randomRun(random, site))
		}
	}
	return b
}

// same compares what two logs show, at every moment.
func same(t *rapid.T, got, want monitor.Reader, moments int) {
	if got.Position() != want.Position() || !reflect.DeepEqual(got.Sites(), want.Sites()) ||
		!slices.Equal(got.Headers(), want.Headers()) {
		t.Fatalf("%+v %+v\n%+v %+v", got.Position(), got.Sites(), want.Position(), want.Sites())
	}
	var r, s monitor.Readings
	for known := range moments {
		for _, site := range append(want.Sites(), monitor.Site{ID: "none"}) {
			if err := got.Load(&r, site.ID, measure.Instant(known)); err != nil {
				t.Fatal(err)
			}
			want.Load(&s, site.ID, measure.Instant(known))
			if r.Site != s.Site || len(r.Series) != len(s.Series) {
				t.Fatalf("at %d: %+v, not %+v", known, r, s)
			}
			for i := range s.Series {
				a, b := &r.Series[i], &s.Series[i]
				if a.Item != b.Item || a.Step != b.Step || a.First != b.First ||
					!slices.Equal(a.Values, b.Values) || !slices.Equal(a.Flags, b.Flags) {
					t.Fatalf("at %d, %s %v: %+v, not %+v", known, site.ID, b.Item, a, b)
				}
			}
		}
	}
}

// A file shows what a set in memory shows, after every append and after it was opened anew.
func TestFileIsASet(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n++
		path := filepath.Join(dir, string(rune('a'+n%26))+".series")
		os.Remove(path)
		f, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		set := monitor.NewSet()
		batches := 1 + random.IntN(4)
		for i := range batches {
			b := randomBatch(random, i)
			c := *b
			c.Runs = slices.Clone(b.Runs)
			c.Sites = slices.Clone(b.Sites)
			_, err1 := f.Append(b)
			_, err2 := set.Append(&c)
			if (err1 == nil) != (err2 == nil) {
				t.Fatalf("%v, %v", err1, err2)
			}
		}
		same(t, f, set, batches+1)
		f.Close()
		if f, err = Open(path); err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		same(t, f, set, batches+1)
		if err := f.Verify(); err != nil {
			t.Fatal(err)
		}
		for i := range f.Headers() {
			b, err := f.Batch(i)
			if err != nil {
				t.Fatal(err)
			}
			digest, _ := b.Digest()
			if digest != f.index.batches[i].digest {
				t.Fatal("a batch is not read back as it was appended")
			}
		}
	})
}

func TestHistory(t *testing.T) {
	f, err := Create(filepath.Join(t.TempDir(), "a.series"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, v := range []int32{1000, 2000, monitor.Void} {
		run := monitor.Run{Site: "合成a", Item: monitor.PM25, Step: monitor.Hourly, First: 500_000, Values: []int32{v}}
		b := &monitor.Batch{Header: monitor.Header{Known: measure.Instant(i)}, Runs: []monitor.Run{run}}
		if _, err := f.Append(b); err != nil {
			t.Fatal(err)
		}
	}
	got, err := f.History("合成a", monitor.PM25, false, 500_000)
	want := []monitor.Reading{{Batch: 0, Step: 1, Value: 1000}, {Batch: 1, Step: 1, Value: 2000},
		{Batch: 2, Step: 1, Value: monitor.Void}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if got, _ := f.History("合成a", monitor.PM25, true, 500_000); got != nil {
		t.Errorf("values of days: %+v", got)
	}
}

// small makes a file of synthetic readings with several batches and returns its bytes.
func small(t *testing.T) (path string, data []byte) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "small.series")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 3))
	for i := range 3 {
		if _, err := f.Append(randomBatch(random, i)); err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	if data, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return path, data
}

// damaged opens and verifies a file that must be refused, and reports where it was found damaged.
func damaged(t *testing.T, path string, data []byte) (offset int64) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err == nil {
		err = f.Verify()
		f.Close()
	}
	var d *DamageError
	if !errors.As(err, &d) {
		t.Fatalf("not refused: %v", err)
	}
	if now, _ := os.ReadFile(path); !slices.Equal(now, data) {
		t.Fatal("a refused file was changed")
	}
	return d.Offset
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	path, data := small(t)
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	blocks := f.index.blocks
	f.Close()
	random := rand.New(rand.NewPCG(1, 4))
	for range 300 {
		bit := random.IntN(8 * len(data))
		changed := slices.Clone(data)
		changed[bit/8] ^= 1 << (bit % 8)
		offset := damaged(t, path, changed)
		for _, b := range blocks {
			inside := int64(bit/8) >= b.offset && int64(bit/8) < b.offset+int64(b.size)
			if inside && offset != b.offset {
				t.Errorf("bit %d lies in the block at %d, damage was found at %d", bit, b.offset, offset)
			}
		}
	}
}

func TestEveryTruncationIsFound(t *testing.T) {
	path, data := small(t)
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	cuts := []int64{0, 1, int64(headerSize), f.index.end, int64(len(data)) - 1, int64(len(data) - trailerSize)}
	for _, b := range f.index.blocks {
		cuts = append(cuts, b.offset, b.offset+1, b.offset+int64(b.size)-1)
	}
	f.Close()
	for _, cut := range cuts {
		damaged(t, path, data[:cut])
	}
	damaged(t, path, append(slices.Clone(data), 0))
	damaged(t, path, append(slices.Clone(data), data...))
}

func TestTwoProcessesAppend(t *testing.T) {
	path, _ := small(t)
	a, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	run := func(v int32) *monitor.Batch {
		return &monitor.Batch{Header: monitor.Header{Known: 9}, Runs: []monitor.Run{{Site: "合成d", Item: monitor.CO,
			Step: monitor.Hourly, First: 400_000, Values: []int32{v}}}}
	}
	if _, err := a.Append(run(1)); err != nil {
		t.Fatal(err)
	}
	if got := b.Position().Batches; got != 3 {
		t.Errorf("an open file changed to %d batches", got)
	}
	p, err := b.Append(run(2))
	if err != nil || p.Batches != 5 {
		t.Errorf("%+v %v", p, err)
	}
	next, err := lockNext(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Append(run(3)); !errors.Is(err, ErrBusy) {
		t.Errorf("two appends at a time: %v", err)
	}
	next.Close()
	if p, err := a.Append(run(3)); err != nil || p.Batches != 6 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestCreateKeepsWhatIsThere(t *testing.T) {
	path, data := small(t)
	if _, err := Create(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("created over a file: %v", err)
	}
	if now, _ := os.ReadFile(path); !slices.Equal(now, data) {
		t.Error("the file was changed")
	}
}

func TestAppendKeepsLinkAndMode(t *testing.T) {
	path, _ := small(t)
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	link := path + ".link"
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	f, err := Open(link)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Append(randomBatch(rand.New(rand.NewPCG(1, 10)), 9)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if info, err = os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
}

// A full disk, seen as a next file that cannot be written, changes nothing.
func TestFailedAppendChangesNothing(t *testing.T) {
	path, data := small(t)
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	next, err := os.Open(path) // for reading only
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	old, x, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := f.replace(next, old, x, func() error { return nil }); err == nil {
		t.Fatal("written to a file for reading")
	}
	if now, _ := os.ReadFile(path); !slices.Equal(now, data) || f.Position().Batches != 3 {
		t.Error("a failed append changed the file")
	}
}

func FuzzDecodeBlock(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 6))
	e := &encoder{}
	for range 20 {
		b := monitor.Batch{Runs: []monitor.Run{randomRun(random, "合成a")}}
		b.Normalize()
		for _, r := range b.Runs {
			p := place{0, 0, int(r.Item), r.Step, r.First, len(r.Values)}
			f.Add(e.append(nil, p, &r))
		}
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		d := &decoder{data: block}
		p := place{d.count(9), d.count(9), d.count(9), monitor.Step(d.count(255)), monitor.Slot(d.varint()), d.count(maxRun)}
		if d.wrong || len(block) < 4 {
			return
		}
		values := make([]int32, p.n)
		decode(resealed(block), p, values, new([maxRun]uint64))
	})
}

func FuzzDecodeIndex(f *testing.F) {
	x := newIndex()
	x.site("合成a")
	x.addBlock(place{0, 0, 0, 1, 500_000, 24}, 40)
	x.addBatch(monitor.Header{ID: "1"}, []monitor.Site{{ID: "合成a"}}, 24, [32]byte{})
	f.Add(x.encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := decodeIndex(data)
		if err != nil {
			return
		}
		y, err := decodeIndex(x.encode())
		if err != nil || !reflect.DeepEqual(x, y) {
			t.Fatalf("%+v\n%+v %v", x, y, err)
		}
	})
}
