package readings

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// DefaultMaxBytes is the greatest size of a CSV file or workbook. Parquet files are read in parts and
// have no limit.
const DefaultMaxBytes = 1 << 30

// Options say what a file itself may leave out.
type Options struct {
	// Header of the batch: moment of knowledge, source, grade, note. Origin is made from the file's
	// name where it is empty, the ID from the content when the batch is appended.
	Header monitor.Header
	// Mapping says what columns mean here: 监测点 → station, 细颗粒 → pm25.
	Mapping map[string]string
	// Site that the readings are of, in files without such a column.
	Site string
	// Units of items where the file does not state them and they are not the usual ones.
	Units map[monitor.Item]string
	// Limits of detection, as decimals in the item's unit, for marks such as ND.
	Limits map[monitor.Item]string
	// HourBegins says that times name hours by their beginning.
	HourBegins bool
	// Daily says that all values are of whole days, Hourly that midnight is an hour like others.
	// Without either, values that are all at midnight are of whole days.
	Daily, Hourly bool
	// ZeroMissing says that a concentration of 0 in air stands for a missing one.
	ZeroMissing bool
	MaxBytes    int // DefaultMaxBytes where zero

	byRows bool // read Parquet files row by row, for tests
}

// Count is how often a kind of finding occurred.
type Count struct {
	Code *finding.Code
	N    int64
}

// Column is how a column was read.
type Column struct {
	File, Name string
	As         string // meaning; empty where it was not read
	Unit       string // as the file has it
}

// Report says what was read and what was left out.
type Report struct {
	Rows     int64
	Readings int64 // values taken in
	Missing  int64 // cells without a reading: blank or marked so
	Same     int64 // readings given before with the same value
	Cleaned  int64 // cells freed from remnants of pages or full-width forms
	Sites    int
	From, To measure.Date // days of the first and last reading
	Columns  []Column
	Counts   []Count // of findings, in the order of Codes
}

// Left returns how many cells or rows were left out.
func (r *Report) Left() int64 {
	var n int64
	for _, c := range r.Counts {
		if c.Code.Severity == finding.Warning && c.Code != UnknownColumn && c.Code != BadFlag {
			n += c.N
		}
	}
	return n
}

// maxPlaces is how many places of each kind of finding are listed.
const maxPlaces = 20

// Read reads a CSV file, workbook or Parquet file, told apart by content. The batch is in normal form,
// ready to append; it is nil if a finding is an error. An error is a failure to read from src.
func Read(file string, src io.ReaderAt, size int64, o Options) (*monitor.Batch, Report, []finding.Finding, error) {
	r := newReader(file, o)
	if err := r.read(file, src, size); err != nil {
		return nil, r.Report, nil, err
	}
	return r.result()
}

// reader is one import.
type reader struct {
	Options
	Report
	file     string
	findings []finding.Finding
	counts   map[*finding.Code]int64
	failed   bool
	dates    bool // times stand in a column of dates
	limits   map[monitor.Item]int32
	mapped   map[string]role         // by key of column names
	items    map[string]monitor.Item // of those mapped to items
	*builder
}

func newReader(file string, o Options) *reader {
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultMaxBytes)
	o.Header.Origin = cmp.Or(o.Header.Origin, path.Base(file))
	r := &reader{Options: o, file: file, counts: map[*finding.Code]int64{}, limits: map[monitor.Item]int32{},
		mapped: map[string]role{}, items: map[string]monitor.Item{}, builder: newBuilder()}
	at := finding.Pos{File: file}
	for _, name := range slices.Sorted(maps.Keys(o.Mapping)) {
		meaning := key(o.Mapping[name])
		item, isItem := itemOf[meaning]
		as, known := roleOf[meaning]
		switch {
		case isItem:
			r.mapped[key(name)], r.items[key(name)] = roleReading, item
		case known:
			r.mapped[key(name)] = as
		default:
			r.report(BadMapping, at, name, "found", name+"="+o.Mapping[name], "expected", listOf(meanings()))
		}
	}
	for item, text := range o.Limits {
		v, _, ok := decimal(text, item.Digits(), false)
		if !ok || v < 0 || v > monitor.MaxValue {
			r.report(BadMapping, at, item.String(), "found", item.String()+"="+text, "expected", "0.01")
			continue
		}
		r.limits[item] = int32(v)
	}
	for item, unit := range o.Units {
		if _, ok := unitExponent(item, unit); !ok {
			r.report(WrongUnit, at, item.String(), "found", unit, "expected", item.Unit())
		}
	}
	return r
}

