package sharing_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/sharing"
)

const tableFile = "coalition,cost\n渝北,600\n广安,500\n合川,300\n渝北+广安,800\n广安+合川,700\n合川＋渝北,850\n渝北、广安、合川,1000.5\n"

func TestReadTable(t *testing.T) {
	g, findings := sharing.Read("g.csv", []byte("\ufeff"+strings.ReplaceAll(tableFile, "\n", "\r\n")))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	if fmt.Sprint(g.Players) != "[渝北 广安 合川]" || g.Kind != sharing.Cost || g.Worth(3) != 800 || g.Worth(5) != 850 ||
		g.Worth(6) != 700 || g.Total() != 1000.5 {
		t.Errorf("%+v", g)
	}
}

// Every form reads, in either language.
func TestReadForms(t *testing.T) {
	for text, want := range map[string]string{
		"coalition,benefit\nA,1\nB,2\nA+B,5\n":      "benefit [A B] 5 sharing.Table",
		"费用,联盟\n1,A\n":                              "cost [A] 1 sharing.Table",
		"player,cost\nA,1\nB,3\n":                   "cost [A B] 3 sharing.Airport",
		"成员,里程\nA,1.5\nB,3\n":                       "cost [A B] 3 sharing.Airport",
		"segment,cost,users\nx,2,A+B\ny,3,B+C\n":    "cost [A B C] 5 sharing.Network",
		"区段,使用者,费用\nx,A+B,2\n":                      "cost [A B] 2 sharing.Network",
		"player,claim\nA,1\n*,2\nB,3\n":             "benefit [A B] 2 sharing.Claims",
		"成员,权重\n*,3\nA,1\nB,3\n":                    "benefit [A B] 1 sharing.Voting",
		"\"coalition\",\"benefit\"\n\"A\",\"-1\"\n": "benefit [A] -1 sharing.Table",
	} {
		g, findings := sharing.Read("g.csv", []byte(text))
		if len(findings) > 0 {
			t.Errorf("%q: %s", text, findings[0].Text(locale.EN))
			continue
		}
		if got := fmt.Sprintf("%s %v %v %T", g.Kind, g.Players, g.Total(), g.Form); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// examples has a file for each finding.
func examples() map[*finding.Code]string {
	var many, voters strings.Builder
	for i := range 26 {
		fmt.Fprintf(&many, "P%d,1\n", i+1)
	}
	for i := range 65 {
		fmt.Fprintf(&voters, "P%d,1\n", i+1)
	}
	return map[*finding.Code]string{
		sharing.UnknownForm:         "联盟,价值\n渝北,600\n",
		sharing.NoRows:              "coalition,cost\n",
		sharing.EmptyName:           "coalition,cost\n渝北,600\n渝北++广安,800\n",
		sharing.RepeatedInCoalition: "coalition,cost\n渝北,600\n渝北+渝北,800\n",
		sharing.RepeatedCoalition:   "coalition,cost\n渝北+广安,800\n广安+渝北,800\n",
		sharing.RepeatedPlayer:      "player,length\n渝北,60\n渝北,60\n",
		sharing.MissingCoalitions:   "coalition,cost\n渝北,600\n广安,500\n合川,300\n渝北+广安+合川,1000\n",
		sharing.TooManyPlayers:      "coalition,cost\n" + many.String(),
		sharing.OutOfRange:          "player,claim\n*,700\n渝北,200\n广安,300\n",
		sharing.NoWhole:             "player,weight\n渝北,40\n广安,30\n",
	}
}

func TestFindingsOfGames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"coalition,cost\nA,x\n", "g.csv:2:3: error [strict.bad-number]"},
		{"coalition,cost\nA,1e16\n", "g.csv:2:3: error [sharing.out-of-range] cost is 10000000000000000"},
		{"player,cost\n*,1\nA,1\n", "g.csv:2:1: error [sharing.empty-name]"},
		{"player,cost\nA,1\nB,-1\n", "g.csv:3:3: error [sharing.out-of-range] cost is -1, outside 0 … 10^15"},
		{"segment,cost,users\nx,-1,A\nx,1,A\n", "g.csv:2:3: error [sharing.out-of-range]"},
		{"segment,cost,users\nx,1,A\nx,1,A\n", "g.csv:3:1: error [sharing.repeated-player] x is repeated, first on line 2"},
		{"segment,cost,users\n", "[sharing.no-rows]"},
		{"player,claim\n*,1\n", "[sharing.no-rows]"},
		{"player,claim\n*,4\nA,1\nB,2\n", "g.csv:2:3: error [sharing.out-of-range] claim is 4, outside 0 … 3"},
		{"player,weight\n*,4\nA,1\nB,2\n", "g.csv:2:3: error [sharing.out-of-range] weight is 4, outside 1 … 3"},
		{"player,weight\n*,4\nA,1000000000001\nB,2\n", "g.csv:3:3: error [sharing.out-of-range]"},
		{"player,claim\nA,1\nB,2\n", "[sharing.no-whole] no row named *, which gives the estate to divide"},
		{"coalition,cost\nA,1\nB,2\n", "3 coalitions; 1 are missing, such as A+B"},
		{"\xff", "[sharing.unknown-form]"},
		{"", "[sharing.unknown-form]"},
	} {
		g, findings := sharing.Read("g.csv", []byte(c.text))
		if g != nil || len(findings) == 0 || !strings.Contains(findings[0].Text(locale.EN), c.want) {
			t.Errorf("%q: %v, want %s", c.text, findings, c.want)
		}
	}
}

