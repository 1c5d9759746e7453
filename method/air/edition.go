package air

import (
	"fmt"
	"slices"

	"github.com/yipanqi/yipanqi/locale"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/edition"
	"github.com/yipanqi/yipanqi/strict"
)

// Edition is everything the standards in force at one time say, as data.
type Edition struct {
	edition.Head

	Index      IndexRule      `yaml:"index,required"`
	HourIndex  HourIndexRule  `yaml:"hour_index,required"`
	Incomplete IncompleteRule `yaml:"incomplete,required"`
	Limits     LimitsRule     `yaml:"limits,required"`
	Mean       MeanRule       `yaml:"daily_mean,required"`
	Ozone      OzoneRule      `yaml:"ozone,required"`
	Periods    PeriodsRule    `yaml:"periods,required"`
	Percentile PercentileRule `yaml:"percentiles,required"`
	Rounding   RoundingRule   `yaml:"rounding,required"`
	Composite  CompositeRule  `yaml:"composite,required"`
	City       CityRule       `yaml:"city,required"`
	Region     RegionRule     `yaml:"region,required"`

	table tables
}

// IndexRule makes the daily index from concentrations.
type IndexRule struct {
	Source         edition.Source `yaml:"source,required"`
	Steps          []int          `yaml:"steps,required"` // sub-indices at the points of every curve
	Curves         []Curve        `yaml:"curves,required"`
	Least          int            `yaml:"least"`                    // the least index, where the scale begins above 0
	PrimaryAbove   int            `yaml:"primary_above,required"`   // primary pollutants exist above this index
	ExceedingAbove int            `yaml:"exceeding_above,required"` // a pollutant exceeds above this sub-index
	Bands          []Band         `yaml:"bands,required"`
	// RoundFirst: concentrations are rounded as reported before sub-indices are computed.
	RoundFirst       bool           `yaml:"round_first"`
	RoundFirstSource edition.Source `yaml:"round_first_source,required"`
}

// Curve is one column of the table of breakpoints. Beyond is the sub-index above its last point; 0
// where none is computed there.
type Curve struct {
	strict.Where
	Item   Item              `yaml:"item,required"`
	Points []decimal.Decimal `yaml:"points,required"`
	Beyond int               `yaml:"beyond"`
}

// Band is a level of the index.
type Band struct {
	UpTo int         `yaml:"up_to"` // the highest index in it; 0 for the last
	Name locale.Text `yaml:"name,required"`
	RGB  []int       `yaml:"rgb,required"`
}

// HourIndexRule makes the real-time index. Particulates have no column of hourly breakpoints: the
// mean of the last Hours is judged by the daily one where at least Least of them are there.
type HourIndexRule struct {
	Source edition.Source `yaml:"source,required"`
	Curves []Curve        `yaml:"curves,required"`
	Hours  int            `yaml:"particulate_hours,required"`
	Least  int            `yaml:"particulate_least,required"`
}

// IncompleteRule says what becomes of a day that lacks a pollutant: its index, made from the others,
// stands only above PublishAbove.
type IncompleteRule struct {
	Source       edition.Source `yaml:"source,required"`
	PublishAbove int            `yaml:"publish_above,required"`
	Exempt       bool           `yaml:"exempt"` // Hours.Exempt is allowed
}

// LimitsRule holds concentration limits by class of area.
type LimitsRule struct {
	Source  edition.Source `yaml:"source,required"`
	Classes []ClassLimits  `yaml:"classes,required"`
	Judged  int            `yaml:"judged,required"` // the class that results are judged by
}

// ClassLimits are the limits of one class; of a year, a day and an hour.
type ClassLimits struct {
	Class int        `yaml:"class,required"`
	Year  PerItem    `yaml:"year,required"`
	Day   PerItem    `yaml:"day,required"`
	Hour  HourLimits `yaml:"hour,required"`
}

// PerItem holds a number for each pollutant; zero where there is none.
type PerItem struct {
	PM25 decimal.Decimal `yaml:"pm25"`
	PM10 decimal.Decimal `yaml:"pm10"`
	SO2  decimal.Decimal `yaml:"so2"`
	NO2  decimal.Decimal `yaml:"no2"`
	CO   decimal.Decimal `yaml:"co"`
	O3   decimal.Decimal `yaml:"o3_8h"`
}

// Of returns the number of an item, and false where there is none.
func (p PerItem) Of(i Item) (decimal.Decimal, bool) {
	if i >= HourItems {
		return decimal.None, false
	}
	d := [HourItems]decimal.Decimal{p.PM25, p.PM10, p.SO2, p.NO2, p.CO, p.O3}[i]
	return d, d.Units != 0
}

