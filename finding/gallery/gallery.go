// Package gallery keeps the pages of docs/findings: tests write them by running examples.
package gallery

import (
	"os"
	"testing"
)

// Hold compares a page with the file that should hold it, and writes the file instead where UPDATE is set.
func Hold(t testing.TB, file, page string) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if page != string(want) {
		t.Errorf("%s is out of date; UPDATE=1 writes it anew", file)
	}
}
