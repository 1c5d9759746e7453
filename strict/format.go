package strict

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"github.com/yipanqi/yipanqi/finding"
)

// width is how wide a mapping or list in brackets may become before it is written in lines, and
// where folded text is broken.
const width = 100

// Format writes a YAML file in canonical style: keys in the order of the struct that shape points
// to (nil keeps their order), two spaces of indentation, quotes only where they are needed, a blank
// line between the items of a list at the top and wherever there was one. Comments stay with what
// they stand above or behind. Brackets and blocks of text stay what they are while they fit. What
// the file means is unchanged: the result is read again and compared, and the file is left as it
// is should it differ.
//
// A file that cannot be read is returned as it is, with its findings.
func Format(file string, data []byte, shape any) ([]byte, []finding.Finding) {
	s, ok := newSource(file, data)
	if !ok {
		return data, s.findings
	}
	root, ok := s.tree()
	if !ok || len(s.findings) > 0 {
		return data, s.findings
	}
	var t reflect.Type
	if shape != nil {
		t = reflect.TypeOf(shape).Elem()
	}
	arrange(root, t)
	p := &printer{source: s, above: map[*node][]comment{}, behind: map[*node]string{},
		gap: map[*node]bool{}}
	p.attach(root)
	p.comments(p.header, 0)
	p.root(root)
	p.comments(p.footer, 0)
	p.out.Truncate(len(bytes.TrimRight(p.out.Bytes(), "\n")))
	if p.out.Len() > 0 {
		p.out.WriteByte('\n')
	}
	again := &source{file: file, data: p.out.Bytes()}
	if copied, ok := again.tree(); !ok || len(again.findings) > 0 || !same(root, copied) ||
		len(commentsOf(p.out.Bytes())) != len(commentsOf(s.data)) {
		return data, nil
	}
	return p.out.Bytes(), nil
}

// FormatCSV writes a table in canonical style: quotes only where they are needed, lines ended by a
// line feed, no byte order mark. A table that cannot be read is returned as it is.
func FormatCSV(file string, data []byte) ([]byte, []finding.Finding) {
	s, ok := newSource(file, data)
	if !ok {
		return data, s.findings
	}
	read := func(data []byte) ([][]string, error) {
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		return r.ReadAll()
	}
	rows, err := read(s.data)
	if err != nil {
		var ignored []struct{}
		return data, CSV(file, data, &ignored)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return data, nil // what was read can be written
	}
	again, err := read(bytes.TrimPrefix(out.Bytes(), byteOrderMark))
	if err != nil || !reflect.DeepEqual(rows, again) {
		return data, nil // such as a first value that begins with what looks like a mark
	}
	return out.Bytes(), nil
}

// arrange puts the keys of mappings in the order of their struct's fields, unknown ones last.
func arrange(n *node, t reflect.Type) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var element reflect.Type
	place := map[string]int{}
	types := map[string]reflect.Type{}
	switch {
	case t == nil:
	case t == textType:
		place = map[string]int{"zh": 1, "en": 2}
	case t.Kind() == reflect.Struct:
		fields, _ := fieldsOf(t, "yaml")
		for i, f := range fields {
			place[f.key], types[f.key] = i+1, t.FieldByIndex(f.index).Type
		}
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Map:
		element = t.Elem()
	}
	if n.kind == list {
		for _, item := range n.items {
			arrange(item, element)
		}
		return
	}
	order := make([]int, len(n.keys))
	for i, key := range n.keys {
		order[i] = i
		if of, ok := types[key.text]; ok {
			arrange(n.items[i], of)
		} else {
			arrange(n.items[i], element)
		}
	}
	rank := func(i int) int {
		if r, ok := place[n.keys[i].text]; ok {
			return r
		}
		return len(place) + 1
	}
	slices.SortStableFunc(order, func(a, b int) int { return rank(a) - rank(b) })
	keys, items := slices.Clone(n.keys), slices.Clone(n.items)
	for to, from := range order {
		n.keys[to], n.items[to] = keys[from], items[from]
	}
}

