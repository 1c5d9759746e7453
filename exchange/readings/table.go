package readings

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// headerWithin is how many rows may stand above a header.
const headerWithin = 20

// table is a CSV file or a sheet while it is read.
type table struct {
	*reader
	name    string // as findings have it
	inSheet bool
	epoch   measure.Date
	pos     func(i int) finding.Pos // of a cell of the row in hand

	*columns
	above   int // rows before the header
	cells   []string
	when    [3]string // date, time and hour of the last row, and what they mean
	parsed  moment
	isTime  bool
	told    bool                   // that the row has no time
	ids     map[string]string      // of sites, as written and as they are called
	itemsOf map[string]columnMatch // of items in rows, as written
	flagged string                 // flags of the last row that had any, and what they mean
	flags   map[monitor.Item]monitor.Flag
}

type columnMatch struct {
	column
	found bool
}

func (r *reader) newTable(name string) *table {
	return &table{reader: r, name: name, ids: map[string]string{}, itemsOf: map[string]columnMatch{}}
}

// csv reads a text file, separated by commas, semicolons or tabs.
func (r *reader) csv(name string, data []byte) {
	text, gb, bad := sheet.Decode(data)
	src := sheet.NewTextFile(text)
	if bad >= 0 {
		r.report(exchange.BadEncoding, src.At(name, bad), name)
		return
	}
	if gb {
		r.report(exchange.ReadAsGB18030, finding.Pos{File: name}, name)
	}
	t := r.newTable(name)
	records := csv.NewReader(bytes.NewReader(text))
	records.ReuseRecord, records.FieldsPerRecord, records.LazyQuotes = true, -1, true
	records.Comma = sheet.Separator(text)
	t.pos = func(i int) finding.Pos {
		line, column := records.FieldPos(max(0, min(i, len(t.cells)-1)))
		return src.Position(name, line, column)
	}
	for {
		cells, err := records.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			r.report(exchange.CSVSyntax, src.Position(name, wrong.Line, wrong.Column), name)
			return
		}
		if !t.row(cells) {
			return
		}
	}
	if t.columns == nil {
		r.report(NoHeader, finding.Pos{File: name}, name, "rows", strconv.Itoa(t.above))
	}
}

// workbook reads every sheet that has a header.
func (r *reader) workbook(name string, data []byte) {
	at := finding.Pos{File: name}
	limit := uint64(r.MaxBytes) * sheet.Unpacked
	switch found, problem := sheet.Inspect(data, limit); problem {
	case sheet.Broken:
		r.report(exchange.BrokenWorkbook, at, name, "found", found)
		return
	case sheet.TooLarge:
		most := strconv.FormatUint(limit, 10)
		r.report(exchange.TooLarge, at, name, "found", "> "+most, "expected", most)
		return
	case sheet.Macros:
		r.report(exchange.Macros, at, name, "found", found)
		return
	}
	book, err := sheet.Open(data, int64(limit))
	if err != nil {
		r.report(exchange.BrokenWorkbook, at, name, "found", sheet.Brief(err.Error()))
		return
	}
	defer book.Close()
	epoch := sheet.Epoch1900
	if props, err := book.GetWorkbookProps(); err == nil && props.Date1904 != nil && *props.Date1904 {
		epoch = sheet.Epoch1904
	}
	read, rows := 0, 0
	var skipped []string
	for _, title := range book.GetSheetList() {
		t := r.newTable(name + "#" + title)
		t.inSheet, t.epoch = true, epoch
		if err := t.sheet(book, title); err != nil {
			r.report(exchange.BrokenWorkbook, finding.Pos{File: t.name}, t.name, "found", sheet.Brief(err.Error()))
		}
		if t.columns != nil {
			read++
		} else if t.above > 0 {
			skipped, rows = append(skipped, t.name), max(rows, t.above)
		}
	}
	if read == 0 && !r.failed {
		r.report(NoHeader, at, name, "rows", strconv.Itoa(rows))
		return
	}
	for _, title := range skipped {
		r.report(exchange.SheetSkipped, finding.Pos{File: title}, title)
	}
}

// sheet reads the rows of a sheet as they are stored.
func (t *table) sheet(book *excelize.File, title string) (err error) {
	defer sheet.Recovered(&err)
	rows, err := book.Rows(title)
	if err != nil {
		return err
	}
	defer rows.Close()
	number := 0
	t.pos = func(i int) finding.Pos { return finding.Pos{File: t.name, Line: number, Column: max(i, 0) + 1} }
	for rows.Next() {
		number++
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return err
		}
		if !t.row(cells) {
			break
		}
	}
	return rows.Error()
}

