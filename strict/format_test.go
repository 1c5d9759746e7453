package strict

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
)

func formatted(t *testing.T, data string) string {
	t.Helper()
	out, fs := Format("f.yaml", []byte(data), &sample{})
	if len(fs) > 0 {
		t.Fatalf("%q: %s", data, fs[0].Text(locale.EN))
	}
	return string(out)
}

func TestFormat(t *testing.T) {
	const before = `# About this file.

# About the name.
name: {"zh": '名', en: "a, b"}   # behind the name
unknown: "x"
id:   'one'
# About the leaves,
# two lines.
leaves:
- value: 1
  # About the id.
  id: "510100" # behind the id
# About two.
-   {id: two}
tags: ["a",
  # within brackets
  b: 1, 'true', "it's", "x: y"]
plain:
    - id: >
        folded text
        over lines
      value: 2 # two

    - id: |
        literal
          text
shares: {a: 1.50}
# The end.
`
	const after = `# About this file.

id: one
# About the name.
name: {zh: 名, en: "a, b"} # behind the name
# within brackets
tags: [a, {b: 1}, "true", it's, "x: y"]

# About the leaves,
# two lines.
leaves:
  # About the id.
  - id: "510100" # behind the id
    value: 1
  # About two.
  - {id: two}

plain:
  - id: >-
      folded text
      over lines
    value: 2 # two

  - id: |
      literal
        text

shares: {a: 1.50}
unknown: x
# The end.
`
	if got := formatted(t, before); got != after {
		t.Errorf("got\n%s", got)
	}
}

func TestFormatIsStable(t *testing.T) {
	long := "{zh: 中文, en: " + strings.Repeat("word ", 30) + "end}"
	for _, data := range []string{"", "# only\n", "a: b", "id: x\n\n\n\nname: " + long + "\n",
		"leaves:\n  - id: a\n    value: 1\n  - id: b\n", "id: >-\n  " + strings.Repeat("word ", 60) + "end\n"} {
		once := formatted(t, data)
		if twice := formatted(t, once); twice != once {
			t.Errorf("%q:\nonce  %s\ntwice %s", data, once, twice)
		}
	}
}

func FuzzFormat(f *testing.F) {
	for _, seed := range []string{"", "# c\n\nid: x # d\nname: {zh: 名, en: n}\n",
		"id: |\n  a\n\n  b\nleaves:\n- id: 1\n", "tags: [a, 'true', \"x: y\"] # c\n# d\n", "id: >-\n a\n b\n\n  c\n",
		"plain:\n  -\n    # c\n    value: 1\n    id: x\n",
		"tags:\n- - a\n  - b\n- []\n- {}\n-\n", "id: \"a\\tb\\u0007\\U0001F600\"\n", "a: ~\nb:\nc: null\n", "- a\n- b: c\n",
		"\n0:\n~:", "shares:\n  \"a b\": 1\n  '#x': 2\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		once, fs := Format("f", data, &sample{})
		positioned(t, data, fs)
		if len(fs) > 0 {
			return
		}
		twice, fs := Format("f", once, &sample{})
		if len(fs) > 0 {
			t.Fatalf("%q: formatted text %q: %s", data, once, fs[0].Text(locale.EN))
		}
		if !bytes.Equal(once, twice) {
			t.Fatalf("%q: once %q, twice %q", data, once, twice)
		}
	})
}

func FuzzFormatCSV(f *testing.F) {
	f.Add([]byte("\"\ufeff\""))
	f.Add([]byte("\ufeffcode,name\r\n\"1\",\"a,b\"\r\n\r\n2,\"c\"\"d\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		once, fs := FormatCSV("f", data)
		positioned(t, data, fs)
		twice, _ := FormatCSV("f", once)
		if len(fs) == 0 && !bytes.Equal(once, twice) {
			t.Fatalf("%q: once %q, twice %q", data, once, twice)
		}
	})
}
