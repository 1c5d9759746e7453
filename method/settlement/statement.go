package settlement

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
)

// Query says what a statement is to show.
type Query struct {
	Account string // empty: all
	Party   string // empty: all
	Period  measure.Period
	Known   measure.Instant // records known later are not seen; zero sees all
	N       int64           // only so many records are seen; zero sees all
}

// Statement is what happened in a period, between the balances before and after it. An entry stands on
// the statement of the period in which its own ends: one of a year on that of December. It follows
// from the first N records of a journal alone, and they from its head: whoever holds a journal with
// that head gets the same bytes from Query with N.
type Statement struct {
	Account  string           `json:"account,omitempty"`
	Party    string           `json:"party,omitempty"`
	Period   measure.Period   `json:"period"`
	Known    *measure.Instant `json:"known,omitempty"` // nil: all that was recorded
	N        int64            `json:"records"`
	Head     string           `json:"head"`             // of the journal after N records, hexadecimal
	Closed   *measure.Date    `json:"closed,omitempty"` // the account is closed through this day
	Opening  []Balance        `json:"opening"`
	Entries  []Entry          `json:"entries"`  // with the lines and pools that the statement is about
	Closing  []Balance        `json:"closing"`  // opening plus the lines of the entries
	Disputes []Dispute        `json:"disputes"` // of its entries, and those of other entries not yet resolved
	Evidence []string         `json:"evidence"` // of its entries and verdicts, each once
}

// Statement draws up a statement.
func (j *Journal) Statement(q Query) *Statement {
	at := AsOf{Known: q.Known, N: q.N}
	n := j.seen(at)
	position := j.PositionAt(int64(n))
	s := &Statement{Account: q.Account, Party: q.Party, Period: q.Period, N: position.N,
		Head: hex.EncodeToString(position.Hash[:]), Entries: []Entry{}, Disputes: []Dispute{}, Evidence: []string{}}
	if q.Known != 0 && q.Known != measure.Forever {
		s.Known = &q.Known
	}
	if day, closed := j.ClosedThrough(q.Account, at); closed {
		s.Closed = &day
	}
	sum := map[seat]Fen{}
	j.each(q.Account, AsOf{Valid: q.Period.First() - 1, Known: q.Known, N: q.N}, func(e *Entry) {
		q.addTo(sum, e.Lines)
	})
	s.Opening = balancesOf(sum)
	shown := map[string]bool{}
	j.each(q.Account, AsOf{Valid: q.Period.Last(), Known: q.Known, N: q.N}, func(e *Entry) {
		if e.Period.Last() < q.Period.First() {
			return
		}
		if part := q.part(e); part != nil {
			q.addTo(sum, part.Lines)
			s.Entries = append(s.Entries, *part)
			shown[e.ID] = true
		}
	})
	s.Closing = balancesOf(sum)
	for _, d := range j.Disputes(q.Account, at) {
		e, _ := j.entry(d.Mark.Entry)
		if shown[e.ID] || d.Resolution == nil && q.part(e) != nil {
			s.Disputes = append(s.Disputes, d)
		}
	}
	s.gatherEvidence()
	return s
}

// takes reports whether the statement is about a line.
func (q *Query) takes(l Line) bool {
	return (q.Account == "" || l.Account == q.Account) && (q.Party == "" || l.Party == q.Party)
}

func (q *Query) addTo(sum map[seat]Fen, lines []Line) {
	for _, l := range lines {
		if q.takes(l) {
			sum[seat{l.Account, l.Party, l.Outside}] += l.Fen
		}
	}
}

// part is what of an entry the statement is about; nil for nothing. An entry of verdicts alone, where
// no data came to no money, is about every party.
func (q *Query) part(e *Entry) *Entry {
	part := *e
	part.Lines = nil
	for _, l := range e.Lines {
		if q.takes(l) {
			part.Lines = append(part.Lines, l)
		}
	}
	if len(part.Lines) == 0 && (len(e.Lines) > 0 || q.Account != "" && e.Compact != q.Account) {
		return nil
	}
	if e.Netting != nil {
		part.Netting = &Netting{Pools: []Pool{}}
		for _, p := range e.Netting.Pools {
			if slices.ContainsFunc(p.Claims, q.concerns) {
				part.Netting.Pools = append(part.Netting.Pools, p)
			}
		}
	}
	return &part
}