// row takes in one row; it is false where the table is not to be read further.
func (t *table) row(cells []string) bool {
	t.cells = cells
	if t.columns == nil {
		t.above++
		if t.isHeader(cells) {
			var ok bool
			t.columns, ok = t.match(t.name, slices.Clone(cells), t.pos)
			t.dates = ok && t.at[roleTime] < 0 && t.at[roleHour] < 0
			return ok
		}
		return t.above < headerWithin
	}
	if !slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
		return true
	}
	t.Rows++
	m := t.moment()
	if t.at[roleItem] >= 0 {
		t.itemRow(m)
		return true
	}
	site := t.siteOf()
	if site == nil {
		return true
	}
	flags := t.flagsOf()
	for i := range t.list {
		if c := &t.list[i]; c.role == roleReading {
			t.reading(site, m, c, i, flags[c.item])
		}
	}
	return true
}

// isHeader reports whether a row names a time and something else that is known.
func (t *table) isHeader(cells []string) bool {
	timed, others := false, 0
	for _, name := range cells {
		if strings.TrimSpace(name) == "" {
			continue
		}
		k := key(name)
		as, ok := t.mapped[k]
		if !ok {
			as, ok = roleOf[k]
		}
		plainName, _ := splitUnit(name)
		_, isItem, _ := itemNamed(key(plainName))
		switch {
		case as == roleTime || as == roleDate:
			timed = true
		case ok || isItem:
			others++
		}
	}
	return timed && others > 0 || others > 2
}

// cell returns a cell without space around it, or nothing where there is none.
func (t *table) cell(i int) string {
	if i < 0 || i >= len(t.cells) {
		return ""
	}
	return strings.TrimSpace(t.cells[i])
}

// moment reads the time of the row in hand.
func (t *table) moment() moment {
	date, clock, hour := t.cell(t.at[roleDate]), t.cell(t.at[roleTime]), t.cell(t.at[roleHour])
	when := [3]string{date, clock, hour}
	if when != t.when {
		t.when = when
		t.parsed, t.isTime = t.parseTimes(date, clock, hour)
	}
	t.told = t.isTime
	return t.parsed
}

// noTime reports, once a row, that a reading has no time. A row without readings needs none.
func (t *table) noTime() {
	if !t.told {
		i := t.at[roleTime]
		if i < 0 {
			i = t.at[roleDate]
		}
		t.report(BadTime, t.pos(i), t.name, "found", t.writtenTime())
	}
	t.told = true
}

// writtenTime returns the time of the row in hand as it stands there.
func (t *table) writtenTime() string {
	return sheet.Brief(strings.Join(strings.Fields(strings.Join(t.when[:], " ")), " "))
}

// parseTimes joins the columns of date, time and hour.
func (t *table) parseTimes(date, clock, hour string) (m moment, ok bool) {
	switch {
	case clock == "" && t.at[roleTime] >= 0:
		return m, false
	case clock == "":
		m, ok = t.parseTime(date)
	case date == "":
		m, ok = t.parseTime(clock)
	default:
		if m, ok = t.parseTime(clock); !ok { // of the day alone
			m, ok = t.parseTime(date + " " + clock)
		}
	}
	if ok && m.noYear {
		day, isDay := t.parseTime(date)
		if !isDay || day.noYear {
			return m, false
		}
		m = m.inYearOf(day.day)
	}
	if ok && hour != "" {
		n, isHour := parseHour(hour)
		m.minute, m.byClock, ok = n*60, true, isHour
	}
	return t.inRange(m, ok)
}

// inRange refuses times that readings cannot have, and moves hours named by their beginning.
func (r *reader) inRange(m moment, ok bool) (moment, bool) {
	if m.byClock && r.HourBegins {
		m = m.shift(60)
	}
	if r.Daily {
		m.byClock, m.minute = false, 0
	}
	return m, ok && m.day >= monitor.FirstHour.Day() && m.day < monitor.LastHour.Day()
}

func (t *table) parseTime(s string) (moment, bool) {
	if t.inSheet {
		if m, ok := serialMoment(s, t.epoch); ok {
			return m, true
		}
	}
	if m, ok := parseMoment(s); ok {
		return m, true
	}
	return parseMoment(plain(s))
}

