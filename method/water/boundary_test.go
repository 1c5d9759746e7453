package water_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/water"
)

func sectionYear(t *testing.T, e *water.Edition, id string, months ...string) water.SectionYear {
	t.Helper()
	s := &water.Section{ID: id}
	for m, nh3n := range months {
		if nh3n != "" {
			s.Samples = append(s.Samples, sampleOn(t, measure.DateOf(2024, 1, 15)+measure.Date(31*m), values{water.NH3N: nh3n}))
		}
	}
	return e.Year(s, 2024)
}

// Both bases: a section may attain its target in the year and miss it in months.
func TestAttainment(t *testing.T) {
	e := edition(t)
	targets, findings := water.ReadTargets("targets.csv", []byte("section,year,target\n"+
		"a,2024,Ⅲ\nb,2024,Ⅱ\nc,2024,Ⅲ类\nd,2023,Ⅲ\ne,2024,IV\nf,2024,Ⅲ\n"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	a := e.Attain(2024, []water.SectionYear{
		sectionYear(t, e, "a", "0.8", "1.2", "0.9", "0.9", "0.9", "0.9", "0.9", "0.9"),
		sectionYear(t, e, "b", "0.4", "0.8", "0.4", "0.8", "0.4", "0.8", "0.4", "0.8"),
		sectionYear(t, e, "c"),
		sectionYear(t, e, "d", "0.1"),
		sectionYear(t, e, "e", "1.5", "", "1.6", "1.5", "1.6", "1.5", "1.6", "1.5", "1.6"),
		sectionYear(t, e, "f", "0.8", "1.2", "0.9", "0.9", "0.9", "0.9", "0.9"), // a month short of a year
	}, targets)
	if a.Annual.Attained != 1 || a.Annual.Evaluated != 3 || a.Annual.Rate.String() != "33.3" || a.NoData != 2 ||
		a.NoTarget != 1 {
		t.Errorf("annual %+v", a)
	}
	if a.Monthly.Attained != 21 || a.Monthly.Evaluated != 31 || a.Monthly.Rate.String() != "67.7" {
		t.Errorf("monthly %+v", a.Monthly)
	}
	b := a.Sections[1] // 0.60 against the 0.5 of class II
	if b.Attains || len(b.Exceeding) != 1 || b.Exceeding[0].Multiple.String() != "0.2" || b.Annual.Main != nil {
		t.Errorf("b %+v", b.Exceeding)
	}
	if e := a.Sections[4]; e.Attains || e.Annual.Items[water.NH3N].Value.String() != "1.55" || e.Target != 4 {
		t.Errorf("e %+v", e)
	}
	if targets.For("d", 2024) != water.NoClass || targets.For("nobody", 2024) != water.NoClass {
		t.Error("targets are of one year")
	}
}

const rivers = `section,name,river,water,from,to,downstream
a1,甲一,甲江,river,甲市,乙市,a2
a2,甲二,甲江,,乙市,乙市,a3
b1,乙一,乙江,,丙市,乙市,a3
l,湖心,,lake,丙市,丙市,b1
a3,甲三,甲江,river,乙市,丁市,
`

func topology(t *testing.T) *water.Topology {
	t.Helper()
	top, findings := water.ReadTopology("sections.csv", []byte(rivers))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	return top
}

func TestTopology(t *testing.T) {
	top := topology(t)
	var above []string
	for _, p := range top.Above("a3") {
		above = append(above, p.ID)
	}
	if fmt.Sprint(above) != "[a2 b1]" || top.Above("a1") != nil || top.Above("x") != nil {
		t.Errorf("above a3: %v", above)
	}
	if p, ok := top.Place("a1"); !ok || !p.Crosses() || p.River != "甲江" {
		t.Errorf("%+v", p)
	}
	if p, _ := top.Place("a2"); p.Crosses() {
		t.Error("a2 lies within a jurisdiction")
	}
	if p, _ := top.Place("l"); p.Water != water.Lake {
		t.Errorf("%+v", p)
	}
	findings := top.Unknown(map[string]finding.Pos{"a1": {File: "f", Line: 2}, "甲2": {File: "f", Line: 3},
		"a4": {File: "f", Line: 4}})
	if len(findings) != 2 || findings[0].Code != water.UnknownSection || findings[1].Pos.Line != 4 {
		t.Errorf("%v", findings)
	}
}

func TestTablesThatAreWrong(t *testing.T) {
	for _, c := range []struct{ rows, want string }{
		{"a,b\nb,c\nc,a\nd,a", "2:3 water.flows-in-circle a → b → c → a"},
		{"a,a", "2:3 water.flows-in-circle a → a"},
		{"d,b\na,b\nb,a\nx,y\ny,x", "3:3 water.flows-in-circle a → b → a; 5:3 water.flows-in-circle x → y → x; "},
		{"section1,\nb,section2", "3:3 water.unknown-section section2"},
		{"a,b\na,\nb,", "3:1 water.repeated-section a"},
		{"a,b\nb,a\nb,b", "2:3 water.flows-in-circle a → b → a; 4:1 water.repeated-section b"},
	} {
		_, findings := water.ReadTopology("s.csv", []byte("section,downstream\n"+c.rows))
		if got := show(findings); got != strings.TrimSuffix(c.want, "; ") {
			t.Errorf("%q:\n got %s\nwant %s", c.rows, got, c.want)
		}
	}
	for _, c := range []struct{ rows, want string }{
		{"a,2024,Ⅲ\na,2024,Ⅱ", "3:1 water.repeated-target "},
		{"a,24,Ⅲ", "2:3 water.bad-year 24"},
	} {
		_, findings := water.ReadTargets("t.csv", []byte("section,year,target\n"+c.rows))
		if got := show(findings); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.rows, got, c.want)
		}
	}
	if _, findings := water.ReadTargets("t.csv", []byte("section,year,target\na,2024,Ⅶ")); len(findings) != 1 {
		t.Errorf("a class there is not: %v", findings)
	}
}

