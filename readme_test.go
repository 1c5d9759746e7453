package yipanqi_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Whoever types in what the README shows gets an answer. The package it calls one's own is a copy
// of the example package; the form is taken back as it was made.
func TestReadmeCommandsRun(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^    bin/(yipanqi .*)$`).FindAllStringSubmatch(string(readme), -1)
	if len(commands) < 8 {
		t.Fatalf("the README shows %d commands", len(commands))
	}
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "yipanqi"), "./cmd/yipanqi")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if err := os.CopyFS(filepath.Join(dir, "我的规划包"), os.DirFS("plan/testdata/small")); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands {
		line, _, _ := strings.Cut(c[1], " #")
		run := exec.Command("sh", "-c", "./"+line)
		run.Dir = dir
		said, err := run.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if code := run.ProcessState.ExitCode(); code != 0 && code != 1 {
			t.Errorf("%s: exit code %d\n%s", line, code, said)
		}
	}
}

// What the README and the documents link to is there.
func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#: ]+)(#[^)]*)?\)`)
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// NOTICE names every module that is part of the binary.
func TestNoticeNamesEveryModule(t *testing.T) {
	notice, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/yipanqi")
	modules, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	named := strings.FieldsFunc(string(notice), func(r rune) bool { return strings.ContainsRune(" ,\n", r) })
	for _, path := range slices.Compact(strings.Fields(string(modules))) {
		if path+"/" != module && !slices.Contains(named, path) {
			t.Errorf("NOTICE does not name %s", path)
		}
	}
}
