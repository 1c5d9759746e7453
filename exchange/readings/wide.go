package readings

import (
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"golang.org/x/sync/errgroup"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/monitor"
)

// wideTable is a Parquet file with a column of times, columns of sites and columns of numbers. It is
// read by columns, some rows at a time.
type wideTable struct {
	*reader
	*columns
	name     string
	daily    bool
	times    vector
	names    []vector
	readings []vector
	row      int // rows before those in hand
	sites    []*siteData
}

// rowsAtOnce is how many rows are decoded before they are taken in.
const rowsAtOnce = 1 << 16

// vector decodes a column: numbers to values of its item, times to hours, names to places in a list.
type vector struct {
	leaf
	*column
	place    int // of the column in the table
	convert  func(dst []int32, v encoding.Values) []int32
	pages    parquet.Pages
	dict     parquet.Dictionary
	entries  []int32 // of the dictionary, converted
	oddEntry []odd
	ready    []int32 // decoded, and not yet taken
	taken    int
	odds     []odd // among those ready
	before   int   // rows decoded before those ready

	called  []string // names by their place
	placeOf map[string]int32
}

// odd is a cell that is not simply a value.
type odd struct {
	at   int // row, or entry of the dictionary
	code *finding.Code
	text string
}

// keptOdds bounds how many odd cells of a column are kept at a time.
const keptOdds = rowsAtOnce

// read reads the row groups one after the other.
func (w *wideTable) read(f *parquet.File) error {
	all := []*vector{&w.times}
	for i := range w.names {
		w.names[i].convert = w.names[i].texts
		w.names[i].placeOf = map[string]int32{}
		all = append(all, &w.names[i])
	}
	for i := range w.readings {
		w.readings[i].convert = w.readings[i].numbers
		all = append(all, &w.readings[i])
	}
	w.times.convert = w.times.hours
	if w.daily {
		w.times.convert = w.times.days
	}
	for _, group := range f.RowGroups() {
		chunks := group.ColumnChunks()
		for _, v := range all {
			v.open(chunks[v.index], w.row)
		}
		err := w.group(all, int(group.NumRows()))
		for _, v := range all {
			v.pages.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// group reads the rows of a group: columns side by side, then what they say together.
func (w *wideTable) group(all []*vector, rows int) error {
	for rows > 0 {
		n := min(rows, rowsAtOnce)
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, v := range all {
			g.Go(func() (err error) {
				defer func() {
					if p := recover(); p != nil {
						err = errors.New("malformed page")
					}
				}()
				return v.fill(n)
			})
		}
		if err := g.Wait(); err != nil {
			return err
		}
		w.take(n)
		for _, v := range all {
			v.drop(n)
		}
		w.row += n
		w.Rows += int64(n)
		rows -= n
	}
	return nil
}

func (v *vector) open(chunk parquet.ColumnChunk, row int) {
	v.pages, v.dict = chunk.Pages(), nil
	v.ready, v.taken, v.odds, v.before = v.ready[:0], 0, v.odds[:0], row
}

// fill decodes pages until n rows are ready.
func (v *vector) fill(n int) error {
	v.before += v.taken
	v.ready = v.ready[:copy(v.ready, v.ready[v.taken:])]
	v.taken = 0
	for len(v.ready) < n {
		page, err := v.pages.ReadPage()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return errors.New("a column has fewer rows than its group")
			}
			return err
		}
		v.decode(page)
		parquet.Release(page)
	}
	return nil
}

// decode adds the rows of a page to those ready.
func (v *vector) decode(page parquet.Page) {
	start := len(v.ready)
	rows := int(page.NumRows())
	v.ready = slices.Grow(v.ready, rows)
	if dict := page.Dictionary(); dict != nil {
		v.decodeEntries(dict, page)
	} else {
		v.ready = v.convert(v.ready, page.Data())
	}
	if levels := page.DefinitionLevels(); v.optional && len(levels) > 0 {
		v.spread(start, levels)
	}
}

// decodeEntries looks up the values of a page in its dictionary.
func (v *vector) decodeEntries(dict parquet.Dictionary, page parquet.Page) {
	if v.dict != dict {
		odds, before := v.odds, v.before
		v.odds, v.before = nil, -len(v.ready) // so that odd cells count from the first entry
		from := len(v.ready)
		v.ready = v.convert(v.ready, dict.Page().Data())
		v.entries = append(v.entries[:0], v.ready[from:]...)
		v.ready = v.ready[:from]
		v.oddEntry = v.odds
		v.odds, v.before, v.dict = odds, before, dict
	}
	data := page.Data()
	start := len(v.ready)
	for _, entry := range data.Int32() {
		v.ready = append(v.ready, v.entries[entry])
	}
	if len(v.oddEntry) == 0 {
		return
	}
	for i, entry := range data.Int32() {
		for _, o := range v.oddEntry {
			if o.at == int(entry) && len(v.odds) < keptOdds {
				v.odds = append(v.odds, odd{v.before + start + i, o.code, o.text})
			}
		}
	}
}

// spread moves values that were read to where the levels have them, from the last to the first.
func (v *vector) spread(start int, levels []byte) {
	n := len(v.ready) - start
	if n == len(levels) {
		return
	}
	v.ready = v.ready[:start+len(levels)]
	values := v.ready[start:]
	k := len(v.odds)
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i] == 0 {
			values[i] = monitor.Missing
			continue
		}
		n--
		values[i] = values[n]
		for k > 0 && v.odds[k-1].at >= v.before+start+n {
			if k--; v.odds[k].at == v.before+start+n {
				v.odds[k].at = v.before + start + i
			}
		}
	}
}

