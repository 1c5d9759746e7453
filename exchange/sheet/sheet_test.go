package sheet

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
)

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		data, want string
		gb         bool
		bad        int
	}{
		"utf-8":   {"\ufeff断面", "断面", false, -1},
		"gb18030": {"\xb6\xcf\xc3\xe6", "断面", true, -1},
		"neither": {"a\xff\xff", "a\ufffd\ufffd", true, 1},
	} {
		text, gb, bad := Decode([]byte(c.data))
		if gb != c.gb || bad != c.bad || bad < 0 && string(text) != c.want {
			t.Errorf("%s: %q %v %d", name, text, gb, bad)
		}
	}
}

func TestPositionsCountCharacters(t *testing.T) {
	f := NewTextFile([]byte("断面,氨氮\n甲,乙,丙\n"))
	if got := f.Position("f", 2, 1+len("甲,乙,")); got != (finding.Pos{File: "f", Line: 2, Column: 5}) {
		t.Errorf("%v", got)
	}
	if got := f.At("f", len("断面,氨氮\n甲,")); got != (finding.Pos{File: "f", Line: 2, Column: 3}) {
		t.Errorf("%v", got)
	}
	if got := f.Position("f", 9, 9); got.Line != 3 {
		t.Errorf("beyond the end: %v", got)
	}
}

func TestNarrow(t *testing.T) {
	if got := Narrow("ＰＭ２．５　−１（ｕｇ）"); got != "PM2.5 -1(ug)" {
		t.Errorf("%q", got)
	}
}

func TestInspect(t *testing.T) {
	archive := func(part string, size int) []byte {
		var buf bytes.Buffer
		w := zip.NewWriter(&buf)
		f, _ := w.Create(part)
		f.Write(make([]byte, size))
		w.Close()
		return buf.Bytes()
	}
	for name, c := range map[string]struct {
		data []byte
		want Problem
	}{
		"sound":  {archive("xl/workbook.xml", 10), Sound},
		"large":  {archive("xl/workbook.xml", 2000), TooLarge},
		"macros": {archive(`XL\vbaProject.bin`, 10), Macros},
		"broken": {[]byte("PK\x03\x04"), Broken},
	} {
		if _, got := Inspect(c.data, 1000); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
