package plan

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

// wanted reads the expectations of a package: "# want plan.code" behind the line a finding is
// about. Files that take no comments are given as further pairs of "file:line" and code.
func wanted(t *testing.T, fsys fs.FS, more ...string) []string {
	t.Helper()
	var want []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		for i, line := range strings.Split(string(data), "\n") {
			if _, codes, ok := strings.Cut(line, "# want "); ok {
				for _, code := range strings.Fields(codes) {
					want = append(want, fmt.Sprintf("%s:%d %s", name, i+1, code))
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return append(want, more...)
}

func TestBrokenPackage(t *testing.T) {
	fsys := os.DirFS("testdata/broken")
	want := wanted(t, fsys, "notes.txt:0 plan.unknown-file",
		"territory/areas.csv:5 territory.unknown-parent")
	_, findings := Parse(fsys)
	var got []string
	text := map[string]string{}
	codes := map[string]bool{}
	for _, f := range findings {
		key := fmt.Sprintf("%s:%d %s", f.Pos.File, f.Pos.Line, f.Code.ID)
		got, text[key] = append(got, key), f.Text(locale.EN)
		codes[f.Code.ID] = true
	}
	for _, key := range got {
		if i := slices.Index(want, key); i >= 0 {
			want = slices.Delete(want, i, i+1)
		} else {
			t.Errorf("unexpected: %s", text[key])
		}
	}
	for _, key := range want {
		t.Errorf("not found: %s", key)
	}
	if len(codes) < 40 {
		t.Errorf("%d distinct findings, want 40 or more", len(codes))
	}
	if !slices.IsSortedFunc(findings, func(a, b finding.Finding) int { return a.Pos.Compare(b.Pos) }) {
		t.Error("findings are not in order of position")
	}
}
