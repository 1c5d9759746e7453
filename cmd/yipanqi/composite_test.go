package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/method/composite"
)

// FuzzComposite reads any framework and data: what is read can be built or is refused, and problems lie
// inside the files.
func FuzzComposite(f *testing.F) {
	tree := "代码,上级,权重,方向,下限,上限\n列车,交通,2,正,,\n用时,交通,1,逆,0,200\n交通,指数,1,,,\n指数,,,,,\n"
	f.Add([]byte(tree), []byte("城市,年份,列车,用时\n甲,2019,10,90\n乙,2019,4,\n"))
	f.Add([]byte(tree), []byte("unit,year,indicator,value\n甲,2019年,列车,10\n甲,2019,列车,1\n"))
	f.Add([]byte("code,parent\na,b\nb,a\n"), []byte("unit\n"))
	f.Add([]byte("code,parent,weight\na,,-1\na,x,\n"), []byte("\xff\n"))
	f.Fuzz(func(t *testing.T, tree, data []byte) {
		framework, table := &longTable{file: "f"}, &longTable{file: "d"}
		if framework.readText(tree) != nil || table.readText(data) != nil || framework.header == nil || table.header == nil {
			return
		}
		read, err := readFramework(framework)
		if err != nil || read == nil {
			inside(t, framework, tree)
			return
		}
		j := &compositeJob{output: output{app: &app{out: io.Discard, errs: io.Discard}}}
		d, err := read.readData(j, table)
		inside(t, table, data)
		if err != nil || len(table.problems) > 0 {
			return
		}
		if built, err := composite.Build(read.tree, d, composite.Recipe{}); err == nil && len(built.Ranks) != len(d.Rows) {
			t.Errorf("%d ranks of %d rows", len(built.Ranks), len(d.Rows))
		}
	})
}

func inside(t *testing.T, table *longTable, data []byte) {
	t.Helper()
	lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1
	for _, p := range table.problems {
		if p.line < 1 || p.line > lines || p.column < 1 || strings.TrimSpace(p.text.ZH) == "" {
			t.Errorf("%s:%d:%d: %s lies outside", table.file, p.line, p.column, p.text.EN)
		}
	}
}