// HourLimits are limits of hourly means.
type HourLimits struct {
	SO2 decimal.Decimal `yaml:"so2"`
	NO2 decimal.Decimal `yaml:"no2"`
	CO  decimal.Decimal `yaml:"co"`
	O3  decimal.Decimal `yaml:"o3"`
}

// MeanRule says when a daily mean counts.
type MeanRule struct {
	Source edition.Source `yaml:"source,required"`
	Hours  int            `yaml:"hours,required"` // valid hours at least
}

// OzoneRule says when the highest mean of eight hours counts. Means end at FirstEnd to 24 o'clock.
type OzoneRule struct {
	Source   edition.Source `yaml:"source,required"`
	Hours    int            `yaml:"hours,required"`     // valid hours in a mean at least, of eight
	FirstEnd int            `yaml:"first_end,required"` // when the first mean ends
	Means    int            `yaml:"means,required"`     // valid means in the day at least,
	Exceeds  bool           `yaml:"exceeds"`            // or the highest exceeds the daily limit
	// The highest hour, where the index asks for it, counts with PeakHours valid hours.
	PeakHours  int            `yaml:"peak_hours"`
	PeakSource edition.Source `yaml:"peak_hours_source"`
}

// PeriodsRule says when a statistic of days counts.
type PeriodsRule struct {
	Source   edition.Source `yaml:"source,required"`
	Month    int            `yaml:"month,required"`    // valid days at least
	February int            `yaml:"february,required"` // in February
	Year     int            `yaml:"year,required"`     // and in a year, whose months must all count too
}

// PercentileRule names the percentile each pollutant is judged by, by interpolation at
// 1 + (n−1)·p among the ascending daily values.
type PercentileRule struct {
	Source  edition.Source `yaml:"source,required"`
	Percent PerItem        `yaml:"percent,required"`
}

// RoundingRule gives the places of what is reported, rounded half to even (GB/T 8170).
type RoundingRule struct {
	Source      edition.Source `yaml:"source,required"`
	Day         int            `yaml:"day"`       // daily concentrations
	DayCO       int            `yaml:"day_co"`    // and of carbon monoxide
	Statistic   int            `yaml:"statistic"` // means and percentiles of months and years
	StatisticCO int            `yaml:"statistic_co"`
	Multiple    int            `yaml:"multiple"`
	Rate        int            `yaml:"rate"`
	Index       int            `yaml:"index"` // single and composite indices
}

// CompositeRule weighs the single indices: statistic ÷ limit, of the annual mean, but of the
// percentile and the daily limit where a pollutant has no annual limit.
type CompositeRule struct {
	Source edition.Source `yaml:"source,required"`
	Weight PerItem        `yaml:"weight,required"`
}

// CityRule says when the mean of a city's stations counts: Share percent of them must be valid,
// SmallShare where the city has fewer than Small.
type CityRule struct {
	Source     edition.Source `yaml:"source,required"`
	Share      int            `yaml:"share,required"`
	Small      int            `yaml:"small"`
	SmallShare int            `yaml:"small_share"`
}

// needs returns how many of n stations must be valid.
func (r CityRule) needs(n int) int {
	share := r.Share
	if n < r.Small {
		share = r.SmallShare
	}
	return max((n*share+99)/100, 1)
}

// RegionRule names the statistic of a region: the mean of its cities' ratios.
type RegionRule struct {
	Source edition.Source `yaml:"source,required"`
}

// ForClass returns the edition with results judged by another class of area.
func (e *Edition) ForClass(class int) (*Edition, error) {
	other := *e
	other.Limits.Judged = class
	if !slices.ContainsFunc(e.Limits.Classes, func(c ClassLimits) bool { return c.Class == class }) {
		return nil, fmt.Errorf("edition %s has no class %d", e.ID, class)
	}
	other.table = other.tabulate()
	return &other, nil
}

// Judged returns the limits results are judged by.
func (e *Edition) Judged() *ClassLimits {
	for i := range e.Limits.Classes {
		if e.Limits.Classes[i].Class == e.Limits.Judged {
			return &e.Limits.Classes[i]
		}
	}
	return nil // ReadEdition refuses such an edition
}

// Level returns the number of the band an index lies in, from 1; 0 for no index.
func (e *Edition) Level(index int) int {
	if index == NoIndex {
		return 0
	}
	for i, b := range e.Index.Bands {
		if index <= b.UpTo {
			return i + 1
		}
	}
	return len(e.Index.Bands)
}
