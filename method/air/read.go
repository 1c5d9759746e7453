package air

import (
	"embed"
	"fmt"
	"slices"
	"strconv"

	"github.com/yipanqi/yipanqi/finding"
	"github.com/yipanqi/yipanqi/measure"
	"github.com/yipanqi/yipanqi/measure/decimal"
	"github.com/yipanqi/yipanqi/method/edition"
)

//go:embed editions/*.yaml
var editionFiles embed.FS

var shipped = edition.NewShelf(editionFiles, ReadEdition)

// Editions returns the editions the package ships, the oldest first.
func Editions() []*Edition { return shipped.All() }

// ByID returns the shipped edition of an id.
func ByID(id string) (*Edition, error) { return shipped.ByID(id) }

// ForDate returns the shipped edition in force on a day, nil where none was.
func ForDate(d measure.Date) *Edition { return shipped.ForDate(d) }

// ReadEdition reads an edition from YAML. The edition is nil where anything is wrong with it.
func ReadEdition(file string, data []byte) (*Edition, []finding.Finding) {
	e := &Edition{}
	findings := edition.Read(file, data, e, func(c *edition.Checker) { (&checker{c, e}).check() })
	if len(findings) > 0 {
		return nil, findings
	}
	e.table = e.tabulate()
	return e, nil
}

type checker struct {
	*edition.Checker
	edition *Edition
}

// check holds an edition to what the computation relies on.
func (c *checker) check() {
	e := c.edition
	steps := e.Index.Steps
	if len(steps) < 2 || steps[0] != 0 || !rising(steps) || steps[len(steps)-1] > maxIndex {
		c.Report(BadSteps, e.At("index"), e.ID, "found", fmt.Sprint(steps))
		return
	}
	c.curves(e.At("index"), e.Index.Curves, Basic)
	c.curves(e.At("hour_index"), e.HourIndex.Curves, 1<<SO2|1<<NO2|1<<CO|1<<O3Peak)
	c.bands()
	c.limits()
	c.numbers()
}

func (c *checker) curves(at finding.Pos, curves []Curve, wanted ItemSet) {
	var seen ItemSet
	lines := [Items]int{}
	for _, curve := range curves {
		if seen.Has(curve.Item) {
			c.Report(RepeatedCurve, curve.At("item"), curve.Item.String(),
				"found", curve.Item.String(), "line", strconv.Itoa(lines[curve.Item]))
		}
		seen |= 1 << curve.Item
		lines[curve.Item] = curve.Pos.Line
		points, ok := thousandths(curve.Points)
		if !ok || len(points) < 2 || len(points) > len(c.edition.Index.Steps) || points[0] != 0 || !rising(points) {
			c.Report(BadCurve, curve.At("points"), curve.Item.String(), "found", fmt.Sprint(curve.Points))
		}
		c.Between(curve.At("beyond"), "beyond", curve.Beyond, 0, maxIndex)
	}
	for _, i := range (wanted &^ seen).Items() {
		c.Report(MissingCurve, at, i.String(), "expected", i.String())
	}
}

func (c *checker) bands() {
	bands := c.edition.Index.Bands
	for i, b := range bands {
		last := i == len(bands)-1
		colours := len(b.RGB) == 3 && slices.Min(b.RGB) >= 0 && slices.Max(b.RGB) <= 255
		if !colours || last != (b.UpTo == 0) || i > 0 && !last && b.UpTo <= bands[i-1].UpTo {
			c.Report(BadBands, c.edition.At("index"), b.Name.ZH)
		}
	}
}

