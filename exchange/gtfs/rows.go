package gtfs

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/strict"
)

// most is how many findings are told of one timetable.
const most = 200

// log collects findings: errors before others, so that what keeps a timetable from being read is seen.
type log struct{ errors, others []finding.Finding }

func (l *log) add(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	kind := &l.others
	if c.Severity == finding.Error {
		kind = &l.errors
	}
	if len(*kind) <= most {
		*kind = append(*kind, finding.New(c, at, subject, pairs...))
	}
}

// findings lists what was found, by place.
func (l *log) findings(file string) []finding.Finding {
	all := slices.Concat(l.errors, l.others)
	if len(all) > most {
		all = append(all[:most:most], finding.New(TooMany, finding.Pos{File: file}, file, "expected", strconv.Itoa(most)))
	}
	finding.Sort(all)
	return all
}

// column is a column by its names.
type column struct{ en, zh string }

// rows reads a table a line at a time.
type rows struct {
	*log
	file   string
	in     *bufio.Reader
	gb     bool // a line was not UTF-8, so that the file is GB 18030
	comma  byte
	at     map[string]int // column by its English name
	width  int            // cells of the header
	read   int            // lines read
	raw    []byte
	line   int    // of the row, its first
	text   string // of the row
	cells  []string
	starts []int // of cells, in text
}

// longest is how many bytes a row may have, mostLines how many lines.
const (
	longest   = 1 << 20
	mostLines = 100
)

// openRows reads the header. columns are those that are read; strangers are told only where a table is
// ours. It is nil where a column that is needed is not there.
func openRows(l *log, file string, in io.Reader, ours bool, columns []column, needed ...string) *rows {
	t := &rows{log: l, file: file, in: bufio.NewReaderSize(in, 1<<16), comma: ',', at: map[string]int{}}
	if mark, _ := t.in.Peek(3); string(mark) == "\ufeff" {
		t.in.Discard(3)
	}
	if head, _ := t.in.Peek(4096); bytes.Count(head, []byte("\t")) > bytes.Count(head, []byte(",")) {
		t.comma = '\t'
	}
	t.next()
	t.width = len(t.cells)
	var names []string
	for _, c := range columns {
		names = append(names, c.en)
	}
	for i, cell := range t.cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		k := slices.IndexFunc(columns, func(c column) bool { return c.en == name || c.zh == name && c.zh != "" })
		if k < 0 {
			if ours {
				t.add(UnknownColumn, t.pos(i), cell, "found", cell, "expected", strings.Join(names, ", "))
			}
			continue
		}
		if _, ok := t.at[columns[k].en]; ok {
			t.add(RepeatedColumn, t.pos(i), cell, "found", cell)
		}
		t.at[columns[k].en] = i
	}
	whole := true
	for _, name := range needed {
		if _, ok := t.at[name]; !ok {
			t.add(NoColumn, finding.Pos{File: file, Line: 1, Column: 1}, name, "expected", name,
				"found", strings.Join(t.cells, ", "))
			whole = false
		}
	}
	if !whole {
		return nil
	}
	return t
}

// next reads a row; false after the last. Those that are no CSV, or of another length than the header,
// are told and passed over, and empty ones passed over.
func (t *rows) next() bool {
	for {
		t.line, t.text, t.starts = t.read+1, "", t.starts[:0]
		raw, more := t.readLine(t.raw[:0])
		t.raw = raw
		if !more {
			t.cells = nil
			return false
		}
		if !t.whole(raw) || len(t.cells) == 1 && strings.TrimSpace(t.cells[0]) == "" {
			continue
		}
		if t.width == 0 || t.fits() {
			return true
		}
	}
}

// whole splits a row, with the lines that follow as long as a quote is open.
func (t *rows) whole(raw []byte) bool {
	for lines := 1; ; lines++ {
		t.decode(raw)
		bad, closed := t.split()
		if closed && bad < 0 {
			return true
		}
		more := false
		if bad < 0 && lines < mostLines {
			raw, more = t.readLine(raw)
		}
		if !more {
			t.add(Syntax, t.place(max(bad, t.starts[len(t.starts)-1])), t.file)
			return false
		}
	}
}

// fits reports whether a row has as many cells as the header; empty ones more do no harm.
func (t *rows) fits() bool {
	for n := len(t.cells); n > t.width && strings.TrimSpace(t.cells[n-1]) == ""; n-- {
		t.cells = t.cells[:n-1]
	}
	if len(t.cells) != t.width {
		t.add(RowLength, t.pos(0), t.file, "found", strconv.Itoa(len(t.cells)), "expected", strconv.Itoa(t.width))
		return false
	}
	return true
}

