package readings

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

// Table says what to write of a set of readings: a wide table with a row for each site and time and a
// column for each item, in the items' own units. What is written can be read again.
type Table struct {
	Known measure.Instant // as known at this moment
	Daily bool            // values of whole days; otherwise those by the clock
	Sites []string        // all where empty
	Items []monitor.Item  // all there are where empty
}

// layout is a table whose columns are settled.
type layout struct {
	Table
	from                  monitor.Reader
	site                  string // name of the column of sites
	names, areas, flagged bool   // whether there are such columns
}

// row is a row to be written.
type row struct {
	monitor.Site
	hour   monitor.Hour
	values []int32
	flags  string
}

// layout looks at all that is to be written, for its columns.
func (t Table) layout(r monitor.Reader) (*layout, error) {
	l := &layout{Table: t, from: r}
	var seen [monitor.Items]bool
	kinds := map[monitor.Kind]bool{}
	var series monitor.Readings
	if len(t.Sites) == 0 {
		for _, s := range r.Sites() {
			l.Sites = append(l.Sites, s.ID)
		}
	}
	for _, id := range l.Sites {
		if err := r.Load(&series, id, t.Known); err != nil {
			return nil, err
		}
		for i := range series.Series {
			s := &series.Series[i]
			if (s.Step == monitor.Daily) != t.Daily || len(t.Items) > 0 && !slices.Contains(t.Items, s.Item) {
				continue
			}
			seen[s.Item], kinds[series.Site.Kind] = true, true
			l.names, l.areas = l.names || series.Site.Name != "", l.areas || series.Site.Area != ""
			l.flagged = l.flagged || len(s.Flags) > 0
		}
	}
	if len(t.Items) == 0 {
		for i := range monitor.Items {
			if seen[i] {
				l.Items = append(l.Items, i)
			}
		}
	}
	l.site = string(monitor.Station)
	if len(kinds) == 1 {
		for k := range kinds {
			l.site = string(k)
		}
	}
	return l, nil
}

// header returns the names of the columns.
func (l *layout) header() []string {
	header := []string{l.site}
	if l.names {
		header = append(header, "name")
	}
	if l.areas {
		header = append(header, "area")
	}
	if l.Daily {
		header = append(header, "date")
	} else {
		header = append(header, "time")
	}
	for _, i := range l.Items {
		header = append(header, i.String())
	}
	if l.flagged {
		header = append(header, "flags")
	}
	return header
}

