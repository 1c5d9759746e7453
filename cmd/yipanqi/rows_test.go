package main

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure/decimal"
)

// fillSynthetic fills a table of two columns.
func fillSynthetic(add addRow) error {
	if err := add("=1+1", decimal.Decimal{Units: 350, Places: 1}); err != nil {
		return err
	}
	return add(nil, decimal.None)
}

var syntheticColumns = []string{"site", "good_ratio"}

// A workbook has numbers as numbers with their decimals, no formulas out of names, and a sheet that
// tells what the table rests on and what its columns hold.
func TestWorkbook(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.xlsx")
	o := &output{app: &app{lang: locale.ZH, errs: new(bytes.Buffer)}, file: file}
	o.note("版本 %s", "edition %s", "synthetic")
	if err := o.table(syntheticColumns, fillSynthetic); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(tableSheet)
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Concat(rows...); !slices.Equal(got, []string{"site", "good_ratio", "'=1+1", "35.0"}) {
		t.Errorf("the sheet has %q", got)
	}
	if kind, err := book.GetCellType(tableSheet, "B2"); err != nil || kind != excelize.CellTypeUnset {
		t.Errorf("the number is of type %v (%v)", kind, err)
	}
	notes, err := book.GetRows("说明")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(slices.Concat(notes...), "|")
	if want := "版本 synthetic|site|站点，或城市|good_ratio|优良天数比率，%"; !strings.HasPrefix(text, want) {
		t.Errorf("the notes are %s", text)
	}
}

func TestTextTables(t *testing.T) {
	for _, c := range []struct {
		kind string
		json bool
		want string
	}{
		{"", false, "site,good_ratio\n'=1+1,35.0\n,\n"},
		{".csv", false, "\ufeffsite,good_ratio\r\n'=1+1,35.0\r\n,\r\n"},
		{"", true, `[` + "\n" + ` {"site": "=1+1", "good_ratio": 35.0},` + "\n" +
			` {"site": null, "good_ratio": null}` + "\n]\n"},
		{".json", false, `[` + "\n" + ` {"site": "=1+1", "good_ratio": 35.0},` + "\n" +
			` {"site": null, "good_ratio": null}` + "\n]\n"},
	} {
		var out bytes.Buffer
		o := &output{app: &app{json: c.json}}
		if err := o.rows(&out, c.kind, syntheticColumns, fillSynthetic); err != nil || out.String() != c.want {
			t.Errorf("%s: %q (%v)", c.kind, &out, err)
		}
	}
	o := &output{app: &app{out: new(bytes.Buffer)}}
	if err := o.table(syntheticColumns, func(add addRow) error { return add("one") }); err == nil {
		t.Error("a row of one value is taken for one of two")
	}
	if err := o.rows(new(bytes.Buffer), "", nil, func(addRow) error { return nil }); err != nil {
		t.Error(err)
	}
}
