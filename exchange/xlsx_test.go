package exchange

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// shownAs is a number in a sheet with the format that shows it.
type shownAs struct {
	value  any
	format string
}

// bookOf makes a workbook of sheets, each a grid of cells.
func bookOf(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	data, err := makeBook(sheets)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func makeBook(sheets map[string][][]any) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	var err error
	check := func(e error) {
		if err == nil {
			err = e
		}
	}
	names := make([]string, 0, len(sheets))
	for name := range sheets {
		names = append(names, name)
	}
	slices.Sort(names)
	styles := map[string]int{}
	for _, name := range names {
		_, e := book.NewSheet(name)
		check(e)
		for i, row := range sheets[name] {
			for j, v := range row {
				at := cellName(j+1, i+1)
				if s, ok := v.(shownAs); ok {
					if _, known := styles[s.format]; !known {
						styles[s.format], e = book.NewStyle(&excelize.Style{CustomNumFmt: &s.format})
						check(e)
					}
					check(book.SetCellStyle(name, at, at, styles[s.format]))
					v = s.value
				}
				check(book.SetCellValue(name, at, v))
			}
		}
	}
	if _, ok := sheets["Sheet1"]; !ok {
		check(book.DeleteSheet("Sheet1"))
	}
	data, e := book.WriteToBuffer()
	check(e)
	if err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

func TestSheetCells(t *testing.T) {
	day := measure.DateOf(2022, 8, 1)
	serial := int(day - sheet.Epoch1900)
	for _, c := range []struct {
		indicator string
		period    any
		value     any
		want      string // period=value
	}{
		{"gdp", 2022, 66, "2022=66"},
		{"gdp", "2022年", shownAs{66, "0.0"}, "2022=66.0"},
		{"gdp", 2022, shownAs{66.4, "0"}, "2022=66.4"},
		{"gdp", 2022, 0.1 + 0.2, "2022=0.3"},
		{"gdp", 2022, "1,234.50", "2022=1234.50"},
		{"gdp", 2022, shownAs{1234.5, "#,##0.00"}, "2022=1234.50"},
		{"gdp", shownAs{float64(measure.DateOf(2022, 12, 31) - sheet.Epoch1900), "yyyy"}, 1, "2022=1"},
		{"urbanisation", 2022, shownAs{0.7096, "0%"}, "2022=70.96"},
		{"urbanisation", 2022, shownAs{0.66, "0.0%"}, "2022=66.0"},
		{"urbanisation", 2022, "70.96%", "2022=70.96"},
		{"good-air", shownAs{serial, "yyyy-mm"}, 88, "2022-08=88"},
		{"good-air", shownAs{serial, "mmm-yy"}, 88, "2022-08=88"},
		{"flow", shownAs{serial, "yyyy/m/d"}, 1e5, "2022-08-01=100000"},
	} {
		data := bookOf(t, map[string][][]any{"表": {{"指标", "地区", "时期", "数值"},
			{c.indicator, 500000, c.period, c.value}}})
		batches, findings := Read("f", data, ForPlan(synthetic()), Options{Known: imported})
		mustNoErrors(t, findings)
		if len(batches) != 1 {
			t.Errorf("%+v: nothing read", c)
			continue
		}
		o := batches[0].Observations[0]
		if got := o.Period.String() + "=" + measure.Format(o.Value, int(o.Decimals)); got != c.want || o.Area != "500000" {
			t.Errorf("%+v: read %s, want %s", c, got, c.want)
		}
	}
}

func TestFindingsInSheets(t *testing.T) {
	header := []any{"指标", "地区", "时期", "数值"}
	for _, c := range []struct {
		sheets map[string][][]any
		code   *finding.Code
		want   string
	}{
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, "x"}}}, BadNumber,
			"f#表:2:4: error [exchange.bad-number] D2: x"},
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, shownAs{45000, "yyyy-mm-dd"}}}}, BadNumber, "D2"},
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, true}}}, BadNumber, "D2"},
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, "#DIV/0!"}}}, CellError, "D2"},
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, 1, "多"}}}, RowLength, "f#表:2:4"},
		{map[string][][]any{"表": {{"无"}}}, NoHeader, "f:1:1"},
		{map[string][][]any{"Sheet1": {{}}}, NoHeader, "f:1:1"},
		{map[string][][]any{"表": {header, {"gdp", "重庆", 2022, 1}}, "说明": {{"请填写"}}}, SheetSkipped, "f#说明"},
		{map[string][][]any{"甲": {header, {"gdp", "重庆", 2022, 1}}, "乙": {header, {"gdp", "重庆", 2022, 1}}},
			Duplicate, "f#乙:2"},
		{map[string][][]any{"常住人口": {{"地区", 2021, "2022年"}, {"重庆", 1, "?"}}}, BadNumber, "C2"},
		{map[string][][]any{"其他": {{"地区", 2021}, {"重庆", 1}}}, IndicatorNotNamed, "f#其他:1:1"},
	} {
		_, findings := Read("f", bookOf(t, c.sheets), ForPlan(synthetic()), Options{Known: imported})
		i := slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Code == c.code })
		if i < 0 || !strings.Contains(findings[i].Text(locale.EN), c.want) {
			t.Errorf("%v: no %s with %q", c.sheets, c.code.ID, c.want)
			for _, f := range findings {
				t.Log(f.Text(locale.EN))
			}
		}
	}
}

