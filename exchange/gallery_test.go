package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/finding/gallery"
	"github.com/yipanqi/yipanqi/locale"
)

// example is a file, or a row below the header of examples, that gives a finding.
type example struct {
	row  string // of a file with the columns of exampleHeader
	text string // or a whole file
	data []byte
	said locale.Text // what the file is, where it cannot be shown
	o    Options
	rev  bool // a revenue register
}

const revenueHeader = "企业,税种,期间,类别,金额,单位\n"

const exampleHeader = "指标,地区,时期,数值,单位,状态,小数位,来源,等级,填报单位,获知时间,备注\n"

// examples has one for each finding that reading a file can give. The plan they are read against
// is that of the tests.
func examples(t *testing.T) map[*finding.Code]example {
	row := func(cells string) example {
		return example{row: cells + strings.Repeat(",", 11-strings.Count(cells, ","))}
	}
	unseen := func(data []byte, zh, en string) example {
		return example{data: data, said: locale.Text{ZH: zh, EN: en}}
	}
	table := exampleHeader[:strings.Index(exampleHeader, ",单位")] + "\n"
	long := strings.Repeat("x,重庆,2022,1\n", maxFindings+1)
	return map[*finding.Code]example{
		TooLarge:       {text: table, o: Options{MaxBytes: 10}},
		TooManyRows:    {text: table + "gdp,重庆,2021,1\ngdp,重庆,2022,1\n", o: Options{MaxRows: 1}},
		BadEncoding:    unseen([]byte("\xff\xff\n"), "乱码", "garbled bytes"),
		ReadAsGB18030:  unseen([]byte("\xd6\xb8\xb1\xea\n"), "用 GB 18030 编码的文件", "a file in GB 18030"),
		CSVSyntax:      {text: table + "gdp,重庆,20\"22,1\n"},
		OldWorkbook:    unseen([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "旧式 .xls 文件", "an .xls file"),
		BrokenWorkbook: unseen([]byte("PK\x03\x04"), "残缺的 .xlsx 文件", "an .xlsx file that was cut short"),
		Macros:         unseen(zipOf(t, "", "xl/vbaProject.bin"), "含宏的工作簿", "a workbook with macros"),
		MoreFindings:   unseen([]byte(table+long), "一万多处错误的文件", "a file with more than ten thousand errors"),

		NoHeader:          {text: "gdp,重庆,2022,1\n"},
		SheetSkipped:      unseen(bookOf(t, twoSheets), "另有一张“说明”工作表的工作簿", "a workbook with one more sheet, 说明"),
		NoRows:            {text: table},
		UnknownColumn:     {text: "指标,地区,时期,数直\n"},
		UnnamedColumn:     {text: "指标,地区,时期,数值,\ngdp,重庆,2022,1,2\n"},
		RepeatedColumn:    {text: "指标,地区,时期,数值,value\n"},
		MissingColumn:     {text: "指标,地区,数值\n"},
		IndicatorNotNamed: {text: "地区,2021,2022\n重庆,1,2\n"},
		RowLength:         {text: table + "gdp,重庆,2022,1,234.5\n"},
		Remark:            {text: table + "注：初步数,,,\n"},
		FullWidth:         row("gdp,重庆,2022,１２３"),

		EmptyCell:          row("gdp,,2022,1"),
		ControlCharacter:   {row: "gdp,重庆,2022,1,,,,,,,,\x01"},
		UnknownIndicator:   row("gpd,重庆,2022,1"),
		AmbiguousIndicator: row("用时,重庆,2022-Q1,1"),
		UnknownArea:        row("gdp,重庆市市,2022,1"),
		AmbiguousArea:      row("gdp,江北区,2022,1"),
		AreaNotThen:        row("gdp,潼南县,2022,1"),
		BadPeriod:          row("gdp,重庆,去年,1"),
		WrongFrequency:     row("gdp,重庆,2022-Q3,1"),
		PeriodFromDate:     row("good-air,重庆,2022-08-01,88"),
		FuturePeriod:       row("gdp,重庆,2030,1"),

		BadNumber:        row("gdp,重庆,2022,约1"),
		BadGrouping:      {text: table + "gdp,重庆,2022,\"1,23\"\n"},
		OutOfRange:       row("gdp,重庆,2022,1e399"),
		CellError:        row("gdp,重庆,2022,#DIV/0!"),
		MissingMark:      row("gdp,重庆,2022,--"),
		BlankValues:      row("gdp,重庆,2022,"),
		NoValueForStatus: row("gdp,重庆,2022,,,A"),
		ValueForStatus:   row("gdp,重庆,2022,1,,L"),
		PercentRange:     row("城镇化率,重庆,2022,709.6"),
		BadUnit:          row("gdp,重庆,2022,1,亿圆"),
		WrongUnit:        row("gdp,重庆,2022,1,万人"),
		BadStatus:        row("gdp,重庆,2022,1,,X"),
		BadDecimals:      row("gdp,重庆,2022,1,,,一"),
		UnknownSource:    row("gdp,重庆,2022,1,,,,yearbook-2032"),
		UnlistedSource:   row("gdp,重庆,2022,1,,,,市统计局公报第3号"),
		UnknownReporter:  row("gdp,重庆,2022,1,,,,,,统计局"),
		BadGrade:         row("gdp,重庆,2022,1,,,,,好"),
		BadKnown:         row("gdp,重庆,2022,1,,,,,,,去年"),
		KnownLater:       row("gdp,重庆,2022,1,,,,,,,2031-01-01"),
		NoKnown:          {text: table + "gdp,重庆,2022,1\n", o: Options{Known: -1}},
		Duplicate:        {text: table + "gdp,重庆,2022,1\ngdp,500000,2022,1\n"},
		BatchDiffers: {text: "batch,known,origin,indicator,area,period,value\n" +
			"a,2023-01-01,f.csv,gdp,500000,2022,1\na,2023-01-01,g.csv,gdp,510000,2022,1\n"},

		UnknownTax:    {rev: true, text: revenueHeader + "甲公司,农业税,2022,原有,1,元\n"},
		UnknownCohort: {rev: true, text: revenueHeader + "甲公司,增值税,2022,外资,1,元\n"},
		NotFen:        {rev: true, text: revenueHeader + "甲公司,增值税,2022,原有,1.005,元\n"},
		RevenuePeriod: {rev: true, text: revenueHeader + "甲公司,增值税,2022-Q1,原有,1,元\n"},
	}
}

var twoSheets = map[string][][]any{"表": {{"指标", "地区", "时期", "数值"}, {"gdp", "重庆", 2022, 1}}, "说明": {{"请填写"}}}

// unexampled are findings that no file brings about.
var unexampled = map[*finding.Code]string{Unreadable: "the file system refuses a file of a package"}

// TestEveryFindingHasAnExample writes docs/findings/exchange.md where UPDATE is set, and compares
// otherwise.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page strings.Builder
	page.WriteString("# 事实有误 · Facts that cannot be taken in\n\n" +
		"每种结论一个例子，由测试运行例子写成。格式见 [facts.md](../format/facts.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	all := examples(t)
	for _, c := range Codes {
		if unexampled[c] != "" {
			continue
		}
		e, ok := all[c]
		if !ok {
			t.Errorf("%s has no example", c.ID)
			continue
		}
		show(t, &page, c, e)
	}
	gallery.Hold(t, "../docs/findings/exchange.md", page.String())
}

// show reads an example and writes it with the finding it is for.
func show(t *testing.T, page *strings.Builder, c *finding.Code, e example) {
	text := e.text
	if e.row != "" {
		text = exampleHeader + e.row + "\n"
	}
	data := e.data
	if data == nil {
		data = []byte(text)
	}
	switch e.o.Known {
	case 0:
		e.o.Known = imported
	case -1:
		e.o.Known = 0
	}
	_, findings := Read("facts", data, ForPlan(synthetic()), e.o)
	if e.rev {
		_, findings = ReadRevenue("revenue", data, imported)
	}
	fmt.Fprintf(page, "\n## %s\n\n", c.ID)
	if text != "" {
		fmt.Fprintf(page, "```csv\n%s```\n\n", strings.ReplaceAll(text, "\x01", "␁"))
	} else {
		fmt.Fprintf(page, "%s。 %s.\n\n", e.said.ZH, strings.ToUpper(e.said.EN[:1])+e.said.EN[1:])
	}
	for _, f := range findings {
		if f.Code == c {
			fmt.Fprintf(page, "```text\n%s\n%s\n```\n", f.Text(locale.ZH), f.Text(locale.EN))
			return
		}
	}
	t.Errorf("the example of %s does not give it but %v", c.ID, findings)
}
