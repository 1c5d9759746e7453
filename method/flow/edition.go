package flow

import (
	"embed"
	"fmt"
	"strings"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/method/edition"
)

// Edition is everything the rules in force at one time say, as data.
type Edition struct {
	edition.Head

	DriestMonth  DriestMonthRule  `yaml:"driest_month,required"`
	Tennant      TennantRule      `yaml:"tennant,required"`
	Satisfaction SatisfactionRule `yaml:"satisfaction,required"`
}

// DriestMonthRule asks for so many years before Qp counts.
type DriestMonthRule struct {
	Source edition.Source `yaml:"source,required"`
	Years  int            `yaml:"years,required"`
}

// TennantRule holds Tennant's percentages.
type TennantRule struct {
	Source    edition.Source `yaml:"source,required"`
	LowSeason []int          `yaml:"low_season,required"` // months from 1
	Levels    []Level        `yaml:"levels,required"`
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
	Source        edition.Source `yaml:"source,required"`
	MonthPercent  int            `yaml:"month_percent,required"`  // of its days a month needs to have a mean
	PeriodPercent int            `yaml:"period_percent,required"` // of days or months a section needs to count
	Threshold     int            `yaml:"threshold,required"`      // percent a section is asked to reach
	Share         int            `yaml:"share"`                   // decimals of percentages
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

var shipped = edition.NewShelf(editionFiles, ReadEdition)

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return shipped.All() }

// ByID returns the shipped edition of an id.
func ByID(id string) (*Edition, error) { return shipped.ByID(id) }

// Latest returns the newest shipped edition. The rules are of counting, not of law: older series are
// judged by them too.
func Latest() *Edition {
	list := shipped.All()
	return list[len(list)-1]
}

// ReadEdition reads an edition from YAML. The edition is nil where anything is wrong with it.
func ReadEdition(file string, data []byte) (*Edition, []finding.Finding) {
	e := &Edition{}
	if findings := edition.Read(file, data, e, e.check); len(findings) > 0 {
		return nil, findings
	}
	return e, nil
}

// check holds an edition to what the computation relies on.
func (e *Edition) check(c *edition.Checker) {
	for _, m := range e.Tennant.LowSeason {
		c.Between(e.At("tennant"), "tennant.low_season", m, 1, 12)
	}
	for _, l := range e.Tennant.Levels {
		c.Between(e.At("tennant"), l.ID+".low", l.Low, 0, 200)
		c.Between(e.At("tennant"), l.ID+".high", l.High, 0, 200)
	}
	c.Number("driest_month", "years", e.DriestMonth.Years, 1, 1000)
	c.Number("satisfaction", "month_percent", e.Satisfaction.MonthPercent, 1, 100)
	c.Number("satisfaction", "period_percent", e.Satisfaction.PeriodPercent, 1, 100)
	c.Number("satisfaction", "threshold", e.Satisfaction.Threshold, 1, 100)
	c.Number("satisfaction", "share", e.Satisfaction.Share, 0, 6)
}
