package settlement

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/yipanqi/yipanqi/measure"
)

// Journal is an append-only list of records with what follows from them. It is not safe for use by
// several goroutines while one appends. The zero Journal is empty and ready to use.
type Journal struct {
	records  []Record
	heads    []Position // after each record
	byID     map[string]int
	through  map[string]measure.Date // accounts closed, through which day
	settled  map[term]bool
	gross    map[seat]Fen     // sum of all amounts without sign: while it fits, so does every balance
	entries  map[string][]int // places of entries by account, in their order
	disputes map[string]*Dispute
}

// term is a compact in a period.
type term struct {
	compact string
	period  measure.Period
}

// seat is a party in an account.
type seat struct {
	account, party string
	outside        bool
}

func (j *Journal) init() {
	if j.byID != nil {
		return
	}
	j.byID, j.through, j.settled = map[string]int{}, map[string]measure.Date{}, map[term]bool{}
	j.gross, j.entries, j.disputes = map[seat]Fen{}, map[string][]int{}, map[string]*Dispute{}
}

// Len returns the number of records.
func (j *Journal) Len() int { return len(j.records) }

// Records returns the records in the order they were appended. They must not be changed.
func (j *Journal) Records() []Record { return j.records }

// Position returns the journal's position: two journals at the same hold the same records.
func (j *Journal) Position() Position { return j.PositionAt(int64(len(j.records))) }

// PositionAt returns the position after the first n records.
func (j *Journal) PositionAt(n int64) Position {
	if n == 0 {
		return Position{}
	}
	return j.heads[n-1]
}

// Append adds records, all of them or, with an error, none. Moments of knowledge never fall from one
// record to the next. The journal keeps the records; they must not be changed afterwards.
func (j *Journal) Append(records ...Record) error {
	j.init()
	var undo []func()
	for _, r := range records {
		back, err := j.add(r)
		if err != nil {
			slices.Reverse(undo)
			for _, f := range undo {
				f()
			}
			return err
		}
		undo = append(undo, back)
	}
	return nil
}

// add adds one record and returns how to take it out again.
func (j *Journal) add(r Record) (undo func(), _ error) {
	body, err := r.checked()
	if err != nil {
		return nil, err
	}
	refuse := func(err error) error { return fmt.Errorf("record %q: %w", r.ID(), err) }
	n := len(j.records)
	if _, found := j.byID[r.ID()]; found {
		return nil, refuse(ErrDuplicate)
	}
	if n > 0 && r.Known() < j.records[n-1].Known() {
		return nil, refuse(fmt.Errorf("%w: %v, not %v or later", ErrBackdated, r.Known(), j.records[n-1].Known()))
	}
	var undoPart func()
	switch {
	case r.Entry != nil:
		undoPart, err = j.addEntry(r.Entry)
	case r.Close != nil:
		undoPart, err = j.addClose(r.Close)
	default:
		undoPart, err = j.addMark(r.Mark)
	}
	if err != nil {
		return nil, refuse(err)
	}
	j.heads = append(j.heads, j.PositionAt(int64(n)).Next(body))
	j.records = append(j.records, r)
	j.byID[r.ID()] = n
	return func() {
		undoPart()
		delete(j.byID, r.ID())
		j.records, j.heads = j.records[:n], j.heads[:n]
	}, nil
}

// accountsOf lists the accounts an entry touches: those of its lines, and the compact's.
func accountsOf(e *Entry) []string {
	list := []string{}
	if e.Compact != "" {
		list = append(list, e.Compact)
	}
	for _, l := range e.Lines {
		if !slices.Contains(list, l.Account) {
			list = append(list, l.Account)
		}
	}
	return list
}

func (j *Journal) addEntry(e *Entry) (undo func(), err error) {
	accounts := accountsOf(e)
	for _, a := range accounts {
		if through, closed := j.through[a]; closed && e.Period.Last() <= through {
			return nil, fmt.Errorf("account %q, %v: %w", a, e.Period, ErrPeriodClosed)
		}
	}
	t := term{e.Compact, e.Period}
	if e.Kind == KindSettlement && j.settled[t] {
		return nil, fmt.Errorf("%s %v: %w", e.Compact, e.Period, ErrSettled)
	}
	for i, l := range e.Lines {
		s := seat{l.Account, l.Party, l.Outside}
		sum, err := j.gross[s].Add(absolute(l.Fen))
		if err != nil || absolute(l.Fen) < 0 {
			j.takeGross(e.Lines[:i])
			return nil, fmt.Errorf("account %q of %q: %w", l.Account, l.Party, ErrOverflow)
		}
		j.gross[s] = sum
	}
	for _, a := range accounts {
		j.entries[a] = append(j.entries[a], len(j.records))
	}
	if e.Kind == KindSettlement {
		j.settled[t] = true
	}
	return func() {
		j.takeGross(e.Lines)
		for _, a := range accounts {
			j.entries[a] = j.entries[a][:len(j.entries[a])-1]
		}
		if e.Kind == KindSettlement {
			delete(j.settled, t)
		}
	}, nil
}