// drop forgets rows that were taken in.
func (v *vector) drop(n int) {
	v.taken = n
	v.odds = slices.DeleteFunc(v.odds, func(o odd) bool { return o.at < v.before+n })
}

func (v *vector) odd(dst []int32, c *finding.Code, text string) {
	if len(v.odds) < keptOdds {
		v.odds = append(v.odds, odd{v.before + len(dst), c, text})
	}
}

// texts turns names into their places in the list of names.
func (v *vector) texts(dst []int32, values encoding.Values) []int32 {
	data, offsets := values.ByteArray()
	for i := range max(len(offsets)-1, 0) {
		text := data[offsets[i]:offsets[i+1]]
		n, ok := v.placeOf[string(text)]
		if !ok {
			n = int32(len(v.called))
			v.placeOf[string(text)] = n
			v.called = append(v.called, plain(string(text)))
		}
		dst = append(dst, n)
	}
	return dst
}

// days turns dates and timestamps into the last hour of their day.
func (v *vector) days(dst []int32, values encoding.Values) []int32 {
	if v.date {
		for _, d := range values.Int32() {
			dst = v.addTime(dst, momentAt(int64(d)*86400), true)
		}
		return dst
	}
	for _, t := range values.Int64() {
		dst = v.addTime(dst, momentAt(v.beijing(t)), true)
	}
	return dst
}

// hours turns timestamps into the hours that end at them.
func (v *vector) hours(dst []int32, values encoding.Values) []int32 {
	for _, t := range values.Int64() {
		seconds := v.beijing(t)
		if seconds%3600 == 0 && seconds >= 0 && seconds < int64(monitor.LastHour)*3600 { // without a detour
			dst = append(dst, int32(seconds/3600))
			continue
		}
		dst = v.addTime(dst, momentAt(seconds), false)
	}
	return dst
}

func (v *vector) addTime(dst []int32, m moment, daily bool) []int32 {
	h, onHour := m.hour()
	if daily {
		h, onHour = monitor.HourOf(m.day, 24), true
	}
	switch {
	case h < monitor.FirstHour || h >= monitor.LastHour:
		v.odd(dst, BadTime, m.day.String())
		return append(dst, monitor.Missing)
	case !onHour:
		v.odd(dst, OffHour, civil(int64(m.day)*86400+int64(m.minute)*60))
	}
	return append(dst, int32(h))
}

// numbers turns numbers into values of the item.
func (v *vector) numbers(dst []int32, values encoding.Values) []int32 {
	places := v.item.Digits() + v.exp
	switch v.kind {
	case parquet.Int32:
		factor, divisor := int64(power(places-v.scale)), int64(power(v.scale-places))
		for _, x := range values.Int32() {
			dst = v.addWhole(dst, int64(x), factor, divisor)
		}
	case parquet.Int64:
		factor, divisor := int64(power(places-v.scale)), int64(power(v.scale-places))
		for _, x := range values.Int64() {
			dst = v.addWhole(dst, x, factor, divisor)
		}
	case parquet.Float:
		for _, x := range values.Float() { // as the shortest decimal that reads back as it
			wide, _ := strconv.ParseFloat(strconv.FormatFloat(float64(x), 'g', -1, 32), 64)
			dst = v.addFloat(dst, wide, places)
		}
	case parquet.Double:
		for _, x := range values.Double() {
			dst = v.addFloat(dst, x, places)
		}
	}
	return dst
}

// addWhole adds x × factor ÷ divisor, one of which is 1.
func (v *vector) addWhole(dst []int32, x, factor, divisor int64) []int32 {
	if x >= 0 && divisor == 1 && x <= monitor.MaxValue/factor { // without a detour
		return append(dst, int32(x*factor))
	}
	return v.addDecimal(dst, v.written(x))
}

// addFloat adds x, which is taken for the decimal of 15 digits nearest to it.
func (v *vector) addFloat(dst []int32, x float64, places int) []int32 {
	if places >= 0 && places <= 9 && x >= 0 {
		scaled := x * float64(power(places))
		whole := math.RoundToEven(scaled)
		if math.Abs(scaled-whole) <= scaled*0x1p-51 && whole <= monitor.MaxValue && scaled < 1e15 {
			return append(dst, int32(whole)) // without a detour
		}
	}
	if math.IsNaN(x) {
		return append(dst, monitor.Missing)
	}
	return v.addDecimal(dst, strconv.FormatFloat(x, 'g', 15, 64))
}

