package fact

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
)

func month(year, m int) measure.Period {
	return measure.Period{Freq: measure.Month, Ord: int32(year*12 + m - 1)}
}

func TestRegister(t *testing.T) {
	var records []Revenue
	add := func(enterprise, tax string, p measure.Period, fen int64, known measure.Instant) {
		records = append(records, Revenue{Enterprise: enterprise, Tax: tax, Area: "510100", Cohort: "old",
			Period: p, Fen: fen, Known: known})
	}
	add("A", "vat", measure.Year(2022), 100, 1)
	add("A", "vat", measure.Year(2022), 90, 5) // an audit
	add("A", "cit", measure.Year(2022), 7, 1)
	add("B", "vat", measure.Year(2022), 1000, 1)
	for m := 1; m <= 12; m++ {
		add("A", "vat", month(2023, m), 10, 1)
		if m != 6 {
			add("B", "vat", month(2023, m), 1, 1)
		}
	}
	tests := []struct {
		known  measure.Instant
		filter RevenueFilter
		year   int
		want   int64
		ok     bool
	}{
		{4, RevenueFilter{}, 2022, 1107, true},
		{5, RevenueFilter{}, 2022, 1097, true},
		{5, RevenueFilter{Enterprises: []string{"A"}}, 2022, 97, true},
		{5, RevenueFilter{Enterprises: []string{"A"}, Taxes: []string{"vat"}}, 2022, 90, true},
		{5, RevenueFilter{Enterprises: []string{"A", "B"}, Taxes: []string{"vat", "cit"}}, 2022, 0, false}, // B's cit
		{5, RevenueFilter{Enterprises: []string{"A", "C"}}, 2022, 0, false},
		{5, RevenueFilter{Taxes: []string{"vat", "cit"}}, 2022, 1097, true},
		{5, RevenueFilter{Taxes: []string{"pit"}}, 2022, 0, false},
		{5, RevenueFilter{Area: "500000"}, 2022, 0, false},
		{5, RevenueFilter{Cohort: "old"}, 2022, 1097, true},
		{0, RevenueFilter{}, 2022, 0, false},
		{5, RevenueFilter{Enterprises: []string{"A"}}, 2023, 120, true},
		{5, RevenueFilter{Enterprises: []string{"B"}}, 2023, 0, false}, // June is missing
		{5, RevenueFilter{}, 2024, 0, false},
	}
	for _, c := range tests {
		got, ok := NewRegister(records, c.known).Sum(c.filter, measure.Year(c.year))
		if got != c.want || ok != c.ok {
			t.Errorf("as known at %d, %+v in %d: %d %v, want %d %v", c.known, c.filter, c.year, got, ok, c.want, c.ok)
		}
	}
	if n := len(NewRegister(records, 5).Find(RevenueFilter{Enterprises: []string{"B"}}, measure.Year(2023))); n != 11 {
		t.Errorf("%d records of B in 2023, want 11", n)
	}
}

// The order in which records known at different moments arrive does not matter.
func TestPropertyRegisterOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "n")
		var records []Revenue
		for i := range n {
			records = append(records, Revenue{Enterprise: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "who"), Tax: "vat",
				Period: measure.Year(2020 + rapid.IntRange(0, 1).Draw(t, "year")), Fen: int64(i), Known: measure.Instant(i)})
		}
		shuffled := rapid.Permutation(records).Draw(t, "order")
		at := measure.Instant(rapid.IntRange(0, n).Draw(t, "known"))
		for year := 2020; year <= 2021; year++ {
			a, ok := NewRegister(records, at).Sum(RevenueFilter{}, measure.Year(year))
			b, same := NewRegister(shuffled, at).Sum(RevenueFilter{}, measure.Year(year))
			if a != b || ok != same {
				t.Fatalf("%d: %d %v and %d %v", year, a, ok, b, same)
			}
		}
	})
}

// One enterprise reports by the year, another by the month: neither is left out.
func TestRevenueOfYearsAndMonthsTogether(t *testing.T) {
	records := []Revenue{{Enterprise: "A", Tax: "vat", Area: "x", Period: measure.Year(2022), Fen: 100}}
	for _, m := range monthsOf(measure.Year(2022)) {
		records = append(records, Revenue{Enterprise: "B", Tax: "vat", Area: "x", Period: m, Fen: 1000})
	}
	g := NewRegister(records, measure.Forever)
	for _, f := range []RevenueFilter{{Area: "x"}, {Taxes: []string{"vat"}}, {Enterprises: []string{"A", "B"}}} {
		if sum, ok := g.Sum(f, measure.Year(2022)); sum != 12100 || !ok {
			t.Errorf("%+v: %d, %v; want 12100", f, sum, ok)
		}
		if n := len(g.Find(f, measure.Year(2022))); n != 13 {
			t.Errorf("%+v: %d records, want 13", f, n)
		}
	}
}
