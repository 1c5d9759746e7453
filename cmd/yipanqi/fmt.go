package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
)

func (a *app) fmtCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "fmt [DIR|FILE]…",
		Short: a.say("规范规划包的写法", "Format a package's files"),
		Long: a.say(`把规划包的 YAML 与 CSV 写成规范样式：键的次序、缩进、引号；注释保留，含义不变。
不带 -w 时只列出会改动的文件，有则退出码为 1。`,
			`Write the YAML and CSV of a package in canonical style: order of keys, indentation, quotes. Comments
stay, the meaning does not change. Without -w it lists the files that would change, and exits 1 if any.`),
		Example: "  yipanqi fmt plans/chengyu\n  yipanqi fmt -w plans/chengyu",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var changed []string
			var findings []finding.Finding
			for _, arg := range args {
				files, err := packageFiles(arg)
				if err != nil {
					return err
				}
				for _, file := range files {
					same, fs, err := formatFile(file, write)
					if err != nil {
						return err
					}
					findings = append(findings, fs...)
					if !same {
						changed = append(changed, file)
					}
				}
			}
			if len(findings) > 0 {
				a.report(a.errs, findings)
				return errSaid
			}
			if err := a.listFiles(changed); err != nil {
				return err
			}
			if len(changed) > 0 && !write {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().BoolVarP(&write, "write", "w", false, a.say("写回文件", "write the files"))
	return cmd
}

func (a *app) listFiles(files []string) error {
	if a.json {
		return render.FilesJSON(a.out, files)
	}
	for _, file := range files {
		fmt.Fprintln(a.out, file)
	}
	return nil
}

// packageFiles lists the files below path that fmt formats.
func packageFiles(path string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != path && (d.Name() == "scripts" || strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(file); !d.IsDir() && (ext == ".yaml" || ext == ".csv") {
			files = append(files, file)
		}
		return nil
	})
	return files, err
}

// formatFile formats one file; it writes it back only where it changed and nothing is wrong.
func formatFile(file string, write bool) (same bool, fs []finding.Finding, err error) {
	before, err := os.ReadFile(file)
	if err != nil {
		return false, nil, err
	}
	after, fs := plan.Format(file, before)
	if len(fs) > 0 {
		return true, fs, nil
	}
	if bytes.Equal(before, after) {
		return true, nil, nil
	}
	if write {
		err = writeFile(file, func(w io.Writer) error {
			_, err := w.Write(after)
			return err
		})
	}
	return false, nil, err
}
