package strict

import (
	"bytes"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
)

// positioned fails where a finding does not lie inside the file, or has no text.
func positioned(t *testing.T, data []byte, findings []finding.Finding) {
	t.Helper()
	lines := bytes.Count(data, []byte("\n")) + 1
	for _, f := range findings {
		if f.Pos.File != "f" || f.Pos.Line < 1 || f.Pos.Column < 1 || f.Pos.Line > lines {
			t.Errorf("%q: finding outside the file: %s", data, f.Text(locale.EN))
		}
		if f.Message(locale.ZH) == "" || f.Message(locale.EN) == "" {
			t.Errorf("%q: finding %s without text", data, f.Code.ID)
		}
	}
}

func FuzzYAML(f *testing.F) {
	for _, seed := range []string{"", "id: x\nname: {zh: 名, en: n}\n", "id: |\n  a\n\n  b\nleaves:\n- id: 1\n",
		"? a\n: b\n", "a: &b [*b]\n", "<<: [a]\n", "- - - a\n", "\"a\\u4e00\": 'b''c'\n", "id: >-\n a\n",
		"%YAML 1.2\n---\na: b\n...\n", "tags: [a, b\n", "shares: {a: 1e400}\n", "\t- x", "id: !!str x",
		"#中\r\nid: a #b\r\n", "leaves: [{id: a, value: .nan}]\n", "id: ~\nplain: - a"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sample
		positioned(t, data, YAML("f", data, &s))
	})
}

func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"", "code,name,value,from\n1,2,3,2021\n", "code\n\"a\nb\"\n", "\ufeffcode\r\n1\r\n",
		"code,code\n,\n", "a\"b,code\n\"\"\"\n", "code,值\n中文,1\"2\n", "\n\ncode\n\n1"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var rows []row
		positioned(t, data, CSV("f", data, &rows))
	})
}
