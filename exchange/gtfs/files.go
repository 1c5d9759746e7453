package gtfs

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
)

// Files are the files of a feed.
type Files struct {
	FS   fs.FS
	Name string // of the feed, as findings call it: "feed.zip", "feed/"
}

// An archive may unpack to so many times its size, and any to so much.
const (
	unpacked     = 200
	alwaysAllows = 64 << 20
)

// Open opens an archive. It is refused if it claims to unpack to far more than it holds; no file is read
// beyond what it claims.
func Open(name string, r io.ReaderAt, size int64) (*Files, []finding.Finding) {
	at := finding.Pos{File: name}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, []finding.Finding{finding.New(Broken, at, name, "found", err.Error())}
	}
	limit, total := uint64(max(alwaysAllows, unpacked*size)), uint64(0)
	for _, f := range archive.File {
		if f.UncompressedSize64 > limit-total {
			return nil, []finding.Finding{finding.New(TooLarge, at, name, "found", f.Name, "expected", megabytes(limit))}
		}
		total += f.UncompressedSize64
	}
	return &Files{archive, name}, nil
}

func megabytes(n uint64) string { return strconv.FormatUint(n>>20, 10) + " MB" }

// root finds where the files are: at the top, or in the one folder of an archive that was packed with it.
func (f *Files) root() fs.FS {
	if _, err := fs.Stat(f.FS, "stops.txt"); err == nil {
		return f.FS
	}
	if found, err := fs.Glob(f.FS, "*/stops.txt"); err == nil && len(found) == 1 {
		if sub, err := fs.Sub(f.FS, path.Dir(found[0])); err == nil {
			return sub
		}
	}
	return f.FS
}

// file is how findings call a file of the feed.
func (f *Files) file(name string) string {
	if strings.HasSuffix(f.Name, "/") {
		return f.Name + name
	}
	return f.Name + "#" + name
}

// each reads a file of the feed row by row, and reports whether it is there.
func (r *reader) each(name string, columns []string, needed []string, do func(*rows)) bool {
	file, err := r.root.Open(name)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.add(Broken, finding.Pos{File: r.files.file(name)}, name, "found", err.Error())
		}
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		r.add(Broken, finding.Pos{File: r.files.file(name)}, name, "found", "no file")
		return true
	}
	var all []column
	for _, c := range columns {
		all = append(all, column{en: c})
	}
	t := openRows(&r.log, r.files.file(name), io.LimitReader(file, info.Size()+1), false, all, needed...)
	for t != nil && t.next() {
		do(t)
	}
	return true
}

// missing tells that a file is not there.
func (r *reader) missing(name string) {
	var found []string
	entries, _ := fs.ReadDir(r.root, ".")
	for _, e := range entries {
		if len(found) < 20 {
			found = append(found, e.Name())
		}
	}
	r.add(NoFile, finding.Pos{File: r.files.Name}, name, "expected", name, "found", strings.Join(found, ", "))
}
