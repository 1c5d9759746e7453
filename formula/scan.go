package formula

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokEnd tokenKind = iota
	tokNumber
	tokUnit   // [万元]; text is what stands between the brackets
	tokText   // "510100"; text is what stands between the quotes
	tokName   // an indicator or a function
	tokSymbol // an operator, parenthesis, comma or one of and or not
)

type token struct {
	kind tokenKind
	off  int
	text string
	num  float64
}

// symbols are the operators, longer ones before their beginnings, and what a Chinese keyboard
// types for them.
var symbols = []struct{ written, means string }{
	{"==", "=="}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"<", "<"}, {">", ">"},
	{"+", "+"}, {"-", "-"}, {"*", "*"}, {"/", "/"}, {"(", "("}, {")", ")"}, {",", ","},
	{"≤", "<="}, {"≥", ">="}, {"≠", "!="}, {"×", "*"}, {"÷", "/"}, {"−", "-"},
	{"（", "("}, {"）", ")"}, {"，", ","}, {"＋", "+"}, {"－", "-"}, {"＜", "<"}, {"＞", ">"},
}

// scan cuts src into tokens, the last of them tokEnd.
func (p *parser) scan(src string) {
	for off := 0; off < len(src); {
		rest := src[off:]
		size := 1
		switch c := rest[0]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
		case isDigit(c):
			size = p.scanNumber(rest, off)
		case isLetter(c):
			size = p.scanWord(rest, off)
		case c == '"':
			size = p.scanQuoted(rest, off, tokText, `"`)
		case c == '[':
			size = p.scanQuoted(rest, off, tokUnit, "]")
		default:
			size = p.scanSymbol(rest, off)
		}
		off += size
	}
	p.tokens = append(p.tokens, token{kind: tokEnd, off: len(src), text: "EOF"})
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func (p *parser) scanNumber(s string, off int) int {
	i := 0
	skip := func() {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
	}
	skip()
	if i+1 < len(s) && s[i] == '.' && isDigit(s[i+1]) {
		i++
		skip()
	}
	if j := strings.TrimLeft(s[i:], "eE"); len(s[i:])-len(j) == 1 {
		j = strings.TrimPrefix(strings.TrimPrefix(j, "+"), "-")
		if j != "" && isDigit(j[0]) {
			i = len(s) - len(j)
			skip()
		}
	}
	v, err := strconv.ParseFloat(s[:i], 64)
	if err != nil || math.IsInf(v, 0) {
		p.report(NumberRange, off, "found", s[:i])
	}
	p.tokens = append(p.tokens, token{kind: tokNumber, off: off, text: s[:i], num: v})
	return i
}

func (p *parser) scanWord(s string, off int) int {
	i := 1
	for i < len(s) && (isLetter(s[i]) || isDigit(s[i])) {
		i++
	}
	kind := tokName
	if _, operator := binding[s[:i]]; operator {
		kind = tokSymbol
	}
	p.tokens = append(p.tokens, token{kind: kind, off: off, text: s[:i]})
	return i
}

// scanQuoted reads to the closing mark, which must stand on the same line.
func (p *parser) scanQuoted(s string, off int, kind tokenKind, closing string) int {
	inside, _, closed := strings.Cut(s[1:], closing)
	size := 1 + len(inside) + len(closing)
	if !closed || strings.ContainsAny(inside, "\r\n") || !utf8.ValidString(inside) {
		p.report(Unclosed, off, "found", s[:1], "expected", closing)
		inside, _, _ = strings.Cut(inside, "\n")
		p.tokens = append(p.tokens, token{kind: kind, off: off, text: inside})
		return 1 + len(inside)
	}
	inside = strings.TrimSpace(inside)
	if inside == "" {
		p.report(Operand, off, "found", s[:1]+closing)
	}
	p.tokens = append(p.tokens, token{kind: kind, off: off, text: inside})
	return size
}

func (p *parser) scanSymbol(s string, off int) int {
	for _, sym := range symbols {
		if strings.HasPrefix(s, sym.written) {
			p.tokens = append(p.tokens, token{kind: tokSymbol, off: off, text: sym.means})
			return len(sym.written)
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	p.report(Character, off, "found", strconv.QuoteRune(r))
	return size
}
