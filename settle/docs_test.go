package settle_test

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/settle"
)

// fenced returns the first block of a language in a page.
func fenced(t *testing.T, page, language string) []byte {
	t.Helper()
	_, after, ok := strings.Cut(page, "```"+language+"\n")
	block, _, closed := strings.Cut(after, "```")
	if !ok || !closed {
		t.Fatalf("no block of %s", language)
	}
	return []byte(block)
}

// The example of the format reference settles as the page says.
func TestReferenceExample(t *testing.T) {
	page, err := os.ReadFile("../docs/format/compact.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	w := open(t, &txtar.Archive{Files: []txtar.File{
		{Name: "compacts/river.yaml", Data: fenced(t, text, "yaml")},
		{Name: "readings.csv", Data: fenced(t, text, "csv")},
		{Name: "monitoring/sections.csv", Data: []byte("section\nborder\n")}}})
	got := told(settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2024)))
	if want := string(fenced(t, text, "text")); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%swant it to end\n%s", got, want)
	}
}
