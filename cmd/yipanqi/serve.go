package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/web"
)

// defaultAddr is where the workbench listens unless told otherwise; another port is taken where it
// is in use.
const defaultAddr = "127.0.0.1:8317"

func (a *app) serveCommand() *cobra.Command {
	var addr string
	var once bool
	cmd := &cobra.Command{
		Use:   "serve",
		Short: a.say("打印记分牌并打开工作台网页", "Print the scorecard and serve the workbench"),
		Long: a.say(`评估规划包，打印记分牌，然后在本机提供网页。一切内容都在程序里，不访问外部网络。`,
			`Evaluate the package, print its scorecard, then serve the pages. Everything is inside the program;
no request leaves the machine.`),
		Example: "  yipanqi serve\n  yipanqi serve --addr 0.0.0.0:8080 --ledger facts.db",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ws, closeLedger, err := a.openSound(cmd.Context())
			if err != nil {
				return err
			}
			defer closeLedger()
			r, err := ws.Evaluate(cmd.Context(), ws.DefaultAsOf(), nil)
			if err != nil {
				return err
			}
			if err := render.Scorecard(a.out, r, a.lang); err != nil {
				return err
			}
			handler, err := web.New(ws)
			if err != nil {
				return err
			}
			listener, err := listen(addr)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "\n%s http://%s/\n", a.say("工作台", "Workbench"), listener.Addr())
			return a.serve(cmd.Context(), listener, handler, once)
		},
	}
	cmd.Flags().StringVar(&addr, "addr", defaultAddr, a.say("监听地址", "address to listen on"))
	cmd.Flags().BoolVar(&once, "once", false, a.say("取一次首页后退出（用于自检）",
		"fetch the first page once and end (a self-check)"))
	return cmd
}

func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil && addr == defaultAddr {
		return net.Listen("tcp", "127.0.0.1:0")
	}
	return l, err
}

// serve answers until the context ends, or, with once, until it has seen its own first page.
func (a *app) serve(ctx context.Context, l net.Listener, h http.Handler, once bool) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	var err error
	if once {
		err = a.firstPage("http://" + l.Addr().String() + "/")
	} else {
		select {
		case <-ctx.Done():
		case err = <-done:
			return err
		}
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, server.Shutdown(closing))
}

// firstPage fetches the first page as a browser would and says what it got.
func (a *app) firstPage(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, resp.Status)
	}
	if err == nil {
		a.progress("首页 %s，%d 字节", "first page %s, %d bytes", resp.Status, n)
	}
	return err
}
