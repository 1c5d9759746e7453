package formula

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/finding"
)

// Expr is a parsed formula. It knows where each of its parts stood, and nothing of units or areas.
type Expr struct {
	root *node
	at   func(offset int) finding.Pos
}

// nodeKind is what a node of the syntax tree is.
type nodeKind uint8

const (
	number nodeKind = iota // num, with word as its unit where one is written
	text                   // word is what stands between the quotes
	name                   // word is an indicator, or skip
	call                   // word is the function
	prefix                 // word is - or not
	infix                  // word is the operator
)

type node struct {
	kind nodeKind
	off  int // byte offset; of the operator for infix
	word string
	num  float64
	args []*node
}

// Limits that no honest formula reaches; beyond them a formula is refused, not risked.
const (
	maxLength = 1 << 12
	maxDepth  = 100
)

// binding says how strongly an operator binds; a higher number binds tighter.
var binding = map[string]int{"or": 1, "and": 2, "not": 3, "==": 4, "!=": 4, "<": 4, "<=": 4,
	">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6}

const (
	bindsCompare = 4
	bindsMinus   = 7
	bindsAll     = 8
)

// Parse reads a formula. at turns a byte offset in src into a position; nil means line 1 of a
// nameless file. All syntax errors are found in one run; with any, the expression is nil.
func Parse(src string, at func(offset int) finding.Pos) (*Expr, []finding.Finding) {
	if at == nil {
		at = func(offset int) finding.Pos {
			return finding.Pos{Line: 1, Column: 1 + utf8.RuneCountInString(src[:offset])}
		}
	}
	p := &parser{at: at}
	if len(src) > maxLength {
		p.report(TooComplex, 0)
		return nil, p.findings
	}
	p.scan(src)
	root := p.expr(1)
	if t := p.peek(); t.kind != tokEnd {
		p.report(Syntax, t.off, "found", t.text, "expected", "+ - * / < and or")
	}
	if len(p.findings) > 0 {
		finding.Sort(p.findings)
		return nil, p.findings
	}
	return &Expr{root, at}, nil
}

// String returns the formula in its canonical form: one space around operators and after commas,
// no parentheses that change nothing. Parsing it gives the same formula.
func (e *Expr) String() string { return e.root.String() }

// Indicators returns the ids of the indicators the formula reads, sorted, each once.
func (e *Expr) Indicators() []string {
	var ids []string
	e.root.walk(func(n *node) {
		if n.kind == name && n.word != "skip" {
			ids = append(ids, n.word)
		}
	})
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, a := range n.args {
		a.walk(visit)
	}
}

func (n *node) String() string {
	var b strings.Builder
	n.write(&b, 1)
	return b.String()
}

// write writes n in parentheses where it binds less tightly than its surroundings ask.
func (n *node) write(b *strings.Builder, least int) {
	if n.binds() < least {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n.kind {
	case number:
		b.WriteString(formatNumber(n.num))
		if n.word != "" {
			b.WriteString("[" + n.word + "]")
		}
	case text:
		b.WriteString(`"` + n.word + `"`)
	case name:
		b.WriteString(n.word)
	case call:
		b.WriteString(n.word + "(")
		for i, a := range n.args {
			if i > 0 {
				b.WriteString(", ")
			}
			a.write(b, 1)
		}
		b.WriteByte(')')
	case prefix:
		b.WriteString(n.word)
		if n.word == "not" {
			b.WriteByte(' ')
		}
		n.args[0].write(b, n.binds())
	case infix:
		left := n.binds()
		if left == bindsCompare {
			left++ // comparisons do not chain
		}
		n.args[0].write(b, left)
		b.WriteString(" " + n.word + " ")
		n.args[1].write(b, n.binds()+1)
	}
}

func (n *node) binds() int {
	switch {
	case n.kind == prefix && n.word == "-":
		return bindsMinus
	case n.kind == prefix || n.kind == infix:
		return binding[n.word]
	}
	return bindsAll
}

// formatNumber writes the shortest decimal that reads back as v, without exponent where people
// would not use one.
func formatNumber(v float64) string {
	if v == 0 || v >= 1e-6 && v < 1e18 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.Replace(strconv.FormatFloat(v, 'e', -1, 64), "e+", "e", 1)
}

type parser struct {
	tokens   []token
	next     int
	depth    int
	at       func(int) finding.Pos
	findings []finding.Finding
}

// report keeps one finding for each offset, and none after parsing was given up: what follows from
// the first is noise.
func (p *parser) report(code *finding.Code, off int, pairs ...string) {
	pos := p.at(off)
	for _, f := range p.findings {
		if f.Pos == pos || f.Code == TooComplex {
			return
		}
	}
	p.findings = append(p.findings, finding.New(code, pos, "", pairs...))
}

func (p *parser) peek() token { return p.tokens[p.next] }

func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != tokEnd {
		p.next++
	}
	return t
}

func (p *parser) accept(symbol string) bool {
	if t := p.peek(); t.kind == tokSymbol && t.text == symbol {
		p.next++
		return true
	}
	return false
}

// expr reads an expression of operators that bind at least as tightly as least.
func (p *parser) expr(least int) *node {
	left := p.operand(least)
	for {
		t := p.peek()
		power, ok := binding[t.text]
		if t.kind != tokSymbol || !ok || power < least || t.text == "not" {
			return left
		}
		p.take()
		left = &node{kind: infix, off: t.off, word: t.text, args: []*node{left, p.expr(power + 1)}}
		if power == bindsCompare {
			if u := p.peek(); u.kind == tokSymbol && binding[u.text] == bindsCompare {
				p.report(Syntax, u.off, "found", u.text, "expected", "and")
			}
		}
	}
}

// operand reads a number, text, name, call, parenthesis, or an operand with - or not before it.
func (p *parser) operand(least int) *node {
	p.depth++
	defer func() { p.depth-- }()
	t := p.take()
	if p.depth > maxDepth {
		p.report(TooComplex, t.off)
		p.next = len(p.tokens) - 1
		return &node{off: t.off}
	}
	switch {
	case t.kind == tokNumber:
		n := &node{kind: number, off: t.off, num: t.num}
		if u := p.peek(); u.kind == tokUnit {
			n.word = p.take().text
		}
		return n
	case t.kind == tokText:
		return &node{kind: text, off: t.off, word: t.text}
	case t.kind == tokName && p.accept("("):
		return &node{kind: call, off: t.off, word: t.text, args: p.arguments()}
	case t.kind == tokName:
		return &node{kind: name, off: t.off, word: t.text}
	case t.text == "-" && t.kind == tokSymbol:
		return &node{kind: prefix, off: t.off, word: "-", args: []*node{p.expr(bindsMinus)}}
	case t.text == "not" && t.kind == tokSymbol && least <= binding["not"]:
		return &node{kind: prefix, off: t.off, word: "not", args: []*node{p.expr(binding["not"])}}
	case t.text == "(" && t.kind == tokSymbol:
		n := p.expr(1)
		p.expect(")")
		return n
	}
	p.report(Operand, t.off, "found", t.text)
	if t.kind == tokSymbol && (t.text == ")" || t.text == ",") {
		p.next-- // it belongs to whoever called
	}
	return &node{off: t.off}
}

func (p *parser) arguments() []*node {
	if p.accept(")") {
		return nil
	}
	args := []*node{p.expr(1)}
	for p.accept(",") {
		args = append(args, p.expr(1))
	}
	p.expect(")")
	return args
}

func (p *parser) expect(symbol string) {
	if !p.accept(symbol) {
		t := p.peek()
		p.report(Syntax, t.off, "found", t.text, "expected", symbol)
	}
}
