package readings

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/monitor"
)

func read(t testing.TB, data string, o Options) (*monitor.Batch, Report, []finding.Finding) {
	t.Helper()
	b, r, fs, err := Read("f.csv", strings.NewReader(data), int64(len(data)), o)
	if err != nil {
		t.Fatal(err)
	}
	return b, r, fs
}

// dump writes readings in words: site item hour value flag.
func dump(b *monitor.Batch) string {
	if b == nil {
		return "refused"
	}
	var lines []string
	for _, r := range b.Runs {
		for i, v := range r.Values {
			if v == monitor.Missing {
				continue
			}
			h := r.Step.Hour(r.First + monitor.Slot(i))
			when := strings.TrimPrefix(h.String(), "2024-")
			if r.Step == monitor.Daily {
				when = strings.TrimPrefix(h.Day().String(), "2024-")
			}
			line := fmt.Sprintf("%s %v %s %s", r.Site, r.Item, when, r.Item.Format(v))
			for _, f := range r.Flags {
				if int(f.At) == i {
					line += " " + f.Flag.String()
				}
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "|")
}

func codesOf(fs []finding.Finding) string {
	var ids []string
	for _, f := range fs {
		ids = append(ids, strings.TrimPrefix(f.Code.ID, "readings."))
	}
	return strings.Join(ids, " ")
}

func TestFilesAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		o     Options
		want  string
		codes string
	}{
		"hourly": {"station,time,pm25,pm10\na,2024-01-31 08:00,35,60.5\na,2024-01-31 09:00,,61\n",
			Options{}, "a pm25 01-31 08:00 35|a pm10 01-31 08:00 60.5|a pm10 01-31 09:00 61", ""},
		"midnight": {"station,time,o3\na,2024-02-01 00:00,1\na,2024-01-31 24:00,1\na,2024-02-01 01:00,2\n",
			Options{}, "a o3 01-31 24:00 1|a o3 02-01 01:00 2", ""},
		"daily": {"city,date,pm25,o3_8h\n成都,2024-01-31,35,88\n",
			Options{}, "成都 pm25 01-31 35|成都 o3_8h 01-31 88", ""},
		"daily o3": {"city,date,o3\n成都,2024-01-31,88\n",
			Options{}, "成都 o3_8h 01-31 88", "ozone-of-day"},
		"midnights": {"city,time,pm25\na,2024-01-30 00:00,1\na,2024-01-31 00:00,2\n",
			Options{}, "a pm25 01-30 1|a pm25 01-31 2", "read-as-daily"},
		"hours only": {"city,time,pm25\na,2024-01-30 00:00,1\na,2024-01-31 00:00,2\n",
			Options{Hourly: true}, "a pm25 01-29 24:00 1|a pm25 01-30 24:00 2", ""},
		"said daily": {"city,time,pm25\na,2024-01-30 07:00,1\n",
			Options{Daily: true}, "a pm25 01-30 1", ""},
		"begins": {"station,time,pm25\na,2024-01-31 23:00,1\n",
			Options{HourBegins: true}, "a pm25 01-31 24:00 1", ""},
		"hour column": {"date,hour,station,pm25\n20240131,0,a,1\n20240131,23,a,2\n2024-1-31,24,a,3\n",
			Options{}, "a pm25 01-30 24:00 1|a pm25 01-31 23:00 2|a pm25 01-31 24:00 3", ""},
		"pivot": {"date,hour,type,1001A,1002A\n20240131,1,PM2.5,5,6\n20240131,1,PM2.5_24h,7,8\n" +
			"20240131,1,CO,0.5,\n20240131,1,AQI,9,9\n",
			Options{}, "1001A pm25 01-31 01:00 5|1001A co 01-31 01:00 0.5|1002A pm25 01-31 01:00 6", ""},
		"long": {"section,time,item,value,unit,flag\n甲,2024-05-08 12:00,氨氮,150,µg/L,\n" +
			"甲,2024-05-08 12:00,总磷,0.02,mg/L,\"non-detect,provisional\"\n",
			Options{}, "甲 nh3n 05-08 12:00 0.15|甲 tp 05-08 12:00 0.02 non-detect,provisional", ""},
		"wide flags": {"section,time,tp,nh3n,flags\na,2024-05-08 12:00,0.02,1,tp=non-detect;nh3n=estimated\n",
			Options{}, "a nh3n 05-08 12:00 1 estimated|a tp 05-08 12:00 0.02 non-detect", ""},
		"chinese": {"监测点位,监测时间,细颗粒物（µg/m³）,二氧化硫(mg/m3),一氧化碳(µg/m3)\n甲,2024年1月31日8时,35.2,0.012,850\n",
			Options{}, "甲 pm25 01-31 08:00 35.2|甲 so2 01-31 08:00 12|甲 co 01-31 08:00 0.85", ""},
		"suffix units": {"section,time,DO_mgL,temp_C,氨氮μg/L\na,2024-05-08 12:00,8.1,20.5,150\n",
			Options{}, "a temp 05-08 12:00 20.5|a do 05-08 12:00 8.1|a nh3n 05-08 12:00 0.15", ""},
		"units apart": {"station,time,co\na,2024-01-31 08:00,850\n",
			Options{Units: map[monitor.Item]string{monitor.CO: "ug/m3"}}, "a co 01-31 08:00 0.85", ""},
		"mapping": {"名,刻,细\na,2024-01-31 08:00,1\n",
			Options{Mapping: map[string]string{"名": "station", "刻": "time", "细": "pm25"}},
			"a pm25 01-31 08:00 1", ""},
		"void": {"station,time,pm25,flags\na,2024-01-31 08:00,35,\na,2024-01-31 09:00,作废,pm25=estimated\n" +
			"a,2024-01-31 10:00,36,\n", Options{}, "a pm25 01-31 08:00 35|a pm25 01-31 09:00 |a pm25 01-31 10:00 36", ""},
		"zeros": {"city,date,pm25,o3_8h\n成都,2024-01-31,0,88\n", Options{}, "成都 pm25 01-31 0|成都 o3_8h 01-31 88", "zeros"},
		"zeros missing": {"city,date,pm25,o3_8h\n成都,2024-01-31,0,88\n",
			Options{ZeroMissing: true}, "成都 o3_8h 01-31 88", ""},
		"zeros of water": {"section,date,tp\n甲,2024-01-31,0\n", Options{ZeroMissing: true}, "甲 tp 01-31 0", ""},
		"site apart": {"time,pm25\n2024-01-31 08:00,1\n",
			Options{Site: "成都"}, "成都 pm25 01-31 08:00 1", ""},
		"missing": {"station,time,pm25,pm10,so2,no2,co,o3\na,2024-01-31 08:00,*,--,NA,—,-999,\n" +
			"a,2024-01-31 09:00,-99.0,-9999,null,缺测,-;,－－\n",
			Options{}, "", ""},
		"html": {"station,time,pm25,pm10\na,2024-01-31 08:00,<span title='原始值'>35</span><br>,&nbsp;12.5\n",
			Options{}, "a pm25 01-31 08:00 35|a pm10 01-31 08:00 12.5", ""},
		"full width": {"station,time,pm25\na,２０２４－０１－３１　０８：００,３５．５\n",
			Options{}, "a pm25 01-31 08:00 35.5", ""},
		"non-detects": {"section,time,tp,nh3n,cu,oil\na,2024-05-08 12:00,<0.01,0.025L,ND(0.001),未检出\n",
			Options{Limits: map[monitor.Item]string{monitor.Oil: "0.01"}},
			"a nh3n 05-08 12:00 0.025 non-detect|a tp 05-08 12:00 0.01 non-detect|" +
				"a cu 05-08 12:00 0.001 non-detect|a oil 05-08 12:00 0.01 non-detect", ""},
		"grouped": {"section,date,coliform\na,2024-05-08,\"12,000\"\nb,2024-05-08,2.4e4\n",
			Options{}, "a coliform 05-08 12000|b coliform 05-08 24000", ""},
		"off grid": {"section,time,ph\na,2024-05-08 12:00,7\na,2024-05-08 15:00,8\na,2024-05-08 16:20,9\n",
			Options{}, "a ph 05-08 15:00 8|a ph 05-08 17:00 9|a ph 05-08 12:00 7", ""},
		"no year": {"file_date,section,monitor_time,ph\n2024-01-01,a,12-31 16:00,7\n2024-01-01,b,01-01 08:00,8\n",
			Options{}, "a ph 2023-12-31 16:00 7|b ph 01-01 08:00 8", ""},
		"zones": {"station,time,pm25\na,2024-01-31T00:00:00Z,1\na,2024-01-31T09:00:00+08:00,2\n" +
			"a,2024-01-30T21:00:00-05:00,3\n",
			Options{}, "a pm25 01-31 08:00 1|a pm25 01-31 09:00 2|a pm25 01-31 10:00 3", ""},
		"same twice": {"station,time,pm25\na,2024-01-31 08:00,1\na,2024-01-31 08:00,1.0\n",
			Options{}, "a pm25 01-31 08:00 1", ""},
		"other order": {"station,time,pm25\na,2024-01-31 08:00,1\na,2024-01-02 08:00,2\na,2024-01-20 08:00,3\n",
			Options{}, "a pm25 01-02 08:00 2|a pm25 01-20 08:00 3|a pm25 01-31 08:00 1", ""},
		"idle columns": {"station,time,aqi,lon,o3_8h_24h,pm2_5,水质类别\na,2024-01-31 08:00,60,104.1,9,35,Ⅱ\n",
			Options{}, "a pm25 01-31 08:00 35", ""},
		"running mean": {"station,time,o3,o3_8h\na,2024-01-31 08:00,60,55\n",
			Options{}, "a o3 01-31 08:00 60", "not-of-hour"},
		"above a header": {"环境监测数据,,\n单位：某站,,\nstation,time,pm25\na,2024-01-31 08:00,1\n",
			Options{}, "a pm25 01-31 08:00 1", ""},
		"tabs": {"station\ttime\tpm25\na\t2024-01-31 08:00\t1\n",
			Options{}, "a pm25 01-31 08:00 1", ""},
		"signed": {"section,time,temp,flow\na,2024-01-31 08:00,-0.5,-12\n",
			Options{}, "a temp 01-31 08:00 -0.5|a flow 01-31 08:00 -12", ""},

		"rounded": {"station,time,pm25\na,2024-01-31 08:00,35.23450\na,2024-01-31 09:00,35.2355\n",
			Options{}, "a pm25 01-31 08:00 35.234|a pm25 01-31 09:00 35.236", "rounded rounded"},
		"bad cells": {"station,time,pm25\na,2024-01-31 08:00,约1\na,2024-01-31 09:00,-5\n" +
			"a,2024-01-31 10:00,9999999\na,2024-01-31 11:00,1\n",
			Options{}, "a pm25 01-31 11:00 1", "bad-number negative too-great"},
		"bad rows": {"station,time,pm25\na,去年,1\n,2024-01-31 08:00,1\na,2024-02-30 08:00,1\n" +
			"a,0204-01-01 08:00,1\na,,\na,2024-01-31 11:00,1\n",
			Options{}, "a pm25 01-31 11:00 1", "bad-time empty-site bad-time bad-time"},
		"off hour": {"station,time,pm25\na,2024-01-31 08:30,1\n", Options{}, "", "off-hour"},
		"no limit": {"section,time,oil\na,2024-01-31 08:00,ND\n", Options{}, "", "no-limit"},
		"repeated": {"station,time,pm25\na,2024-01-31 08:00,1\na,2024-01-31 08:00,2\n",
			Options{}, "a pm25 01-31 08:00 1", "repeated"},
		"unknown": {"station,time,pm25,pm2,5\na,2024-01-31 08:00,1,2,3\n",
			Options{}, "a pm25 01-31 08:00 1", "unknown-column unknown-column"},
		"unknown item": {"station,time,item,value\na,2024-01-31 08:00,苯,1\na,2024-01-31 09:00,苯,1\n",
			Options{}, "", "unknown-item"},
		"bad flag": {"station,time,pm25,flags\na,2024-01-31 08:00,1,pm25=x\n",
			Options{}, "a pm25 01-31 08:00 1", "bad-flag"},

		"no header": {"1,2,3\n", Options{}, "refused", "no-header"},
		"no time":   {"station,pm25,pm10,so2\na,1,2,3\n", Options{}, "refused", "no-time"},
		"no site":   {"time,pm25\n2024-01-31 08:00,1\n", Options{}, "refused", "no-site"},
		"no item": {"station,time,value\na,2024-01-31 08:00,1\n",
			Options{}, "refused", "no-item"},
		"item twice": {"station,time,pm25,PM2.5\na,2024-01-31 08:00,1,2\n",
			Options{}, "refused", "repeated-column"},
		"wrong unit": {"station,time,o3(ppb)\na,2024-01-31 08:00,1\n",
			Options{}, "refused", "wrong-unit"},
		"bad mapping": {"station,time,pm25\na,2024-01-31 08:00,1\n",
			Options{Mapping: map[string]string{"x": "y"}}, "refused", "bad-mapping"},
		"bad encoding": {"\xff\xff\xff", Options{}, "refused", "exchange.bad-encoding"},
		"empty":        {"", Options{}, "refused", "no-header"},
	} {
		t.Run(name, func(t *testing.T) {
			b, _, fs := read(t, c.text, c.o)
			if got := dump(b); got != c.want {
				t.Errorf("read\n%s\nnot\n%s", got, c.want)
			}
			if got := codesOf(fs); got != c.codes {
				t.Errorf("findings %s, not %s: %v", got, c.codes, fs)
			}
			for _, f := range fs {
				for _, l := range []locale.Lang{locale.ZH, locale.EN} {
					if strings.Contains(f.Text(l), "{") {
						t.Errorf("an argument is not filled in: %s", f.Text(l))
					}
				}
			}
		})
	}
}

