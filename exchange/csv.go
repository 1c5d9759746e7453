package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/finding"
)

// csv reads a text file: comma-separated, or tab-separated as cells copied from a spreadsheet are.
func (r *reader) csv(name string, data []byte) {
	text, gb, bad := decode(data)
	src := &textFile{data: text}
	if bad >= 0 {
		r.report(BadEncoding, src.at(name, bad), name)
		return
	}
	if gb {
		r.report(ReadAsGB18030, finding.Pos{File: name}, name)
	}
	t := r.newTable(name, "")
	records := csv.NewReader(bytes.NewReader(text))
	records.ReuseRecord, records.FieldsPerRecord = true, -1
	records.Comma = separator(text)
	l := &line{}
	t.pos = func(l *line, i int) finding.Pos {
		lineNo, column := records.FieldPos(max(0, min(i, len(l.cells)-1)))
		return src.position(name, lineNo, column)
	}
	for r.rows <= r.MaxRows {
		cells, err := records.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			t.errors, t.any = t.errors+1, true
			r.report(CSVSyntax, src.position(name, wrong.Line, wrong.Column), name)
			continue
		}
		start, _ := records.FieldPos(0)
		l.number, l.cells, l.shown = int32(start), cells, cells
		t.row(l)
		if !t.headed && t.skipped == headerWithin {
			break
		}
	}
	if !t.headed {
		r.noHeader(name, t.skipped)
	}
	t.end()
}

// separator tells tab-separated text from comma-separated by its first lines.
func separator(text []byte) rune {
	head := text[:min(len(text), 4096)]
	if bytes.Count(head, []byte("\t")) > bytes.Count(head, []byte(",")) {
		return '\t'
	}
	return ','
}

// textFile finds positions in characters. Line starts are looked for when the first is asked for.
type textFile struct {
	data   []byte
	starts []int
}

func (f *textFile) index() {
	f.starts = append(f.starts, 0)
	for i, b := range f.data {
		if b == '\n' {
			f.starts = append(f.starts, i+1)
		}
	}
}

// position turns a line and a column in bytes into a position in characters.
func (f *textFile) position(name string, line, column int) finding.Pos {
	if f.starts == nil {
		f.index()
	}
	line = max(1, min(line, len(f.starts)))
	start := f.starts[line-1]
	end := max(start, min(start+column-1, len(f.data)))
	return finding.Pos{File: name, Line: line, Column: utf8.RuneCount(f.data[start:end]) + 1}
}

// at turns an offset into a position.
func (f *textFile) at(name string, offset int) finding.Pos {
	before := f.data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	start := bytes.LastIndexByte(before, '\n') + 1
	return finding.Pos{File: name, Line: line, Column: utf8.RuneCount(before[start:]) + 1}
}