func (r *reader) read(file string, src io.ReaderAt, size int64) error {
	head := make([]byte, min(8, size))
	if _, err := src.ReadAt(head, 0); err != nil && err != io.EOF {
		return err
	}
	at := finding.Pos{File: file}
	if bytes.HasPrefix(head, []byte("PAR1")) {
		return r.parquet(file, src, size)
	}
	if size > int64(r.MaxBytes) {
		r.report(exchange.TooLarge, at, file, "found", strconv.FormatInt(size, 10), "expected", strconv.Itoa(r.MaxBytes))
		return nil
	}
	data := make([]byte, size)
	if _, err := src.ReadAt(data, 0); err != nil && err != io.EOF {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		r.workbook(file, data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		r.report(exchange.OldWorkbook, at, file)
	default:
		r.csv(file, data)
	}
	return nil
}

// report counts a finding and lists it where there are not too many of its kind.
func (r *reader) report(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	r.failed = r.failed || c.Severity == finding.Error
	r.counts[c]++
	if r.counts[c] <= maxPlaces {
		r.findings = append(r.findings, finding.New(c, at, subject, pairs...))
	}
}

// result finishes the batch.
func (r *reader) result() (*monitor.Batch, Report, []finding.Finding, error) {
	at := finding.Pos{File: r.file}
	if !r.Hourly && r.allMidnight(r.dates) {
		if !r.dates {
			r.report(ReadAsDaily, at, r.file)
		}
		r.toDays()
	}
	if r.ozone {
		r.report(OzoneOfDay, at, monitor.O3Max8.String(), "found", monitor.O3.String())
	}
	r.dropRunning(at)
	batch := r.batch()
	batch.Header = r.Header
	r.zeros(batch, at)
	r.describe(batch)
	for _, c := range slices.Concat(exchange.Codes, Codes) {
		n := r.counts[c]
		if n > 0 {
			r.Counts = append(r.Counts, Count{c, n})
		}
		if n > maxPlaces {
			r.findings = append(r.findings, finding.New(exchange.MoreFindings, at, c.ID,
				"found", strconv.FormatInt(n-maxPlaces, 10)+" "+c.ID))
		}
	}
	finding.Sort(r.findings)
	if r.failed {
		return nil, r.Report, r.findings, nil
	}
	return batch, r.Report, r.findings, nil
}

// dropRunning leaves out readings by the clock of items that are of whole days.
func (r *reader) dropRunning(at finding.Pos) {
	for _, item := range []monitor.Item{monitor.O3Max8, monitor.O3Max1} {
		dropped := false
		for _, s := range r.sites {
			dropped = dropped || s.series[2*item] != nil
			s.series[2*item] = nil
		}
		if dropped {
			r.report(NotOfHour, at, item.String())
		}
	}
}

// zeros takes readings of air that are 0 out of the batch where they stand for missing ones, and else
// tells of them: the air is never that clean, but no file says what its zeros mean.
func (r *reader) zeros(b *monitor.Batch, at finding.Pos) {
	var count [monitor.Items]int64
	for i := range b.Runs {
		run := &b.Runs[i]
		if run.Item.Medium() != monitor.Air {
			continue
		}
		for k, v := range run.Values {
			if v == 0 {
				count[run.Item]++
				if r.ZeroMissing {
					run.Values[k] = monitor.Missing
				}
			}
		}
		if r.ZeroMissing {
			run.Flags = slices.DeleteFunc(run.Flags, func(f monitor.Flagged) bool { return run.Values[f.At] == monitor.Missing })
		}
	}
	for item, n := range count {
		switch {
		case n > 0 && r.ZeroMissing:
			r.Missing += n
		case n > 0:
			r.report(Zeros, at, monitor.Item(item).String(), "found", strconv.FormatInt(n, 10))
		}
	}
	if r.ZeroMissing {
		b.Normalize()
	}
}

// describe counts what the batch holds.
func (r *reader) describe(b *monitor.Batch) {
	r.Sites = len(b.Sites)
	for i := range b.Runs {
		run := &b.Runs[i]
		for _, v := range run.Values {
			if v > monitor.Void {
				r.Readings++
			}
		}
		from, to := run.Step.Hour(run.First).Day(), run.Step.Hour(run.End()-1).Day()
		if r.From == 0 || from < r.From {
			r.From = from
		}
		r.To = max(r.To, to)
	}
}

// column is a column of a table as it is read.
type column struct {
	role role
	item monitor.Item
	name string
	exp  int    // power of ten from its unit to the item's
	site string // of roleSite
}

// columns says what the columns of a table are for.
type columns struct {
	list []column
	at   [roles]int // first column of each role, -1 where there is none
}

// match finds out what columns are for; it is false, with findings, where readings cannot be had.
func (r *reader) match(file string, names []string, pos func(i int) finding.Pos) (*columns, bool) {
	c := &columns{list: make([]column, len(names))}
	for i := range c.at {
		c.at[i] = -1
	}
	var unknown []int
	for i, name := range names {
		c.list[i] = r.meaning(name, pos(i))
		if c.list[i].role == roleNone && !r.isIdle(name) {
			unknown = append(unknown, i)
		}
	}
	if !c.unique(r, pos) {
		return nil, false
	}
	// with an item in each row and no value, the other columns are sites
	pivot := c.at[roleItem] >= 0 && c.at[roleValue] < 0
	for _, i := range unknown {
		k, name := key(names[i]), names[i]
		if pivot {
			c.list[i] = column{role: roleSite, name: name, site: name}
			continue
		}
		hint := []string{"hint_zh", "需要它就用“列名=含义”对应", "hint_en", "map it with name=meaning if it is needed"}
		if near := nearName(k); near != "" {
			hint = []string{"hint_zh", "是不是“" + near + "”？", "hint_en", "did you mean " + near + "?"}
		}
		r.report(UnknownColumn, pos(i), name, append([]string{"found", sheet.Brief(name)}, hint...)...)
	}
	ok := r.complete(c, pivot, pos(0))
	for i, name := range names {
		as := ""
		switch col := &c.list[i]; col.role {
		case roleNone:
		case roleReading:
			as = col.item.String()
		case roleSite:
			as = "reading"
		default:
			as = roleNames[col.role][0]
		}
		_, unit := splitUnit(name)
		r.Columns = append(r.Columns, Column{file, name, as, unit})
	}
	return c, ok
}

// meaning finds out what one column is for.
func (r *reader) meaning(name string, at finding.Pos) column {
	k := key(name)
	if as, ok := r.mapped[k]; ok && as != roleReading {
		return column{role: as, name: name}
	}
	plainName, unit := splitUnit(name)
	item, isItem := r.items[k]
	if !isItem {
		item, isItem = r.items[key(plainName)]
	}
	if as, ok := roleOf[k]; ok && !isItem {
		return column{role: as, name: name}
	}
	if !isItem {
		item, isItem, _ = itemNamed(key(plainName))
	}
	if !isItem {
		return column{name: name, role: roleOf[key(plainName)]}
	}
	c := column{role: roleReading, item: item, name: name}
	c.exp = r.exponent(item, unit, at)
	return c
}

// exponent returns the power of ten from a unit, or the one stated apart, to that of the item.
func (r *reader) exponent(item monitor.Item, unit string, at finding.Pos) int {
	if unit == "" {
		unit = r.Units[item]
	}
	if unit == "" {
		return 0
	}
	exp, ok := unitExponent(item, unit)
	if !ok {
		r.report(WrongUnit, at, item.String(), "found", sheet.Brief(unit), "expected", item.Unit())
	}
	return exp
}

// isIdle reports whether a column is one that nobody needs.
func (r *reader) isIdle(name string) bool {
	k := key(name)
	as, ok := roleOf[k]
	_, _, isRunning := itemNamed(k)
	plainName, _ := splitUnit(name)
	_, idle := roleOf[key(plainName)]
	return k == "" || ok && as == roleNone || idle || isRunning
}

// unique notes where each role stands; an item, a time or a value twice is an error.
func (c *columns) unique(r *reader, pos func(int) finding.Pos) bool {
	first := map[string]string{} // names of columns by what they are for
	ok := true
	for i := range c.list {
		col := &c.list[i]
		if col.role == roleNone {
			continue
		}
		if c.at[col.role] < 0 {
			c.at[col.role] = i
		}
		as := col.item.String()
		if col.role != roleReading {
			as = roleNames[col.role][0]
		}
		other, repeated := first[as]
		switch {
		case !repeated:
			first[as] = col.name
		case col.role == roleReading || col.role == roleTime || col.role == roleItem || col.role == roleValue:
			r.report(RepeatedColumn, pos(i), as, "found", col.name, "expected", other)
			ok = false
		}
	}
	return ok
}

// complete reports what a table lacks.
func (r *reader) complete(c *columns, pivot bool, at finding.Pos) bool {
	ok := true
	if c.at[roleTime] < 0 && c.at[roleDate] < 0 {
		r.report(NoTime, at, r.file)
		ok = false
	}
	if c.site() < 0 && r.Site == "" && !pivot {
		r.report(NoSite, at, r.file)
		ok = false
	}
	if c.at[roleReading] < 0 && (c.at[roleItem] < 0 || !pivot && c.at[roleValue] < 0) {
		r.report(NoItem, at, r.file)
		ok = false
	}
	return ok
}

// site returns the column that names the site, or -1.
func (c *columns) site() int {
	for _, as := range []role{roleStation, roleSection, roleName, roleCity, roleArea} {
		if c.at[as] >= 0 {
			return c.at[as]
		}
	}
	return -1
}

func listOf(names []string) string {
	var b []byte
	for i, n := range names {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, n...)
	}
	return string(b)
}
