package strict

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/yipanqi/yipanqi/finding"
)

// Limits on what is read, so that a hostile file costs no more than a friendly one.
const (
	maxBytes = 4 << 20
	maxDepth = 64
	maxKeys  = 4000 // of one mapping; the parser's time and stack grow with their square
)

var byteOrderMark = []byte("\ufeff")

type kind uint8

const (
	null    kind = iota // nothing written, or ~
	scalar              // text, see style
	mapping             // keys and items in turn
	list                // items
	refused             // a feature packages do not use; already reported
)

type style uint8

const (
	plain style = iota
	single
	double
	literal
	folded
)

// node is one YAML value as written. Unlike the syntax tree it comes from it holds every scalar as
// its text, for whoever decodes it to read by the type that is wanted: 510100 is a code or a
// number as the field says.
type node struct {
	kind  kind
	style style
	flow  bool // written with brackets
	pos   finding.Pos
	text  string
	keys  []*node
	items []*node
}

// source is a file being read and what was found wrong with it.
type source struct {
	file     string
	data     []byte
	findings []finding.Finding
}

func (s *source) report(c *finding.Code, at finding.Pos, subject string, pairs ...string) {
	s.findings = append(s.findings, finding.New(c, at, subject, pairs...))
}

// newSource checks what holds for every file: size and encoding. A byte order mark is dropped and
// line ends are made uniform; neither moves a position.
func newSource(file string, data []byte) (*source, bool) {
	s := &source{file: file}
	if len(data) > maxBytes {
		s.report(TooLarge, finding.Pos{File: file, Line: 1, Column: 1}, file,
			"found", strconv.Itoa(len(data)), "expected", strconv.Itoa(maxBytes))
		return s, false
	}
	data = bytes.TrimPrefix(data, byteOrderMark)
	s.data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	if at := unreadable(s.data); at >= 0 {
		s.report(Encoding, s.posOf(at), file)
		return s, false
	}
	return s, true
}

// unreadable finds the first byte that is not UTF-8 or that is a control character other than tab
// and line feed; -1 where there is none.
func unreadable(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) && r != '\t' && r != '\n' {
			return i
		}
		i += n
	}
	return -1
}

// posOf returns the position of a byte offset.
func (s *source) posOf(offset int) finding.Pos {
	before := s.data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return finding.Pos{File: s.file, Line: bytes.Count(before, []byte("\n")) + 1,
		Column: utf8.RuneCount(before[start:]) + 1}
}

// tree reads the file as one YAML document; false where it cannot be read at all.
func (s *source) tree() (root *node, ok bool) {
	start := finding.Pos{File: s.file, Line: 1, Column: 1}
	if offset := tooDeep(s.data); offset >= 0 {
		s.report(TooDeep, s.posOf(offset), s.file, "expected", strconv.Itoa(maxDepth))
		return nil, false
	}
	if offset := tooManyKeys(s.data); offset >= 0 {
		s.report(TooManyKeys, s.posOf(offset), s.file, "expected", strconv.Itoa(maxKeys))
		return nil, false
	}
	f, err := parseYAML(s.data)
	if err != nil {
		at, what := start, ""
		var located interface {
			GetToken() *token.Token
			GetMessage() string
		}
		if errors.As(err, &located) {
			at, what = s.at(located.GetToken(), start), located.GetMessage()
		} else {
			what = err.Error() // only then: with a position it quotes the file, and is slow
		}
		s.report(Syntax, at, s.file, "found", what, "found_zh", inChinese(what))
		return nil, false
	}
	root = &node{kind: null, pos: start}
	bodies := 0
	for _, doc := range f.Docs {
		if _, comments := doc.Body.(*ast.CommentGroupNode); doc.Body == nil || comments {
			continue
		}
		n := s.convert(doc.Body, start, 0)
		if bodies++; bodies > 1 {
			s.unsupported(n.pos, "several documents in a file")
			break
		}
		root = n
	}
	return root, true
}

// parseYAML parses; a panic of the parser, known for some malformed files, counts as a syntax
// error of the file.
func parseYAML(data []byte) (f *ast.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("unreadable structure (%v)", p)
		}
	}()
	return parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
}

// tooDeep finds where brackets or dashes nest far beyond what any package does, before the parser
// recurses into them; -1 where they do not. Brackets inside text count too, which the generous
// limit allows for.
func tooDeep(data []byte) int {
	open, run := 0, 0
	for i, c := range data {
		switch c {
		case '[', '{':
			open++
			run = 0
		case ']', '}':
			open = max(open-1, 0)
			run = 0
		case '-', '?', '!', '&', ':':
			run++
		case ' ', '\t':
		default:
			run = 0
		}
		if open > 4*maxDepth || run > 4*maxDepth {
			return i
		}
	}
	return -1
}