func (j *Journal) takeGross(lines []Line) {
	for _, l := range lines {
		j.gross[seat{l.Account, l.Party, l.Outside}] -= absolute(l.Fen)
	}
}

// absolute is below zero for the one amount without an opposite.
func absolute(f Fen) Fen { return max(f, -f) }

func (j *Journal) addClose(c *Close) (undo func(), err error) {
	before, closed := j.through[c.Account]
	if closed && c.Period.Last() <= before {
		return nil, fmt.Errorf("account %q, %v: %w", c.Account, c.Period, ErrPeriodClosed)
	}
	j.through[c.Account] = c.Period.Last()
	return func() {
		if closed {
			j.through[c.Account] = before
		} else {
			delete(j.through, c.Account)
		}
	}, nil
}

func (j *Journal) addMark(m *Mark) (undo func(), err error) {
	if m.Step == StepDispute {
		e, err := j.entry(m.Entry)
		switch {
		case err != nil:
			return nil, err
		case m.Line > len(e.Lines):
			return nil, fmt.Errorf("%w: entry %q has no line %d", ErrUnknown, e.ID, m.Line)
		case !isParty(e, m.By):
			return nil, fmt.Errorf("%q in entry %q: %w", m.By, e.ID, ErrNoParty)
		}
		j.disputes[m.ID] = &Dispute{Mark: *m}
		return func() { delete(j.disputes, m.ID) }, nil
	}
	d := j.disputes[m.Dispute]
	if d == nil {
		return nil, fmt.Errorf("dispute %q: %w", m.Dispute, ErrUnknown)
	}
	if d.Resolution != nil {
		return nil, fmt.Errorf("dispute %q: %w", m.Dispute, ErrResolved)
	}
	if m.Step == StepCounter {
		e, _ := j.entry(d.Mark.Entry)
		if !isParty(e, m.By) {
			return nil, fmt.Errorf("%q in entry %q: %w", m.By, e.ID, ErrNoParty)
		}
		n := len(d.Counters)
		d.Counters = append(d.Counters, *m)
		return func() { d.Counters = d.Counters[:n] }, nil
	}
	if m.Entry != "" {
		if e, err := j.entry(m.Entry); err != nil {
			return nil, err
		} else if e.Kind != KindDifference {
			return nil, invalid("entry %q is no difference", e.ID)
		}
	}
	d.Resolution = m
	return func() { d.Resolution = nil }, nil
}

func isParty(e *Entry, who string) bool {
	return slices.ContainsFunc(e.Lines, func(l Line) bool { return l.Party == who }) || len(e.Lines) == 0
}

func (j *Journal) entry(id string) (*Entry, error) {
	n, found := j.byID[id]
	if !found || j.records[n].Entry == nil {
		return nil, fmt.Errorf("entry %q: %w", id, ErrUnknown)
	}
	return j.records[n].Entry, nil
}

// AsOf is a point of view on a journal.
type AsOf struct {
	Valid measure.Date    // entries of periods that end later are not seen; zero sees all
	Known measure.Instant // records known later are not seen; zero sees all
	N     int64           // only so many records are seen; zero sees all
}

// seen returns how many records a point of view sees: known moments never fall, so they are the first.
func (j *Journal) seen(at AsOf) int {
	n := len(j.records)
	if at.N > 0 {
		n = min(n, int(at.N))
	}
	if at.Known == 0 {
		return n
	}
	return sort.Search(n, func(i int) bool { return j.records[i].Known() > at.Known })
}

// Balance is what a party is owed in an account, or owes if below zero.
type Balance struct {
	Account string `json:"account"`
	Party   string `json:"party"`
	Outside bool   `json:"outside,omitempty"`
	Fen     Fen    `json:"fen"`
}

