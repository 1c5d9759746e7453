package territory

import (
	"errors"
	"io/fs"
	"path"
	"slices"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/strict"
)

// Files of a territory's directory. All but the areas may be missing.
const (
	AreasFile      = "areas.csv"
	ChangesFile    = "changes.csv"
	GroupsFile     = "groups.yaml"
	BoundariesFile = "boundaries.topojson"
)

// Parse reads and checks the files of a directory. It returns what could be read together with
// everything that is wrong with it; the territory is never nil.
func Parse(fsys fs.FS, dir string) (*Territory, []finding.Finding) {
	r := reader{fsys: fsys, dir: dir}

	var areas []Area
	if data, file, ok := r.read(AreasFile, true); ok {
		r.add(strict.CSV(file, data, &areas))
	}
	var changes []Change
	if data, file, ok := r.read(ChangesFile, false); ok {
		r.add(strict.CSV(file, data, &changes))
	}
	var groups struct {
		Groups []*Group `yaml:"groups,required"`
	}
	if data, file, ok := r.read(GroupsFile, false); ok {
		r.add(strict.YAML(file, data, &groups))
	}
	t := New(pointers(areas), pointers(changes), slices.DeleteFunc(groups.Groups,
		func(g *Group) bool { return g == nil || g.ID == "" })) // reported already
	boundaries, fs := ReadBoundaries(fsys, dir)
	t.Boundaries = boundaries
	r.add(fs)
	r.add(t.Check())
	finding.Sort(r.findings)
	return t, r.findings
}

// ReadBoundaries reads the boundaries of a directory; nil where it has none.
func ReadBoundaries(fsys fs.FS, dir string) (*Boundaries, []finding.Finding) {
	r := reader{fsys: fsys, dir: dir}
	data, file, ok := r.read(BoundariesFile, false)
	if !ok {
		return nil, r.findings
	}
	return ParseBoundaries(file, data)
}

type reader struct {
	fsys     fs.FS
	dir      string
	findings []finding.Finding
}

func (r *reader) add(fs []finding.Finding) { r.findings = append(r.findings, fs...) }

// read returns a file and its path; false where there is none to read.
func (r *reader) read(name string, required bool) (data []byte, file string, ok bool) {
	file = path.Join(r.dir, name)
	data, err := fs.ReadFile(r.fsys, file)
	switch {
	case err == nil:
		return data, file, true
	case !errors.Is(err, fs.ErrNotExist):
		r.add([]finding.Finding{finding.New(Unreadable, finding.Pos{File: file}, name,
			"found", err.Error())})
	case required:
		r.add([]finding.Finding{finding.New(MissingFile, finding.Pos{File: file}, name)})
	}
	return nil, file, false
}

func pointers[T any](items []T) []*T {
	out := make([]*T, len(items))
	for i := range items {
		out[i] = &items[i]
	}
	return out
}
