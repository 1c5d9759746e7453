// Package strict decodes YAML and CSV the way a package author needs it: unknown keys, repeated
// keys, wrong types and missing fields are findings with line and column, all of them in one run,
// and every decoded value remembers where it stood.
package strict

import (
	"strconv"
	"unicode"

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

// Inside returns the position of a byte offset within a value that At(key) is the start of: in a
// plain or quoted value, or in a block of several lines. Space does not count, so that an offset
// between words may point at the word after it; this is what folding lines leaves certain.
func (w Where) Inside(key, value string, offset int) finding.Pos {
	at, written := w.fields[key]
	if !written || w.source == nil {
		return w.At(key)
	}
	text := []rune(w.source.from(at))
	ahead := 0 // characters other than space before the offset
	for _, r := range value[:min(offset, len(value))] {
		if !unicode.IsSpace(r) {
			ahead++
		}
	}
	i, quote := 0, rune(0)
	if len(text) > 0 {
		switch text[0] {
		case '|', '>': // the value begins on the next line
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case '\'', '"':
			i, quote = 1, text[0]
		}
	}
	for ; i < len(text); i++ {
		if unicode.IsSpace(text[i]) {
			continue
		}
		if ahead == 0 {
			break
		}
		ahead--
		if i+1 < len(text) && (quote == '"' && text[i] == '\\' || quote == '\'' && text[i] == quote) {
			i++ // an escaped character is one
		}
	}
	for _, r := range text[:i] {
		at.Column++
		if r == '\n' {
			at.Line, at.Column = at.Line+1, 1
		}
	}
	return at
}

// Written reports whether a field was written in the file.
func (w Where) Written(key string) bool {
	_, ok := w.fields[key]
	return ok
}
