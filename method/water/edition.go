package water

import (
	"slices"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/edition"
	"github.com/yipanqi/yipanqi/strict"
)

// Edition is everything the rules in force at one time say, as data.
type Edition struct {
	edition.Head

	Limits     LimitsRule     `yaml:"limits,required"`
	Saturation SaturationRule `yaml:"saturation,required"`
	Means      MeansRule      `yaml:"means,required"`
	Rounding   RoundingRule   `yaml:"rounding,required"`
	Classes    ClassesRule    `yaml:"classes,required"`
	Main       MainRule       `yaml:"main,required"`
	River      RiverRule      `yaml:"river,required"`
	Change     ChangeRule     `yaml:"change,required"`
	City       CityRule       `yaml:"city_index,required"`
	Attainment AttainmentRule `yaml:"attainment,required"`

	table tables
}

// LimitsRule holds the limits of the classes.
type LimitsRule struct {
	Source edition.Source `yaml:"source,required"`
	Items  []ItemRule     `yaml:"items,required"`
}

// ItemRule is one item's row: one kind of limits for classes I to V, or none.
type ItemRule struct {
	strict.Where
	Item   Item              `yaml:"item,required"`
	Title  locale.Text       `yaml:"title,required"`
	Unit   string            `yaml:"unit"`
	Judged bool              `yaml:"judged"` // counts for the class of a section
	Most   []decimal.Decimal `yaml:"most"`
	Lake   []decimal.Decimal `yaml:"lake"`  // in place of Most in lakes and reservoirs
	Least  []decimal.Decimal `yaml:"least"` // better is higher
	Low    decimal.Decimal   `yaml:"low"`   // class I within Low and High, else worse than V
	High   decimal.Decimal   `yaml:"high"`
	Places int               `yaml:"places"` // decimals of an assessed value
}

// SaturationRule lets dissolved oxygen be of class I by its share of saturation, which is
// Numerator ÷ (Offset + temperature), in mg/L at sea level.
type SaturationRule struct {
	Source    edition.Source  `yaml:"source,required"`
	Percent   int             `yaml:"percent,required"`
	Numerator decimal.Decimal `yaml:"numerator,required"`
	Offset    decimal.Decimal `yaml:"offset,required"`
	Applied   bool            `yaml:"applied"`
}

// MeansRule says how values are averaged.
type MeansRule struct {
	Source            edition.Source `yaml:"source,required"`
	BelowLimitPercent int            `yaml:"below_limit_percent"` // what part of its detection limit a non-detect is
	PHSource          edition.Source `yaml:"ph_source,required"`
	PHByHydrogen      bool           `yaml:"ph_by_hydrogen"` // pH of the mean hydrogen ion concentration
	YearSource        edition.Source `yaml:"year_source,required"`
	Months            int            `yaml:"months,required"` // with data at least, for a year to be complete
}

// RoundingRule gives the places of what is reported, rounded half to even (GB/T 8170).
type RoundingRule struct {
	Source     edition.Source `yaml:"source,required"`
	RoundFirst bool           `yaml:"round_first"` // means are rounded before they are classed
	Share      int            `yaml:"share"`
	Multiple   int            `yaml:"multiple"`
	Index      int            `yaml:"index"`
}

// ClassesRule joins classes to grades.
type ClassesRule struct {
	Source       edition.Source `yaml:"source,required"`
	SharedSource edition.Source `yaml:"shared_source,required"`
	Grades       []Grade        `yaml:"grades,required"`
}

// Grade is a word for the quality of water, with the colour of maps.
type Grade struct {
	UpTo  int         `yaml:"up_to,required"` // the worst class in it
	Title locale.Text `yaml:"title,required"`
	RGB   []int       `yaml:"rgb,required"`
}

// MainRule picks main pollutants.
type MainRule struct {
	Source          edition.Source `yaml:"source,required"`
	WorseThan       int            `yaml:"worse_than,required"` // the class whose limits must be exceeded
	First           int            `yaml:"first,required"`      // how many are named
	Ahead           []Item         `yaml:"ahead"`               // named before others
	WithoutMultiple []Item         `yaml:"without_multiple"`
	OrderSource     edition.Source `yaml:"order_source,required"`
}

// RiverRule grades rivers and basins.
type RiverRule struct {
	Source         edition.Source `yaml:"source,required"`
	Sections       int            `yaml:"sections,required"` // from so many on by shares, else by means
	SectionsSource edition.Source `yaml:"sections_source,required"`
	Grades         []RiverGrade   `yaml:"grades,required"`
}

// RiverGrade is the grade of a river where at least GoodLeast percent of its sections are of class
// III or better, if stated, and less than WorstBelow percent worse than V, if stated.
type RiverGrade struct {
	Grade      int `yaml:"grade,required"`
	GoodLeast  int `yaml:"good_least"`
	WorstBelow int `yaml:"worst_below"`
}

// ChangeRule names changes by the difference of ΔG and ΔD in percentage points: none up to Some,
// marked above Marked.
type ChangeRule struct {
	Source edition.Source `yaml:"source,required"`
	Some   int            `yaml:"some,required"`
	Marked int            `yaml:"marked,required"`
}

// CityRule computes the city index against the limits of a class.
type CityRule struct {
	Source   edition.Source `yaml:"source,required"`
	Standard int            `yaml:"standard,required"`
}

// AttainmentRule defines the attainment of target classes.
type AttainmentRule struct {
	Source edition.Source `yaml:"source,required"`
}

// Unrounded returns the edition with means classed as they are, to see what rounding decides.
func (e *Edition) Unrounded() *Edition {
	other := *e
	other.Rounding.RoundFirst = false
	return &other
}

// BySaturation returns the edition with dissolved oxygen also judged by its saturation.
func (e *Edition) BySaturation() *Edition {
	other := *e
	other.Saturation.Applied = true
	return &other
}

// ItemTitle returns the name of an item.
func (e *Edition) ItemTitle(i Item) locale.Text { return e.table.rule[i].Title }

// Judged returns the items that count for the class of a section.
func (e *Edition) Judged() ItemSet { return e.table.judged }

// Limit returns the limit of a class, I to V, as a user reads it; for pH both ends. It is empty where
// there is none.
func (e *Edition) Limit(w Water, i Item, c Class) string {
	rule := e.table.rule[i]
	if c < ClassI || c > ClassV {
		return ""
	}
	switch list := rule.limits(w); {
	case e.table.form[i] == within:
		return rule.Low.String() + "–" + rule.High.String()
	case len(list) > 0:
		return list[c-1].String()
	}
	return ""
}

func (r *ItemRule) limits(w Water) []decimal.Decimal {
	switch {
	case len(r.Least) > 0:
		return r.Least
	case w == Lake && len(r.Lake) > 0:
		return r.Lake
	}
	return r.Most
}

// GradeOf returns the number of the grade of a class, from 1; 0 for no class.
func (e *Edition) GradeOf(c Class) int {
	if c == NoClass {
		return 0
	}
	return slices.IndexFunc(e.Classes.Grades, func(g Grade) bool { return int(c) <= g.UpTo }) + 1
}

// Grade returns a grade by its number.
func (e *Edition) Grade(n int) Grade { return e.Classes.Grades[n-1] }
