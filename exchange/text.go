package exchange

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode turns the bytes of a text file into UTF-8: they are UTF-8 already, with or without a byte
// order mark, or else GB 18030. bad is the offset, in the result, of the first character that is
// neither, or -1.
func decode(data []byte) (text []byte, gb bool, bad int) {
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

// narrow turns full-width forms (U+FF01 to U+FF5E) and the ideographic space into their ASCII
// twins, and the minus sign into a hyphen.
func narrow(s string) string {
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

// hasWide reports whether s has full-width letters or digits.
func hasWide(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ'
	})
}

// starters begin a cell that a spreadsheet would take for a formula (OWASP, CSV injection).
const starters = "=+-@\t＝＋－＠"

// guard makes text safe to stand in a spreadsheet and able to come back: an apostrophe stands
// before what could be taken for a formula and before an apostrophe; text with control characters
// is quoted as in Go.
func guard(s string) string {
	if strings.ContainsFunc(s, unwritable) {
		return "'" + strconv.Quote(s)
	}
	if r, _ := utf8.DecodeRuneInString(s); s != "" && (r == '\'' || strings.ContainsRune(starters, r)) {
		return "'" + s
	}
	return s
}

// unguard undoes guard.
func unguard(s string) string {
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

// unwritable reports whether r does not survive CSV or XML: control characters other than tab and
// line feed, and what is no character.
func unwritable(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r == 0x7f || r == 0xfffe || r == 0xffff
}

// brief cuts text to what a message can show.
func brief(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
