package edition_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/method/edition"
)

// tide is an edition of an invented method.
type tide struct {
	edition.Head
	Height struct {
		Source     edition.Source `yaml:"source,required"`
		Most       int            `yaml:"most"`
		MoonSource edition.Source `yaml:"moon_source"`
	} `yaml:"height,required"`
	Ebb struct {
		Source edition.Source `yaml:"source,required"`
	} `yaml:"ebb,required"`
}

func readTide(file string, data []byte) (*tide, []finding.Finding) {
	e := &tide{}
	return e, edition.Read(file, data, e, func(c *edition.Checker) { c.Number("height", "most", e.Height.Most, 1, 9) })
}

const old = `id: "old"
title: {zh: 旧, en: Old}
valid_from: 2001-01-01
valid_to: 2010-12-31
height:
  source: {document: A, certainty: source-read}
  most: 3
  moon_source: {document: B, certainty: from-memory, assumption: true, note: {zh: 月, en: moon}}
ebb: {source: {document: A, certainty: third-party, assumption: true}}
`

// next is the edition after old; it does not write the optional source.
var next = strings.NewReplacer(`"old"`, `"next"`, "2001-01-01", "2011-01-01", "valid_to: 2010-12-31\n", "",
	old[strings.Index(old, "  moon_source"):strings.Index(old, "ebb:")], "").Replace(old)

func TestWhatAnEditionRestsOn(t *testing.T) {
	e, findings := readTide("old.yaml", []byte(old))
	if len(findings) > 0 {
		t.Fatal(findings[0].Text(locale.EN))
	}
	var rules []string
	for _, a := range e.Assumptions() {
		rules = append(rules, a.Rule+" "+a.Note.EN)
	}
	if want := []string{"height.moon moon", "ebb "}; !slices.Equal(rules, want) {
		t.Errorf("assumptions %q, want %q", rules, want)
	}
	if line := e.Line(locale.EN); line != "Old (A, B)" {
		t.Errorf("line %q", line)
	}
}

func TestChecks(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"2010-12-31", "2000-12-31", "edition.dates-reversed at 4:11"},
		{"third-party", "hearsay", "edition.unknown-certainty at 9:40"},
		{"from-memory", "hearsay", "edition.unknown-certainty at 8:41"},
		{"most: 3", "most: 10", "edition.out-of-range at 6:3"},
		{"document: A, ", "", "strict.missing-key at 6:11"},
	} {
		_, findings := readTide("old.yaml", []byte(strings.Replace(old, c.old, c.new, 1)))
		if len(findings) != 1 {
			t.Errorf("%s → %s: %v", c.old, c.new, findings)
			continue
		}
		at := strings.TrimPrefix(findings[0].Pos.String(), "old.yaml:")
		if got := findings[0].Code.ID + " at " + at; got != c.want {
			t.Errorf("%s → %s: %s, want %s", c.old, c.new, got, c.want)
		}
	}
}

func TestShelf(t *testing.T) {
	shelf := edition.NewShelf(fstest.MapFS{"editions/a.yaml": {Data: []byte(next)}, "editions/b.yaml": {Data: []byte(old)},
		"editions/readme.txt": {}}, readTide)
	all := shelf.All()
	if len(all) != 2 || all[0].ID != "old" || all[1].ID != "next" {
		t.Fatalf("%d editions", len(all))
	}
	if e, err := shelf.ByID("next"); err != nil || e != all[1] {
		t.Errorf("next: %v, %v", e, err)
	}
	if _, err := shelf.ByID("lost"); err == nil {
		t.Error("an edition that is not there")
	}
	for date, want := range map[string]*tide{"2000-12-31": nil, "2001-01-01": all[0], "2010-12-31": all[0],
		"2011-01-01": all[1], "2099-01-01": all[1]} {
		d, err := measure.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if e := shelf.ForDate(d); e != want {
			t.Errorf("%s: %v", date, e)
		}
	}
}
