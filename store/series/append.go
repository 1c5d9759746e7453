package series

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/yipanqi/yipanqi/monitor"
)

// ErrBusy refuses an append while another process appends to the same file.
var ErrBusy = errors.New("another process is appending to the file")

// Append adds a batch; see monitor.Log. It is on disk when Append returns. What another process
// appended meanwhile is there too.
func (f *File) Append(b *monitor.Batch) (monitor.Position, error) {
	f.append.Lock()
	defer f.append.Unlock()
	next, err := lockNext(f.path)
	if err != nil {
		return f.Position(), err
	}
	defer next.Close()
	old, x, err := open(f.path)
	if err != nil {
		return f.Position(), err
	}
	defer old.Close()
	digest, readings, err := monitor.Admit(b, x.headers)
	if err != nil {
		return f.Position(), err
	}
	err = f.replace(next, old, x, func() error { return writeBatch(next, x, b, digest, readings) })
	return f.Position(), err
}

// replace writes what was there, what add writes and the index to the next file and puts it in place.
func (f *File) replace(next, old *os.File, x *index, add func() error) error {
	if err := write(next, old, x, add); err != nil {
		return fmt.Errorf("%s: %w", next.Name(), err)
	}
	if err := os.Rename(next.Name(), f.path); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(f.path)); err != nil {
		return err
	}
	file, x, err := open(f.path)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file != nil {
		f.file.Close()
	}
	f.file, f.index = file, x
	return nil
}

// write fills the next file and flushes it to disk.
func write(next, old *os.File, x *index, add func() error) error {
	if err := next.Truncate(0); err != nil {
		return err
	}
	if old == nil {
		if _, err := next.WriteString(magic); err != nil {
			return err
		}
	} else if err := copyBlocks(next, old, x.end); err != nil {
		return err
	}
	if err := add(); err != nil {
		return err
	}
	data := x.encode()
	if _, err := next.Write(append(data, trailer(x.end, data)...)); err != nil {
		return err
	}
	return next.Sync()
}

// copyBlocks copies what comes before the index, and lets those read and write the next file who might
// the old one.
func copyBlocks(next, old *os.File, end int64) error {
	info, err := old.Stat()
	if err != nil {
		return err
	}
	if err := next.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	_, err = io.Copy(next, io.LimitReader(old, end))
	return err
}

// writeBatch writes the blocks of a batch and adds it to the index.
func writeBatch(next *os.File, x *index, b *monitor.Batch, digest [32]byte, readings int64) error {
	const flush = 1 << 20
	e := &encoder{}
	var buf []byte
	for i := range b.Runs {
		r := &b.Runs[i]
		p := place{len(x.batches), x.site(r.Site), int(r.Item), r.Step, r.First, len(r.Values)}
		start := len(buf)
		buf = e.append(buf, p, r)
		x.addBlock(p, len(buf)-start)
		if len(buf) >= flush {
			if _, err := next.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	x.addBatch(b.Header, slices.Clone(b.Sites), readings, digest)
	_, err := next.Write(buf)
	return err
}

// lockNext opens the file that is to take the place of path, and keeps other processes from doing so.
// What a crash left in it is of no account.
func lockNext(path string) (*os.File, error) {
	name := path + ".new"
	for {
		next, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return nil, err
		}
		if err := lock(next); err != nil {
			next.Close()
			return nil, err
		}
		// Whoever had the lock before may have put this very file in place.
		held, err := next.Stat()
		if err != nil {
			next.Close()
			return nil, err
		}
		if now, err := os.Stat(name); err == nil && os.SameFile(held, now) {
			return next, nil
		}
		next.Close()
	}
}
