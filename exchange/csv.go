package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
)

// csv reads a text file: comma-separated, or tab-separated as cells copied from a spreadsheet are.
func (r *reader) csv(name string, data []byte) {
	text, gb, bad := sheet.Decode(data)
	src := sheet.NewTextFile(text)
	if bad >= 0 {
		r.report(BadEncoding, src.At(name, bad), name)
		return
	}
	if gb {
		r.report(ReadAsGB18030, finding.Pos{File: name}, name)
	}
	t := r.newTable(name, "")
	records := csv.NewReader(bytes.NewReader(text))
	records.ReuseRecord, records.FieldsPerRecord = true, -1
	records.Comma = sheet.Separator(text)
	l := &line{}
	t.pos = func(l *line, i int) finding.Pos {
		lineNo, column := records.FieldPos(max(0, min(i, len(l.cells)-1)))
		return src.Position(name, lineNo, column)
	}
	for r.rows <= r.MaxRows {
		cells, err := records.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			t.errors, t.any = t.errors+1, true
			r.report(CSVSyntax, src.Position(name, wrong.Line, wrong.Column), name)
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
