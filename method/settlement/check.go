package settlement

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Reasons to refuse a record. Each error wraps one and names the record.
var (
	ErrInvalid      = errors.New("not a record a journal can keep")
	ErrUnbalanced   = errors.New("the lines of an account do not sum to zero")
	ErrDuplicate    = errors.New("the journal already holds a record of this name")
	ErrBackdated    = errors.New("known before the last record of the journal")
	ErrPeriodClosed = errors.New("the account is closed through that period")
	ErrSettled      = errors.New("the period is settled; post the difference")
	ErrUnknown      = errors.New("the journal holds no such record")
	ErrNoParty      = errors.New("only a party of the entry may do that")
	ErrResolved     = errors.New("the dispute is resolved")
)

// Check reports what in a record no journal can keep, whatever else it holds.
func (r Record) Check() error {
	_, err := r.checked()
	return err
}

// checked returns the encoding of a record that passes Check.
func (r Record) checked() (body []byte, err error) {
	if err = r.check(); err == nil {
		if body, err = r.Encode(); err == nil {
			err = r.checkText(body)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("record %q: %w", r.ID(), err)
	}
	return body, nil
}

func (r Record) check() error {
	if r.ID() == "" {
		return invalid("a record needs a name")
	}
	switch {
	case r.Entry != nil && r.Close == nil && r.Mark == nil:
		return r.Entry.check()
	case r.Close != nil && r.Entry == nil && r.Mark == nil:
		if c := r.Close; c.Account == "" || c.By == "" || !aPeriod(c.Period) {
			return invalid("a close needs an account, a period and who closes")
		}
		return nil
	case r.Mark != nil && r.Entry == nil && r.Close == nil:
		return r.Mark.check()
	}
	return invalid("a record is an entry, a close or a mark")
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// checkText refuses what would not come back from its encoding as it was: texts that are not UTF-8, and
// moments out of the calendar.
func (r Record) checkText(body []byte) error {
	if k := r.Known(); k < firstKnown || k > lastKnown {
		return invalid("known at a moment outside the years 1 to 9999")
	}
	// Where a text is not UTF-8 JSON has the escape of U+FFFD, which is written unescaped otherwise.
	for rest := body; ; {
		i := bytes.Index(rest, []byte(`\ufffd`))
		if i < 0 {
			return nil
		}
		if before := rest[:i]; (len(before)-len(bytes.TrimRight(before, `\`)))%2 == 0 {
			return invalid("a text is not UTF-8")
		}
		rest = rest[i+1:]
	}
}

var (
	firstKnown = measure.StartOf(measure.DateOf(1, 1, 2))
	lastKnown  = measure.EndOf(measure.DateOf(9999, 12, 30))
)

func aPeriod(p measure.Period) bool {
	again, err := measure.ParsePeriod(p.String())
	return err == nil && again == p
}

func (e *Entry) check() error {
	if !slices.Contains(Kinds, e.Kind) || !aPeriod(e.Period) || len(e.Lines) == 0 && len(e.Verdicts) == 0 {
		return invalid("an entry needs a kind, a period, and lines or verdicts")
	}
	settles := e.Kind == KindSettlement || e.Kind == KindDifference
	switch {
	case settles != (e.Compact != ""):
		return invalid("a settlement or difference belongs to a compact, another entry does not")
	case (e.Kind == KindDifference) != (e.About != nil):
		return invalid("a difference, and nothing else, is about another period")
	case e.About != nil && (!aPeriod(*e.About) || e.About.Last() > e.Period.Last()):
		return invalid("a difference is about a period that ends no later than its own")
	case (e.Kind == KindNetting) != (e.Netting != nil):
		return invalid("a netting, and nothing else, says what it nets")
	}
	for i, l := range e.Lines {
		if settles && l.Account != e.Compact {
			return invalid("line %d is of account %q, not of the compact", i+1, l.Account)
		}
	}
	if e.Netting != nil {
		if err := e.Netting.check(e.Lines); err != nil {
			return err
		}
	}
	return balanced(e.Lines)
}

// balanced makes sure that lines sum to zero in every account, and that nobody is in an account both a
// party and outside.
func balanced(lines []Line) error {
	type seat struct{ account, party string }
	sums := map[string]Fen{}
	outside := map[seat]bool{}
	for i, l := range lines {
		if l.Party == "" || l.Account == "" || l.Fen == 0 {
			return invalid("line %d lacks a party, an account or an amount", i+1)
		}
		if was, seen := outside[seat{l.Account, l.Party}]; seen && was != l.Outside {
			return invalid("line %d has %q both as a party and outside", i+1, l.Party)
		}
		outside[seat{l.Account, l.Party}] = l.Outside
		sum, err := sums[l.Account].Add(l.Fen)
		if err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
		sums[l.Account] = sum
	}
	for _, l := range lines { // in their order, so that the same account is named each time
		if sum := sums[l.Account]; sum != 0 {
			return fmt.Errorf("account %q: %w but to %v", l.Account, ErrUnbalanced, sum)
		}
	}
	return nil
}

// check makes sure that the transfers preserve balances and that the lines do what the netting says.
func (n *Netting) check(lines []Line) error {
	for i := range n.Pools {
		p := &n.Pools[i]
		sum := map[string]Fen{}
		for _, c := range p.Claims {
			sum[c.From] -= c.Fen
			sum[c.To] += c.Fen
		}
		for _, t := range p.Transfers {
			sum[t.From] += t.Fen
			sum[t.To] -= t.Fen
		}
		for _, fen := range sum {
			if fen != 0 {
				return invalid("pool %d does not preserve the balance of every party", i+1)
			}
		}
	}
	clearing := n.clearingOf(lines)
	if want := n.Lines(clearing); !slices.Equal(lines, want) {
		return invalid("the lines are not those of the netting")
	}
	return nil
}

// clearingOf finds the account into which lines of a netting clear: the one of their last line.
func (n *Netting) clearingOf(lines []Line) string {
	if len(n.Transfers()) == 0 || len(lines) == 0 {
		return ""
	}
	return lines[len(lines)-1].Account
}

// Lines are the lines of the entry that replaces the claims by the transfers: every claim is closed in
// its account, every transfer opened in the clearing account.
func (n *Netting) Lines(clearing string) []Line {
	var lines []Line
	for i := range n.Pools {
		for _, c := range n.Pools[i].Claims {
			lines = append(lines, Line{Party: c.From, Account: c.Account, Fen: c.Fen, Purpose: c.ID},
				Line{Party: c.To, Account: c.Account, Fen: -c.Fen, Purpose: c.ID})
		}
	}
	for _, t := range n.Transfers() {
		lines = append(lines, Line{Party: t.From, Account: clearing, Fen: -t.Fen},
			Line{Party: t.To, Account: clearing, Fen: t.Fen})
	}
	return lines
}

func (m *Mark) check() error {
	switch {
	case m.By == "" || m.Reason == "":
		return invalid("a mark needs who makes it and why")
	case m.Step != StepDispute && m.Step != StepCounter && m.Step != StepResolution:
		return invalid("a mark is a dispute, a counter-statement or a resolution")
	case (m.Step == StepDispute) != (m.Dispute == ""):
		return invalid("a counter-statement or resolution answers a dispute, a dispute answers nothing")
	case m.Step == StepDispute && m.Entry == "", m.Step == StepCounter && m.Entry != "":
		return invalid("a dispute names an entry, a counter-statement does not")
	case m.Line < 0 || m.Line > 0 && m.Step != StepDispute:
		return invalid("only a dispute names a line, counted from 1")
	case len(m.Lines) > 0 && m.Step != StepCounter:
		return invalid("only a counter-statement has lines of its own")
	}
	return balanced(m.Lines)
}
