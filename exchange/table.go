package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/yipanqi/yipanqi/exchange/sheet"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// line is one row of a table as it stands in the file.
type line struct {
	number int32    // of the row, or of the first line of the record
	cells  []string // as stored
	shown  []string // as a spreadsheet shows them: the same slice for text files
}

// table is one CSV file or one sheet while it is read. Rows before the header may say anything.
type table struct {
	*reader
	name  string // as findings name it: "facts.csv", "book.xlsx#Sheet1"
	sheet string // empty for a text file
	epoch measure.Date
	pos   func(l *line, i int) finding.Pos

	headed    bool
	skipped   int // rows seen before the header
	names     []string
	width     int
	at        [columns]int // index of each column, -1 where there is none
	unnamed   []int        // columns without a name that nothing was found in so far
	wide      bool
	periods   []periodColumn  // where values stand
	indicator *plan.Indicator // of tables without such a column
	unit      measure.Unit    // stated above the header
	unitText  string
	unitPos   finding.Pos

	errors     int // so far, to tell whether a row is right
	any        bool
	blank      int
	firstBlank finding.Pos
	widened    map[int]bool // columns whose full-width characters were noted
}

// periodColumn is a column of values; in a wide table its header is their period.
type periodColumn struct {
	at     int
	period measure.Period
}

func (r *reader) newTable(name, title string) *table {
	return &table{reader: r, name: name, sheet: title, epoch: sheet.Epoch1900, widened: map[int]bool{}}
}

// fail reports a finding about a cell.
func (t *table) fail(c *finding.Code, l *line, i int, pairs ...string) {
	if c.Severity == finding.Error {
		t.errors++
	}
	t.report(c, t.pos(l, i), t.cellName(l, i), pairs...)
}

// cellName names a cell as its reader does: C7 in a sheet, by its column in a text file.
func (t *table) cellName(l *line, i int) string {
	if t.sheet != "" {
		name, _ := excelize.CoordinatesToCellName(max(i, 0)+1, int(l.number))
		return name
	}
	if i >= 0 && i < len(t.names) && t.names[i] != "" {
		return t.names[i]
	}
	return "#" + strconv.Itoa(max(i, 0)+1)
}

// row takes in one row.
func (t *table) row(l *line) {
	if !t.headed {
		t.header(l)
		return
	}
	if t.isBlank(l) || t.isRemark(l) {
		return
	}
	t.any = true
	if t.isRagged(l) {
		return
	}
	before := t.errors
	t.unnamed = slices.DeleteFunc(t.unnamed, func(i int) bool {
		text := strings.TrimSpace(t.cell(l, i))
		if text != "" {
			t.fail(UnnamedColumn, l, i, "found", sheet.Brief(text))
		}
		return text != ""
	})
	f := t.facts(l)
	if f.batch != "" && t.onlyBatch(l) {
		t.join(l, f)
		return
	}
	for _, c := range t.periods {
		t.value(l, c, f, before)
	}
}