func TestReport(t *testing.T) {
	var text strings.Builder
	text.WriteString("station,name,city,time,pm25,备用\n")
	for i := range 50 {
		fmt.Fprintf(&text, "%d,甲,成都,2024-01-31 08:00,坏\n", i)
	}
	text.WriteString("a,乙,成都,2024-01-31 08:00,<b>5</b>\na,乙,成都,2024-01-31 09:00,\n")
	b, r, fs := read(t, text.String(), Options{Header: monitor.Header{Known: 5, Grade: "official"}})
	if r.Rows != 52 || r.Readings != 1 || r.Missing != 1 || r.Cleaned != 1 || r.Sites != 1 || r.Left() != 50 {
		t.Errorf("%+v", r)
	}
	if day := measure.DateOf(2024, 1, 31); r.From != day || r.To != day {
		t.Errorf("from %v to %v", r.From, r.To)
	}
	if len(r.Counts) != 2 || r.Counts[1] != (Count{BadNumber, 50}) {
		t.Errorf("counts %v", r.Counts)
	}
	listed := 0
	for _, f := range fs {
		if f.Code == BadNumber {
			listed++
			if f.Pos.Line != listed+1 || f.Pos.Column == 0 {
				t.Errorf("at %v", f.Pos)
			}
		}
	}
	if listed != maxPlaces {
		t.Errorf("%d are listed", listed)
	}
	if b.Known != 5 || b.Origin != "f.csv" || len(b.Sites) != 1 ||
		b.Sites[0] != (monitor.Site{ID: "a", Name: "乙", Area: "成都", Kind: monitor.Station}) {
		t.Errorf("%+v %+v", b.Header, b.Sites)
	}
	want := []Column{{"f.csv", "station", "station", ""}, {"f.csv", "name", "name", ""}, {"f.csv", "city", "city", ""},
		{"f.csv", "time", "time", ""}, {"f.csv", "pm25", "pm25", ""}, {"f.csv", "备用", "", ""}}
	if fmt.Sprint(r.Columns) != fmt.Sprint(want) {
		t.Errorf("columns %v", r.Columns)
	}
}

