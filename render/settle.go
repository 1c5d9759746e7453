package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

// outcomes are the words for what became of a payment.
var outcomes = map[settle.Outcome]locale.Text{
	settle.Due: {ZH: "应付", EN: "due"}, settle.NotDue: {ZH: "不成立", EN: "not due"},
	settle.NoData: {ZH: "无数据", EN: "no data"}, settle.Undefined: {ZH: "无法计算", EN: "not computable"},
}

// Outcome names what became of a payment.
func Outcome(o settle.Outcome, l locale.Lang) string { return outcomes[o].In(l) }

var certainties = map[plan.Certainty]locale.Text{
	plan.SourceRead: {ZH: "有原文", EN: "text read"}, plan.ThirdParty: {ZH: "第三方转述", EN: "third party"},
	plan.FromMemory: {ZH: "凭记忆，属假设", EN: "from memory, an assumption"},
}

// Certainty says how the text of a rule is known.
func Certainty(c plan.Certainty, l locale.Lang) string { return certainties[c].In(l) }

// PartyName is the name of a party of a compact, its id where it has none.
func PartyName(c *plan.Compact, id string, l locale.Lang) string {
	for i := range c.Parties {
		if p := &c.Parties[i]; p.ID == id && p.Name.In(l) != "" {
			return p.Name.In(l)
		}
	}
	return id
}

// Yuan writes an amount in 元 with its digits in groups of three.
func Yuan(f settlement.Fen) string {
	text, sign := f.String(), ""
	if strings.HasPrefix(text, "-") {
		text, sign = text[1:], "−"
	}
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + rest
}

// BoundName says what held an amount back; empty for nothing.
func BoundName(b settle.Bound, l locale.Lang) string {
	return map[settle.Bound]locale.Text{settle.ByCap: {ZH: "达到上限", EN: "capped"},
		settle.ByFloor: {ZH: "不低于下限", EN: "raised to the floor"}}[b].In(l)
}

// VerdictNeeds says what a verdict without data waits for, and from whom: a line for each measure.
func VerdictNeeds(needs []settle.Need, p *plan.Plan, l locale.Lang) []string {
	var lines []string
	for i := 0; i < len(needs); {
		n := 1
		for i+n < len(needs) && needs[i+n].Measure.ID == needs[i].Measure.ID {
			n++
		}
		lines = append(lines, needLine(needs[i:i+n], p, l))
		i += n
	}
	return lines
}

func needLine(needs []settle.Need, p *plan.Plan, l locale.Lang) string {
	m := needs[0].Measure
	text := m.Name.In(l)
	if text == "" {
		text = m.ID
	}
	text += " " + SpanName(needs[0].Period, needs[len(needs)-1].Period, l)
	if len(needs) > 1 {
		text += say(l, fmt.Sprintf(" 共%d期", len(needs)), fmt.Sprintf(", %d periods", len(needs)))
	}
	if from := needs[0].From; len(from) > 0 {
		text += say(l, "（需由", " (from ") + strings.Join(BodyNames(p, from, l), say(l, "、", ", ")) + say(l, "提供）", ")")
	}
	return text
}

