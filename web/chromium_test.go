package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// browser is a headless Chromium with one page, driven by the DevTools protocol over a pair of pipes:
// messages are JSON, each ended by a zero byte (https://chromedevtools.github.io/devtools-protocol/).
type browser struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	session string
	sent    int

	loaded    bool
	requests  []string // addresses the page asked for since it was opened
	complaint []string // what the console said that is worse than a remark
}

// message is an answer where ID is set, else an event.
type message struct {
	ID     int             `json:"id,omitempty"`
	Method string          `json:"method,omitempty"`
	Params json.RawMessage `json:"params,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// startBrowser starts Chromium; it ends with the test.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("chromium is not installed: run `make setup-test`")
	}
	read, to := pipe(t)
	from, write := pipe(t)
	if err := from.SetReadDeadline(time.Now().Add(time.Minute)); err != nil { // a browser that hangs fails the test
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{read, write} // 3 and 4, as the protocol has it
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read.Close()
	write.Close()
	b := &browser{t: t, to: to, from: bufio.NewReaderSize(from, 1<<20)}
	t.Cleanup(func() {
		b.session = ""
		b.call("Browser.close", nil)
		_ = cmd.Wait() // it may end by the signal of its wrapper
	})
	b.attach()
	return b
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

// attach opens a page and listens to what it does.
func (b *browser) attach() {
	b.t.Helper()
	var target struct{ TargetID string }
	b.decode(b.call("Target.createTarget", map[string]any{"url": "about:blank"}), &target)
	var session struct{ SessionID string }
	b.decode(b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &session)
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil)
	}
}

// call sends a command and returns its result; events that come first are noted.
func (b *browser) call(method string, params map[string]any) json.RawMessage {
	b.t.Helper()
	b.sent++
	command := map[string]any{"id": b.sent, "method": method, "params": params}
	if params == nil {
		command["params"] = map[string]any{}
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err == nil {
		_, err = b.to.Write(append(text, 0))
	}
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		m := b.receive()
		switch {
		case m.ID != b.sent:
		case m.Error != nil:
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		default:
			return m.Result
		}
	}
}

func (b *browser) receive() message {
	b.t.Helper()
	text, err := b.from.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("chromium: %v", err)
	}
	var m message
	b.decode(text[:len(text)-1], &m)
	b.note(m)
	return m
}

// note keeps what the page asked for and what the console complained of.
func (b *browser) note(m message) {
	var p struct {
		Request          struct{ URL string }
		Type             string
		Entry            struct{ Level, Text, URL string }
		ExceptionDetails struct{ Text string }
		Args             []struct{ Value any }
	}
	if m.Method != "" {
		b.decode(m.Params, &p)
	}
	switch m.Method {
	case "Page.loadEventFired":
		b.loaded = true
	case "Network.requestWillBeSent":
		b.requests = append(b.requests, p.Request.URL)
	case "Runtime.exceptionThrown":
		b.complaint = append(b.complaint, p.ExceptionDetails.Text)
	case "Runtime.consoleAPICalled":
		if p.Type == "error" || p.Type == "warning" || p.Type == "assert" {
			b.complaint = append(b.complaint, fmt.Sprint(p.Type, p.Args))
		}
	case "Log.entryAdded":
		if p.Entry.Level == "error" || p.Entry.Level == "warning" {
			b.complaint = append(b.complaint, p.Entry.Text+" "+p.Entry.URL)
		}
	}
}

func (b *browser) decode(text []byte, into any) {
	b.t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		b.t.Fatalf("chromium: %v in %.200s", err, text)
	}
}

// open loads a page and waits until its scripts have run.
func (b *browser) open(address string) {
	b.t.Helper()
	b.loaded, b.requests, b.complaint = false, nil, nil
	b.call("Page.navigate", map[string]any{"url": address})
	for !b.loaded {
		b.receive()
	}
}

// eval evaluates an expression in the page and stores its value.
func (b *browser) eval(expression string, into any) {
	b.t.Helper()
	var out struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Exception struct{ Description string }
		}
	}
	b.decode(b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true,
		"awaitPromise": true}), &out)
	if out.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, out.ExceptionDetails.Exception.Description)
	}
	b.decode(out.Result.Value, into)
}

// expect demands that a condition holds in the page.
func (b *browser) expect(what, condition string) {
	b.t.Helper()
	var holds bool
	b.eval("(async () => Boolean("+condition+"))()", &holds)
	if !holds {
		b.t.Errorf("%s: not so: %s", what, condition)
	}
}

// eventually demands that a condition comes to hold in the page, within some seconds.
func (b *browser) eventually(what, condition string) {
	b.t.Helper()
	b.expect(what, `await new Promise(tell => {
		const look = setInterval(() => { if (`+condition+`) { clearInterval(look); tell(true) } }, 20)
		setTimeout(() => tell(false), 5000)
	})`)
}

// press presses and releases a key, as a user does.
func (b *browser) press(key string) {
	b.t.Helper()
	code := map[string]int{"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowDown": 40, "End": 35}[key]
	event := map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code}
	if key == "Enter" {
		event["text"] = "\r"
	}
	b.call("Input.dispatchKeyEvent", event)
	delete(event, "text")
	event["type"] = "keyUp"
	b.call("Input.dispatchKeyEvent", event)
}

// window sets the size of the window, and whether the page shows as on a screen or on paper.
func (b *browser) window(width, height int, media string) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride",
		map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": media})
}

// elsewhere lists what the page asked for outside its own site.
func (b *browser) elsewhere(site string) []string {
	var out []string
	for _, address := range b.requests {
		if !strings.HasPrefix(address, site+"/") && !strings.HasPrefix(address, "data:") {
			out = append(out, address)
		}
	}
	return out
}
