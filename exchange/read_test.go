package exchange

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// TestBrokenFile reads a file in which everything is wrong and compares all findings, in both
// languages. UPDATE=1 rewrites what is expected.
func TestBrokenFile(t *testing.T) {
	data, err := os.ReadFile("testdata/broken.csv")
	if err != nil {
		t.Fatal(err)
	}
	batches, findings := Read("broken.csv", data, ForPlan(synthetic()), Options{Known: imported})
	if batches != nil {
		t.Error("something of a broken file was accepted")
	}
	var got strings.Builder
	kinds := map[*finding.Code]bool{}
	for _, f := range findings {
		got.WriteString(f.Text(locale.EN) + "\n    " + f.Text(locale.ZH) + "\n")
		kinds[f.Code] = true
	}
	if len(kinds) < 30 {
		t.Errorf("only %d kinds of finding", len(kinds))
	}
	if strings.Contains(got.String(), "{") {
		t.Error("an argument was not filled in")
	}
	const golden = "testdata/broken.txt"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("findings differ from %s:\n%s", golden, got.String())
	}
}

// one reads text that must give exactly one observation.
func one(t *testing.T, text string, o Options) fact.Observation {
	t.Helper()
	batches, findings := Read("f.csv", []byte(text), ForPlan(synthetic()), o)
	mustNoErrors(t, findings)
	if len(batches) != 1 || len(batches[0].Observations) != 1 {
		t.Fatalf("%s: read %+v", text, batches)
	}
	return batches[0].Observations[0]
}

func TestCellsAreRead(t *testing.T) {
	type want struct {
		indicator, area, period string
		value                   float64
		decimals                int8
		status                  measure.Status
	}
	for _, c := range []struct {
		row  string // indicator, area, period, value, unit, status
		want want
	}{
		{"population,500000,2022,3213.34,万人,", want{"population", "500000", "2022", 32133400, 0, "A"}},
		{"population,500000,2022,9600,万人,", want{"population", "500000", "2022", 96000000, 0, "A"}},
		{"population,500000,2022,3213.34567,万人,", want{"population", "500000", "2022", 32133456.7, 1, "A"}},
		{"常住人口,重庆市,2022年,\"32,133,400\",,", want{"population", "500000", "2022", 32133400, 0, "A"}},
		{"常住人口,重庆,２０２２,３２,人,E", want{"population", "500000", "2022", 32, 0, "E"}},
		{"GDP,成都,2022,1.5,万亿元,初步", want{"gdp", "510100", "2022", 15000, 0, "P"}},
		{"gdp,510100,2022,15000.00,万元,", want{"gdp", "510100", "2022", 1.5, 6, "A"}},
		{"gdp,510100,2022,66.0,,", want{"gdp", "510100", "2022", 66, 1, "A"}},
		{"gdp,510100,2022,-1 234.5,,", want{"gdp", "510100", "2022", -1234.5, 1, "A"}},
		{"gdp,510100,2022,1.5e3,,", want{"gdp", "510100", "2022", 1500, 0, "A"}},
		{"gdp,510100,2022,−3,,", want{"gdp", "510100", "2022", -3, 0, "A"}},
		{"gdp,双城经济圈,2022,,,l", want{"gdp", "circle", "2022", measure.Missing, 0, "L"}},
		{"gdp,circle,2022,…,,保密", want{"gdp", "circle", "2022", measure.Missing, 0, "Q"}},
		{"urbanisation,500000,2022,70.96%,,", want{"urbanisation", "500000", "2022", 70.96, 2, "A"}},
		{"urbanisation,500000,2022,70.96%,%,", want{"urbanisation", "500000", "2022", 70.96, 2, "A"}},
		{"urbanisation,500000,2022,0.7096,1,", want{"urbanisation", "500000", "2022", 70.96, 2, "A"}},
		{"urbanisation,500000,2022,709.6‰,,", want{"urbanisation", "500000", "2022", 70.96, 2, "A"}},
		{"rail-time,500000,2022Q3,61,min,", want{"rail-time", "500000", "2022-Q3", 61.0 / 60, 2, "A"}},
		{"rail-time,500000,2022年第三季度,1,d,", want{"rail-time", "500000", "2022-Q3", 24, 0, "A"}},
		{"gdp-to-date,500000,2022年1-8月,1,,", want{"gdp-to-date", "500000", "2022-01..08", 1, 0, "A"}},
		{"gdp-to-date,500000,2022年前三季度,1,,", want{"gdp-to-date", "500000", "2022-01..09", 1, 0, "A"}},
		{"gdp-to-date,500000,2022年上半年,1,,", want{"gdp-to-date", "500000", "2022-01..06", 1, 0, "A"}},
		{"地区生产总值（累计）,500000,2022年一季度,1,,", want{"gdp-to-date", "500000", "2022-01..03", 1, 0, "A"}},
		{"good-air,500000,2022年8月,88,,", want{"good-air", "500000", "2022-08", 88, 0, "A"}},
		{"good-air,500000,2022/8/1,88,,", want{"good-air", "500000", "2022-08", 88, 0, "A"}},
		{"good-air,500000,44774,88,,", want{"good-air", "500000", "2022-08", 88, 0, "A"}},
		{"flow,500000,20220815,1,亿m3,", want{"flow", "500000", "2022-08-15", 1e8, 0, "A"}},
		{"gdp,开县,2010,1,,", want{"gdp", "500154", "2010", 1, 0, "A"}},
		{"gdp,500234,2010,1,,", want{"gdp", "500154", "2010", 1, 0, "A"}},
		{"gdp,潼南县,2014,1,,", want{"gdp", "500223", "2014", 1, 0, "A"}},
		{"gdp,重庆市江北区,2014,1,,", want{"gdp", "500105", "2014", 1, 0, "A"}},
		{"gdp,重 庆 市,2014,1,,", want{"gdp", "500000", "2014", 1, 0, "A"}},
	} {
		o := one(t, "indicator,area,period,value,unit,status\n"+c.row+"\n", Options{Known: imported})
		got := want{o.Indicator, o.Area, o.Period.String(), o.Value, o.Decimals, o.Status}
		same := got == c.want
		if measure.IsMissing(c.want.value) {
			same = measure.IsMissing(got.value) && got.status == c.want.status
		}
		if !same {
			t.Errorf("%s:\n got %+v\nwant %+v", c.row, got, c.want)
		}
	}
}

