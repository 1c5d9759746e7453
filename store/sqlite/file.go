package sqlite

import (
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/util/vfsutil"
	"github.com/ncruces/go-sqlite3/vfs"
)

// fileLayer is the name of the layer through which SQLite reaches ledgers.
const fileLayer = "yipanqi-ledger"

func init() { vfs.Register(fileLayer, unmapped{vfs.Find("os")}) }

// address returns the name by which SQLite opens the file at path.
func address(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	abs = filepath.ToSlash(abs)
	if !strings.HasPrefix(abs, "/") {
		abs = "/" + abs // C:/…
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: "vfs=" + fileLayer}
	return u.String(), nil
}

// unmapped is the system's files without memory mapping. A file with page checksums must not be
// mapped, and go-sqlite3 v0.37.0 takes back its offer to map one too late: when one connection
// then checkpoints what another wrote, it follows a nil pointer.
type unmapped struct{ vfs.VFS }

// OpenFilename opens a file of any kind; see vfs.VFSFilename.
func (u unmapped) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := vfsutil.WrapOpenFilename(u.VFS, name, flags)
	if err != nil || flags&vfs.OPEN_MAIN_DB == 0 {
		return f, flags, err
	}
	return unmappedFile{f}, flags, nil
}

type unmappedFile struct{ vfs.File }

// What the system's files offer beyond vfs.File, less the mapping.
var (
	_ vfs.FileLockState          = unmappedFile{}
	_ vfs.FilePersistWAL         = unmappedFile{}
	_ vfs.FilePowersafeOverwrite = unmappedFile{}
	_ vfs.FileChunkSize          = unmappedFile{}
	_ vfs.FileSizeHint           = unmappedFile{}
	_ vfs.FileHasMoved           = unmappedFile{}
	_ vfs.FileSharedMemory       = unmappedFile{}
)

func (f unmappedFile) LockState() vfs.LockLevel       { return vfsutil.WrapLockState(f.File) }
func (f unmappedFile) PersistWAL() bool               { return vfsutil.WrapPersistWAL(f.File) }
func (f unmappedFile) SetPersistWAL(keep bool)        { vfsutil.WrapSetPersistWAL(f.File, keep) }
func (f unmappedFile) PowersafeOverwrite() bool       { return vfsutil.WrapPowersafeOverwrite(f.File) }
func (f unmappedFile) SetPowersafeOverwrite(on bool)  { vfsutil.WrapSetPowersafeOverwrite(f.File, on) }
func (f unmappedFile) ChunkSize(size int)             { vfsutil.WrapChunkSize(f.File, size) }
func (f unmappedFile) SizeHint(size int64) error      { return vfsutil.WrapSizeHint(f.File, size) }
func (f unmappedFile) HasMoved() (bool, error)        { return vfsutil.WrapHasMoved(f.File) }
func (f unmappedFile) SharedMemory() vfs.SharedMemory { return vfsutil.WrapSharedMemory(f.File) }
