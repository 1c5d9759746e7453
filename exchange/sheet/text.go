package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Decode turns the bytes of a text file into UTF-8: they are UTF-8 already, with or without a byte
// order mark, or else GB 18030. bad is the offset, in the result, of the first character that is
// neither, or -1.
func Decode(data []byte) (text []byte, gb bool, bad int) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return data, false, -1
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		return data, false, 0
	}
	return text, true, bytes.IndexRune(text, utf8.RuneError)
}

// Narrow turns full-width forms (U+FF01 to U+FF5E) and the ideographic space into their ASCII
// twins, and the minus sign into a hyphen.
func Narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000' || r == '\u00a0':
			return ' '
		case r == '−':
			return '-'
		}
		return r
	}, s)
}

// HasWide reports whether s has full-width letters or digits.
func HasWide(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
	})
}

// starters begin a cell that a spreadsheet would take for a formula (OWASP, CSV injection).
const starters = "=+-@\t＝＋－＠"

// Guard makes text safe to stand in a spreadsheet and able to come back: an apostrophe stands
// before what could be taken for a formula and before an apostrophe; text with control characters
// is quoted as in Go.
func Guard(s string) string {
	if strings.ContainsFunc(s, Unwritable) {
		return "'" + strconv.Quote(s)
	}
	if r, _ := utf8.DecodeRuneInString(s); s != "" && (r == '\'' || strings.ContainsRune(starters, r)) {
		return "'" + s
	}
	return s
}

// Unguard undoes Guard.
func Unguard(s string) string {
	rest, ok := strings.CutPrefix(s, "'")
	if !ok {
		return s
	}
	if quoted, err := strconv.Unquote(rest); err == nil && rest[0] == '"' {
		return quoted
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && (r == '\'' || strings.ContainsRune(starters, r)) {
		return rest
	}
	return s
}

// Unwritable reports whether r does not survive CSV or XML: control characters other than tab and
// line feed, and what is no character.
func Unwritable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == 0xfffe || r == 0xffff
}

// Brief cuts text to what a message can show.
func Brief(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// IsPlain reports whether text is ASCII without spaces around it.
func IsPlain(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return text == "" || text[0] > ' ' && text[len(text)-1] > ' '
}
