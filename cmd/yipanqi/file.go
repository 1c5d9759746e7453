package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/yipanqi/yipanqi/finding"
)

// readRules reads a file of rules, such as target classes. It is refused whole where anything is wrong
// with it, and stderr says what.
func readRules[T any](a *app, file string, read func(string, []byte) (T, []finding.Finding)) (rules T, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return rules, err
	}
	rules, findings := read(file, data)
	if len(findings) > 0 {
		a.report(a.errs, findings)
		return rules, errSaid
	}
	return rules, nil
}

// writeFile writes a file whole or not at all: it appears under its name, over an earlier one, only
// once everything is written and on disk.
func writeFile(file string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return &fs.PathError{Op: "create", Path: file, Err: errors.Unwrap(err)}
	}
	defer os.Remove(tmp.Name())
	err = write(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