func TestFilesAreRead(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("指标,地区,时期,数值,备注\n常住人口,重庆市,2022,1,\"两\n行\"\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, note string }{
		{"UTF-8", "数值,备注,地区,指标,时期\n1,\"两\n行\",重庆市,常住人口,2022\n", "两\n行"},
		{"byte order mark, CRLF", "\ufeff数值,备注,地区,指标,时期\r\n1,注,重庆市,常住人口,2022\r\n", "注"},
		{"GB 18030", gb, "两\n行"},
		{"tabs", "指标\t地区\t时期\t数值\t备注\n常住人口\t重庆\t2022\t1\ta,b\n", "a,b"},
		{"title", "某某表\n\n指标,地区,时期,数值,备注\n常住人口,重庆,2022,1,\n", ""},
		{"labels", "序号,指标名称,地区名称,时期,数值\n1,常住人口,重庆,2022,1\n", ""},
		{"guarded", "指标,地区,时期,数值,备注\n常住人口,重庆,2022,1,'=1+1\n", "=1+1"},
		{"remark", "指标,地区,时期,数值,备注\n常住人口,重庆,2022,1,\n资料来源：年鉴,,,,\n", ""},
	} {
		o := one(t, c.text, Options{Known: imported})
		if o.Note != c.note || o.Indicator != "population" || o.Area != "500000" || o.Value != 1 {
			t.Errorf("%s: read %+v", c.name, o)
		}
	}
}

