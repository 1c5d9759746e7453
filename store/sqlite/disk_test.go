package sqlite

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// sector is what a disk writes whole or not at all.
const sector = 512

// disk is the system's files on a disk that can lose power or fill up at any write. What was not
// synced when the power went may be there or not, sector by sector.
type disk struct {
	vfs.VFS
	mu     sync.Mutex
	random *rand.Rand
	ops    int // writes, truncations, syncs and deletions so far
	cutAt  int // the power goes at this one; 0 for never
	fullAt int // no space from this one on; 0 for never
	off    bool
	files  map[string]*unsynced
}

// unsynced is what a power cut may take back from a file.
type unsynced struct {
	sectors map[int64][]byte // as last synced, by number; shorter where the file ended
	size    int64            // as last synced
	deleted bool
}

// newDisk returns a disk and the address of a ledger on it.
func newDisk(t *testing.T, path string, seed uint64) (*disk, string) {
	d := &disk{VFS: vfs.Find("os"), random: rand.New(rand.NewPCG(seed, 1)),
		files: map[string]*unsynced{}}
	name := "disk" + path
	vfs.Register(name, d)
	t.Cleanup(func() { vfs.Unregister(name) })
	return d, "file://" + path + "?vfs=" + name
}

func (d *disk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(d.VFS, name, flags)
	if err != nil || flags&(vfs.OPEN_MAIN_DB|vfs.OPEN_WAL|vfs.OPEN_MAIN_JOURNAL) == 0 {
		return f, flags, err
	}
	isNew := flags&vfs.OPEN_CREATE != 0 && flags&vfs.OPEN_MAIN_DB == 0
	return &diskFile{unmappedFile{f}, d, name.String(), isNew}, flags, nil
}

// Delete may be undone by a power cut until the directory is synced.
func (d *disk) Delete(name string, syncDir bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.step(); d.off {
		return sqlite3.IOERR_DELETE
	}
	if data, err := os.ReadFile(name); err == nil {
		u := d.unsynced(name, int64(len(data)))
		u.deleted = true
		for n := range (int64(len(data)) + sector - 1) / sector {
			if _, kept := u.sectors[n]; !kept {
				u.sectors[n] = data[n*sector : min((n+1)*sector, int64(len(data)))]
			}
		}
	}
	return d.VFS.Delete(name, syncDir)
}

// step counts an operation, at which the power may go.
func (d *disk) step() {
	d.ops++
	d.off = d.off || d.ops == d.cutAt
}

func (d *disk) unsynced(name string, size int64) *unsynced {
	u := d.files[name]
	if u == nil {
		u = &unsynced{sectors: map[int64][]byte{}, size: size}
		d.files[name] = u
	}
	return u
}

// restore turns the power on again, after a cut that took some of what was not synced.
func (d *disk) restore(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		u := d.files[name]
		data, err := os.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		size := u.size
		for _, n := range slices.Sorted(maps.Keys(u.sectors)) {
			if d.random.IntN(2) == 0 {
				size = max(size, min(int64(len(data)), (n+1)*sector))
				continue // this one had reached the disk
			}
			for int64(len(data)) < (n+1)*sector {
				data = append(data, 0)
			}
			clear(data[n*sector : (n+1)*sector])
			copy(data[n*sector:], u.sectors[n])
		}
		for int64(len(data)) < size {
			data = append(data, 0)
		}
		if err := os.WriteFile(name, data[:size], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.files, d.off, d.cutAt = map[string]*unsynced{}, false, 0
}

type diskFile struct {
	unmappedFile
	disk  *disk
	name  string
	isNew bool // the directory is synced with the file, as the system's files do with journals
}

func (f *diskFile) Unwrap() vfs.File { return f.unmappedFile.File }

func (f *diskFile) SizeHint(int64) error { return nil }

func (f *diskFile) ReadAt(p []byte, off int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.off {
		return 0, sqlite3.IOERR_READ
	}
	return f.unmappedFile.ReadAt(p, off)
}

func (f *diskFile) WriteAt(p []byte, off int64) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	wasOff := f.disk.off
	f.disk.step()
	if wasOff {
		return 0, sqlite3.IOERR_WRITE
	}
	if f.disk.fullAt > 0 && f.disk.ops >= f.disk.fullAt {
		return 0, sqlite3.FULL
	}
	if err := f.keep(off, off+int64(len(p))); err != nil {
		return 0, err
	}
	n, err := f.unmappedFile.WriteAt(p, off)
	if f.disk.off { // of this last write too some may have arrived
		err = sqlite3.IOERR_WRITE
	}
	return n, err
}

// keep remembers what is about to be overwritten.
func (f *diskFile) keep(from, to int64) error {
	size, err := f.Size()
	if err != nil {
		return err
	}
	u := f.disk.unsynced(f.name, size)
	for n := from / sector; n*sector < to; n++ {
		if _, kept := u.sectors[n]; kept {
			continue
		}
		old := make([]byte, sector)
		k, err := f.unmappedFile.ReadAt(old, n*sector)
		if err != nil && err != io.EOF {
			return err
		}
		u.sectors[n] = old[:k]
	}
	return nil
}

func (f *diskFile) Truncate(size int64) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.step(); f.disk.off {
		return sqlite3.IOERR_TRUNCATE
	}
	old, err := f.Size()
	if err != nil {
		return err
	}
	if err := f.keep(size, old); err != nil {
		return err
	}
	return f.unmappedFile.Truncate(size)
}

// Sync makes what was written so far safe. It does not bother the real disk.
func (f *diskFile) Sync(vfs.SyncFlag) error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if f.disk.step(); f.disk.off {
		return sqlite3.IOERR_FSYNC
	}
	delete(f.disk.files, f.name)
	if f.isNew {
		f.isNew = false
		maps.DeleteFunc(f.disk.files, func(_ string, u *unsynced) bool { return u.deleted })
	}
	return nil
}

// fresh returns the path of a ledger to be.
func fresh(t *testing.T) string { return filepath.Join(t.TempDir(), "facts.ledger") }
