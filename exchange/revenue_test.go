package exchange

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Every row is read to the fen, whatever its unit and the language of its columns.
func TestReadRevenue(t *testing.T) {
	const text = "企业,税种,地区,类别,期间,金额,单位,获知时间\n" +
		"甲公司,增值税,510100,迁入,2023年,\"12,345.67\",元,\n" +
		"甲公司,cit,510100,moved,2023-05,1.234567,万元,2024-03-01\n" +
		"乙公司,企业所得税,,,202305,-0.0000000001,亿元,\n" +
		"乙公司,其他,,原有,2024,7,分,\n"
	records, findings := ReadRevenue("r.csv", []byte(text), imported)
	for _, f := range findings {
		t.Error(f.Text(locale.EN))
	}
	may := measure.Period{Freq: measure.Month, Ord: 2023*12 + 4}
	want := []fact.Revenue{
		{Enterprise: "甲公司", Tax: "vat", Area: "510100", Cohort: "moved", Period: measure.Year(2023), Fen: 1234567,
			Known: imported, Origin: "r.csv:2"},
		{Enterprise: "甲公司", Tax: "cit", Area: "510100", Cohort: "moved", Period: may, Fen: 1234567,
			Known: measure.EndOf(measure.DateOf(2024, 3, 1)), Origin: "r.csv:3"},
		{Enterprise: "乙公司", Tax: "cit", Period: may, Fen: -1, Known: imported, Origin: "r.csv:4"},
		{Enterprise: "乙公司", Tax: "other", Cohort: "old", Period: measure.Year(2024), Fen: 7, Known: imported,
			Origin: "r.csv:5"},
	}
	if len(records) != len(want) {
		t.Fatalf("%d records, want %d", len(records), len(want))
	}
	for i := range want {
		if records[i] != want[i] {
			t.Errorf("got %+v\nwant %+v", records[i], want[i])
		}
	}
}

// One error and nothing is read; all are found in one run.
func TestBrokenRevenue(t *testing.T) {
	const text = "enterprise,tax,period,amount,unit,known\n" +
		"A,vat,2023,1,元,\n" + "A,vat,2023,2,元,\n" + "A,vat,2023,2,元,2024-01-01\n" + // corrected later
		"A,vat,2022,1.001,元,\n" + "A,vat,soon,1,元,\n" + "A,vat,2021,one,元,\n" + "A,vat,2020,1,美元,\n" +
		"A,vat,2019,99999999999999999,元,\n" + ",vat,2018,1,元,\n" + "A,vat,2017,1,元,once\n" + "A,vat,2016,1\n" +
		"A,vat,2015,12%,元,\n" + "A,vat,2014-Q1,1,元,\n" + "A,levy,2013,1,元,\n"
	records, findings := ReadRevenue("r.csv", []byte(text), imported)
	if records != nil {
		t.Error("something of a broken file was accepted")
	}
	want := []*finding.Code{Duplicate, NotFen, BadPeriod, BadNumber, BadUnit, OutOfRange, EmptyCell, BadKnown, RowLength,
		BadNumber, RevenuePeriod, UnknownTax}
	for i, f := range findings {
		if i >= len(want) || f.Code != want[i] || strings.Contains(f.Text(locale.EN)+f.Text(locale.ZH), "{") {
			t.Errorf("finding %d: %s", i, f.Text(locale.EN))
		}
	}
	if len(findings) != len(want) {
		t.Errorf("%d findings, want %d", len(findings), len(want))
	}
}

func FuzzReadRevenue(f *testing.F) {
	for _, seed := range []string{"", "企业,税种,期间,金额\n甲,增值税,2022,1\n",
		"enterprise\ttax\tperiod\tamount\nA\tvat\t2022\t1e3\n",
		"enterprise,tax,period,amount\nA,vat,2022,\"1\n", "\xd6\xb8\xb1\xea", "企业,企业,x\n",
		"企业,税种,期间,金额,单位\n甲,契税,2022-01,-.5,万元\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		records, findings := ReadRevenue("f", data, imported)
		lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1
		for _, f := range findings {
			if f.Pos.File != "f" || f.Pos.Line > lines || f.Pos.Line > 0 && f.Pos.Column < 1 {
				t.Errorf("finding outside the file: %s", f.Text(locale.EN))
			}
		}
		if worst, any := finding.Worst(findings); any && worst == finding.Error && records != nil {
			t.Error("accepted in spite of errors")
		}
		for i := range records {
			if r := &records[i]; r.Enterprise == "" || r.Tax == "" || r.Origin == "" || r.Fen > 1e15 || r.Fen < -1e15 ||
				r.Period.Freq != measure.Annual && r.Period.Freq != measure.Month {
				t.Errorf("accepted %+v", r)
			}
		}
	})
}