// tooManyKeys finds where lines follow each other at one indentation, as the keys of a mapping do,
// more often than is allowed; -1 where they do not.
func tooManyKeys(data []byte) int {
	type level struct{ indent, lines int }
	var open []level
	offset := 0
	for line := range bytes.Lines(data) {
		text := bytes.TrimLeft(line, " ")
		indent := len(line) - len(text)
		item := bytes.HasPrefix(text, []byte("-"))
		for len(open) > 0 && (open[len(open)-1].indent > indent) {
			open = open[:len(open)-1]
		}
		switch last := len(open) - 1; {
		case len(bytes.TrimSpace(text)) == 0 || text[0] == '#':
		case item:
			open = append(open, level{indent + 2, 1}) // a mapping may begin behind the dash
		case last >= 0 && open[last].indent == indent:
			if open[last].lines++; open[last].lines > maxKeys {
				return offset
			}
		default:
			open = append(open, level{indent, 1})
		}
		offset += len(line)
	}
	return -1
}

// at returns the position of a token, kept inside the file.
func (s *source) at(t *token.Token, or finding.Pos) finding.Pos {
	if t == nil || t.Position == nil || t.Position.Line < 1 {
		return or
	}
	return finding.Pos{File: s.file, Line: t.Position.Line, Column: max(t.Position.Column, 1)}
}

// convert turns a parsed value into a node; or is the position to give it if it has none.
func (s *source) convert(v ast.Node, or finding.Pos, depth int) *node {
	if depth == maxDepth {
		s.report(TooDeep, or, s.file, "expected", strconv.Itoa(maxDepth))
		return &node{kind: refused, pos: or}
	}
	n := &node{pos: or}
	if v == nil {
		return n
	}
	n.pos = s.at(v.GetToken(), or)
	switch v := v.(type) {
	case *ast.NullNode:
		n.pos = or
	case *ast.StringNode:
		n.kind, n.text = scalar, v.Value
		switch v.Token.Type {
		case token.SingleQuoteType:
			n.style = single
		case token.DoubleQuoteType:
			n.style = double
		}
	case *ast.LiteralNode:
		n.kind, n.style, n.text = scalar, literal, strings.TrimRight(v.Value.Value, "\n")
		if v.Start.Type == token.FoldedType {
			n.style = folded
		}
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		n.kind, n.text = scalar, v.GetToken().Value
	case *ast.MappingNode:
		n.kind, n.flow = mapping, v.IsFlowStyle
		for _, pair := range v.Values {
			s.pair(n, pair, depth)
		}
	case *ast.MappingValueNode:
		n.kind, n.flow = mapping, v.IsFlowStyle
		s.pair(n, v, depth)
	case *ast.SequenceNode:
		n.kind, n.flow = list, v.IsFlowStyle
		for i, item := range v.Values {
			at := n.pos
			if i < len(v.Entries) {
				at = s.at(v.Entries[i].Start, at)
			}
			n.items = append(n.items, s.convert(item, at, depth+1))
		}
	default:
		s.refuse(n, v)
	}
	return n
}

// pair adds one key and its value to a mapping.
func (s *source) pair(n *node, pair *ast.MappingValueNode, depth int) {
	key := s.convert(pair.Key, n.pos, depth+1)
	if key.kind == null { // a key is always text
		key.text, key.pos = "null", s.at(pair.Key.GetToken(), n.pos)
	}
	if len(n.keys) == 0 && !n.flow {
		n.pos = key.pos // not that of the colon, which is the token of a block mapping
	}
	if key.kind == refused {
		return
	}
	n.keys = append(n.keys, key)
	n.items = append(n.items, s.convert(pair.Value, s.at(pair.Start, key.pos), depth+1))
}

func (s *source) refuse(n *node, v ast.Node) {
	n.kind = refused
	what := strings.ToLower(v.Type().String())
	switch v.(type) {
	case *ast.AnchorNode:
		what = "anchor (&)"
	case *ast.AliasNode:
		what = "alias (*)"
	case *ast.TagNode:
		what = "tag (!)"
	case *ast.MergeKeyNode:
		what = "merge key (<<)"
	case *ast.MappingKeyNode:
		what = "complex key (?)"
	}
	s.unsupported(n.pos, what)
}

func (s *source) unsupported(at finding.Pos, what string) {
	s.report(Unsupported, at, s.file, "found", what, "found_zh", inChinese(what))
}

// from returns what follows a position.
func (s *source) from(at finding.Pos) string {
	rest := string(s.data)
	for range at.Line - 1 {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	for range at.Column - 1 {
		_, n := utf8.DecodeRuneInString(rest)
		rest = rest[n:]
	}
	return rest
}
