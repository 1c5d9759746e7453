// Command yipanqi carries out a regional development plan: it checks the plan package, keeps the
// ledger of facts, evaluates and explains every target, tries what-ifs, and serves the workbench.
//
// Exit codes: 0 clean, 1 findings, 2 no answer. Answers go to stdout, everything else to stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/yipanqi/yipanqi/locale"
)

// version is set by the linker.
var version = "unversioned"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr, time.Now, os.Getenv)
	stop()
	os.Exit(code)
}

// run is the whole program as a function, for main and for tests.
func run(ctx context.Context, args []string, out, errs io.Writer, now func() time.Time,
	env func(string) string) int {
	a := &app{out: out, errs: errs, now: now, env: env, lang: language(args, env)}
	root := a.rootCommand()
	a.localise(root)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, errSaid):
		return exitNoAnswer
	case err != nil:
		fmt.Fprintf(errs, "yipanqi: %s\n", errorText(err, a.lang))
		return exitNoAnswer
	}
	return exitClean
}

const (
	exitClean    = 0
	exitFindings = 1
	exitNoAnswer = 2
)

var (
	errFindings = errors.New("findings")         // the answer is given, and something is the matter
	errSaid     = errors.New("already reported") // no answer, and stderr says why
)

// language is settled before flags are parsed, since help speaks it too.
func language(args []string, env func(string) string) locale.Lang {
	for i, arg := range args {
		if arg == "--lang" && i+1 < len(args) {
			return locale.Parse(args[i+1])
		}
		if len(arg) > 7 && arg[:7] == "--lang=" {
			return locale.Parse(arg[7:])
		}
	}
	return locale.Parse(env("YIPANQI_LANG"))
}
