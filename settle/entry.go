package settle

import (
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// Entry is the settlement as a journal keeps it: its lines added up by party and purpose, every verdict
// with the numbers and the records it rests on. Posting it is the caller's.
func (s *Settlement) Entry(id string, known measure.Instant) settlement.Entry {
	return settlement.Entry{ID: id, Kind: settlement.KindSettlement, Compact: s.Compact.ID, Version: s.versions(),
		Period: s.Period, Known: known, Lines: s.Postings(), Verdicts: s.verdicts()}
}

// Difference is the entry that turns what is posted for the settlement's period into what it comes to
// now, on the statement of an open period. It is false where nothing differs.
func (s *Settlement) Difference(id string, j *settlement.Journal, open measure.Period, known measure.Instant) (
	e settlement.Entry, differs bool) {
	about := s.Period
	e = settlement.Entry{ID: id, Kind: settlement.KindDifference, Compact: s.Compact.ID, Version: s.versions(),
		Period: open, About: &about, Known: known, Verdicts: s.verdicts(),
		Lines: settlement.Difference(s.Postings(), j.Posted(s.Compact.ID, s.Period, settlement.AsOf{}))}
	return e, len(e.Lines) > 0
}

// Postings adds up the lines by party and purpose, in that order, without those that come to nothing.
func (s *Settlement) Postings() []settlement.Line { return settlement.Difference(s.Lines, nil) }

// versions names the rules that settle the period.
func (s *Settlement) versions() string {
	var ids []string
	for i := range s.Verdicts {
		if id := s.Verdicts[i].Rule.ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, ", ")
}

func (s *Settlement) verdicts() []settlement.Verdict {
	list := make([]settlement.Verdict, len(s.Verdicts))
	for i := range s.Verdicts {
		v := &s.Verdicts[i]
		list[i] = settlement.Verdict{ID: v.ID(), Period: v.Period, Outcome: string(v.Outcome), Fen: v.Fen}
		list[i].Values, list[i].Evidence = v.rests()
		var needs []string
		for _, n := range v.Missing {
			need := n.Measure.ID + "@" + n.Period.String()
			if len(n.From) > 0 {
				need += " (" + strings.Join(n.From, ", ") + ")"
			}
			needs = append(needs, need)
		}
		list[i].Note = strings.Join(needs, "; ")
	}
	return list
}

// ID names the verdict within its compact: rule, instance where there are several, and payment.
func (v *Verdict) ID() string { return v.run.payments[v.Payment.ID].purpose }

// rests lists the names that a verdict rests on with their values, and the records behind them, each
// once in the order they are met.
func (v *Verdict) rests() (values []settlement.Value, records []string) {
	seen := map[*Step]bool{}
	told := map[settlement.Value]bool{}
	var walk func(s *Step)
	walk = func(s *Step) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		for _, e := range s.Evidence {
			records = leaves(records, e)
		}
		if s.Name != "" {
			value := settlement.Value{Name: s.Name, Unit: s.Unit.Symbol}
			if s.Period != (measure.Period{}) {
				value.Name += "@" + s.Period.String()
			}
			if !measure.IsMissing(s.Value) {
				value.Value = measure.Shortest(s.Value)
			}
			if !told[value] {
				told[value] = true
				values = append(values, value)
			}
		}
		for _, of := range s.Of {
			walk(of)
		}
	}
	x := v.Explain()
	for _, s := range append(append([]*Step{x.When, x.Amount, x.Cap, x.Floor}, x.From...), x.To...) {
		walk(s)
	}
	return values, records
}

// leaves adds the records at the ends of evidence, each once.
func leaves(records []string, e Evidence) []string {
	if len(e.Of) == 0 {
		if e.Ref != "" && !slices.Contains(records, e.Ref) {
			records = append(records, e.Ref)
		}
		return records
	}
	for _, of := range e.Of {
		records = leaves(records, of)
	}
	return records
}

// Text writes evidence in a language, a line each, what it rests on set in.
func Text(list []Evidence, l locale.Lang) string {
	var b strings.Builder
	var write func(list []Evidence, indent string)
	write = func(list []Evidence, indent string) {
		for _, e := range list {
			b.WriteString(indent + e.Text.In(l) + "\n")
			write(e.Of, indent+"  ")
		}
	}
	write(list, "")
	return b.String()
}
