package render

import (
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// The JSON answers are a contract others script against: docs/format/scorecard.schema.json. What is
// not known is null, never zero.

type scorecardJSON struct {
	Plan    planJSON     `json:"plan"`
	AsOf    asOfJSON     `json:"asOf"`
	Package string       `json:"package"` // hex SHA-256 of the package's semantics
	Ledger  ledgerJSON   `json:"ledger"`
	Targets []targetJSON `json:"targets"`
}

type planJSON struct {
	ID      string      `json:"id"`
	Title   locale.Text `json:"title"`
	Version string      `json:"version"`
}

type asOfJSON struct {
	Valid *measure.Date    `json:"valid"` // null sees every period
	Known *measure.Instant `json:"known"` // null knows all that was ever recorded
}

type ledgerJSON struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

type targetJSON struct {
	ID         string          `json:"id"`
	Clause     string          `json:"clause"`
	Indicator  string          `json:"indicator"`
	Area       string          `json:"area"`
	Due        measure.Period  `json:"due"`
	Version    string          `json:"version"`
	Reading    string          `json:"reading"`
	Headline   bool            `json:"headline"`
	Nature     plan.Nature     `json:"nature"`
	Comparator plan.Comparator `json:"comparator"`
	Want       *float64        `json:"want"`
	Value      *float64        `json:"value"`
	Unit       measure.Unit    `json:"unit"`
	Period     *measure.Period `json:"period"`
	Status     evaluate.Status `json:"status"`
	Rule       evaluate.Rule   `json:"rule"`
	Expected   *float64        `json:"expected"`
	Baseline   *float64        `json:"baseline"`
	Progress   *float64        `json:"progress"`
	Odds       *float64        `json:"odds"` // of attainment when due; null where settled or not forecast
	Outlook    *outlookJSON    `json:"outlook"`
	Stale      bool            `json:"stale"`
	Estimated  bool            `json:"estimated"`
	Missing    []missingJSON   `json:"missing"`
	Lineage    string          `json:"lineage"` // key to explain
	Findings   []findingJSON   `json:"findings"`
}

type missingJSON struct {
	Indicator string         `json:"indicator"`
	Area      string         `json:"area"`
	Period    measure.Period `json:"period"`
	From      []string       `json:"from"`
}

type findingJSON struct {
	Code     string           `json:"code"`
	Severity finding.Severity `json:"severity"`
	Pos      *finding.Pos     `json:"pos"`
	Related  []finding.Pos    `json:"related,omitempty"`
	Subject  string           `json:"subject"`
	Message  locale.Text      `json:"message"`
	Hint     locale.Text      `json:"hint"`
}

// ScorecardJSON writes the scorecard by the contract. packageHash is the package's fingerprint.
func ScorecardJSON(w io.Writer, r *evaluate.Result, packageHash [32]byte) error {
	m := r.Plan.Manifest
	out := scorecardJSON{
		Plan:    planJSON{m.ID, m.Title, m.Version},
		AsOf:    asOfOf(r.AsOf),
		Package: hex.EncodeToString(packageHash[:]),
		Ledger:  *ledgerOf(r.Position),
		Targets: make([]targetJSON, 0, len(r.Targets)),
	}
	for i := range r.Targets {
		out.Targets = append(out.Targets, targetOf(r, &r.Targets[i]))
	}
	return writeJSON(w, out)
}

// FindingsJSON writes findings as a list, in both languages.
func FindingsJSON(w io.Writer, fs []finding.Finding) error {
	return writeJSON(w, struct {
		Findings []findingJSON `json:"findings"`
	}{findingsOf(fs)})
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func asOfOf(at fact.AsOf) asOfJSON {
	var out asOfJSON
	if at.Valid != 0 {
		out.Valid = &at.Valid
	}
	if at.Known != measure.Forever {
		out.Known = &at.Known
	}
	return out
}

func targetOf(r *evaluate.Result, t *evaluate.TargetResult) targetJSON {
	ahead := r.TargetOutlook(t)
	out := targetJSON{ID: t.Target.ID, Clause: t.Target.Clause, Indicator: t.Reading.Indicator, Area: t.Area,
		Due: t.Target.Due, Version: t.Version.ID, Reading: t.Reading.ID, Headline: t.Headline,
		Nature: t.Target.Nature, Comparator: t.Target.Comparator, Want: number(t.Want), Value: number(t.Value),
		Unit: t.Target.Unit, Status: t.Status, Rule: t.Rule, Expected: number(t.Expected),
		Baseline: number(t.Baseline), Progress: number(t.Progress), Stale: t.Stale, Estimated: t.Estimated,
		Missing: make([]missingJSON, 0, len(t.Missing)), Lineage: KeyText(t.Key()),
		Outlook: outlookOf(ahead), Findings: findingsOf(t.Findings)}
	if ahead.Due != nil {
		out.Odds = &ahead.Due.Odds
	}
	if t.Period != (measure.Period{}) {
		out.Period = &t.Period
	}
	for _, m := range t.Missing {
		from := append([]string{}, m.From...)
		out.Missing = append(out.Missing, missingJSON{m.Indicator, m.Area, m.Period, from})
	}
	return out
}

func findingsOf(fs []finding.Finding) []findingJSON {
	out := make([]findingJSON, 0, len(fs))
	for _, f := range fs {
		j := findingJSON{Code: f.Code.ID, Severity: f.Code.Severity, Related: f.Related, Subject: f.Subject,
			Message: locale.Text{ZH: f.Message(locale.ZH), EN: f.Message(locale.EN)},
			Hint:    locale.Text{ZH: f.Hint(locale.ZH), EN: f.Hint(locale.EN)}}
		if f.Pos != (finding.Pos{}) {
			j.Pos = &f.Pos
		}
		out = append(out, j)
	}
	return out
}

// number is v for JSON: null where missing.
func number(v float64) *float64 {
	if measure.IsMissing(v) {
		return nil
	}
	return &v
}

// KeyText writes a cell as users name it: indicator@area:period.
func KeyText(k fact.Key) string { return k.Indicator + "@" + k.Area + ":" + k.Period.String() }
