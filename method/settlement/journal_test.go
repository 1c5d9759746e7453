package settlement_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/store/storetest"
)

type (
	Line   = settlement.Line
	Entry  = settlement.Entry
	Record = settlement.Record
	AsOf   = settlement.AsOf
)

func TestMemory(t *testing.T) {
	storetest.RunJournal(t, func(testing.TB) settlement.Log { return &settlement.Memory{} })
}

func line(party string, fen Fen) Line { return Line{Party: party, Account: "xin'an", Fen: fen} }

func settled(id string, year int, known measure.Instant, lines ...Line) Record {
	return Record{Entry: &Entry{ID: id, Kind: settlement.KindSettlement, Compact: "xin'an", Version: "3",
		Period: measure.Year(year), Known: known, Lines: lines}}
}

func difference(id string, year, about int, known measure.Instant, lines ...Line) Record {
	r := settled(id, year, known, lines...)
	p := measure.Year(about)
	r.Entry.Kind, r.Entry.About = settlement.KindDifference, &p
	return r
}

func shut(id string, year int, known measure.Instant) Record {
	return Record{Close: &settlement.Close{ID: id, Account: "xin'an", Period: measure.Year(year), By: "省财政厅",
		Known: known}}
}

// example is an agreement over two years: a settlement with a grant from outside, its payment, the close
// of the year, and an audit that finds another amount.
func example(t testing.TB) *settlement.Journal {
	grant := line("centre", -30_000)
	grant.Outside = true
	voucher := Record{Entry: &Entry{ID: "pay-2023", Kind: settlement.KindPayment, Period: measure.Year(2023), Known: 20,
		Lines: []Line{line("down", 10_000), line("up", -10_000)}, Evidence: []string{"voucher 17"}}}
	verdict := settlement.Verdict{ID: "p-index/down-pays", Period: measure.Year(2023), Outcome: "due", Fen: 10_000,
		Values: []settlement.Value{{Name: "P", Value: "0.97", Unit: "1"}}, Evidence: []string{"reading 街口 2023-01 NH3N"}}
	first := settled("s-2023", 2023, 10, line("down", -10_000), grant, line("up", 40_000))
	first.Entry.Verdicts = []settlement.Verdict{verdict}
	j := &settlement.Journal{}
	err := j.Append(first, voucher, shut("close-2023", 2023, 30),
		settled("s-2024", 2024, 40, line("down", -10_000), line("up", 10_000)))
	if err != nil {
		t.Fatal(err)
	}
	// The audit of 2023 finds that down owed 120 yuan, not 100.
	fresh := []Line{line("down", -12_000), grant, line("up", 42_000)}
	change := settlement.Difference(fresh, j.Posted("xin'an", measure.Year(2023), AsOf{}))
	if err := j.Append(difference("d-2023", 2024, 2023, 50, change...)); err != nil {
		t.Fatal(err)
	}
	return j
}

func balances(j *settlement.Journal, at AsOf) string {
	var texts []string
	for _, b := range j.Balances("xin'an", at) {
		texts = append(texts, fmt.Sprintf("%s %v", b.Party, b.Fen))
	}
	return strings.Join(texts, ", ")
}

func TestBalancesByTwoTimes(t *testing.T) {
	j := example(t)
	end := func(year int) measure.Date { return measure.Year(year).Last() }
	for _, c := range []struct {
		at   AsOf
		want string
	}{
		{AsOf{}, "centre -300.00, down -120.00, up 420.00"},
		{AsOf{Known: 45}, "centre -300.00, down -100.00, up 400.00"},
		{AsOf{Valid: end(2023)}, "centre -300.00, down 0.00, up 300.00"},
		{AsOf{Valid: end(2023), Known: 10}, "centre -300.00, down -100.00, up 400.00"},
		{AsOf{N: 1}, "centre -300.00, down -100.00, up 400.00"},
		{AsOf{Known: 9}, ""},
		{AsOf{Valid: end(2022)}, ""},
	} {
		if got := balances(j, c.at); got != c.want {
			t.Errorf("%+v: %s, want %s", c.at, got, c.want)
		}
	}
	want := []Line{line("centre", -30_000), line("down", -12_000), line("up", 42_000)}
	want[0].Outside = true
	if got := j.Posted("xin'an", measure.Year(2023), AsOf{}); !slices.Equal(got, want) {
		t.Errorf("posted for 2023: %v", got)
	}
}