// each calls yield for every row that has a value, by site and time. The row is valid only during the
// call.
func (l *layout) each(yield func(*row) error) error {
	var readings monitor.Readings
	columns := make([]*monitor.Series, len(l.Items))
	out := &row{values: make([]int32, len(l.Items))}
	for _, id := range l.Sites {
		if err := l.from.Load(&readings, id, l.Known); err != nil {
			return err
		}
		var axis *monitor.Series
		for k, item := range l.Items {
			if columns[k] = readings.Clock(item); l.Daily {
				columns[k] = readings.Daily(item)
			}
			if columns[k] != nil {
				axis = columns[k]
			}
		}
		out.Site = readings.Site
		for i := 0; axis != nil && i < len(axis.Values); i++ {
			out.hour = axis.Hour(i)
			if !out.fill(columns, i) {
				continue
			}
			if err := yield(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// fill takes the values at place i; it is false where there are none.
func (o *row) fill(columns []*monitor.Series, i int) bool {
	any := false
	o.flags = ""
	for k, s := range columns {
		o.values[k] = monitor.Missing
		if s == nil || s.Values[i] == monitor.Missing {
			continue
		}
		any = true
		o.values[k] = s.Values[i]
		if len(s.Flags) == 0 {
			continue
		}
		if _, flag := s.At(o.hour); flag != 0 {
			if o.flags != "" {
				o.flags += ";"
			}
			o.flags += s.Item.String() + "=" + flag.String()
		}
	}
	return any
}

// time returns the hour or day as text.
func (o *row) time(daily bool) string {
	if daily {
		return o.hour.Day().String()
	}
	m := momentAt(int64(o.hour) * 3600)
	return fmt.Sprintf("%v %02d:00", m.day, m.minute/60)
}

// CSV writes UTF-8, with the mark that spreadsheet programs know it by.
func (t Table) CSV(w io.Writer, r monitor.Reader) error {
	l, err := t.layout(r)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, 1<<16)
	b.WriteString("\ufeff" + strings.Join(l.header(), ",") + "\r\n")
	var line []byte
	err = l.each(func(o *row) error {
		line = appendCell(line[:0], o.ID)
		if l.names {
			line = appendCell(append(line, ','), o.Name)
		}
		if l.areas {
			line = appendCell(append(line, ','), o.Area)
		}
		line = append(append(line, ','), o.time(l.Daily)...)
		for k, item := range l.Items {
			line = append(append(line, ','), item.Format(o.values[k])...)
		}
		if l.flagged {
			line = appendCell(append(line, ','), o.flags)
		}
		_, err := b.Write(append(line, "\r\n"...))
		return err
	})
	if err != nil {
		return err
	}
	return b.Flush()
}

func appendCell(dst []byte, s string) []byte {
	s = sheet.Guard(s)
	if !strings.ContainsAny(s, ",\"\n\r") {
		return append(dst, s...)
	}
	return append(append(append(dst, '"'), strings.ReplaceAll(s, `"`, `""`)...), '"')
}

// sheetRows is how many rows a sheet takes, below the most that xlsx allows.
const sheetRows = 1_000_000

// Workbook writes xlsx, with more sheets where one has not room enough.
func (t Table) Workbook(w io.Writer, r monitor.Reader) error {
	l, err := t.layout(r)
	if err != nil {
		return err
	}
	book := excelize.NewFile()
	defer book.Close()
	var out *excelize.StreamWriter
	n, sheets := sheetRows, 0
	err = l.each(func(o *row) error {
		if n == sheetRows {
			if out, err = l.nextSheet(book, out, sheets+1); err != nil {
				return err
			}
			n, sheets = 1, sheets+1
		}
		n++
		return out.SetRow("A"+strconv.Itoa(n), l.sheetRow(o))
	})
	if err != nil {
		return err
	}
	if out == nil { // a header alone
		if out, err = l.nextSheet(book, nil, 1); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

// nextSheet ends a sheet and begins the next one with its header.
func (l *layout) nextSheet(book *excelize.File, last *excelize.StreamWriter, n int) (*excelize.StreamWriter, error) {
	title := "Sheet" + strconv.Itoa(n)
	if last != nil {
		if err := last.Flush(); err != nil {
			return nil, err
		}
		if _, err := book.NewSheet(title); err != nil {
			return nil, err
		}
	}
	out, err := book.NewStreamWriter(title)
	if err != nil {
		return nil, err
	}
	var header []any
	for _, name := range l.header() {
		header = append(header, name)
	}
	return out, out.SetRow("A1", header)
}

// sheetRow returns the cells of a row; values are numbers.
func (l *layout) sheetRow(o *row) []any {
	cells := []any{sheet.Guard(o.ID)}
	if l.names {
		cells = append(cells, sheet.Guard(o.Name))
	}
	if l.areas {
		cells = append(cells, sheet.Guard(o.Area))
	}
	cells = append(cells, o.time(l.Daily))
	for k, item := range l.Items {
		var value any
		if o.values[k] != monitor.Missing {
			value, _ = strconv.ParseFloat(item.Format(o.values[k]), 64)
		}
		cells = append(cells, value)
	}
	if l.flagged {
		cells = append(cells, o.flags)
	}
	return cells
}

// groupRows is about how many rows a row group of a Parquet file has.
const groupRows = 1 << 20

// Parquet writes sites as text, times as timestamps without a zone (of Beijing's clock) or as dates,
// and values as exact decimals.
func (t Table) Parquet(w io.Writer, r monitor.Reader) error {
	l, err := t.layout(r)
	if err != nil {
		return err
	}
	out := parquet.NewGenericWriter[any](w, l.schema(), parquet.Compression(&parquet.Zstd))
	columns := out.ColumnWriters()
	p := newParquetWriter(out.Schema(), l)
	rows := 0
	err = l.each(func(o *row) error {
		p.add(o)
		if rows++; rows%(1<<14) == 0 {
			if err := p.flush(columns); err != nil {
				return err
			}
		}
		if rows%groupRows == 0 {
			return out.Flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.flush(columns); err != nil {
		return err
	}
	return out.Close()
}

// schema describes the columns of the file.
func (l *layout) schema() *parquet.Schema {
	text := func() parquet.Node { return parquet.Encoded(parquet.String(), &parquet.RLEDictionary) }
	delta := func(n parquet.Node) parquet.Node { return parquet.Encoded(n, &parquet.DeltaBinaryPacked) }
	g := parquet.Group{l.site: text()}
	if l.names {
		g["name"] = parquet.Optional(text())
	}
	if l.areas {
		g["area"] = parquet.Optional(text())
	}
	if l.flagged {
		g["flags"] = parquet.Optional(text())
	}
	if l.Daily {
		g["date"] = delta(parquet.Date())
	} else {
		g["time"] = delta(parquet.TimestampAdjusted(parquet.Millisecond, false))
	}
	for _, item := range l.Items {
		// precision is what DECIMAL promises at most; nine digits are the most that fit 32 bits
		node := parquet.Decimal(item.Digits(), 9, parquet.Int32Type)
		g[item.String()] = parquet.Optional(delta(node))
	}
	return parquet.NewSchema("readings", g)
}

// parquetWriter gathers the values of rows by column.
type parquetWriter struct {
	*layout
	values [][]parquet.Value // by column of the file
	at     map[string]int
	items  []int // columns of Items
}

func newParquetWriter(schema *parquet.Schema, l *layout) *parquetWriter {
	p := &parquetWriter{layout: l, at: map[string]int{}}
	for i, path := range schema.Columns() {
		p.at[path[0]] = i
		p.values = append(p.values, nil)
	}
	for _, item := range l.Items {
		p.items = append(p.items, p.at[item.String()])
	}
	return p
}

// put adds a value to a column; with level 0 there is none.
func (p *parquetWriter) put(column int, v parquet.Value, level int) {
	p.values[column] = append(p.values[column], v.Level(0, level, column))
}

// text adds a text, or none, to an optional column where there is one.
func (p *parquetWriter) text(name, s string) {
	column, ok := p.at[name]
	switch {
	case !ok:
	case s == "":
		p.put(column, parquet.Value{}, 0)
	default:
		p.put(column, parquet.ValueOf(s), 1)
	}
}

func (p *parquetWriter) add(o *row) {
	p.put(p.at[p.site], parquet.ValueOf(o.ID), 0)
	p.text("name", o.Name)
	p.text("area", o.Area)
	p.text("flags", o.flags)
	if p.Daily {
		p.put(p.at["date"], parquet.Int32Value(int32(o.hour.Day())), 0)
	} else {
		p.put(p.at["time"], parquet.Int64Value(int64(o.hour)*3_600_000), 0)
	}
	for k, v := range o.values {
		if v == monitor.Missing {
			p.put(p.items[k], parquet.Value{}, 0)
		} else {
			p.put(p.items[k], parquet.Int32Value(v), 1)
		}
	}
}

// flush writes what was gathered.
func (p *parquetWriter) flush(columns []*parquet.ColumnWriter) error {
	for i, values := range p.values {
		if _, err := columns[i].WriteRowValues(values); err != nil {
			return err
		}
		p.values[i] = values[:0]
	}
	return nil
}
