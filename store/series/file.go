package series

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// File is an open file. It is safe for use by several goroutines. It goes on showing what it held
// when it was opened, or after its own last Append.
type File struct {
	path string

	mu    sync.RWMutex // held for writing while file and index are put in place
	file  *os.File
	index *index

	append sync.Mutex
	buffer sync.Pool // of *buffers
}

var _ monitor.Log = (*File)(nil)

// DamageError refuses a file, or what is read from it, that is not as it was written.
type DamageError struct {
	File   string
	Offset int64 // where the damaged part begins
	What   string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("%s: byte %d: %s; restore the file from a copy", e.File, e.Offset, e.What)
}

// Create makes an empty file and opens it. It fails with os.ErrExist where there is one.
func Create(path string) (*File, error) {
	f := &File{path: path}
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	next, err := lockNext(path)
	if err != nil {
		return nil, err
	}
	defer next.Close()
	if err := f.replace(next, nil, newIndex(), func() error { return nil }); err != nil {
		return nil, err
	}
	return f, nil
}

// Open opens a file for reading and appending. It reads the index and checks it; blocks are checked
// when they are read. Damage is a *DamageError.
func Open(path string) (*File, error) {
	path, err := filepath.EvalSymlinks(path) // the file is replaced, not a link to it
	if err != nil {
		return nil, err
	}
	file, x, err := open(path)
	if err != nil {
		return nil, err
	}
	return &File{path: path, file: file, index: x}, nil
}

func open(path string) (*os.File, *index, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	x, err := readIndex(file, path)
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	return file, x, nil
}

func readIndex(file *os.File, path string) (*index, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	damage := func(offset int64, what string) error { return &DamageError{path, offset, what} }
	var head [headerSize]byte
	size := info.Size()
	if size < int64(headerSize+trailerSize) {
		return nil, damage(size, "the file is cut short, or is none of readings")
	}
	if _, err := file.ReadAt(head[:], 0); err != nil {
		return nil, err
	}
	if string(head[:]) != magic {
		return nil, damage(0, "the file does not begin as files of readings do")
	}
	end := make([]byte, trailerSize)
	at := size - int64(trailerSize)
	if _, err := file.ReadAt(end, at); err != nil {
		return nil, err
	}
	offset, length := binary.LittleEndian.Uint64(end), binary.LittleEndian.Uint64(end[8:])
	if string(end[24:]) != endMagic || binary.LittleEndian.Uint32(end[20:]) != crc32.Checksum(end[:20], castagnoli) {
		return nil, damage(at, "the end is missing or changed")
	}
	if offset > uint64(at) || length != uint64(at)-offset {
		return nil, damage(at, "the file is shorter or longer than it was written")
	}
	data := make([]byte, length)
	if _, err := file.ReadAt(data, int64(offset)); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint32(end[16:]) != crc32.Checksum(data, castagnoli) {
		return nil, damage(int64(offset), "the index has another checksum")
	}
	x, err := decodeIndex(data)
	if err != nil {
		return nil, damage(int64(offset), "the index "+err.Error())
	}
	if x.end != int64(offset) {
		return nil, damage(int64(offset), "the index does not cover the blocks")
	}
	return x, nil
}

// Close closes the file.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.file.Close()
}