func (c *checker) limits() {
	e := c.edition
	at := e.At("limits")
	if e.Judged() == nil {
		c.Report(UnknownClass, at, e.ID, "found", strconv.Itoa(e.Limits.Judged))
	}
	for _, class := range e.Limits.Classes {
		for _, d := range []decimal.Decimal{class.Hour.SO2, class.Hour.NO2, class.Hour.CO, class.Hour.O3} {
			c.positive(at, "hour", d, maxConcentration)
		}
		for i := range Item(HourItems) {
			day, _ := class.Day.Of(i)
			c.positive(at, "day."+i.String(), day, maxConcentration)
			if year, given := class.Year.Of(i); given {
				c.positive(at, "year."+i.String(), year, maxConcentration)
			}
		}
	}
	for i := range Item(HourItems) {
		percent, _ := e.Percentile.Percent.Of(i)
		c.positive(e.At("percentiles"), i.String(), percent, 100)
		if percent.Places > 1 {
			c.Report(BadLimit, e.At("percentiles"), i.String(), "found", percent.String(), "expected", "99.9")
		}
		weight, _ := e.Composite.Weight.Of(i)
		c.positive(e.At("composite"), i.String(), weight, 100)
	}
}

// positive wants a decimal above 0, with three places at most and no more than most.
func (c *checker) positive(at finding.Pos, subject string, d decimal.Decimal, most int64) {
	if t, ok := bounded(d); !ok || t <= 0 || t > most*1000 {
		c.Report(BadLimit, at, subject, "found", d.String(), "expected", strconv.FormatInt(most, 10))
	}
}

// numbers checks the counts and places. A daily mean of fewer than 20 hours has denominators that
// unit does not hold.
func (c *checker) numbers() {
	e := c.edition
	c.Number("index", "least", e.Index.Least, 0, maxIndex)
	c.Number("index", "primary_above", e.Index.PrimaryAbove, 0, maxIndex)
	c.Number("index", "exceeding_above", e.Index.ExceedingAbove, 0, maxIndex)
	c.Number("hour_index", "particulate_hours", e.HourIndex.Hours, 1, 24)
	c.Number("hour_index", "particulate_least", e.HourIndex.Least, 1, e.HourIndex.Hours)
	c.Number("incomplete", "publish_above", e.Incomplete.PublishAbove, 0, maxIndex)
	c.Number("daily_mean", "hours", e.Mean.Hours, 20, 24)
	c.Number("ozone", "hours", e.Ozone.Hours, 6, 8)
	c.Number("ozone", "first_end", e.Ozone.FirstEnd, 8, 24)
	c.Number("ozone", "means", e.Ozone.Means, 1, 25-e.Ozone.FirstEnd)
	c.Number("ozone", "peak_hours", e.Ozone.PeakHours, 0, 24)
	c.Number("periods", "month", e.Periods.Month, 1, 30)
	c.Number("periods", "february", e.Periods.February, 1, 28)
	c.Number("periods", "year", e.Periods.Year, 1, 365)
	c.Number("rounding", "day", e.Rounding.Day, 0, 3)
	c.Number("rounding", "day_co", e.Rounding.DayCO, 0, 3)
	c.Number("rounding", "statistic", e.Rounding.Statistic, 0, 3)
	c.Number("rounding", "statistic_co", e.Rounding.StatisticCO, 0, 3)
	c.Number("rounding", "multiple", e.Rounding.Multiple, 0, 6)
	c.Number("rounding", "rate", e.Rounding.Rate, 0, 4)
	c.Number("rounding", "index", e.Rounding.Index, 0, 6)
	c.Number("city", "share", e.City.Share, 1, 100)
	c.Number("city", "small", e.City.Small, 0, 100)
	c.Number("city", "small_share", e.City.SmallShare, 0, 100)
}

// Bounds on what an edition may say, far above any standard, so that no product overflows.
const (
	maxIndex         = 1000
	maxConcentration = 100_000
)

// bounded returns d in thousandths where it has three places at most and lies in bounds.
func bounded(d decimal.Decimal) (int64, bool) {
	t, ok := d.At(3)
	return t, ok && t >= 0 && t <= maxConcentration*1000
}

func thousandths(points []decimal.Decimal) ([]int64, bool) {
	list := make([]int64, len(points))
	for i, p := range points {
		t, ok := bounded(p)
		if !ok {
			return nil, false
		}
		list[i] = t
	}
	return list, true
}

func rising[T int | int64](list []T) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}
