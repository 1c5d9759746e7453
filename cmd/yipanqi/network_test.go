package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/method/network"
	"github.com/yipanqi/yipanqi/method/random"
)

// Few points are searched from one by one, many by a sweep; the times are the same.
func TestFewAndManyPointsAgree(t *testing.T) {
	r := random.New(1)
	var links []network.Link
	for range 300 {
		links = append(links, network.Link{From: int32(r.IntN(100)), To: int32(r.IntN(100)), Time: int32(r.IntN(1e6))})
	}
	g, err := network.NewGraph(100, links)
	if err != nil {
		t.Fatal(err)
	}
	p := pairs{graph: g, times: g.Time}
	for range 50 {
		p.end = append(p.end, []network.Access{{Node: int32(r.IntN(100)), Time: int32(r.IntN(1e6))}})
	}
	p.end = append(p.end, []network.Access{{Node: 1, Time: network.Infinity}})
	one, err := p.between(p.end)
	if err != nil {
		t.Fatal(err)
	}
	h, err := network.Contract(g, network.Dissect(g, nil, 1))
	if err != nil {
		t.Fatal(err)
	}
	m, err := h.Customise(nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	p.sweep = m.Sweep(true, 1)
	if many, err := p.between(p.end); err != nil || !slices.Equal(one, many) {
		t.Errorf("%v\n%v\n%v", one, many, err)
	}
}

// Many points are asked by editing a prepared network, few by searching the changed one: the answers are
// the same.
func TestWhatifsByEditAndBySearchAgree(t *testing.T) {
	r := random.New(2)
	text := "from,to,minutes,metres,project\n"
	for range 400 {
		text += fmt.Sprintf("%d,%d,%d,%d,p%d\n", r.IntN(100), r.IntN(100), 1+r.IntN(60), 1+r.IntN(90_000), r.IntN(9))
	}
	var rows []string
	for i := range 100 {
		rows = append(rows, fmt.Sprintf("%d,%d\n", i, i))
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	graph, from := write("g.csv", text), write("p.csv", "id,node\n"+strings.Join(rows, ""))
	few := write("few.csv", "id,node\n"+strings.Join(rows[:fewPoints], ""))
	run := func(from, to string) string {
		var out strings.Builder
		a := &app{out: &out, errs: io.Discard, env: func(string) string { return "" },
			now: func() time.Time { return time.Time{} }}
		cmd := a.rootCommand()
		cmd.SetArgs([]string{"network", "whatif", "--graph", graph, "--from", from, "--to", to, "--close", "p1,p2",
			"--speed", "p3=500"})
		if err := cmd.Execute(); err != nil && !errors.Is(err, errFindings) {
			t.Fatal(err)
		}
		return out.String()
	}
	many, searched := run(from, from), run(few, from)
	if !strings.HasPrefix(many, searched) || len(searched) < 1000 {
		t.Errorf("by edit\n%.400s\nby search\n%.400s", many, searched)
	}
}

// A file of OpenStreetMap is known by how it begins; what is wrong with it is told as of such a file.
func TestOpenStreetMapIsRecognised(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cut.osm.pbf")
	if err := os.WriteFile(file, []byte("\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c"), 0o644); err != nil {
		t.Fatal(err)
	}
	for flag, want := range map[string]string{"--rail": "[osm.", "--gcj02": "has its own places"} {
		var errs strings.Builder
		code := run(t.Context(), []string{"network", "build", "--graph", file, "-o", file + ".ypn", flag, "--lang", "en"},
			io.Discard, &errs, time.Now, func(string) string { return "" })
		if code != exitNoAnswer || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d\n%s", flag, code, errs.String())
		}
	}
}