// same reports whether two trees hold the same values.
func same(a, b *node) bool {
	if a.kind != b.kind || a.text != b.text || len(a.items) != len(b.items) ||
		(a.style == plain) != (b.style == plain) && typed(a.text) {
		return false
	}
	for i := range a.items {
		if a.kind == mapping && a.keys[i].text != b.keys[i].text || !same(a.items[i], b.items[i]) {
			return false
		}
	}
	return true
}

// comment is one line of comment.
type comment struct {
	line, column int
	text         string
	blank        bool // a blank line follows
}

// commentsOf lists the comments of a file.
func commentsOf(data []byte) []comment {
	var list []comment
	lines := strings.Split(string(data), "\n")
	for _, t := range lexer.Tokenize(string(data)) {
		if t.Type != token.CommentType {
			continue
		}
		c := comment{line: t.Position.Line, column: t.Position.Column, text: strings.TrimRight(t.Value, " \t")}
		c.blank = c.line < len(lines) && strings.TrimSpace(lines[c.line]) == ""
		list = append(list, c)
	}
	return list
}

// printer writes a tree.
type printer struct {
	*source
	out    bytes.Buffer
	above  map[*node][]comment // by key of a mapping or item of a list
	behind map[*node]string
	gap    map[*node]bool // a blank line stood before it
	header []comment      // before the first key, with a blank line between
	footer []comment      // after everything
}

// attach gives each comment to the key or item it speaks about: the next one for a comment on a
// line of its own, the one on its line otherwise.
func (p *printer) attach(root *node) {
	entries := entriesOf(root, nil)
	slices.SortStableFunc(entries, func(a, b entry) int { return a.pos.Compare(b.pos) })
	lines := strings.Split(string(p.data), "\n")
	comments := commentsOf(p.data)
	p.header, comments = header(comments, entries)
	for _, c := range comments {
		next := slices.IndexFunc(entries, func(e entry) bool { return e.pos.Line > c.line })
		if next < 0 {
			next = len(entries)
		}
		var last *node // the entry begun before or on the line
		if next > 0 {
			last = entries[next-1].node
		}
		before := []rune(lines[min(c.line, len(lines))-1])
		alone := strings.TrimSpace(string(before[:min(max(c.column-1, 0), len(before))])) == ""
		switch {
		case !alone && last != nil && p.behind[last] == "":
			p.behind[last] = "#" + c.text
		case last != nil && (!alone || entries[next-1].until > c.line):
			p.above[last] = append(p.above[last], comment{text: c.text})
		case next == len(entries):
			p.footer = append(p.footer, c)
		default:
			p.above[entries[next].node] = append(p.above[entries[next].node], c)
		}
	}
	p.gaps(entries, lines)
}

// gaps notes before which entries a blank line stood, above the comments that belong to them.
func (p *printer) gaps(entries []entry, lines []string) {
	for _, e := range entries {
		line := e.pos.Line
		for _, c := range p.above[e.node] {
			if c.line > 0 {
				line = min(line, c.line)
			}
		}
		p.gap[e.node] = line >= 2 && strings.TrimSpace(lines[line-2]) == ""
	}
	if len(entries) > 0 {
		p.gap[entries[0].node] = false // that is the header's
	}
}

// header splits off the comments that a blank line parts from the first entry.
func header(comments []comment, entries []entry) (header, rest []comment) {
	end := 0
	for i, c := range comments {
		if len(entries) == 0 || c.line >= entries[0].pos.Line {
			break
		}
		if c.blank {
			end = i + 1
		}
	}
	return comments[:end], comments[end:]
}

// entry is what a comment can belong to: a key of a mapping or an item of a list, in lines.
type entry struct {
	*node
	until int // last line on which something in its brackets begins; 0 without brackets
}

func entriesOf(n *node, into []entry) []entry {
	if n.flow {
		return into
	}
	for i, item := range n.items {
		e := entry{node: item}
		if n.kind == mapping {
			e.node = n.keys[i]
		}
		if item.flow {
			e.until = lastLine(item)
		}
		into = entriesOf(item, append(into, e))
	}
	return into
}

// lastLine returns the last line on which something in n begins.
func lastLine(n *node) int {
	last := n.pos.Line
	for _, item := range n.items {
		last = max(last, lastLine(item))
	}
	return last
}

