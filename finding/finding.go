// Package finding is the vocabulary of statements about a package, its facts and its results.
//
// A finding is a value, not an error: a target missed, a formula whose unit does not fit, a cell
// of a spreadsheet that is not a number. It carries a code, where it was found, what was found,
// what was expected and what to do, with message and arguments kept apart so that it can be shown
// in every language. An error is reserved for our own failure to answer.
package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
)

// Severity orders findings by how much they stand in the way.
type Severity uint8

// Severities, rising.
const (
	Note Severity = iota
	Warning
	Error
)

func (s Severity) String() string { return [...]string{"note", "warning", "error"}[s] }

// MarshalText writes the severity as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Code declares one kind of finding. The package that emits it declares it once, as a variable;
// each template may name arguments in braces: "unknown key {found}".
type Code struct {
	ID       string // "plan.unknown-key": package, dot, kebab-case
	Severity Severity
	Message  locale.Text // what is the matter
	Hint     locale.Text // what to do about it
}

// NewCode declares a code: its message and what to do about it, in both languages.
func NewCode(id string, s Severity, zh, en, hintZH, hintEN string) *Code {
	return &Code{ID: id, Severity: s, Message: locale.Text{ZH: zh, EN: en},
		Hint: locale.Text{ZH: hintZH, EN: hintEN}}
}

// NewError declares a code of severity Error.
func NewError(id, zh, en, hintZH, hintEN string) *Code {
	return NewCode(id, Error, zh, en, hintZH, hintEN)
}

// Pos is a place in a file: line and column count from 1, column in characters. For a sheet, File
// is "book.xlsx#Sheet1" and line and column are row and column. Zero line means the whole file.
type Pos struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Column, q.Column))
}

// Args fill the templates of a code. Keys in common use: "found", "expected", "subject".
type Args map[string]string

// Finding is one statement at one place.
type Finding struct {
	Code    *Code
	Pos     Pos
	Related []Pos  // other places that have a part in it
	Subject string // what it is about: "target:urbanization-2025", "indicator:gdp"
	Args    Args
}

// New makes a finding at a position. Pairs are argument names and values in turn.
func New(c *Code, at Pos, subject string, pairs ...string) Finding {
	args := Args{"subject": subject}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return Finding{Code: c, Pos: at, Subject: subject, Args: args}
}

// Message returns the message in l with its arguments filled in.
func (f Finding) Message(l locale.Lang) string { return fill(f.Code.Message.In(l), f.Args) }

// Hint returns what to do in l, with arguments filled in; empty where the code has none.
func (f Finding) Hint(l locale.Lang) string { return fill(f.Code.Hint.In(l), f.Args) }

// Text returns one line: position, severity, code, message, hint.
func (f Finding) Text(l locale.Lang) string {
	var b strings.Builder
	if f.Pos.File != "" {
		b.WriteString(f.Pos.String() + ": ")
	}
	fmt.Fprintf(&b, "%s [%s] %s", f.Code.Severity, f.Code.ID, f.Message(l))
	if hint := f.Hint(l); hint != "" {
		b.WriteString(" → " + hint)
	}
	return b.String()
}

// Sort orders findings by position, then code, then subject, then message: a total order.
func Sort(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		order := cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(a.Code.ID, b.Code.ID),
			cmp.Compare(a.Subject, b.Subject))
		if order == 0 {
			order = cmp.Compare(a.Message(locale.EN), b.Message(locale.EN))
		}
		return order
	})
}

// Worst returns the highest severity in fs, and false where fs is empty.
func Worst(fs []Finding) (Severity, bool) {
	worst := Note
	for _, f := range fs {
		worst = max(worst, f.Code.Severity)
	}
	return worst, len(fs) > 0
}

func fill(template string, args Args) string {
	if !strings.Contains(template, "{") {
		return template
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(template)
}
