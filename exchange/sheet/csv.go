package sheet

import (
	"bytes"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/finding"
)

// Separator tells tab-separated text from comma-separated by its first lines.
func Separator(text []byte) rune {
	head := text[:min(len(text), 4096)]
	if bytes.Count(head, []byte("\t")) > bytes.Count(head, []byte(",")) {
		return '\t'
	}
	return ','
}

// TextFile finds positions in characters. Line starts are looked for when the first is asked for.
type TextFile struct {
	data   []byte
	starts []int
}

// NewTextFile returns the positions of a text in UTF-8.
func NewTextFile(text []byte) *TextFile { return &TextFile{data: text} }

func (f *TextFile) index() {
	f.starts = append(f.starts, 0)
	for i, b := range f.data {
		if b == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
}

// Position turns a line and a column in bytes into a position in characters.
func (f *TextFile) Position(name string, line, column int) finding.Pos {
	if f.starts == nil {
		f.index()
	}
	line = max(1, min(line, len(f.starts)))
	start := f.starts[line-1]
	end := max(start, min(start+column-1, len(f.data)))
	return finding.Pos{File: name, Line: line, Column: utf8.RuneCount(f.data[start:end]) + 1}
}

// At turns an offset into a position.
func (f *TextFile) At(name string, offset int) finding.Pos {
	before := f.data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	start := bytes.LastIndexByte(before, '\n') + 1
	return finding.Pos{File: name, Line: line, Column: utf8.RuneCount(before[start:]) + 1}
}
