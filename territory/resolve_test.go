package territory_test

import (
	"os"
	"testing"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/territory"
)

// chengyu reads the territory of the embedded package.
func chengyu(t testing.TB) *territory.Territory {
	t.Helper()
	places, findings := territory.Parse(os.DirFS("../plans/chengyu"), "territory")
	for _, f := range findings {
		t.Error(f.Text(locale.EN))
	}
	return places
}

func day(t testing.TB, s string) measure.Date {
	t.Helper()
	d, err := measure.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCodesOf2017LeadToTodaysAreas(t *testing.T) {
	places := chengyu(t)
	for old, now := range map[string]struct{ code, name string }{
		"500228": {"500155", "梁平区"}, "500232": {"500156", "武隆区"}, "510124": {"510117", "郫都区"},
		"510132": {"510118", "新津区"}, "512081": {"510185", "简阳市"}, "510626": {"510604", "罗江区"},
		"510922": {"510981", "射洪市"}, "511028": {"511083", "隆昌市"}, "511521": {"511504", "叙州区"},
		"513425": {"513402", "会理市"},
	} {
		for _, on := range []string{"2010-12-31", "2024-12-31"} {
			got, ok := places.Resolve(old, day(t, on))
			if !ok || got != now.code || places.NameOf(got).ZH != now.name {
				t.Errorf("%s on %s is %s %s, want %s %s", old, on, got, places.NameOf(got).ZH, now.code, now.name)
			}
		}
	}
}

func TestMergedAndSplitAreasKeepTheirOwnHistory(t *testing.T) {
	places := chengyu(t)
	for _, c := range []struct {
		code, on string
		want     string // empty for none
	}{
		{"500110", "2020-12-31", "500110"}, // 綦江区
		{"500110", "2010-12-31", ""},       // was 万盛区
		{"500222", "2010-12-31", ""},       // 綦江县, merged
		{"511603", "2012-12-31", ""},       // 前锋区, not yet
		{"511602", "2012-12-31", "511602"}, // 广安区, before it was split
		{"500155", "2010-12-31", "500155"}, // 梁平, under its later code
		{"circle", "2019-12-31", "circle"},
		{"500199", "2019-12-31", ""},
	} {
		got, ok := places.Resolve(c.code, day(t, c.on))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s on %s: %q, %v; want %q", c.code, c.on, got, ok, c.want)
		}
	}
}

func TestRecodesChainAndCodesAreReused(t *testing.T) {
	d := func(y int) measure.Date { return measure.DateOf(y, 1, 1) }
	places := territory.New(
		[]*territory.Area{{Code: "C", ZH: "丙"}, {Code: "A", ZH: "新甲", From: d(2010)}, {Code: "E", Until: d(2015)}},
		[]*territory.Change{
			{On: d(2000), Kind: territory.Recode, From: "A", To: "B"},
			{On: d(2005), Kind: territory.Recode, From: "B", To: "C"},
			{On: d(2015), Kind: territory.Merge, From: "E", To: "C"},
			{On: d(2001), Kind: territory.Recode, From: "X", To: "Y"},
			{On: d(2002), Kind: territory.Recode, From: "Y", To: "X"},
		}, nil)
	for _, c := range []struct {
		code string
		on   measure.Date
		want string
	}{
		{"A", d(1999), "C"}, {"B", d(1999), "C"}, {"C", d(1999), "C"},
		{"A", d(2012), "A"}, {"E", d(2014), "E"}, {"E", d(2015), ""}, {"E", 0, "E"}, {"X", d(2000), ""},
	} {
		if got, _ := places.Resolve(c.code, c.on); got != c.want {
			t.Errorf("%s on %s is %q, want %q", c.code, c.on, got, c.want)
		}
	}
}
