package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/plan"
)

// Findings writes findings for a terminal, one a line, with what to do under it.
func Findings(w io.Writer, fs []finding.Finding, l locale.Lang) error {
	var b strings.Builder
	for _, f := range fs {
		if f.Pos.File != "" {
			b.WriteString(f.Pos.String() + ": ")
		}
		fmt.Fprintf(&b, "%s%s%s [%s]\n", Severity(f.Code.Severity, l), say(l, "：", ": "), f.Message(l), f.Code.ID)
		for _, p := range f.Related {
			fmt.Fprintf(&b, "    %s %s\n", say(l, "另见", "see also"), p)
		}
		if hint := f.Hint(l); hint != "" {
			fmt.Fprintf(&b, "    → %s\n", hint)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// PackageSummary says in one line what a package holds and how its check went.
func PackageSummary(p *plan.Plan, fs []finding.Finding, l locale.Lang) string {
	var n [3]int
	for _, f := range fs {
		n[f.Code.Severity]++
	}
	t := p.Territory
	return say(l,
		fmt.Sprintf("%s：条款%d，指标%d，目标%d，项目%d，来源%d，地区%d，分组%d；错误%d，警告%d，提示%d",
			p.Manifest.ID, len(p.Clauses), len(p.Indicators), len(p.Targets), len(p.Projects), len(p.Sources),
			len(t.Areas), len(t.Groups), n[finding.Error], n[finding.Warning], n[finding.Note]),
		fmt.Sprintf("%s: %d clauses, %d indicators, %d targets, %d projects, %d sources, %d areas, %d groups; "+
			"errors: %d, warnings: %d, notes: %d",
			p.Manifest.ID, len(p.Clauses), len(p.Indicators), len(p.Targets), len(p.Projects), len(p.Sources),
			len(t.Areas), len(t.Groups), n[finding.Error], n[finding.Warning], n[finding.Note]))
}
