package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Every command the README shows gives an answer: none ends with exit code 2.
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Symlink(filepath.Join(root, "plans", "chengyu"), "我的规划包"); err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) }
	commands := regexp.MustCompile(`(?m)^ +bin/yipanqi ([^#>\n]*)`).FindAllStringSubmatch(string(text), -1)
	if len(commands) < 10 {
		t.Fatalf("the README shows %q", commands)
	}
	for _, m := range commands {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(m[1]), &out, &errs, now, func(string) string { return "" })
		if code == exitNoAnswer {
			t.Errorf("yipanqi %s: %s", m[1], &errs)
		}
	}
}
