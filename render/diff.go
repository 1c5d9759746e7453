package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/yipanqi/yipanqi/evaluate"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/plan"
)

// Diff writes for a terminal what differs between two results: targets first, then cells.
func Diff(w io.Writer, a, b *evaluate.Result, d evaluate.Diff, l locale.Lang) error {
	targets, cells := d.Targets, d.Cells
	var out strings.Builder
	fmt.Fprintf(&out, "A  %s\nB  %s\n", sideLine(a, l), sideLine(b, l))
	if len(targets)+len(cells) == 0 {
		out.WriteString("\n" + say(l, "没有差异。", "Nothing differs.") + "\n")
	}
	if len(targets) > 0 {
		t := table{header: []string{say(l, "目标", "Target"), "A", "", "B", ""}}
		for _, c := range targets {
			wants := c.A != nil && c.B != nil && c.A.Want != c.B.Want
			t.row(append([]string{targetTitle(c, l)},
				append(targetSide(c.A, a.Plan, wants, l), targetSide(c.B, b.Plan, wants, l)...)...)...)
		}
		out.WriteByte('\n')
		t.write(&out)
	}
	if cells = once(cells, b.Plan); len(cells) > 0 {
		t := table{header: []string{say(l, "数值", "Value"), "A", "B"}, right: []bool{1: true, 2: true}}
		for _, c := range cells {
			t.row(KeyName(c.Key, b.Plan, l), cellSide(c.A, c.Key, a.Plan, l), cellSide(c.B, c.Key, b.Plan, l))
		}
		out.WriteByte('\n')
		t.write(&out)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// once leaves out what repeats the plan's own area: an indicator that reads nothing of the area it is
// computed for changes everywhere alike.
func once(cells []evaluate.CellChange, p *plan.Plan) []evaluate.CellChange {
	type at struct {
		indicator string
		period    measure.Period
	}
	own := map[at]evaluate.CellChange{}
	for _, c := range cells {
		if c.Key.Area == p.Manifest.Area && Everywhere(p.Indicator(c.Key.Indicator)) {
			own[at{c.Key.Indicator, c.Key.Period}] = c
		}
	}
	var kept []evaluate.CellChange
	for _, c := range cells {
		same, known := own[at{c.Key.Indicator, c.Key.Period}]
		if !known || c.Key.Area == p.Manifest.Area || !alike(c.A, same.A) || !alike(c.B, same.B) {
			kept = append(kept, c)
		}
	}
	return kept
}

func alike(a, b evaluate.Cell) bool {
	return a.Value == b.Value || measure.IsMissing(a.Value) && measure.IsMissing(b.Value)
}

// Everywhere reports whether an indicator's formula reads nothing of the area it is computed for.
func Everywhere(ind *plan.Indicator) bool {
	if ind == nil || ind.Program == nil {
		return false
	}
	for _, input := range ind.Program.Inputs {
		if input.Kind == formula.Own || input.Kind == formula.Members {
			return false
		}
	}
	return true
}

// sideLine names a side of a comparison: package, point of view, scenario.
func sideLine(r *evaluate.Result, l locale.Lang) string {
	line := r.Plan.Manifest.ID + " " + r.Plan.Manifest.Version + say(l, "，", ", ") + asOfLine(r, l)
	if r.Overlay != nil {
		line += say(l, "，情景 ", ", scenario ") + r.Overlay.ID
	}
	return line
}

func targetTitle(c evaluate.TargetChange, l locale.Lang) string {
	t := c.B
	if t == nil {
		t = c.A
	}
	title := t.Target.Name.In(l)
	if !t.Headline {
		title += " / " + t.Version.ID + " / " + t.Reading.Name.In(l)
	}
	return title
}

// targetSide tells how a target stands on one side, and what is wanted there where the sides differ in it.
func targetSide(t *evaluate.TargetResult, p *plan.Plan, wants bool, l locale.Lang) []string {
	if t == nil {
		return []string{say(l, "（无此目标）", "(no such target)"), ""}
	}
	value := TargetValue(t, p, l)
	if !measure.IsMissing(t.Value) {
		value += say(l, "（"+Period(t.Period, l)+"）", " ("+Period(t.Period, l)+")")
	}
	if wants {
		value += say(l, "，要求", ", wanted: ") + TargetWant(t, l)
	}
	return []string{Mark(t.Status) + " " + Status(t.Status, l), value}
}

func cellSide(c evaluate.Cell, k fact.Key, p *plan.Plan, l locale.Lang) string {
	if ind := p.Indicator(k.Indicator); ind != nil {
		return Value(c.Value, ind, l)
	}
	return Exact(c.Value)
}

type diffJSON struct {
	A       sideJSON           `json:"a"`
	B       sideJSON           `json:"b"`
	Targets []targetChangeJSON `json:"targets"`
	Cells   []cellChangeJSON   `json:"cells"`
}

type sideJSON struct {
	Plan     planJSON `json:"plan"`
	AsOf     asOfJSON `json:"asOf"`
	Scenario *string  `json:"scenario"` // null where nothing is supposed
}

type targetChangeJSON struct {
	ID string      `json:"id"`
	A  *targetJSON `json:"a"` // null where the side does not have the target
	B  *targetJSON `json:"b"`
}

type cellChangeJSON struct {
	Key string   `json:"key"`
	A   *float64 `json:"a"`
	B   *float64 `json:"b"`
}

// DiffJSON writes what differs between two results.
func DiffJSON(w io.Writer, a, b *evaluate.Result, d evaluate.Diff) error {
	targets, cells := d.Targets, d.Cells
	out := diffJSON{sideOf(a), sideOf(b), make([]targetChangeJSON, 0, len(targets)),
		make([]cellChangeJSON, 0, len(cells))}
	side := func(r *evaluate.Result, t *evaluate.TargetResult) *targetJSON {
		if t == nil {
			return nil
		}
		j := targetOf(r, t)
		return &j
	}
	for _, c := range targets {
		out.Targets = append(out.Targets, targetChangeJSON{c.ID, side(a, c.A), side(b, c.B)})
	}
	for _, c := range cells {
		out.Cells = append(out.Cells, cellChangeJSON{KeyText(c.Key), number(c.A.Value), number(c.B.Value)})
	}
	return writeJSON(w, out)
}

func sideOf(r *evaluate.Result) sideJSON {
	m := r.Plan.Manifest
	side := sideJSON{Plan: planJSON{m.ID, m.Title, m.Version}, AsOf: asOfOf(r.AsOf)}
	if r.Overlay != nil {
		side.Scenario = &r.Overlay.ID
	}
	return side
}
