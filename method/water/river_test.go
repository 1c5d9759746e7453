package water_test

import (
	"slices"
	"testing"

	"github.com/yipanqi/yipanqi/method/water"
	"pgregory.net/rapid"
)

// Grades of table 2 of the rules of 2011, at the ends of every share.
func TestRiverGrades(t *testing.T) {
	e := edition(t)
	for _, c := range []struct {
		good, fair, worst int // sections of class III, IV and worse than V
		want              int
	}{
		{90, 10, 0, 1}, {89, 11, 0, 2}, {75, 25, 0, 2}, {74, 26, 0, 3}, {74, 7, 19, 3}, {74, 6, 20, 4}, {61, 0, 39, 4},
		{60, 0, 40, 5}, {0, 0, 100, 5}, {90, 0, 10, 1}, {75, 0, 25, 2}, {5, 0, 0, 1}, {4, 1, 0, 2}, {3, 2, 0, 3},
		{3, 1, 1, 4}, {3, 0, 2, 5},
	} {
		list := slices.Concat(repeat(water.ClassIII, c.good), repeat(water.ClassIV, c.fair), repeat(water.BeyondV, c.worst))
		b := e.Body(ofClass(t, e, list...))
		if b.Grade != c.want || !b.ByShares || b.Mean != nil {
			t.Errorf("%+v: grade %d", c, b.Grade)
		}
	}
}

// 899 of 1000 is 89.9 %, and 8999 of 10000 shows as 90.0 but is not 90.
func TestGradesComeFromExactShares(t *testing.T) {
	e := edition(t)
	b := e.Body(ofClass(t, e, slices.Concat(repeat(2, 1799), repeat(4, 200))...))
	if b.Good.String() != "90.0" || b.Grade != 2 {
		t.Errorf("%s %%, grade %d", b.Good, b.Grade)
	}
}

func TestFewSectionsAreGradedByTheirMean(t *testing.T) {
	e := edition(t)
	// means of ammonia: (0.1 + 0.1 + 0.1 + 3) ÷ 4 = 0.825, class III
	b := e.Body(ofClass(t, e, 1, 1, 1, 6))
	if b.ByShares || b.Mean.Class != 3 || b.Grade != 2 || b.Counts != [7]int{0, 3, 0, 0, 0, 0, 1} ||
		b.Mean.Items[water.NH3N].Value.String() != "0.82" || b.Worst.String() != "25.0" {
		t.Errorf("%+v", b)
	}
	// a section without data is not one of five
	b = e.Body(ofClass(t, e, 1, 1, 1, 6, 0))
	if b.ByShares || b.Sections != 5 || b.Evaluated != 4 || b.Counts[0] != 1 || !b.Shares[0].IsNone() {
		t.Errorf("%+v", b)
	}
	if b := e.Body(ofClass(t, e, 1, 1, 1, 1, 6)); !b.ByShares || b.Grade != 2 {
		t.Errorf("five sections: %+v", b)
	}
	if b := e.LakeBody(ofClass(t, e, 1, 1, 1, 1, 1, 6)); b.ByShares || b.Mean.Class != 3 {
		t.Errorf("a lake of six points: %+v", b)
	}
	if b := e.Body(nil); b.Grade != 0 || !b.Good.IsNone() {
		t.Errorf("nothing: %+v", b)
	}
}

func TestMainPollutantsOfARiver(t *testing.T) {
	e := edition(t)
	var sections []water.SectionMeans
	for k, v := range []values{{water.NH3N: "1.2", water.TP: "0.3"}, {water.NH3N: "1.8", water.COD: "29"},
		{water.TP: "0.25"}, {water.NH3N: "1.1", water.BOD5: "5"}, {}, {water.PH: "10"}} {
		sections = append(sections, section(t, e, string(rune('a'+k)), clean(v)))
	}
	b := e.Body(sections)
	if len(b.Main) != 3 || b.Main[0].Item != water.NH3N || b.Main[0].Sections != 3 || b.Main[0].Rate.String() != "50.0" ||
		b.Main[0].Multiple.String() != "0.8" || b.Main[1].Item != water.TP || b.Main[1].Multiple.String() != "0.5" {
		t.Errorf("%+v", b.Main)
	}
}

