package measure

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParsePeriod(t *testing.T) {
	for _, c := range []struct {
		text, first, last string
		year              int
	}{
		{"2024", "2024-01-01", "2024-12-31", 2024},
		{"2024-S2", "2024-07-01", "2024-12-31", 2024},
		{"2024-Q1", "2024-01-01", "2024-03-31", 2024},
		{"2023-Q4", "2023-10-01", "2023-12-31", 2023},
		{"2024-02", "2024-02-01", "2024-02-29", 2024},
		{"2023-02", "2023-02-01", "2023-02-28", 2023},
		{"2000-02", "2000-02-01", "2000-02-29", 2000},
		{"2024-12", "2024-12-01", "2024-12-31", 2024},
		{"2024-01..08", "2024-01-01", "2024-08-31", 2024},
		{"2024-02-29", "2024-02-29", "2024-02-29", 2024},
		{"1969-12-31", "1969-12-31", "1969-12-31", 1969},
		{"0001", "0001-01-01", "0001-12-31", 1},
	} {
		p, err := ParsePeriod(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if p.String() != c.text || p.First().String() != c.first || p.Last().String() != c.last ||
			p.CalendarYear() != c.year {
			t.Errorf("%s = %s from %s to %s in %d", c.text, p, p.First(), p.Last(), p.CalendarYear())
		}
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, s := range []string{"", "24", "2024-", "2024-13", "2024-00", "2024-Q5", "2024-Q0", "2024-S3",
		"2023-02-29", "2024-8", "2024-01..13", "2024-01..", "2024-02..08", "2024-01..8", "0000", "+024",
		"2024Q1", "２０２４", "2024-1-1", "2024-01-01T00:00:00", " 2024", "20245", "-001"} {
		if p, err := ParsePeriod(s); err == nil {
			t.Errorf("%q is read as %s", s, p)
		}
	}
}

var anyPeriod = rapid.Custom(func(t *rapid.T) Period {
	f := rapid.SampledFrom(Freqs).Draw(t, "freq")
	span := AxisOf(f, 1800, 2200)
	return span.At(rapid.IntRange(0, span.N-1).Draw(t, "column"))
})

func TestPeriodsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPeriod.Draw(t, "period")
		back, err := ParsePeriod(p.String())
		if err != nil || back != p {
			t.Fatalf("%s reads back as %v, %v", p, back, err)
		}
		if p.First() > p.Last() || p.First().Year() != p.CalendarYear() || p.Last().Year() != p.CalendarYear() {
			t.Fatalf("%s runs from %s to %s", p, p.First(), p.Last())
		}
		next := p.Add(1)
		switch {
		case p.Freq == ToDate && next.CalendarYear() == p.CalendarYear():
			if next.First() != p.First() {
				t.Fatalf("%s and %s begin on different days", p, next)
			}
		case next.First() != p.Last()+1:
			t.Fatalf("%s ends on %s, %s begins on %s", p, p.Last(), next, next.First())
		}
		var text Period
		if raw, _ := p.MarshalText(); text.UnmarshalText(raw) != nil || text != p {
			t.Fatalf("%s is marshalled as %s", p, raw)
		}
	})
}

// Negative ordinals occur only for days, but no frequency may go wrong on them.
func TestPeriodsBeforeYearZero(t *testing.T) {
	for _, f := range []Freq{Semester, Quarterly, Month} {
		p := Period{f, -1}
		if p.CalendarYear() != -1 || p.Add(1).CalendarYear() != 0 {
			t.Errorf("%s %d lies in %d", f, p.Ord, p.CalendarYear())
		}
	}
	if (Period{}).String() != "" || (Period{}).CalendarYear() != 0 {
		t.Error("the zero period is a period")
	}
}

func TestAxis(t *testing.T) {
	for f, n := range map[Freq]int{Annual: 3, Semester: 6, Quarterly: 12, Month: 36, ToDate: 36, Day: 1096} {
		a := AxisOf(f, 2019, 2021)
		if a.N != n || a.At(0).First() != DateOf(2019, 1, 1) || a.At(a.N-1).Last() != DateOf(2021, 12, 31) {
			t.Errorf("%s: %d periods from %s to %s, want %d", f, a.N, a.At(0), a.At(a.N-1), n)
		}
		for i := range a.N {
			if got, ok := a.Index(a.At(i)); !ok || got != i {
				t.Errorf("%s: column %d comes back as %d", f, i, got)
			}
		}
		for _, p := range []Period{a.At(-1), a.At(a.N), {Freq: 'X', Ord: a.First}} {
			if _, ok := a.Index(p); ok {
				t.Errorf("%s: %s is on the axis", f, p)
			}
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{"2024": "2024-12-31", "2024-02": "2024-02-29",
		"2024-03-01": "2024-03-01"} {
		d, err := ParseDate(text)
		if err != nil || d.String() != want {
			t.Errorf("%s = %s, %v; want %s", text, d, err, want)
		}
	}
	for _, text := range []string{"2024-Q1", "2024-01..08", "2024-S1", "today", ""} {
		if d, err := ParseDate(text); err == nil {
			t.Errorf("%q is read as %s", text, d)
		}
	}
	if Date(0).String() != "" {
		t.Error("no date is shown as a date")
	}
}

func TestInstants(t *testing.T) {
	d := DateOf(2024, time.March, 1)
	if StartOf(d).String() != "2024-03-01T00:00:00+08:00" || EndOf(d).String() != "2024-03-01T23:59:59.999999+08:00" {
		t.Errorf("%s runs from %s to %s", d, StartOf(d), EndOf(d))
	}
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.Int32Range(-60000, 60000).Draw(t, "date"))
		i := StartOf(d) + Instant(rapid.Int64Range(0, 86400*1e6-1).Draw(t, "µs"))
		if i.Date() != d || i < StartOf(d) || i > EndOf(d) {
			t.Fatalf("%s lies on %s, want %s", i, i.Date(), d)
		}
		if back, err := ParseInstant(i.String()); err != nil || back != i {
			t.Fatalf("%s reads back as %s, %v", i, back, err)
		}
	})
	if i, err := ParseInstant("2024-03-01"); err != nil || i != EndOf(d) {
		t.Errorf("a date is %s, %v", i, err)
	}
	if i, err := ParseInstant("forever"); err != nil || i != Forever || i.String() != "forever" {
		t.Errorf("forever is %s, %v", i, err)
	}
	if _, err := ParseInstant("yesterday"); err == nil {
		t.Error("yesterday is a moment")
	}
}

func TestFreqs(t *testing.T) {
	for _, f := range Freqs {
		if got, err := ParseFreq(f.String()); err != nil || got != f {
			t.Errorf("%s reads back as %s, %v", f, got, err)
		}
	}
	for _, s := range []string{"", "a", "W", "AA"} {
		if _, err := ParseFreq(s); err == nil {
			t.Errorf("%q is a frequency", s)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2024", "2024-S1", "2024-Q3", "2024-08", "2024-08-15", "2024-01..08", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && p.String() != s {
			t.Errorf("%q is read as %s", s, p)
		}
	})
}
