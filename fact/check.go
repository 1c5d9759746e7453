package fact

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/measure"
)

// maxProblems bounds how many refused observations one error lists.
const maxProblems = 20

// Check reports what in b no ledger can keep, whatever the plan: an observation without indicator,
// area or period, a status or grade that does not exist, a number where the status says there is
// none, text that is not UTF-8. The error wraps ErrInvalid and lists up to 20 observations.
func (b *Batch) Check() error {
	var problems []error
	switch {
	case b.ID == "":
		problems = append(problems, errors.New("a batch needs a name"))
	case !areText(b.ID, b.Origin, b.Reporter, b.Note, b.Supersedes):
		problems = append(problems, errors.New("text must be UTF-8 without NUL"))
	case b.Known == measure.Forever:
		problems = append(problems, errors.New("a batch needs a moment from which it is known"))
	}
	for i := range b.Observations {
		if p := b.Observations[i].problem(); p != "" {
			problems = append(problems, fmt.Errorf("observation %d: %s", i+1, p))
		}
		if len(problems) == maxProblems {
			break
		}
	}
	if problems == nil {
		return nil
	}
	return fmt.Errorf("batch %q: %w: %w", b.ID, ErrInvalid, errors.Join(problems...))
}

// problem says why the ledger cannot keep o; empty where it can.
func (o *Observation) problem() string {
	switch {
	case o.Indicator == "" || o.Area == "":
		return "indicator and area must be named"
	case !slices.Contains(measure.Freqs, o.Period.Freq):
		return fmt.Sprintf("no such frequency: %q", rune(o.Period.Freq))
	case o.Period.CalendarYear() < 1 || o.Period.CalendarYear() > 9999:
		return fmt.Sprintf("period in year %d, expected 1 to 9999", o.Period.CalendarYear())
	case !o.Status.Valid():
		return fmt.Sprintf("no such status: %q", o.Status)
	case o.Status.NoValue() && !measure.IsMissing(o.Value):
		return fmt.Sprintf("status %s says there is no value, but there is: %v", o.Status, o.Value)
	case !o.Status.NoValue() && (measure.IsMissing(o.Value) || math.IsInf(o.Value, 0)):
		return fmt.Sprintf("status %s needs a finite value", o.Status)
	case o.Grade != "" && !slices.Contains(citation.Grades, o.Grade):
		return fmt.Sprintf("no such grade: %q", o.Grade)
	case !areText(o.Indicator, o.Area, o.Source, o.Page, o.Reporter, o.Method, o.Note):
		return "text must be UTF-8 without NUL"
	}
	return ""
}

func areText(ss ...string) bool {
	for _, s := range ss {
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return false
		}
	}
	return true
}
