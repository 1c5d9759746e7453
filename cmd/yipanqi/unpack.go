package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
)

func (a *app) unpackCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unpack DIR",
		Short: a.say("把规划包写到目录，以便修改", "Write the package to a directory, to be changed there"),
		Long: a.say(`把内置的规划包（或 -p 指明的）写到一个新目录。改动以后用 -p 目录 使用，用 diff 与原包比较。
目录已存在时不写。`,
			`Write the embedded package (or the one -p names) to a new directory. Use it with -p DIR once it is
changed, and compare it with diff. Nothing is written where the directory exists.`),
		Example: "  yipanqi unpack 我的规划包\n  yipanqi check -p 我的规划包",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			fsys, err := a.packageFS()
			if err != nil {
				return err
			}
			dir := args[0]
			if _, err := os.Lstat(dir); err == nil {
				return fmt.Errorf(a.say("%s 已经存在", "%s exists already"), dir)
			}
			// Written beside and renamed, so that there is the whole package or none.
			part := dir + ".part"
			if err := os.CopyFS(part, fsys); err != nil {
				os.RemoveAll(part)
				return err
			}
			return os.Rename(part, dir)
		},
	}
}