// The page of docs/findings has an example of each finding. UPDATE=1 writes it.
func TestEveryFindingHasAnExample(t *testing.T) {
	var page strings.Builder
	page.WriteString("# 分摊博弈的文件有误 · Mistakes in files of games\n\n" +
		"每种结论一个例子，由测试运行例子写成。格式见 [sharing.md](../methods/sharing.md)。\n" +
		"An example of each finding, written by the test that runs it.\n")
	all := examples()
	for _, code := range sharing.Codes {
		text, ok := all[code]
		if !ok {
			t.Errorf("%s has no example", code.ID)
			continue
		}
		shown := text
		if lines := strings.SplitAfter(text, "\n"); len(lines) > 10 {
			shown = strings.Join(lines[:3], "") + "…\n" + strings.Join(lines[len(lines)-2:], "")
		}
		fmt.Fprintf(&page, "\n## %s\n\n```csv\n%s```\n\n```text\n", code.ID, shown)
		_, findings := sharing.Read("game.csv", []byte(text))
		seen := false
		for _, f := range findings {
			if f.Code == code {
				fmt.Fprintf(&page, "%s\n%s\n", f.Text(locale.ZH), f.Text(locale.EN))
				seen = true
			}
		}
		if !seen {
			t.Errorf("%s: its example gives %v", code.ID, findings)
		}
		page.WriteString("```\n")
	}
	const file = "../../docs/findings/sharing.md"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if page.String() != string(held) {
		t.Errorf("%s is out of date; UPDATE=1 writes it anew", file)
	}
}

// Whatever is in a file, reading it gives a game or findings with positions, and a game can be compared.
func FuzzRead(f *testing.F) {
	f.Add([]byte(tableFile))
	for _, text := range examples() {
		f.Add([]byte(text))
	}
	for _, text := range []string{"player,cost\nA,1\nB,3\n", "segment,cost,users\nx,2,A+B\ny,3,B+C\n",
		"player,claim\nA,1\n*,2\nB,3\n", "成员,权重\n*,3\nA,1\nB,3\n", "coalition,benefit\nA,0.1\nB,1e-300\nA+B,1e15\n",
		"coalition,benefit\nA,1e-300\nB,5e-324\nA+B,3e-300\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		g, findings := sharing.Read("g.csv", data)
		if (g == nil) != (len(findings) > 0) {
			t.Fatalf("game %v, findings %v", g, findings)
		}
		for _, f := range findings {
			if f.Pos.Line < 1 || f.Pos.Column < 1 || f.Message(locale.ZH) == "" {
				t.Fatalf("%+v", f)
			}
		}
		if g != nil && len(g.Players) <= 8 {
			if _, err := sharing.Compare(g, sharing.Options{}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
