// Package strict decodes YAML and CSV the way a package author needs it: unknown keys, repeated
// keys, wrong types and missing fields are findings with line and column, all of them in one run,
// and every decoded value remembers where it stood.
package strict

import (
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
)

// Where is embedded in a struct that is decoded from a file. It remembers the position of the
// struct and of each of its fields.
type Where struct {
	Pos    finding.Pos
	fields map[string]finding.Pos
	source *source
}

// At returns the position of a field's value by its key ("formula", "members.2" for the third
// element of a list, "name.en" for a language of a text), or the struct's own position where the
// field was not written.
func (w Where) At(key string) finding.Pos {
	if p, ok := w.fields[key]; ok {
		return p
	}
	return w.Pos
}

// Place sets the position of a key; decoders call it.
func (w *Where) Place(key string, p finding.Pos) {
	if w.fields == nil {
		w.fields = make(map[string]finding.Pos)
	}
	w.fields[key] = p
}

// place sets the positions of a value and of what lies directly in it.
func (w *Where) place(key string, n *node) {
	w.Place(key, n.pos)
	switch n.kind {
	case list:
		for i, item := range n.items {
			w.Place(key+"."+strconv.Itoa(i), item.pos)
		}
	case mapping:
		for i, k := range n.keys {
			w.Place(key+"."+k.text, n.items[i].pos)
		}
	}
}
