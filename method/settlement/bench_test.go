package settlement_test

import (
	"fmt"
	"testing"

	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/settlement"
)

// Twenty parties of which no few cancel: the largest search for the fewest transfers.
func BenchmarkNetTwentyParties(b *testing.B) {
	var list []settlement.Claim
	for i := range 19 {
		list = append(list, settlement.Claim{ID: fmt.Sprint(i), Account: "x", From: fmt.Sprint("p", i),
			To: "rest", Fen: 1 << i})
	}
	for b.Loop() {
		if _, err := settlement.Net(list); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAllocateByParts(b *testing.B) {
	parts := []int64{1, 5, 4}
	for b.Loop() {
		if _, err := settlement.AllocateByParts(20_000_000_001, parts); err != nil {
			b.Fatal(err)
		}
	}
}

// A year of 500 compacts between 44 parties, posted and hashed.
func BenchmarkAppend500Compacts(b *testing.B) {
	var records []Record
	for i := range 500 {
		lines := []Line{}
		for k := range 8 {
			fen := Fen(1000*i + k + 1)
			account := fmt.Sprint("compact ", i)
			lines = append(lines, Line{Party: fmt.Sprint((i + k) % 44), Account: account, Fen: -fen},
				Line{Party: fmt.Sprint((i + k + 20) % 44), Account: account, Fen: fen})
		}
		records = append(records, Record{Entry: &Entry{ID: fmt.Sprint(i), Kind: settlement.KindSettlement,
			Compact: fmt.Sprint("compact ", i), Period: measure.Year(2024), Lines: lines}})
	}
	for b.Loop() {
		j := &settlement.Journal{}
		if err := j.Append(records...); err != nil {
			b.Fatal(err)
		}
	}
}
