package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts run the program as a command.
func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"yipanqi": main}) }

// TestScripts runs testdata/script: each file holds commands, their input and their output, as a
// user at a terminal would have them. UPDATE=1 rewrites the expected output.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("CHENGYU", filepath.Join(root, "plans", "chengyu"))
			env.Setenv("BROKEN", filepath.Join(root, "plan", "testdata", "broken"))
			return nil
		},
	})
}
