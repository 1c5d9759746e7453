package settle_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
	"github.com/yipanqi/yipanqi/plan"
	"github.com/yipanqi/yipanqi/settle"
)

func worked(t testing.TB, name string) *world {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return open(t, archive)
}

// find returns the first step of a name, below or at s.
func find(s *settle.Step, name string) *settle.Step {
	if s == nil || s.Name == name {
		return s
	}
	for _, of := range s.Of {
		if f := find(of, name); f != nil {
			return f
		}
	}
	return nil
}

// A paid fen is explained down to the reading that caused it: every Ki·Ci/Ci0 of the index is there.
func TestExplainReachesReadings(t *testing.T) {
	w := worked(t, "xinanjiang")
	s := settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2013))
	when := s.Verdicts[1].Explain().When
	p := find(when, "p")
	if p == nil || math.Abs(p.Value-1.105) > 1e-12 {
		t.Fatalf("no p = 1.105 below %+v", when)
	}
	for name, want := range map[string]float64{"k0": 0.85, "k": 0.25, "codmn": 2.6, "codmn0": 2, "tn": 1.56, "tn0": 1.2} {
		if step := find(when, name); step == nil || math.Abs(step.Value-want) > 1e-12 {
			t.Errorf("%s: %+v, want %g", name, step, want)
		}
	}
	if ratio := find(when, "codmn"); len(ratio.Evidence) != 1 || len(ratio.Evidence[0].Of) != 12 ||
		ratio.Evidence[0].Of[0].Ref != "reading:jiekou/codmn@2013-01-15" {
		t.Errorf("evidence of CODMn: %+v", ratio.Evidence)
	}
	base := find(when, "codmn0")
	if len(base.Of) != 3 || base.Of[0].Value != 1.8 || base.Of[0].Period != measure.Year(2008) {
		t.Errorf("the baseline rests on %+v", base.Of)
	}
	if k := find(when, "k0"); k.Source != "k0" {
		t.Errorf("k0 does not name its assumption: %+v", k)
	}
	text := settle.Text(find(when, "codmn").Evidence, locale.ZH)
	if !strings.Contains(text, "街口") && !strings.Contains(text, "jiekou 2013 codmn 2.6") {
		t.Error(text)
	}
}

// The scenario's value of an assumption is what counts.
func TestAssumptionsMayBeOverridden(t *testing.T) {
	w := worked(t, "xinanjiang")
	w.data.Assumptions["k0"] = 1.2
	s := settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2012))
	if s.Verdicts[0].Outcome != settle.NotDue || s.Verdicts[1].Outcome != settle.Due {
		t.Errorf("with K0 = 1.2 the target is missed: %v", s.Verdicts[1].Outcome)
	}
	delete(w.data.Assumptions, "k0")
	s = settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2012))
	if s.Verdicts[0].Outcome != settle.Undefined {
		t.Errorf("without K0: %v", s.Verdicts[0].Outcome)
	}
}

// What an audit finds is settled as a difference; balances are then those of a fresh settlement.
func TestResettlementIsADifference(t *testing.T) {
	w := worked(t, "gaozhu")
	c := w.plan.Compact("gaozhu")
	day := measure.StartOf(measure.DateOf(2025, 2, 1))
	j := &settlement.Journal{}
	first := settle.Settle(c, w.data, measure.Year(2022)).Entry("gaozhu-2022", day)
	if err := j.Append(settlement.Record{Entry: &first}); err != nil {
		t.Fatal(err)
	}
	var records []fact.Revenue
	for year := 2020; year <= 2022; year++ {
		records = append(records, w.data.Revenue.Find(fact.RevenueFilter{}, measure.Year(year))...)
	}
	audited := records[slices.IndexFunc(records, func(r fact.Revenue) bool {
		return r.Area == "500112" && r.Period == measure.Year(2022)
	})]
	audited.Fen, audited.Known = 1_600_000_000, measure.StartOf(measure.DateOf(2025, 6, 1))
	records = append(records, audited)

	// As known before the audit nothing differs.
	w.data.Revenue = fact.NewRegister(records, day)
	if e, differs := settle.Settle(c, w.data, measure.Year(2022)).Difference("d", j, measure.Year(2023), day+1); differs {
		t.Fatalf("no audit yet, but %+v", e.Lines)
	}
	w.data.Revenue = fact.NewRegister(records, measure.Forever)
	fresh := settle.Settle(c, w.data, measure.Year(2022))
	e, differs := fresh.Difference("gaozhu-2022-audit", j, measure.Year(2023), day+2)
	if !differs {
		t.Fatal("the audit changes nothing")
	}
	if err := j.Append(settlement.Record{Entry: &e}); err != nil {
		t.Fatal(err)
	}
	for _, want := range fresh.Balances() {
		got := j.Balances(c.ID, settlement.AsOf{})
		of := func(b settlement.Balance) bool { return b.Party == want.Party }
		if i := slices.IndexFunc(got, of); got[i].Fen != want.Fen {
			t.Errorf("%s: %s, want %s", want.Party, got[i].Fen, want.Fen)
		}
	}
	if again, differs := fresh.Difference("again", j, measure.Year(2023), day+3); differs {
		t.Errorf("settled already, but %+v", again.Lines)
	}
}

