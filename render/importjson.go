package render

import (
	"encoding/hex"
	"fmt"
	"io"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Import is what an import did to a ledger, or what a dry run says it would do.
type Import struct {
	DryRun   bool
	Findings []finding.Finding
	Batches  []fact.Batch   // none where a finding is an error
	Preview  *Preview       // of a dry run without errors
	Position *fact.Position // of the ledger afterwards; nil where nothing was appended
}

// Preview holds an import against what is known without it.
type Preview struct {
	New     int // cells without an observation so far
	Same    int // cells that keep value and status
	Changes []Change
}

// Change is a cell for which an import gives another value or status.
type Change struct {
	Key      fact.Key
	Was, Now float64 // measure.Missing where an observation says that there is no value
}

// Write writes for a terminal what an import would change.
func (p *Preview) Write(w io.Writer, in *plan.Plan, l locale.Lang) {
	fmt.Fprintf(w, say(l, "可以记入：新增%d个单元，不变%d个，改变%d个\n",
		"can be appended: cells new %d, unchanged %d, changed %d\n"), p.New, p.Same, len(p.Changes))
	for _, c := range p.Changes {
		fmt.Fprintf(w, "  %s：%s → %s\n", KeyName(c.Key, in, l), Exact(c.Was), Exact(c.Now))
	}
}

type importJSON struct {
	DryRun   bool          `json:"dryRun"`
	Findings []findingJSON `json:"findings"`
	Batches  []batchJSON   `json:"batches"`
	Preview  *previewJSON  `json:"preview"`
	Ledger   *ledgerJSON   `json:"ledger"`
}

type batchJSON struct {
	ID           string          `json:"id"`
	Known        measure.Instant `json:"known"`
	Origin       string          `json:"origin"`
	Reporter     string          `json:"reporter"`
	Note         string          `json:"note"`
	Supersedes   *string         `json:"supersedes"`
	Observations int             `json:"observations"`
}

type previewJSON struct {
	New     int          `json:"new"`
	Same    int          `json:"same"`
	Changes []changeJSON `json:"changes"`
}

type changeJSON struct {
	Key string   `json:"key"`
	Was *float64 `json:"was"`
	Now *float64 `json:"now"`
}

// ImportJSON answers about an import.
func ImportJSON(w io.Writer, i Import) error {
	out := importJSON{DryRun: i.DryRun, Findings: findingsOf(i.Findings), Batches: batchesOf(i.Batches)}
	if p := i.Preview; p != nil {
		out.Preview = &previewJSON{p.New, p.Same, make([]changeJSON, 0, len(p.Changes))}
		for _, c := range p.Changes {
			out.Preview.Changes = append(out.Preview.Changes, changeJSON{KeyText(c.Key), number(c.Was), number(c.Now)})
		}
	}
	if i.Position != nil {
		out.Ledger = ledgerOf(*i.Position)
	}
	return writeJSON(w, out)
}

// LedgerJSON answers about a ledger file: where it stands, and its batches where they were asked for.
func LedgerJSON(w io.Writer, file string, pos fact.Position, batches []BatchLine) error {
	out := struct {
		File    string      `json:"file"`
		Ledger  *ledgerJSON `json:"ledger"`
		Batches []batchJSON `json:"batches"` // null where they were not asked for
	}{file, ledgerOf(pos), nil}
	if batches != nil {
		out.Batches = make([]batchJSON, 0, len(batches))
	}
	for _, b := range batches {
		out.Batches = append(out.Batches, batchOf(&b.Batch, b.N))
	}
	return writeJSON(w, out)
}

// BatchLine is a batch without its observations.
type BatchLine struct {
	fact.Batch
	N int // observations
}

// Batches writes the batches of a ledger for a terminal, in order, each with what withdrew it.
func Batches(w io.Writer, batches []BatchLine, l locale.Lang) {
	by := map[string]string{}
	for _, b := range batches {
		if b.Supersedes != "" {
			by[b.Supersedes] = b.ID
		}
	}
	for _, b := range batches {
		fmt.Fprintf(w, say(l, "%s  %s  %d条  %s", "%s  %s  %d observations  %s"), b.ID, b.Known.Date(), b.N, b.Origin)
		if b.Reporter != "" {
			fmt.Fprintf(w, "  %s", b.Reporter)
		}
		if later := by[b.ID]; later != "" {
			fmt.Fprintf(w, say(l, "  （已由 %s 取代）", "  (withdrawn by %s)"), later)
		}
		fmt.Fprintln(w)
	}
}

// FilesJSON writes the names of files a command lists.
func FilesJSON(w io.Writer, files []string) error {
	return writeJSON(w, struct {
		Files []string `json:"files"`
	}{append([]string{}, files...)})
}

func batchesOf(batches []fact.Batch) []batchJSON {
	out := make([]batchJSON, 0, len(batches))
	for i := range batches {
		out = append(out, batchOf(&batches[i], len(batches[i].Observations)))
	}
	return out
}

func batchOf(b *fact.Batch, observations int) batchJSON {
	out := batchJSON{ID: b.ID, Known: b.Known, Origin: b.Origin, Reporter: b.Reporter, Note: b.Note,
		Observations: observations}
	if b.Supersedes != "" {
		out.Supersedes = &b.Supersedes
	}
	return out
}

func ledgerOf(p fact.Position) *ledgerJSON {
	return &ledgerJSON{p.Seq, hex.EncodeToString(p.Hash[:])}
}