// siteOf returns the site of the row in hand, or nil.
func (t *table) siteOf() *siteData {
	i := t.site()
	if i < 0 {
		s := t.builder.site(t.Site)
		s.ofCity = true
		return s
	}
	id := t.called(i)
	if id == "" {
		t.report(EmptySite, t.pos(i), t.name)
		return nil
	}
	if t.last != nil && t.last.ID == id {
		return t.last
	}
	s := t.builder.site(id)
	as := t.list[i].role
	s.ofCity = as == roleCity || as == roleArea
	if as == roleSection {
		s.Kind = monitor.Section
	}
	if n := t.at[roleName]; n >= 0 && n != i && s.Name == "" {
		if name := t.called(n); name != id {
			s.Name = name
		}
	}
	for _, as := range []role{roleCity, roleArea} {
		if n := t.at[as]; n >= 0 && n != i && s.Area == "" {
			s.Area = t.called(n)
		}
	}
	return s
}

// called returns the name in a cell, free of what does not belong to it.
func (t *table) called(i int) string {
	if i < 0 || i >= len(t.cells) {
		return ""
	}
	text := t.cells[i]
	id, ok := t.ids[text]
	if !ok {
		id = strings.Map(func(r rune) rune {
			if sheet.Unwritable(r) {
				return -1
			}
			return r
		}, sheet.Unguard(plain(text)))
		t.ids[strings.Clone(text)] = strings.Clone(id)
	}
	return id
}

// itemRow reads a row that names its item.
func (t *table) itemRow(m moment) {
	i := t.at[roleItem]
	text := t.cell(i)
	match, ok := t.itemsOf[text]
	if !ok {
		name, unit := splitUnit(plain(text))
		item, found, isRunning := itemNamed(key(name))
		if !found && !isRunning && !t.isIdle(name) {
			t.report(UnknownItem, t.pos(i), t.name, "found", sheet.Brief(text))
		}
		match = columnMatch{column{role: roleReading, item: item, name: name}, found}
		if found && (unit != "" || t.at[roleUnit] < 0) {
			match.exp = t.exponent(item, unit, t.pos(i))
		}
		t.itemsOf[strings.Clone(text)] = match
	}
	if !match.found {
		return
	}
	c := match.column
	if unit := t.cell(t.at[roleUnit]); unit != "" {
		exp, ok := unitExponent(c.item, unit)
		if !ok {
			t.report(WrongUnit, t.pos(t.at[roleUnit]), c.item.String(), "found", sheet.Brief(unit), "expected", c.item.Unit())
			return
		}
		c.exp = exp
	}
	if v := t.at[roleValue]; v >= 0 {
		if site := t.siteOf(); site != nil {
			flag := monitor.Flag(0)
			if f := t.cell(t.at[roleFlags]); f != "" {
				flag = t.flag(f)
			}
			t.reading(site, m, &c, v, flag)
		}
		return
	}
	for k := range t.list {
		if t.list[k].role == roleSite {
			t.reading(t.builder.site(t.list[k].site), m, &c, k, 0)
		}
	}
}

// reading takes in the value in column i.
func (t *table) reading(s *siteData, m moment, c *column, i int, flag monitor.Flag) {
	v, below, ok := t.value(c, i)
	if !ok {
		return
	}
	if !t.isTime {
		t.noTime()
		return
	}
	h, onHour := m.hour()
	if !m.byClock {
		h = monitor.HourOf(m.day, 24)
	} else if !onHour && c.item.Medium() == monitor.Air {
		t.report(OffHour, t.pos(i), c.item.String(), "found", t.writtenTime())
		return
	}
	item := c.item
	if !m.byClock {
		item = t.ofDay(item)
	}
	if flag |= below; v == monitor.Void {
		flag = 0
	}
	f := s.add(item, h, !m.byClock, v, flag)
	t.tell(f, s, item, h, !m.byClock, func() finding.Pos { return t.pos(i) })
}

// tell counts or reports a reading that was there before.
func (r *reader) tell(f fate, s *siteData, item monitor.Item, h monitor.Hour, daily bool, pos func() finding.Pos) {
	switch f {
	case same:
		r.Same++
	case differs:
		what := h.String()
		if daily {
			what = h.Day().String()
		}
		r.report(Repeated, pos(), item.String(), "found", s.ID+" "+what)
	}
}

