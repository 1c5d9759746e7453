package flow

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/strict"
)

// Edition is everything the rules in force at one time say, as data.
type Edition struct {
	strict.Where
	ID        string       `yaml:"id,required"`
	Title     locale.Text  `yaml:"title,required"`
	ValidFrom measure.Date `yaml:"valid_from,required"`
	ValidTo   measure.Date `yaml:"valid_to"` // the last day; zero where it is in force until replaced

	DriestMonth  DriestMonthRule  `yaml:"driest_month,required"`
	Tennant      TennantRule      `yaml:"tennant,required"`
	Satisfaction SatisfactionRule `yaml:"satisfaction,required"`
}

// Certainty says how a rule is known.
type Certainty string

// Certainties, the strongest first.
const (
	SourceRead Certainty = "source-read" // read in the document or in the issuing body's own words
	ThirdParty Certainty = "third-party" // read in somebody else's quotation or program
	FromMemory Certainty = "from-memory" // to be checked against the document
)

// Source says where a rule comes from.
type Source struct {
	strict.Where
	Document   string      `yaml:"document,required"`
	Clause     string      `yaml:"clause"`
	Certainty  Certainty   `yaml:"certainty,required"`
	Assumption bool        `yaml:"assumption"` // the document is silent or unread: this is our choice
	Note       locale.Text `yaml:"note"`
}

// DriestMonthRule asks for so many years before Qp counts.
type DriestMonthRule struct {
	Source Source `yaml:"source,required"`
	Years  int    `yaml:"years,required"`
}

// TennantRule holds Tennant's percentages.
type TennantRule struct {
	Source    Source  `yaml:"source,required"`
	LowSeason []int   `yaml:"low_season,required"` // months from 1
	Levels    []Level `yaml:"levels,required"`
}

// Level is a row of Tennant's table: percent of the mean annual flow by season.
type Level struct {
	ID    string      `yaml:"id,required"`
	Title locale.Text `yaml:"title,required"`
	Low   int         `yaml:"low,required"`
	High  int         `yaml:"high,required"`
}

// SatisfactionRule counts what satisfies.
type SatisfactionRule struct {
	Source        Source `yaml:"source,required"`
	MonthPercent  int    `yaml:"month_percent,required"`  // of its days a month needs to have a mean
	PeriodPercent int    `yaml:"period_percent,required"` // of days or months a section needs to count
	Threshold     int    `yaml:"threshold,required"`      // percent a section is asked to reach
	Share         int    `yaml:"share"`                   // decimals of percentages
}

// Assumption is a rule of an edition that its documents do not settle.
type Assumption struct {
	Rule   string `json:"rule"` // the rule's key in the edition's file
	Source Source `json:"-"`
	Note   locale.Text
}

// Assumptions lists the rules that rest on an assumption, in the order of the file.
func (e *Edition) Assumptions() []Assumption {
	var list []Assumption
	for _, r := range e.rules() {
		if r.source.Assumption {
			list = append(list, Assumption{r.key, r.source, r.source.Note})
		}
	}
	return list
}

// Line returns the edition as one line of a report: its name and documents.
func (e *Edition) Line(l locale.Lang) string {
	var documents []string
	for _, r := range e.rules() {
		if !slices.Contains(documents, r.source.Document) {
			documents = append(documents, r.source.Document)
		}
	}
	return e.Title.In(l) + " (" + strings.Join(documents, ", ") + ")"
}

type ruleSource struct {
	key    string
	source Source
}

func (e *Edition) rules() []ruleSource {
	return []ruleSource{{"driest_month", e.DriestMonth.Source}, {"tennant", e.Tennant.Source},
		{"satisfaction", e.Satisfaction.Source}}
}

// In reports whether the edition was in force on a day.
func (e *Edition) In(d measure.Date) bool {
	return e.ValidFrom <= d && (e.ValidTo == 0 || d <= e.ValidTo)
}

// Level returns a level of Tennant's table by its id.
func (e *Edition) Level(id string) (Level, error) {
	var ids []string
	for _, l := range e.Tennant.Levels {
		if l.ID == id {
			return l, nil
		}
		ids = append(ids, l.ID)
	}
	return Level{}, fmt.Errorf("level %q: expected one of %s", id, strings.Join(ids, ", "))
}

//go:embed editions/*.yaml
var editionFiles embed.FS

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return slices.Clone(shipped()) }