func (q *Query) concerns(c Claim) bool { return q.Party == "" || c.From == q.Party || c.To == q.Party }

func (s *Statement) gatherEvidence() {
	seen := map[string]bool{}
	add := func(list []string) {
		for _, e := range list {
			if !seen[e] {
				seen[e] = true
				s.Evidence = append(s.Evidence, e)
			}
		}
	}
	for i := range s.Entries {
		add(s.Entries[i].Evidence)
		for k := range s.Entries[i].Verdicts {
			add(s.Entries[i].Verdicts[k].Evidence)
		}
	}
}

// JSON writes the statement canonically: the same bytes wherever and whenever it is drawn up.
func (s *Statement) JSON() ([]byte, error) { return canonical(s) }

// Hash is the SHA-256 of JSON, in hexadecimal: what both sides sign.
func (s *Statement) Hash() (string, error) {
	body, err := s.JSON()
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:]), err
}

// words of a statement on paper.
var words = map[string]locale.Text{
	"statement":           {ZH: "结算单", EN: "Statement"},
	"period":              {ZH: "时期", EN: "Period"},
	"all":                 {ZH: "全部", EN: "all"},
	"known":               {ZH: "截至", EN: "As known at"},
	"records":             {ZH: "账簿记录", EN: "Journal records"},
	"head":                {ZH: "账簿校验", EN: "Journal head"},
	"closed":              {ZH: "已关账至", EN: "Closed through"},
	"opening":             {ZH: "期初余额（元）", EN: "Opening balances (yuan)"},
	"closing":             {ZH: "期末余额（元）", EN: "Closing balances (yuan)"},
	"entries":             {ZH: "本期入账（元）", EN: "Entries (yuan)"},
	"disputes":            {ZH: "异议", EN: "Disputes"},
	"evidence":            {ZH: "依据", EN: "Evidence"},
	"outside":             {ZH: "（协议外）", EN: " (outside)"},
	"none":                {ZH: "无", EN: "none"},
	"about":               {ZH: "重算", EN: "settled anew:"},
	"transfers":           {ZH: "轧差后划转", EN: "transfers after netting"},
	"claims":              {ZH: "轧差前债权", EN: "claims netted"},
	"settlement":          {ZH: "结算", EN: "settlement"},
	"difference":          {ZH: "差额", EN: "difference"},
	"netting":             {ZH: "轧差", EN: "netting"},
	"payment":             {ZH: "付款", EN: "payment"},
	"dispute":             {ZH: "提出异议", EN: "dispute"},
	"counter":             {ZH: "答复", EN: "counter-statement"},
	"resolution":          {ZH: "了结", EN: "resolution"},
	"line":                {ZH: "行", EN: "line"},
	"due":                 {ZH: "应付", EN: "due"},
	"not-due":             {ZH: "不成立", EN: "not due"},
	"no-data":             {ZH: "无数据", EN: "no data"},
	"undefined":           {ZH: "无法计算", EN: "not computable"},
	"positive is a claim": {ZH: "正数为应收，负数为应付", EN: "above zero is owed to the party, below zero by it"},
}

