package strict

import (
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

type row struct {
	Where
	Code  string       `csv:"code,required"`
	Name  string       `csv:"name"`
	Value float64      `csv:"value"`
	From  measure.Date `csv:"from"`
}

func TestCSVFindings(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"code,name,value,from\n", ""},
		{"\ufeffcode\r\n1\r\n", ""},
		{"", "f.csv:1:1: error [strict.no-header] the table has no header; expected columns: code"},
		{"name\nx\n", "f.csv:1:1: error [strict.missing-column] required column code"},
		{"code,nmae\n", "f.csv:1:6: error [strict.unknown-column] unknown column nmae; known: code"},
		{"code,nmae\n", "did you mean name?"},
		{"code,name,code\n", "f.csv:1:11: error [strict.repeated-column]"},
		{"code,name\n1\n", "f.csv:2:1: error [strict.row-length] this row has 1 cells"},
		{"code,name\n1,2,3\n", "f.csv:2:1: error [strict.row-length]"},
		{"code,name\n,2\n", "f.csv:2:1: error [strict.empty-value] required code"},
		{"code,name,value\n1,中文,x\n", "f.csv:2:6: error [strict.bad-number] value: x"},
		{"code,from\n1,soon\n2,later\n", "f.csv:3:3: error [strict.bad-date] from: later"},
		{"code,name\n1,a\"b\n2,x,y\n", "f.csv:2:4: error [strict.csv-syntax]"},
		{"code,name\n1,a\"b\n2,x,y\n", "f.csv:3:1: error [strict.row-length]"},
		{"code,name\n1,\"a\nb\n", "[strict.csv-syntax]"},
		{"code\n\xff\n", "f.csv:2:1: error [strict.encoding]"},
	} {
		var rows []row
		var got []string
		for _, f := range CSV("f.csv", []byte(c.data), &rows) {
			got = append(got, f.Text(locale.EN))
		}
		all := strings.Join(got, "\n")
		if c.want == "" && all != "" || !strings.Contains(all, c.want) {
			t.Errorf("%q:\n got %s\nwant %s", c.data, all, c.want)
		}
	}
}

func TestCSVDecodes(t *testing.T) {
	var rows []row
	if fs := CSV("f.csv", []byte("name,code,value,from\n\"两\n行\",a,,\n三,b,1.5,2021\n"), &rows); len(fs) > 0 {
		t.Fatal(fs[0].Text(locale.EN))
	}
	if len(rows) != 2 || rows[0].Name != "两\n行" || !measure.IsMissing(rows[0].Value) || rows[0].From != 0 ||
		rows[1].Value != 1.5 || rows[1].From.String() != "2021-12-31" {
		t.Errorf("decoded %+v", rows)
	}
	if at := rows[1].At("value").String(); at != "f.csv:4:5" {
		t.Errorf("value at %s", at)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"indicator", "area", "period", "value", "gdp", "指标"}
	for word, want := range map[string]string{"indicater": "indicator", "inidcator": "indicator",
		"are": "area", "gpd": "gdp", "vlaue": "value", "xyz": "", "": "", "target": ""} {
		if got := Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
