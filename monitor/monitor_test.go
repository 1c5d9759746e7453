package monitor

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/yipanqi/yipanqi/measure"
)

func TestHours(t *testing.T) {
	day := measure.DateOf(2024, time.February, 29)
	for n := 1; n <= 24; n++ {
		h := HourOf(day, n)
		if h.Day() != day || h.Clock() != n {
			t.Errorf("%d: %v %d", n, h.Day(), h.Clock())
		}
	}
	if h := HourOf(day, 0); h.Day() != day-1 || h.Clock() != 24 || h.String() != "2024-02-28 24:00" {
		t.Errorf("midnight belongs to %v", h)
	}
	if FirstHour.Day() != measure.DateOf(1950, time.January, 1) || FirstHour.Clock() != 1 {
		t.Errorf("first hour %v", FirstHour)
	}
	if s, ok := Daily.Slot(HourOf(day, 24)); !ok || s != DaySlot(day) {
		t.Errorf("daily slot %v", s)
	}
	if _, ok := FourHourly.Slot(HourOf(day, 7)); ok {
		t.Error("07:00 is none of every four hours")
	}
}

func TestMonths(t *testing.T) {
	for _, step := range []Step{Hourly, FourHourly, Daily} {
		for _, day := range []measure.Date{measure.DateOf(2024, time.February, 10), measure.DateOf(1969, time.December, 31)} {
			slot, _ := step.Slot(HourOf(day, 24))
			first, last := step.MonthOf(slot)
			n := day.Time().AddDate(0, 1, -day.Time().Day()).Day() * 24 / int(step)
			if int(last-first)+1 != n {
				t.Errorf("step %d, %v: %d slots, not %d", step, day, last-first+1, n)
			}
			if d := step.Hour(first).Day().Time(); d.Day() != 1 || d.Month() != day.Time().Month() {
				t.Errorf("step %d: month begins on %v", step, d)
			}
			if step.Hour(last+1).Day().Time().Day() != 1 {
				t.Errorf("step %d: month ends before %v", step, step.Hour(last+1))
			}
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		item Item
		v    int32
		want string
	}{
		{PM25, 35200, "35.2"}, {PM25, 0, "0"}, {PM25, 5, "0.005"}, {Temperature, -500, "-0.5"}, {Coliform, 20000, "20000"},
		{Hg, 50, "0.00005"}, {PM25, Missing, ""}, {PM25, Void, ""}, {Discharge, MinValue, "-2147483.646"},
	} {
		if got := c.item.Format(c.v); got != c.want {
			t.Errorf("%v %d: %q, not %q", c.item, c.v, got, c.want)
		}
	}
	if PM25.Millionths(35200) != 35_200_000 || Coliform.Millionths(3) != 3_000_000 || Hg.Millionths(50) != 50 {
		t.Error("millionths")
	}
}

func TestItemsHaveNamesOfTheirOwn(t *testing.T) {
	for i := range Items {
		if got, err := ParseItem(i.String()); err != nil || got != i || i.Unit() == "" || i.Label().ZH == "" {
			t.Errorf("%d %v: %v %v", i, i, got, err)
		}
	}
	if _, err := ParseItem("xx"); err == nil {
		t.Error("xx is no item")
	}
}

const m = Missing

func TestCorrections(t *testing.T) {
	s := NewSet()
	first, _ := Hourly.Slot(HourOf(measure.DateOf(2024, time.January, 31), 23))
	add := func(known measure.Instant, runs ...Run) Position {
		t.Helper()
		sites := []Site{{ID: "a", Kind: Station}}
		p, err := s.Append(&Batch{Header: Header{Origin: "f", Known: known}, Sites: sites, Runs: runs})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	add(10, Run{"a", PM25, Hourly, first, []int32{1, 2, m, 4}, []Flagged{{1, NonDetect}, {3, Estimated}}})
	add(20, Run{"a", PM25, Hourly, first + 1, []int32{5}, nil}, Run{"a", PM10, Hourly, first + 5, []int32{9}, nil})
	p := add(30, Run{"a", PM25, Hourly, first + 1, []int32{Void, 6}, []Flagged{{1, Provisional}}})
	if p.Batches != 3 || p.Readings != 7 {
		t.Errorf("position %+v", p)
	}
	var r Readings
	for _, c := range []struct {
		known measure.Instant
		want  []int32
		flags []Flagged
	}{
		{9, nil, nil},
		{10, []int32{1, 2, m, 4}, []Flagged{{1, NonDetect}, {3, Estimated}}},
		{29, []int32{1, 5, m, 4, m, m}, []Flagged{{3, Estimated}}},
		{measure.Forever, []int32{1, m, 6, 4, m, m}, []Flagged{{2, Provisional}, {3, Estimated}}},
	} {
		s.Load(&r, "a", c.known)
		got := r.Clock(PM25)
		if c.want == nil {
			if got != nil {
				t.Errorf("at %d: %+v", c.known, got)
			}
			continue
		}
		if !slices.Equal(got.Values, c.want) || !slices.Equal(got.Flags, c.flags) || got.First != first {
			t.Errorf("at %d: %+v", c.known, got)
		}
	}
	if p10 := r.Clock(PM10); len(p10.Values) != 6 || p10.First != first || p10.Values[5] != 9 {
		t.Errorf("not aligned: %+v", p10)
	}
	history, _ := s.History("a", PM25, false, Hourly.Hour(first+1))
	want := []Reading{{0, Hourly, 2, NonDetect}, {1, Hourly, 5, 0}, {2, Hourly, Void, 0}}
	if !reflect.DeepEqual(history, want) {
		t.Errorf("history %+v", history)
	}
	if v, f := r.Clock(PM25).At(Hourly.Hour(first + 3)); v != 4 || f != Estimated {
		t.Errorf("value %d flag %v", v, f)
	}
}

func TestStepsMeet(t *testing.T) {
	day := measure.DateOf(2024, time.May, 8)
	four, _ := FourHourly.Slot(HourOf(day, 4))
	odd, _ := Hourly.Slot(HourOf(day, 15))
	s := NewSet()
	_, err := s.Append(&Batch{Sites: []Site{{ID: "a"}}, Runs: []Run{
		{"a", PH, FourHourly, four, []int32{1, 2, 3}, []Flagged{{2, Estimated}}},
		{"a", PH, Daily, DaySlot(day), []int32{7}, nil}}})
	if err != nil {
		t.Fatal(err)
	}
	var r Readings
	s.Load(&r, "a", measure.Forever)
	if c := r.Clock(PH); c.Step != FourHourly || !slices.Equal(c.Values, []int32{1, 2, 3}) || r.Daily(PH).Values[0] != 7 {
		t.Errorf("%+v", r.Series)
	}
	if _, err = s.Append(&Batch{Runs: []Run{{"a", PH, Hourly, odd, []int32{4}, nil}}}); err != nil {
		t.Fatal(err)
	}
	s.Load(&r, "a", measure.Forever)
	c := r.Clock(PH)
	if want := []int32{1, m, m, m, 2, m, m, m, 3, m, m, 4}; c.Step != Hourly || !slices.Equal(c.Values, want) ||
		!slices.Equal(c.Flags, []Flagged{{8, Estimated}}) {
		t.Errorf("%+v", c)
	}
}

func TestRefused(t *testing.T) {
	s := NewSet()
	run := Run{"a", PM25, Hourly, 500_000, []int32{1}, nil}
	if _, err := s.Append(&Batch{Header: Header{Known: 5}, Runs: []Run{run}}); err != nil {
		t.Fatal(err)
	}
	before := s.Position()
	if _, err := s.Append(&Batch{Header: Header{Known: 6}, Runs: []Run{run}}); !errors.Is(err, ErrDuplicate) {
		t.Errorf("appended twice: %v", err)
	}
	var early *KnownError
	if _, err := s.Append(&Batch{Header: Header{Known: 4, ID: "x"}}); !errors.As(err, &early) || early.Last != 5 {
		t.Errorf("known earlier: %v", err)
	}
	for name, r := range map[string]Run{
		"no site": {"", PM25, Hourly, 1, []int32{1}, nil},
		"no item": {"a", Items, Hourly, 1, []int32{1}, nil},
		"no step": {"a", PM25, 2, 1, []int32{1}, nil},
		"hourly":  {"a", O3Max8, Hourly, 1, []int32{1}, nil},
		"late":    {"a", PM25, Daily, 1 << 30, []int32{1}, nil},
		"flag":    {"a", PM25, Hourly, 1, []int32{Missing}, []Flagged{{0, NonDetect}}},
		"flags":   {"a", PM25, Hourly, 1, []int32{1, 1}, []Flagged{{1, NonDetect}, {0, NonDetect}}},
	} {
		if _, err := s.Append(&Batch{Header: Header{Known: 6, ID: name}, Runs: []Run{r}}); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.Position() != before {
		t.Error("a refused batch left something behind")
	}
}

// Whatever way runs are cut and ordered, the same readings have the same normal form and hash.
func TestNormalFormIsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		random := rand.New(rand.NewPCG(seed, 1))
		values := make([]int32, 1+random.IntN(3000))
		var flags []Flagged
		for i := range values {
			switch random.IntN(4) {
			case 0:
				values[i] = Missing
			case 1:
				values[i] = Void
			default:
				values[i] = int32(random.IntN(500))
				if random.IntN(50) == 0 {
					flags = append(flags, Flagged{int32(i), Provisional})
				}
			}
		}
		step := []Step{Hourly, FourHourly, Daily}[random.IntN(3)]
		first := Slot(random.IntN(50_000))
		whole := &Batch{Runs: []Run{{"a", NO2, step, first, slices.Clone(values), slices.Clone(flags)}}}
		parts := &Batch{}
		for i := 0; i < len(values); {
			n := min(1+random.IntN(300), len(values)-i)
			r := Run{"a", NO2, step, first + Slot(i), slices.Clone(values[i : i+n]), nil}
			for _, f := range flags {
				if int(f.At) >= i && int(f.At) < i+n {
					r.Flags = append(r.Flags, Flagged{f.At - int32(i), f.Flag})
				}
			}
			parts.Runs = append(parts.Runs, r)
			i += n
		}
		random.Shuffle(len(parts.Runs), func(i, j int) { parts.Runs[i], parts.Runs[j] = parts.Runs[j], parts.Runs[i] })
		n := readings(whole)
		whole.Normalize()
		parts.Normalize()
		a, na := whole.Digest()
		b, nb := parts.Digest()
		if a != b || na != n || nb != n || !whole.isNormal() {
			t.Fatalf("%+v\n%+v", whole.Runs, parts.Runs)
		}
		if err := parts.Check(); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAgainstPlainMap compares a set with a map of maps, over random batches and moments.
func TestAgainstPlainMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		type reading struct {
			v int32
			f Flag
		}
		s := NewSet()
		plain := []map[Hour]reading{{}}
		for known := 1; known <= 6; known++ {
			now := map[Hour]reading{}
			for h, r := range plain[known-1] {
				now[h] = r
			}
			b := &Batch{Header: Header{ID: string(rune('a' + known)), Known: measure.Instant(known)}}
			for range random.IntN(4) {
				step := []Step{Hourly, FourHourly}[random.IntN(2)]
				r := Run{"a", PH, step, Slot(400_000/int(step)) + Slot(random.IntN(900)), make([]int32, 1+random.IntN(100)), nil}
				for i := range r.Values {
					r.Values[i] = []int32{Missing, Void, int32(random.IntN(9)), int32(random.IntN(9))}[random.IntN(4)]
					if r.Values[i] > Void && random.IntN(3) == 0 {
						r.Flags = append(r.Flags, Flagged{int32(i), NonDetect})
					}
				}
				b.Runs = append(b.Runs, r)
			}
			slices.SortStableFunc(b.Runs, func(a, b Run) int { return int(a.Step) - int(b.Step) })
			for _, r := range b.Runs {
				for i, v := range r.Values {
					h := r.Step.Hour(r.First + Slot(i))
					switch v {
					case Missing:
					case Void:
						delete(now, h)
					default:
						now[h] = reading{v, flagAt(r.Flags, i)}
					}
				}
			}
			plain = append(plain, now)
			if _, err := s.Append(b); err != nil {
				t.Fatal(err)
			}
		}
		var r Readings
		for known, want := range plain {
			s.Load(&r, "a", measure.Instant(known))
			got := map[Hour]reading{}
			if c := r.Clock(PH); c != nil {
				for i := range c.Values {
					if v, f := c.At(c.Hour(i)); v != Missing {
						got[c.Hour(i)] = reading{v, f}
					}
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("at %d: %v, not %v", known, got, want)
			}
		}
	})
}

func TestSift(t *testing.T) {
	s := NewSet()
	site := Site{ID: "a", Kind: Station}
	run := func(values ...int32) Run { return Run{"a", PM25, Hourly, 500_000, values, nil} }
	if _, err := s.Append(&Batch{Header: Header{ID: "1"}, Sites: []Site{site}, Runs: []Run{run(1, 2, 3)}}); err != nil {
		t.Fatal(err)
	}
	b := &Batch{Header: Header{ID: "2"}, Sites: []Site{site, {ID: "b", Kind: City}}, Runs: []Run{run(1, 5, Void, Void, 7)}}
	news, p, err := Sift(s, b)
	if err != nil {
		t.Fatal(err)
	}
	if p.New != 1 || p.Same != 2 || p.Changed != 2 || len(p.Changes) != 2 ||
		p.Changes[0].Was != 2 || p.Changes[0].Now != 5 {
		t.Errorf("%+v", p)
	}
	if len(news.Sites) != 1 || news.Sites[0].ID != "b" || readings(news) != 3 {
		t.Errorf("%+v", news)
	}
	if _, err := s.Append(news); err != nil {
		t.Fatal(err)
	}
	if again, p, _ := Sift(s, b); readings(again) != 0 || len(again.Sites) != 0 || p.Same != 5 {
		t.Errorf("%+v %+v", again, p)
	}
}

// A file of corrections has rarely more than the station's code: name and area stay what they were.
func TestSiftKeepsNames(t *testing.T) {
	s := NewSet()
	site := Site{ID: "a", Name: "甲", Area: "510100", Kind: Station}
	run := func(v int32) Run { return Run{"a", PM25, Hourly, 500_000, []int32{v}, nil} }
	if _, err := s.Append(&Batch{Sites: []Site{site}, Runs: []Run{run(1)}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ now, want Site }{
		{Site{ID: "a", Kind: Station}, site},
		{Site{ID: "a", Name: "乙", Kind: Station}, Site{ID: "a", Name: "乙", Area: "510100", Kind: Station}},
	} {
		news, _, err := Sift(s, &Batch{Sites: []Site{c.now}, Runs: []Run{run(2)}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(news); err != nil {
			t.Fatal(err)
		}
		if got := s.Sites()[0]; got != c.want {
			t.Errorf("%+v makes of the site %+v", c.now, got)
		}
	}
}

func readings(b *Batch) int64 {
	_, n := b.Digest()
	return n
}