// Settlement writes for a terminal what a compact comes to in a period: balances first, then verdicts.
func Settlement(w io.Writer, s *settle.Settlement, p *plan.Plan, l locale.Lang) error {
	var b strings.Builder
	c := s.Compact
	fmt.Fprintf(&b, "%s  %s\n", c.Name.In(l), Period(s.Period, l))
	if len(c.Rules) == 0 {
		b.WriteString(say(l, "  条款未公布，不能结算。", "  The terms are not published; nothing can be settled.") +
			c.Note.In(l) + "\n\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	if len(s.Verdicts) == 0 {
		b.WriteString(say(l, "  这一期没有生效的规则。", "  No rule is in force in this period.") + "\n\n")
	}
	writeBalances(&b, s, l)
	writeVerdicts(&b, s, p, l)
	writeDivided(&b, s, l)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeBalances(b *strings.Builder, s *settle.Settlement, l locale.Lang) {
	balances := s.Balances()
	if len(balances) == 0 {
		return
	}
	t := table{header: []string{say(l, "一方", "Party"), say(l, "应收（负数为应付），元", "Owed (below zero: owes), yuan")},
		right: []bool{1: true}}
	for _, x := range balances {
		name := PartyName(s.Compact, x.Party, l)
		if x.Outside {
			name += say(l, "（协议外）", " (outside)")
		}
		t.row(name, x.Fen.String())
	}
	t.write(b)
	b.WriteByte('\n')
}

func writeVerdicts(b *strings.Builder, s *settle.Settlement, p *plan.Plan, l locale.Lang) {
	if len(s.Verdicts) == 0 {
		return
	}
	t := table{header: []string{say(l, "判定", "Verdict"), say(l, "时期", "Period"), say(l, "支付", "Payment"),
		say(l, "金额，元", "Amount, yuan"), say(l, "编号", "Id")}, right: []bool{3: true, 4: false}}
	for i := 0; i < len(s.Verdicts); {
		n := Waiting(s.Verdicts[i:])
		writeVerdict(&t, s.Verdicts[i:i+n], p, l)
		i += n
	}
	t.write(b)
	b.WriteByte('\n')
}

// Waiting counts the verdicts at the beginning that are told as one: those of one payment that wait for data,
// period after period.
func Waiting(verdicts []settle.Verdict) int {
	n := 1
	for n < len(verdicts) && verdicts[0].Outcome == settle.NoData && verdicts[n].Outcome == settle.NoData &&
		verdicts[n].ID() == verdicts[0].ID() {
		n++
	}
	return n
}

// VerdictName names the payment of a verdict, and the case it is about.
func VerdictName(v *settle.Verdict, l locale.Lang) string {
	name := v.Payment.Name.In(l)
	if v.Instance != nil && v.Instance.Name.In(l) != "" {
		name += say(l, "：", ": ") + v.Instance.Name.In(l)
	}
	return name
}

// writeVerdict writes a row for one verdict, or for several that wait for data.
func writeVerdict(t *table, verdicts []settle.Verdict, p *plan.Plan, l locale.Lang) {
	v, last := &verdicts[0], &verdicts[len(verdicts)-1]
	t.row(Outcome(v.Outcome, l), SpanName(v.Period, last.Period, l), VerdictName(v, l), v.Fen.String(), v.ID())
	if bound := BoundName(v.Bound, l); bound != "" {
		t.note("  " + bound)
	}
	for _, need := range VerdictNeeds(v.Missing, p, l) {
		if len(verdicts) > 1 {
			need += say(l, fmt.Sprintf("，等%d期", len(verdicts)), fmt.Sprintf(" and %d more periods", len(verdicts)-1))
		}
		t.note("  " + say(l, "缺：", "missing: ") + need)
	}
}

// SpanName names the periods from one to another.
func SpanName(first, last measure.Period, l locale.Lang) string {
	if first == last {
		return Period(first, l)
	}
	return Period(first, l) + say(l, "—", "–") + Period(last, l)
}

// writeDivided writes the two statistics one under the other, and never their sum.
func writeDivided(b *strings.Builder, s *settle.Settlement, l locale.Lang) {
	for _, d := range s.Statistics {
		fmt.Fprintf(b, "%s  %s\n", d.Apportionment.Name.In(l), Period(d.Period, l))
		fmt.Fprintf(b, "  %s %s %s\n", say(l, "在地统计（官方）", "counted in place (official)"),
			cmp.Or(d.Official.String(), NoValue), Unit(d.Unit, l))
		for _, x := range d.Credited {
			fmt.Fprintf(b, "  %s %s %s %s\n", say(l, "分算（考核用）", "credited for assessment"),
				PartyName(s.Compact, x.Party, l), x.Value,
				Unit(d.Unit, l))
		}
		b.WriteByte('\n')
	}
}

// settlementJSON is one settlement: docs/format/settlement.schema.json.
type settlementJSON struct {
	Compact    string           `json:"compact"`
	Period     measure.Period   `json:"period"`
	Complete   bool             `json:"complete"` // no verdict waits for data
	Balances   []settle.Balance `json:"balances"`
	Verdicts   []verdictJSON    `json:"verdicts"`
	Statistics []dividedJSON    `json:"statistics"`
}

type verdictJSON struct {
	ID       string            `json:"id"`
	Rule     string            `json:"rule"`
	Payment  string            `json:"payment"`
	Period   measure.Period    `json:"period"`
	Outcome  settle.Outcome    `json:"outcome"`
	Computed *float64          `json:"computed"` // 元, before cap, floor and rounding
	Bound    settle.Bound      `json:"bound"`
	Fen      settlement.Fen    `json:"fen"`
	Lines    []settlement.Line `json:"lines"`
	Missing  []needJSON        `json:"missing"`
}

type needJSON struct {
	Measure string         `json:"measure"`
	Period  measure.Period `json:"period"`
	From    []string       `json:"from"`
}

type dividedJSON struct {
	ID       string                 `json:"id"`
	Unit     measure.Unit           `json:"unit"`
	Official settle.InPlace         `json:"official"`
	Credited []settle.CreditedParty `json:"credited"`
}

// SettlementsJSON writes settlements as a list.
func SettlementsJSON(w io.Writer, all []*settle.Settlement) error {
	out := make([]settlementJSON, 0, len(all))
	for _, s := range all {
		j := settlementJSON{Compact: s.Compact.ID, Period: s.Period, Complete: s.Complete(), Balances: s.Balances(),
			Verdicts: []verdictJSON{}, Statistics: []dividedJSON{}}
		if j.Balances == nil {
			j.Balances = []settle.Balance{}
		}
		for i := range s.Verdicts {
			j.Verdicts = append(j.Verdicts, verdictOf(&s.Verdicts[i]))
		}
		for _, d := range s.Statistics {
			j.Statistics = append(j.Statistics,
				dividedJSON{d.Apportionment.ID, d.Unit, d.Official, append([]settle.CreditedParty{},
					d.Credited...)})
		}
		out = append(out, j)
	}
	return writeJSON(w, struct {
		Settlements []settlementJSON `json:"settlements"`
	}{out})
}

func verdictOf(v *settle.Verdict) verdictJSON {
	out := verdictJSON{ID: v.ID(), Rule: v.Rule.ID, Payment: v.Payment.ID, Period: v.Period, Outcome: v.Outcome,
		Computed: number(v.Computed), Bound: v.Bound, Fen: v.Fen, Lines: append([]settlement.Line{}, v.Lines...),
		Missing: []needJSON{}}
	for _, n := range v.Missing {
		out.Missing = append(out.Missing, needJSON{n.Measure.ID, n.Period, append([]string{}, n.From...)})
	}
	return out
}

// SettleExplanation writes how a verdict came about, as a tree from the amount down to the records.
func SettleExplanation(w io.Writer, v *settle.Verdict, c *plan.Compact, l locale.Lang) error {
	_, err := fmt.Fprintf(w, "%s  %s  %s  %s %s\n%s", v.Payment.Name.In(l), Period(v.Period, l),
		Outcome(v.Outcome, l), v.Fen,
		say(l, "元", "yuan"), SettleEvidence(v, c, l))
	return err
}

// SettleEvidence tells what a verdict rests on: its formulas, the numbers they read, and the records behind them.
func SettleEvidence(v *settle.Verdict, c *plan.Compact, l locale.Lang) string {
	var b strings.Builder
	x := v.Explain()
	seen := map[*settle.Step]bool{}
	for _, part := range []struct {
		zh, en string
		step   *settle.Step
	}{{"条件", "condition", x.When}, {"数额", "amount", x.Amount}, {"上限", "cap", x.Cap}, {"下限", "floor", x.Floor}} {
		if part.step != nil {
			fmt.Fprintf(&b, "%s\n", say(l, part.zh, part.en))
			writeSettleStep(&b, part.step, "  ", seen, l)
		}
	}
	for _, line := range v.Lines {
		fmt.Fprintf(&b, "%24s  %s\n", line.Fen, PartyName(c, line.Party, l))
	}
	return b.String()
}

func writeSettleStep(b *strings.Builder, s *settle.Step, indent string, seen map[*settle.Step]bool, l locale.Lang) {
	name := s.Name
	if title := s.Title.In(l); title != "" {
		name += say(l, "（", " (") + title + say(l, "）", ")")
	}
	if s.Source != "" && s.Source != s.Name {
		name = strings.TrimSpace(name + "  " + s.Source)
	}
	value := NoValue
	if !measure.IsMissing(s.Value) {
		value = strings.TrimSpace(measure.Shortest(s.Value) + " " + Unit(s.Unit, l))
	}
	fmt.Fprintf(b, "%s%s = %s%s\n", indent, name, value, periodSuffix(s.Period, l))
	if seen[s] && (len(s.Of) > 0 || len(s.Evidence) > 0) {
		fmt.Fprintf(b, "%s  %s\n", indent, say(l, "……见上", "… as above"))
		return
	}
	seen[s] = true
	for line := range strings.Lines(settle.Text(s.Evidence, l)) {
		b.WriteString(indent + "  · " + line)
	}
	for _, of := range s.Of {
		writeSettleStep(b, of, indent+"  ", seen, l)
	}
}

func periodSuffix(p measure.Period, l locale.Lang) string {
	if p == (measure.Period{}) {
		return ""
	}
	return "  " + Period(p, l)
}
