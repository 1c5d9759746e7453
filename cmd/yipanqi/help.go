package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/store/series"
	"github.com/yipanqi/yipanqi/store/sqlite"
	"github.com/yipanqi/yipanqi/strict"
)

// textError is an error told in the user's language.
type textError locale.Text

func (e textError) Error() string { return e.EN }

// errorText tells an error in a language, as far as it is known in it.
func errorText(err error, l locale.Lang) string {
	var told textError
	var file *fs.PathError
	var damage *series.DamageError
	switch {
	case l == locale.ZH && errors.As(err, &damage):
		return fmt.Sprintf("监测数据文件已损坏，请用备份恢复：%s，第 %d 字节（%s）", damage.File, damage.Offset, damage.What)
	case errors.As(err, &told):
		return locale.Text(told).In(l)
	case errors.As(err, &file) && errors.Is(err, fs.ErrNotExist):
		return locale.Text{ZH: "没有这个文件：" + file.Path, EN: "no such file: " + file.Path}.In(l)
	}
	for _, known := range ledgerErrors {
		if l == locale.ZH && errors.Is(err, known.err) {
			return known.zh + "（" + err.Error() + "）"
		}
	}
	return err.Error()
}

// ledgerErrors tell in Chinese what may be the matter with a ledger.
var ledgerErrors = []struct {
	err error
	zh  string
}{
	{sqlite.ErrNotLedger, "这个文件不是一盘棋的台账"},
	{sqlite.ErrNewer, "这本台账由更新版本的程序建立"},
	{sqlite.ErrDamaged, "台账已损坏，请用备份恢复"},
	{sqlite.ErrAltered, "台账在程序之外被改动，或已损坏"},
	{sqlite.ErrLocked, "台账被另一个程序锁住"},
	{sqlite.ErrFull, "磁盘已满，一条也没有记入"},
	{fs.ErrExist, "文件已存在，不覆盖"},
}

// kinds are the Chinese words for what a user may name.
var kinds = map[string]string{"target": "目标", "indicator": "指标", "area": "地区", "scenario": "情景", "body": "责任单位",
	"command": "命令", "edition": "版本", "level": "层级", "period": "时段", "grade": "来源等级", "site": "站点",
	"item": "项目", "project": "项目",
	"network": "网络", "line": "线路", "mode": "方式", "measure": "测度", "compact": "协议", "verdict": "判定", "method": "方法",
	"index": "指数", "dimension": "维度", "node": "指标或维度", "table": "表"}

// fewNames is how many known names an error lists where none is near.
const fewNames = 12

// unknown says that a user named what there is not, and what may have been meant.
func unknown(what, found string, known []string) error {
	zh, en := fmt.Sprintf("没有%s“%s”", kinds[what], found), fmt.Sprintf("unknown %s %q", what, found)
	if near := strict.Nearest(found, known); near != "" {
		return textError{zh + "；是不是“" + near + "”？", en + fmt.Sprintf("; did you mean %q?", near)}
	}
	if len(known) > 0 && len(known) <= fewNames {
		return textError{zh + "；可用：" + strings.Join(known, "、"), en + "; known are " + strings.Join(known, ", ")}
	}
	return textError{zh, en}
}

func notDate(found string) error {
	return textError{fmt.Sprintf("“%s”不是日期；写成 2023-12-31、2023-12 或 2023", found),
		fmt.Sprintf("%q is not a date; write it like 2023-12-31, 2023-12 or 2023", found)}
}

func notPeriod(found string) error {
	return textError{fmt.Sprintf("“%s”不是时期；写成 2025、2025-S1、2025-Q3、2025-08、2025-08-15 或 2025-01..08", found),
		fmt.Sprintf("%q is not a period; write it like 2025, 2025-S1, 2025-Q3, 2025-08, 2025-08-15 or 2025-01..08", found)}
}

// langFlag is the language; main has settled it before flags are parsed, since help speaks it too.
type langFlag locale.Lang

func (f *langFlag) String() string { return string(*f) }
func (f *langFlag) Type() string   { return "zh|en" }

func (f *langFlag) Set(s string) error {
	if l := locale.Parse(s); !strings.HasPrefix(strings.ToLower(s), string(l)) {
		return textError{"语言写 zh 或 en", "the languages are zh and en"}
	}
	return nil
}

// localise makes what the command library says of itself speak the user's language.
func (a *app) localise(root *cobra.Command) {
	if a.lang == locale.ZH {
		root.SetUsageTemplate(strings.NewReplacer("Usage:", "用法：", "Aliases:", "别名：", "Examples:", "示例：",
			"Available Commands:", "命令：", "Global Flags:", "通用选项：", "Flags:", "选项：",
			`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
			`用“{{.CommandPath}} 命令 --help”查看一个命令的说明。`).Replace(root.UsageTemplate()))
	}
	root.PersistentFlags().BoolP("help", "h", false, a.say("显示说明", "show help"))
	root.Flags().BoolP("version", "v", false, a.say("显示版本", "show the version"))
	root.InitDefaultHelpCmd()
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return textError{fmt.Sprintf("选项有误（%s）；用法见 %s --help", errorText(err, locale.ZH), cmd.CommandPath()),
			fmt.Sprintf("%s; see %s --help", errorText(err, locale.EN), cmd.CommandPath())}
	})
	a.localiseArguments(root)
}

// localiseArguments goes through all commands: a wrong number of arguments is answered with the usage,
// a command that only groups others with those that there are.
func (a *app) localiseArguments(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if check(cmd, args) == nil {
				return nil
			}
			return textError{"参数个数不对；用法：" + cmd.UseLine(), "wrong number of arguments; usage: " + cmd.UseLine()}
		}
	}
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknown("command", args[0], ids(cmd.Commands(), (*cobra.Command).Name))
		}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	for _, sub := range cmd.Commands() {
		if sub.Name() == "help" {
			sub.Short = a.say("查看一个命令的说明", "Help about a command")
		}
		a.localiseArguments(sub)
	}
}
