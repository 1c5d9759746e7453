package web

import (
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/render"
	"github.com/yipanqi/yipanqi/settle"
)

// compactsBody is every agreement of the package in a year.
type compactsBody struct {
	Year     int
	Years    []choiceYear
	Compacts []compactRow
	Balances []balanceRow // of the journal
	Journal  bool         // there are records
}

// choiceYear is a year to go to.
type choiceYear struct {
	Year int
	Link string
	Here bool
}

// compactRow is an agreement with what it comes to in the year.
type compactRow struct {
	ID, Name, Kind, Term, Link, Note string
	Parties                          []string
	Rules                            []ruleRow
	Balances                         []balanceRow
	Verdicts, Waiting                int
	Terms                            bool // published, so that it can be settled
}

// rank puts first what money is owed under, and last what settles nothing.
func (c *compactRow) rank() int {
	switch {
	case len(c.Balances) > 0:
		return 0
	case c.Waiting > 0:
		return 1
	case c.Terms:
		return 2
	}
	return 3
}

// ruleRow is a version of a rule. Read says that its text was read, Assumes that some sums in it are assumptions all
// the same.
type ruleRow struct {
	ID, Term, Certainty, Source, Note string
	Read, Assumes                     bool
}

// balanceRow is what a party is owed, or owes.
type balanceRow struct {
	Compact, Party, Amount string
	Owes, Outside          bool
}

func (s *site) compacts(v *visit) (page, error) {
	body := compactsBody{}
	year, years, err := v.settledYear(v.Plan.Compacts)
	if err != nil {
		return page{}, err
	}
	body.Year, body.Years = year, years
	for _, c := range v.Plan.Compacts {
		row := newCompactRow(v, c)
		row.Link = v.Link("/compacts/"+c.ID, "period", strconv.Itoa(year))
		if row.Terms {
			settled, err := s.ws.Settle(v.r.Context(), c.ID, measure.Year(year), v.At, nil)
			if err != nil {
				return page{}, err
			}
			row.settled(settled, v.Lang)
		}
		body.Compacts = append(body.Compacts, row)
	}
	slices.SortStableFunc(body.Compacts, func(a, b compactRow) int { return a.rank() - b.rank() })
	if body.Balances, body.Journal, err = s.journalBalances(v); err != nil {
		return page{}, err
	}
	return page{Template: "compacts", Title: v.say("协议", "Compacts"), Body: body}, nil
}

// settledYear is the year the query asks for, or the last in which a compact with rules was in force.
func (v *visit) settledYear(compacts []*plan.Compact) (year int, years []choiceYear, err error) {
	last := v.At.Valid.Year() - 1
	if v.At.Valid == 0 {
		last = v.Plan.Manifest.LastYear
	}
	first := last
	for _, c := range compacts {
		if len(c.Rules) > 0 {
			first = min(first, c.From.Year())
			if c.To != 0 && len(compacts) == 1 {
				last = min(last, c.To.Year())
			}
		}
	}
	year = last
	if text := v.r.URL.Query().Get("period"); text != "" {
		if year, err = strconv.Atoi(text); err != nil || year < 1900 || year > 2200 {
			return 0, nil, badQuery(v, "period", text)
		}
	}
	for y := last; y >= first; y-- {
		years = append(years, choiceYear{y, v.Here("period", strconv.Itoa(y)), y == year})
	}
	return year, years, nil
}

func newCompactRow(v *visit, c *plan.Compact) compactRow {
	row := compactRow{ID: c.ID, Name: c.Name.In(v.Lang), Kind: compactKind(c.Kind, v.Lang), Term: term(v, c.From, c.To),
		Note: c.Note.In(v.Lang), Terms: len(c.Rules) > 0}
	for i := range c.Parties {
		row.Parties = append(row.Parties, render.PartyName(c, c.Parties[i].ID, v.Lang))
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		row.Rules = append(row.Rules, ruleRow{r.ID, term(v, r.From, r.To), render.Certainty(r.Certainty, v.Lang),
			sourceTitle(v, r.Source), r.Note.In(v.Lang), r.Certainty == plan.SourceRead,
			slices.ContainsFunc(r.Parameters, func(p plan.Parameter) bool { return p.Assumption != "" })})
	}
	return row
}

// settled fills in what the compact comes to, and how much of it is still open.
func (c *compactRow) settled(s *settle.Settlement, l locale.Lang) {
	c.Balances, c.Verdicts = balancesOf(s, l), len(s.Verdicts)
	for i := range s.Verdicts {
		if s.Verdicts[i].Outcome == settle.NoData {
			c.Waiting++
		}
	}
}

var compactKinds = map[string]locale.Text{
	"eco-compensation": {ZH: "生态补偿", EN: "ecological compensation"},
	"benefit-sharing":  {ZH: "利益分享", EN: "benefit sharing"},
	"cost-sharing":     {ZH: "成本分担", EN: "cost sharing"}, "trade": {ZH: "指标交易", EN: "trade"},
}

func compactKind(kind string, l locale.Lang) string {
	if text, ok := compactKinds[kind]; ok {
		return text.In(l)
	}
	return kind
}

// term writes the days an agreement or rule is in force.
func term(v *visit, from, to measure.Date) string {
	if to == 0 {
		return render.Date(from, v.Lang) + v.say("起", " on")
	}
	return render.Date(from, v.Lang) + v.say("—", " – ") + render.Date(to, v.Lang)
}

func balancesOf(s *settle.Settlement, l locale.Lang) []balanceRow {
	var rows []balanceRow
	for _, b := range s.Balances() {
		rows = append(rows, balanceRow{Party: render.PartyName(s.Compact, b.Party, l),
			Amount: render.Yuan(b.Fen), Owes: b.Fen < 0,
			Outside: b.Outside})
	}
	return rows
}