func TestChange(t *testing.T) {
	e := edition(t)
	body := func(good, fair, worst int) *water.Body {
		b := e.Body(ofClass(t, e, slices.Concat(repeat(2, good), repeat(4, fair), repeat(6, worst))...))
		return &b
	}
	before := body(50, 40, 10)
	for _, c := range []struct {
		after             *water.Body
		difference, worst string
		want              water.Verdict
	}{
		{body(50, 40, 10), "0.0", "0.0", water.Unchanged},
		{body(60, 30, 10), "10.0", "0.0", water.Unchanged},
		{body(60, 31, 9), "11.0", "-1.0", water.SomewhatBetter},
		{body(70, 20, 10), "20.0", "0.0", water.SomewhatBetter},
		{body(70, 21, 9), "21.0", "-1.0", water.MarkedlyBetter},
		{body(40, 50, 10), "-10.0", "0.0", water.Unchanged},
		{body(45, 39, 16), "-11.0", "6.0", water.SomewhatWorse},
		{body(35, 49, 16), "-21.0", "6.0", water.MarkedlyWorse},
	} {
		got := e.Compare(before, c.after)
		if got.Difference.String() != c.difference || got.Worst.String() != c.worst || got.Verdict != c.want || !got.Known {
			t.Errorf("%+v, want %+v", got, c)
		}
	}
	if got := e.Compare(before, &water.Body{}); got.Known || !got.Difference.IsNone() {
		t.Errorf("change to nothing: %+v", got)
	}
	for _, c := range []struct {
		before, after water.Class
		want          water.Verdict
		known         bool
	}{{2, 1, 0, true}, {3, 2, 1, true}, {4, 2, 2, true}, {6, 1, 2, true}, {3, 5, -2, true}, {4, 5, -1, true},
		{0, 2, 0, false}} {
		if got, known := e.CompareSections(c.before, c.after); got != c.want || known != c.known {
			t.Errorf("%s to %s: %s", c.before, c.after, got)
		}
	}
	if water.MarkedlyWorse.String() != "markedly-worse" || water.MarkedlyBetter.String() != "markedly-better" {
		t.Error("names of verdicts")
	}
}

func TestPropertyCountsOfARiverSum(t *testing.T) {
	e := edition(t)
	rapid.Check(t, func(r *rapid.T) {
		var list []water.Class
		for _, c := range rapid.SliceOfN(rapid.IntRange(0, 6), 0, 30).Draw(r, "classes") {
			list = append(list, water.Class(c))
		}
		sections := ofClass(t, e, list...)
		b := e.Body(sections)
		sum, good := 0, 0
		for c, n := range b.Counts {
			sum += n
			if c >= 1 && c <= 3 {
				good += n
			}
		}
		if sum != b.Sections || b.Evaluated != sum-b.Counts[0] || b.Evaluated > 0 && b.Grade == 0 {
			r.Fatalf("%+v", b)
		}
		if b.Evaluated > 0 && (b.Good.IsNone() || b.Good.Units > 1000 || (good == b.Evaluated) != (b.Good.Units == 1000) &&
			b.Evaluated < 1000) {
			r.Fatalf("%+v", b)
		}
		if change := e.Compare(&b, &b); change.Verdict != water.Unchanged {
			r.Fatalf("%+v", change)
		}
		slices.Reverse(sections)
		if other := e.Body(sections); other.Grade != b.Grade || other.Counts != b.Counts {
			r.Fatalf("order matters: %+v %+v", b, other)
		}
	})
}

// By hand: pH (7.5−7)/2, oxygen 5/8, permanganate 3/6, ammonia 0.5/1; a lake with pH (7−6.4)/1,
// oxygen 5/10, total phosphorus 0.02/0.05.
func TestCityIndex(t *testing.T) {
	e := edition(t)
	river := values{water.PH: "7.5", water.DO: "8", water.CODMn: "3", water.NH3N: "0.5", water.TN: "9"}
	lake := section(t, e, "l", values{water.PH: "6.4", water.DO: "10", water.TP: "0.02"})
	lake.Water = water.Lake
	c := e.CityIndex("x", []water.SectionMeans{section(t, e, "a", river), section(t, e, "b", river), lake})
	if c.River.Value.String() != "1.8750" || c.Lake.Value.String() != "1.5000" || c.Value.String() != "1.7500" ||
		c.Complete || c.River.Sections != 2 || c.Lake.Sections != 1 || c.River.Items.Len() != 4 ||
		!c.River.Ratios[water.TN].IsNone() {
		t.Errorf("%+v", c)
	}
	// concentrations are averaged before their ratio: oxygen of 4 and 12 is 8
	a, b := section(t, e, "a", values{water.DO: "4"}), section(t, e, "b", values{water.DO: "12"})
	if got := e.CityIndex("x", []water.SectionMeans{a, b}).Value.String(); got != "0.6250" {
		t.Errorf("mean of oxygen: %s", got)
	}
	full := e.CityIndex("x", []water.SectionMeans{section(t, e, "a", clean(nil))})
	if !full.Complete || full.River.Items.Len() != 21 {
		t.Errorf("all items: %+v", full)
	}
	if got := e.CityIndex("x", []water.SectionMeans{section(t, e, "a", values{water.DO: "0"})}); !got.Value.IsNone() {
		t.Errorf("no oxygen: %s", got.Value)
	}
	if got := e.CityIndex("x", nil); !got.Value.IsNone() || got.Complete {
		t.Errorf("nothing: %+v", got)
	}
}

func TestRankOfCities(t *testing.T) {
	e := edition(t)
	var cities []water.CityIndex
	for city, nh3n := range map[string]string{"a": "0.5", "b": "0.2", "c": "0.5", "d": "0.9", "e": ""} {
		v := values{water.NH3N: nh3n}
		if nh3n == "" {
			v = values{}
		}
		cities = append(cities, e.CityIndex(city, []water.SectionMeans{section(t, e, city, v)}))
	}
	water.RankCities(cities)
	var got []int
	for _, c := range cities {
		got = append(got, c.Rank)
	}
	if !slices.Equal(got, []int{1, 2, 2, 4, 0}) || cities[0].City != "b" || cities[4].City != "e" {
		t.Errorf("%v", cities)
	}
}