// Text writes the statement to be printed, in one language; name gives the names of parties and
// accounts, nil leaves their ids.
func (s *Statement) Text(lang locale.Lang, name func(id string) string) string {
	p := paper{lang: lang, name: name}
	if name == nil {
		p.name = func(id string) string { return id }
	}
	title := p.word("all")
	if s.Account != "" {
		title = p.name(s.Account)
	}
	if s.Party != "" {
		title += " · " + p.name(s.Party)
	}
	p.line("%s  %s", p.word("statement"), title)
	p.line("%s  %v", p.word("period"), s.Period)
	if s.Known != nil {
		p.line("%s  %v", p.word("known"), *s.Known)
	}
	p.line("%s  %d", p.word("records"), s.N)
	p.line("%s  %s", p.word("head"), s.Head)
	if s.Closed != nil {
		p.line("%s  %v", p.word("closed"), *s.Closed)
	}
	p.line("%s", p.word("positive is a claim"))
	p.balances("opening", s.Opening)
	p.heading("entries", len(s.Entries))
	for i := range s.Entries {
		p.entry(&s.Entries[i])
	}
	p.balances("closing", s.Closing)
	p.heading("disputes", len(s.Disputes))
	for _, d := range s.Disputes {
		p.dispute(&d)
	}
	p.heading("evidence", len(s.Evidence))
	for _, e := range s.Evidence {
		p.line("  %s", e)
	}
	return p.b.String()
}

// paper is a statement being written.
type paper struct {
	b    strings.Builder
	lang locale.Lang
	name func(string) string
}

func (p *paper) word(key string) string { return words[key].In(p.lang) }

func (p *paper) line(format string, args ...any) {
	p.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (p *paper) heading(key string, items int) {
	p.line("\n%s", p.word(key))
	if items == 0 {
		p.line("  %s", p.word("none"))
	}
}

func (p *paper) balances(key string, list []Balance) {
	p.heading(key, len(list))
	for _, b := range list {
		p.line("%24s  %s%s  %s", b.Fen, p.name(b.Party), p.outside(b.Outside), p.name(b.Account))
	}
}

func (p *paper) outside(is bool) string {
	if is {
		return p.word("outside")
	}
	return ""
}

func (p *paper) entry(e *Entry) {
	about := ""
	if e.About != nil {
		about = fmt.Sprintf("  %s %v", p.word("about"), *e.About)
	}
	p.line("  %s  %s  %v%s  %v  %s", e.ID, p.word(string(e.Kind)), e.Period, about, e.Known, e.Version)
	for _, v := range e.Verdicts {
		p.line("%24s  · %s  %v  %s  %s", v.Fen, v.ID, v.Period, cmp.Or(p.word(v.Outcome), v.Outcome), v.Note)
		for _, x := range v.Values {
			p.line("%24s    %s", "", x)
		}
	}
	for _, l := range e.Lines {
		p.line("%24s  %s%s  %s  %s", l.Fen, p.name(l.Party), p.outside(l.Outside), p.name(l.Account), l.Purpose)
	}
	if e.Netting == nil {
		return
	}
	for i := range e.Netting.Pools {
		pool := &e.Netting.Pools[i]
		p.line("%24s  %s", pool.Gross, p.word("claims"))
		for _, c := range pool.Claims {
			p.line("%24s    %s → %s  %s  %s", c.Fen, p.name(c.From), p.name(c.To), p.name(c.Account), c.ID)
		}
		p.line("%24s  %s", pool.Net, p.word("transfers"))
		for _, t := range pool.Transfers {
			p.line("%24s    %s → %s", t.Fen, p.name(t.From), p.name(t.To))
		}
	}
}

func (p *paper) dispute(d *Dispute) {
	place := d.Mark.Entry
	if d.Mark.Line > 0 {
		place += fmt.Sprintf(" %s %d", p.word("line"), d.Mark.Line)
	}
	p.mark(&d.Mark, place)
	for i := range d.Counters {
		p.mark(&d.Counters[i], "")
	}
	if d.Resolution != nil {
		p.mark(d.Resolution, d.Resolution.Entry)
	}
}

func (p *paper) mark(m *Mark, place string) {
	p.line("  %s  %s  %s  %s  %v", m.ID, p.word(string(m.Step)), p.name(m.By), place, m.Known)
	p.line("    %s", m.Reason)
	for _, l := range m.Lines {
		p.line("%24s  %s%s  %s  %s", l.Fen, p.name(l.Party), p.outside(l.Outside), p.name(l.Account), l.Purpose)
	}
}
