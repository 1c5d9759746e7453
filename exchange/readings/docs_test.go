package readings

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/monitor"
)

// The page about the format names every item, flag and column, and its examples are read whole.
func TestFormatPage(t *testing.T) {
	data, err := os.ReadFile("../../docs/format/readings.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for i := range monitor.Items {
		if !strings.Contains(page, "`"+i.String()+"`") {
			t.Errorf("item %v is not described", i)
		}
	}
	for _, flag := range strings.Split(monitor.AllFlags.String(), ",") {
		if !strings.Contains(page, "`"+flag+"`") {
			t.Errorf("flag %s is not described", flag)
		}
	}
	for _, as := range meanings() {
		if !strings.Contains(page, "`"+as+"`") {
			t.Errorf("column %s is not described", as)
		}
	}
	examples := regexp.MustCompile("(?s)```csv\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(examples) != 5 {
		t.Errorf("%d examples, expected 5", len(examples))
	}
	for _, e := range examples {
		b, report, findings := read(t, e[1], Options{})
		if b == nil || len(findings) > 0 || report.Readings < 2 || report.Left() > 0 {
			t.Errorf("%s\n%+v %v", e[1], report, findings)
		}
	}
}