func (p *printer) indent(n int) { p.out.WriteString(strings.Repeat(" ", n)) }

func (p *printer) comments(list []comment, indent int) {
	for _, c := range list {
		p.indent(indent)
		p.out.WriteString("#" + c.text + "\n")
		if c.blank {
			p.out.WriteByte('\n')
		}
	}
}

// end ends the first line of an entry, with the comment behind it.
func (p *printer) end(entry *node) {
	if text, ok := p.behind[entry]; ok {
		p.out.WriteString(" " + text)
	}
	p.out.WriteByte('\n')
}

// root writes the whole document.
func (p *printer) root(n *node) {
	switch {
	case n.kind == mapping && len(n.items) > 0 && !p.flows(n, 0):
		p.pairs(n, 0, false)
	case n.kind == list && len(n.items) > 0 && !p.flows(n, 0):
		p.items(n, 0, true)
	case n.kind == scalar:
		p.out.WriteString(quoted(n, false) + "\n")
	case n.kind != null:
		p.out.WriteString(p.brackets(n) + "\n")
	}
}

// flows reports whether a mapping or list that was written in brackets fits a line again.
func (p *printer) flows(n *node, column int) bool {
	if len(n.items) == 0 {
		return true
	}
	return n.flow && column+utf8.RuneCountInString(p.brackets(n)) <= width
}

// brackets writes a value within brackets, on one line.
func (p *printer) brackets(n *node) string {
	parts := make([]string, len(n.items))
	switch n.kind {
	case mapping:
		for i, item := range n.items {
			parts[i] = quoted(n.keys[i], true) + ": " + p.brackets(item)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for i, item := range n.items {
			parts[i] = p.brackets(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case null:
		return "null"
	}
	return quoted(n, true)
}

// pairs writes a mapping in lines. The first key follows a dash where inline.
func (p *printer) pairs(n *node, indent int, inline bool) {
	for i, key := range n.keys {
		item := n.items[i]
		if i > 0 && (p.gap[key] || indent == 0 && (tall(item) || tall(n.items[i-1]))) {
			p.out.WriteByte('\n')
		}
		if i > 0 || !inline {
			p.comments(p.above[key], indent)
			p.indent(indent)
		}
		name := quoted(key, false)
		p.out.WriteString(name + ":")
		column := indent + utf8.RuneCountInString(name) + 2
		switch {
		case item.kind == null:
			p.end(key)
		case item.kind == scalar:
			p.out.WriteString(" ")
			p.block(item, key, indent)
		case p.flows(item, column):
			p.out.WriteString(" " + p.brackets(item))
			p.end(key)
		case item.kind == mapping:
			p.end(key)
			p.pairs(item, indent+2, false)
		default:
			p.end(key)
			p.items(item, indent+2, indent == 0)
		}
	}
}

// tall reports whether a value is a list of several lines.
func tall(n *node) bool { return n.kind == list && len(n.items) > 0 && !n.flow }

// items writes a list in lines, with blank lines between mappings where the list is at the top.
func (p *printer) items(n *node, indent int, top bool) {
	for i, item := range n.items {
		lines := item.kind == mapping && !p.flows(item, indent+2)
		if i > 0 && (p.gap[item] || top && lines) {
			p.out.WriteByte('\n')
		}
		p.comments(p.above[item], indent)
		if lines {
			p.comments(p.above[item.keys[0]], indent) // no room for it behind the dash
		}
		p.indent(indent)
		p.out.WriteString("-")
		switch {
		case item.kind == scalar:
			p.out.WriteString(" ")
			p.block(item, item, indent)
		case lines:
			if text, ok := p.behind[item]; ok { // from behind a bracket that is gone
				p.behind[item.keys[0]] = text
			}
			p.out.WriteString(" ")
			p.pairs(item, indent+2, true)
		case item.kind == list && !p.flows(item, indent+2):
			p.end(item)
			p.items(item, indent+2, false)
		default:
			p.out.WriteString(" " + p.brackets(item))
			p.end(item)
		}
	}
}

// block writes a scalar behind a key or dash, over several lines if it was, and ends the line.
func (p *printer) block(n, entry *node, indent int) {
	if n.style != literal && n.style != folded || !blocks(n.text) {
		p.out.WriteString(quoted(n, false))
		p.end(entry)
		return
	}
	text := n.text
	if n.style == literal {
		p.out.WriteString("|")
	} else {
		p.out.WriteString(">-")
		if text = p.written(n); unfold(text) != n.text {
			text = fold(n.text, max(width-indent-2, 20))
		}
	}
	p.end(entry)
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			p.indent(indent + 2)
			p.out.WriteString(line)
		}
		p.out.WriteByte('\n')
	}
}

// blocks reports whether a text can be written in lines as it is: no line begins or ends with
// space, which folding and indentation would make hard to see.
func blocks(text string) bool {
	if text == "" {
		return false
	}
	for i, line := range strings.Split(text, "\n") {
		if line != strings.TrimRight(line, " \t") || i == 0 && line == "" ||
			i == 0 && line != strings.TrimLeft(line, " \t") {
			return false
		}
	}
	return strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }) < 0
}