// readLine adds a line to what was read of a row; false at the end of the file.
func (t *rows) readLine(raw []byte) ([]byte, bool) {
	for {
		part, err := t.in.ReadSlice('\n')
		if len(raw)+len(part) > longest {
			t.add(TooLarge, t.place(0), t.file, "found", strconv.Itoa(len(raw)+len(part)), "expected", strconv.Itoa(longest))
			return raw, false
		}
		raw = append(raw, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			t.add(Broken, finding.Pos{File: t.file}, t.file, "found", err.Error())
			return raw, false
		}
		if len(part) > 0 {
			t.read++
		}
		return raw, len(part) > 0
	}
}

// decode turns a row into UTF-8, without its end of line.
func (t *rows) decode(raw []byte) {
	raw = bytes.TrimRight(raw, "\r\n")
	if t.gb = t.gb || !utf8.Valid(raw); t.gb {
		if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err == nil {
			raw = text
		}
	}
	t.text = string(raw)
}

// split divides a row into cells. bad is where it is no CSV, or −1; closed tells whether the last quote
// is closed.
func (t *rows) split() (bad int, closed bool) {
	t.cells, t.starts = t.cells[:0], t.starts[:0]
	for i := 0; ; {
		t.starts = append(t.starts, i)
		if i < len(t.text) && t.text[i] == '"' {
			cell, end, ok := quoted(t.text[i+1:])
			if !ok {
				return -1, false
			}
			i += 1 + end
			if i < len(t.text) && t.text[i] != t.comma {
				return i, true
			}
			t.cells = append(t.cells, cell)
		} else {
			end := strings.IndexByte(t.text[i:], t.comma)
			if end < 0 {
				end = len(t.text) - i
			}
			t.cells = append(t.cells, t.text[i:i+end])
			i += end
		}
		if i >= len(t.text) {
			return -1, true
		}
		i++
	}
}

// quoted reads a cell after its quote; end is behind the quote that closes it.
func quoted(text string) (cell string, end int, ok bool) {
	doubled := false
	for i := 0; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		cell = text[:i]
		if doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		return cell, i + 1, true
	}
	return "", 0, false
}

// place is where an offset of the row is.
func (t *rows) place(offset int) finding.Pos {
	before := t.text[:min(offset, len(t.text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return finding.Pos{File: t.file, Line: t.line + strings.Count(before, "\n"),
		Column: utf8.RuneCountInString(before[start:]) + 1}
}

func (t *rows) pos(i int) finding.Pos {
	if i >= len(t.starts) {
		return t.place(0)
	}
	return t.place(t.starts[i])
}

func (t *rows) posOf(name string) finding.Pos {
	i, ok := t.at[name]
	if !ok {
		return t.place(0)
	}
	return t.pos(i)
}

// cell is what stands in a column, "" where there is no such column.
func (t *rows) cell(name string) string {
	i, ok := t.at[name]
	if !ok || i >= len(t.cells) {
		return ""
	}
	return strings.TrimSpace(t.cells[i])
}

// name is a cell that must not be empty.
func (t *rows) name(column string) (string, bool) {
	s := t.cell(column)
	if s == "" {
		t.add(NoValue, t.posOf(column), column)
	}
	return s, s != ""
}

// number is a cell as a whole number up to a highest, the usual one where it is empty.
func (t *rows) number(column string, usual, highest int32) (int32, bool) {
	s := t.cell(column)
	if s == "" {
		return usual, true
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 || n > int64(highest) {
		t.add(BadNumber, t.posOf(column), column, "found", s, "expected", "0 … "+strconv.Itoa(int(highest)))
		return usual, false
	}
	return int32(n), true
}

// real is a cell as a number; given tells whether it has one.
func (t *rows) real(column string) (x float64, given, ok bool) {
	s := t.cell(column)
	if s == "" {
		return 0, false, true
	}
	x, ok = strict.Number(s)
	if !ok || x-x != 0 {
		t.add(BadNumber, t.posOf(column), column, "found", s, "expected", "104.07")
		return 0, false, false
	}
	return x, true, true
}

// key adds an id to those of a file; false where it is there already.
func (t *rows) key(lines map[string]int32, id, column string) bool {
	if line := lines[id]; line > 0 {
		t.add(RepeatedKey, t.posOf(column), id, "found", id, "expected", strconv.Itoa(int(line)))
		return false
	}
	lines[strings.Clone(id)] = int32(t.line)
	return true
}