// journalBalances lists the balances of the journal as the visit sees it.
func (s *site) journalBalances(v *visit) (rows []balanceRow, any bool, err error) {
	j, err := s.ws.Journal(v.r.Context())
	if err != nil || j.Len() == 0 {
		return nil, false, err
	}
	for _, b := range j.Balances("", settlement.AsOf{Valid: v.At.Valid, Known: v.At.Known}) {
		row := balanceRow{Compact: b.Account, Party: b.Party, Amount: render.Yuan(b.Fen), Owes: b.Fen < 0, Outside: b.Outside}
		if c := v.Plan.Compact(b.Account); c != nil {
			row.Compact, row.Party = c.Name.In(v.Lang), render.PartyName(c, b.Party, v.Lang)
		}
		rows = append(rows, row)
	}
	return rows, true, nil
}

// compactBody is one agreement settled for a year.
type compactBody struct {
	compactRow
	Year       int
	Years      []choiceYear
	Statistics []dividedRow
	List       []verdictRow
	Statement  string // address
	Posted     bool
}

// dividedRow keeps the two statistics apart.
type dividedRow struct {
	Name, Unit, Official string
	Credited             []balanceRow
}

// verdictRow is a verdict, or several that wait for data, period after period.
type verdictRow struct {
	ID, Name, Period, Outcome, Amount, Bound string
	Waits, Due                               bool
	Needs                                    []string
	Evidence                                 string // from the amount down to the records
}

func (s *site) compact(v *visit) (page, error) {
	c := v.Plan.Compact(v.r.PathValue("id"))
	if c == nil {
		return page{}, notFound(v.say("没有这个协议", "There is no such compact"))
	}
	year, years, err := v.settledYear([]*plan.Compact{c})
	if err != nil {
		return page{}, err
	}
	body := compactBody{compactRow: newCompactRow(v, c), Year: year, Years: years,
		Statement: v.Link("/compacts/"+c.ID+"/statement", "period", strconv.Itoa(year))}
	settled, err := s.ws.Settle(v.r.Context(), c.ID, measure.Year(year), v.At, nil)
	if err != nil {
		return page{}, err
	}
	body.settled(settled, v.Lang)
	for i := 0; i < len(settled.Verdicts); {
		n := render.Waiting(settled.Verdicts[i:])
		body.List = append(body.List, newVerdictRow(v, c, settled.Verdicts[i:i+n]))
		i += n
	}
	for _, d := range settled.Statistics {
		row := dividedRow{Name: d.Apportionment.Name.In(v.Lang), Unit: render.Unit(d.Unit, v.Lang),
			Official: d.Official.String()}
		for _, x := range d.Credited {
			row.Credited = append(row.Credited,
				balanceRow{Party: render.PartyName(c, x.Party, v.Lang), Amount: x.Value.String()})
		}
		body.Statistics = append(body.Statistics, row)
	}
	j, err := s.ws.Journal(v.r.Context())
	if err != nil {
		return page{}, err
	}
	body.Posted = slices.ContainsFunc(j.Records(), func(r settlement.Record) bool {
		return r.Entry != nil && r.Entry.Compact == c.ID
	})
	return page{Template: "compact", Title: body.Name, Body: body}, nil
}

func newVerdictRow(v *visit, c *plan.Compact, verdicts []settle.Verdict) verdictRow {
	first, last := &verdicts[0], &verdicts[len(verdicts)-1]
	return verdictRow{ID: first.ID(), Name: render.VerdictName(first, v.Lang),
		Period:  render.SpanName(first.Period, last.Period, v.Lang),
		Outcome: render.Outcome(first.Outcome, v.Lang), Amount: render.Yuan(first.Fen),
		Bound: render.BoundName(first.Bound, v.Lang),
		Waits: first.Outcome == settle.NoData, Due: first.Outcome == settle.Due,
		Needs: render.VerdictNeeds(first.Missing, v.Plan, v.Lang), Evidence: render.SettleEvidence(first, c, v.Lang)}
}

// statementBody is a printed statement.
type statementBody struct {
	Compact, Period, Text, Hash, Link string
	Empty                             bool
}

// knownBy counts the records of a journal known by a moment: a statement of so many has the same bytes whenever it
// is drawn up.
func knownBy(j *settlement.Journal, known measure.Instant) (n int64) {
	for _, r := range j.Records() {
		if r.Known() <= known {
			n++
		}
	}
	return n
}

func (s *site) compactStatement(v *visit) (page, error) {
	c := v.Plan.Compact(v.r.PathValue("id"))
	if c == nil {
		return page{}, notFound(v.say("没有这个协议", "There is no such compact"))
	}
	year, _, err := v.settledYear([]*plan.Compact{c})
	if err != nil {
		return page{}, err
	}
	j, err := s.ws.Journal(v.r.Context())
	if err != nil {
		return page{}, err
	}
	statement := j.Statement(settlement.Query{Account: c.ID, Period: measure.Year(year), N: knownBy(j, v.At.Known)})
	body := statementBody{Compact: c.Name.In(v.Lang), Period: render.Period(measure.Year(year), v.Lang),
		Empty: len(statement.Entries) == 0 && len(statement.Opening) == 0,
		Link:  v.Link("/compacts/"+c.ID, "period", strconv.Itoa(year))}
	if body.Hash, err = statement.Hash(); err != nil {
		return page{}, err
	}
	body.Text = statement.Text(v.Lang, func(id string) string {
		if id == c.ID {
			return c.Name.In(v.Lang)
		}
		return render.PartyName(c, id, v.Lang)
	})
	return page{Template: "statement", Title: body.Compact + " · " + v.say("结算单", "Statement"), Body: body}, nil
}
