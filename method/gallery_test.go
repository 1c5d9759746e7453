package method

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/air"
	"github.com/yipanqi/yipanqi/method/edition"
	"github.com/yipanqi/yipanqi/method/flow"
	"github.com/yipanqi/yipanqi/method/water"
)

// readers are what reads an example, by its file or the folder of it.
var readers = map[string]func(file string, data []byte) []finding.Finding{
	"method/air/editions":          findingsOf(air.ReadEdition),
	"method/water/editions":        findingsOf(water.ReadEdition),
	"method/flow/editions":         findingsOf(flow.ReadEdition),
	"monitoring/sections.csv":      findingsOf(water.ReadTopology),
	"monitoring/water-targets.csv": findingsOf(water.ReadTargets),
	"monitoring/flow-targets.csv":  findingsOf(ReadFlowTargets),
}

func findingsOf[T any](read func(string, []byte) (T, []finding.Finding)) func(string, []byte) []finding.Finding {
	return func(file string, data []byte) []finding.Finding {
		_, findings := read(file, data)
		return findings
	}
}

// Every finding of a method has an example in docs/findings, and the text shown there is what the
// example gives. Examples are titled "code file" and hold the file or, of a shipped edition, what is
// changed in it, as lines taken away and put in. UPDATE=1 writes the pages.
func TestGallery(t *testing.T) {
	for _, g := range []struct {
		name  string
		title locale.Text
		codes []*finding.Code
	}{
		{"edition", locale.Text{ZH: "标准版本有误", EN: "Mistakes in editions of standards"}, edition.Codes},
		{"air", locale.Text{ZH: "空气标准版本有误", EN: "Mistakes in editions for air"}, air.Codes},
		{"water", locale.Text{ZH: "水质标准版本、断面和目标有误", EN: "Mistakes in editions for water, sections and targets"},
			water.Codes},
		{"method", locale.Text{ZH: "流量目标有误", EN: "Mistakes in targets of flow"}, Codes},
	} {
		archive, err := txtar.ParseFile("../docs/findings/examples/" + g.name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files) != len(g.codes) {
			t.Fatalf("%s: %d examples of %d findings", g.name, len(archive.Files), len(g.codes))
		}
		var page bytes.Buffer
		fmt.Fprintf(&page, "# %s · %s\n\n每种结论一个例子；随附版本的例子只列改动，行号按改动后的整个文件。\n"+
			"An example of each finding; of a shipped edition the change alone, with lines counted in the changed file.\n",
			g.title.ZH, g.title.EN)
		for i, code := range g.codes {
			if title := strings.Fields(archive.Files[i].Name); len(title) != 2 || title[0] != code.ID {
				t.Fatalf("%s: example %d is titled %q, want one of %s", g.name, i, title, code.ID)
			} else {
				showExample(t, &page, code, title[1], string(archive.Files[i].Data))
			}
		}
		file := "../docs/findings/" + g.name + ".md"
		if os.Getenv("UPDATE") != "" {
			err = os.WriteFile(file, page.Bytes(), 0o644)
		}
		if held, _ := os.ReadFile(file); err != nil || !bytes.Equal(held, page.Bytes()) {
			t.Errorf("%s is not what the examples give; run UPDATE=1 go test ./method (%v)", file, err)
		}
	}
}

// showExample writes an example and the findings it is for.
func showExample(t *testing.T, page *bytes.Buffer, code *finding.Code, file, text string) {
	t.Helper()
	read, language, data := readers[file], "csv", text
	if read == nil {
		read, language, data = readers[path.Dir(file)], "diff", changed(t, file, text)
	}
	var zh, en string
	findings := read(file, []byte(data))
	for _, f := range findings {
		if f.Code == code {
			zh, en = zh+f.Text(locale.ZH)+"\n", en+f.Text(locale.EN)+"\n"
		}
	}
	if zh == "" || strings.Contains(zh+en, "{") {
		t.Errorf("the example of %s gives %v", code.ID, findings)
	}
	fmt.Fprintf(page, "\n## %s\n\n```%s\n# %s\n%s```\n\n```text\n%s%s```\n", code.ID, language, file, text, zh, en)
}

// changed returns a shipped edition with a change: lines begin with -, + or, where they stay, a space.
func changed(t *testing.T, file, change string) string {
	t.Helper()
	data, err := os.ReadFile("../" + file)
	if err != nil {
		t.Fatal(err)
	}
	var before, after strings.Builder
	for line := range strings.Lines(change) {
		if line[0] != '+' {
			before.WriteString(line[1:])
		}
		if line[0] != '-' {
			after.WriteString(line[1:])
		}
	}
	if strings.Count(string(data), before.String()) != 1 {
		t.Fatalf("%s has not once %q", file, before.String())
	}
	return strings.Replace(string(data), before.String(), after.String(), 1)
}