func (t *table) isBlank(l *line) bool {
	for _, c := range l.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// remarks begin the lines that stand below the tables of yearbooks.
var remarks = []string{"注：", "注:", "资料来源", "数据来源", "说明：", "Note:", "Source:"}

// isRemark reports whether the row is a single cell with a remark.
func (t *table) isRemark(l *line) bool {
	at, text := -1, ""
	for i, c := range l.cells {
		if c = strings.TrimSpace(c); c == "" {
			continue
		}
		if at >= 0 {
			return false
		}
		at, text = i, c
	}
	for _, r := range remarks {
		if strings.HasPrefix(text, r) {
			t.fail(Remark, l, at)
			return true
		}
	}
	return false
}

// isRagged reports a row that is longer than the header, or shorter in a text file: its cells may
// not stand where they belong. Sheets store no cells at the end that are empty.
func (t *table) isRagged(l *line) bool {
	n := len(l.cells)
	for n > t.width && strings.TrimSpace(l.cells[n-1]) == "" {
		n--
	}
	if n == t.width || n < t.width && t.sheet != "" {
		return false
	}
	t.fail(RowLength, l, min(n, t.width)-1, "found", strconv.Itoa(n), "expected", strconv.Itoa(t.width))
	return true
}

// cell returns a cell as stored, empty where there is none.
func (t *table) cell(l *line, i int) string {
	if i < 0 || i >= len(l.cells) {
		return ""
	}
	return l.cells[i]
}

// clean returns a cell without spaces around it and in half-width forms; a note is made of the
// first full-width letters or digits in each column.
func (t *table) clean(l *line, i int) string {
	text := t.cell(l, i)
	if sheet.IsPlain(text) {
		return text
	}
	if !t.widened[i] && sheet.HasWide(text) {
		t.widened[i] = true
		t.fail(FullWidth, l, i, "found", sheet.Brief(text))
	}
	return strings.TrimSpace(sheet.Narrow(text))
}

// free returns a cell whose text is kept as it is.
func (t *table) free(l *line, c column) string {
	i := t.at[c]
	text := t.cell(l, i)
	if text == "" {
		return ""
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	if at := strings.IndexFunc(text, sheet.Unwritable); at >= 0 || !utf8.ValidString(text) {
		r, _ := utf8.DecodeRuneInString(text[max(at, 0):])
		t.fail(ControlCharacter, l, i, "found", strconv.QuoteRuneToASCII(r))
		return ""
	}
	return t.intern(sheet.Unguard(text))
}

// onlyBatch reports whether a row of an export states a batch and no observation.
func (t *table) onlyBatch(l *line) bool {
	return t.cell(l, t.at[colIndicator])+t.cell(l, t.at[colArea])+t.cell(l, t.at[colPeriod])+
		t.cell(l, t.at[colValue]) == ""
}

// join finds the batch of a row of an export, which says about it what earlier rows said or nothing.
func (t *table) join(l *line, f *facts) *group {
	g := t.group(groupKey{batch: f.batch}, true)
	if g.ID == "" {
		g.ID, g.Known = f.batch, f.known
	}
	if f.known != g.Known {
		t.fail(BatchDiffers, l, t.at[colKnown], "batch", f.batch, "found", f.known.String(), "expected", g.Known.String())
	}
	for _, h := range []struct {
		column column
		field  *string
	}{{colOrigin, &g.Origin}, {colBatchReporter, &g.Reporter}, {colBatchNote, &g.Note}, {colSupersedes, &g.Supersedes}} {
		switch text := t.free(l, h.column); {
		case text == "" || text == *h.field:
		case *h.field == "" && len(g.Observations) == 0:
			*h.field = text
		default:
			t.fail(BatchDiffers, l, t.at[h.column], "batch", f.batch,
				"found", sheet.Brief(text), "expected", sheet.Brief(*h.field))
		}
	}
	return g
}

// caches keep what was looked up, so that a million rows cost a million look-ups and not more.
type caches struct {
	texts     map[string]string
	periodsAt map[atFrequency]foundPeriod
	units     map[string]measure.Unit
	unlisted  map[string]bool // sources already noted as not listed
	hints     map[string][]string
}

type atFrequency struct {
	text string
	freq measure.Freq
}

type foundPeriod struct {
	measure.Period
	first measure.Date
}

func newCaches() caches {
	return caches{map[string]string{}, map[atFrequency]foundPeriod{},
		map[string]measure.Unit{}, map[string]bool{}, map[string][]string{}}
}

// maxInterned bounds how many texts are kept to be shared.
const maxInterned = 1 << 16

// intern returns a copy of s that does not hold on to the row it stands in, the same for the same
// text.
func (c *caches) intern(s string) string {
	if s == "" {
		return ""
	}
	if kept, ok := c.texts[s]; ok {
		return kept
	}
	if len(c.texts) >= maxInterned {
		clear(c.texts)
	}
	kept := strings.Clone(s)
	c.texts[kept] = kept
	return kept
}

// maxHints bounds how many unknown names one import looks for near ones.
const maxHints = 200

// hint suggests what an unknown name was meant for.
func (r *reader) hint(n *names, text string) []string {
	if h, ok := r.hints[text]; ok {
		return h
	}
	h := []string{"hint_zh", "改正，或先写进规划包", "hint_en", "mend it, or write it into the package first"}
	if len(r.hints) < maxHints && len(text) < 200 {
		if near := n.nearest(sheet.Narrow(text)); near != "" {
			h = []string{"hint_zh", "是不是“" + near + "”？", "hint_en", "did you mean " + near + "?"}
		}
		r.hints[strings.Clone(text)] = h
	}
	return h
}

// observe adds an observation to its batch; a second one of the same cell in one batch is reported.
func (t *table) observe(l *line, c periodColumn, o *fact.Observation, row int32, f *facts) {
	if t.rows++; t.rows > t.MaxRows {
		if t.rows == t.MaxRows+1 {
			t.fail(TooManyRows, l, 0, "expected", strconv.Itoa(t.MaxRows))
		}
		return
	}
	if f.batch != "" {
		t.join(l, f).add(o)
		return
	}
	k := cellKey{f.indicator, row, o.Period, f.known}
	if first, given := t.seen[k]; given {
		at := finding.Pos{File: first.table.name, Line: int(first.line)}
		t.fail(Duplicate, l, c.at, "place", at.String(),
			"found", o.Indicator+"@"+o.Area+":"+o.Period.String())
		return
	}
	t.seen[k] = place{t, l.number}
	t.group(groupKey{known: f.known}, f.stated).add(o)
}