// addDecimal adds a number that is negative, has many decimals or is out of range.
func (v *vector) addDecimal(dst []int32, text string) []int32 {
	n, rounded, code := v.read(text, true)
	if code != nil {
		v.odd(dst, code, text)
		return append(dst, monitor.Missing)
	}
	if rounded {
		v.odd(dst, Rounded, text)
	}
	return append(dst, n)
}

// pos returns the place of a cell.
func (w *wideTable) pos(row, column int) finding.Pos {
	return finding.Pos{File: w.name, Line: w.row + row + 1, Column: column + 1}
}

// take takes in the rows that are ready, by stretches of one site and consecutive hours.
func (w *wideTable) take(n int) {
	hours := w.times.ready[:n]
	offHours := w.oddities(n)
	var site []int32
	var of *vector
	if i := w.site(); i >= 0 {
		for k := range w.names {
			if w.names[k].place == i {
				of = &w.names[k]
				site = of.ready[:n]
			}
		}
	}
	shift := int32(0)
	if w.HourBegins && !w.daily {
		shift = 1
	}
	for a := 0; a < n; {
		b := a + 1
		for b < n && !w.daily && hours[b] == hours[b-1]+1 && (of == nil || site[b] == site[a]) {
			b++
		}
		if s := w.siteAt(of, a); s != nil && hours[a] != monitor.Missing {
			for k := range w.readings {
				w.stretch(s, &w.readings[k], monitor.Hour(hours[a]+shift), a, b, offHours)
			}
		}
		a = b
	}
}

// oddities reports the odd cells of the rows that are ready and returns the rows off the hour.
func (w *wideTable) oddities(n int) map[int]bool {
	offHours := map[int]bool{}
	for _, o := range w.times.odds {
		switch at := o.at - w.row; {
		case at >= n:
		case o.code == OffHour:
			offHours[at] = true
		default:
			w.report(o.code, w.pos(at, w.times.place), w.name, "found", o.text)
		}
	}
	for k := range w.readings {
		v := &w.readings[k]
		for _, o := range v.odds {
			if at := o.at - w.row; at < n {
				w.report(o.code, w.pos(at, v.place), v.item.String(), "found", o.text, "expected", strconv.Itoa(v.item.Digits()))
			}
		}
		for _, x := range v.ready[:n] {
			if x == monitor.Missing {
				w.Missing++
			}
		}
		for _, o := range v.odds {
			if o.at-w.row < n && o.code != Rounded {
				w.Missing--
			}
		}
	}
	return offHours
}

// siteAt returns the site of a row, or nil where it names none.
func (w *wideTable) siteAt(of *vector, row int) *siteData {
	if of == nil {
		s := w.builder.site(w.Site)
		s.ofCity = true
		return s
	}
	n := of.ready[row]
	if n == monitor.Missing || of.called[n] == "" {
		w.report(EmptySite, w.pos(row, of.place), w.name)
		return nil
	}
	for int(n) >= len(w.sites) {
		w.sites = append(w.sites, nil)
	}
	if s := w.sites[n]; s != nil {
		return s
	}
	s := w.builder.site(of.called[n])
	s.ofCity = of.role == roleCity || of.role == roleArea
	if of.role == roleSection {
		s.Kind = monitor.Section
	}
	for k := range w.names {
		v := &w.names[k]
		if v == of || v.ready[row] == monitor.Missing {
			continue
		}
		switch text := v.called[v.ready[row]]; {
		case v.role == roleName && text != s.ID:
			s.Name = text
		case v.role == roleCity || v.role == roleArea && s.Area == "":
			s.Area = text
		}
	}
	w.sites[n] = s
	return s
}

// stretch takes in the readings of consecutive hours, or that of one day.
func (w *wideTable) stretch(s *siteData, v *vector, h monitor.Hour, a, b int, offHours map[int]bool) {
	values := v.ready[a:b]
	if !w.daily && len(offHours) == 0 && v.item.Medium() != monitor.Water {
		if s.blank(v.item, values) {
			return
		}
		s.addHours(v.item, h, values, func(i int, f fate) {
			w.tell(f, s, v.item, h+monitor.Hour(i), false, func() finding.Pos { return w.pos(a+i, v.place) })
		})
		return
	}
	item := v.item
	if w.daily {
		item = w.ofDay(item)
	}
	for i, x := range values {
		if x == monitor.Missing {
			continue
		}
		at := h + monitor.Hour(i)
		if offHours[a+i] && item.Medium() == monitor.Air {
			w.report(OffHour, w.pos(a+i, v.place), item.String(), "found", at.String())
			continue
		}
		f := s.add(item, at, w.daily, x, 0)
		w.tell(f, s, item, at, w.daily, func() finding.Pos { return w.pos(a+i, v.place) })
	}
}

// blank reports whether there is nothing to take in, and nothing taken in before, of an item that a
// site may not measure.
func (s *siteData) blank(item monitor.Item, values []int32) bool {
	return s.series[2*item] == nil && !slices.ContainsFunc(values, func(v int32) bool { return v != monitor.Missing })
}
