package readings

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
	"github.com/yipanqi/yipanqi/monitor/synthetic"
)

// randomSet makes synthetic readings, of days or by the clock.
func randomSet(random *rand.Rand, daily bool) *monitor.Set {
	b := &monitor.Batch{Header: monitor.Header{ID: "synthetic"}}
	kind := []monitor.Kind{monitor.Station, monitor.Section}[random.IntN(2)]
	low, high := monitor.PM25, monitor.O3
	if kind == monitor.Section {
		low, high = monitor.Temperature, monitor.Discharge
	}
	for _, id := range []string{"合成甲", "=1+1", "a,\"b\"", "-x"}[:1+random.IntN(4)] {
		site := monitor.Site{ID: id, Kind: kind}
		if random.IntN(2) == 0 {
			site.Name, site.Area = "合成站", "合成市"
		}
		any := false
		for item := low; item <= high; item++ {
			if random.IntN(3) > 0 || daily && item == monitor.O3 {
				continue
			}
			any = true
			r := monitor.Run{Site: id, Item: item, Step: monitor.Hourly, First: monitor.Slot(470_000 + random.IntN(5000))}
			if daily {
				r.Step, r.First = monitor.Daily, monitor.Slot(18_000+random.IntN(500))
			}
			for i := range 2 + random.IntN(200) {
				v := random.Int32N(1 << uint(5+random.IntN(25)))
				if item.Signed() && random.IntN(2) == 0 {
					v = -v % 90_000 // lower, -99 would be the mark of a missing value
				}
				if random.IntN(4) == 0 {
					v = monitor.Missing
				} else if random.IntN(10) == 0 {
					r.Flags = append(r.Flags, monitor.Flagged{At: int32(i), Flag: monitor.Flag(1 + random.IntN(31))})
				}
				r.Values = append(r.Values, v)
			}
			b.Runs = append(b.Runs, r)
		}
		if any {
			b.Sites = append(b.Sites, site)
		}
	}
	b.Normalize()
	return monitor.SetOf(b)
}

// loaded returns what a reader shows of its sites.
func loaded(r monitor.Reader) map[monitor.Site][]monitor.Series {
	all := map[monitor.Site][]monitor.Series{}
	for _, s := range r.Sites() {
		var readings monitor.Readings
		r.Load(&readings, s.ID, measure.Forever)
		if len(readings.Series) > 0 {
			all[s] = readings.Series
		}
	}
	return all
}

// trimmed reads b as a set, on the axes that a file gives it.
func trimmed(b *monitor.Batch) map[monitor.Site][]monitor.Series {
	all := loaded(monitor.SetOf(b))
	for s, list := range all {
		for i := range list {
			if len(list[i].Flags) == 0 {
				list[i].Flags = nil
			}
		}
		all[s] = list
	}
	return all
}

// What is written in any of the three ways is read as it was.
func TestWrittenIsRead(t *testing.T) {
	for name, write := range map[string]func(Table, *bytes.Buffer, monitor.Reader) error{
		"csv":     func(t Table, w *bytes.Buffer, r monitor.Reader) error { return t.CSV(w, r) },
		"xlsx":    func(t Table, w *bytes.Buffer, r monitor.Reader) error { return t.Workbook(w, r) },
		"parquet": func(t Table, w *bytes.Buffer, r monitor.Reader) error { return t.Parquet(w, r) },
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
				daily := random.IntN(2) == 0
				set := randomSet(random, daily)
				if len(loaded(set)) == 0 {
					return
				}
				var buf bytes.Buffer
				if err := write(Table{Known: measure.Forever, Daily: daily}, &buf, set); err != nil {
					t.Fatal(err)
				}
				b, _, fs, err := Read("f", bytes.NewReader(buf.Bytes()), int64(buf.Len()), Options{Hourly: !daily})
				if err != nil || b == nil {
					t.Fatalf("%v %v", err, fs)
				}
				if got, want := stepless(trimmed(b)), stepless(loaded(set)); !reflect.DeepEqual(got, want) {
					t.Fatalf("findings %v\nread %+v\nnot  %+v", fs, got, want)
				}
			})
		})
	}
}