// An entry says what its verdicts rest on.
func TestEntryNamesItsEvidence(t *testing.T) {
	w := worked(t, "jingjinji")
	e := settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2016)).Entry("e", 1)
	if err := (settlement.Record{Entry: &e}).Check(); err != nil {
		t.Fatal(err)
	}
	v := e.Verdicts[0]
	if v.ID != "2015/a/share" || e.Version != "2015" || !slices.Contains(v.Evidence, "revenue:revenue.csv:11") {
		t.Errorf("%+v", v)
	}
	if !slices.ContainsFunc(v.Values, func(x settlement.Value) bool {
		return x.Name == "tax@2016" &&
			x.Value == "30000000"
	}) {
		t.Errorf("%+v", v.Values)
	}
	w = worked(t, "xinanjiang")
	e = settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2014)).Entry("e", 1)
	if e.Verdicts[0].Note != "tn@2014 (monitor)" || e.Verdicts[0].Outcome != "no-data" {
		t.Errorf("%+v", e.Verdicts[0])
	}
}

// random draws an agreement of payments of every form between a few parties.
func random(t *rapid.T) string {
	var b strings.Builder
	b.WriteString(`id: drawn
name: {zh: 抽取, en: Drawn}
kind: benefit-sharing
from: 2020-01-01
to: 2023-12-31
parties:
  - {id: a, name: {zh: 甲, en: A}}
  - {id: b, name: {zh: 乙, en: B}}
  - {id: c, name: {zh: 丙, en: C}}
  - {id: out, name: {zh: 外, en: Out}, outside: true}
  - {id: both, name: {zh: 合, en: Both}, members: [{party: a, share: 2}, {party: c, share: 1}]}
rules:
  - id: r
    from: 2020-01-01
    source: rules
    certainty: source-read
    measures:
      - {id: x, read: revenue, freq: M, enterprises: [X]}
      - {id: y, read: revenue, freq: A, enterprises: [Y]}
      - {id: old, read: revenue, freq: A, enterprises: [Y], first_year: 2018, last_year: 2019}
    values:
      - {id: grown, unit: 元, freq: A, formula: y - old}
      - {id: paid, unit: 元, freq: A, total: p0}
    payments:
`)
	parties := []string{"a", "b", "c", "out", "both"}
	side := func(name string) string {
		n := rapid.IntRange(1, 3).Draw(t, name)
		var list []string
		for _, p := range rapid.Permutation(parties).Draw(t, name+" of")[:n] {
			share := rapid.SampledFrom([]string{"1", "3", "0.37", "7.5"}).Draw(t, name+" share")
			list = append(list, "{party: "+p+", share: "+share+"}")
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	yearly := []string{"y", "grown", "y / 3", "1[万元]", "max(grown, 0[元])"}
	monthly := []string{"x", "x * 0.3", "x - lag(x, 12)"}
	for i := range rapid.IntRange(1, 4).Draw(t, "payments") {
		freq, amounts, when := "A", yearly, "y > old"
		if i > 0 && rapid.Bool().Draw(t, "monthly") {
			freq, amounts, when = "M", monthly, "x > 0[元]"
		}
		amount := rapid.SampledFrom(amounts).Draw(t, "amount")
		b.WriteString("      - id: p" + string(rune('0'+i)) + "\n        name: {zh: 付, en: Pay}\n        freq: " + freq +
			"\n        amount: " + amount + "\n        from: " + side("from") + "\n        to: " + side("to") + "\n")
		if rapid.Bool().Draw(t, "conditional") {
			b.WriteString("        when: " + when + "\n")
		}
		if rapid.Bool().Draw(t, "capped") {
			b.WriteString("        cap: 5.01[元]\n        over: " +
				rapid.SampledFrom([]string{"period", "year", "term"}).Draw(t, "over") + "\n")
		}
		if rapid.Bool().Draw(t, "floored") {
			b.WriteString("        floor: 0.03[元]\n")
		}
	}
	return b.String()
}

func drawnRevenue(t *rapid.T) []fact.Revenue {
	var records []fact.Revenue
	amount := rapid.Int64Range(-5, 100_000)
	for year := 2018; year <= 2023; year++ {
		if rapid.IntRange(0, 9).Draw(t, "gap") > 0 {
			records = append(records, fact.Revenue{Enterprise: "Y", Tax: "vat", Period: measure.Year(year),
				Fen: amount.Draw(t, "yearly")})
		}
		for m := range 12 {
			if rapid.IntRange(0, 9).Draw(t, "gap") > 0 {
				records = append(records, fact.Revenue{Enterprise: "X", Tax: "vat", Fen: amount.Draw(t, "monthly"),
					Period: measure.Period{Freq: measure.Month, Ord: int32(year*12 + m)}})
			}
		}
	}
	return records
}

// Whatever is agreed and whatever the data: lines sum to zero, the order of the data does not matter, a
// replay gives the same, a long evaluation the same as one through the period alone, caps hold, and
// nothing is posted for what is not known.
func TestPropertySettlements(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := random(r)
		w := open(t, &txtar.Archive{Files: []txtar.File{{Name: "compacts/drawn.yaml", Data: []byte(text)}}})
		c := w.plan.Compacts[0]
		records := drawnRevenue(r)
		shuffled := rapid.Permutation(records).Draw(r, "order")
		in := &settle.Data{Revenue: fact.NewRegister(records, measure.Forever)}
		other := &settle.Data{Revenue: fact.NewRegister(shuffled, measure.Forever)}
		long, last := settle.Evaluate(c, in, 2023), map[string]settlement.Fen{}
		for year := 2020; year <= 2023; year++ {
			s := long.Settle(measure.Year(year))
			balanced(t, s)
			if again := settle.Settle(c, other, measure.Year(year)); told(again) != told(s) {
				r.Fatalf("%d differs:\n%s\n%s\n%s", year, text, told(s), told(again))
			}
			capsHold(r, s, last)
			entry := s.Entry("e", 1)
			if len(entry.Verdicts) > 0 {
				if err := (settlement.Record{Entry: &entry}).Check(); err != nil {
					r.Fatal(err)
				}
			}
		}
		if t.Failed() {
			r.Fatal(text)
		}
	})
}