func TestRefusals(t *testing.T) {
	payment := func(change func(*Entry)) Record {
		r := Record{Entry: &Entry{ID: "new", Kind: settlement.KindPayment, Period: measure.Year(2025), Known: 60,
			Lines: []Line{line("down", 5), line("up", -5)}}}
		change(r.Entry)
		return r
	}
	mark := func(step settlement.Step, of, entry string, n int, by string) Record {
		return Record{Mark: &settlement.Mark{ID: "new", Step: step, Dispute: of, Entry: entry, Line: n, By: by,
			Reason: "r", Known: 60}}
	}
	n, _ := settlement.Net(claims("a", "b", 5, "b", "a", 3))
	netting := func(change func(*Entry)) Record {
		return payment(func(e *Entry) {
			e.Kind, e.Netting, e.Lines = settlement.KindNetting, n, n.Lines("clearing")
			change(e)
		})
	}
	for name, c := range map[string]struct {
		record Record
		want   error
	}{
		"good":                 {payment(func(*Entry) {}), nil},
		"good netting":         {netting(func(*Entry) {}), nil},
		"good dispute":         {mark(settlement.StepDispute, "", "s-2023", 3, "down"), nil},
		"sums to one":          {payment(func(e *Entry) { e.Lines[0].Fen++ }), settlement.ErrUnbalanced},
		"sums across accounts": {payment(func(e *Entry) { e.Lines[0].Account = "other" }), settlement.ErrUnbalanced},
		"no kind":              {payment(func(e *Entry) { e.Kind = "reversal" }), settlement.ErrInvalid},
		"no lines":             {payment(func(e *Entry) { e.Lines = nil }), settlement.ErrInvalid},
		"no period":            {payment(func(e *Entry) { e.Period = measure.Period{} }), settlement.ErrInvalid},
		"no name":              {payment(func(e *Entry) { e.ID = "" }), settlement.ErrInvalid},
		"no party":             {payment(func(e *Entry) { e.Lines[0].Party = "" }), settlement.ErrInvalid},
		"no account":           {payment(func(e *Entry) { e.Lines[0].Account = "" }), settlement.ErrInvalid},
		"zero":                 {payment(func(e *Entry) { e.Lines[0].Fen = 0 }), settlement.ErrInvalid},
		"payment of a compact": {payment(func(e *Entry) { e.Compact = "xin'an" }), settlement.ErrInvalid},
		"payment that nets":    {payment(func(e *Entry) { e.Netting = n }), settlement.ErrInvalid},
		"inside and outside": {payment(func(e *Entry) {
			e.Lines = append(e.Lines, Line{Party: "up", Account: "xin'an", Fen: 5, Outside: true}, line("down", -5))
		}), settlement.ErrInvalid},
		"too much": {payment(func(e *Entry) {
			e.Lines[0].Fen, e.Lines[1].Fen = math.MaxInt64, -math.MaxInt64
		}), settlement.ErrOverflow},
		"an amount without opposite": {payment(func(e *Entry) {
			e.Lines = []Line{line("a", math.MinInt64), line("b", math.MaxInt64), line("c", 1)}
		}), settlement.ErrOverflow},
		"not UTF-8":            {payment(func(e *Entry) { e.Evidence = []string{"\xc3\x28"} }), settlement.ErrInvalid},
		"escape that looks so": {payment(func(e *Entry) { e.Evidence = []string{`\ufffd \\ufffd`, "\ufffd"} }), nil},
		"out of the calendar":  {payment(func(e *Entry) { e.Known = measure.Forever }), settlement.ErrInvalid},
		"name taken":           {payment(func(e *Entry) { e.ID = "close-2023" }), settlement.ErrDuplicate},
		"backdated":            {payment(func(e *Entry) { e.Known = 49 }), settlement.ErrBackdated},
		"closed":               {payment(func(e *Entry) { e.Period = measure.Year(2023) }), settlement.ErrPeriodClosed},
		"month of a closed year": {payment(func(e *Entry) {
			e.Period = measure.Period{Freq: measure.Month, Ord: 2023*12 + 5}
		}), settlement.ErrPeriodClosed},
		"before a closed year": {payment(func(e *Entry) { e.Period = measure.Year(2020) }), settlement.ErrPeriodClosed},
		"settled twice":        {settled("new", 2024, 60, line("down", -1), line("up", 1)), settlement.ErrSettled},
		"settled late":         {settled("new", 2023, 60, line("down", -1), line("up", 1)), settlement.ErrPeriodClosed},
		"difference in the closed": {difference("new", 2023, 2023, 60, line("down", -1), line("up", 1)),
			settlement.ErrPeriodClosed},
		"difference about later": {difference("new", 2024, 2025, 60, line("down", -1), line("up", 1)),
			settlement.ErrInvalid},
		"difference elsewhere": {difference("new", 2025, 2024, 60, Line{Party: "a", Account: "y", Fen: 1},
			Line{Party: "b", Account: "y", Fen: -1}), settlement.ErrInvalid},
		"closed again": {shut("new", 2023, 60), settlement.ErrPeriodClosed},
		"closed by nobody": {Record{Close: &settlement.Close{ID: "new", Account: "x",
			Period: measure.Year(2025), Known: 60}}, settlement.ErrInvalid},
		"two in one": {Record{Entry: payment(func(*Entry) {}).Entry, Close: shut("new", 2025, 60).Close},
			settlement.ErrInvalid},
		"netting that takes": {netting(func(e *Entry) {
			other, _ := settlement.Net(claims("a", "b", 5, "b", "a", 3))
			other.Pools[0].Transfers[0].Fen++
			e.Netting, e.Lines = other, other.Lines("clearing")
		}), settlement.ErrInvalid},
		"netting with other lines": {netting(func(e *Entry) { e.Lines = e.Lines[:2] }), settlement.ErrInvalid},
		"dispute of nothing":       {mark(settlement.StepDispute, "", "nothing", 0, "down"), settlement.ErrUnknown},
		"dispute of a close":       {mark(settlement.StepDispute, "", "close-2023", 0, "down"), settlement.ErrUnknown},
		"dispute of no line":       {mark(settlement.StepDispute, "", "s-2023", 4, "down"), settlement.ErrUnknown},
		"dispute by a stranger":    {mark(settlement.StepDispute, "", "s-2023", 0, "stranger"), settlement.ErrNoParty},
		"dispute that answers":     {mark(settlement.StepDispute, "x", "s-2023", 0, "down"), settlement.ErrInvalid},
		"counter to nothing":       {mark(settlement.StepCounter, "nothing", "", 0, "down"), settlement.ErrUnknown},
		"resolution of nothing":    {mark(settlement.StepResolution, "nothing", "", 0, "down"), settlement.ErrUnknown},
		"mark by nobody":           {mark(settlement.StepDispute, "", "s-2023", 0, ""), settlement.ErrInvalid},
		"other step":               {mark("shrug", "x", "", 0, "down"), settlement.ErrInvalid},
	} {
		j := example(t)
		before, b := j.Position(), balances(j, AsOf{})
		err := j.Append(storetest.Posting("before", "other", 2030, 60, 4), c.record)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (j.Position() != before || balances(j, AsOf{}) != b || len(j.Balances("other", AsOf{})) > 0) {
			t.Errorf("%s: a refusal left a trace", name)
		}
	}
}

