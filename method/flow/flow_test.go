package flow_test

import (
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/flow"
	"pgregory.net/rapid"
)

func edition(t testing.TB) *flow.Edition {
	t.Helper()
	e, err := flow.ByID("2021")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// constant returns a series of one flow (m³/s) in a span of whole years.
func constant(first, last int, m3 int64) flow.Series {
	from, to := measure.Year(first).First(), measure.Year(last).Last()
	s := flow.Series{First: from, Flows: make([]int64, to-from+1)}
	for i := range s.Flows {
		s.Flows[i] = m3 * flow.Scale
	}
	return s
}

func set(s flow.Series, first, last measure.Date, f int64) {
	for d := first; d <= last; d++ {
		s.Flows[d-s.First] = f
	}
}

func year(y int) (first, last measure.Date) { return measure.Year(y).First(), measure.Year(y).Last() }

func TestEditionSaysWhatItRestsOn(t *testing.T) {
	e := edition(t)
	if e != flow.Latest() || len(flow.Editions()) != 1 || len(e.Assumptions()) != 3 || e.Line(locale.ZH) == "" {
		t.Errorf("edition %s: %d assumptions, %q", e.ID, len(e.Assumptions()), e.Line(locale.ZH))
	}
	for _, a := range e.Assumptions() {
		if a.Note.ZH == "" || a.Note.EN == "" {
			t.Errorf("%s is not explained in both languages", a.Rule)
		}
	}
}

// A day at the target counts, a millionth below it does not.
func TestTargetIsReachedAtTheLimit(t *testing.T) {
	e := edition(t)
	s := constant(2021, 2021, 100)
	first, last := year(2021)
	set(s, first, first, 100*flow.Scale-1)
	set(s, first+1, first+1, flow.Missing)
	r := e.Satisfy("a", &s, flow.Fixed(100*flow.Scale), first, last)
	if r.Day.Met != 363 || r.Day.Valid != 364 || r.Day.Total != 365 || r.Day.Percent.String() != "99.7" {
		t.Errorf("days: %+v", r.Day)
	}
	if r.Month.Met != 11 || r.Month.Valid != 12 || r.Month.Percent.String() != "91.7" {
		t.Errorf("months: %+v", r.Month) // January's mean lies a thirtieth of a millionth below
	}
	if r.Least.String() != "99.999999" || r.LeastOn != first {
		t.Errorf("least %s on %s", r.Least, r.LeastOn)
	}
}

// Days and months differ, as a Yangtze study found: a month can reach a target that its days miss.
func TestBasesDiffer(t *testing.T) {
	e := edition(t)
	s := constant(2022, 2022, 20)
	first, last := year(2022)
	set(s, measure.DateOf(2022, 1, 1), measure.DateOf(2022, 1, 10), 5*flow.Scale)
	r := e.Satisfy("a", &s, flow.Fixed(10*flow.Scale), first, last)
	if r.Day.Met != 355 || r.Month.Met != 12 {
		t.Errorf("%+v %+v", r.Day, r.Month)
	}
}

func TestMissingDays(t *testing.T) {
	e := edition(t)
	s := constant(2023, 2023, 20)
	first, last := year(2023)
	// February has 28 days: 80 % are 22.4, so 23 suffice and 22 do not.
	set(s, measure.DateOf(2023, 2, 1), measure.DateOf(2023, 2, 5), flow.Missing)
	if r := e.Satisfy("a", &s, flow.Fixed(1), first, last); r.Month.Valid != 12 {
		t.Errorf("23 days of February: %d months", r.Month.Valid)
	}
	set(s, measure.DateOf(2023, 2, 6), measure.DateOf(2023, 2, 6), flow.Missing)
	r := e.Satisfy("a", &s, flow.Fixed(1), first, last)
	if r.Month.Valid != 11 || r.Month.Total != 12 || !r.Month.Complete || r.Day.Valid != 359 {
		t.Errorf("22 days of February: %+v", r.Month)
	}
	// 292 of 365 days are 80 %.
	for n, complete := range map[int]bool{292: true, 291: false} {
		s := constant(2023, 2023, 20)
		set(s, first, last-measure.Date(n), flow.Missing)
		if r := e.Satisfy("a", &s, flow.Fixed(1), first, last); r.Day.Valid != n || r.Day.Complete != complete {
			t.Errorf("%d days: %+v", n, r.Day)
		}
	}
	none := flow.Series{}
	r = e.Satisfy("a", &none, flow.Fixed(1), first, last)
	if !r.Day.Percent.IsNone() || r.Day.Complete || !r.Least.IsNone() || r.Day.Total != 365 {
		t.Errorf("no data: %+v", r.Day)
	}
}

// Months not wholly in the period are no months of it.
func TestOnlyWholeMonthsCount(t *testing.T) {
	e := edition(t)
	s := constant(2024, 2024, 20)
	r := e.Satisfy("a", &s, flow.Fixed(1), measure.DateOf(2024, 1, 2), measure.DateOf(2024, 3, 30))
	if r.Month.Total != 1 || r.Month.Met != 1 || r.Day.Total != 30+29+30 {
		t.Errorf("%+v %+v", r.Day, r.Month)
	}
}

func driest(flows ...int64) []flow.DriestMonth {
	var list []flow.DriestMonth
	for i, f := range flows {
		list = append(list, flow.DriestMonth{Year: 1950 + i, Flow: big.NewRat(f, 1)})
	}
	return list
}

// With the flows 1 to n, falling, the m-th is n+1−m, so Q at frequency p is (n+1)(1−p).
func TestWeibull(t *testing.T) {
	e := edition(t)
	for _, c := range []struct {
		n, percent int
		want       string
		short      bool
	}{
		{9, 90, "1.000000", true}, {19, 95, "1.000000", true}, {29, 90, "3.000000", true},
		{30, 90, "3.100000", false}, {49, 50, "25.000000", false}, {30, 95, "1.550000", false},
		{99, 95, "5.000000", false},
	} {
		var flows []int64
		for f := range c.n {
			flows = append(flows, int64(f)+1)
		}
		list := driest(flows...)
		before := slices.Clone(list)
		got, err := e.Qp(list, c.percent)
		if err != nil || got.Of(time.May).String() != c.want || got.Short != c.short || got.Years != c.n {
			t.Errorf("%d years, %d %%: %s %+v %v, want %s", c.n, c.percent, got.Of(time.May), got, err, c.want)
		}
		if !reflect.DeepEqual(list, before) {
			t.Error("the series was changed")
		}
	}
	for _, c := range [][2]int{{8, 90}, {18, 95}, {0, 90}, {30, 0}, {30, 100}} {
		if _, err := e.Qp(driest(make([]int64, c[0])...), c[1]); err == nil {
			t.Errorf("%d years, %d %%: no error", c[0], c[1])
		}
	}
}

func TestDriestMonths(t *testing.T) {
	e := edition(t)
	s := constant(2001, 2003, 30)
	set(s, measure.DateOf(2001, 2, 1), measure.DateOf(2001, 2, 28), 7*flow.Scale)
	set(s, measure.DateOf(2002, 8, 1), measure.DateOf(2002, 8, 31), flow.Missing)
	got := e.DriestMonths(&s)
	if len(got) != 2 || got[0].Year != 2001 || got[0].Month != time.February || got[0].Flow.RatString() != "7" ||
		got[1].Year != 2003 || got[1].Month != time.January {
		t.Errorf("%v", got)
	}
}

func TestTennant(t *testing.T) {
	e := edition(t)
	s := constant(2001, 2002, 30)
	mean, years := e.MeanAnnual(&s)
	if mean.RatString() != "30" || years != 2 {
		t.Fatalf("mean %s of %d", mean, years)
	}
	// Low season (October to March) and high season, percent; standards of Tennant (1976).
	for id, want := range map[string][2]string{"excellent": {"9", "15"}, "good": {"6", "12"}, "fair": {"3", "9"},
		"minimum": {"3", "3"}} {
		level, err := e.Level(id)
		if err != nil {
			t.Fatal(err)
		}
		target := e.TennantTarget(level, mean, years)
		for m := time.January; m <= time.December; m++ {
			w := want[1]
			if m >= time.October || m <= time.March {
				w = want[0]
			}
			if got := target.Of(m).String(); got != w+".000000" {
				t.Errorf("%s in %s: %s, want %s", id, m, got, w)
			}
		}
	}
	if _, err := e.Level("superb"); err == nil {
		t.Error("unknown level")
	}
	if mean, n := e.MeanAnnual(&flow.Series{}); mean != nil || n != 0 {
		t.Error("mean of nothing")
	}
}

// Three readings of four sections, one of them incomplete.
func TestReadings(t *testing.T) {
	e := edition(t)
	first, last := year(2021)
	var list []flow.Satisfaction
	for name, dry := range map[string]int{"a": 0, "b": 36, "c": 37, "d": 0} {
		s := constant(2021, 2021, 20)
		set(s, first, first+measure.Date(dry)-1, 0)
		if name == "d" {
			set(s, first, first+100, flow.Missing)
		}
		list = append(list, e.Satisfy(name, &s, flow.Fixed(10*flow.Scale), first, last))
	}
	slices.SortFunc(list, func(a, b flow.Satisfaction) int { return int(a.Section[0]) - int(b.Section[0]) })
	r := e.Read(list, flow.ByDay)
	// b: 329/365 = 90.1 %, c: 328/365 = 89.9 %
	if r.Share.String() != "66.7" || r.Mean.String() != "93.3" || r.Minimum.String() != "89.9" || r.Evaluated != 3 ||
		!slices.Equal(r.Lowest, []string{"c"}) || !slices.Equal(r.Incomplete, []string{"d"}) || r.Reaching != 2 {
		t.Errorf("%+v", r)
	}
	if r := e.Read(nil, flow.ByMonth); !r.Share.IsNone() || !r.Mean.IsNone() || !r.Minimum.IsNone() {
		t.Errorf("readings of nothing: %+v", r)
	}
}

func TestDailyMeans(t *testing.T) {
	d := measure.DateOf(2024, 2, 28)
	s := flow.Daily([]flow.Reading{{d + 2, 5}, {d, 1}, {d, 2}, {d + 1, flow.Missing}, {d + 2, 6}, {d + 2, 5}})
	if s.First != d || !slices.Equal(s.Flows, []int64{2, flow.Missing, 5}) {
		t.Errorf("%v", s) // 1.5 goes to the even 2, 16/3 to 5
	}
	if s := flow.Daily(nil); len(s.Flows) != 0 {
		t.Errorf("%v", s)
	}
}

func TestPropertySatisfaction(t *testing.T) {
	e := edition(t)
	rapid.Check(t, func(t *rapid.T) {
		s := flow.Series{First: measure.DateOf(2020, 1, 1),
			Flows: rapid.SliceOfN(rapid.Int64Range(-3, 20), 0, 800).Draw(t, "flows")}
		first := s.First + measure.Date(rapid.IntRange(-40, 400).Draw(t, "first"))
		last := first + measure.Date(rapid.IntRange(0, 500).Draw(t, "length"))
		low := rapid.Int64Range(0, 20).Draw(t, "low")
		high := low + rapid.Int64Range(0, 5).Draw(t, "more")
		a, b := e.Satisfy("a", &s, flow.Fixed(low), first, last), e.Satisfy("b", &s, flow.Fixed(high), first, last)
		if a.Day.Met < b.Day.Met || a.Month.Met < b.Month.Met {
			t.Fatalf("a higher target is met more often: %+v %+v", a, b)
		}
		if a.Day.Met > a.Day.Valid || a.Day.Valid > a.Day.Total || a.Day.Total != int(last-first)+1 ||
			a.Month.Met > a.Month.Valid || a.Month.Valid > a.Month.Total {
			t.Fatalf("%+v", a)
		}
		if r := e.Read([]flow.Satisfaction{a, b}, flow.ByDay); r.Evaluated == 2 &&
			(r.Minimum.Rat().Cmp(r.Mean.Rat()) > 0 || r.Reaching > r.Evaluated) {
			t.Fatalf("%+v", r)
		}
	})
}

func TestEditionsThatAreWrong(t *testing.T) {
	data := `id: x
title: {zh: x, en: x}
valid_from: 2021-01-02
valid_to: 2021-01-01
driest_month: {source: {document: d, certainty: hearsay}, years: 0}
tennant:
  source: {document: d, certainty: from-memory}
  low_season: [13]
  levels: [{id: a, title: {zh: a, en: a}, low: 10, high: 300}]
satisfaction: {source: {document: d, certainty: from-memory}, month_percent: 80, period_percent: 80, threshold: 90}
`
	e, findings := flow.ReadEdition("x.yaml", []byte(data))
	seen := map[string]int{}
	for _, f := range findings {
		seen[f.Code.ID]++
		if f.Pos.Line == 0 {
			t.Errorf("no position: %s", f.Text(locale.EN))
		}
	}
	if e != nil || seen["edition.out-of-range"] != 3 || seen["edition.unknown-certainty"] != 1 ||
		seen["edition.dates-reversed"] != 1 {
		t.Errorf("%v", findings)
	}
}

func FuzzReadEdition(f *testing.F) {
	f.Add([]byte("id: x\ntennant: {levels: [{id: a, low: 1}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, findings := flow.ReadEdition("x.yaml", data); (e == nil) != (len(findings) > 0) {
			t.Errorf("edition %v with %d findings", e, len(findings))
		}
	})
}
