package yipanqi_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/exchange"
	"github.com/yipanqi/yipanqi/exchange/gtfs"
	"github.com/yipanqi/yipanqi/exchange/network"
	"github.com/yipanqi/yipanqi/exchange/osm"
	"github.com/yipanqi/yipanqi/exchange/readings"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/method"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/edition"
	"github.com/yipanqi/yipanqi/method/sharing"
	"github.com/yipanqi/yipanqi/method/water"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
	"github.com/yipanqi/yipanqi/workspace"
)

// gallery lists the pages of docs/findings, each written by a test of the package that checks its
// examples.
var gallery = []struct {
	page  string
	codes []*finding.Code
}{
	{"strict", strict.Codes}, {"plan", plan.Codes}, {"formula", formula.Codes}, {"territory", territory.Codes},
	{"exchange", exchange.Codes}, {"readings", readings.Codes}, {"evaluate", evaluate.Codes},
	{"workspace", workspace.Codes}, {"method", method.Codes}, {"edition", edition.Codes}, {"air", air.Codes},
	{"water", water.Codes}, {"network", network.Codes}, {"gtfs", gtfs.Codes}, {"osm", osm.Codes},
	{"sharing", sharing.Codes},
}

// unseen are findings that no file can bring about, and why.
var unseen = map[string]string{
	"strict.bad-value":        "every type a package's files use has a finding of its own",
	"exchange.unreadable":     "the file system refuses a file of a package",
	"readings.broken-parquet": "a page shows no binary file",
}

// The index of docs/findings names every finding, and each has its example. UPDATE=1 writes it.
func TestFindingsAreIndexed(t *testing.T) {
	index := bytes.NewBufferString("# 结论与错误一览 · Findings\n\n" +
		"每种结论一个例子，由测试运行例子写成。 An example of each finding, written by the test that runs it.\n")
	for _, g := range gallery {
		page, err := os.ReadFile("docs/findings/" + g.page + ".md")
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(page), "# "), "\n")
		fmt.Fprintf(index, "\n## [%s](%s.md)\n\n", title, g.page)
		for _, code := range g.codes {
			switch shown := bytes.Contains(page, []byte("\n## "+code.ID+"\n")); {
			case unseen[code.ID] != "" && shown:
				t.Errorf("%s has an example after all", code.ID)
			case unseen[code.ID] != "":
			case !shown:
				t.Errorf("%s has no example in docs/findings/%s.md", code.ID, g.page)
			default:
				fmt.Fprintf(index, "- [`%s`](%s.md#%s)\n", code.ID, g.page, strings.ReplaceAll(code.ID, ".", ""))
			}
			if !strings.HasPrefix(code.ID, g.page+".") {
				t.Errorf("%s is declared by package %s", code.ID, g.page)
			}
			if code.Message.ZH == "" || code.Message.EN == "" || (code.Hint.ZH == "") != (code.Hint.EN == "") {
				t.Errorf("%s does not speak both languages", code.ID)
			}
		}
	}
	const file = "docs/findings/README.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, index.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(held, index.Bytes()) {
		t.Errorf("%s is out of date; run UPDATE=1 go test . after the tests of the packages", file)
	}
}
