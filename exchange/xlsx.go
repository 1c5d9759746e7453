package exchange

import (
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

// workbook reads every sheet of an xlsx file that has a header.
func (r *reader) workbook(name string, data []byte) {
	if !r.safe(name, data) {
		return
	}
	book, err := sheet.Open(data, int64(r.MaxBytes)*sheet.Unpacked)
	if err != nil {
		r.report(BrokenWorkbook, finding.Pos{File: name}, name, "found", sheet.Brief(err.Error()))
		return
	}
	defer book.Close()
	var skipped []string
	read, rows := 0, 0
	for _, title := range book.GetSheetList() {
		t := r.newTable(name+"#"+title, title)
		if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
			t.epoch = sheet.Epoch1904
		}
		t.pos = func(l *line, i int) finding.Pos {
			return finding.Pos{File: t.name, Line: int(l.number), Column: max(i, 0) + 1}
		}
		if err := t.sheetRows(book); err != nil {
			r.report(BrokenWorkbook, finding.Pos{File: t.name}, t.name, "found", sheet.Brief(err.Error()))
			continue
		}
		t.end()
		rows = max(rows, t.skipped)
		if t.headed {
			read++
		} else if t.skipped > 0 && !ofForm(book.GetSheetList(), title) {
			skipped = append(skipped, title)
		}
	}
	if read == 0 {
		r.noHeader(name, rows)
		return
	}
	for _, title := range skipped {
		r.report(SheetSkipped, finding.Pos{File: name + "#" + title}, title)
	}
}

// ofForm reports whether a sheet is one that WriteTemplate puts beside the form itself.
func ofForm(sheets []string, title string) bool {
	for _, l := range []locale.Lang{locale.ZH, locale.EN} {
		if title == guideSheet.In(l) || title == listSheet.In(l) {
			return slices.Contains(sheets, formSheet.In(l))
		}
	}
	return false
}

// safe looks at the archive before anything in it is unpacked.
func (r *reader) safe(name string, data []byte) bool {
	limit := uint64(r.MaxBytes) * sheet.Unpacked
	found, problem := sheet.Inspect(data, limit)
	at := finding.Pos{File: name}
	switch problem {
	case sheet.Broken:
		r.report(BrokenWorkbook, at, name, "found", found)
	case sheet.TooLarge:
		r.report(TooLarge, at, name, "found", "> "+strconv.FormatUint(limit, 10),
			"expected", strconv.FormatUint(limit, 10))
	case sheet.Macros:
		r.report(Macros, at, name, "found", found)
	}
	return problem == sheet.Sound
}

// sheetRows reads the rows of a sheet twice side by side: as stored and as shown.
func (t *table) sheetRows(book *excelize.File) (err error) {
	defer sheet.Recovered(&err)
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