func TestDisputes(t *testing.T) {
	j := example(t)
	marks := []settlement.Mark{
		{ID: "m1", Step: settlement.StepDispute, Entry: "s-2023", Line: 1, By: "down", Reason: "氨氮 3 月数据有误", Known: 60},
		{ID: "m2", Step: settlement.StepCounter, Dispute: "m1", By: "up", Reason: "复核无误", Known: 61,
			Lines: []Line{line("down", -10_000), line("up", 10_000)}},
		{ID: "m3", Step: settlement.StepResolution, Dispute: "m1", Entry: "d-2023", By: "省财政厅", Reason: "按重算", Known: 62},
	}
	for i := range marks {
		if err := j.Append(Record{Mark: &marks[i]}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		known    measure.Instant
		n        int
		counters int
		resolved bool
	}{{59, 0, 0, false}, {60, 1, 0, false}, {61, 1, 1, false}, {62, 1, 1, true}, {0, 1, 1, true}} {
		list := j.Disputes("xin'an", AsOf{Known: c.known})
		if len(list) != c.n || c.n > 0 && (len(list[0].Counters) != c.counters || (list[0].Resolution != nil) != c.resolved) {
			t.Errorf("known at %d: %+v", c.known, list)
		}
	}
	if len(j.Disputes("other", AsOf{})) != 0 {
		t.Error("disputes of another account")
	}
	again := marks[1]
	again.ID, again.Known = "m4", 63
	if err := j.Append(Record{Mark: &again}); !errors.Is(err, settlement.ErrResolved) {
		t.Error(err)
	}
	for _, c := range []struct {
		year  int
		known measure.Instant
		want  int
	}{{2023, 0, 1}, {2024, 61, 1}, {2024, 0, 0}} { // an open one is carried to the next statement
		s := j.Statement(settlement.Query{Account: "xin'an", Period: measure.Year(c.year), Known: c.known})
		if len(s.Disputes) != c.want {
			t.Errorf("%+v: %d disputes on the statement", c, len(s.Disputes))
		}
	}
}

const printed = `结算单  新安江
时期  2024
账簿记录  5
账簿校验  HEAD
已关账至  2023-12-31
正数为应收，负数为应付

期初余额（元）
                 -300.00  centre（协议外）  新安江
                    0.00  down  新安江
                  300.00  up  新安江

本期入账（元）
  s-2024  结算  2024  1970-01-01T08:00:00.00004+08:00  3
                 -100.00  down  新安江
                  100.00  up  新安江
  d-2023  差额  2024  重算 2023  1970-01-01T08:00:00.00005+08:00  3
                  -20.00  down  新安江
                   20.00  up  新安江

期末余额（元）
                 -300.00  centre（协议外）  新安江
                 -120.00  down  新安江
                  420.00  up  新安江

异议
  无

依据
  无
`

func TestStatement(t *testing.T) {
	j := example(t)
	q := settlement.Query{Account: "xin'an", Period: measure.Year(2024)}
	s := j.Statement(q)
	names := func(id string) string {
		if id == "xin'an" {
			return "新安江"
		}
		return id
	}
	if got := strings.Replace(s.Text(locale.ZH, names), s.Head, "HEAD", 1); got != printed {
		t.Errorf("got\n%s", got)
	}
	if text := s.Text(locale.EN, nil); !strings.Contains(text, "settled anew: 2023") || strings.Contains(text, "协议") {
		t.Errorf("in English\n%s", text)
	}
	s = j.Statement(settlement.Query{Party: "down", Period: measure.Year(2023)})
	if len(s.Entries) != 2 || len(s.Entries[0].Lines) != 1 || len(s.Opening) != 0 || s.Closing[0].Fen != 0 ||
		!slices.Equal(s.Evidence, []string{"reading 街口 2023-01 NH3N", "voucher 17"}) {
		t.Errorf("of down: %+v", s)
	}
}

// A statement as of what was recorded is the same to the byte whatever is recorded afterwards, and from
// a replay.
func TestStatementIsReproducible(t *testing.T) {
	j := example(t)
	q := settlement.Query{Account: "xin'an", Period: measure.Year(2024), N: 4}
	before, err := j.Statement(q).JSON()
	if err != nil {
		t.Fatal(err)
	}
	hash, _ := j.Statement(q).Hash()
	if len(hash) != 64 {
		t.Error(hash)
	}
	if err := j.Append(Record{Mark: &settlement.Mark{ID: "m", Step: settlement.StepDispute, Entry: "s-2024", By: "up",
		Reason: "r", Known: 50}}, shut("close-2024", 2024, 50)); err != nil {
		t.Fatal(err)
	}
	var records []Record
	for _, r := range j.Records() {
		body, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if r, err = settlement.Decode(body); err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	again, err := settlement.Replay(records)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []*settlement.Journal{j, again} {
		if after, _ := k.Statement(q).JSON(); !bytes.Equal(before, after) {
			t.Errorf("got\n%s\nwant\n%s", after, before)
		}
	}
	if all, _ := again.Statement(settlement.Query{Account: "xin'an",
		Period: measure.Year(2024)}).JSON(); bytes.Equal(all, before) {
		t.Error("what was recorded afterwards does not show")
	}
}

func TestDecodeRefusesOtherJSON(t *testing.T) {
	body, err := example(t).Records()[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := settlement.Decode(body); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"", "null ", "{}x", string(body) + " ", " " + string(body),
		strings.Replace(string(body), `"kind"`, `"unknown":1,"kind"`, 1),
		strings.Replace(string(body), `"kind"`, `"Kind"`, 1)} {
		if _, err := settlement.Decode([]byte(text)); !errors.Is(err, settlement.ErrInvalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, r := range example(f).Records() {
		body, err := r.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := settlement.Decode(body)
		if err != nil {
			return
		}
		if again, err := r.Encode(); err != nil || !bytes.Equal(again, body) {
			t.Errorf("%q comes back as %q: %v", body, again, err)
		}
		j := &settlement.Journal{}
		if j.Append(r) == nil {
			j.Statement(settlement.Query{Period: measure.Year(2024)}).Text(locale.ZH, nil)
		}
	})
}

// balancedLines draws lines of a compact that sum to zero, with a grant from outside now and then.
func balancedLines(t *rapid.T, account string) (lines []Line) {
	for range rapid.IntRange(1, 3).Draw(t, "payments") {
		from, to := rapid.IntRange(0, 3).Draw(t, "from"), rapid.IntRange(4, 6).Draw(t, "to")
		fen := Fen(rapid.Int64Range(1, 1e12).Draw(t, "fen"))
		purpose := rapid.SampledFrom([]string{"p", "q"}).Draw(t, "purpose")
		lines = append(lines, Line{Party: fmt.Sprint(from), Account: account, Fen: -fen, Outside: from == 0,
			Purpose: purpose},
			Line{Party: fmt.Sprint(to), Account: account, Fen: fen, Purpose: purpose})
	}
	return lines
}

// Whatever is settled, paid and settled anew in whatever order: balances sum to zero with outside grants
// in, are the same in another order and from a replay, and differences bring them to what fresh
// settlements would give.
func TestPropertyJournal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := &settlement.Journal{}
		fresh := map[string][]Line{} // what each compact and year comes to in the end
		var entries []*Entry
		add := func(e Entry) {
			e.ID, e.Known = fmt.Sprint("e", len(entries)), measure.Instant(len(entries))
			if err := j.Append(Record{Entry: &e}); err != nil {
				t.Fatal(err)
			}
			entries = append(entries, &e)
		}
		for range rapid.IntRange(1, 15).Draw(t, "steps") {
			compact := rapid.SampledFrom([]string{"x", "y"}).Draw(t, "compact")
			year := measure.Year(rapid.IntRange(2020, 2022).Draw(t, "year"))
			key, lines := compact+year.String(), balancedLines(t, compact)
			if rapid.IntRange(0, 3).Draw(t, "pays") == 0 {
				add(Entry{Kind: settlement.KindPayment, Period: year, Lines: lines})
				fresh["payments"] = append(fresh["payments"], lines...)
				continue
			}
			if _, done := fresh[key]; !done {
				add(Entry{Kind: settlement.KindSettlement, Compact: compact, Period: year, Lines: lines})
			} else if change := settlement.Difference(lines, j.Posted(compact, year, AsOf{})); len(change) > 0 {
				later := measure.Year(2023)
				add(Entry{Kind: settlement.KindDifference, Compact: compact, Period: later, About: &year, Lines: change})
			}
			fresh[key] = lines
		}
		checkBalances(t, j, entries, fresh)
	})
}

