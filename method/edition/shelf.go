package edition

import (
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
)

// Shelf holds the editions that a method ships.
type Shelf[E headed] struct {
	editions func() []E
}

// NewShelf returns the editions in the folder "editions" of a package's files. They are read when one
// is first asked for; it panics over one with findings, since the package's tests read them all.
func NewShelf[E headed](files fs.FS, read func(file string, data []byte) (E, []finding.Finding)) Shelf[E] {
	return Shelf[E]{sync.OnceValue(func() []E {
		names, err := fs.Glob(files, "editions/*.yaml")
		if err != nil {
			panic("edition: " + err.Error())
		}
		var list []E
		for _, name := range names {
			data, err := fs.ReadFile(files, name)
			if err != nil {
				panic("edition: " + err.Error())
			}
			e, findings := read(name, data)
			if len(findings) > 0 {
				panic("edition: " + findings[0].Text("en"))
			}
			list = append(list, e)
		}
		slices.SortFunc(list, func(a, b E) int { return int(a.head().ValidFrom - b.head().ValidFrom) })
		return list
	})}
}

// All returns the editions, the oldest first.
func (s Shelf[E]) All() []E { return slices.Clone(s.editions()) }

// ByID returns the edition of an id.
func (s Shelf[E]) ByID(id string) (E, error) {
	for _, e := range s.editions() {
		if e.head().ID == id {
			return e, nil
		}
	}
	var none E
	return none, fmt.Errorf("no edition %q", id)
}

// ForDate returns the edition in force on a day, nil where none was.
func (s Shelf[E]) ForDate(d measure.Date) E {
	for _, e := range s.editions() {
		if e.head().In(d) {
			return e
		}
	}
	var none E
	return none
}