// value reads the cell of a column; ok is false where there is no reading in it, which is reported
// unless it says so itself.
func (t *table) value(c *column, i int) (v int32, flag monitor.Flag, ok bool) {
	if i >= len(t.cells) {
		t.Missing++
		return 0, 0, false
	}
	text := t.cells[i]
	places := c.item.Digits() + c.exp
	if n, ok := fixed(text, places); ok && n <= monitor.MaxValue {
		return int32(n), 0, true // as it is in a sheet too, which keeps 15 digits
	}
	trimmed := strings.TrimSpace(text)
	if missingMarks[strings.ToLower(trimmed)] {
		t.Missing++
		return 0, 0, false
	}
	cleaned := plain(trimmed)
	if cleaned != trimmed {
		t.Cleaned++
	}
	return t.unusual(c, i, cleaned)
}

// unusual reads a cell that is more than digits and a point.
func (t *table) unusual(c *column, i int, text string) (v int32, flag monitor.Flag, ok bool) {
	if missingMarks[strings.ToLower(text)] {
		t.Missing++
		return 0, 0, false
	}
	if voidMarks[strings.ToLower(text)] {
		return monitor.Void, 0, true
	}
	if notDetected[strings.ToLower(text)] {
		if limit, ok := t.limits[c.item]; ok {
			return limit, monitor.NonDetect, true
		}
		t.report(NoLimit, t.pos(i), c.item.String(), "found", sheet.Brief(text))
		return 0, 0, false
	}
	if m := below.FindStringSubmatch(text); m != nil {
		text, flag = m[1]+m[2]+m[3], monitor.NonDetect
	}
	n, rounded, wrong := c.read(text, t.inSheet)
	switch {
	case wrong != nil:
		t.report(wrong, t.pos(i), c.item.String(), "found", sheet.Brief(text))
		return 0, 0, false
	case n == monitor.Missing:
		t.Missing++
		return 0, 0, false
	case rounded:
		t.report(Rounded, t.pos(i), c.item.String(), "found", sheet.Brief(text), "expected", strconv.Itoa(c.item.Digits()))
	}
	return n, flag, true
}

// read reads a number for a column; Missing, with nothing wrong, where it stands for no reading.
func (c *column) read(text string, inSheet bool) (v int32, rounded bool, wrong *finding.Code) {
	places := c.item.Digits() + c.exp
	n, rounded, ok := decimal(text, places, inSheet)
	whole, _, _ := decimal(text, 0, inSheet)
	switch {
	case !ok:
		return monitor.Missing, false, BadNumber
	case missingCodes[whole] && n == whole*power(places):
		return monitor.Missing, false, nil
	case n < 0 && !c.item.Signed():
		return monitor.Missing, false, Negative
	case n > monitor.MaxValue || n < monitor.MinValue:
		return monitor.Missing, false, TooGreat
	}
	return int32(n), rounded, nil
}

func power(places int) int64 {
	n := int64(1)
	for range max(places, 0) {
		n *= 10
	}
	return n
}

// flagsOf reads the column of flags of a wide row: nh3n=non-detect,provisional;tp=estimated.
func (t *table) flagsOf() map[monitor.Item]monitor.Flag {
	text := t.cell(t.at[roleFlags])
	if text == "" {
		return nil
	}
	if text == t.flagged {
		return t.flags
	}
	bad := t.counts[BadFlag]
	flags := map[monitor.Item]monitor.Flag{}
	for _, part := range strings.Split(plain(text), ";") {
		name, list, _ := strings.Cut(part, "=")
		item, ok := itemOf[key(name)]
		if !ok {
			t.badFlag(part)
			continue
		}
		flags[item] = t.flag(list)
	}
	if t.counts[BadFlag] == bad { // those that are wrong are told in every row
		t.flagged, t.flags = strings.Clone(text), flags
	}
	return flags
}

// flag reads flags joined by commas.
func (t *table) flag(list string) monitor.Flag {
	f, err := monitor.ParseFlag(plain(list))
	if err != nil {
		t.badFlag(list)
	}
	return f
}

func (t *table) badFlag(text string) {
	i := t.at[roleFlags]
	t.report(BadFlag, t.pos(i), t.list[i].name, "found", sheet.Brief(text), "expected", monitor.AllFlags.String())
}
