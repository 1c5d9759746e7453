package plan

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/strict"
	"github.com/yipanqi/yipanqi/territory"
)

// gallery lists the packages whose findings a check of a package shows.
var gallery = []struct {
	name   string
	title  locale.Text
	codes  []*finding.Code
	unseen map[string]string // findings that no file can bring about today, and why
}{
	{name: "strict", title: locale.Text{ZH: "文件读不通", EN: "Files that cannot be read as they should"},
		codes: strict.Codes, unseen: map[string]string{
			"strict.bad-value": "every type a package's files use has a finding of its own"}},
	{name: "plan", title: locale.Text{ZH: "规划包前后不符", EN: "Packages that do not hold together"}, codes: Codes},
	{name: "formula", title: locale.Text{ZH: "公式有误", EN: "Formulas that do not check"}, codes: formula.Codes},
	{name: "territory", title: locale.Text{ZH: "地区有误", EN: "Areas, groups and boundaries"},
		codes: territory.Codes},
}

// example changes the small package so that a finding comes about. The title of each part in
// docs/findings/examples is "code how file":
//
//   - replaces a file, + adds to its end, - removes it,
//     make replaces it by lines of quoted text, each with "* n" behind it if repeated,
//     formula adds an indicator of the unit named instead of a file, with the text as its formula.
type example struct {
	fsys  fstest.MapFS
	shown strings.Builder
	lines map[string]int // lines of each file before the text shown
}

func (e *example) apply(t *testing.T, how, file, text string) {
	t.Helper()
	before := ""
	if f := e.fsys[file]; f != nil && how == "+" {
		before = string(f.Data)
	}
	title, body := file, text
	switch how {
	case "-":
		delete(e.fsys, file)
		fmt.Fprintf(&e.shown, "没有 `%s`。 There is no `%s`.\n\n", file, file)
		return
	case "make":
		body = made(t, text)
	case "formula":
		unit := file
		title, file = "formula: …  unit: "+unit, "indicators.yaml"
		before = string(e.fsys[file].Data) + fmt.Sprintf("\n  - id: example\n    name: {zh: 例, en: Example}\n"+
			"    definition: {zh: 例, en: Example}\n    unit: %q\n    freq: A\n    aggregation: none\n    formula: |\n",
			unit)
		body = "      " + text
	}
	e.fsys[file] = &fstest.MapFile{Data: []byte(before + body)}
	e.lines[file] = strings.Count(before, "\n")
	language := strings.TrimPrefix(path.Ext(file), ".")
	fmt.Fprintf(&e.shown, "```%s\n# %s\n%s```\n\n", language, title, text)
}

// made puts together text that an example cannot hold as it is.
func made(t *testing.T, lines string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(lines) {
		quoted, times, repeated := strings.Cut(strings.TrimSpace(line), `" * `)
		n := 1
		if repeated {
			quoted += `"`
			var err error
			if n, err = strconv.Atoi(times); err != nil {
				t.Fatal(err)
			}
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		b.WriteString(strings.Repeat(text, n))
	}
	return b.String()
}

// findings checks the package of the example.
func (e *example) findings() []finding.Finding {
	_, all := Parse(e.fsys)
	for i := range all {
		if all[i].Pos.Line > e.lines[all[i].Pos.File] {
			all[i].Pos.Line -= e.lines[all[i].Pos.File] // counted within the text shown
		}
	}
	return all
}

// Every finding a check can give has an example in docs/findings, and the text shown there is what
// the example gives.
func TestGallery(t *testing.T) {
	for _, g := range gallery {
		archive, err := txtar.ParseFile("../docs/findings/examples/" + g.name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		examples := map[string]*example{}
		for _, part := range archive.Files {
			title := strings.Fields(part.Name)
			if len(title) != 3 {
				t.Fatalf("%s: title %q, want code, how and file", g.name, part.Name)
			}
			e := examples[title[0]]
			if e == nil {
				e = &example{fsys: small(t, nil), lines: map[string]int{}}
				examples[title[0]] = e
			}
			e.apply(t, title[1], title[2], string(part.Data))
		}
		page := bytes.NewBufferString(fmt.Sprintf("# %s · %s\n\n"+
			"行号从例子的第一行算起，`formula` 的列号含六格缩进。\n"+
			"Lines count from the first of the example; columns of a `formula` include six of indentation.\n\n",
			g.title.ZH, g.title.EN))
		for _, code := range g.codes {
			if g.unseen[code.ID] != "" {
				continue
			}
			e := examples[code.ID]
			if e == nil {
				t.Errorf("%s has no example", code.ID)
				continue
			}
			delete(examples, code.ID)
			writeExample(t, page, code, e)
		}
		for id := range examples {
			t.Errorf("example of %s, which is no finding", id)
		}
		golden(t, "../docs/findings/"+g.name+".md", page.Bytes())
	}
}

func writeExample(t *testing.T, page *bytes.Buffer, code *finding.Code, e *example) {
	t.Helper()
	var zh, en []string
	for _, f := range e.findings() {
		if f.Code == code {
			zh, en = append(zh, f.Text(locale.ZH)), append(en, f.Text(locale.EN))
		}
		if strings.Contains(f.Text(locale.ZH)+f.Text(locale.EN), "{") && f.Code != strict.WrongType {
			t.Errorf("%s: an argument was not filled in: %s", code.ID, f.Text(locale.EN))
		}
	}
	if zh == nil {
		var others []string
		for _, f := range e.findings() {
			others = append(others, f.Text(locale.EN))
		}
		t.Errorf("the example of %s does not give it but %q", code.ID, others)
	}
	fmt.Fprintf(page, "## %s\n\n%s```text\n%s\n%s\n```\n\n", code.ID, e.shown.String(),
		strings.Join(zh, "\n"), strings.Join(en, "\n"))
}