func show(findings []finding.Finding) string {
	var list []string
	for _, f := range findings {
		list = append(list, fmt.Sprintf("%d:%d %s %s", f.Pos.Line, f.Pos.Column, f.Code.ID, f.Args["found"]))
	}
	return strings.Join(list, "; ")
}

// a3 misses class II by ammonia, total phosphorus and oxygen. a2 has no data, so a1 stands for the
// waters above it; b1 brings the ammonia.
func TestPassage(t *testing.T) {
	e, top := edition(t), topology(t)
	evaluations := map[string]*water.Evaluation{}
	for id, v := range map[string]values{
		"a3": {water.NH3N: "0.8", water.TP: "0.15", water.DO: "5.2", water.CODMn: "3"},
		"a1": {water.NH3N: "0.30", water.TP: "0.05", water.CODMn: "3.5"},
		"b1": {water.NH3N: "1.4", water.TP: "0.08"},
		"l":  {water.NH3N: "2.5"},
	} {
		ev := evaluate(t, e, water.River, v)
		evaluations[id] = &ev
	}
	p := top.Passage(e, "a3", water.ClassII, evaluations)
	var got []string
	for _, x := range p.Exceeding {
		got = append(got, fmt.Sprint(x.Item, " ", x.Multiple, " ", x.Origin))
	}
	if s := strings.Join(got, "; "); s != "nh3n 0.6 entered; tp 0.5 between; do  unknown" {
		t.Errorf("exceeding: %s", s)
	}
	got = nil
	for _, in := range p.Above {
		line := fmt.Sprint(in.Section.ID, " ", in.Class, " through ", len(in.Through), ":")
		for _, d := range in.Items {
			line += fmt.Sprint(" ", d.Item, " ", d.Above, "→", d.Here, " ", d.Change)
		}
		got = append(got, line)
	}
	want := "a1 Ⅱ through 1: codmn 3.5→3.0 -0.5 nh3n 0.30→0.80 0.50 tp 0.050→0.150 0.100\n" +
		"b1 Ⅳ through 0: nh3n 1.40→0.80 -0.60 tp 0.080→0.150 0.070"
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("above:\n%s\nwant\n%s", s, want)
	}
	if p := top.Passage(e, "x", 2, evaluations); p != nil {
		t.Error("a passage of an unknown section")
	}
	if p := top.Passage(e, "l", 2, evaluations); len(p.Above) != 0 || p.Exceeding[0].Origin != water.OriginUnknown {
		t.Errorf("the head of a river: %+v", p)
	}
}

func FuzzReadTopology(f *testing.F) {
	f.Add(rivers)
	f.Add("section,downstream\na,b\nb,a\na,c\n")
	f.Add("section,water\na,sea\n")
	f.Fuzz(func(t *testing.T, text string) {
		top, findings := water.ReadTopology("f.csv", []byte(text))
		if (top == nil) != (len(findings) > 0) {
			t.Fatalf("%v with %d findings", top, len(findings))
		}
		for _, f := range findings {
			if f.Pos.Line == 0 || f.Message(locale.ZH) == "" {
				t.Errorf("finding without a place: %s", f.Text(locale.EN))
			}
		}
		if top != nil {
			for _, p := range top.Places {
				top.Passage(edition(t), p.ID, water.ClassIII, map[string]*water.Evaluation{p.ID: {}})
			}
		}
	})
}

func FuzzReadTargets(f *testing.F) {
	f.Add("section,year,target\na,2024,Ⅲ\na,2024,劣V类\n")
	f.Fuzz(func(t *testing.T, text string) {
		if targets, findings := water.ReadTargets("f.csv", []byte(text)); (targets == nil) != (len(findings) > 0) {
			t.Fatalf("%v with %d findings", targets, len(findings))
		}
	})
}