func TestKindsOfSite(t *testing.T) {
	for text, want := range map[string]monitor.Kind{
		"station,time,pm25\na,2024-01-31 08:00,1\n":     monitor.Station,
		"city,time,pm25\na,2024-01-31 08:00,1\n":        monitor.City,
		"station,city,time,pm25\na,b,2024-01-31 08,1\n": monitor.Station,
		"section,time,ph\na,2024-01-31 08:00,7\n":       monitor.Section,
		"station,time,flow\na,2024-01-31 08:00,1\n":     monitor.Section,
		"地区,日期,PM2.5\na,2024-01-31,1\nb,2024-01-31,1\n": monitor.City,
	} {
		if b, _, fs := read(t, text, Options{}); b == nil || b.Sites[0].Kind != want {
			t.Errorf("%s: %+v %v", text, b, fs)
		}
	}
}

func TestGB18030(t *testing.T) {
	for _, mark := range []string{"", "\ufeff"} {
		text, err := simplifiedchinese.GB18030.NewEncoder().String(mark + "断面名称,监测时间,氨氮\n甲,2024-05-08 12:00,0.15\n")
		if err != nil {
			t.Fatal(err)
		}
		b, _, fs := read(t, text, Options{})
		if got := dump(b); got != "甲 nh3n 05-08 12:00 0.15" || codesOf(fs) != "exchange.read-as-gb18030" {
			t.Errorf("%s %v", got, fs)
		}
	}
}

