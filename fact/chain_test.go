package fact_test

import (
	"encoding/hex"
	"math"
	"testing"

	"github.com/yipanqi/yipanqi/citation"
	"github.com/yipanqi/yipanqi/fact"
	"github.com/yipanqi/yipanqi/measure"
)

// The heads were computed from docs/format/ledger.md alone, by a program in another language.
func TestChainIsAsDocumented(t *testing.T) {
	log := fact.NewMemory()
	for _, c := range []struct {
		batch fact.Batch
		head  string
	}{
		{fact.Batch{ID: "a", Origin: "GDP.csv", Reporter: "统计局", Known: -1,
			Observations: []fact.Observation{
				{Indicator: "gdp", Area: "500000", Period: measure.Year(2022), Value: 29129.03,
					Decimals: 2, Status: measure.Normal, Source: "公报", Page: "p. 1",
					Grade: citation.Official, Reporter: "统计局"},
				{Indicator: "gdp", Area: "510000", Period: measure.Period{Freq: measure.Day, Ord: -1},
					Value: measure.Missing, Status: measure.NotExisting, Note: "未发布"}}},
			"222ec02c3204570e0df2f25445c136bb84c0f42c4ae113332c7be6ff42fc8040"},
		{fact.Batch{ID: "b", Note: "撤回", Supersedes: "a", Known: 1700000000000000},
			"53cc1361005c004528141331c8529f67001f45cf494f649813ed0e9d9cdef757"},
	} {
		at, err := log.Append(t.Context(), &c.batch)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(at.Hash[:]); got != c.head || at.Seq != 2 {
			t.Errorf("after %q: seq %d, head %s, want %s", c.batch.ID, at.Seq, got, c.head)
		}
	}
}

// What does not differ to a reader must not differ in the chain, and what does must.
func TestChainTellsObservationsApart(t *testing.T) {
	plain := fact.Observation{Indicator: "a", Area: "b", Period: measure.Year(2022), Status: "A"}
	digest := func(change func(*fact.Observation)) [32]byte {
		o := plain
		change(&o)
		return (&fact.Batch{Observations: []fact.Observation{o}}).Digest()
	}
	same := digest(func(*fact.Observation) {})
	for name, change := range map[string]func(*fact.Observation){
		"seq":           func(o *fact.Observation) { o.Seq = 7 },
		"known":         func(o *fact.Observation) { o.Known = 7 },
		"negative zero": func(o *fact.Observation) { o.Value = math.Copysign(0, -1) },
	} {
		if digest(change) != same {
			t.Errorf("%s: another digest", name)
		}
	}
	if digest(func(o *fact.Observation) { o.Value = measure.Missing }) !=
		digest(func(o *fact.Observation) { o.Value = math.Float64frombits(0xfff8000000000001) }) {
		t.Error("two missing values differ")
	}
	seen := map[[32]byte]string{same: "plain"}
	for name, change := range map[string]func(*fact.Observation){
		"indicator": func(o *fact.Observation) { o.Indicator, o.Area = "ab", "" },
		"area":      func(o *fact.Observation) { o.Area = "c" },
		"freq":      func(o *fact.Observation) { o.Period.Freq = measure.Month },
		"period":    func(o *fact.Observation) { o.Period.Ord++ },
		"value":     func(o *fact.Observation) { o.Value = math.SmallestNonzeroFloat64 },
		"missing":   func(o *fact.Observation) { o.Value = measure.Missing },
		"decimals":  func(o *fact.Observation) { o.Decimals = 1 },
		"status":    func(o *fact.Observation) { o.Status = "B" },
		"source":    func(o *fact.Observation) { o.Source = "x" },
		"page":      func(o *fact.Observation) { o.Page = "x" },
		"grade":     func(o *fact.Observation) { o.Grade = "x" },
		"reporter":  func(o *fact.Observation) { o.Reporter = "x" },
		"method":    func(o *fact.Observation) { o.Method = "x" },
		"note":      func(o *fact.Observation) { o.Note = "x" },
	} {
		d := digest(change)
		if other, found := seen[d]; found {
			t.Errorf("%s and %s have the same digest", name, other)
		}
		seen[d] = name
	}
}
