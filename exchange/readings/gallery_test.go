package readings

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/finding/gallery"
	"github.com/yipanqi/yipanqi/locale"
)

// examples has a file for each finding that reading can give.
var examples = map[*finding.Code]struct {
	text string
	o    Options
}{
	NoHeader:       {text: "1,2,3\n"},
	NoTime:         {text: "station,pm25,pm10,so2\n1001A,1,2,3\n"},
	NoSite:         {text: "time,pm25\n2024-01-31 08:00,35\n"},
	NoItem:         {text: "station,time,value\n1001A,2024-01-31 08:00,35\n"},
	RepeatedColumn: {text: "station,time,pm25,PM2.5\n1001A,2024-01-31 08:00,35,36\n"},
	BadMapping:     {"station,time,pm25\n", Options{Mapping: map[string]string{"点": "point"}}},
	WrongUnit:      {text: "station,time,o3(ppb)\n1001A,2024-01-31 08:00,60\n"},

	UnknownColumn: {text: "section,time,ph,氨氨\n甲,2024-01-31 08:00,7.5,0.2\n"},
	UnknownItem:   {text: "station,time,item,value\n1001A,2024-01-31 08:00,苯,1\n"},
	EmptySite:     {text: "station,time,pm25\n,2024-01-31 08:00,35\n"},
	BadTime:       {text: "station,time,pm25\n1001A,31/01/2024,35\n"},
	OffHour:       {text: "station,time,pm25\n1001A,2024-01-31 08:30,35\n"},
	BadNumber:     {text: "station,time,pm25\n1001A,2024-01-31 08:00,约35\n"},
	Negative:      {text: "station,time,pm25\n1001A,2024-01-31 08:00,-5\n"},
	TooGreat:      {text: "station,time,pm25\n1001A,2024-01-31 08:00,9999999\n"},
	NoLimit:       {text: "section,time,oil\n甲,2024-01-31 08:00,未检出\n"},
	Repeated:      {text: "station,time,pm25\n1001A,2024-01-31 08:00,35\n1001A,2024-01-31 08:00,36\n"},
	BadFlag:       {text: "station,time,pm25,flags\n1001A,2024-01-31 08:00,35,pm25=H\n"},
	NotOfHour:     {text: "station,time,o3,o3_8h\n1001A,2024-01-31 08:00,60,55\n"},

	Rounded:     {text: "station,time,pm25\n1001A,2024-01-31 08:00,35.23456\n"},
	ReadAsDaily: {text: "city,time,pm25\n成都,2024-01-30 00:00,35\n成都,2024-01-31 00:00,36\n"},
	OzoneOfDay:  {text: "city,date,o3\n成都,2024-01-31,88\n"},
	Zeros:       {text: "city,date,pm10\n成都,2024-01-31,0\n"},
}

// unexampled are findings of files that cannot be shown; TestParquet has them.
var unexampled = map[*finding.Code]bool{BrokenParquet: true}

// TestEveryFindingHasAnExample writes docs/findings/readings.md where UPDATE is set, and compares
// otherwise.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page strings.Builder
	page.WriteString("# 监测数据有误 · Readings that cannot be taken in\n\n" +
		"每种结论一个例子，由测试运行例子写成。格式见 [readings.md](../format/readings.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	for _, c := range Codes {
		e, ok := examples[c]
		if !ok {
			if !unexampled[c] {
				t.Errorf("%s has no example", c.ID)
			}
			continue
		}
		_, _, findings := read(t, e.text, e.o)
		fmt.Fprintf(&page, "\n## %s\n\n```csv\n%s```\n\n", c.ID, e.text)
		found := false
		for _, f := range findings {
			if f.Code == c {
				found = true
				fmt.Fprintf(&page, "```text\n%s\n%s\n```\n", f.Text(locale.ZH), f.Text(locale.EN))
			}
		}
		if !found {
			t.Errorf("the example of %s does not give it but %v", c.ID, findings)
		}
	}
	gallery.Hold(t, "../../docs/findings/readings.md", page.String())
}
