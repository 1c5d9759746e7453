package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/store/series"
	"github.com/yipanqi/yipanqi/store/sqlite"
	"github.com/yipanqi/yipanqi/workspace"
)

// app holds what every command shares: where it writes, what time it is, and the global flags.
type app struct {
	out, errs io.Writer
	now       func() time.Time
	env       func(string) string
	lang      locale.Lang

	packageDir   string
	ledgerFile   string
	readingsFile string
	json         bool
	revenue      []fact.Revenue // that a command was given beside the package's
}

func (a *app) say(zh, en string) string { return locale.Text{ZH: zh, EN: en}.In(a.lang) }

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:     "yipanqi",
		Version: version,
		Short:   a.say("一盘棋：让区域规划可计算", "Yipanqi: a regional plan, made computable"),
		Long: a.say(`一盘棋把区域发展规划写成规划包，把观测记入只增不改的台账，
据此计算每一项目标，并能追溯到每一条观测。

退出码：0 正常，1 有结论需要处理，2 无法回答。`,
			`Yipanqi keeps a regional development plan as a package, observations in an append-only
ledger, computes every target from the two and explains it down to the single observation.

Exit codes: 0 clean, 1 findings, 2 no answer.`),
		SilenceUsage: true, SilenceErrors: true,
	}
	root.SetOut(a.out)
	root.SetErr(a.errs)
	root.CompletionOptions.HiddenDefaultCmd = true
	flags := root.PersistentFlags()
	flags.StringVarP(&a.packageDir, "package", "p", "",
		a.say("规划包目录（默认：内置成渝规划包）", "package directory (default: the embedded Chengdu–Chongqing package)"))
	flags.StringVarP(&a.ledgerFile, "ledger", "l", a.env("YIPANQI_LEDGER"),
		a.say("台账文件（也可用环境变量 YIPANQI_LEDGER）", "ledger file (or environment variable YIPANQI_LEDGER)"))
	flags.StringVarP(&a.readingsFile, "readings", "r", a.env("YIPANQI_READINGS"),
		a.say("监测数据文件（也可用环境变量 YIPANQI_READINGS）", "file of readings (or environment variable YIPANQI_READINGS)"))
	flags.BoolVar(&a.json, "json", false, a.say("输出 JSON", "print JSON"))
	flags.Var((*langFlag)(&a.lang), "lang", a.say("语言", "language"))
	root.AddCommand(a.serveCommand(), a.checkCommand(), a.fmtCommand(), a.unpackCommand(), a.evalCommand(),
		a.explainCommand(), a.diffCommand(), a.whatifCommand(), a.importCommand(),
		a.exportCommand(), a.templateCommand(), a.ledgerCommand(),
		a.airCommand(), a.waterCommand(), a.flowCommand(), a.readingsCommand(),
		a.regionalCommand(), a.settleCommand(), a.forecastCommand(),
		a.compositeCommand(), a.networkCommand())
	return root
}

// packageFS is the package that the flags name.
func (a *app) packageFS() (fs.FS, error) { return packageAt(a.packageDir) }

func packageAt(dir string) (fs.FS, error) {
	if dir == "" {
		return chengyu.FS, nil
	}
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("package %s: %w", dir, err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("package %s: not a directory", dir)
	}
	return os.DirFS(dir), nil
}

// open opens the package and ledger that the flags name; close must be called.
func (a *app) open(ctx context.Context) (ws *workspace.Workspace, close func(), err error) {
	fsys, err := a.packageFS()
	if err != nil {
		return nil, nil, err
	}
	return a.openPackage(ctx, fsys)
}

func (a *app) openPackage(ctx context.Context, fsys fs.FS) (*workspace.Workspace, func(), error) {
	o := workspace.Options{Package: fsys, Revenue: a.revenue,
		Today: func() measure.Instant { return measure.InstantOf(a.now()) }}
	var open []io.Closer
	closeAll := func() {
		for _, c := range open {
			c.Close()
		}
	}
	if a.ledgerFile != "" {
		ledger, err := a.openLedger(false)
		if err != nil {
			return nil, nil, err
		}
		o.Ledger, o.Journal, open = ledger, ledger.Journal(), append(open, ledger)
	}
	if a.readingsFile != "" {
		readings, err := series.Open(a.readingsFile)
		if err != nil {
			closeAll()
			return nil, nil, err
		}
		o.Readings, open = readings, append(open, readings)
	}
	ws, err := workspace.Open(ctx, o)
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	return ws, closeAll, nil
}

// openLedger opens the ledger file; only an import may create it.
func (a *app) openLedger(create bool) (*sqlite.Ledger, error) {
	if _, err := os.Stat(a.ledgerFile); err != nil && !create {
		return nil, fmt.Errorf("%s: %w", a.say("台账", "ledger"), err)
	}
	return sqlite.Open(a.ledgerFile)
}

// openSound opens the workspace and refuses to go on where the package cannot be evaluated.
func (a *app) openSound(ctx context.Context) (*workspace.Workspace, func(), error) {
	ws, closeLedger, err := a.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := a.requireSound(ws); err != nil {
		closeLedger()
		return nil, nil, err
	}
	return ws, closeLedger, nil
}

func (a *app) requireSound(ws *workspace.Workspace) error {
	if ws.Sound() {
		return nil
	}
	a.report(a.errs, ws.Findings())
	fmt.Fprintln(a.errs, a.say("规划包有错误，无法评估；先用 yipanqi check 查看并改正。",
		"The package has errors and cannot be evaluated; mend what `yipanqi check` shows first."))
	return errSaid
}

// report prints findings, one a line.
func (a *app) report(w io.Writer, fs []finding.Finding) { render.Findings(w, fs, a.lang) }

// progress says on stderr what is going on, for work that may take more than a second.
func (a *app) progress(zh, en string, args ...any) {
	fmt.Fprintf(a.errs, a.say(zh, en)+"\n", args...)
}

// slowly says on stderr what is going on, should it take more than a second.
func (a *app) slowly(zh, en string) (done func() bool) {
	return time.AfterFunc(time.Second, func() { fmt.Fprintln(a.errs, a.say(zh, en)) }).Stop
}

// asOfFlags are the two times of a point of view.
type asOfFlags struct{ both, valid, known string }

func (f *asOfFlags) register(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.both, "as-of", "", a.say("截至某日：只看该日已发生、已获知的数据",
		"as of a day: only what was valid and known by then"))
	cmd.Flags().StringVar(&f.valid, "valid", "", a.say("有效截至日（覆盖 --as-of）", "valid by this day (overrides --as-of)"))
	cmd.Flags().StringVar(&f.known, "known", "", a.say("获知截至日或时刻（覆盖 --as-of）",
		"known by this day or moment (overrides --as-of)"))
}

// point resolves the flags against the default.
func (f *asOfFlags) point(base fact.AsOf) (fact.AsOf, error) {
	at := base
	for _, s := range []struct{ valid, known string }{{f.both, f.both}, {f.valid, f.known}} {
		if s.valid != "" {
			d, err := measure.ParseDate(s.valid)
			if err != nil {
				return at, notDate(s.valid)
			}
			at.Valid = d
		}
		if s.known != "" {
			i, err := measure.ParseInstant(s.known)
			if err != nil {
				return at, notDate(s.known)
			}
			at.Known = i
		}
	}
	return at, nil
}

// looksLikeDate tells a date argument from a file or id.
func looksLikeDate(s string) bool {
	_, err := measure.ParseDate(s)
	return err == nil && !strings.ContainsAny(s, "/\\")
}