var shipped = sync.OnceValue(func() []*Edition {
	entries, err := editionFiles.ReadDir("editions")
	if err != nil {
		panic("flow: " + err.Error())
	}
	var list []*Edition
	for _, entry := range entries {
		name := "editions/" + entry.Name()
		data, err := editionFiles.ReadFile(name)
		if err != nil {
			panic("flow: " + err.Error())
		}
		e, findings := ReadEdition(name, data)
		if e == nil {
			panic("flow: " + findings[0].Text("en")) // the tests read them all
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b *Edition) int { return int(a.ValidFrom - b.ValidFrom) })
	return list
})

// ByID returns the shipped edition of an id.
func ByID(id string) (*Edition, error) {
	for _, e := range shipped() {
		if e.ID == id {
			return e, nil
		}
	}
	return nil, fmt.Errorf("no edition %q", id)
}

// Latest returns the newest shipped edition. The rules are of counting, not of law: older series are
// judged by them too.
func Latest() *Edition {
	list := shipped()
	return list[len(list)-1]
}

// ReadEdition reads an edition from YAML. The edition is nil where anything is wrong with it.
func ReadEdition(file string, data []byte) (*Edition, []finding.Finding) {
	e := &Edition{}
	findings := strict.YAML(file, data, e)
	if len(findings) == 0 {
		findings = e.check()
	}
	if len(findings) > 0 {
		finding.Sort(findings)
		return nil, findings
	}
	return e, nil
}

func (e *Edition) check() []finding.Finding {
	var findings []finding.Finding
	report := func(c *finding.Code, at finding.Pos, subject, found, expected string) {
		findings = append(findings, finding.New(c, at, subject, "found", found, "expected", expected))
	}
	between := func(at finding.Pos, subject string, v, least, most int) {
		if v < least || v > most {
			report(OutOfRange, at, subject, strconv.Itoa(v), fmt.Sprintf("%d–%d", least, most))
		}
	}
	if e.ValidTo != 0 && e.ValidTo < e.ValidFrom {
		report(DatesReversed, e.At("valid_to"), e.ID, e.ValidTo.String(), e.ValidFrom.String())
	}
	known := []Certainty{SourceRead, ThirdParty, FromMemory}
	for _, r := range e.rules() {
		if !slices.Contains(known, r.source.Certainty) {
			report(UnknownCertainty, r.source.At("certainty"), r.key, string(r.source.Certainty), fmt.Sprint(known))
		}
	}
	between(e.At("driest_month"), "driest_month.years", e.DriestMonth.Years, 1, 1000)
	for _, m := range e.Tennant.LowSeason {
		between(e.At("tennant"), "tennant.low_season", m, 1, 12)
	}
	for _, l := range e.Tennant.Levels {
		between(e.At("tennant"), l.ID+".low", l.Low, 0, 200)
		between(e.At("tennant"), l.ID+".high", l.High, 0, 200)
	}
	s, at := e.Satisfaction, e.At("satisfaction")
	between(at, "satisfaction.month_percent", s.MonthPercent, 1, 100)
	between(at, "satisfaction.period_percent", s.PeriodPercent, 1, 100)
	between(at, "satisfaction.threshold", s.Threshold, 1, 100)
	between(at, "satisfaction.share", s.Share, 0, 6)
	return findings
}

func code(id, zh, en, hintZH, hintEN string) *finding.Code {
	return &finding.Code{ID: "flow." + id, Severity: finding.Error,
		Message: locale.Text{ZH: zh, EN: en}, Hint: locale.Text{ZH: hintZH, EN: hintEN}}
}

// What can be wrong with an edition whose file can be read.
var (
	OutOfRange = code("out-of-range", "{subject} 为 {found}，应在 {expected} 之间",
		"{subject} is {found}, outside {expected}", "按规范改正", "mend it by the document")
	UnknownCertainty = code("unknown-certainty", "certainty 的值 {found} 不在可选之列：{expected}",
		"certainty {found} is none of {expected}", "选用其中之一", "use one of them")
	DatesReversed = code("dates-reversed", "valid_to {found} 早于 valid_from {expected}",
		"valid_to {found} lies before valid_from {expected}", "核对两个日期", "check the two dates")
)

// Codes lists every finding of the package.
var Codes = []*finding.Code{OutOfRange, UnknownCertainty, DatesReversed}