// Balances returns the balances of an account, or of all where it is empty: of every party that had a
// line, by account and party. Those of an account sum to zero, outside grantors included.
func (j *Journal) Balances(account string, at AsOf) []Balance {
	sum := map[seat]Fen{}
	j.each(account, at, func(e *Entry) {
		for _, l := range e.Lines {
			if account == "" || l.Account == account {
				sum[seat{l.Account, l.Party, l.Outside}] += l.Fen
			}
		}
	})
	return balancesOf(sum)
}

func balancesOf(sum map[seat]Fen) []Balance {
	list := make([]Balance, 0, len(sum))
	for s, fen := range sum {
		list = append(list, Balance{s.account, s.party, s.outside, fen})
	}
	slices.SortFunc(list, func(a, b Balance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Party, b.Party), compareBool(a.Outside, b.Outside))
	})
	return list
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// each calls yield for every entry seen that touches an account, or for every one where it is empty.
func (j *Journal) each(account string, at AsOf, yield func(*Entry)) {
	n := j.seen(at)
	visit := func(i int) {
		if e := j.records[i].Entry; e != nil && (at.Valid == 0 || e.Period.Last() <= at.Valid) {
			yield(e)
		}
	}
	if account == "" {
		for i := range n {
			visit(i)
		}
		return
	}
	for _, i := range j.entries[account] {
		if i >= n {
			return
		}
		visit(i)
	}
}

// Posted returns what is posted for a compact's settlement of a period, differences included, as of a
// point of view: the lines added up by party and purpose, in their order, without those that are zero.
func (j *Journal) Posted(compact string, period measure.Period, at AsOf) []Line {
	var lines []Line
	j.each(compact, at, func(e *Entry) {
		if e.Compact == compact && (e.Kind == KindSettlement && e.Period == period ||
			e.Kind == KindDifference && *e.About == period) {
			lines = append(lines, e.Lines...)
		}
	})
	return Difference(lines, nil)
}

// Difference returns the lines that turn what was posted into what a fresh settlement gives: fresh less
// posted by account, party and purpose, in that order, without those that are zero. Where both sum to
// zero, so does the difference. Amounts must be such that sums fit, as those of a journal are.
func Difference(fresh, posted []Line) []Line {
	sum := map[Line]Fen{}
	add := func(lines []Line, sign Fen) {
		for _, l := range lines {
			fen := l.Fen
			l.Fen = 0
			sum[l] += sign * fen
		}
	}
	add(fresh, 1)
	add(posted, -1)
	var list []Line
	for l, fen := range sum {
		if l.Fen = fen; fen != 0 {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Party, b.Party),
			cmp.Compare(a.Purpose, b.Purpose), compareBool(a.Outside, b.Outside))
	})
	return list
}

// ClosedThrough returns the last day through which an account is closed, as of a point of view.
func (j *Journal) ClosedThrough(account string, at AsOf) (day measure.Date, closed bool) {
	for _, r := range j.records[:j.seen(at)] {
		if r.Close != nil && r.Close.Account == account {
			day, closed = r.Close.Period.Last(), true
		}
	}
	return day, closed
}

// Dispute is an objection with what was answered.
type Dispute struct {
	Mark       Mark   `json:"dispute"`
	Counters   []Mark `json:"counters,omitempty"`
	Resolution *Mark  `json:"resolution,omitempty"`
}

// Disputes lists the disputes of entries that touch an account, or all where it is empty, as of a point
// of view, in the order they were raised.
func (j *Journal) Disputes(account string, at AsOf) []Dispute {
	var list []Dispute
	place := map[string]int{}
	for _, r := range j.records[:j.seen(at)] {
		if r.Mark == nil {
			continue
		}
		m := r.Mark
		if m.Step == StepDispute {
			e, _ := j.entry(m.Entry)
			if account == "" || slices.Contains(accountsOf(e), account) {
				place[m.ID] = len(list)
				list = append(list, Dispute{Mark: *m})
			}
			continue
		}
		if i, ok := place[m.Dispute]; ok && m.Step == StepCounter {
			list[i].Counters = append(list[i].Counters, *m)
		} else if ok {
			list[i].Resolution = m
		}
	}
	return list
}

// Replay builds a journal from records, as a store holds them.
func Replay(records []Record) (*Journal, error) {
	j := &Journal{}
	return j, j.Append(records...)
}
