package plan

import (
	"slices"
	"strings"

	"github.com/yipanqi/yipanqi/formula"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Compact is an agreement between jurisdictions, compacts/*.yaml: who pays whom, on which measured
// condition, by which version of the rule. docs/format/compact.md is the reference of the language.
type Compact struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Name      locale.Text  `yaml:"name,required"`
	Kind      string       `yaml:"kind,required"`
	Clause    string       `yaml:"clause" ref:"clause"`
	Mechanism string       `yaml:"mechanism" ref:"mechanism"`
	From      measure.Date `yaml:"from,required"` // the term, both days included
	To        measure.Date `yaml:"to"`            // zero for a term without an end
	Parties   []Party      `yaml:"parties,required"`
	Rules     []Rule       `yaml:"rules"` // none where the terms are not known: the compact settles nothing
	Note      locale.Text  `yaml:"note"`
}

// Party has an account in the compact: a jurisdiction, a body, or a coalition of other parties.
type Party struct {
	strict.Where
	ID      string      `yaml:"id,required"`
	Name    locale.Text `yaml:"name,required"`
	Area    string      `yaml:"area" ref:"area"`
	Body    string      `yaml:"body" ref:"body"`
	Outside bool        `yaml:"outside"` // a grantor that is no party to the agreement, such as the centre
	Members []Share     `yaml:"members"` // of a coalition: what it pays and gets is theirs, by these shares
}

// Certainty says how the text of a rule is known.
type Certainty string

// Certainties. What is from memory is a labelled assumption.
const (
	SourceRead Certainty = "source-read"
	ThirdParty Certainty = "third-party"
	FromMemory Certainty = "from-memory"
)

// Rule is a version of what is agreed: it reads measures, computes values of them, and pays.
type Rule struct {
	strict.Where
	ID         string          `yaml:"id,required"`
	From       measure.Date    `yaml:"from,required"` // validity, both days included
	To         measure.Date    `yaml:"to"`            // zero for as long as the compact
	Source     string          `yaml:"source,required" ref:"source"`
	Certainty  Certainty       `yaml:"certainty,required"`
	Clears     measure.Freq    `yaml:"clears"` // how often accounts are settled; yearly unless stated
	Parameters []Parameter     `yaml:"parameters"`
	Each       []Instance      `yaml:"each"` // the rule applies once to each, where there are any
	Measures   []Measure       `yaml:"measures"`
	Values     []Quantity      `yaml:"values"`
	Payments   []Payment       `yaml:"payments"`
	Statistics []Apportionment `yaml:"statistics"`
	Note       locale.Text     `yaml:"note"`
	Order      []string        `yaml:"-"` // values and payments, what is read before what reads it
}

// Parameter is a number of the rule. One that is known from memory alone is an assumption.
type Parameter struct {
	strict.Where
	ID         string       `yaml:"id,required"`
	Name       locale.Text  `yaml:"name"`
	Value      float64      `yaml:"value"`
	Unit       measure.Unit `yaml:"unit"`
	Assumption string       `yaml:"assumption" ref:"assumption"` // whose value and unit it has
	Certainty  Certainty    `yaml:"certainty"`                   // the rule's unless stated
	Note       locale.Text  `yaml:"note"`
}

// Instance is one of the cases that a rule applies to: a section with those above and below it, an
// enterprise with those it moved between. Where the rule writes $name, the instance says what.
type Instance struct {
	strict.Where
	ID     string             `yaml:"id,required"`
	Name   locale.Text        `yaml:"name"`
	Bind   map[string]string  `yaml:"bind"`
	Values map[string]float64 `yaml:"values"` // of parameters, in their units
}

// Read is what a measure reads.
type Read string

// Reads.
const (
	ReadConcentration Read = "concentration" // mean of an item at a section, not rounded
	ReadAssessed      Read = "assessed"      // the same, rounded as it is before it is classed
	ReadClass         Read = "class"         // 1 to 6 (worse than V) of a section, or of one item there
	ReadTarget        Read = "target-class"  // of a section for the year
	ReadLimit         Read = "target-limit"  // of an item for the section's target class
	ReadFlow          Read = "flow"          // mean discharge at a section
	ReadIndicator     Read = "indicator"     // of the plan, in an area
	ReadRevenue       Read = "revenue"       // sum of the register
)

// Measure is something read from outside the compact, for each period of its frequency.
type Measure struct {
	strict.Where
	ID          string       `yaml:"id,required"`
	Name        locale.Text  `yaml:"name"`
	Read        Read         `yaml:"read,required"`
	Freq        measure.Freq `yaml:"freq,required"`
	Section     string       `yaml:"section"`
	Item        string       `yaml:"item"`
	Indicator   string       `yaml:"indicator" ref:"indicator"`
	Area        string       `yaml:"area"`        // of an indicator (else the plan's), or where a tax was collected
	Taxes       []string     `yaml:"taxes"`       // all unless stated
	Enterprises []string     `yaml:"enterprises"` // all unless stated
	Cohort      string       `yaml:"cohort"`      // old, new or moved enterprises; all unless stated
	FirstYear   int          `yaml:"first_year"`  // of a baseline: the mean of these years, both included
	LastYear    int          `yaml:"last_year"`
	From        []string     `yaml:"from" ref:"body"` // bodies from whom what is missing is needed
	Note        locale.Text  `yaml:"note"`
	Unit        measure.Unit `yaml:"-"` // of its values, set by Parse
}

// IsBaseline reports whether the measure is a mean over fixed years.
func (m *Measure) IsBaseline() bool { return m.FirstYear != 0 || m.LastYear != 0 }

// Quantity is computed: by a formula, by a ladder of steps, or as the total of a payment so far.
type Quantity struct {
	strict.Where
	ID      string       `yaml:"id,required"`
	Name    locale.Text  `yaml:"name"`
	Unit    measure.Unit `yaml:"unit,required"`
	Freq    measure.Freq `yaml:"freq,required"`
	Formula string       `yaml:"formula"`
	Of      string       `yaml:"of"` // the name that the steps are looked up by
	Steps   []Step       `yaml:"steps"`
	Total   string       `yaml:"total"` // a payment: what it came to under the rule up to and with the period
	Note    locale.Text  `yaml:"note"`

	Program *formula.Program `yaml:"-"` // compiled by Parse; nil without a formula
}

// Step is a rung of a ladder: the value from where it begins to the next. Below the first it is zero.
type Step struct {
	strict.Where
	From  float64 `yaml:"from,required"`  // in the unit of what it is looked up by, included
	Value float64 `yaml:"value,required"` // in the unit of the ladder
}

// Span is what a cap or floor bounds.
type Span string

// Spans.
const (
	EachPeriod Span = "period" // the payment of each period by itself
	EachYear   Span = "year"   // what it comes to in a calendar year
	WholeTerm  Span = "term"   // what it comes to under the rule
)

// Payment is money that is due where a condition holds. It goes from those who pay to those who get
// it; an amount below zero goes the other way.
type Payment struct {
	strict.Where
	ID     string       `yaml:"id,required"`
	Name   locale.Text  `yaml:"name,required"`
	Freq   measure.Freq `yaml:"freq,required"` // of its verdicts
	When   string       `yaml:"when"`          // a condition; always due without one
	Amount string       `yaml:"amount,required"`
	Cap    string       `yaml:"cap"`
	Floor  string       `yaml:"floor"`
	Over   Span         `yaml:"over"` // what the cap bounds; each period unless stated
	From   []Share      `yaml:"from,required"`
	To     []Share      `yaml:"to,required"`
	Note   locale.Text  `yaml:"note"`

	Programs PaymentPrograms `yaml:"-"` // compiled by Parse
}

// PaymentPrograms are the compiled formulas of a payment; nil for those it has not.
type PaymentPrograms struct{ When, Amount, Cap, Floor *formula.Program }

// Share is a party's part: a weight ("3", "0.25"), a percentage of the whole ("35%"), or a formula of
// the rule's names. Parts of one list are all percentages or none.
type Share struct {
	strict.Where
	Party string `yaml:"party,required"`
	Share string `yaml:"share"` // 1 unless stated

	Program *formula.Program `yaml:"-"` // compiled by Parse; nil for a number
}

// Apportionment divides a statistic for assessment. The official figure stays where it was counted
// (在地统计); what the parties are credited with (分算) is another statistic, never added to it.
type Apportionment struct {
	strict.Where
	ID       string      `yaml:"id,required"`
	Name     locale.Text `yaml:"name,required"`
	Of       string      `yaml:"of,required"` // an annual measure
	Decimals int         `yaml:"decimals"`
	Shares   []Share     `yaml:"shares,required"`
	Note     locale.Text `yaml:"note"`
}

// BuiltIn are the names that every rule may read, of whatever frequency it needs.
var BuiltIn = map[string]measure.Unit{
	"year":  measure.One,           // the calendar year
	"month": measure.One,           // 1 to 12; 12 for a year
	"days":  measure.MustUnit("d"), // in the period
}

// Compact returns a compact, nil where there is none.
func (p *Plan) Compact(id string) *Compact {
	return find(p.Compacts, id, func(c *Compact) string { return c.ID })
}

// Party returns a party, nil where there is none.
func (c *Compact) Party(id string) *Party {
	for i := range c.Parties {
		if c.Parties[i].ID == id {
			return &c.Parties[i]
		}
	}
	return nil
}

// RuleOn returns the rule that is valid on a day, nil where there is none.
func (c *Compact) RuleOn(d measure.Date) *Rule {
	if d < c.From || c.To != 0 && d > c.To {
		return nil
	}
	for i := range c.Rules {
		if r := &c.Rules[i]; d >= r.From && (r.To == 0 || d <= r.To) {
			return r
		}
	}
	return nil
}

// Clearing returns how often the rule settles accounts.
func (r *Rule) Clearing() measure.Freq {
	if r.Clears == 0 {
		return measure.Annual
	}
	return r.Clears
}

// Bound returns what text stands for in an instance: what it binds a $name to, else the text itself.
func (x *Instance) Bound(text string) string {
	if name, ok := strings.CutPrefix(text, "$"); ok && x != nil {
		return x.Bind[name]
	}
	return text
}

// Measure returns a measure of the rule; nil where there is none, as do the lookups below.
func (r *Rule) Measure(id string) *Measure {
	return pick(r.Measures, func(m *Measure) bool { return m.ID == id })
}

// Parameter returns a parameter of the rule.
func (r *Rule) Parameter(id string) *Parameter {
	return pick(r.Parameters, func(p *Parameter) bool { return p.ID == id })
}

// Value returns a value of the rule.
func (r *Rule) Value(id string) *Quantity {
	return pick(r.Values, func(q *Quantity) bool { return q.ID == id })
}

// Payment returns a payment of the rule.
func (r *Rule) Payment(id string) *Payment {
	return pick(r.Payments, func(p *Payment) bool { return p.ID == id })
}

func pick[T any](list []T, is func(*T) bool) *T {
	if i := slices.IndexFunc(list, func(x T) bool { return is(&x) }); i >= 0 {
		return &list[i]
	}
	return nil
}