func checkBalances(t *rapid.T, j *settlement.Journal, entries []*Entry, fresh map[string][]Line) {
	all := j.Balances("", AsOf{})
	sums := map[string]Fen{}
	for _, b := range all {
		sums[b.Account] += b.Fen
	}
	for account, sum := range sums {
		if sum != 0 {
			t.Errorf("account %s sums to %v", account, sum)
		}
	}

	other := &settlement.Journal{} // in another order
	for i, e := range rapid.Permutation(entries).Draw(t, "order") {
		moved := *e
		moved.Known = measure.Instant(i)
		if err := other.Append(Record{Entry: &moved}); err != nil {
			t.Fatal(err)
		}
	}
	if got := other.Balances("", AsOf{}); !slices.Equal(got, all) {
		t.Errorf("in another order %v, not %v", got, all)
	}
	again, err := settlement.Replay(j.Records())
	if err != nil || !slices.Equal(again.Balances("", AsOf{}), all) || again.Position() != j.Position() {
		t.Errorf("replay: %v", err)
	}

	direct := map[[2]string]Fen{} // fresh settlements and payments, nothing else
	for _, lines := range fresh {
		for _, l := range lines {
			direct[[2]string{l.Account, l.Party}] += l.Fen
		}
	}
	for _, b := range all {
		if want := direct[[2]string{b.Account, b.Party}]; b.Fen != want {
			t.Errorf("%s in %s stands at %v, a fresh settlement gives %v", b.Party, b.Account, b.Fen, want)
		}
	}
	for year := 2020; year <= 2023; year++ {
		checkStatement(t, j.Statement(settlement.Query{Account: "x", Period: measure.Year(year)}))
	}
}

