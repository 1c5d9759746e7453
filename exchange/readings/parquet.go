package readings

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
)

// leaf is a column of a Parquet file.
type leaf struct {
	name     string
	index    int // in a row group
	kind     parquet.Kind
	optional bool
	scale    int // of a decimal
	stamp    *format.TimestampType
	date     bool
	nested   bool
}

// parquet reads a Parquet file: wide tables of numbers column by column, others row by row as if they
// were text.
func (r *reader) parquet(name string, src io.ReaderAt, size int64) (err error) {
	at := finding.Pos{File: name}
	failing := &failingReader{src: src, size: size}
	broken := func(err error) error {
		if failing.err != nil {
			return failing.err
		}
		r.report(BrokenParquet, at, name, "found", sheet.Brief(err.Error()))
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			err = broken(fmt.Errorf("malformed: %v", p))
		}
	}()
	if err := failing.checkFooter(); err != nil {
		return broken(err)
	}
	f, err := parquet.OpenFile(failing, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return broken(err)
	}
	leaves := leavesOf(f.Schema())
	names := make([]string, len(leaves))
	for i, l := range leaves {
		if names[i] = l.name; l.nested {
			names[i] = "" // no column of a table
		}
	}
	row := 0
	pos := func(i int) finding.Pos {
		if row == 0 {
			return at
		}
		return finding.Pos{File: name, Line: row, Column: max(i, 0) + 1}
	}
	c, ok := r.match(name, names, pos)
	if !ok {
		return nil
	}
	r.dates = c.at[roleTime] < 0 && c.at[roleHour] < 0
	if w := r.wide(name, c, leaves); w != nil && !r.byRows {
		if err := w.read(f); err != nil {
			return broken(err)
		}
		return nil
	}
	t := r.newTable(name)
	t.columns, t.pos, t.inSheet, t.epoch = c, pos, true, sheet.Epoch1900
	if err := t.parquetRows(f, leaves, &row); err != nil {
		return broken(err)
	}
	return nil
}

// failingReader remembers that reading failed, which is not the fault of what was read.
type failingReader struct {
	src  io.ReaderAt
	size int64
	mu   sync.Mutex
	err  error
}

// checkFooter sees that the footer is within the file before room is made for it.
func (f *failingReader) checkFooter() error {
	var end [8]byte
	if _, err := f.ReadAt(end[:], f.size-8); err != nil {
		return err
	}
	if n := binary.LittleEndian.Uint32(end[:]); string(end[4:]) != "PAR1" || int64(n)+12 > f.size {
		return errors.New("the end is missing")
	}
	return nil
}

func (f *failingReader) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset > f.size {
		return 0, errors.New("reaches beyond the file")
	}
	n, err := f.src.ReadAt(p, offset)
	if err != nil && !errors.Is(err, io.EOF) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.err = err
	}
	return n, err
}

// leavesOf returns the columns at the top of a schema, nested ones as such.
func leavesOf(schema *parquet.Schema) []leaf {
	var leaves []leaf
	for _, path := range schema.Columns() {
		column, _ := schema.Lookup(path...)
		l := leaf{name: path[0], index: column.ColumnIndex, kind: column.Node.Type().Kind(),
			optional: column.MaxDefinitionLevel > 0,
			nested:   len(path) > 1 || column.MaxRepetitionLevel > 0 || column.MaxDefinitionLevel > 1}
		if logical := column.Node.Type().LogicalType(); logical != nil {
			switch v := logical.Value.(type) {
			case *format.DecimalType:
				l.scale = int(v.Scale)
			case *format.TimestampType:
				l.stamp = v
			case *format.DateType:
				l.date = true
			}
		}
		leaves = append(leaves, l)
	}
	return leaves
}

// perSecond returns how many of a timestamp's units make a second.
func perSecond(t *format.TimestampType) int64 {
	switch t.Unit.Value.(type) {
	case *format.MilliSeconds:
		return 1e3
	case *format.MicroSeconds:
		return 1e6
	}
	return 1e9
}

// parquetRows reads rows one by one, each value as text.
func (t *table) parquetRows(f *parquet.File, leaves []leaf, row *int) error {
	cells := make([]string, len(leaves))
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		defer rows.Close()
		buffer := make([]parquet.Row, 256)
		for {
			n, err := rows.ReadRows(buffer)
			for _, values := range buffer[:n] {
				*row++
				clear(cells)
				for _, v := range values {
					if i := v.Column(); !v.IsNull() && !leaves[i].nested {
						cells[i] = leaves[i].text(v)
					}
				}
				t.row(cells)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// text returns a value as a cell would have it.
func (l *leaf) text(v parquet.Value) string {
	switch {
	case l.date:
		return momentAt(int64(v.Int32()) * 86400).day.String()
	case l.stamp != nil:
		return civil(l.beijing(v.Int64()))
	}
	switch l.kind {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return l.written(int64(v.Int32()))
	case parquet.Int64:
		return l.written(v.Int64())
	case parquet.Float:
		return strconv.FormatFloat(float64(v.Float()), 'g', -1, 32)
	case parquet.Double:
		return strconv.FormatFloat(v.Double(), 'g', -1, 64)
	case parquet.ByteArray:
		return string(v.ByteArray())
	}
	return v.String()
}

// written writes a whole number with the decimals that the column states; a number with a point and few
// digits is read without a detour.
func (l *leaf) written(x int64) string {
	digits := strconv.FormatInt(x, 10)
	switch point := len(digits) - l.scale; {
	case l.scale == 0:
		return digits
	case x > 0 && point > 0:
		return digits[:point] + "." + digits[point:]
	}
	return digits + "e-" + strconv.Itoa(l.scale)
}

// beijing returns a timestamp as seconds on Beijing's clock since 1970-01-01T00:00. What lies beyond
// a whole second counts as one.
func (l *leaf) beijing(v int64) int64 {
	unit := perSecond(l.stamp)
	seconds := v / unit
	if v%unit > 0 {
		seconds++
	}
	if l.stamp.IsAdjustedToUTC {
		seconds += 8 * 3600
	}
	return seconds
}

// civil writes seconds on Beijing's clock as a time.
func civil(seconds int64) string {
	m := momentAt(seconds)
	return fmt.Sprintf("%v %02d:%02d:%02d", m.day, m.minute/60, m.minute%60, ((seconds%60)+60)%60)
}

// wide returns how to read a table by columns: a time, sites, numbers; nil where it has others.
func (r *reader) wide(name string, c *columns, leaves []leaf) *wideTable {
	w := &wideTable{reader: r, name: name, columns: c}
	for i := range c.list {
		col, l := &c.list[i], leaves[i]
		v := vector{leaf: l, column: col, place: i}
		isText := l.kind == parquet.ByteArray && l.scale == 0
		switch col.role {
		case roleNone:
			continue
		case roleTime, roleDate:
			v.convert = v.hours
			if w.times.convert != nil || !l.date && l.stamp == nil {
				return nil
			}
			w.times = v
			w.daily = l.date || r.Daily
			continue
		case roleStation, roleSection, roleName, roleCity, roleArea:
			if !isText {
				return nil
			}
			w.names = append(w.names, v)
			continue
		case roleReading:
			switch l.kind {
			case parquet.Int32, parquet.Int64, parquet.Float, parquet.Double:
			default:
				return nil
			}
			if l.date || l.stamp != nil {
				return nil
			}
			w.readings = append(w.readings, v)
			continue
		}
		return nil
	}
	return w
}
