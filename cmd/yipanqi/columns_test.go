package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/monitor"
)

// Every column of every table is described, once in a table.
func TestEveryColumnIsDescribed(t *testing.T) {
	for _, table := range tables {
		seen := map[string]bool{}
		for _, c := range table.columns {
			if m := meaningOf(c); m.ZH == "" || m.EN == "" {
				t.Errorf("%s: column %s is not described", table.command, c)
			}
			if seen[c] {
				t.Errorf("%s: column %s stands twice", table.command, c)
			}
			seen[c] = true
		}
	}
	if m := meaningOf("sites"); m.ZH != "" {
		t.Error("a column there is not is described")
	}
}

// docs/format/environment.md shows the tables as they are; UPDATE=1 writes them there.
func TestColumnsPage(t *testing.T) {
	const file, begin, end = "../../docs/format/environment.md", "<!-- columns -->\n", "<!-- end -->\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(data), begin)
	_, tail, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no place for the columns", file)
	}
	page := head + begin + columnsPage() + end + tail
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		data = []byte(page)
	}
	if page != string(data) {
		t.Errorf("%s is out of date; UPDATE=1 go test ./cmd/yipanqi -run Columns writes it anew", file)
	}
}

// columnsPage lists the columns of each table, and then what each column holds.
func columnsPage() string {
	var page strings.Builder
	var all []string
	for _, table := range tables {
		var names []string
		for _, c := range table.columns {
			if c = folded(c); !slices.Contains(names, c) {
				names = append(names, c)
			}
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
		fmt.Fprintf(&page, "**`%s`**: `%s`\n\n", table.command, strings.Join(names, "` `"))
	}
	page.WriteString("| 列 · column | 含义 | meaning |\n|---|---|---|\n")
	slices.Sort(all)
	for _, c := range all {
		m := meaningOf(strings.Replace(c, "<item>", "pm25", 1))
		if suffix, ok := strings.CutPrefix(c, "<item>"); ok {
			if m = suffixes[suffix]; suffix == "" {
				m.ZH, m.EN = "项目的值，单位见 readings.md", "value of the item, in the unit of readings.md"
			}
			m.ZH, m.EN = strings.TrimPrefix(m.ZH, "："), strings.TrimPrefix(m.EN, ": ")
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s |\n", c, m.ZH, m.EN)
	}
	return page.String()
}

// folded writes a column of an item as one of any item.
func folded(column string) string {
	for i := range monitor.Items {
		rest, ok := strings.CutPrefix(column, i.String())
		if _, known := suffixes[rest]; ok && (rest == "" || known) && column != "flow" {
			return "<item>" + rest
		}
	}
	return column
}