type reading struct {
	site monitor.Site
	item monitor.Item
	h    monitor.Hour
}

// stepless lists readings by hour, whatever the step they are kept in.
func stepless(all map[monitor.Site][]monitor.Series) map[reading][2]int32 {
	m := map[reading][2]int32{}
	for site, list := range all {
		for i := range list {
			s := &list[i]
			for k, v := range s.Values {
				if v != monitor.Missing {
					_, flag := s.At(s.Hour(k))
					m[reading{site, s.Item, s.Hour(k)}] = [2]int32{v, int32(flag)}
				}
			}
		}
	}
	return m
}

func TestTableChooses(t *testing.T) {
	b := &monitor.Batch{}
	from := measure.DateOf(2024, time.January, 1)
	for n := range 3 {
		site, runs := synthetic.Air(1, n, from, from+1)
		b.Sites, b.Runs = append(b.Sites, site), append(b.Runs, runs...)
	}
	b.Normalize()
	var buf bytes.Buffer
	table := Table{Known: measure.Forever, Sites: []string{"合成站0001"}, Items: []monitor.Item{monitor.CO, monitor.O3}}
	if err := table.CSV(&buf, monitor.SetOf(b)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(buf.String(), "\r\n")
	if lines[0] != "\ufeffstation,area,time,co,o3" || !strings.HasPrefix(lines[1], "合成站0001,合成市01,2024-01-01 01:00,") {
		t.Errorf("%q", lines[:2])
	}
	buf.Reset()
	if err := (Table{Daily: true}).Workbook(&buf, monitor.SetOf(b)); err != nil {
		t.Fatal(err)
	}
	if got, _, fs := read(t, buf.String(), Options{}); got != nil || codesOf(fs) != "no-item" {
		t.Errorf("%+v %v", got, fs)
	}
}

// parquetOf writes rows as a Parquet file.
func parquetOf[T any](t testing.TB, rows []T, o ...parquet.WriterOption) string {
	t.Helper()
	var buf bytes.Buffer
	w := parquet.NewGenericWriter[T](&buf, o...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// TestParquet reads files as other programs write them.
func TestParquet(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2024, 1, 31, h, 0, 0, 0, time.UTC) }
	micros := func(h int) int64 { return at(h).UnixMicro() }
	number := func(v float64) *float64 { return &v }
	type doubles struct {
		Station string   `parquet:"station,dict"`
		Time    int64    `parquet:"time,timestamp(microsecond:local)"`
		PM25    *float64 `parquet:"PM2.5"`
		CO      float64  `parquet:"co"`
	}
	type utc struct {
		Station string  `parquet:"station"`
		Time    int64   `parquet:"time,timestamp(nanosecond)"`
		PM25    float32 `parquet:"pm25"`
		Note    *string `parquet:"note"`
	}
	type whole struct {
		City string `parquet:"city"`
		Date int32  `parquet:"date,date"`
		PM25 int64  `parquet:"pm25"`
		SO2  int32  `parquet:"so2,decimal(1:9)"`
	}
	type texts struct {
		Section string `parquet:"section"`
		Time    string `parquet:"time"`
		TP      string `parquet:"tp"`
	}
	type long struct {
		Station string  `parquet:"station"`
		Time    int64   `parquet:"time,timestamp(millisecond:local)"`
		Item    string  `parquet:"item"`
		Value   float64 `parquet:"value"`
	}
	day := int32(measure.DateOf(2024, 1, 31))
	for name, c := range map[string]struct{ data, want, codes string }{
		"doubles": {parquetOf(t, []doubles{{"a", micros(8), number(35.3), 0.1 + 0.2}, {"a", micros(9), nil, math.NaN()},
			{"a", micros(10), number(-999), -5}, {"b", micros(8), number(12), 1e9}, {"b", micros(9), number(1.23456), 1}}),
			"a pm25 01-31 08:00 35.3|a co 01-31 08:00 0.3|b pm25 01-31 08:00 12|b pm25 01-31 09:00 1.235|b co 01-31 09:00 1",
			"negative too-great rounded"},
		"utc": {parquetOf(t, []utc{{"a", at(0).UnixNano(), 35.3, nil}, {"a", at(1).UnixNano(), 0.1, nil},
			{"a", at(1).UnixNano(), 0.2, nil}, {"a", at(2).UnixNano() + 1, 7, nil}, {"", at(3).UnixNano(), 7, nil},
			{"a", time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano(), 1, nil}}),
			"a pm25 01-31 08:00 35.3|a pm25 01-31 09:00 0.1", "unknown-column repeated off-hour empty-site bad-time"},
		"whole": {parquetOf(t, []whole{{"成都", day, 35, 125}, {"成都", day + 1, 36, 7}}),
			"成都 pm25 01-31 35|成都 pm25 02-01 36|成都 so2 01-31 12.5|成都 so2 02-01 0.7", ""},
		"texts": {parquetOf(t, []texts{{"甲", "2024-01-31 08:00", "<0.01"}, {"甲", "2024-01-31 12:00", "--"}}),
			"甲 tp 01-31 08:00 0.01 non-detect", ""},
		"long": {parquetOf(t, []long{{"a", at(8).UnixMilli(), "PM2.5", 35.3}, {"a", at(8).UnixMilli(), "SO2", 0.1 + 0.2}}),
			"a pm25 01-31 08:00 35.3|a so2 01-31 08:00 0.3", ""},
		"empty":  {parquetOf(t, []whole{}), "", ""},
		"broken": {"PAR1xxxxxxxxxxxxxxxxPAR1", "refused", "broken-parquet"},
	} {
		t.Run(name, func(t *testing.T) {
			b, _, fs := read(t, c.data, Options{})
			if got := dump(b); got != c.want {
				t.Errorf("read\n%s\nnot\n%s", got, c.want)
			}
			for _, want := range strings.Fields(c.codes) {
				if !strings.Contains(" "+codesOf(fs)+" ", " "+want+" ") {
					t.Errorf("findings %s, not %s", codesOf(fs), c.codes)
				}
			}
			if n := len(strings.Fields(c.codes)); n != len(fs) {
				t.Errorf("%d findings, not %d: %v", len(fs), n, fs)
			}
		})
	}
}

// Cells of a Parquet file that are wrong are found where they stand, with dictionaries and gaps too.
func TestParquetPositions(t *testing.T) {
	type row struct {
		Station string   `parquet:"station,dict"`
		Time    int64    `parquet:"time,timestamp(millisecond:local)"`
		PM25    *float64 `parquet:"pm25,optional,dict"`
		SO2     *float64 `parquet:"so2,optional"`
	}
	random := rand.New(rand.NewPCG(1, 8))
	var rows []row
	wrong := map[finding.Pos]bool{}
	columnsOfRow := []int{3, 4}
	for i := range 100_000 {
		r := row{Station: "a", Time: int64(460_000+i) * 3_600_000}
		for k, field := range []**float64{&r.PM25, &r.SO2} {
			v := float64(1 + random.IntN(100))
			if random.IntN(9) == 0 {
				continue
			}
			if random.IntN(12_000) == 0 {
				v = -7
				wrong[finding.Pos{File: "f.csv", Line: i + 1, Column: columnsOfRow[k]}] = true
			}
			*field = &v
		}
		rows = append(rows, r)
	}
	b, report, fs := read(t, parquetOf(t, rows, parquet.PageBufferSize(20_000)), Options{})
	if len(fs) != len(wrong) || len(wrong) < 3 {
		t.Fatalf("%d findings, not %d", len(fs), len(wrong))
	}
	for _, f := range fs {
		if !wrong[f.Pos] {
			t.Errorf("%v is not wrong (%v)", f.Pos, wrong)
		}
	}
	_, n := b.Digest()
	if report.Readings != n || report.Rows != 100_000 || report.Missing+report.Left()+n != 200_000 {
		t.Errorf("%+v of %d", report, n)
	}
}

// A Parquet file is read the same by columns and row by row.
func TestParquetWaysAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 9))
		set := randomSet(random, random.IntN(2) == 0)
		var buf bytes.Buffer
		if err := (Table{Known: measure.Forever, Daily: random.IntN(2) == 0}).Parquet(&buf, set); err != nil {
			t.Fatal(err)
		}
		o := Options{Hourly: true}
		fast, _, _, err := Read("f", bytes.NewReader(buf.Bytes()), int64(buf.Len()), o)
		if err != nil {
			t.Fatal(err)
		}
		o.byRows = true
		slow, _, _, err := Read("f", bytes.NewReader(buf.Bytes()), int64(buf.Len()), o)
		if err != nil {
			t.Fatal(err)
		}
		if (fast == nil) != (slow == nil) {
			t.Fatal("one way refuses what the other reads")
		}
		if fast != nil && dump(fast) != dump(slow) {
			t.Fatalf("%s\n%s", dump(fast), dump(slow))
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, e := range examples {
		f.Add([]byte(e.text))
	}
	f.Add([]byte("section,time,tp,nh3n\n甲,2024年1月31日8时,<0.01L,<b>1</b>&nbsp;\n"))
	f.Add([]byte("date,hour,type,1001A\n20240131,24,PM2.5,5\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("PAR1")) {
			return
		}
		b, _, fs, err := Read("f.csv", bytes.NewReader(data), int64(len(data)), Options{Site: "合成"})
		check(t, b, fs, err)
	})
}

