package exchange

import (
	"archive/zip"
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/finding"
)

// workbook reads every sheet of an xlsx file that has a header.
func (r *reader) workbook(name string, data []byte) {
	if !r.safe(name, data) {
		return
	}
	book, err := openWorkbook(data, int64(r.MaxBytes)*unpacked)
	if err != nil {
		r.report(BrokenWorkbook, finding.Pos{File: name}, name, "found", brief(err.Error()))
		return
	}
	defer book.Close()
	var skipped []string
	read, rows := 0, 0
	for _, sheet := range book.GetSheetList() {
		t := r.newTable(name+"#"+sheet, sheet)
		if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
			t.epoch = epoch1904
		}
		t.pos = func(l *line, i int) finding.Pos {
			return finding.Pos{File: t.name, Line: int(l.number), Column: max(i, 0) + 1}
		}
		if err := t.sheetRows(book); err != nil {
			r.report(BrokenWorkbook, finding.Pos{File: t.name}, t.name, "found", brief(err.Error()))
			continue
		}
		t.end()
		rows = max(rows, t.skipped)
		if t.headed {
			read++
		} else if t.skipped > 0 {
			skipped = append(skipped, sheet)
		}
	}
	if read == 0 {
		r.noHeader(name, rows)
		return
	}
	for _, sheet := range skipped {
		r.report(SheetSkipped, finding.Pos{File: name + "#" + sheet}, sheet)
	}
}

// unpacked is how many times its size, at the limit, a workbook may unpack to.
const unpacked = 4

// safe looks at the archive before anything in it is unpacked: what it claims to unpack to, and
// whether it holds macros. The zip reader holds it to what it claims.
func (r *reader) safe(name string, data []byte) bool {
	at := finding.Pos{File: name}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		r.report(BrokenWorkbook, at, name, "found", err.Error())
		return false
	}
	limit, total := uint64(r.MaxBytes)*unpacked, uint64(0)
	for _, f := range archive.File {
		if f.UncompressedSize64 > limit || total+f.UncompressedSize64 > limit {
			r.report(TooLarge, at, name, "found", "> "+strconv.FormatUint(limit, 10),
				"expected", strconv.FormatUint(limit, 10))
			return false
		}
		total += f.UncompressedSize64
		part := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		if strings.HasPrefix(path.Base(part), "vbaproject") || strings.Contains(part, "macrosheets/") {
			r.report(Macros, at, name, "found", f.Name)
			return false
		}
	}
	return true
}

// openWorkbook opens a workbook in memory. The library may panic on files that break its
// assumptions; that is an error like others.
func openWorkbook(data []byte, limit int64) (book *excelize.File, err error) {
	defer recovered(&err)
	return excelize.OpenReader(bytes.NewReader(data),
		excelize.Options{UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit})
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("malformed: %v", p)
	}
}

// sheetRows reads the rows of a sheet twice side by side: as stored and as shown.
func (t *table) sheetRows(book *excelize.File) (err error) {
	defer recovered(&err)
	stored, err := book.Rows(t.sheet)
	if err != nil {
		return err
	}
	defer stored.Close()
	shown, err := book.Rows(t.sheet)
	if err != nil {
		return err
	}
	defer shown.Close()
	l := &line{}
	for stored.Next() && shown.Next() && t.rows <= t.MaxRows {
		l.number++
		if l.cells, err = stored.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return err
		}
		if l.shown, err = shown.Columns(); err != nil {
			return err
		}
		for len(l.shown) < len(l.cells) {
			l.shown = append(l.shown, "")
		}
		if !t.headed && (t.skipped == headerWithin || len(l.cells) == 0) {
			continue
		}
		t.row(l)
	}
	return stored.Error()
}