func TestWideTables(t *testing.T) {
	s := ForPlan(synthetic())
	for _, c := range []struct {
		text, indicator string
		want            []string
	}{
		{"地区,2021,2022年\n重庆市,1,2\n成都市,,3.0\n", "gdp",
			[]string{"gdp@500000:2021=1", "gdp@500000:2022=2", "gdp@510100:2022=3.0"}},
		{"单位：万亿元\n地区,2021,2022年\n重庆市,1,L\n", "地区生产总值", []string{"gdp@500000:2021=10000", "gdp@500000:2022=L"}},
		{"指标,地区,单位,2021,2022\n常住人口,重庆,万人,1,2\nGDP,重庆,,3,\n", "",
			[]string{"population@500000:2021=10000", "population@500000:2022=20000", "gdp@500000:2021=3"}},
		{"地区名称,2022年1月,2022-02\n重庆,80%,90\n", "good-air",
			[]string{"good-air@500000:2022-01=80", "good-air@500000:2022-02=90"}},
	} {
		batches, findings := Read("f.csv", []byte(c.text), s, Options{Known: imported, Indicator: c.indicator})
		mustNoErrors(t, findings)
		var got []string
		for _, b := range batches {
			for _, o := range b.Observations {
				value := measure.Format(o.Value, int(o.Decimals))
				if o.Status.NoValue() {
					value = string(o.Status)
				}
				got = append(got, o.Indicator+"@"+o.Area+":"+o.Period.String()+"="+value)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestFindingsOfWholeFiles(t *testing.T) {
	s := ForPlan(synthetic())
	for _, c := range []struct {
		text string
		o    Options
		code *finding.Code
		at   string
	}{
		{"", Options{}, NoHeader, "f.csv:1:1"},
		{"a,b\n1,2\n", Options{}, NoHeader, "f.csv:1:1"},
		{"\xff\xff\xff\n", Options{}, BadEncoding, "f.csv:1:1"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Options{}, OldWorkbook, "f.csv"},
		{"PK\x03\x04", Options{}, BrokenWorkbook, "f.csv"},
		{"指标,地区,时期,数值\n", Options{MaxBytes: 10}, TooLarge, "f.csv"},
		{"指标,地区,时期,数值\n", Options{}, NoRows, "f.csv"},
		{"指标,地区,数值\n", Options{}, MissingColumn, "f.csv:1:1"},
		{"指标,时期,数值\n", Options{}, MissingColumn, "f.csv:1:1"},
		{"地区,时期,数值\n", Options{}, IndicatorNotNamed, "f.csv:1:1"},
		{"指标,地区,时期,数值,数值\n", Options{}, RepeatedColumn, "f.csv:1:13"},
		{"指标,地区,时期,数值,数直\n", Options{}, UnknownColumn, "f.csv:1:13"},
		{"地区,2021,2021年13月\n", Options{Indicator: "gdp"}, BadPeriod, "f.csv:1:9"},
		{"单位:万圆\n地区,2021\n", Options{Indicator: "gdp"}, BadUnit, "f.csv:1:1"},
		{"指标,地区,时期,数值\ngdp,重庆,2021,\"1\n", Options{}, CSVSyntax, "f.csv:2:16"},
		{"指标,地区,时期,数值\ngdp,重庆,2021,1\ngdp,重庆,2022,1\n", Options{Known: imported, MaxRows: 1}, TooManyRows, "f.csv:3:1"},
		{"指标,地区,时期,数值\ngdp,重庆,2021,1\n", Options{}, NoKnown, "f.csv:2:1"},
		{"指标,地区,时期,数值,来源\ngdp,重庆,2021,1,undated\n", Options{}, NoKnown, "f.csv:2:1"},
		{"指标,地区,时期,数值\ngdp,重庆,2021,1\n单位\n", Options{Known: imported}, RowLength, "f.csv:3:1"},
		{"batch,known,indicator,area,period,value,origin\na,2020,gdp,重庆,2021,1,x\na,2020,gdp,重庆,2022,1,y\n", Options{},
			BatchDiffers, "f.csv:3:22"},
		{"batch,known,indicator,area,period,value\na,2020,gdp,重庆,2021,1\na,2021,gdp,重庆,2022,1\n", Options{},
			BatchDiffers, "f.csv:3:3"},
	} {
		batches, findings := Read("f.csv", []byte(c.text), s, c.o)
		if len(batches) > 0 && c.code.Severity == finding.Error {
			t.Errorf("%q was accepted", c.text)
		}
		found := slices.ContainsFunc(findings, func(f finding.Finding) bool {
			return f.Code == c.code && f.Pos.String() == c.at
		})
		if !found {
			t.Errorf("%q: no %s at %s in", c.text, c.code.ID, c.at)
			for _, f := range findings {
				t.Log(f.Text(locale.EN))
			}
		}
	}
}

func TestFindingsAreBounded(t *testing.T) {
	text := "指标,地区,时期,数值\n" + strings.Repeat("x,y,z,w\n", maxFindings)
	_, findings := Read("f.csv", []byte(text), ForPlan(synthetic()), Options{Known: imported})
	last := findings[slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Code == MoreFindings })]
	if len(findings) != maxFindings+1 || last.Args["found"] != "30000" {
		t.Errorf("%d findings, %s", len(findings), last.Text(locale.EN))
	}
}

// Rows are known as they say, else from the moment of the import, else from their source.
func TestMomentsMakeBatches(t *testing.T) {
	s := ForPlan(synthetic())
	text := "指标,地区,时期,数值,来源,获知时间\n" +
		"gdp,重庆,2022,3,yearbook-2023,\n" +
		"gdp,重庆,2022,2,,2023-02-01\n" +
		"gdp,成都,2022,1,,2023-02-01T00:00:00+08:00\n"
	early, late := measure.StartOf(measure.DateOf(2023, 2, 1)), measure.StartOf(measure.DateOf(2023, 9, 1))
	for _, c := range []struct {
		o    Options
		want []measure.Instant
	}{
		{Options{}, []measure.Instant{early, late}},
		{Options{Known: imported, Supersedes: "old"}, []measure.Instant{early, imported}},
	} {
		batches, findings := Read("dir/f.csv", []byte(text), s, c.o)
		mustNoErrors(t, findings)
		var got []measure.Instant
		for _, b := range batches {
			got = append(got, b.Known)
			if b.Origin != "f.csv" || len(b.ID) != 32 {
				t.Errorf("batch %q from %q", b.ID, b.Origin)
			}
		}
		if !slices.Equal(got, c.want) || len(batches[0].Observations) != 2 ||
			batches[0].Supersedes != c.o.Supersedes || batches[1].Supersedes != "" {
			t.Errorf("batches %+v", batches)
		}
		if batches[1].Observations[0].Grade != citation.Official {
			t.Error("the grade is not that of the source")
		}
	}
}

// The same file has the same batch whenever it is imported, so that a ledger refuses it twice.
func TestBatchIDIsThatOfTheContent(t *testing.T) {
	s := ForPlan(synthetic())
	id := func(file, text string, o Options) string {
		batches, findings := Read(file, []byte(text), s, o)
		mustNoErrors(t, findings)
		return batches[0].ID
	}
	const text = "指标,地区,时期,数值\ngdp,重庆,2022,3\n"
	first := id("f.csv", text, Options{Known: imported})
	if again := id("f.csv", text, Options{Known: imported + 1e6}); again != first {
		t.Error("the moment of the import changed the ID")
	}
	for name, other := range map[string]string{
		"another value": id("f.csv", strings.Replace(text, "3", "4", 1), Options{Known: imported}),
		"another file":  id("g.csv", text, Options{Known: imported}),
		"a moment":      id("f.csv", "指标,地区,时期,数值,获知时间\ngdp,重庆,2022,3,2023\n", Options{Known: imported}),
	} {
		if other == first {
			t.Errorf("%s has the same ID", name)
		}
	}
}

func TestPackageFacts(t *testing.T) {
	s := ForPlan(synthetic())
	header := "indicator,area,period,value,unit,status,source,page,grade,reporter,note,known\n"
	dir := fstest.MapFS{
		"facts/b.csv":     {Data: []byte(header + "gdp,500000,2022,2,,,yearbook-2023,,,,,\n")},
		"facts/a.csv":     {Data: []byte(header + "gdp,500000,2022,1,,,,,press,,,2023-01-31\n")},
		"facts/README.md": {Data: []byte("not read")},
	}
	batches, findings := ReadPackageFacts(dir, "facts", s)
	mustNoErrors(t, findings)
	if len(batches) != 2 || batches[0].Observations[0].Value != 1 || batches[1].Observations[0].Value != 2 {
		t.Errorf("vintages %+v", batches)
	}
	again, _ := ReadPackageFacts(dir, "facts", s)
	if again[0].ID != batches[0].ID || again[1].ID != batches[1].ID || batches[0].ID == batches[1].ID {
		t.Error("batches are not named by their content")
	}
	if none, findings := ReadPackageFacts(dir, "nothing", s); none != nil && len(none) > 0 || findings != nil {
		t.Error("a package without facts is wrong")
	}
	dir["facts/c.csv"] = dir["facts/b.csv"]
	_, findings = ReadPackageFacts(dir, "facts", s)
	if len(findings) != 1 || findings[0].Code != Duplicate || findings[0].Pos.File != "facts/c.csv" ||
		findings[0].Args["place"] != "facts/b.csv:2" {
		t.Errorf("a cell in two files: %v", findings)
	}
}

func FuzzRead(f *testing.F) {
	broken, err := os.ReadFile("testdata/broken.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{string(broken), "", "指标,地区,时期,数值\ngdp,重庆,2021,1\n", "地区,2021,2022年\n重庆,1,2\n",
		"单位：万人\n地区\t2021\n重庆\t1\n", "batch,indicator,area,period,value,known\na,gdp,500000,2021,1,2022\na,,,,,2022\n",
		"\ufeff指标,地区,时期,数值\r\ngdp,重庆,2021,\"1\n", "\xd6\xb8\xb1\xea", "\n\n\n",
		"指标,地区,时期,数值,备注\ngdp,重庆,2021,1,'\"\\r\"\n"} {
		f.Add([]byte(seed), "gdp")
	}
	s := ForPlan(synthetic())
	f.Fuzz(func(t *testing.T, data []byte, indicator string) {
		batches, findings := Read("f", data, s, Options{Known: imported, Indicator: indicator})
		sound(t, data, batches, findings)
	})
}

// sound fails where findings lie outside the file, or what was accepted is not fit for a ledger.
func sound(t *testing.T, data []byte, batches []fact.Batch, findings []finding.Finding) {
	t.Helper()
	lines := bytes.Count(data, []byte("\n")) + 1
	for _, f := range findings {
		if f.Pos.File != "f" || f.Pos.Line > lines || f.Pos.Line > 0 && f.Pos.Column < 1 {
			t.Errorf("finding outside the file: %s", f.Text(locale.EN))
		}
	}
	if worst, any := finding.Worst(findings); any && worst == finding.Error && batches != nil {
		t.Error("accepted in spite of errors")
	}
	for i := range batches {
		if err := batches[i].Check(); err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	const rows = 100_000
	var text bytes.Buffer
	text.WriteString("indicator,area,period,value,unit,status,source,page,note\n")
	for i := range rows {
		p := measure.Period{Freq: measure.Day, Ord: int32(365 + i/5)}
		area := []string{"500000", "510000", "510100", "500154", "circle"}[i%5]
		text.WriteString("flow," + area + "," + p.String() + ",1234.5,m3,A,yearbook-2023,p. 3,\n")
	}
	s := ForPlan(synthetic())
	later := measure.StartOf(measure.DateOf(2030, 1, 1))
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if batches, findings := Read("f.csv", text.Bytes(), s, Options{Known: later}); batches == nil {
			b.Fatal(findings[0].Text(locale.EN))
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