// check holds what every reading of a file must give.
func check(t *testing.T, b *monitor.Batch, fs []finding.Finding, err error) {
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fs {
		if f.Pos.File == "" {
			t.Errorf("%v has no place", f)
		}
	}
	if worst, any := finding.Worst(fs); (any && worst == finding.Error) != (b == nil) {
		t.Fatalf("batch %v with findings %v", b, fs)
	}
	if b == nil {
		return
	}
	if _, err := monitor.NewSet().Append(b); err != nil {
		t.Fatalf("a batch that was read is refused: %v", err)
	}
}

func FuzzReadCell(f *testing.F) {
	for _, s := range []string{"1", "-0.5", "<0.02", "ND(0.1)", "1,234.5", "1e5", "<br>5", "&lt;5", "-999", "５", "0.02L"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		text := "section,time,ph,temp\na,2024-01-31 08:00,\"" + strings.ReplaceAll(cell, `"`, `""`) + "\",1\n"
		b, r, fs, err := Read("f.csv", strings.NewReader(text), int64(len(text)), Options{})
		check(t, b, fs, err)
		if b != nil && r.Readings > 0 && r.Readings+r.Missing+r.Left() != 2 {
			t.Errorf("%q: %+v", cell, r)
		}
	})
}

func FuzzReadParquet(f *testing.F) {
	type row struct {
		Station string   `parquet:"station,dict"`
		Time    int64    `parquet:"time,timestamp(millisecond:local)"`
		PM25    *float64 `parquet:"pm25,optional"`
	}
	v := 5.5
	f.Add([]byte(parquetOf(f, []row{{"a", 1_700_000_000_000, &v}, {"b", 1_700_003_600_000, nil}})))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("PAR1")) {
			return
		}
		b, _, fs, err := Read("f.parquet", bytes.NewReader(data), int64(len(data)), Options{})
		check(t, b, fs, err)
	})
}