// zipOf makes an archive of files with the given names, each with the given content.
func zipOf(t *testing.T, content string, names ...string) []byte {
	var data bytes.Buffer
	archive := zip.NewWriter(&data)
	for _, name := range names {
		w, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

func TestUnsafeWorkbooks(t *testing.T) {
	for _, c := range []struct {
		data []byte
		code *finding.Code
	}{
		{zipOf(t, "x", "xl/vbaProject.bin"), Macros},
		{zipOf(t, "x", `xl\macrosheets\sheet1.xml`), Macros},
		{zipOf(t, strings.Repeat("0", 5000), "xl/worksheets/sheet1.xml"), TooLarge},
		{zipOf(t, "x", "a.txt"), BrokenWorkbook},
	} {
		batches, findings := Read("f", c.data, ForPlan(synthetic()), Options{Known: imported, MaxBytes: 1000})
		if batches != nil || len(findings) != 1 || findings[0].Code != c.code {
			t.Errorf("want %s, have %v", c.code.ID, findings)
		}
	}
}

// A workbook that was cut short, or in which bits were flipped, gives findings or reads; it never
// brings the program down.
func TestDamagedWorkbooks(t *testing.T) {
	whole := bookOf(t, map[string][][]any{"表": {{"指标", "地区", "时期", "数值"}, {"gdp", "重庆", 2022, 1}}})
	s := ForPlan(synthetic())
	for n := 0; n < len(whole); n += 97 {
		if batches, findings := Read("f", whole[:n], s, Options{Known: imported}); batches != nil || findings == nil {
			t.Errorf("%d of %d bytes were accepted", n, len(whole))
		}
	}
	const seed = 20251125
	random := rand.New(rand.NewPCG(seed, 0))
	for range 300 {
		data := bytes.Clone(whole)
		for range 1 + random.IntN(8) {
			data[random.IntN(len(data))] ^= 1 << random.IntN(8)
		}
		batches, findings := Read("f", data, s, Options{Known: imported})
		if worst, any := finding.Worst(findings); any && worst == finding.Error && batches != nil {
			t.Fatalf("seed %d: accepted in spite of errors", seed)
		}
	}
}

// FuzzSheet reads sheets whose cells are the fields of the input, some of them numbers with a format.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{"指标,地区,时期,数值\ngdp,重庆,2022,1", "地区,2021\n重庆,#N/A", "单位：万人\n地区,2021,2022\n,重庆,L",
		"batch,indicator,area,period,value,known\na,gdp,500000,2021,1,2022\na,,,,,2022"} {
		f.Add(seed, "0.0%", 0.5)
		f.Add(seed, "yyyy-mm-dd", 44774.5)
		f.Add(seed, "General", 1e300)
	}
	s := ForPlan(synthetic())
	f.Fuzz(func(t *testing.T, text, format string, number float64) {
		if len(text) > 300 || len(format) > 50 || number-number != 0 {
			return
		}
		var grid [][]any
		for i, row := range strings.Split(strings.ToValidUTF8(text, "?"), "\n") {
			var cells []any
			for j, cell := range strings.Split(row, ",") {
				var v any = cell
				if (i+j)%3 == 2 && i > 0 {
					v = shownAs{number, strings.ToValidUTF8(format, "?")}
				}
				cells = append(cells, v)
			}
			grid = append(grid, cells)
		}
		data, err := makeBook(map[string][][]any{"gdp": grid})
		if err != nil {
			return // no workbook can hold these cells
		}
		batches, findings := Read("f", data, s, Options{Known: imported})
		if worst, any := finding.Worst(findings); any && worst == finding.Error && batches != nil {
			t.Error("accepted in spite of errors")
		}
		for i := range batches {
			if err := batches[i].Check(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestTemplate(t *testing.T) {
	p := synthetic()
	form := Form{Plan: p, Body: "stats-chongqing", Areas: []string{"500000", "500105"},
		Indicators: []string{"gdp", "good-air"}, Periods: []measure.Period{measure.Year(2022), measure.Year(2023)}}
	for _, lang := range []locale.Lang{locale.ZH, locale.EN} {
		form.Lang = lang
		var file bytes.Buffer
		if err := WriteTemplate(&file, form); err != nil {
			t.Fatal(err)
		}
		batches, findings := Read("form.xlsx", file.Bytes(), ForPlan(p), Options{Known: imported})
		mustNoErrors(t, findings)
		if len(batches) != 0 || !slices.ContainsFunc(findings, func(f finding.Finding) bool {
			return f.Code == BlankValues && f.Args["found"] == "4"
		}) || len(findings) != 1 {
			t.Errorf("%s: an empty form reads as %v, %v", lang, batches, findings)
		}
		fill(t, &file, lang)
		batches, findings = Read("form.xlsx", file.Bytes(), ForPlan(p), Options{Known: imported})
		mustNoErrors(t, findings)
		if len(batches) != 1 || len(batches[0].Observations) != 2 {
			t.Fatalf("%s: read %v", lang, batches)
		}
		a, b := batches[0].Observations[0], batches[0].Observations[1]
		if a.Indicator != "gdp" || a.Area != "500000" || a.Period != measure.Year(2022) || a.Value != 12.5 ||
			a.Reporter != "stats-chongqing" || a.Source != "yearbook-2023" || b.Status != measure.NotCollected {
			t.Errorf("%s: read %+v, %+v", lang, a, b)
		}
	}
}

// fill fills in the first two rows of a form.
func fill(t *testing.T, file *bytes.Buffer, lang locale.Lang) {
	t.Helper()
	book, err := excelize.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := formSheet.In(lang)
	for at, v := range map[string]any{"H2": 12.5, "J2": "yearbook-2023", "I3": "L"} {
		if err := book.SetCellValue(sheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
	file.Reset()
	if err := book.Write(file); err != nil {
		t.Fatal(err)
	}
}

func TestTemplateRefusals(t *testing.T) {
	p := synthetic()
	year := []measure.Period{measure.Year(2022)}
	for name, f := range map[string]Form{
		"nothing asked":     {Plan: p, Areas: []string{"500000"}, Indicators: []string{"good-air"}, Periods: year},
		"unknown indicator": {Plan: p, Areas: []string{"500000"}, Indicators: []string{"x"}, Periods: year},
		"unknown body":      {Plan: p, Body: "x", Areas: []string{"500000"}, Indicators: []string{"gdp"}, Periods: year},
	} {
		if err := WriteTemplate(io.Discard, f); err == nil {
			t.Errorf("%s: a form was written", name)
		}
	}
}