func bookOf(t testing.TB, sheets map[string][][]any) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	first := true
	for _, title := range []string{"数据", "说明"} {
		rows, ok := sheets[title]
		if !ok {
			continue
		}
		if first {
			book.SetSheetName("Sheet1", title)
		} else if _, err := book.NewSheet(title); err != nil {
			t.Fatal(err)
		}
		first = false
		for i, cells := range rows {
			if err := book.SetSheetRow(title, fmt.Sprintf("A%d", i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	var buf bytes.Buffer
	if err := book.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func TestWorkbook(t *testing.T) {
	serial := float64(measure.DateOf(2024, 1, 31) - measure.DateOf(1899, 12, 30))
	data := bookOf(t, map[string][][]any{
		"数据": {{"表一"}, {"站点", "时间", "PM2.5", "CO(mg/m3)"}, {"甲", serial + 8.0/24, 35.2, 0.1 + 0.2},
			{"甲", serial + 23.0/24, "—", 1}, {"甲", "2024-01-31 10:00", 12, nil}, {"甲", serial + 1, 7, nil}},
		"说明": {{"请填写"}, {"第二行"}}})
	b, _, fs := read(t, data, Options{})
	want := "甲 pm25 01-31 08:00 35.2|甲 pm25 01-31 10:00 12|甲 pm25 01-31 24:00 7|甲 co 01-31 08:00 0.3|甲 co 01-31 23:00 1"
	if got := dump(b); got != want || codesOf(fs) != "exchange.sheet-skipped" {
		t.Errorf("%s\n%v", got, fs)
	}
	days := bookOf(t, map[string][][]any{"数据": {{"城市", "日期", "PM2.5"}, {"甲", serial, 35.2}}})
	if b, _, fs := read(t, days, Options{}); dump(b) != "甲 pm25 01-31 35.2" || len(fs) != 0 {
		t.Errorf("%s %v", dump(b), fs)
	}
	for _, broken := range []string{"PK\x03\x04", data[:len(data)/2]} {
		if b, _, fs := read(t, broken, Options{}); b != nil || codesOf(fs) != "exchange.broken-workbook" {
			t.Errorf("%v", fs)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		text    string
		places  int
		want    int64
		rounded bool
	}{
		{"0", 3, 0, false}, {"35.2", 3, 35200, false}, {"-0.5", 3, -500, false}, {"+1", 0, 1, false}, {"1e-3", 3, 1, false},
		{"0.0005", 3, 0, true}, {"0.0015", 3, 2, true}, {"0.00051", 3, 1, true},
		{"-0.0015", 3, -2, true}, {"-0.0025", 3, -2, true},
		{"1,234.5", 1, 12345, false}, {"123456789012345678901234567890", 3, 1<<63 - 1, false},
		{".5", 1, 5, false}, {"5.", 0, 5, false},
		{"120", -1, 12, false}, {"125", -1, 12, true}, {"1e300", 0, 1<<63 - 1, false},
	} {
		got, rounded, ok := decimal(c.text, c.places, false)
		if !ok || got != c.want || rounded != c.rounded {
			t.Errorf("%s: %d %v %v", c.text, got, rounded, ok)
		}
		if v, ok := fixed(c.text, c.places); ok && v != c.want {
			t.Errorf("%s: %d in short", c.text, v)
		}
	}
	for _, text := range []string{"", ".", "-", "1.2.3", "1,23", "0x1", "1e", "NaN", "Inf", "１", "1 2", "--1", "1-"} {
		if _, _, ok := decimal(text, 3, false); ok {
			t.Errorf("%q is a number", text)
		}
		if _, ok := fixed(text, 3); ok {
			t.Errorf("%q is a number in short", text)
		}
	}
}

func TestMoments(t *testing.T) {
	for text, want := range map[string]string{
		"2024-01-31 08:00": "2024-01-31 08:00", "2024/1/31 8:00:00": "2024-01-31 08:00", "2024.1.31": "2024-01-31",
		"2024年1月31日8时": "2024-01-31 08:00", "2024年01月31日08时00分": "2024-01-31 08:00",
		"2024-01-31T08:00:00.000": "2024-01-31 08:00",
		"2024013108":              "2024-01-31 08:00", "20240131": "2024-01-31", "20240131080000": "2024-01-31 08:00",
		"2024-02-29 24:00":         "2024-02-29 24:00",
		"2024-01-31T08:00:00+0800": "2024-01-31 08:00", "2024-01-31T23:00Z": "2024-02-01 07:00",
		"20240131 08": "2024-01-31 08:00",
	} {
		m, ok := parseMoment(text)
		got := m.day.String()
		if m.byClock {
			got += fmt.Sprintf(" %02d:%02d", m.minute/60, m.minute%60)
		}
		if !ok || got != want {
			t.Errorf("%s: %s %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "x", "2024", "2024-13-01", "2024-02-30", "2023-02-29", "2024-01-31 25:00",
		"2024-01-31 24:01", "31/01/2024",
		"2024-01-31 08:60", "2024-01-31 8 AM", "2024-01-31 08:00 下午", "2024-01-31 08:00+99:00", "202401", "1706659200"} {
		if m, ok := parseMoment(text); ok && !m.noYear {
			t.Errorf("%q is %v", text, m)
		}
	}
	for text, want := range map[string]int{"0": 0, "8": 8, "08:00": 8, "24": 24, "8时": 8, "23:00:00": 23} {
		if n, ok := parseHour(text); !ok || n != want {
			t.Errorf("%s: %d %v", text, n, ok)
		}
	}
	for _, text := range []string{"", "25", "8:30", "x", "-1", "008"} {
		if n, ok := parseHour(text); ok {
			t.Errorf("%q is %d", text, n)
		}
	}
}

func TestNamesAreApart(t *testing.T) {
	for name, item := range itemOf {
		if as, ok := roleOf[name]; ok {
			t.Errorf("%s is both %v and %s", name, item, roleNames[as][0])
		}
		if key(name) != name {
			t.Errorf("%s is found as %s only", name, key(name))
		}
	}
	seen := map[string]role{}
	for r, names := range roleNames {
		for _, n := range names {
			if other, ok := seen[n]; ok {
				t.Errorf("%s is both %d and %d", n, other, r)
			}
			if key(n) != n {
				t.Errorf("%s is found as %s only", n, key(n))
			}
			seen[n] = role(r)
		}
	}
	for _, item := range []monitor.Item{monitor.PM25, monitor.CO, monitor.NH3N, monitor.Temperature, monitor.Coliform,
		monitor.Discharge,
		monitor.Conductivity, monitor.Turbidity, monitor.PH} {
		if n, ok := unitExponent(item, item.Unit()); !ok || n != 0 {
			t.Errorf("%v is not measured in its own unit: %d", item, n)
		}
	}
}