// Sites returns the sites by id; see monitor.Reader.
func (f *File) Sites() []monitor.Site {
	f.mu.RLock()
	defer f.mu.RUnlock()
	list := slices.Clone(f.index.sites)
	slices.SortFunc(list, func(a, b monitor.Site) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Headers returns the batches in order; see monitor.Reader.
func (f *File) Headers() []monitor.Header {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return slices.Clone(f.index.headers)
}

// Position returns the head of the chain; see monitor.Reader.
func (f *File) Position() monitor.Position {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.index.position
}

// buffers are used again from one site to the next.
type buffers struct {
	bytes   []byte
	values  []int32
	runs    []monitor.Run
	scratch [maxRun]uint64
}

func (f *File) buffers() *buffers {
	if b, ok := f.buffer.Get().(*buffers); ok {
		return b
	}
	return &buffers{}
}

// Load reads a site; see monitor.Reader. Damage is a *DamageError.
func (f *File) Load(r *monitor.Readings, site string, known measure.Instant) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	b := f.buffers()
	defer f.buffer.Put(b)
	b.runs, b.values = b.runs[:0], b.values[:0]
	n, ok := f.index.siteAt[site]
	if !ok {
		r.Assemble(monitor.Site{ID: site}, nil)
		return nil
	}
	list := f.index.bySite[n]
	batches := monitor.KnownBy(f.index.headers, known)
	list = list[:sort.Search(len(list), func(i int) bool { return f.index.blocks[list[i]].batch >= batches })]
	for len(list) > 0 {
		k := neighbours(list)
		if err := f.read(b, list[0], k); err != nil {
			return err
		}
		list = list[k:]
	}
	r.Assemble(f.index.sites[n], b.runs)
	return nil
}

// neighbours returns how many of the first blocks lie side by side.
func neighbours(list []int32) int {
	k := 1
	for k < len(list) && list[k] == list[k-1]+1 {
		k++
	}
	return k
}

// read reads n blocks that lie side by side and adds their runs to b.
func (f *File) read(b *buffers, first int32, n int) error {
	entries := f.index.blocks[first : int(first)+n]
	start, total := entries[0].offset, 0
	for i := range entries {
		total += entries[i].n
	}
	size := int(entries[n-1].offset-start) + int(entries[n-1].size)
	b.bytes = slices.Grow(b.bytes[:0], size)[:size]
	if _, err := f.file.ReadAt(b.bytes, start); err != nil {
		if errors.Is(err, io.EOF) {
			return &DamageError{f.path, start, "the file was cut short since it was opened"}
		}
		return err
	}
	if cap(b.values)-len(b.values) < total { // runs that were read keep the array they have
		b.values = make([]int32, 0, max(total, 2*cap(b.values)))
	}
	for i := range entries {
		e := &entries[i]
		at := len(b.values)
		b.values = b.values[:at+e.n]
		values := b.values[at : at+e.n : at+e.n]
		block := b.bytes[e.offset-start:][:e.size]
		flags, err := decode(block, e.place, values, &b.scratch)
		if err != nil {
			return &DamageError{f.path, e.offset, "the block of " + f.index.ids[e.site] + " " + err.Error()}
		}
		b.runs = append(b.runs, monitor.Run{Site: f.index.ids[e.site], Item: monitor.Item(e.item), Step: e.step,
			First: e.first, Values: values, Flags: flags})
	}
	return nil
}

// History returns what batches said of an hour; see monitor.Reader.
func (f *File) History(site string, item monitor.Item, daily bool, h monitor.Hour) ([]monitor.Reading, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	n, ok := f.index.siteAt[site]
	if !ok {
		return nil, nil
	}
	b := f.buffers()
	defer f.buffer.Put(b)
	var list []monitor.Reading
	for _, k := range f.index.bySite[n] {
		e := &f.index.blocks[k]
		slot, on := e.step.Slot(h)
		if e.item != int(item) || (e.step == monitor.Daily) != daily || !on || slot < e.first || int(slot-e.first) >= e.n {
			continue
		}
		b.runs, b.values = b.runs[:0], b.values[:0]
		if err := f.read(b, k, 1); err != nil {
			return nil, err
		}
		if v, flag, said := b.runs[0].Said(h); said {
			list = append(list, monitor.Reading{Batch: e.batch, Step: e.step, Value: v, Flag: flag})
		}
	}
	return list, nil
}

// Batch returns a batch as it was appended, in normal form.
func (f *File) Batch(i int) (*monitor.Batch, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	batch := &monitor.Batch{Header: f.index.headers[i], Sites: f.index.batches[i].sites}
	b := &buffers{}
	err := f.eachBlock(b, i, func(r *monitor.Run) { batch.Runs = append(batch.Runs, *r) })
	return batch, err
}

// eachBlock reads the blocks of a batch in turn. Runs stay as they are until b is used again.
func (f *File) eachBlock(b *buffers, batch int, yield func(*monitor.Run)) error {
	first := 0
	if batch > 0 {
		first = f.index.batches[batch-1].blocks
	}
	for k := first; k < f.index.batches[batch].blocks; k++ {
		b.runs = b.runs[:0]
		if err := f.read(b, int32(k), 1); err != nil {
			return err
		}
		yield(&b.runs[0])
	}
	return nil
}

// Verify reads every block and computes the chain of hashes anew. It returns the first damage, a
// *DamageError, or nil.
func (f *File) Verify() error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	b := &buffers{}
	for i := range f.index.batches {
		e := &f.index.batches[i]
		digest := monitor.NewDigest(e.sites)
		err := f.eachBlock(b, i, func(r *monitor.Run) {
			digest.Add(r)
			b.values = b.values[:0]
		})
		if err != nil {
			return err
		}
		if sum, readings := digest.Sum(); sum != e.digest || readings != e.readings {
			return &DamageError{f.path, int64(headerSize), "batch " + e.name(f.index, i) + " is not what was appended"}
		}
	}
	return nil
}

func (e *batchEntry) name(x *index, i int) string { return x.headers[i].ID }
