package workspace

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plans/chengyu"
	"github.com/yipanqi/yipanqi/store/storetest"
)

// example is a package, and a ledger beside it, that give a finding. The title of each part in
// docs/findings/examples is "code how what":
//
//   - file adds to a file of the package, or makes it,
//     ledger day records lines of indicator,area,period,value that day,
//     as-of day evaluates as of that day and not as of today.
type example struct {
	fsys   fstest.MapFS
	asOf   measure.Date
	ledger *fact.Memory
	lines  map[string]int // lines of each file before the text shown
	shown  strings.Builder
}

func newExample(t *testing.T, base fs.FS) *example {
	e := &example{fsys: fstest.MapFS{}, asOf: today.Date(), ledger: fact.NewMemory(), lines: map[string]int{}}
	err := fs.WalkDir(base, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(base, name)
		e.fsys[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (e *example) apply(t *testing.T, how, what, text string) {
	switch how {
	case "ledger":
		e.record(t, dayOf(t, what), text)
		fmt.Fprintf(&e.shown, "%s 记入台账。 Recorded that day.\n\n```csv\nindicator,area,period,value\n%s```\n\n",
			what, text)
		return
	case "as-of":
		e.asOf = dayOf(t, what)
		fmt.Fprintf(&e.shown, "截至 %s 评估。 Evaluated as of that day.\n\n", what)
		return
	}
	before := ""
	if f := e.fsys[what]; f != nil {
		before = string(f.Data)
	}
	e.fsys[what] = &fstest.MapFile{Data: []byte(before + text)}
	e.lines[what] = strings.Count(before, "\n")
	fmt.Fprintf(&e.shown, "```%s\n# %s\n%s```\n\n", strings.TrimPrefix(path.Ext(what), "."), what, text)
}

func dayOf(t *testing.T, s string) measure.Date {
	day, err := measure.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

// record appends lines to the ledger.
func (e *example) record(t *testing.T, day measure.Date, text string) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	b := &fact.Batch{ID: day.String(), Known: measure.StartOf(day)}
	for _, row := range rows {
		value, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			t.Fatal(err)
		}
		b.Observations = append(b.Observations, storetest.Observed(row[0], row[1], row[2], value))
	}
	if _, err := e.ledger.Append(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// findings checks the package, runs its tests and evaluates it.
func (e *example) findings(t *testing.T) []finding.Finding {
	ws := open(t, e.fsys, e.ledger)
	all := ws.Findings()
	failed, err := ws.RunCases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, failed...)
	at := fact.AsOf{Valid: e.asOf, Known: measure.EndOf(e.asOf)}
	r, err := ws.Evaluate(t.Context(), at, nil)
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, r.Findings...)
	for i := range r.Targets {
		all = append(all, r.Targets[i].Findings...)
	}
	for i := range all {
		if n := e.lines[all[i].Pos.File]; all[i].Pos.Line > n {
			all[i].Pos.Line -= n // counted within the text shown
		}
	}
	return all
}

// Every finding of an evaluation, and of holding a package against its own tests and boundaries, has
// an example in docs/findings; the text shown there is what the example gives. UPDATE=1 writes it.
func TestGallery(t *testing.T) {
	for _, g := range []struct {
		name  string
		title locale.Text
		intro locale.Text
		base  fs.FS
		codes []*finding.Code
	}{
		{"evaluate", locale.Text{ZH: "评估的结论", EN: "What an evaluation finds"},
			locale.Text{ZH: "各例在[示例包](../../plan/testdata/small)之外记入几条观测，截至 2026-11-25 评估。",
				EN: "Each records some observations beside the [example package](../../plan/testdata/small), evaluated as of " +
					"2026-11-25."},
			os.DirFS("../plan/testdata/small"), evaluate.Codes},
		{"workspace", locale.Text{ZH: "与自带的测试和边界不符", EN: "Packages against their own tests and boundaries"},
			locale.Text{ZH: "各例在内置的规划包上添写一段。", EN: "Each adds to the embedded package."}, chengyu.FS, Codes},
	} {
		archive, err := txtar.ParseFile("../docs/findings/examples/" + g.name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		examples := map[string]*example{}
		for _, part := range archive.Files {
			title := strings.Fields(part.Name)
			if len(title) != 3 {
				t.Fatalf("%s: title %q, want code, how and what", g.name, part.Name)
			}
			if examples[title[0]] == nil {
				examples[title[0]] = newExample(t, g.base)
			}
			examples[title[0]].apply(t, title[1], title[2], string(part.Data))
		}
		var page bytes.Buffer
		fmt.Fprintf(&page, "# %s · %s\n\n%s\n%s\n", g.title.ZH, g.title.EN, g.intro.ZH, g.intro.EN)
		for _, code := range g.codes {
			if e := examples[code.ID]; e != nil {
				show(t, &page, code, e)
			} else {
				t.Errorf("%s has no example", code.ID)
			}
			delete(examples, code.ID)
		}
		for id := range examples {
			t.Errorf("example of %s, which is no finding", id)
		}
		golden(t, "../docs/findings/"+g.name+".md", page.Bytes())
	}
}

// show writes an example and the findings it is for.
func show(t *testing.T, page *bytes.Buffer, code *finding.Code, e *example) {
	var zh, en, others []string
	for _, f := range e.findings(t) {
		others = append(others, f.Text(locale.EN))
		if f.Code == code {
			zh, en = append(zh, f.Text(locale.ZH)), append(en, f.Text(locale.EN))
		}
	}
	if zh == nil {
		t.Errorf("the example of %s does not give it but %q", code.ID, others)
	}
	if said := strings.Join(append(zh, en...), "\n"); strings.Contains(said, "{") {
		t.Errorf("%s: an argument was not filled in: %s", code.ID, said)
	}
	fmt.Fprintf(page, "\n## %s\n\n%s```text\n%s\n%s\n```\n", code.ID, e.shown.String(),
		strings.Join(zh, "\n"), strings.Join(en, "\n"))
}

func golden(t *testing.T, file string, want []byte) {
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code makes; run UPDATE=1 go test ./workspace", file)
	}
}