// capsHold checks the cap of 5.01 元 over whatever it bounds.
func capsHold(t *rapid.T, s *settle.Settlement, term map[string]settlement.Fen) {
	year := map[string]settlement.Fen{}
	for _, v := range s.Verdicts {
		id := v.Payment.ID
		year[id] += v.Fen
		term[id] += v.Fen
		bounded := map[plan.Span]settlement.Fen{"": v.Fen, plan.EachPeriod: v.Fen, plan.EachYear: year[id],
			plan.WholeTerm: term[id]}
		if v.Payment.Cap != "" && v.Bound == settle.ByCap && bounded[v.Payment.Over] > 501 {
			t.Fatalf("%s %s: %s is above its cap", id, v.Period, bounded[v.Payment.Over])
		}
	}
}

// A year without data is no year without tax: what the centre makes up for is not known then.
func TestTotalAfterMissingDataIsMissing(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/jingjinji.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.Files {
		if f.Name == "revenue.csv" {
			lines := slices.DeleteFunc(strings.Split(string(f.Data), "\n"), func(l string) bool {
				return strings.HasPrefix(l, "B,") && strings.Contains(l, ",2018,")
			})
			archive.Files[i].Data = []byte(strings.Join(lines, "\n"))
		}
	}
	w := open(t, archive)
	s := settle.Settle(w.plan.Compacts[0], w.data, measure.Year(2020))
	subsidies := 0
	for i := range s.Verdicts {
		v := &s.Verdicts[i]
		if v.Instance == nil || v.Instance.ID != "b" || !strings.Contains(v.ID(), "subsidy") {
			continue
		}
		if subsidies++; v.Outcome != settle.NoData || len(v.Missing) == 0 || v.Fen != 0 {
			t.Errorf("%s: %s of %v, waiting for %v", v.ID(), v.Outcome, v.Fen, v.Missing)
		}
	}
	if subsidies == 0 {
		t.Error("no verdict on the subsidy of B")
	}
}
