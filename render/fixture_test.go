package render_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/workspace"
)

var languages = []locale.Lang{locale.ZH, locale.EN}

// open opens the synthetic package, which holds a target of every status.
func open(t *testing.T) *workspace.Workspace {
	t.Helper()
	ws, err := workspace.Open(context.Background(), workspace.Options{
		Package: os.DirFS("testdata/synthetic"),
		Today:   func() measure.Instant { return measure.EndOf(measure.DateOf(2023, 12, 31)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ws.Findings() {
		if f.Code.Severity == finding.Error {
			t.Fatal(f.Text(locale.EN))
		}
	}
	return ws
}

func result(t *testing.T, ws *workspace.Workspace, at fact.AsOf) *evaluate.Result {
	t.Helper()
	r, err := ws.Evaluate(context.Background(), at, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden compares with a file of testdata/golden; UPDATE=1 rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with UPDATE=1 and read the difference. Got:\n%s", file, got)
	}
}