// written returns the lines of a block of text as they stand in the file, without indentation.
func (p *printer) written(n *node) string {
	_, rest, _ := strings.Cut(p.from(n.pos), "\n")
	margin := rest[:len(rest)-len(strings.TrimLeft(rest, " \n"))]
	margin = margin[strings.LastIndexByte(margin, '\n')+1:]
	var lines []string
	for line := range strings.SplitSeq(rest, "\n") {
		inside, ok := strings.CutPrefix(line, margin)
		if !ok && strings.TrimSpace(line) != "" {
			break
		}
		lines = append(lines, strings.TrimRight(inside, " \t"))
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// unfold reads folded text: a line break is a space, and of several the first does not count.
// Lines that begin with space would be read otherwise; then the result is empty.
func unfold(text string) string {
	var b strings.Builder
	breaks := 0
	for i, line := range strings.Split(text, "\n") {
		switch {
		case line == "":
			breaks++
			continue
		case line != strings.TrimLeft(line, " \t"):
			return ""
		case breaks > 0:
			b.WriteString(strings.Repeat("\n", breaks))
		case i > 0:
			b.WriteByte(' ')
		}
		breaks = 0
		b.WriteString(line)
	}
	return b.String()
}

// fold breaks lines at single spaces so that they fit, and doubles the line breaks of the text,
// which is how folded text writes them. Text that folding would change is left in long lines.
func fold(text string, width int) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("\n\n")
		}
		words := strings.Split(line, " ")
		column := 0
		for j, word := range words {
			n := utf8.RuneCountInString(word)
			switch {
			case j == 0:
			case column+1+n > width && word != "" && words[j-1] != "":
				b.WriteByte('\n')
				column = 0
			default:
				b.WriteByte(' ')
				column++
			}
			b.WriteString(word)
			column += n
		}
	}
	return b.String()
}

// quoted writes a scalar on one line, in quotes only where it would be read as something else.
func quoted(n *node, flow bool) string {
	if n.style == plain && plainly(n.text, flow) {
		return n.text
	}
	if n.style != plain && plainly(n.text, flow) && !typed(n.text) {
		return n.text
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range n.text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsGraphic(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainly reports whether a text can stand without quotes.
func plainly(text string, flow bool) bool {
	if text == "" || strings.TrimSpace(text) != text || strings.Contains(text, ": ") ||
		strings.Contains(text, " #") || strings.HasSuffix(text, ":") ||
		strings.ContainsAny(text[:1], "-?:,[]{}#&*!|>'\"%@`=<.~") && !typed(text) ||
		flow && strings.ContainsAny(text, ",[]{}:") {
		return false
	}
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}

// typed reports whether a text without quotes would be a number, a boolean or nothing to YAML.
func typed(text string) bool {
	switch strings.ToLower(text) {
	case "", "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf":
		return true
	}
	return strings.Trim(text, "0123456789.eE+-_:xXoObBaAcCdDfF") == "" && strings.ContainsAny(text, "0123456789")
}
