package water_test

import (
	"os"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
)

func TestEditionSaysWhatItRestsOn(t *testing.T) {
	e := edition(t)
	if len(water.Editions()) != 1 || water.ForDate(measure.DateOf(2024, 1, 1)) != e ||
		water.ForDate(measure.DateOf(2002, 5, 31)) != nil {
		t.Error("editions by date")
	}
	if _, err := water.ByID("1988"); err == nil {
		t.Error("an edition that is not shipped")
	}
	var rules []string
	for _, a := range e.Assumptions() {
		rules = append(rules, a.Rule)
		if a.Note.ZH == "" || a.Note.EN == "" {
			t.Errorf("%s is not explained in both languages", a.Rule)
		}
	}
	const want = "saturation means.year rounding classes.shared main.order river.sections change city_index attainment"
	if got := strings.Join(rules, " "); got != want {
		t.Errorf("assumptions: %s\nwant %s", got, want)
	}
	if line := e.Line(locale.ZH); !strings.Contains(line, "GB 3838-2002") || !strings.Contains(line, "环办监测〔2017〕51号") {
		t.Error(line)
	}
	for i := range water.Item(water.Items) {
		if title := e.ItemTitle(i); title.ZH == "" || title.EN == "" {
			t.Errorf("%s has no title", i)
		}
	}
}

// Each mistake in an edition is a finding at its line.
func TestEditionsThatAreWrong(t *testing.T) {
	data, err := os.ReadFile("editions/2002.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new string
		want     string
	}{
		{"most: [2, 4, 6, 10, 15]", "most: [2, 4, 6, 10]", "water.bad-limits"},
		{"most: [2, 4, 6, 10, 15]", "most: [2, 4, 3, 10, 15]", "water.bad-limits"},
		{"most: [2, 4, 6, 10, 15]", "most: [2, 4, 6, 10, 15.0000001]", "water.bad-limits"},
		{"most: [2, 4, 6, 10, 15]", "most: [-2, 4, 6, 10, 15]", "water.bad-limits"},
		{"most: [2, 4, 6, 10, 15]", "least: [9, 8, 7, 6, 5], low: 6", "water.bad-limits"},
		{"least: [7.5, 6, 5, 3, 2]", "least: [2, 3, 5, 6, 7.5]", "water.bad-limits"},
		{"low: 6, high: 9", "low: 9, high: 6", "water.bad-limits"},
		{"low: 6, high: 9", "low: 6", "water.bad-limits"},
		{"low: 6, high: 9", "low: 7, high: 9", "water.bad-limits"},
		{"item: cod,", "item: codmn,", "water.repeated-item"},
		{"item: cod,", "item: codmn,", "water.missing-item"},
		{"up_to: 3,", "up_to: 2,", "water.bad-grades"},
		{"rgb: [0, 0, 255]", "rgb: [0, 0, 256]", "water.bad-grades"},
		{"{grade: 5}", "{grade: 5, good_least: 1}", "water.bad-grades"},
		{"{grade: 2, good_least: 75}", "{grade: 9, good_least: 75}", "edition.out-of-range"},
		{"months: 8", "months: 13", "edition.out-of-range"},
		{"offset: 31.6", "offset: 0", "edition.out-of-range"},
		{"marked: 20", "marked: 9", "edition.out-of-range"},
		{"certainty: source-read}", "certainty: hearsay}", "edition.unknown-certainty"},
		{"valid_from: 2002-06-01", "valid_from: 2002-06-01\nvalid_to: 2002-05-01", "edition.dates-reversed"},
	} {
		text := strings.Replace(string(data), c.old, c.new, 1)
		if text == string(data) {
			t.Fatalf("the edition no longer has %q", c.old)
		}
		e, findings := water.ReadEdition("x.yaml", []byte(text))
		found := false
		for _, f := range findings {
			found = found || f.Code.ID == c.want
			if f.Pos.Line == 0 || strings.Contains(f.Text(locale.ZH)+f.Text(locale.EN), "{") {
				t.Errorf("%s: %s", c.new, f.Text(locale.ZH))
			}
		}
		if e != nil || !found {
			t.Errorf("%s: %v", c.new, findings)
		}
	}
}

func FuzzReadEdition(f *testing.F) {
	data, err := os.ReadFile("editions/2002.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("id: x\nlimits: {items: [{item: ph, low: 6}]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, findings := water.ReadEdition("x.yaml", data)
		if (e == nil) != (len(findings) > 0) {
			t.Fatalf("edition %v with %d findings", e, len(findings))
		}
		if e != nil {
			e.Evaluate(water.Lake, e.Average([]water.Sample{sample(t, clean(nil))}))
			e.CityIndex("x", []water.SectionMeans{section(t, e, "a", clean(nil))})
		}
	})
}