// checkStatement makes sure that opening and lines give closing.
func checkStatement(t *rapid.T, s *settlement.Statement) {
	sum := map[string]Fen{}
	for _, b := range s.Opening {
		sum[b.Party] += b.Fen
	}
	for _, e := range s.Entries {
		for _, l := range e.Lines {
			sum[l.Party] += l.Fen
		}
	}
	for _, b := range s.Closing {
		if sum[b.Party] != b.Fen {
			t.Errorf("%v: %s closes at %v, opening and lines give %v", s.Period, b.Party, b.Fen, sum[b.Party])
		}
	}
}

// What netting replaces and what its transfers open leave every party where the claims had it.
func TestPropertyNettingEntryPreservesBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []settlement.Claim
		j := &settlement.Journal{}
		for i := range rapid.IntRange(1, 8).Draw(t, "claims") {
			c := settlement.Claim{ID: fmt.Sprint(i), Account: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "account"),
				From: fmt.Sprint("p", rapid.IntRange(0, 4).Draw(t, "from")),
				To:   fmt.Sprint("q", rapid.IntRange(0, 4).Draw(t, "to")),
				Fen:  Fen(rapid.Int64Range(1, 9).Draw(t, "fen"))}
			if rapid.Bool().Draw(t, "back") {
				c.From, c.To = c.To, c.From
			}
			list = append(list, c)
			if err := j.Append(Record{Entry: &Entry{ID: c.ID, Kind: settlement.KindPayment,
				Period: measure.Year(2024), Lines: []Line{
					{Party: c.From, Account: c.Account, Fen: -c.Fen}, {Party: c.To, Account: c.Account, Fen: c.Fen}}}}); err != nil {
				t.Fatal(err)
			}
		}
		before := byParty(j.Balances("", AsOf{}))
		n, err := settlement.Net(list)
		if err != nil {
			t.Fatal(err)
		}
		err = j.Append(Record{Entry: &Entry{ID: "net", Kind: settlement.KindNetting, Period: measure.Year(2024), Netting: n,
			Lines: n.Lines("clearing")}})
		if err != nil {
			t.Fatal(err)
		}
		after := byParty(j.Balances("", AsOf{}))
		for party, fen := range before {
			if after[party] != fen {
				t.Errorf("%s had %v and has %v", party, fen, after[party])
			}
		}
		for _, b := range append(j.Balances("x", AsOf{}), j.Balances("y", AsOf{})...) {
			if b.Fen != 0 {
				t.Errorf("%s keeps %v in %s", b.Party, b.Fen, b.Account)
			}
		}
	})
}

func byParty(list []settlement.Balance) map[string]Fen {
	sum := map[string]Fen{}
	for _, b := range list {
		sum[b.Party] += b.Fen
	}
	return sum
}
