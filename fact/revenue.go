package fact

import (
	"slices"

	"github.com/yipanqi/yipanqi/measure"
)

// Taxes lists the taxes of a revenue register, by the names that files and compacts use.
var Taxes = []string{"vat", "cit", "pit", "business", "consumption", "resource", "construction", "property",
	"stamp", "land-use", "land-vat", "vehicle", "occupation", "deed", "environment", "other"}

// Cohorts lists how a compact's parties class an enterprise.
var Cohorts = []string{"old", "new", "moved"}

// Revenue is what an enterprise paid of a tax in a period, collected in an area. As every record it is
// never changed: what an audit finds is another one, known later.
type Revenue struct {
	Enterprise string
	Tax        string // one of Taxes
	Area       string // where it was collected; may be empty
	Cohort     string // one of Cohorts, or empty
	Period     measure.Period
	Fen        int64 // amount in hundredths of a yuan
	Known      measure.Instant
	Origin     string // file and line
}

// RevenueKey names what later records of revenue correct.
type RevenueKey struct {
	Enterprise, Tax, Area string
	Period                measure.Period
}

// Key returns what r is a record of.
func (r *Revenue) Key() RevenueKey { return RevenueKey{r.Enterprise, r.Tax, r.Area, r.Period} }

// Register is a revenue register as known at one moment.
type Register struct {
	byPeriod map[measure.Period][]Revenue
}

// NewRegister returns the records that hold at a moment: of each enterprise, tax, area and period the
// one known last by then, of several known at once the last in the list.
func NewRegister(records []Revenue, known measure.Instant) *Register {
	held := map[RevenueKey]int{}
	for i := range records {
		r := &records[i]
		if r.Known > known {
			continue
		}
		if before, ok := held[r.Key()]; !ok || records[before].Known <= r.Known {
			held[r.Key()] = i
		}
	}
	g := &Register{byPeriod: map[measure.Period][]Revenue{}}
	for i := range records {
		if r := &records[i]; r.Known <= known && held[r.Key()] == i {
			g.byPeriod[r.Period] = append(g.byPeriod[r.Period], *r)
		}
	}
	return g
}

// RevenueFilter says which records count; empty fields leave all in.
type RevenueFilter struct {
	Area, Cohort       string
	Taxes, Enterprises []string
}

func (f *RevenueFilter) takes(r *Revenue) bool {
	return (f.Area == "" || r.Area == f.Area) && (f.Cohort == "" || r.Cohort == f.Cohort) &&
		(len(f.Taxes) == 0 || slices.Contains(f.Taxes, r.Tax)) &&
		(len(f.Enterprises) == 0 || slices.Contains(f.Enterprises, r.Enterprise))
}

// Find lists the records of a period: for a year, of each enterprise, tax and area those of the year itself
// or, where there are none, those of its months.
func (g *Register) Find(f RevenueFilter, p measure.Period) []Revenue {
	found := g.in(f, p)
	if p.Freq != measure.Annual {
		return found
	}
	yearly := payersOf(found)
	for _, m := range monthsOf(p) {
		found = append(found, g.besides(f, m, yearly)...)
	}
	return found
}

// Sum adds up the records of a period in fen. It is false where something that the filter names has no
// record: an enterprise, a tax, of a year given by months a month. What is not named need not be there.
func (g *Register) Sum(f RevenueFilter, p measure.Period) (int64, bool) {
	found := g.in(f, p)
	sum, ok := total(f, found)
	if p.Freq != measure.Annual {
		return sum, ok
	}
	yearly, months, whole, year := payersOf(found), false, true, int64(0)
	for i := range found {
		year += found[i].Fen
		found[i].Fen = 0 // they stand in for their months, and are counted already
	}
	for _, m := range monthsOf(p) {
		rest := g.besides(f, m, yearly)
		months = months || len(rest) > 0
		more, there := total(f, append(rest, found...))
		year, whole = year+more, whole && there
	}
	switch {
	case !months:
		return sum, ok
	case !whole:
		return 0, false
	}
	return year, true
}

// payer is whose tax a record is, and where it was collected.
type payer struct{ enterprise, tax, area string }

func payersOf(records []Revenue) map[payer]bool {
	set := map[payer]bool{}
	for i := range records {
		set[payer{records[i].Enterprise, records[i].Tax, records[i].Area}] = true
	}
	return set
}

// besides lists the records of a month other than those that a year's record holds.
func (g *Register) besides(f RevenueFilter, month measure.Period, yearly map[payer]bool) []Revenue {
	return slices.DeleteFunc(g.in(f, month), func(r Revenue) bool { return yearly[payer{r.Enterprise, r.Tax, r.Area}] })
}

func (g *Register) in(f RevenueFilter, p measure.Period) []Revenue {
	var found []Revenue
	for i := range g.byPeriod[p] {
		if r := &g.byPeriod[p][i]; f.takes(r) {
			found = append(found, *r)
		}
	}
	return found
}

// total adds up records if they have everything the filter names.
func total(f RevenueFilter, found []Revenue) (sum int64, ok bool) {
	type pair struct{ enterprise, tax string }
	has := map[pair]bool{}
	for i := range found {
		r := &found[i]
		sum += r.Fen
		pairs := []pair{{r.Enterprise, r.Tax}, {r.Enterprise, ""}, {"", r.Tax}}
		for _, p := range pairs {
			has[p] = true
		}
	}
	enterprises, taxes := f.Enterprises, f.Taxes
	if len(enterprises) == 0 {
		enterprises = []string{""}
	}
	if len(taxes) == 0 {
		taxes = []string{""}
	}
	for _, e := range enterprises {
		for _, t := range taxes {
			if (e != "" || t != "") && !has[pair{e, t}] {
				return 0, false
			}
		}
	}
	return sum, len(found) > 0
}

func monthsOf(year measure.Period) []measure.Period {
	axis := measure.AxisOf(measure.Month, year.CalendarYear(), year.CalendarYear())
	months := make([]measure.Period, axis.N)
	for i := range months {
		months[i] = axis.At(i)
	}
	return months
}
