package air_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/air"
)

func TestEditionsFollowEachOtherWithoutGap(t *testing.T) {
	list := air.Editions()
	if len(list) != 3 {
		t.Fatalf("%d editions", len(list))
	}
	for i, e := range list[:len(list)-1] {
		if e.ValidTo+1 != list[i+1].ValidFrom {
			t.Errorf("%s ends %s, %s begins %s", e.ID, e.ValidTo, list[i+1].ID, list[i+1].ValidFrom)
		}
	}
	for day, want := range map[measure.Date]string{
		measure.DateOf(2013, 1, 1): "2012", measure.DateOf(2026, 2, 28): "2012",
		measure.DateOf(2026, 3, 1): "2026", measure.DateOf(2030, 12, 31): "2026",
		measure.DateOf(2031, 1, 1): "2031", measure.DateOf(2099, 1, 1): "2031",
	} {
		if e := air.ForDate(day); e == nil || e.ID != want {
			t.Errorf("%s: edition %v, want %s", day, e, want)
		}
	}
	if e := air.ForDate(measure.DateOf(2012, 12, 31)); e != nil {
		t.Errorf("2012-12-31: edition %s, want none", e.ID)
	}
}

// The final limits of GB 3095-2026 leave the index alone.
func TestIndexOf2031IsThatOf2026(t *testing.T) {
	a, b := edition(t, "2026"), edition(t, "2031")
	for i, c := range a.Index.Curves {
		if !reflect.DeepEqual(c.Points, b.Index.Curves[i].Points) || c.Beyond != b.Index.Curves[i].Beyond {
			t.Errorf("%s differs", c.Item)
		}
	}
}

// Class I and II as transcribed by hand from GB 3095, beside the files.
func TestLimits(t *testing.T) {
	const order = "so2 year, day, hour; no2 year, day, hour; co day, hour; o3 8h, 1h; pm10 year, day; pm25 year, day"
	for id, want := range map[string][2]string{
		"2012": {"20 50 150 40 80 200 4 10 100 160 40 50 15 35", "60 150 500 40 80 200 4 10 160 200 70 150 35 75"},
		"2026": {"20 50 150 40 80 200 4 10 100 160 40 50 15 35", "60 150 500 40 80 200 4 10 160 200 60 120 30 60"},
		"2031": {"20 50 150 30 50 200 4 10 100 160 20 50 10 25", "20 50 150 30 50 200 4 10 160 200 50 100 25 50"},
	} {
		for i, c := range edition(t, id).Limits.Classes {
			var got []string
			for _, d := range []decimal.Decimal{c.Year.SO2, c.Day.SO2, c.Hour.SO2, c.Year.NO2, c.Day.NO2, c.Hour.NO2,
				c.Day.CO, c.Hour.CO, c.Day.O3, c.Hour.O3, c.Year.PM10, c.Day.PM10, c.Year.PM25, c.Day.PM25} {
				got = append(got, d.String())
			}
			if s := strings.Join(got, " "); c.Class != i+1 || s != want[i] {
				t.Errorf("%s class %d (%s):\n got %s\nwant %s", id, c.Class, order, s, want[i])
			}
		}
	}
}

func TestEditionsSayWhatTheyRestOn(t *testing.T) {
	for _, e := range air.Editions() {
		var rules []string
		for _, a := range e.Assumptions() {
			rules = append(rules, a.Rule)
			if a.Note.ZH == "" || a.Note.EN == "" {
				t.Errorf("%s: assumption %s is not explained in both languages", e.ID, a.Rule)
			}
		}
		want := "composite city region"
		if e.ID == "2012" {
			want = "index.round_first hour_index incomplete ozone.peak_hours composite city region"
		}
		if got := strings.Join(rules, " "); got != want {
			t.Errorf("%s assumes %s, want %s", e.ID, got, want)
		}
		if !strings.Contains(e.Line(locale.EN), "HJ 633") {
			t.Errorf("%s: line %q", e.ID, e.Line(locale.EN))
		}
	}
}

func TestForClass(t *testing.T) {
	one, err := edition(t, "2012").ForClass(1)
	if err != nil {
		t.Fatal(err)
	}
	d := publish(one, day1, 1, func(v *air.DailyValues) { v.Value[air.PM25][0] = 36_000 })
	if day := d.Day(day1); day.Over != 1<<air.PM25 || day.Exceeding != 0 {
		t.Errorf("36 µg/m³ in class I: over %v, exceeding %v", day.Over, day.Exceeding)
	}
	if _, err := edition(t, "2012").ForClass(3); err == nil {
		t.Error("class 3 was accepted")
	}
}

func TestReadEditionReportsEverythingAtItsPlace(t *testing.T) {
	data, err := os.ReadFile("editions/2012.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"[0, 35, 75,", "[0, 75, 35,", "air.bad-curve"},
		{"[0, 35, 75,", "[5, 35, 75,", "air.bad-curve"},
		{"[0, 35, 75,", "[0, 35, 75.0001,", "air.bad-curve"},
		{"item: pm10, points", "item: pm25, points", "air.missing-curve air.repeated-curve"},
		{"steps: [0, 50, 100, 150", "steps: [0, 50, 50, 150", "air.bad-steps"},
		{"up_to: 100", "up_to: 40", "air.bad-bands"},
		{"rgb: [0, 228, 0]", "rgb: [0, 228]", "air.bad-bands"},
		{"judged: 2", "judged: 4", "air.unknown-class"},
		{"pm10: 70,", "pm10: -70,", "air.bad-limit"},
		{"co: 95, o3_8h: 90", "co: 95, o3_8h: 90.25", "air.bad-limit"},
		{"co: 95, o3_8h: 90", "co: 95", "air.bad-limit"},
		{"hours: 20", "hours: 12", "edition.out-of-range"},
		{"first_end: 8", "first_end: 7", "edition.out-of-range"},
		{"valid_to: 2026-02-28", "valid_to: 2012-02-28", "edition.dates-reversed"},
		{"clause: 表1, certainty: source-read", "clause: 表1, certainty: certain", "edition.unknown-certainty"},
		{"  judged: 2\n", "", "strict.missing-key"},
		{"item: pm25", "item: pm2.5", "strict.bad-value"},
	} {
		text := strings.Replace(string(data), c.old, c.new, 1)
		if text == string(data) {
			t.Fatalf("no %q in the file", c.old)
		}
		e, findings := air.ReadEdition("e.yaml", []byte(text))
		var got []string
		for _, f := range findings {
			got = append(got, f.Code.ID)
			if f.Pos.Line == 0 {
				t.Errorf("%s: no line", f.Text(locale.EN))
			}
		}
		if e != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%q → %q: edition %v, findings %v, want %s", c.old, c.new, e != nil, got, c.want)
		}
	}
}

func FuzzReadEdition(f *testing.F) {
	for _, id := range []string{"2012", "2026", "2031"} {
		data, err := os.ReadFile("editions/" + id + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		e, findings := air.ReadEdition("e.yaml", data)
		if (e == nil) != (len(findings) > 0) {
			t.Fatal("neither an edition nor a finding, or both")
		}
		if e != nil {
			h := hoursOf(day1, 3, 2_000_000_000)
			d := air.Station(e, h)
			d.Year(2023)
			air.City(e, []*air.Days{d, d, d}).Year(2023)
			air.AtHour(e, h, h.First)
		}
	})
}
